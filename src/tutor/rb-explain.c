/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a message is, why it is sent now, what must come next, and who really sent it: chooses who explains it and
 * puts the headings over it. The window, the command line and the lab report ask. */

#include "rb-explain.h"

#include <glib/gi18n-lib.h>

#include "rb-explain-private.h"
#include "rb-message-check.h"

static void
add_section (RbLesson *lesson, const char *id, const char *title, RbLesson *section)
{
  if (rb_lesson_get_n_blocks (section) > 0)
    rb_lesson_add_heading (lesson, id, title);
  rb_lesson_append (lesson, section);
}

static void
explain_request (RbScene *scene, RbExplanation *explanation)
{
  const RbReading *message = &scene->message;

  if (rb_reading_is (message, "INVITE"))
    rb_explain_invite (scene, explanation);
  else if (rb_reading_is (message, "REGISTER"))
    rb_explain_register (scene, explanation);
  else if (rb_reading_is (message, "ACK") || rb_reading_is (message, "CANCEL") || rb_reading_is (message, "BYE"))
    rb_explain_ending (scene, explanation);
  else
    rb_explain_request (scene, explanation);
}

static void
explain_sip (RbScene *scene, RbLesson *lesson)
{
  RbExplanation explanation = { rb_lesson_new (), rb_lesson_new (), rb_lesson_new () };
  RbLesson *sender = rb_lesson_new ();
  RbLesson *why = NULL;
  guint status = scene->message.index.status;

  rb_sender_tell (scene, sender);
  rb_scene_forget_own_facts (scene);
  if (scene->facts & RB_IS_COPY)
    {
      rb_explain_copy (scene, &explanation);
      why = g_steal_pointer (&explanation.why);
      explanation.why = rb_lesson_new (); /* of the first copy; that of this one is its timer */
    }
  if (scene->message.index.is_request)
    explain_request (scene, &explanation);
  else if (status < 200)
    rb_explain_provisional (scene, &explanation);
  else if (status < 300)
    rb_explain_success (scene, &explanation);
  else
    rb_explain_failure (scene, &explanation);
  rb_explain_address (scene, &explanation);
  rb_explain_headers (scene, &explanation);
  if (why != NULL)
    {
      rb_lesson_free (explanation.why);
      explanation.why = why;
    }

  add_section (lesson, "what", _ ("What it is"), explanation.what);
  add_section (lesson, "why", _ ("Why now"), explanation.why);
  add_section (lesson, "next", _ ("What comes next"), explanation.next);
  add_section (lesson, "sender", _ ("Who really sent it"), sender);
}

static void
explain_keep_alive (RbLesson *lesson, RbTrace *trace, guint position)
{
  RbLessonBlock *block;
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (trace, position, &length);

  rb_lesson_add_heading (lesson, "what", _ ("What it is"));
  if (length == 4 && bytes[0] == '\r')
    block = rb_lesson_add (lesson, "keep-alive-ping", "RFC 5626 3.5.1",
                           _ ("Two empty lines (CRLF CRLF): a keep-alive, the smallest thing one can send. It is no "
                              "SIP message and belongs to no call."));
  else
    block = rb_lesson_add (
        lesson, "keep-alive", "RFC 5626 3.5.1",
        _ ("An empty line: a keep-alive, or the answer to one. It is no SIP message and belongs to no call."));
  rb_lesson_block_cite (block, position);
  rb_lesson_add_heading (lesson, "why", _ ("Why now"));
  rb_lesson_add (lesson, "keep-alive-nat", "RFC 5626 4.4",
                 _ ("A NAT forgets a mapping over which nothing has passed for a while, often after 30 s for UDP. An "
                    "empty line in time keeps it open, so that calls from outside still come through."));
  rb_lesson_add_heading (lesson, "next", _ ("What comes next"));
  rb_lesson_add (lesson, "keep-alive-next", "RFC 5626 3.5.1",
                 _ ("Over TCP one empty line (CRLF) may come back as a sign of life; over UDP nothing has to follow."));
}

static void
explain_damaged (RbLesson *lesson, RbTrace *trace, guint position)
{
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (trace, position, &length);
  g_autoptr (GPtrArray) problems = rb_message_check (bytes, length);
  const RbMessageProblem *problem = NULL;

  rb_lesson_add_heading (lesson, "what", _ ("What it is"));
  rb_lesson_add_printf (lesson, "damaged", "RFC 3261 7",
                        ngettext ("%u byte that cannot be read as a SIP message.",
                                  "%u bytes that cannot be read as a SIP message.", (gulong) length),
                        (guint) length);
  rb_message_check_get_verdict (problems, &problem);
  if (problem != NULL)
    rb_lesson_add (lesson, "damaged-problem", problem->section, problem->sentence)->tone = RB_TONE_BAD;
  rb_lesson_add_heading (lesson, "why", _ ("Why now"));
  rb_lesson_add (lesson, "damaged-why", NULL,
                 _ ("Something else uses this port, the capture lost a part of it, or it was made to test or attack. "
                    "The bytes do not tell which."))
      ->confidence = RB_CONFIDENCE_GUESS;
  rb_lesson_add_heading (lesson, "next", _ ("What comes next"));
  rb_lesson_add (
      lesson, "damaged-next", "RFC 3261 18.3",
      _ ("Nothing: who gets this drops it without an answer, or answers 400 if it can find out whom to tell."));
}

RbLesson *
rb_explain_message (RbTrace *trace, guint position)
{
  RbLesson *lesson = rb_lesson_new ();
  RbMessageInfo info;
  RbScene scene;

  if (!rb_trace_get_info (trace, position, &info))
    return lesson;
  if (info.kind == RB_MESSAGE_KEEP_ALIVE)
    {
      explain_keep_alive (lesson, trace, position);
    }
  else if (!rb_scene_init (&scene, trace, position))
    {
      explain_damaged (lesson, trace, position);
    }
  else
    {
      explain_sip (&scene, lesson);
      rb_scene_clear (&scene);
    }
  return lesson;
}
