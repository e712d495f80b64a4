/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which calls belong to the one that is shown, while their trace grows. */

#include "rb-related-calls.h"

#include "../trace/trace-fixture.h"

#define CALL                                                                                                           \
  "0 A>B INVITE 1 INVITE b1 - call=one\n9 B>A 200 1 INVITE b1 b call=one\n10 A>B ACK 1 ACK b2 b call=one\n"            \
  "20 C>D INVITE 1 INVITE o1 - call=other\n"
#define REFER                                                                                                          \
  "9000 A>B REFER 2 REFER r1 b call=one header=Refer-To:<sip:carol@example.com>\n9001 B>A 202 2 REFER r1 b call=one\n"
#define SECOND "9100 B>D INVITE 5 INVITE c1 - call=two from=c to=sip:carol@example.com\n"

#define LIMIT_S 10

static void
on_limit (gpointer data)
{
  g_error ("nothing changed within %d s", LIMIT_S);
}

static void
wait_for_change (RbTrace *trace, const guint *n_changed, guint wanted)
{
  guint limit = g_timeout_add_once (LIMIT_S * 1000, on_limit, NULL);

  rb_trace_flush (trace);
  while (*n_changed < wanted)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (limit);
}

static RbRelatedCalls *
relate (RbTrace *trace, const char *call_id, guint *n_changed)
{
  RbRelatedCalls *self = rb_related_calls_new ();

  g_signal_connect_swapped (self, "changed", G_CALLBACK (g_atomic_int_inc), n_changed);
  rb_related_calls_set_flow (self, rb_trace_find_flow (trace, call_id));
  return self;
}

static void
a_transfer_is_noticed_when_it_happens (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbRelatedCalls) self = NULL;
  guint n_changed = 0;

  fixture_play (trace, CALL);
  rb_trace_flush (trace);
  self = relate (trace, "one", &n_changed);
  g_assert_cmpuint (rb_related_calls_get_flows (self)->len, ==, 1);
  g_assert_cmpuint (rb_related_calls_get_joins (self)->len, ==, 0);

  fixture_play (trace, REFER);
  rb_trace_flush (trace);
  fixture_play (trace, SECOND);
  wait_for_change (trace, &n_changed, 1);
  g_assert_cmpuint (rb_related_calls_get_flows (self)->len, ==, 2);
  g_assert_true (g_ptr_array_index (rb_related_calls_get_flows (self), 1) == rb_trace_find_flow (trace, "two"));
  g_assert_cmpuint (rb_related_calls_get_joins (self)->len, ==, 1);

  /* What has nothing to do with it is no change: the next one is that of the third call. */
  fixture_play (trace, "9200 D>B 180 5 INVITE c1 d call=two from=c\n");
  rb_trace_flush (trace);
  fixture_play (trace, "9300 D>B 200 5 INVITE c1 d call=two from=c\n"
                       "9400 E>D INVITE 5 INVITE e1 - call=three from=e header=Replaces:two;to-tag=d;from-tag=c\n");
  wait_for_change (trace, &n_changed, 2);
  g_assert_cmpuint (rb_related_calls_get_flows (self)->len, ==, 3);
  g_assert_cmpuint (rb_related_calls_get_joins (self)->len, ==, 2);
  g_assert_cmpuint (n_changed, ==, 2);
}

static void
it_is_known_at_once_of_a_capture (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbRelatedCalls) self = NULL;
  guint n_changed = 0;

  fixture_play (trace, CALL REFER SECOND);
  self = relate (trace, "two", &n_changed);
  g_assert_cmpuint (rb_related_calls_get_flows (self)->len, ==, 2);
  rb_related_calls_set_flow (self, rb_trace_find_flow (trace, "other"));
  g_assert_cmpuint (rb_related_calls_get_flows (self)->len, ==, 1);
  rb_related_calls_set_flow (self, NULL);
  g_assert_cmpuint (rb_related_calls_get_flows (self)->len, ==, 0);
  g_assert_cmpuint (n_changed, ==, 0);
}

static void
the_phone_tells_of_its_conference (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbRelatedCalls) self = NULL;
  guint n_changed = 0;

  fixture_play (trace, CALL);
  self = relate (trace, "one", &n_changed);
  rb_related_calls_join (self, "one", "unseen");
  g_assert_cmpuint (n_changed, ==, 0);
  rb_related_calls_join (self, "one", "other");
  rb_related_calls_join (self, "one", "other");
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpuint (rb_related_calls_get_flows (self)->len, ==, 2);
}

static void
nothing_is_looked_for_while_nobody_looks (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbRelatedCalls) self = rb_related_calls_new ();
  guint n_changed = 0;

  g_signal_connect_swapped (self, "changed", G_CALLBACK (g_atomic_int_inc), &n_changed);
  fixture_play (trace, CALL REFER SECOND);
  rb_related_calls_set_paused (self, TRUE);
  rb_related_calls_set_flow (self, rb_trace_find_flow (trace, "one"));
  g_assert_cmpuint (rb_related_calls_get_flows (self)->len, ==, 1);
  rb_related_calls_set_paused (self, FALSE);
  g_assert_cmpuint (rb_related_calls_get_flows (self)->len, ==, 2);
  g_assert_cmpuint (n_changed, ==, 1);

  rb_related_calls_set_paused (self, TRUE);
  rb_related_calls_join (self, "one", "other");
  g_assert_cmpuint (rb_related_calls_get_flows (self)->len, ==, 2);
  rb_related_calls_set_paused (self, FALSE);
  g_assert_cmpuint (rb_related_calls_get_flows (self)->len, ==, 3);
  g_assert_cmpuint (n_changed, ==, 2);
}

/* A trace too long for that is searched when somebody asks. */
static void
a_long_trace_waits_for_being_asked (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbRelatedCalls) self = NULL;
  guint n_changed = 0;

  fixture_play (trace, CALL REFER SECOND);
  for (guint i = 0; i < 100000; i++)
    {
      g_autoptr (GBytes) nothing = g_bytes_new_static ("\r\n", 2);
      RbMessageInfo info = { .kind = RB_MESSAGE_KEEP_ALIVE };

      rb_trace_append (trace, &info, nothing);
    }
  self = relate (trace, "one", &n_changed);
  g_assert_cmpuint (rb_related_calls_get_flows (self)->len, ==, 1);
  rb_related_calls_search (self);
  g_assert_cmpuint (rb_related_calls_get_flows (self)->len, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name) g_test_add_func ("/related-calls/" #name, name)
  ADD (a_transfer_is_noticed_when_it_happens);
  ADD (it_is_known_at_once_of_a_capture);
  ADD (the_phone_tells_of_its_conference);
  ADD (nothing_is_looked_for_while_nobody_looks);
  ADD (a_long_trace_waits_for_being_asked);
#undef ADD
  return g_test_run ();
}
