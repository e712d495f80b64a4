/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What must hold of the tree of every message, whole or cut short anywhere: fields lie in their parent, one behind
 * the other, and say only what can be shown. */

#include "rb-field.h"

#include "message-files.h"
#include "rb-sip-body.h"

#define SAMPLE_MULTIPART                                                                                               \
  "INVITE sip:bob@example.com SIP/2.0\r\n"                                                                             \
  "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKm\r\n"                                                                     \
  "From: <sip:alice@example.com>;tag=1\r\n"                                                                            \
  "To: <sip:bob@example.com>\r\n"                                                                                      \
  "Call-ID: multipart@192.0.2.1\r\n"                                                                                   \
  "CSeq: 1 INVITE\r\n"                                                                                                 \
  "Content-Type: multipart/mixed; boundary=\"outer edge\"\r\n"                                                         \
  "\r\n"                                                                                                               \
  "a preamble\r\n"                                                                                                     \
  "--outer edge\r\n"                                                                                                   \
  "Content-Type: multipart/alternative;boundary=inner\r\n"                                                             \
  "\r\n"                                                                                                               \
  "--inner\r\n"                                                                                                        \
  "Content-Type: application/sdp\r\n"                                                                                  \
  "Content-ID: <1@x>\r\n"                                                                                              \
  "\r\n" SAMPLE_SDP "\r\n"                                                                                             \
  "--inner--\r\n"                                                                                                      \
  "\r\n"                                                                                                               \
  "--outer edge  \r\n"                                                                                                 \
  "\r\n"                                                                                                               \
  "text without headers\r\n"                                                                                           \
  "--outer edge-not\r\n"                                                                                               \
  "--outer edge\r\n"                                                                                                   \
  "c: message/sipfrag;version=2.0\r\n"                                                                                 \
  "\r\n"                                                                                                               \
  "SIP/2.0 100 Trying\r\n"                                                                                             \
  "--outer edge--\r\n"                                                                                                 \
  "an epilogue\r\n"

static RbMessage *
make_message (const guint8 *bytes, gsize length)
{
  g_autoptr (GBytes) copy = g_bytes_new_take (g_memdup2 (bytes, length), length);
  RbMessageInfo info = { .kind = RB_MESSAGE_SIP };

  return rb_message_new (&info, copy, 0);
}

static void
assert_text (const char *text)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (; *text != '\0'; text = g_utf8_next_char (text))
    g_assert_false (g_unichar_iscntrl (g_utf8_get_char (text)));
}

static void
assert_tiled (GListModel *fields, gsize start, gsize end)
{
  for (guint i = 0; fields != NULL && i < g_list_model_get_n_items (fields); i++)
    {
      g_autoptr (RbField) field = g_list_model_get_item (fields, i);
      RbSpan span = rb_field_get_span (field);
      gsize field_end = (gsize) span.offset + span.length;

      assert_text (rb_field_get_name (field));
      assert_text (rb_field_get_value (field));
      assert_text (rb_field_get_decoded (field));
      g_assert_cmpstr (rb_field_get_name (field), !=, "");
      if (span.length > 0)
        {
          g_assert_cmpuint (span.offset, >=, start);
          g_assert_cmpuint (field_end, <=, end);
          start = field_end;
        }
      assert_tiled (rb_field_get_children (field), span.offset, field_end);
    }
}

static void
assert_message_tiled (const char *name, const guint8 *bytes, gsize length)
{
  g_autoptr (RbMessage) message = make_message (bytes, length);
  g_autoptr (GListModel) fields = rb_message_list_fields (message);

  g_assert_cmpuint (g_list_model_get_n_items (fields), >, 0);
  assert_tiled (fields, 0, length);
}

/* What is no field is white space or separates fields; at the top only line ends do. */
static void
assert_top_covered (const char *name, const guint8 *bytes, gsize length)
{
  g_autoptr (RbMessage) message = make_message (bytes, length);
  g_autoptr (GListModel) fields = rb_message_list_fields (message);
  gsize covered = 0;

  for (guint i = 0; i < g_list_model_get_n_items (fields); i++)
    {
      g_autoptr (RbField) field = g_list_model_get_item (fields, i);
      RbSpan span = rb_field_get_span (field);

      for (; covered < span.offset; covered++)
        g_assert_true (g_ascii_isspace (bytes[covered]));
      covered = (gsize) span.offset + span.length;
    }
  for (; covered < length; covered++)
    g_assert_true (g_ascii_isspace (bytes[covered]));
}

static void
assert_truncations_tiled (const char *name, const guint8 *bytes, gsize length)
{
  for (gsize cut = 1; cut < length; cut++)
    assert_message_tiled (name, bytes, cut);
}

static void
fields_of_every_message_lie_in_order (void)
{
  each_sample_message (assert_message_tiled);
  each_torture_message (assert_message_tiled);
  g_assert_cmpuint (each_captured_message (assert_message_tiled), >, 100);
}

static void
no_byte_is_left_out (void)
{
  each_sample_message (assert_top_covered);
  each_torture_message (assert_top_covered);
  g_assert_cmpuint (each_captured_message (assert_top_covered), >, 100);
}

static void
fields_of_every_truncation_lie_in_order (void)
{
  each_sample_message (assert_truncations_tiled);
  each_torture_message (assert_truncations_tiled);
  assert_truncations_tiled ("multipart", (const guint8 *) SAMPLE_MULTIPART, strlen (SAMPLE_MULTIPART));
}

static GListModel *
list_fields (const char *text)
{
  g_autoptr (RbMessage) message = make_message ((const guint8 *) text, strlen (text));

  return rb_message_list_fields (message);
}

/* The field at "Name/Name/Name"; "Name#1" is the second of that name. (transfer none) */
static RbField *
find (GListModel *list, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, "/", 2);
  char *hash = strrchr (names[0], '#');
  guint skip = hash != NULL ? (guint) g_ascii_strtoull (hash + 1, NULL, 10) : 0;

  if (hash != NULL)
    *hash = '\0';
  for (guint i = 0; list != NULL && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (RbField) field = g_list_model_get_item (list, i);

      if (strcmp (rb_field_get_name (field), names[0]) == 0 && skip-- == 0)
        return names[1] != NULL ? find (rb_field_get_children (field), names[1]) : field;
    }

  return NULL;
}

static void
assert_decoded (GListModel *list, const char *path, const char *value, const char *decoded)
{
  RbField *field = find (list, path);

  if (field == NULL)
    g_error ("There is no field %s", path);
  g_assert_cmpstr (rb_field_get_value (field), ==, value);
  g_assert_cmpstr (rb_field_get_decoded (field), ==, decoded);
}

static void
escapes_are_undone (void)
{
  g_autoptr (GListModel) list = list_fields (
      "INVITE sip:sips%3Auser%40example.com@example.net;n%61me=v%61lue%25?Route=%3Csip:a%3E&Subject=x SIP/2.0\r\n"
      "From: \"A \\\"B\\\" \\\\ C\" <sip:%00%ff@example.net>;tag=1;note=\"a\\;b\"\r\n"
      "Contact: <tel:+1;isub=%31>\r\n"
      "Date: Sat, 13 Nov 2010 23:29:00 GMT\r\n"
      "WWW-Authenticate: Digest realm=\"a, \\\"b\\\"\", stale=FALSE\r\n"
      "To: \"%41\" <sip:x>\r\n\r\n");

  assert_decoded (list, "Request-Line/Request-URI/User", "sips%3Auser%40example.com", "sips:user@example.com");
  assert_decoded (list, "Request-Line/Request-URI/name", "v%61lue%25", "value%");
  assert_decoded (list, "Request-Line/Request-URI/URI headers/Route", "%3Csip:a%3E", "<sip:a>");
  assert_decoded (list, "Request-Line/Request-URI/URI headers/Subject", "x", "x");
  assert_decoded (list, "From/Display name", "\"A \\\"B\\\" \\\\ C\"", "A \"B\" \\ C");
  assert_decoded (list, "From/URI/User", "%00%ff", "\357\277\275\357\277\275");
  assert_decoded (list, "From/note", "\"a\\;b\"", "a;b");
  assert_decoded (list, "Contact/URI/isub", "%31", "1");
  assert_decoded (list, "Date", "Sat, 13 Nov 2010 23:29:00 GMT", "2010-11-13T23:29:00Z");
  assert_decoded (list, "WWW-Authenticate/realm", "\"a, \\\"b\\\"\"", "a, \"b\"");
  assert_decoded (list, "To/Display name", "\"%41\"", "%41");
}

static void
session_lines_are_taken_apart (void)
{
  g_autoptr (GListModel) list = list_fields (SAMPLE_INVITE);
  g_autoptr (GListModel) timed = list_fields (
      "ACK sip:a SIP/2.0\r\nContent-Type: application/sdp\r\n\r\nv=0\r\nt=3149328700 0\r\na=fmtp:101 0-16\r\n");

  assert_decoded (list, "Session description/Attribute (a=)/rtpmap/Payload Type", "96", "96");
  assert_decoded (list, "Session description/Attribute (a=)/rtpmap/Encoding", "opus", "opus");
  assert_decoded (list, "Session description/Attribute (a=)/rtpmap/Clock Rate", "48000", "48000");
  assert_decoded (list, "Session description/Attribute (a=)/rtpmap/Channels", "2", "2");
  assert_decoded (list, "Session description/Attribute (a=)#1/fmtp/Format", "96", "96");
  assert_decoded (list, "Session description/Attribute (a=)#1/fmtp/useinbandfec", "1", "1");
  assert_decoded (timed, "Session description/Time Active (t=)/Start Time", "3149328700", "1999-10-19T13:31:40Z");
  assert_decoded (timed, "Session description/Time Active (t=)/Stop Time", "0", "0");
  assert_decoded (timed, "Session description/Attribute (a=)/fmtp/Parameters", "0-16", "0-16");
}

static void
parts_of_a_body_are_messages_of_their_own (void)
{
  g_autoptr (GListModel) list = list_fields (SAMPLE_MULTIPART);
  RbSipIndex index;

  assert_decoded (list, "Body", "multipart/mixed; boundary=\"outer edge\"", "multipart/mixed; boundary=\"outer edge\"");
  assert_decoded (list, "Body/Part/Content-Type/boundary", "inner", "inner");
  assert_decoded (list, "Body/Part/Body/Part/Content-ID", "<1@x>", "<1@x>");
  assert_decoded (list, "Body/Part/Body/Part/Session description/Media Description (m=)/Port", "49172", "49172");
  g_assert_null (find (list, "Body/Part/Body/Part#1"));
  assert_decoded (list, "Body/Part#1/Body", "", "");
  assert_decoded (list, "Body/Part#2/Body/Status-Line/Status-Code", "100", "100");
  g_assert_null (find (list, "Body/Part#3"));

  rb_sip_index_parse (&index, (const guint8 *) SAMPLE_MULTIPART, strlen (SAMPLE_MULTIPART));
  g_assert_true (index.has_sdp);
  g_assert_cmpint (strncmp (SAMPLE_MULTIPART + index.sdp.offset, SAMPLE_SDP, index.sdp.length), ==, 0);
  g_assert_cmpuint (index.sdp.length, ==, strlen (SAMPLE_SDP));
}

static void
bodies_of_other_types_are_read (void)
{
  g_autoptr (GListModel) dtmf =
      list_fields ("INFO sip:a SIP/2.0\r\nContent-Type: application/dtmf-relay\r\n\r\nSignal=5\r\nDuration = 160\r\n");
  g_autoptr (GListModel) mail =
      list_fields ("NOTIFY sip:a SIP/2.0\r\nc: application/simple-message-summary\r\n\r\nMessages-Waiting: yes\r\n");
  g_autoptr (GListModel) fragment =
      list_fields ("NOTIFY sip:a SIP/2.0\r\nc: message/sipfrag\r\n\r\nSIP/2.0 603 Declined\r\nv: SIP/2.0/UDP x\r\n");

  assert_decoded (dtmf, "Body/Signal", "5", "5");
  assert_decoded (dtmf, "Body/Duration", "160", "160");
  assert_decoded (mail, "Body/Messages-Waiting", "yes", "yes");
  assert_decoded (fragment, "Body/Status-Line/Status-Code", "603", "603");
  assert_decoded (fragment, "Body/Via/sent-protocol/transport", "UDP", "UDP");
}

static void
what_is_around_a_message_is_shown (void)
{
  g_autoptr (GListModel) list = list_fields ("junk\r\n" SAMPLE_COMPACT "behind");
  g_autoptr (GListModel) broken = list_fields ("SIP/2.0 4294967301 better not\r\nCSeq: 1 INVITE\r\n\r\n");

  assert_decoded (list, "Not SIP", "6 bytes", "6 bytes");
  assert_decoded (list, "Via/branch", "z9hG4bKcompact", "z9hG4bKcompact");
  assert_decoded (list, "Body/Text", "Hello", "Hello");
  assert_decoded (list, "Behind the message", "6 bytes", "6 bytes");
  assert_decoded (broken, "Unknown line", "SIP/2.0 4294967301 better not", "SIP/2.0 4294967301 better not");
  assert_decoded (broken, "CSeq/Method", "INVITE", "INVITE");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/field-tree/fields-of-every-message-lie-in-order", fields_of_every_message_lie_in_order);
  g_test_add_func ("/field-tree/no-byte-is-left-out", no_byte_is_left_out);
  g_test_add_func ("/field-tree/fields-of-every-truncation-lie-in-order", fields_of_every_truncation_lie_in_order);
  g_test_add_func ("/field-tree/escapes-are-undone", escapes_are_undone);
  g_test_add_func ("/field-tree/session-lines-are-taken-apart", session_lines_are_taken_apart);
  g_test_add_func ("/field-tree/parts-of-a-body-are-messages-of-their-own", parts_of_a_body_are_messages_of_their_own);
  g_test_add_func ("/field-tree/bodies-of-other-types-are-read", bodies_of_other_types_are_read);
  g_test_add_func ("/field-tree/what-is-around-a-message-is-shown", what_is_around_a_message_is_shown);

  return g_test_run ();
}
