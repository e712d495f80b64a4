/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One cell of a CSV file (RFC 4180), quoted where it must be; without the comma. A text that a spreadsheet would take for
 * a formula gets an apostrophe in front. */
void rb_csv_append_cell (GString *out, const char *text);

G_END_DECLS
