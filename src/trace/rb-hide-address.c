/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Hides parameters, URIs and addresses (RFC 3261 19.1, 20.10, 25.1): what most headers are made of. */

#include <string.h>

#include "rb-hide-private.h"
#include "rb-hide-words.h"
#include "rb-sip-status.h"

/* Of a number that has to stay (Expires: 4294967295). */
#define MAX_DIGITS 10

/* RFC 3261 8.1.1.7 */
static const char cookie[] = "z9hG4bK";

static void
put_branch (RbHide *self, const guint8 *bytes, RbSpan span)
{
  gsize length = strlen (cookie);

  if (span.length >= length && memcmp (bytes + span.offset, cookie, length) == 0)
    {
      rb_hide_put_text (self, cookie);
      span = rb_span_between (span.offset + length, rb_span_end (span));
    }
  rb_hide_put_as (self, RB_HIDE_TOKEN, bytes, span);
}

static void
put_tag (RbHide *self, const guint8 *bytes, RbSpan span)
{
  rb_hide_put_as (self, RB_HIDE_TOKEN, bytes, span);
}

/* Often the domain. */
static void
put_realm (RbHide *self, const guint8 *bytes, RbSpan span)
{
  for (gsize i = span.offset; i < rb_span_end (span); i++)
    if (!g_ascii_isalnum (bytes[i]) && (bytes[i] == '\0' || strchr (".-:[]", bytes[i]) == NULL))
      {
        rb_hide_put_as (self, RB_HIDE_REALM, bytes, span);
        return;
      }

  rb_hide_put_host (self, bytes, span);
}

/* user ["@" host] */
static void
put_user_name (RbHide *self, const guint8 *bytes, RbSpan span)
{
  const guint8 *at = span.length > 0 ? memchr (bytes + span.offset, '@', span.length) : NULL;
  gsize user_end = at != NULL ? (gsize) (at - bytes) : rb_span_end (span);

  rb_hide_put_user (self, bytes, rb_span_between (span.offset, user_end));
  if (at == NULL)
    return;

  rb_hide_put_text (self, "@");
  rb_hide_put_host_port (self, bytes, rb_span_between (user_end + 1, rb_span_end (span)));
}

/* A number with its country, or a domain (RFC 3966 5.1.5). */
static void
put_phone_context (RbHide *self, const guint8 *bytes, RbSpan span)
{
  if (span.length > 0 && bytes[span.offset] == '+')
    rb_hide_put_user (self, bytes, span);
  else
    rb_hide_put_host (self, bytes, span);
}

static void
put_phrase (RbHide *self, const guint8 *bytes, RbSpan span)
{
  for (guint status = 100; status < 700; status++)
    if (rb_span_is (span, bytes, rb_sip_status_phrase (status)))
      {
        rb_hide_put_copy (self, bytes, span);
        return;
      }

  rb_hide_put_as (self, RB_HIDE_PHRASE, bytes, span);
}

static void
put_words (RbHide *self, const guint8 *bytes, RbSpan span)
{
  rb_hide_put_tokens (self, bytes, span, 3);
}

/* Parameters whose values are neither words nor opaque. */
static const struct
{
  const char *name;
  void (*put) (RbHide *self, const guint8 *bytes, RbSpan span);
} params[] = {
  { "algorithm", put_words },
  { "branch", put_branch },
  { "domain", rb_hide_put_uri },
  { "from-tag", put_tag },
  { "maddr", rb_hide_put_host },
  { "methods", put_words },
  { "nonce", put_tag },
  { "phone-context", put_phone_context },
  { "qop", put_words },
  { "realm", put_realm },
  { "received", rb_hide_put_host },
  { "tag", put_tag },
  { "text", put_phrase },
  { "to-tag", put_tag },
  { "uri", rb_hide_put_uri },
  { "username", put_user_name },
};

static void
put_plain_value (RbHide *self, const guint8 *bytes, RbSpan name, RbSpan value)
{
  for (gsize i = 0; i < G_N_ELEMENTS (params); i++)
    if (name.length > 0 && ((bytes[name.offset] ^ params[i].name[0]) & 0x5f) == 0 &&
        rb_span_is_nocase (name, bytes, params[i].name))
      {
        params[i].put (self, bytes, value);
        return;
      }

  if (rb_hide_word_is_known (bytes + value.offset, value.length) ||
      (rb_hide_param_is_number (bytes + name.offset, name.length) && rb_hide_is_number (bytes, value, MAX_DIGITS)))
    rb_hide_put_copy (self, bytes, value);
  else
    rb_hide_put_as (self, RB_HIDE_TOKEN, bytes, value);
}

static gboolean
starts_with (const guint8 *bytes, RbSpan span, char mark)
{
  return span.length > 0 && bytes[span.offset] == (guint8) mark;
}

/* What stands between the quotes; a quote that is never closed stays open. */
static RbSpan
without_quotes (const guint8 *bytes, RbSpan span, gboolean *closed)
{
  *closed = span.length > 1 && bytes[rb_span_end (span) - 1] == '"';
  return rb_span_between (span.offset + 1, rb_span_end (span) - *closed);
}

static void
put_value (RbHide *self, const guint8 *bytes, RbSpan name, RbSpan value)
{
  gboolean closed;

  if (!starts_with (bytes, value, '"'))
    {
      put_plain_value (self, bytes, name, value);
      return;
    }

  value = without_quotes (bytes, value, &closed);
  rb_hide_put_text (self, "\"");
  put_plain_value (self, bytes, name, value);
  if (closed)
    rb_hide_put_text (self, "\"");
}

/* name[=value] with separators in front, between and behind. */
void
rb_hide_put_params (RbHide *self, const guint8 *bytes, RbSpan span, char separator)
{
  static const char marks[] = "=;,";
  RbSpan rest = span;
  gsize at = span.offset;
  RbSpan name;
  RbSpan value;

  while (rb_span_next_param (&rest, bytes, separator, &name, &value))
    {
      if (name.length > 0)
        {
          rb_hide_put_gap (self, bytes, at, name.offset, marks);
          at = rb_span_end (name);
          if (rb_hide_word_is_known (bytes + name.offset, name.length))
            rb_hide_put_copy (self, bytes, name);
          else
            rb_hide_put_as (self, RB_HIDE_PARAM, bytes, name);
        }
      if (value.length > 0)
        {
          rb_hide_put_gap (self, bytes, at, value.offset, marks);
          at = rb_span_end (value);
          put_value (self, bytes, name, value);
        }
    }
  rb_hide_put_gap (self, bytes, at, rb_span_end (span), marks);
}

/* Call-ID and tags of another dialog (RFC 3891 6.1). */
void
rb_hide_put_replaces (RbHide *self, const guint8 *bytes, RbSpan span)
{
  const guint8 *semicolon = span.length > 0 ? memchr (bytes + span.offset, ';', span.length) : NULL;
  gsize end = semicolon != NULL ? (gsize) (semicolon - bytes) : rb_span_end (span);
  RbSpan call_id = rb_span_trim (rb_span_between (span.offset, end), bytes);

  rb_hide_put_gap (self, bytes, span.offset, call_id.offset, "");
  rb_hide_put_call_id (self, bytes, call_id);
  rb_hide_put_gap (self, bytes, rb_span_end (call_id), end, "");
  rb_hide_put_params (self, bytes, rb_span_between (end, rb_span_end (span)), ';');
}

/* A header in a URI (RFC 3261 19.1.1): only Replaces is of use to anybody. */
static void
put_uri_header (RbHide *self, const guint8 *bytes, RbSpan name, RbSpan value)
{
  g_autofree char *text = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *plain = NULL;
  GByteArray *out = self->out;

  if (rb_hide_header_is_known (bytes, name))
    rb_hide_put_copy (self, bytes, name);
  else
    rb_hide_put_as (self, RB_HIDE_TOKEN, bytes, name);
  if (rb_span_end (name) < value.offset)
    rb_hide_put_text (self, "=");

  text = g_strndup ((const char *) bytes + value.offset, value.length);
  plain = rb_span_is_nocase (name, bytes, "Replaces") ? g_uri_unescape_string (text, NULL) : NULL;
  if (plain == NULL || *plain == '\0')
    {
      rb_hide_put_as (self, RB_HIDE_TOKEN, bytes, value);
      return;
    }

  self->out = g_byte_array_new ();
  rb_hide_put_replaces (self, (const guint8 *) plain, (RbSpan){ 0, (guint32) strlen (plain) });
  escaped = g_uri_escape_bytes (self->out->data, self->out->len, NULL);
  g_byte_array_unref (self->out);
  self->out = out;
  rb_hide_put_text (self, escaped);
}

static void
put_uri_headers (RbHide *self, const guint8 *bytes, RbSpan span)
{
  gsize at = span.offset;
  gsize end = rb_span_end (span);

  while (at < end)
    {
      const guint8 *mark = memchr (bytes + at, '&', end - at);
      gsize stop = mark != NULL ? (gsize) (mark - bytes) : end;
      const guint8 *equals = memchr (bytes + at, '=', stop - at);
      gsize name_end = equals != NULL ? (gsize) (equals - bytes) : stop;

      put_uri_header (self, bytes, rb_span_between (at, name_end),
                      rb_span_between (equals != NULL ? name_end + 1 : stop, stop));
      if (mark != NULL)
        rb_hide_put_text (self, "&");
      at = stop + 1;
    }
}

/* Behind "sip:": [user [":" password] "@"] host [":" port] *(";" param) ["?" headers] */
static void
put_sip_uri (RbHide *self, const guint8 *bytes, RbSpan span)
{
  gsize end = rb_span_end (span);
  gsize host = span.offset;
  gsize host_end;
  gsize params_end;
  const guint8 *at = span.length > 0 ? memchr (bytes + span.offset, '@', span.length) : NULL;

  if (at != NULL)
    {
      const guint8 *colon = memchr (bytes + span.offset, ':', at - (bytes + span.offset));
      gsize user_end = (colon != NULL ? colon : at) - bytes;

      host = (gsize) (at - bytes) + 1;
      rb_hide_put_user (self, bytes, rb_span_between (span.offset, user_end));
      if (colon != NULL)
        {
          rb_hide_put_text (self, ":");
          rb_hide_put_as (self, RB_HIDE_TOKEN, bytes, rb_span_between (user_end + 1, host - 1));
        }
      rb_hide_put_text (self, "@");
    }

  for (host_end = host; host_end < end && bytes[host_end] != ';' && bytes[host_end] != '?';)
    host_end++;
  for (params_end = host_end; params_end < end && bytes[params_end] != '?';)
    params_end++;
  rb_hide_put_host_port (self, bytes, rb_span_between (host, host_end));
  rb_hide_put_params (self, bytes, rb_span_between (host_end, params_end), ';');
  if (params_end < end)
    {
      rb_hide_put_text (self, "?");
      put_uri_headers (self, bytes, rb_span_between (params_end + 1, end));
    }
}

static void
put_tel_uri (RbHide *self, const guint8 *bytes, RbSpan span)
{
  const guint8 *semicolon = span.length > 0 ? memchr (bytes + span.offset, ';', span.length) : NULL;
  gsize end = semicolon != NULL ? (gsize) (semicolon - bytes) : rb_span_end (span);

  rb_hide_put_user (self, bytes, rb_span_between (span.offset, end));
  rb_hide_put_params (self, bytes, rb_span_between (end, rb_span_end (span)), ';');
}

/* Of other schemes the name is all that stays. */
static void
put_opaque_uri (RbHide *self, const guint8 *bytes, RbSpan span)
{
  rb_hide_put_as (self, RB_HIDE_TOKEN, bytes, span);
}

static const struct
{
  const char *name;
  void (*put) (RbHide *self, const guint8 *bytes, RbSpan span);
} schemes[] = {
  { "sip", put_sip_uri },     { "sips", put_sip_uri },      { "tel", put_tel_uri },    { "callto", put_tel_uri },
  { "http", put_opaque_uri }, { "https", put_opaque_uri },  { "urn", put_opaque_uri }, { "im", put_sip_uri },
  { "pres", put_sip_uri },    { "mailto", put_opaque_uri }, { "cid", put_opaque_uri }, { "data", put_opaque_uri },
};

void
rb_hide_put_uri (RbHide *self, const guint8 *bytes, RbSpan span)
{
  const guint8 *colon = span.length > 0 ? memchr (bytes + span.offset, ':', span.length) : NULL;
  RbSpan scheme = rb_span_between (span.offset, colon != NULL ? (gsize) (colon - bytes) : span.offset);

  if (rb_span_is (span, bytes, "*"))
    {
      rb_hide_put_text (self, "*");
      return;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (rb_span_is_nocase (scheme, bytes, schemes[i].name))
      {
        rb_hide_put_copy (self, bytes, scheme);
        rb_hide_put_text (self, ":");
        schemes[i].put (self, bytes, rb_span_between (rb_span_end (scheme) + 1, rb_span_end (span)));
        return;
      }

  rb_hide_put_as (self, RB_HIDE_TOKEN, bytes, span);
}

/* A display name, in quotes or not; the key is what it says, without escapes. */
static void
put_display_name (RbHide *self, const guint8 *bytes, RbSpan span)
{
  g_autoptr (GByteArray) plain = NULL;
  gboolean closed;

  if (!starts_with (bytes, span, '"'))
    {
      rb_hide_put_as (self, RB_HIDE_NAME, bytes, span);
      return;
    }

  span = without_quotes (bytes, span, &closed);
  plain = g_byte_array_new ();
  for (gsize i = span.offset; i < rb_span_end (span); i++)
    {
      if (bytes[i] == '\\' && i + 1 < rb_span_end (span))
        i++;
      g_byte_array_append (plain, bytes + i, 1);
    }
  rb_hide_put_text (self, "\"");
  rb_hide_map_put (self->map, RB_HIDE_NAME, plain->data, plain->len, self->out);
  if (closed)
    rb_hide_put_text (self, "\"");
}

/* [display name] "<" URI ">" *(";" param), or URI *(";" param) */
void
rb_hide_put_address (RbHide *self, const guint8 *bytes, RbSpan span)
{
  gsize at = span.offset;
  RbSpan display;
  RbSpan uri;
  RbSpan rest;

  rb_span_split_address (span, bytes, &display, &uri, &rest);
  if (display.length > 0)
    {
      rb_hide_put_gap (self, bytes, at, display.offset, "");
      put_display_name (self, bytes, display);
      at = rb_span_end (display);
    }
  if (uri.length > 0)
    {
      rb_hide_put_gap (self, bytes, at, uri.offset, "<");
      rb_hide_put_uri (self, bytes, uri);
      at = rb_span_end (uri);
    }
  if (rest.length > 0)
    {
      rb_hide_put_gap (self, bytes, at, rest.offset, "<>;");
      rb_hide_put_params (self, bytes, rest, ';');
      at = rb_span_end (rest);
    }
  rb_hide_put_gap (self, bytes, at, rb_span_end (span), "<>;");
}
