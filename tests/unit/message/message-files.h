/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* All messages there are in tests/data, for what must hold of each of them. */

#include "rb-sip-index.h"
#include "rb-sip-registry.h"

#include "sample-messages.h"

#include <string.h>

typedef void (*MessageFunc) (const char *name, const guint8 *bytes, gsize length);

G_GNUC_UNUSED static void
each_torture_message (MessageFunc func)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "torture", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      gsize length;

      if (!g_str_has_suffix (name, ".sip"))
        continue;
      g_file_get_contents (path, &text, &length, &error);
      g_assert_no_error (error);
      func (name, (const guint8 *) text, length);
    }
}

/* Whatever byte stands in front of a message could be a letter of its method: only methods that are known count. */
static gboolean
is_start (const guint8 *bytes, gsize length)
{
  RbSpan method = { 0, 0 };

  while (method.length < length && method.length < 10 && g_ascii_isupper (bytes[method.length]))
    method.length++;

  return (rb_sip_is_registered (RB_SIP_METHODS, method, bytes) || rb_span_is (method, bytes, "SIP")) &&
         rb_sip_looks_like (bytes, length);
}

/* Packet headers in the middle of a message hold bytes that are no text. */
static gboolean
is_whole (const guint8 *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isprint (bytes[i]) && !g_ascii_isspace (bytes[i]))
      return FALSE;

  return TRUE;
}

/* The messages that stand whole in a capture, whatever is around them: the reader of captures has tests of its
 * own. */
static guint
each_message_in_capture (const char *name, const guint8 *bytes, gsize length, MessageFunc func)
{
  guint count = 0;

  for (gsize at = 0; at < length; at++)
    {
      gssize framed = 0;

      if (is_start (bytes + at, length - at))
        framed = rb_sip_frame_length (bytes + at, length - at);
      if (framed <= 0 || !is_whole (bytes + at, framed))
        continue;

      func (name, bytes + at, framed);
      at += framed - 1;
      count++;
    }

  return count;
}

G_GNUC_UNUSED static guint
each_captured_message (MessageFunc func)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "captures", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  const char *name;
  guint count = 0;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      gsize length;

      if (!g_str_has_suffix (name, ".pcap") && !g_str_has_suffix (name, ".pcapng"))
        continue;
      g_file_get_contents (path, &text, &length, &error);
      g_assert_no_error (error);
      count += each_message_in_capture (name, (const guint8 *) text, length, func);
    }

  return count;
}

G_GNUC_UNUSED static void
each_sample_message (MessageFunc func)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sample_messages); i++)
    {
      g_autofree char *name = g_strdup_printf ("sample %zu", i);

      func (name, (const guint8 *) sample_messages[i], strlen (sample_messages[i]));
    }
}
