/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every address in the messages that matter for NAT: of the socket, in Via, Contact, Record-Route, Request-URI and SDP.
 * For rb-nat.c and rb-nat-table.c. */

#include "rb-nat-private.h"

#include <string.h>

#include "rb-flow-private.h"
#include "rb-sdp.h"
#include "rb-seeded-hash.h"
#include "rb-sip-scan.h"
#include "rb-sip-uri.h"

#define MAX_SIGHTS 40

/* Characters of a place as it is shown. */
#define MAX_PLACE 60

static void
place_clear (RbNatPlace *self)
{
  g_free (self->text);
}

void
rb_nat_sight_free (RbNatSight *self)
{
  if (self == NULL)
    return;
  place_clear (&self->via);
  place_clear (&self->received);
  place_clear (&self->contact);
  place_clear (&self->media);
  place_clear (&self->route);
  place_clear (&self->uri);
  g_free (self->label);
  g_free (self->to_host);
  g_free (self->contact_params);
  g_free (self);
}

/* "host", "host:port", "[v6]:port"; @text: valid UTF-8 */
static void
place_set (RbNatPlace *self, const char *text)
{
  const char *bracket = text[0] == '[' ? strchr (text, ']') : NULL;
  const char *colon = bracket != NULL ? (bracket[1] == ':' ? bracket + 1 : NULL) : strchr (text, ':');
  guint64 port = 0;
  g_autofree char *host = bracket != NULL ? g_strndup (text + 1, bracket - text - 1)
                          : colon != NULL ? g_strndup (text, colon - text)
                                          : g_strdup (text);

  if (*text == '\0')
    return;

  /* An IPv6 address without brackets has more than one colon. */
  if (bracket == NULL && colon != NULL && strchr (colon + 1, ':') != NULL)
    {
      g_free (host);
      host = g_strdup (text);
      colon = NULL;
    }
  if (colon != NULL)
    port = g_ascii_strtoull (colon + 1, NULL, 10);
  if (!rb_endpoint_parse (&self->endpoint, host, port <= G_MAXUINT16 ? (guint16) port : 0))
    self->endpoint = (RbEndpoint){ 0 };
  g_free (self->text);
  self->text = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), MAX_PLACE));
}

/* The part of a URI that names a host, with its port. */
static void
place_set_uri (RbNatPlace *self, RbSpan span, const guint8 *bytes)
{
  g_autofree char *uri = rb_span_dup_line (span, bytes);
  const char *start = strchr (uri, ':');
  const char *at;

  start = start != NULL ? start + 1 : uri;
  at = strrchr (start, '@');
  if (at != NULL)
    start = at + 1;
  uri[(start - uri) + strcspn (start, ";?> \t,")] = '\0';
  place_set (self, start);
}

/* sent-by and parameters of a Via (RFC 3261 20.42): "SIP/2.0/UDP 10.0.0.7:5060;rport=5060;received=192.0.2.10" */
static void
read_via (RbNatSight *self, RbSpan via, const guint8 *bytes, gboolean of_response)
{
  gsize end = rb_span_end (via);
  gsize semicolon = rb_scan_find_outside (bytes, via.offset, end, ';');
  RbSpan rest = rb_span_between (MIN (semicolon + 1, end), end);
  g_autofree char *head = rb_span_dup_line (rb_span_between (via.offset, semicolon), bytes);
  g_autofree char *received = NULL;
  g_autofree char *rport = NULL;
  char *sent_by;
  RbSpan name, value;

  g_strstrip (head);
  sent_by = strrchr (head, ' ');
  if (!of_response && sent_by != NULL)
    place_set (&self->via, sent_by + 1);
  while (rb_span_next_param (&rest, bytes, ';', &name, &value))
    {
      if (rb_span_is_nocase (name, bytes, "received") && received == NULL)
        received = rb_span_dup_line (value, bytes);
      else if (rb_span_is_nocase (name, bytes, "rport"))
        {
          self->has_rport |= !of_response;
          if (value.length > 0 && rport == NULL)
            rport = rb_span_dup_line (value, bytes);
        }
    }
  if (of_response && (received != NULL || rport != NULL))
    {
      gboolean v6 = received != NULL && strchr (received, ':') != NULL && received[0] != '[';
      g_autofree char *shown = received == NULL ? g_strdup_printf ("rport=%s", rport)
                               : rport == NULL
                                   ? g_strdup (received)
                                   : g_strdup_printf ("%s%s%s:%s", v6 ? "[" : "", received, v6 ? "]" : "", rport);

      place_set (&self->received, shown);
      /* rport alone: the address in Via was right (RFC 3581 4), or the next hop is lazy. */
      if (received == NULL)
        {
          self->received.endpoint = self->via.endpoint;
          self->received.endpoint.port = (guint16) MIN (g_ascii_strtoull (rport, NULL, 10), G_MAXUINT16);
        }
    }
}

static void
read_contact (RbNatSight *self, const RbSipIndex *index, const guint8 *bytes)
{
  RbSpan display, uri, params;
  g_autofree char *inside = NULL;
  g_autofree char *outside = NULL;
  const char *semicolon;

  if (index->contact.length == 0)
    return;

  rb_span_split_address (index->contact, bytes, &display, &uri, &params);
  place_set_uri (&self->contact, uri, bytes);
  inside = rb_span_dup_line (uri, bytes);
  outside = rb_span_dup_line (params, bytes);
  semicolon = strchr (inside, ';');
  self->contact_params = g_strdup_printf ("%s;%s", semicolon != NULL ? semicolon : "", outside);
}

static void
read_media (RbNatSight *self, const RbSipIndex *index, const guint8 *bytes)
{
  g_autoptr (RbSdp) sdp =
      index->sdp.length > 0 ? rb_sdp_parse ((const char *) bytes + index->sdp.offset, index->sdp.length, NULL) : NULL;

  for (guint i = 0; sdp != NULL && i < sdp->media->len; i++)
    {
      const RbSdpMedia *media = g_ptr_array_index (sdp->media, i);

      self->has_ice |= media->ice;
      if (self->media.text == NULL && media->address != NULL && media->port != 0)
        {
          gboolean v6 = strchr (media->address, ':') != NULL;
          g_autofree char *place =
              g_strdup_printf ("%s%s%s:%u", v6 ? "[" : "", media->address, v6 ? "]" : "", media->port);

          place_set (&self->media, place);
        }
    }
}

/* What the next hop wrote into the Via, seen in its first response; and whether there was a 2xx. */
static void
read_responses (RbNatSight *self, RbFlow *flow, RbTrace *trace)
{
  const RbTransaction *transaction = rb_flow_get_transaction (flow, rb_flow_get_step (flow, self->step)->transaction);
  guint first = MIN (transaction->provisional, transaction->final);
  const guint8 *bytes;
  gsize length;
  RbSipIndex index;

  if (transaction->final != RB_FLOW_NONE && rb_flow_get_fact (flow, transaction->final)->status / 100 == 2)
    self->answered = rb_flow_get_step (flow, transaction->final)->position;
  if (first == RB_FLOW_NONE)
    return;

  bytes = rb_trace_peek_bytes (trace, rb_flow_get_step (flow, first)->position, &length);
  rb_sip_index_parse (&index, bytes, length);
  read_via (self, index.via, bytes, TRUE);
}

/* Did whoever sent it make it? A request with one Via; a response to one that had come through a proxy, or that names
 * its own address. */
static gboolean
is_own (const RbNatSight *self, RbFlow *flow, const RbSipIndex *index)
{
  const RbTransaction *transaction = rb_flow_get_transaction (flow, rb_flow_get_step (flow, self->step)->transaction);

  if (self->is_request)
    return index->n_vias <= 1;
  if (transaction->request != RB_FLOW_NONE && rb_flow_get_fact (flow, transaction->request)->n_vias > 1)
    return TRUE;
  return !index->has_record_route && rb_endpoint_is_same_host (&self->contact.endpoint, &self->src);
}

RbNatSight *
rb_nat_sight_new (RbFlow *flow, RbTrace *trace, guint step_number)
{
  const RbFlowStep *step = rb_flow_get_step (flow, step_number);
  const RbFlowFact *fact = rb_flow_get_fact (flow, step_number);
  RbNatSight *self = g_new0 (RbNatSight, 1);
  RbMessageInfo info;
  RbSipIndex index;
  const guint8 *bytes;
  gsize length;
  g_autofree char *to = NULL;
  RbSpan route;

  rb_trace_get_info (trace, step->position, &info);
  bytes = rb_trace_peek_bytes (trace, step->position, &length);
  rb_sip_index_parse (&index, bytes, length);
  self->step = step_number;
  self->position = step->position;
  self->is_request = index.is_request;
  self->is_initial = index.is_request && fact->to_tag == 0;
  self->leg = step->leg;
  self->method = fact->method;
  self->status = fact->status;
  self->from_tag = fact->from_tag;
  self->to_tag = fact->to_tag;
  self->answered = RB_FLOW_NONE;
  self->src = info.src;
  self->dst = info.dst;
  self->label = index.is_request ? rb_span_dup_line (index.method, bytes) : g_strdup_printf ("%u", index.status);
  read_contact (self, &index, bytes);
  read_media (self, &index, bytes);
  route = rb_sip_find_header (bytes, length, "Record-Route", NULL);
  if (route.length > 0)
    {
      RbSpan display, uri, params;

      rb_span_split_address (route, bytes, &display, &uri, &params);
      place_set_uri (&self->route, uri, bytes);
    }
  if (index.is_request)
    {
      place_set_uri (&self->uri, index.request_uri, bytes);
      read_via (self, index.via, bytes, FALSE);
      read_responses (self, flow, trace);
    }
  to = rb_span_dup_line (index.to_uri, bytes);
  self->to_host = rb_sip_uri_get_host (to);
  self->is_own = is_own (self, flow, &index);
  return self;
}

/* Requests, and the responses that carry a Contact. */
static gboolean
is_of_interest (const RbFlowFact *fact)
{
  if (fact->flags & RB_FACT_REQUEST)
    return fact->method != RB_METHOD_CANCEL;
  return (fact->method == RB_METHOD_INVITE && fact->status > 100 && fact->status < 300) ||
         (fact->method == RB_METHOD_REGISTER && fact->status / 100 == 2);
}

/* What is looked at once. A phone that learns its address from outside registers again with another Contact. */
static guint64
get_sort (RbTrace *trace, const RbFlowStep *step, const RbFlowFact *fact)
{
  guint64 sort = (guint64) step->leg << 32 | (guint64) fact->method << 16 | (guint64) fact->status << 4 |
                 ((fact->flags & RB_FACT_FROM_INITIATOR) ? 1 : 0) | ((fact->flags & RB_FACT_REQUEST) ? 2 : 0);
  RbSipIndex index;
  const guint8 *bytes;
  gsize length;

  if (fact->method != RB_METHOD_REGISTER || (fact->flags & RB_FACT_REQUEST) == 0)
    return sort;

  bytes = rb_trace_peek_bytes (trace, step->position, &length);
  rb_sip_index_parse (&index, bytes, length);
  return rb_hash_bytes (sort, bytes + index.contact.offset, index.contact.length);
}

GPtrArray *
rb_nat_list_sights (RbFlow *flow)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) rb_nat_sight_free);
  RbTrace *trace = rb_flow_get_trace (flow);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; trace != NULL && i < rb_flow_get_n_steps (flow) && list->len < MAX_SIGHTS; i++)
    {
      const RbFlowFact *fact = rb_flow_get_fact (flow, i);
      const RbFlowStep *step = rb_flow_get_step (flow, i);
      guint64 sort;

      /* ACKs of failures go to the next hop whatever the Contact. */
      if (step->retransmission_of != RB_FLOW_NONE || !is_of_interest (fact) ||
          (fact->method == RB_METHOD_ACK &&
           rb_flow_get_transaction (flow, step->transaction)->kind != RB_TRANSACTION_ACK))
        continue;
      sort = get_sort (trace, step, fact);
      if (g_hash_table_add (seen, g_memdup2 (&sort, sizeof sort)))
        g_ptr_array_add (list, rb_nat_sight_new (flow, trace, i));
    }
  return list;
}

gboolean
rb_nat_is_loopback (const RbEndpoint *self)
{
  static const guint8 v6[16] = { [15] = 1 };

  return self->family == 4 ? self->addr[0] == 127 : self->family == 6 && memcmp (self->addr, v6, sizeof v6) == 0;
}

const RbEndpoint *
rb_nat_sight_get_outer (const RbNatSight *self)
{
  return self->is_request && self->received.endpoint.family != 0 ? &self->received.endpoint : &self->src;
}

gboolean
rb_nat_sight_hides (const RbNatSight *self, const RbNatPlace *place)
{
  return rb_endpoint_is_private (&place->endpoint) &&
         !rb_endpoint_is_same_host (&place->endpoint, rb_nat_sight_get_outer (self));
}
