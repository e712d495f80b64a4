/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "rb-sip-frame.h"

#include <string.h>

#define FIRST "OPTIONS sip:a@b SIP/2.0\r\nCall-ID: 1\r\nContent-Length: 4\r\n\r\nbody"
#define SECOND "SIP/2.0 200 OK\r\nl: 0\r\n\r\n"

static void
on_frame (RbMessageKind kind, const guint8 *bytes, gsize length, gpointer data)
{
  static const char marks[] = { [RB_MESSAGE_SIP] = 'S', [RB_MESSAGE_KEEP_ALIVE] = 'K', [RB_MESSAGE_DAMAGED] = 'D' };

  g_string_append_printf (data, "%c%" G_GSIZE_FORMAT " ", marks[kind], length);
}

static void
pieces_of_any_size_give_the_same_messages (void)
{
  static const char stream[] = "\r\n\r\n" FIRST SECOND "\r\n" FIRST;
  g_autofree char *expected =
      g_strdup_printf ("S%" G_GSIZE_FORMAT " S%" G_GSIZE_FORMAT " ", strlen (FIRST), strlen (SECOND));

  for (gsize piece = 1; piece <= strlen (stream); piece++)
    {
      RbSipFrame *frame = rb_sip_frame_new ();
      g_autoptr (GString) seen = g_string_new (NULL);
      guint messages = 0;

      for (gsize at = 0; at < strlen (stream); at += piece)
        rb_sip_frame_feed (frame, (const guint8 *) stream + at, MIN (piece, strlen (stream) - at), on_frame, seen);
      rb_sip_frame_free (frame);
      for (const char *p = seen->str; *p != '\0'; p++)
        messages += *p == 'S';
      g_assert_cmpuint (messages, ==, 3);
      g_assert_nonnull (strstr (seen->str, expected));
      g_assert_null (strchr (seen->str, 'D'));
    }
}

static void
bytes_that_cannot_be_framed_are_damaged_and_framing_recovers (void)
{
  RbSipFrame *frame = rb_sip_frame_new ();
  g_autoptr (GString) seen = g_string_new (NULL);
  static const char bad[] = "OPTIONS sip:a@b SIP/2.0\r\nContent-Length: banana\r\n\r\n";

  rb_sip_frame_feed (frame, (const guint8 *) bad, strlen (bad), on_frame, seen);
  rb_sip_frame_feed (frame, (const guint8 *) SECOND, strlen (SECOND), on_frame, seen);
  rb_sip_frame_free (frame);
  g_assert_true (g_str_has_suffix (seen->str, "S24 "));
}

static void
endless_header_is_given_up (void)
{
  RbSipFrame *frame = rb_sip_frame_new ();
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autofree char *line = g_strnfill (1000, 'x');

  for (guint i = 0; i < 200; i++)
    rb_sip_frame_feed (frame, (const guint8 *) line, 1000, on_frame, seen);
  rb_sip_frame_free (frame);
  g_assert_cmpint (seen->str[0], ==, 'D');
}

static void
end_of_the_stream_hands_over_the_rest (void)
{
  RbSipFrame *frame = rb_sip_frame_new ();
  g_autoptr (GString) seen = g_string_new (NULL);

  rb_sip_frame_feed (frame, (const guint8 *) "INVITE", 6, on_frame, seen);
  g_assert_cmpstr (seen->str, ==, "");
  rb_sip_frame_flush (frame, on_frame, seen);
  rb_sip_frame_flush (frame, on_frame, seen);
  g_assert_cmpstr (seen->str, ==, "D6 ");
  rb_sip_frame_free (frame);
}

static void
datagrams_are_told_apart (void)
{
  g_assert_cmpint (rb_sip_frame_classify ((const guint8 *) FIRST, strlen (FIRST)), ==, RB_MESSAGE_SIP);
  g_assert_cmpint (rb_sip_frame_classify ((const guint8 *) "\r\n\r\n", 4), ==, RB_MESSAGE_KEEP_ALIVE);
  g_assert_cmpint (rb_sip_frame_classify ((const guint8 *) "\0\0\0\0", 4), ==, RB_MESSAGE_DAMAGED);
  g_assert_cmpint (rb_sip_frame_classify ((const guint8 *) "", 0), ==, RB_MESSAGE_DAMAGED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frame/pieces_of_any_size_give_the_same_messages", pieces_of_any_size_give_the_same_messages);
  g_test_add_func ("/frame/bytes_that_cannot_be_framed_are_damaged_and_framing_recovers",
                   bytes_that_cannot_be_framed_are_damaged_and_framing_recovers);
  g_test_add_func ("/frame/endless_header_is_given_up", endless_header_is_given_up);
  g_test_add_func ("/frame/end_of_the_stream_hands_over_the_rest", end_of_the_stream_hands_over_the_rest);
  g_test_add_func ("/frame/datagrams_are_told_apart", datagrams_are_told_apart);

  return g_test_run ();
}
