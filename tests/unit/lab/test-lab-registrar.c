/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The practice network's location service: RFC 3261 10.3, rule by rule. */

#include "rb-lab-registrar.h"

#include <sofia-sip/msg.h>
#include <sofia-sip/sip_parser.h>
#include <sofia-sip/su.h>
#include <string.h>

#define NOW 1000

/* One REGISTER: @headers are Contact and Expires lines. */
static guint
send_register (RbLabRegistrar *registrar, const char *user, const char *call_id, guint cseq, const char *headers,
               gint64 now)
{
  g_autofree char *text = g_strdup_printf ("REGISTER sip:127.0.0.1:5062 SIP/2.0\r\n"
                                           "Via: SIP/2.0/UDP 127.0.0.1:7000;branch=z9hG4bK1\r\n"
                                           "From: <sip:%s@127.0.0.1:5062>;tag=1\r\nTo: <sip:%s@127.0.0.1:5062>\r\n"
                                           "Call-ID: %s\r\nCSeq: %u REGISTER\r\n%sContent-Length: 0\r\n\r\n",
                                           user, user, call_id, cseq, headers);
  msg_t *message = msg_make (sip_default_mclass (), 0, text, strlen (text));
  const RbLabFlow flow = { .route = "sip:127.0.0.1:7000;transport=udp" };
  guint status;

  g_assert_nonnull (sip_object (message));
  status = rb_lab_registrar_register (registrar, user, sip_object (message), &flow, now);
  msg_destroy (message);
  return status;
}

static guint
count (RbLabRegistrar *registrar, const char *user, gint64 now)
{
  g_autoptr (GPtrArray) bindings = rb_lab_registrar_lookup (registrar, user, now);

  return bindings->len;
}

static void
phone_registers_and_the_answer_lists_it (void)
{
  g_autoptr (RbLabRegistrar) registrar = rb_lab_registrar_new ();
  su_home_t home[1] = { SU_HOME_INIT (home) };
  sip_contact_t *list;
  g_autoptr (GPtrArray) bindings = NULL;

  g_assert_cmpuint (
      send_register (registrar, "alice", "a", 1, "Contact: <sip:alice@10.0.0.1:7000>;expires=60\r\n", NOW), ==, 200);
  list = rb_lab_registrar_list (registrar, "alice", home, NOW + 10);
  g_assert_nonnull (list);
  g_assert_null (list->m_next);
  g_assert_cmpstr (list->m_expires, ==, "50");
  g_assert_cmpstr (list->m_url->url_host, ==, "10.0.0.1");
  g_assert_null (rb_lab_registrar_list (registrar, "bob", home, NOW));

  bindings = rb_lab_registrar_lookup (registrar, "alice", NOW);
  g_assert_cmpstr (((RbLabBinding *) bindings->pdata[0])->route, ==, "sip:127.0.0.1:7000;transport=udp");
  su_home_deinit (home);
}

static void
expires_comes_from_contact_then_header_then_default (void)
{
  static const struct
  {
    const char *headers;
    gint64 seconds;
  } cases[] = {
    { "Contact: <sip:a@10.0.0.1>;expires=60\r\nExpires: 120\r\n", 60 },
    { "Contact: <sip:a@10.0.0.1>\r\nExpires: 120\r\n", 120 },
    { "Contact: <sip:a@10.0.0.1>\r\n", RB_LAB_DEFAULT_EXPIRES },
    { "Contact: <sip:a@10.0.0.1>;expires=99999\r\n", RB_LAB_MAX_EXPIRES },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RbLabRegistrar) registrar = rb_lab_registrar_new ();

      g_assert_cmpuint (send_register (registrar, "a", "a", 1, cases[i].headers, NOW), ==, 200);
      g_assert_cmpuint (count (registrar, "a", NOW + cases[i].seconds - 1), ==, 1);
      g_assert_cmpuint (count (registrar, "a", NOW + cases[i].seconds), ==, 0);
    }
}

static void
two_phones_of_one_user_are_both_found (void)
{
  g_autoptr (RbLabRegistrar) registrar = rb_lab_registrar_new ();

  g_assert_cmpuint (
      send_register (registrar, "alice", "a", 1, "Contact: <sip:alice@10.0.0.1>, <sip:alice@10.0.0.2>\r\n", NOW), ==,
      200);
  g_assert_cmpuint (send_register (registrar, "alice", "b", 1, "Contact: <sip:alice@10.0.0.3>\r\n", NOW), ==, 200);
  g_assert_cmpuint (count (registrar, "alice", NOW), ==, 3);
  g_assert_cmpuint (send_register (registrar, "alice", "a", 2, "Contact: <sip:alice@10.0.0.1>;expires=0\r\n", NOW), ==,
                    200);
  g_assert_cmpuint (count (registrar, "alice", NOW), ==, 2);
}

static void
refresh_replaces_and_an_overtaken_request_is_refused (void)
{
  g_autoptr (RbLabRegistrar) registrar = rb_lab_registrar_new ();
  const char *contact = "Contact: <sip:alice@10.0.0.1>\r\n";

  g_assert_cmpuint (send_register (registrar, "alice", "a", 5, contact, NOW), ==, 200);
  g_assert_cmpuint (send_register (registrar, "alice", "a", 6, contact, NOW), ==, 200);
  g_assert_cmpuint (count (registrar, "alice", NOW), ==, 1);
  g_assert_cmpuint (send_register (registrar, "alice", "a", 6, contact, NOW), ==, 500);
  g_assert_cmpuint (send_register (registrar, "alice", "a", 4, "Contact: *\r\nExpires: 0\r\n", NOW), ==, 500);
  g_assert_cmpuint (count (registrar, "alice", NOW), ==, 1);
  /* restarted: another Call-ID begins to count anew */
  g_assert_cmpuint (send_register (registrar, "alice", "b", 1, contact, NOW), ==, 200);
}

static void
too_brief_is_refused_and_changes_nothing (void)
{
  g_autoptr (RbLabRegistrar) registrar = rb_lab_registrar_new ();

  g_assert_cmpuint (send_register (registrar, "alice", "a", 1,
                                   "Contact: <sip:alice@10.0.0.1>, <sip:alice@10.0.0.2>;expires=5\r\n", NOW),
                    ==, 423);
  g_assert_cmpuint (count (registrar, "alice", NOW), ==, 0);
}

static void
star_removes_all_but_only_alone_and_with_expires_0 (void)
{
  g_autoptr (RbLabRegistrar) registrar = rb_lab_registrar_new ();

  g_assert_cmpuint (
      send_register (registrar, "alice", "a", 1, "Contact: <sip:alice@10.0.0.1>, <sip:alice@10.0.0.2>\r\n", NOW), ==,
      200);
  g_assert_cmpuint (send_register (registrar, "bob", "b", 1, "Contact: <sip:bob@10.0.0.3>\r\n", NOW), ==, 200);
  g_assert_cmpuint (send_register (registrar, "alice", "a", 2, "Contact: *\r\n", NOW), ==, 400);
  g_assert_cmpuint (send_register (registrar, "alice", "a", 3, "Contact: *\r\nExpires: 60\r\n", NOW), ==, 400);
  g_assert_cmpuint (count (registrar, "alice", NOW), ==, 2);
  g_assert_cmpuint (send_register (registrar, "alice", "a", 4, "Contact: *\r\nExpires: 0\r\n", NOW), ==, 200);
  g_assert_cmpuint (count (registrar, "alice", NOW), ==, 0);
  g_assert_cmpuint (count (registrar, "bob", NOW), ==, 1);
}

static void
one_user_cannot_fill_the_registrar (void)
{
  g_autoptr (RbLabRegistrar) registrar = rb_lab_registrar_new ();

  for (guint i = 0; i <= RB_LAB_MAX_BINDINGS; i++)
    {
      g_autofree char *contact = g_strdup_printf ("Contact: <sip:alice@10.0.0.1:%u>\r\n", 7000 + i);

      g_assert_cmpuint (send_register (registrar, "alice", "a", i + 1, contact, NOW), ==,
                        i < RB_LAB_MAX_BINDINGS ? 200 : 403);
    }
  g_assert_cmpuint (count (registrar, "alice", NOW), ==, RB_LAB_MAX_BINDINGS);
}

static void
a_contact_that_is_no_sip_address_is_refused (void)
{
  g_autoptr (RbLabRegistrar) registrar = rb_lab_registrar_new ();

  g_assert_cmpuint (send_register (registrar, "alice", "a", 1, "Contact: <mailto:alice@example.org>\r\n", NOW), ==,
                    400);
}

static void
a_question_without_contact_changes_nothing (void)
{
  g_autoptr (RbLabRegistrar) registrar = rb_lab_registrar_new ();

  g_assert_cmpuint (send_register (registrar, "alice", "a", 1, "Contact: <sip:alice@10.0.0.1>\r\n", NOW), ==, 200);
  g_assert_cmpuint (send_register (registrar, "alice", "a", 2, "", NOW), ==, 200);
  g_assert_cmpuint (count (registrar, "alice", NOW), ==, 1);
}

static void
a_robot_stays_and_a_dialog_finds_its_phone (void)
{
  g_autoptr (RbLabRegistrar) registrar = rb_lab_registrar_new ();
  su_home_t home[1] = { SU_HOME_INIT (home) };

  g_assert_true (rb_lab_registrar_add_static (registrar, "echo", "sip:echo@127.0.0.1:9"));
  g_assert_cmpuint (send_register (registrar, "echo", "a", 1, "Contact: *\r\nExpires: 0\r\n", NOW), ==, 200);
  g_assert_cmpuint (count (registrar, "echo", G_MAXINT64 - 1), ==, 1);
  g_assert_null (rb_lab_registrar_list (registrar, "echo", home, NOW));

  g_assert_cmpuint (
      send_register (registrar, "alice", "a", 1, "Contact: <sip:alice@10.0.0.1:7000;transport=udp>\r\n", NOW), ==, 200);
  g_assert_nonnull (rb_lab_registrar_find_contact (registrar, url_make (home, "sip:alice@10.0.0.1:7000"), NOW));
  g_assert_null (rb_lab_registrar_find_contact (registrar, url_make (home, "sip:alice@10.0.0.1:7001"), NOW));
  su_home_deinit (home);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  su_init ();

#define ADD(function) g_test_add_func ("/lab-registrar/" #function, function)
  ADD (phone_registers_and_the_answer_lists_it);
  ADD (expires_comes_from_contact_then_header_then_default);
  ADD (two_phones_of_one_user_are_both_found);
  ADD (refresh_replaces_and_an_overtaken_request_is_refused);
  ADD (too_brief_is_refused_and_changes_nothing);
  ADD (star_removes_all_but_only_alone_and_with_expires_0);
  ADD (one_user_cannot_fill_the_registrar);
  ADD (a_contact_that_is_no_sip_address_is_refused);
  ADD (a_question_without_contact_changes_nothing);
  ADD (a_robot_stays_and_a_dialog_finds_its_phone);
#undef ADD

  return g_test_run ();
}
