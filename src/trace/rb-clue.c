/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What in the messages of a call tells how it ended, said so that a reader can check it: tags, the names
 * of programs, times that are those of known timers, reasons, warnings, addresses. Views and exporters
 * ask; everything is read from the bytes then, nothing is kept. */

#include "rb-clue.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-flow-private.h"
#include "rb-reading.h"
#include "rb-sip-scan.h"
#include "rb-sip-status.h"

/* A header's text may be as long as the message; a sentence may not. */
#define QUOTE_MAX 200

/* How far a timer's expiry may be from its time, for it to be no accident. */
#define TIMER_SLACK_US (150 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  RbTrace *trace;
  RbFlow *flow;
  const RbVerdict *verdict;
  GPtrArray *clues;
} Search;

/* What waits so long and then gives up. A phone's own timers first. */
static const struct
{
  guint16 seconds;
  guint8 party;
  const char *text;
} timers[] = {
  { 32, RB_PARTY_STACK,
    N_ ("The end came {time} after the {message}: that is 64 × T1, after which timers B, F and H give up (RFC "
        "3261).") },
  { 180, RB_PARTY_PROXY,
    N_ ("The end came {time} after the {message}: that is timer C, the 3 minutes a proxy waits at least (RFC 3261 "
        "16.6).") },
  { 6, RB_PARTY_PROXY, NULL },
  { 10, RB_PARTY_PROXY, NULL },
  { 15, RB_PARTY_PROXY, NULL },
  { 20, RB_PARTY_PROXY, NULL },
  { 30, RB_PARTY_PROXY, NULL },
  { 45, RB_PARTY_PROXY, NULL },
  { 60, RB_PARTY_PROXY, NULL },
  { 90, RB_PARTY_PROXY, NULL },
  { 120, RB_PARTY_PROXY, NULL },
};
/* Of the others: nothing but usual settings of proxies. */
static const char usual_timer[] =
    N_ ("The end came {time} after the {message}: a proxy's timer is often set to {seconds} s.");

static const char *const kinds[] = {
  [RB_CLUE_SAME_TAG] = "same-tag",
  [RB_CLUE_OTHER_TAG] = "other-tag",
  [RB_CLUE_SERVER] = "server",
  [RB_CLUE_USER_AGENT] = "user-agent",
  [RB_CLUE_RELAYED] = "relayed",
  [RB_CLUE_TIMER] = "timer",
  [RB_CLUE_NO_RINGING] = "no-ringing",
  [RB_CLUE_REASON] = "reason",
  [RB_CLUE_WARNING] = "warning",
  [RB_CLUE_NO_RESPONSE] = "no-response",
  [RB_CLUE_PRIVATE] = "private-address",
  [RB_CLUE_NAT] = "nat",
  [RB_CLUE_HOPS] = "hops",
};

static void
clue_free (gpointer data)
{
  RbClue *self = data;

  g_free (self->text);
  g_array_unref (self->positions);
  g_free (self);
}

/* Takes @text; @second: %RB_FLOW_NONE for none. */
static void
add (Search *self, RbClueKind kind, RbParty suggests, guint first, guint second, char *text)
{
  RbClue *clue = g_new (RbClue, 1);

  clue->kind = kind;
  clue->suggests = suggests;
  clue->text = text;
  clue->positions = g_array_sized_new (FALSE, FALSE, sizeof (guint), 2);
  g_array_append_val (clue->positions, first);
  if (second != RB_FLOW_NONE)
    g_array_append_val (clue->positions, second);
  g_ptr_array_add (self->clues, clue);
}

static guint
find_evidence (const Search *self, RbEvidenceRole role)
{
  for (guint i = 0; i < MIN (self->verdict->evidence->len, RB_EVIDENCE_MAX); i++)
    if (self->verdict->parts[i].role == role)
      return g_array_index (self->verdict->evidence, guint, i);

  return RB_FLOW_NONE;
}

static char *
dup_quote (const guint8 *bytes, RbSpan span)
{
  g_autofree char *text = rb_span_dup_line (span, bytes);

  return g_utf8_strlen (text, -1) <= QUOTE_MAX ? g_steal_pointer (&text) : g_utf8_substring (text, 0, QUOTE_MAX);
}

/* Value of the message's first header of that name. (transfer full) (nullable) */
static char *
dup_header (const RbReading *message, const char *name)
{
  RbSpan value = rb_sip_find_header (message->bytes, message->length, name, NULL);

  return value.length > 0 ? dup_quote (message->bytes, value) : NULL;
}

/* "INVITE" or "486 Busy Here" */
static char *
dup_title (const RbReading *message)
{
  if (message->index.is_request)
    return dup_quote (message->bytes, message->index.method);
  return rb_sip_status_format (message->index.status);
}

static void
look_at_tags (Search *self, const RbReading *final, const RbReading *ringing)
{
  RbSpan tag = final->index.to_tag;
  RbSpan phone = ringing->index.to_tag;

  if (tag.length == 0 || phone.length == 0 || final->index.status / 100 == 2)
    return;

  if (rb_span_equal (tag, final->bytes, phone, ringing->bytes))
    add (self, RB_CLUE_SAME_TAG, RB_PARTY_CALLEE, ringing->position, final->position,
         g_strdup_printf (_ ("The %1$u has the To-tag of the %2$u: both came from the same phone."),
                          final->index.status, ringing->index.status));
  else
    add (self, RB_CLUE_OTHER_TAG, RB_PARTY_PROXY, ringing->position, final->position,
         g_strdup_printf (_ ("The %1$u has another To-tag than the %2$u: it is not from the phone that rang."),
                          final->index.status, ringing->index.status));
}

static void
look_at_program (Search *self, const RbReading *final)
{
  g_autofree char *name = NULL;

  if (final->index.user_agent.length == 0 || final->index.status / 100 == 2)
    return;

  name = dup_quote (final->bytes, final->index.user_agent);
  if (final->index.is_user_agent)
    add (self, RB_CLUE_USER_AGENT, RB_PARTY_CALLEE, final->position, RB_FLOW_NONE,
         g_strdup_printf (_ ("The %1$u names its sender in User-Agent, as phones do: “%2$s”."), final->index.status,
                          name));
  else
    add (
        self, RB_CLUE_SERVER, RB_PARTY_PROXY, final->position, RB_FLOW_NONE,
        g_strdup_printf (_ ("The %1$u names its sender in Server, as proxies do: “%2$s”."), final->index.status, name));
}

static char *
format_seconds (gint64 us)
{
  return g_strdup_printf (_ ("%.1f s"), us / 1e6);
}

/* A person never hangs up after exactly 30.0 s. Proxies begin to count when they send the INVITE on or when
 * they hear of it first. */
static gboolean
look_at_time_since (Search *self, guint from, guint to)
{
  gint64 us = rb_trace_get_time (self->trace, to) - rb_trace_get_time (self->trace, from);
  RbReading message;

  for (guint i = 0; i < G_N_ELEMENTS (timers); i++)
    if (ABS (us - timers[i].seconds * G_USEC_PER_SEC) <= TIMER_SLACK_US &&
        rb_reading_init (&message, self->trace, from))
      {
        g_autofree char *time = format_seconds (us);
        g_autofree char *title = dup_title (&message);
        g_autofree char *seconds = g_strdup_printf ("%u", timers[i].seconds);
        GString *text = g_string_new (_ (timers[i].text != NULL ? timers[i].text : usual_timer));

        g_string_replace (text, "{time}", time, 0);
        g_string_replace (text, "{message}", title, 0);
        g_string_replace (text, "{seconds}", seconds, 0);
        add (self, RB_CLUE_TIMER, timers[i].party, from, to, g_string_free (text, FALSE));
        return TRUE;
      }

  return FALSE;
}

static void
look_at_times (Search *self, guint invite, guint ringing, guint final)
{
  RbVerdictKind kind = self->verdict->kind;
  guint cancel = find_evidence (self, RB_EVIDENCE_CANCEL);
  guint refresh = find_evidence (self, RB_EVIDENCE_REFRESH);
  guint bye = find_evidence (self, RB_EVIDENCE_BYE);
  guint end = cancel != RB_FLOW_NONE ? cancel : final;
  RbReading message;

  if (kind == RB_VERDICT_SESSION_EXPIRED && bye != RB_FLOW_NONE &&
      rb_reading_init (&message, self->trace, refresh != RB_FLOW_NONE ? refresh : final) &&
      message.index.session_expires > 0)
    {
      gint64 us = rb_trace_get_time (self->trace, bye) - message.info.wall_us;
      g_autofree char *time = format_seconds (us);

      add (self, RB_CLUE_TIMER, RB_PARTY_NONE, message.position, bye,
           g_strdup_printf (_ ("The BYE came %1$s after the session was last confirmed; Session-Expires was %2$u s."),
                            time, message.index.session_expires));
      return;
    }

  if (end == RB_FLOW_NONE || (kind != RB_VERDICT_CANCELLED && kind != RB_VERDICT_NO_ANSWER &&
                              kind != RB_VERDICT_UNREACHABLE && kind != RB_VERDICT_REJECTED))
    return;
  if (ringing == RB_FLOW_NONE || !look_at_time_since (self, ringing, end))
    if (invite != RB_FLOW_NONE)
      look_at_time_since (self, invite, end);
}

static void
look_at_headers (Search *self, guint position)
{
  RbReading message;
  g_autofree char *reason = NULL;
  g_autofree char *warning = NULL;
  g_autofree char *title = NULL;

  if (!rb_reading_init (&message, self->trace, position))
    return;

  title = dup_title (&message);
  reason = dup_header (&message, "Reason");
  if (reason != NULL)
    add (self, RB_CLUE_REASON, RB_PARTY_NONE, position, RB_FLOW_NONE,
         /* Translators: a message such as “CANCEL”, and the text of its Reason header. */
         g_strdup_printf (_ ("The %1$s gives its reason: %2$s"), title, reason));
  warning = dup_header (&message, "Warning");
  if (warning != NULL)
    add (self, RB_CLUE_WARNING, RB_PARTY_NONE, position, RB_FLOW_NONE,
         /* Translators: a message such as “404 Not Found”, and the text of its Warning header. */
         g_strdup_printf (_ ("The %1$s carries a warning: %2$s"), title, warning));
}

static gboolean
parse_address (RbEndpoint *endpoint, const char *text)
{
  g_autofree char *address = g_strdup (text[0] == '[' ? text + 1 : text);

  address[strcspn (address, "] \t\r\n;")] = '\0';
  return rb_endpoint_parse (endpoint, address, 0);
}

/* Host of the first Contact. (transfer full) (nullable) */
static char *
dup_contact_host (const RbReading *message)
{
  RbSpan display;
  RbSpan uri;
  RbSpan params;
  const guint8 *at;
  const guint8 *end;

  if (message->index.contact.length == 0)
    return NULL;

  rb_span_split_address (message->index.contact, message->bytes, &display, &uri, &params);
  at = message->bytes + uri.offset;
  end = at + uri.length;
  for (const guint8 *p = at; p < end; p++)
    if (*p == '@' || (*p == ':' && at == message->bytes + uri.offset))
      at = p + 1;
  for (const guint8 *p = at; p < end; p++)
    if ((*p == ':' && *at != '[') || *p == ';' || *p == '?')
      end = p;
  return g_strndup ((const char *) at, end - at);
}

/* Address of the SDP's first c= line. (transfer full) (nullable) */
static char *
dup_media_host (const RbReading *message)
{
  const char *text = (const char *) message->bytes + message->index.sdp.offset;
  const char *line = message->index.sdp.length > 0 ? g_strstr_len (text, message->index.sdp.length, "\nc=IN IP") : NULL;
  gsize left;

  if (line == NULL)
    return NULL;

  line += strlen ("\nc=IN IP4 ");
  left = text + message->index.sdp.length > line ? text + message->index.sdp.length - line : 0;
  return g_strndup (line, MIN (left, 45));
}

/* An address from behind a NAT: private, and not the one the message came from. */
static gboolean
is_unreachable (const RbReading *message, const char *host)
{
  RbEndpoint endpoint;

  return host != NULL && parse_address (&endpoint, host) && rb_endpoint_is_private (&endpoint) &&
         !rb_endpoint_is_same_host (&endpoint, &message->info.src) && message->index.n_vias <= 1;
}

static void
look_at_addresses (Search *self, guint position)
{
  RbReading message;
  g_autofree char *title = NULL;
  g_autofree char *contact = NULL;
  g_autofree char *media = NULL;

  if (!rb_reading_init (&message, self->trace, position))
    return;

  title = dup_title (&message);
  contact = dup_contact_host (&message);
  media = dup_media_host (&message);
  if (media != NULL)
    media[strcspn (media, " \t\r\n/")] = '\0';
  if (is_unreachable (&message, contact))
    add (
        self, RB_CLUE_PRIVATE, RB_PARTY_NONE, position, RB_FLOW_NONE,
        g_strdup_printf (_ ("The Contact of the %1$s is a private address, %2$s: from outside its network it cannot be "
                            "reached."),
                         title, contact));
  if (is_unreachable (&message, media))
    add (self, RB_CLUE_PRIVATE, RB_PARTY_NONE, position, RB_FLOW_NONE,
         g_strdup_printf (
             _ ("The SDP of the %1$s asks for sound at a private address, %2$s: from outside its network it "
                "cannot be reached."),
             title, media));
}

/* received= in the topmost Via of a response: the address the request came from, when it is not the one the
 * Via names (RFC 3261 18.2.1). */
static void
look_at_via (Search *self, guint position)
{
  RbReading message;
  RbSpan rest;
  RbSpan name;
  RbSpan value;
  RbEndpoint named;
  RbEndpoint seen;
  g_autofree char *host = NULL;
  g_autofree char *received = NULL;
  char *space;

  if (!rb_reading_init (&message, self->trace, position) || message.index.is_request)
    return;

  rest = message.index.via;
  if (!rb_span_next_param (&rest, message.bytes, ';', &name, &value))
    return;
  host = rb_span_dup_line (name, message.bytes);
  space = strrchr (host, ' ');
  while (rb_span_next_param (&rest, message.bytes, ';', &name, &value))
    if (rb_span_is_nocase (name, message.bytes, "received"))
      {
        g_free (received);
        received = rb_span_dup_line (value, message.bytes);
      }
  if (space == NULL || received == NULL)
    return;

  memmove (host, space + 1, strlen (space + 1) + 1);
  if (host[0] != '[')
    host[strcspn (host, ":")] = '\0';
  if (parse_address (&named, host) && parse_address (&seen, received) && !rb_endpoint_is_same_host (&named, &seen))
    {
      g_autofree char *title = dup_title (&message);

      add (
          self, RB_CLUE_NAT, RB_PARTY_NONE, position, RB_FLOW_NONE,
          /* Translators: a response such as “408 Request Timeout”, and two addresses. */
          g_strdup_printf (_ ("The request that the %1$s answers names %2$s in its Via, but came from %3$s: there is a "
                              "NAT between."),
                           title, host, received));
    }
}

static void
look_at_hops (Search *self, guint position)
{
  RbReading message;

  if (rb_reading_init (&message, self->trace, position) && message.index.is_request && message.index.max_forwards == 0)
    add (self, RB_CLUE_HOPS, RB_PARTY_PROXY, position, RB_FLOW_NONE,
         g_strdup (_ ("Max-Forwards of the INVITE has come down to 0: it may not be sent on any further.")));
}

/* Requests that were repeated and never answered, one clue each. */
static void
look_at_repeats (Search *self)
{
  guint n = rb_flow_get_n_steps (self->flow);
  g_autofree guint *last = g_new (guint, rb_flow_get_n_transactions (self->flow));
  g_autofree gboolean *answered = g_new0 (gboolean, rb_flow_get_n_transactions (self->flow));

  memset (last, 0xff, rb_flow_get_n_transactions (self->flow) * sizeof *last);
  for (guint i = 0; i < n; i++)
    {
      const RbFlowStep *step = rb_flow_get_step (self->flow, i);
      const RbFlowFact *fact = rb_flow_get_fact (self->flow, i);

      if (!(fact->flags & RB_FACT_REQUEST))
        answered[step->transaction] = !(fact->flags & RB_FACT_SYNTHETIC);
      else if (fact->method != RB_METHOD_ACK && step->repeat > 0)
        last[step->transaction] = i;
    }

  for (guint i = 0; i < rb_flow_get_n_transactions (self->flow); i++)
    {
      const RbFlowStep *step = last[i] != RB_FLOW_NONE ? rb_flow_get_step (self->flow, last[i]) : NULL;
      g_autofree char *title = NULL;
      RbReading message;

      if (step == NULL || answered[i] || !rb_reading_init (&message, self->trace, step->position))
        continue;

      title = dup_title (&message);
      add (self, RB_CLUE_NO_RESPONSE, RB_PARTY_NONE, step->retransmission_of, step->position,
           /* Translators: a method such as INVITE; the number is at least 2. */
           g_strdup_printf (_ ("The %1$s was sent %2$u times, and nothing came back."), title,
                            (guint) step->repeat + 1));
    }
}

static void
look_at_call (Search *self)
{
  guint invite = find_evidence (self, RB_EVIDENCE_INVITE);
  guint final = find_evidence (self, RB_EVIDENCE_FINAL);
  guint ringing = find_evidence (self, RB_EVIDENCE_RINGING);
  guint relayed = find_evidence (self, RB_EVIDENCE_RELAYED);
  guint cancel = find_evidence (self, RB_EVIDENCE_CANCEL);
  guint bye = find_evidence (self, RB_EVIDENCE_BYE);
  RbReading final_message;
  RbReading ringing_message;

  if (rb_reading_init (&final_message, self->trace, final))
    {
      if (rb_reading_init (&ringing_message, self->trace, ringing))
        look_at_tags (self, &final_message, &ringing_message);
      else if (final_message.index.status >= 300)
        add (self, RB_CLUE_NO_RINGING, RB_PARTY_NONE, final, RB_FLOW_NONE,
             g_strdup (_ ("No 180 came before the final response: no phone is known to have rung.")));
      look_at_program (self, &final_message);
      if (relayed != RB_FLOW_NONE)
        add (self, RB_CLUE_RELAYED, RB_PARTY_CALLEE, relayed, final,
             g_strdup_printf (_ ("The same %u was seen one hop further on: the proxy only passed it along."),
                              final_message.index.status));
    }
  look_at_times (self, invite, ringing, final);
  look_at_headers (self, cancel);
  look_at_headers (self, final);
  look_at_headers (self, bye);
  look_at_addresses (self, invite);
  look_at_addresses (self, final);
  look_at_via (self, final);
  look_at_hops (self, invite);
}

GPtrArray *
rb_flow_list_clues (RbFlow *flow)
{
  Search self = {
    .trace = rb_flow_get_trace (flow),
    .flow = flow,
    .clues = g_ptr_array_new_with_free_func (clue_free),
  };

  if (self.trace == NULL || rb_flow_get_n_steps (flow) == 0)
    return self.clues;

  self.verdict = rb_flow_get_verdict (flow);
  if (self.verdict->kind != RB_VERDICT_NONE)
    look_at_call (&self);
  else
    look_at_headers (&self, find_evidence (&self, RB_EVIDENCE_FINAL));
  look_at_repeats (&self);
  return self.clues;
}

const char *
rb_clue_kind_to_string (RbClueKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), "");

  return kinds[kind];
}
