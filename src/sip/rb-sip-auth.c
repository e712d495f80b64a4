/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Digest authentication (RFC 7616, RFC 8760, RFC 3261 22) as a client plug-in of Sofia-SIP,
 * whose own knows MD5 only and fails when it is offered anything else beside it. Of several
 * challenges for one realm the strongest that we know is answered, in whatever order they
 * come; those we do not know are passed over. */

#define SOFIA_EXTEND_AUTH_CLIENT 1

#include "rb-sip-auth.h"

#include "rb-digest.h"

#include <sofia-sip/auth_client.h>
#include <sofia-sip/auth_client_plugin.h>
#include <sofia-sip/auth_common.h>
#include <sofia-sip/msg_header.h>
#include <string.h>

#define CNONCE_LENGTH 33

typedef struct
{
  auth_client_t base;
  RbDigestAlgorithm algorithm;
  gboolean named; /* the challenge named its algorithm: so does the answer */
  gboolean qop;
  guint32 nc;
  const char *realm;
  const char *nonce;  /* NULL: no challenge yet */
  const char *opaque; /* (nullable) */
  char cnonce[CNONCE_LENGTH];
} Digest;

/* (transfer none): owned by @home. (nullable) */
static char *
get_param (su_home_t *home, const msg_auth_t *challenge, const char *name)
{
  const char *value = msg_header_find_param (challenge->au_common, name);
  gsize length;
  char *out;
  char *p;

  if (value == NULL)
    return NULL;

  length = strlen (value);
  if (length < 2 || value[0] != '"')
    return su_strdup (home, value);

  p = out = su_alloc (home, length);
  if (out == NULL)
    return NULL;
  for (value++; *value != '\0' && *value != '"'; value++)
    {
      if (*value == '\\' && value[1] != '\0')
        value++;
      *p++ = *value;
    }
  *p = '\0';

  return out;
}

/* "auth" as one of the comma-separated words. */
static gboolean
offers_auth (const char *qop)
{
  g_auto (GStrv) words = g_strsplit_set (qop, ", \t", -1);

  for (gsize i = 0; words[i] != NULL; i++)
    if (g_ascii_strcasecmp (words[i], "auth") == 0)
      return TRUE;

  return FALSE;
}

static int
get_strength (RbDigestAlgorithm algorithm)
{
  return algorithm == RB_DIGEST_SHA256 || algorithm == RB_DIGEST_SHA256_SESS ? 2 : 1;
}

/* Sofia's contract: < 0 fails the whole authentication, 1 leaves things as they are, 2 says
 * that a new answer is worth sending. */
static int
on_challenge (auth_client_t *client, const msg_auth_t *challenge)
{
  Digest *self = (Digest *) client;
  su_home_t *home = client->ca_home;
  char *algorithm_name = get_param (home, challenge, "algorithm=");
  char *nonce = get_param (home, challenge, "nonce=");
  char *qop = get_param (home, challenge, "qop=");
  char *stale = get_param (home, challenge, "stale=");
  gboolean is_stale = stale != NULL && g_ascii_strcasecmp (stale, "true") == 0;
  RbDigestAlgorithm algorithm;
  gboolean first;

  if (nonce == NULL || !rb_digest_algorithm_parse (algorithm_name, &algorithm) || (qop != NULL && !offers_auth (qop)))
    return 1;
  if (self->nonce != NULL && get_strength (algorithm) < get_strength (self->algorithm))
    return 1;

  first = self->nonce == NULL || get_strength (algorithm) > get_strength (self->algorithm);
  if (first || strcmp (self->nonce, nonce) != 0)
    {
      g_snprintf (self->cnonce, sizeof self->cnonce, "%08x%08x%08x%08x", g_random_int (), g_random_int (),
                  g_random_int (), g_random_int ());
      self->nc = 0;
    }
  else if (is_stale)
    is_stale = FALSE; /* the same nonce called stale is no news */

  self->algorithm = algorithm;
  self->named = algorithm_name != NULL;
  self->qop = qop != NULL;
  self->realm = get_param (home, challenge, "realm=");
  self->nonce = nonce;
  self->opaque = get_param (home, challenge, "opaque=");

  return first || is_stale ? 2 : 1;
}

static char *
quote (const char *text)
{
  GString *out = g_string_new ("\"");

  for (; *text != '\0'; text++)
    {
      if (*text == '"' || *text == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *text);
    }
  g_string_append_c (out, '"');

  return g_string_free (out, FALSE);
}

static int
on_authorize (auth_client_t *client, su_home_t *home, const char *method, const url_t *url, const msg_payload_t *body,
              msg_header_t **result)
{
  Digest *self = (Digest *) client;
  g_autoptr (GString) value = g_string_new (NULL);
  g_autofree char *response = NULL;
  g_autofree char *name = NULL;
  g_autofree char *password = NULL;
  g_autofree char *user = NULL;
  g_autofree char *realm = NULL;
  g_autofree char *nonce = NULL;
  char *uri;
  RbDigestInput input;

  if (client->ca_user == NULL || client->ca_pass == NULL || client->ca_clear || self->nonce == NULL)
    return 0;

  uri = url_as_string (home, url);
  name = g_uri_unescape_string (client->ca_user, NULL);
  password = g_uri_unescape_string (client->ca_pass, NULL);
  if (uri == NULL || name == NULL || password == NULL)
    return -1;

  self->nc++;
  input = (RbDigestInput){
    .algorithm = self->algorithm,
    .username = name,
    .realm = self->realm != NULL ? self->realm : "",
    .password = password,
    .nonce = self->nonce,
    .method = method,
    .uri = uri,
    .qop = self->qop ? "auth" : NULL,
    .cnonce = self->cnonce,
    .nc = self->nc,
  };
  response = rb_digest_response (&input);
  explicit_bzero (password, strlen (password));
  user = quote (input.username);
  realm = quote (input.realm);
  nonce = quote (input.nonce);

  g_string_append_printf (value, "Digest username=%s, realm=%s, nonce=%s, uri=\"%s\", response=\"%s\"", user, realm,
                          nonce, uri, response);
  if (self->named)
    g_string_append_printf (value, ", algorithm=%s", rb_digest_algorithm_to_string (self->algorithm));
  if (self->opaque != NULL)
    {
      g_autofree char *opaque = quote (self->opaque);

      g_string_append_printf (value, ", opaque=%s", opaque);
    }
  if (self->qop)
    g_string_append_printf (value, ", qop=auth, cnonce=\"%s\", nc=%08x", self->cnonce, self->nc);
  else if (self->algorithm == RB_DIGEST_MD5_SESS || self->algorithm == RB_DIGEST_SHA256_SESS)
    g_string_append_printf (value, ", cnonce=\"%s\"", self->cnonce);

  *result = msg_header_make (home, client->ca_credential_class, value->str);
  su_free (home, uri);

  return *result != NULL ? 0 : -1;
}

static int
on_clear (auth_client_t *client)
{
  client->ca_clear = 2;

  return 1;
}

static int
on_authorize_never (auth_client_t *client, su_home_t *home, const char *method, const url_t *url,
                    const msg_payload_t *body, msg_header_t **result)
{
  return -1;
}

static const auth_client_plugin_t digest_plugin = {
  .auc_plugin_size = sizeof digest_plugin,
  .auc_size = sizeof (Digest),
  .auc_name = "Digest",
  .auc_challenge = on_challenge,
  .auc_authorize = on_authorize,
  .auc_clear = on_clear,
};

static const auth_client_plugin_t placeholder_plugin = {
  .auc_plugin_size = sizeof placeholder_plugin,
  .auc_size = sizeof (auth_client_t),
  .auc_name = "X-Placeholder",
  .auc_authorize = on_authorize_never,
  .auc_clear = on_clear,
};

/* auc_register_plugin() compares names the wrong way round: it replaces the first entry whose
 * name differs. The built-in Digest is the first: the placeholder replaces it, then our
 * Digest replaces the placeholder. */
void
rb_sip_auth_install (void)
{
  static gsize done;

  if (g_once_init_enter (&done))
    {
      if (auc_register_plugin (&placeholder_plugin) < 0 || auc_register_plugin (&digest_plugin) < 0)
        g_warning ("Digest authentication with SHA-256 is not available.");
      g_once_init_leave (&done, 1);
    }
}

static void
free_secret (gpointer text)
{
  explicit_bzero (text, strlen (text));
  g_free (text);
}

/* Sofia cuts name and password at colons: they travel escaped to on_authorize(). */
static char *
format_credentials (const char *realm, const char *user, const char *password)
{
  g_autofree char *escaped_user = g_uri_escape_string (user, NULL, FALSE);
  g_autofree char *escaped_password = g_uri_escape_string (password, NULL, FALSE);
  char *out = g_strdup_printf ("Digest:%s:%s:%s", realm, escaped_user, escaped_password);

  explicit_bzero (escaped_password, strlen (escaped_password));

  return out;
}

gboolean
rb_sip_auth_answer (nua_handle_t *handle, const sip_t *sip, const char *user, const char *password,
                    GHashTable *answered)
{
  const msg_auth_t *lists[] = { sip->sip_www_authenticate, sip->sip_proxy_authenticate };
  g_autoptr (GPtrArray) credentials = g_ptr_array_new_with_free_func (free_secret);

  if (user == NULL || password == NULL)
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    for (const msg_auth_t *challenge = lists[i]; challenge != NULL; challenge = challenge->au_next)
      {
        const char *realm = msg_header_find_param (challenge->au_common, "realm=");
        g_autofree char *key = NULL;

        if (realm == NULL || challenge->au_scheme == NULL || g_ascii_strcasecmp (challenge->au_scheme, "Digest") != 0)
          continue;
        key = g_strdup_printf ("%" G_GSIZE_FORMAT " %s", i, realm);
        if (g_hash_table_contains (answered, key))
          continue;
        g_ptr_array_add (credentials, format_credentials (realm, user, password));
        /* Several challenges of one message may share a realm. */
        g_ptr_array_add (credentials, g_steal_pointer (&key));
      }
  if (credentials->len == 0)
    return FALSE;

  for (guint i = 0; i < credentials->len; i += 2)
    {
      char *realm_key = g_ptr_array_index (credentials, i + 1);

      g_hash_table_add (answered, g_strdup (realm_key));
      if (i + 2 < credentials->len)
        nua_set_hparams (handle, NUTAG_AUTH (g_ptr_array_index (credentials, i)), TAG_END ());
      else
        nua_authenticate (handle, NUTAG_AUTH (g_ptr_array_index (credentials, i)), TAG_END ());
    }

  return TRUE;
}
