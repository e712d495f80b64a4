/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The addresses that a student wonders about: why a Contact or Request-URI names another one than the message came from
 * or arrived at. One message only; rb-nat.c looks at the whole call. RFC 3261 12.1.1 and 16.5, RFC 3581. */

#include "rb-explain-private.h"

#include <glib/gi18n-lib.h>

#include "rb-nat-private.h"

#define ARRIVED RB_OWN_FACT (0) /* for a public address, at a private one */
#define LEARNED RB_OWN_FACT (1) /* the Contact is what the next hop saw */
#define OUTSIDE RB_OWN_FACT (2) /* a public Contact, from a private address */
#define HIDDEN RB_OWN_FACT (3)  /* a private Contact, from elsewhere */
#define FAR RB_OWN_FACT (4)     /* the Contact of whoever is beyond the proxy */
#define ODD_PORT RB_OWN_FACT (5)

/* clang-format off */
static const RbRule arrival_rules[] = {
  { "address-arrived", "RFC 3261 16.5", ARRIVED, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("It is for {target}, but arrived at {arrived}, a private address. Likely {target} is what the NAT before this phone looks like from outside: the phone has registered with it, the proxy sends there, and the NAT puts the private address in its place. It lets this in because the phone keeps the way open, with REGISTER and keep-alives.") },
};
static const RbRuleTable arrival_table = RB_RULES ("address-arrival", arrival_rules);

static const RbRule contact_rules[] = {
  { "address-learned", "RFC 3581 4", LEARNED, 0, 0, 0,
    N_("Its Contact names {named}, but the phone sends from {source}: there is a NAT between, and {named} is what the phone looks like from outside. The next hop saw that too, and writes it into the Via of its response (received, rport): there a phone learns it. So the other end can reach it.") },
  { "address-outside", "RFC 3581 4", OUTSIDE, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("Its Contact names {named}, but it was sent from {source}, a private address. Likely there is a NAT between, and {named} is what the phone looks like from outside: it has learned that from received and rport in responses, or by STUN, so that the other end can reach it.") },
  { "address-hidden", "RFC 3261 12.1.1", HIDDEN, 0, RB_CONFIDENCE_LIKELY, RB_TONE_WARNING,
    N_("Its Contact names {named}, a private address, but it comes from {source}. Likely there is a NAT between, and what others send to {named} does not arrive: the phone, or a proxy, has to put in the address from outside.") },
  { "address-far-port", "RFC 3261 12.1.2", FAR | ODD_PORT, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("Its Contact names {named}: there {maker} can be reached, and the next requests of the call are for it. SIP phones usually listen at port 5060; a port like this one is likely from a NAT before the phone, which gives out a new one each time, or the phone chose it by chance.") },
  { "address-far", "RFC 3261 12.1.2", FAR, 0, 0, 0,
    N_("Its Contact names {named}: there {maker} can be reached, and the next requests of the call are for it.") },
};
static const RbRuleTable contact_table = RB_RULES ("address-contact", contact_rules);
/* clang-format on */

const RbRuleTable *const rb_explain_address_tables[] = { &arrival_table, &contact_table };

static void
set_endpoint (RbScene *self, const char *name, const RbEndpoint *endpoint)
{
  rb_scene_set (self, name, rb_endpoint_format (endpoint));
}

static void
look_at_target (RbScene *self, const RbNatSight *sight)
{
  const RbEndpoint *target = &sight->uri.endpoint;

  if (!sight->is_initial || sight->is_own || sight->method != RB_METHOD_INVITE || target->family == 0 ||
      rb_endpoint_is_private (target) || rb_nat_is_loopback (target) || !rb_endpoint_is_private (&sight->dst))
    return;
  rb_scene_set (self, "target", rb_lesson_quote (sight->uri.text));
  set_endpoint (self, "arrived", &sight->dst);
  self->facts |= ARRIVED;
}

static void
look_at_contact (RbScene *self, const RbNatSight *sight)
{
  const RbEndpoint *contact = &sight->contact.endpoint;
  const RbEndpoint *outer = rb_nat_sight_get_outer (sight);
  guint16 port = contact->port != 0 ? contact->port : 5060;

  if (contact->family == 0 ||
      (!sight->is_request && (sight->method != RB_METHOD_INVITE || sight->status <= 100 || sight->status >= 300)))
    return;
  rb_scene_set (self, "named", rb_lesson_quote (sight->contact.text));
  if (!sight->is_own)
    {
      if (sight->is_request || rb_endpoint_is_same_host (contact, &sight->src))
        return;
      self->facts |= FAR;
      self->facts |= port != 5060 && port != 5061 ? ODD_PORT : 0;
    }
  else if (rb_nat_sight_hides (sight, &sight->contact))
    {
      set_endpoint (self, "source", outer);
      self->facts |= HIDDEN;
    }
  else if (!rb_endpoint_is_same_host (contact, &sight->src) && rb_endpoint_is_private (&sight->src))
    {
      set_endpoint (self, "source", &sight->src);
      self->facts |= rb_endpoint_is_same_host (contact, outer) ? LEARNED : OUTSIDE;
    }
}

void
rb_explain_address (RbScene *self, RbExplanation *explanation)
{
  g_autoptr (RbNatSight) sight = NULL;

  if (self->facts & RB_IS_COPY)
    return; /* told at the first one */
  sight = rb_nat_sight_new (self->flow, self->trace, self->number);
  rb_scene_forget_own_facts (self);
  look_at_target (self, sight);
  look_at_contact (self, sight);
  rb_scene_say_first (self, explanation->what, &arrival_table);
  rb_scene_say_first (self, explanation->what, &contact_table);
}
