/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <json-c/json.h>

G_BEGIN_DECLS

void rb_export_json_add_problems (struct json_object *message, const guint8 *bytes, gsize length);
void rb_export_append_problems (GString *out, const guint8 *bytes, gsize length);

G_END_DECLS
