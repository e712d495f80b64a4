/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the tests of comparisons share: real flows beside their textbooks, a line a difference. */

#include "rb-comparison.h"

#include "files-fixture.h"
#include "trace-fixture.h"

#define FULL ""
#define CALLER ".caller"
#define CALLEE ".callee"

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
open_recorded (const char *name, const char *view)
{
  g_autofree char *file = g_strconcat ("recorded/", name, view, ".pcap", NULL);

  return fixture_open (file);
}

static inline void
check_recorded (const char *name, const char *view, const char *textbook, const char *differences)
{
  g_autoptr (RbTrace) trace = open_recorded (name, view);

  g_test_message ("%s%s", name, view);
  check_flow (fixture_find_flow (trace, "INVITE"), textbook, differences);
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

/* Both sides of a call that is not challenged. */
#define BOTH_RINGING                                                                                                   \
  "0 A>P INVITE 1 INVITE b1 - sdp\n"                                                                                   \
  "1 P>A 100 1 INVITE b1 -\n"                                                                                          \
  "2 P>B INVITE 1 INVITE c1 - vias sdp\n"                                                                              \
  "3 B>P 100 1 INVITE c1 - vias\n"                                                                                     \
  "100 B>P 180 1 INVITE c1 b vias\n"                                                                                   \
  "101 P>A 180 1 INVITE b1 b\n"
#define BOTH_ANSWERED                                                                                                  \
  BOTH_RINGING                                                                                                         \
  "3000 B>P 200 1 INVITE c1 b vias sdp\n"                                                                              \
  "3001 P>A 200 1 INVITE b1 b sdp\n"                                                                                   \
  "3002 A>P ACK 1 ACK b2 b\n"                                                                                          \
  "3003 P>B ACK 1 ACK c2 b vias\n"
