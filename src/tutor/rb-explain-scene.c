/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A message with what the trace knows around it: its request, its transaction, the facts that sentences depend on,
 * and the words they are filled with. Every explanation begins here. */

#include "rb-explain-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-sip-status.h"
#include "rb-sip-uri.h"

static void
clear_word (gpointer data)
{
  g_free (((RbSceneWord *) data)->value);
}

static RbSceneWord *
find_word (const RbScene *self, const char *name, gsize length)
{
  for (guint i = 0; i < self->words->len; i++)
    {
      RbSceneWord *word = &g_array_index (self->words, RbSceneWord, i);

      if (strncmp (word->name, name, length) == 0 && word->name[length] == '\0')
        return word;
    }
  return NULL;
}

static void
set_word (RbScene *self, const char *name, char *value, guint position)
{
  RbSceneWord *word = find_word (self, name, strlen (name));

  if (value == NULL)
    return;
  if (word == NULL)
    {
      const RbSceneWord fresh = { .name = name };

      g_array_append_val (self->words, fresh);
      word = &g_array_index (self->words, RbSceneWord, self->words->len - 1);
    }
  g_free (word->value);
  word->value = value;
  word->position = position;
}

void
rb_scene_set (RbScene *self, const char *name, char *value)
{
  set_word (self, name, value, RB_FLOW_NONE);
}

void
rb_scene_quote (RbScene *self, const char *name, RbSpan span)
{
  g_autofree char *text = NULL;

  if (span.length == 0)
    return;
  text = rb_span_dup_line (span, self->message.bytes);
  rb_scene_set (self, name, rb_lesson_quote (text));
}

/* "0.475 s", "12.3 s", "3 min 5 s". (transfer full) */
static char *
format_time (gint64 us)
{
  double seconds = MAX (us, 0) / (double) G_USEC_PER_SEC;

  if (seconds >= 60)
    {
      guint whole = (guint) MIN (seconds + 0.5, 1e9);

      return whole % 60 == 0 ? g_strdup_printf (_ ("%u min"), whole / 60)
                             : g_strdup_printf (_ ("%1$u min %2$u s"), whole / 60, whole % 60);
    }
  if (seconds < 0.0001)
    /* Translators: a time in microseconds. */
    return g_strdup_printf (_ ("%u µs"), (guint) MAX (us, 0));
  if (seconds < 0.01)
    /* Translators: a time in milliseconds. */
    return g_strdup_printf (_ ("%.1f ms"), seconds * 1000);
  /* Translators: a time in seconds. */
  return seconds < 10 ? g_strdup_printf (_ ("%.3f s"), seconds) : g_strdup_printf (_ ("%.1f s"), seconds);
}

void
rb_scene_set_time (RbScene *self, const char *name, gint64 us)
{
  if (us >= 0)
    rb_scene_set (self, name, format_time (us));
}

void
rb_scene_cite (RbScene *self, const char *name, guint position)
{
  if (position != RB_FLOW_NONE)
    set_word (self, name, rb_lesson_format_number (position), position);
}

void
rb_scene_cite_step (RbScene *self, const char *name, guint step)
{
  const RbFlowStep *found = step != RB_FLOW_NONE ? rb_flow_get_step (self->flow, step) : NULL;

  if (found != NULL)
    rb_scene_cite (self, name, found->position);
}

gboolean
rb_scene_has (const RbScene *self, const char *name)
{
  return find_word (self, name, strlen (name)) != NULL;
}

void
rb_scene_forget_own_facts (RbScene *self)
{
  self->facts &= G_MAXUINT32;
}

/* @text with its {names} filled in; NULL when one has no value. @block: (nullable): cites the messages named. */
static char *
fill_in (const RbScene *self, const char *text, RbLessonBlock *block)
{
  g_autoptr (GString) filled = g_string_sized_new (256);
  const char *brace;

  for (; (brace = strchr (text, '{')) != NULL; text = strchr (brace, '}') + 1)
    {
      const RbSceneWord *word = find_word (self, brace + 1, strcspn (brace + 1, "}"));

      if (word == NULL)
        return NULL;
      g_string_append_len (filled, text, brace - text);
      g_string_append (filled, word->value);
      if (block != NULL)
        rb_lesson_block_cite (block, word->position);
    }
  g_string_append (filled, text);
  return g_string_free (g_steal_pointer (&filled), FALSE);
}

static gboolean
is_true (const RbScene *self, const RbRule *rule)
{
  return (rule->when & ~self->facts) == 0 && (rule->unless & self->facts) == 0;
}

static gboolean
say (const RbScene *self, RbLesson *lesson, const RbRule *rule)
{
  g_autofree char *text = is_true (self, rule) ? fill_in (self, _ (rule->text), NULL) : NULL;
  g_autofree char *cited = NULL;
  RbLessonBlock *block;

  if (text == NULL)
    return FALSE;
  block = rb_lesson_add (lesson, rule->id, rule->rfc, text);
  block->confidence = rule->confidence;
  block->tone = rule->tone;
  cited = fill_in (self, rule->text, block);
  return TRUE;
}

guint
rb_scene_say_first (const RbScene *self, RbLesson *lesson, const RbRuleTable *table)
{
  for (guint i = 0; i < table->n; i++)
    if (say (self, lesson, &table->rules[i]))
      return 1;
  return 0;
}

guint
rb_scene_say_all (const RbScene *self, RbLesson *lesson, const RbRuleTable *table)
{
  guint n = 0;

  for (guint i = 0; i < table->n; i++)
    n += say (self, lesson, &table->rules[i]);
  return n;
}

gboolean
rb_scene_read_step (const RbScene *self, guint step, RbReading *reading)
{
  const RbFlowStep *found = step != RB_FLOW_NONE ? rb_flow_get_step (self->flow, step) : NULL;

  reading->position = RB_FLOW_NONE;
  return found != NULL && rb_reading_init (reading, self->trace, found->position);
}

/* The ACK of a 2xx is the one request of its transaction. */
static guint
get_request (const RbTransaction *transaction)
{
  return transaction->kind == RB_TRANSACTION_ACK ? transaction->ack : transaction->request;
}

gboolean
rb_scene_read_request (const RbScene *self, guint transaction, RbReading *reading)
{
  const RbTransaction *found = rb_flow_get_transaction (self->flow, transaction);

  reading->position = RB_FLOW_NONE;
  return found != NULL && rb_scene_read_step (self, get_request (found), reading);
}

static void
set_fact (RbScene *self, RbSceneFact fact, gboolean is_true)
{
  if (is_true)
    self->facts |= fact;
}

static void
look_at_message (RbScene *self)
{
  const RbSipIndex *index = &self->message.index;
  RbTransport transport = self->message.info.transport;

  set_fact (self, RB_IS_STREAM,
            transport == RB_TRANSPORT_TCP || transport == RB_TRANSPORT_TLS || transport == RB_TRANSPORT_WS ||
                transport == RB_TRANSPORT_WSS || transport == RB_TRANSPORT_SCTP);
  set_fact (self, RB_IS_LIVE, self->message.info.mono_us != 0);
  set_fact (self, RB_IS_RELAYED, index->n_vias > 1);
  set_fact (self, RB_IS_CALL, g_strcmp0 (rb_flow_get_method (self->flow), "INVITE") == 0);
  set_fact (self, RB_IS_COPY, self->step.retransmission_of != RB_FLOW_NONE);
  set_fact (self, RB_HAS_SDP, index->sdp.length > 0);
  set_fact (self, RB_HAS_CREDENTIALS, index->has_authorization);
  set_fact (self, RB_IS_INVITE, rb_reading_is (&self->message, "INVITE"));
  set_fact (self, RB_IS_REQUEST, index->is_request);
  set_fact (self, RB_IS_SYNTHETIC, self->message.info.kind == RB_MESSAGE_SYNTHETIC);
}

static void
look_at_transaction (RbScene *self)
{
  const RbTransaction *transaction = &self->transaction;
  RbReading final;

  if (rb_scene_read_step (self, get_request (transaction), &self->request))
    set_fact (self, RB_IS_IN_DIALOG, self->request.index.to_tag.length > 0);
  set_fact (self, RB_HAS_PROVISIONAL, transaction->provisional != RB_FLOW_NONE);
  set_fact (self, RB_HAS_CANCEL, transaction->cancel != RB_FLOW_NONE);
  set_fact (self, RB_WAS_REPEATED,
            transaction->request_again != RB_FLOW_NONE && transaction->request_again != transaction->request);
  if (rb_scene_read_step (self, transaction->final, &final))
    {
      g_autofree char *label = rb_sip_status_format (final.index.status);

      self->facts |= RB_HAS_FINAL;
      set_fact (self, RB_HAS_2XX, final.index.status / 100 == 2);
      set_fact (self, RB_HAS_CHALLENGE, final.index.status == 401 || final.index.status == 407);
      rb_scene_cite (self, "final", final.position);
      rb_scene_set (self, "final_label", g_steal_pointer (&label));
      if (self->request.position != RB_FLOW_NONE)
        rb_scene_set_time (self, "final_wait", final.info.wall_us - self->request.info.wall_us);
    }
}

static void
set_words (RbScene *self)
{
  const RbSipIndex *index = &self->message.index;
  g_autofree char *method = rb_span_dup_line (index->method, self->message.bytes);
  g_autofree char *to = rb_span_dup_line (index->to_uri, self->message.bytes);
  g_autofree char *from = rb_span_dup_line (index->from_uri, self->message.bytes);
  g_autofree char *to_short = rb_sip_uri_format_short (to);
  g_autofree char *from_short = rb_sip_uri_format_short (from);

  rb_scene_set (self, "method", g_strdup (g_utf8_strlen (method, -1) > 20 ? "?" : method));
  rb_scene_set (self, "to", rb_lesson_quote (to_short != NULL ? to_short : to));
  rb_scene_set (self, "from", rb_lesson_quote (from_short != NULL ? from_short : from));
  rb_scene_quote (self, "uri", index->request_uri);
  rb_scene_cite (self, "this", self->message.position);
  if (!index->is_request)
    rb_scene_set (self, "label", rb_sip_status_format (index->status));
  if (!index->is_request && self->step.response_to != RB_FLOW_NONE)
    {
      rb_scene_cite (self, "request", self->step.response_to);
      rb_scene_set_time (self, "wait", self->step.response_us);
    }
  rb_scene_cite_step (self, "provisional", self->transaction.provisional);
  rb_scene_cite_step (self, "ack", self->transaction.ack);
}

static void
set_parties (RbScene *self)
{
  rb_scene_find_parties (self);
  set_fact (self, RB_FROM_PROXY, self->sender == RB_PARTY_PROXY);
  set_fact (self, RB_FROM_CALLER, self->sender == RB_PARTY_CALLER);
  rb_scene_find_maker (self);
  set_fact (self, RB_MADE_BY_PROXY, self->maker == RB_PARTY_PROXY);
  set_fact (self, RB_MADE_BY_CALLEE, self->maker == RB_PARTY_CALLEE);
  set_fact (self, RB_IS_SURE_MAKER, self->maker_confidence == RB_CONFIDENCE_CERTAIN);
  rb_scene_set (self, "sender", g_strdup (rb_party_get_noun (self, self->sender, FALSE)));
  rb_scene_set (self, "Sender", g_strdup (rb_party_get_noun (self, self->sender, TRUE)));
  rb_scene_set (self, "receiver", g_strdup (rb_party_get_noun (self, self->receiver, FALSE)));
  rb_scene_set (self, "Receiver", g_strdup (rb_party_get_noun (self, self->receiver, TRUE)));
  rb_scene_set (self, "target",
                g_strdup (rb_party_get_noun (self, self->forward ? RB_PARTY_CALLEE : RB_PARTY_CALLER, FALSE)));
  rb_scene_set (self, "Asker",
                g_strdup (rb_party_get_noun (self, self->forward ? RB_PARTY_CALLER : RB_PARTY_CALLEE, TRUE)));
  rb_scene_set (self, "maker", g_strdup (rb_party_get_noun (self, self->maker, FALSE)));
  rb_scene_set (self, "Maker", g_strdup (rb_party_get_noun (self, self->maker, TRUE)));
}

gboolean
rb_scene_init (RbScene *self, RbTrace *trace, guint position)
{
  const RbFlowStep *step;

  *self = (RbScene){ .trace = trace };
  self->request.position = RB_FLOW_NONE;
  if (!rb_reading_init (&self->message, trace, position))
    return FALSE;
  self->flow = rb_trace_get_flow_of (trace, position);
  step = rb_trace_get_step (trace, position);
  if (self->flow == NULL || step == NULL)
    return FALSE;

  self->step = *step;
  self->number = rb_trace_get_step_number (trace, position);
  self->transaction = *rb_flow_get_transaction (self->flow, step->transaction);
  self->words = g_array_new (FALSE, FALSE, sizeof (RbSceneWord));
  g_array_set_clear_func (self->words, clear_word);
  look_at_message (self);
  look_at_transaction (self);
  set_words (self);
  set_parties (self);
  return TRUE;
}

void
rb_scene_clear (RbScene *self)
{
  g_clear_pointer (&self->words, g_array_unref);
}
