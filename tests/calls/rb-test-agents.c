/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two agents of ours on 127.0.0.1 that call each other, and everything the tap saw. */

#include "rb-test-agents.h"

static void
event_free (RbTestEvent *event)
{
  g_free (event->reason);
  g_free (event->sdp);
  g_strfreev (event->contacts);
  g_free (event->target);
  g_free (event->replaces);
  g_free (event);
}

static void
message_free (RbTestMessage *message)
{
  g_bytes_unref (message->bytes);
  g_free (message->label);
  g_free (message);
}

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
rb_test_iterate (void)
{
  guint tick = g_timeout_add (100, on_tick, NULL);

  g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
}

static void
on_event (RbSipCall *call, const RbSipCallEvent *event, RbTestLeg *leg)
{
  RbTestEvent *copy = g_new0 (RbTestEvent, 1);

  *copy = (RbTestEvent){ event->kind,
                         event->status,
                         g_strdup (event->reason),
                         g_strdup (event->sdp),
                         event->digit,
                         event->ended_by,
                         event->synthetic,
                         event->answered_elsewhere,
                         g_strdupv ((char **) event->contacts),
                         g_strdup (event->target),
                         g_strdup (event->replaces),
                         event->last_report };
  g_ptr_array_add (leg->events, copy);
}

void
rb_test_leg_init (RbTestLeg *self, RbSipCall *call)
{
  rb_test_leg_clear (self);
  self->call = call;
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify) event_free);
  self->taken = 0;
  g_signal_connect (call, "event", G_CALLBACK (on_event), self);
}

void
rb_test_leg_clear (RbTestLeg *self)
{
  if (self->call != NULL)
    g_signal_handlers_disconnect_by_data (self->call, self);
  g_clear_object (&self->call);
  g_clear_pointer (&self->events, g_ptr_array_unref);
}

RbTestEvent *
rb_test_leg_expect (RbTestLeg *self, RbSipCallEventKind kind)
{
  RbTestEvent *event;

  rb_test_wait (self->events->len > self->taken);
  event = g_ptr_array_index (self->events, self->taken++);
  g_assert_cmpint (event->kind, ==, kind);

  return event;
}

RbTestEvent *
rb_test_leg_expect_final (RbTestLeg *self, RbSipCallEventKind kind)
{
  RbTestEvent *event;

  do
    {
      rb_test_wait (self->events->len > self->taken);
      event = g_ptr_array_index (self->events, self->taken++);
    }
  while (event->kind == RB_SIP_CALL_PROVISIONAL);
  g_assert_cmpint (event->kind, ==, kind);

  return event;
}

static void
on_message (const RbMessageInfo *info, GBytes *bytes, gpointer data)
{
  RbTestAgents *self = data;
  RbTestMessage *message = g_new0 (RbTestMessage, 1);
  gsize length;
  const guint8 *raw = g_bytes_get_data (bytes, &length);
  g_autofree char *method = NULL;
  RbSipIndex index;

  rb_sip_index_parse (&index, raw, length);
  method = rb_span_dup (index.method, raw);
  message->info = *info;
  message->bytes = g_bytes_ref (bytes);
  message->label = index.is_request ? g_strdup (method) : g_strdup_printf ("%u %s", index.status, method);
  g_ptr_array_add (self->messages, message);
}

static void
on_incoming_call (RbSipAgent *agent, RbSipCall *call, RbTestAgents *self)
{
  rb_test_leg_init (&self->in, g_object_ref (call));
  if (self->on_incoming != NULL)
    self->on_incoming (call);
}

RbSipAgent *
rb_test_agent_new (RbSipEngine *engine, const char *user, RbTransport transport, guint16 port)
{
  RbSipAgentConfig config = { .user = user,
                              .display_name = "Test \"quoted\"",
                              .transport = transport,
                              .bind_address = "127.0.0.1",
                              .bind_port = port };
  g_autoptr (GError) error = NULL;
  RbSipAgent *agent = rb_sip_agent_new (engine, &config, &error);

  g_assert_no_error (error);

  return agent;
}

void
rb_test_agents_set_up (RbTestAgents *self, RbTransport transport)
{
  g_autoptr (GError) error = NULL;

  memset (self, 0, sizeof *self);
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) message_free);
  self->engine = rb_sip_engine_new (&error);
  g_assert_no_error (error);
  g_assert_true (rb_sip_engine_get_tap_works (self->engine));
  rb_sip_engine_set_tap (self->engine, on_message, self);
  self->alice = rb_test_agent_new (self->engine, "alice", transport, 0);
  self->bob = rb_test_agent_new (self->engine, "bob", transport, 0);
  g_signal_connect (self->bob, "incoming-call", G_CALLBACK (on_incoming_call), self);
}

static void
on_shut_down (RbSipAgent *agent, gboolean *done)
{
  *done = TRUE;
}

static void
on_gone (gpointer data, GObject *where_the_object_was)
{
  gboolean *gone = data;

  *gone = TRUE;
}

void
rb_test_agent_shut_down (RbSipAgent **agent)
{
  gboolean done = FALSE;
  gboolean gone = FALSE;

  g_signal_connect (*agent, "shut-down", G_CALLBACK (on_shut_down), &done);
  g_object_weak_ref (G_OBJECT (*agent), on_gone, &gone);
  rb_sip_agent_shut_down (*agent);
  rb_test_wait (done);
  g_signal_handlers_disconnect_by_data (*agent, &done);
  g_clear_object (agent);
  rb_test_wait (gone);
}

void
rb_test_agents_tear_down (RbTestAgents *self)
{
  rb_test_leg_clear (&self->out);
  rb_test_leg_clear (&self->in);
  g_signal_handlers_disconnect_by_data (self->bob, self);
  rb_test_agent_shut_down (&self->alice);
  rb_test_agent_shut_down (&self->bob);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->engine);
  g_ptr_array_unref (self->messages);
}

char *
rb_test_agent_uri (RbSipAgent *agent, const char *user)
{
  return g_strdup_printf ("sip:%s@127.0.0.1:%u", user, rb_sip_agent_get_port (agent));
}

void
rb_test_agents_call (RbTestAgents *self)
{
  g_autofree char *uri = rb_test_agent_uri (self->bob, "bob");
  g_autoptr (GError) error = NULL;
  RbSipCall *call = rb_sip_call_new_outgoing (self->alice, uri, RB_TEST_SDP, &error);

  g_assert_no_error (error);
  rb_test_leg_init (&self->out, call);
  rb_test_wait (self->in.call != NULL);
}

void
rb_test_agents_connect (RbTestAgents *self)
{
  rb_test_agents_call (self);
  rb_sip_call_ring (self->in.call);
  rb_sip_call_answer (self->in.call, RB_TEST_SDP);
  rb_test_leg_expect_final (&self->out, RB_SIP_CALL_ANSWERED);
  rb_test_leg_expect (&self->in, RB_SIP_CALL_CONFIRMED);
}

guint
rb_test_agents_count (RbTestAgents *self, RbDirection direction, const char *label)
{
  guint n = 0;

  for (guint i = 0; i < self->messages->len; i++)
    {
      RbTestMessage *message = g_ptr_array_index (self->messages, i);

      n += message->info.direction == direction && g_strcmp0 (message->label, label) == 0;
    }

  return n;
}

RbTestMessage *
rb_test_agents_find (RbTestAgents *self, RbDirection direction, const char *label)
{
  for (guint i = 0; i < self->messages->len; i++)
    {
      RbTestMessage *message = g_ptr_array_index (self->messages, i);

      if (message->info.direction == direction && g_strcmp0 (message->label, label) == 0)
        return message;
    }

  return NULL;
}

static gboolean
on_readable (GSocket *socket, GIOCondition condition, gpointer data)
{
  RbTestPeer *self = data;
  char buffer[65536];
  gssize n;

  g_clear_object (&self->remote);
  n = g_socket_receive_from (socket, &self->remote, buffer, sizeof buffer - 1, NULL, NULL);
  if (n >= 0)
    {
      buffer[n] = '\0';
      g_ptr_array_add (self->received, g_bytes_new (buffer, n + 1));
    }

  return G_SOURCE_CONTINUE;
}

void
rb_test_peer_set_up (RbTestPeer *self)
{
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);

  memset (self, 0, sizeof *self);
  self->received = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_assert_true (g_socket_bind (self->socket, any, FALSE, NULL));
  self->source = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_readable), self, NULL);
  g_source_attach (self->source, NULL);
}

void
rb_test_peer_tear_down (RbTestPeer *self)
{
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_clear_object (&self->socket);
  g_clear_object (&self->remote);
  g_clear_pointer (&self->received, g_ptr_array_unref);
}

static guint16
get_peer_port (RbTestPeer *self)
{
  g_autoptr (GSocketAddress) bound = g_socket_get_local_address (self->socket, NULL);

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

char *
rb_test_peer_uri (RbTestPeer *self, const char *user)
{
  return g_strdup_printf ("sip:%s@127.0.0.1:%u", user, get_peer_port (self));
}

const char *
rb_test_peer_expect (RbTestPeer *self, const char *start)
{
  for (;;)
    {
      const char *text;

      rb_test_wait (self->received->len > self->taken);
      text = g_bytes_get_data (g_ptr_array_index (self->received, self->taken++), NULL);
      if (g_str_has_prefix (text, start))
        return text;
    }
}

char *
rb_test_copy_headers (const char *message, const char *names)
{
  g_auto (GStrv) lines = g_strsplit (message, "\r\n", -1);
  g_auto (GStrv) wanted = g_strsplit (names, ",", -1);
  GString *out = g_string_new (NULL);

  for (gsize i = 1; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], ":", 2);

      if (g_strv_contains ((const char *const *) wanted, parts[0]))
        g_string_append_printf (out, "%s\r\n", lines[i]);
    }

  return g_string_free (out, FALSE);
}

void
rb_test_peer_send (RbTestPeer *self, guint16 port, const char *bytes, gsize length)
{
  g_autoptr (GSocketAddress) to =
      port != 0 ? g_inet_socket_address_new_from_string ("127.0.0.1", port) : g_object_ref (self->remote);
  g_autoptr (GError) error = NULL;

  g_socket_send_to (self->socket, to, bytes, length, NULL, &error);
  g_assert_no_error (error);
}

void
rb_test_peer_respond (RbTestPeer *self, const char *request, const char *status, const char *headers, const char *body)
{
  g_autofree char *same = rb_test_copy_headers (request, "Via,From,Call-ID,CSeq");
  g_autofree char *to = rb_test_copy_headers (request, "To");
  g_autofree char *uri = rb_test_peer_uri (self, "peer");
  g_autofree char *text = NULL;

  g_strchomp (to);
  text = g_strdup_printf ("SIP/2.0 %s\r\n%s%s%s\r\nContact: <%s>\r\n%s%sContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
                          status, same, to,
                          strstr (to, "tag=") == NULL && !g_str_has_prefix (status, "100") ? ";tag=peer" : "", uri,
                          headers != NULL ? headers : "", body != NULL ? "Content-Type: application/sdp\r\n" : "",
                          body != NULL ? strlen (body) : 0, body != NULL ? body : "");
  rb_test_peer_send (self, 0, text, strlen (text));
}

void
rb_test_peer_request (RbTestPeer *self, RbSipAgent *agent, const RbTestRequest *request)
{
  g_autofree char *own = g_strndup (rb_sip_agent_get_aor (agent) + 4, strcspn (rb_sip_agent_get_aor (agent) + 4, "@"));
  g_autofree char *target = rb_test_agent_uri (agent, request->user != NULL ? request->user : own);
  g_autofree char *peer = rb_test_peer_uri (self, "peer");
  const char *body = request->body != NULL ? request->body : "";
  const char *type = request->type != NULL ? request->type : "application/sdp";
  gboolean cancel = strcmp (request->method, "CANCEL") == 0;
  g_autofree char *content = *body != '\0' ? g_strdup_printf ("Content-Type: %s\r\n", type) : g_strdup ("");
  g_autofree char *text =
      g_strdup_printf ("%s %s SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bK%s%u%s;rport\r\nMax-Forwards: 70\r\n"
                       "From: \"Peer\" <%s>;tag=f\r\nTo: <%s>%s%s\r\nCall-ID: %s\r\nCSeq: %u %s\r\nContact: <%s>\r\n"
                       "%s%sContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
                       request->method, target, strchr (peer, '@') + 1, cancel ? "INVITE" : request->method,
                       request->cseq, request->call_id, peer, target, request->to_tag != NULL ? ";tag=" : "",
                       request->to_tag != NULL ? request->to_tag : "", request->call_id, request->cseq, request->method,
                       peer, request->headers != NULL ? request->headers : "", content, strlen (body), body);

  rb_test_peer_send (self, rb_sip_agent_get_port (agent), text, strlen (text));
}

char *
rb_test_get_tag (const char *message, const char *header)
{
  g_autofree char *line = rb_test_copy_headers (message, header);
  char *tag = strstr (line, "tag=");

  g_assert_nonnull (tag);

  return g_strndup (tag + 4, strcspn (tag + 4, ";\r\n"));
}
