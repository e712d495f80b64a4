/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-account-private.h"
#include "rb-account-store.h"
#include "rb-call-private.h"
#include "rb-capture-store.h"
#include "rb-history-keeper.h"
#include "rb-conference.h"
#include "rb-dial-plan.h"
#include "rb-incoming-policy.h"
#include "rb-number.h"
#include "rb-phone.h"

G_BEGIN_DECLS

/* An account's place in the stack; the direct line has no account. */
typedef struct
{
  RbPhone    *phone;
  RbAccount  *account;  /* (nullable) */
  RbSipAgent *agent;    /* (nullable): disabled, incomplete, or could not start */
  char       *password; /* (nullable): known only here (practice network, no secret service wanted) */
  gboolean    told;     /* "registration-failed" of this outage was emitted */
  gboolean    restart;  /* with its new configuration when its last call is over */
} RbLine;

typedef struct _RbPhoneEvents RbPhoneEvents; /* rb-phone-events.c */

#define RB_PHONE_MAX_CALLS 8 /* up at once; more is an attack or a mistake */

/* Values of the setting “auto-answer”. */
enum
{
  RB_PHONE_AUTO_ANSWER_OFF,
  RB_PHONE_AUTO_ANSWER_ASKED,
  RB_PHONE_AUTO_ANSWER_ALL,
};

/* Values of the setting “redirects”. */
enum
{
  RB_PHONE_REDIRECTS_ASK,
  RB_PHONE_REDIRECTS_FOLLOW,
  RB_PHONE_REDIRECTS_REFUSE,
};

/* A call as the phone keeps it. */
typedef struct
{
  RbPhone           *phone;
  RbCall            *call;
  gint64             history_id; /* 0: not remembered */
  gboolean           listed;     /* in the list; a call that a rule refused is not */
  gboolean           over;       /* does not count any more */
  RbIncomingDecision decision;   /* of an incoming call */
  char              *target;     /* (nullable): the decision's */
  guint              due_source; /* to be answered or forwarded */
  guint              remove_source;
} RbCallEntry;

struct _RbPhone
{
  GObject parent_instance;

  RbSipEngine   *engine;
  RbTrace       *trace;
  RbHistory     *history;
  RbHistoryKeeper *keeper; /* (nullable) */
  RbSecrets     *secrets;
  GSettings     *settings;
  RbContacts    *contacts;
  RbPhoneEvents *events;
  RbSoundDevice *device; /* made when first needed, as is @tones: GStreamer need not run before a call */
  RbTonePlayer  *tones;
  RbSoundConfig  sound;

  RbAccountStore *store;
  RbCaptureStore *captures;
  GListStore     *accounts;
  GListStore     *calls;
  RbAccount      *default_account;
  GHashTable     *removed; /* ids of accounts whose password is still kept, for an undo */

  GPtrArray *note_jobs; /* captures that are written anew (rb-phone-notes.c) */
  GPtrArray *lines;   /* of RbLine */
  RbLine    *direct;  /* (nullable) */
  GPtrArray *leaving; /* of RbSipAgent that un-register and close */
  GPtrArray *entries; /* of RbCallEntry */
  int        n_up;    /* calls not over; atomic: the stack's threads ask too */
  int        ring_flags; /* of the settings, likewise (rb-phone-incoming.c) */
  gint64     refused_since_us; /* unwanted calls were counted since then */
  guint      n_refused;
  gboolean   told_forward; /* that a target of the settings cannot be called */
  gboolean   focusing; /* calls are being held for the one that talks */

  RbConference *conference;   /* (nullable) */
  char         *last_target;  /* (nullable): URI that was called last */
  RbAccount    *last_account; /* (nullable): from which */

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

/* rb-phone-accounts.c */
void        rb_phone_open_accounts (RbPhone *self, const char *config_dir); /* @config_dir: (nullable) */
/* Deletes the passwords of all accounts that were removed; what the keyring does not do in time the next start does. */
void        rb_phone_forget_removed_accounts (RbPhone *self);
/* All of @drafts (of RbAccount, well-formed) into the accounts of @present at the same place (NULL: a new one), or nothing
 * when they cannot be written: RB_PHONE_ERROR_STORE. */
gboolean    rb_phone_save_accounts (RbPhone *self, GPtrArray *present, GPtrArray *drafts, GError **error);

/* rb-phone-lines.c */
void        rb_line_free (RbLine *line);
/* (Re)starts the account's agent; @password (nullable): look it up. */
void        rb_phone_start_line (RbPhone *self, RbAccount *account, const char *password);
void        rb_phone_stop_line (RbPhone *self, RbAccount *account);
void        rb_phone_close_lines (RbPhone *self);
/* After a call ended: restarts lines that waited for that. */
void        rb_phone_restart_lines (RbPhone *self);
RbLine     *rb_phone_find_line (RbPhone *self, RbAccount *account);
RbLine     *rb_phone_ensure_direct_line (RbPhone *self, GError **error);

/* rb-phone-incoming.c */
void        rb_phone_init_incoming (RbPhone *self);
/* RbSipAgentConfig.may_ring with an RbPhone: on the direct line and in the practice network, where all may call … Any
 * thread. */
gboolean    rb_phone_may_ring (const char *sdp, gboolean through_server, gpointer data);
/* … and on an account, where it may be a stranger. */
gboolean    rb_phone_may_ring_for_account (const char *sdp, gboolean through_server, gpointer data);
void        rb_phone_take_incoming (RbPhone *self, RbAccount *account, RbSipCall *sip);

/* rb-phone-dial.c */
/* The URI that calling @target from @account (nullable) goes to. @result: of rb_phone_try_target(). (nullable) */
char       *rb_phone_make_uri (RbAccount *account, const RbDialResult *result, const char *target, GError **error);

/* rb-phone-together.c */
void        rb_phone_focus (RbPhone *self, RbCall *call);
void        rb_phone_part (RbPhone *self, RbCall *call);

/* rb-phone-calls.c */
void        rb_phone_init_calls (RbPhone *self);
/* Puts @call into the list and the history; in the place of @replaced (nullable). @decision: (nullable) of an incoming
 * call; one that refuses keeps it out of the list. */
RbCallEntry *rb_phone_add_call (RbPhone *self, RbCall *call, const RbIncomingDecision *decision, RbCallEntry *replaced);
RbCallEntry *rb_phone_find_entry (RbPhone *self, RbCall *call); /* (nullable) */
/* An incoming call that takes the place of another (RFC 3891). */
void        rb_phone_take_over (RbPhone *self, RbCall *call);
void        rb_phone_play (RbPhone *self, RbTone tone);
gboolean    rb_phone_has_call_of (RbPhone *self, RbAccount *account);
void        rb_phone_hang_up_all (RbPhone *self);
void        rb_phone_forget_calls (RbPhone *self);
/* Completes history rows that a crash left open. */
void        rb_phone_repair_history (RbPhone *self);

G_END_DECLS
