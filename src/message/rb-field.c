/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tree that the message detail shows: each node a name, a value and the bytes it came from. This file
 * holds the node and the top of the tree; headers and SDP lines have files of their own. */

#include "rb-field.h"

#include "rb-field-private.h"

#include <glib/gi18n-lib.h>

struct _RbField
{
  GObject parent_instance;

  char *name;
  char *value;
  RbSpan span;
  GListStore *children;
};

enum
{
  PROP_0,
  PROP_NAME,
  PROP_VALUE,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (RbField, rb_field, G_TYPE_OBJECT)

static void
rb_field_finalize (GObject *object)
{
  RbField *self = RB_FIELD (object);

  g_free (self->name);
  g_free (self->value);
  g_clear_object (&self->children);

  G_OBJECT_CLASS (rb_field_parent_class)->finalize (object);
}

static void
rb_field_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RbField *self = RB_FIELD (object);

  switch (property_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_VALUE:
      g_value_set_string (value, self->value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
rb_field_class_init (RbFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rb_field_finalize;
  object_class->get_property = rb_field_get_property;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_VALUE] = g_param_spec_string ("value", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
rb_field_init (RbField *self)
{
}

/**
 * rb_field_add:
 * @name: shown as it is
 * @span: the bytes to mark
 * @value: the bytes to show
 *
 * Returns: (transfer none): the new field, owned by @list
 */
RbField *
rb_field_add (RbFieldList list, const char *name, RbSpan span, RbSpan value)
{
  g_autoptr (RbField) self = g_object_new (RB_TYPE_FIELD, NULL);

  self->name = g_strdup (name);
  self->value = rb_span_dup_line (value, list.bytes);
  self->span = span;
  g_list_store_append (list.list, self);

  return self;
}

/**
 * rb_field_open:
 *
 * Returns: the place for the children of @self
 */
RbFieldList
rb_field_open (RbField *self, const guint8 *bytes)
{
  if (self->children == NULL)
    self->children = g_list_store_new (RB_TYPE_FIELD);

  return (RbFieldList){ self->children, bytes };
}

/* RFC 3261 7.1 and 7.2, with the names of its grammar. */
static void
add_start_line (RbFieldList list, RbSpan line)
{
  RbSipStartLine start;
  RbField *field;
  RbFieldList parts;

  rb_sip_start_line_parse (&start, list.bytes, line);
  field = rb_field_add (list, start.is_request ? "Request-Line" : "Status-Line", line, line);
  parts = rb_field_open (field, list.bytes);

  if (start.is_request)
    {
      RbField *uri;

      rb_field_add (parts, "Method", start.method, start.method);
      uri = rb_field_add (parts, "Request-URI", start.request_uri, start.request_uri);
      rb_field_add_uri_parts (rb_field_open (uri, list.bytes), start.request_uri);
      rb_field_add (parts, "SIP-Version", start.version, start.version);
    }
  else
    {
      rb_field_add (parts, "SIP-Version", start.version, start.version);
      rb_field_add (parts, "Status-Code", start.status_code, start.status_code);
      rb_field_add (parts, "Reason-Phrase", start.reason, start.reason);
    }
}

static void
add_body (RbFieldList list, const RbSipIndex *index)
{
  RbField *field;

  if (index->body.length == 0)
    return;

  if (!index->has_sdp)
    {
      rb_field_add (list, _ ("Body"), index->body, index->content_type);
      return;
    }

  field = rb_field_add (list, _ ("Session description"), index->body, index->content_type);
  rb_field_add_sdp (rb_field_open (field, list.bytes), index->body);
}

/* Bytes without a SIP start line are one field; there is nothing to tell apart. */
static void
add_not_sip (RbFieldList list, RbMessage *message, gsize length)
{
  RbSpan all = { 0, (guint32) MIN (length, G_MAXUINT32) };
  gboolean is_keep_alive = rb_message_get_info (message)->kind == RB_MESSAGE_KEEP_ALIVE;
  RbField *field = rb_field_add (list, is_keep_alive ? _ ("Keep-alive") : _ ("Not SIP"), all, (RbSpan){ 0, 0 });

  g_free (field->value);
  field->value = g_strdup_printf (ngettext ("%lu byte", "%lu bytes", (gulong) length), (gulong) length);
}

/**
 * rb_message_list_fields:
 *
 * Made anew on each call, in time linear in the message's size.
 *
 * Returns: (transfer full): a list of #RbField
 */
GListModel *
rb_message_list_fields (RbMessage *message)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (rb_message_get_bytes (message), &length);
  RbFieldList list = { g_list_store_new (RB_TYPE_FIELD), bytes };
  RbSipHeader header;
  RbSipScan scan;
  RbSpan line;

  if (rb_message_get_info (message)->kind == RB_MESSAGE_KEEP_ALIVE || !rb_sip_looks_like (bytes, length))
    {
      add_not_sip (list, message, length);
      return G_LIST_MODEL (list.list);
    }

  rb_sip_scan_init (&scan, bytes, length);
  rb_sip_scan_start_line (&scan, &line);
  add_start_line (list, line);
  while (rb_sip_scan_header (&scan, &header) == RB_SIP_SCAN_HEADER)
    rb_field_add_header (list, &header);
  add_body (list, rb_message_get_index (message));

  return G_LIST_MODEL (list.list);
}

const char *
rb_field_get_name (RbField *self)
{
  return self->name;
}

const char *
rb_field_get_value (RbField *self)
{
  return self->value;
}

/**
 * rb_field_get_span:
 *
 * Returns: the bytes of the whole field in the message: a header's name and value, a parameter's name and
 *   value
 */
RbSpan
rb_field_get_span (RbField *self)
{
  return self->span;
}

/**
 * rb_field_get_children:
 *
 * Returns: (transfer none) (nullable): NULL when there are none, so that no row gets an empty expander
 */
GListModel *
rb_field_get_children (RbField *self)
{
  if (self->children == NULL || g_list_model_get_n_items (G_LIST_MODEL (self->children)) == 0)
    return NULL;

  return G_LIST_MODEL (self->children);
}
