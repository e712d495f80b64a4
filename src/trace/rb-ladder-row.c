/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The words of one arrow of a ladder: what the message is, and why now: the timer behind a
 * retransmission, the time a response took. */

#include "rb-ladder-row.h"

#include "rb-sip-scan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_EVENT 64 /* bytes */
/* A student wonders what happened meanwhile: somebody thought, or a timer ran. */
#define SILENCE_US G_USEC_PER_SEC
/* ① … ⑳ */
#define FIRST_CIRCLED 0x2460
#define N_CIRCLED 20

static char *
format_time (gint64 us)
{
  double ms = us / 1e3;
  gint64 s = (us + G_USEC_PER_SEC / 2) / G_USEC_PER_SEC;

  if (s >= 60)
    /* Translators: minutes and seconds, “2 min 05 s” */
    return g_strdup_printf (_ ("%1$d min %2$02d s"), (int) MIN (s / 60, G_MAXINT), (int) (s % 60));
  if (ms >= 1000)
    return g_strdup_printf (_ ("%.1f s"), ms / 1e3);
  return ms < 1 ? g_strdup_printf (_ ("%.2f ms"), ms) : g_strdup_printf (_ ("%.0f ms"), ms);
}

/* What a request about events is about: the status line that a NOTIFY reports (RFC 3515 2.4.5), else the package
 * (RFC 6665 8.2.1). (transfer full) (nullable) */
static char *
dup_event (const RbSipIndex *index, const guint8 *bytes, gsize length)
{
  static const char version[] = "SIP/2.0 ";
  const char *body = (const char *) bytes + index->body.offset;
  gboolean notify = rb_span_is (index->method, bytes, "NOTIFY");
  RbSpan package;

  if (!index->is_request ||
      (!notify && !rb_span_is (index->method, bytes, "SUBSCRIBE") && !rb_span_is (index->method, bytes, "PUBLISH")))
    return NULL;

  if (notify && index->body.length > strlen (version) && g_ascii_strncasecmp (body, version, strlen (version)) == 0)
    {
      RbSpan line = { index->body.offset + strlen (version), index->body.length - strlen (version) };
      const guint8 *end = memchr (bytes + line.offset, '\r', line.length);

      if (end == NULL)
        end = memchr (bytes + line.offset, '\n', line.length);
      if (end != NULL)
        line.length = end - (bytes + line.offset);
      line.length = MIN (line.length, MAX_EVENT);
      return rb_span_dup_line (line, bytes);
    }

  package = rb_sip_find_header (bytes, length, "Event", "o");
  if (package.length > 0)
    {
      const guint8 *end = memchr (bytes + package.offset, ';', package.length);

      if (end != NULL)
        package.length = end - (bytes + package.offset);
    }
  package.length = MIN (package.length, MAX_EVENT);

  return package.length > 0 ? rb_span_dup_line (package, bytes) : NULL;
}

/* "INVITE with credentials (SDP)", "200 OK (CANCEL)", "NOTIFY (180 Ringing)" */
static char *
format_label (RbMessage *message)
{
  const RbSipIndex *index = rb_message_get_index (message);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (rb_message_get_bytes (message), &length);
  g_autofree char *label = rb_message_format_label (message);
  g_autofree char *event = NULL;

  if (!index->valid)
    return g_steal_pointer (&label);

  event = dup_event (index, bytes, length);
  if (event != NULL)
    return g_strdup_printf ("%s (%s)", label, event);

  if (!index->is_request && index->status >= 200 && !rb_span_is (index->method, bytes, "INVITE") &&
      !rb_span_is (index->method, bytes, "REGISTER"))
    {
      g_autofree char *method = rb_span_dup_line (index->method, bytes);

      return g_strdup_printf ("%s (%s)", label, method);
    }

  if (index->is_request && index->has_authorization)
    return index->has_sdp ? g_strdup_printf (_ ("%s with credentials (SDP)"), label)
                          : g_strdup_printf (_ ("%s with credentials"), label);
  return index->has_sdp ? g_strdup_printf ("%s (SDP)", label) : g_steal_pointer (&label);
}

/* Why the message came again, and how long after the copy before it. */
static char *
format_timer (const RbFlowStep *step)
{
  guint count = step->repeat + 1;
  g_autofree char *time = g_strdup_printf (_ ("%.1f s"), step->repeat_us / 1e6);

  switch (step->timer)
    {
    case RB_TIMER_A:
      return g_strdup_printf (_ ("×%u, timer A %s"), count, time);
    case RB_TIMER_E:
      return g_strdup_printf (_ ("×%u, timer E %s"), count, time);
    case RB_TIMER_G:
      return g_strdup_printf (_ ("×%u, timer G %s"), count, time);
    case RB_TIMER_2XX:
      return g_strdup_printf (_ ("×%u after %s, until the ACK comes"), count, time);
    case RB_TIMER_RELIABLE:
      return g_strdup_printf (_ ("×%u after %s, until the PRACK comes"), count, time);
    case RB_TIMER_PROGRESS:
      return g_strdup_printf (_ ("×%u after %s, to say that it goes on"), count, time);
    case RB_TIMER_ASKED_AGAIN:
      return g_strdup_printf (_ ("×%u after %s, because the other side repeated"), count, time);
    case RB_TIMER_STREAM:
      return g_strdup_printf (_ ("×%u after %s, odd over a connection"), count, time);
    case RB_TIMER_CAPTURE:
      return g_strdup (_ ("the same packet, captured twice"));
    default:
      return g_strdup_printf (_ ("×%u after %s"), count, time);
    }
}

static char *
format_retransmission (const RbFlowStep *step)
{
  g_autofree char *timer = format_timer (step);

  switch (step->pace)
    {
    case RB_PACE_FASTER:
      /* Translators: “×3, timer A 0.2 s”, and three more like it. */
      return g_strdup_printf (_ ("%s, faster than the timer"), timer);
    case RB_PACE_SLOWER:
      return g_strdup_printf (_ ("%s, slower than the timer"), timer);
    case RB_PACE_CAPPED:
      return g_strdup_printf (_ ("%s, where the timer would double on"), timer);
    default:
      return g_steal_pointer (&timer);
    }
}

static char *
format_note (const RbFlowStep *step, const RbMessageInfo *info)
{
  g_autofree char *time = NULL;

  if (info->kind == RB_MESSAGE_SYNTHETIC)
    return g_strdup (_ ("made by this phone, never sent"));
  if (step == NULL)
    return NULL;
  if (step->retransmission_of != RB_FLOW_NONE)
    return format_retransmission (step);
  if (step->response_us < 0)
    return NULL;

  time = format_time (step->response_us);
  /* Translators: a duration, such as “166 ms”. */
  return g_strdup_printf (_ ("after %s"), time);
}

RbLadderRow *
rb_ladder_row_new (RbTrace *trace, guint position)
{
  RbLadderRow *self = g_new0 (RbLadderRow, 1);
  g_autoptr (RbMessage) message = rb_trace_get_message (trace, position);
  const RbMessageInfo *info = rb_message_get_info (message);
  const RbSipIndex *index = rb_message_get_index (message);
  const RbFlowStep *step = rb_trace_get_step (trace, position);

  self->position = position;
  self->style = info->kind == RB_MESSAGE_KEEP_ALIVE                 ? RB_LADDER_KEEP_ALIVE
                : info->kind == RB_MESSAGE_DAMAGED || !index->valid ? RB_LADDER_DAMAGED
                : index->is_request                                 ? RB_LADDER_REQUEST
                                                                    : RB_LADDER_RESPONSE;
  self->synthetic = info->kind == RB_MESSAGE_SYNTHETIC;
  if (step != NULL)
    {
      self->transaction = step->transaction;
      self->retransmission = step->retransmission_of != RB_FLOW_NONE;
    }
  self->words = self->label = format_label (message);
  self->note = format_note (step, info);
  return self;
}

/* clang-format off */
/* {time}: after which it fired. */
static const char *const timers[] = {
  [RB_LADDER_TIMER_B] = N_("timer B: no answer in {time}"),
  [RB_LADDER_TIMER_NO_ANSWER] = N_("no-answer timer: {time}"),
  [RB_LADDER_TIMER_NO_ANSWER_LIKELY] = N_("after {time}, likely a timer"),
};
/* clang-format on */

void
rb_ladder_row_note_timer (RbLadderRow *self, gint64 timer_us)
{
  g_autofree char *time = NULL;
  GString *note;

  if (timer_us < 0 || self->timer >= G_N_ELEMENTS (timers) || timers[self->timer] == NULL)
    return;

  time = format_time (timer_us);
  note = g_string_new (_ (timers[self->timer]));
  g_string_replace (note, "{time}", time, 1);
  g_free (self->note);
  self->note = g_string_free (note, FALSE);
}

void
rb_ladder_row_note_silence (RbLadderRow *self, gint64 us)
{
  g_autofree char *time = NULL;

  if (us < SILENCE_US)
    return;

  time = format_time (us);
  /* Translators: a duration in which nothing was sent, such as “12.3 s”. */
  self->silence = g_strdup_printf (_ ("%s later"), time);
}

char *
rb_ladder_format_call_mark (guint number)
{
  char mark[8] = "";

  if (number == 0 || number > N_CIRCLED)
    return g_strdup_printf ("(%u)", number);

  g_unichar_to_utf8 (FIRST_CIRCLED + number - 1, mark);
  return g_strdup (mark);
}

void
rb_ladder_row_mark_call (RbLadderRow *self, guint number)
{
  g_autofree char *mark = rb_ladder_format_call_mark (number);
  g_autofree char *words = self->label;

  self->call = number;
  self->label = g_strdup_printf ("%s %s", mark, words);
  self->words = self->label + strlen (mark) + 1;
}

void
rb_ladder_row_free (RbLadderRow *self)
{
  if (self == NULL)
    return;

  g_free (self->label);
  g_free (self->note);
  g_free (self->silence);
  g_free (self);
}
