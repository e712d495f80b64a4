/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Hides a session description (RFC 8866) line by line: what was agreed stays (media, ports, codecs,
 * direction), who and where does not. */

#include <string.h>

#include "rb-hide-private.h"
#include "rb-hide-words.h"

/* Of a bandwidth or a time; and of a payload type, clock rate or port. */
#define LONG_NUMBER 10
#define SHORT_NUMBER 6

/* The next word of a line; FALSE at its end. */
static gboolean
next_word (const guint8 *bytes, gsize *at, gsize end, RbSpan *word)
{
  while (*at < end && rb_char_is (bytes[*at], RB_CHAR_SPACE))
    (*at)++;
  word->offset = (guint32) *at;
  while (*at < end && !rb_char_is (bytes[*at], RB_CHAR_SPACE))
    (*at)++;
  word->length = (guint32) (*at - word->offset);
  return word->length > 0;
}

/* Words that are addresses or host names become such; others stay when they are known. */
static void
put_net_word (RbHide *self, const guint8 *bytes, RbSpan word)
{
  const guint8 *slash = memchr (bytes + word.offset, '/', word.length);
  gsize end = slash != NULL ? (gsize) (slash - bytes) : rb_span_end (word);

  if (rb_hide_word_is_known (bytes + word.offset, word.length))
    rb_hide_put_copy (self, bytes, word);
  else
    {
      rb_hide_put_host (self, bytes, rb_span_between (word.offset, end));
      rb_hide_put_tokens (self, bytes, rb_span_between (end, rb_span_end (word)), SHORT_NUMBER);
    }
}

/* o=<username> <sess-id> <sess-version> <nettype> <addrtype> <unicast-address> */
static void
put_origin (RbHide *self, const guint8 *bytes, RbSpan line)
{
  gsize at = line.offset;
  gsize before = at;
  RbSpan session = { 0, 0 };
  RbSpan word;

  for (guint i = 0; next_word (bytes, &at, rb_span_end (line), &word); i++)
    {
      guint64 version = i == 2 && rb_hide_is_number (bytes, word, 19)
                            ? g_ascii_strtoull ((const char *) bytes + word.offset, NULL, 10)
                            : 0;

      rb_hide_put_gap (self, bytes, before, word.offset, "");
      before = at;
      if (i == 0 && !rb_span_is (word, bytes, "-"))
        rb_hide_put_user (self, bytes, word);
      else if (i == 1)
        {
          session = word;
          rb_hide_put_as (self, RB_HIDE_NUMBER, bytes, word);
        }
      else if (i == 2)
        {
          guint64 number = rb_hide_map_renumber (self->map, bytes + session.offset, session.length, version);
          g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, number);

          rb_hide_put_text (self, text);
        }
      else
        put_net_word (self, bytes, word);
    }
  rb_hide_put_gap (self, bytes, before, rb_span_end (line), "");
}

static void
put_net (RbHide *self, const guint8 *bytes, RbSpan line)
{
  gsize at = line.offset;
  gsize before = at;
  RbSpan word;

  while (next_word (bytes, &at, rb_span_end (line), &word))
    {
      rb_hide_put_gap (self, bytes, before, word.offset, "");
      put_net_word (self, bytes, word);
      before = at;
    }
  rb_hide_put_gap (self, bytes, before, rb_span_end (line), "");
}

static void
put_opaque (RbHide *self, const guint8 *bytes, RbSpan line)
{
  RbSpan text = rb_span_trim (line, bytes);

  rb_hide_put_gap (self, bytes, line.offset, text.offset, "");
  if (rb_span_is (text, bytes, "-"))
    rb_hide_put_copy (self, bytes, text);
  else
    rb_hide_put_as (self, RB_HIDE_TOKEN, bytes, text);
  rb_hide_put_gap (self, bytes, rb_span_end (text), rb_span_end (line), "");
}

static void
put_words (RbHide *self, const guint8 *bytes, RbSpan line)
{
  rb_hide_put_tokens (self, bytes, line, LONG_NUMBER);
}

static void
put_short_words (RbHide *self, const guint8 *bytes, RbSpan line)
{
  rb_hide_put_tokens (self, bytes, line, SHORT_NUMBER);
}

/* a=candidate and a=rtcp: addresses among words and numbers (RFC 8839 5.1, RFC 3605 2.1). */
static void
put_candidate (RbHide *self, const guint8 *bytes, RbSpan line)
{
  gsize at = line.offset;
  gsize before = at;
  RbSpan word;

  while (next_word (bytes, &at, rb_span_end (line), &word))
    {
      rb_hide_put_gap (self, bytes, before, word.offset, "");
      before = at;
      if (memchr (bytes + word.offset, '.', word.length) != NULL ||
          memchr (bytes + word.offset, ':', word.length) != NULL)
        rb_hide_put_host (self, bytes, word);
      else
        rb_hide_put_tokens (self, bytes, word, LONG_NUMBER);
    }
  rb_hide_put_gap (self, bytes, before, rb_span_end (line), "");
}

/* a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:… and a=fingerprint:sha-256 …: the last word is the secret. */
static void
put_secret (RbHide *self, const guint8 *bytes, RbSpan line)
{
  gsize at = line.offset;
  gsize before = at;
  RbSpan word;

  while (next_word (bytes, &at, rb_span_end (line), &word))
    {
      const guint8 *colon = memchr (bytes + word.offset, ':', word.length);

      rb_hide_put_gap (self, bytes, before, word.offset, "");
      before = at;
      if (colon == NULL)
        {
          rb_hide_put_tokens (self, bytes, word, 3);
          continue;
        }
      if (g_ascii_strncasecmp ((const char *) bytes + word.offset, "inline:", MIN (word.length, 7)) == 0)
        {
          rb_hide_put_text (self, "inline:");
          word = rb_span_between ((gsize) (colon - bytes) + 1, rb_span_end (word));
        }
      rb_hide_put_as (self, RB_HIDE_TOKEN, bytes, word);
    }
  rb_hide_put_gap (self, bytes, before, rb_span_end (line), "");
}

typedef void (*PutFunc) (RbHide *self, const guint8 *bytes, RbSpan line);

/* Attributes whose value is not just words and numbers. */
static const struct
{
  const char *name;
  PutFunc put;
} attributes[] = {
  { "candidate", put_candidate }, { "rtcp", put_candidate },     { "remote-candidates", put_candidate },
  { "crypto", put_secret },       { "fingerprint", put_secret }, { "ice-ufrag", put_opaque },
  { "ice-pwd", put_opaque },      { "ssrc", put_secret },        { "key-mgmt", put_opaque },
  { "zrtp-hash", put_opaque },    { "tool", put_opaque },        { "msid", put_opaque },
  { "label", put_opaque },        { "mid", put_short_words },    { "control", put_opaque },
  { "keywds", put_opaque },       { "cat", put_opaque },         { "userid", put_opaque },
  { "confid", put_opaque },       { "floorid", put_opaque },
};

static void
put_attribute (RbHide *self, const guint8 *bytes, RbSpan line)
{
  const guint8 *colon = line.length > 0 ? memchr (bytes + line.offset, ':', line.length) : NULL;
  gsize end = colon != NULL ? (gsize) (colon - bytes) : rb_span_end (line);
  RbSpan name = rb_span_between (line.offset, end);
  RbSpan value;
  PutFunc put = put_short_words;

  if (rb_hide_word_is_known (bytes + name.offset, name.length))
    rb_hide_put_copy (self, bytes, name);
  else
    {
      rb_hide_put_as (self, RB_HIDE_PARAM, bytes, name);
      put = put_opaque;
    }
  if (colon == NULL)
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (attributes); i++)
    if (rb_span_is_nocase (name, bytes, attributes[i].name))
      put = attributes[i].put;
  rb_hide_put_text (self, ":");
  value = rb_span_between (end + 1, rb_span_end (line));
  put (self, bytes, value);
}

static const struct
{
  char type;
  PutFunc put;
} lines[] = {
  { 'v', put_short_words }, { 'o', put_origin }, { 'c', put_net },         { 't', put_words },     { 'r', put_words },
  { 'z', put_words },       { 'b', put_words },  { 'm', put_short_words }, { 'a', put_attribute }, { 's', put_opaque },
  { 'i', put_opaque },      { 'u', put_opaque }, { 'e', put_opaque },      { 'p', put_opaque },    { 'k', put_opaque },
};

static void
put_line (RbHide *self, const guint8 *bytes, RbSpan line)
{
  if (line.length >= 2 && bytes[line.offset + 1] == '=')
    for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
      if (bytes[line.offset] == (guint8) lines[i].type)
        {
          rb_hide_put_copy (self, bytes, (RbSpan){ line.offset, 2 });
          lines[i].put (self, bytes, rb_span_between (line.offset + 2, rb_span_end (line)));
          return;
        }

  rb_hide_put_as (self, RB_HIDE_TOKEN, bytes, line);
}

void
rb_hide_put_sdp (RbHide *self, const guint8 *bytes, RbSpan body)
{
  gsize at = body.offset;
  gsize end = rb_span_end (body);

  while (at < end)
    {
      const guint8 *feed = memchr (bytes + at, '\n', end - at);
      gsize next = feed != NULL ? (gsize) (feed - bytes) + 1 : end;
      gsize stop = next;

      while (stop > at && (bytes[stop - 1] == '\n' || bytes[stop - 1] == '\r'))
        stop--;
      put_line (self, bytes, rb_span_between (at, stop));
      rb_hide_put_gap (self, bytes, stop, next, "");
      at = next;
    }
}
