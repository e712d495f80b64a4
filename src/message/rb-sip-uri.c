/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SIP URIs (RFC 3261 19.1) as people type, paste and read them: what was typed becomes a URI that is
 * safe to put on a request line, and a URI from the network becomes a short text. Called by the dial
 * field, the command line and every view that names a peer. */

#include "rb-sip-uri.h"

#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK (rb - sip - uri - error - quark, rb_sip_uri_error)

/* RFC 3261 25.1: mark + user-unreserved, and what a URI parameter may hold. */
#define USER_PUNCTUATION "-_.!~*'()&=+$,;?/"
#define PARAM_PUNCTUATION "-_.!~*'()[]/:&+$="

/* Parts of a URI, each a range of the text it was found in. */
typedef struct
{
  const char *user; /* NULL when there is no '@' */
  gsize user_length;
  const char *host;
  gsize host_length; /* with the brackets of an IPv6 address */
  const char *port;
  gsize port_length;
  const char *rest; /* from the first ';' or '?' after the host */
} Parts;

static gboolean
skip_prefix (const char **text, const char *prefix)
{
  if (g_ascii_strncasecmp (*text, prefix, strlen (prefix)) != 0)
    return FALSE;

  *text += strlen (prefix);
  return TRUE;
}

/* Splits user[:password]@host[:port]rest; tolerates anything. The first '@' ends the user: RFC 3261
 * allows none elsewhere. */
static void
split (const char *text, Parts *parts)
{
  const char *at = strchr (text, '@');

  memset (parts, 0, sizeof *parts);
  if (at != NULL)
    {
      parts->user = text;
      parts->user_length = at - text;
      text = at + 1;
    }

  parts->host = text;
  if (*text == '[' && strchr (text, ']') != NULL)
    parts->host_length = strchr (text, ']') + 1 - text;
  else
    parts->host_length = strcspn (text, ":;?>");

  text += parts->host_length;
  if (*text == ':')
    {
      parts->port = ++text;
      parts->port_length = strcspn (text, ";?>");
      text += parts->port_length;
    }

  parts->rest = text;
}

static gboolean
is_visual_separator (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return c == '.' || c == '(' || c == ')' || type == G_UNICODE_DASH_PUNCTUATION || type == G_UNICODE_SPACE_SEPARATOR ||
         type == G_UNICODE_FORMAT;
}

/* The dialled characters of a telephone number without its visual separators (RFC 3966 5.1.1), NULL
 * when @text holds anything else. */
static char *
strip_number (const char *text, gsize length)
{
  g_autoptr (GString) number = g_string_new (NULL);

  for (const char *p = text; p < text + length; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_ascii_isdigit (*p) || c == '*' || c == '#' || (c == '+' && number->len == 0))
        g_string_append_c (number, *p);
      else if (!is_visual_separator (c))
        return NULL;
    }

  if (number->len == 0 || g_str_equal (number->str, "+"))
    return NULL;

  return g_string_free (g_steal_pointer (&number), FALSE);
}

static gboolean
is_escape (const char *text)
{
  return text[0] == '%' && g_ascii_isxdigit (text[1]) && g_ascii_isxdigit (text[2]);
}

static void
append_user (GString *uri, const char *user, gsize length, gboolean allow_password)
{
  for (gsize i = 0; i < length; i++)
    {
      guchar c = user[i];

      if (g_ascii_isalnum (c) || (c != '\0' && strchr (USER_PUNCTUATION, c) != NULL) || is_escape (user + i) ||
          (c == ':' && allow_password))
        g_string_append_c (uri, c);
      else
        g_string_append_printf (uri, "%%%02X", c);
    }
}

/* Appends host[:port], checked; FALSE when it is none. */
static gboolean
append_host (GString *uri, const Parts *parts)
{
  g_autofree char *host = g_strndup (parts->host, parts->host_length);
  guchar address[16];
  guint64 port = 0;

  if (host[0] == '[')
    {
      host[parts->host_length - 1] = '\0';
      if (inet_pton (AF_INET6, host + 1, address) != 1)
        return FALSE;
      g_string_append_printf (uri, "[%s]", host + 1);
    }
  else
    {
      g_autofree char *ascii = g_hostname_to_ascii (host);

      if (ascii == NULL || *ascii == '\0' || *ascii == '.' || *ascii == '-')
        return FALSE;
      for (const char *p = ascii; *p != '\0'; p++)
        if (!g_ascii_isalnum (*p) && strchr ("-._", *p) == NULL)
          return FALSE;
      g_string_append (uri, ascii);
    }

  if (parts->port != NULL)
    {
      g_autofree char *digits = g_strndup (parts->port, parts->port_length);

      if (!g_ascii_string_to_unsigned (digits, 10, 1, G_MAXUINT16, &port, NULL))
        return FALSE;
      g_string_append_printf (uri, ":%u", (guint) port);
    }

  return TRUE;
}

/* Appends the URI parameters of @rest and drops its headers: a link may say whom to call, not what to
 * send (RFC 3261 19.1.5); for the same reason "method" is dropped. FALSE when a parameter is malformed. */
static gboolean
append_params (GString *uri, const char *rest)
{
  g_autofree char *params = g_strndup (rest, strcspn (rest, "?"));
  g_auto (GStrv) list = g_strsplit (params, ";", -1);

  /* What stands before the first ';' can only be junk after the host. */
  if (list[0] != NULL && *list[0] != '\0')
    return FALSE;

  for (gsize i = 1; list[0] != NULL && list[i] != NULL; i++)
    {
      gsize name_length = strcspn (list[i], "=");

      if (*list[i] == '\0' || (name_length == 6 && g_ascii_strncasecmp (list[i], "method", 6) == 0))
        continue;
      for (const char *p = list[i]; *p != '\0'; p++)
        if (!g_ascii_isalnum (*p) && strchr (PARAM_PUNCTUATION, *p) == NULL && !is_escape (p))
          return FALSE;
      g_string_append_printf (uri, ";%s", list[i]);
    }

  return TRUE;
}

/* The part of "Name" <uri>;params that is between the brackets; the whole text when it has none, or when
 * what stands before them cannot be a name. */
static char *
extract_addr_spec (const char *text)
{
  const char *p = text;
  const char *end;

  if (*p == '"')
    for (p++; *p != '\0' && *p != '"'; p++)
      if (*p == '\\' && p[1] != '\0')
        p++;

  p += strcspn (p, "<;");
  if (*p != '<')
    return g_strdup (text);

  end = strchr (p, '>');
  if (end == NULL)
    return NULL;

  return g_strstrip (g_strndup (p + 1, end - p - 1));
}

static char *
strip_unicode_space (const char *input)
{
  const char *end = input + strlen (input);

  while (*input != '\0' && g_unichar_isspace (g_utf8_get_char (input)))
    input = g_utf8_next_char (input);
  while (end > input)
    {
      const char *last = g_utf8_prev_char (end);

      if (!g_unichar_isspace (g_utf8_get_char (last)))
        break;
      end = last;
    }

  return g_strndup (input, end - input);
}

static gboolean
has_control (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      GUnicodeType type = g_unichar_type (g_utf8_get_char (p));

      if (type == G_UNICODE_CONTROL || type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR)
        return TRUE;
    }

  return FALSE;
}

static char *
fail_malformed (const char *text, GError **error)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (char *p = valid; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';

  g_set_error (error, RB_SIP_URI_ERROR, RB_SIP_URI_ERROR_MALFORMED,
               _ ("“%s” is not an address that can be called; write a number or an address such as alice@example.org"),
               valid);
  return NULL;
}

/* @user completed by the account's @domain. */
static char *
complete_with_domain (const char *user, gsize length, const char *domain, GError **error)
{
  g_autoptr (GString) uri = g_string_new ("sip:");
  Parts parts;

  if (domain == NULL || *domain == '\0')
    {
      g_autofree char *name = g_strndup (user, length);

      g_set_error (
          error, RB_SIP_URI_ERROR, RB_SIP_URI_ERROR_NO_DOMAIN,
          _ ("“%s” has no domain and there is no account to take one from; write an address such as %s@example.org"),
          name, name);
      return NULL;
    }

  append_user (uri, user, length, FALSE);
  g_string_append_c (uri, '@');
  split (domain, &parts);
  if (parts.user != NULL || *parts.rest != '\0' || !append_host (uri, &parts))
    return fail_malformed (domain, error);

  return g_string_free (g_steal_pointer (&uri), FALSE);
}

/* tel:+86-10-1234;ext=5 (RFC 3966): the number becomes the user part (RFC 3261 19.1.6). */
static char *
from_tel (const char *text, const char *domain, GError **error)
{
  g_autofree char *number = strip_number (text, strcspn (text, ";?"));

  if (number == NULL)
    return fail_malformed (text, error);

  return complete_with_domain (number, strlen (number), domain, error);
}

static char *
from_parts (const char *scheme, const char *text, const Parts *parts, gboolean typed, GError **error)
{
  g_autoptr (GString) uri = g_string_new (scheme);

  if (parts->user != NULL)
    {
      g_autofree char *number = typed ? strip_number (parts->user, parts->user_length) : NULL;

      /* Without a scheme "word:" in front is a scheme of somebody else's, such as mailto. */
      if (parts->user_length == 0 || (typed && memchr (parts->user, ':', parts->user_length) != NULL))
        return fail_malformed (text, error);

      append_user (uri, number != NULL ? number : parts->user, number != NULL ? strlen (number) : parts->user_length,
                   !typed);
      g_string_append_c (uri, '@');
    }

  if (!append_host (uri, parts) || !append_params (uri, parts->rest))
    return fail_malformed (text, error);

  return g_string_free (g_steal_pointer (&uri), FALSE);
}

/* TRUE when a text without '@' can only be meant as a host: an IP address, or host:port. */
static gboolean
is_bare_host (const Parts *parts)
{
  g_autofree char *host = g_strndup (parts->host, parts->host_length);

  return parts->port != NULL || host[0] == '[' || g_hostname_is_ip_address (host);
}

/**
 * rb_sip_uri_from_input:
 * @input: what was typed, pasted or given on a command line
 * @domain: (nullable): host or host:port that completes a bare user or number
 *
 * Accepts sip: and sips: URIs (kept as they are, minus headers and "method"), tel: and callto: links,
 * "user@host[:port][;params]", "Name" <URI>, a bare user, a number, and an IP address or host:port. Visual
 * separators are removed from numbers unless they stand in a complete sip: URI. Spaces and other
 * characters a user part may not hold are escaped (RFC 3261 25.1). The result never holds control
 * characters, spaces, quotes or angle brackets.
 *
 * Returns: (transfer full) (nullable): NULL with %RB_SIP_URI_ERROR set
 */
char *
rb_sip_uri_from_input (const char *input, const char *domain, GError **error)
{
  g_autofree char *stripped = NULL;
  g_autofree char *text = NULL;
  g_autofree char *unescaped = NULL;
  g_autofree char *number = NULL;
  const char *scheme = NULL;
  const char *rest;
  Parts parts;

  if (input == NULL || !g_utf8_validate (input, -1, NULL))
    return fail_malformed (input != NULL ? input : "", error);

  stripped = strip_unicode_space (input);
  if (*stripped == '\0')
    {
      g_set_error_literal (error, RB_SIP_URI_ERROR, RB_SIP_URI_ERROR_EMPTY,
                           _ ("Write whom to call: a number or an address"));
      return NULL;
    }

  text = extract_addr_spec (stripped);
  if (text == NULL || *text == '\0' || has_control (text) || strpbrk (text, "\"<>\\") != NULL)
    return fail_malformed (stripped, error);

  rest = text;
  if (skip_prefix (&rest, "tel:"))
    {
      unescaped = g_uri_unescape_string (rest, NULL);
      if (unescaped == NULL || !g_utf8_validate (unescaped, -1, NULL) || has_control (unescaped))
        return fail_malformed (text, error);
      return from_tel (unescaped, domain, error);
    }

  if (skip_prefix (&rest, "sips:"))
    scheme = "sips:";
  else if (skip_prefix (&rest, "sip:"))
    scheme = "sip:";
  else
    skip_prefix (&rest, "callto:");
  if (g_str_has_prefix (rest, "//"))
    rest += 2;

  split (rest, &parts);
  if (parts.user != NULL || is_bare_host (&parts))
    return from_parts (scheme != NULL ? scheme : "sip:", text, &parts, scheme == NULL, error);

  number = strip_number (parts.host, parts.host_length);
  if (number != NULL)
    return complete_with_domain (number, strlen (number), domain, error);

  if (scheme != NULL)
    return from_parts (scheme, text, &parts, FALSE, error);

  return complete_with_domain (rest, strlen (rest), domain, error);
}

/* Unescapes %XX except control characters, and makes the result valid UTF-8. */
static char *
unescape (const char *text, gsize length)
{
  g_autoptr (GString) plain = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    {
      guchar c = text[i];

      if (i + 2 < length && is_escape (text + i))
        {
          guchar decoded = g_ascii_xdigit_value (text[i + 1]) * 16 + g_ascii_xdigit_value (text[i + 2]);

          if (decoded >= 0x20 && decoded != 0x7f)
            {
              c = decoded;
              i += 2;
            }
        }

      g_string_append_c (plain, c);
    }

  return g_utf8_make_valid (plain->str, plain->len);
}

static void
split_uri (const char *uri, Parts *parts)
{
  if (!skip_prefix (&uri, "sips:") && !skip_prefix (&uri, "sip:"))
    skip_prefix (&uri, "tel:");

  split (uri, parts);
}

/* The user without password and without the parameters of a telephone number (RFC 3261 19.1.1). */
static gsize
bare_user_length (const Parts *parts)
{
  gsize length = 0;

  while (length < parts->user_length && parts->user[length] != ':' && parts->user[length] != ';')
    length++;

  return length;
}

/**
 * rb_sip_uri_get_user:
 * @uri: any text, normally a sip:, sips: or tel: URI
 *
 * Returns: (transfer full): the user part, unescaped (control characters stay escaped), without a
 *   password; the number of a tel: URI; the host when there is no user
 */
char *
rb_sip_uri_get_user (const char *uri)
{
  Parts parts;

  split_uri (uri, &parts);
  if (parts.user != NULL && bare_user_length (&parts) > 0)
    return unescape (parts.user, bare_user_length (&parts));

  return unescape (parts.host, parts.host_length);
}

/**
 * rb_sip_uri_get_host:
 * @uri: any text, normally a sip: or sips: URI
 *
 * Returns: (transfer full): the host without port, an IPv6 address with its brackets
 */
char *
rb_sip_uri_get_host (const char *uri)
{
  Parts parts;

  split_uri (uri, &parts);

  return g_utf8_make_valid (parts.host, parts.host_length);
}

/**
 * rb_sip_uri_format_short:
 * @uri: any text, normally a sip:, sips: or tel: URI
 *
 * Returns: (transfer full): "alice@host", "alice@host:5070", or the host or number alone; for people,
 *   not for calling
 */
char *
rb_sip_uri_format_short (const char *uri)
{
  g_autofree char *host = rb_sip_uri_get_host (uri);
  g_autofree char *port = NULL;
  g_autofree char *user = NULL;
  Parts parts;

  split_uri (uri, &parts);
  if (parts.port_length > 0 && !(parts.port_length == 4 && strncmp (parts.port, "5060", 4) == 0))
    {
      g_autofree char *digits = g_utf8_make_valid (parts.port, parts.port_length);

      port = g_strconcat (":", digits, NULL);
    }

  if (bare_user_length (&parts) == 0)
    return g_strconcat (host, port, NULL);

  user = unescape (parts.user, bare_user_length (&parts));
  return g_strconcat (user, "@", host, port, NULL);
}
