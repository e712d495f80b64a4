/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The address under which a phone is called: what the registrar notes beside the Contact, what the phone corrects
 * itself, where the proxy sends a call, and what keeps the way open (RFC 3261 10, RFC 5626). For rb-nat.c. */

#include "rb-nat-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-flow-private.h"
#include "rb-quotes.h"

/* How many messages are searched for keep-alives, which belong to no flow. */
#define MAX_SEARCH 20000

/* The registrar's 200 lists the binding, with the source it saw beside it. */
static void
look_at_binding (RbNatXray *self, const RbNatSight *sight)
{
  if (sight->is_request || sight->method != RB_METHOD_REGISTER || !rb_nat_has_param (sight, ";received=") ||
      !rb_nat_is_new (self, "registrar", &sight->dst))
    return;

  rb_nat_cite (
      rb_lesson_add_printf (
          self->lesson, "nat-registrar", "RFC 3261 10.3",
          _ ("In %s the registrar repeats the Contact with a received parameter: it has noted where the REGISTER "
             "really came from, and sends calls there."),
          rb_nat_format_number (self, sight)),
      RB_TONE_GOOD, sight->position);
  rb_nat_set_repair (self, RB_NAT_REQUESTS, RB_NAT_REPAIR_DONE, sight->position);
}

/* A phone that reads received and rport of its responses may correct its Contact itself. */
static void
look_for_learning (RbNatXray *self)
{
  const RbNatSight *first = NULL;

  for (guint i = 0; i < self->sights->len; i++)
    {
      const RbNatSight *sight = g_ptr_array_index (self->sights, i);

      if (!sight->is_request || !sight->is_own || sight->method != RB_METHOD_REGISTER ||
          sight->contact.endpoint.family == 0)
        continue;
      if (first == NULL && rb_nat_sight_hides (sight, &sight->contact))
        first = sight;
      else if (first != NULL && rb_endpoint_is_same_host (&sight->contact.endpoint, rb_nat_sight_get_outer (sight)))
        {
          RbLessonBlock *block =
              rb_lesson_add_printf (self->lesson, "nat-phone-learned", "RFC 3581 4",
                                    _ ("In %1$s the Contact was %2$s, in %3$s it is %4$s: the phone has learned from "
                                       "received and rport, or by STUN, how it "
                                       "looks from outside, and corrects itself."),
                                    rb_nat_format_number (self, first), rb_quote (self->pool, first->contact.text),
                                    rb_nat_format_number (self, sight), rb_quote (self->pool, sight->contact.text));

          rb_nat_cite (block, RB_TONE_GOOD, first->position);
          rb_lesson_block_cite (block, sight->position);
          rb_nat_set_repair (self, RB_NAT_REQUESTS, RB_NAT_REPAIR_DONE, sight->position);
          return;
        }
    }
}

/* Where a call to an address of record really goes. */
static void
look_at_request_uri (RbNatXray *self, const RbNatSight *sight)
{
  g_autofree char *host = rb_endpoint_format_address (&sight->uri.endpoint);

  if (!sight->is_initial || sight->method != RB_METHOD_INVITE || sight->uri.endpoint.family == 0 ||
      g_strcmp0 (host, sight->to_host) == 0 || !g_hash_table_add (self->told, g_strdup ("location")))
    return;

  rb_nat_cite (
      rb_lesson_add_printf (
          self->lesson, "nat-location", "RFC 3261 16.5",
          _ ("%1$s is for %2$s, although To names the domain %3$s: the proxy looked up under which Contact the "
             "callee is registered, and put that in place of the domain. Address and port are what the phone, or "
             "the NAT before it, uses at present."),
          rb_nat_format_number (self, sight), rb_quote (self->pool, sight->uri.text),
          rb_quote (self->pool, sight->to_host)),
      RB_TONE_PLAIN, sight->position);
}

/* The end of that way: it was for a public address, and arrived at a private one. */
static void
look_at_arrival (RbNatXray *self, const RbNatSight *sight)
{
  RbLessonBlock *block;

  if (!sight->is_initial || sight->is_own || sight->method != RB_METHOD_INVITE || sight->uri.endpoint.family == 0 ||
      rb_endpoint_is_private (&sight->uri.endpoint) || rb_nat_is_loopback (&sight->uri.endpoint) ||
      !rb_endpoint_is_private (&sight->dst) || !rb_nat_is_new (self, "arrival", &sight->dst))
    return;

  self->found = TRUE;
  block = rb_lesson_add_printf (
      self->lesson, "nat-arrived", "RFC 5626 3.5",
      _ ("%1$s is for %2$s, but arrived at %3$s: it is likely that a NAT before the called phone has put the private "
         "address in place of the public one. The NAT lets it in because the phone itself keeps this way open, with "
         "REGISTER and keep-alives. (A proxy that passes it on to another one could look the same.)"),
      rb_nat_format_number (self, sight), rb_quote (self->pool, sight->uri.text),
      rb_nat_format_endpoint (self, &sight->dst));
  rb_nat_cite (block, RB_TONE_WARNING, sight->position)->confidence = RB_CONFIDENCE_LIKELY;
  rb_nat_set_repair (self, RB_NAT_REQUESTS, RB_NAT_REPAIR_DONE, sight->position);
}

static void
look_at_outbound (RbNatXray *self, const RbNatSight *sight)
{
  const char *ob = sight->contact_params != NULL ? strstr (sight->contact_params, ";ob") : NULL;

  if (ob == NULL || (ob[3] != '\0' && ob[3] != ';') || !g_hash_table_add (self->told, g_strdup ("outbound")))
    return;

  rb_nat_cite (
      rb_lesson_add_printf (
          self->lesson, "nat-outbound", "RFC 5626 4.3",
          _ ("The Contact of %s has the parameter ob: whatever is sent to it is to use the connection that the phone "
             "itself opened, so that no NAT has to let anything in."),
          rb_nat_format_number (self, sight)),
      RB_TONE_GOOD, sight->position);
}

/* CRLF between the first and the last message of the flow, from a host of it. */
static void
look_for_keep_alive (RbNatXray *self)
{
  guint n_steps = rb_flow_get_n_steps (self->flow);
  const RbNatSight *sight = self->sights->len > 0 ? g_ptr_array_index (self->sights, 0) : NULL;
  guint first = sight != NULL ? rb_flow_get_step (self->flow, 0)->position : 0;
  guint last = sight != NULL ? rb_flow_get_step (self->flow, n_steps - 1)->position : 0;
  guint position = RB_FLOW_NONE;
  guint n = 0;

  for (guint i = first; sight != NULL && i <= last && i - first < MAX_SEARCH; i++)
    {
      RbMessageInfo info;

      if (rb_trace_get_info (self->trace, i, &info) && info.kind == RB_MESSAGE_KEEP_ALIVE &&
          rb_endpoint_is_same_host (&info.src, &sight->src))
        position = n++ == 0 ? i : position;
    }
  if (n == 0)
    return;

  rb_nat_cite (
      rb_lesson_add_printf (
          self->lesson, "nat-keep-alive", "RFC 5626 3.5.1",
          ngettext ("%u empty message (CRLF) in between keeps the mapping of the NAT open: without traffic it is "
                    "forgotten after a minute or so, and nothing could come in.",
                    "%u empty messages (CRLF) in between keep the mapping of the NAT open: without traffic it is "
                    "forgotten after a minute or so, and nothing could come in.",
                    n),
          n),
      RB_TONE_GOOD, position);
  rb_nat_set_repair (self, RB_NAT_MAPPING, RB_NAT_REPAIR_DONE, position);
}

/* Is it the first 200 to a REGISTER that binds a Contact? */
static gboolean
is_registered (RbNatXray *self, guint step_number)
{
  const RbFlowStep *step = rb_flow_get_step (self->flow, step_number);
  const RbFlowFact *fact = rb_flow_get_fact (self->flow, step_number);
  guint request = rb_flow_get_transaction (self->flow, step->transaction)->request;

  return fact->method == RB_METHOD_REGISTER && fact->status / 100 == 2 && step->retransmission_of == RB_FLOW_NONE &&
         (request == RB_FLOW_NONE || (rb_flow_get_fact (self->flow, request)->flags & RB_FACT_EXPIRES_ZERO) == 0);
}

/* REGISTER again and again. */
static void
look_for_refresh (RbNatXray *self)
{
  gint64 first_us = 0;
  gint64 last_us = 0;
  guint position = RB_FLOW_NONE;
  guint n = 0;
  g_autofree char *seconds = NULL;

  for (guint i = 0; i < rb_flow_get_n_steps (self->flow); i++)
    if (is_registered (self, i))
      {
        last_us = rb_flow_get_fact (self->flow, i)->wall_us;
        first_us = n++ == 0 ? last_us : first_us;
        position = rb_flow_get_step (self->flow, i)->position;
      }
  if (n < 2)
    return;

  seconds = g_strdup_printf ("%.1f", (last_us - first_us) / 1e6 / (n - 1));
  rb_nat_cite (
      rb_lesson_add_printf (
          self->lesson, "nat-refresh", "RFC 3261 10.2.4",
          _ ("The phone registered %1$u times, every %2$s s on average. That renews the binding before it expires, "
             "and as traffic it also keeps the mapping of a NAT open."),
          n, seconds),
      RB_TONE_PLAIN, position);
  rb_nat_set_repair (self, RB_NAT_MAPPING, RB_NAT_REPAIR_DONE, position);
}

void
rb_nat_look_at_binding (RbNatXray *self, const RbNatSight *sight)
{
  look_at_binding (self, sight);
  look_at_request_uri (self, sight);
  look_at_arrival (self, sight);
  look_at_outbound (self, sight);
}

void
rb_nat_look_for_habits (RbNatXray *self)
{
  look_for_learning (self);
  look_for_keep_alive (self);
  look_for_refresh (self);
}
