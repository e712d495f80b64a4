/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The messages that are kept, the limit on those that come, and what presence is made of. */

#include "rb-message-limit.h"
#include "rb-message-store.h"
#include "rb-presence.h"

#include "rb-test-folder.h"

#include <sqlite3.h>
#include <string.h>

typedef struct
{
  char *folder;
  char *path;
  RbMessageStore *store;
} Fixture;

static void
open_store (Fixture *t)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *notice = NULL;

  t->store = rb_message_store_open (t->path, &notice, &error);
  g_assert_no_error (error);
  g_assert_null (notice);
}

static void
set_up (Fixture *t, gconstpointer data)
{
  t->folder = rb_test_folder_new ();
  t->path = g_build_filename (t->folder, "messages.db", NULL);
  open_store (t);
}

static void
tear_down (Fixture *t, gconstpointer data)
{
  if (t->store != NULL)
    g_assert_finalize_object (t->store);
  rb_test_folder_remove (t->folder);
  g_free (t->folder);
  g_free (t->path);
}

static RbChatMessage *
add (Fixture *t, gboolean incoming, const char *uri, const char *text)
{
  const RbMessageStoreEntry entry = {
    .incoming = incoming, .time_us = g_get_real_time (), .uri = uri, .account_id = "one", .text = text
  };
  g_autoptr (GError) error = NULL;
  RbChatMessage *message = rb_message_store_add (t->store, &entry, &error);

  g_assert_no_error (error);

  return message;
}

static const char *
get_text (RbConversation *conversation, guint position)
{
  g_autoptr (RbChatMessage) message = g_list_model_get_item (G_LIST_MODEL (conversation), position);

  return message != NULL ? rb_chat_message_get_text (message) : NULL; /* the conversation holds it */
}

static void
conversations_are_by_person (Fixture *t, gconstpointer data)
{
  g_autoptr (RbChatMessage) first = add (t, TRUE, "sip:bob@lab.test;transport=tcp", "hello");
  g_autoptr (RbChatMessage) second = add (t, FALSE, "sip:bob@lab.test:5060", "hello back");
  g_autoptr (RbChatMessage) other = add (t, TRUE, "sip:carol@lab.test", "你好\nsecond line");
  g_autoptr (RbConversation) carol = g_list_model_get_item (G_LIST_MODEL (t->store), 0);
  g_autoptr (RbConversation) bob = g_list_model_get_item (G_LIST_MODEL (t->store), 1);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (t->store)), ==, 2);
  g_assert_cmpstr (rb_conversation_get_peer (carol), ==, "carol@lab.test");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (bob)), ==, 2);
  g_assert_cmpstr (get_text (bob, 0), ==, "hello");
  g_assert_cmpstr (get_text (bob, 1), ==, "hello back");
  g_assert_cmpuint (rb_message_store_get_n_unread (t->store), ==, 2);
  rb_message_store_mark_read (t->store, bob);
  g_assert_cmpuint (rb_message_store_get_n_unread (t->store), ==, 1);
  g_assert_true (rb_message_store_get_conversation (t->store, "sip:bob@lab.test") == bob);
  g_assert_true (rb_conversation_get_last (bob) == second);
}

static void
mark_read (RbConversation *conversation, GParamSpec *pspec, Fixture *t)
{
  rb_message_store_mark_read (t->store, conversation);
}

static void
message_that_is_looked_at_is_read_at_once (Fixture *t, gconstpointer data)
{
  RbConversation *bob = rb_message_store_get_conversation (t->store, "sip:bob@lab.test");
  g_autoptr (RbChatMessage) message = NULL;

  g_signal_connect (bob, "notify::unread", G_CALLBACK (mark_read), t);
  message = add (t, TRUE, "sip:bob@lab.test", "hello");
  g_assert_cmpuint (rb_conversation_get_n_unread (bob), ==, 0);
  g_assert_cmpuint (rb_message_store_get_n_unread (t->store), ==, 0);
  g_signal_handlers_disconnect_by_data (bob, t);
}

static void
kill_leaves_what_was_on_its_way_unknown (Fixture *t, gconstpointer data)
{
  g_autoptr (RbChatMessage) done = add (t, FALSE, "sip:bob@lab.test", "done");
  g_autoptr (RbChatMessage) lost = add (t, FALSE, "sip:bob@lab.test", "lost");
  g_autoptr (RbChatMessage) unread = add (t, TRUE, "sip:bob@lab.test", "unread");
  g_autoptr (RbChatMessage) found = NULL;
  g_autoptr (RbConversation) bob = NULL;

  g_assert_true (rb_message_store_set_state (t->store, done, RB_CHAT_MESSAGE_FAILED, "No.", NULL));
  /* A second opening while the first is there is what a start after kill -9 sees. */
  {
    RbMessageStore *killed = t->store;

    open_store (t);
    g_object_unref (killed);
  }

  bob = g_list_model_get_item (G_LIST_MODEL (t->store), 0);
  g_assert_cmpuint (rb_message_store_get_n_unread (t->store), ==, 1);
  g_assert_cmpuint (rb_conversation_get_n_unread (bob), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (bob)), ==, 3);
  found = rb_message_store_find (t->store, rb_chat_message_get_id (lost));
  g_assert_cmpint (rb_chat_message_get_state (found), ==, RB_CHAT_MESSAGE_UNKNOWN);
  g_assert_cmpstr (rb_chat_message_format_state (found), ==, "Not known to be delivered");
  g_clear_object (&found);
  found = rb_message_store_find (t->store, rb_chat_message_get_id (done));
  g_assert_cmpint (rb_chat_message_get_state (found), ==, RB_CHAT_MESSAGE_FAILED);
  g_assert_cmpstr (rb_chat_message_get_reason (found), ==, "No.");
}

static void
delivery_is_told_to_every_list (Fixture *t, gconstpointer data)
{
  g_autoptr (RbChatMessage) first = add (t, FALSE, "sip:bob@lab.test", "first");
  g_autoptr (RbChatMessage) second = add (t, FALSE, "sip:bob@lab.test", "second");
  RbConversation *bob = rb_message_store_get_conversation (t->store, "sip:bob@lab.test");
  g_autoptr (RbChatMessage) shown = g_list_model_get_item (G_LIST_MODEL (bob), 0);

  g_assert_true (shown == first);
  g_assert_true (rb_message_store_set_state (t->store, first, RB_CHAT_MESSAGE_DELIVERED, NULL, NULL));
  g_assert_cmpint (rb_chat_message_get_state (shown), ==, RB_CHAT_MESSAGE_DELIVERED);
}

static void
long_conversations_come_in_pages (Fixture *t, gconstpointer data)
{
  RbConversation *bob;

  for (guint i = 0; i < 450; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);
      g_autoptr (RbChatMessage) message = add (t, TRUE, "sip:bob@lab.test", text);
    }

  bob = rb_message_store_get_conversation (t->store, "sip:bob@lab.test");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (bob)), ==, 200);
  g_assert_cmpstr (get_text (bob, 199), ==, "449");
  g_assert_true (rb_conversation_has_earlier (bob));
  rb_conversation_load_earlier (bob);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (bob)), ==, 400);
  g_assert_cmpstr (get_text (bob, 0), ==, "50");
  rb_conversation_load_earlier (bob);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (bob)), ==, 450);
  g_assert_cmpstr (get_text (bob, 0), ==, "0");
  g_assert_false (rb_conversation_has_earlier (bob));
}

static void
deleting_takes_all_of_a_person (Fixture *t, gconstpointer data)
{
  g_autoptr (RbChatMessage) one = add (t, TRUE, "sip:bob@lab.test", "one");
  g_autoptr (RbChatMessage) two = add (t, TRUE, "sip:carol@lab.test", "two");
  RbConversation *bob = rb_message_store_get_conversation (t->store, "sip:bob@lab.test");
  g_autoptr (GPtrArray) conversations = g_ptr_array_new ();
  g_autoptr (RbMessageRemoval) removal = NULL;

  g_ptr_array_add (conversations, bob);
  removal = rb_message_store_remove (t->store, conversations, NULL);
  g_assert_nonnull (removal);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (t->store)), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (bob)), ==, 0);
  g_assert_cmpuint (rb_message_store_get_n_unread (t->store), ==, 1);
  g_clear_object (&one);
  one = add (t, FALSE, "sip:bob@lab.test", "again");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (t->store)), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (bob)), ==, 1);
}

static void
damaged_file_is_moved_aside (Fixture *t, gconstpointer data)
{
  g_autofree char *notice = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_object (&t->store);
  g_assert_true (g_file_set_contents (t->path, "no database at all, but long enough to look at", -1, NULL));
  t->store = rb_message_store_open (t->path, &notice, &error);
  g_assert_no_error (error);
  g_assert_nonnull (notice);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (t->store)), ==, 0);
}

static void
newer_file_is_left_alone (Fixture *t, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  sqlite3 *db;

  g_clear_object (&t->store);
  g_assert_cmpint (sqlite3_open (t->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA user_version = 99", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  g_assert_null (rb_message_store_open (t->path, NULL, &error));
  g_assert_nonnull (error);
}

static void
a_bomb_is_stopped_and_others_are_heard (void)
{
  g_autoptr (RbMessageLimit) limit = rb_message_limit_new ();
  guint n = 0;
  guint wait = 0;

  while (rb_message_limit_take (limit, "bomber", 1, &wait) && n < 1000)
    n++;
  g_assert_cmpuint (n, ==, RB_MESSAGE_LIMIT_SENDER);
  g_assert_cmpuint (wait, ==, 3);
  g_assert_true (rb_message_limit_take (limit, "alice", 1, &wait));
  g_assert_true (rb_message_limit_take (limit, "bomber", 1 + 3 * G_USEC_PER_SEC, &wait));
  g_assert_false (rb_message_limit_take (limit, "bomber", 1 + 3 * G_USEC_PER_SEC, &wait));
}

static void
many_senders_together_are_stopped (void)
{
  g_autoptr (RbMessageLimit) limit = rb_message_limit_new ();
  guint n = 0;
  guint wait = 0;

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *name = g_strdup_printf ("sender %u", i);

      n += rb_message_limit_take (limit, name, 1, &wait) ? 1 : 0;
    }
  g_assert_cmpuint (n, ==, RB_MESSAGE_LIMIT_ALL);
}

static void
presence_is_put_together (void)
{
  const RbPidf open = { .has_basic = TRUE, .open = TRUE };
  const RbPidf closed = { .has_basic = TRUE };
  const RbPidf away = { .has_basic = TRUE, .open = TRUE, .activity = RB_ACTIVITY_AWAY };
  const RbPidf nothing = { 0 };

  g_assert_cmpint (rb_presence_combine (NULL, RB_LAMP_UNKNOWN), ==, RB_PRESENCE_UNKNOWN);
  g_assert_cmpint (rb_presence_combine (&nothing, RB_LAMP_UNKNOWN), ==, RB_PRESENCE_UNKNOWN);
  g_assert_cmpint (rb_presence_combine (NULL, RB_LAMP_IDLE), ==, RB_PRESENCE_AVAILABLE);
  g_assert_cmpint (rb_presence_combine (&open, RB_LAMP_UNKNOWN), ==, RB_PRESENCE_AVAILABLE);
  g_assert_cmpint (rb_presence_combine (&closed, RB_LAMP_IDLE), ==, RB_PRESENCE_OFFLINE);
  g_assert_cmpint (rb_presence_combine (&away, RB_LAMP_IDLE), ==, RB_PRESENCE_AWAY);
  g_assert_cmpint (rb_presence_combine (&closed, RB_LAMP_BUSY), ==, RB_PRESENCE_ON_THE_PHONE);
  g_assert_cmpint (rb_presence_combine (&away, RB_LAMP_RINGING), ==, RB_PRESENCE_RINGING);
  g_assert_true (rb_presence_is_same ("sip:bob@lab.test:5060", "sip:bob@lab.test;transport=tcp"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add ("/message-store/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("conversations-are-by-person", conversations_are_by_person);
  ADD ("message-that-is-looked-at-is-read-at-once", message_that_is_looked_at_is_read_at_once);
  ADD ("kill-leaves-what-was-on-its-way-unknown", kill_leaves_what_was_on_its_way_unknown);
  ADD ("delivery-is-told-to-every-list", delivery_is_told_to_every_list);
  ADD ("long-conversations-come-in-pages", long_conversations_come_in_pages);
  ADD ("deleting-takes-all-of-a-person", deleting_takes_all_of_a_person);
  ADD ("damaged-file-is-moved-aside", damaged_file_is_moved_aside);
  ADD ("newer-file-is-left-alone", newer_file_is_left_alone);
  g_test_add_func ("/message-store/a-bomb-is-stopped-and-others-are-heard", a_bomb_is_stopped_and_others_are_heard);
  g_test_add_func ("/message-store/many-senders-together-are-stopped", many_senders_together_are_stopped);
  g_test_add_func ("/message-store/presence-is-put-together", presence_is_put_together);

  return g_test_run ();
}
