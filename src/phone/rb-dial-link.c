/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Links to call (RFC 3261 19.1, RFC 3966): what of them is dialled, and what is left out and told. Called before
 * anybody is asked whether to call. */

#include "rb-dial-link.h"

#include "rb-shown-text.h"
#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_LINK 1000 /* bytes; more is no address */
/* Completes a bare user or number while a link is checked; RFC 2606 keeps it from being anybody's. */
#define ANY_DOMAIN "ringback.invalid"

static const char *const schemes[] = { "sips:", "sip:", "tel:", "callto:" };
static const char *const kept_params[] = { "transport", "user" };

/* (nullable) */
static const char *
find_scheme (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strncasecmp (text, schemes[i], strlen (schemes[i])) == 0)
      return schemes[i];

  return NULL;
}

static gboolean
is_kept (const char *param)
{
  for (guint i = 0; i < G_N_ELEMENTS (kept_params); i++)
    {
      gsize length = strlen (kept_params[i]);

      if (g_ascii_strncasecmp (param, kept_params[i], length) == 0 && param[length] == '=')
        return TRUE;
    }

  return FALSE;
}

static void
leave_out (GString *left_out, char before, const char *text)
{
  if (left_out->len > 0)
    g_string_append_c (left_out, ' ');
  g_string_append_printf (left_out, "%c%s", before, text);
}

/* The user of user[:password]@; the password of a link is nobody's business. */
static void
append_user (GString *target, GString *left_out, const char *user, gsize length)
{
  const char *colon = memchr (user, ':', length);

  g_string_append_len (target, user, colon != NULL ? colon - user : (gssize) length);
  if (colon != NULL)
    leave_out (left_out, ':', "…");
}

static void
parse_sip (const char *scheme, const char *body, GString *target, GString *left_out)
{
  const char *at = strchr (body, '@');
  const char *host = at != NULL ? at + 1 : body;
  gsize host_length = strcspn (host, ";?");
  g_autofree char *params = g_strndup (host + host_length, strcspn (host + host_length, "?"));
  g_auto (GStrv) list = g_strsplit (params, ";", -1);
  const char *headers = strchr (host, '?');

  g_string_append (target, scheme);
  if (at != NULL)
    {
      append_user (target, left_out, body, at - body);
      g_string_append_c (target, '@');
    }
  g_string_append_len (target, host, host_length);
  for (guint i = 0; list[i] != NULL; i++)
    if (*list[i] != '\0' && is_kept (list[i]))
      g_string_append_printf (target, ";%s", list[i]);
    else if (*list[i] != '\0')
      leave_out (left_out, ';', list[i]);
  if (headers != NULL)
    leave_out (left_out, '?', headers + 1);
}

/* Where the keys begin that would be pressed after the answer: “,” is a pause everywhere, “p” and “w” are after
 * digits (RFC 2806). */
static gsize
find_keys (const char *number)
{
  gsize digits = strspn (number, "0123456789*#+-.() ");

  return digits > 0 && number[digits] != '\0' && strchr (",pPwW", number[digits]) != NULL ? digits : strlen (number);
}

/* FALSE: escapes that hide what is no text. */
static gboolean
parse_number (const char *body, GString *target, GString *left_out, GString *keys)
{
  g_auto (GStrv) parts = g_strsplit_set (body, ";?", -1);
  g_autofree char *number = parts[0] != NULL ? g_uri_unescape_string (parts[0], NULL) : g_strdup ("");
  g_autofree char *shown = number != NULL ? rb_shown_text_line (number) : NULL;
  gsize length;

  /* Escapes may write a number, not what a URI would take for its parts. */
  if (number == NULL || !g_str_equal (shown, number) || strpbrk (number, "@:;?/<>\"") != NULL)
    return FALSE;

  length = find_keys (number);
  g_string_append_len (target, number, length);
  g_string_append (keys, number + length);
  for (guint i = 1; parts[0] != NULL && parts[i] != NULL; i++)
    if (g_ascii_strncasecmp (parts[i], "postd=", 6) == 0)
      g_string_append (keys, parts[i] + 6);
    else if (*parts[i] != '\0')
      leave_out (left_out, ';', parts[i]);

  return TRUE;
}

static char *
nothing_is_null (GString *text)
{
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

gboolean
rb_dial_link_is_one (const char *text)
{
  return find_scheme (text) != NULL;
}

RbDialLink *
rb_dial_link_parse (const char *link, GError **error)
{
  const char *scheme = find_scheme (link);
  g_autoptr (GString) target = g_string_new (NULL);
  g_autoptr (GString) left_out = g_string_new (NULL);
  g_autoptr (GString) keys = g_string_new (NULL);
  g_autofree char *shown = NULL;
  g_autofree char *uri = NULL;
  const char *body;
  gboolean good;
  RbDialLink *self;

  if (scheme == NULL)
    {
      g_set_error_literal (error, RB_SIP_URI_ERROR, RB_SIP_URI_ERROR_MALFORMED,
                           _ ("This is no link to call: it must begin with sip:, sips:, tel: or callto:."));
      return NULL;
    }
  if (strlen (link) > MAX_LINK || !g_utf8_validate (link, -1, NULL))
    {
      g_set_error_literal (error, RB_SIP_URI_ERROR, RB_SIP_URI_ERROR_MALFORMED,
                           _ ("This link is too long or no text, so it cannot be an address to call."));
      return NULL;
    }

  body = link + strlen (scheme);
  if (g_str_has_prefix (body, "//"))
    body += 2;
  shown = rb_shown_text_line (link);
  good = g_str_equal (shown, link);
  if (good && (scheme[0] == 's' || strchr (body, '@') != NULL))
    parse_sip (scheme[0] == 's' ? scheme : "sip:", body, target, left_out);
  else if (good)
    good = parse_number (body, target, left_out, keys);
  if (!good)
    {
      g_set_error_literal (error, RB_SIP_URI_ERROR, RB_SIP_URI_ERROR_MALFORMED,
                           _ ("This link hides characters that no address has, so it is not called."));
      return NULL;
    }

  uri = rb_sip_uri_from_input (target->str, ANY_DOMAIN, error);
  if (uri == NULL)
    return NULL;

  self = g_new (RbDialLink, 1);
  self->target = g_strdup (target->str);
  self->left_out = nothing_is_null (left_out);
  self->keys = nothing_is_null (keys);

  return self;
}

void
rb_dial_link_free (RbDialLink *self)
{
  g_free (self->target);
  g_free (self->left_out);
  g_free (self->keys);
  g_free (self);
}
