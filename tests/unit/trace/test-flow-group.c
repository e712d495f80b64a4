/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Several calls, registrations and other exchanges under one Call-ID, each a flow of its own. */

#include "rb-flow-private.h"
#include "trace-fixture.h"

/* Plays @script and compares the flow of each message with @expected, a digit each. */
static RbTrace *
play (const char *script, const char *expected)
{
  RbTrace *trace = rb_trace_new ();
  g_autoptr (GString) found = g_string_new (NULL);

  fixture_play (trace, script);
  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    g_string_append_printf (found, "%u", rb_flow_get_number (rb_trace_get_flow_of (trace, i)));
  g_assert_cmpstr (found->str, ==, expected);
  return trace;
}

#define CALL                                                                                                           \
  "0 A>P INVITE 1 INVITE i1 -\n"                                                                                       \
  "1 P>A 200 1 INVITE i1 b\n"                                                                                          \
  "2 A>P ACK 1 ACK i2 b\n"

static void
a_registration_and_calls_are_told_apart (void)
{
  g_autoptr (RbTrace) trace = play ("0 A>P REGISTER 1 REGISTER r1 -\n"
                                    "1 P>A 401 1 REGISTER r1 p\n"
                                    "2 A>P INVITE 2 INVITE i1 -\n"
                                    "3 A>P REGISTER 3 REGISTER r2 - auth\n"
                                    "4 P>A 407 2 INVITE i1 p\n"
                                    "5 P>A 200 3 REGISTER r2 p\n"
                                    "6 A>P ACK 2 ACK i1 p\n"
                                    "7 A>P INVITE 4 INVITE i2 - auth\n"
                                    "8 P>A 486 4 INVITE i2 b\n"
                                    "9 A>P ACK 4 ACK i2 b\n"
                                    "10 A>P OPTIONS 5 OPTIONS o1 -\n"
                                    "11 P>A 200 5 OPTIONS o1 p\n"
                                    "12 A>P INVITE 6 INVITE i3 -\n"
                                    "13 P>A 180 6 INVITE i3 c\n"
                                    "14 A>P REGISTER 7 REGISTER r3 -\n"
                                    "15 A>P OPTIONS 8 OPTIONS o2 -\n",
                                    "0010101111223302");
  g_autoptr (GPtrArray) flows = rb_trace_find_flows (trace, "call-1");
  RbFlow *call = rb_trace_find_flow (trace, "call-1");

  g_assert_cmpuint (flows->len, ==, 4);
  g_assert_cmpuint (g_list_model_get_n_items (rb_trace_get_flows (trace)), ==, 4);
  g_assert_cmpuint (rb_flow_get_number (call), ==, 3);
  g_assert_cmpint (rb_flow_get_verdict (flows->pdata[1])->kind, ==, RB_VERDICT_BUSY);
  g_assert_cmpint (rb_flow_get_verdict (call)->kind, ==, RB_VERDICT_IN_PROGRESS);
  g_assert_cmpstr (rb_flow_get_method (flows->pdata[0]), ==, "REGISTER");
  g_assert_cmpstr (rb_flow_get_method (flows->pdata[2]), ==, "OPTIONS");
  for (guint i = 0; i < flows->len; i++)
    g_assert_cmpstr (rb_flow_get_call_id (flows->pdata[i]), ==, "call-1");
}

static void
a_refresh_and_an_unregistration_are_the_same_registration (void)
{
  g_autoptr (RbTrace) trace = play ("0 A>P REGISTER 1 REGISTER r1 - from=x\n"
                                    "1 P>A 200 1 REGISTER r1 p from=x\n"
                                    "60000 A>P REGISTER 2 REGISTER r2 - from=y\n"
                                    "60001 P>A 200 2 REGISTER r2 p from=y\n"
                                    "90000 A>P REGISTER 3 REGISTER r3 - from=z header=Expires:0\n"
                                    "90001 P>A 200 3 REGISTER r3 p from=z\n",
                                    "000000");
}

static void
a_call_after_the_call_is_another (void)
{
  g_autoptr (RbTrace) trace = play (CALL "3 A>P BYE 2 BYE y1 b\n"
                                         "4 P>A 200 2 BYE y1 b\n"
                                         "5 A>P INVITE 3 INVITE i3 -\n"
                                         "6 P>A 200 3 INVITE i3 c\n"
                                         "7 A>P ACK 3 ACK i4 c\n"
                                         "8 P>A BYE 1 BYE y2 a from=b\n" /* late, of the first call */
                                         "9 P>A BYE 1 BYE y3 a from=c\n"
                                         "10 A>P 200 1 BYE y3 a from=c\n",
                                    "00000111011");

  g_assert_cmpuint (rb_flow_get_n_dialogs (rb_trace_get_flow_of (trace, 5)), ==, 1);
}

static void
retries_of_one_attempt_stay_together (void)
{
  static const char *const statuses[] = { "401", "407", "302", "422", "488", "491", "415", "420" };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autofree char *script = g_strdup_printf ("0 A>P INVITE 1 INVITE i1 -\n"
                                                 "1 P>A %s 1 INVITE i1 p\n"
                                                 "2 A>P ACK 1 ACK i1 p\n"
                                                 "3 A>P INVITE 2 INVITE i2 -\n"
                                                 "4 P>A 200 2 INVITE i2 b\n",
                                                 statuses[i]);
      g_autoptr (RbTrace) trace = play (script, "00000");
    }
}

static void
a_failure_that_asks_for_nothing_ends_the_call (void)
{
  static const char *const statuses[] = { "403", "404", "486", "487", "503", "603" };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autofree char *script = g_strdup_printf ("0 A>P INVITE 1 INVITE i1 -\n"
                                                 "1 P>A %s 1 INVITE i1 p\n"
                                                 "2 A>P ACK 1 ACK i1 p\n"
                                                 "3 A>P INVITE 2 INVITE i2 -\n"
                                                 "4 P>A 200 2 INVITE i2 b\n",
                                                 statuses[i]);
      g_autoptr (RbTrace) trace = play (script, "00011");
    }
}

/* Some phones take another From-tag for the request with credentials. */
static void
credentials_follow_a_challenge_whatever_the_tag (void)
{
  g_autoptr (RbTrace) trace = play ("0 A>P INVITE 1 INVITE i1 - from=x\n"
                                    "1 P>A 407 1 INVITE i1 p from=x\n"
                                    "2 A>P INVITE 2 INVITE i2 - from=y auth\n",
                                    "000");
}

static void
other_hops_and_copies_are_the_same_call (void)
{
  g_autoptr (RbTrace) trace = play ("0 A>P INVITE 1 INVITE i1 -\n"
                                    "500 A>P INVITE 1 INVITE i1 -\n"
                                    "501 P>B INVITE 1 INVITE p1 - vias\n"
                                    "502 P>C INVITE 1 INVITE p2 - vias\n"
                                    "503 B>P 486 1 INVITE p1 b vias\n"
                                    "504 P>D INVITE 1 INVITE p3 - vias\n"
                                    "505 D>P 200 1 INVITE p3 d vias\n"
                                    "506 P>A 200 1 INVITE i1 d\n",
                                    "00000000");
}

/* A back-to-back user agent that keeps the Call-ID but not the tags. */
static void
the_second_leg_of_a_b2bua_is_the_same_call (void)
{
  g_autoptr (RbTrace) trace = play ("0 A>P INVITE 1 INVITE i1 - from=x\n"
                                    "1 P>A 100 1 INVITE i1 - from=x\n"
                                    "2 P>B INVITE 7 INVITE j1 - from=y\n"
                                    "3 B>P 200 7 INVITE j1 b from=y\n"
                                    "4 P>A 200 1 INVITE i1 c from=x\n",
                                    "00000");
  g_autoptr (RbTrace) hunting = play ("0 A>P INVITE 1 INVITE i1 - from=x\n"
                                      "1 P>B INVITE 7 INVITE j1 - from=y\n"
                                      "2 B>P 486 7 INVITE j1 b from=y\n"
                                      "3 P>C INVITE 7 INVITE j2 - from=z\n"
                                      "4 C>P 200 7 INVITE j2 c from=z\n"
                                      "5 P>A 200 1 INVITE i1 p from=x\n"
                                      "6 A>P INVITE 2 INVITE i2 - from=x\n",
                                      "0000001");
}

static void
another_caller_on_the_same_way_is_another_call (void)
{
  g_autoptr (RbTrace) trace = play ("0 A>P INVITE 1 INVITE i1 - from=x\n"
                                    "1 P>A 180 1 INVITE i1 b from=x\n"
                                    "2 A>P INVITE 1 INVITE i2 - from=y\n"
                                    "3 P>A 180 1 INVITE i2 c from=y\n"
                                    "4 A>P CANCEL 1 CANCEL i1 - from=x\n"
                                    "5 P>A 487 1 INVITE i1 b from=x\n"
                                    "6 A>P CANCEL 1 CANCEL i2 - from=y\n",
                                    "0011001");
}

static void
transfers_and_refreshes_stay_in_their_dialog (void)
{
  g_autoptr (RbTrace) trace = play (CALL "3 A>P OPTIONS 9 OPTIONS o1 -\n"
                                         "4 P>A REFER 1 REFER f1 a from=b\n"
                                         "5 A>P 202 1 REFER f1 a from=b\n"
                                         "6 A>P NOTIFY 2 NOTIFY n1 b\n"
                                         "7 P>A 200 2 NOTIFY n1 b\n"
                                         "8 A>P INVITE 3 INVITE i3 b\n"
                                         "9 P>A 200 3 INVITE i3 b\n"
                                         "10 A>P INFO 4 INFO x1 b\n"
                                         "11 P>A 200 9 OPTIONS o1 q\n",
                                    "000100000001");
}

static void
a_subscription_has_its_notifications (void)
{
  g_autoptr (RbTrace) trace = play (CALL "3 A>P SUBSCRIBE 5 SUBSCRIBE s1 - from=w\n"
                                         "4 P>A NOTIFY 1 NOTIFY n1 w from=v\n" /* before the 200: RFC 6665 4.1.2.4 */
                                         "5 P>A 200 5 SUBSCRIBE s1 v from=w\n"
                                         "6 A>P 200 1 NOTIFY n1 w from=v\n"
                                         "7 A>P BYE 6 BYE y1 b\n",
                                    "00011110");
  RbFlow *subscription = rb_trace_get_flow_of (trace, 3);

  g_assert_cmpint (rb_flow_get_kind (subscription), ==, RB_FLOW_SUBSCRIPTION);
  g_assert_cmpuint (rb_flow_get_n_dialogs (subscription), ==, 1);
  g_assert_true (rb_trace_find_flow (trace, "call-1") == rb_trace_get_flow_of (trace, 0));
}

static void
what_fits_nowhere_goes_to_the_newest (void)
{
  g_autoptr (RbTrace) trace = play ("0 A>P REGISTER 1 REGISTER r1 -\n"
                                    "1 A>P OPTIONS 2 OPTIONS o1 -\n"
                                    "2 B>P BYE 9 BYE u1 u from=v\n"
                                    "3 P>B 481 9 BYE u1 u from=v\n",
                                    "0111");
}

static void
a_call_seen_from_its_middle_ends_before_the_next (void)
{
  g_autoptr (RbTrace) trace = play ("0 A>P BYE 4 BYE y1 b\n"
                                    "1 P>A 200 4 BYE y1 b\n"
                                    "2 A>P INVITE 5 INVITE i1 -\n",
                                    "001");
}

/* Ten thousand flows under one Call-ID, then a message for each: linear, or this takes minutes. */
static void
many_flows_of_one_call_id (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  const guint n = 10000;

  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < n; i++)
      {
        g_autofree char *line = round == 0 ? g_strdup_printf ("%u A>P X%u 1 X%u b%u - from=t%u", i, i, i, i, i)
                                           : g_strdup_printf ("%u P>A 200 1 X%u b%u p from=t%u", n + i, i, i, i);

        fixture_say (trace, line);
      }

  g_assert_cmpuint (g_list_model_get_n_items (rb_trace_get_flows (trace)), ==, n);
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpuint (rb_flow_get_number (rb_trace_get_flow_of (trace, n + i)), ==, i);
      g_assert_cmpuint (rb_trace_get_step (trace, n + i)->response_to, ==, i);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name) g_test_add_func ("/flow-group/" #name, name)
  ADD (a_registration_and_calls_are_told_apart);
  ADD (a_refresh_and_an_unregistration_are_the_same_registration);
  ADD (a_call_after_the_call_is_another);
  ADD (retries_of_one_attempt_stay_together);
  ADD (a_failure_that_asks_for_nothing_ends_the_call);
  ADD (credentials_follow_a_challenge_whatever_the_tag);
  ADD (other_hops_and_copies_are_the_same_call);
  ADD (the_second_leg_of_a_b2bua_is_the_same_call);
  ADD (another_caller_on_the_same_way_is_another_call);
  ADD (transfers_and_refreshes_stay_in_their_dialog);
  ADD (a_subscription_has_its_notifications);
  ADD (what_fits_nowhere_goes_to_the_newest);
  ADD (a_call_seen_from_its_middle_ends_before_the_next);
  ADD (many_flows_of_one_call_id);
#undef ADD
  return g_test_run ();
}
