/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The messages by person: real contacts and a real store. */

#include "rb-chat-list.h"
#include "rb-chat-private.h"
#include "rb-contacts.h"

#include "rb-test-folder.h"

#define DOMAIN "lab.test"
#define COUNTRY "86"

typedef struct
{
  char *folder;
  RbMessageStore *store;
  RbContacts *contacts;
  RbChatList *chats;
  guint n_grouped;
} Fixture;

static RbContact *
find_owner (RbConversation *conversation, gpointer data)
{
  Fixture *t = data;

  return rb_contacts_match (t->contacts, rb_conversation_get_uri (conversation), DOMAIN, COUNTRY);
}

static void
on_grouped (RbChatList *chats, Fixture *t)
{
  t->n_grouped++;
}

static void
begin (Fixture *t)
{
  t->chats = rb_chat_list_new (t->store, find_owner, t);
  g_signal_connect_object (t->contacts, "changed", G_CALLBACK (rb_chat_list_regroup), t->chats, G_CONNECT_SWAPPED);
  g_signal_connect (t->chats, "grouped", G_CALLBACK (on_grouped), t);
}

static void
set_up (Fixture *t, gconstpointer data)
{
  g_autofree char *path = NULL;

  t->folder = rb_test_folder_new ();
  path = g_build_filename (t->folder, "contacts.db", NULL);
  t->contacts = rb_contacts_open (path, NULL, NULL);
  g_assert_nonnull (t->contacts);
  t->store = rb_message_store_open (":memory:", NULL, NULL);
  g_assert_nonnull (t->store);
  begin (t);
}

static void
tear_down (Fixture *t, gconstpointer data)
{
  g_assert_finalize_object (t->chats);
  g_assert_finalize_object (t->store);
  g_assert_finalize_object (t->contacts);
  rb_test_folder_remove (t->folder);
  g_free (t->folder);
}

static RbChatMessage *
add (Fixture *t, gboolean incoming, const char *uri, const char *text)
{
  const RbMessageStoreEntry entry = {
    .incoming = incoming, .time_us = g_get_real_time (), .uri = uri, .account_id = "one", .text = text
  };
  g_autoptr (RbChatMessage) message = rb_message_store_add (t->store, &entry, NULL);

  g_assert_nonnull (message);

  return message; /* the store holds it */
}

static RbContact *
make_bob (void)
{
  RbContact *bob = rb_contact_new ("Bob");

  rb_contact_add_address (bob, RB_ADDRESS_SIP, "work", "bob@lab.test");
  rb_contact_add_address (bob, RB_ADDRESS_NUMBER, "mobile", "138 0013 8000");
  rb_contact_add_address (bob, RB_ADDRESS_SIP, "home", "bobby");
  rb_contact_add_address (bob, RB_ADDRESS_MAIL, "work", "bob@mail.test");

  return bob;
}

static gint64
add_bob (Fixture *t)
{
  g_autoptr (RbContact) bob = make_bob ();
  gint64 id = rb_contacts_add (t->contacts, bob, NULL);

  g_assert_cmpint (id, >, 0);

  return id;
}

/* The list as people would read it: "Bob: hello|again (2)", a stranger by the address. */
static void
assert_chats (Fixture *t, const char *expected)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (t->chats)); i++)
    {
      g_autoptr (RbChat) chat = g_list_model_get_item (G_LIST_MODEL (t->chats), i);
      RbContact *contact = rb_chat_get_contact (chat);

      g_string_append_printf (all, "%s%s:", i > 0 ? "; " : "",
                              contact != NULL ? rb_contact_get_name (contact)
                                              : rb_conversation_get_peer (rb_chat_get_conversation (chat, 0)));
      for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (chat)); j++)
        {
          g_autoptr (RbChatMessage) message = g_list_model_get_item (G_LIST_MODEL (chat), j);

          g_string_append_printf (all, "%s%s", j > 0 ? "|" : " ", rb_chat_message_get_text (message));
        }
      g_string_append_printf (all, " (%u)", rb_chat_get_n_unread (chat));
    }
  g_assert_cmpstr (all->str, ==, expected);
}

static void
addresses_are_grouped_by_owner (void)
{
  const gint64 owners[] = { 7, 0, 9, 7, 0, 9, -3, 7 };
  guint groups[G_N_ELEMENTS (owners)];
  const guint expected[] = { 0, 1, 2, 0, 3, 2, 4, 0 };

  g_assert_cmpuint (rb_chat_group (owners, G_N_ELEMENTS (owners), groups), ==, 5);
  g_assert_cmpmem (groups, sizeof groups, expected, sizeof expected);
  g_assert_cmpuint (rb_chat_group (NULL, 0, NULL), ==, 0);
}

static void
one_person_is_one_chat (Fixture *t, gconstpointer data)
{
  g_autoptr (RbChat) bob = NULL;

  add_bob (t);
  add (t, TRUE, "sip:bob@lab.test", "from work");
  add (t, TRUE, "sip:carol@lab.test", "me too");
  add (t, TRUE, "sip:+8613800138000@gateway.test;user=phone", "on my way");
  add (t, FALSE, "sip:bob@lab.test", "good");
  add (t, TRUE, "sip:bobby@lab.test", "at home");
  assert_chats (t, "Bob: from work|on my way|good|at home (3); carol@lab.test: me too (1)");

  bob = g_list_model_get_item (G_LIST_MODEL (t->chats), 0);
  g_assert_cmpuint (rb_chat_get_n_conversations (bob), ==, 3);
  g_assert_true (rb_chat_list_get (t->chats, "sip:13800138000@lab.test") == bob);
  g_assert_true (rb_chat_list_get (t->chats, "sip:bobby@lab.test") == bob);
  g_assert_cmpstr (rb_conversation_get_peer (rb_chat_find_conversation (bob, "sip:bob@lab.test:5060")), ==,
                   "bob@lab.test");
  g_assert_cmpstr (rb_chat_message_get_text (rb_chat_get_last (bob)), ==, "at home");
}

static void
stranger_becomes_a_contact_and_back (Fixture *t, gconstpointer data)
{
  const char *apart = "bobby@lab.test: three (1); carol@lab.test: two (1); bob@lab.test: one|four (1)";
  const char *together = "Bob: one|four|three (2); carol@lab.test: two (1)";
  g_autoptr (RbContact) renamed = NULL;
  g_autoptr (RbChat) chat = NULL;
  gint64 id;

  add (t, TRUE, "sip:bob@lab.test", "one");
  add (t, FALSE, "sip:bob@lab.test", "four");
  add (t, TRUE, "sip:carol@lab.test", "two");
  add (t, TRUE, "sip:bobby@lab.test", "three");
  assert_chats (t, apart);

  chat = g_object_ref (rb_chat_list_get (t->chats, "sip:bobby@lab.test"));
  id = add_bob (t);
  assert_chats (t, together);
  g_assert_true (rb_chat_list_get (t->chats, "sip:bobby@lab.test") == chat);
  g_assert_true (rb_chat_list_get (t->chats, "sip:bob@lab.test") == chat);

  renamed = rb_contact_copy (rb_chat_get_contact (chat));
  rb_contact_set_name (renamed, "Robert");
  g_assert_true (rb_contacts_change (t->contacts, renamed, NULL));
  g_assert_cmpstr (rb_contact_get_name (rb_chat_get_contact (chat)), ==, "Robert");
  g_assert_true (rb_contacts_undo (t->contacts, rb_contacts_get_last_change (t->contacts), NULL));

  g_assert_true (rb_contacts_remove (t->contacts, id, NULL));
  assert_chats (t, apart);
  g_assert_true (rb_contacts_undo (t->contacts, rb_contacts_get_last_change (t->contacts), NULL));
  assert_chats (t, together);
}

static void
two_owners_are_nobody (Fixture *t, gconstpointer data)
{
  g_autoptr (RbContact) other = make_bob ();
  gint64 second;

  add (t, TRUE, "sip:bob@lab.test", "one");
  add (t, TRUE, "sip:bobby@lab.test", "two");
  add_bob (t);
  rb_contact_set_name (other, "Robert");
  second = rb_contacts_add (t->contacts, other, NULL);
  assert_chats (t, "bobby@lab.test: two (1); bob@lab.test: one (1)");
  g_assert_true (rb_contacts_remove (t->contacts, second, NULL));
  assert_chats (t, "Bob: one|two (2)");
}

static void
chat_without_messages_is_in_no_list (Fixture *t, gconstpointer data)
{
  RbChat *chat = rb_chat_list_get (t->chats, "sip:bobby@lab.test");

  assert_chats (t, "");
  g_assert_true (rb_chat_list_get (t->chats, "sip:bobby@lab.test") == chat);
  g_assert_false (rb_chat_list_get (t->chats, "sip:bob@lab.test") == chat);
  add_bob (t);
  g_assert_true (rb_chat_list_get (t->chats, "sip:bobby@lab.test") == chat);
  g_assert_true (rb_chat_list_get (t->chats, "sip:bob@lab.test") == chat);
  add (t, FALSE, "sip:bob@lab.test", "hello");
  g_assert_true (rb_chat_list_get (t->chats, "sip:bobby@lab.test") == chat);
  assert_chats (t, "Bob: hello (0)");
}

static void
answer_goes_where_the_person_was_last_heard_from (Fixture *t, gconstpointer data)
{
  g_autoptr (RbChat) bob = NULL;

  add_bob (t);
  add (t, FALSE, "sip:bob@lab.test", "are you there?");
  bob = g_list_model_get_item (G_LIST_MODEL (t->chats), 0);
  g_assert_cmpstr (rb_chat_get_reply_uri (bob), ==, "sip:bob@lab.test");
  add (t, TRUE, "sip:bobby@lab.test", "yes");
  add (t, FALSE, "sip:bob@lab.test", "good");
  g_assert_cmpstr (rb_chat_get_reply_uri (bob), ==, "sip:bobby@lab.test");
}

static void
all_addresses_can_be_chosen (Fixture *t, gconstpointer data)
{
  static const char *const expected[][3] = {
    { "sip:+8613800138000@gateway.test", "+8613800138000@gateway.test", "mobile" },
    { "sip:bobby@lab.test", "bobby@lab.test", "home" },
    { "sip:bob@lab.test", "bob@lab.test", "work" },
  };
  g_autoptr (RbChat) bob = NULL;
  g_autoptr (GPtrArray) addresses = NULL;

  add_bob (t);
  add (t, TRUE, "sip:bobby@lab.test", "one");
  add (t, TRUE, "sip:+8613800138000@gateway.test", "two");
  bob = g_list_model_get_item (G_LIST_MODEL (t->chats), 0);
  addresses = rb_chat_list_addresses (bob, DOMAIN, COUNTRY);
  g_assert_cmpuint (addresses->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < addresses->len; i++)
    {
      const RbChatAddress *address = g_ptr_array_index (addresses, i);

      g_assert_cmpstr (address->uri, ==, expected[i][0]);
      g_assert_cmpstr (address->value, ==, expected[i][1]);
      g_assert_cmpstr (address->label, ==, expected[i][2]);
    }
}

static void
pages_of_several_addresses_leave_no_gap (Fixture *t, gconstpointer data)
{
  g_autoptr (RbChat) bob = NULL;
  guint n = 0;

  add_bob (t);
  for (guint i = 0; i < 900; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      add (t, TRUE, i % 3 == 0 ? "sip:bob@lab.test" : "sip:bobby@lab.test", text);
    }

  bob = g_list_model_get_item (G_LIST_MODEL (t->chats), 0);
  for (guint pages = 0; pages < 10; pages++)
    {
      n = g_list_model_get_n_items (G_LIST_MODEL (bob));
      for (guint i = 0; i < n; i++)
        {
          g_autoptr (RbChatMessage) message = g_list_model_get_item (G_LIST_MODEL (bob), i);
          g_autofree char *text = g_strdup_printf ("%u", 900 - n + i);

          g_assert_cmpstr (rb_chat_message_get_text (message), ==, text);
        }
      if (!rb_chat_has_earlier (bob))
        break;
      rb_chat_load_earlier (bob);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (bob)), >, n);
    }
  g_assert_cmpuint (n, ==, 900);
}

static void
removal_of_a_person_can_be_undone (Fixture *t, gconstpointer data)
{
  g_autoptr (GPtrArray) conversations = g_ptr_array_new ();
  g_autoptr (RbChat) bob = NULL;
  g_autoptr (GError) error = NULL;
  RbMessageRemoval *removal;
  RbChatMessage *sent;

  add_bob (t);
  add (t, TRUE, "sip:bob@lab.test", "one");
  sent = add (t, FALSE, "sip:bobby@lab.test", "two");
  add (t, TRUE, "sip:carol@lab.test", "three");
  assert_chats (t, "carol@lab.test: three (1); Bob: one|two (1)");

  bob = g_list_model_get_item (G_LIST_MODEL (t->chats), 1);
  for (guint i = 0; i < rb_chat_get_n_conversations (bob); i++)
    g_ptr_array_add (conversations, rb_chat_get_conversation (bob, i));
  removal = rb_message_store_remove (t->store, conversations, &error);
  g_assert_no_error (error);
  assert_chats (t, "carol@lab.test: three (1)");
  g_assert_cmpuint (rb_message_store_get_n_unread (t->store), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (bob)), ==, 0);

  /* What happens meanwhile is not lost. */
  g_assert_true (rb_message_store_set_state (t->store, sent, RB_CHAT_MESSAGE_DELIVERED, NULL, NULL));
  add (t, TRUE, "sip:bob@lab.test", "four");
  assert_chats (t, "Bob: four (1); carol@lab.test: three (1)");
  g_assert_true (rb_message_removal_undo (removal, &error));
  g_assert_no_error (error);
  rb_message_removal_free (removal);
  assert_chats (t, "Bob: one|two|four (2); carol@lab.test: three (1)");
  g_assert_true (rb_chat_list_get (t->chats, "sip:bob@lab.test") == bob);
  g_assert_cmpuint (rb_message_store_get_n_unread (t->store), ==, 3);
  {
    g_autoptr (RbChatMessage) two = g_list_model_get_item (G_LIST_MODEL (bob), 1);

    g_assert_cmpint (rb_chat_message_get_state (two), ==, RB_CHAT_MESSAGE_DELIVERED);
  }

  removal = rb_message_store_remove (t->store, conversations, NULL);
  rb_message_removal_free (removal);
  assert_chats (t, "carol@lab.test: three (1)");
}

/* Those that are not asked for at once are when there is time. */
static void
many_strangers_are_grouped_in_slices (Fixture *t, gconstpointer data)
{
  guint n_before;

  g_assert_finalize_object (t->chats);
  add (t, TRUE, "sip:bob@lab.test", "one");
  add (t, TRUE, "sip:bobby@lab.test", "two");
  for (guint i = 0; i < 1200; i++)
    {
      g_autofree char *uri = g_strdup_printf ("sip:stranger%u@lab.test", i);

      add (t, TRUE, uri, "hello");
    }
  begin (t);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (t->chats)), ==, 1202);
  add_bob (t);
  n_before = t->n_grouped;
  while (t->n_grouped == n_before || g_main_context_pending (NULL))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (t->chats)), ==, 1201);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rb_chat_list_get (t->chats, "sip:bob@lab.test"))), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chat-list/addresses-are-grouped-by-owner", addresses_are_grouped_by_owner);
#define ADD(path, function) g_test_add ("/chat-list/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("one-person-is-one-chat", one_person_is_one_chat);
  ADD ("stranger-becomes-a-contact-and-back", stranger_becomes_a_contact_and_back);
  ADD ("two-owners-are-nobody", two_owners_are_nobody);
  ADD ("chat-without-messages-is-in-no-list", chat_without_messages_is_in_no_list);
  ADD ("answer-goes-where-the-person-was-last-heard-from", answer_goes_where_the_person_was_last_heard_from);
  ADD ("all-addresses-can-be-chosen", all_addresses_can_be_chosen);
  ADD ("pages-of-several-addresses-leave-no-gap", pages_of_several_addresses_leave_no_gap);
  ADD ("removal-of-a-person-can-be-undone", removal_of_a_person_can_be_undone);
  ADD ("many-strangers-are-grouped-in-slices", many_strangers_are_grouped_in_slices);
#undef ADD

  return g_test_run ();
}
