/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whatever is asked with the right password, no answer holds it, the hash that is as good as it (HA1, RFC 7616 4.10),
 * or a key of the media (RFC 4568 6.1): neither a lesson as text and JSON nor a report. */

#include <string.h>

#include "everything.h"
#include "files-fixture.h"
#include "rb-digest-walk.h"
#include "rb-digest.h"
#include "trace-fixture.h"

static guint n_right;
static guint n_keys;

static void
assert_not_heard (const GString *heard, const char *secret)
{
  if (strstr (heard->str, secret) != NULL)
    g_error ("“%s” is told in: %.400s", secret, MAX (strstr (heard->str, secret) - 200, heard->str));
}

/* HA1 of the credentials; NULL when there are none. (transfer full) */
static char *
dup_ha1 (RbTrace *trace, guint position, const char *password)
{
  g_autofree char *user = rb_digest_walk_dup_user (trace, position);
  g_autofree char *realm = rb_digest_walk_dup_realm (trace, position);
  const RbDigestInput input = {
    .username = user, .realm = realm, .password = password, .nonce = "", .method = "INVITE", .uri = "sip:a@b"
  };
  g_auto (RbDigestSteps) steps = { NULL };

  if (user == NULL || realm == NULL)
    return NULL;
  rb_digest_compute (&input, &steps);
  return g_strdup (steps.ha1);
}

/* Keys of a=crypto and k= lines in the message. */
static void
assert_no_keys (const GString *heard, RbTrace *trace, guint position)
{
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (trace, position, &length);
  g_autofree char *text = g_strndup ((const char *) bytes, length);
  g_autoptr (GRegex) regex =
      g_regex_new ("inline:([^|;\\s]+)|^k=\\w+:(\\S+)", G_REGEX_MULTILINE | G_REGEX_CASELESS, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  g_regex_match (regex, text, 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *key = g_match_info_fetch (match, g_match_info_get_match_count (match) - 1);

      assert_not_heard (heard, key);
      n_keys++;
    }
}

static void
check_trace (RbTrace *trace, const char *password)
{
  g_autoptr (GString) heard = g_string_new (NULL);
  const Everything everything = { .password = password, .max_fields = G_MAXUINT, .heard = heard };
  GListModel *flows = rb_trace_get_flows (trace);
  guint n = rb_trace_get_n_messages (trace);

  for (guint i = 0; i < n; i++)
    everything_ask_message (&everything, trace, i);
  for (guint i = 0; i < g_list_model_get_n_items (flows); i++)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (flows, i);

      everything_ask_flow (&everything, flow);
    }
  everything_report (&everything, trace, NULL);

  assert_not_heard (heard, password);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *ha1 = dup_ha1 (trace, i, password);
      g_autoptr (RbLesson) lesson = NULL;
      RbDigestResult result;

      assert_no_keys (heard, trace, i);
      if (ha1 == NULL)
        continue;
      assert_not_heard (heard, ha1);
      lesson = rb_digest_walk (trace, i, password, &result);
      n_right += result == RB_DIGEST_RIGHT;
    }
}

/* In the practice network and in the recorded calls the password of "alice" is "alice-secret". (transfer full) */
static char *
dup_password (RbTrace *trace)
{
  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    {
      g_autofree char *user = rb_digest_walk_dup_user (trace, i);

      if (user != NULL)
        return g_strconcat (user, "-secret", NULL);
    }
  return g_strdup ("alice-secret");
}

static void
check_file (const char *name, const char *path, gpointer data)
{
  /* "x.caller.pcap" and "x.callee.pcap" show parts of "x.pcap". */
  g_autoptr (RbTrace) trace = strstr (name, ".calle") == NULL ? rb_capture_read (path, NULL, NULL) : NULL;
  g_autofree char *password = trace != NULL ? dup_password (trace) : NULL;

  if (trace != NULL && rb_trace_get_n_messages (trace) > 0)
    check_trace (trace, password);
}

static void
captures_are_told_without (void)
{
  g_assert_cmpuint (fixture_each_file ("captures", ".pcap", check_file, NULL), >, 50);
}

static void
recorded_digests_are_right (void)
{
  n_right = 0;
  fixture_each_file ("recorded", ".pcap", check_file, NULL);
  g_assert_cmpuint (n_right, >, 20);
}

#define KEY_A "d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj"
#define KEY_B "NzB4d1BINUAvLEw6UzF3WSJ+PSdFcGdUJShpX1Zj"
#define CRYPTO "sdpline=a=crypto:1_AES_CM_128_HMAC_SHA1_80_inline:"

static void
keys_stay_in_the_messages (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace =
      fixture_call ("0 A>P INVITE 1 INVITE b1 - sdp " CRYPTO KEY_A "|2^20|1:4 sdpline=k=clear:open-sesame\n"
                    "10 P>A 180 1 INVITE b1 b\n"
                    "20 P>A 200 1 INVITE b1 b sdp " CRYPTO KEY_B "\n"
                    "30 A>P ACK 1 ACK b2 b\n"
                    "900 A>P INVITE 2 INVITE b3 b sdp " CRYPTO KEY_B "|2^20;INLINE:" KEY_A "\n"
                    "910 P>A 488 2 INVITE b3 b\n"
                    "930 A>P ACK 2 ACK b3 b\n",
                    &flow);

  n_keys = 0;
  check_trace (trace, "alice-secret");
  g_assert_cmpuint (n_keys, ==, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tutor-secrets/recorded-digests-are-right", recorded_digests_are_right);
  g_test_add_func ("/tutor-secrets/captures-are-told-without", captures_are_told_without);
  g_test_add_func ("/tutor-secrets/keys-stay-in-the-messages", keys_stay_in_the_messages);
  return g_test_run ();
}
