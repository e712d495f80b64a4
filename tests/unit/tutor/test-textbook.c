/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The standard flows built into the program, each for itself. */

#include "rb-textbook.h"

#include <string.h>

#include "rb-sip-status.h"

static const RbTextbookFlow *
get_flow (guint n)
{
  return g_ptr_array_index (rb_textbook_get_flows (), n);
}

static void
the_files_are_there (void)
{
  static const char *const ids[] = {
    "no-answer",   "rejected",    "cancelled",    "answered",     "busy",        "hold",
    "transferred", "early-media", "crossed",      "refused",      "redirected",  "no-response",
    "rfc3665-2.1", "rfc3665-2.2", "rfc3665-2.3",  "rfc3665-2.4",  "rfc3665-2.5", "rfc3665-3.1",
    "rfc3665-3.2", "rfc3665-3.3", "rfc3665-3.4",  "rfc3665-3.5",  "rfc3665-3.6", "rfc3665-3.7",
    "rfc3665-3.8", "rfc3665-3.9", "rfc3665-3.10", "rfc3665-3.11", "busy-direct", "registration-life",
  };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_nonnull (rb_textbook_find (ids[i]));
  g_assert_null (rb_textbook_find ("no such flow"));
  g_assert_null (rb_textbook_find ("rfc3665-2.1-direct"));
}

static void
flows_have_names (void)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) titles = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < rb_textbook_get_flows ()->len; i++)
    {
      const RbTextbookFlow *flow = get_flow (i);

      g_test_message ("%s", flow->id);
      g_assert_true (g_hash_table_add (ids, flow->id));
      g_assert_nonnull (flow->title);
      g_assert_true (g_hash_table_add (titles, flow->title));
      g_assert_true (g_str_has_prefix (flow->source, "RFC ") || g_str_has_prefix (flow->source, "Lab report "));
      g_assert_cmpstr (rb_textbook_flow_get_rfc (flow), ==,
                       g_str_has_prefix (flow->source, "RFC ") ? flow->source : NULL);
    }
}

static void
check_step (const RbTextbookFlow *flow, guint n)
{
  static const char *const methods[] = {
    "INVITE", "ACK", "CANCEL", "BYE", "REGISTER", "PRACK", "REFER", "NOTIFY", NULL
  };
  const RbTextbookStep *step = rb_textbook_flow_get_step (flow, n);
  gboolean repeats = FALSE;

  g_test_message ("%s, step %u: %s", flow->id, n, step->label);
  g_assert_cmpuint (step->from, <, rb_textbook_flow_get_n_lanes (flow));
  g_assert_cmpuint (step->to, <, rb_textbook_flow_get_n_lanes (flow));
  g_assert_cmpuint (step->from, !=, step->to);
  g_assert_true (g_strv_contains (methods, step->method));
  if (step->status == 0)
    g_assert_true (g_str_has_prefix (step->label, step->method));
  else
    g_assert_nonnull (strstr (step->label, rb_sip_status_phrase (step->status)));
  g_assert_true (step->also == NULL || step->status != 0);
  for (guint i = 0; i < n; i++)
    {
      const RbTextbookStep *before = rb_textbook_flow_get_step (flow, i);

      repeats |= g_str_equal (step->label, before->label) && step->from == before->from && step->to == before->to;
    }
  g_assert_true (repeats || !step->repeat);
}

/* A response goes back where its request came from; CANCEL and ACK follow an INVITE. */
static void
check_request_of_step (const RbTextbookFlow *flow, guint n)
{
  const RbTextbookStep *step = rb_textbook_flow_get_step (flow, n);
  gboolean found = FALSE;

  for (guint i = 0; i < n; i++)
    {
      const RbTextbookStep *request = rb_textbook_flow_get_step (flow, i);

      if (request->status != 0)
        continue;
      if (step->status != 0)
        found |= g_str_equal (request->method, step->method) && request->from == step->to &&
                 request->to == step->from && request->in_dialog == step->in_dialog;
      else
        found |= g_str_equal (request->method, "INVITE");
    }
  if (step->status != 0 || g_str_equal (step->method, "ACK") || g_str_equal (step->method, "CANCEL"))
    g_assert_true (found);
}

static void
steps_are_consistent (void)
{
  for (guint i = 0; i < rb_textbook_get_flows ()->len; i++)
    {
      const RbTextbookFlow *flow = get_flow (i);
      guint n = rb_textbook_flow_get_n_steps (flow);

      g_assert_cmpuint (n, >, 1);
      for (guint s = 0; s < n; s++)
        {
          check_step (flow, s);
          check_request_of_step (flow, s);
        }
      g_assert_null (rb_textbook_flow_get_step (flow, n));
      g_assert_cmpuint (rb_textbook_flow_get_step (flow, 0)->from, ==, 0);
    }
}

/* Each final response of each request but ACK, on each hop; each final response of an INVITE has its ACK. */
static void
requests_are_answered (void)
{
  for (guint i = 0; i < rb_textbook_get_flows ()->len; i++)
    {
      const RbTextbookFlow *flow = get_flow (i);
      int requests = 0;
      int finals = 0;
      int acks = 0;
      int invite_finals = 0;

      if (g_str_has_prefix (flow->id, "no-response") || g_str_equal (flow->id, "rfc3665-3.4") ||
          g_str_equal (flow->id, "rfc3665-3.10"))
        continue; /* somebody is silent there */
      g_test_message ("%s", flow->id);
      for (guint s = 0; s < rb_textbook_flow_get_n_steps (flow); s++)
        {
          const RbTextbookStep *step = rb_textbook_flow_get_step (flow, s);

          acks += g_str_equal (step->method, "ACK");
          requests += step->status == 0 && !g_str_equal (step->method, "ACK");
          finals += step->status >= 200;
          invite_finals += step->status >= 200 && g_str_equal (step->method, "INVITE");
        }
      g_assert_cmpint (requests, ==, finals);
      if (!g_str_equal (flow->id, "rfc3665-3.5") && !g_str_equal (flow->id, "rfc3665-3.7"))
        g_assert_cmpint (acks, ==, invite_finals); /* else the ACK passes a proxy by */
    }
}

static void
lanes_have_titles (void)
{
  g_autofree char *first = rb_textbook_flow_dup_lane_title (rb_textbook_find ("rfc3665-3.2"), 1);
  g_autofree char *second = rb_textbook_flow_dup_lane_title (rb_textbook_find ("rfc3665-3.2"), 2);
  g_autofree char *only = rb_textbook_flow_dup_lane_title (rb_textbook_find ("busy"), 1);
  g_autofree char *registrar = rb_textbook_flow_dup_lane_title (rb_textbook_find ("rfc3665-2.1"), 1);
  g_autofree char *callee = rb_textbook_flow_dup_lane_title (rb_textbook_find ("busy-direct"), 1);

  g_assert_cmpstr (first, ==, "Proxy 1");
  g_assert_cmpstr (second, ==, "Proxy 2");
  g_assert_cmpstr (only, ==, "Proxy");
  g_assert_cmpstr (registrar, ==, "Registrar");
  g_assert_cmpstr (callee, ==, "Callee");
}

static void
direct_flows_keep_the_callers_side (void)
{
  const RbTextbookFlow *flow = rb_textbook_find ("cancelled-direct");
  static const char *const labels[] = { "INVITE", "100 Trying",      "180 Ringing",
                                        "CANCEL", "200 OK (CANCEL)", "487 Request Terminated",
                                        "ACK" };

  g_assert_cmpuint (rb_textbook_flow_get_n_steps (flow), ==, G_N_ELEMENTS (labels));
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    g_assert_cmpstr (rb_textbook_flow_get_step (flow, i)->label, ==, labels[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/textbook/the-files-are-there", the_files_are_there);
  g_test_add_func ("/textbook/flows-have-names", flows_have_names);
  g_test_add_func ("/textbook/steps-are-consistent", steps_are_consistent);
  g_test_add_func ("/textbook/requests-are-answered", requests_are_answered);
  g_test_add_func ("/textbook/lanes-have-titles", lanes_have_titles);
  g_test_add_func ("/textbook/direct-flows-keep-the-callers-side", direct_flows_keep_the_callers_side);
  return g_test_run ();
}
