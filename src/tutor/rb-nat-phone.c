/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a phone behind a NAT says of itself in Via, Contact and SDP, why that fails, and what the next hop makes of it
 * (RFC 3581, RFC 5853). For rb-nat.c. */

#include "rb-nat-private.h"

#include <glib/gi18n-lib.h>

#include "rb-flow-private.h"
#include "rb-quotes.h"

/* The same message one hop further. (nullable) */
static const RbNatSight *
find_relayed (RbNatXray *self, const RbNatSight *sight)
{
  for (guint i = 0; i < self->sights->len; i++)
    {
      const RbNatSight *other = g_ptr_array_index (self->sights, i);

      if (other->leg != sight->leg && !other->is_own && other->position > sight->position &&
          other->is_request == sight->is_request && other->method == sight->method && other->status == sight->status &&
          other->from_tag == sight->from_tag && other->to_tag == sight->to_tag)
        return other;
    }
  return NULL;
}

static void
add_rport (RbNatXray *self, const RbNatSight *sight)
{
  if (sight->received.text == NULL)
    return;

  if (sight->has_rport)
    rb_nat_cite (
        rb_lesson_add_printf (
            self->lesson, "nat-rport", "RFC 3581 4",
            _ ("The next hop wrote the address that it saw, %1$s, into the Via (received, rport), for the phone had "
               "asked with an empty rport. So, its responses go back the way the request came, through the NAT."),
            rb_quote (self->pool, sight->received.text)),
        RB_TONE_GOOD, sight->position);
  else
    rb_nat_cite (
        rb_lesson_add_printf (
            self->lesson, "nat-no-rport", "RFC 3581 3",
            _ ("The next hop saw %1$s, but the phone did not ask with rport. So, responses go to that address at "
               "the port in the Via, where a NAT may have nothing open."),
            rb_quote (self->pool, sight->received.text)),
        RB_TONE_WARNING, sight->position);
  rb_nat_set_repair (self, RB_NAT_RESPONSES, sight->has_rport ? RB_NAT_REPAIR_DONE : RB_NAT_REPAIR_MISSING,
                     sight->position);
}

/* Via names another address than the one the message came from. */
static void
look_at_via (RbNatXray *self, const RbNatSight *sight)
{
  const RbEndpoint *outer = rb_nat_sight_get_outer (sight);
  guint16 port = sight->via.endpoint.port != 0 ? sight->via.endpoint.port : 5060;

  if (!sight->is_request || sight->via.endpoint.family == 0)
    return;

  if (rb_endpoint_is_same_host (&sight->via.endpoint, outer))
    {
      RbMessageInfo info;

      if (port != outer->port && rb_trace_get_info (self->trace, sight->position, &info) &&
          info.transport == RB_TRANSPORT_UDP && rb_nat_is_new (self, "port", outer))
        {
          self->found = TRUE;
          rb_nat_set_repair (self, RB_NAT_RESPONSES, RB_NAT_REPAIR_NOT_SEEN, sight->position);
          rb_nat_cite (
              rb_lesson_add_printf (
                  self->lesson, "nat-port", "RFC 3581 4",
                  _ ("The Via of %1$s names port %2$u, but it came from port %3$u. It is likely that a NAT gave it "
                     "this port; otherwise the phone sends from another port than it listens at."),
                  rb_nat_format_number (self, sight), port, outer->port),
              RB_TONE_WARNING, sight->position)
              ->confidence = RB_CONFIDENCE_LIKELY;
          add_rport (self, sight);
        }
      return;
    }

  if (!rb_nat_is_new (self, "via", outer))
    return;
  self->found = TRUE;
  rb_nat_set_repair (self, RB_NAT_RESPONSES, RB_NAT_REPAIR_NOT_SEEN, sight->position);
  if (rb_endpoint_is_same_host (&sight->via.endpoint, &sight->src))
    rb_nat_cite (
        rb_lesson_add_printf (
            self->lesson, "nat-inside", "RFC 3581 4",
            _ ("%1$s left with the source %2$s, and the next hop saw it come from %3$s (received in its response): "
               "this capture was made inside, and a NAT has changed the address on the way."),
            rb_nat_format_number (self, sight), rb_nat_format_endpoint (self, &sight->src),
            rb_quote (self->pool, sight->received.text)),
        RB_TONE_WARNING, sight->position);
  else
    rb_nat_cite (
        rb_lesson_add_printf (
            self->lesson, "nat-via", "RFC 3261 18.2.1",
            _ ("The sender of %1$s calls itself %2$s in its Via, but the message came from %3$s. It is likely that "
               "there is a NAT between; or the phone does not know its own address."),
            rb_nat_format_number (self, sight), rb_quote (self->pool, sight->via.text),
            rb_nat_format_endpoint (self, &sight->src)),
        RB_TONE_WARNING, sight->position)
        ->confidence = RB_CONFIDENCE_LIKELY;
  add_rport (self, sight);
}

static void
add_alias (RbNatXray *self, const RbNatSight *sight)
{
  if (!rb_nat_has_param (sight, ";alias=") ||
      !g_hash_table_add (self->told, g_strconcat ("alias ", sight->contact.text, NULL)))
    return;

  self->found = TRUE;
  rb_nat_cite (
      rb_lesson_add_printf (
          self->lesson, "nat-contact-alias", "RFC 5923",
          _ ("In %1$s the Contact has the parameter alias: a proxy put in where the phone really sends from. Who "
             "calls this Contact passes the alias back to that proxy, and the proxy sends there. (The name is from "
             "RFC 5923; using it for NAT is a habit of Kamailio.)"),
          rb_nat_format_number (self, sight)),
      RB_TONE_GOOD, sight->position);
  rb_nat_set_repair (self, RB_NAT_REQUESTS, RB_NAT_REPAIR_DONE, sight->position);
}

/* What the proxy made of the Contact. */
static void
add_contact_repair (RbNatXray *self, const RbNatSight *sight)
{
  const RbNatSight *relayed = find_relayed (self, sight);

  /* What a registrar notes beside the binding it need not tell. */
  if (sight->method == RB_METHOD_REGISTER || relayed == NULL)
    {
      rb_nat_set_repair (self, RB_NAT_REQUESTS, RB_NAT_REPAIR_NOT_SEEN, RB_FLOW_NONE);
      return;
    }

  if (rb_nat_has_param (relayed, ";alias="))
    add_alias (self, relayed);
  else if (g_strcmp0 (relayed->contact.text, sight->contact.text) != 0)
    {
      rb_nat_cite (
          rb_lesson_add_printf (
              self->lesson, "nat-contact-rewritten", "RFC 5853 3.4",
              _ ("One hop further, in %1$s, the Contact is %2$s: somebody on the way has put another address in "
                 "its place."),
              rb_nat_format_number (self, relayed), rb_quote (self->pool, relayed->contact.text)),
          RB_TONE_GOOD, relayed->position);
      rb_nat_set_repair (self, RB_NAT_REQUESTS, RB_NAT_REPAIR_DONE, relayed->position);
    }
  else
    {
      rb_nat_cite (rb_lesson_add_printf (
                       self->lesson, "nat-contact-kept", "RFC 3261 16.6",
                       _ ("One hop further, in %s, the Contact is still the same: the proxy did not touch it."),
                       rb_nat_format_number (self, relayed)),
                   RB_TONE_BAD, relayed->position);
      rb_nat_set_repair (self, RB_NAT_REQUESTS, RB_NAT_REPAIR_MISSING, relayed->position);
    }
}

/* The other way round: a public Contact of a phone that sends from a private address. */
static void
look_at_outside_contact (RbNatXray *self, const RbNatSight *sight)
{
  const RbEndpoint *outer = rb_nat_sight_get_outer (sight);

  if (!rb_endpoint_is_private (outer) || sight->contact.endpoint.family == 0 ||
      rb_endpoint_is_private (&sight->contact.endpoint) || !rb_nat_is_new (self, "outside", outer))
    return;

  self->found = TRUE;
  rb_nat_cite (
      rb_lesson_add_printf (
          self->lesson, "nat-contact-outside", "RFC 3581 4",
          _ ("%1$s was sent from %2$s, a private address, but its Contact is %3$s. It is likely that this is how the "
             "NAT looks from outside: the phone has learned it, from received and rport in earlier responses or by "
             "STUN, and names it so that others can reach it."),
          rb_nat_format_number (self, sight), rb_nat_format_endpoint (self, outer),
          rb_quote (self->pool, sight->contact.text)),
      RB_TONE_GOOD, sight->position)
      ->confidence = RB_CONFIDENCE_LIKELY;
  rb_nat_set_repair (self, RB_NAT_REQUESTS, RB_NAT_REPAIR_DONE, sight->position);
}

static void
look_at_contact (RbNatXray *self, const RbNatSight *sight)
{
  const RbEndpoint *outer = rb_nat_sight_get_outer (sight);

  if (!rb_nat_sight_hides (sight, &sight->contact) ||
      !rb_nat_is_new (self, sight->method == RB_METHOD_REGISTER ? "binding" : "contact", outer))
    return;

  self->found = TRUE;
  rb_nat_is_new (self, "beyond", &sight->contact.endpoint);
  if (sight->method == RB_METHOD_REGISTER)
    rb_nat_cite (
        rb_lesson_add_printf (
            self->lesson, "nat-binding-private", "RFC 3261 10.2.1",
            _ ("%1$s registers the Contact %2$s, a private address, although it comes from %3$s. Calls that are "
               "sent to this Contact as it stands do not arrive, unless the registrar remembers the source."),
            rb_nat_format_number (self, sight), rb_quote (self->pool, sight->contact.text),
            rb_nat_format_endpoint (self, outer)),
        RB_TONE_BAD, sight->position);
  else
    rb_nat_cite (
        rb_lesson_add_printf (
            self->lesson, "nat-contact-private", "RFC 3261 12.1.1",
            _ ("The Contact of %1$s is %2$s, a private address, although it comes from %3$s. To the Contact the "
               "other side sends whatever follows: ACK, BYE, re-INVITE. Sent there as it stands, a BYE would not "
               "arrive, and this phone would never learn that the call is over."),
            rb_nat_format_number (self, sight), rb_quote (self->pool, sight->contact.text),
            rb_nat_format_endpoint (self, outer)),
        RB_TONE_BAD, sight->position);
  add_contact_repair (self, sight);
}

static void
look_at_sound (RbNatXray *self, const RbNatSight *sight)
{
  const RbEndpoint *outer = rb_nat_sight_get_outer (sight);
  const RbNatSight *relayed;

  if (!rb_nat_sight_hides (sight, &sight->media) || !rb_nat_is_new (self, "sound", outer))
    return;

  self->found = TRUE;
  relayed = find_relayed (self, sight);
  rb_nat_cite (
      rb_lesson_add_printf (
          self->lesson, "nat-sound-private", "RFC 3264 5",
          _ ("The SDP of %1$s wants the sound at %2$s, a private address, although it comes from %3$s. RTP that is "
             "sent there from outside does not arrive, and this phone would hear nothing."),
          rb_nat_format_number (self, sight), rb_quote (self->pool, sight->media.text),
          rb_nat_format_endpoint (self, outer)),
      RB_TONE_BAD, sight->position);
  if (sight->has_ice)
    {
      rb_nat_cite (
          rb_lesson_add (
              self->lesson, "nat-sound-ice", "RFC 8445 2",
              _ ("But the SDP has candidates (ICE): the phone found out its other addresses, by STUN for instance, and "
                 "both sides try which pair of them works.")),
          RB_TONE_GOOD, sight->position);
      rb_nat_set_repair (self, RB_NAT_SOUND, RB_NAT_REPAIR_DONE, sight->position);
    }
  if (relayed == NULL)
    rb_nat_set_repair (self, RB_NAT_SOUND, RB_NAT_REPAIR_NOT_SEEN, RB_FLOW_NONE);
  else if (g_strcmp0 (relayed->media.text, sight->media.text) != 0)
    {
      rb_nat_cite (
          rb_lesson_add_printf (
              self->lesson, "nat-sound-relayed", "RFC 5853 3.2",
              _ ("One hop further, in %1$s, the SDP names %2$s: the proxy has put a relay between, through which all "
                 "sound goes."),
              rb_nat_format_number (self, relayed), rb_quote (self->pool, relayed->media.text)),
          RB_TONE_GOOD, relayed->position);
      rb_nat_set_repair (self, RB_NAT_SOUND, RB_NAT_REPAIR_DONE, relayed->position);
    }
  else
    {
      rb_nat_cite (
          rb_lesson_add_printf (
              self->lesson, "nat-sound-kept", "RFC 4961 3",
              _ ("One hop further, in %s, the SDP is unchanged: nobody put a relay between. It is likely that this "
                 "phone hears nothing. One hope is left: a far end that does not go by the SDP, but answers to where "
                 "the RTP of this phone comes from (symmetric RTP)."),
              rb_nat_format_number (self, relayed)),
          RB_TONE_BAD, relayed->position)
          ->confidence = RB_CONFIDENCE_LIKELY;
      rb_nat_set_repair (self, RB_NAT_SOUND, RB_NAT_REPAIR_MISSING, relayed->position);
    }
}

void
rb_nat_look_at_phone (RbNatXray *self, const RbNatSight *sight)
{
  look_at_via (self, sight);
  look_at_contact (self, sight);
  look_at_outside_contact (self, sight);
  look_at_sound (self, sight);
}

/* A private Contact or SDP of somebody beyond the proxy. */
void
rb_nat_look_beyond (RbNatXray *self, const RbNatSight *sight)
{
  add_alias (self, sight);
  if (sight->is_own || sight->is_request || sight->method == RB_METHOD_REGISTER ||
      !rb_endpoint_is_private (&sight->contact.endpoint) || rb_endpoint_is_private (&sight->src) ||
      !rb_nat_is_new (self, "beyond", &sight->contact.endpoint))
    return;

  self->found = TRUE;
  rb_nat_set_repair (self, RB_NAT_REQUESTS, RB_NAT_REPAIR_NOT_SEEN, RB_FLOW_NONE);
  if (rb_endpoint_is_private (&sight->media.endpoint))
    rb_nat_set_repair (self, RB_NAT_SOUND, RB_NAT_REPAIR_NOT_SEEN, RB_FLOW_NONE);
  rb_nat_cite (
      rb_lesson_add_printf (
          self->lesson, "nat-beyond", "RFC 3261 12.1.2",
          _ ("The Contact in %1$s is %2$s, a private address of a phone beyond the proxy. Seen from here, only the "
             "proxy can reach it."),
          rb_nat_format_number (self, sight), rb_quote (self->pool, sight->contact.text)),
      RB_TONE_WARNING, sight->position);
}
