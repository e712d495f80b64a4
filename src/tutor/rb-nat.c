/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An x-ray of NAT: the addresses that messages name beside those they really came from, what fails because of that, who
 * repairs it, and whether that happened in this trace (RFC 3581, RFC 5853, RFC 6314). Asked by window, command line and
 * report. */

#include "rb-nat.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-flow-private.h"
#include "rb-nat-private.h"
#include "rb-quotes.h"

RbLessonBlock *
rb_nat_cite (RbLessonBlock *block, RbTone tone, guint position)
{
  block->tone = tone;
  rb_lesson_block_cite (block, position);
  return block;
}

void
rb_nat_set_repair (RbNatXray *self, RbNatSufferer sufferer, RbNatRepair state, guint position)
{
  if (state <= self->repairs[sufferer])
    return;
  self->repairs[sufferer] = state;
  self->evidence[sufferer] = position;
}

const char *
rb_nat_format_number (RbNatXray *self, const RbNatSight *sight)
{
  return rb_quote_number (self->pool, sight->position);
}

const char *
rb_nat_format_endpoint (RbNatXray *self, const RbEndpoint *endpoint)
{
  g_autofree char *text = rb_endpoint_format (endpoint);

  return g_string_chunk_insert (self->pool, text);
}

gboolean
rb_nat_is_new (RbNatXray *self, const char *what, const RbEndpoint *host)
{
  g_autofree char *address = rb_endpoint_format_address (host);

  return g_hash_table_add (self->told, g_strconcat (what, " ", address, NULL));
}

gboolean
rb_nat_has_param (const RbNatSight *sight, const char *param)
{
  return sight->contact_params != NULL && strstr (sight->contact_params, param) != NULL;
}

static void
look_at_record_route (RbNatXray *self)
{
  for (guint i = 0; i < self->sights->len; i++)
    {
      const RbNatSight *sight = g_ptr_array_index (self->sights, i);

      if (sight->route.text == NULL)
        continue;
      rb_nat_cite (
          rb_lesson_add_printf (
              self->lesson, "nat-record-route", "RFC 3261 16.6",
              _ ("The Record-Route in %1$s keeps the proxy %2$s in the path: ACK, BYE and re-INVITE go to it, not "
                 "straight to the Contact, and it has a way to the phone that is open."),
              rb_nat_format_number (self, sight), rb_quote (self->pool, sight->route.text)),
          RB_TONE_GOOD, sight->position);
      return;
    }
}

/* The proof: a request for a private Contact that went elsewhere, and was answered. */
static void
look_at_delivery (RbNatXray *self)
{
  const RbNatSight *last = NULL;

  for (guint i = 0; i < self->sights->len; i++)
    {
      const RbNatSight *sight = g_ptr_array_index (self->sights, i);

      if (sight->is_request && !sight->is_initial && sight->method != RB_METHOD_ACK &&
          rb_endpoint_is_private (&sight->uri.endpoint) &&
          !rb_endpoint_is_same_host (&sight->uri.endpoint, &sight->dst))
        last = sight;
    }
  if (last == NULL)
    return;

  if (last->answered != RB_FLOW_NONE)
    {
      rb_lesson_block_cite (
          rb_nat_cite (
              rb_lesson_add_printf (
                  self->lesson, "nat-delivered", "RFC 3261 12.2.1.1",
                  _ ("%1$s (%2$s) is for %3$s, a private address, but was sent to %4$s, and %5$s answers it: the "
                     "repair works in this call."),
                  rb_nat_format_number (self, last), rb_quote_plain (self->pool, last->label, 20),
                  rb_quote (self->pool, last->uri.text), rb_nat_format_endpoint (self, &last->dst),
                  rb_quote_number (self->pool, last->answered)),
              RB_TONE_GOOD, last->position),
          last->answered);
      rb_nat_set_repair (self, RB_NAT_REQUESTS, RB_NAT_REPAIR_DONE, last->position);
    }
  else
    rb_nat_cite (
        rb_lesson_add_printf (
            self->lesson, "nat-not-delivered", "RFC 3261 12.2.1.1",
            _ ("%1$s (%2$s) is for %3$s, a private address, and no 200 to it is in this trace. It is likely that it "
               "did not arrive."),
            rb_nat_format_number (self, last), rb_quote_plain (self->pool, last->label, 20),
            rb_quote (self->pool, last->uri.text)),
        RB_TONE_BAD, last->position)
        ->confidence = RB_CONFIDENCE_LIKELY;
}

static void
add_repair_row (RbNatXray *self, RbLessonBlock *table, RbNatSufferer sufferer)
{
  static const struct
  {
    const char *what;
    const char *how;
  } sufferers[] = {
    [RB_NAT_RESPONSES] = { N_ ("Responses to the phone"), N_ ("the next hop, by received and rport") },
    [RB_NAT_REQUESTS] = { N_ ("Requests to its Contact"), N_ ("proxy or registrar, by rewriting, alias or received; "
                                                              "Record-Route; the phone, by STUN") },
    [RB_NAT_SOUND] = { N_ ("Sound to its SDP address"), N_ ("a relay for RTP; ICE; a far end with symmetric RTP") },
    [RB_NAT_MAPPING] = { N_ ("The open port, after some time"), N_ ("the phone, by keep-alive or REGISTER") },
  };
  static const struct
  {
    const char *text;
    RbTone tone;
  } states[] = {
    [RB_NAT_REPAIR_NOT_NEEDED] = { N_ ("not needed here"), RB_TONE_DIM },
    [RB_NAT_REPAIR_NOT_SEEN] = { N_ ("not seen here"), RB_TONE_WARNING },
    [RB_NAT_REPAIR_MISSING] = { N_ ("no"), RB_TONE_BAD },
    [RB_NAT_REPAIR_DONE] = { N_ ("yes"), RB_TONE_GOOD },
  };
  RbNatRepair repair = self->repairs[sufferer];

  rb_lesson_block_add_row (table);
  rb_lesson_block_add_cell (table, _ (sufferers[sufferer].what), RB_TONE_PLAIN, RB_FLOW_NONE);
  rb_lesson_block_add_cell (table, _ (sufferers[sufferer].how), RB_TONE_PLAIN, RB_FLOW_NONE);
  rb_lesson_block_add_cell (table, _ (states[repair].text), states[repair].tone,
                            repair > RB_NAT_REPAIR_NOT_SEEN ? self->evidence[sufferer] : RB_FLOW_NONE);
}

static void
add_repairs (RbNatXray *self)
{
  const char *const columns[] = { _ ("What suffers"), _ ("Who can repair it"), _ ("In this trace"), NULL };
  RbLessonBlock *table = rb_lesson_add_table (self->lesson, "nat-repairs", _ ("Who repairs what"), columns);
  gboolean asked = FALSE;

  for (guint i = 0; i < self->sights->len; i++)
    {
      const RbNatSight *sight = g_ptr_array_index (self->sights, i);

      asked |= sight->is_own && sight->is_request;
    }
  if (!asked)
    rb_nat_set_repair (self, RB_NAT_RESPONSES, RB_NAT_REPAIR_NOT_SEEN, RB_FLOW_NONE);
  rb_nat_set_repair (self, RB_NAT_MAPPING, RB_NAT_REPAIR_NOT_SEEN, RB_FLOW_NONE);
  for (guint i = 0; i < RB_NAT_N_SUFFERERS; i++)
    add_repair_row (self, table, i);
}

/* No NAT: say so, and from what that is told. */
static void
add_none (RbNatXray *self)
{
  gboolean compared = FALSE;
  gboolean only_local = TRUE;
  gboolean loopback = TRUE;

  for (guint i = 0; i < self->sights->len; i++)
    {
      const RbNatSight *sight = g_ptr_array_index (self->sights, i);
      const RbEndpoint *ends[] = { &sight->src, &sight->dst };

      compared |= sight->is_own && (sight->via.endpoint.family != 0 || sight->contact.endpoint.family != 0);
      for (gsize k = 0; k < G_N_ELEMENTS (ends); k++)
        {
          only_local &= rb_endpoint_is_private (ends[k]) || rb_nat_is_loopback (ends[k]);
          loopback &= rb_nat_is_loopback (ends[k]);
        }
    }

  if (!compared)
    rb_lesson_add (self->lesson, "nat-unknown", NULL,
                   _ ("Whether there is a NAT cannot be told: no message here names an address that could be compared "
                      "with the one it "
                      "came from."));
  else if (loopback)
    rb_lesson_add (self->lesson, "nat-loopback", "RFC 1122 3.2.1.3",
                   _ ("All messages stay on one computer (loopback): there is no NAT."));
  else if (only_local)
    rb_lesson_add (self->lesson, "nat-one-network", "RFC 1918 3",
                   _ ("All addresses are private, and each sender names the one it really sends from: the whole "
                      "exchange stays in one "
                      "network, and no NAT is seen. From outside, none of these addresses could be reached."));
  else
    rb_lesson_add (
        self->lesson, "nat-none", "RFC 3581 4",
        _ ("No NAT is seen: each sender names the address that it really sends from, in Via, Contact and SDP."));
}

RbLesson *
rb_nat_explain (RbFlow *flow)
{
  g_autoptr (GStringChunk) pool = g_string_chunk_new (1024);
  g_autoptr (GPtrArray) sights = rb_nat_list_sights (flow);
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  RbNatXray self = { .lesson = rb_lesson_new (), .pool = pool, .flow = flow, .sights = sights, .told = told };

  self.trace = rb_flow_get_trace (flow);
  if (sights->len == 0)
    {
      add_none (&self);
      return self.lesson;
    }

  rb_nat_add_table (self.lesson, sights);
  for (guint i = 0; i < sights->len; i++)
    {
      const RbNatSight *sight = g_ptr_array_index (sights, i);

      if (sight->is_own)
        rb_nat_look_at_phone (&self, sight);
      rb_nat_look_at_binding (&self, sight);
    }
  /* Only then is it known whose Contact was spoken of already. */
  for (guint i = 0; i < sights->len; i++)
    rb_nat_look_beyond (&self, g_ptr_array_index (sights, i));
  look_at_delivery (&self);
  if (self.found)
    look_at_record_route (&self);
  rb_nat_look_for_habits (&self);
  if (self.found)
    add_repairs (&self);
  else
    add_none (&self);
  return self.lesson;
}
