/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the sections that lessons name are found. */

#include "rb-rfc-uri.h"

static void
sections_have_addresses (void)
{
  const struct
  {
    const char *rfc;
    const char *uri;
  } cases[] = {
    { "RFC 3261 17.1.1.2", "https://www.rfc-editor.org/rfc/rfc3261#section-17.1.1.2" },
    { "RFC 6026 7.1, 8.7", "https://www.rfc-editor.org/rfc/rfc6026#section-7.1" },
    { "RFC 3261 13.3.1.4.", "https://www.rfc-editor.org/rfc/rfc3261#section-13.3.1.4" },
    { "RFC 4028", "https://www.rfc-editor.org/rfc/rfc4028" },
    { "RFC 3261 figure 5", "https://www.rfc-editor.org/rfc/rfc3261" },
    { "RFC 5389 A.2", "https://www.rfc-editor.org/rfc/rfc5389#appendix-A.2" },
    { "RFC 3261; RFC 6026", "https://www.rfc-editor.org/rfc/rfc3261" },
    { "RFC x", NULL },
    { "RFC 123456 1", NULL },
    { "TS 24.229", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *uri = rb_rfc_dup_uri (cases[i].rfc);

      g_assert_cmpstr (uri, ==, cases[i].uri);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rfc-uri/sections", sections_have_addresses);

  return g_test_run ();
}
