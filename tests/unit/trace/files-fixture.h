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

/* Calls @func with name and path of each file of tests/data/@folder whose name has @part in it; returns how many. */
G_GNUC_UNUSED static guint
fixture_each_file (const char *folder, const char *part,
                   void (*func) (const char *name, const char *path, gpointer data), gpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", folder, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &error);
  const char *name;
  guint n = 0;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (strstr (name, part) != NULL)
      {
        g_autofree char *file = g_build_filename (path, name, NULL);

        func (name, file, data);
        n++;
      }
  return n;
}

typedef void (*FixtureFunc) (const char *name, RbTrace *trace);

static void
fixture_read_capture (const char *name, const char *path, gpointer data)
{
  FixtureFunc *func = data;
  g_autoptr (RbTrace) trace = rb_capture_read (path, NULL, NULL); /* some are damaged: their beginning counts */

  if (trace != NULL)
    (*func) (name, trace);
}

G_GNUC_UNUSED static guint
fixture_each_capture (const char *folder, FixtureFunc func)
{
  return fixture_each_file (folder, ".pcap", fixture_read_capture, &func);
}

static void
fixture_append_file (RbTrace *trace, const char *path, gint64 wall_us, const char *src, const char *dst)
{
  RbMessageInfo info = { .wall_us = wall_us, .transport = RB_TRANSPORT_UDP, .kind = RB_MESSAGE_SIP };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *text;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new_take (text, length);
  g_assert_true (rb_endpoint_parse (&info.src, src, 5060));
  g_assert_true (rb_endpoint_parse (&info.dst, dst, 5060));
  rb_trace_append (trace, &info, bytes);
}

static void
fixture_read_torture_message (const char *name, const char *path, gpointer data)
{
  FixtureFunc *func = data;
  g_autoptr (RbTrace) trace = rb_trace_new ();

  fixture_append_file (trace, path, G_USEC_PER_SEC, "192.0.2.1", "198.51.100.1");
  (*func) (name, trace);
}

/* Each message of RFC 4475 in a trace of its own. */
G_GNUC_UNUSED static guint
fixture_each_torture_message (FixtureFunc func)
{
  return fixture_each_file ("torture", ".sip", fixture_read_torture_message, &func);
}

static void
fixture_send_torture_message (const char *name, const char *path, gpointer data)
{
  gint64 us = (rb_trace_get_n_messages (data) + 1) * G_USEC_PER_SEC;

  fixture_append_file (data, path, us, "192.0.2.1", "198.51.100.1");
  fixture_append_file (data, path, us + G_USEC_PER_SEC / 2, "192.0.2.1", "198.51.100.1");
  fixture_append_file (data, path, us + G_USEC_PER_SEC * 6 / 10, "198.51.100.1", "203.0.113.1");
}

/* All messages of RFC 4475 in one trace, each sent, sent again and passed on. (transfer full) */
G_GNUC_UNUSED static RbTrace *
fixture_open_torture (void)
{
  RbTrace *trace = rb_trace_new ();

  g_assert_cmpuint (fixture_each_file ("torture", ".sip", fixture_send_torture_message, trace), >, 40);
  rb_trace_flush (trace);
  return trace;
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
