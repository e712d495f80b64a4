/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-agent-private.h"

G_BEGIN_DECLS

/* What rb-sip-call.c (the object and what the user wants) and rb-sip-call-events.c (what the
 * stack says) share. */

typedef enum
{
  STATE_CALLING,   /* INVITE sent, no final response */
  STATE_INCOMING,  /* INVITE received, no final response sent */
  STATE_ANSWERING, /* 2xx sent, no ACK yet */
  STATE_ACTIVE,
  STATE_ENDING,    /* CANCEL, BYE or a refusal sent */
  STATE_DONE,      /* the last event was emitted */
  N_STATES,
} State;

struct _RbSipCall
{
  GObject         parent_instance;

  RbSipAgent     *agent;
  RbSipOwner      owner;
  nua_t          *nua;            /* the stack of @handle: not the agent's any more after the network changed */
  nua_handle_t   *handle;
  State           state;
  gboolean        incoming;
  gboolean        ringing;        /* 180 was sent */
  gboolean        hang_up_on_ack;
  gboolean        hidden;         /* our INVITE does not tell who calls (RFC 3323) */
  gboolean        reliable;       /* the caller supports 100rel */
  gboolean        answer_sent;    /* in a reliable provisional response */
  gboolean        offerless;      /* our INVITE had no SDP: the ACK carries the answer */
  gboolean        offer_sent;     /* a re-INVITE of ours awaits its answer */
  gboolean        offer_awaits_answer;
  gboolean        offer_was_empty; /* re-INVITE without SDP: the ACK carries the answer */
  char           *call_id;
  char           *remote_uri;
  char           *remote_name;
  char           *local_uri;
  char           *remote_sdp;
  char           *remote_contact; /* (nullable) */
  char           *contact;     /* (nullable): ours, after the address changed */
  char           *end_reason;  /* (nullable) Reason of our BYE or CANCEL */
  RbSipIdentity  *identity;    /* incoming */
  RbSipCall      *replaced;    /* incoming: takes its place */
  gboolean        reports_expected; /* our REFER: NOTIFYs are to come */
  gboolean        refer_open;  /* a REFER of the far end awaits its answer */
  nua_saved_event_t saved_refer[1]; /* that REFER, or one that waits for the ACK */
  char           *report_event; /* (nullable) Event of the NOTIFYs that we owe */
  guint           reports_open; /* NOTIFYs of ours without an answer */
  guint           reports_limit;
  GHashTable     *answered;   /* realms */
  nua_saved_event_t saved_offer[1];
  guint           hang_up_limit;
  RbSipTlsWatch  *tls_watch;
};

/* RbSipOwner.handle */
void  rb_sip_call_handle (gpointer object, const RbSipStackEvent *event);
void  rb_sip_call_emit (RbSipCall *self, const RbSipCallEvent *event);
/* Emits the last event and keeps the handle: the stack may still have to end a transaction. */
void  rb_sip_call_finish_and_linger (RbSipCall *self, const RbSipCallEvent *event);
void  rb_sip_call_finish (RbSipCall *self, const RbSipCallEvent *event);
/* Why the call ended, when that needs words. (transfer full) (nullable) */
char *rb_sip_call_describe_end (RbSipCall *self, RbSipEndedBy ended_by);
/* Body of type application/sdp. (transfer full) (nullable) */
char *rb_sip_call_get_sdp (const sip_t *sip);
/* The dialog's parameters: what follows does not ring again, and the session is refreshed by
 * UPDATE only where @sip says that it is understood (RFC 4028 7.4). */
void  rb_sip_call_set_up_dialog (RbSipCall *self, const sip_t *sip);
/* TRUE: the request goes out again with credentials. */
gboolean rb_sip_call_try_authenticate (RbSipCall *self, const RbSipStackEvent *event);
/* Tells of the REFER that waits, if there is one. */
void  rb_sip_call_take_refer (RbSipCall *self);
/* Ends the wait for reports after the session (rb_sip_call_has_reports()) at last. */
void  rb_sip_call_wait_for_reports (RbSipCall *self);
void  rb_sip_call_on_tls_failed (const char *reason, gpointer data);

G_END_DECLS
