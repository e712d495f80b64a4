/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The other end of window/rb-remote-control.c: asks the running window. */

#include "rb-remote.h"

#include <glib/gi18n-lib.h>
#include <json-c/json.h>

#define BUS_NAME RB_APP_ID
#define PATH "/io/github/ringback/Ringback"
#define INTERFACE "io.github.ringback.Ringback1"
#define TIMEOUT_MS 20000 /* a phone that has just started waits up to 10 s for its registration */

G_DEFINE_QUARK (rb - remote - error - quark, rb_remote_error)

static const RbRemoteVerb verbs[] = {
  { "call", N_ ("URI"), N_ ("call an address or number") },
  { "call-hidden", N_ ("URI"), N_ ("call without telling your number") },
  { "answer", NULL, N_ ("answer the call that rings") },
  { "hang-up", NULL, N_ ("end the call, or decline the one that rings") },
  { "hold", NULL, N_ ("put the call on hold") },
  { "resume", NULL, N_ ("take the held call up again") },
  { "mute", NULL, N_ ("switch the microphone off") },
  { "unmute", NULL, N_ ("switch the microphone on") },
  { "keys", N_ ("DIGITS"), N_ ("press keys in the call") },
  { "transfer", N_ ("URI"), N_ ("connect the other side with somebody else") },
  { "dnd", "on|off", N_ ("switch do not disturb on or off") },
  { "status", NULL, N_ ("tell accounts and calls") },
  { "import", N_ ("FILE"), N_ ("show what a file of accounts would change, and ask") },
  { "quit", NULL, N_ ("end the program") },
};

const RbRemoteVerb *
rb_remote_list_verbs (guint *n)
{
  *n = G_N_ELEMENTS (verbs);
  return verbs;
}

/* (transfer full) (nullable) */
static GVariant *
call_method (const char *interface, const char *name, GVariant *parameters, GError **error)
{
  g_autoptr (GVariant) owned = parameters != NULL ? g_variant_ref_sink (parameters) : NULL;
  g_autoptr (GError) cause = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &cause);
  GVariant *answer = NULL;

  if (bus != NULL)
    answer = g_dbus_connection_call_sync (bus, BUS_NAME, PATH, interface, name, owned, NULL,
                                          G_DBUS_CALL_FLAGS_NO_AUTO_START, TIMEOUT_MS, NULL, &cause);
  if (answer != NULL)
    return answer;

  if (bus == NULL || g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
      g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN))
    {
      g_set_error_literal (error, RB_REMOTE_ERROR, RB_REMOTE_ERROR_NOT_RUNNING, _ ("Ringback is not running."));
      return NULL;
    }

  g_dbus_error_strip_remote_error (cause);
  g_set_error_literal (error, RB_REMOTE_ERROR, RB_REMOTE_ERROR_FAILED, cause->message);
  return NULL;
}

static const char *
lookup_text (GVariant *dictionary, const char *key)
{
  const char *text = "";

  g_variant_lookup (dictionary, key, "&s", &text);
  return text;
}

static gboolean
lookup_boolean (GVariant *dictionary, const char *key)
{
  gboolean value = FALSE;

  g_variant_lookup (dictionary, key, "b", &value);
  return value;
}

/* The keys of JSON have “_”, as those of the other verbs. */
static struct json_object *
convert (GVariant *value)
{
  struct json_object *object;
  GVariantIter iter;
  GVariant *child;
  const char *key;

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return json_object_new_string (g_variant_get_string (value, NULL));
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    return json_object_new_boolean (g_variant_get_boolean (value));
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32))
    return json_object_new_int64 (g_variant_get_uint32 (value));

  g_variant_iter_init (&iter, value);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_VARDICT))
    {
      object = json_object_new_object ();
      while (g_variant_iter_loop (&iter, "{&sv}", &key, &child))
        {
          g_autofree char *name = g_strdelimit (g_strdup (key), "-", '_');

          json_object_object_add (object, name, convert (child));
        }
      return object;
    }

  object = json_object_new_array ();
  while ((child = g_variant_iter_next_value (&iter)) != NULL)
    {
      json_object_array_add (object, convert (child));
      g_variant_unref (child);
    }
  return object;
}

static const struct
{
  const char *word;
  const char *sentence;
} sentences[] = {
  { "starting", N_ ("Starting") },
  { "ready", N_ ("Ready for calls") },
  { "ringing", N_ ("A call is ringing") },
  { "in-call", N_ ("In a call") },
  { "offline", N_ ("No account is registered") },
};

static const char *
find_sentence (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (g_str_equal (sentences[i].word, word))
      return _ (sentences[i].sentence);

  return word;
}

static void
append_rows (GString *out, GVariant *all, const char *list, const char *first, const char *second, const char *third)
{
  g_autoptr (GVariant) rows = g_variant_lookup_value (all, list, G_VARIANT_TYPE ("aa{sv}"));
  GVariantIter iter;
  GVariant *row;

  if (rows == NULL)
    return;

  g_variant_iter_init (&iter, rows);
  while ((row = g_variant_iter_next_value (&iter)) != NULL)
    {
      g_string_append_printf (out, "\n%s\t%s\t%s", lookup_text (row, first), lookup_text (row, second),
                              lookup_text (row, third));
      g_variant_unref (row);
    }
}

static char *
tell_status (gboolean json, GError **error)
{
  g_autoptr (GVariant) answer =
      call_method ("org.freedesktop.DBus.Properties", "GetAll", g_variant_new ("(s)", INTERFACE), error);
  g_autoptr (GVariant) all = NULL;
  g_autoptr (GString) out = NULL;

  if (answer == NULL)
    return NULL;

  all = g_variant_get_child_value (answer, 0);
  if (json)
    {
      struct json_object *object = json_object_new_object ();
      const char *const keys[][2] = { { "status", "Status" },
                                      { "version", "Version" },
                                      { "do_not_disturb", "DoNotDisturb" },
                                      { "accounts", "Accounts" },
                                      { "calls", "Calls" } };
      char *text;

      json_object_object_add (object, "running", json_object_new_boolean (TRUE));
      for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
        {
          g_autoptr (GVariant) value = g_variant_lookup_value (all, keys[i][1], NULL);

          json_object_object_add (object, keys[i][0], value != NULL ? convert (value) : NULL);
        }
      text =
          g_strdup (json_object_to_json_string_ext (object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
      json_object_put (object);
      return text;
    }

  out = g_string_new (find_sentence (lookup_text (all, "Status")));
  if (lookup_boolean (all, "DoNotDisturb"))
    g_string_append_printf (out, "\n%s", _ ("Do not disturb is on"));
  append_rows (out, all, "Accounts", "address", "registration", "reason");
  append_rows (out, all, "Calls", "uri", "state", "name");
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* (nullable): the method and its parameters; NULL: an argument is wrong */
static GVariant *
make_call (const char *verb, const char *argument, const char **method)
{
  static const struct
  {
    const char *verb;
    const char *method;
    int flag; /* of the second parameter, -1: there is none */
  } plain[] = { { "answer", "Answer", -1 },  { "hang-up", "HangUp", -1 }, { "hold", "Hold", TRUE },
                { "resume", "Hold", FALSE }, { "mute", "Mute", TRUE },    { "unmute", "Mute", FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    if (g_str_equal (verb, plain[i].verb))
      {
        *method = plain[i].method;
        return plain[i].flag < 0 ? g_variant_new ("(s)", "") : g_variant_new ("(sb)", "", plain[i].flag);
      }

  if (g_str_equal (verb, "dnd"))
    {
      *method = "SetDoNotDisturb";
      if (!g_str_equal (argument, "on") && !g_str_equal (argument, "off"))
        return NULL;
      return g_variant_new ("(b)", g_str_equal (argument, "on"));
    }
  if (g_str_equal (verb, "import"))
    {
      g_autofree char *path = g_canonicalize_filename (argument, NULL);

      *method = "ImportAccounts";
      return g_utf8_validate (path, -1, NULL) ? g_variant_new ("(s)", path) : NULL;
    }
  if (g_str_equal (verb, "quit"))
    {
      *method = "Quit";
      return g_variant_new ("()");
    }
  if (!g_utf8_validate (argument, -1, NULL))
    return NULL;

  *method = g_str_equal (verb, "call")          ? "Call"
            : g_str_equal (verb, "call-hidden") ? "CallHidden"
            : g_str_equal (verb, "keys")        ? "SendDigits"
                                                : "Transfer";
  return g_str_has_prefix (verb, "call") ? g_variant_new ("(ss)", argument, "") : g_variant_new ("(ss)", "", argument);
}

static const RbRemoteVerb *
find_verb (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (verbs[i].name, name))
      return &verbs[i];

  return NULL;
}

char *
rb_remote_do (const char *name, const char *argument, gboolean json, GError **error)
{
  const RbRemoteVerb *verb = find_verb (name);
  g_autoptr (GVariant) answer = NULL;
  const char *method = NULL;
  GVariant *parameters;

  if (verb == NULL)
    {
      g_set_error (error, RB_REMOTE_ERROR, RB_REMOTE_ERROR_USAGE, _ ("there is no verb “%s”"), name);
      return NULL;
    }
  if ((argument != NULL) != (verb->argument != NULL))
    {
      if (verb->argument != NULL)
        g_set_error (error, RB_REMOTE_ERROR, RB_REMOTE_ERROR_USAGE, _ ("“%1$s” needs %2$s"), name, _ (verb->argument));
      else
        g_set_error (error, RB_REMOTE_ERROR, RB_REMOTE_ERROR_USAGE, _ ("“%s” takes nothing more"), name);
      return NULL;
    }
  if (g_str_equal (name, "status"))
    return tell_status (json, error);

  parameters = make_call (name, argument, &method);
  if (parameters == NULL)
    {
      g_set_error (error, RB_REMOTE_ERROR, RB_REMOTE_ERROR_USAGE, _ ("“%1$s” cannot be used with “%2$s”"), argument,
                   name);
      return NULL;
    }

  answer = call_method (INTERFACE, method, parameters, error);
  return answer != NULL ? g_strdup ("") : NULL;
}
