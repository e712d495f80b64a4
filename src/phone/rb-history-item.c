/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One row of the call history as an object for list views, made by RbHistory when a list asks for it. It is read when
 * something of it but its place is asked for: a list view wants objects for many more rows than are seen. */

#include "rb-history-private.h"

struct _RbHistoryItem
{
  GObject parent_instance;

  RbHistoryRow row;
  GWeakRef history; /* from which it has to be read; of nothing once it was */
  gboolean unread;
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_START_US,
  PROP_TALK_US,
  PROP_RING_US,
  PROP_INCOMING,
  PROP_MISSED,
  PROP_REMOTE_URI,
  PROP_REMOTE_NAME,
  PROP_ACCOUNT_ID,
  PROP_VERDICT,
  PROP_STATUS,
  PROP_HANDLING,
  PROP_OTHER,
  PROP_CALL_ID,
  PROP_CAPTURE_PATH,
  N_PROPS,
};

G_DEFINE_FINAL_TYPE (RbHistoryItem, rb_history_item, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

void
rb_history_row_clear (RbHistoryRow *row)
{
  g_free (row->remote_uri);
  g_free (row->remote_name);
  g_free (row->account_id);
  g_free (row->verdict);
  g_free (row->handling);
  g_free (row->other);
  g_free (row->call_id);
  g_free (row->capture_path);
  *row = (RbHistoryRow){ 0 };
}

void
rb_history_row_read (RbHistoryRow *row, sqlite3_stmt *statement)
{
  *row = (RbHistoryRow){
    .id = sqlite3_column_int64 (statement, 0),
    .start_us = sqlite3_column_int64 (statement, 1),
    .talk_us = MAX (sqlite3_column_int64 (statement, 2), -1),
    .ring_us = MAX (sqlite3_column_int64 (statement, 3), -1),
    .incoming = sqlite3_column_int (statement, 4) != 0,
    .missed = sqlite3_column_int (statement, 5) != 0,
    .status = CLAMP (sqlite3_column_int (statement, 6), 0, 699),
    .remote_uri = rb_database_dup_text (statement, 7),
    .remote_name = rb_database_dup_text (statement, 8),
    .account_id = rb_database_dup_text (statement, 9),
    .verdict = rb_database_dup_text (statement, 10),
    .handling = rb_database_dup_text (statement, 11),
    .other = rb_database_dup_text (statement, 12),
    .call_id = rb_database_dup_text (statement, 13),
    .capture_path = rb_database_dup_text (statement, 14),
  };
}

static const RbHistoryRow *
get_row (RbHistoryItem *self)
{
  g_autoptr (RbHistory) history = NULL;

  if (!self->unread)
    return &self->row;

  self->unread = FALSE;
  history = g_weak_ref_get (&self->history);
  if (history != NULL)
    rb_history_read_row (history, self->row.id, &self->row);
  g_weak_ref_set (&self->history, NULL);

  return &self->row;
}

static void
rb_history_item_finalize (GObject *object)
{
  g_weak_ref_clear (&RB_HISTORY_ITEM (object)->history);
  rb_history_row_clear (&RB_HISTORY_ITEM (object)->row);

  G_OBJECT_CLASS (rb_history_item_parent_class)->finalize (object);
}

static void
rb_history_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const RbHistoryRow *row = get_row (RB_HISTORY_ITEM (object));

  switch (id)
    {
    case PROP_ID:
      g_value_set_int64 (value, row->id);
      break;
    case PROP_START_US:
      g_value_set_int64 (value, row->start_us);
      break;
    case PROP_TALK_US:
      g_value_set_int64 (value, row->talk_us);
      break;
    case PROP_RING_US:
      g_value_set_int64 (value, row->ring_us);
      break;
    case PROP_INCOMING:
      g_value_set_boolean (value, row->incoming);
      break;
    case PROP_MISSED:
      g_value_set_boolean (value, row->missed);
      break;
    case PROP_REMOTE_URI:
      g_value_set_string (value, row->remote_uri);
      break;
    case PROP_REMOTE_NAME:
      g_value_set_string (value, row->remote_name);
      break;
    case PROP_ACCOUNT_ID:
      g_value_set_string (value, row->account_id);
      break;
    case PROP_VERDICT:
      g_value_set_string (value, row->verdict);
      break;
    case PROP_STATUS:
      g_value_set_uint (value, row->status);
      break;
    case PROP_HANDLING:
      g_value_set_string (value, row->handling);
      break;
    case PROP_OTHER:
      g_value_set_string (value, row->other);
      break;
    case PROP_CALL_ID:
      g_value_set_string (value, row->call_id);
      break;
    case PROP_CAPTURE_PATH:
      g_value_set_string (value, row->capture_path);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rb_history_item_class_init (RbHistoryItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = rb_history_item_finalize;
  object_class->get_property = rb_history_item_get_property;

  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_START_US] = g_param_spec_int64 ("start-us", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_TALK_US] = g_param_spec_int64 ("talk-us", NULL, NULL, -1, G_MAXINT64, -1, flags);
  properties[PROP_RING_US] = g_param_spec_int64 ("ring-us", NULL, NULL, -1, G_MAXINT64, -1, flags);
  properties[PROP_INCOMING] = g_param_spec_boolean ("incoming", NULL, NULL, FALSE, flags);
  properties[PROP_MISSED] = g_param_spec_boolean ("missed", NULL, NULL, FALSE, flags);
  properties[PROP_REMOTE_URI] = g_param_spec_string ("remote-uri", NULL, NULL, NULL, flags);
  properties[PROP_REMOTE_NAME] = g_param_spec_string ("remote-name", NULL, NULL, NULL, flags);
  properties[PROP_ACCOUNT_ID] = g_param_spec_string ("account-id", NULL, NULL, NULL, flags);
  properties[PROP_VERDICT] = g_param_spec_string ("verdict", NULL, NULL, NULL, flags);
  properties[PROP_STATUS] = g_param_spec_uint ("status", NULL, NULL, 0, 699, 0, flags);
  properties[PROP_HANDLING] = g_param_spec_string ("handling", NULL, NULL, NULL, flags);
  properties[PROP_OTHER] = g_param_spec_string ("other", NULL, NULL, NULL, flags);
  properties[PROP_CALL_ID] = g_param_spec_string ("call-id", NULL, NULL, NULL, flags);
  properties[PROP_CAPTURE_PATH] = g_param_spec_string ("capture-path", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rb_history_item_init (RbHistoryItem *self)
{
  g_weak_ref_init (&self->history, NULL);
}

RbHistoryItem *
rb_history_item_new_take (RbHistoryRow *row)
{
  RbHistoryItem *self = g_object_new (RB_TYPE_HISTORY_ITEM, NULL);

  self->row = *row;
  *row = (RbHistoryRow){ 0 };

  return self;
}

RbHistoryItem *
rb_history_item_new_unread (RbHistory *history, gint64 id, gint64 start_us)
{
  RbHistoryItem *self = g_object_new (RB_TYPE_HISTORY_ITEM, NULL);

  self->row = (RbHistoryRow){ .id = id, .start_us = start_us, .talk_us = -1, .ring_us = -1 };
  self->unread = TRUE;
  g_weak_ref_set (&self->history, history);

  return self;
}

gboolean
rb_history_item_is_unread (RbHistoryItem *self)
{
  return self->unread;
}

gint64
rb_history_item_get_id (RbHistoryItem *self)
{
  g_return_val_if_fail (RB_IS_HISTORY_ITEM (self), 0);

  return self->row.id;
}

gint64
rb_history_item_get_start_us (RbHistoryItem *self)
{
  g_return_val_if_fail (RB_IS_HISTORY_ITEM (self), 0);

  return self->row.start_us;
}

gint64
rb_history_item_get_talk_us (RbHistoryItem *self)
{
  g_return_val_if_fail (RB_IS_HISTORY_ITEM (self), -1);

  return get_row (self)->talk_us;
}

gint64
rb_history_item_get_ring_us (RbHistoryItem *self)
{
  g_return_val_if_fail (RB_IS_HISTORY_ITEM (self), -1);

  return get_row (self)->ring_us;
}

gboolean
rb_history_item_is_incoming (RbHistoryItem *self)
{
  g_return_val_if_fail (RB_IS_HISTORY_ITEM (self), FALSE);

  return get_row (self)->incoming;
}

gboolean
rb_history_item_is_missed (RbHistoryItem *self)
{
  g_return_val_if_fail (RB_IS_HISTORY_ITEM (self), FALSE);

  return get_row (self)->missed;
}

const char *
rb_history_item_get_remote_uri (RbHistoryItem *self)
{
  g_return_val_if_fail (RB_IS_HISTORY_ITEM (self), NULL);

  return get_row (self)->remote_uri;
}

const char *
rb_history_item_get_remote_name (RbHistoryItem *self)
{
  g_return_val_if_fail (RB_IS_HISTORY_ITEM (self), NULL);

  return get_row (self)->remote_name;
}

const char *
rb_history_item_get_account_id (RbHistoryItem *self)
{
  g_return_val_if_fail (RB_IS_HISTORY_ITEM (self), NULL);

  return get_row (self)->account_id;
}

const char *
rb_history_item_get_verdict (RbHistoryItem *self)
{
  g_return_val_if_fail (RB_IS_HISTORY_ITEM (self), NULL);

  return get_row (self)->verdict;
}

guint
rb_history_item_get_status (RbHistoryItem *self)
{
  g_return_val_if_fail (RB_IS_HISTORY_ITEM (self), 0);

  return get_row (self)->status;
}

const char *
rb_history_item_get_handling (RbHistoryItem *self)
{
  g_return_val_if_fail (RB_IS_HISTORY_ITEM (self), NULL);

  return get_row (self)->handling;
}

const char *
rb_history_item_get_other (RbHistoryItem *self)
{
  g_return_val_if_fail (RB_IS_HISTORY_ITEM (self), NULL);

  return get_row (self)->other;
}

const char *
rb_history_item_get_call_id (RbHistoryItem *self)
{
  g_return_val_if_fail (RB_IS_HISTORY_ITEM (self), NULL);

  return get_row (self)->call_id;
}

const char *
rb_history_item_get_capture_path (RbHistoryItem *self)
{
  g_return_val_if_fail (RB_IS_HISTORY_ITEM (self), NULL);

  return get_row (self)->capture_path;
}

gboolean
rb_history_item_equal (RbHistoryItem *self, RbHistoryItem *other)
{
  const RbHistoryRow *a;
  const RbHistoryRow *b;

  g_return_val_if_fail (RB_IS_HISTORY_ITEM (self) && RB_IS_HISTORY_ITEM (other), FALSE);

  a = get_row (self);
  b = get_row (other);
  return a->id == b->id && a->start_us == b->start_us && a->talk_us == b->talk_us && a->ring_us == b->ring_us &&
         a->incoming == b->incoming && a->missed == b->missed && a->status == b->status &&
         g_strcmp0 (a->remote_uri, b->remote_uri) == 0 && g_strcmp0 (a->remote_name, b->remote_name) == 0 &&
         g_strcmp0 (a->account_id, b->account_id) == 0 && g_strcmp0 (a->verdict, b->verdict) == 0 &&
         g_strcmp0 (a->handling, b->handling) == 0 && g_strcmp0 (a->other, b->other) == 0 &&
         g_strcmp0 (a->call_id, b->call_id) == 0 && g_strcmp0 (a->capture_path, b->capture_path) == 0;
}
