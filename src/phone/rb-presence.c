/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RbPresence: who is there and who is on the phone. For each address that somebody wants to know of there are two
 * subscriptions; what they bring is put together into one state. */

#include "rb-presence-private.h"

#include "rb-sip-subscription.h"
#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define EXPIRES_S 600

typedef struct
{
  RbPresence *owner;
  char *uri;
  guint n_users;
  RbAccount *account;          /* (nullable): none is registered for it */
  RbSipSubscription *presence; /* (nullable) with @account */
  RbSipSubscription *dialog;   /* likewise */
  RbPidf *pidf;                /* (nullable) */
  RbDialogInfo *info;          /* (nullable) */
  RbPresenceState state;
} Watch;

typedef struct
{
  RbAccount *account;
  RbSipAgent *agent;
} Line;

struct _RbPresence
{
  GObject parent_instance;

  RbPresenceChoose choose;
  gpointer data;
  GHashTable *watches; /* "alice@example.org" → Watch */
  GPtrArray *lines;    /* of Line */
};

G_DEFINE_FINAL_TYPE (RbPresence, rb_presence, G_TYPE_OBJECT)

static guint changed_signal;

static const struct
{
  const char *name;
  const char *text;
} states[RB_N_PRESENCE_STATES] = {
  [RB_PRESENCE_UNKNOWN] = { "unknown", N_ ("Presence unknown") },
  [RB_PRESENCE_OFFLINE] = { "offline", N_ ("Offline") },
  [RB_PRESENCE_AVAILABLE] = { "available", N_ ("Available") },
  [RB_PRESENCE_AWAY] = { "away", N_ ("Away") },
  [RB_PRESENCE_BUSY] = { "busy", N_ ("Busy right now") },
  [RB_PRESENCE_RINGING] = { "ringing", N_ ("Ringing") },
  [RB_PRESENCE_ON_THE_PHONE] = { "on-the-phone", N_ ("On the phone") },
};

const char *
rb_presence_state_to_text (RbPresenceState state)
{
  g_return_val_if_fail (state < RB_N_PRESENCE_STATES, "");

  return _ (states[state].text);
}

const char *
rb_presence_state_to_string (RbPresenceState state)
{
  g_return_val_if_fail (state < RB_N_PRESENCE_STATES, "");

  return states[state].name;
}

RbPresenceState
rb_presence_combine (const RbPidf *pidf, RbLamp lamp)
{
  static const RbPresenceState of_activity[] = {
    [RB_ACTIVITY_NONE] = RB_PRESENCE_AVAILABLE,
    [RB_ACTIVITY_AWAY] = RB_PRESENCE_AWAY,
    [RB_ACTIVITY_BUSY] = RB_PRESENCE_BUSY,
    [RB_ACTIVITY_ON_THE_PHONE] = RB_PRESENCE_ON_THE_PHONE,
  };

  if (lamp == RB_LAMP_BUSY)
    return RB_PRESENCE_ON_THE_PHONE;
  if (lamp == RB_LAMP_RINGING)
    return RB_PRESENCE_RINGING;
  if (pidf != NULL && pidf->has_basic && !pidf->open)
    return RB_PRESENCE_OFFLINE;
  if (pidf != NULL && (pidf->has_basic || pidf->activity != RB_ACTIVITY_NONE))
    return of_activity[pidf->activity];

  return lamp == RB_LAMP_IDLE ? RB_PRESENCE_AVAILABLE : RB_PRESENCE_UNKNOWN;
}

static void
update_state (Watch *watch)
{
  RbLamp lamp = watch->info != NULL ? rb_dialog_info_get_lamp (watch->info) : RB_LAMP_UNKNOWN;

  watch->state = rb_presence_combine (watch->pidf, lamp);
  g_signal_emit (watch->owner, changed_signal, 0, watch->uri);
}

static void
on_presence (RbSipSubscription *subscription, const char *type, GBytes *body, Watch *watch)
{
  g_clear_pointer (&watch->pidf, rb_pidf_free);
  if (body != NULL && type != NULL && g_ascii_strcasecmp (type, RB_PIDF_TYPE) == 0)
    watch->pidf = rb_pidf_parse (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  update_state (watch);
}

static void
on_dialog (RbSipSubscription *subscription, const char *type, GBytes *body, Watch *watch)
{
  RbDialogInfo *news = NULL;

  if (body != NULL && type != NULL && g_ascii_strcasecmp (type, RB_DIALOG_INFO_TYPE) == 0)
    news = rb_dialog_info_parse (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  if (news != NULL && !rb_dialog_info_update (&watch->info, news))
    rb_sip_subscription_refresh (subscription);
  update_state (watch);
}

/* What a subscription that has ended said is no longer true. */
static void
on_subscription_changed (RbSipSubscription *subscription, Watch *watch)
{
  if (rb_sip_subscription_get_state (subscription) == RB_SIP_SUBSCRIPTION_ACTIVE)
    return;

  if (subscription == watch->presence)
    g_clear_pointer (&watch->pidf, rb_pidf_free);
  else
    g_clear_pointer (&watch->info, rb_dialog_info_free);
  update_state (watch);
}

static RbSipSubscription *
subscribe (Watch *watch, RbSipAgent *agent, const char *package, const char *type, GCallback on_notified)
{
  RbSipSubscription *subscription = rb_sip_subscription_new (agent, watch->uri, package, type, EXPIRES_S);

  g_signal_connect (subscription, "changed", G_CALLBACK (on_subscription_changed), watch);
  g_signal_connect (subscription, "notified", on_notified, watch);

  return subscription;
}

static void
clear_subscription (Watch *watch, RbSipSubscription **subscription)
{
  if (*subscription != NULL)
    g_signal_handlers_disconnect_by_data (*subscription, watch);
  g_clear_object (subscription);
}

static void
stop (Watch *watch)
{
  clear_subscription (watch, &watch->presence);
  clear_subscription (watch, &watch->dialog);
  g_clear_object (&watch->account);
  g_clear_pointer (&watch->pidf, rb_pidf_free);
  g_clear_pointer (&watch->info, rb_dialog_info_free);
}

/* Subscribes where the account it goes over is registered. */
static void
start (Watch *watch)
{
  RbPresence *self = watch->owner;
  RbAccount *account = self->choose (watch->uri, self->data);

  for (guint i = 0; watch->account == NULL && account != NULL && i < self->lines->len; i++)
    {
      Line *line = g_ptr_array_index (self->lines, i);

      if (line->account != account)
        continue;
      watch->account = g_object_ref (account);
      watch->presence = subscribe (watch, line->agent, "presence", RB_PIDF_TYPE, G_CALLBACK (on_presence));
      watch->dialog = subscribe (watch, line->agent, "dialog", RB_DIALOG_INFO_TYPE, G_CALLBACK (on_dialog));
    }
}

static void
watch_free (Watch *watch)
{
  stop (watch);
  g_free (watch->uri);
  g_free (watch);
}

static void
line_free (Line *line)
{
  g_object_unref (line->account);
  g_object_unref (line->agent);
  g_free (line);
}

static void
rb_presence_finalize (GObject *object)
{
  RbPresence *self = RB_PRESENCE (object);

  g_hash_table_unref (self->watches);
  g_ptr_array_unref (self->lines);

  G_OBJECT_CLASS (rb_presence_parent_class)->finalize (object);
}

static void
rb_presence_class_init (RbPresenceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rb_presence_finalize;

  changed_signal = g_signal_new ("changed", RB_TYPE_PRESENCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
rb_presence_init (RbPresence *self)
{
  self->watches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) watch_free);
  self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) line_free);
}

RbPresence *
rb_presence_new (RbPresenceChoose choose, gpointer data)
{
  RbPresence *self = g_object_new (RB_TYPE_PRESENCE, NULL);

  self->choose = choose;
  self->data = data;

  return self;
}

void
rb_presence_remove_line (RbPresence *self, RbAccount *account)
{
  GHashTableIter iter;
  gpointer watch;

  for (guint i = 0; i < self->lines->len; i++)
    if (((Line *) g_ptr_array_index (self->lines, i))->account == account)
      g_ptr_array_remove_index (self->lines, i--);

  g_hash_table_iter_init (&iter, self->watches);
  while (g_hash_table_iter_next (&iter, NULL, &watch))
    if (((Watch *) watch)->account == account)
      {
        stop (watch);
        update_state (watch);
      }
}

void
rb_presence_add_line (RbPresence *self, RbAccount *account, RbSipAgent *agent)
{
  GHashTableIter iter;
  gpointer watch;
  Line *line;

  for (guint i = 0; i < self->lines->len; i++)
    {
      line = g_ptr_array_index (self->lines, i);
      if (line->account == account && line->agent == agent)
        return; /* registered again: the subscriptions go on */
    }

  rb_presence_remove_line (self, account);
  line = g_new (Line, 1);
  line->account = g_object_ref (account);
  line->agent = g_object_ref (agent);
  g_ptr_array_add (self->lines, line);

  g_hash_table_iter_init (&iter, self->watches);
  while (g_hash_table_iter_next (&iter, NULL, &watch))
    start (watch);
}

static Watch *
find_watch (RbPresence *self, const char *uri)
{
  g_autofree char *peer = rb_sip_uri_format_short (uri);

  return g_hash_table_lookup (self->watches, peer);
}

gboolean
rb_presence_watch (RbPresence *self, const char *uri)
{
  Watch *watch;

  g_return_val_if_fail (RB_IS_PRESENCE (self), FALSE);
  g_return_val_if_fail (uri != NULL, FALSE);

  watch = find_watch (self, uri);
  if (watch == NULL)
    {
      if (g_hash_table_size (self->watches) >= RB_PRESENCE_MAX_WATCHED)
        return FALSE;
      watch = g_new0 (Watch, 1);
      watch->owner = self;
      watch->uri = g_strdup (uri);
      g_hash_table_insert (self->watches, rb_sip_uri_format_short (uri), watch);
      start (watch);
    }
  watch->n_users++;

  return TRUE;
}

void
rb_presence_unwatch (RbPresence *self, const char *uri)
{
  Watch *watch;

  g_return_if_fail (RB_IS_PRESENCE (self));
  g_return_if_fail (uri != NULL);

  watch = find_watch (self, uri);
  if (watch != NULL && --watch->n_users == 0)
    {
      g_autofree char *peer = rb_sip_uri_format_short (uri);

      g_hash_table_remove (self->watches, peer);
    }
}

RbPresenceState
rb_presence_get_state (RbPresence *self, const char *uri)
{
  Watch *watch;

  g_return_val_if_fail (RB_IS_PRESENCE (self), RB_PRESENCE_UNKNOWN);
  g_return_val_if_fail (uri != NULL, RB_PRESENCE_UNKNOWN);

  watch = find_watch (self, uri);

  return watch != NULL ? watch->state : RB_PRESENCE_UNKNOWN;
}

const char *
rb_presence_get_note (RbPresence *self, const char *uri)
{
  Watch *watch;

  g_return_val_if_fail (RB_IS_PRESENCE (self), NULL);
  g_return_val_if_fail (uri != NULL, NULL);

  watch = find_watch (self, uri);

  return watch != NULL && watch->pidf != NULL ? watch->pidf->note : NULL;
}

gboolean
rb_presence_is_same (const char *uri, const char *other)
{
  g_autofree char *a = rb_sip_uri_format_short (uri);
  g_autofree char *b = rb_sip_uri_format_short (other);

  return strcmp (a, b) == 0;
}
