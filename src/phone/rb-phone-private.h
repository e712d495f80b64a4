/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-account-private.h"
#include "rb-account-store.h"
#include "rb-call-private.h"
#include "rb-capture-store.h"
#include "rb-phone.h"

G_BEGIN_DECLS

/* An account's place in the stack; the direct line has no account. */
typedef struct
{
  RbPhone    *phone;
  RbAccount  *account;  /* (nullable) */
  RbSipAgent *agent;    /* (nullable): disabled, incomplete, or could not start */
  char       *password; /* (nullable): known only here (practice network, no secret service wanted) */
  gboolean    restart;  /* with its new configuration when its last call is over */
} RbLine;

struct _RbPhone
{
  GObject parent_instance;

  RbSipEngine   *engine;
  RbTrace       *trace;
  RbHistory     *history;
  RbSecrets     *secrets;
  GSettings     *settings;
  RbContacts    *contacts;
  RbSoundDevice *device; /* made when first needed, as is @tones: GStreamer need not run before a call */
  RbTonePlayer  *tones;
  RbSoundConfig  sound;

  RbAccountStore *store;
  RbCaptureStore *captures;
  GListStore     *accounts;
  GListStore     *calls;
  RbAccount      *default_account;

  GPtrArray *note_jobs; /* captures that are written anew (rb-phone-notes.c) */
  GPtrArray *lines;   /* of RbLine */
  RbLine    *direct;  /* (nullable) */
  GPtrArray *leaving; /* of RbSipAgent that un-register and close */
  GPtrArray *entries; /* of CallEntry (rb-phone-calls.c) */
  int        n_up;    /* calls not over; atomic: the stack's threads ask too */

  char   *ca_file;
  char   *bind_address;
  guint16 bind_port;
  char   *next_capture_path;

  GQueue           notices; /* of char *: told from the main loop */
  guint            notice_source;
  guint            start_source;
  gboolean         told_volatile;
  GDBusConnection *bus;
  guint            sleep_id;
  GCancellable    *cancellable;
  GTask           *shut_down;
  guint            shut_down_source;
};

/* Emits "notice" from the main loop, so that a front end that is still being built hears it. */
void        rb_phone_notice (RbPhone *self, const char *sentence);
void        rb_phone_check_shut_down (RbPhone *self);

/* rb-phone-lines.c */
void        rb_line_free (RbLine *line);
/* (Re)starts the account's agent; @password (nullable): look it up. */
void        rb_phone_start_line (RbPhone *self, RbAccount *account, const char *password);
void        rb_phone_stop_line (RbPhone *self, RbAccount *account);
void        rb_phone_close_lines (RbPhone *self);
void        rb_phone_refresh_lines (RbPhone *self);
/* After a call ended: restarts lines that waited for that. */
void        rb_phone_restart_lines (RbPhone *self);
RbLine     *rb_phone_find_line (RbPhone *self, RbAccount *account);
RbLine     *rb_phone_ensure_direct_line (RbPhone *self, GError **error);

/* rb-phone-calls.c */
void        rb_phone_init_calls (RbPhone *self);
/* RbSipAgentConfig.may_ring with an RbPhone. Any thread. */
gboolean    rb_phone_may_ring (const char *sdp, gpointer data);
void        rb_phone_take_incoming (RbPhone *self, RbAccount *account, RbSipCall *sip);
gboolean    rb_phone_has_call_of (RbPhone *self, RbAccount *account);
void        rb_phone_hang_up_all (RbPhone *self);
void        rb_phone_forget_calls (RbPhone *self);
/* Completes history rows that a crash left open. */
void        rb_phone_repair_history (RbPhone *self);

G_END_DECLS
