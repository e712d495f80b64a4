/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Outgoing calls: from what a person types, or did before, to an INVITE. Which account it goes out from, what is sent
 * for a typed number (rb-dial-plan.c), what stands in the way of it; nothing stands in the way of an emergency call. */

#include "rb-phone-private.h"

#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>

#define MAX_ROWS_SEARCHED 500 /* of the history, for the last call that was placed */

static gboolean
is_usable (RbLine *line)
{
  return line != NULL && line->agent != NULL;
}

/* The line of @account (nullable: of a direct call). */
static RbLine *
choose_line (RbPhone *self, RbAccount *account, GError **error)
{
  RbLine *line;

  if (account == NULL)
    return rb_phone_ensure_direct_line (self, error);

  line = rb_phone_find_line (self, account);
  if (is_usable (line))
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

/* For an emergency call: the wanted one, else one that is registered, else any that could send. (nullable) */
static RbLine *
choose_emergency_line (RbPhone *self, RbAccount *account)
{
  RbLine *best = account != NULL ? rb_phone_find_line (self, account) : NULL;

  if (is_usable (best) && rb_account_get_registration (account) == RB_REGISTRATION_REGISTERED)
    return best;

  for (guint i = 0; i < self->lines->len; i++)
    {
      RbLine *line = g_ptr_array_index (self->lines, i);

      if (is_usable (line) && rb_account_get_registration (line->account) == RB_REGISTRATION_REGISTERED)
        return line;
      if (!is_usable (best))
        best = line;
    }

  return is_usable (best) ? best : NULL;
}

/* An emergency number written with the domain of @account, as the history has it. */
static gboolean
is_emergency_address (RbAccount *account, const char *target, const char *const *emergency)
{
  g_autofree char *uri = rb_sip_uri_from_input (target, NULL, NULL);
  g_autofree char *user = uri != NULL ? rb_sip_uri_get_user (uri) : NULL;
  g_autofree char *own = user != NULL ? g_strdup_printf ("sip:%s@%s", user, rb_account_get_domain (account)) : NULL;
  g_autofree char *short_uri = uri != NULL ? rb_sip_uri_format_short (uri) : NULL;
  g_autofree char *short_own = own != NULL ? rb_sip_uri_format_short (own) : NULL;

  return uri != NULL && g_ascii_strcasecmp (short_uri, short_own) == 0 && rb_dial_plan_is_emergency (user, emergency);
}

RbDialResult *
rb_phone_try_target (RbPhone *self, RbAccount *account, const char *target)
{
  g_auto (GStrv) emergency = NULL;
  RbDialSettings settings = { 0 };
  RbDialResult *result;

  g_return_val_if_fail (RB_IS_PHONE (self), NULL);
  g_return_val_if_fail (target != NULL, NULL);

  if (account == NULL)
    account = rb_phone_get_account_for (self, target);
  emergency = g_settings_get_strv (self->settings, "emergency-numbers");
  settings.emergency = (const char *const *) emergency;
  if (account != NULL)
    {
      settings.plan = rb_account_get_dial_plan (account);
      settings.prefix = rb_account_get_dial_prefix (account);
    }

  result = rb_dial_plan_try (&settings, target);
  if (result->dialled == NULL && account != NULL && is_emergency_address (account, target, settings.emergency))
    result->emergency = TRUE;

  return result;
}

char *
rb_phone_make_uri (RbAccount *account, const RbDialResult *result, const char *target, GError **error)
{
  const char *domain = account != NULL ? rb_account_get_domain (account) : NULL;
  g_autoptr (GError) cause = NULL;
  char *uri = NULL;

  if (result->barred)
    {
      g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL, result->explanation);
      return NULL;
    }

  uri = rb_sip_uri_from_input (result->number != NULL ? result->number : target, domain, &cause);
  if (uri == NULL)
    g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL, cause->message);

  return uri;
}

/* Room for one more, or an error. */
static gboolean
may_call (RbPhone *self, GError **error)
{
  int n_up = g_atomic_int_get (&self->n_up);

  if (self->shut_down != NULL)
    g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL, _ ("Ringback is being closed."));
  else if (n_up >= RB_PHONE_MAX_CALLS)
    g_set_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL, _ ("There are already %d calls; end one of them first."),
                 RB_PHONE_MAX_CALLS);
  else if (n_up > 0 && g_settings_get_boolean (self->settings, "single-call"))
    g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL,
                         _ ("There is a call already, and the preferences allow one at a time; end it, then call."));
  else
    return TRUE;

  return FALSE;
}

/* Makes way for an emergency call. */
static void
clear_the_line (RbPhone *self)
{
  if (g_settings_get_boolean (self->settings, "single-call") || self->n_up >= RB_PHONE_MAX_CALLS)
    rb_phone_hang_up_all (self);
}

static void
remember_target (RbPhone *self, RbAccount *account, const char *uri)
{
  g_free (self->last_target);
  self->last_target = g_strdup (uri);
  g_set_object (&self->last_account, account);
}

static RbCall *
place_call (RbPhone *self, RbAccount *account, const char *target, gboolean hide, GError **error)
{
  RbSipCallOptions options = { .hide_identity = hide };
  g_autoptr (RbDialResult) result = NULL;
  g_autoptr (RbCall) call = NULL;
  g_autoptr (GError) cause = NULL;
  g_autofree char *uri = NULL;
  RbLine *line = NULL;

  if (account == NULL)
    account = rb_phone_get_account_for (self, target);
  result = rb_phone_try_target (self, account, target);
  if (!result->emergency && !may_call (self, error))
    return NULL;

  if (result->emergency)
    line = choose_emergency_line (self, account);
  if (line == NULL)
    line = choose_line (self, account, error);
  if (line == NULL)
    return NULL;

  uri = rb_phone_make_uri (line->account, result, target, error);
  if (uri == NULL)
    return NULL;

  if (result->emergency)
    {
      clear_the_line (self);
      options.hide_identity = FALSE; /* some servers refuse anonymous calls */
    }
  call =
      rb_call_new_outgoing_with (line->account, line->agent, rb_phone_get_sound_device (self), uri, &options, &cause);
  if (call == NULL)
    {
      g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL, cause->message);
      return NULL;
    }

  if (result->fault != NULL)
    rb_phone_notice (self, result->fault);
  if (result->dialled != NULL)
    rb_call_set_dialled (call, result->dialled);
  remember_target (self, line->account, uri);
  rb_phone_focus (self, call);
  rb_phone_add_call (self, call, NULL, NULL);
  rb_call_warm_up (call, rb_phone_get_sound_device (self));

  return call; /* the list holds it */
}

RbCall *
rb_phone_call (RbPhone *self, RbAccount *account, const char *target, GError **error)
{
  g_return_val_if_fail (RB_IS_PHONE (self), NULL);
  g_return_val_if_fail (target != NULL, NULL);

  return place_call (self, account, target, FALSE, error);
}

RbCall *
rb_phone_call_hidden (RbPhone *self, RbAccount *account, const char *target, GError **error)
{
  g_return_val_if_fail (RB_IS_PHONE (self), NULL);
  g_return_val_if_fail (target != NULL, NULL);

  return place_call (self, account, target, TRUE, error);
}

static RbAccount *
find_account (RbPhone *self, const char *id)
{
  for (guint i = 0; id != NULL && i < self->lines->len; i++)
    {
      RbLine *line = g_ptr_array_index (self->lines, i);

      if (is_usable (line) && g_strcmp0 (rb_account_get_id (line->account), id) == 0)
        return line->account;
    }

  return NULL;
}

/* The last call that was placed, of this run or of the history. */
static void
find_last_target (RbPhone *self)
{
  GListModel *rows = G_LIST_MODEL (self->history);
  guint n = rows != NULL ? MIN (g_list_model_get_n_items (rows), MAX_ROWS_SEARCHED) : 0;

  for (guint i = 0; self->last_target == NULL && i < n; i++)
    {
      g_autoptr (RbHistoryItem) item = g_list_model_get_item (rows, i);

      if (!rb_history_item_is_incoming (item))
        remember_target (self, find_account (self, rb_history_item_get_account_id (item)),
                         rb_history_item_get_remote_uri (item));
    }
}

const char *
rb_phone_get_redial_target (RbPhone *self)
{
  g_return_val_if_fail (RB_IS_PHONE (self), NULL);

  find_last_target (self);

  return self->last_target;
}

RbCall *
rb_phone_redial (RbPhone *self, GError **error)
{
  g_autofree char *target = g_strdup (rb_phone_get_redial_target (self));

  g_return_val_if_fail (RB_IS_PHONE (self), NULL);

  if (target == NULL)
    {
      g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL, _ ("Nobody has been called yet."));
      return NULL;
    }

  /* Its account may have been removed or switched off since. */
  if (self->last_account != NULL && !is_usable (rb_phone_find_line (self, self->last_account)))
    g_clear_object (&self->last_account);

  return rb_phone_call (self, self->last_account, target, error);
}

RbCall *
rb_phone_call_back (RbPhone *self, RbHistoryItem *item, GError **error)
{
  const char *uri;
  g_autofree char *host = NULL;

  g_return_val_if_fail (RB_IS_PHONE (self), NULL);
  g_return_val_if_fail (RB_IS_HISTORY_ITEM (item), NULL);

  uri = rb_history_item_get_remote_uri (item);
  host = rb_sip_uri_get_host (uri);
  if (g_ascii_strcasecmp (host, "anonymous.invalid") == 0) /* RFC 3323 4.1.1.3 */
    {
      g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL,
                           _ ("The caller hid the number, so it cannot be called back."));
      return NULL;
    }

  return rb_phone_call (self, find_account (self, rb_history_item_get_account_id (item)), uri, error);
}

RbCall *
rb_phone_follow_redirect (RbPhone *self, RbCall *call, GError **error)
{
  g_return_val_if_fail (RB_IS_PHONE (self), NULL);
  g_return_val_if_fail (RB_IS_CALL (call), NULL);

  return may_call (self, error) ? rb_call_follow_redirect (call, error) : NULL;
}
