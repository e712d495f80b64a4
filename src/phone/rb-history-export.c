/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Calls of the history as CSV and JSON, for the Calls page and `ringback-cli history`. Pure. */

#include "rb-history-export.h"

#include "rb-csv-cell.h"

#include <json-c/json.h>

static const char heading[] = "start,direction,missed,contact,name,address,account,verdict,handling,status,ring_s,"
                              "talk_s,forwarded_to,call_id,capture\r\n";

static char *
format_start (RbHistoryItem *item)
{
  g_autoptr (GDateTime) start = g_date_time_new_from_unix_local (rb_history_item_get_start_us (item) / G_USEC_PER_SEC);

  return start != NULL ? g_date_time_format_iso8601 (start) : g_strdup ("");
}

static const char *
get_direction (RbHistoryItem *item)
{
  return rb_history_item_is_incoming (item) ? "incoming" : "outgoing";
}

static void
append_text (GString *out, const char *text)
{
  g_string_append_c (out, ',');
  rb_csv_append_cell (out, text != NULL ? text : "");
}

static void
append_seconds (GString *out, gint64 us)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (out, ',');
  if (us >= 0)
    g_string_append (out, g_ascii_formatd (text, sizeof text, "%.3f", (double) us / G_USEC_PER_SEC));
}

static void
append_csv (GString *out, RbHistoryItem *item, const char *contact, const char *account)
{
  g_autofree char *start = format_start (item);
  guint status = rb_history_item_get_status (item);

  g_string_append_printf (out, "%s,%s,%s", start, get_direction (item),
                          rb_history_item_is_missed (item) ? "yes" : "no");
  append_text (out, contact);
  append_text (out, rb_history_item_get_remote_name (item));
  append_text (out, rb_history_item_get_remote_uri (item));
  append_text (out, account);
  append_text (out, rb_history_item_get_verdict (item));
  append_text (out, rb_history_item_get_handling (item));
  g_string_append_c (out, ',');
  if (status != 0)
    g_string_append_printf (out, "%u", status);
  append_seconds (out, rb_history_item_get_ring_us (item));
  append_seconds (out, rb_history_item_get_talk_us (item));
  append_text (out, rb_history_item_get_other (item));
  append_text (out, rb_history_item_get_call_id (item));
  append_text (out, rb_history_item_get_capture_path (item));
  g_string_append (out, "\r\n");
}

/* What is not known is not there. */
static void
add_text (struct json_object *object, const char *name, const char *text)
{
  if (text != NULL && *text != '\0')
    json_object_object_add (object, name, json_object_new_string (text));
}

static void
add_seconds (struct json_object *object, const char *name, gint64 us)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (us >= 0)
    json_object_object_add (
        object, name,
        json_object_new_double_s ((double) us / G_USEC_PER_SEC,
                                  g_ascii_formatd (text, sizeof text, "%.3f", (double) us / G_USEC_PER_SEC)));
}

static void
append_json (GString *out, RbHistoryItem *item, const char *contact, const char *account)
{
  struct json_object *object = json_object_new_object ();
  g_autofree char *start = format_start (item);

  add_text (object, "start", start);
  add_text (object, "direction", get_direction (item));
  json_object_object_add (object, "missed", json_object_new_boolean (rb_history_item_is_missed (item)));
  add_text (object, "contact", contact);
  add_text (object, "name", rb_history_item_get_remote_name (item));
  add_text (object, "address", rb_history_item_get_remote_uri (item));
  add_text (object, "account", account);
  add_text (object, "verdict", rb_history_item_get_verdict (item));
  add_text (object, "handling", rb_history_item_get_handling (item));
  if (rb_history_item_get_status (item) != 0)
    json_object_object_add (object, "status", json_object_new_int ((int) rb_history_item_get_status (item)));
  add_seconds (object, "ringSeconds", rb_history_item_get_ring_us (item));
  add_seconds (object, "talkSeconds", rb_history_item_get_talk_us (item));
  add_text (object, "forwardedTo", rb_history_item_get_other (item));
  add_text (object, "callId", rb_history_item_get_call_id (item));
  add_text (object, "capture", rb_history_item_get_capture_path (item));
  g_string_append (out,
                   json_object_to_json_string_ext (object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
  json_object_put (object);
}

void
rb_history_export_begin (GString *out, RbHistoryFormat format)
{
  g_string_append (out,
                   format == RB_HISTORY_CSV ? heading : "{\"format\":\"ringback-history\",\"version\":1,\"calls\":[\n");
}

void
rb_history_export_row (GString *out, RbHistoryFormat format, RbHistoryItem *item, const char *contact,
                       const char *account, gboolean first)
{
  g_return_if_fail (RB_IS_HISTORY_ITEM (item));

  if (format == RB_HISTORY_CSV)
    {
      append_csv (out, item, contact, account);
      return;
    }

  if (!first)
    g_string_append (out, ",\n");
  append_json (out, item, contact, account);
}

void
rb_history_export_end (GString *out, RbHistoryFormat format)
{
  if (format == RB_HISTORY_JSON)
    g_string_append (out, "\n]}\n");
}
