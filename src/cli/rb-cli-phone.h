/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-cli.h"
#include "rb-phone.h"

G_BEGIN_DECLS

/* What “call” and “answer” share: the account, the sound, and the events of calls on stdout. */

typedef struct
{
  char    *user;
  char    *domain;
  char    *proxy;
  char    *transport;
  char    *password_env;
  char    *ca_file;
  char    *bind;
  int      port;
  gboolean no_register;
  char    *sound;
  char    *play;
  char    *record;
  double   tone;        /* Hz, 0: none */
  double   expect_tone; /* Hz, 0: not checked */
  char    *capture;
  char    *hep;
  char    *encryption;  /* "off", "optional", "required"; NULL: off */
  gboolean ice;
  double   hang_up_after; /* s after the answer, < 0: never */
  gboolean refuse_transfers;
  gboolean json;
} RbCliPhoneOptions;

extern RbCliPhoneOptions rb_cli_phone_options;

/* The entries of these options, for the verb's own GOptionEntry array. */
#define RB_CLI_PHONE_ENTRIES                                                                                           \
  { "user", 0, 0, G_OPTION_ARG_STRING, &rb_cli_phone_options.user, N_("User name of the account"), N_("USER") },       \
  { "domain", 0, 0, G_OPTION_ARG_STRING, &rb_cli_phone_options.domain, N_("Domain of the account"),                    \
    N_("HOST[:PORT]") },                                                                                               \
  { "proxy", 0, 0, G_OPTION_ARG_STRING, &rb_cli_phone_options.proxy, N_("Outbound proxy"), N_("HOST[:PORT]") },        \
  { "transport", 0, 0, G_OPTION_ARG_STRING, &rb_cli_phone_options.transport, N_("Transport (default: udp)"),           \
    "udp|tcp|tls" },                                                                                                   \
  { "password-env", 0, 0, G_OPTION_ARG_STRING, &rb_cli_phone_options.password_env,                                     \
    N_("Environment variable that holds the password"), N_("NAME") },                                                  \
  { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &rb_cli_phone_options.ca_file, N_("Further certificates to trust"),        \
    N_("FILE.pem") },                                                                                                  \
  { "bind", 0, 0, G_OPTION_ARG_STRING, &rb_cli_phone_options.bind, N_("Local address (default: any)"),                 \
    N_("ADDRESS") },                                                                                                   \
  { "port", 0, 0, G_OPTION_ARG_INT, &rb_cli_phone_options.port, N_("Local port (default: any free)"), N_("PORT") },    \
  { "no-register", 0, 0, G_OPTION_ARG_NONE, &rb_cli_phone_options.no_register,                                         \
    N_("Use the account without registering it"), NULL },                                                              \
  { "sound", 0, 0, G_OPTION_ARG_STRING, &rb_cli_phone_options.sound,                                                   \
    N_("Microphone and loudspeaker (default: none)"), "none|pulse" },                                                  \
  { "play", 0, 0, G_OPTION_ARG_FILENAME, &rb_cli_phone_options.play, N_("Say this to the far end"), N_("FILE.wav") },  \
  { "record", 0, 0, G_OPTION_ARG_FILENAME, &rb_cli_phone_options.record, N_("Write what is heard"), N_("FILE.wav") },  \
  { "tone", 0, 0, G_OPTION_ARG_DOUBLE, &rb_cli_phone_options.tone, N_("Send a tone"), N_("HZ") },                      \
  { "expect-tone", 0, 0, G_OPTION_ARG_DOUBLE, &rb_cli_phone_options.expect_tone,                                       \
    N_("Fail when this tone is not heard"), N_("HZ") },                                                                \
  { "capture", 0, 0, G_OPTION_ARG_FILENAME, &rb_cli_phone_options.capture,                                             \
    N_("Write the call's messages, for Wireshark"), N_("FILE.pcapng") },                                               \
  { "hep", 0, 0, G_OPTION_ARG_STRING, &rb_cli_phone_options.hep,                                                       \
    N_("Send each SIP message to Homer or “sngrep -L”, without keys of the sound"), N_("HOST[:PORT]") },                                 \
  { "encryption", 0, 0, G_OPTION_ARG_STRING, &rb_cli_phone_options.encryption,                                         \
    N_("Encryption of the sound by SRTP (default: off)"), "off|optional|required" },                                   \
  { "ice", 0, 0, G_OPTION_ARG_NONE, &rb_cli_phone_options.ice,                                                         \
    N_("Find a way for the sound through routers (ICE)"), NULL },                                                      \
  { "hang-up-after", 0, 0, G_OPTION_ARG_DOUBLE, &rb_cli_phone_options.hang_up_after,                                   \
    N_("Hang up this long after the answer"), N_("SECONDS") },                                                         \
  { "refuse-transfers", 0, 0, G_OPTION_ARG_NONE, &rb_cli_phone_options.refuse_transfers,                               \
    N_("Do not call whom the far end names"), NULL },                                                                  \
  { "json", 0, 0, G_OPTION_ARG_NONE, &rb_cli_phone_options.json, N_("One JSON object per event"), NULL }

typedef struct _RbCliPhone RbCliPhone;

typedef struct
{
  /* Registered, or nothing to register: once. */
  void (*ready) (RbCliPhone *self, gpointer data);
  void (*incoming) (RbCliPhone *self, RbCall *call, gpointer data); /* (nullable): calls are rejected as busy */
  void (*active) (RbCliPhone *self, RbCall *call, gpointer data);   /* (nullable): once per call */
  /* After its "ended" was printed. @good: answered, ended normally, the expected tone was heard. */
  void (*over) (RbCliPhone *self, RbCall *call, gboolean good, gpointer data);
  /* SIGINT, SIGTERM without a call. */
  void (*interrupted) (RbCliPhone *self, gpointer data);
} RbCliPhoneFuncs;

/* Checks the options, opens the phone, registers, runs until rb_cli_phone_quit(). Returns the exit code. */
int       rb_cli_phone_run (const RbCliPhoneFuncs *funcs, gpointer data);
RbPhone  *rb_cli_phone_get_phone (RbCliPhone *self);
RbAccount *rb_cli_phone_get_account (RbCliPhone *self); /* (nullable) */
gboolean  rb_cli_phone_has_calls (RbCliPhone *self); /* whose "ended" was not printed yet */
/* Prints the events of @call from now on and keeps --hang-up-after. Outgoing calls are watched by themselves. */
void      rb_cli_phone_watch (RbCliPhone *self, RbCall *call);
/* One event: @object (taken) with --json, else the line. */
void      rb_cli_phone_say (struct json_object *object, const char *format, ...) G_GNUC_PRINTF (2, 3);
struct json_object *rb_cli_phone_event (const char *name);
/* Un-registers, then rb_cli_phone_run() returns @exit_code. */
void      rb_cli_phone_quit (RbCliPhone *self, int exit_code);

G_END_DECLS
