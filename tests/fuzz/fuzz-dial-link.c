/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A link to call, as another program hands it over. */

#include "fuzz.h"

#include <string.h>

#include "rb-dial-link.h"
#include "rb-sip-uri.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (RbDialLink) link = rb_dial_link_parse (text, &error);
  g_autofree char *uri = NULL;

  g_assert ((link == NULL) == (error != NULL));
  if (link == NULL)
    {
      g_assert (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }

  /* Nothing but an address gets through, and all that is shown is text of one line. */
  g_assert (rb_dial_link_is_one (text));
  uri = rb_sip_uri_from_input (link->target, "example.org", NULL);
  g_assert (uri != NULL && strpbrk (uri, "?<>\"\r\n ") == NULL);
  g_assert (g_utf8_validate (link->target, -1, NULL) && strchr (link->target, '\n') == NULL);
  g_assert (link->left_out == NULL || g_utf8_validate (link->left_out, -1, NULL));
  g_assert (link->keys == NULL || g_utf8_validate (link->keys, -1, NULL));

  return 0;
}
