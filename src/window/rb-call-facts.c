/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The small print of a call card. */

#include "rb-call-facts.h"

#include "rb-call-recording.h"
#include "rb-shown-text.h"
#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>

#define MAX_SHOWN 60 /* characters of what somebody else chose */

static void
add (GString *lines, char *sentence)
{
  if (sentence != NULL && lines->len > 0)
    g_string_append_c (lines, '\n');
  if (sentence != NULL)
    g_string_append (lines, sentence);
  g_free (sentence);
}

/* An address as people read it. (transfer full) (nullable) */
static char *
dup_shown (const char *uri)
{
  g_autofree char *text = uri != NULL ? rb_sip_uri_format_short (uri) : NULL;

  return text != NULL ? rb_shown_text_cut (text, MAX_SHOWN) : NULL;
}

/* Only where there is a choice. (transfer full) (nullable) */
static char *
say_account (RbPhone *phone, RbCall *call)
{
  RbAccount *account = rb_call_get_account (call);
  g_autofree char *label = account != NULL ? rb_account_dup_label (account) : NULL;

  if (label == NULL || g_list_model_get_n_items (rb_phone_get_accounts (phone)) < 2)
    return NULL;

  return g_strdup_printf (rb_call_is_incoming (call) ? _ ("Calls your account %s") : _ ("With your account %s"), label);
}

/* What was typed, when that is not what was called. (transfer full) (nullable) */
static char *
say_dialled (RbCall *call)
{
  const char *dialled = rb_call_get_dialled (call);
  g_autofree char *user = rb_sip_uri_get_user (rb_call_get_remote_uri (call));
  g_autofree char *address = rb_sip_uri_format_short (rb_call_get_remote_uri (call));
  g_autofree char *typed = NULL;

  if (dialled == NULL || g_str_equal (dialled, user) || g_str_equal (dialled, address) ||
      g_str_equal (dialled, rb_call_get_remote_uri (call)))
    return NULL;

  typed = rb_shown_text_cut (dialled, MAX_SHOWN);

  return g_strdup_printf (_ ("You dialled %1$s, %2$s is called"), typed, user);
}

char *
rb_call_facts_format (RbPhone *phone, RbCall *call)
{
  GString *lines = g_string_new (NULL);
  g_autofree char *diverted_by = dup_shown (rb_call_get_diverted_by (call));
  g_autofree char *referred_by = dup_shown (rb_call_get_referred_by (call));
  g_autofree char *asserted = dup_shown (rb_call_get_asserted_uri (call));
  g_autofree char *remote = dup_shown (rb_call_get_remote_uri (call));

  add (lines, say_account (phone, call));
  add (lines, say_dialled (call));
  if (rb_call_hides_number (call))
    add (lines, g_strdup (_ ("Your number is hidden")));
  if (diverted_by != NULL)
    add (lines, g_strdup_printf (_ ("Forwarded by %s"), diverted_by));
  if (referred_by != NULL)
    add (lines, g_strdup_printf (_ ("Transferred by %s"), referred_by));
  if (rb_call_is_anonymous (call))
    add (lines, g_strdup (_ ("The caller hides the number")));
  else if (asserted != NULL && g_strcmp0 (asserted, remote) != 0)
    add (lines, g_strdup_printf (_ ("Your server says that it is %s"), asserted));
  add (lines, rb_call_format_transfer (call));
  if (rb_phone_is_in_conference (phone, call))
    add (lines, g_strdup (_ ("In conference")));
  if (rb_call_is_recording (call))
    add (lines, g_strdup (_ ("This call is being recorded")));
  else if (rb_call_get_recording_path (call) != NULL)
    add (lines, g_strdup_printf (_ ("Recorded in %s"), rb_call_get_recording_path (call)));
  add (lines, rb_phone_describe_incoming (phone, call));

  return g_string_free (lines, FALSE);
}
