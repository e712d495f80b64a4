/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One click on the first-run page ends here: it starts the practice network in this process,
 * signs a user up there, makes the account and registers it. The sign-up form comes the same
 * way with a name and a password of the person's own choice. */

#include "rb-practice.h"

#include <glib/gi18n-lib.h>

/* Names made up for the first click: as the sign-up form of the report wants them, digits
 * that start with 8. */
#define FIRST_NUMBER 8000
#define N_NUMBERS 1000

struct _RbPractice
{
  GObject parent_instance;

  RbPhone *phone;
  RbLab *lab; /* NULL until somebody joins */
  RbAccount *account;
};

G_DEFINE_FINAL_TYPE (RbPractice, rb_practice, G_TYPE_OBJECT)

enum
{
  PROP_ACCOUNT = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static gboolean
start_lab (RbPractice *self, GError **error)
{
  const RbLabConfig config = { 0 };
  g_autoptr (RbLab) lab = NULL;

  if (self->lab != NULL)
    return TRUE;

  lab = rb_lab_new (rb_phone_get_engine (self->phone), &config);
  if (!rb_lab_start (lab, error))
    return FALSE;

  self->lab = g_steal_pointer (&lab);
  return TRUE;
}

static RbAccount *
find_practice_account (RbPractice *self)
{
  GListModel *accounts = rb_phone_get_accounts (self->phone);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (RbAccount) account = g_list_model_get_item (accounts, i);
      gboolean practice = FALSE;

      g_object_get (account, "practice", &practice, NULL);
      if (practice)
        return account; /* the model keeps it */
    }

  return NULL;
}

static void
on_accounts_changed (RbPractice *self)
{
  if (g_set_object (&self->account, find_practice_account (self)))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACCOUNT]);
}

static void
rb_practice_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RbPractice *self = RB_PRACTICE (object);

  switch (id)
    {
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rb_practice_dispose (GObject *object)
{
  RbPractice *self = RB_PRACTICE (object);

  g_clear_object (&self->lab);
  if (self->phone != NULL)
    g_signal_handlers_disconnect_by_data (rb_phone_get_accounts (self->phone), self);
  g_clear_object (&self->account);
  g_clear_object (&self->phone);

  G_OBJECT_CLASS (rb_practice_parent_class)->dispose (object);
}

static void
rb_practice_class_init (RbPracticeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rb_practice_get_property;
  object_class->dispose = rb_practice_dispose;

  props[PROP_ACCOUNT] =
      g_param_spec_object ("account", NULL, NULL, RB_TYPE_ACCOUNT, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
rb_practice_init (RbPractice *self)
{
}

RbPractice *
rb_practice_new (RbPhone *phone)
{
  RbPractice *self = g_object_new (RB_TYPE_PRACTICE, NULL);

  self->phone = g_object_ref (phone);
  g_signal_connect_swapped (rb_phone_get_accounts (phone), "items-changed", G_CALLBACK (on_accounts_changed), self);
  on_accounts_changed (self);

  return self;
}

/**
 * rb_practice_sign_up:
 * @self: the practice network
 * @user: a name as rb_lab_check_user() allows it
 * @password: its password
 * @error: return location for a #RB_LAB_ERROR or #RB_PHONE_ERROR
 *
 * Starts the network when it does not run yet, signs @user up, and makes the account and
 * its registration. The account becomes the one calls go out from.
 *
 * Returns: %TRUE when the account exists; its registration follows
 */
gboolean
rb_practice_sign_up (RbPractice *self, const char *user, const char *password, GError **error)
{
  g_autoptr (RbAccount) account = NULL;
  g_autofree char *label = NULL;

  g_return_val_if_fail (RB_IS_PRACTICE (self), FALSE);

  if (!start_lab (self, error) || !rb_lab_add_user (self->lab, user, password, error))
    return FALSE;

  /* Translators: names an account; %s is the user name */
  label = g_strdup_printf (_ ("%s at the practice network"), user);
  account = g_object_new (RB_TYPE_ACCOUNT, "practice", TRUE, NULL);
  g_object_set (account, "label", label, "user", user, "domain", rb_lab_get_domain (self->lab), NULL);
  if (!rb_phone_save_account (self->phone, account, password, error))
    return FALSE;

  rb_phone_set_default_account (self->phone, account);
  return TRUE;
}

/* The same with a name and a password made up here; nothing to do when we are a member. */
gboolean
rb_practice_join (RbPractice *self, GError **error)
{
  g_autofree char *user = NULL;
  g_autofree char *password = NULL;

  g_return_val_if_fail (RB_IS_PRACTICE (self), FALSE);

  if (self->account != NULL)
    {
      rb_phone_set_default_account (self->phone, self->account);
      return TRUE;
    }

  user = g_strdup_printf ("%d", FIRST_NUMBER + g_random_int_range (1, N_NUMBERS));
  password = g_uuid_string_random ();
  return rb_practice_sign_up (self, user, password, error);
}

/* (transfer none) (nullable) */
RbAccount *
rb_practice_get_account (RbPractice *self)
{
  g_return_val_if_fail (RB_IS_PRACTICE (self), NULL);

  return self->account;
}

/* What the network's own side saw; %NULL while it does not run. (transfer none) (nullable) */
RbTrace *
rb_practice_get_trace (RbPractice *self)
{
  g_return_val_if_fail (RB_IS_PRACTICE (self), NULL);

  return self->lab != NULL ? rb_lab_get_trace (self->lab) : NULL;
}

static void
on_lab_stopped (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;

  rb_lab_stop_finish (RB_LAB (source), result);
  g_task_return_boolean (task, TRUE);
}

/* Takes at most 2 s; idempotent. After the phone has shut down, so that it can un-register first. */
void
rb_practice_stop_async (RbPractice *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (RbLab) lab = NULL;
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (RB_IS_PRACTICE (self));

  task = g_task_new (self, NULL, callback, data);
  lab = g_steal_pointer (&self->lab);
  if (lab != NULL)
    rb_lab_stop_async (lab, on_lab_stopped, g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

void
rb_practice_stop_finish (RbPractice *self, GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));

  g_task_propagate_boolean (G_TASK (result), NULL);
}
