/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The keys of the filter language and how each looks at a message: one table for the parser, the
 * completion and the test of docs/filter.md. A new key is one function and one row here. */

#include "rb-filter-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-sdp.h"
#include "rb-sip-scan.h"

/* The share of a key that may be wrong for it to be suggested: one letter in three. */
#define LETTERS_A_MISTAKE 3
/* Shorter words are like too many others. */
#define SHORTEST_MISTAKE 4

static gboolean
has_span (RbFilterValue *value, RbFilterSubject *subject, RbSpan span)
{
  return span.length > 0 && rb_filter_value_has_text (value, subject->bytes + span.offset, span.length);
}

static gboolean
match_method (RbFilterValue *value, RbFilterSubject *subject)
{
  return has_span (value, subject, rb_filter_subject_get_index (subject)->method);
}

static guint
get_status (RbFilterSubject *subject)
{
  const RbFlowFact *fact = rb_filter_subject_get_fact (subject);

  return fact != NULL ? fact->status : rb_filter_subject_get_index (subject)->status;
}

static gboolean
match_status (RbFilterValue *value, RbFilterSubject *subject)
{
  guint status = get_status (subject);

  return status > 0 && rb_filter_value_has_number (value, status);
}

static gboolean
match_response (RbFilterValue *value, RbFilterSubject *subject)
{
  return get_status (subject) > 0;
}

static gboolean
match_request (RbFilterValue *value, RbFilterSubject *subject)
{
  const RbFlowFact *fact = rb_filter_subject_get_fact (subject);

  return fact != NULL ? (fact->flags & RB_FACT_REQUEST) != 0 : rb_filter_subject_get_index (subject)->is_request;
}

static gboolean
match_cseq (RbFilterValue *value, RbFilterSubject *subject)
{
  const RbFlowFact *fact = rb_filter_subject_get_fact (subject);
  const RbSipIndex *index;

  if (fact != NULL)
    return rb_filter_value_has_number (value, fact->cseq);

  index = rb_filter_subject_get_index (subject);
  return index->valid && rb_filter_value_has_number (value, index->cseq);
}

static gboolean
match_from (RbFilterValue *value, RbFilterSubject *subject)
{
  return has_span (value, subject, rb_filter_subject_get_index (subject)->from);
}

static gboolean
match_to (RbFilterValue *value, RbFilterSubject *subject)
{
  return has_span (value, subject, rb_filter_subject_get_index (subject)->to);
}

static gboolean
match_user (RbFilterValue *value, RbFilterSubject *subject)
{
  return match_from (value, subject) || match_to (value, subject);
}

static gboolean
match_call_id (RbFilterValue *value, RbFilterSubject *subject)
{
  return has_span (value, subject, rb_filter_subject_get_index (subject)->call_id);
}

static gboolean
match_branch (RbFilterValue *value, RbFilterSubject *subject)
{
  return has_span (value, subject, rb_filter_subject_get_index (subject)->branch);
}

static gboolean
match_tag (RbFilterValue *value, RbFilterSubject *subject)
{
  const RbSipIndex *index = rb_filter_subject_get_index (subject);

  return has_span (value, subject, index->from_tag) || has_span (value, subject, index->to_tag);
}

static gboolean
find_in_headers (RbFilterValue *value, RbFilterSubject *subject, const char *name, char compact)
{
  gsize length;
  const guint8 *bytes = rb_filter_subject_get_bytes (subject, &length);
  RbSipHeader header;
  RbSipScan scan;
  RbSpan line;

  rb_sip_scan_init (&scan, bytes, length);
  rb_sip_scan_start_line (&scan, &line);
  while (rb_sip_scan_header (&scan, &header) == RB_SIP_SCAN_HEADER)
    {
      gboolean named =
          rb_span_is_nocase (header.name, bytes, name) ||
          (compact != '\0' && header.name.length == 1 && g_ascii_tolower ((char) bytes[header.name.offset]) == compact);

      if (named && (value->op == RB_FILTER_OP_NONE ||
                    rb_filter_value_has_text (value, bytes + header.value.offset, header.value.length)))
        return TRUE;
    }

  return FALSE;
}

static gboolean
match_header (RbFilterValue *value, RbFilterSubject *subject)
{
  return find_in_headers (value, subject, value->header, value->compact);
}

static gboolean
match_contact (RbFilterValue *value, RbFilterSubject *subject)
{
  return find_in_headers (value, subject, "Contact", 'm');
}

static gboolean
match_body (RbFilterValue *value, RbFilterSubject *subject)
{
  return has_span (value, subject, rb_filter_subject_get_index (subject)->body);
}

static gboolean
match_sdp (RbFilterValue *value, RbFilterSubject *subject)
{
  return rb_filter_subject_get_index (subject)->has_sdp && match_body (value, subject);
}

static gboolean
match_codec (RbFilterValue *value, RbFilterSubject *subject)
{
  const RbSipIndex *index = rb_filter_subject_get_index (subject);
  g_autoptr (RbSdp) sdp = NULL;

  if (!index->has_sdp)
    return FALSE;

  sdp = rb_sdp_parse ((const char *) subject->bytes + index->body.offset, index->body.length, NULL);
  for (guint i = 0; sdp != NULL && i < sdp->media->len; i++)
    {
      const RbSdpMedia *media = g_ptr_array_index (sdp->media, i);

      for (guint j = 0; j < media->codecs->len; j++)
        {
          const RbSdpCodec *codec = g_ptr_array_index (media->codecs, j);

          if (rb_filter_value_has_text (value, (const guint8 *) codec->encoding, strlen (codec->encoding)))
            return TRUE;
        }
    }

  return FALSE;
}

static gboolean
match_text (RbFilterValue *value, RbFilterSubject *subject)
{
  gsize length;
  const guint8 *bytes = rb_filter_subject_get_bytes (subject, &length);

  return rb_filter_value_has_text (value, bytes, length);
}

static gboolean
match_src (RbFilterValue *value, RbFilterSubject *subject)
{
  return rb_filter_value_has_endpoint (value, &rb_filter_subject_get_info (subject)->src);
}

static gboolean
match_dst (RbFilterValue *value, RbFilterSubject *subject)
{
  return rb_filter_value_has_endpoint (value, &rb_filter_subject_get_info (subject)->dst);
}

static gboolean
match_ip (RbFilterValue *value, RbFilterSubject *subject)
{
  return match_src (value, subject) || match_dst (value, subject);
}

static gboolean
match_port (RbFilterValue *value, RbFilterSubject *subject)
{
  const RbMessageInfo *info = rb_filter_subject_get_info (subject);

  return rb_filter_value_has_number (value, info->src.port) || rb_filter_value_has_number (value, info->dst.port);
}

static const char *
get_transport (guint n)
{
  return n <= RB_TRANSPORT_SCTP - RB_TRANSPORT_UDP ? rb_transport_to_string (RB_TRANSPORT_UDP + n) : NULL;
}

static gboolean
match_transport (RbFilterValue *value, RbFilterSubject *subject)
{
  return rb_filter_subject_get_info (subject)->transport == RB_TRANSPORT_UDP + value->choice;
}

static const char *
get_direction (guint n)
{
  static const char *const words[] = { "in", "out" };

  return n < G_N_ELEMENTS (words) ? words[n] : NULL;
}

static gboolean
match_direction (RbFilterValue *value, RbFilterSubject *subject)
{
  return rb_filter_subject_get_info (subject)->direction == RB_DIRECTION_RECEIVED + value->choice;
}

static gboolean
match_leg (RbFilterValue *value, RbFilterSubject *subject)
{
  const RbFlowStep *step = rb_filter_subject_get_step (subject);

  return step != NULL && rb_filter_value_has_number (value, (guint64) step->leg + 1);
}

static gboolean
match_transaction (RbFilterValue *value, RbFilterSubject *subject)
{
  const RbFlowStep *step = rb_filter_subject_get_step (subject);

  return step != NULL && rb_filter_value_has_number (value, (guint64) step->transaction + 1);
}

static gboolean
match_dialog (RbFilterValue *value, RbFilterSubject *subject)
{
  const RbFlowStep *step = rb_filter_subject_get_step (subject);

  return step != NULL && step->dialog != RB_FLOW_NONE && rb_filter_value_has_number (value, (guint64) step->dialog + 1);
}

static gboolean
match_kind (RbFilterValue *value, RbFilterSubject *subject)
{
  RbFlow *flow = rb_filter_subject_get_flow (subject);
  const char *method = flow != NULL ? rb_flow_get_method (flow) : NULL;

  return method != NULL && rb_filter_value_has_text (value, (const guint8 *) method, strlen (method));
}

static const char *
get_verdict (guint n)
{
  return n < RB_VERDICT_N_KINDS ? rb_verdict_kind_to_string (n) : NULL;
}

static gboolean
match_verdict (RbFilterValue *value, RbFilterSubject *subject)
{
  RbFlow *flow = rb_filter_subject_get_flow (subject);

  return flow != NULL && rb_flow_get_verdict (flow)->kind == value->choice;
}

static gboolean
match_repeat (RbFilterValue *value, RbFilterSubject *subject)
{
  const RbFlowStep *step = rb_filter_subject_get_step (subject);

  return step != NULL && step->retransmission_of != RB_FLOW_NONE;
}

static gboolean
match_synthetic (RbFilterValue *value, RbFilterSubject *subject)
{
  return rb_filter_subject_get_info (subject)->kind == RB_MESSAGE_SYNTHETIC;
}

static gboolean
match_keepalive (RbFilterValue *value, RbFilterSubject *subject)
{
  return rb_filter_subject_get_info (subject)->kind == RB_MESSAGE_KEEP_ALIVE;
}

static gboolean
match_damaged (RbFilterValue *value, RbFilterSubject *subject)
{
  return rb_filter_subject_get_info (subject)->kind == RB_MESSAGE_DAMAGED;
}

static gboolean
match_since (RbFilterValue *value, RbFilterSubject *subject)
{
  gint64 origin_us = rb_trace_get_time (subject->trace, 0);

  return rb_filter_subject_get_info (subject)->wall_us >= rb_filter_value_get_time (value, origin_us);
}

static gboolean
match_until (RbFilterValue *value, RbFilterSubject *subject)
{
  gint64 origin_us = rb_trace_get_time (subject->trace, 0);

  return rb_filter_subject_get_info (subject)->wall_us <= rb_filter_value_get_time (value, origin_us);
}

static gboolean
match_size (RbFilterValue *value, RbFilterSubject *subject)
{
  gsize length;

  rb_filter_subject_get_bytes (subject, &length);
  return rb_filter_value_has_number (value, length);
}

static gboolean
match_no (RbFilterValue *value, RbFilterSubject *subject)
{
  return rb_filter_value_has_number (value, (guint64) subject->position + 1);
}

static gboolean
match_note (RbFilterValue *value, RbFilterSubject *subject)
{
  const char *note = rb_trace_get_note (subject->trace, subject->position);

  return note != NULL && rb_filter_value_has_text (value, (const guint8 *) note, strlen (note));
}

/* clang-format off */
static const RbFilterKey keys[] = {
  { { "method", RB_FILTER_WORD, FALSE, "method:INVITE", N_("Method of the request, or of the request a response answers") },
    RB_FILTER_COST_INDEX, FALSE, match_method },
  { { "status", RB_FILTER_NUMBER, FALSE, "status:4xx", N_("Status of a response") },
    RB_FILTER_COST_FLOW, FALSE, match_status },
  { { "request", RB_FILTER_FLAG, TRUE, "request", N_("Requests") },
    RB_FILTER_COST_FLOW, FALSE, match_request },
  { { "response", RB_FILTER_FLAG, TRUE, "response", N_("Responses") },
    RB_FILTER_COST_FLOW, FALSE, match_response },
  { { "cseq", RB_FILTER_NUMBER, FALSE, "cseq:2", N_("Number in CSeq") },
    RB_FILTER_COST_FLOW, FALSE, match_cseq },
  { { "from", RB_FILTER_TEXT, FALSE, "from:alice", N_("The From header: name, address and parameters") },
    RB_FILTER_COST_INDEX, FALSE, match_from },
  { { "to", RB_FILTER_TEXT, FALSE, "to:bob@example.com", N_("The To header: name, address and parameters") },
    RB_FILTER_COST_INDEX, FALSE, match_to },
  { { "user", RB_FILTER_TEXT, FALSE, "user:alice", N_("From or To") },
    RB_FILTER_COST_INDEX, FALSE, match_user },
  { { "contact", RB_FILTER_TEXT, FALSE, "contact:10.0.0.7", N_("A Contact header") },
    RB_FILTER_COST_HEADERS, FALSE, match_contact },
  { { "call-id", RB_FILTER_TEXT, FALSE, "call-id:8f2c", N_("The Call-ID") },
    RB_FILTER_COST_INDEX, FALSE, match_call_id },
  { { "branch", RB_FILTER_TEXT, FALSE, "branch:z9hG4bK74bf9", N_("The branch of the topmost Via") },
    RB_FILTER_COST_INDEX, FALSE, match_branch },
  { { "tag", RB_FILTER_TEXT, FALSE, "tag=9fxced76sl", N_("The tag of From or To") },
    RB_FILTER_COST_INDEX, FALSE, match_tag },
  { { "header", RB_FILTER_HEADER, FALSE, "header:Via~10\\.0", N_("Any header by its name, long or compact") },
    RB_FILTER_COST_HEADERS, FALSE, match_header },
  { { "body", RB_FILTER_TEXT, TRUE, "body:hello", N_("The body") },
    RB_FILTER_COST_INDEX, FALSE, match_body },
  { { "sdp", RB_FILTER_TEXT, TRUE, "sdp:sendonly", N_("A body that is SDP") },
    RB_FILTER_COST_INDEX, FALSE, match_sdp },
  { { "codec", RB_FILTER_WORD, FALSE, "codec:opus", N_("Name of a codec in the SDP") },
    RB_FILTER_COST_SDP, FALSE, match_codec },
  { { "src", RB_FILTER_ADDRESS, FALSE, "src:10.0.0.0/8", N_("Where the message came from") },
    RB_FILTER_COST_RECORD, FALSE, match_src },
  { { "dst", RB_FILTER_ADDRESS, FALSE, "dst:10.0.0.1:5060", N_("Where the message went") },
    RB_FILTER_COST_RECORD, FALSE, match_dst },
  { { "ip", RB_FILTER_ADDRESS, FALSE, "ip:2001:db8::/32", N_("Either end of the message's path") },
    RB_FILTER_COST_RECORD, FALSE, match_ip },
  { { "port", RB_FILTER_NUMBER, FALSE, "port:5060-5080", N_("Port of either end") },
    RB_FILTER_COST_RECORD, FALSE, match_port },
  { { "transport", RB_FILTER_CHOICE, FALSE, "transport:tcp", N_("What carried the message") },
    RB_FILTER_COST_RECORD, FALSE, match_transport, get_transport },
  { { "direction", RB_FILTER_CHOICE, FALSE, "direction:in", N_("Whether this computer received the message or sent it") },
    RB_FILTER_COST_RECORD, FALSE, match_direction, get_direction },
  { { "leg", RB_FILTER_NUMBER, FALSE, "leg:2", N_("Leg of the call: the first path its messages took is 1") },
    RB_FILTER_COST_FLOW, FALSE, match_leg },
  { { "transaction", RB_FILTER_NUMBER, FALSE, "transaction:1", N_("Transaction of the call, from 1") },
    RB_FILTER_COST_FLOW, FALSE, match_transaction },
  { { "dialog", RB_FILTER_NUMBER, FALSE, "dialog:1", N_("Dialog of the call, from 1") },
    RB_FILTER_COST_FLOW, FALSE, match_dialog },
  { { "kind", RB_FILTER_WORD, FALSE, "kind:REGISTER", N_("Method that began the call or other exchange") },
    RB_FILTER_COST_FLOW, TRUE, match_kind },
  { { "verdict", RB_FILTER_CHOICE, FALSE, "verdict:busy", N_("How the call of the message ended") },
    RB_FILTER_COST_FLOW, TRUE, match_verdict, get_verdict },
  { { "repeat", RB_FILTER_FLAG, TRUE, "-repeat", N_("Retransmissions, and what was captured twice") },
    RB_FILTER_COST_FLOW, FALSE, match_repeat },
  { { "synthetic", RB_FILTER_FLAG, TRUE, "synthetic", N_("Responses our own stack made, never on the wire") },
    RB_FILTER_COST_RECORD, FALSE, match_synthetic },
  { { "keepalive", RB_FILTER_FLAG, TRUE, "-keepalive", N_("Keep-alives") },
    RB_FILTER_COST_RECORD, FALSE, match_keepalive },
  { { "damaged", RB_FILTER_FLAG, TRUE, "damaged", N_("Bytes that are not a SIP message") },
    RB_FILTER_COST_RECORD, FALSE, match_damaged },
  { { "since", RB_FILTER_TIME, FALSE, "since:1.5", N_("This moment or later") },
    RB_FILTER_COST_RECORD, FALSE, match_since },
  { { "until", RB_FILTER_TIME, FALSE, "until:14:05:30", N_("This moment or earlier") },
    RB_FILTER_COST_RECORD, FALSE, match_until },
  { { "size", RB_FILTER_NUMBER, FALSE, "size>1400", N_("Bytes of the message") },
    RB_FILTER_COST_RECORD, FALSE, match_size },
  { { "no", RB_FILTER_NUMBER, FALSE, "no:12-40", N_("Number of the message in the list, from 1") },
    RB_FILTER_COST_RECORD, FALSE, match_no },
  { { "note", RB_FILTER_TEXT, TRUE, "note:echo", N_("What was noted about the message, in the capture file or by you") },
    RB_FILTER_COST_RECORD, FALSE, match_note },
};
/* clang-format on */

const RbFilterKey rb_filter_text_key = { { "", RB_FILTER_TEXT }, RB_FILTER_COST_BYTES, FALSE, match_text };

const RbFilterKey *
rb_filter_key_find (const char *name, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strlen (keys[i].info.name) == length && g_ascii_strncasecmp (keys[i].info.name, name, length) == 0)
      return &keys[i];

  return NULL;
}

/* Letters to insert, drop or change to make one word of the other (Levenshtein). */
static guint
count_mistakes (const char *key, const char *name, gsize length)
{
  guint row[32];
  gsize n = strlen (key);

  g_assert (n < G_N_ELEMENTS (row));
  for (gsize i = 0; i <= n; i++)
    row[i] = i;
  for (gsize j = 1; j <= length; j++)
    {
      guint diagonal = row[0];

      row[0] = j;
      for (gsize i = 1; i <= n; i++)
        {
          guint change = diagonal + (key[i - 1] != g_ascii_tolower (name[j - 1]) ? 1 : 0);

          diagonal = row[i];
          row[i] = MIN (change, MIN (row[i], row[i - 1]) + 1);
        }
    }

  return row[n];
}

/* (nullable): the key that somebody who typed @name may have meant. */
const char *
rb_filter_key_suggest (const char *name, gsize length)
{
  const char *best = NULL;
  guint fewest = MAX (length / LETTERS_A_MISTAKE, 1) + 1;

  if (length < SHORTEST_MISTAKE || length > 2 * strlen ("transaction"))
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *key = keys[i].info.name;
      guint mistakes = g_ascii_strncasecmp (key, name, length) == 0 ? 1 : count_mistakes (key, name, length);

      if (mistakes < fewest && mistakes < strlen (key))
        {
          fewest = mistakes;
          best = key;
        }
    }

  return best;
}

guint
rb_filter_get_n_keys (void)
{
  return G_N_ELEMENTS (keys);
}

/* (nullable): NULL beyond the end. */
const RbFilterKeyInfo *
rb_filter_get_key (guint n)
{
  return n < G_N_ELEMENTS (keys) ? &keys[n].info : NULL;
}

const char *
rb_filter_get_choice (guint key, guint n)
{
  return key < G_N_ELEMENTS (keys) && keys[key].choice != NULL ? keys[key].choice (n) : NULL;
}
