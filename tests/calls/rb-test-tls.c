/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A SIP server over TLS with a certificate authority of its own, made with openssl(1). */

#include "rb-test-tls.h"

#include "rb-test-agents.h"

#include <glib/gstdio.h>

static void
run (const char *directory, const char *command)
{
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  int status = -1;

  g_assert_true (g_shell_parse_argv (command, NULL, &argv, &error));
  g_spawn_sync (directory, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &output, &status, &error);
  g_assert_no_error (error);
  if (status != 0)
    g_error ("%s: %s", command, output);
}

static void
make_certificates (const char *directory, const char *name, int days)
{
  gboolean is_address = g_hostname_is_ip_address (name);
  g_autofree char *extensions = g_strdup_printf ("subjectAltName=%s:%s\n", is_address ? "IP" : "DNS", name);
  g_autofree char *path = g_build_filename (directory, "extensions", NULL);
  g_autofree char *request = g_strdup_printf (
      "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=%s -keyout key.pem -out request.pem",
      name);
  g_autofree char *sign = NULL;
  g_autofree char *key = NULL;
  g_autofree char *certificate = NULL;
  g_autofree char *key_path = g_build_filename (directory, "key.pem", NULL);
  g_autofree char *certificate_path = g_build_filename (directory, "certificate.pem", NULL);
  g_autofree char *agent_path = g_build_filename (directory, "agent.pem", NULL);
  g_autofree char *agent = NULL;

  g_assert_true (g_file_set_contents (path, extensions, -1, NULL));
  run (directory, "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "
                  "/CN=TestAuthority -keyout ca-key.pem -out ca.pem");
  run (directory, request);
  sign = g_strdup_printf ("openssl x509 -req -in request.pem -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days %d "
                          "-extfile extensions -out certificate.pem",
                          days);
  run (directory, sign);
  g_assert_true (g_file_get_contents (key_path, &key, NULL, NULL));
  g_assert_true (g_file_get_contents (certificate_path, &certificate, NULL, NULL));
  agent = g_strconcat (key, certificate, NULL);
  g_assert_true (g_file_set_contents (agent_path, agent, -1, NULL));
}

static RbTestTls *server; /* not the magic: each magic is an RbSipAgent to sip/ */

static void
on_server_event (nua_event_t event, int status, const char *phrase, nua_t *nua, nua_magic_t *magic,
                 nua_handle_t *handle, nua_hmagic_t *handle_magic, const sip_t *sip, tagi_t tags[])
{
  RbTestTls *self = server;

  if (status == 100 && sip != NULL)
    self->n_requests++;
  if (self->silent && (event == nua_i_invite || event == nua_i_register))
    return;
  if (event == nua_i_invite && status == 100)
    nua_respond (handle, SIP_200_OK, SIPTAG_CONTENT_TYPE_STR ("application/sdp"), SIPTAG_PAYLOAD_STR (RB_TEST_SDP),
                 TAG_END ());
  else if (event == nua_i_register && status == 100)
    nua_respond (handle, SIP_200_OK, NUTAG_WITH_THIS (nua), SIPTAG_CONTACT (sip->sip_contact),
                 SIPTAG_EXPIRES_STR ("300"), TAG_END ());
  else if (event == nua_i_terminated)
    nua_handle_destroy (handle);
  else if (event == nua_r_shutdown && status >= 200)
    self->shut_down = TRUE;
}

void
rb_test_tls_set_up (RbTestTls *self, su_root_t *root, const char *name, int days)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autofree char *url = NULL;

  memset (self, 0, sizeof *self);
  server = self;
  self->directory = g_dir_make_tmp ("ringback-test-XXXXXX", NULL);
  make_certificates (self->directory, name, days);
  self->port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_socket_listener_close (listener);
  url = g_strdup_printf ("sips:127.0.0.1:%u;transport=tls", self->port);
  self->nua = nua_create (root, on_server_event, NULL, NUTAG_URL (url), NUTAG_MEDIA_ENABLE (0), NUTAG_AUTOANSWER (0),
                          SIPTAG_ALLOW_STR ("INVITE, ACK, BYE, CANCEL, REGISTER"), NUTAG_APPL_METHOD ("REGISTER"),
                          TPTAG_CERTIFICATE (self->directory), TPTAG_DUMP ("/dev/null"), TAG_END ());
  g_assert_nonnull (self->nua);
}

void
rb_test_tls_tear_down (RbTestTls *self)
{
  static const char *const files[] = { "extensions",  "ca.pem",  "ca-key.pem",      "ca.srl",
                                       "request.pem", "key.pem", "certificate.pem", "agent.pem" };

  nua_shutdown (self->nua);
  rb_test_wait (self->shut_down);
  nua_destroy (self->nua);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (self->directory, files[i], NULL);

      g_unlink (path);
    }
  g_rmdir (self->directory);
  g_free (self->directory);
}

char *
rb_test_tls_get_ca (RbTestTls *self)
{
  return g_build_filename (self->directory, "ca.pem", NULL);
}
