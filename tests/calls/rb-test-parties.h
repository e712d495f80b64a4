/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-call-actions.h"
#include "rb-test-agents.h"

/* Three people with whole calls (RbCall with its media) in one process, for what needs more than two ends. */

typedef struct
{
  RbSipAgent    *agent;
  RbSoundDevice *device;
  GListStore    *calls;      /* of RbCall, in the order they came */
  gboolean       decline;    /* a transfer that is asked for; else it is accepted */
  gboolean       deaf;       /* listens to no transfers */
  gboolean       expect_refusal; /* of a take-over */
  guint          n_asked;
  guint          n_changes;  /* "changed" of any call */
} RbTestParty;

typedef struct
{
  RbTestAgents agents; /* engine, tap, and the agents of the first two */
  RbTestParty  alice;
  RbTestParty  bob;
  RbTestParty  carol;
} RbTestParties;

void    rb_test_parties_set_up (RbTestParties *self);
/* Every call is over and nobody holds one. */
void    rb_test_parties_tear_down (RbTestParties *self);
/* Begins to take calls with @agent (transfer full). */
void    rb_test_party_init (RbTestParty *self, RbSipAgent *agent);
void    rb_test_party_clear (RbTestParty *self);
char   *rb_test_party_uri (RbTestParty *self);
/* (transfer none): the list holds it */
RbCall *rb_test_party_call (RbTestParty *self, const char *uri);
/* The call that came as number @n, from 0; waits for it. (transfer none) */
RbCall *rb_test_party_get (RbTestParty *self, guint n);
guint   rb_test_party_count (RbTestParty *self);
/* @caller calls @callee, who answers; both calls are up then. */
void    rb_test_parties_connect (RbTestParty *caller, RbTestParty *callee, RbCall **out, RbCall **in);
