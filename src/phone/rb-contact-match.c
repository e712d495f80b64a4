/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whose address a URI of the network is: an address of a contact is a number (which any gateway may deliver), an
 * extension (which means something only at the account's own domain), or user@host. Called by RbContacts. */

#include "rb-contact-match.h"

#include "rb-number.h"
#include "rb-sip-uri.h"

#include <string.h>

enum
{
  GRADE_NONE,
  GRADE_SAME_END,
  GRADE_SAME_NUMBER,
  GRADE_SAME_ADDRESS,
};

typedef struct
{
  char *user;   /* as it is: RFC 3261 19.1.4 compares it with case */
  char *host;   /* lower case, "" when there is none */
  char *number; /* the user as a number (nullable) */
} Parts;

static void
clear_parts (Parts *parts)
{
  g_free (parts->user);
  g_free (parts->host);
  g_free (parts->number);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, clear_parts)

static void
take_apart (const char *text, Parts *parts)
{
  g_autofree char *host = strchr (text, '@') != NULL ? rb_sip_uri_get_host (text) : g_strdup ("");

  parts->user = rb_sip_uri_get_user (text);
  parts->host = g_ascii_strdown (host, -1);
  parts->number = rb_number_strip (parts->user);
}

static gboolean
is_subscriber (const char *number)
{
  return number != NULL && strpbrk (number, "*#") == NULL && strlen (number) >= RB_NUMBER_MIN_DIGITS;
}

static gboolean
is_own_domain (const char *host, const char *domain)
{
  g_autofree char *own = domain != NULL ? rb_sip_uri_get_host (domain) : NULL;

  return host[0] == '\0' || (own != NULL && g_ascii_strcasecmp (host, own) == 0);
}

static char *
make_user_key (const char *user, const char *host)
{
  g_autofree char *folded = g_utf8_casefold (user, -1);

  return g_strdup_printf ("a:%s@%s", folded, host);
}

static char *
make_number_key (const char *number)
{
  g_autofree char *key = rb_number_make_key (number);

  return g_strconcat ("n:", key, NULL);
}

char *
rb_contact_match_make_key (const RbContactAddress *address)
{
  g_auto (Parts) parts = { 0 };

  if (address->kind == RB_ADDRESS_MAIL)
    return NULL;
  take_apart (address->value, &parts);
  if (parts.number != NULL && (address->kind == RB_ADDRESS_NUMBER || is_subscriber (parts.number)))
    return make_number_key (parts.number);

  return make_user_key (parts.user, parts.host);
}

GStrv
rb_contact_match_list_keys (const char *uri, const char *domain)
{
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();
  g_auto (Parts) parts = { 0 };
  g_autofree char *whole = NULL;

  take_apart (uri, &parts);
  whole = make_user_key (parts.user, parts.host);
  g_strv_builder_add (keys, whole);
  if (is_own_domain (parts.host, domain))
    {
      g_autofree char *bare = make_user_key (parts.user, "");

      g_strv_builder_add (keys, bare);
    }
  if (parts.number != NULL)
    {
      g_autofree char *number = make_number_key (parts.number);

      g_strv_builder_add (keys, number);
    }

  return g_strv_builder_end (keys);
}

guint
rb_contact_match_grade (const RbContactAddress *address, const char *uri, const char *domain, const char *country)
{
  g_auto (Parts) theirs = { 0 };
  g_auto (Parts) ours = { 0 };
  gboolean same_host;

  if (address->kind == RB_ADDRESS_MAIL)
    return GRADE_NONE;

  take_apart (uri, &theirs);
  take_apart (address->value, &ours);
  /* An address without a host is one at the account's domain. */
  same_host = ours.host[0] != '\0' ? g_str_equal (ours.host, theirs.host) ||
                                         (theirs.host[0] == '\0' && is_own_domain (ours.host, domain))
                                   : is_own_domain (theirs.host, domain);

  if (ours.number != NULL && theirs.number != NULL)
    {
      RbNumberMatch match = rb_number_compare (ours.number, theirs.number, country);

      /* Gateways deliver a subscriber's number from any host; an extension is one of its host only. */
      if (ours.host[0] != '\0' && !same_host)
        return GRADE_NONE;
      if (!same_host && !is_subscriber (theirs.number))
        return GRADE_NONE;
      if (match == RB_NUMBER_SAME)
        return ours.host[0] != '\0' ? GRADE_SAME_ADDRESS : GRADE_SAME_NUMBER;

      return match == RB_NUMBER_SAME_END ? GRADE_SAME_END : GRADE_NONE;
    }

  if (same_host)
    {
      g_autofree char *one = g_utf8_casefold (ours.user, -1);
      g_autofree char *other = g_utf8_casefold (theirs.user, -1);

      if (g_str_equal (one, other))
        return GRADE_SAME_ADDRESS;
    }

  return GRADE_NONE;
}
