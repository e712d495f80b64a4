/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the tests of comparisons share: real flows beside their textbooks, a line a difference. */

#include "rb-comparison.h"

#include <string.h>

#include "rb-capture-reader.h"
#include "trace-fixture.h"

#define FULL ""
#define CALLER ".caller"
#define CALLEE ".callee"

static inline RbFlow *
find_call (RbTrace *trace, const char *method)
{
  GListModel *flows = rb_trace_get_flows (trace);

  for (guint i = 0; i < g_list_model_get_n_items (flows); i++)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (flows, i);

      if (g_strcmp0 (rb_flow_get_method (flow), method) == 0)
        return flow; /* the trace keeps it */
    }
  g_assert_not_reached ();
}

/* A line for each row that is not as in the textbook: "extra challenge certain 0>1 ACK". */
static inline char *
format_differences (const RbComparison *comparison)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rb_comparison_get_n_rows (comparison); i++)
    {
      const RbComparisonRow *row = rb_comparison_get_row (comparison, i);

      g_assert_cmpint (row->difference == RB_FLOW_NONE, ==, row->reason == NULL || row->kind == RB_DIFFERENCE_PENDING);
      g_assert_cmpint (row->reason == NULL, ==, row->text == NULL);
      if (row->difference == RB_FLOW_NONE)
        continue;
      g_string_append_printf (
          text, "%s %s %s %u>%u %s\n", rb_difference_kind_to_string (row->kind), row->reason,
          rb_confidence_to_string (row->confidence), row->from, row->to,
          row->label != NULL ? row->label
                             : rb_textbook_flow_get_step (rb_comparison_get_textbook (comparison), row->step)->label);
    }
  return g_string_free (text, FALSE);
}

static inline void
check_flow (RbFlow *flow, const char *textbook, const char *differences)
{
  g_autoptr (RbComparison) comparison = rb_comparison_new (flow, NULL);
  g_autofree char *found = NULL;

  g_assert_nonnull (comparison);
  g_assert_cmpstr (rb_comparison_get_textbook (comparison)->id, ==, textbook);
  found = format_differences (comparison);
  g_assert_cmpstr (found, ==, differences);
}

static inline RbTrace *
read_recorded (const char *name, const char *view)
{
  g_autofree char *file = g_strconcat (name, view, ".pcap", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "recorded", file, NULL);
  g_autoptr (GError) error = NULL;
  RbTrace *trace = rb_capture_read (path, NULL, &error);

  g_assert_no_error (error);
  return trace;
}

static inline void
check_recorded (const char *name, const char *view, const char *textbook, const char *differences)
{
  g_autoptr (RbTrace) trace = read_recorded (name, view);

  g_test_message ("%s%s", name, view);
  check_flow (find_call (trace, "INVITE"), textbook, differences);
}

static inline void
check_script (const char *script, const char *textbook, const char *differences)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call (script, &flow);

  check_flow (flow, textbook, differences);
}

/* What the lab report's textbook leaves out of every call: the proxy's challenge. */
#define CHALLENGE                                                                                                      \
  "extra challenge certain 1>0 407 Proxy Authentication Required\n"                                                    \
  "extra challenge certain 0>1 ACK\n"                                                                                  \
  "extra challenge certain 0>1 INVITE with credentials (SDP)\n"

/* A challenge that a 100 came before: the second INVITE gets one of its own. */
#define REPORT_CHALLENGE                                                                                               \
  "extra challenge certain 1>0 407 Phrase\n"                                                                           \
  "extra challenge certain 0>1 ACK\n"                                                                                  \
  "extra challenge certain 0>1 INVITE with credentials (SDP)\n"                                                        \
  "extra challenge certain 1>0 100 Phrase\n"
