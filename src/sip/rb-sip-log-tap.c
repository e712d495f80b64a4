/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sofia's log, and the tap of last resort: when the hooks of rb-sip-tap.c do not work, the
 * messages that TPTAG_LOG(1) prints are read back from it,
 *
 *   send 312 bytes to udp/[192.0.2.1]:5060 at 12:34:56.789012:
 *      ------------------------------------------------------------------------
 *      INVITE sip:bob@192.0.2.1 SIP/2.0
 *      …
 *      ------------------------------------------------------------------------
 *
 * This way is public, but loses how lines ended, what follows a NUL, and long lines. Each
 * stack writes from its own thread, so the state is per thread. */

#include "rb-sip-sofia.h"

#include "rb-sip-log-tap.h"
#include "rb-sip-tap.h"

#include <sofia-sip/su_log.h>
#include <stdio.h>
#include <string.h>

#define INDENT "   "
#define SEPARATOR INDENT "-----"
#define MAX_MESSAGE 131072

typedef struct
{
  GString *line;    /* of the log, not yet ended */
  GString *message; /* NULL outside one */
  gboolean in_text;
  RbMessageInfo info;
} LogReader;

static void
reader_free (gpointer data)
{
  LogReader *self = data;

  g_string_free (self->line, TRUE);
  if (self->message != NULL)
    g_string_free (self->message, TRUE);
  g_free (self);
}

static GPrivate readers = G_PRIVATE_INIT (reader_free);
static gboolean reading;

/* "send 312 bytes to udp/[192.0.2.1]:5060 at …" */
static gboolean
parse_stamp (const char *line, RbMessageInfo *info)
{
  char verb[5];
  char way[5];
  char transport[8];
  char address[64];
  unsigned bytes;
  unsigned port;
  RbEndpoint remote = { 0 };
  RbEndpoint unknown = { 0 };

  if (sscanf (line, "%4s %u bytes %4s %7[a-z]/[%63[^]]]:%u", verb, &bytes, way, transport, address, &port) != 6)
    return FALSE;
  if (strcmp (verb, "send") != 0 && strcmp (verb, "recv") != 0)
    return FALSE;

  memset (info, 0, sizeof *info);
  rb_endpoint_parse (&remote, address, port);
  info->wall_us = g_get_real_time ();
  info->mono_us = g_get_monotonic_time ();
  info->direction = strcmp (verb, "send") == 0 ? RB_DIRECTION_SENT : RB_DIRECTION_RECEIVED;
  info->transport = strcmp (transport, "tls") == 0   ? RB_TRANSPORT_TLS
                    : strcmp (transport, "tcp") == 0 ? RB_TRANSPORT_TCP
                                                     : RB_TRANSPORT_UDP;
  info->src = info->direction == RB_DIRECTION_SENT ? unknown : remote;
  info->dst = info->direction == RB_DIRECTION_SENT ? remote : unknown;

  return TRUE;
}

static void
take_line (LogReader *self, const char *line)
{
  if (self->message == NULL)
    {
      if (parse_stamp (line, &self->info))
        {
          self->message = g_string_new (NULL);
          self->in_text = FALSE;
        }
      else
        g_debug ("%s", line);
      return;
    }

  if (g_str_has_prefix (line, SEPARATOR))
    {
      g_autoptr (GBytes) bytes = NULL;

      if (!self->in_text)
        {
          self->in_text = TRUE;
          return;
        }
      self->info.kind = rb_sip_looks_like ((const guint8 *) self->message->str, self->message->len)
                            ? RB_MESSAGE_SIP
                            : RB_MESSAGE_DAMAGED;
      bytes = g_string_free_to_bytes (g_steal_pointer (&self->message));
      rb_sip_tap_append (0, &self->info, bytes);
      return;
    }

  if (self->message->len < MAX_MESSAGE)
    g_string_append_printf (self->message, "%s\r\n", g_str_has_prefix (line, INDENT) ? line + strlen (INDENT) : line);
}

static void
on_log (void *stream, const char *format, va_list args)
{
  LogReader *self = g_private_get (&readers);
  g_autofree char *text = g_strdup_vprintf (format, args);
  char *end;

  if (self == NULL)
    {
      self = g_new0 (LogReader, 1);
      self->line = g_string_new (NULL);
      g_private_set (&readers, self);
    }

  g_string_append (self->line, text);
  while ((end = strchr (self->line->str, '\n')) != NULL)
    {
      g_autofree char *line = g_strndup (self->line->str, end - self->line->str);

      g_string_erase (self->line, 0, end + 1 - self->line->str);
      if (reading)
        take_line (self, line);
      else
        g_debug ("%s", line);
    }
}

void
rb_sip_log_start (gboolean read_messages)
{
  reading = read_messages;
  su_log_redirect (su_log_default, on_log, NULL);
  su_log_redirect (su_log_global, on_log, NULL);
}
