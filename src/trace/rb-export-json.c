/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A trace as JSON for programs: `ringback-cli inspect --to json`. The object is written piece by
 * piece, so that only one call at a time is in memory. data/inspect.schema.json describes it. */

#include "rb-export-json-private.h"
#include "rb-join.h"
#include "rb-rtp-table.h"

/* SIP messages: neither keep-alives nor bytes that are something else. */
static guint
count_messages (RbExport *self)
{
  guint count = 0;

  for (guint i = 0; rb_export_next_message (self, &i); i++)
    {
      RbMessageInfo info;

      rb_trace_get_info (self->trace, i, &info);
      count += info.kind == RB_MESSAGE_SIP || info.kind == RB_MESSAGE_SYNTHETIC;
    }
  return count;
}

/* Takes @value. */
static void
append_value (RbExport *self, struct json_object *value)
{
  g_string_append (self->buffer,
                   json_object_to_json_string_ext (value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
  json_object_put (value);
}

static void
append_key (RbExport *self, const char *key)
{
  g_string_append_printf (self->buffer, ",\"%s\":", key);
}

/* Notes the number of each call that is written in @numbers. */
static gboolean
append_calls (RbExport *self, GHashTable *numbers, GError **error)
{
  RbFlow *next;
  guint number = 0;
  guint n = 0;

  append_key (self, "calls");
  g_string_append_c (self->buffer, '[');
  while ((next = rb_export_next_flow (self, &n)) != NULL)
    {
      g_autoptr (RbFlow) flow = next;
      struct json_object *call = rb_export_json_call (self, flow, number);

      if (number > 0)
        g_string_append_c (self->buffer, ',');
      if (self->options->add_to_call != NULL)
        self->options->add_to_call (flow, call, self->options->data);
      append_value (self, call);
      g_hash_table_insert (numbers, flow, GUINT_TO_POINTER (number++));
      if (!rb_export_flush (self, error))
        return FALSE;
    }
  g_string_append_c (self->buffer, ']');
  return TRUE;
}

static struct json_object *
evidence_to_json (guint evidence)
{
  struct json_object *array = json_object_new_array ();

  for (guint bit = 0; bit < 32; bit++)
    {
      const char *word = evidence & (1u << bit) ? rb_join_evidence_to_string (1u << bit) : NULL;

      if (word != NULL)
        json_object_array_add (array, json_object_new_string (word));
    }
  return array;
}

static struct json_object *
join_to_json (const RbJoin *join, guint first, guint second)
{
  struct json_object *object = json_object_new_object ();

  rb_json_add_number (object, "first", first);
  rb_json_add_number (object, "second", second);
  rb_json_add_string (object, "kind", rb_join_kind_to_string (join->kind));
  rb_json_add_string (object, "confidence", rb_confidence_to_string (join->confidence));
  json_object_object_add (object, "evidence", evidence_to_json (join->evidence));
  rb_json_add_number (object, "message", join->position);
  rb_json_add_string (object, "text", join->text);
  return object;
}

static gboolean
append_joins (RbExport *self, GHashTable *numbers, GError **error)
{
  g_autoptr (GPtrArray) joins = rb_trace_list_joins (self->trace);
  gboolean any = FALSE;

  append_key (self, "joins");
  g_string_append_c (self->buffer, '[');
  for (guint i = 0; i < joins->len; i++)
    {
      const RbJoin *join = g_ptr_array_index (joins, i);
      gpointer first;
      gpointer second;

      if (!g_hash_table_lookup_extended (numbers, join->first, NULL, &first) ||
          !g_hash_table_lookup_extended (numbers, join->second, NULL, &second))
        continue;
      if (any)
        g_string_append_c (self->buffer, ',');
      any = TRUE;
      append_value (self, join_to_json (join, GPOINTER_TO_UINT (first), GPOINTER_TO_UINT (second)));
      if (!rb_export_flush (self, error))
        return FALSE;
    }
  g_string_append_c (self->buffer, ']');
  return TRUE;
}

/* The RTP streams of the calls in @numbers, and, where no messages were chosen, those of none. */
static gboolean
append_streams (RbExport *self, GHashTable *numbers, GError **error)
{
  RbRtpTable *rtp = rb_trace_get_rtp (self->trace);
  guint n = rtp != NULL ? rb_rtp_table_get_n_sources (rtp) : 0;
  gint64 start_us = rb_trace_get_time (self->trace, 0);
  gboolean first = TRUE;

  append_key (self, "rtp");
  g_string_append_c (self->buffer, '[');
  for (guint i = 0; i < n; i++)
    {
      const RbRtpSource *source = rb_rtp_table_get_source (rtp, i);

      if (self->options->positions != NULL &&
          !g_hash_table_contains (numbers, rb_trace_get_flow_of (self->trace, source->position)))
        continue;
      if (!first)
        g_string_append_c (self->buffer, ',');
      first = FALSE;
      append_value (self, rb_rtp_source_to_json (source, start_us, FALSE));
      if (!rb_export_flush (self, error))
        return FALSE;
    }
  g_string_append_c (self->buffer, ']');
  return TRUE;
}

gboolean
rb_export_json (RbExport *self, GError **error)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new (NULL, NULL); /* RbFlow → number of the call */
  const char *notes = rb_trace_get_notes (self->trace);
  const char *file = self->options->file;
  g_autofree char *name = g_utf8_make_valid (file != NULL ? file : "", -1);

  g_string_append (self->buffer, "{\"file\":");
  append_value (self, json_object_new_string (name));
  append_key (self, "messages");
  append_value (self, json_object_new_int64 (count_messages (self)));
  if (!append_calls (self, numbers, error) || !append_joins (self, numbers, error) ||
      !append_streams (self, numbers, error))
    return FALSE;

  if (notes != NULL)
    {
      append_key (self, "notes");
      append_value (self, json_object_new_string (notes));
    }
  g_string_append (self->buffer, "}\n");
  return TRUE;
}
