/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The append-only list of messages and the flows they belong to. The tap and the capture reader
 * append; views read it as a list model; a message's flow is told of it at once. What is kept of
 * each message is in rb-trace-store.c, which flow it goes into in rb-flow-group.c. */

#include "rb-trace.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-flow-list.h"
#include "rb-flow-private.h"
#include "rb-key-map.h"
#include "rb-remarks.h"
#include "rb-rtp-table.h"
#include "rb-seeded-hash.h"
#include "rb-trace-private.h"
#include "rb-trace-store.h"

/* Appends are announced to views at most this often (10–20 Hz is what a list can follow). */
#define ANNOUNCE_INTERVAL_MS 50

struct _RbTrace
{
  GObject parent_instance;

  RbTraceStore store;

  RbFlowList *flows;
  RbKeyMap by_call_id; /* key of the Call-ID → number of its first flow */

  guint announced;
  guint announce_source;
  gboolean bulk;
  GString *notes;
  RbRemarks *remarks;
  RbRtpTable *rtp;     /* (nullable) */
  RbTrace *rtp_lender; /* (nullable): whose table that is */
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

static guint64
hash_call_id (const void *call_id, gsize length)
{
  return rb_hash_bytes (rb_hash_seed (), call_id, length);
}

/* The key that rb_trace_find_flow() makes of the same Call-ID as text, cleaned where needed. */
static guint64
key_of_call_id (RbSpan call_id, const guint8 *bytes)
{
  const guint8 *at = bytes + call_id.offset;
  g_autofree char *text = NULL;

  if (rb_flow_is_plain (at, call_id.length))
    return hash_call_id (at, call_id.length);

  text = rb_span_dup (call_id, bytes);
  return hash_call_id (text, strlen (text));
}

/* Puts a SIP message into its flow, a new one where need be. */
static RbFlow *
add_to_flow (RbTrace *self, RbTraceRecord *record, RbFlowMessage *message)
{
  guint64 key = key_of_call_id (message->index->call_id, message->bytes);
  guint32 number = rb_key_map_lookup (&self->by_call_id, key);
  RbFlow *first = number != RB_KEY_MAP_NONE ? rb_flow_list_get (self->flows, number) : NULL;
  RbFlow *flow = first != NULL ? rb_flow_choose (first, message) : NULL;

  if (flow == NULL)
    {
      flow = rb_flow_new (self, rb_flow_list_get_n (self->flows), message);
      rb_flow_list_add (self->flows, flow);
      if (first != NULL)
        rb_flow_add_sibling (first, flow);
      else
        rb_key_map_insert (&self->by_call_id, key, rb_flow_get_number (flow));
    }
  record->flow = rb_flow_get_number (flow);
  record->step = rb_flow_append (flow, message);
  if (first != NULL)
    rb_flow_note (first, flow, message);
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
  for (guint i = 0; i < rb_flow_list_get_n (self->flows); i++)
    rb_flow_detach (rb_flow_list_get (self->flows, i));

  G_OBJECT_CLASS (rb_trace_parent_class)->dispose (object);
}

static void
rb_trace_finalize (GObject *object)
{
  RbTrace *self = RB_TRACE (object);

  g_object_unref (self->flows);
  rb_key_map_clear (&self->by_call_id);
  rb_trace_store_clear (&self->store);
  g_string_free (self->notes, TRUE);
  rb_remarks_free (self->remarks);
  rb_trace_set_rtp (self, NULL);

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
  rb_trace_store_init (&self->store);
  self->flows = rb_flow_list_new ();
  self->notes = g_string_new (NULL);
  self->remarks = rb_remarks_new ();
}

/* An empty trace. (transfer full) */
RbTrace *
rb_trace_new (void)
{
  return g_object_new (RB_TYPE_TRACE, NULL);
}

void
rb_trace_set_folder (RbTrace *self, const char *folder)
{
  rb_trace_store_set_folder (&self->store, folder);
}

/* As rb_trace_append_span(); @shared: (nullable): the same bytes, kept by reference when large. */
static guint
append (RbTrace *self, const RbMessageInfo *info, GBytes *owner, GBytes *shared, const guint8 *bytes, gsize length)
{
  gboolean was_full = self->store.full;
  guint position = self->store.n_records;
  RbFlow *flow = NULL;
  RbTraceRecord *record;
  RbFlowMessage message;
  RbPathKeys path;
  RbSipIndex index;

  rb_path_keys_init (&path, info);
  record = rb_trace_store_append (&self->store, info, &path, owner, shared, bytes, length);
  if (record == NULL)
    {
      if (!was_full)
        rb_trace_add_note (self, _ ("The trace is full: later messages are not kept. Start a new trace to see them."));
      return RB_FLOW_NONE;
    }

  if (info->kind == RB_MESSAGE_SIP || info->kind == RB_MESSAGE_SYNTHETIC)
    {
      bytes = rb_trace_store_get_bytes (&self->store, record);
      rb_sip_index_parse (&index, bytes, length);
      if (index.valid)
        {
          rb_flow_message_init (&message, position, info, &path, &index, bytes, length);
          flow = add_to_flow (self, record, &message);
        }
    }
  if (self->bulk)
    return position;

  rb_flow_list_announce (self->flows);
  if (self->announce_source == 0)
    self->announce_source = g_timeout_add (ANNOUNCE_INTERVAL_MS, on_announce, self);
  if (flow != NULL)
    rb_flow_emit_changed (flow);
  g_signal_emit (self, signals[APPENDED], 0, position);
  return position;
}

/**
 * rb_trace_append:
 * @info: copied
 * @bytes: (transfer none): the message as it was on the wire; large ones are kept by reference
 *
 * Adds one message, updates its flow, and emits "appended".
 *
 * Returns: its position, or %RB_FLOW_NONE when the trace is full: then nothing was kept, and a
 *   note says so.
 */
guint
rb_trace_append (RbTrace *self, const RbMessageInfo *info, GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  return append (self, info, NULL, bytes, data, length);
}

guint
rb_trace_append_span (RbTrace *self, const RbMessageInfo *info, GBytes *owner, const guint8 *bytes, gsize length)
{
  return append (self, info, owner, NULL, bytes, length);
}

/* Announces everything appended so far to the users of the list model, now. */
void
rb_trace_flush (RbTrace *self)
{
  guint first = self->announced;
  guint added = self->store.n_records - first;

  g_clear_handle_id (&self->announce_source, g_source_remove);
  if (added == 0 || self->bulk)
    return;

  self->announced += added;
  g_list_model_items_changed (G_LIST_MODEL (self), first, 0, added);
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
  rb_flow_list_announce (self->flows);
  rb_trace_flush (self);
}

/* Number of messages appended, announced or not. */
guint
rb_trace_get_n_messages (RbTrace *self)
{
  return self->store.n_records;
}

/* The message at @position, made now; NULL beyond the end. (transfer full) (nullable) */
RbMessage *
rb_trace_get_message (RbTrace *self, guint position)
{
  const RbTraceRecord *record = rb_trace_store_get (&self->store, position);
  g_autoptr (GBytes) bytes = NULL;
  RbMessageInfo info;

  if (record == NULL)
    return NULL;

  bytes = rb_trace_store_dup_bytes (&self->store, record);
  rb_trace_store_get_info (&self->store, position, &info);
  return rb_message_new (&info, bytes, position);
}

gboolean
rb_trace_get_info (RbTrace *self, guint position, RbMessageInfo *info)
{
  if (position >= self->store.n_records)
    return FALSE;

  rb_trace_store_get_info (&self->store, position, info);
  return TRUE;
}

gint64
rb_trace_get_time (RbTrace *self, guint position)
{
  const RbTraceRecord *record = rb_trace_store_get (&self->store, position);

  return record != NULL ? record->wall_us : 0;
}

gint64
rb_trace_get_time_between (RbTrace *self, guint from, guint to)
{
  gint64 mono_from = rb_trace_store_get_mono (&self->store, from);
  gint64 mono_to = rb_trace_store_get_mono (&self->store, to);

  if (mono_from != 0 && mono_to != 0)
    return mono_to - mono_from;
  return rb_trace_get_time (self, to) - rb_trace_get_time (self, from);
}

gboolean
rb_trace_is_copy (RbTrace *self, guint a, guint b)
{
  const RbTraceRecord *one = rb_trace_store_get (&self->store, a);
  const RbTraceRecord *other = rb_trace_store_get (&self->store, b);

  return one->path == other->path && one->length == other->length &&
         memcmp (rb_trace_store_get_bytes (&self->store, one), rb_trace_store_get_bytes (&self->store, other),
                 one->length) == 0;
}

guint64
rb_trace_get_copy_key (RbTrace *self, guint position)
{
  const RbTraceRecord *record = rb_trace_store_get (&self->store, position);

  return rb_hash_bytes (rb_hash_mix (rb_hash_seed (), record->path), rb_trace_store_get_bytes (&self->store, record),
                        record->length);
}

/* (nullable): NULL beyond the end. */
const guint8 *
rb_trace_peek_bytes (RbTrace *self, guint position, gsize *length)
{
  const RbTraceRecord *record = rb_trace_store_get (&self->store, position);

  *length = record != NULL ? record->length : 0;
  return record != NULL ? rb_trace_store_get_bytes (&self->store, record) : NULL;
}

GBytes *
rb_trace_get_owner (RbTrace *self, guint position)
{
  return rb_trace_store_get_owner (&self->store, rb_trace_store_get (&self->store, position));
}

GListModel *
rb_trace_get_flows (RbTrace *self)
{
  return G_LIST_MODEL (self->flows);
}

/* The first flow of a Call-ID. (nullable) */
static RbFlow *
find_first_flow (RbTrace *self, const char *call_id)
{
  guint32 number = rb_key_map_lookup (&self->by_call_id, hash_call_id (call_id, strlen (call_id)));

  return number != RB_KEY_MAP_NONE ? rb_flow_list_get (self->flows, number) : NULL;
}

RbFlow *
rb_trace_find_flow (RbTrace *self, const char *call_id)
{
  RbFlow *first = find_first_flow (self, call_id);

  return first != NULL ? rb_flow_get_call (first) : NULL;
}

GPtrArray *
rb_trace_find_flows (RbTrace *self, const char *call_id)
{
  GPtrArray *flows = g_ptr_array_new ();
  RbFlow *first = find_first_flow (self, call_id);

  for (guint i = 0; first != NULL && i < rb_flow_get_n_siblings (first); i++)
    g_ptr_array_add (flows, rb_flow_get_sibling (first, i));
  return flows;
}

RbFlow *
rb_trace_get_flow_of (RbTrace *self, guint position)
{
  const RbTraceRecord *record = rb_trace_store_get (&self->store, position);

  return record != NULL && record->flow != RB_FLOW_NONE ? rb_flow_list_get (self->flows, record->flow) : NULL;
}

GArray *
rb_trace_list_flows_with (RbTrace *self, const GArray *positions)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (NULL, NULL);
  guint n = rb_flow_list_get_n (self->flows);
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; positions != NULL && i < positions->len; i++)
    g_hash_table_add (wanted, rb_trace_get_flow_of (self, g_array_index (positions, guint, i)));
  for (guint i = 0; i < n; i++)
    if (positions == NULL || g_hash_table_contains (wanted, rb_flow_list_get (self->flows, i)))
      g_array_append_val (numbers, i);
  return numbers;
}

const RbFlowStep *
rb_trace_get_step (RbTrace *self, guint position)
{
  RbFlow *flow = rb_trace_get_flow_of (self, position);

  return flow != NULL ? rb_flow_get_step (flow, rb_trace_get_step_number (self, position)) : NULL;
}

guint
rb_trace_get_step_number (RbTrace *self, guint position)
{
  const RbTraceRecord *record = rb_trace_store_get (&self->store, position);

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
  if (self->rtp_lender == NULL)
    g_clear_pointer (&self->rtp, rb_rtp_table_free);
  g_clear_object (&self->rtp_lender);
  self->rtp = rtp;
}

void
rb_trace_borrow_rtp (RbTrace *self, RbTrace *lender)
{
  rb_trace_set_rtp (self, lender->rtp);
  self->rtp_lender = g_object_ref (lender);
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
