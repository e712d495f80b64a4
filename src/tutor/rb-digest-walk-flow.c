/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The digests of a whole exchange: a table of every message with credentials, and the steps of the first for each
 * challenge (RFC 3261 22). For the command line, the lab report and the page of the call. */

#include "rb-digest-walk.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-digest-case.h"
#include "rb-quotes.h"

/* A registration that is refreshed for a week shall not fill a thousand pages. */
#define MAX_ROWS 100
#define MAX_WALKS 5

typedef struct
{
  RbTrace *trace;
  GStringChunk *pool;
  const char *password;
  RbLesson *walks;
  RbLessonBlock *table;
  GHashTable *nonces; /* of those whose steps are shown */
  guint n;
  guint n_left_out;
} Walk;

static const char *
get_result_text (RbDigestResult result)
{
  switch (result)
    {
    case RB_DIGEST_RIGHT:
      return _ ("right");
    case RB_DIGEST_WRONG:
      return _ ("wrong");
    case RB_DIGEST_NOT_CHECKED:
      return _ ("not checked");
    default:
      return _ ("cannot be computed");
    }
}

static RbTone
get_result_tone (RbDigestResult result)
{
  return result == RB_DIGEST_RIGHT ? RB_TONE_GOOD : result == RB_DIGEST_WRONG ? RB_TONE_BAD : RB_TONE_DIM;
}

static RbDigestResult
check (const RbDigestCase *digest, const char *password)
{
  g_autofree char *response = NULL;
  RbDigestInput input;

  rb_digest_case_fill (digest, password, &input);
  if (!rb_digest_case_get_algorithm (digest, &input.algorithm))
    return RB_DIGEST_NO_CREDENTIALS;
  if (password == NULL)
    return RB_DIGEST_NOT_CHECKED;
  response = rb_digest_response (&input);
  return digest->credentials.response != NULL && g_ascii_strcasecmp (response, digest->credentials.response) == 0
             ? RB_DIGEST_RIGHT
             : RB_DIGEST_WRONG;
}

static void
add_row (Walk *self, const RbDigestCase *digest)
{
  RbDigestResult result = check (digest, self->password);
  gboolean again = digest->answer_status == 401 || digest->answer_status == 407;
  g_autofree char *answer = g_strdup_printf ("%u", digest->answer_status);

  rb_lesson_block_add_row (self->table);
  rb_lesson_block_add_cell (self->table, rb_quote_number (self->pool, digest->position), RB_TONE_PLAIN,
                            digest->position);
  rb_lesson_block_add_cell (self->table, rb_quote_plain (self->pool, digest->method, 32), RB_TONE_PLAIN, RB_FLOW_NONE);
  rb_lesson_block_add_cell (self->table, digest->credentials.is_proxy ? "Proxy-Authorization" : "Authorization",
                            RB_TONE_PLAIN, digest->challenge.position);
  rb_lesson_block_add_cell (self->table, rb_quote (self->pool, digest->credentials.username), RB_TONE_PLAIN,
                            RB_FLOW_NONE);
  rb_lesson_block_add_cell (self->table, rb_quote (self->pool, digest->credentials.realm), RB_TONE_PLAIN, RB_FLOW_NONE);
  rb_lesson_block_add_cell (self->table, get_result_text (result), get_result_tone (result), RB_FLOW_NONE);
  rb_lesson_block_add_cell (self->table, digest->answer != RB_FLOW_NONE ? answer : "–",
                            again                              ? RB_TONE_BAD
                            : digest->answer_status / 100 == 2 ? RB_TONE_GOOD
                                                               : RB_TONE_PLAIN,
                            digest->answer);
}

static void
take (Walk *self, guint position)
{
  g_auto (RbDigestCase) digest = { 0 };
  const char *nonce;

  if (self->n >= MAX_ROWS)
    {
      self->n_left_out++;
      return;
    }
  if (!rb_digest_case_init (&digest, self->trace, position, 0))
    return;

  self->n++;
  add_row (self, &digest);
  nonce = digest.credentials.nonce != NULL ? digest.credentials.nonce : "";
  if (g_hash_table_size (self->nonces) < MAX_WALKS && g_hash_table_add (self->nonces, g_strdup (nonce)))
    rb_lesson_append (self->walks, rb_digest_walk (self->trace, position, self->password, NULL));
}

/* Credentials that were copied into an ACK or a CANCEL, or sent on by the next hop, are the same once more. */
static gboolean
is_first_of_its_kind (Walk *self, const RbFlowStep *step, GHashTable *seen)
{
  gboolean is_proxy;
  g_autofree char *value = NULL;
  g_autofree char *response = NULL;
  RbSipIndex index;
  const guint8 *bytes;
  gsize length;

  if (step->retransmission_of != RB_FLOW_NONE)
    return FALSE;
  value = rb_digest_case_dup_header (self->trace, step->position, 0, &is_proxy);
  if (value == NULL)
    return FALSE;

  bytes = rb_trace_peek_bytes (self->trace, step->position, &length);
  rb_sip_index_parse (&index, bytes, length);
  response = rb_digest_get_param (value, "response");
  return g_hash_table_add (seen, g_strdup_printf ("%u %s", index.cseq, response != NULL ? response : ""));
}

RbLesson *
rb_digest_walk_flow (RbFlow *flow, const char *password)
{
  const char *const columns[] = { _ ("Message"), _ ("Method"),   _ ("Header"),      _ ("User"),
                                  _ ("Realm"),   _ ("Password"), _ ("Server says"), NULL };
  RbLesson *lesson = rb_lesson_new ();
  g_autoptr (GStringChunk) pool = g_string_chunk_new (1024);
  g_autoptr (GHashTable) nonces = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Walk self = { .trace = rb_flow_get_trace (flow), .pool = pool, .password = password, .nonces = nonces };

  self.walks = rb_lesson_new ();
  rb_lesson_add_heading (lesson, "digest-all", _ ("Messages with credentials"));
  self.table = rb_lesson_add_table (lesson, "digest-messages", "", columns);
  for (guint i = 0; self.trace != NULL && i < rb_flow_get_n_steps (flow); i++)
    {
      const RbFlowStep *step = rb_flow_get_step (flow, i);

      if (is_first_of_its_kind (&self, step, seen))
        take (&self, step->position);
    }

  if (self.n == 0)
    {
      rb_lesson_free (lesson);
      rb_lesson_free (self.walks);
      lesson = rb_lesson_new ();
      rb_lesson_add (
          lesson, "digest-none", "RFC 3261 22",
          _ ("No message here has Digest credentials: nobody asked who the sender is, or the answer is not in the "
             "trace."));
      return lesson;
    }
  if (self.n_left_out > 0)
    rb_lesson_add_printf (lesson, "digest-left-out", NULL,
                          ngettext ("%u more message with credentials is not listed.",
                                    "%u more messages with credentials are not listed.", self.n_left_out),
                          self.n_left_out);
  rb_lesson_append (lesson, self.walks);
  return lesson;
}
