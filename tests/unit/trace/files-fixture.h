/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Opens what is in tests/data: one capture by its name, or all of them and the messages of RFC 4475, for what must hold
 * of each. */

#include <string.h>

#include "rb-capture-reader.h"
#include "rb-trace.h"

/* "recorded/hold-and-resume.pcap" (transfer full) */
G_GNUC_UNUSED static RbTrace *
fixture_open (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", name, NULL);
  g_autoptr (GError) error = NULL;
  RbTrace *trace = rb_capture_read (path, NULL, &error);

  g_assert_no_error (error);
  return trace;
}

/* The first flow with that method. (transfer none) */
G_GNUC_UNUSED static RbFlow *
fixture_find_flow (RbTrace *trace, const char *method)
{
  GListModel *flows = rb_trace_get_flows (trace);

  for (guint i = 0; i < g_list_model_get_n_items (flows); i++)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (flows, i);

      if (g_str_equal (rb_flow_get_method (flow), method))
        return flow;
    }
  g_assert_not_reached ();
}

typedef void (*FixtureFunc) (const char *name, RbTrace *trace);

G_GNUC_UNUSED static guint
fixture_each_capture (const char *folder, FixtureFunc func)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", folder, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &error);
  const char *name;
  guint n = 0;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autoptr (RbTrace) trace = NULL;

      if (strstr (name, ".pcap") == NULL)
        continue;
      trace = rb_capture_read (file, NULL, NULL); /* some are damaged: their beginning counts */
      if (trace == NULL)
        continue;
      func (name, trace);
      n++;
    }
  return n;
}

/* Each message of RFC 4475 in a trace of its own. */
G_GNUC_UNUSED static guint
fixture_each_torture_message (FixtureFunc func)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "torture", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &error);
  const char *name;
  guint n = 0;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autoptr (RbTrace) trace = rb_trace_new ();
      g_autoptr (GBytes) bytes = NULL;
      RbMessageInfo info = { .wall_us = G_USEC_PER_SEC, .transport = RB_TRANSPORT_UDP, .kind = RB_MESSAGE_SIP };
      char *text;
      gsize length;

      if (!g_str_has_suffix (name, ".sip"))
        continue;
      g_file_get_contents (file, &text, &length, &error);
      g_assert_no_error (error);
      bytes = g_bytes_new_take (text, length);
      g_assert_true (rb_endpoint_parse (&info.src, "192.0.2.1", 5060));
      g_assert_true (rb_endpoint_parse (&info.dst, "198.51.100.1", 5060));
      rb_trace_append (trace, &info, bytes);
      func (name, trace);
      n++;
    }
  return n;
}

/* All of them; fails when there are none. */
G_GNUC_UNUSED static void
fixture_each_trace (FixtureFunc func)
{
  g_assert_cmpuint (fixture_each_capture ("captures", func), >, 10);
  g_assert_cmpuint (fixture_each_capture ("recorded", func), >, 10);
  g_assert_cmpuint (fixture_each_capture ("rtp", func), >, 0);
  g_assert_cmpuint (fixture_each_torture_message (func), >, 40);
}
