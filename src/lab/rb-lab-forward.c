/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the practice network's proxy sends what it lets pass, and what it writes into it
 * (RFC 3261 16.4 to 16.6). Requests inside a dialog pass without a challenge because they bring
 * back, in their Route, the token that was written into the Record-Route when the dialog
 * began; so the proxy keeps no dialogs and is nobody's open relay. */

#include "rb-lab-proxy-private.h"

#include "rb-digest.h"

#include <sofia-sip/msg_header.h>
#include <sofia-sip/nta_tag.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_util.h>
#include <string.h>

#define MAX_FORWARDS 70 /* RFC 3261 8.1.1.6 */
#define TOKEN_DIGITS 16

/* ";rb=TOKEN" in our Record-Route: proof that this proxy let the call begin. */
static char *
make_token (RbLabProxy *self, const sip_t *sip)
{
  char *token = g_compute_hmac_for_string (G_CHECKSUM_SHA256, self->key, sizeof self->key, sip->sip_call_id->i_id, -1);

  token[TOKEN_DIGITS] = '\0';
  return token;
}

gboolean
rb_lab_take_own_routes (RbLabProxy *self, msg_t *request, sip_t *sip)
{
  g_autofree char *token = make_token (self, sip);
  gboolean proven = FALSE;

  while (sip->sip_route != NULL &&
         rb_lab_proxy_is_socket (self, sip->sip_route->r_url->url_host, sip->sip_route->r_url->url_port))
    {
      char value[TOKEN_DIGITS + 1] = "";

      if (url_param (sip->sip_route->r_url->url_params, "rb", value, sizeof value) == TOKEN_DIGITS + 1 &&
          strcmp (value, token) == 0)
        proven = TRUE;
      sip_route_remove (request, sip);
    }
  return proven;
}

static void
add_record_route (RbLabProxy *self, msg_t *message, sip_t *sip, const char *token, gboolean tcp)
{
  g_autofree char *value = g_strdup_printf ("<sip:%s%s;lr;rb=%s>", self->domain, tcp ? ";transport=tcp" : "", token);
  sip_record_route_t *header = sip_record_route_make (msg_home (message), value);

  if (header != NULL)
    msg_header_add_dup (message, (msg_pub_t *) sip, (msg_header_t *) header);
}

static gboolean
forms_dialog (sip_method_t method)
{
  return method == sip_method_invite || method == sip_method_subscribe || method == sip_method_refer;
}

/* The copy of @request that goes to @target (RFC 3261 16.6, steps 1 to 4). @to_tcp: the next hop is reached by TCP. */
static msg_t *
make_copy (RbLabProxy *self, msg_t *request, const url_t *target, gboolean to_tcp)
{
  msg_t *message = msg_copy (request);
  sip_t *sip = sip_object (message);
  su_home_t *home = msg_home (message);
  guint hops = sip->sip_max_forwards != NULL ? sip->sip_max_forwards->mf_count - 1 : MAX_FORWARDS;
  sip_max_forwards_t *max_forwards = sip_max_forwards_format (home, "%u", hops);
  sip_request_t *line = sip_request_create (home, sip->sip_request->rq_method, sip->sip_request->rq_method_name,
                                            (const url_string_t *) target, NULL);

  msg_header_insert (message, (msg_pub_t *) sip, (msg_header_t *) line);
  msg_header_insert (message, (msg_pub_t *) sip, (msg_header_t *) max_forwards);

  if (forms_dialog (line->rq_method))
    {
      g_autofree char *token = make_token (self, sip);
      gboolean from_tcp = g_ascii_strcasecmp (sip->sip_via->v_protocol, sip_transport_tcp) == 0;

      /* Two where the transport changes, so that each side finds its own (RFC 5658 5). */
      if (from_tcp != to_tcp)
        add_record_route (self, message, sip, token, from_tcp);
      add_record_route (self, message, sip, token, to_tcp);
    }
  return message;
}

static gboolean
wants_tcp (const url_t *url)
{
  char value[8] = "";

  return url_param (url->url_params, "transport", value, sizeof value) > 0 && g_ascii_strcasecmp (value, "tcp") == 0;
}

static void
forward_to_binding (RbLabProxy *self, RbLabTransaction *transaction, msg_t *request, RbLabBinding *binding,
                    const url_t *target)
{
  gboolean tcp = binding->tport != NULL || (binding->route == NULL && wants_tcp (target));

  rb_lab_transaction_add_branch (transaction, make_copy (self, request, target, tcp), binding->route, binding->tport);
}

void
rb_lab_forward_ack (RbLabProxy *self, nta_incoming_t *server, msg_t *request)
{
  sip_t *sip = sip_object (request);
  const url_t *target = sip->sip_request->rq_url;
  RbLabBinding *binding = rb_lab_registrar_find_contact (self->registrar, target, rb_lab_proxy_now ());
  const char *route = binding != NULL && sip->sip_route == NULL ? binding->route : NULL;
  tport_t *tport = binding != NULL && sip->sip_route == NULL ? binding->tport : NULL;
  msg_t *message = make_copy (self, request, target, FALSE);

  if (nta_outgoing_mcreate (self->agent, NULL, NULL, (const url_string_t *) route, message, NTATAG_STATELESS (1),
                            TAG_IF (tport != NULL && tport_is_clear_to_send (tport), NTATAG_TPORT (tport)),
                            TAG_END ()) == NULL)
    msg_destroy (message);
  nta_incoming_destroy (server);
  msg_destroy (request);
}

void
rb_lab_take_own_credentials (RbLabProxy *self, msg_t *request, sip_t *sip)
{
  sip_proxy_authorization_t *given = sip->sip_proxy_authorization, *next;

  for (; given != NULL; given = next)
    {
      g_autofree char *all = given->au_params != NULL ? g_strjoinv (", ", (char **) given->au_params) : g_strdup ("");
      g_autofree char *realm = rb_digest_get_param (all, "realm");

      next = given->au_next;
      if (g_strcmp0 (realm, self->domain) == 0)
        msg_header_remove (request, (msg_pub_t *) sip, (msg_header_t *) given);
    }
}

void
rb_lab_forward_in_dialog (RbLabProxy *self, nta_incoming_t *server, msg_t *request)
{
  sip_t *sip = sip_object (request);
  const url_t *target = sip->sip_request->rq_url;
  RbLabBinding *binding = NULL;
  RbLabTransaction *transaction;

  if (sip->sip_route == NULL)
    binding = rb_lab_registrar_find_contact (self->registrar, target, rb_lab_proxy_now ());

  transaction = rb_lab_transaction_new (self->agent, self->live, server, request, self->ring_timeout);
  if (binding != NULL)
    forward_to_binding (self, transaction, request, binding, target);
  else
    rb_lab_transaction_add_branch (transaction, make_copy (self, request, target, wants_tcp (target)), NULL, NULL);
  rb_lab_transaction_forked (transaction);
}

void
rb_lab_forward_to_user (RbLabProxy *self, nta_incoming_t *server, msg_t *request)
{
  const char *user = sip_object (request)->sip_request->rq_url->url_user;
  g_autoptr (GPtrArray) bindings = rb_lab_registrar_lookup (self->registrar, user, rb_lab_proxy_now ());
  RbLabTransaction *transaction;

  if (bindings->len == 0)
    {
      if (g_hash_table_contains (self->users, user))
        rb_lab_proxy_refuse (server, request, 480, "Not Registered");
      else
        rb_lab_proxy_refuse (server, request, 404, NULL);
      return;
    }

  transaction = rb_lab_transaction_new (self->agent, self->live, server, request, self->ring_timeout);
  for (guint i = 0; i < bindings->len; i++)
    {
      RbLabBinding *binding = bindings->pdata[i];

      forward_to_binding (self, transaction, request, binding, binding->contact->m_url);
    }
  rb_lab_transaction_forked (transaction);
}
