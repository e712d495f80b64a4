/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-c/json.h>

G_BEGIN_DECLS

/* Exit codes of every verb. */
enum
{
  RB_CLI_OK = 0,
  RB_CLI_FAILED = 1, /* the call or check failed */
  RB_CLI_USAGE = 2,
};

/* One verb each; argv[0] is the verb's name. They return an exit code. */
int rb_cli_demo (int argc, char **argv);
int rb_cli_lab (int argc, char **argv);
int rb_cli_call (int argc, char **argv);
int rb_cli_answer (int argc, char **argv);
int rb_cli_message (int argc, char **argv);
int rb_cli_watch (int argc, char **argv);
int rb_cli_history (int argc, char **argv);
int rb_cli_inspect (int argc, char **argv);
int rb_cli_remote (int argc, char **argv);
int rb_cli_contacts (int argc, char **argv);

/* `inspect --listen-hep`: shows what comes to @where (ADDRESS:PORT) until the user interrupts. */
int rb_cli_listen_hep (const char *where, gboolean json);

/* "ringback-cli: …" on stderr, one line: what and what to do. */
void rb_cli_error (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* One JSON object on one line of stdout, flushed; takes @object. */
void rb_cli_print_json (struct json_object *object);
/* Parses options for a verb; on a mistake prints it and returns FALSE (exit with RB_CLI_USAGE).
 * --help prints and exits 0. */
gboolean rb_cli_parse (const GOptionEntry *entries, const char *parameters, const char *summary, int *argc, char ***argv);

G_END_DECLS
