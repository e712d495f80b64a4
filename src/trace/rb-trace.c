/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The append-only store of messages: one packed record each, and an arena of chunks that
 * never move, so that a message's bytes can be shared without a copy. The tap and the
 * capture reader append; views read it as a list model; each Call-ID's RbFlow is told of
 * its messages at once. */

#include "rb-trace.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-flow-private.h"
#include "rb-remarks.h"
#include "rb-rtp-table.h"
#include "rb-trace-private.h"

/* Appends are announced to views at most this often (10–20 Hz is what a list can follow). */
#define ANNOUNCE_INTERVAL_MS 50

#define CHUNK_SIZE (256 * 1024)
/* A larger message becomes a chunk of its own instead of being copied. */
#define SHARED_MAX (CHUNK_SIZE / 8)

/* A flood may not take all memory: later messages are refused, and a note says so. */
#define MAX_ARENA_BYTES (G_GUINT64_CONSTANT (1) << 30)
#define MAX_MESSAGES (4u * 1024 * 1024)

typedef struct
{
  RbMessageInfo info;
  guint32 chunk;
  guint32 offset;
  guint32 length;
  guint32 flow; /* RB_FLOW_NONE: belongs to none */
  guint32 step; /* in the flow */
} Record;

G_STATIC_ASSERT (sizeof (Record) <= 96);

struct _RbTrace
{
  GObject parent_instance;

  GArray *records;   /* of Record */
  GPtrArray *chunks; /* of GBytes */
  guint8 *fill;      /* writable end of the newest shared chunk */
  guint32 fill_chunk;
  gsize fill_used;
  guint64 arena_bytes;
  gboolean full;

  GListStore *flows;      /* of RbFlow */
  GPtrArray *flow_array;  /* the same, by number */
  GHashTable *by_call_id; /* Call-ID, owned by its flow → number */

  guint announced;
  guint announce_source;
  gboolean bulk;
  GString *notes;
  RbRemarks *remarks;
  RbRtpTable *rtp; /* (nullable) */
};

enum
{
  PROP_NOTES = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

enum
{
  APPENDED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static GType
rb_trace_get_item_type (GListModel *model)
{
  return RB_TYPE_MESSAGE;
}

static guint
rb_trace_get_n_items (GListModel *model)
{
  return RB_TRACE (model)->announced;
}

static gpointer
rb_trace_get_item (GListModel *model, guint position)
{
  RbTrace *self = RB_TRACE (model);

  return position < self->announced ? rb_trace_get_message (self, position) : NULL;
}

static void
rb_trace_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = rb_trace_get_item_type;
  iface->get_n_items = rb_trace_get_n_items;
  iface->get_item = rb_trace_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RbTrace, rb_trace, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rb_trace_list_model_init))

static const Record *
get_record (RbTrace *self, guint position)
{
  return position < self->records->len ? &g_array_index (self->records, Record, position) : NULL;
}

static const guint8 *
get_bytes (RbTrace *self, const Record *record)
{
  GBytes *chunk = g_ptr_array_index (self->chunks, record->chunk);

  return (const guint8 *) g_bytes_get_data (chunk, NULL) + record->offset;
}

static void
store_bytes (RbTrace *self, GBytes *bytes, Record *record)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  record->length = length;
  self->arena_bytes += length;
  if (length > SHARED_MAX)
    {
      record->chunk = self->chunks->len;
      record->offset = 0;
      g_ptr_array_add (self->chunks, g_bytes_ref (bytes));
      return;
    }

  if (self->fill == NULL || self->fill_used + length > CHUNK_SIZE)
    {
      self->fill = g_malloc (CHUNK_SIZE);
      self->fill_used = 0;
      self->fill_chunk = self->chunks->len;
      g_ptr_array_add (self->chunks, g_bytes_new_take (self->fill, CHUNK_SIZE));
    }

  if (length > 0)
    memcpy (self->fill + self->fill_used, data, length);
  record->chunk = self->fill_chunk;
  record->offset = self->fill_used;
  self->fill_used += length;
}

static RbFlow *
ensure_flow (RbTrace *self, const char *call_id, guint *number)
{
  RbFlow *flow;
  gpointer value;

  if (g_hash_table_lookup_extended (self->by_call_id, call_id, NULL, &value))
    {
      *number = GPOINTER_TO_UINT (value);
      return g_ptr_array_index (self->flow_array, *number);
    }

  flow = rb_flow_new (self, call_id);
  *number = self->flow_array->len;
  g_ptr_array_add (self->flow_array, flow);
  g_hash_table_insert (self->by_call_id, (char *) rb_flow_get_call_id (flow), GUINT_TO_POINTER (*number));
  return flow;
}

static gboolean
on_announce (gpointer data)
{
  RbTrace *self = data;

  self->announce_source = 0;
  rb_trace_flush (self);
  return G_SOURCE_REMOVE;
}

static void
rb_trace_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_NOTES:
      g_value_set_string (value, rb_trace_get_notes (RB_TRACE (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rb_trace_dispose (GObject *object)
{
  RbTrace *self = RB_TRACE (object);

  g_clear_handle_id (&self->announce_source, g_source_remove);
  for (guint i = 0; i < self->flow_array->len; i++)
    rb_flow_detach (g_ptr_array_index (self->flow_array, i));

  G_OBJECT_CLASS (rb_trace_parent_class)->dispose (object);
}

static void
rb_trace_finalize (GObject *object)
{
  RbTrace *self = RB_TRACE (object);

  g_array_unref (self->records);
  g_ptr_array_unref (self->chunks);
  g_hash_table_unref (self->by_call_id);
  g_ptr_array_unref (self->flow_array);
  g_object_unref (self->flows);
  g_string_free (self->notes, TRUE);
  rb_remarks_free (self->remarks);
  g_clear_pointer (&self->rtp, rb_rtp_table_free);

  G_OBJECT_CLASS (rb_trace_parent_class)->finalize (object);
}

static void
rb_trace_class_init (RbTraceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rb_trace_get_property;
  object_class->dispose = rb_trace_dispose;
  object_class->finalize = rb_trace_finalize;

  props[PROP_NOTES] = g_param_spec_string ("notes", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[APPENDED] =
      g_signal_new ("appended", RB_TYPE_TRACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
rb_trace_init (RbTrace *self)
{
  self->records = g_array_new (FALSE, FALSE, sizeof (Record));
  self->chunks = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->flows = g_list_store_new (RB_TYPE_FLOW);
  self->flow_array = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_call_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->notes = g_string_new (NULL);
  self->remarks = rb_remarks_new ();
}

/* An empty trace. (transfer full) */
RbTrace *
rb_trace_new (void)
{
  return g_object_new (RB_TYPE_TRACE, NULL);
}

/**
 * rb_trace_append:
 * @info: copied
 * @bytes: (transfer none): the message as it was on the wire; large ones are kept by reference
 *
 * Adds one message, updates its flow, and emits "appended".
 *
 * Returns: its position, or %RB_FLOW_NONE when the trace is full (1 GiB or 4 M messages): then
 *   nothing was kept, and a note says so.
 */
guint
rb_trace_append (RbTrace *self, const RbMessageInfo *info, GBytes *bytes)
{
  RbFlow *flow = NULL;
  gboolean new_flow = FALSE;
  Record record = { .info = *info, .flow = RB_FLOW_NONE, .step = RB_FLOW_NONE };
  guint position = self->records->len;

  if (position >= MAX_MESSAGES || self->arena_bytes + g_bytes_get_size (bytes) > MAX_ARENA_BYTES)
    {
      if (!self->full)
        rb_trace_add_note (self, _ ("The trace is full: later messages are not kept. Start a new trace to see them."));
      self->full = TRUE;
      return RB_FLOW_NONE;
    }

  store_bytes (self, bytes, &record);
  if (info->kind == RB_MESSAGE_SIP || info->kind == RB_MESSAGE_SYNTHETIC)
    {
      const guint8 *data = get_bytes (self, &record);
      RbSipIndex index;

      rb_sip_index_parse (&index, data, record.length);
      if (index.valid)
        {
          g_autofree char *call_id = rb_span_dup (index.call_id, data);
          guint n_flows = self->flow_array->len;

          flow = ensure_flow (self, call_id, &record.flow);
          new_flow = self->flow_array->len > n_flows;
          record.step = rb_flow_append (flow, position, info, &index, data, record.length);
        }
    }
  g_array_append_val (self->records, record);

  if (new_flow)
    g_list_store_append (self->flows, flow);
  if (self->bulk)
    return position;

  if (self->announce_source == 0)
    self->announce_source = g_timeout_add (ANNOUNCE_INTERVAL_MS, on_announce, self);
  if (flow != NULL)
    rb_flow_emit_changed (flow);
  g_signal_emit (self, signals[APPENDED], 0, position);
  return position;
}

/* Announces everything appended so far to the users of the list model, now. */
void
rb_trace_flush (RbTrace *self)
{
  guint first = self->announced;
  guint added = self->records->len - first;

  g_clear_handle_id (&self->announce_source, g_source_remove);
  if (added == 0 || self->bulk)
    return;

  self->announced += added;
  g_list_model_items_changed (G_LIST_MODEL (self), first, 0, added);
}

guint
rb_trace_append_span (RbTrace *self, const RbMessageInfo *info, GBytes *owner, const guint8 *bytes, gsize length)
{
  g_autoptr (GBytes) copy = g_bytes_new (bytes, length);

  return rb_trace_append (self, info, copy);
}

void
rb_trace_begin_bulk (RbTrace *self)
{
  self->bulk = TRUE;
}

void
rb_trace_end_bulk (RbTrace *self)
{
  self->bulk = FALSE;
  rb_trace_flush (self);
}

/* Number of messages appended, announced or not. */
guint
rb_trace_get_n_messages (RbTrace *self)
{
  return self->records->len;
}

/* The message at @position, made now; NULL beyond the end. (transfer full) (nullable) */
RbMessage *
rb_trace_get_message (RbTrace *self, guint position)
{
  g_autoptr (GBytes) bytes = NULL;
  const Record *record = get_record (self, position);

  if (record == NULL)
    return NULL;

  bytes = g_bytes_new_from_bytes (g_ptr_array_index (self->chunks, record->chunk), record->offset, record->length);
  return rb_message_new (&record->info, bytes, position);
}

gboolean
rb_trace_get_info (RbTrace *self, guint position, RbMessageInfo *info)
{
  const Record *record = get_record (self, position);

  if (record == NULL)
    return FALSE;

  *info = record->info;
  return TRUE;
}

gint64
rb_trace_get_time (RbTrace *self, guint position)
{
  const Record *record = get_record (self, position);

  return record != NULL ? record->info.wall_us : 0;
}

/* (nullable): NULL beyond the end. */
const guint8 *
rb_trace_peek_bytes (RbTrace *self, guint position, gsize *length)
{
  const Record *record = get_record (self, position);

  if (record == NULL)
    {
      *length = 0;
      return NULL;
    }

  *length = record->length;
  return get_bytes (self, record);
}

GListModel *
rb_trace_get_flows (RbTrace *self)
{
  return G_LIST_MODEL (self->flows);
}

RbFlow *
rb_trace_find_flow (RbTrace *self, const char *call_id)
{
  gpointer value;

  if (!g_hash_table_lookup_extended (self->by_call_id, call_id, NULL, &value))
    return NULL;

  return g_ptr_array_index (self->flow_array, GPOINTER_TO_UINT (value));
}

RbFlow *
rb_trace_get_flow_of (RbTrace *self, guint position)
{
  const Record *record = get_record (self, position);

  if (record == NULL || record->flow == RB_FLOW_NONE)
    return NULL;

  return g_ptr_array_index (self->flow_array, record->flow);
}

const RbFlowStep *
rb_trace_get_step (RbTrace *self, guint position)
{
  RbFlow *flow = rb_trace_get_flow_of (self, position);

  return flow != NULL ? rb_flow_get_step (flow, get_record (self, position)->step) : NULL;
}

guint
rb_trace_get_step_number (RbTrace *self, guint position)
{
  const Record *record = get_record (self, position);

  return record != NULL ? record->step : RB_FLOW_NONE;
}

/* Adds one sentence; notifies "notes". */
void
rb_trace_add_note (RbTrace *self, const char *note)
{
  if (self->notes->len > 0)
    g_string_append_c (self->notes, '\n');
  g_string_append (self->notes, note);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NOTES]);
}

const char *
rb_trace_get_notes (RbTrace *self)
{
  return self->notes->len > 0 ? self->notes->str : NULL;
}

RbRtpTable *
rb_trace_get_rtp (RbTrace *self)
{
  return self->rtp;
}

void
rb_trace_set_rtp (RbTrace *self, RbRtpTable *rtp)
{
  g_clear_pointer (&self->rtp, rb_rtp_table_free);
  self->rtp = rtp;
}

const char *
rb_trace_get_note (RbTrace *self, guint position)
{
  return rb_remarks_get_note (self->remarks, position);
}

void
rb_trace_set_note (RbTrace *self, guint position, const char *note)
{
  rb_remarks_set_note (self->remarks, position, note);
}

const char *
rb_trace_get_name (RbTrace *self, const RbEndpoint *address)
{
  return rb_remarks_get_name (self->remarks, address);
}

void
rb_trace_add_name (RbTrace *self, const RbEndpoint *address, const char *name)
{
  rb_remarks_add_name (self->remarks, address, name);
}
