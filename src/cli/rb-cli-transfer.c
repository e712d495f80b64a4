/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What ringback-cli tells of transfers: those that it asks for, and those that the far end asks for.
 * Used by rb-cli-phone.c for each call. */

#include "rb-cli-transfer.h"

#include "rb-cli-phone.h"

#include <glib/gi18n.h>

#define TOLD_KEY "rb-cli-transfer"

static const char *const names[] = {
  [RB_TRANSFER_NONE] = "none",     [RB_TRANSFER_ASKED] = "asked",     [RB_TRANSFER_ACCEPTED] = "accepted",
  [RB_TRANSFER_TRYING] = "trying", [RB_TRANSFER_RINGING] = "ringing", [RB_TRANSFER_SUCCEEDED] = "succeeded",
  [RB_TRANSFER_FAILED] = "failed",
};

static void
on_changed (RbCall *call, gpointer data)
{
  RbTransferState state = rb_call_get_transfer_state (call);
  RbTransferState told = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (call), TOLD_KEY));
  g_autofree char *sentence = NULL;
  struct json_object *object;

  if (state == told)
    return;

  g_object_set_data (G_OBJECT (call), TOLD_KEY, GINT_TO_POINTER (state));
  sentence = rb_call_format_transfer (call);
  object = rb_cli_phone_event ("transfer");
  json_object_object_add (object, "call_id", json_object_new_string (rb_call_get_call_id (call)));
  json_object_object_add (object, "state", json_object_new_string (names[state]));
  json_object_object_add (object, "status", json_object_new_int ((int) rb_call_get_transfer_status (call)));
  json_object_object_add (object, "target", json_object_new_string (rb_call_get_transfer_target (call)));
  json_object_object_add (object, "sentence", json_object_new_string (sentence));
  rb_cli_phone_say (object, "%s", sentence);
}

static void
on_transfer_asked (RbCall *call, const char *target, gpointer refuse)
{
  struct json_object *object = rb_cli_phone_event ("transfer-asked");

  json_object_object_add (object, "call_id", json_object_new_string (rb_call_get_call_id (call)));
  json_object_object_add (object, "target", json_object_new_string (target));
  json_object_object_add (object, "attended", json_object_new_boolean (rb_call_is_asked_attended (call)));
  rb_cli_phone_say (object, _ ("%1$s asks to call %2$s instead."), rb_call_get_remote_name (call), target);
  if (GPOINTER_TO_INT (refuse))
    rb_call_refuse_transfer (call);
  else
    rb_call_accept_transfer (call);
}

void
rb_cli_transfer_watch (RbCall *call, gboolean refuse)
{
  g_signal_connect (call, "changed", G_CALLBACK (on_changed), NULL);
  g_signal_connect (call, "transfer-asked", G_CALLBACK (on_transfer_asked), GINT_TO_POINTER (refuse));
}
