/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who called whom, as one harmless line for people. */

#include "rb-flow.h"

#include <glib/gi18n-lib.h>

#include "rb-shown-text.h"
#include "rb-sip-uri.h"

static char *
format_party (char *uri)
{
  g_autofree char *owned = uri;
  g_autofree char *user = uri != NULL ? rb_sip_uri_get_user (uri) : NULL;

  return user != NULL && *user != '\0' ? rb_shown_text_line (user) : g_strdup ("?");
}

char *
rb_flow_format_parties (RbFlow *self)
{
  g_autofree char *from = format_party (rb_flow_dup_from (self));
  g_autofree char *to = format_party (rb_flow_dup_to (self));

  /* Translators: who called whom: "alice → bob" */
  return g_strdup_printf (_ ("%1$s → %2$s"), from, to);
}
