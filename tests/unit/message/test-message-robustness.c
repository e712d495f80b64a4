/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Valid messages, damaged in thousands of ways with a fixed seed: nothing may crash or point outside the
 * bytes. Exact-size heap copies let AddressSanitizer see a read one byte too far. */

#include "rb-digest.h"
#include "rb-field.h"
#include "rb-message-check.h"
#include "rb-sdp.h"
#include "rb-sip-index.h"

#include "sample-messages.h"

#include <string.h>

#define ROUNDS 20000
/* Trees cost most; a part of the rounds is enough for them. */
#define ROUNDS_PER_TREE 5

static const char *const fragments[] = {
  "\r\n",
  "\r\n ",
  "\r\n\r\n",
  "\n",
  "\r",
  ",",
  ";",
  "<",
  ">",
  "\"",
  "\\",
  "=",
  ":",
  "@",
  "[",
  "]",
  "%",
  "?",
  " ",
  "\t",
  "*",
  "SIP/2.0",
  "Via: ",
  "v:",
  "Contact: ",
  "CSeq: ",
  "Content-Length: 99999999999",
  "l: -1",
  ";branch=",
  ";tag=",
  "a=rtpmap:",
  "a=fmtp:",
  "m=",
  "c=IN IP4 ",
  "o=",
  "r=",
  "z=",
  "\377\376",
  "\303",
  "\342\200\250",
  "\033[",
  "99999999999999999999",
  "",
};

static GByteArray *
damage (GRand *random, const char *text)
{
  GByteArray *bytes = g_byte_array_new ();
  guint times = g_rand_int_range (random, 1, 6);

  g_byte_array_append (bytes, (const guint8 *) text, strlen (text));
  for (guint i = 0; i < times && bytes->len > 2; i++)
    {
      guint at = g_rand_int_range (random, 0, bytes->len);
      guint wanted = g_rand_int_range (random, 1, 30);
      guint length = MIN (wanted, bytes->len - at);
      const char *fragment = fragments[g_rand_int_range (random, 0, G_N_ELEMENTS (fragments))];
      g_autofree guint8 *tail = NULL;
      guint tail_length;

      switch (g_rand_int_range (random, 0, 5))
        {
        case 0:
          bytes->data[at] = (guint8) g_rand_int_range (random, 0, 256);
          break;
        case 1:
          g_byte_array_remove_range (bytes, at, length);
          break;
        case 2:
          g_byte_array_set_size (bytes, at + 1);
          break;
        case 3:
          tail_length = bytes->len - at;
          tail = g_memdup2 (bytes->data + at, tail_length);
          g_byte_array_set_size (bytes, at);
          g_byte_array_append (bytes, (const guint8 *) fragment, strlen (fragment));
          g_byte_array_append (bytes, tail, tail_length);
          break;
        default:
          tail = g_memdup2 (bytes->data + at, length);
          g_byte_array_append (bytes, tail, length);
        }
    }

  return bytes;
}

static void
assert_inside (RbSpan span, gsize length)
{
  g_assert_cmpuint ((gsize) span.offset + span.length, <=, length);
}

static void
assert_index_inside (const RbSipIndex *index, gsize length)
{
  const RbSpan spans[] = {
    index->start_line,   index->method, index->request_uri, index->reason,   index->call_id,
    index->from,         index->to,     index->from_uri,    index->to_uri,   index->from_tag,
    index->to_tag,       index->branch, index->via,         index->contact,  index->user_agent,
    index->content_type, index->body,   index->sdp,         index->refer_to, index->other_call_id,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (spans); i++)
    assert_inside (spans[i], length);
}

static void
assert_fields_inside (GListModel *fields, RbSpan parent)
{
  for (guint i = 0; fields != NULL && i < g_list_model_get_n_items (fields); i++)
    {
      g_autoptr (RbField) field = g_list_model_get_item (fields, i);
      RbSpan span = rb_field_get_span (field);

      if (span.length > 0)
        {
          g_assert_cmpuint (span.offset, >=, parent.offset);
          g_assert_cmpuint ((gsize) span.offset + span.length, <=, (gsize) parent.offset + parent.length);
        }
      g_assert_true (g_utf8_validate (rb_field_get_name (field), -1, NULL));
      g_assert_true (g_utf8_validate (rb_field_get_value (field), -1, NULL));
      g_assert_null (strpbrk (rb_field_get_value (field), "\r\n\033"));
      assert_fields_inside (rb_field_get_children (field), span);
    }
}

static void
check_problems (const guint8 *bytes, gsize length)
{
  g_autoptr (GPtrArray) problems = rb_message_check (bytes, length);

  for (guint i = 0; i < problems->len; i++)
    {
      const RbMessageProblem *problem = g_ptr_array_index (problems, i);

      assert_inside (problem->span, length);
      g_assert_true (g_utf8_validate (problem->sentence, -1, NULL));
      g_assert_null (strpbrk (problem->sentence, "\r\n\033"));
    }
}

/* The bytes of a stream, a few at a time. */
static gssize
frame_in_pieces (const guint8 *bytes, gsize length, gsize piece)
{
  RbSipFrameLength seen = { 0 };
  gssize framed = 0;

  for (gsize had = MIN (piece, length); framed == 0; had = MIN (had + piece, length))
    {
      framed = rb_sip_frame_length_continue (&seen, bytes, had);
      if (had == length)
        break;
    }

  return framed;
}

static void
check_message (GBytes *bytes)
{
  RbMessageInfo info = { .kind = RB_MESSAGE_SIP };
  g_autoptr (RbMessage) message = rb_message_new (&info, bytes, 0);
  g_autoptr (GListModel) fields = rb_message_list_fields (message);
  g_autofree char *words = rb_message_format_info (message);
  g_autofree char *label = rb_message_format_label (message);
  g_autofree char *masked = rb_message_format_masked (bytes);

  assert_fields_inside (fields, (RbSpan){ 0, (guint32) g_bytes_get_size (bytes) });
  g_assert_true (g_utf8_validate (words, -1, NULL));
  g_assert_true (g_utf8_validate (label, -1, NULL));
  g_assert_true (g_utf8_validate (masked, -1, NULL));
  g_assert_null (strpbrk (words, "\r\n\033"));
}

static void
damaged_messages_stay_inside_their_bytes (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5060);
  guint valid = 0, framed = 0;

  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autoptr (GByteArray) array = damage (random, sample_messages[round % G_N_ELEMENTS (sample_messages)]);
      g_autofree guint8 *data = g_memdup2 (array->data, array->len);
      gssize length = rb_sip_frame_length (data, array->len);
      RbSipIndex index;

      g_assert_cmpint (length, >=, -1);
      g_assert_cmpint (length, <=, (gssize) array->len);
      rb_sip_index_parse (&index, data, array->len);
      assert_index_inside (&index, array->len);
      g_assert_true (!index.valid || rb_sip_looks_like (data, array->len));
      g_assert_cmpint (frame_in_pieces (data, array->len, 1 + round % 50), ==, length);
      valid += index.valid;
      framed += length > 0;

      if (round % ROUNDS_PER_TREE == 0)
        {
          g_autoptr (GBytes) bytes = g_bytes_new_take (g_steal_pointer (&data), array->len);

          check_message (bytes);
          check_problems (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
        }
    }

  /* Were nearly all of them refused at the start line, nothing would have been tested. */
  g_assert_cmpuint (valid, >, ROUNDS / 10);
  g_assert_cmpuint (framed, >, ROUNDS / 10);
}

static void
damaged_descriptions_are_read_or_refused (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4566);
  guint read = 0;

  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autoptr (GByteArray) array = damage (random, SAMPLE_SDP);
      g_autofree char *data = g_memdup2 (array->data, array->len);
      g_autoptr (GError) error = NULL;
      g_autoptr (RbSdp) sdp = rb_sdp_parse (data, array->len, &error);
      g_autoptr (RbSdp) again = NULL;
      g_autofree char *text = NULL;

      if (sdp == NULL)
        {
          g_assert_error (error, RB_SDP_ERROR, RB_SDP_ERROR_MALFORMED);
          g_assert_true (g_utf8_validate (error->message, -1, NULL));
          continue;
        }

      read++;
      text = rb_sdp_format (sdp);
      g_assert_true (g_utf8_validate (text, -1, NULL));
      again = rb_sdp_parse (text, -1, &error);
      if (again == NULL)
        g_test_message ("%s in\n%s", error->message, text);
      g_assert_nonnull (again);
      g_assert_cmpuint (again->media->len, ==, sdp->media->len);
    }

  g_assert_cmpuint (read, >, ROUNDS / 10);
}

static void
damaged_credentials_are_read (void)
{
  const char *header =
      "Digest realm=\"atlanta, example.com\", qop=\"auth\", nonce=\"ea9c\\\"8e\", opaque=\"\", stale=FALSE";
  g_autoptr (GRand) random = g_rand_new_with_seed (7616);
  guint found = 0;

  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autoptr (GByteArray) array = damage (random, header);
      g_autofree char *text = g_strndup ((const char *) array->data, array->len);
      g_autofree char *nonce = rb_digest_get_param (text, "nonce");

      found += nonce != NULL;
    }

  g_assert_cmpuint (found, >, ROUNDS / 10);
}

/* Whatever is repeated to fill the largest datagram must not be searched for again and again: were one of these
 * quadratic, the test would run into its time limit. */
static void
hostile_repetitions_take_linear_work (void)
{
  static const char *const heads[] = {
    "INVITE sip:a SIP/2.0\r\nContact: ",
    "INVITE sip:a SIP/2.0\r\nVia: SIP/2.0/UDP a;",
    "INVITE sip:a SIP/2.0\r\nContent-Type: multipart/mixed;boundary=x\r\n\r\n",
    "INVITE sip:a SIP/2.0\r\nc: application/sdp\r\n\r\n",
    "junk ",
  };
  static const char *const parts[] = {
    "\"",      "<",    "\\\"",    ",",           ";",   "a=\"", "\r\n ", "\r\nX:",           "\n",
    "--x\r\n", ";a=b", "\r\nv:a", "a=fmtp:1 a;", "%41", "\377", "",      "\r\nRequire: a,b",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (heads) * G_N_ELEMENTS (parts); i++)
    {
      const char *part = parts[i % G_N_ELEMENTS (parts)];
      g_autoptr (GString) text = g_string_new (heads[i / G_N_ELEMENTS (parts)]);
      g_autoptr (GBytes) bytes = NULL;

      while (text->len < 60000)
        g_string_append_len (text, part, MAX (strlen (part), 1));
      bytes = g_bytes_new (text->str, text->len);
      check_message (bytes);
      check_problems (g_bytes_get_data (bytes, NULL), text->len);
      frame_in_pieces (g_bytes_get_data (bytes, NULL), text->len, 7);
    }
}

/* Fifteen thousand headers, ten thousand parameters, a line of 60 KB, a hundred bodies in bodies. */
static void
large_messages_are_read_whole (void)
{
  g_autoptr (GString) text = g_string_new ("INVITE sip:a SIP/2.0\r\n");
  g_autoptr (GString) nested = g_string_new ("INVITE sip:a SIP/2.0\r\nc: multipart/mixed;boundary=b0\r\n\r\n");
  g_autoptr (GBytes) bytes = NULL, nested_bytes = NULL;
  RbSipIndex index;

  for (guint i = 0; i < 15000; i++)
    g_string_append (text, "v:a\r\n");
  g_string_append (text, "Contact: <sip:a>");
  for (guint i = 0; i < 10000; i++)
    g_string_append (text, ";a");
  g_string_append (text, ";expires=0\r\nX: ");
  for (guint i = 0; i < 60000; i++)
    g_string_append_c (text, 'x');
  g_string_append (text, "\r\nMax-Forwards: 7\r\n\r\n");
  for (guint i = 0; i < 100; i++)
    g_string_append_printf (nested, "--b%u\r\nc: multipart/mixed;boundary=b%u\r\n\r\n", i, i + 1);

  rb_sip_index_parse (&index, (const guint8 *) text->str, text->len);
  g_assert_cmpuint (index.n_vias, ==, 15000);
  g_assert_true (index.has_expires_zero);
  g_assert_cmpuint (index.max_forwards, ==, 7);

  bytes = g_bytes_new (text->str, text->len);
  check_message (bytes);
  check_problems ((const guint8 *) text->str, text->len);
  nested_bytes = g_bytes_new (nested->str, nested->len);
  check_message (nested_bytes);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message-robustness/damaged-messages-stay-inside-their-bytes",
                   damaged_messages_stay_inside_their_bytes);
  g_test_add_func ("/message-robustness/damaged-descriptions-are-read-or-refused",
                   damaged_descriptions_are_read_or_refused);
  g_test_add_func ("/message-robustness/damaged-credentials-are-read", damaged_credentials_are_read);
  g_test_add_func ("/message-robustness/hostile-repetitions-take-linear-work", hostile_repetitions_take_linear_work);
  g_test_add_func ("/message-robustness/large-messages-are-read-whole", large_messages_are_read_whole);

  return g_test_run ();
}
