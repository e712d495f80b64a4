/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "rb-sip-status.h"

#include <sofia-sip/sip_status.h>

static void
registered_codes_have_their_phrase (void)
{
  g_assert_cmpstr (rb_sip_status_phrase (100), ==, "Trying");
  g_assert_cmpstr (rb_sip_status_phrase (180), ==, "Ringing");
  g_assert_cmpstr (rb_sip_status_phrase (407), ==, "Proxy Authentication Required");
  g_assert_cmpstr (rb_sip_status_phrase (486), ==, "Busy Here");
  g_assert_cmpstr (rb_sip_status_phrase (487), ==, "Request Terminated");
  g_assert_cmpstr (rb_sip_status_phrase (603), ==, "Decline");
}

/* Sofia's table is older than the registry, but what both know must agree. */
static void
phrases_agree_with_the_stack (void)
{
  static const guint codes[] = {
    100, 180, 181, 182, 183, 200, 202, 300, 301, 302, 305, 380, 400, 401, 402, 403, 404,
    405, 406, 407, 408, 410, 413, 415, 416, 420, 421, 422, 423, 480, 481, 482, 483, 484,
    485, 486, 487, 488, 489, 491, 493, 494, 501, 503, 513, 580, 600, 603, 604, 606,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    g_assert_cmpstr (rb_sip_status_phrase (codes[i]), ==, sip_status_phrase (codes[i]));
}

static void
unregistered_codes_are_treated_as_their_class (void)
{
  g_assert_cmpstr (rb_sip_status_phrase (155), ==, "Session Progress");
  g_assert_cmpstr (rb_sip_status_phrase (299), ==, "OK");
  g_assert_cmpstr (rb_sip_status_phrase (399), ==, "Multiple Choices");
  g_assert_cmpstr (rb_sip_status_phrase (431), ==, "Bad Request");
  g_assert_cmpstr (rb_sip_status_phrase (599), ==, "Server Internal Error");
  g_assert_cmpstr (rb_sip_status_phrase (699), ==, "Busy Everywhere");
}

static void
no_words_are_put_into_a_senders_mouth (void)
{
  g_autofree char *registered = rb_sip_status_format (486);
  g_autofree char *of_ser = rb_sip_status_format (478);

  g_assert_cmpstr (registered, ==, "486 Busy Here");
  g_assert_cmpstr (of_ser, ==, "478");
}

static void
any_number_has_a_phrase (void)
{
  for (guint status = 0; status < 2000; status++)
    g_assert_nonnull (rb_sip_status_phrase (status));
  g_assert_cmpstr (rb_sip_status_phrase (0), ==, "Unknown");
  g_assert_cmpstr (rb_sip_status_phrase (700), ==, "Unknown");
  g_assert_cmpstr (rb_sip_status_phrase (G_MAXUINT), ==, "Unknown");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sip-status/registered-codes-have-their-phrase", registered_codes_have_their_phrase);
  g_test_add_func ("/sip-status/phrases-agree-with-the-stack", phrases_agree_with_the_stack);
  g_test_add_func ("/sip-status/unregistered-codes-are-treated-as-their-class",
                   unregistered_codes_are_treated_as_their_class);
  g_test_add_func ("/sip-status/no-words-are-put-into-a-senders-mouth", no_words_are_put_into_a_senders_mouth);
  g_test_add_func ("/sip-status/any-number-has-a-phrase", any_number_has_a_phrase);

  return g_test_run ();
}
