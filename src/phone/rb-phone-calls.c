/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The phone's calls: begun, remembered in the history, captured, and out of the list 3 s after
 * their end. Here is also what concerns several calls at once: only one talks, one tone sounds. */

#include "rb-phone-private.h"

#include "rb-capture-open.h"

#include <glib/gi18n-lib.h>

#define REMOVE_AFTER_MS 3000   /* an ended call stays that long in the list, to be read */
#define DECIDE_WITHIN_MS 60000 /* as long as a redirection waits for its answer */

static void
entry_free (RbCallEntry *entry)
{
  g_clear_handle_id (&entry->remove_source, g_source_remove);
  g_clear_handle_id (&entry->due_source, g_source_remove);
  g_free (entry->target);
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
      RbCallEntry *entry = g_ptr_array_index (self->entries, i);

      if (!entry->over && rb_call_get_account (entry->call) == account)
        return TRUE;
    }

  return FALSE;
}

RbCallEntry *
rb_phone_find_entry (RbPhone *self, RbCall *call)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      RbCallEntry *entry = g_ptr_array_index (self->entries, i);

      if (entry->call == call)
        return entry;
    }

  return NULL;
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
      RbCallEntry *entry = g_ptr_array_index (self->entries, i);

      switch (entry->listed ? rb_call_get_state (entry->call) : RB_CALL_ENDED)
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

void
rb_phone_play (RbPhone *self, RbTone tone)
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
  RbTone now = self->tones != NULL ? rb_tone_player_get_tone (self->tones) : RB_TONE_NONE;

  /* The busy tone of the last call sounds to its own end, unless a call is up; so does the beep of one that was
   * answered by itself. */
  if (tone == RB_TONE_NONE && ((now == RB_TONE_BUSY && self->n_up == 0) || now == RB_TONE_BEEP))
    return;

  rb_phone_play (self, tone);
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

/* Why it did not simply ring: a word of the history. (nullable) */
static const char *
get_handling (RbCallEntry *entry)
{
  if (rb_call_get_end (entry->call) == RB_CALL_END_ELSEWHERE)
    return RB_HANDLING_ELSEWHERE;
  if (entry->decision.action == RB_INCOMING_FORWARD)
    return rb_call_get_end (entry->call) == RB_CALL_END_REDIRECTED ? RB_HANDLING_FORWARDED : NULL;

  return entry->decision.action == RB_INCOMING_REJECT ? rb_incoming_reason_to_string (entry->decision.reason) : NULL;
}

/* A caller whom the person would have wanted to hear of. */
static gboolean
is_missed (RbCallEntry *entry)
{
  if (entry->decision.action == RB_INCOMING_REJECT)
    return entry->decision.reason == RB_INCOMING_DO_NOT_DISTURB || entry->decision.reason == RB_INCOMING_BUSY ||
           entry->decision.reason == RB_INCOMING_TOO_MANY;
  if (entry->decision.action == RB_INCOMING_FORWARD) /* or it could not be */
    return rb_call_get_end (entry->call) != RB_CALL_END_REDIRECTED;

  return rb_call_get_end (entry->call) == RB_CALL_END_MISSED;
}

static void
remember_end (RbPhone *self, RbCallEntry *entry)
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
    .missed = is_missed (entry),
    .handling = get_handling (entry),
    .other = entry->decision.action == RB_INCOMING_FORWARD ? entry->target : NULL,
  };
  if (!rb_history_finish (self->history, entry->history_id, &end, &error))
    rb_phone_notice (self, error->message);
}

static void
set_over (RbCallEntry *entry)
{
  if (!entry->over)
    g_atomic_int_add (&entry->phone->n_up, -1);
  entry->over = TRUE;
}

static void
forget (RbCallEntry *entry)
{
  RbPhone *self = entry->phone;
  g_autoptr (RbCall) call = g_object_ref (entry->call);
  gboolean listed = entry->listed;
  guint position;

  set_over (entry);
  remember_end (self, entry); /* the last messages of the call have arrived since */
  if (rb_call_get_capture_path (call) != NULL)
    rb_capture_store_end (self->captures, rb_call_get_capture_path (call));
  g_ptr_array_remove (self->entries, entry);
  if (!listed)
    return;
  if (g_list_store_find (self->calls, call, &position))
    g_list_store_remove (self->calls, position);
  g_signal_emit_by_name (self, "call-removed", call);
}

static gboolean
on_remove_due (gpointer data)
{
  RbCallEntry *entry = data;

  entry->remove_source = 0;
  forget (entry);

  return G_SOURCE_REMOVE;
}

/* Whoever was called names somebody else. TRUE: the person is asked about it. */
static gboolean
ask_about_redirect (RbCallEntry *entry)
{
  RbPhone *self = entry->phone;
  const char *target = rb_call_get_redirect_target (entry->call);
  int wish = g_settings_get_enum (self->settings, "redirects");
  g_autoptr (GError) error = NULL;

  if (rb_call_is_incoming (entry->call) || target == NULL || wish == RB_PHONE_REDIRECTS_REFUSE ||
      self->shut_down != NULL)
    return FALSE;

  if (wish == RB_PHONE_REDIRECTS_ASK)
    {
      g_signal_emit_by_name (self, "redirect-asked", entry->call, target);
      return TRUE;
    }

  if (rb_phone_follow_redirect (self, entry->call, &error) == NULL)
    rb_phone_notice (self, error->message);

  return FALSE;
}

static void
on_call_changed (RbCall *call, RbCallEntry *entry)
{
  RbPhone *self = entry->phone;

  if (rb_call_get_state (call) == RB_CALL_ACTIVE)
    rb_call_set_tone_player (call, ensure_tones (self));
  if (rb_call_get_state (call) != RB_CALL_INCOMING)
    g_clear_handle_id (&entry->due_source, g_source_remove);

  if (rb_call_get_state (call) != RB_CALL_ENDED || entry->remove_source != 0)
    {
      update_tone (self);
      return;
    }

  set_over (entry);
  entry->remove_source = g_timeout_add (REMOVE_AFTER_MS, on_remove_due, entry);
  remember_end (self, entry);
  rb_phone_part (self, call);
  update_tone (self);
  if (rb_call_get_end (call) == RB_CALL_END_FAILED && self->n_up == 0)
    rb_phone_play (self, RB_TONE_BUSY);
  rb_phone_restart_lines (self);
  if (rb_call_get_end (call) == RB_CALL_END_REDIRECTED && ask_about_redirect (entry))
    {
      g_clear_handle_id (&entry->remove_source, g_source_remove);
      entry->remove_source = g_timeout_add (DECIDE_WITHIN_MS, on_remove_due, entry);
    }
}

static void
on_call_focus (RbCall *call, RbCallEntry *entry)
{
  rb_phone_focus (entry->phone, call);
}

/* A transfer was accepted, or a redirection followed: the person sees that as the same call going on. */
static void
on_call_spawned (RbCall *call, RbCall *spawned, RbCallEntry *entry)
{
  RbPhone *self = entry->phone;

  rb_phone_focus (self, spawned);
  rb_phone_add_call (self, spawned, NULL, rb_call_get_state (call) == RB_CALL_ENDED ? entry : NULL);
  rb_call_warm_up (spawned, rb_phone_get_sound_device (self));
}

static void
remember_begin (RbPhone *self, RbCallEntry *entry)
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
list_call (RbPhone *self, RbCallEntry *entry, RbCallEntry *replaced)
{
  guint position;

  entry->listed = TRUE;
  g_atomic_int_inc (&self->n_up);
  if (replaced == NULL || !replaced->listed || !g_list_store_find (self->calls, replaced->call, &position))
    {
      g_list_store_insert (self->calls, 0, entry->call);
    }
  else
    {
      replaced->listed = FALSE;
      g_list_store_splice (self->calls, position, 1, (gpointer *) &entry->call, 1);
      g_signal_emit_by_name (self, "call-removed", replaced->call);
    }
  g_signal_emit_by_name (self, "call-added", entry->call);
  update_tone (self);
}

RbCallEntry *
rb_phone_add_call (RbPhone *self, RbCall *call, const RbIncomingDecision *decision, RbCallEntry *replaced)
{
  RbCallEntry *entry = g_new0 (RbCallEntry, 1);
  gboolean refused =
      decision != NULL && (decision->action == RB_INCOMING_REJECT || decision->action == RB_INCOMING_FORWARD);
  g_autofree char *asked_path = refused ? NULL : g_steal_pointer (&self->next_capture_path);
  g_autofree char *path =
      rb_capture_store_begin (self->captures, rb_call_get_call_id (call), rb_call_get_start_us (call),
                              rb_call_get_remote_name (call), asked_path);

  rb_call_set_capture_path (call, path);
  entry->phone = self;
  entry->call = g_object_ref (call);
  if (decision != NULL)
    {
      entry->decision = *decision;
      entry->decision.target = entry->target = g_strdup (decision->target);
    }
  g_ptr_array_add (self->entries, entry);
  g_signal_connect (call, "changed", G_CALLBACK (on_call_changed), entry);
  g_signal_connect (call, "focus", G_CALLBACK (on_call_focus), entry);
  g_signal_connect (call, "spawned", G_CALLBACK (on_call_spawned), entry);
  remember_begin (self, entry);
  if (refused)
    entry->over = TRUE;
  else
    list_call (self, entry, replaced);

  return entry;
}

void
rb_phone_take_over (RbPhone *self, RbCall *call)
{
  if (!rb_call_take_over (call, G_LIST_MODEL (self->calls)))
    rb_call_reject (call, 481);
  rb_phone_add_call (self, call, NULL, NULL);
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
      RbCall *call = ((RbCallEntry *) g_ptr_array_index (self->entries, i))->call;

      if (rank (call) > (best != NULL ? rank (best) : 0))
        best = call;
    }

  return best;
}

RbCall *
rb_phone_get_call_in (RbPhone *self, RbCallState state)
{
  g_return_val_if_fail (RB_IS_PHONE (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (rb_phone_get_calls (self)); i++)
    {
      g_autoptr (RbCall) call = g_list_model_get_item (rb_phone_get_calls (self), i);

      if (rb_call_get_state (call) == state)
        return call; /* the model keeps it */
    }

  return NULL;
}

void
rb_phone_dismiss_call (RbPhone *self, RbCall *call)
{
  RbCallEntry *entry;

  g_return_if_fail (RB_IS_PHONE (self));
  g_return_if_fail (RB_IS_CALL (call));

  entry = rb_phone_find_entry (self, call);
  if (entry != NULL && rb_call_get_state (call) == RB_CALL_ENDED)
    forget (entry);
}

void
rb_phone_hang_up_all (RbPhone *self)
{
  g_autoptr (GPtrArray) calls = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->entries->len; i++)
    g_ptr_array_add (calls, g_object_ref (((RbCallEntry *) g_ptr_array_index (self->entries, i))->call));
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
  gboolean forwarded = incoming && kind == RB_VERDICT_REDIRECTED;
  g_autoptr (GError) error = NULL;
  RbHistoryEnd end;

  if (kind == RB_VERDICT_NONE || kind == RB_VERDICT_IN_PROGRESS)
    kind = talk_us >= 0 ? RB_VERDICT_ANSWERED : RB_VERDICT_FAILED;
  end = (RbHistoryEnd){
    .verdict = rb_verdict_kind_to_string (kind),
    .status = verdict != NULL ? verdict->status : 0,
    .talk_us = talk_us,
    .ring_us = verdict != NULL ? verdict->ring_us : -1,
    .missed = incoming && talk_us < 0 && kind != RB_VERDICT_DECLINED && !elsewhere && !forwarded,
    .handling = elsewhere   ? RB_HANDLING_ELSEWHERE
                : forwarded ? RB_HANDLING_FORWARDED
                            : NULL,
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
