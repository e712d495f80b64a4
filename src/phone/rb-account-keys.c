/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Each key that an account has in a file is one row of a table, for the file of our own accounts
 * (rb-account-store.c) and for those that people hand each other (rb-account-transfer.c). */

#include "rb-account-keys.h"

#include "rb-phone.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_DEPTH 16

typedef enum
{
  TEXT,
  NUMBER,
  BOOLEAN,
  WORD, /* one of a table: the property is its number */
} KeyType;

static const char *const transports[] = {
  [RB_TRANSPORT_UNKNOWN] = "auto",
  [RB_TRANSPORT_UDP] = "udp",
  [RB_TRANSPORT_TCP] = "tcp",
  [RB_TRANSPORT_TLS] = "tls",
  NULL,
};

static const char *const encryptions[] = {
  [RB_SIP_ENCRYPTION_OFF] = "off",
  [RB_SIP_ENCRYPTION_OPTIONAL] = "optional",
  [RB_SIP_ENCRYPTION_REQUIRED] = "required",
  NULL,
};

static const char *const dtmf_modes[] = {
  [RB_SIP_DTMF_AUTO] = "auto",
  [RB_SIP_DTMF_RFC4733] = "rfc4733",
  [RB_SIP_DTMF_INFO] = "info",
  [RB_SIP_DTMF_INBAND] = "inband",
  NULL,
};

static const struct
{
  const char *name;
  const char *property;
  KeyType type;
  const char *const *words;
} keys[] = {
  { "label", "label", TEXT },
  { "user", "user", TEXT },
  { "domain", "domain", TEXT },
  { "auth_user", "auth-user", TEXT },
  { "display_name", "display-name", TEXT },
  { "server", "server", TEXT },
  { "proxy", "proxy", TEXT },
  { "transport", "transport", WORD, transports },
  { "expires", "expires", NUMBER },
  { "keep_alive", "keep-alive", NUMBER },
  { "enabled", "enabled", BOOLEAN },
  { "register", "register", BOOLEAN },
  { "voicemail", "voicemail", TEXT },
  { "dial_prefix", "dial-prefix", TEXT },
  { "dial_plan", "dial-plan", TEXT },
  { "hide_caller_id", "hide-caller-id", BOOLEAN },
  { "encryption", "encryption", WORD, encryptions },
  { "public_address", "public-address", TEXT },
  { "publish_presence", "publish-presence", BOOLEAN },
  { "rewrite_contact", "rewrite-contact", BOOLEAN },
  { "ice", "ice", BOOLEAN },
  { "session_timers", "session-timers", BOOLEAN },
  { "dtmf_mode", "dtmf-mode", WORD, dtmf_modes },
  { "pinned_certificate", "pinned-certificate", TEXT },
};

gsize
rb_account_keys_count (void)
{
  return G_N_ELEMENTS (keys);
}

const char *
rb_account_keys_get_name (gsize n)
{
  return keys[n].name;
}

const char *
rb_account_keys_get_property (gsize n)
{
  return keys[n].property;
}

gboolean
rb_account_keys_find (const char *name, gsize *n)
{
  for (*n = 0; *n < G_N_ELEMENTS (keys); (*n)++)
    if (strcmp (keys[*n].name, name) == 0)
      return TRUE;

  return FALSE;
}

static void
complain (char **problem, char *text)
{
  g_autofree char *given = text;

  if (problem != NULL)
    *problem = g_steal_pointer (&given);
}

static gboolean
read_number (RbAccount *account, gsize n, struct json_object *value, char **problem)
{
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (account), keys[n].property);
  GParamSpecUInt *range = G_PARAM_SPEC_UINT (spec);
  gint64 number = json_object_get_int64 (value);

  if (!json_object_is_type (value, json_type_int) || number < range->minimum || number > range->maximum)
    {
      complain (problem, g_strdup_printf (_ ("a whole number from %1$u to %2$u"), range->minimum, range->maximum));
      return FALSE;
    }
  g_object_set (account, keys[n].property, (guint) number, NULL);

  return TRUE;
}

static gboolean
read_word (RbAccount *account, gsize n, struct json_object *value, char **problem)
{
  const char *word = json_object_is_type (value, json_type_string) ? json_object_get_string (value) : "";

  for (int i = 0; keys[n].words[i] != NULL; i++)
    if (strcmp (word, keys[n].words[i]) == 0)
      {
        g_object_set (account, keys[n].property, i, NULL);
        return TRUE;
      }
  if (problem != NULL)
    {
      g_autofree char *list = g_strjoinv (", ", (char **) keys[n].words);

      complain (problem, g_strdup_printf (_ ("one of %s"), list));
    }

  return FALSE;
}

gboolean
rb_account_keys_read (RbAccount *account, gsize n, struct json_object *value, char **problem)
{
  switch (keys[n].type)
    {
    case TEXT:
      if (!json_object_is_type (value, json_type_string) ||
          strlen (json_object_get_string (value)) != (gsize) json_object_get_string_len (value))
        {
          complain (problem, g_strdup (_ ("a text")));
          return FALSE;
        }
      g_object_set (account, keys[n].property, json_object_get_string (value), NULL);
      return TRUE;
    case NUMBER:
      return read_number (account, n, value, problem);
    case BOOLEAN:
      if (!json_object_is_type (value, json_type_boolean))
        {
          complain (problem, g_strdup (_ ("true or false")));
          return FALSE;
        }
      g_object_set (account, keys[n].property, json_object_get_boolean (value), NULL);
      return TRUE;
    case WORD:
      return read_word (account, n, value, problem);
    default:
      g_assert_not_reached ();
    }
}

struct json_object *
rb_account_keys_write (RbAccount *account, gsize n)
{
  g_autofree char *text = NULL;
  guint number;
  gboolean flag;
  int word;

  switch (keys[n].type)
    {
    case TEXT:
      g_object_get (account, keys[n].property, &text, NULL);
      return json_object_new_string (text);
    case NUMBER:
      g_object_get (account, keys[n].property, &number, NULL);
      return json_object_new_int64 (number);
    case BOOLEAN:
      g_object_get (account, keys[n].property, &flag, NULL);
      return json_object_new_boolean (flag);
    case WORD:
      g_object_get (account, keys[n].property, &word, NULL);
      return json_object_new_string (keys[n].words[word]);
    default:
      g_assert_not_reached ();
    }
}

gboolean
rb_account_keys_are_equal (RbAccount *a, RbAccount *b, gsize n)
{
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (a), keys[n].property);
  g_auto (GValue) one = G_VALUE_INIT;
  g_auto (GValue) other = G_VALUE_INIT;

  g_object_get_property (G_OBJECT (a), keys[n].property, &one);
  g_object_get_property (G_OBJECT (b), keys[n].property, &other);

  return g_param_values_cmp (spec, &one, &other) == 0;
}

struct json_object *
rb_account_keys_parse (const char *text, gsize length, GError **error)
{
  struct json_tokener *tokener = json_tokener_new_ex (MAX_DEPTH);
  struct json_object *root;
  enum json_tokener_error fault;
  gsize end;

  json_tokener_set_flags (tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
  root = json_tokener_parse_ex (tokener, text, (int) length + 1); /* with the final NUL: the text's end */
  fault = json_tokener_get_error (tokener);
  end = MIN (json_tokener_get_parse_end (tokener), length);
  json_tokener_free (tokener);

  if (fault != json_tokener_success)
    {
      guint line = 1;
      guint column = 1;

      for (gsize i = 0; i < end; i++)
        {
          column = text[i] == '\n' ? 1 : column + 1;
          line += text[i] == '\n';
        }
      g_set_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_STORE,
                   _ ("This is not valid JSON: line %1$u, column %2$u: %3$s."), line, column,
                   json_tokener_error_desc (fault));
      json_object_put (root);
      return NULL;
    }

  return root;
}
