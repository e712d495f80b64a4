/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What challenges and credentials say in their message (RFC 3261 22, RFC 7616): which hash, which challenge is
 * answered, where the nonce comes from. The hash itself is walked through elsewhere (rb-digest-walk.h). */

#include "rb-explain-field-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-digest.h"

static const char *const challenges[] = { "WWW-Authenticate", "Proxy-Authenticate" };
static const char *const credentials[] = { "Authorization", "Proxy-Authorization" };

static gboolean
is_challenge (const RbFieldTopic *topic)
{
  return rb_topic_is_owner (topic, challenges[0]) || rb_topic_is_owner (topic, challenges[1]);
}

static gboolean
has_nonce (const guint8 *bytes, gsize length, const char *const headers[2], const char *nonce)
{
  RbSipScan scan;
  RbSipHeader header;
  RbSpan line;

  rb_sip_scan_init (&scan, bytes, length);
  rb_sip_scan_start_line (&scan, &line);
  while (rb_sip_scan_header (&scan, &header) == RB_SIP_SCAN_HEADER)
    if (rb_span_is_nocase (header.name, bytes, headers[0]) || rb_span_is_nocase (header.name, bytes, headers[1]))
      {
        g_autofree char *value = rb_span_dup_line (header.value, bytes);
        g_autofree char *other = rb_digest_get_param (value, "nonce");

        if (g_strcmp0 (other, nonce) == 0)
          return TRUE;
      }
  return FALSE;
}

/* The last challenge with this nonce before the message, or the first credentials with it behind; how many requests
 * have used it so far. */
static guint
find_nonce (const RbFieldTopic *topic, const char *nonce, guint *used)
{
  gboolean forward = is_challenge (topic);
  guint found = RB_FLOW_NONE;

  *used = 0;
  for (guint i = 0; topic->flow != NULL && i < rb_flow_get_n_steps (topic->flow); i++)
    {
      const RbFlowStep *step = rb_flow_get_step (topic->flow, i);
      const guint8 *bytes;
      gsize length;

      if (step->position >= topic->position && !forward)
        break;
      if (step->position <= topic->position && forward)
        continue;
      if (step->retransmission_of != RB_FLOW_NONE)
        continue;

      bytes = rb_trace_peek_bytes (topic->trace, step->position, &length);
      if (!forward && has_nonce (bytes, length, credentials, nonce))
        *used += 1;
      if (has_nonce (bytes, length, forward ? credentials : challenges, nonce))
        {
          found = step->position;
          if (forward)
            break;
        }
    }
  return found;
}

/* Header value: that of the field, or of the header around it. */
static char *
dup_header (const RbFieldTopic *topic)
{
  return g_strdup (rb_field_get_value (topic->top));
}

static void
say_hash (const char *header, gboolean challenge, RbLesson *lesson)
{
  g_autofree char *algorithm = rb_digest_get_param (header, "algorithm");
  g_autofree char *quoted = algorithm != NULL ? rb_lesson_quote (algorithm) : NULL;
  RbDigestAlgorithm known;

  if (algorithm == NULL)
    rb_lesson_add (lesson, "digest-hash", "RFC 3261 22.4", _ ("No algorithm is named: the hash is MD5."));
  else if (!rb_digest_algorithm_parse (algorithm, &known))
    rb_lesson_add_printf (lesson, "digest-hash", "RFC 7616 3.3", _ ("The hash is %s, which few phones know."), quoted);
  else if (known == RB_DIGEST_MD5 || known == RB_DIGEST_MD5_SESS)
    rb_lesson_add_printf (lesson, "digest-hash", "RFC 8760 2.1",
                          _ ("The hash is %s: no SHA. RFC 8760 allows SHA-256, but MD5 is still usual."), quoted);
  else
    rb_lesson_add_printf (lesson, "digest-hash", "RFC 8760 2.1", _ ("The hash is %s, of the SHA-2 family."), quoted);
  if (challenge)
    return;

  {
    g_autofree char *qop = rb_digest_get_param (header, "qop");

    if (qop == NULL)
      rb_lesson_add (lesson, "digest-old", "RFC 7616 3.4.1",
                     _ ("There is no qop: the oldest form (RFC 2069), without cnonce and nc. An overheard answer could "
                        "be sent again while the nonce is "
                        "valid."));
  }
}

static void
say_nonce (const RbFieldTopic *topic, const char *nonce, RbLesson *lesson)
{
  guint used;
  guint found = find_nonce (topic, nonce, &used);
  g_autofree char *number = found != RB_FLOW_NONE ? rb_lesson_format_number (found) : NULL;
  RbLessonBlock *block = NULL;

  if (is_challenge (topic) && found != RB_FLOW_NONE)
    block = rb_lesson_add_printf (lesson, "digest-answered", "RFC 3261 22.2",
                                  _ ("%s answers this challenge: it has the same nonce."), number);
  else if (is_challenge (topic))
    rb_lesson_add (lesson, "digest-unanswered", "RFC 3261 22.2", _ ("Nothing in this call answers the challenge."))
        ->tone = RB_TONE_WARNING;
  else if (found != RB_FLOW_NONE)
    block = rb_lesson_add_printf (lesson, "digest-answers", "RFC 3261 22.2",
                                  _ ("It answers the challenge of %s, whose nonce it repeats."), number);
  else
    rb_lesson_add (
        lesson, "digest-earlier", "RFC 3261 22.2",
        _ ("No challenge before it has this nonce: likely it was given in another call or before the trace begins, "
           "and is used again."))
        ->confidence = RB_CONFIDENCE_LIKELY;
  if (block != NULL)
    rb_lesson_block_cite (block, found);
  if (used > 0)
    rb_lesson_add_printf (lesson, "digest-used", "RFC 7616 3.4",
                          ngettext ("%u request before it has used the same nonce: so no new challenge was needed.",
                                    "%u requests before it have used the same nonce: so no new challenge was needed.",
                                    used),
                          used);
}

static void
say_uri (const RbFieldTopic *topic, const char *header, RbLesson *lesson)
{
  g_autofree char *uri = rb_digest_get_param (header, "uri");
  g_autofree char *request_uri = rb_span_dup_line (topic->index.request_uri, topic->bytes);

  if (uri == NULL || !topic->index.is_request)
    return;
  if (g_str_equal (uri, request_uri))
    rb_lesson_add (lesson, "digest-uri", "RFC 7616 3.4.6", _ ("The uri is equal to the Request-URI, as it should be."));
  else
    rb_lesson_add (
        lesson, "digest-uri", "RFC 7616 3.4.6",
        _ ("The uri differs from the Request-URI: a proxy has changed that, or the phone writes it in another "
           "way. The response is computed with this one."));
}

static void
say_stale (const char *header, RbLesson *lesson)
{
  g_autofree char *stale = rb_digest_get_param (header, "stale");

  if (stale != NULL && g_ascii_strcasecmp (stale, "true") == 0)
    rb_lesson_add (lesson, "digest-stale", "RFC 7616 3.3",
                   _ ("stale is true: not the password was wrong, the nonce had run out."));
}

static gboolean
is_meant (const RbFieldTopic *topic, const char *parameter)
{
  return topic->kind == RB_LORE_HEADER || g_ascii_strcasecmp (topic->name, parameter) == 0;
}

/* A challenge, credentials, or one of their parameters. */
void
rb_say_digest (const RbFieldTopic *topic, RbLesson *lesson)
{
  g_autofree char *header = dup_header (topic);
  g_autofree char *nonce = rb_digest_get_param (header, "nonce");

  if (g_ascii_strncasecmp (header, "Digest", strlen ("Digest")) != 0)
    {
      rb_lesson_add (lesson, "digest-other", "RFC 3261 22.4",
                     _ ("It is not Digest, which alone every SIP phone must know."));
      return;
    }

  if (topic->kind == RB_LORE_HEADER && is_challenge (topic))
    rb_lesson_add (lesson, "digest-who", "RFC 3261 22",
                   rb_topic_is_owner (topic, "Proxy-Authenticate")
                       ? _ ("407: a proxy on the way asks. The answer goes into Proxy-Authorization.")
                       : _ ("401: the server the request is for asks, a registrar for example. The answer goes into "
                            "Authorization."));
  if (is_meant (topic, "algorithm") || is_meant (topic, "response"))
    say_hash (header, is_challenge (topic), lesson);
  if (nonce != NULL && is_meant (topic, "nonce"))
    say_nonce (topic, nonce, lesson);
  if (is_meant (topic, "uri"))
    say_uri (topic, header, lesson);
  if (is_meant (topic, "stale"))
    say_stale (header, lesson);
  if (g_str_equal (topic->name, "realm") && topic->kind == RB_LORE_PARAMETER)
    {
      g_autofree char *realm = rb_lesson_quote (topic->decoded);

      rb_lesson_add_printf (lesson, "digest-realm", "RFC 3261 22.1", _ ("The phone looks for its account at %s."),
                            realm);
    }
  if (g_ascii_strcasecmp (topic->name, "nc") == 0)
    rb_lesson_add_printf (lesson, "digest-count", "RFC 7616 3.4", _ ("It is use No. %u of this nonce."),
                          (guint) g_ascii_strtoull (topic->value, NULL, 16));
}
