/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a Via says in its message: which hop wrote it, whether the next hop saw it come from the address it names
 * (RFC 3261 18.2, RFC 3581), and which transaction its branch stands for (RFC 3261 17). */

#include "rb-explain-field-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define COOKIE "z9hG4bK" /* RFC 3261 8.1.1.7 */
#define MAX_CITED 8

typedef struct
{
  guint n; /* from the top, from 0 */
  guint total;
  RbEndpoint named; /* family 0: a name */
  RbEndpoint seen;  /* family 0: the next hop did not say */
  guint16 rport;
  gboolean asks_port; /* rport without a value */
  gboolean stream;
  RbSpan branch;
  char *host;
} Via;

static void
read_sent_by (Via *self, RbSpan sent, const guint8 *bytes)
{
  g_autofree char *text = rb_span_dup_line (sent, bytes);
  const char *space = strrchr (text, ' ');
  const char *host = space != NULL ? space + 1 : text;
  const char *close = host[0] == '[' ? strchr (host, ']') : NULL;
  const char *colon = strchr (close != NULL ? close : host, ':');
  g_autofree char *address = g_strndup (host, colon != NULL ? (gsize) (colon - host) : strlen (host));
  guint64 port = colon != NULL ? g_ascii_strtoull (colon + 1, NULL, 10) : 0;

  self->stream = strstr (text, "/UDP") == NULL && strstr (text, "/udp") == NULL;
  self->host = g_strdup (host);
  if (address[0] == '[')
    {
      memmove (address, address + 1, strlen (address));
      address[strcspn (address, "]")] = '\0';
    }
  if (!rb_endpoint_parse (&self->named, address, port > 0 && port <= G_MAXUINT16 ? (guint16) port : 5060))
    self->named.family = 0;
}

static void
read_via (Via *self, RbSpan element, const guint8 *bytes)
{
  RbSpan name, value;
  guint32 port;

  if (!rb_span_next_param (&element, bytes, ';', &name, &value))
    return;

  read_sent_by (self, name, bytes);
  while (rb_span_next_param (&element, bytes, ';', &name, &value))
    {
      g_autofree char *text = rb_span_dup_line (value, bytes);

      if (rb_span_is_nocase (name, bytes, "received"))
        {
          g_strdelimit (text, "[]", ' ');
          if (!rb_endpoint_parse (&self->seen, g_strstrip (text), 0))
            self->seen.family = 0;
        }
      else if (rb_span_is_nocase (name, bytes, "rport") && value.length == 0)
        self->asks_port = TRUE;
      else if (rb_span_is_nocase (name, bytes, "rport") && rb_span_to_uint32 (value, bytes, &port) &&
               port <= G_MAXUINT16)
        self->rport = (guint16) port;
      else if (rb_span_is_nocase (name, bytes, "branch"))
        self->branch = value;
    }

  /* A server that fills in rport may leave received out where it is the address that was written. */
  if (self->seen.family == 0 && self->rport != 0)
    self->seen = self->named;
  self->seen.port = self->rport != 0 ? self->rport : self->named.port;
}

/* The hop in which the field stands; FALSE when it stands in none, or in a header of several. */
static gboolean
via_init (Via *self, const RbFieldTopic *topic)
{
  RbSpan span = rb_field_get_span (topic->field);
  gsize at = rb_span_end (span);
  gboolean found = FALSE;
  RbSipScan scan;
  RbSipHeader header;
  RbSpan line, element;

  *self = (Via){ 0 };
  if (topic->field == topic->top && rb_topic_find_child (topic->field, "Via") != NULL)
    return FALSE;

  rb_sip_scan_init (&scan, topic->bytes, topic->length);
  rb_sip_scan_start_line (&scan, &line);
  while (rb_sip_scan_header (&scan, &header) == RB_SIP_SCAN_HEADER)
    {
      if (!rb_span_is_nocase (header.name, topic->bytes, "Via") && !rb_span_is_nocase (header.name, topic->bytes, "v"))
        continue;

      while (rb_span_next_element (&header.value, topic->bytes, &element))
        {
          if (!found && at > element.offset && at <= rb_span_end (element))
            {
              self->n = self->total;
              read_via (self, element, topic->bytes);
              found = self->host != NULL;
            }
          self->total++;
        }
    }
  return found;
}

static void
say_place (const Via *via, const RbFieldTopic *topic, RbLesson *lesson)
{
  g_autofree char *src = rb_endpoint_format (&topic->info.src);
  g_autofree char *dst = rb_endpoint_format (&topic->info.dst);

  if (topic->index.is_request && via->n == 0 && via->total == 1)
    rb_lesson_add_printf (lesson, "via-first", "RFC 3261 8.1.1.7",
                          _ ("It is the only Via: whoever sent this message, from %s, made the request himself."), src);
  else if (topic->index.is_request && via->n == 0)
    rb_lesson_add_printf (
        lesson, "via-top", "RFC 3261 16.6",
        _ ("It is the top Via of %1$u: a proxy passed the request on from %2$s and waits for the response."),
        via->total, src);
  else if (!topic->index.is_request && via->n == 0 && via->total == 1)
    rb_lesson_add_printf (lesson, "via-last", "RFC 3261 18.1.2",
                          _ ("It is the only Via left: with %s the response is back where the request was made."), dst);
  else if (!topic->index.is_request && via->n == 0)
    rb_lesson_add_printf (lesson, "via-back", "RFC 3261 16.7",
                          _ ("It is the top Via of %1$u: the response goes to this hop, %2$s, which takes it off and "
                             "passes the response on to the next."),
                          via->total, dst);
  else if (via->n + 1 == via->total)
    rb_lesson_add (lesson, "via-origin", "RFC 3261 8.1.1.7",
                   _ ("It is the lowest Via: that of the phone, or B2BUA, that made the request."));
  else
    rb_lesson_add_printf (lesson, "via-between", "RFC 3261 16.6",
                          _ ("It is Via %1$u of %2$u from the top: that of a proxy on the way."), via->n + 1,
                          via->total);
}

/* What the next hop wrote beside what the sender wrote. */
static void
say_seen (const Via *via, RbLesson *lesson)
{
  g_autofree char *seen = rb_endpoint_format (&via->seen);
  g_autofree char *named = rb_lesson_quote (via->host);
  RbLessonBlock *block;

  if (via->named.family == 0)
    rb_lesson_add_printf (
        lesson, "via-name", "RFC 3261 18.2.1",
        _ ("The sender wrote a name, %1$s; the next hop added the address the request came from: %2$s."), named, seen);
  else if (!rb_endpoint_is_same_host (&via->named, &via->seen) && rb_endpoint_is_private (&via->named) &&
           !rb_endpoint_is_private (&via->seen))
    {
      block = rb_lesson_add_printf (
          lesson, "via-nat", "RFC 3581 4",
          _ ("The next hop saw the request come from %1$s; its sender had written %2$s, a private "
             "address. There is a NAT between them, and the response goes to %1$s."),
          seen, named);
      block->tone = RB_TONE_WARNING;
    }
  else if (!rb_endpoint_is_same_host (&via->named, &via->seen))
    {
      block = rb_lesson_add_printf (
          lesson, "via-nat", "RFC 3581 4",
          _ ("The next hop saw the request come from %1$s; its sender had written %2$s. Likely there "
             "is a NAT between them; a sender with several addresses looks the same."),
          seen, named);
      block->tone = RB_TONE_WARNING;
      block->confidence = RB_CONFIDENCE_LIKELY;
    }
  else if (via->seen.port == via->named.port)
    rb_lesson_add_printf (
        lesson, "via-same", "RFC 3581 4",
        _ ("The next hop saw the request come from %s, the very address it names: no NAT in between."), seen);
  else if (via->stream)
    rb_lesson_add_printf (
        lesson, "via-connection", "RFC 3261 18.1.1",
        _ ("The request came from port %1$u of a connection; the sender waits for new ones at port %2$u. That "
           "is normal over TCP and TLS."),
        via->seen.port, via->named.port);
  else
    {
      block = rb_lesson_add_printf (
          lesson, "via-port", "RFC 3581 4",
          _ ("The address is right, but the request came from port %1$u and not from %2$u. Likely a "
             "NAT changed the port; a sender with two sockets looks the same."),
          via->seen.port, via->named.port);
      block->tone = RB_TONE_WARNING;
      block->confidence = RB_CONFIDENCE_LIKELY;
    }
}

/* A request has not met its next hop yet: its address on the wire tells, and the response will. */
static void
say_request (const Via *via, const RbFieldTopic *topic, RbLesson *lesson)
{
  const RbEndpoint *src = &topic->info.src;
  g_autofree char *named = rb_lesson_quote (via->host);
  g_autofree char *real = rb_endpoint_format (src);
  const RbTransaction *transaction = topic->flow != NULL && topic->step != NULL
                                         ? rb_flow_get_transaction (topic->flow, topic->step->transaction)
                                         : NULL;
  const RbFlowStep *response = NULL;
  RbLessonBlock *block;

  if (via->named.family != 0 && src->family != 0 && !rb_endpoint_is_same_host (&via->named, src))
    {
      block =
          rb_lesson_add_printf (lesson, "via-wire", "RFC 3261 18.2.1",
                                _ ("It says %1$s, but here the request comes from %2$s: the next hop will write down "
                                   "that address in received, or the response would be lost."),
                                named, real);
      block->tone = RB_TONE_WARNING;
    }

  if (transaction != NULL && transaction->provisional != RB_FLOW_NONE)
    response = rb_flow_get_step (topic->flow, transaction->provisional);
  else if (transaction != NULL && transaction->final != RB_FLOW_NONE)
    response = rb_flow_get_step (topic->flow, transaction->final);
  if (via->asks_port && response != NULL && response->position > topic->position)
    {
      g_autofree char *number = rb_lesson_format_number (response->position);

      block = rb_lesson_add_printf (
          lesson, "via-asks", "RFC 3581 3",
          _ ("rport is empty: \"tell me the port you see\". The answer stands in the Via of %s."), number);
      rb_lesson_block_cite (block, response->position);
    }
  else if (via->asks_port && !rb_span_is (topic->index.method, topic->bytes, "ACK"))
    rb_lesson_add (lesson, "via-asks", "RFC 3581 3",
                   _ ("rport is empty: \"tell me the port you see\". This trace has no response that would tell."));
}

static void
say_address (const Via *via, const RbFieldTopic *topic, RbLesson *lesson)
{
  if (via->seen.family != 0)
    say_seen (via, lesson);
  else if (topic->index.is_request && via->n == 0)
    say_request (via, topic, lesson);
  else if (via->asks_port)
    rb_lesson_add (
        lesson, "via-ignored", "RFC 3581 4",
        _ ("rport came back empty: the next hop does not know RFC 3581, and the response goes to the port in "
           "the Via."));
}

static void
say_other_hop (const Via *via, const RbFieldTopic *topic, RbLesson *lesson)
{
  for (guint i = 0; topic->flow != NULL && i < rb_flow_get_n_steps (topic->flow); i++)
    {
      guint position = rb_flow_get_step (topic->flow, i)->position;
      const guint8 *bytes;
      gsize length;
      RbSipIndex index;

      if (position != topic->position && rb_topic_read (topic->trace, position, &bytes, &length, &index) &&
          rb_span_equal (index.branch, bytes, via->branch, topic->bytes))
        {
          g_autofree char *number = rb_lesson_format_number (position);
          RbLessonBlock *block = rb_lesson_add_printf (
              lesson, "branch-other-hop", "RFC 3261 16.6",
              _ ("On an earlier hop this branch was on top: there it names the transaction of %s."), number);

          rb_lesson_block_cite (block, position);
          return;
        }
    }
}

static void
say_transaction (const RbFieldTopic *topic, RbLesson *lesson)
{
  const RbTransaction *transaction = topic->flow != NULL && topic->step != NULL
                                         ? rb_flow_get_transaction (topic->flow, topic->step->transaction)
                                         : NULL;
  guint first = RB_FLOW_NONE;
  guint n = 0;
  RbLessonBlock *block;
  guint positions[MAX_CITED];

  if (transaction == NULL)
    return;

  first = MIN (transaction->request, MIN (transaction->provisional, transaction->final));
  if (first == RB_FLOW_NONE)
    return;
  for (guint i = first; i <= transaction->last && i < rb_flow_get_n_steps (topic->flow); i++)
    {
      const RbFlowStep *step = rb_flow_get_step (topic->flow, i);

      if (step->transaction != topic->step->transaction)
        continue;
      if (n < MAX_CITED)
        positions[n] = step->position;
      n++;
    }

  block = rb_lesson_add_printf (
      lesson, "branch-transaction", "RFC 3261 17.1.3",
      ngettext ("No other message in this trace belongs to its transaction.",
                "With it, %u messages of this trace are one transaction: the request, its responses and their copies.",
                n),
      n);
  for (guint i = 0; i < MIN (n, MAX_CITED); i++)
    rb_lesson_block_cite (block, positions[i]);
}

static void
say_cookie (const Via *via, const RbFieldTopic *topic, RbLesson *lesson)
{
  if (via->branch.length >= strlen (COOKIE) &&
      rb_span_is_nocase ((RbSpan){ via->branch.offset, strlen (COOKIE) }, topic->bytes, COOKIE))
    rb_lesson_add (
        lesson, "branch-cookie", "RFC 3261 8.1.1.7",
        _ ("It begins with z9hG4bK: its maker follows RFC 3261 and never uses it again, so that it alone names the "
           "transaction."));
  else if (via->branch.length > 0)
    rb_lesson_add (
        lesson, "branch-old", "RFC 3261 17.2.3",
        _ ("It does not begin with z9hG4bK: made by the old RFC 2543, it may repeat. Transactions are told by "
           "Request-URI, tags, Call-ID, CSeq and Via instead."))
        ->tone = RB_TONE_WARNING;
  else
    rb_lesson_add (
        lesson, "branch-missing", "RFC 3261 17.2.3",
        _ ("There is no branch: made by the old RFC 2543. Transactions are told by Request-URI, tags, Call-ID, "
           "CSeq and Via instead."))
        ->tone = RB_TONE_WARNING;
}

/* A header, or one hop in a header of several. */
void
rb_say_via (const RbFieldTopic *topic, RbLesson *lesson)
{
  Via via;

  if (!via_init (&via, topic))
    {
      if (via.total > 1)
        rb_lesson_add_printf (lesson, "via-list", "RFC 3261 7.3.1",
                              _ ("The message has %u Vias, the newest hop on top. Choose one of them to read of it."),
                              via.total);
      return;
    }

  say_place (&via, topic, lesson);
  say_address (&via, topic, lesson);
  say_cookie (&via, topic, lesson);
  g_free (via.host);
}

void
rb_say_via_address (const RbFieldTopic *topic, RbLesson *lesson)
{
  Via via;

  if (via_init (&via, topic))
    say_address (&via, topic, lesson);
  g_free (via.host);
}

void
rb_say_branch (const RbFieldTopic *topic, RbLesson *lesson)
{
  Via via;

  if (via_init (&via, topic))
    {
      say_cookie (&via, topic, lesson);
      if (via.n == 0)
        say_transaction (topic, lesson);
      else
        say_other_hop (&via, topic, lesson);
    }
  g_free (via.host);
}
