/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The scopes of the signalling half: which messages of a growing trace they show. */

#include "rb-scope-model.h"

#include <string.h>

#include "../trace/trace-fixture.h"

static guint
append (RbTrace *trace, const char *start_line, const char *method, const char *call_id, gint64 wall_us)
{
  RbMessageInfo info = { .wall_us = wall_us, .transport = RB_TRANSPORT_UDP, .kind = RB_MESSAGE_SIP };
  g_autofree char *text = g_strdup_printf ("%s\r\n"
                                           "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK%s%s\r\n"
                                           "From: <sip:alice@example.org>;tag=a\r\n"
                                           "To: <sip:bob@example.org>\r\n"
                                           "Call-ID: %s\r\n"
                                           "CSeq: 1 %s\r\n"
                                           "Content-Length: 0\r\n\r\n",
                                           start_line, call_id, method, call_id, method);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  rb_endpoint_parse (&info.src, "192.0.2.1", 5060);
  rb_endpoint_parse (&info.dst, "192.0.2.2", 5060);

  return rb_trace_append (trace, &info, bytes);
}

static guint
append_invite (RbTrace *trace, const char *call_id, gint64 wall_us)
{
  return append (trace, "INVITE sip:bob@example.org SIP/2.0", "INVITE", call_id, wall_us);
}

static void
on_items_changed (GListModel *list, guint position, guint removed, guint added, gpointer data)
{
  guint *n_items = data;

  g_assert_cmpuint (position, ==, *n_items);
  g_assert_cmpuint (removed, ==, 0);
  *n_items += added;
  g_assert_cmpuint (*n_items, ==, g_list_model_get_n_items (list));
}

static void
call_is_followed_before_its_first_message (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbScopeModel) scope = rb_scope_model_new (trace, RB_SCOPE_CALL, "one");
  guint n_items = 0;

  g_signal_connect (scope, "items-changed", G_CALLBACK (on_items_changed), &n_items);
  append_invite (trace, "other", 1000);
  rb_trace_flush (trace);
  g_assert_cmpuint (n_items, ==, 0);
  g_assert_null (rb_scope_model_get_flow (scope));

  append_invite (trace, "one", 2000);
  append_invite (trace, "other", 3000);
  append (trace, "SIP/2.0 100 Trying", "INVITE", "one", 4500);
  rb_trace_flush (trace);
  g_assert_cmpuint (n_items, ==, 2);
  g_assert_cmpuint (rb_scope_model_get_position (scope, 0), ==, 1);
  g_assert_cmpuint (rb_scope_model_get_position (scope, 1), ==, 3);
  g_assert_true (rb_scope_model_get_flow (scope) == rb_trace_find_flow (trace, "one"));
}

static void
another_call_with_the_same_call_id_is_another_scope (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbScopeModel) scope = rb_scope_model_new (trace, RB_SCOPE_CALL, "call-1");
  RbFlow *first;

  fixture_play (trace, "0 A>B INVITE 1 INVITE one -\n"
                       "10 B>A 486 1 INVITE one b\n"
                       "11 A>B ACK 1 ACK one b\n");
  rb_trace_flush (trace);
  first = rb_scope_model_get_flow (scope);

  fixture_play (trace, "9000 A>B INVITE 7 INVITE two - from=again\n"
                       "9010 B>A 180 7 INVITE two c from=again\n");
  rb_trace_flush (trace);
  g_assert_true (rb_trace_find_flow (trace, "call-1") != first);
  g_assert_true (rb_scope_model_get_flow (scope) == first);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (scope)), ==, 3);
}

static void
nothing_is_shown_before_the_trace_announces_it (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbScopeModel) call = rb_scope_model_new (trace, RB_SCOPE_CALL, "one");
  g_autoptr (RbScopeModel) everything = rb_scope_model_new (trace, RB_SCOPE_EVERYTHING, NULL);

  append_invite (trace, "one", 1000);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (call)), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (everything)), ==, 0);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (everything), 0));

  rb_trace_flush (trace);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (call)), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (everything)), ==, 1);
}

static void
registrations_are_found_by_their_method (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbScopeModel) scope = NULL;
  guint n_items = 1;

  /* One Call-ID may hold registrations and calls. */
  append_invite (trace, "one", 1000);
  append (trace, "REGISTER sip:example.org SIP/2.0", "REGISTER", "one", 2000);
  rb_trace_flush (trace);
  scope = rb_scope_model_new (trace, RB_SCOPE_REGISTRATIONS, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (scope)), ==, 1);

  g_signal_connect (scope, "items-changed", G_CALLBACK (on_items_changed), &n_items);
  append (trace, "SIP/2.0 200 OK", "INVITE", "one", 3000);
  append (trace, "SIP/2.0 200 OK", "REGISTER", "one", 4000);
  rb_trace_flush (trace);
  g_assert_cmpuint (n_items, ==, 2);
  g_assert_cmpuint (rb_scope_model_get_position (scope, 1), ==, 3);
}

static void
bytes_that_are_not_sip_belong_to_everything_only (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbScopeModel) registrations = rb_scope_model_new (trace, RB_SCOPE_REGISTRATIONS, NULL);
  g_autoptr (RbScopeModel) everything = rb_scope_model_new (trace, RB_SCOPE_EVERYTHING, NULL);
  g_autoptr (GBytes) garbage = g_bytes_new_static ("\0REGISTER \xff", 11);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  RbMessageInfo info = { .wall_us = 1, .kind = RB_MESSAGE_DAMAGED };

  rb_trace_append (trace, &info, garbage);
  rb_trace_append (trace, &info, nothing);
  rb_trace_flush (trace);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (registrations)), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (everything)), ==, 2);
}

static void
times_count_from_the_first_message_shown (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbScopeModel) scope = NULL;
  g_autoptr (RbMessage) message = NULL;

  append_invite (trace, "other", 1000);
  append_invite (trace, "one", 5000);
  append (trace, "SIP/2.0 100 Trying", "INVITE", "one", 7500);
  append (trace, "SIP/2.0 180 Ringing", "INVITE", "one", 9000);
  rb_trace_flush (trace);
  scope = rb_scope_model_new (trace, RB_SCOPE_CALL, "one");

  g_assert_cmpint (rb_scope_model_get_time (scope, 0), ==, 0);
  g_assert_cmpint (rb_scope_model_get_time (scope, 2), ==, 4000);
  g_assert_cmpint (rb_scope_model_get_delta (scope, 0), ==, 0);
  g_assert_cmpint (rb_scope_model_get_delta (scope, 2), ==, 1500);
  message = g_list_model_get_item (G_LIST_MODEL (scope), 2);
  g_assert_cmpuint (rb_message_get_position (message), ==, 3);
}

static void
everything_with_one_call_has_its_flow (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbScopeModel) scope = rb_scope_model_new (trace, RB_SCOPE_EVERYTHING, NULL);

  append_invite (trace, "one", 1000);
  g_assert_true (rb_scope_model_get_flow (scope) == rb_trace_find_flow (trace, "one"));
  append_invite (trace, "other", 2000);
  g_assert_null (rb_scope_model_get_flow (scope));
}

static void
scope_may_go_before_the_trace (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  RbScopeModel *scope = rb_scope_model_new (trace, RB_SCOPE_EVERYTHING, NULL);

  g_assert_finalize_object (scope);
  append_invite (trace, "one", 1000);
  rb_trace_flush (trace);
}

/* The ladder and the list show the scope through the filter; it follows the trace, too. */
static void
filter_limits_every_scope (void)
{
  static const struct
  {
    RbScopeKind kind;
    guint before;
    guint after;
  } cases[] = { { RB_SCOPE_EVERYTHING, 1, 2 }, { RB_SCOPE_CALL, 0, 1 }, { RB_SCOPE_REGISTRATIONS, 0, 0 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RbTrace) trace = rb_trace_new ();
      g_autoptr (RbScopeModel) scope = rb_scope_model_new (trace, cases[i].kind, "one");
      g_autoptr (RbFilter) filter = rb_filter_parse ("method:INVITE since:0.0015", NULL);
      guint n_items;

      append_invite (trace, "one", 1000);
      append_invite (trace, "other", 2500);
      rb_trace_flush (trace);
      g_assert_false (rb_scope_model_is_filtered (scope));
      rb_scope_model_set_filter (scope, filter);
      g_assert_true (rb_scope_model_is_filtered (scope));
      n_items = g_list_model_get_n_items (G_LIST_MODEL (scope));
      g_assert_cmpuint (n_items, ==, cases[i].before);

      g_signal_connect (scope, "items-changed", G_CALLBACK (on_items_changed), &n_items);
      append_invite (trace, "one", 3000);
      rb_trace_flush (trace);
      g_assert_cmpuint (n_items, ==, cases[i].after);
      if (cases[i].after > 0)
        {
          g_assert_cmpuint (rb_scope_model_get_position (scope, cases[i].after - 1), ==, 2);
          g_assert_cmpint (rb_scope_model_get_time (scope, 0), ==, 0);
        }

      rb_scope_model_set_filter (scope, NULL);
      g_assert_false (rb_scope_model_is_filtered (scope));
    }
}

/* What was selected is found again when a filter comes or goes, if it is shown. */
static void
a_message_is_found_by_its_place_in_the_trace (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbScopeModel) everything = rb_scope_model_new (trace, RB_SCOPE_EVERYTHING, NULL);
  g_autoptr (RbScopeModel) call = rb_scope_model_new (trace, RB_SCOPE_CALL, "one");
  g_autoptr (RbFilter) late = rb_filter_parse ("since:0.0025", NULL);

  g_assert_cmpuint (rb_scope_model_find (everything, 0), ==, G_MAXUINT);
  for (guint i = 0; i < 5; i++)
    append_invite (trace, i % 2 == 0 ? "one" : "other", 1000 + i * 1000);
  rb_trace_flush (trace);

  for (guint i = 0; i < 5; i++)
    {
      g_assert_cmpuint (rb_scope_model_find (everything, i), ==, i);
      g_assert_cmpuint (rb_scope_model_find (call, i), ==, i % 2 == 0 ? i / 2 : G_MAXUINT);
    }
  g_assert_cmpuint (rb_scope_model_find (everything, 5), ==, G_MAXUINT);

  rb_scope_model_set_filter (call, late);
  g_assert_cmpuint (rb_scope_model_find (call, 0), ==, G_MAXUINT);
  g_assert_cmpuint (rb_scope_model_find (call, 2), ==, G_MAXUINT);
  g_assert_cmpuint (rb_scope_model_find (call, 4), ==, 0);
  rb_scope_model_set_filter (call, NULL);
  g_assert_cmpuint (rb_scope_model_find (call, 4), ==, 2);
}

static void
keys_walk_within_a_transaction (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbScopeModel) scope = NULL;

  fixture_play (trace, "0 A>B INVITE 1 INVITE one -\n"
                       "5 A>B OPTIONS 1 OPTIONS other - call=other\n"
                       "10 B>A 180 1 INVITE one b\n"
                       "20 A>B CANCEL 1 CANCEL one -\n"
                       "21 B>A 200 1 CANCEL one b\n"
                       "22 B>A 487 1 INVITE one b\n"
                       "23 A>B ACK 1 ACK one b\n");
  rb_trace_flush (trace);
  scope = rb_scope_model_new (trace, RB_SCOPE_EVERYTHING, NULL);

  g_assert_cmpuint (rb_scope_model_find_in_transaction (scope, 0, 1), ==, 2);
  g_assert_cmpuint (rb_scope_model_find_in_transaction (scope, 2, 1), ==, 5);
  g_assert_cmpuint (rb_scope_model_find_in_transaction (scope, 5, 1), ==, 6);
  g_assert_cmpuint (rb_scope_model_find_in_transaction (scope, 6, 1), ==, G_MAXUINT);
  g_assert_cmpuint (rb_scope_model_find_in_transaction (scope, 5, -1), ==, 2);
  g_assert_cmpuint (rb_scope_model_find_in_transaction (scope, 0, -1), ==, G_MAXUINT);
  g_assert_cmpuint (rb_scope_model_find_in_transaction (scope, 3, 1), ==, 4);
  g_assert_cmpuint (rb_scope_model_find_in_transaction (scope, 1, 1), ==, G_MAXUINT);
}

static void
messages_are_counted_until_a_moment (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbScopeModel) scope = NULL;

  fixture_play (trace, "0 A>B INVITE 1 INVITE one -\n"
                       "10 B>A 180 1 INVITE one b\n"
                       "10 B>A 183 1 INVITE one b\n");
  rb_trace_flush (trace);
  scope = rb_scope_model_new (trace, RB_SCOPE_EVERYTHING, NULL);

  g_assert_cmpuint (rb_scope_model_count_until (scope, FIXTURE_START_US - 1), ==, 0);
  g_assert_cmpuint (rb_scope_model_count_until (scope, FIXTURE_START_US), ==, 1);
  g_assert_cmpuint (rb_scope_model_count_until (scope, FIXTURE_START_US + 9999), ==, 1);
  g_assert_cmpuint (rb_scope_model_count_until (scope, FIXTURE_START_US + 10000), ==, 3);
}

/* Registrations around it do not make it less clear which call is meant. */
static void
only_call_of_a_trace_is_the_one_meant (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbScopeModel) scope = rb_scope_model_new (trace, RB_SCOPE_EVERYTHING, NULL);

  fixture_play (trace, "0 A>B REGISTER 1 REGISTER reg - call=registration\n"
                       "1 B>A 200 1 REGISTER reg b call=registration\n");
  fixture_play (trace, "10 A>B INVITE 1 INVITE one - call=first\n");
  g_assert_true (rb_scope_model_get_call (scope) == rb_trace_find_flow (trace, "first"));
  fixture_play (trace, "20 A>B INVITE 1 INVITE two - call=second\n");
  g_assert_null (rb_scope_model_get_call (scope));
}

static void
one_of_two_calls_with_one_call_id_is_shown (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (GPtrArray) flows = NULL;
  g_autoptr (RbScopeModel) scope = NULL;

  fixture_play (trace, "0 A>B INVITE 1 INVITE one -\n"
                       "10 B>A 486 1 INVITE one b\n"
                       "11 A>B ACK 1 ACK one b\n"
                       "9000 A>B INVITE 7 INVITE two - from=again\n"
                       "9010 B>A 180 7 INVITE two c from=again\n");
  rb_trace_flush (trace);
  flows = rb_trace_find_flows (trace, "call-1");
  g_assert_cmpuint (flows->len, ==, 2);

  scope = rb_scope_model_new_for_flow (g_ptr_array_index (flows, 0));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (scope)), ==, 3);
  g_assert_cmpuint (rb_scope_model_get_position (scope, 2), ==, 2);
  g_assert_true (rb_scope_model_get_flow (scope) == g_ptr_array_index (flows, 0));
}

/* A transfer has a Call-ID for each of its calls; what is shown of them is in one order. */
static void
calls_that_belong_together_are_shown_as_one (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (GPtrArray) flows = g_ptr_array_new ();
  g_autoptr (RbScopeModel) scope = NULL;
  guint n_items;

  append_invite (trace, "one", 1000);
  append_invite (trace, "other", 2000);
  append_invite (trace, "two", 3000);
  append (trace, "SIP/2.0 180 Ringing", "INVITE", "one", 4000);
  rb_trace_flush (trace);
  g_ptr_array_add (flows, rb_trace_find_flow (trace, "one"));
  g_ptr_array_add (flows, rb_trace_find_flow (trace, "two"));
  scope = rb_scope_model_new_for_flows (flows, rb_trace_find_flow (trace, "two"));
  g_assert_true (rb_scope_model_get_flow (scope) == rb_trace_find_flow (trace, "two"));
  g_assert_cmpuint (rb_scope_model_get_flows (scope)->len, ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (scope)), ==, 3);
  g_assert_cmpuint (rb_scope_model_get_position (scope, 1), ==, 2);
  g_assert_cmpuint (rb_scope_model_get_position (scope, 2), ==, 3);

  n_items = 3;
  g_signal_connect (scope, "items-changed", G_CALLBACK (on_items_changed), &n_items);
  append (trace, "SIP/2.0 180 Ringing", "INVITE", "two", 5000);
  append (trace, "SIP/2.0 180 Ringing", "INVITE", "other", 6000);
  append (trace, "SIP/2.0 200 OK", "INVITE", "one", 7000);
  rb_trace_flush (trace);
  g_assert_cmpuint (n_items, ==, 5);
  g_assert_cmpuint (rb_scope_model_get_position (scope, 3), ==, 4);
  g_assert_cmpuint (rb_scope_model_get_position (scope, 4), ==, 6);
  g_assert_cmpuint (rb_scope_model_find (scope, 5), ==, G_MAXUINT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scope-model/call_is_followed_before_its_first_message", call_is_followed_before_its_first_message);
  g_test_add_func ("/scope-model/another_call_with_the_same_call_id_is_another_scope",
                   another_call_with_the_same_call_id_is_another_scope);
  g_test_add_func ("/scope-model/nothing_is_shown_before_the_trace_announces_it",
                   nothing_is_shown_before_the_trace_announces_it);
  g_test_add_func ("/scope-model/registrations_are_found_by_their_method", registrations_are_found_by_their_method);
  g_test_add_func ("/scope-model/bytes_that_are_not_sip_belong_to_everything_only",
                   bytes_that_are_not_sip_belong_to_everything_only);
  g_test_add_func ("/scope-model/times_count_from_the_first_message_shown", times_count_from_the_first_message_shown);
  g_test_add_func ("/scope-model/everything_with_one_call_has_its_flow", everything_with_one_call_has_its_flow);
  g_test_add_func ("/scope-model/scope_may_go_before_the_trace", scope_may_go_before_the_trace);
  g_test_add_func ("/scope-model/filter-limits-every-scope", filter_limits_every_scope);
  g_test_add_func ("/scope-model/a_message_is_found_by_its_place_in_the_trace",
                   a_message_is_found_by_its_place_in_the_trace);
  g_test_add_func ("/scope-model/keys_walk_within_a_transaction", keys_walk_within_a_transaction);
  g_test_add_func ("/scope-model/messages_are_counted_until_a_moment", messages_are_counted_until_a_moment);
  g_test_add_func ("/scope-model/only_call_of_a_trace_is_the_one_meant", only_call_of_a_trace_is_the_one_meant);
  g_test_add_func ("/scope-model/one_of_two_calls_with_one_call_id_is_shown",
                   one_of_two_calls_with_one_call_id_is_shown);

  g_test_add_func ("/scope-model/calls-that-belong-together-are-shown-as-one",
                   calls_that_belong_together_are_shown_as_one);
  return g_test_run ();
}
