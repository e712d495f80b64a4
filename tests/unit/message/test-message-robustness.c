/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Valid messages, damaged in thousands of ways with a fixed seed: nothing may crash or point outside the
 * bytes. Exact-size heap copies let AddressSanitizer see a read one byte too far. */

#include "rb-digest.h"
#include "rb-field.h"
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
    index->start_line, index->method,   index->request_uri, index->reason,       index->call_id, index->from,
    index->to,         index->from_uri, index->to_uri,      index->from_tag,     index->to_tag,  index->branch,
    index->via,        index->contact,  index->user_agent,  index->content_type, index->body,
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
      valid += index.valid;
      framed += length > 0;

      if (round % ROUNDS_PER_TREE == 0)
        {
          g_autoptr (GBytes) bytes = g_bytes_new_take (g_steal_pointer (&data), array->len);

          check_message (bytes);
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

/* A quote or a bracket that never ends must not be searched for again and again. */
static void
hostile_lists_take_linear_work (void)
{
  static const char *const parts[] = { "\"", "<", "\\\"", ",", ";", "a=\"", "\r\n ", "\r\nX:" };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autoptr (GString) text = g_string_new ("INVITE sip:a SIP/2.0\r\nContact: ");
      g_autoptr (GBytes) bytes = NULL;

      while (text->len < 60000)
        g_string_append (text, parts[i]);
      bytes = g_bytes_new (text->str, text->len);
      check_message (bytes);
    }
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
  g_test_add_func ("/message-robustness/hostile-lists-take-linear-work", hostile_lists_take_linear_work);

  return g_test_run ();
}
