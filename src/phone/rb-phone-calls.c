/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The phone's calls: begun, remembered in the history, captured, and out of the list 3 s after
 * their end. Here is also what concerns several calls at once: only one talks, one tone sounds. */

#include "rb-phone-private.h"

#include "rb-capture-open.h"
#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>

#define MAX_CALLS 8          /* up at once; more is an attack or a mistake: 486 */
#define REMOVE_AFTER_MS 3000 /* an ended call stays that long in the list, to be read */

typedef struct
{
  RbPhone *phone;
  RbCall *call;
  gint64 history_id; /* 0: not remembered */
  gboolean over;
  guint remove_source;
} CallEntry;

static void
entry_free (CallEntry *entry)
{
  g_clear_handle_id (&entry->remove_source, g_source_remove);
  g_signal_handlers_disconnect_by_data (entry->call, entry);
  g_object_unref (entry->call);
  g_free (entry);
}

void
rb_phone_init_calls (RbPhone *self)
{
  self->calls = g_list_store_new (RB_TYPE_CALL);
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
}

gboolean
rb_phone_has_call_of (RbPhone *self, RbAccount *account)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      CallEntry *entry = g_ptr_array_index (self->entries, i);

      if (!entry->over && rb_call_get_account (entry->call) == account)
        return TRUE;
    }

  return FALSE;
}

/* The one tone that all calls together ask for. */
static RbTone
choose_tone (RbPhone *self)
{
  gboolean incoming = FALSE;
  gboolean ringback = FALSE;
  gboolean up = FALSE;

  for (guint i = 0; i < self->entries->len; i++)
    {
      CallEntry *entry = g_ptr_array_index (self->entries, i);

      switch (rb_call_get_state (entry->call))
        {
        case RB_CALL_INCOMING:
          incoming = TRUE;
          break;
        case RB_CALL_REMOTE_RINGING:
          ringback = ringback || !rb_call_has_early_media (entry->call);
          up = TRUE;
          break;
        case RB_CALL_CALLING:
        case RB_CALL_ANSWERING:
        case RB_CALL_ACTIVE:
          up = TRUE;
          break;
        case RB_CALL_ENDING:
        case RB_CALL_ENDED:
        case RB_N_CALL_STATES:
        default:
          break;
        }
    }

  if (incoming)
    return up ? RB_TONE_CALL_WAITING : RB_TONE_RINGING;
  if (ringback)
    return RB_TONE_RINGBACK;

  return RB_TONE_NONE;
}

static RbTonePlayer *
ensure_tones (RbPhone *self)
{
  if (self->tones == NULL)
    {
      self->tones = rb_tone_player_new (&self->sound);
      rb_tone_player_follow (self->tones, rb_phone_get_sound_device (self));
    }

  return self->tones;
}

static void
play (RbPhone *self, RbTone tone)
{
  if (self->tones == NULL && tone == RB_TONE_NONE)
    return;

  ensure_tones (self);
  if (rb_tone_player_get_tone (self->tones) != tone)
    rb_tone_player_play (self->tones, tone);
}

static void
update_tone (RbPhone *self)
{
  RbTone tone = choose_tone (self);

  /* The busy tone of the last call sounds to its own end, unless a call is up. */
  if (tone == RB_TONE_NONE && self->n_up == 0 && self->tones != NULL &&
      rb_tone_player_get_tone (self->tones) == RB_TONE_BUSY)
    return;

  play (self, tone);
}

/* The kind of end in the words of the history, when the trace does not know it. */
static RbVerdictKind
verdict_of_end (RbCall *call)
{
  static const RbVerdictKind kinds[] = {
    [RB_CALL_END_NONE] = RB_VERDICT_FAILED,       [RB_CALL_END_ANSWERED] = RB_VERDICT_ANSWERED,
    [RB_CALL_END_MISSED] = RB_VERDICT_CANCELLED,  [RB_CALL_END_ELSEWHERE] = RB_VERDICT_CANCELLED,
    [RB_CALL_END_DECLINED] = RB_VERDICT_DECLINED, [RB_CALL_END_CANCELLED] = RB_VERDICT_CANCELLED,
    [RB_CALL_END_FAILED] = RB_VERDICT_FAILED,     [RB_CALL_END_REDIRECTED] = RB_VERDICT_REDIRECTED,
  };

  return kinds[rb_call_get_end (call)];
}

static void
remember_end (RbPhone *self, CallEntry *entry)
{
  RbFlow *flow = rb_trace_find_flow (self->trace, rb_call_get_call_id (entry->call));
  g_autoptr (RbVerdict) verdict = flow != NULL ? rb_history_judge (flow, rb_call_is_incoming (entry->call)) : NULL;
  g_autoptr (GError) error = NULL;
  RbHistoryEnd end;
  RbVerdictKind kind;

  if (entry->history_id == 0)
    return;

  kind = verdict != NULL ? verdict->kind : RB_VERDICT_NONE;
  if (kind == RB_VERDICT_NONE || kind == RB_VERDICT_IN_PROGRESS)
    kind = verdict_of_end (entry->call);
  end = (RbHistoryEnd){
    .verdict = rb_verdict_kind_to_string (kind),
    .status = rb_call_get_status (entry->call),
    .talk_us = rb_call_was_answered (entry->call) ? rb_call_get_duration_us (entry->call) : -1,
    .ring_us = verdict != NULL ? verdict->ring_us : -1,
    .missed = rb_call_get_end (entry->call) == RB_CALL_END_MISSED,
    .handling = rb_call_get_end (entry->call) == RB_CALL_END_ELSEWHERE ? RB_HANDLING_ELSEWHERE : NULL,
  };
  if (!rb_history_finish (self->history, entry->history_id, &end, &error))
    rb_phone_notice (self, error->message);
}

static void
set_over (CallEntry *entry)
{
  if (!entry->over)
    g_atomic_int_add (&entry->phone->n_up, -1);
  entry->over = TRUE;
}

static void
forget (CallEntry *entry)
{
  RbPhone *self = entry->phone;
  g_autoptr (RbCall) call = g_object_ref (entry->call);
  guint position;

  set_over (entry);
  remember_end (self, entry); /* the last messages of the call have arrived since */
  if (rb_call_get_capture_path (call) != NULL)
    rb_capture_store_end (self->captures, rb_call_get_capture_path (call));
  g_ptr_array_remove (self->entries, entry);
  if (g_list_store_find (self->calls, call, &position))
    g_list_store_remove (self->calls, position);
  g_signal_emit_by_name (self, "call-removed", call);
}

static gboolean
on_remove_due (gpointer data)
{
  CallEntry *entry = data;

  entry->remove_source = 0;
  forget (entry);

  return G_SOURCE_REMOVE;
}

static void
on_call_changed (RbCall *call, CallEntry *entry)
{
  RbPhone *self = entry->phone;

  if (rb_call_get_state (call) == RB_CALL_ACTIVE)
    rb_call_set_tone_player (call, ensure_tones (self));

  if (rb_call_get_state (call) != RB_CALL_ENDED || entry->over)
    {
      update_tone (self);
      return;
    }

  set_over (entry);
  entry->remove_source = g_timeout_add (REMOVE_AFTER_MS, on_remove_due, entry);
  remember_end (self, entry);
  update_tone (self);
  if (rb_call_get_end (call) == RB_CALL_END_FAILED && self->n_up == 0)
    play (self, RB_TONE_BUSY);
  rb_phone_restart_lines (self);
}

/* One call talks at a time: the others go on hold. */
static void
on_call_focus (RbCall *call, CallEntry *entry)
{
  for (guint i = 0; i < entry->phone->entries->len; i++)
    {
      CallEntry *other = g_ptr_array_index (entry->phone->entries, i);

      if (other != entry)
        rb_call_set_hold (other->call, TRUE);
    }
}

static void add_call (RbPhone *self, RbCall *call);

/* A transfer was accepted or a redirection followed. */
static void
on_call_spawned (RbCall *call, RbCall *spawned, CallEntry *entry)
{
  RbPhone *self = entry->phone;

  add_call (self, spawned);
  rb_call_warm_up (spawned, rb_phone_get_sound_device (self));
}

static void
remember_begin (RbPhone *self, CallEntry *entry)
{
  RbCall *call = entry->call;
  RbAccount *account = rb_call_get_account (call);
  g_autoptr (GError) error = NULL;
  const RbHistoryBegin row = {
    .start_us = rb_call_get_start_us (call),
    .incoming = rb_call_is_incoming (call),
    .remote_uri = rb_call_get_remote_uri (call),
    .remote_name = rb_call_get_remote_name (call),
    .account_id = account != NULL ? rb_account_get_id (account) : NULL,
    .call_id = rb_call_get_call_id (call),
    .capture_path = rb_call_get_capture_path (call),
  };

  if (self->history == NULL)
    return;

  entry->history_id = rb_history_begin (self->history, &row, &error);
  if (error != NULL)
    rb_phone_notice (self, error->message);
}

static void
add_call (RbPhone *self, RbCall *call)
{
  CallEntry *entry = g_new0 (CallEntry, 1);
  g_autofree char *asked_path = g_steal_pointer (&self->next_capture_path);
  g_autofree char *path =
      rb_capture_store_begin (self->captures, rb_call_get_call_id (call), rb_call_get_start_us (call),
                              rb_call_get_remote_name (call), asked_path);

  rb_call_set_capture_path (call, path);
  entry->phone = self;
  entry->call = g_object_ref (call);
  g_ptr_array_add (self->entries, entry);
  g_atomic_int_inc (&self->n_up);
  g_signal_connect (call, "changed", G_CALLBACK (on_call_changed), entry);
  g_signal_connect (call, "focus", G_CALLBACK (on_call_focus), entry);
  g_signal_connect (call, "spawned", G_CALLBACK (on_call_spawned), entry);
  remember_begin (self, entry);
  g_list_store_insert (self->calls, 0, call);
  g_signal_emit_by_name (self, "call-added", call);
  update_tone (self);
}

gboolean
rb_phone_may_ring (const char *sdp, gpointer data)
{
  RbPhone *self = data;

  return g_atomic_int_get (&self->n_up) < MAX_CALLS && rb_call_may_ring (sdp, NULL);
}

void
rb_phone_take_incoming (RbPhone *self, RbAccount *account, RbSipCall *sip)
{
  g_autoptr (RbCall) call = NULL;

  if (self->n_up >= MAX_CALLS || self->shut_down != NULL)
    {
      rb_sip_call_reject (sip, 486, NULL);
      return;
    }

  call = rb_call_new_incoming (account, sip);
  if (rb_sip_call_get_replaced (sip) != NULL)
    {
      if (!rb_call_take_over (call, G_LIST_MODEL (self->calls)))
        rb_call_reject (call, 481);
      add_call (self, call);
      return;
    }
  rb_call_ring (call); /* first: nothing on the disk or in GStreamer may delay the 180 */
  add_call (self, call);
  if (rb_call_get_state (call) != RB_CALL_INCOMING)
    return;

  g_signal_emit_by_name (self, "incoming-call", call);
  rb_call_warm_up (call, rb_phone_get_sound_device (self));
}

/* The line of @account or, without one, of the default account or the direct line. */
static RbLine *
choose_line (RbPhone *self, RbAccount *account, GError **error)
{
  RbLine *line;

  if (account == NULL && self->default_account != NULL && rb_account_is_enabled (self->default_account))
    account = self->default_account;
  if (account == NULL)
    return rb_phone_ensure_direct_line (self, error);

  line = rb_phone_find_line (self, account);
  if (line != NULL && line->agent != NULL)
    return line;

  if (!rb_account_is_enabled (account))
    g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL,
                         _ ("This account is switched off; switch it on or choose another one to call."));
  else if (rb_account_get_reason (account) != NULL)
    g_set_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL, _ ("This account cannot be used: %s"),
                 rb_account_get_reason (account));
  else
    g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL,
                         _ ("This account is not saved yet; save it, then call."));

  return NULL;
}

RbCall *
rb_phone_call (RbPhone *self, RbAccount *account, const char *target, GError **error)
{
  g_autoptr (RbCall) call = NULL;
  g_autoptr (GError) cause = NULL;
  g_autofree char *uri = NULL;
  RbLine *line;

  g_return_val_if_fail (RB_IS_PHONE (self), NULL);
  g_return_val_if_fail (target != NULL, NULL);

  if (self->n_up >= MAX_CALLS || self->shut_down != NULL)
    {
      g_set_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL, _ ("There are already %d calls; end one of them first."),
                   MAX_CALLS);
      return NULL;
    }

  line = choose_line (self, account, error);
  if (line == NULL)
    return NULL;

  uri = rb_sip_uri_from_input (target, line->account != NULL ? rb_account_get_domain (line->account) : NULL, &cause);
  if (uri != NULL)
    call = rb_call_new_outgoing (line->account, line->agent, rb_phone_get_sound_device (self), uri, &cause);
  if (call == NULL)
    {
      g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL, cause->message);
      return NULL;
    }

  for (guint i = 0; i < self->entries->len; i++)
    rb_call_set_hold (((CallEntry *) g_ptr_array_index (self->entries, i))->call, TRUE);
  add_call (self, call);
  rb_call_warm_up (call, rb_phone_get_sound_device (self));

  return call; /* the list holds it */
}

/* How much a call wants attention; 0: none. */
static guint
rank (RbCall *call)
{
  switch (rb_call_get_state (call))
    {
    case RB_CALL_ACTIVE:
    case RB_CALL_ANSWERING:
      return rb_call_is_on_hold (call) ? 1 : 4;
    case RB_CALL_INCOMING:
      return 3;
    case RB_CALL_CALLING:
    case RB_CALL_REMOTE_RINGING:
      return 2;
    case RB_CALL_ENDING:
    case RB_CALL_ENDED:
    case RB_N_CALL_STATES:
    default:
      return 0;
    }
}

RbCall *
rb_phone_get_current_call (RbPhone *self)
{
  RbCall *best = NULL;

  g_return_val_if_fail (RB_IS_PHONE (self), NULL);

  for (guint i = 0; i < self->entries->len; i++)
    {
      RbCall *call = ((CallEntry *) g_ptr_array_index (self->entries, i))->call;

      if (rank (call) > (best != NULL ? rank (best) : 0))
        best = call;
    }

  return best;
}

void
rb_phone_hang_up_all (RbPhone *self)
{
  g_autoptr (GPtrArray) calls = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->entries->len; i++)
    g_ptr_array_add (calls, g_object_ref (((CallEntry *) g_ptr_array_index (self->entries, i))->call));
  for (guint i = 0; i < calls->len; i++)
    rb_call_hang_up (g_ptr_array_index (calls, i));
}

void
rb_phone_forget_calls (RbPhone *self)
{
  while (self->entries->len > 0)
    forget (g_ptr_array_index (self->entries, self->entries->len - 1));
}

typedef struct
{
  RbPhone *phone;
  RbHistoryItem *item;
  RbTrace *trace;
} Repair;

/* What is left of a call that a crash cut off: what its capture tells, else that it failed. */
static void
repair_row (RbPhone *self, RbHistoryItem *item, RbTrace *trace)
{
  const char *call_id = rb_history_item_get_call_id (item);
  RbFlow *flow = trace != NULL && call_id != NULL ? rb_trace_find_flow (trace, call_id) : NULL;
  gboolean incoming = rb_history_item_is_incoming (item);
  g_autoptr (RbVerdict) verdict = flow != NULL ? rb_history_judge (flow, incoming) : NULL;
  gboolean elsewhere = verdict != NULL && (verdict->traits & RB_TRAIT_ELSEWHERE) != 0;
  RbVerdictKind kind = verdict != NULL ? verdict->kind : RB_VERDICT_NONE;
  gint64 talk_us = verdict != NULL ? verdict->talk_us : -1;
  g_autoptr (GError) error = NULL;
  RbHistoryEnd end;

  if (kind == RB_VERDICT_NONE || kind == RB_VERDICT_IN_PROGRESS)
    kind = talk_us >= 0 ? RB_VERDICT_ANSWERED : RB_VERDICT_FAILED;
  end = (RbHistoryEnd){
    .verdict = rb_verdict_kind_to_string (kind),
    .status = verdict != NULL ? verdict->status : 0,
    .talk_us = talk_us,
    .ring_us = verdict != NULL ? verdict->ring_us : -1,
    .missed = incoming && talk_us < 0 && kind != RB_VERDICT_DECLINED && !elsewhere,
    .handling = elsewhere ? RB_HANDLING_ELSEWHERE : NULL,
  };
  if (!rb_history_finish (self->history, rb_history_item_get_id (item), &end, &error))
    rb_phone_notice (self, error->message);
}

static void
on_capture_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Repair *repair = data;
  g_autoptr (GError) error = NULL;

  /* A file that cannot be read leaves an empty trace. */
  if (rb_capture_open_finish (result, &error) || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    repair_row (repair->phone, repair->item, repair->trace);
  g_object_unref (repair->trace);
  g_object_unref (repair->item);
  g_object_unref (repair->phone);
  g_free (repair);
}

void
rb_phone_repair_history (RbPhone *self)
{
  g_autoptr (GPtrArray) items = rb_history_list_open (self->history);

  for (guint i = 0; i < items->len; i++)
    {
      RbHistoryItem *item = g_ptr_array_index (items, i);
      const char *path = rb_history_item_get_capture_path (item);
      Repair *repair;

      if (path == NULL)
        {
          repair_row (self, item, NULL);
          continue;
        }

      repair = g_new (Repair, 1);
      repair->phone = g_object_ref (self);
      repair->item = g_object_ref (item);
      repair->trace = rb_trace_new ();
      rb_capture_open_async (repair->trace, path, self->cancellable, NULL, NULL, on_capture_read, repair);
    }
}
