/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whom TLS trusts: the system's certificate authorities and those of the account. Sofia reads
 * them from cafile.pem in a directory, so one is made for the run. It holds nothing secret. With a
 * pinned certificate it names nobody: rb-sip-pin.c knows the file. */

#include "rb-sip-engine-private.h"

#include "rb-sip-agent.h"
#include "rb-sip-pin.h"

#include <glib/gi18n-lib.h>

static const char *const system_bundles[] = {
  "/etc/ssl/certs/ca-certificates.crt", /* Debian, the Freedesktop runtime */
  "/etc/pki/tls/certs/ca-bundle.crt",   /* Fedora */
  "/etc/ssl/ca-bundle.pem",             /* openSUSE */
};

char *
rb_sip_engine_make_trust (const char *ca_file, const char *pin, GError **error)
{
  g_autoptr (GString) bundle = g_string_new (NULL);
  g_autofree char *directory = NULL;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;

  for (gsize i = 0; pin == NULL && i < G_N_ELEMENTS (system_bundles) && text == NULL; i++)
    if (g_file_get_contents (system_bundles[i], &text, NULL, NULL))
      g_string_append (bundle, text);

  if (pin == NULL && ca_file != NULL)
    {
      g_autofree char *own = NULL;

      if (!g_file_get_contents (ca_file, &own, NULL, error))
        {
          g_prefix_error (error, _ ("The file of trusted certificates could not be read: "));
          return NULL;
        }
      g_string_append_c (bundle, '\n');
      g_string_append (bundle, own);
    }

  directory = rb_sip_engine_make_directory (error);
  if (directory == NULL)
    return NULL;
  path = g_build_filename (directory, RB_SIP_TRUST_FILE, NULL);
  if (!g_file_set_contents (path, bundle->str, bundle->len, error))
    {
      rb_sip_engine_remove_directory (directory);
      return NULL;
    }
  if (pin != NULL)
    rb_sip_pin_set (path, pin);

  return g_steal_pointer (&directory);
}

void
rb_sip_engine_remove_trust (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, RB_SIP_TRUST_FILE, NULL);

  rb_sip_pin_remove (path);
  rb_sip_engine_remove_directory (directory);
}
