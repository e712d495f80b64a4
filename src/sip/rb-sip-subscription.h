/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-agent.h"

G_BEGIN_DECLS

typedef enum
{
  RB_SIP_SUBSCRIPTION_PENDING, /* asked for; or it waits for the other person's leave, or for the next try */
  RB_SIP_SUBSCRIPTION_ACTIVE,
  RB_SIP_SUBSCRIPTION_REFUSED, /* not possible, or not for us: not tried again */
} RbSipSubscriptionState;

/* One event package of one address, followed for as long as the object lives (RFC 6665): refreshed, begun anew after
 * an end as its reason says, given up where that makes no sense. Main thread only. Signals:
 *  "changed" ()                                             of the state
 *  "notified" (const char *content_type, GBytes *body)      both nullable; a flood is not passed on, it ends the subscription */
#define RB_TYPE_SIP_SUBSCRIPTION (rb_sip_subscription_get_type ())
G_DECLARE_FINAL_TYPE (RbSipSubscription, rb_sip_subscription, RB, SIP_SUBSCRIPTION, GObject)

/**
 * rb_sip_subscription_new:
 * @uri: whose events
 * @package: "presence", "dialog", "message-summary"
 * @accept: the media type wanted
 * @expires: s asked for; the server may grant less
 *
 * The first SUBSCRIBE is sent at once. Un-subscribes when the last reference goes.
 */
RbSipSubscription     *rb_sip_subscription_new (RbSipAgent *agent, const char *uri, const char *package, const char *accept,
                                                guint expires);
RbSipSubscriptionState rb_sip_subscription_get_state (RbSipSubscription *self);
guint                  rb_sip_subscription_get_status (RbSipSubscription *self); /* last final answer, 0 when none */
/* Asks for the whole state anew, as after a notification that was missed. */
void                   rb_sip_subscription_refresh (RbSipSubscription *self);

/* What follows an end: */
#define RB_SIP_SUBSCRIPTION_NEVER G_MAXUINT
/**
 * rb_sip_subscription_get_retry:
 * @status: of the SUBSCRIBE that failed, or 0: a NOTIFY said “terminated”
 * @reason: (nullable): of Subscription-State (RFC 6665 4.1.3)
 * @retry_after: s, as it was said; 0: not said
 * @failures: ends in a row so far, this one included: ≥ 1
 * @random: any 32 bits
 *
 * Returns: s until the next try, or %RB_SIP_SUBSCRIPTION_NEVER
 */
guint                  rb_sip_subscription_get_retry (guint status, const char *reason, guint retry_after, guint failures,
                                                      guint32 random);

G_END_DECLS
