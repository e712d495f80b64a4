/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Commands that a person has run at an event of the phone. Made by the window's application beside the phone. */

#include "rb-hooks.h"

#include "rb-shown-text.h"
#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>
#include <signal.h>
#include <unistd.h>

#define MAX_RUNNING 8
#define LIMIT_S 30
#define MAX_VALUE 256 /* characters */

struct _RbHooks
{
  GObject parent_instance;

  RbPhone *phone;
  GHashTable *registered; /* of RbAccount: told; only compared, never followed */
  GPtrArray *runs;        /* of Run */
  guint limit;            /* s that a command may run */
};

typedef struct
{
  RbHooks *hooks;
  GSubprocess *process;
  GTask *task; /* (nullable): of a try */
  guint limit_source;
  gboolean killed;
} Run;

G_DEFINE_FINAL_TYPE (RbHooks, rb_hooks, G_TYPE_OBJECT)

static const char *const names[RB_N_HOOKS] = {
  [RB_HOOK_INCOMING] = "incoming",     [RB_HOOK_ANSWERED] = "answered",
  [RB_HOOK_ENDED] = "ended",           [RB_HOOK_MISSED] = "missed",
  [RB_HOOK_REGISTERED] = "registered", [RB_HOOK_REGISTRATION_FAILED] = "registration-failed",
};

const char *
rb_hook_event_to_string (RbHookEvent event)
{
  g_return_val_if_fail (event < RB_N_HOOKS, NULL);

  return names[event];
}

static void
run_free (Run *run)
{
  g_clear_handle_id (&run->limit_source, g_source_remove);
  g_clear_object (&run->process);
  g_clear_object (&run->task);
  g_free (run);
}

/* What it started goes with it: it leads a process group of its own. */
static void
kill_run (Run *run)
{
  const char *pid = g_subprocess_get_identifier (run->process);

  if (pid != NULL)
    kill (-(pid_t) g_ascii_strtoll (pid, NULL, 10), SIGKILL);
}

static gboolean
on_limit (gpointer data)
{
  Run *run = data;

  run->limit_source = 0;
  run->killed = TRUE;
  kill_run (run);

  return G_SOURCE_REMOVE;
}

static char *
tell_end (Run *run)
{
  if (run->killed)
    return g_strdup_printf (ngettext ("The command was stopped after %u second.",
                                      "The command was stopped after %u seconds.", run->hooks->limit),
                            run->hooks->limit);
  if (!g_subprocess_get_if_exited (run->process))
    return g_strdup_printf (_ ("The command was ended by signal %d."), g_subprocess_get_term_sig (run->process));
  if (g_subprocess_get_exit_status (run->process) != 0)
    return g_strdup_printf (_ ("The command ran and failed with code %d."),
                            g_subprocess_get_exit_status (run->process));

  return g_strdup (_ ("The command ran and succeeded."));
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  Run *run = data;
  g_autoptr (RbHooks) hooks = run->hooks; /* the reference of this wait */

  g_subprocess_wait_finish (run->process, result, NULL);
  if (run->task != NULL)
    g_task_return_pointer (run->task, tell_end (run), g_free);
  g_ptr_array_remove (hooks->runs, run);
}

/* Between fork and exec. */
static void
lead_a_group (gpointer data)
{
  setpgid (0, 0);
}

static char **
split (const char *command, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_auto (GStrv) argv = NULL;
  g_autofree char *path = NULL;

  if (!g_shell_parse_argv (command, NULL, &argv, &cause))
    {
      if (g_error_matches (cause, G_SHELL_ERROR, G_SHELL_ERROR_EMPTY_STRING))
        g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_STORE, _ ("There is no command to run."));
      else
        g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_STORE,
                             _ ("A quotation mark of this command is not closed."));
      return NULL;
    }

  path = g_find_program_in_path (argv[0]);
  if (path == NULL)
    {
      g_set_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_STORE,
                   _ ("There is no program “%s” that can be run. Give its whole path."), argv[0]);
      return NULL;
    }

  return g_steal_pointer (&argv);
}

gboolean
rb_hooks_check (const char *command, GError **error)
{
  g_auto (GStrv) argv = split (command, error);

  return argv != NULL;
}

static void
set_value (GSubprocessLauncher *launcher, const char *name, const char *value)
{
  g_autofree char *cut = rb_shown_text_cut (value != NULL ? value : "", MAX_VALUE);

  g_subprocess_launcher_setenv (launcher, name, cut, TRUE);
}

static GSubprocessLauncher *
new_launcher (RbHookEvent event, RbAccount *account, const char *reason)
{
  GSubprocessLauncher *launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *name = NULL;

  if (account != NULL)
    name = g_strconcat (rb_account_get_user (account), "@", rb_account_get_domain (account), NULL);
  g_subprocess_launcher_set_cwd (launcher, g_get_home_dir ());
  g_subprocess_launcher_set_child_setup (launcher, lead_a_group, NULL, NULL);
  set_value (launcher, "RINGBACK_EVENT", names[event]);
  set_value (launcher, "RINGBACK_ACCOUNT", name);
  set_value (launcher, "RINGBACK_REASON", reason);

  return launcher;
}

typedef struct
{
  gboolean incoming;
  const char *ours;
  const char *theirs;
  const char *name;
  const char *call_id;
  guint duration; /* s */
  guint status;
} CallValues;

static void
set_call_values (GSubprocessLauncher *launcher, const CallValues *call)
{
  g_autofree char *number = rb_sip_uri_get_user (call->theirs);
  g_autofree char *duration = g_strdup_printf ("%u", call->duration);
  g_autofree char *status = g_strdup_printf ("%u", call->status);

  set_value (launcher, "RINGBACK_DIRECTION", call->incoming ? "incoming" : "outgoing");
  set_value (launcher, "RINGBACK_CALLER", call->incoming ? call->theirs : call->ours);
  set_value (launcher, "RINGBACK_CALLED", call->incoming ? call->ours : call->theirs);
  set_value (launcher, "RINGBACK_NAME", call->name);
  set_value (launcher, "RINGBACK_NUMBER", number);
  set_value (launcher, "RINGBACK_CALL_ID", call->call_id);
  set_value (launcher, "RINGBACK_DURATION", duration);
  set_value (launcher, "RINGBACK_STATUS", status);
}

/* @task: (nullable) (transfer full) */
static gboolean
start (RbHooks *self, GSubprocessLauncher *launcher, const char *command, GTask *task, GError **error)
{
  g_autoptr (GTask) owned = task;
  g_auto (GStrv) argv = split (command, error);
  g_autoptr (GError) cause = NULL;
  GSubprocess *process;
  Run *run;

  if (argv == NULL)
    return FALSE;
  if (self->runs->len >= MAX_RUNNING)
    {
      g_set_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_STORE,
                   ngettext ("There is already %d command running. Wait until it has ended.",
                             "There are already %d commands running. Wait until one of them has ended.", MAX_RUNNING),
                   MAX_RUNNING);
      return FALSE;
    }

  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv, &cause);
  if (process == NULL)
    {
      g_set_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_STORE, _ ("The command cannot be run: %s"), cause->message);
      return FALSE;
    }

  run = g_new0 (Run, 1);
  run->hooks = g_object_ref (self);
  run->process = process;
  run->task = g_steal_pointer (&owned);
  run->limit_source = g_timeout_add_seconds (self->limit, on_limit, run);
  g_ptr_array_add (self->runs, run);
  g_subprocess_wait_async (process, NULL, on_ended, run);

  return TRUE;
}

/* (transfer full) (nullable): the command for @event */
static char *
find_command (RbHooks *self, RbHookEvent event)
{
  g_autoptr (GVariant) hooks = g_settings_get_value (rb_phone_get_settings (self->phone), "hooks");
  char *command = NULL;

  g_variant_lookup (hooks, names[event], "s", &command);

  return command;
}

static void
run_hook (RbHooks *self, RbHookEvent event, RbAccount *account, const char *reason, RbCall *call)
{
  g_autofree char *command = find_command (self, event);
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GError) error = NULL;

  if (command == NULL || *command == '\0')
    return;

  launcher = new_launcher (event, account, reason);
  if (call != NULL)
    {
      g_autofree char *ours = account != NULL ? g_strconcat ("sip:", rb_account_get_user (account), "@",
                                                             rb_account_get_domain (account), NULL)
                                              : NULL;
      const CallValues values = {
        .incoming = rb_call_is_incoming (call),
        .ours = ours,
        .theirs = rb_call_get_remote_uri (call),
        .name = rb_call_get_remote_name (call),
        .call_id = rb_call_get_call_id (call),
        .duration = (guint) (rb_call_get_duration_us (call) / G_USEC_PER_SEC),
        .status = rb_call_get_status (call),
      };

      set_call_values (launcher, &values);
    }
  if (!start (self, launcher, command, NULL, &error))
    g_message ("The command for “%s” is not run: %s", names[event], error->message);
}

static void
run_for_call (RbHooks *self, RbHookEvent event, RbCall *call)
{
  run_hook (self, event, rb_call_get_account (call), rb_call_get_reason (call), call);
}

static void
on_call_changed (RbHooks *self, RbCall *call)
{
  static const char told_answered[] = "rb-hooks-answered";
  RbCallState state = rb_call_get_state (call);

  if (state == RB_CALL_ACTIVE && g_object_get_data (G_OBJECT (call), told_answered) == NULL)
    {
      g_object_set_data (G_OBJECT (call), told_answered, self);
      run_for_call (self, RB_HOOK_ANSWERED, call);
    }
  if (state != RB_CALL_ENDED)
    return;

  g_signal_handlers_disconnect_by_func (call, on_call_changed, self);
  run_for_call (self, RB_HOOK_ENDED, call);
  if (rb_call_get_end (call) == RB_CALL_END_MISSED)
    run_for_call (self, RB_HOOK_MISSED, call);
}

static void
on_call_added (RbHooks *self, RbCall *call)
{
  g_signal_connect_object (call, "changed", G_CALLBACK (on_call_changed), self, G_CONNECT_SWAPPED);
}

static void
on_incoming_call (RbHooks *self, RbCall *call)
{
  run_for_call (self, RB_HOOK_INCOMING, call);
}

static void
on_registration_failed (RbHooks *self, RbAccount *account, const char *sentence)
{
  run_hook (self, RB_HOOK_REGISTRATION_FAILED, account, sentence, NULL);
}

/* A refresh is no news. */
static void
on_registration (RbHooks *self, GParamSpec *pspec, RbAccount *account)
{
  RbRegistrationState state = rb_account_get_registration (account);

  if (state == RB_REGISTRATION_REGISTERED && !g_hash_table_contains (self->registered, account))
    {
      g_hash_table_add (self->registered, account);
      run_hook (self, RB_HOOK_REGISTERED, account, NULL, NULL);
    }
  else if (state == RB_REGISTRATION_FAILED || state == RB_REGISTRATION_OFF)
    {
      g_hash_table_remove (self->registered, account);
    }
}

static void
on_accounts_changed (RbHooks *self, guint position, guint removed, guint added, GListModel *accounts)
{
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (RbAccount) account = g_list_model_get_item (accounts, position + i);

      g_signal_handlers_disconnect_by_func (account, on_registration, self); /* moved in the list */
      g_signal_connect_object (account, "notify::registration", G_CALLBACK (on_registration), self, G_CONNECT_SWAPPED);
    }
}

static void
rb_hooks_dispose (GObject *object)
{
  RbHooks *self = RB_HOOKS (object);

  g_clear_pointer (&self->registered, g_hash_table_unref);
  g_clear_object (&self->phone);

  G_OBJECT_CLASS (rb_hooks_parent_class)->dispose (object);
}

static void
rb_hooks_finalize (GObject *object)
{
  g_ptr_array_unref (RB_HOOKS (object)->runs); /* each holds us: there is none */

  G_OBJECT_CLASS (rb_hooks_parent_class)->finalize (object);
}

static void
rb_hooks_class_init (RbHooksClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rb_hooks_dispose;
  G_OBJECT_CLASS (klass)->finalize = rb_hooks_finalize;
}

static void
rb_hooks_init (RbHooks *self)
{
  self->registered = g_hash_table_new (NULL, NULL);
  self->runs = g_ptr_array_new_with_free_func ((GDestroyNotify) run_free);
  self->limit = LIMIT_S;
}

RbHooks *
rb_hooks_new (RbPhone *phone)
{
  RbHooks *self = g_object_new (RB_TYPE_HOOKS, NULL);
  GListModel *accounts = rb_phone_get_accounts (phone);

  self->phone = g_object_ref (phone);
  g_signal_connect_object (phone, "call-added", G_CALLBACK (on_call_added), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (phone, "incoming-call", G_CALLBACK (on_incoming_call), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (phone, "registration-failed", G_CALLBACK (on_registration_failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (on_accounts_changed), self, G_CONNECT_SWAPPED);
  on_accounts_changed (self, 0, 0, g_list_model_get_n_items (accounts), accounts);

  return self;
}

void
rb_hooks_set_limit (RbHooks *self, guint seconds)
{
  g_return_if_fail (RB_IS_HOOKS (self) && seconds > 0);

  self->limit = seconds;
}

void
rb_hooks_try_async (RbHooks *self, RbHookEvent event, const char *command, GAsyncReadyCallback callback, gpointer data)
{
  static const CallValues example = {
    .incoming = TRUE,
    .ours = "sip:alice@example.org",
    .theirs = "sip:bob@example.org",
    .name = "Bob",
    .call_id = "example@example.org",
  };
  GTask *task = g_task_new (self, NULL, callback, data);
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  GError *error = NULL;

  g_return_if_fail (RB_IS_HOOKS (self) && event < RB_N_HOOKS);

  launcher = new_launcher (event, NULL, NULL);
  if (event < RB_HOOK_REGISTERED)
    set_call_values (launcher, &example);
  if (!start (self, launcher, command, g_object_ref (task), &error))
    g_task_return_error (task, error);
  g_object_unref (task);
}

char *
rb_hooks_try_finish (RbHooks *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
