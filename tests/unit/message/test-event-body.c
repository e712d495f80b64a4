/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The bodies of event notifications: presence, the calls of a watched phone, mailboxes. */

#include "rb-dialog-info.h"
#include "rb-message-summary.h"
#include "rb-pidf.h"

#include <string.h>

static RbPidf *
read_pidf (const char *text)
{
  return rb_pidf_parse (text, strlen (text));
}

static void
presence_is_read_with_any_prefix (void)
{
  g_autoptr (RbPidf) plain = read_pidf ("<?xml version='1.0'?><presence xmlns='urn:ietf:params:xml:ns:pidf' "
                                        "entity='sip:bob@lab.test'><tuple id='a'><status><basic> open </basic>"
                                        "</status><note>In <![CDATA[the <lab>]]></note></tuple></presence>");
  g_autoptr (RbPidf) prefixed =
      read_pidf ("<p:presence xmlns:p='urn:ietf:params:xml:ns:pidf' xmlns:d='urn:ietf:params:xml:ns:pidf:data-model' "
                 "xmlns:r='urn:ietf:params:xml:ns:pidf:rpid'><p:tuple id='a'><p:status><p:basic>closed</p:basic>"
                 "</p:status></p:tuple><d:person id='p'><r:activities><r:away/><r:on-the-phone/><r:new-one/>"
                 "</r:activities></d:person></p:presence>");

  g_assert_nonnull (plain);
  g_assert_cmpstr (plain->entity, ==, "sip:bob@lab.test");
  g_assert_true (plain->has_basic && plain->open);
  g_assert_cmpint (plain->activity, ==, RB_ACTIVITY_NONE);
  g_assert_nonnull (plain->note);
  g_assert_nonnull (prefixed);
  g_assert_true (prefixed->has_basic);
  g_assert_false (prefixed->open);
  g_assert_cmpint (prefixed->activity, ==, RB_ACTIVITY_ON_THE_PHONE);
}

static void
one_open_tuple_is_enough (void)
{
  g_autoptr (RbPidf) pidf = read_pidf ("<presence><tuple id='a'><status><basic>open</basic></status></tuple>"
                                       "<tuple id='b'><status><basic>closed</basic></status></tuple></presence>");
  g_autoptr (RbPidf) none = read_pidf ("<presence entity='sip:bob@lab.test'/>");

  g_assert_true (pidf->has_basic && pidf->open);
  g_assert_false (none->has_basic);
}

static void
what_is_published_is_read_again (void)
{
  const RbPidf said = { .entity = "sip:a&<b>'\"@lab.test", .open = TRUE, .activity = RB_ACTIVITY_ON_THE_PHONE };
  g_autofree char *text = rb_pidf_format (&said);
  g_autoptr (RbPidf) read = read_pidf (text);

  g_assert_nonnull (read);
  g_assert_cmpstr (read->entity, ==, said.entity);
  g_assert_true (read->open);
  g_assert_cmpint (read->activity, ==, RB_ACTIVITY_ON_THE_PHONE);
}

static void
hostile_xml_is_refused_or_harmless (void)
{
  static const char *const bad[] = {
    "",
    "no xml",
    "<presence>",
    "<presence></wrong>",
    "<other/>",
    "<presence>\xff</presence>",
    "<!DOCTYPE p [<!ENTITY a \"aaaa\">]><presence><note>&a;</note></presence>",
  };
  g_autoptr (GString) deep = g_string_new ("<presence>");
  g_autoptr (GString) many = g_string_new ("<presence>");
  g_autofree char *large = g_strnfill (70000, ' ');
  g_autoptr (RbPidf) note = read_pidf ("<presence><note>one\ntwo \342\200\256evil <![CDATA[<b>]]></note></presence>");

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (read_pidf (bad[i]));
  g_assert_null (rb_pidf_parse ("<presence/>\0", 12));

  for (guint i = 0; i < 40; i++)
    g_string_append (deep, "<a>");
  for (guint i = 0; i < 40; i++)
    g_string_append (deep, "</a>");
  g_string_append (deep, "</presence>");
  g_assert_null (read_pidf (deep->str));

  for (guint i = 0; i < 5000; i++)
    g_string_append (many, "<a/>");
  g_string_append (many, "</presence>");
  g_assert_null (read_pidf (many->str));
  g_assert_null (rb_pidf_parse (large, strlen (large)));

  g_assert_nonnull (note);
  g_assert_null (strchr (note->note, '\n'));
  g_assert_null (strstr (note->note, "\342\200\256"));
}

static RbDialogInfo *
read_info (guint version, const char *state, const char *dialogs)
{
  g_autofree char *text =
      g_strdup_printf ("<?xml version=\"1.0\"?><dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" "
                       "version=\"%u\" state=\"%s\" entity=\"sip:bob@lab.test\">%s</dialog-info>",
                       version, state, dialogs);

  return rb_dialog_info_parse (text, strlen (text));
}

static void
lamp_shows_what_the_phone_does (void)
{
  static const struct
  {
    const char *dialogs;
    RbLamp lamp;
  } cases[] = {
    { "", RB_LAMP_IDLE },
    { "<dialog id='1' direction='recipient'><state>early</state></dialog>", RB_LAMP_RINGING },
    { "<dialog id='1' direction='initiator'><state>early</state></dialog>", RB_LAMP_BUSY },
    { "<dialog id='1' direction='initiator'><state>trying</state></dialog>", RB_LAMP_BUSY },
    { "<dialog id='1'><state event='replaced'>terminated</state></dialog>", RB_LAMP_IDLE },
    { "<dialog id='1'><state>early</state></dialog><dialog id='2'><state>confirmed</state></dialog>", RB_LAMP_BUSY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RbDialogInfo) info = read_info (1, "full", cases[i].dialogs);

      g_assert_nonnull (info);
      g_assert_cmpint (rb_dialog_info_get_lamp (info), ==, cases[i].lamp);
    }
}

static void
partial_states_follow_each_other (void)
{
  g_autoptr (RbDialogInfo) known = NULL;

  g_assert_false (rb_dialog_info_update (&known, read_info (4, "partial", "")));
  g_assert_null (known);
  g_assert_true (rb_dialog_info_update (&known, read_info (0, "full", "")));
  g_assert_cmpint (rb_dialog_info_get_lamp (known), ==, RB_LAMP_IDLE);
  g_assert_true (
      rb_dialog_info_update (&known, read_info (1, "partial", "<dialog id='a'><state>early</state></dialog>")));
  g_assert_true (
      rb_dialog_info_update (&known, read_info (2, "partial", "<dialog id='b'><state>confirmed</state></dialog>")));
  g_assert_cmpint (rb_dialog_info_get_lamp (known), ==, RB_LAMP_BUSY);
  g_assert_true (
      rb_dialog_info_update (&known, read_info (3, "partial", "<dialog id='b'><state>terminated</state></dialog>")));
  g_assert_cmpint (rb_dialog_info_get_lamp (known), ==, RB_LAMP_RINGING);

  /* Again, and late: nothing changes. A gap: the whole is to be asked for. */
  g_assert_true (rb_dialog_info_update (&known, read_info (2, "partial", "")));
  g_assert_cmpint (rb_dialog_info_get_lamp (known), ==, RB_LAMP_RINGING);
  g_assert_false (rb_dialog_info_update (&known, read_info (5, "partial", "")));
  g_assert_cmpint (rb_dialog_info_get_lamp (known), ==, RB_LAMP_RINGING);
  g_assert_true (rb_dialog_info_update (&known, read_info (5, "full", "")));
  g_assert_cmpint (rb_dialog_info_get_lamp (known), ==, RB_LAMP_IDLE);
}

static void
a_thousand_calls_are_bounded (void)
{
  g_autoptr (GString) dialogs = g_string_new (NULL);
  g_autoptr (RbDialogInfo) known = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (dialogs, "<dialog id='%u'><state>early</state></dialog>", i);
  g_assert_true (rb_dialog_info_update (&known, read_info (1, "full", dialogs->str)));
  g_assert_cmpuint (known->dialogs->len, ==, 64);
  g_assert_true (
      rb_dialog_info_update (&known, read_info (2, "partial", "<dialog id='x'><state>early</state></dialog>")));
  g_assert_cmpuint (known->dialogs->len, ==, 64);
}

static void
mailboxes_are_counted (void)
{
  static const struct
  {
    const char *text;
    gboolean valid;
    RbMessageSummary summary;
  } cases[] = {
    { "Messages-Waiting: yes\r\nMessage-Account: sip:a@lab.test\r\nVoice-Message: 2/8 (1/2)\r\n",
      TRUE,
      { TRUE, TRUE, 2, 8, 1 } },
    { "Messages-Waiting: no\r\nVoice-Message: 0/3\r\n", TRUE, { FALSE, TRUE, 0, 3, 0 } },
    { "messages-waiting :YES\n", TRUE, { TRUE, FALSE, 0, 0, 0 } },
    { "Messages-Waiting: yes\r\nVoice-Message: 99999999999/1 (7/\r\n", TRUE, { TRUE, TRUE, 9999, 1, 7 } },
    { "Messages-Waiting: yes\r\nVoice-Message: many\r\n", TRUE, { TRUE, FALSE, 0, 0, 0 } },
    { "Messages-Waiting: yes\r\nVoice-Message: 1", TRUE, { TRUE, FALSE, 0, 0, 0 } },
    { "Voice-Message: 1/1\r\n", FALSE, { 0 } },
    { "", FALSE, { 0 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RbMessageSummary summary;

      g_assert_cmpint (rb_message_summary_parse (cases[i].text, strlen (cases[i].text), &summary), ==, cases[i].valid);
      if (!cases[i].valid)
        continue;
      g_assert_cmpint (summary.waiting, ==, cases[i].summary.waiting);
      g_assert_cmpint (summary.counted, ==, cases[i].summary.counted);
      g_assert_cmpuint (summary.n_new, ==, cases[i].summary.n_new);
      g_assert_cmpuint (summary.n_old, ==, cases[i].summary.n_old);
      g_assert_cmpuint (summary.n_new_urgent, ==, cases[i].summary.n_new_urgent);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/event-body/presence-is-read-with-any-prefix", presence_is_read_with_any_prefix);
  g_test_add_func ("/event-body/one-open-tuple-is-enough", one_open_tuple_is_enough);
  g_test_add_func ("/event-body/what-is-published-is-read-again", what_is_published_is_read_again);
  g_test_add_func ("/event-body/hostile-xml-is-refused-or-harmless", hostile_xml_is_refused_or_harmless);
  g_test_add_func ("/event-body/lamp-shows-what-the-phone-does", lamp_shows_what_the_phone_does);
  g_test_add_func ("/event-body/partial-states-follow-each-other", partial_states_follow_each_other);
  g_test_add_func ("/event-body/a-thousand-calls-are-bounded", a_thousand_calls_are_bounded);
  g_test_add_func ("/event-body/mailboxes-are-counted", mailboxes_are_counted);

  return g_test_run ();
}
