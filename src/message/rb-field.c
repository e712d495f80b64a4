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
  char *decoded; /* (nullable): as @value */
  RbSpan span;
  GListStore *children;
};

enum
{
  PROP_0,
  PROP_NAME,
  PROP_VALUE,
  PROP_DECODED,
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
  g_free (self->decoded);
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
    case PROP_DECODED:
      g_value_set_string (value, rb_field_get_decoded (self));
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
  properties[PROP_DECODED] =
      g_param_spec_string ("decoded", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
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
 * rb_field_add_coded:
 *
 * As rb_field_add(), for a value that is written in another way than it is meant.
 */
RbField *
rb_field_add_coded (RbFieldList list, const char *name, RbSpan span, RbSpan value, RbFieldCoding coding)
{
  RbField *self = rb_field_add (list, name, span, value);

  self->decoded = rb_field_decode (value, list.bytes, coding);

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

/* Bytes without a SIP start line are one field; there is nothing to tell apart. */
static void
add_not_sip (RbFieldList list, const char *name, RbSpan span)
{
  RbField *field = rb_field_add (list, name, span, (RbSpan){ 0, 0 });
  gulong size = span.length;

  g_free (field->value);
  field->value = g_strdup_printf (ngettext ("%lu byte", "%lu bytes", size), size);
}

/* Where the message begins: at the first line that is one of SIP, or that was meant to be; @length when there is
 * none. */
static gsize
find_message (const guint8 *bytes, gsize length)
{
  gsize start = rb_sip_find_start_line (bytes, length);
  RbSipScan scan;
  RbSpan line;

  if (start < length)
    return start;

  rb_sip_scan_init (&scan, bytes, length);
  start = scan.position;
  rb_sip_scan_start_line (&scan, &line);
  return rb_sip_start_line_is_meant (bytes, line) ? start : length;
}

/**
 * rb_message_list_fields:
 *
 * Made anew on each call, in time linear in the message's size. The spans of the fields of one list follow each
 * other without overlap, and each lies within that of its parent.
 *
 * Returns: (transfer full): a list of #RbField
 */
GListModel *
rb_message_list_fields (RbMessage *message)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (rb_message_get_bytes (message), &size);
  gsize length = MIN (size, G_MAXUINT32);
  RbFieldList list = { g_list_store_new (RB_TYPE_FIELD), bytes };
  gboolean is_keep_alive = rb_message_get_info (message)->kind == RB_MESSAGE_KEEP_ALIVE;
  gsize start = is_keep_alive ? length : find_message (bytes, length);
  gsize end;
  RbSipIndex index;

  if (start == length)
    {
      add_not_sip (list, is_keep_alive ? _ ("Keep-alive") : _ ("Not SIP"), rb_span_between (0, length));
      return G_LIST_MODEL (list.list);
    }

  if (rb_span_trim (rb_span_between (0, start), bytes).length > 0)
    add_not_sip (list, _ ("Not SIP"), rb_span_between (0, start));

  end = rb_span_end (rb_field_add_head (list, rb_span_between (start, length)));
  rb_sip_index_parse (&index, bytes + start, length - start);
  if (index.body.length > 0)
    {
      index.body.offset += (guint32) start;
      index.content_type.offset += (guint32) start;
      rb_field_add_body (list, index.content_type, index.body);
      end = rb_span_end (index.body);
    }
  if (rb_span_trim (rb_span_between (end, length), bytes).length > 0)
    add_not_sip (list, _ ("Behind the message"), rb_span_between (end, length));

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

const char *
rb_field_get_decoded (RbField *self)
{
  return self->decoded != NULL ? self->decoded : self->value;
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
