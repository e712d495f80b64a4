/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ringback-cli history: the past calls of the window, newest first. Reads its database and changes nothing. */

#include "rb-cli.h"

#include "rb-history-export.h"
#include "rb-history-reader.h"
#include "rb-history-text.h"

#include <glib/gi18n.h>
#include <stdio.h>

typedef enum
{
  AS_TEXT,
  AS_CSV,
  AS_JSON,
} Format;

typedef struct
{
  Format format;
  gint64 now_us;
  guint n;
} Printer;

/* Goes out at once: there may be a hundred thousand. */
static void
print_exported (Printer *self, RbHistoryItem *item, void (*end) (GString *out, RbHistoryFormat format))
{
  RbHistoryFormat format = self->format == AS_CSV ? RB_HISTORY_CSV : RB_HISTORY_JSON;
  g_autoptr (GString) out = g_string_new (NULL);

  if (item != NULL)
    rb_history_export_row (out, format, item, NULL, rb_history_item_get_account_id (item), self->n == 0);
  else
    end (out, format);
  fwrite (out->str, 1, out->len, stdout);
}

static void
on_call (RbHistoryItem *item, gpointer data)
{
  Printer *self = data;
  g_autofree char *name = rb_history_item_dup_name (item);
  g_autofree char *sentence = NULL;

  if (self->format == AS_TEXT)
    {
      sentence = rb_history_item_format_sentence (item, name, NULL, self->now_us);
      puts (sentence);
    }
  else
    {
      print_exported (self, item, NULL);
    }
  self->n++;
}

int
rb_cli_history (int argc, char **argv)
{
  g_autofree char *search = NULL;
  g_autofree char *folder = NULL;
  gboolean missed = FALSE;
  gboolean json = FALSE;
  gboolean csv = FALSE;
  const GOptionEntry entries[] = {
    { "search", 's', 0, G_OPTION_ARG_STRING, &search,
      N_ ("only calls with these words: a name, number, verdict or day"), N_ ("TEXT") },
    { "missed", 0, 0, G_OPTION_ARG_NONE, &missed, N_ ("only missed calls"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("print JSON (data/history.schema.json)"), NULL },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &csv, N_ ("print CSV"), NULL },
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &folder, N_ ("where history.db is"), N_ ("FOLDER") },
    { NULL },
  };
  Printer printer = { .now_us = g_get_real_time () };
  RbHistoryQuery query = { .now_us = printer.now_us };
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (!rb_cli_parse (entries, NULL, _ ("Shows the past calls, newest first."), &argc, &argv))
    return RB_CLI_USAGE;
  if (argc != 1 || (json && csv))
    {
      rb_cli_error (_ ("give --json or --csv or neither, and nothing else; see “ringback-cli history --help”"));
      return RB_CLI_USAGE;
    }

  printer.format = json ? AS_JSON : csv ? AS_CSV : AS_TEXT;
  query.text = search;
  query.filter = missed ? RB_HISTORY_MISSED : RB_HISTORY_ALL;
  path = folder != NULL ? g_build_filename (folder, "history.db", NULL)
                        : g_build_filename (g_get_user_data_dir (), "ringback", "history.db", NULL);
  if (printer.format != AS_TEXT)
    print_exported (&printer, NULL, rb_history_export_begin);
  done = rb_history_read (path, &query, on_call, &printer, &error);
  if (printer.format != AS_TEXT)
    print_exported (&printer, NULL, rb_history_export_end);
  if (!done)
    {
      rb_cli_error ("%s", error->message);
      return RB_CLI_FAILED;
    }

  return RB_CLI_OK;
}
