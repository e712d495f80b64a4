/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RbSipIdentity: the headers of an INVITE by which a phone tells one caller from another. Those that
 * Sofia's parser leaves as text (it would know them only after a change of its parser for the whole
 * process) are taken apart here: lists of name-addr with parameters (RFC 3261 25.1). Used by RbSipCall. */

#include "rb-sip-identity-private.h"

#include <string.h>

#define MAX_VALUES 32       /* of one header; a longer list is an attack */
#define MAX_ANSWER_DELAY 60 /* s: more is not “at once” */

void
rb_sip_identity_free (RbSipIdentity *self)
{
  g_free (self->asserted_uri);
  g_free (self->asserted_name);
  g_free (self->diverted_by);
  g_strfreev (self->diverters);
  g_free (self->diversion_reason);
  g_free (self->referred_by);
  g_free (self);
}

char *
rb_sip_identity_format_url (const url_t *url)
{
  su_home_t home[1] = { SU_HOME_INIT (home) };
  url_t plain = *url;
  char *text;

  plain.url_headers = NULL;
  plain.url_fragment = NULL;
  text = g_utf8_make_valid (url_as_string (home, &plain), -1);
  su_home_deinit (home);

  return text;
}

char *
rb_sip_identity_unquote (const char *display)
{
  g_autofree char *valid = NULL;
  GString *out;

  if (display == NULL)
    return NULL;
  valid = g_utf8_make_valid (display, -1);
  g_strstrip (valid);

  out = g_string_new (NULL);
  for (const char *p = valid; *p != '\0'; p++)
    {
      if (*p == '"')
        continue;
      if (*p == '\\' && p[1] != '\0')
        p++;
      if ((guchar) *p >= ' ')
        g_string_append_c (out, *p);
    }

  return g_string_free (out, out->len == 0);
}

/* The values of all headers @name, split at the commas outside quotes and brackets. (transfer full) */
static GPtrArray *
list_values (const sip_t *sip, const char *name)
{
  GPtrArray *values = g_ptr_array_new_with_free_func (g_free);

  for (const sip_unknown_t *header = sip->sip_unknown; header != NULL; header = header->un_next)
    {
      const char *start = header->un_value;
      gboolean quoted = FALSE;
      gboolean bracketed = FALSE;

      if (header->un_name == NULL || start == NULL || g_ascii_strcasecmp (header->un_name, name) != 0)
        continue;

      for (const char *p = start; values->len < MAX_VALUES; p++)
        {
          if (*p == '\0' || (*p == ',' && !quoted && !bracketed))
            {
              g_autofree char *value = g_strstrip (g_strndup (start, (gsize) (p - start)));

              if (*value != '\0')
                g_ptr_array_add (values, g_steal_pointer (&value));
              if (*p == '\0')
                break;
              start = p + 1;
            }
          else if (*p == '\\' && quoted && p[1] != '\0')
            p++;
          else if (*p == '"' && !bracketed)
            quoted = !quoted;
          else if ((*p == '<' || *p == '>') && !quoted)
            bracketed = *p == '<';
        }
    }

  return values;
}

/* Of somebody who can be called: sip, sips or tel. (transfer none): in @home. (nullable) */
static const sip_from_t *
parse_address (su_home_t *home, const char *value)
{
  const sip_from_t *address = sip_from_make (home, value);
  const url_t *url = address != NULL ? address->a_url : NULL;
  gboolean known = url != NULL && (url->url_type == url_tel ||
                                   ((url->url_type == url_sip || url->url_type == url_sips) && url->url_host != NULL));

  return known ? address : NULL;
}

/* RFC 3325 9.1: at most one sip(s) and one tel URI; the first is it. */
static void
take_asserted (RbSipIdentity *self, const sip_t *sip, su_home_t *home)
{
  g_autoptr (GPtrArray) values = list_values (sip, "P-Asserted-Identity");

  for (guint i = 0; i < values->len && self->asserted_uri == NULL; i++)
    {
      const sip_from_t *address = parse_address (home, g_ptr_array_index (values, i));

      if (address == NULL)
        continue;
      self->asserted_uri = rb_sip_identity_format_url (address->a_url);
      self->asserted_name = rb_sip_identity_unquote (address->a_display);
    }
}

static gboolean
is_anonymous (const sip_from_t *from)
{
  return from->a_url->url_host != NULL && g_ascii_strcasecmp (from->a_url->url_host, "anonymous.invalid") == 0;
}

static gboolean
asks_for_privacy (const sip_privacy_t *privacy)
{
  static const char *const words[] = { "id", "user", "header", NULL };

  for (; privacy != NULL; privacy = (const sip_privacy_t *) privacy->priv_next)
    for (gsize i = 0; privacy->priv_values != NULL && privacy->priv_values[i] != NULL; i++)
      for (gsize j = 0; words[j] != NULL; j++)
        if (g_ascii_strcasecmp (privacy->priv_values[i], words[j]) == 0)
          return TRUE;

  return FALSE;
}

/* A parameter's value without quotes, in lower case. (transfer full) (nullable) */
static char *
dup_parameter (const char *value)
{
  g_autofree char *plain = rb_sip_identity_unquote (value);

  return plain != NULL ? g_ascii_strdown (plain, -1) : NULL;
}

/* RFC 5806: the latest diversion is the topmost one; the caller called the last one listed. */
static gboolean
take_diversion (RbSipIdentity *self, const sip_t *sip, su_home_t *home)
{
  g_autoptr (GPtrArray) values = list_values (sip, "Diversion");
  g_autoptr (GStrvBuilder) diverters = g_strv_builder_new ();

  for (guint i = 0; i < values->len; i++)
    {
      const sip_from_t *address = parse_address (home, g_ptr_array_index (values, i));

      if (address == NULL)
        continue;
      g_free (self->diverted_by);
      g_free (self->diversion_reason);
      self->diverted_by = rb_sip_identity_format_url (address->a_url);
      self->diversion_reason = dup_parameter (msg_params_find (address->a_params, "reason="));
      g_strv_builder_add (diverters, self->diverted_by);
    }
  if (self->diverted_by != NULL)
    self->diverters = g_strv_builder_end (diverters);

  return self->diverted_by != NULL;
}

/* RFC 7044: each entry is where the request was sent on its way; another user at the end is a diversion. */
static void
take_history (RbSipIdentity *self, const sip_t *sip, su_home_t *home)
{
  g_autoptr (GPtrArray) values = list_values (sip, "History-Info");
  const sip_from_t *first = NULL;
  const sip_from_t *last = NULL;

  for (guint i = 0; i < values->len; i++)
    {
      const sip_from_t *address = parse_address (home, g_ptr_array_index (values, i));

      if (address == NULL)
        continue;
      if (first == NULL)
        first = address;
      last = address;
    }
  if (first != NULL && g_strcmp0 (first->a_url->url_user, last->a_url->url_user) != 0)
    self->diverted_by = rb_sip_identity_format_url (first->a_url);
}

static void
set_auto_answer (RbSipIdentity *self, const char *delay)
{
  guint64 seconds = 0;

  self->auto_answer = TRUE;
  if (delay != NULL && g_ascii_string_to_unsigned (delay, 10, 0, G_MAXUINT, &seconds, NULL))
    self->auto_answer_delay_s = (guint) MIN (seconds, MAX_ANSWER_DELAY);
}

/* The words by which servers ask for it: “alert-autoanswer”, “Auto Answer”, “Ring Answer”. */
static gboolean
says_auto_answer (const char *value)
{
  g_autofree char *text = value != NULL ? dup_parameter (value) : NULL;

  if (text == NULL)
    return FALSE;

  return (strstr (text, "auto") != NULL || strstr (text, "ring") != NULL) && strstr (text, "answer") != NULL;
}

static void
take_auto_answer (RbSipIdentity *self, const sip_t *sip, su_home_t *home)
{
  static const char *const modes[] = { "Answer-Mode", "Priv-Answer-Mode" }; /* RFC 5373 */
  g_autoptr (GPtrArray) alerts = list_values (sip, "Alert-Info");
  g_autoptr (GPtrArray) calls = list_values (sip, "Call-Info");

  for (const sip_call_info_t *info = sip->sip_call_info; info != NULL; info = info->ci_next)
    {
      const char *delay = msg_header_find_param (info->ci_common, "answer-after=");

      if (delay != NULL)
        set_auto_answer (self, delay);
    }
  for (guint i = 0; i < calls->len; i++)
    {
      const sip_from_t *info = sip_from_make (home, g_ptr_array_index (calls, i));
      const char *delay = info != NULL ? msg_params_find (info->a_params, "answer-after=") : NULL;

      if (delay != NULL)
        set_auto_answer (self, delay);
    }
  for (guint i = 0; i < alerts->len; i++)
    {
      const char *value = g_ptr_array_index (alerts, i);
      const sip_from_t *info = *value == '<' ? sip_from_make (home, value) : NULL;

      if (info != NULL && says_auto_answer (msg_params_find (info->a_params, "info=")))
        set_auto_answer (self, msg_params_find (info->a_params, "delay="));
      else if (info == NULL && says_auto_answer (value))
        set_auto_answer (self, NULL);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autoptr (GPtrArray) values = list_values (sip, modes[i]);

      if (values->len > 0 && g_ascii_strncasecmp (g_ptr_array_index (values, 0), "Auto", 4) == 0)
        set_auto_answer (self, NULL);
    }
}

RbSipIdentity *
rb_sip_identity_new (const sip_t *sip, gboolean through_server)
{
  RbSipIdentity *self = g_new0 (RbSipIdentity, 1);
  su_home_t home[1] = { SU_HOME_INIT (home) };

  self->through_server = through_server;
  if (through_server)
    take_asserted (self, sip, home);
  self->hidden = is_anonymous (sip->sip_from) || asks_for_privacy (sip->sip_privacy);
  if (!take_diversion (self, sip, home))
    take_history (self, sip, home);
  if (sip->sip_referred_by != NULL)
    self->referred_by = rb_sip_identity_format_url (sip->sip_referred_by->b_url);
  take_auto_answer (self, sip, home);
  su_home_deinit (home);

  return self;
}
