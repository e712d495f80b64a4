/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What follows the end of a subscription (RFC 6665 4.1.3, 8.3.2). */

#include "rb-sip-subscription.h"

#define SOON 30 /* the longest first wait, RFC 5626 4.5 */

static void
each_end_has_its_wait (void)
{
  static const struct
  {
    guint status;
    const char *reason;
    guint retry_after;
    guint failures;
    guint least;
    guint most;
  } cases[] = {
    { 0, "deactivated", 0, 1, 0, 0 },
    { 0, "timeout", 0, 1, 0, 0 },
    { 0, "Timeout", 100, 1, 0, 0 },
    { 0, "deactivated", 0, 2, SOON, 2 * SOON },
    { 0, "probation", 0, 1, 30, 30 },
    { 0, "probation", 7, 1, 7, 7 },
    { 0, "giveup", 0, 1, SOON / 2, SOON },
    { 0, "giveup", 100, 1, 100, 100 },
    { 0, "giveup", 1000000, 1, 3600, 3600 },
    { 0, "rejected", 10, 1, RB_SIP_SUBSCRIPTION_NEVER, RB_SIP_SUBSCRIPTION_NEVER },
    { 0, "noresource", 0, 3, RB_SIP_SUBSCRIPTION_NEVER, RB_SIP_SUBSCRIPTION_NEVER },
    { 0, "invariant", 0, 1, RB_SIP_SUBSCRIPTION_NEVER, RB_SIP_SUBSCRIPTION_NEVER },
    { 0, "anything else", 0, 1, SOON / 2, SOON },
    { 0, NULL, 0, 1, SOON / 2, SOON },
    { 481, NULL, 0, 1, 0, 0 },
    { 481, NULL, 0, 2, SOON, 2 * SOON },
    { 489, NULL, 0, 1, RB_SIP_SUBSCRIPTION_NEVER, RB_SIP_SUBSCRIPTION_NEVER },
    { 403, NULL, 0, 1, RB_SIP_SUBSCRIPTION_NEVER, RB_SIP_SUBSCRIPTION_NEVER },
    { 401, NULL, 0, 1, RB_SIP_SUBSCRIPTION_NEVER, RB_SIP_SUBSCRIPTION_NEVER },
    { 503, NULL, 90, 1, 90, 90 },
    { 408, NULL, 0, 30, 300, 600 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint shortest =
          rb_sip_subscription_get_retry (cases[i].status, cases[i].reason, cases[i].retry_after, cases[i].failures, 0);
      guint longest = rb_sip_subscription_get_retry (cases[i].status, cases[i].reason, cases[i].retry_after,
                                                     cases[i].failures, G_MAXUINT32);

      g_test_message ("%u %s: %u … %u s", cases[i].status, cases[i].reason, shortest, longest);
      g_assert_cmpuint (shortest, >=, cases[i].least);
      g_assert_cmpuint (shortest, <=, cases[i].most);
      g_assert_cmpuint (longest, >=, cases[i].least);
      g_assert_cmpuint (longest, <=, cases[i].most);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/subscription-retry/each-end-has-its-wait", each_end_has_its_wait);

  return g_test_run ();
}
