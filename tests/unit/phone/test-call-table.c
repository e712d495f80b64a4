/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table that leads a call: sound as a whole, and what a person may rely on in every state. */

#include "rb-call-table.h"

static void
every_cell_is_defined_once (void)
{
  for (int state = 0; state < RB_N_CALL_STATES; state++)
    for (int event = 0; event < RB_N_CALL_EVENTS; event++)
      {
        RbCallStep step;

        g_assert_cmpuint (rb_call_table_count (state, event), ==, 1);
        step = rb_call_table_step (state, event);
        g_assert_cmpint (step.next, <, RB_N_CALL_STATES);
        if (step.action == RB_CALL_ACTION_IGNORE)
          g_assert_cmpint (step.next, ==, state);
      }
}

static void
hanging_up_leads_to_the_end_from_every_state (void)
{
  for (int state = 0; state < RB_N_CALL_STATES; state++)
    {
      RbCallStep step = rb_call_table_step (state, RB_CALL_EVENT_HANG_UP);

      if (state == RB_CALL_ENDED)
        g_assert_cmpint (step.next, ==, RB_CALL_ENDED);
      else
        g_assert_cmpint (step.next, ==, RB_CALL_ENDING);
      if (state != RB_CALL_ENDED && state != RB_CALL_ENDING)
        g_assert_true (step.action == RB_CALL_ACTION_SEND_END || step.action == RB_CALL_ACTION_SEND_REJECT);
    }
}

static void
ending_ends_even_when_the_far_end_is_silent (void)
{
  RbCallStep step = rb_call_table_step (RB_CALL_ENDING, RB_CALL_EVENT_ENDING_TIMEOUT);

  g_assert_cmpint (step.action, ==, RB_CALL_ACTION_FINISH);
  g_assert_cmpint (step.next, ==, RB_CALL_ENDED);
}

static void
nothing_leaves_the_end (void)
{
  for (int event = 0; event < RB_N_CALL_EVENTS; event++)
    g_assert_cmpint (rb_call_table_step (RB_CALL_ENDED, event).next, ==, RB_CALL_ENDED);
}

static void
answering_sends_an_answer_only_while_it_rings_here (void)
{
  for (int state = 0; state < RB_N_CALL_STATES; state++)
    {
      RbCallStep step = rb_call_table_step (state, RB_CALL_EVENT_ANSWER);

      g_assert_cmpint (step.action, ==, state == RB_CALL_INCOMING ? RB_CALL_ACTION_SEND_ANSWER : RB_CALL_ACTION_IGNORE);
    }
}

static void
the_stacks_end_finishes_every_open_call (void)
{
  for (int state = 0; state < RB_CALL_ENDED; state++)
    {
      RbCallStep step = rb_call_table_step (state, RB_CALL_EVENT_ENDED);

      g_assert_cmpint (step.action, ==, RB_CALL_ACTION_FINISH);
      g_assert_cmpint (step.next, ==, RB_CALL_ENDED);
    }
}

static void
every_offer_of_the_far_end_is_answered (void)
{
  for (int state = 0; state < RB_N_CALL_STATES; state++)
    {
      RbCallAction action = rb_call_table_step (state, RB_CALL_EVENT_OFFER).action;

      g_assert_true (action == RB_CALL_ACTION_ANSWER_OFFER || action == RB_CALL_ACTION_REFUSE_OFFER ||
                     action == RB_CALL_ACTION_DROP_OFFER);
    }
}

static void
an_answer_that_crosses_our_cancel_is_ended (void)
{
  g_assert_cmpint (rb_call_table_step (RB_CALL_ENDING, RB_CALL_EVENT_ACCEPTED).action, ==, RB_CALL_ACTION_END_AGAIN);
}

static void
every_refer_of_the_far_end_is_answered (void)
{
  for (int state = 0; state < RB_N_CALL_STATES; state++)
    {
      RbCallAction action = rb_call_table_step (state, RB_CALL_EVENT_TRANSFER_ASKED).action;

      g_assert_cmpint (action, ==, state == RB_CALL_ACTIVE ? RB_CALL_ACTION_ASK : RB_CALL_ACTION_REFUSE_REFER);
    }
}

static void
only_a_call_that_is_up_is_transferred_and_only_a_ringing_one_redirected (void)
{
  for (int state = 0; state < RB_N_CALL_STATES; state++)
    {
      g_assert_cmpint (rb_call_table_step (state, RB_CALL_EVENT_TRANSFER).action, ==,
                       state == RB_CALL_ACTIVE ? RB_CALL_ACTION_SEND_REFER : RB_CALL_ACTION_IGNORE);
      g_assert_cmpint (rb_call_table_step (state, RB_CALL_EVENT_REDIRECT).action, ==,
                       state == RB_CALL_INCOMING ? RB_CALL_ACTION_SEND_REDIRECT : RB_CALL_ACTION_IGNORE);
    }
}

static void
a_call_is_walked_from_dialling_to_its_end (void)
{
  static const RbCallEventKind events[] = { RB_CALL_EVENT_TRYING,   RB_CALL_EVENT_RINGING, RB_CALL_EVENT_EARLY_MEDIA,
                                            RB_CALL_EVENT_ACCEPTED, RB_CALL_EVENT_HANG_UP, RB_CALL_EVENT_ENDED };
  static const RbCallState states[] = { RB_CALL_CALLING, RB_CALL_REMOTE_RINGING, RB_CALL_REMOTE_RINGING,
                                        RB_CALL_ACTIVE,  RB_CALL_ENDING,         RB_CALL_ENDED };
  RbCallState state = RB_CALL_CALLING;

  for (gsize i = 0; i < G_N_ELEMENTS (events); i++)
    {
      state = rb_call_table_step (state, events[i]).next;
      g_assert_cmpint (state, ==, states[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call-table/every_cell_is_defined_once", every_cell_is_defined_once);
  g_test_add_func ("/call-table/hanging_up_leads_to_the_end_from_every_state",
                   hanging_up_leads_to_the_end_from_every_state);
  g_test_add_func ("/call-table/ending_ends_even_when_the_far_end_is_silent",
                   ending_ends_even_when_the_far_end_is_silent);
  g_test_add_func ("/call-table/nothing_leaves_the_end", nothing_leaves_the_end);
  g_test_add_func ("/call-table/answering_sends_an_answer_only_while_it_rings_here",
                   answering_sends_an_answer_only_while_it_rings_here);
  g_test_add_func ("/call-table/the_stacks_end_finishes_every_open_call", the_stacks_end_finishes_every_open_call);
  g_test_add_func ("/call-table/every_offer_of_the_far_end_is_answered", every_offer_of_the_far_end_is_answered);
  g_test_add_func ("/call-table/an_answer_that_crosses_our_cancel_is_ended",
                   an_answer_that_crosses_our_cancel_is_ended);
  g_test_add_func ("/call-table/every_refer_of_the_far_end_is_answered", every_refer_of_the_far_end_is_answered);
  g_test_add_func ("/call-table/only_a_call_that_is_up_is_transferred_and_only_a_ringing_one_redirected",
                   only_a_call_that_is_up_is_transferred_and_only_a_ringing_one_redirected);
  g_test_add_func ("/call-table/a_call_is_walked_from_dialling_to_its_end", a_call_is_walked_from_dialling_to_its_end);

  return g_test_run ();
}
