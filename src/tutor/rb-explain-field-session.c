/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the lines of a session description say in their message: addresses, codecs by name, changes since the last
 * description of the same sender. Each reads the flow at most once. */

#include "rb-explain-field-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-codec-text.h"
#include "rb-sdp-secrets.h"

/* RFC 3551 6: numbers that need no rtpmap. */
static const struct
{
  guint8 number;
  const char *name;
} static_codecs[] = {
  { 0, "PCMU" }, { 3, "GSM" }, { 4, "G723" },  { 8, "PCMA" },  { 9, "G722" },  { 10, "L16" },
  { 11, "L16" }, { 13, "CN" }, { 15, "G728" }, { 18, "G729" }, { 31, "H261" }, { 34, "H263" },
};

static void
say_codec (const char *name, RbLesson *lesson)
{
  const char *text = rb_codec_get_text (name);
  g_autofree char *quoted = rb_lesson_quote (name);

  if (text != NULL)
    rb_lesson_add (lesson, "codec", rb_codec_get_rfc (name), text);
  else
    rb_lesson_add_printf (lesson, "codec", "RFC 8866 6.6", _ ("The codec is called %s."), quoted);
}

/* "0 PCMU/8000" → "PCMU"; NULL when it is for another number. */
static char *
dup_codec_of (const char *map, const char *number)
{
  gsize length = strlen (number);
  const char *name;

  if (strncmp (map, number, length) != 0 || map[length] != ' ')
    return NULL;
  name = map + length + strspn (map + length, " ");
  return g_strndup (name, strcspn (name, "/ "));
}

/* The codec a number of an m= line stands for: its rtpmap follows, before the next m=. */
static void
say_format (const RbFieldTopic *topic, const char *number, gsize start, RbLesson *lesson)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint64 wanted = g_ascii_strtoull (number, NULL, 10);

  if (start >= topic->length)
    return;
  text = rb_span_dup (rb_span_between (start, topic->length), topic->bytes);
  lines = g_strsplit_set (text, "\r\n", -1);
  for (guint i = 1; lines[i] != NULL && !g_str_has_prefix (lines[i], "m="); i++)
    if (g_str_has_prefix (lines[i], "a=rtpmap:"))
      {
        g_autofree char *name = dup_codec_of (lines[i] + strlen ("a=rtpmap:"), number);

        if (name != NULL)
          {
            say_codec (name, lesson);
            return;
          }
      }

  for (gsize i = 0; i < G_N_ELEMENTS (static_codecs); i++)
    if (static_codecs[i].number == wanted && g_ascii_isdigit (number[0]))
      {
        rb_lesson_add (lesson, "codec-static", "RFC 3551 6", _ ("The number is a fixed one; it needs no rtpmap."));
        say_codec (static_codecs[i].name, lesson);
        return;
      }
  rb_lesson_add (lesson, "codec-unknown", "RFC 3551 6",
                 _ ("No rtpmap says which codec it is, and it is no fixed number."));
}

static void
say_connection (const RbFieldTopic *topic, const char *address, RbLesson *lesson)
{
  RbEndpoint endpoint;
  g_autofree char *src = rb_endpoint_format_address (&topic->info.src);

  if (g_str_has_prefix (address, "0.0.0.0") || g_str_equal (address, "::"))
    rb_lesson_add (lesson, "sdp-hold", "RFC 3264 8.4",
                   _ ("0.0.0.0: \"send me nothing\", the old way to put a call on hold."));
  else if (rb_endpoint_parse (&endpoint, address, 0) && rb_endpoint_is_private (&endpoint) &&
           topic->info.src.family != 0 && !rb_endpoint_is_same_host (&endpoint, &topic->info.src) &&
           topic->index.n_vias <= 1 && topic->index.is_request)
    rb_lesson_add_printf (lesson, "sdp-private", "RFC 3264 5.1",
                          _ ("A private address, but the message came from %s: sound sent to it from outside is lost, "
                             "unless a relay helps. The call is then heard in one direction only."),
                          src)
        ->tone = RB_TONE_WARNING;
  else if (rb_endpoint_parse (&endpoint, address, 0) && rb_endpoint_is_private (&endpoint))
    rb_lesson_add (lesson, "sdp-local", "RFC 1918 3",
                   _ ("A private address: sound from outside of that network cannot come here."));
}

/* The description before this one by the same sender, by its o= line. (transfer full) (nullable) */
static char *
dup_last_origin (const RbFieldTopic *topic, guint *position)
{
  char *last = NULL;

  for (guint i = 0; topic->flow != NULL && i < rb_flow_get_n_steps (topic->flow); i++)
    {
      const RbFlowStep *step = rb_flow_get_step (topic->flow, i);
      const guint8 *bytes;
      const char *found;
      gsize length;
      RbSipIndex index;
      RbMessageInfo info;

      if (step->position >= topic->position)
        break;
      if (step->retransmission_of != RB_FLOW_NONE ||
          !rb_topic_read (topic->trace, step->position, &bytes, &length, &index) || index.sdp.length == 0 ||
          !rb_trace_get_info (topic->trace, step->position, &info) || !rb_endpoint_equal (&info.src, &topic->info.src))
        continue;
      found = g_strstr_len ((const char *) bytes + index.sdp.offset, index.sdp.length, "\no=");
      if (found == NULL)
        continue;

      {
        gsize at = (gsize) (found - (const char *) bytes) + strlen ("\no=");
        gsize end = at;

        while (end < length && bytes[end] != '\r' && bytes[end] != '\n')
          end++;
        g_free (last);
        last = rb_span_dup_line (rb_span_between (at, end), bytes);
        *position = step->position;
      }
    }
  return last;
}

static void
say_origin (const RbFieldTopic *topic, const char *origin, RbLesson *lesson)
{
  guint position = RB_FLOW_NONE;
  g_autofree char *last = dup_last_origin (topic, &position);
  g_auto (GStrv) words = g_strsplit (origin, " ", 8);
  g_auto (GStrv) old = last != NULL ? g_strsplit (last, " ", 8) : NULL;
  g_autofree char *number = NULL;
  RbLessonBlock *block = NULL;

  if (old == NULL || g_strv_length (old) < 3 || g_strv_length (words) < 3)
    return;

  number = rb_lesson_format_number (position);
  if (!g_str_equal (old[1], words[1]))
    block = rb_lesson_add_printf (
        lesson, "origin-other", "RFC 3264 8",
        _ ("In %s the session number was another: this is a new session, of another maker or call leg."), number);
  else if (g_str_equal (old[2], words[2]))
    block = rb_lesson_add_printf (
        lesson, "origin-same", "RFC 3264 8",
        _ ("Session and version are those of %s: nothing in the description may have changed."), number);
  else
    block = rb_lesson_add_printf (
        lesson, "origin-changed", "RFC 3264 8",
        _ ("The version differs from that of %s: the description was changed, for hold or other codecs, say."), number);
  rb_lesson_block_cite (block, position);
}

static void
say_media (const RbFieldTopic *topic, RbLesson *lesson)
{
  g_auto (GStrv) words = g_strsplit (topic->value, " ", 64);
  guint n = g_strv_length (words);

  if (n < 4)
    return;
  if (g_str_equal (words[1], "0"))
    rb_lesson_add (lesson, "media-refused", "RFC 3264 6", _ ("Port 0: this medium is refused, or was taken back."))
        ->tone = RB_TONE_WARNING;
  else
    rb_lesson_add_printf (lesson, "media-formats", "RFC 3264 5.1",
                          ngettext ("%u format, which its sender can decode.",
                                    "%u formats, which its sender can decode; the first is preferred.", n - 3),
                          n - 3);
  if (g_str_has_prefix (words[2], "RTP/"))
    say_format (topic, words[3], rb_field_get_span (topic->field).offset, lesson);
}

/* An SDP line, or a part of one. */
void
rb_say_sdp (const RbFieldTopic *topic, RbLesson *lesson)
{
  gboolean is_line = topic->kind == RB_LORE_SDP_LINE;

  if (rb_topic_is_owner (topic, "c") && is_line)
    {
      const char *space = strrchr (topic->value, ' ');

      say_connection (topic, space != NULL ? space + 1 : topic->value, lesson);
    }
  else if (rb_topic_is_owner (topic, "c") && g_str_equal (topic->name, "Connection Address"))
    say_connection (topic, topic->value, lesson);
  else if (rb_topic_is_owner (topic, "o") && is_line)
    say_origin (topic, topic->value, lesson);
  else if (rb_topic_is_owner (topic, "o") && g_str_equal (topic->name, "Session Version"))
    say_origin (topic, rb_field_get_value (topic->parent), lesson);
  else if (rb_topic_is_owner (topic, "m") && is_line)
    say_media (topic, lesson);
  else if (rb_topic_is_owner (topic, "m") && g_str_equal (topic->name, "Format"))
    say_format (topic, topic->value, rb_field_get_span (topic->parent).offset, lesson);
  else if (rb_topic_is_owner (topic, "m") && g_str_equal (topic->name, "Port") && g_str_equal (topic->value, "0"))
    rb_lesson_add (lesson, "media-refused", "RFC 3264 6", _ ("Port 0: this medium is refused, or was taken back."))
        ->tone = RB_TONE_WARNING;
  else if (rb_topic_is_owner (topic, "rtpmap") && g_str_equal (topic->name, "Encoding"))
    say_codec (topic->value, lesson);
  else
    rb_say_words (topic, lesson);
}

static void
say_candidate (const char *value, RbLesson *lesson)
{
  static const struct
  {
    const char *type;
    const char *text;
  } types[] = {
    { "typ host", N_ ("host: an address of the device itself.") },
    { "typ srflx", N_ ("srflx: the address as a server outside saw it, beyond the NAT.") },
    { "typ prflx", N_ ("prflx: an address that turned up during the tests.") },
    { "typ relay", N_ ("relay: an address at a relay (TURN), which always works and costs a detour.") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (strstr (value, types[i].type) != NULL)
      rb_lesson_add (lesson, "candidate-type", "RFC 8839 5.1", _ (types[i].text));
}

/* An attribute; its name is the topic's. */
void
rb_say_attribute (const RbFieldTopic *topic, RbLesson *lesson)
{
  const char *colon = strchr (topic->value, ':');
  const char *value = topic->parent != NULL && g_ascii_strcasecmp (rb_field_get_name (topic->field), topic->name) == 0
                          ? topic->value
                      : colon != NULL ? colon + 1
                                      : "";

  if (g_str_equal (topic->name, "rtpmap"))
    {
      const char *name = value + strcspn (value, " ");
      g_autofree char *codec = g_strndup (name + strspn (name, " "), strcspn (name + strspn (name, " "), "/ "));

      say_codec (codec, lesson);
    }
  else if (g_str_equal (topic->name, "ptime"))
    {
      guint64 ms = g_ascii_strtoull (value, NULL, 10);

      if (ms > 0 && ms <= 1000)
        rb_lesson_add_printf (lesson, "ptime", "RFC 8866 6.4", _ ("%1$u ms: %2$u packets a second."), (guint) ms,
                              (guint) (1000 / ms));
    }
  else if (g_str_equal (topic->name, "crypto") && topic->info.transport != RB_TRANSPORT_TLS &&
           topic->info.transport != RB_TRANSPORT_WSS)
    rb_lesson_add (lesson, "crypto-open", "RFC 4568 8.3",
                   _ ("This message was not encrypted: whoever saw it has the key, and can hear the call."))
        ->tone = RB_TONE_BAD;
  else if (g_str_equal (topic->name, "candidate"))
    say_candidate (value, lesson);
  else
    rb_say_words (topic, lesson);

  if (rb_sdp_secret_is_hidden (value))
    rb_lesson_add (lesson, "secret-hidden", NULL,
                   _ ("These letters are not the secret: Ringback puts them in its place before it records a message. "
                      "The same secret gives the same letters until the program ends."));
}
