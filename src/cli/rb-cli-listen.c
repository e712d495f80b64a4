/* SPDX-License-Identifier: GPL-3.0-or-later */

/* `ringback-cli inspect --listen-hep`: the signalling that Homer agents, Kamailio, sngrep or
 * another Ringback send here by HEP3, one line a message while it comes, and when the user
 * interrupts, how each call ended. Nothing received is ever looked up or answered. */

#include "rb-cli.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "rb-export.h"
#include "rb-hep.h"
#include "rb-ladder-row.h"
#include "rb-trace.h"

#define MAX_DATAGRAM 65536
#define MAX_BATCH 64 /* datagrams before signals are looked at */

typedef struct
{
  GMainLoop *loop;
  RbTrace *trace;
  gboolean json;
  guint8 *buffer;  /* MAX_DATAGRAM */
  guint n_strange; /* datagrams that are not HEP3 with SIP */
} Listener;

static void
print_line (struct json_object *object, const char *line)
{
  if (object != NULL)
    rb_cli_print_json (object);
  else
    {
      puts (line);
      fflush (stdout);
    }
}

static void
add_text (struct json_object *object, const char *key, const char *value)
{
  json_object_object_add (object, key, json_object_new_string (value));
}

/* "12:00:00.123  192.0.2.1:5060 → 192.0.2.2:5060  INVITE (SDP)" */
static void
print_message (Listener *self, guint position)
{
  RbLadderRow *row = rb_ladder_row_new (self->trace, position);
  RbFlow *flow = rb_trace_get_flow_of (self->trace, position);
  struct json_object *object = NULL;
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  g_autofree char *src = NULL;
  g_autofree char *dst = NULL;
  g_autofree char *time = NULL;
  g_autofree char *line = NULL;
  RbMessageInfo info;

  rb_trace_get_info (self->trace, position, &info);
  src = rb_endpoint_format (&info.src);
  dst = rb_endpoint_format (&info.dst);
  utc = g_date_time_new_from_unix_utc (info.wall_us / G_USEC_PER_SEC);
  local = g_date_time_to_local (utc);
  time = g_date_time_format (local, "%T");
  line = g_strdup_printf ("%s.%03d  %s → %s  %s%s%s", time,
                          (int) (info.wall_us % G_USEC_PER_SEC / G_TIME_SPAN_MILLISECOND), src, dst, row->label,
                          row->note != NULL ? "  " : "", row->note != NULL ? row->note : "");
  if (self->json)
    {
      object = json_object_new_object ();
      add_text (object, "event", "message");
      json_object_object_add (object, "no", json_object_new_int64 (position + 1));
      json_object_object_add (object, "wall_us", json_object_new_int64 (info.wall_us));
      add_text (object, "src", src);
      add_text (object, "dst", dst);
      add_text (object, "transport", rb_transport_to_string (info.transport));
      add_text (object, "label", row->label);
      json_object_object_add (object, "retransmission", json_object_new_boolean (row->retransmission));
      json_object_object_add (object, "call_id",
                              flow != NULL ? json_object_new_string (rb_flow_get_call_id (flow)) : NULL);
    }
  print_line (object, line);
  rb_ladder_row_free (row);
}

static void
take_datagram (Listener *self, const guint8 *bytes, gsize length)
{
  g_autoptr (GBytes) payload = NULL;
  const guint8 *data;
  gsize size;
  guint position;
  RbHep hep;

  if (rb_hep_parse (&hep, bytes, length) && hep.kind == RB_HEP_SIP)
    payload = rb_hep_get_payload (&hep);
  if (payload == NULL)
    {
      self->n_strange++;
      return;
    }

  data = g_bytes_get_data (payload, &size);
  if (!rb_sip_looks_like (data, size))
    hep.info.kind = RB_MESSAGE_DAMAGED;
  position = rb_trace_append (self->trace, &hep.info, payload);
  if (position != RB_FLOW_NONE)
    print_message (self, position);
}

static gboolean
on_readable (GSocket *socket, GIOCondition condition, gpointer data)
{
  Listener *self = data;

  for (guint i = 0; i < MAX_BATCH; i++)
    {
      gssize length = g_socket_receive (socket, (char *) self->buffer, MAX_DATAGRAM, NULL, NULL);

      if (length < 0)
        break;
      take_datagram (self, self->buffer, (gsize) length);
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
on_interrupted (gpointer data)
{
  Listener *self = data;

  g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

/* @where: "ADDRESS:PORT", "[IPv6]:PORT"; a name would need a name server. (nullable) */
static GSocketAddress *
parse_address (const char *where)
{
  g_autofree char *host = g_strdup (where);
  char *colon = strrchr (host, ':');
  guint64 port;
  RbEndpoint end;

  if (colon == NULL || !g_ascii_string_to_unsigned (colon + 1, 10, 0, G_MAXUINT16, &port, NULL))
    return NULL;

  *colon = '\0';
  if (!rb_endpoint_parse (&end, host, (guint16) port))
    return NULL;

  g_free (host);
  host = rb_endpoint_format_address (&end);
  return g_inet_socket_address_new_from_string (host, end.port);
}

/* (transfer full) (nullable): bound; told on stderr when not. */
static GSocket *
open_socket (const char *where, int *exit_code)
{
  g_autoptr (GSocketAddress) address = parse_address (where);
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) error = NULL;

  if (address == NULL)
    {
      rb_cli_error (_ ("“%s” is not an address to listen at; give ADDRESS:PORT, for example “127.0.0.1:9060”"), where);
      *exit_code = RB_CLI_USAGE;
      return NULL;
    }

  socket = g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, &error);
  if (socket != NULL)
    g_socket_set_blocking (socket, FALSE);
  if (socket == NULL || !g_socket_bind (socket, address, FALSE, &error))
    {
      rb_cli_error (_ ("cannot listen at %1$s: %2$s; choose another address or port"), where, error->message);
      *exit_code = RB_CLI_FAILED;
      return NULL;
    }
  return g_steal_pointer (&socket);
}

static void
say_listening (Listener *self, GSocket *socket)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (socket, NULL);
  g_autofree char *where = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));
  g_autofree char *line = g_strdup_printf (_ ("Listening for HEP at %s. Ctrl+C ends it."), where);
  struct json_object *object = NULL;

  if (self->json)
    {
      object = json_object_new_object ();
      add_text (object, "event", "listening");
      add_text (object, "address", where);
    }
  print_line (object, line);
}

static void
say_summary (Listener *self, const char *where)
{
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  const RbExportOptions options = { .file = where };

  if (rb_export_write (self->trace, self->json ? RB_EXPORT_JSON : RB_EXPORT_SUMMARY, &options, out, NULL, NULL))
    fwrite (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (out)), 1,
            g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (out)), stdout);
  fflush (stdout);
  if (rb_trace_get_notes (self->trace) != NULL)
    rb_cli_error ("%s", rb_trace_get_notes (self->trace));
  if (self->n_strange > 0)
    rb_cli_error (ngettext ("%u datagram was not HEP3 with a SIP message",
                            "%u datagrams were not HEP3 with a SIP message", self->n_strange),
                  self->n_strange);
}

int
rb_cli_listen_hep (const char *where, gboolean json)
{
  Listener self = { .json = json };
  int exit_code = RB_CLI_OK;
  g_autoptr (GSocket) socket = open_socket (where, &exit_code);
  g_autoptr (GSource) readable = NULL;
  guint interrupt;
  guint terminate;

  if (socket == NULL)
    return exit_code;

  self.loop = g_main_loop_new (NULL, FALSE);
  self.trace = rb_trace_new ();
  self.buffer = g_malloc (MAX_DATAGRAM);
  readable = g_socket_create_source (socket, G_IO_IN, NULL);
  g_source_set_callback (readable, G_SOURCE_FUNC (on_readable), &self, NULL);
  g_source_attach (readable, NULL);
  interrupt = g_unix_signal_add (SIGINT, on_interrupted, &self);
  terminate = g_unix_signal_add (SIGTERM, on_interrupted, &self);

  say_listening (&self, socket);
  g_main_loop_run (self.loop);
  on_readable (socket, G_IO_IN, &self); /* what had come before the signal */
  say_summary (&self, where);

  g_source_remove (interrupt);
  g_source_remove (terminate);
  g_source_destroy (readable);
  g_object_unref (self.trace);
  g_main_loop_unref (self.loop);
  g_free (self.buffer);
  return exit_code;
}
