/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-call-private.h"
#include "rb-call-table.h"

G_BEGIN_DECLS

/* The inside of RbCall, shared by rb-call.c (events, user, properties) and rb-call-actions.c (what the table orders). */

struct _RbCall
{
  GObject parent_instance;

  RbAccount      *account;
  RbSipCall      *sip;
  RbSoundDevice  *device;
  RbMediaSession *media;
  RbTonePlayer   *tones;

  RbCallState state;
  RbCallEnd   end;
  guint       status;
  guint       provisional_status;
  guint       reject_status;
  gboolean    ended_by_user;
  gboolean    incoming;

  char *remote_uri;
  char *remote_name;
  char *call_id;
  char *capture_path;
  char *reason;
  char *answer;      /* to the INVITE's offer, or our offer when it had none; made while ringing */
  char *description; /* the far end's last answer that media took */

  gint64 start_us;
  gint64 answered_us; /* monotonic, 0 before */
  gint64 ended_us;

  gboolean hold_wanted;
  gboolean media_held; /* as media was told last; what our descriptions say */
  gboolean on_hold;
  gboolean muted;
  gboolean early_media;
  gboolean move_wanted; /* our address has changed: the next offer tells it */
  gboolean offer_open; /* an offer of ours waits for its answer */

  GString           *info_digits;
  guint              info_source;
  guint              glare_source;
  guint              ending_source;
  RbMediaStatistics  statistics;
  gboolean           has_statistics;

  /* rb-call-recording.c */
  gboolean recording;
  char    *recording_path;

  /* rb-call-transfer.c */
  RbTransferState transfer_state;
  char           *transfer_target;
  char           *transfer_reason;
  guint           transfer_status;
  RbCall         *transfer_other; /* (nullable): whose far end it is transferred to */
  gboolean        transfer_was_held;
  gboolean        refer_sent;
  guint           transfer_source;
  char           *asked_target;   /* of the far end's REFER, while the person decides */
  char           *asked_replaces;
  char           *asked_by;
  guint           asked_source;
  RbCall         *follower;       /* the call that the far end had us make */
  guint           follower_status; /* last told */
  guint           leave_source;
  char           *referred_by;

  /* rb-call-redirect.c */
  char     **contacts; /* (nullable) of the 3xx */
  GPtrArray *tried;    /* of char *: URIs called before in this chain */
  guint      hops;     /* redirections and transfers before this call */
  char      *dialled;
};

typedef struct
{
  RbCallEventKind       kind;
  const RbSipCallEvent *sip;    /* for events of the stack */
  const char           *digits; /* for SEND_DIGITS */
  const char           *target; /* for TRANSFER, REDIRECT */
  RbCall               *other;  /* (nullable) for TRANSFER */
  const char           *redirect_reason; /* for REDIRECT */
  guint                 status; /* for FOLLOWER_NEWS */
} RbCallEvent;

enum
{
  RB_CALL_SIGNAL_CHANGED,
  RB_CALL_SIGNAL_DTMF,
  RB_CALL_SIGNAL_FOCUS,
  RB_CALL_SIGNAL_TRANSFER_ASKED,
  RB_CALL_SIGNAL_SPAWNED,
  RB_CALL_N_SIGNALS,
};

void     rb_call_act (RbCall *self, RbCallAction action, const RbCallEvent *event);
/* Feeds the table. */
void     rb_call_handle (RbCall *self, const RbCallEvent *event);
void     rb_call_emit_changed (RbCall *self);

gboolean rb_call_make_media (RbCall *self, RbSipAgent *agent, GError **error);
void     rb_call_stop_media (RbCall *self);
/* Media and the answer to the INVITE, once. FALSE: the reason was noted and the call refused. */
gboolean rb_call_prepare_answer (RbCall *self);
/* Takes media to our new address, and tells the far end, as soon as it can be told. */
void     rb_call_want_move (RbCall *self);
/* Holds or goes on as soon as the far end can be told. */
void     rb_call_want_hold (RbCall *self, gboolean hold);
void     rb_call_set_reason (RbCall *self, const char *reason);
/* The media of this call cannot be: note why, tell the table. */
void     rb_call_fail_media (RbCall *self, const GError *error);

extern guint rb_call_signals[RB_CALL_N_SIGNALS];

G_END_DECLS
