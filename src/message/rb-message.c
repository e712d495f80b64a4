/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One message as seen on the wire: its bytes, when, between whom. Immutable; made on demand by the trace
 * for lists, ladders and details, and by the tap's consumers. */

#include "rb-message.h"

#include "rb-shown-text.h"
#include "rb-sip-registry.h"
#include "rb-sip-scan.h"
#include "rb-sip-status.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _RbMessage
{
  GObject parent_instance;

  RbMessageInfo info;
  GBytes *bytes;
  guint position;
  RbSipIndex index;
};

enum
{
  PROP_0,
  PROP_POSITION,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (RbMessage, rb_message, G_TYPE_OBJECT)

/* Lines whose value is a secret or lets one be computed: credentials (RFC 3261 22), SDES and MIKEY keys
 * (RFC 4568, RFC 4567), and the old k= line (RFC 4566 5.12). */
static const struct
{
  const char *name;
  gboolean has_scheme;
} secret_lines[] = {
  { "Authorization", TRUE }, { "Proxy-Authorization", TRUE }, { "a=crypto", FALSE }, { "a=key-mgmt", FALSE },
  { "k=clear", FALSE },      { "k=base64", FALSE },           { "k=uri", FALSE },
};

static void
rb_message_finalize (GObject *object)
{
  RbMessage *self = RB_MESSAGE (object);

  g_bytes_unref (self->bytes);

  G_OBJECT_CLASS (rb_message_parent_class)->finalize (object);
}

static void
rb_message_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RbMessage *self = RB_MESSAGE (object);

  switch (property_id)
    {
    case PROP_POSITION:
      g_value_set_uint (value, self->position);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
rb_message_class_init (RbMessageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rb_message_finalize;
  object_class->get_property = rb_message_get_property;

  properties[PROP_POSITION] =
      g_param_spec_uint ("position", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
rb_message_init (RbMessage *self)
{
}

/* Empty GBytes may have no data, not even a place for it; everybody who reads a message counts in pointers. */
static GBytes *
ref_with_data (GBytes *bytes)
{
  return g_bytes_get_size (bytes) > 0 ? g_bytes_ref (bytes) : g_bytes_new_static ("", 0);
}

/**
 * rb_message_new:
 * @info: copied
 * @bytes: the message as it was on the wire; a reference is taken
 * @position: index in the trace, from 0
 *
 * Returns: (transfer full)
 */
RbMessage *
rb_message_new (const RbMessageInfo *info, GBytes *bytes, guint position)
{
  RbMessage *self = g_object_new (RB_TYPE_MESSAGE, NULL);
  const guint8 *data;
  gsize length;

  self->info = *info;
  self->bytes = ref_with_data (bytes);
  self->position = position;

  data = g_bytes_get_data (self->bytes, &length);
  rb_sip_index_parse (&self->index, data, length);

  return self;
}

const RbMessageInfo *
rb_message_get_info (RbMessage *self)
{
  return &self->info;
}

GBytes *
rb_message_get_bytes (RbMessage *self)
{
  return self->bytes;
}

guint
rb_message_get_position (RbMessage *self)
{
  return self->position;
}

const RbSipIndex *
rb_message_get_index (RbMessage *self)
{
  return &self->index;
}

static gboolean
method_is (RbMessage *self, const char *method)
{
  return rb_span_is (self->index.method, g_bytes_get_data (self->bytes, NULL), method);
}

/* What a REGISTER asks for and its 200 answers (RFC 3261 10.2), in Wireshark's words. */
static void
append_bindings (RbMessage *self, GString *text)
{
  const guint8 *data = g_bytes_get_data (self->bytes, NULL);
  guint count = self->index.n_contacts;

  if (self->index.is_request && count == 0)
    g_string_append (text, " (fetch bindings)");
  else if (self->index.is_request && rb_span_is (self->index.contact, data, "*"))
    g_string_append (text, " (remove all bindings)");
  else
    g_string_append_printf (text, " (%s%u binding%s)",
                            self->index.is_request && self->index.has_expires_zero ? "remove " : "", count,
                            count == 1 ? "" : "s");
}

static char *
format_request (RbMessage *self)
{
  const guint8 *data = g_bytes_get_data (self->bytes, NULL);
  g_autofree char *method = rb_span_dup_line (self->index.method, data);
  g_autofree char *uri = rb_span_dup_line (self->index.request_uri, data);
  GString *text = g_string_new (rb_sip_is_registered (RB_SIP_METHODS, self->index.method, data) ? "Request: "
                                                                                                : "Unknown request: ");

  g_string_append_printf (text, "%s %s", method, uri);
  if (method_is (self, "REGISTER"))
    append_bindings (self, text);
  else if (method_is (self, "INVITE") && self->index.to_tag.length > 0)
    g_string_append (text, ", in-dialog");

  return g_string_free (text, FALSE);
}

static char *
format_response (RbMessage *self)
{
  const guint8 *data = g_bytes_get_data (self->bytes, NULL);
  g_autofree char *method = rb_span_dup_line (self->index.method, data);
  g_autofree char *reason = rb_span_dup_line (self->index.reason, data);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "Status: %u %s", self->index.status, reason);
  if (self->index.status / 100 == 2)
    {
      g_string_append_printf (text, " (%s)", method);
      if (method_is (self, "REGISTER"))
        append_bindings (self, text);
    }

  return g_string_free (text, FALSE);
}

static char *
format_not_sip (RbMessage *self)
{
  gulong size = g_bytes_get_size (self->bytes);

  return g_strdup_printf (ngettext ("Not SIP: %lu byte", "Not SIP: %lu bytes", size), size);
}

static gboolean
is_sip (RbMessage *self)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (self->bytes, &length);

  return self->info.kind != RB_MESSAGE_KEEP_ALIVE && rb_sip_looks_like (data, length);
}

/**
 * rb_message_format_info:
 *
 * Returns: (transfer full): one line without control characters; the words are those of Wireshark's Info
 *   column, which are the same in every language
 */
char *
rb_message_format_info (RbMessage *self)
{
  if (self->info.kind == RB_MESSAGE_KEEP_ALIVE)
    return g_strdup (_ ("CRLF keep-alive"));

  if (!is_sip (self))
    return format_not_sip (self);

  return self->index.is_request ? format_request (self) : format_response (self);
}

/**
 * rb_message_format_label:
 *
 * Returns: (transfer full): method, or status code and phrase (the registered one where the message has none), in
 *   one harmless line (rb-shown-text.h)
 */
char *
rb_message_format_label (RbMessage *self)
{
  const guint8 *data = g_bytes_get_data (self->bytes, NULL);
  g_autofree char *reason = NULL;
  g_autofree char *label = NULL;

  if (self->info.kind == RB_MESSAGE_KEEP_ALIVE)
    return g_strdup (_ ("keep-alive"));

  if (!is_sip (self))
    return g_strdup (_ ("not SIP"));

  if (self->index.is_request)
    {
      label = rb_span_dup_line (self->index.method, data);
      return rb_shown_text_line (label);
    }

  reason = rb_span_dup_line (self->index.reason, data);
  label = g_strdup_printf ("%u %s", self->index.status,
                           *reason != '\0' ? reason : rb_sip_status_phrase (self->index.status));
  return rb_shown_text_line (label);
}

/**
 * rb_transport_to_string:
 *
 * Returns: the transport as Via names it (RFC 3261 20.42), "?" when it is not known
 */
const char *
rb_transport_to_string (RbTransport transport)
{
  static const char *const names[] = {
    [RB_TRANSPORT_UNKNOWN] = "?", [RB_TRANSPORT_UDP] = "UDP", [RB_TRANSPORT_TCP] = "TCP",   [RB_TRANSPORT_TLS] = "TLS",
    [RB_TRANSPORT_WS] = "WS",     [RB_TRANSPORT_WSS] = "WSS", [RB_TRANSPORT_SCTP] = "SCTP",
  };

  return transport < G_N_ELEMENTS (names) ? names[transport] : "?";
}

/* Length of the auth-scheme in front of credentials, 0 when nothing follows it: then it is no scheme. */
static guint32
scheme_length (RbSpan value, const guint8 *data)
{
  for (guint32 i = 0; i < value.length; i++)
    if (g_ascii_isspace (data[value.offset + i]))
      return i;

  return 0;
}

static void
append_masked (GString *text, const RbSipHeader *line, const guint8 *data)
{
  g_autofree char *plain = NULL;
  RbSpan shown = line->line;
  gboolean is_secret = FALSE;

  for (gsize i = 0; !is_secret && i < G_N_ELEMENTS (secret_lines); i++)
    {
      is_secret = rb_span_is_nocase (line->name, data, secret_lines[i].name);
      if (is_secret)
        shown.length =
            line->value.offset - shown.offset + (secret_lines[i].has_scheme ? scheme_length (line->value, data) : 0);
    }

  plain = rb_span_dup_line (rb_span_trim (shown, data), data);
  g_string_append (text, plain);
  g_string_append (text, is_secret ? " …\n" : "\n");
}

/**
 * rb_message_format_masked:
 * @bytes: any bytes
 *
 * Headers and body are treated alike, line by line, so that a secret is also found in a damaged message
 * and in a body that quotes one (message/sipfrag). Folded lines are unfolded.
 *
 * Returns: (transfer full): valid UTF-8 without control characters; lines end with LF
 */
char *
rb_message_format_masked (GBytes *bytes)
{
  g_autoptr (GBytes) kept = ref_with_data (bytes);
  gsize length;
  const guint8 *data = g_bytes_get_data (kept, &length);
  GString *text = g_string_sized_new (length + 1);
  RbSipScanResult result;
  RbSipHeader line;
  RbSipScan scan;

  rb_sip_scan_init (&scan, data, length);
  while ((result = rb_sip_scan_header (&scan, &line)) != RB_SIP_SCAN_END)
    {
      if (result == RB_SIP_SCAN_HEADER)
        append_masked (text, &line, data);
      else
        g_string_append_c (text, '\n');
    }

  return g_string_free (text, FALSE);
}
