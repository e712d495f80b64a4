/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the standard flow of data/flows with this id is called, translated; NULL when none is. */
const char *rb_textbook_title (const char *id);

G_END_DECLS
