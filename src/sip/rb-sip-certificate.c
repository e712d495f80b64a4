/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person is told of a certificate before deciding to trust it. */

#include "rb-sip-certificate.h"

#include <string.h>

#define N_HEX 64     /* digits of a SHA-256 */
#define MAX_NAMES 8  /* more do not help to decide */
#define MAX_TEXT 200 /* bytes of a name; they come from the network */

G_DEFINE_BOXED_TYPE (RbSipCertificate, rb_sip_certificate, rb_sip_certificate_copy, rb_sip_certificate_free)

char *
rb_sip_certificate_hash (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;

  g_object_get (certificate, "certificate", &der, NULL);

  return der != NULL ? g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len) : g_strdup ("");
}

static void
append_name (GString *list, const char *name, gsize size)
{
  g_string_append_printf (list, "%s%.*s", list->len > 0 ? ", " : "", (int) MIN (size, MAX_TEXT), name);
}

/* Of hosts, and addresses. (transfer full) (nullable) */
static char *
get_names (GTlsCertificate *certificate)
{
  g_autoptr (GPtrArray) names = g_tls_certificate_get_dns_names (certificate);
  g_autoptr (GPtrArray) addresses = g_tls_certificate_get_ip_addresses (certificate);
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; names != NULL && i < MIN (names->len, MAX_NAMES); i++)
    {
      gsize size;
      const char *name = g_bytes_get_data (g_ptr_array_index (names, i), &size);

      append_name (list, name, size);
    }
  for (guint i = 0; addresses != NULL && i < MIN (addresses->len, MAX_NAMES); i++)
    {
      g_autofree char *address = g_inet_address_to_string (g_ptr_array_index (addresses, i));

      append_name (list, address, strlen (address));
    }
  if (list->len == 0)
    return NULL;

  return g_utf8_make_valid (list->str, (gssize) list->len);
}

static char *
shorten (char *text)
{
  g_autofree char *given = text;

  return text != NULL ? g_utf8_make_valid (text, (gssize) strnlen (text, MAX_TEXT)) : g_strdup ("");
}

RbSipCertificate *
rb_sip_certificate_new (GTlsCertificate *certificate, const char *server, const char *reason, gboolean changed)
{
  RbSipCertificate *self = g_new0 (RbSipCertificate, 1);
  g_autoptr (GDateTime) not_before = g_tls_certificate_get_not_valid_before (certificate);
  g_autoptr (GDateTime) not_after = g_tls_certificate_get_not_valid_after (certificate);

  self->server = g_strdup (server);
  self->subject = shorten (g_tls_certificate_get_subject_name (certificate));
  self->names = get_names (certificate);
  self->issuer = shorten (g_tls_certificate_get_issuer_name (certificate));
  self->not_before = not_before != NULL ? g_date_time_to_unix (not_before) : 0;
  self->not_after = not_after != NULL ? g_date_time_to_unix (not_after) : 0;
  self->fingerprint = rb_sip_certificate_hash (certificate);
  self->reason = g_strdup (reason);
  self->changed = changed;

  return self;
}

RbSipCertificate *
rb_sip_certificate_copy (const RbSipCertificate *self)
{
  RbSipCertificate *copy = g_new (RbSipCertificate, 1);

  *copy = *self;
  copy->server = g_strdup (self->server);
  copy->subject = g_strdup (self->subject);
  copy->names = g_strdup (self->names);
  copy->issuer = g_strdup (self->issuer);
  copy->fingerprint = g_strdup (self->fingerprint);
  copy->reason = g_strdup (self->reason);

  return copy;
}

void
rb_sip_certificate_free (RbSipCertificate *self)
{
  if (self == NULL)
    return;

  g_free (self->server);
  g_free (self->subject);
  g_free (self->names);
  g_free (self->issuer);
  g_free (self->fingerprint);
  g_free (self->reason);
  g_free (self);
}

char *
rb_sip_certificate_format_fingerprint (const char *fingerprint)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; fingerprint[i] != '\0'; i++)
    {
      if (i > 0 && i % 2 == 0)
        g_string_append_c (text, ':');
      g_string_append_c (text, g_ascii_toupper (fingerprint[i]));
    }

  return g_string_free (text, FALSE);
}

gboolean
rb_sip_certificate_is_fingerprint (const char *text)
{
  return strspn (text, "0123456789abcdefABCDEF") == N_HEX && text[N_HEX] == '\0';
}
