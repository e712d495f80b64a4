/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A pinned certificate, enforced where it counts: inside the handshake of the very connection that
 * the credentials will travel on, by OpenSSL. Sofia can only check certificates with a file of
 * authorities, which suits neither an expired certificate nor one for another name, and a look at
 * the server beforehand says nothing of the connection after it. So the function with
 * which Sofia names that file to OpenSSL is taken over, as rb-sip-tap-hooks.c does with Sofia's own:
 * the name of the file tells whose stack it is, and the verification of its context is
 * replaced by a comparison of fingerprints. A handshake that fails it ends before the first byte of
 * SIP. The file of such an account is empty of authorities: where the hook should not work nothing is trusted.
 *
 * Limits: the pin holds for every TLS connection of the account, so calls that go past its server to
 * another domain by TLS are refused; and a renewed certificate must be trusted anew. */

#include "rb-sip-pin.h"

#include <dlfcn.h>
#include <openssl/ssl.h>
#include <string.h>

typedef struct
{
  const char *fingerprint; /* interned: contexts live as long as their stack */
  gboolean enforced;
} Pin;

static GMutex mutex;
static GHashTable *pins; /* path of a bundle → Pin */

/* In the stack's thread. */
static int
verify (X509_STORE_CTX *store, void *data)
{
  const char *fingerprint = data;
  X509 *certificate = X509_STORE_CTX_get0_cert (store);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  gboolean same = certificate != NULL && X509_digest (certificate, EVP_sha256 (), digest, &length) == 1 &&
                  strlen (fingerprint) == 2 * (gsize) length;

  for (guint i = 0; same && i < length; i++)
    same = g_ascii_xdigit_value (fingerprint[2 * i]) == digest[i] >> 4 &&
           g_ascii_xdigit_value (fingerprint[2 * i + 1]) == (digest[i] & 15);

  X509_STORE_CTX_set_error (store, same ? X509_V_OK : X509_V_ERR_CERT_REJECTED);

  return same;
}

int
SSL_CTX_load_verify_locations (SSL_CTX *context, const char *file, const char *folder)
{
  static __typeof__ (&SSL_CTX_load_verify_locations) next;
  Pin *pin;

  g_mutex_lock (&mutex);
  if (next == NULL)
    next = dlsym (RTLD_NEXT, "SSL_CTX_load_verify_locations");
  pin = pins != NULL && file != NULL ? g_hash_table_lookup (pins, file) : NULL;
  if (pin != NULL)
    {
      SSL_CTX_set_cert_verify_callback (context, verify, (char *) pin->fingerprint);
      pin->enforced = TRUE;
    }
  g_mutex_unlock (&mutex);

  /* Sofia wants the authorities read, and ours may be none. */
  return pin != NULL ? 1 : next (context, file, folder);
}

void
rb_sip_pin_set (const char *ca_bundle, const char *fingerprint)
{
  Pin *pin = g_new0 (Pin, 1);

  pin->fingerprint = g_intern_string (fingerprint);
  g_mutex_lock (&mutex);
  if (pins == NULL)
    pins = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_replace (pins, g_strdup (ca_bundle), pin);
  g_mutex_unlock (&mutex);
}

gboolean
rb_sip_pin_is_enforced (const char *ca_bundle)
{
  Pin *pin;
  gboolean enforced;

  g_mutex_lock (&mutex);
  pin = pins != NULL ? g_hash_table_lookup (pins, ca_bundle) : NULL;
  enforced = pin != NULL && pin->enforced;
  g_mutex_unlock (&mutex);

  return enforced;
}

void
rb_sip_pin_remove (const char *ca_bundle)
{
  g_mutex_lock (&mutex);
  if (pins != NULL)
    g_hash_table_remove (pins, ca_bundle);
  g_mutex_unlock (&mutex);
}
