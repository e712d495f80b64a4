/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of topics: what the tutor can say of a call as a whole. */

#include "rb-topic.h"

#include <glib/gi18n-lib.h>

#include "rb-comparison.h"
#include "rb-digest-walk.h"
#include "rb-explain-negotiation.h"
#include "rb-explain.h"
#include "rb-machine.h"
#include "rb-nat.h"

static RbLesson *
explain_timers (RbFlow *flow)
{
  return rb_machines_explain (flow, G_MAXINT64);
}

static RbLesson *
explain_digest (RbFlow *flow)
{
  return rb_digest_walk_flow (flow, NULL);
}

static const RbTopicInfo topics[RB_N_TOPICS] = {
  [RB_TOPIC_VERDICT] = { "verdict", N_ ("How It Ended"), rb_explain_verdict },
  [RB_TOPIC_TEXTBOOK] = { "compare", N_ ("Textbook"), rb_comparison_explain },
  [RB_TOPIC_TIMERS] = { "timers", N_ ("Timers and States"), explain_timers },
  [RB_TOPIC_NAT] = { "nat", N_ ("Addresses"), rb_nat_explain },
  [RB_TOPIC_SDP] = { "sdp", N_ ("Offer and Answer"), rb_explain_negotiation },
  [RB_TOPIC_DIGEST] = { "digest", N_ ("Digest"), explain_digest },
};

const RbTopicInfo *
rb_topic_get_info (RbTopic topic)
{
  return &topics[topic];
}
