/* SPDX-License-Identifier: GPL-3.0-or-later */

/* People whose calls are RbCalls without a phone around them. */

#include "rb-test-parties.h"

#include "rb-call-transfer.h"

static void
on_changed (RbCall *call, RbTestParty *self)
{
  self->n_changes++;
}

static void
on_transfer_asked (RbCall *call, const char *target, RbTestParty *self)
{
  self->n_asked++;
  g_assert_cmpstr (target, ==, rb_call_get_asked_target (call));
  if (self->decline)
    rb_call_refuse_transfer (call);
  else
    rb_call_accept_transfer (call);
}

static void on_spawned (RbCall *call, RbCall *spawned, RbTestParty *self);

static void
add (RbTestParty *self, RbCall *call)
{
  g_list_store_append (self->calls, call);
  g_signal_connect (call, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect (call, "spawned", G_CALLBACK (on_spawned), self);
  if (!self->deaf)
    g_signal_connect (call, "transfer-asked", G_CALLBACK (on_transfer_asked), self);
}

static void
on_spawned (RbCall *call, RbCall *spawned, RbTestParty *self)
{
  add (self, spawned);
}

static void
on_incoming_call (RbSipAgent *agent, RbSipCall *sip, RbTestParty *self)
{
  g_autoptr (RbCall) call = rb_call_new_incoming (NULL, sip);

  add (self, call);
  if (rb_sip_call_get_replaced (sip) != NULL)
    {
      g_assert_true (rb_call_take_over (call, G_LIST_MODEL (self->calls)) != self->expect_refusal);
      return;
    }
  if (rb_call_ring (call))
    rb_call_warm_up (call, self->device);
}

void
rb_test_party_init (RbTestParty *self, RbSipAgent *agent)
{
  const RbSoundConfig sound = { .kind = RB_SOUND_NONE };

  self->agent = agent;
  self->device = rb_sound_device_new (&sound);
  self->calls = g_list_store_new (RB_TYPE_CALL);
  g_signal_connect (agent, "incoming-call", G_CALLBACK (on_incoming_call), self);
}

guint
rb_test_party_count (RbTestParty *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->calls));
}

void
rb_test_party_clear (RbTestParty *self)
{
  for (guint i = 0; i < rb_test_party_count (self); i++)
    rb_call_hang_up (rb_test_party_get (self, i));
  for (guint i = 0; i < rb_test_party_count (self); i++)
    rb_test_wait (rb_call_get_state (rb_test_party_get (self, i)) == RB_CALL_ENDED);
  g_signal_handlers_disconnect_by_data (self->agent, self);
  while (rb_test_party_count (self) > 0)
    {
      g_autoptr (RbCall) call = g_object_ref (rb_test_party_get (self, 0));
      gpointer left = call;

      g_list_store_remove (self->calls, 0);
      g_signal_handlers_disconnect_by_data (call, self);
      g_object_add_weak_pointer (G_OBJECT (call), &left);
      g_clear_object (&call);
      g_assert_null (left);
    }
  g_clear_object (&self->calls);
  g_clear_object (&self->device);
}

void
rb_test_parties_set_up (RbTestParties *self)
{
  memset (self, 0, sizeof *self);
  rb_test_agents_set_up (&self->agents, RB_TRANSPORT_UDP);
  rb_test_party_init (&self->alice, self->agents.alice);
  rb_test_party_init (&self->bob, self->agents.bob);
  rb_test_party_init (&self->carol, rb_test_agent_new (self->agents.engine, "carol", RB_TRANSPORT_UDP, 0));
}

void
rb_test_parties_tear_down (RbTestParties *self)
{
  rb_test_party_clear (&self->alice);
  rb_test_party_clear (&self->bob);
  rb_test_party_clear (&self->carol);
  rb_test_agent_shut_down (&self->carol.agent);
  rb_test_agents_tear_down (&self->agents);
}

char *
rb_test_party_uri (RbTestParty *self)
{
  g_autofree char *user =
      rb_sip_agent_get_aor (self->agent) != NULL ? g_strdup (rb_sip_agent_get_aor (self->agent) + 4) : NULL;

  return rb_test_agent_uri (self->agent, g_strdelimit (user, "@", '\0'));
}

RbCall *
rb_test_party_call (RbTestParty *self, const char *uri)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RbCall) call = rb_call_new_outgoing (NULL, self->agent, self->device, uri, &error);

  g_assert_no_error (error);
  add (self, call);

  return call;
}

RbCall *
rb_test_party_get (RbTestParty *self, guint n)
{
  g_autoptr (RbCall) call = NULL;

  rb_test_wait (rb_test_party_count (self) > n);
  call = g_list_model_get_item (G_LIST_MODEL (self->calls), n);

  return call;
}

void
rb_test_parties_connect (RbTestParty *caller, RbTestParty *callee, RbCall **out, RbCall **in)
{
  g_autofree char *uri = rb_test_party_uri (callee);
  guint n = rb_test_party_count (callee);

  *out = rb_test_party_call (caller, uri);
  *in = rb_test_party_get (callee, n);
  rb_call_answer (*in);
  rb_test_wait (rb_call_get_state (*out) == RB_CALL_ACTIVE && rb_call_get_state (*in) == RB_CALL_ACTIVE);
}
