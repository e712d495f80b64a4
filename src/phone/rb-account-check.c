/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Is an account complete and well-formed? Each field has a check of its own, so that a dialog can
 * say it beside the field; all of them together are rb_account_check(). What passes cannot
 * break out of the header it is written into. */

#include "rb-account.h"

#include "rb-dial-plan.h"
#include "rb-sip-certificate.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_FIELD 255 /* bytes of one text field; a SIP URI in a header should stay far below the MTU */
#define MAX_PLAN 4096 /* bytes of a dial plan, which is no part of a message */

/* Characters that would end a header field or change its structure, when not escaped (RFC 3261 25.1). */
static gboolean
has_any (const char *text, const char *unwanted)
{
  for (const char *p = text; *p != '\0'; p++)
    if ((guchar) *p < 0x20 || *p == 0x7f || strchr (unwanted, *p) != NULL)
      return TRUE;

  return FALSE;
}

static gboolean
is_host_port (const char *text)
{
  const char *colon = strrchr (text, ':');
  const char *bracket = strchr (text, ']');
  guint64 port;

  if (text[0] == '[' ? bracket == NULL || bracket == text + 1 : strchr (text, ':') != colon)
    return FALSE;

  if (colon == NULL || (bracket != NULL && colon < bracket))
    return bracket == NULL || bracket[1] == '\0';

  return colon != text && (bracket == NULL || bracket + 1 == colon) &&
         g_ascii_string_to_unsigned (colon + 1, 10, 1, 65535, &port, NULL);
}

static gboolean
is_host (const char *text)
{
  return !has_any (text, " @<>\"\\;,?/") && is_host_port (text);
}

static char *
check_user (const char *user)
{
  if (user[0] == '\0')
    return g_strdup (_ ("The user name is missing; it is the part before @ in the address of your account."));
  if (has_any (user, " @<>\"\\"))
    return g_strdup_printf (_ ("The user name “%s” holds a character that it may not; leave out spaces, @, < and >."),
                            user);

  return NULL;
}

static char *
check_domain (const char *domain)
{
  if (domain[0] == '\0')
    return g_strdup (_ ("The domain is missing; it is the part after @ in the address of your account."));
  if (!is_host (domain))
    return g_strdup_printf (_ ("The domain “%s” is not a host name or address such as “example.org” or "
                               "“192.0.2.1:5060”."),
                            domain);

  return NULL;
}

static char *
check_server (const char *server)
{
  if (server[0] != '\0' && !is_host (server))
    return g_strdup_printf (_ ("The server “%s” is not a host name or address such as “sip.example.org” or "
                               "“192.0.2.1:5060”."),
                            server);

  return NULL;
}

static char *
check_proxy (const char *proxy)
{
  gboolean is_uri = g_str_has_prefix (proxy, "sip:") || g_str_has_prefix (proxy, "sips:");

  if (has_any (proxy, " <>\"\\,") || (proxy[0] != '\0' && !is_uri && !is_host_port (proxy)))
    return g_strdup_printf (_ ("The proxy “%s” is not a host name or address such as “proxy.example.org:5060”."),
                            proxy);

  return NULL;
}

static char *
check_login (const char *login)
{
  return has_any (login, "\"\\") ? g_strdup (_ ("The login holds a quotation mark or a backslash; leave them out."))
                                 : NULL;
}

static char *
check_display_name (const char *name)
{
  return has_any (name, "") ? g_strdup (_ ("The display name holds a control character; type it again.")) : NULL;
}

static char *
check_label (const char *label)
{
  return has_any (label, "") ? g_strdup (_ ("The account name holds a control character; type it again.")) : NULL;
}

static char *
check_voicemail (const char *address)
{
  if (has_any (address, " <>\"\\"))
    return g_strdup_printf (_ ("The voicemail number “%s” holds a character that it may not; type it as you would dial "
                               "it."),
                            address);

  return NULL;
}

static char *
check_prefix (const char *prefix)
{
  if (strspn (prefix, "0123456789+*#") != strlen (prefix))
    return g_strdup_printf (_ ("The prefix “%s” is not made of digits, +, * and #."), prefix);

  return NULL;
}

static char *
check_public_address (const char *address)
{
  /* Written into Contact; an IPv6 address has its brackets there only. */
  if (address[0] != '\0' && !g_hostname_is_ip_address (address) &&
      (has_any (address, " @<>\"\\;,?/:[]") || g_hostname_is_non_ascii (address)))
    return g_strdup_printf (
        _ ("The public address “%s” is not an address such as “203.0.113.7”; leave it empty to have "
           "it found out."),
        address);

  return NULL;
}

static char *
check_pin (const char *pin)
{
  return pin[0] != '\0' && !rb_sip_certificate_is_fingerprint (pin)
             ? g_strdup (_ ("The trusted certificate is not a SHA-256 fingerprint of 64 hexadecimal digits."))
             : NULL;
}

static char *
check_plan (const char *plan)
{
  g_autoptr (GError) error = NULL;

  return rb_dial_plan_check (plan, NULL, &error) ? NULL : g_strdup (error->message);
}

/* In the order in which somebody fills them in. */
static const struct
{
  const char *property;
  char *(*check) (const char *text);
  gsize longest;
} fields[] = {
  { "user", check_user, MAX_FIELD },           { "domain", check_domain, MAX_FIELD },
  { "auth-user", check_login, MAX_FIELD },     { "display-name", check_display_name, MAX_FIELD },
  { "label", check_label, MAX_FIELD },         { "server", check_server, MAX_FIELD },
  { "proxy", check_proxy, MAX_FIELD },         { "public-address", check_public_address, MAX_FIELD },
  { "voicemail", check_voicemail, MAX_FIELD }, { "dial-prefix", check_prefix, MAX_FIELD },
  { "dial-plan", check_plan, MAX_PLAN },       { "pinned-certificate", check_pin, MAX_FIELD },
};

static char *
check (RbAccount *self, gsize n)
{
  g_autofree char *text = NULL;

  g_object_get (self, fields[n].property, &text, NULL);
  if (strlen (text) > fields[n].longest)
    return g_strdup_printf (_ ("This field is longer than %u characters; shorten it."), (guint) fields[n].longest);
  if (!g_utf8_validate (text, -1, NULL))
    return g_strdup (_ ("This field holds bytes that are no text; type it again."));

  return fields[n].check (text);
}

char *
rb_account_check_field (RbAccount *self, const char *property)
{
  g_return_val_if_fail (RB_IS_ACCOUNT (self), NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (strcmp (fields[i].property, property) == 0)
      return check (self, i);

  return NULL;
}

char *
rb_account_check (RbAccount *self)
{
  char *problem = NULL;

  g_return_val_if_fail (RB_IS_ACCOUNT (self), NULL);

  for (gsize i = 0; problem == NULL && i < G_N_ELEMENTS (fields); i++)
    problem = check (self, i);

  return problem;
}
