/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-calls make FOLDER CALLS CONTACTS: writes history.db and contacts.db; says how long the import of the contacts
 * took. bench-calls type FOLDER calls|contacts: types into the search of that page, key by key, takes each word
 * back again, and then scrolls, and prints how much of the main thread a key or a frame took. bench-calls match FOLDER:
 * how long it takes to say who a number of an incoming call is. All print "what<TAB>value<TAB>note" lines. */

#include <adwaita.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "rb-calls-page-private.h"
#include "rb-contact-import.h"
#include "rb-contacts-page.h"
#include "rb-history-private.h"
#include "rb-history-query.h"

#define WIDTH 400
#define HEIGHT 850
#define DAY_CALLS 60 /* a day: many days, each with its heading */
#define FRAMES 300
#define FRAMES_SETTLING 30
#define ROWS_A_FRAME 3.0
#define ROW_HEIGHT 52

#define KEY_MS 30    /* after a key was seen, until the next */
#define REST_MS 1000 /* after a word: all rows are there that the list wants */

#define MATCHES 2000
#define STRANGERS 3 /* of so many numbers one is nobody's */

/* A page with a search, and what is typed into it: names, numbers, verdicts, days, pinyin. */
typedef struct
{
  const char *name;
  const char *title;
  const char *const typed[12];
} Page;

static const Page pages[] = {
  { "calls",
    "Calls page",
    { "alice", "1380", "example", "busy", "no answer", "yesterday", "smith 13", "王", "2026-11" } },
  { "contacts",
    "Contacts page",
    { "alice", "1380", "zhangwei", "zw 13", "伟", "bob jones 77", "138 0000 1234", "nobody" } },
};

typedef struct
{
  const Page *what;
  GtkWidget *window;
  RbPhone *phone;
  GtkWidget *page;
  GtkWidget *entry;
  GtkAdjustment *adjustment;
  GMainLoop *loop;
  guint n; /* calls or people */

  guint word;
  guint length;     /* characters of it that are typed */
  gboolean back;    /* they are taken back */
  gint64 key_us;    /* wall clock of the last key */
  gint64 key_cpu;   /* processor time of the main thread before it */
  guint frames;     /* painted since the key */
  gboolean changed; /* the list has what the key asked for */
  GArray *waits;    /* of gint64: from a key to the list, wall clock */
  GArray *costs;    /* of gint64: of the main thread meanwhile */

  guint frame;
  gint64 begun_cpu;
  gint64 last_us;
} Bench;

static gint64
get_cpu_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
make_calls (const char *folder, int n)
{
  static const char *const verdicts[] = { "answered", "busy", "cancelled", "no-answer", "failed" };
  static const char *const names[] = { "Alice Smith", "Bob Jones", "王小明", "Zoë Müller", "Chris Example" };
  g_autofree char *path = g_build_filename (folder, "history.db", NULL);
  g_autoptr (RbHistory) history = rb_history_open (path, NULL, NULL);
  sqlite3 *db = rb_history_connect (path);
  sqlite3_stmt *statement = NULL;
  gint64 now_us = g_get_real_time ();

  sqlite3_exec (db, "BEGIN", NULL, NULL, NULL);
  sqlite3_prepare_v2 (db,
                      "INSERT INTO calls (start_us, talk_us, ring_us, incoming, missed, seen, status, remote_uri, "
                      "remote_name, verdict, call_id, search) VALUES (?, ?, 5000000, ?, ?, 1, 200, ?, ?, ?, ?, ?)",
                      -1, &statement, NULL);
  for (int i = 0; i < n; i++)
    {
      const char *verdict = verdicts[i % G_N_ELEMENTS (verdicts)];
      g_autofree char *uri = g_strdup_printf ("sip:138%08d@example.org", i * 7919 % 20000 + i / 20000);
      g_autofree char *name = g_strdup_printf ("%s %d", names[i % G_N_ELEMENTS (names)], i % 20000);
      g_autofree char *call_id = g_strdup_printf ("%d@bench", i);
      g_autofree char *search = rb_history_search_text (name, uri);

      sqlite3_bind_int64 (statement, 1, now_us - (gint64) (n - i) * G_TIME_SPAN_DAY / DAY_CALLS);
      sqlite3_bind_int64 (statement, 2, i % 5 == 0 ? 60000000 : -1);
      sqlite3_bind_int (statement, 3, i % 2);
      sqlite3_bind_int (statement, 4, i % 2 == 1 && i % 5 == 2);
      sqlite3_bind_text (statement, 5, uri, -1, SQLITE_TRANSIENT);
      sqlite3_bind_text (statement, 6, name, -1, SQLITE_TRANSIENT);
      sqlite3_bind_text (statement, 7, verdict, -1, SQLITE_TRANSIENT);
      sqlite3_bind_text (statement, 8, call_id, -1, SQLITE_TRANSIENT);
      sqlite3_bind_text (statement, 9, search, -1, SQLITE_TRANSIENT);
      sqlite3_step (statement);
      sqlite3_reset (statement);
    }
  sqlite3_finalize (statement);
  sqlite3_exec (db, "COMMIT", NULL, NULL, NULL);
  sqlite3_close (db);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

/* As a person brings them: by a file of vCards. */
static void
make_contacts (const char *folder, int n)
{
  g_autofree char *path = g_build_filename (folder, "contacts.db", NULL);
  g_autofree char *cards = g_build_filename (folder, "contacts.vcf", NULL);
  g_autoptr (RbContacts) contacts = rb_contacts_open (path, NULL, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (cards);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (RbContactImport) import = NULL;
  g_autoptr (GAsyncResult) prepared = NULL;
  g_autoptr (GAsyncResult) applied = NULL;
  g_autoptr (GError) error = NULL;
  gint64 begun = g_get_monotonic_time ();
  gint64 seen;
  gint64 change;

  for (int i = 0; i < n; i++)
    g_string_append_printf (text, "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:%s %d\r\nTEL;TYPE=cell:138%08d\r\nEND:VCARD\r\n",
                            i % 3 == 0   ? "Alice Smith"
                            : i % 3 == 1 ? "张伟"
                                         : "Bob Jones",
                            i, i);
  g_file_set_contents (cards, text->str, (gssize) text->len, NULL);

  rb_contact_import_prepare_async (contacts, file, NULL, on_done, &prepared);
  import = rb_contact_import_prepare_finish (contacts, wait_for (&prepared), &error);
  if (import == NULL)
    g_error ("%s", error->message);
  seen = g_get_monotonic_time ();
  rb_contact_import_apply_async (import, NULL, on_done, &applied);
  if (!rb_contact_import_apply_finish (import, wait_for (&applied), &change, &error))
    g_error ("%s", error->message);
  g_unlink (cards);
  printf ("import of %d contacts\t%.2f s\tof which %.2f s until what will change is shown\n", n,
          (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC, (double) (seen - begun) / G_USEC_PER_SEC);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a;
  gint64 second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

static double
get_ms (GArray *times, double share)
{
  return (double) g_array_index (times, gint64, (guint) ((times->len - 1) * share)) / 1000;
}

static void
report (Bench *self, const char *what, const char *note)
{
  g_autofree char *title = g_strdup_printf ("%s of %u, %s", self->what->title, self->n, what);

  g_array_sort (self->costs, compare_times);
  g_array_sort (self->waits, compare_times);
  printf ("%s\t%.1f, %.1f, %.1f ms\t%s %.1f, %.1f, %.1f ms\n", title, get_ms (self->costs, 0.5),
          get_ms (self->costs, 0.99), get_ms (self->costs, 1), note, get_ms (self->waits, 0.5),
          get_ms (self->waits, 0.99), get_ms (self->waits, 1));
  fflush (stdout);
  g_array_set_size (self->costs, 0);
  g_array_set_size (self->waits, 0);
}

static GtkWidget *
find_widget (GtkWidget *below, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (below, type))
    return below;

  for (GtkWidget *child = gtk_widget_get_first_child (below); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
on_scroll_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  Bench *self = data;

  if (self->frame == FRAMES_SETTLING + FRAMES)
    {
      report (self, "scrolled three rows a frame", "between two frames");
      g_main_loop_quit (self->loop);
      return G_SOURCE_REMOVE;
    }

  gtk_adjustment_set_value (self->adjustment, gtk_adjustment_get_value (self->adjustment) + ROWS_A_FRAME * ROW_HEIGHT);
  gtk_widget_queue_draw (self->page);
  return G_SOURCE_CONTINUE;
}

static void
on_before_paint (Bench *self)
{
  self->begun_cpu = get_cpu_us ();
}

static void
on_scroll_painted (Bench *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 cost = get_cpu_us () - self->begun_cpu;
  gint64 wait = now - self->last_us;

  if (self->frame++ > FRAMES_SETTLING)
    {
      g_array_append_val (self->costs, cost);
      g_array_append_val (self->waits, wait);
    }
  self->last_us = now;
}

static gboolean press_next (gpointer data);

static gboolean
is_whole_word (Bench *self)
{
  return self->length == (guint) g_utf8_strlen (self->what->typed[self->word], -1);
}

/* The first frame after the list has changed shows it. */
static void
on_typed_painted (Bench *self)
{
  gint64 cost = get_cpu_us () - self->key_cpu;
  gint64 wait = g_get_monotonic_time () - self->key_us;

  if (!self->changed || self->key_us == 0)
    return;

  self->changed = FALSE;
  self->key_us = 0;
  g_array_append_val (self->costs, cost);
  g_array_append_val (self->waits, wait);
  g_timeout_add (is_whole_word (self) || self->length == 0 ? REST_MS : KEY_MS, press_next, self);
}

static void
on_searched (Bench *self)
{
  self->changed = TRUE;
  gtk_widget_queue_draw (self->page);
}

/* The next character of the word, or the back space. */
static void
press_key (Bench *self)
{
  const char *key = g_utf8_offset_to_pointer (self->what->typed[self->word], self->length);
  int end = (int) self->length;

  if (self->back)
    gtk_editable_delete_text (GTK_EDITABLE (self->entry), end - 1, end);
  else
    gtk_editable_insert_text (GTK_EDITABLE (self->entry), key, (int) (g_utf8_next_char (key) - key), &end);
  self->length = self->back ? self->length - 1 : self->length + 1;
}

static gboolean
press_next (gpointer data)
{
  Bench *self = data;
  GdkFrameClock *clock = gtk_widget_get_frame_clock (self->window);

  if (self->back && self->length == 0)
    self->word++;
  if (self->what->typed[self->word] == NULL)
    {
      report (self, "a key of a search: of the main thread", "until it is seen");
      g_signal_handlers_disconnect_by_func (clock, on_typed_painted, self);
      g_signal_connect_swapped (clock, "before-paint", G_CALLBACK (on_before_paint), self);
      g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (on_scroll_painted), self);
      gtk_widget_add_tick_callback (self->window, on_scroll_tick, self, NULL);
      return G_SOURCE_REMOVE;
    }

  self->back = self->length > 0 && (self->back || is_whole_word (self));
  self->changed = FALSE;
  self->key_us = g_get_monotonic_time ();
  self->key_cpu = get_cpu_us ();
  press_key (self);

  return G_SOURCE_REMOVE;
}

/* Once the contacts are there, too. */
static gboolean
on_wait (gpointer data)
{
  Bench *self = data;
  GtkWidget *list = find_widget (self->page, GTK_TYPE_LIST_VIEW);

  if (!rb_contacts_is_loaded (rb_phone_get_contacts (self->phone)))
    return G_SOURCE_CONTINUE;

  self->n =
      g_list_model_get_n_items (RB_IS_CALLS_PAGE (self->page) ? G_LIST_MODEL (rb_phone_get_history (self->phone))
                                                              : G_LIST_MODEL (rb_phone_get_contacts (self->phone)));
  self->entry = find_widget (self->page, GTK_TYPE_SEARCH_ENTRY);
  self->adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list));
  if (RB_IS_CALLS_PAGE (self->page))
    g_signal_connect_swapped (RB_CALLS_PAGE (self->page)->search, "searched", G_CALLBACK (on_searched), self);
  else
    g_signal_connect_swapped (self->entry, "search-changed", G_CALLBACK (on_searched), self); /* after the page's own */
  g_signal_connect_swapped (gtk_widget_get_frame_clock (self->window), "after-paint", G_CALLBACK (on_typed_painted),
                            self);
  press_next (self);

  return G_SOURCE_REMOVE;
}

static RbPhone *
open_phone (const char *folder)
{
  const RbSoundConfig sound = { .kind = RB_SOUND_NONE };
  const RbPhoneConfig config = { .config_dir = "", .data_dir = folder, .sound = &sound, .no_secrets = TRUE };
  g_autoptr (GError) error = NULL;
  RbPhone *phone = rb_phone_new (&config, &error);

  if (phone == NULL)
    g_error ("%s", error->message);

  return phone;
}

static GtkWidget *
create_page (Bench *self)
{
  GtkWidget *page;

  if (strcmp (self->what->name, "contacts") == 0)
    return rb_contacts_page_new (self->phone);

  page = g_object_new (RB_TYPE_CALLS_PAGE, NULL);
  rb_calls_page_set_phone (RB_CALLS_PAGE (page), self->phone);
  return page;
}

static int
type (const char *folder, const Page *what)
{
  Bench self = { .what = what };

  adw_init ();
  self.loop = g_main_loop_new (NULL, FALSE);
  self.waits = g_array_new (FALSE, FALSE, sizeof (gint64));
  self.costs = g_array_new (FALSE, FALSE, sizeof (gint64));
  self.phone = open_phone (folder);
  self.window = gtk_window_new ();
  self.page = create_page (&self);
  rb_contacts_load (rb_phone_get_contacts (self.phone));
  gtk_window_set_default_size (GTK_WINDOW (self.window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (self.window), self.page);
  gtk_window_present (GTK_WINDOW (self.window));
  g_timeout_add (500, on_wait, &self);
  g_main_loop_run (self.loop);

  return 0;
}

/* A phone that has just been started knows nobody yet: the list is not read for this. */
static int
match (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "contacts.db", NULL);
  g_autoptr (RbContacts) contacts = rb_contacts_open (path, NULL, NULL);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint found = 0;

  for (guint i = 0; i < MATCHES; i++)
    {
      g_autofree char *uri =
          g_strdup_printf ("sip:+86%s%08u@gateway.example.org", i % STRANGERS == 0 ? "139" : "138", i * 7919 % 20000);
      gint64 begun = g_get_monotonic_time ();
      g_autoptr (RbContact) contact = rb_contacts_match (contacts, uri, "example.org", "86");
      gint64 took = g_get_monotonic_time () - begun;

      found += contact != NULL;
      g_array_append_val (times, took);
    }
  g_array_sort (times, compare_times);
  printf ("who an incoming number is\t%.3f, %.3f, %.3f ms\tfound %u of %d\n", get_ms (times, 0.5), get_ms (times, 0.99),
          get_ms (times, 1), found, MATCHES);

  return 0;
}

int
main (int argc, char **argv)
{
  for (gsize i = 0; argc == 4 && strcmp (argv[1], "type") == 0 && i < G_N_ELEMENTS (pages); i++)
    if (strcmp (argv[3], pages[i].name) == 0)
      return type (argv[2], &pages[i]);
  if (argc == 3 && strcmp (argv[1], "match") == 0)
    return match (argv[2]);
  if (argc == 5 && strcmp (argv[1], "make") == 0)
    {
      make_calls (argv[2], atoi (argv[3]));
      make_contacts (argv[2], atoi (argv[4]));
      return 0;
    }

  fputs ("usage: bench-calls make FOLDER CALLS CONTACTS | type FOLDER calls|contacts | match FOLDER\n", stderr);
  return 2;
}
