/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What an export writes, as text or as JSON. */

#include <json-c/json.h>

#include "rb-export.h"

/* Zero-terminated. */
static inline GBytes *
export_bytes (RbTrace *trace, RbExportFormat format, const RbExportOptions *options)
{
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_assert_true (rb_export_write (trace, format, options, out, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_output_stream_write_all (out, "", 1, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (out, NULL, NULL));
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}

static inline char *
export_text (RbTrace *trace, RbExportFormat format, const RbExportOptions *options)
{
  g_autoptr (GBytes) bytes = export_bytes (trace, format, options);

  return g_strdup (g_bytes_get_data (bytes, NULL));
}

/* Free with json_object_put(). */
static inline struct json_object *
export_json (RbTrace *trace, const char *file)
{
  const RbExportOptions options = { .file = file };
  g_autofree char *text = export_text (trace, RB_EXPORT_JSON, &options);
  struct json_object *json = json_tokener_parse (text);

  g_assert_nonnull (json);
  return json;
}
