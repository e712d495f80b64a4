/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the numbers in a message mean: hops, seconds, bytes, dates; compared with the trace where it can tell more. */

#include "rb-explain-field-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define USUAL_HOPS 70 /* RFC 3261 8.1.1.6 */

/* The number a value begins with. */
static gboolean
read_number (const char *value, guint32 *number)
{
  char *end;
  guint64 wide = g_ascii_strtoull (value, &end, 10);

  if (end == value || !g_ascii_isdigit (value[0]) || wide > G_MAXUINT32)
    return FALSE;
  *number = (guint32) wide;
  return TRUE;
}

/* Max-Forwards, against the same request on other hops. */
void
rb_say_hops (const RbFieldTopic *topic, RbLesson *lesson)
{
  guint32 hops;
  RbLessonBlock *block;

  if (!read_number (topic->value, &hops))
    return;

  if (hops == 0)
    rb_lesson_add (lesson, "hops-none", "RFC 3261 16.3",
                   _ ("None is left: whoever would have to pass it on refuses it with 483."))
        ->tone = RB_TONE_WARNING;
  else if (hops == USUAL_HOPS && topic->index.n_vias == 1)
    rb_lesson_add (lesson, "hops-start", "RFC 3261 8.1.1.6",
                   _ ("70 is what phones begin with: no proxy has taken one off yet."));
  else if (hops < USUAL_HOPS && USUAL_HOPS - hops == (guint32) topic->index.n_vias - 1u)
    rb_lesson_add_printf (lesson, "hops-vias", "RFC 3261 16.6",
                          ngettext ("It began with 70: %1$u proxy has taken one off, which fits the %2$u Vias.",
                                    "It began with 70: %1$u proxies have taken one off each, which fits the %2$u Vias.",
                                    USUAL_HOPS - hops),
                          USUAL_HOPS - hops, topic->index.n_vias);

  for (guint i = 0; topic->flow != NULL && topic->step != NULL && i < rb_flow_get_n_steps (topic->flow); i++)
    {
      const RbFlowStep *step = rb_flow_get_step (topic->flow, i);
      const guint8 *bytes;
      gsize length;
      RbSipIndex index;

      if (step->leg == topic->step->leg || !rb_topic_read (topic->trace, step->position, &bytes, &length, &index) ||
          !index.is_request || index.cseq != topic->index.cseq || index.max_forwards == G_MAXUINT16 ||
          index.max_forwards == hops || !rb_span_equal (index.method, bytes, topic->index.method, topic->bytes) ||
          !rb_span_equal (index.from_tag, bytes, topic->index.from_tag, topic->bytes))
        continue;

      {
        g_autofree char *number = rb_lesson_format_number (step->position);

        block = rb_lesson_add_printf (lesson, "hops-other", "RFC 3261 16.6",
                                      index.max_forwards > hops
                                          ? _ ("On an earlier hop, in %1$s, it was %2$u: every proxy takes one off.")
                                          : _ ("On a later hop, in %1$s, it is %2$u: every proxy takes one off."),
                                      number, index.max_forwards);
        rb_lesson_block_cite (block, step->position);
        return;
      }
    }
}

static gboolean
is_header (const RbFieldTopic *topic, const char *header)
{
  return topic->kind == RB_LORE_HEADER && rb_topic_is_owner (topic, header);
}

/* What the registrar or notifier granted beside what was asked for. */
static void
say_granted (const RbFieldTopic *topic, guint32 granted, RbLesson *lesson)
{
  guint request = topic->step != NULL ? topic->step->response_to : RB_FLOW_NONE;
  const guint8 *bytes;
  gsize length;
  RbSipIndex index;
  RbSpan rest, name, value;
  guint32 asked;
  g_autofree char *number = NULL;
  RbLessonBlock *block;

  if (!rb_topic_read (topic->trace, request, &bytes, &length, &index))
    return;

  asked = index.expires;
  rest = index.contact;
  while (rb_span_next_param (&rest, bytes, ';', &name, &value))
    if (rb_span_is_nocase (name, bytes, "expires"))
      rb_span_to_uint32 (value, bytes, &asked);
  if (asked == G_MAXUINT32)
    return;

  number = rb_lesson_format_number (request);
  block = rb_lesson_add_printf (lesson, "seconds-granted", "RFC 3261 10.3",
                                asked == granted ? _ ("That is what %1$s had asked for: %2$u s.")
                                                 : _ ("%1$s had asked for %2$u s: the server decides."),
                                number, asked);
  rb_lesson_block_cite (block, request);
}

static void
say_expires (const RbFieldTopic *topic, guint32 seconds, RbLesson *lesson)
{
  gboolean is_register = rb_span_is (topic->index.method, topic->bytes, "REGISTER");
  gboolean is_subscribe = rb_span_is (topic->index.method, topic->bytes, "SUBSCRIBE");

  if (is_register && topic->index.is_request && seconds == 0)
    rb_lesson_add (lesson, "expires-remove", "RFC 3261 10.2.2",
                   _ ("0: the phone signs off; the registration is removed."));
  else if (is_subscribe && topic->index.is_request && seconds == 0)
    rb_lesson_add (lesson, "expires-remove", "RFC 6665 4.1.2.3",
                   _ ("0: the subscription is ended, or only asks for the state once."));
  else if (is_register && topic->index.is_request)
    rb_lesson_add (lesson, "expires-refresh", "RFC 3261 10.2.4",
                   _ ("The phone has to register again before that, or it cannot be called any more."));
  else if ((is_register || is_subscribe) && topic->index.status / 100 == 2)
    say_granted (topic, seconds, lesson);
  else if (rb_span_is (topic->index.method, topic->bytes, "INVITE") && topic->index.is_request)
    rb_lesson_add (lesson, "expires-invite", "RFC 3261 13.3.1",
                   _ ("If nobody answers within that time, the call is given up."));
}

/* Every value that is a number of seconds. */
void
rb_say_seconds (const RbFieldTopic *topic, RbLesson *lesson)
{
  g_autofree char *words = NULL;
  guint32 seconds;

  if (!read_number (topic->value, &seconds))
    return;

  words = rb_topic_format_seconds (seconds);
  if (seconds > 0)
    rb_lesson_add_printf (lesson, "seconds", NULL, _ ("It is %s."), words);

  if (is_header (topic, "Expires") || (topic->kind == RB_LORE_PARAMETER && rb_topic_is_owner (topic, "Contact")))
    say_expires (topic, seconds, lesson);
  else if (is_header (topic, "Session-Expires"))
    {
      g_autofree char *half = rb_topic_format_seconds (seconds / 2);

      rb_lesson_add_printf (
          lesson, "session-refresh", "RFC 4028 10",
          _ ("About half of it, %s, after the last refresh, the refresher sends a re-INVITE or UPDATE. Without one the "
             "call is ended shortly before the time is over."),
          half);
    }
  else if (is_header (topic, "Min-Expires") && topic->index.status == 423)
    rb_lesson_add (lesson, "seconds-brief", "RFC 3261 10.2.8",
                   _ ("The phone had asked for less; it now asks again, for at least that."));
  else if (is_header (topic, "Min-SE") && topic->index.status == 422)
    rb_lesson_add (lesson, "seconds-brief", "RFC 4028 7.3",
                   _ ("The request had asked for less; it is now sent again, with at least that."));
}

void
rb_say_content_length (const RbFieldTopic *topic, RbLesson *lesson)
{
  RbSipScan scan;
  RbSipHeader header;
  RbSipScanResult result;
  RbSpan line;
  guint32 said;
  gsize real;

  if (!read_number (topic->value, &said) || topic->field != topic->top)
    return;

  rb_sip_scan_init (&scan, topic->bytes, topic->length);
  rb_sip_scan_start_line (&scan, &line);
  while ((result = rb_sip_scan_header (&scan, &header)) == RB_SIP_SCAN_HEADER)
    ;
  if (result != RB_SIP_SCAN_BLANK_LINE)
    return;

  real = topic->length - scan.position;
  if (real == said && said == 0)
    rb_lesson_add (lesson, "length-none", "RFC 3261 20.14", _ ("There is no body, and none follows."));
  else if (real == said)
    rb_lesson_add_printf (
        lesson, "length-right", "RFC 3261 20.14",
        ngettext ("%u byte follows the blank line, as it says.", "%u bytes follow the blank line, as it says.", said),
        said);
  else if (real > said)
    rb_lesson_add_printf (lesson, "length-less", "RFC 3261 18.3",
                          _ ("%1$u bytes are said, %2$u follow: over UDP the rest is thrown away."), said, (guint) real)
        ->tone = RB_TONE_WARNING;
  else
    rb_lesson_add_printf (lesson, "length-more", "RFC 3261 18.3",
                          _ ("%1$u bytes are said, but only %2$u are there: the body is cut, or the number is wrong."),
                          said, (guint) real)
        ->tone = RB_TONE_BAD;
}

/* The sender's clock beside that of the capture. */
void
rb_say_date (const RbFieldTopic *topic, RbLesson *lesson)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (topic->decoded, NULL);
  gint64 skew;
  g_autofree char *words = NULL;

  if (date == NULL)
    return;

  skew = topic->info.wall_us / G_USEC_PER_SEC - g_date_time_to_unix (date);
  words = rb_topic_format_seconds ((guint32) MIN (ABS (skew), G_MAXUINT32));
  if (ABS (skew) <= 2)
    rb_lesson_add (lesson, "date-right", "RFC 3261 20.17", _ ("The sender's clock agrees with that of this capture."));
  else if (skew > 0)
    rb_lesson_add_printf (
        lesson, "date-skew", "RFC 3261 20.17",
        _ ("That is %s before the time of this capture: one of the clocks is wrong, or the message was kept."), words);
  else
    rb_lesson_add_printf (lesson, "date-skew", "RFC 3261 20.17",
                          _ ("That is %s after the time of this capture: one of the clocks is wrong."), words);
}

void
rb_say_timestamp (const RbFieldTopic *topic, RbLesson *lesson)
{
  const char *space = strchr (topic->value, ' ');
  g_autofree char *delay = NULL;

  if (topic->index.is_request)
    return;

  rb_lesson_add (lesson, "timestamp-back", "RFC 3261 8.2.6.1",
                 _ ("It came back as it was sent: now minus this is the round trip."));
  if (space != NULL)
    {
      delay = rb_lesson_quote (space + 1);
      rb_lesson_add_printf (
          lesson, "timestamp-delay", "RFC 3261 20.38",
          _ ("The second number, %s, is how many seconds the answering end took; it is to be subtracted."), delay);
    }
}
