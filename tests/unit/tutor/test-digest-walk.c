/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The digest step by step: known examples come out, wrong inputs are found, secrets stay out of the lesson. */

#include "rb-digest-walk.h"

#include "files-fixture.h"
#include "lesson-fixture.h"
#include "rb-digest.h"
#include "trace-fixture.h"

#define PASSWORD "Circle of Life"
#define NONCE "dcd98b7102dd2f0e"

static guint
say (RbTrace *trace, const char *from, const char *to, const char *text)
{
  RbMessageInfo info = { .transport = RB_TRANSPORT_UDP, .kind = RB_MESSAGE_SIP };
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  info.wall_us = FIXTURE_START_US + rb_trace_get_n_messages (trace) * 10000;
  info.src = fixture_endpoint (from);
  info.dst = fixture_endpoint (to);
  return rb_trace_append (trace, &info, bytes);
}

/* A request that is challenged and comes again with @credentials; @answer: status of the last response. Returns the
 * position of the second one. */
static guint
play (RbTrace *trace, const char *method, const char *uri, const char *challenge, const char *credentials,
      const char *body, const char *answer)
{
  static const char *const common =
      "From: <sip:alice@example.com>;tag=a\r\nTo: <sip:alice@example.com>%s\r\nCall-ID: call-1\r\n"
      "CSeq: %u %s\r\n%sContent-Length: %zu\r\n\r\n%s";
  g_autoptr (GString) text = g_string_new (NULL);
  guint position;

  g_string_printf (text, "%s %s SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1\r\n", method, uri);
  g_string_append_printf (text, common, "", 1, method, "", strlen (body), body);
  say (trace, "A", "P", text->str);
  if (challenge != NULL)
    {
      g_string_assign (text, "SIP/2.0 401 Unauthorized\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1\r\n");
      g_string_append_printf (text, common, ";tag=p", 1, method, challenge, (gsize) 0, "");
      say (trace, "P", "A", text->str);
    }
  g_string_printf (text, "%s %s SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK2\r\n", method, uri);
  g_string_append_printf (text, common, "", 2, method, credentials, strlen (body), body);
  position = say (trace, "A", "P", text->str);
  if (answer != NULL)
    {
      g_string_printf (text, "SIP/2.0 %s\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK2\r\n", answer);
      g_string_append_printf (text, common, ";tag=q", 2, method, "", (gsize) 0, "");
      say (trace, "P", "A", text->str);
    }
  return position;
}

/* All pieces of a formula in one. */
static char *
dup_formula (const RbLesson *lesson, const char *id)
{
  const RbLessonBlock *block = rb_lesson_find (lesson, id);
  GString *text = g_string_new (NULL);

  g_assert_nonnull (block);
  for (guint i = 0; i < block->pieces->len; i++)
    g_string_append (text, g_array_index (block->pieces, RbLessonPiece, i).text);
  return g_string_free (text, FALSE);
}

static guint
find_source (const RbLesson *lesson, const char *id, const char *piece)
{
  const RbLessonBlock *block = rb_lesson_find (lesson, id);

  g_assert_nonnull (block);
  for (guint i = 0; i < block->pieces->len; i++)
    if (g_str_equal (g_array_index (block->pieces, RbLessonPiece, i).text, piece))
      return g_array_index (block->pieces, RbLessonPiece, i).source;
  g_error ("%s is not in %s", piece, id);
}

static const char *
get (struct json_object *object, const char *name)
{
  struct json_object *member;

  return json_object_object_get_ex (object, name, &member) ? json_object_get_string (member) : NULL;
}

static void
check_vector (struct json_object *vector)
{
  const char *qop = get (vector, "qop");
  const char *body = get (vector, "body") != NULL ? get (vector, "body") : "";
  g_autofree char *challenge =
      g_strdup_printf ("WWW-Authenticate: Digest realm=\"%s\", nonce=\"%s\", algorithm=%s%s%s%s\r\n",
                       get (vector, "realm"), get (vector, "nonce"), get (vector, "alg"), qop != NULL ? ", qop=\"" : "",
                       qop != NULL ? qop : "", qop != NULL ? "\"" : "");
  g_autofree char *more =
      qop != NULL ? g_strdup_printf (", qop=%s, nc=%s, cnonce=\"%s\"", qop, get (vector, "nc"), get (vector, "cnonce"))
                  : NULL;
  g_autofree char *credentials =
      g_strdup_printf ("Authorization: Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", "
                       "response=\"%s\", algorithm=%s%s\r\n",
                       get (vector, "user"), get (vector, "realm"), get (vector, "nonce"), get (vector, "uri"),
                       get (vector, "response"), get (vector, "alg"), more != NULL ? more : "");
  g_autoptr (RbTrace) trace = rb_trace_new ();
  guint position = play (trace, get (vector, "method"), get (vector, "uri"), challenge, credentials, body, "200 OK");
  g_autoptr (RbLesson) lesson = NULL;
  g_autoptr (RbLesson) wrong = NULL;
  g_autofree char *ha2 = NULL;
  g_autofree char *json = NULL;
  g_auto (RbDigestSteps) steps = { NULL };
  RbDigestInput input = {
    .username = get (vector, "user"),
    .realm = get (vector, "realm"),
    .password = get (vector, "pw"),
    .nonce = get (vector, "nonce"),
    .method = get (vector, "method"),
    .uri = get (vector, "uri"),
    .qop = qop,
    .cnonce = get (vector, "cnonce"),
    .nc = 1,
    .body = (const guint8 *) body,
    .body_length = strlen (body),
  };
  RbDigestResult result;

  g_test_message ("%s", get (vector, "source"));
  g_assert_true (rb_digest_algorithm_parse (get (vector, "alg"), &input.algorithm));
  rb_digest_compute (&input, &steps);
  g_assert_cmpstr (steps.ha1, ==, get (vector, "ha1"));
  g_assert_cmpstr (steps.ha2, ==, get (vector, "ha2"));
  g_assert_cmpstr (steps.response, ==, get (vector, "response"));

  lesson = rb_digest_walk (trace, position, get (vector, "pw"), &result);
  g_assert_cmpint (result, ==, RB_DIGEST_RIGHT);
  lesson_get (lesson, "digest-right");
  lesson_get (lesson, "digest-server-accepted");
  ha2 = dup_formula (lesson, "digest-ha2");
  g_assert_true (g_str_has_suffix (ha2, get (vector, "ha2")));
  json = lesson_dup_json (lesson);
  g_assert_null (strstr (json, get (vector, "ha1")));
  g_assert_null (strstr (json, get (vector, "pw")));

  wrong = rb_digest_walk (trace, position, "something else", &result);
  g_assert_cmpint (result, ==, RB_DIGEST_WRONG);
  lesson_get (wrong, "digest-other-password");
  lesson_get (wrong, "digest-given-other");
}

static void
known_examples_come_out (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "digest", "vectors.json", NULL);
  struct json_object *file = json_object_from_file (path);
  struct json_object *vectors;

  g_assert_true (json_object_object_get_ex (file, "vectors", &vectors));
  g_assert_cmpuint (json_object_array_length (vectors), ==, 11);
  for (gsize i = 0; i < json_object_array_length (vectors); i++)
    check_vector (json_object_array_get_idx (vectors, i));
  json_object_put (file);
}

static const RbDigestInput plain = {
  .username = "alice",
  .realm = "example.com",
  .password = PASSWORD,
  .nonce = NONCE,
  .method = "REGISTER",
  .uri = "sip:example.com",
  .qop = "auth",
  .cnonce = "c0",
  .nc_text = "00000001",
};

#define CHALLENGE "WWW-Authenticate: Digest realm=\"example.com\", nonce=\"" NONCE "\", qop=\"auth\"\r\n"

/* What is written into the credentials, and what the response was computed with. */
static guint
play_inputs (RbTrace *trace, const RbDigestInput *sent, const RbDigestInput *computed, const char *challenge,
             const char *answer)
{
  g_autofree char *response = rb_digest_response (computed);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text,
                   "Authorization: Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", response=\"%s\"",
                   sent->username, sent->realm, sent->nonce, sent->uri, response);
  if (sent->qop != NULL)
    g_string_append_printf (text, ", qop=%s", sent->qop);
  if (sent->qop != NULL || computed->qop != NULL)
    g_string_append_printf (text, ", nc=%s, cnonce=\"%s\"", sent->nc_text, sent->cnonce);
  if (sent->algorithm != RB_DIGEST_MD5)
    g_string_append_printf (text, ", algorithm=%s", rb_digest_algorithm_to_string (sent->algorithm));
  g_string_append (text, "\r\n");
  return play (trace, "REGISTER", "sip:example.com", challenge, text->str, "", answer);
}

typedef struct
{
  const char *name;
  void (*change) (RbDigestInput *sent, RbDigestInput *computed);
  const char *found;  /* with the password */
  const char *misfit; /* (nullable): without it */
} Difference;

#define CHANGE(name, code)                                                                                             \
  static void change_##name (RbDigestInput *sent G_GNUC_UNUSED, RbDigestInput *computed G_GNUC_UNUSED) { code; }

CHANGE (method, computed->method = "INVITE")
CHANGE (uri, sent->uri = "sip:proxy.example.com")
CHANGE (realm, sent->realm = "example.org")
CHANGE (nonce, sent->nonce = "0123456789")
CHANGE (user, sent->username = "ALICE")
CHANGE (user_at, sent->username = "alice@example.com")
CHANGE (nc, sent->nc_text = "1")
CHANGE (qop, computed->qop = NULL)
CHANGE (no_qop, sent->qop = NULL)
CHANGE (algorithm, computed->algorithm = RB_DIGEST_SHA256)
CHANGE (session, sent->algorithm = RB_DIGEST_MD5_SESS)
CHANGE (escapes, sent->username = "al\\\"ice"; computed->username = "al\\\"ice")
CHANGE (space, computed->password = PASSWORD " ")
CHANGE (caps, computed->password = "cIRCLE OF lIFE")
CHANGE (empty, computed->password = "")

static const Difference differences[] = {
  { "method", change_method, "digest-right-with-method", NULL },
  { "uri", change_uri, "digest-right-with-uri", "digest-uri-differs" },
  { "realm", change_realm, "digest-right-with-realm", "digest-realm-differs" },
  { "nonce", change_nonce, "digest-right-with-nonce", "digest-nonce-differs" },
  { "user", change_user, "digest-right-with-username", "digest-user-case" },
  { "user-at-realm", change_user_at, "digest-right-with-username", "digest-user-differs" },
  { "nc", change_nc, "digest-right-with-nc", "digest-nc-form" },
  { "qop", change_qop, "digest-right-with-qop", NULL },
  { "no-qop", change_no_qop, "digest-right-with-qop", "digest-qop-missing" },
  { "algorithm", change_algorithm, "digest-right-with-algorithm", "digest-response-length" },
  { "session", change_session, "digest-right-with-algorithm", "digest-algorithm-differs" },
  { "escapes", change_escapes, "digest-right-with-escapes", NULL },
  { "space", change_space, "digest-right-with-space", NULL },
  { "caps-lock", change_caps, "digest-right-with-case", NULL },
  { "empty-password", change_empty, "digest-right-without-password", NULL },
};

static void
differing_input_is_found (gconstpointer data)
{
  const Difference *difference = data;
  RbDigestInput sent = plain;
  RbDigestInput computed = plain;
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLesson) lesson = NULL;
  g_autoptr (RbLesson) blind = NULL;
  RbDigestResult result;
  guint position;

  difference->change (&sent, &computed);
  position = play_inputs (trace, &sent, &computed, CHALLENGE, "401 Unauthorized");
  lesson = rb_digest_walk (trace, position, PASSWORD, &result);
  g_assert_cmpint (result, ==, RB_DIGEST_WRONG);
  lesson_get (lesson, difference->found);
  g_assert_null (rb_lesson_find (lesson, "digest-other-password"));
  lesson_get (lesson, "digest-server-again");

  blind = rb_digest_walk (trace, position, NULL, &result);
  g_assert_cmpint (result, ==, RB_DIGEST_NOT_CHECKED);
  lesson_get (blind, "digest-not-checked");
  if (difference->misfit != NULL)
    lesson_get (blind, difference->misfit);
}

static void
a_fitting_message_has_no_misfits (void)
{
  static const char *const misfits[] = { "digest-header-differs",  "digest-realm-differs",   "digest-opaque-differs",
                                         "digest-nonce-differs",   "digest-nonce-older",     "digest-uri-differs",
                                         "digest-user-differs",    "digest-user-case",       "digest-algorithm-differs",
                                         "digest-response-length", "digest-qop-not-offered", "digest-qop-missing",
                                         "digest-cnonce-missing",  "digest-nc-form",         "digest-nc-again" };
  g_autoptr (RbTrace) trace = rb_trace_new ();
  guint position = play_inputs (trace, &plain, &plain, CHALLENGE, "200 OK");
  g_autoptr (RbLesson) lesson = rb_digest_walk (trace, position, PASSWORD, NULL);
  const RbLessonBlock *block = rb_lesson_find (lesson, "digest-server-asks");
  g_autofree char *user = rb_digest_walk_dup_user (trace, position);
  g_autofree char *realm = rb_digest_walk_dup_realm (trace, position);

  for (gsize i = 0; i < G_N_ELEMENTS (misfits); i++)
    g_assert_null (rb_lesson_find (lesson, misfits[i]));
  lesson_get (lesson, "digest-algorithm-default");
  g_assert_cmpuint (g_array_index (block->positions, guint, 0), ==, 1);
  g_assert_cmpuint (find_source (lesson, "digest-a1", "alice"), ==, 2);
  g_assert_cmpuint (find_source (lesson, "digest-a1", "example.com"), ==, 1);
  g_assert_cmpuint (find_source (lesson, "digest-response", NONCE), ==, 1);
  g_assert_cmpuint (find_source (lesson, "digest-a2", "REGISTER"), ==, 3);
  g_assert_cmpuint (find_source (lesson, "digest-a2", "sip:example.com"), ==, 2);
  g_assert_true (rb_digest_walk_is_for (trace, position));
  g_assert_false (rb_digest_walk_is_for (trace, 0));
  g_assert_false (rb_digest_walk_is_for (trace, 1));
  g_assert_false (rb_digest_walk_is_for (trace, 99));
  g_assert_cmpstr (user, ==, "alice");
  g_assert_cmpstr (realm, ==, "example.com");
}

static void
right_but_refused_points_at_the_server (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  guint position = play_inputs (trace, &plain, &plain, CHALLENGE, "401 Unauthorized");
  g_autoptr (RbLesson) lesson = rb_digest_walk (trace, position, PASSWORD, NULL);

  lesson_get (lesson, "digest-right");
  lesson_get (lesson, "digest-server-knows-other");
}

static void
a_forbidden_is_only_likely_about_the_password (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  guint position = play_inputs (trace, &plain, &plain, CHALLENGE, "403 Forbidden");
  g_autoptr (RbLesson) lesson = rb_digest_walk (trace, position, NULL, NULL);

  g_assert_cmpint (rb_lesson_find (lesson, "digest-server-forbidden")->confidence, ==, RB_CONFIDENCE_LIKELY);
}

static void
stale_is_no_wrong_password (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace =
      fixture_call ("0 A>P REGISTER 1 REGISTER b1 -\n"
                    "1 P>A 401 1 REGISTER b1 p header=WWW-Authenticate:Digest_realm=\"r\",nonce=\"n1\"\n"
                    "2 A>P REGISTER 2 REGISTER b2 - "
                    "header=Authorization:Digest_username=\"alice\",realm=\"r\",nonce=\"n1\",uri=\"u\"\n"
                    "3 P>A 401 2 REGISTER b2 p header=WWW-Authenticate:Digest_realm=\"r\",nonce=\"n2\",stale=TRUE\n"
                    "4 A>P REGISTER 3 REGISTER b3 - "
                    "header=Authorization:Digest_username=\"alice\",realm=\"r\",nonce=\"n1\",uri=\"u\"\n",
                    &flow);
  g_autoptr (RbLesson) first = rb_digest_walk (trace, 2, NULL, NULL);
  g_autoptr (RbLesson) second = rb_digest_walk (trace, 4, NULL, NULL);

  lesson_get (first, "digest-server-stale");
  lesson_get (second, "digest-nonce-older");
  lesson_get (second, "digest-server-silent");
}

static void
without_the_challenge_it_is_said (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  guint position = play_inputs (trace, &plain, &plain, NULL, "200 OK");
  RbDigestResult result;
  g_autoptr (RbLesson) lesson = rb_digest_walk (trace, position, PASSWORD, &result);

  g_assert_cmpint (result, ==, RB_DIGEST_RIGHT);
  lesson_get (lesson, "digest-no-challenge");
  lesson_get (lesson, "digest-algorithm-of-credentials");
  g_assert_cmpuint (find_source (lesson, "digest-a1", "example.com"), ==, 2);
}

static void
a_nonce_of_another_exchange_is_found (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLesson) lesson = NULL;

  fixture_play (trace,
                "0 A>P REGISTER 1 REGISTER b1 - call=call-2\n"
                "1 P>A 401 1 REGISTER b1 p call=call-2 header=WWW-Authenticate:Digest_realm=\"r\",nonce=\"n1\"\n"
                "2 A>P INVITE 1 INVITE b2 - header=Authorization:Digest_username=\"alice\",realm=\"r\",nonce=\"n1\"\n");
  lesson = rb_digest_walk (trace, 2, NULL, NULL);
  lesson_get (lesson, "digest-challenge-elsewhere");
  g_assert_null (rb_lesson_find (lesson, "digest-no-challenge"));
}

static void
of_several_challenges_the_answered_one_counts (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLesson) lesson = NULL;
  const RbLessonBlock *block;

  fixture_play (trace,
                "0 A>P REGISTER 1 REGISTER b1 -\n"
                "1 P>A 401 1 REGISTER b1 p header=WWW-Authenticate:Digest_realm=\"r\",nonce=\"n1\",algorithm=SHA-256 "
                "header=WWW-Authenticate:Digest_realm=\"r\",nonce=\"n1\",algorithm=MD5\n"
                "2 A>P REGISTER 2 REGISTER b2 - "
                "header=Authorization:Digest_username=\"alice\",realm=\"r\",nonce=\"n1\",uri=\"u\",algorithm=MD5\n");
  lesson = rb_digest_walk (trace, 2, NULL, NULL);
  block = rb_lesson_find (lesson, "digest-several-offered");
  g_assert_nonnull (strstr (block->text, "SHA-256, MD5"));
  g_assert_null (rb_lesson_find (lesson, "digest-algorithm-differs"));
}

static void
the_credentials_of_an_ack_are_those_of_its_invite (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  RbDigestInput input = plain;
  g_autofree char *response = NULL;
  g_autofree char *line = NULL;
  g_autoptr (RbLesson) lesson = NULL;
  RbDigestResult result;

  input.method = "INVITE";
  input.uri = "sip:bob@example.com";
  input.qop = NULL;
  response = rb_digest_response (&input);
  line = g_strdup_printf (
      "0 A>P ACK 2 ACK b3 b header=Authorization:Digest_username=\"alice\",realm=\"example.com\",nonce=\"" NONCE
      "\",uri=\"sip:bob@example.com\",response=\"%s\"\n",
      response);
  fixture_play (trace, line);
  lesson = rb_digest_walk (trace, 0, PASSWORD, &result);
  g_assert_cmpint (result, ==, RB_DIGEST_RIGHT);
  lesson_get (lesson, "digest-of-invite");
}

static void
an_unknown_algorithm_is_named (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace =
      fixture_call ("0 A>P REGISTER 1 REGISTER b1 - "
                    "header=Authorization:Digest_username=\"a\",realm=\"r\",nonce=\"n\",algorithm=AKAv1-MD5\n",
                    &flow);
  RbDigestResult result;
  g_autoptr (RbLesson) lesson = rb_digest_walk (trace, 0, PASSWORD, &result);

  g_assert_cmpint (result, ==, RB_DIGEST_NO_CREDENTIALS);
  lesson_get (lesson, "digest-algorithm-unknown");
}

/* Every phone of the recordings has its name and "-secret" for a password. */
static void
check_recorded (const char *name, RbTrace *trace)
{
  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    {
      g_autofree char *user = rb_digest_walk_dup_user (trace, i);
      g_autofree char *password = g_strconcat (user != NULL ? user : "", "-secret", NULL);
      RbDigestResult result;
      g_autoptr (RbLesson) lesson = NULL;

      if (user == NULL)
        continue;
      lesson = rb_digest_walk (trace, i, password, &result);
      if (g_str_has_prefix (name, "wrong-password"))
        {
          g_assert_cmpint (result, ==, RB_DIGEST_WRONG);
          lesson_get (lesson, "digest-other-password");
          lesson_get (lesson, "digest-server-again");
          continue;
        }
      g_test_message ("%s %u", name, i);
      g_assert_cmpint (result, ==, RB_DIGEST_RIGHT);
      g_assert_null (rb_lesson_find (lesson, "digest-server-again"));
    }
}

static void
recorded_passwords_are_right (void)
{
  g_assert_cmpuint (fixture_each_capture ("recorded", check_recorded), >, 30);
}

static void
the_flow_lists_each_answer_once (void)
{
  g_autoptr (RbTrace) trace = fixture_open ("recorded/register-refresh-unregister.pcap");
  RbFlow *flow = fixture_find_flow (trace, "REGISTER");
  g_autoptr (RbLesson) lesson = rb_digest_walk_flow (flow, "alice-secret");
  g_autoptr (RbLesson) none = NULL;
  g_autoptr (RbTrace) other = fixture_open ("recorded/direct-without-proxy.pcap");
  const RbLessonBlock *table = rb_lesson_find (lesson, "digest-messages");
  g_autofree char *json = lesson_dup_json (lesson);

  g_assert_cmpuint (table->rows->len, ==, 3);
  for (guint i = 0; i < table->rows->len; i++)
    g_assert_cmpstr (g_array_index ((GArray *) g_ptr_array_index (table->rows, i), RbLessonCell, 5).text, ==, "right");
  lesson_get (lesson, "digest-right");
  g_assert_null (strstr (json, "alice-secret"));

  none = rb_digest_walk_flow (fixture_find_flow (other, "INVITE"), NULL);
  lesson_get (none, "digest-none");
}

static void
walk_all (const char *name, RbTrace *trace)
{
  GListModel *flows = rb_trace_get_flows (trace);

  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    {
      g_autoptr (RbLesson) lesson = rb_digest_walk (trace, i, i % 2 == 0 ? NULL : "password", NULL);

      lesson_assert_sound (lesson, rb_trace_get_n_messages (trace));
    }
  for (guint i = 0; i < g_list_model_get_n_items (flows); i++)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (flows, i);
      g_autoptr (RbLesson) lesson = rb_digest_walk_flow (flow, "password");

      lesson_assert_sound (lesson, rb_trace_get_n_messages (trace));
    }
}

static void
every_file_is_survived (void)
{
  fixture_each_trace (walk_all);
}

/* 64 KB of anything becomes short and harmless. */
static void
hostile_values_stay_short (void)
{
  g_autofree char *big = g_strnfill (60000, 'x');
  g_autofree char *credentials = g_strdup_printf ("Authorization: Digest username=\"<b>\xe2\x80\xae%s\", realm=\"%s\", "
                                                  "nonce=\"%s\", uri=\"\x01\", response=\"\"\r\n",
                                                  big, big, big);
  g_autoptr (RbTrace) trace = rb_trace_new ();
  guint position = play (trace, big, "sip:example.com", NULL, credentials, "", NULL);
  g_autoptr (RbLesson) lesson = rb_digest_walk (trace, position, PASSWORD, NULL);
  g_autofree char *json = lesson_dup_json (lesson);

  g_assert_cmpuint (strlen (json), <, 10000);
  g_assert_null (strstr (json, "\xe2\x80\xae"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/digest-walk/known-examples-come-out", known_examples_come_out);
  for (gsize i = 0; i < G_N_ELEMENTS (differences); i++)
    {
      g_autofree char *path = g_strdup_printf ("/digest-walk/differing-%s-is-found", differences[i].name);

      g_test_add_data_func (path, &differences[i], differing_input_is_found);
    }
  g_test_add_func ("/digest-walk/a-fitting-message-has-no-misfits", a_fitting_message_has_no_misfits);
  g_test_add_func ("/digest-walk/right-but-refused-points-at-the-server", right_but_refused_points_at_the_server);
  g_test_add_func ("/digest-walk/a-forbidden-is-only-likely-about-the-password",
                   a_forbidden_is_only_likely_about_the_password);
  g_test_add_func ("/digest-walk/stale-is-no-wrong-password", stale_is_no_wrong_password);
  g_test_add_func ("/digest-walk/without-the-challenge-it-is-said", without_the_challenge_it_is_said);
  g_test_add_func ("/digest-walk/a-nonce-of-another-exchange-is-found", a_nonce_of_another_exchange_is_found);
  g_test_add_func ("/digest-walk/of-several-challenges-the-answered-one-counts",
                   of_several_challenges_the_answered_one_counts);
  g_test_add_func ("/digest-walk/the-credentials-of-an-ack-are-those-of-its-invite",
                   the_credentials_of_an_ack_are_those_of_its_invite);
  g_test_add_func ("/digest-walk/an-unknown-algorithm-is-named", an_unknown_algorithm_is_named);
  g_test_add_func ("/digest-walk/recorded-passwords-are-right", recorded_passwords_are_right);
  g_test_add_func ("/digest-walk/the-flow-lists-each-answer-once", the_flow_lists_each_answer_once);
  g_test_add_func ("/digest-walk/every-file-is-survived", every_file_is_survived);
  g_test_add_func ("/digest-walk/hostile-values-stay-short", hostile_values_stay_short);
  return g_test_run ();
}
