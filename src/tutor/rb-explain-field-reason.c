/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the numbers of Reason (RFC 3326: SIP status and causes of ITU-T Q.850) and of Warning (RFC 3261 20.43) mean, and
 * what the status line and the names of programs say. */

#include "rb-explain-field-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-sip-status.h"

typedef struct
{
  guint code;
  const char *text;
} Meaning;

static const Meaning causes[] = {
  { 1, N_ ("the number is not assigned") },
  { 2, N_ ("no route to the network asked for") },
  { 3, N_ ("no route to the destination") },
  { 6, N_ ("the channel cannot be used") },
  { 16, N_ ("normal: somebody hung up") },
  { 17, N_ ("the user is busy") },
  { 18, N_ ("the user's phone does not respond") },
  { 19, N_ ("it rang, but nobody answered") },
  { 20, N_ ("the subscriber is absent: switched off, or out of reach") },
  { 21, N_ ("the call was rejected") },
  { 22, N_ ("the number has changed") },
  { 23, N_ ("redirected to a new destination") },
  { 26, N_ ("answered elsewhere: another phone was chosen") },
  { 27, N_ ("the destination is out of order") },
  { 28, N_ ("the number is not complete, or not valid") },
  { 29, N_ ("a facility was refused") },
  { 31, N_ ("normal, nothing further said") },
  { 34, N_ ("no line is free") },
  { 38, N_ ("the network is out of order") },
  { 41, N_ ("a fault for the moment") },
  { 42, N_ ("the switch is overloaded") },
  { 44, N_ ("the channel asked for is not available") },
  { 47, N_ ("a resource is not available") },
  { 50, N_ ("the facility is not subscribed to") },
  { 57, N_ ("not authorized for this kind of call") },
  { 58, N_ ("this kind of call is not available now") },
  { 63, N_ ("the service is not available") },
  { 65, N_ ("this kind of call is not built in") },
  { 79, N_ ("the service is not built in") },
  { 88, N_ ("the two ends do not fit together") },
  { 95, N_ ("a message was not valid") },
  { 97, N_ ("a message is not known") },
  { 102, N_ ("a timer fired") },
  { 111, N_ ("an error of the protocol") },
  { 127, N_ ("the other network did not tell the cause") },
};

/* RFC 3261 20.43; 37x of RFC 5630 and others in IANA's registry. */
static const Meaning warnings[] = {
  { 300, N_ ("a network protocol in the SDP is not available") },
  { 301, N_ ("an address format in the SDP is not available") },
  { 302, N_ ("a transport protocol in the SDP is not available") },
  { 303, N_ ("a unit of bandwidth in the SDP is not understood") },
  { 304, N_ ("a kind of media in the SDP is not available") },
  { 305, N_ ("no format of the media, no codec, in the SDP is available") },
  { 306, N_ ("an attribute in the SDP is not understood") },
  { 307, N_ ("a parameter in the SDP is not understood") },
  { 330, N_ ("multicast is not available here") },
  { 331, N_ ("unicast is not available here") },
  { 370, N_ ("the bandwidth is not enough for the media") },
  { 380, N_ ("sips was asked for, and cannot be done") },
  { 381, N_ ("sips was asked for, and is not allowed here") },
  { 399, N_ ("anything else: only the text says what") },
};

static const char *
find_meaning (const Meaning *meanings, gsize n, guint code)
{
  for (gsize i = 0; i < n; i++)
    if (meanings[i].code == code)
      return _ (meanings[i].text);
  return NULL;
}

static void
say_cause (const char *protocol, const char *cause, RbLesson *lesson)
{
  guint code = (guint) MIN (g_ascii_strtoull (cause, NULL, 10), 999);

  if (g_ascii_strcasecmp (protocol, "SIP") == 0 && code == 200)
    rb_lesson_add (lesson, "reason-sip", "RFC 3326 3.1",
                   _ ("200: the call was completed elsewhere, another phone has answered. So this one need not show a "
                      "missed call."));
  else if (g_ascii_strcasecmp (protocol, "SIP") == 0 && code >= 100 && code <= 699)
    rb_lesson_add_printf (lesson, "reason-sip", "RFC 3326 2", _ ("%1$u is the SIP status %2$s."), code,
                          rb_sip_status_phrase (code));
  else if (g_ascii_strcasecmp (protocol, "Q.850") == 0)
    {
      const char *meaning = find_meaning (causes, G_N_ELEMENTS (causes), code);

      if (meaning != NULL)
        rb_lesson_add_printf (lesson, "reason-q850", "ITU-T Q.850", _ ("Cause %1$u of the telephone network: %2$s."),
                              code, meaning);
      else
        rb_lesson_add_printf (lesson, "reason-q850", "ITU-T Q.850",
                              _ ("Cause %u of the telephone network: a rare one, or none."), code);
    }
  else
    {
      g_autofree char *quoted = rb_lesson_quote (protocol);

      rb_lesson_add_printf (lesson, "reason-protocol", "RFC 3326 2", _ ("The reason is that of another protocol, %s."),
                            quoted);
    }
}

/* A header, one reason of several, or its cause. */
void
rb_say_reason (const RbFieldTopic *topic, RbLesson *lesson)
{
  RbField *reason = topic->kind == RB_LORE_PARAMETER ? topic->parent : topic->field;
  RbField *protocol = reason != NULL ? rb_topic_find_child (reason, _ ("Value")) : NULL;
  RbField *cause = reason != NULL ? rb_topic_find_child (reason, "cause") : NULL;

  if (protocol != NULL && cause != NULL)
    say_cause (rb_field_get_value (protocol), rb_field_get_value (cause), lesson);
}

/* warn-code warn-agent "warn-text" */
static void
say_one_warning (const char *value, RbLesson *lesson)
{
  guint64 code = g_ascii_strtoull (value, NULL, 10);
  const char *meaning = find_meaning (warnings, G_N_ELEMENTS (warnings), (guint) MIN (code, 999));
  const char *agent = strchr (value, ' ');
  const char *text = strchr (value, '"');
  g_autofree char *name = agent != NULL ? g_strndup (agent + 1, strcspn (agent + 1, " ")) : NULL;
  g_autofree char *quoted_name = name != NULL ? rb_lesson_quote (name) : NULL;
  g_autofree char *free_text = text != NULL ? g_strndup (text + 1, strcspn (text + 1, "\"")) : NULL;
  g_autofree char *quoted_text = free_text != NULL ? rb_lesson_quote (free_text) : NULL;

  if (meaning != NULL)
    rb_lesson_add_printf (lesson, "warning-code", "RFC 3261 20.43", _ ("%1$u: %2$s."), (guint) code, meaning);
  else
    rb_lesson_add_printf (lesson, "warning-code", "RFC 3261 20.43",
                          _ ("%u is not a registered code: it means what its maker likes. 392 is that of ser and "
                             "Kamailio, for whoever looks "
                             "for a fault."),
                          (guint) MIN (code, 999));
  if (quoted_name != NULL)
    rb_lesson_add_printf (lesson, "warning-agent", "RFC 3261 20.43", _ ("%s adds it, as it calls itself."),
                          quoted_name);
  if (quoted_text != NULL)
    rb_lesson_add_printf (lesson, "warning-text", "RFC 3261 20.43",
                          _ ("The text %s is free: it is for people, and no phone acts on it."), quoted_text);
}

void
rb_say_warning (const RbFieldTopic *topic, RbLesson *lesson)
{
  GListModel *children = rb_field_get_children (topic->field);

  if (children == NULL)
    {
      say_one_warning (topic->value, lesson);
      return;
    }
  for (guint i = 0; i < MIN (g_list_model_get_n_items (children), 4); i++)
    {
      g_autoptr (RbField) child = g_list_model_get_item (children, i);

      say_one_warning (rb_field_get_value (child), lesson);
    }
}

void
rb_say_program (const RbFieldTopic *topic, RbLesson *lesson)
{
  rb_lesson_add (
      lesson, "program-free", "RFC 3261 20.41",
      _ ("Free text: it can be changed or left out in the settings, so nothing can be concluded from it for sure."));
  if (rb_topic_is_owner (topic, "Server"))
    rb_lesson_add (lesson, "program-server", "RFC 3261 20.35",
                   _ ("Proxies and servers write Server into what they answer themselves; phones mostly write "
                      "User-Agent. So this response likely "
                      "was made by a server."))
        ->confidence = RB_CONFIDENCE_LIKELY;
  else if (!topic->index.is_request)
    rb_lesson_add (lesson, "program-phone", "RFC 3261 20.41",
                   _ ("In a response it mostly is a phone that writes User-Agent; servers write Server."))
        ->confidence = RB_CONFIDENCE_LIKELY;
}

static void
say_status (const RbFieldTopic *topic, RbLesson *lesson)
{
  static const char *const classes[] = {
    N_ ("1xx: still on; a final response will follow."),
    N_ ("2xx: done."),
    N_ ("3xx: to be tried elsewhere; the caller does that."),
    N_ ("4xx: not in this way; another attempt, changed, may succeed."),
    N_ ("5xx: the server failed; another one may succeed."),
    N_ ("6xx: nowhere; no proxy tries another phone."),
  };
  const char *registered = rb_sip_status_phrase (topic->index.status);
  g_autofree char *phrase = rb_span_dup_line (topic->index.reason, topic->bytes);

  if (topic->index.status < 100 || topic->index.status > 699)
    return;

  if (!g_str_equal (topic->name, "Reason-Phrase"))
    rb_lesson_add (lesson, "status-class", "RFC 3261 7.2", _ (classes[topic->index.status / 100 - 1]));
  if (*phrase != '\0' && g_ascii_strcasecmp (phrase, registered) != 0)
    {
      g_autofree char *quoted = rb_lesson_quote (registered);

      rb_lesson_add_printf (lesson, "status-phrase", "RFC 3261 7.2",
                            _ ("The usual words for %1$u are %2$s; this sender chose its own. They mean the same."),
                            topic->index.status, quoted);
    }
}

/* The first line, or a part of it. */
void
rb_say_start_line (const RbFieldTopic *topic, RbLesson *lesson)
{
  if (!g_str_has_suffix (rb_field_get_name (topic->top), "-Line") || g_str_equal (topic->name, "SIP-Version"))
    return;

  if (!topic->index.is_request)
    say_status (topic, lesson);
  else if (g_str_equal (topic->name, "Request-Line") || g_str_equal (topic->name, "Request-URI"))
    rb_say_request_uri (topic, lesson);
  else
    rb_say_words (topic, lesson);
}
