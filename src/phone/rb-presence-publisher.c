/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Publishes what the person does, by choice of each account ("publish-presence"); that nobody is there by a choice of
 * its own ("publish-away"). */

#include "rb-presence-publisher.h"

#include "rb-away.h"
#include "rb-sip-publication.h"

#define EXPIRES_S 600

typedef struct
{
  RbPresencePublisher *owner;
  RbAccount *account;
  RbSipAgent *agent;
  RbSipPublication *publication; /* (nullable): the account is not to publish */
} Line;

struct _RbPresencePublisher
{
  RbPhone *phone;   /* not a reference: owns this */
  GPtrArray *lines; /* of Line */
  RbAway *away;     /* (nullable): not to be told */
};

static gboolean
is_talking (RbPhone *phone)
{
  GListModel *calls = rb_phone_get_calls (phone);

  for (guint i = 0; i < g_list_model_get_n_items (calls); i++)
    {
      g_autoptr (RbCall) call = g_list_model_get_item (calls, i);

      switch (rb_call_get_state (call))
        {
        case RB_CALL_CALLING:
        case RB_CALL_REMOTE_RINGING:
        case RB_CALL_ANSWERING:
        case RB_CALL_ACTIVE:
          return TRUE;
        default:
          break;
        }
    }

  return FALSE;
}

static void
publish (Line *line)
{
  GSettings *settings = rb_phone_get_settings (line->owner->phone);
  g_autofree char *body = NULL;
  RbPidf state = { .entity = (char *) rb_sip_agent_get_aor (line->agent), .open = TRUE };

  if (line->publication == NULL)
    return;

  if (is_talking (line->owner->phone))
    state.activity = RB_ACTIVITY_ON_THE_PHONE;
  else if (g_settings_get_boolean (settings, "do-not-disturb"))
    state.activity = RB_ACTIVITY_BUSY;
  else if (rb_away_is_on (line->owner->away))
    state.activity = RB_ACTIVITY_AWAY;
  body = rb_pidf_format (&state);
  rb_sip_publication_set (line->publication, body);
}

static void
publish_all (RbPresencePublisher *self)
{
  for (guint i = 0; i < self->lines->len; i++)
    publish (g_ptr_array_index (self->lines, i));
}

static void
on_away_changed (gpointer self)
{
  publish_all (self);
}

static void
on_away_choice_changed (RbPresencePublisher *self)
{
  g_clear_pointer (&self->away, rb_away_free);
  if (g_settings_get_boolean (rb_phone_get_settings (self->phone), "publish-away"))
    self->away = rb_away_new (on_away_changed, self);
  publish_all (self);
}

static void
on_call_added (RbPresencePublisher *self, RbCall *call)
{
  g_signal_connect_swapped (call, "changed", G_CALLBACK (publish_all), self);
  publish_all (self);
}

static void
on_call_removed (RbPresencePublisher *self, RbCall *call)
{
  g_signal_handlers_disconnect_by_data (call, self);
  publish_all (self);
}

static void
on_choice_changed (RbAccount *account, GParamSpec *pspec, Line *line)
{
  if (!rb_account_get_publish_presence (account))
    {
      g_clear_pointer (&line->publication, rb_sip_publication_free);
      return;
    }

  if (line->publication == NULL)
    line->publication = rb_sip_publication_new (line->agent, "presence", RB_PIDF_TYPE, EXPIRES_S);
  publish (line);
}

static void
line_free (Line *line)
{
  g_signal_handlers_disconnect_by_data (line->account, line);
  g_clear_pointer (&line->publication, rb_sip_publication_free);
  g_object_unref (line->account);
  g_object_unref (line->agent);
  g_free (line);
}

RbPresencePublisher *
rb_presence_publisher_new (RbPhone *phone)
{
  RbPresencePublisher *self = g_new0 (RbPresencePublisher, 1);

  self->phone = phone;
  self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) line_free);
  g_signal_connect_swapped (phone, "call-added", G_CALLBACK (on_call_added), self);
  g_signal_connect_swapped (phone, "call-removed", G_CALLBACK (on_call_removed), self);
  g_signal_connect_swapped (rb_phone_get_settings (phone), "changed::do-not-disturb", G_CALLBACK (publish_all), self);
  g_signal_connect_swapped (rb_phone_get_settings (phone), "changed::publish-away", G_CALLBACK (on_away_choice_changed),
                            self);
  on_away_choice_changed (self);

  return self;
}

void
rb_presence_publisher_free (RbPresencePublisher *self)
{
  GListModel *calls = rb_phone_get_calls (self->phone);

  for (guint i = 0; calls != NULL && i < g_list_model_get_n_items (calls); i++)
    {
      g_autoptr (RbCall) call = g_list_model_get_item (calls, i);

      g_signal_handlers_disconnect_by_data (call, self);
    }
  g_signal_handlers_disconnect_by_data (rb_phone_get_settings (self->phone), self);
  g_signal_handlers_disconnect_by_data (self->phone, self);
  g_ptr_array_unref (self->lines);
  rb_away_free (self->away);
  g_free (self);
}

void
rb_presence_publisher_remove_line (RbPresencePublisher *self, RbAccount *account)
{
  for (guint i = 0; i < self->lines->len; i++)
    if (((Line *) g_ptr_array_index (self->lines, i))->account == account)
      g_ptr_array_remove_index (self->lines, i--);
}

void
rb_presence_publisher_add_line (RbPresencePublisher *self, RbAccount *account, RbSipAgent *agent)
{
  Line *line;

  for (guint i = 0; i < self->lines->len; i++)
    {
      line = g_ptr_array_index (self->lines, i);
      if (line->account == account && line->agent == agent)
        return;
    }

  rb_presence_publisher_remove_line (self, account);
  line = g_new0 (Line, 1);
  line->owner = self;
  line->account = g_object_ref (account);
  line->agent = g_object_ref (agent);
  g_ptr_array_add (self->lines, line);
  g_signal_connect (account, "notify::publish-presence", G_CALLBACK (on_choice_changed), line);
  on_choice_changed (account, NULL, line);
}
