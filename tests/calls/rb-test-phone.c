/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The phone under test, its far end and its bare peer. */

#include "rb-test-phone.h"

#include "rb-phone-private.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

struct _RbTestFarEnd
{
  GSubprocess *process;
  GDataInputStream *lines;
  GQueue events; /* of json_object, not yet asked for */
  struct json_object *current;
  gboolean at_end;
};

static gboolean
on_turn_over (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
rb_test_turn (void)
{
  guint source = g_timeout_add (20, on_turn_over, NULL);

  g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
}

static void
on_dtmf (RbCall *call, char digit, RbTestPhone *self)
{
  g_string_append_c (self->digits, digit);
}

static void
on_call_added (RbPhone *phone, RbCall *call, RbTestPhone *self)
{
  g_signal_connect (call, "dtmf", G_CALLBACK (on_dtmf), self);
}

static void
on_incoming_call (RbPhone *phone, RbCall *call, RbTestPhone *self)
{
  g_set_object (&self->incoming, call);
}

static void
on_notice (RbPhone *phone, const char *sentence, RbTestPhone *self)
{
  g_string_append_printf (self->notices, "%s\n", sentence);
}

void
rb_test_phone_set_up (RbTestPhone *self, double tone_hz, char *folder)
{
  const RbSoundConfig sound = { .kind = RB_SOUND_TONE, .tone_hz = tone_hz };
  g_autoptr (GError) error = NULL;
  g_autofree char *config_dir = NULL;
  g_autofree char *data_dir = NULL;
  RbPhoneConfig config = { .sound = &sound };

  self->folder = folder != NULL ? folder : g_dir_make_tmp ("ringback-test-XXXXXX", &error);
  g_assert_no_error (error);
  config.config_dir = config_dir = g_build_filename (self->folder, "config", NULL);
  config.data_dir = data_dir = g_build_filename (self->folder, "data", NULL);
  self->digits = g_string_new (NULL);
  self->notices = g_string_new (NULL);
  self->phone = rb_phone_new (&config, &error);
  g_assert_no_error (error);
  g_signal_connect (self->phone, "call-added", G_CALLBACK (on_call_added), self);
  g_signal_connect (self->phone, "incoming-call", G_CALLBACK (on_incoming_call), self);
  g_signal_connect (self->phone, "notice", G_CALLBACK (on_notice), self);
  rb_phone_set_bind (self->phone, "127.0.0.1", 0);
  self->port = rb_phone_listen (self->phone, &error);
  g_assert_no_error (error);
}

static void
on_shut_down (GObject *source, GAsyncResult *result, gpointer data)
{
  rb_phone_shut_down_finish (RB_PHONE (source), result);
  *(gboolean *) data = TRUE;
}

void
rb_test_phone_close (RbTestPhone *self)
{
  gboolean done = FALSE;
  gpointer left;

  g_clear_object (&self->incoming);
  rb_phone_shut_down_async (self->phone, on_shut_down, &done);
  rb_test_wait_for (done);
  g_object_add_weak_pointer (G_OBJECT (self->phone), &left);
  left = self->phone;
  g_clear_object (&self->phone);
  rb_test_wait_for (left == NULL); /* at once, but for an answer of the secret service that is on its way */
  g_string_free (g_steal_pointer (&self->digits), TRUE);
  g_string_free (g_steal_pointer (&self->notices), TRUE);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_folder (child);
    }
  g_remove (path);
}

void
rb_test_phone_tear_down (RbTestPhone *self)
{
  rb_test_phone_close (self);
  remove_folder (self->folder);
  g_clear_pointer (&self->folder, g_free);
}

RbCall *
rb_test_phone_call (RbTestPhone *self, guint16 port)
{
  g_autofree char *uri = g_strdup_printf ("sip:bob@127.0.0.1:%u", port);
  g_autoptr (GError) error = NULL;
  RbCall *call = rb_phone_call (self->phone, NULL, uri, &error);

  g_assert_no_error (error);

  return call;
}

RbTone
rb_test_phone_get_tone (RbTestPhone *self)
{
  return self->phone->tones != NULL ? rb_tone_player_get_tone (self->phone->tones) : RB_TONE_NONE;
}

RbHistoryItem *
rb_test_phone_get_row (RbTestPhone *self)
{
  return g_list_model_get_item (G_LIST_MODEL (rb_phone_get_history (self->phone)), 0);
}

static void read_line (RbTestFarEnd *self);

static void
on_line (GObject *source, GAsyncResult *result, gpointer data)
{
  RbTestFarEnd *self = data;
  g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (source), result, NULL, NULL);
  struct json_object *event;

  if (line == NULL)
    {
      self->at_end = TRUE;
      return;
    }

  g_debug ("far end: %s", line);
  event = json_tokener_parse (line);
  g_assert_nonnull (event);
  g_queue_push_tail (&self->events, event);
  read_line (self);
}

static void
read_line (RbTestFarEnd *self)
{
  g_data_input_stream_read_line_async (self->lines, G_PRIORITY_DEFAULT, NULL, on_line, self);
}

/* A test that fails must not leave its far ends behind. */
static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

RbTestFarEnd *
rb_test_far_end_new (const char *verb, ...)
{
  RbTestFarEnd *self = g_new0 (RbTestFarEnd, 1);
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GError) error = NULL;
  const char *program = g_getenv ("RINGBACK_CLI");
  const char *argument;
  va_list args;

  g_assert_nonnull (program);
  g_ptr_array_add (arguments, (gpointer) program);
  g_ptr_array_add (arguments, (gpointer) verb);
  g_ptr_array_add (arguments, (gpointer) "--bind");
  g_ptr_array_add (arguments, (gpointer) "127.0.0.1");
  g_ptr_array_add (arguments, (gpointer) "--json");
  va_start (args, verb);
  while ((argument = va_arg (args, const char *)) != NULL)
    g_ptr_array_add (arguments, (gpointer) argument);
  va_end (args);
  g_ptr_array_add (arguments, NULL);

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  self->process = g_subprocess_launcher_spawnv (launcher, (const char *const *) arguments->pdata, &error);
  g_assert_no_error (error);
  self->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  read_line (self);

  return self;
}

struct json_object *
rb_test_far_end_wait (RbTestFarEnd *self, const char *event)
{
  for (;;)
    {
      struct json_object *name;

      rb_test_wait_for (self->events.length > 0 || self->at_end);
      if (self->events.length == 0)
        g_error ("the far end exited without “%s”", event);
      g_clear_pointer (&self->current, json_object_put);
      self->current = g_queue_pop_head (&self->events);
      if (json_object_object_get_ex (self->current, "event", &name) &&
          strcmp (json_object_get_string (name), event) == 0)
        return self->current;
    }
}

guint16
rb_test_far_end_get_port (RbTestFarEnd *self)
{
  struct json_object *port;

  g_assert_true (json_object_object_get_ex (rb_test_far_end_wait (self, "ready"), "port", &port));

  return (guint16) json_object_get_int (port);
}

static void
free_event (gpointer event)
{
  json_object_put (event);
}

static void
on_exited (GObject *source, GAsyncResult *result, gpointer data)
{
  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  *(gboolean *) data = TRUE;
}

int
rb_test_far_end_finish (RbTestFarEnd *self)
{
  gboolean exited = FALSE;
  int code;

  g_subprocess_wait_async (self->process, NULL, on_exited, &exited);
  rb_test_wait_for (exited && self->at_end);
  g_assert_true (g_subprocess_get_if_exited (self->process));
  code = g_subprocess_get_exit_status (self->process);
  g_clear_pointer (&self->current, json_object_put);
  g_queue_clear_full (&self->events, free_event);
  g_object_unref (self->lines);
  g_object_unref (self->process);
  g_free (self);

  return code;
}

int
rb_test_far_end_interrupt (RbTestFarEnd *self)
{
  g_subprocess_send_signal (self->process, SIGINT);

  return rb_test_far_end_finish (self);
}

RbTestFarEnd *
rb_test_phone_get_called (RbTestPhone *phone, const char *option, const char *value)
{
  g_autofree char *uri = g_strdup_printf ("sip:me@127.0.0.1:%u", phone->port);
  RbTestFarEnd *caller = rb_test_far_end_new ("call", uri, "--tone", "600", option, value, NULL);

  rb_test_wait_for (phone->incoming != NULL);

  return caller;
}

const char *
rb_test_get_text (struct json_object *event, const char *key)
{
  struct json_object *value;

  return json_object_object_get_ex (event, key, &value) ? json_object_get_string (value) : NULL;
}

void
rb_test_peer_set_up (RbTestPeer *self, guint16 phone_port)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any_port = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  self->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, &error);
  g_assert_no_error (error);
  g_assert_true (g_socket_bind (self->socket, any_port, FALSE, &error));
  g_socket_set_blocking (self->socket, FALSE);
  bound = g_socket_get_local_address (self->socket, &error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->phone_port = phone_port;
}

void
rb_test_peer_tear_down (RbTestPeer *self)
{
  g_clear_object (&self->socket);
  g_clear_pointer (&self->last, g_free);
}

void
rb_test_peer_send (RbTestPeer *self, const char *format, ...)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) phone = g_inet_socket_address_new (loopback, self->phone_port);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_socket_send_to (self->socket, phone, text, strlen (text), NULL, &error);
  g_assert_no_error (error);
}

void
rb_test_peer_invite (RbTestPeer *self, const char *name, const char *body)
{
  rb_test_peer_send (self,
                     "INVITE sip:me@127.0.0.1:%u SIP/2.0\r\n"
                     "Via: SIP/2.0/UDP 127.0.0.1:%u;branch=z9hG4bK-%s-1\r\n"
                     "Max-Forwards: 70\r\n"
                     "From: \"Peer\" <sip:peer@127.0.0.1:%u>;tag=%s\r\n"
                     "To: <sip:me@127.0.0.1:%u>\r\n"
                     "Call-ID: %s@peer\r\n"
                     "CSeq: 1 INVITE\r\n"
                     "Contact: <sip:peer@127.0.0.1:%u>\r\n"
                     "%s"
                     "Content-Length: %u\r\n\r\n%s",
                     self->phone_port, self->port, name, self->port, name, self->phone_port, name, self->port,
                     body != NULL ? "Content-Type: application/sdp\r\n" : "", body != NULL ? (guint) strlen (body) : 0,
                     body != NULL ? body : "");
}

/* The line of the last message that begins with @header. (transfer full) */
static char *
get_line (RbTestPeer *self, const char *header)
{
  g_auto (GStrv) lines = g_strsplit (self->last, "\r\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_ascii_strncasecmp (lines[i], header, strlen (header)) == 0)
      return g_strdup (lines[i]);

  g_error ("no %s in %s", header, self->last);
}

void
rb_test_peer_request (RbTestPeer *self, const char *method, const char *name, guint cseq, const char *header,
                      const char *body)
{
  g_autofree char *own_to = g_strdup_printf ("To: <sip:me@127.0.0.1:%u>", self->phone_port);
  g_autofree char *dialog_to = get_line (self, "To:");
  gboolean cancel = strcmp (method, "CANCEL") == 0; /* RFC 3261 9.1: as the INVITE was */
  const char *to = cancel ? own_to : dialog_to;
  g_autofree char *branch =
      cancel ? g_strdup_printf ("z9hG4bK-%s-1", name) : g_strdup_printf ("z9hG4bK-%s-%s-%u", name, method, cseq);

  rb_test_peer_send (self,
                     "%s sip:me@127.0.0.1:%u SIP/2.0\r\n"
                     "Via: SIP/2.0/UDP 127.0.0.1:%u;branch=%s\r\n"
                     "Max-Forwards: 70\r\n"
                     "From: \"Peer\" <sip:peer@127.0.0.1:%u>;tag=%s\r\n"
                     "%s\r\n"
                     "Call-ID: %s@peer\r\n"
                     "CSeq: %u %s\r\n"
                     "Contact: <sip:peer@127.0.0.1:%u>\r\n"
                     "%s%s"
                     "Content-Length: %u\r\n\r\n%s",
                     method, self->phone_port, self->port, branch, self->port, name, to, name, cseq, method, self->port,
                     header, body != NULL ? "Content-Type: application/sdp\r\n" : "",
                     body != NULL ? (guint) strlen (body) : 0, body != NULL ? body : "");
}

void
rb_test_peer_request_back (RbTestPeer *self, const char *method, guint cseq, const char *body)
{
  g_autofree char *from = get_line (self, "To:");
  g_autofree char *to = get_line (self, "From:");
  g_autofree char *call_id = get_line (self, "Call-ID:");

  rb_test_peer_send (self,
                     "%s sip:me@127.0.0.1:%u SIP/2.0\r\n"
                     "Via: SIP/2.0/UDP 127.0.0.1:%u;branch=z9hG4bK-back-%u\r\n"
                     "Max-Forwards: 70\r\n"
                     "From: %s\r\n"
                     "To: %s\r\n"
                     "%s\r\n"
                     "CSeq: %u %s\r\n"
                     "Contact: <sip:peer@127.0.0.1:%u>\r\n"
                     "Content-Type: application/sdp\r\n"
                     "Content-Length: %u\r\n\r\n%s",
                     method, self->phone_port, self->port, cseq, from + strlen ("To: "), to + strlen ("From: "),
                     call_id, cseq, method, self->port, (guint) strlen (body), body);
}

void
rb_test_peer_respond (RbTestPeer *self, const char *status, const char *body)
{
  g_autofree char *via = get_line (self, "Via:");
  g_autofree char *from = get_line (self, "From:");
  g_autofree char *to = get_line (self, "To:");
  g_autofree char *call_id = get_line (self, "Call-ID:");
  g_autofree char *cseq = get_line (self, "CSeq:");
  const char *host = strstr (via, "127.0.0.1:");

  g_assert_nonnull (host);
  self->phone_port = (guint16) g_ascii_strtoull (host + strlen ("127.0.0.1:"), NULL, 10); /* RFC 3261 18.2.2 */
  rb_test_peer_send (self,
                     "SIP/2.0 %s\r\n%s\r\n%s\r\n%s%s\r\n%s\r\n%s\r\nContact: <sip:peer@127.0.0.1:%u>\r\n%s"
                     "Content-Length: %u\r\n\r\n%s",
                     status, via, from, to, strstr (to, "tag=") == NULL ? ";tag=peer" : "", call_id, cseq, self->port,
                     body != NULL ? "Content-Type: application/sdp\r\n" : "", body != NULL ? (guint) strlen (body) : 0,
                     body != NULL ? body : "");
}

static gboolean
receive (RbTestPeer *self)
{
  char buffer[65536];
  gssize n = g_socket_receive (self->socket, buffer, sizeof buffer - 1, NULL, NULL);

  if (n <= 0)
    return FALSE;

  g_free (self->last);
  self->last = g_strndup (buffer, (gsize) n);

  return TRUE;
}

gboolean
rb_test_peer_poll (RbTestPeer *self, const char *start)
{
  while (receive (self))
    if (g_str_has_prefix (self->last, start))
      return TRUE;

  return FALSE;
}

void
rb_test_peer_expect (RbTestPeer *self, const char *start)
{
  do
    rb_test_wait_for (receive (self));
  while (!g_str_has_prefix (self->last, start));
}

char *
rb_test_sdp (guint16 port, guint payload_type, const char *direction)
{
  return g_strdup_printf ("v=0\r\no=peer 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                          "m=audio %u RTP/AVP %u\r\na=%s\r\n",
                          port, payload_type, direction);
}
