/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who is at each end of the wire a message was seen on: the caller's phone, the callee's, or a proxy between. Read
 * from the number of Vias, challenges, Record-Route, Route and Contact of the messages on that wire (RFC 3261 16.6). */

#include "rb-explain-private.h"

#include <glib/gi18n-lib.h>

#include "rb-sip-scan.h"

/* Requests of a leg that are looked at: the first ones tell, and the cost stays linear in the flow. */
#define MAX_LOOKS 4

typedef struct
{
  RbParty near; /* the caller's side of the leg */
  RbParty far;
  gboolean is_sure; /* that nothing lies behind the far end */
} Ends;

enum
{
  NOUNS_CALL,
  NOUNS_LATE, /* nobody knows who called */
  NOUNS_REGISTER,
  NOUNS_SUBSCRIBE,
  NOUNS_OTHER,
};

/* clang-format off */
/* In the middle of a sentence, and at its beginning. */
static const char *const nouns[][5][2] = {
  [NOUNS_CALL] = {
    [RB_PARTY_NONE] = { N_("the other end"), N_("The other end") },
    [RB_PARTY_CALLER] = { N_("the caller"), N_("The caller") },
    [RB_PARTY_CALLEE] = { N_("the callee"), N_("The callee") },
    [RB_PARTY_PROXY] = { N_("the proxy"), N_("The proxy") },
    [RB_PARTY_STACK] = { N_("our own stack"), N_("Our own stack") },
  },
  [NOUNS_LATE] = {
    [RB_PARTY_NONE] = { N_("the other end"), N_("The other end") },
    [RB_PARTY_CALLER] = { N_("one phone"), N_("One phone") },
    [RB_PARTY_CALLEE] = { N_("the other phone"), N_("The other phone") },
    [RB_PARTY_PROXY] = { N_("the proxy"), N_("The proxy") },
    [RB_PARTY_STACK] = { N_("our own stack"), N_("Our own stack") },
  },
  [NOUNS_REGISTER] = {
    [RB_PARTY_NONE] = { N_("the registrar"), N_("The registrar") },
    [RB_PARTY_CALLER] = { N_("the phone"), N_("The phone") },
    [RB_PARTY_CALLEE] = { N_("the registrar"), N_("The registrar") },
    [RB_PARTY_PROXY] = { N_("the registrar"), N_("The registrar") },
    [RB_PARTY_STACK] = { N_("our own stack"), N_("Our own stack") },
  },
  [NOUNS_SUBSCRIBE] = {
    [RB_PARTY_NONE] = { N_("the other end"), N_("The other end") },
    [RB_PARTY_CALLER] = { N_("the subscriber"), N_("The subscriber") },
    [RB_PARTY_CALLEE] = { N_("the notifier"), N_("The notifier") },
    [RB_PARTY_PROXY] = { N_("the proxy"), N_("The proxy") },
    [RB_PARTY_STACK] = { N_("our own stack"), N_("Our own stack") },
  },
  [NOUNS_OTHER] = {
    [RB_PARTY_NONE] = { N_("the other end"), N_("The other end") },
    [RB_PARTY_CALLER] = { N_("the client"), N_("The client") },
    [RB_PARTY_CALLEE] = { N_("the server"), N_("The server") },
    [RB_PARTY_PROXY] = { N_("the proxy"), N_("The proxy") },
    [RB_PARTY_STACK] = { N_("our own stack"), N_("Our own stack") },
  },
};
/* clang-format on */

const char *
rb_party_get_noun (const RbScene *self, RbParty party, gboolean begins)
{
  const char *method = rb_flow_get_method (self->flow);
  guint kind = NOUNS_OTHER;

  if (self->facts & RB_IS_CALL)
    kind = self->facts & RB_BEGAN_LATE ? NOUNS_LATE : NOUNS_CALL;
  else if (g_strcmp0 (method, "REGISTER") == 0)
    kind = NOUNS_REGISTER;
  else if (g_strcmp0 (method, "SUBSCRIBE") == 0)
    kind = NOUNS_SUBSCRIBE;
  return _ (nouns[kind][party][begins]);
}

/* The request that began the flow: its From-tag is the caller's. */
static gboolean
read_beginning (const RbScene *self, RbReading *beginning)
{
  guint n = MIN (rb_flow_get_n_transactions (self->flow), RB_SCENE_REACH);

  for (guint i = 0; i < n; i++)
    if (rb_scene_read_request (self, i, beginning))
      return TRUE;
  return FALSE;
}

static gboolean
goes_forward (const RbReading *message, const RbReading *beginning)
{
  return rb_span_equal (message->index.from_tag, message->bytes, beginning->index.from_tag, beginning->bytes) ||
         (beginning->index.to_tag.length == 0 && message->index.is_request && message->index.to_tag.length == 0 &&
          rb_span_equal (message->index.method, message->bytes, beginning->index.method, beginning->bytes));
}

/* CANCEL and the ACK of a failure are made anew at each hop: their Vias tell nothing. */
static gboolean
tells_hops (const RbTransaction *transaction, const RbReading *request)
{
  return !rb_reading_is (request, "CANCEL") &&
         (transaction->kind == RB_TRANSACTION_ACK || !rb_reading_is (request, "ACK"));
}

static gboolean
is_own_address (const RbReading *message, RbSpan uri, const RbEndpoint *end)
{
  g_autofree char *host = rb_reading_dup_host (message, uri);
  g_autofree char *address = rb_endpoint_format_address (end);

  return host != NULL && g_str_equal (host, address);
}

static gboolean
is_address (const RbReading *message, RbSpan uri)
{
  g_autofree char *host = rb_reading_dup_host (message, uri);
  RbEndpoint endpoint;

  return host != NULL && rb_endpoint_parse (&endpoint, host, 0);
}

/* Who got a request that the caller's own phone sent? */
static RbParty
judge_first_hop (const RbScene *self, guint number, const RbReading *request)
{
  const RbTransaction *transaction = rb_flow_get_transaction (self->flow, number);
  RbReading reading;

  if (rb_scene_read_step (self, transaction->final, &reading) && reading.index.status == 407)
    return RB_PARTY_PROXY;
  for (guint i = 0; i < 2; i++)
    if (rb_scene_read_step (self, i == 0 ? transaction->provisional : transaction->final, &reading) &&
        reading.index.status > 100 && reading.index.status < 300 && reading.index.contact.length > 0)
      {
        RbSpan display;
        RbSpan uri;
        RbSpan params;

        rb_span_split_address (reading.index.contact, reading.bytes, &display, &uri, &params);
        if (reading.index.has_record_route)
          return RB_PARTY_PROXY;
        if (is_own_address (&reading, uri, &reading.info.src))
          return RB_PARTY_CALLEE;
      }
  if (rb_reading_find (request, "Route", NULL).length > 0)
    return RB_PARTY_PROXY;
  if (is_own_address (request, request->index.request_uri, &request->info.dst))
    return RB_PARTY_CALLEE;
  return is_address (request, request->index.request_uri) ? RB_PARTY_NONE : RB_PARTY_PROXY;
}

/* Did the end that got this request send it on? */
static gboolean
was_sent_on (const RbScene *self, guint number, const RbReading *request)
{
  guint n = MIN (rb_flow_get_n_transactions (self->flow), number + RB_SCENE_REACH);
  RbReading other;

  for (guint i = number + 1; i < n; i++)
    if (rb_flow_get_transaction (self->flow, i)->leg != self->step.leg && rb_scene_may_be_same (self, i, number) &&
        rb_scene_read_request (self, i, &other) && other.index.cseq == request->index.cseq &&
        other.index.n_vias > request->index.n_vias &&
        rb_span_equal (other.index.method, other.bytes, request->index.method, request->bytes) &&
        rb_span_equal (other.index.from_tag, other.bytes, request->index.from_tag, request->bytes))
      return TRUE;
  return FALSE;
}

/* Looks at the first requests of the leg, at the beginning of the flow or near the message, until both ends are known.
 */
static Ends
judge_leg (const RbScene *self, const RbReading *beginning)
{
  guint first = rb_scene_get_first (self);
  guint end = rb_scene_get_end (self);
  Ends ends = { RB_PARTY_NONE, RB_PARTY_NONE, FALSE };
  guint looks = 0;
  RbReading request;

  for (guint i = 0; i < end && looks < MAX_LOOKS && (ends.near == RB_PARTY_NONE || ends.far == RB_PARTY_NONE);
       i = i + 1 == RB_SCENE_REACH ? MAX (i + 1, first) : i + 1)
    {
      const RbTransaction *transaction = rb_flow_get_transaction (self->flow, i);
      RbParty from;
      RbParty to;
      gboolean forward;

      if (transaction->leg != self->step.leg || !rb_scene_read_request (self, i, &request) ||
          !tells_hops (transaction, &request))
        continue;
      looks++;
      forward = goes_forward (&request, beginning);
      from = request.index.n_vias > 1 ? RB_PARTY_PROXY : forward ? RB_PARTY_CALLER : RB_PARTY_CALLEE;
      to = was_sent_on (self, i, &request) ? RB_PARTY_PROXY
           : request.index.n_vias > 1      ? (forward ? RB_PARTY_CALLEE : RB_PARTY_CALLER)
                                           : judge_first_hop (self, i, &request);
      if (!forward && request.index.n_vias == 1 && to == RB_PARTY_CALLEE)
        to = RB_PARTY_CALLER;
      ends.is_sure |= forward && is_own_address (&request, request.index.request_uri, &request.info.dst);
      if (ends.near == RB_PARTY_NONE)
        ends.near = forward ? from : to;
      if (ends.far == RB_PARTY_NONE)
        ends.far = forward ? to : from;
    }
  return ends;
}

void
rb_scene_find_parties (RbScene *self)
{
  RbReading beginning;
  Ends ends;
  gboolean forward;

  if (!read_beginning (self, &beginning))
    {
      self->facts |= RB_BEGAN_LATE;
      return;
    }
  if ((self->facts & RB_IS_CALL) && (beginning.index.to_tag.length > 0 || !rb_reading_is (&beginning, "INVITE")))
    self->facts |= RB_BEGAN_LATE;

  ends = judge_leg (self, &beginning);
  forward = goes_forward (self->request.position != RB_FLOW_NONE ? &self->request : &self->message, &beginning);
  self->forward = forward;
  self->is_end_sure = ends.is_sure || !forward;
  if (forward == self->message.index.is_request)
    {
      self->sender = ends.near;
      self->receiver = ends.far;
    }
  else
    {
      self->sender = ends.far;
      self->receiver = ends.near;
    }
  if (self->facts & RB_IS_SYNTHETIC)
    self->sender = RB_PARTY_STACK;
}
