/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How the practice network's proxy carries one request statefully: to all targets at once,
 * responses back, the best final one chosen, the rest cancelled (RFC 3261 16.6–16.10). The
 * proxy decides where a request may go; from there on it is here. An unanswered INVITE ends by
 * the ring timeout (timer C, 16.8): the branches are cancelled, the callee's 487 is kept from
 * the caller, who gets 408. */

#define NTA_INCOMING_MAGIC_T struct _RbLabTransaction
#define NTA_OUTGOING_MAGIC_T struct _RbLabBranch

#include "rb-lab-transaction.h"

#include "rb-sip-status.h"

#include <sofia-sip/nta_tag.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>
#include <sofia-sip/sip_util.h>

/* Client transactions stay this long after a 2xx to forward its retransmissions (64 × T1, RFC 6026 7.1). */
#define LINGER_SECONDS 32
/* How long cancelled branches may take to say 487 before the caller is answered without them. */
#define CANCEL_GRACE_SECONDS 2

typedef struct _RbLabBranch
{
  RbLabTransaction *transaction;
  nta_outgoing_t *client;
  guint status;    /* last response, 0 when none */
  msg_t *response; /* (nullable) final non-2xx; NULL: made by ourselves */
} RbLabBranch;

struct _RbLabTransaction
{
  nta_agent_t *agent;
  GHashTable *live;
  nta_incoming_t *server;
  msg_t *request;
  gboolean is_invite;
  GPtrArray *branches; /* of RbLabBranch */
  gboolean forking;    /* not all branches are there yet */
  gboolean answered;   /* a 2xx went back */
  guint giving_up;     /* 408 by the ring timeout, 487 by the caller's CANCEL, else 0 */
  guint timer;
};

static void
branch_free (gpointer data)
{
  RbLabBranch *self = data;

  nta_outgoing_destroy (self->client);
  msg_destroy (self->response);
  g_free (self);
}

static gboolean
on_linger_over (gpointer data)
{
  RbLabTransaction *self = data;

  self->timer = 0;
  rb_lab_transaction_free (self);
  return G_SOURCE_REMOVE;
}

static void
set_timer (RbLabTransaction *self, guint seconds, GSourceFunc func)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (seconds > 0)
    self->timer = g_timeout_add (MIN (seconds, G_MAXUINT / 1000) * 1000, func,
                                 self); /* not …_seconds(): it may be half a second late */
}

static gboolean
is_pending (RbLabTransaction *self)
{
  for (guint i = 0; i < self->branches->len; i++)
    if (((RbLabBranch *) self->branches->pdata[i])->status < 200)
      return TRUE;
  return self->forking;
}

/* @reason: value of a Reason header (RFC 3326), or NULL. */
static void
cancel_branches (RbLabTransaction *self, const char *reason)
{
  for (guint i = 0; i < self->branches->len; i++)
    {
      RbLabBranch *branch = self->branches->pdata[i];

      if (branch->status < 200)
        nta_outgoing_tcancel (branch->client, NULL, NULL, TAG_IF (reason != NULL, SIPTAG_REASON_STR (reason)),
                              TAG_END ());
    }
}

/* Every challenge reaches the caller, whichever branch it came from (16.7, step 7). */
static void
add_other_challenges (RbLabTransaction *self, RbLabBranch *best)
{
  sip_t *sip = sip_object (best->response);

  for (guint i = 0; i < self->branches->len; i++)
    {
      RbLabBranch *branch = self->branches->pdata[i];
      sip_t *other = branch->response != NULL ? sip_object (branch->response) : NULL;

      if (branch == best || other == NULL || (branch->status != 401 && branch->status != 407))
        continue;
      if (other->sip_www_authenticate != NULL)
        sip_add_dup (best->response, sip, (sip_header_t *) other->sip_www_authenticate);
      if (other->sip_proxy_authenticate != NULL)
        sip_add_dup (best->response, sip, (sip_header_t *) other->sip_proxy_authenticate);
    }
}

/* No branch brought a 2xx: the caller gets the best of what they brought. */
static void
finish (RbLabTransaction *self)
{
  RbLabBranch *best = NULL;
  guint status;

  for (guint i = 0; i < self->branches->len; i++)
    {
      RbLabBranch *branch = self->branches->pdata[i];

      if (branch->status >= 300 &&
          (best == NULL || rb_lab_response_rank (branch->status) < rb_lab_response_rank (best->status)))
        best = branch;
    }

  status = best != NULL ? best->status : self->giving_up;
  if (status == 0)
    status = 480;

  if (best != NULL && best->response != NULL)
    {
      if (status == 401 || status == 407)
        add_other_challenges (self, best);
      nta_incoming_mreply (self->server, g_steal_pointer (&best->response));
    }
  else
    {
      nta_incoming_treply (self->server, status, rb_sip_status_phrase (status), TAG_END ());
    }
  rb_lab_transaction_free (self);
}

static gboolean
on_grace_over (gpointer data)
{
  RbLabTransaction *self = data;

  self->timer = 0;
  finish (self);
  return G_SOURCE_REMOVE;
}

static void
give_up (RbLabTransaction *self, guint status, const char *reason)
{
  self->giving_up = status;
  cancel_branches (self, reason);
  if (is_pending (self))
    set_timer (self, CANCEL_GRACE_SECONDS, on_grace_over);
  else
    finish (self);
}

static gboolean
on_ring_timeout (gpointer data)
{
  RbLabTransaction *self = data;

  self->timer = 0;
  give_up (self, 408, "SIP;cause=408;text=\"Request Timeout\"");
  return G_SOURCE_REMOVE;
}

/* CANCEL for the server transaction; its 200 was sent by NTA. */
static int
on_cancel (RbLabTransaction *self, nta_incoming_t *server, const sip_t *sip)
{
  su_home_t home[1] = { SU_HOME_INIT (home) };

  if (sip == NULL || sip->sip_request->rq_method != sip_method_cancel || self->answered || self->giving_up != 0)
    return 0;

  give_up (self, 487, sip->sip_reason != NULL ? sip_header_as_string (home, (sip_header_t *) sip->sip_reason) : NULL);
  su_home_deinit (home);
  return 0;
}

/* The response that came, without our Via; NULL when there is none to pass on: made by our own
 * stack, or no Via is left (16.7, step 3: it was meant for us). */
static msg_t *
take_response (nta_outgoing_t *client, const sip_t *sip)
{
  msg_t *response;
  sip_t *copy;

  if (sip == NULL || nta_sip_is_internal (sip) || sip->sip_via == NULL || sip->sip_via->v_next == NULL)
    return NULL;

  response = nta_outgoing_getresponse (client);
  copy = sip_object (response);
  sip_via_remove (response, copy);
  return response;
}

/* What a branch's final failure counts as. */
static guint
judge_failure (RbLabTransaction *self, guint status, gboolean own)
{
  if (status == 487 && self->giving_up == 408)
    return 408; /* the answer to our own CANCEL: the caller is told why we sent it */
  if (status == 503)
    return own ? 480 : 500; /* 16.7, step 6: a 503 speaks for one hop only; our own: the phone cannot be reached */
  if (status < 300)
    return 502;
  return status;
}

static int
on_response (RbLabBranch *branch, nta_outgoing_t *client, const sip_t *sip)
{
  RbLabTransaction *self = branch->transaction;
  guint status = sip != NULL ? (guint) sip->sip_status->st_status : (guint) nta_outgoing_status (client);
  msg_t *response = take_response (client, sip);

  if (status < 200 || (status < 300 && response != NULL))
    {
      branch->status = MAX (branch->status, status);
      if (response == NULL || (status < 200 && self->answered))
        {
          msg_destroy (response);
          return 0;
        }

      nta_incoming_mreply (self->server, response);
      if (status < 200)
        return 0;
      if (!self->is_invite)
        {
          rb_lab_transaction_free (self);
        }
      else if (!self->answered)
        {
          self->answered = TRUE;
          cancel_branches (self, "SIP;cause=200;text=\"Call completed elsewhere\"");
          set_timer (self, LINGER_SECONDS, on_linger_over);
        }
      return 0;
    }

  if (branch->status >= 200)
    {
      msg_destroy (response);
      return 0;
    }

  branch->status = judge_failure (self, status, response == NULL);
  if (branch->status == status)
    branch->response = response;
  else
    msg_destroy (response);

  if (self->answered)
    return 0;
  if (branch->status >= 600 && self->giving_up == 0)
    cancel_branches (self, NULL);
  if (!is_pending (self))
    finish (self);
  return 0;
}

guint
rb_lab_response_rank (guint status)
{
  switch (status)
    {
    case 401:
    case 407:
    case 415:
    case 420:
    case 484:
      return 40; /* they tell the caller how to do better */
    case 408:
      return 42; /* says least: any other 4xx first */
    default:
      return status >= 600 ? 0 : status / 100 * 10 + 1;
    }
}

RbLabTransaction *
rb_lab_transaction_new (nta_agent_t *agent, GHashTable *live, nta_incoming_t *server, msg_t *request,
                        guint ring_timeout)
{
  RbLabTransaction *self = g_new0 (RbLabTransaction, 1);

  self->agent = agent;
  self->live = live;
  self->server = server;
  self->request = request;
  self->is_invite = sip_object (request)->sip_request->rq_method == sip_method_invite;
  self->branches = g_ptr_array_new_with_free_func (branch_free);
  self->forking = TRUE;
  g_hash_table_add (live, self);

  nta_incoming_bind (server, on_cancel, self);
  if (self->is_invite)
    {
      nta_incoming_treply (server, SIP_100_TRYING, TAG_END ());
      set_timer (self, ring_timeout, on_ring_timeout);
    }
  return self;
}

void
rb_lab_transaction_free (RbLabTransaction *self)
{
  g_hash_table_remove (self->live, self);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_ptr_array_unref (self->branches);
  nta_incoming_bind (self->server, NULL, NULL);
  nta_incoming_destroy (self->server);
  msg_destroy (self->request);
  g_free (self);
}

void
rb_lab_transaction_add_branch (RbLabTransaction *self, msg_t *request, const char *route, tport_t *tport)
{
  RbLabBranch *branch = g_new0 (RbLabBranch, 1);

  branch->transaction = self;
  g_ptr_array_add (self->branches, branch);
  branch->client =
      nta_outgoing_mcreate (self->agent, on_response, branch, (const url_string_t *) route, request,
                            TAG_IF (tport != NULL && tport_is_clear_to_send (tport), NTATAG_TPORT (tport)), TAG_END ());
  if (branch->client == NULL)
    {
      msg_destroy (request);
      branch->status = 480;
    }
}

void
rb_lab_transaction_forked (RbLabTransaction *self)
{
  self->forking = FALSE;
  if (!self->answered && !is_pending (self))
    finish (self);
}
