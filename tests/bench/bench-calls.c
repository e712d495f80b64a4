/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-calls make FOLDER CALLS CONTACTS: writes history.db and contacts.db.
 * bench-calls type FOLDER: types names, numbers, verdicts and days into the search of the Calls page, key by key, and
 * then scrolls, and prints how much of the main thread a key or a frame took: "what<TAB>value<TAB>note" lines. */

#include <adwaita.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "rb-calls-page-private.h"
#include "rb-history-private.h"
#include "rb-history-query.h"

#define WIDTH 400
#define HEIGHT 850
#define DAY_CALLS 60 /* a day: many days, each with its heading */
#define FRAMES 300
#define FRAMES_SETTLING 30
#define ROWS_A_FRAME 3.0
#define ROW_HEIGHT 52

static const char *const typed[] = { "alice",     "1380",     "example", "busy",   "no answer",
                                     "yesterday", "smith 13", "王",      "2026-11" };

typedef struct
{
  GtkWidget *window;
  RbPhone *phone;
  GtkWidget *page;
  GtkWidget *entry;
  GtkAdjustment *adjustment;
  GMainLoop *loop;

  guint word;
  guint length;     /* characters of it that are typed */
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
make_contacts (const char *folder, int n)
{
  g_autofree char *path = g_build_filename (folder, "contacts.db", NULL);
  g_autoptr (RbContacts) contacts = rb_contacts_open (path, NULL, NULL);

  for (int i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s %d",
                                               i % 3 == 0   ? "Alice Smith"
                                               : i % 3 == 1 ? "张伟"
                                                            : "Bob Jones",
                                               i);
      g_autofree char *number = g_strdup_printf ("138%08d", i);
      g_autoptr (RbContact) contact = rb_contact_new (name);

      rb_contact_add_address (contact, RB_ADDRESS_NUMBER, "mobile", number);
      rb_contacts_add (contacts, contact, NULL);
    }
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
  g_array_sort (self->costs, compare_times);
  g_array_sort (self->waits, compare_times);
  printf ("%s\t%.1f, %.1f, %.1f ms\t%s %.1f, %.1f, %.1f ms\n", what, get_ms (self->costs, 0.5),
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
      report (self, "Calls page, scrolled three rows a frame", "between two frames");
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
  g_timeout_add (30, press_next, self);
}

static void
on_searched (Bench *self)
{
  self->changed = TRUE;
  gtk_widget_queue_draw (self->page);
}

static gboolean
press_next (gpointer data)
{
  Bench *self = data;
  GdkFrameClock *clock = gtk_widget_get_frame_clock (self->window);
  const char *key;
  int end = -1;

  if (self->length == 0)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  if (self->word == G_N_ELEMENTS (typed))
    {
      report (self, "Calls page, a key of a search: of the main thread", "until it is seen");
      g_signal_handlers_disconnect_by_func (clock, on_typed_painted, self);
      gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
      g_signal_connect_swapped (clock, "before-paint", G_CALLBACK (on_before_paint), self);
      g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (on_scroll_painted), self);
      gtk_widget_add_tick_callback (self->window, on_scroll_tick, self, NULL);
      return G_SOURCE_REMOVE;
    }

  key = g_utf8_offset_to_pointer (typed[self->word], self->length++);
  if (self->length == (guint) g_utf8_strlen (typed[self->word], -1))
    {
      self->word++;
      self->length = 0;
    }
  self->changed = FALSE;
  self->key_us = g_get_monotonic_time ();
  self->key_cpu = get_cpu_us ();
  gtk_editable_insert_text (GTK_EDITABLE (self->entry), key, (int) (g_utf8_next_char (key) - key), &end);

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

  self->entry = find_widget (self->page, GTK_TYPE_SEARCH_ENTRY);
  self->adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list));
  g_signal_connect_swapped (RB_CALLS_PAGE (self->page)->search, "searched", G_CALLBACK (on_searched), self);
  g_signal_connect_swapped (gtk_widget_get_frame_clock (self->window), "after-paint", G_CALLBACK (on_typed_painted),
                            self);
  press_next (self);

  return G_SOURCE_REMOVE;
}

static int
type (const char *folder)
{
  const RbSoundConfig sound = { .kind = RB_SOUND_NONE };
  const RbPhoneConfig config = { .config_dir = "", .data_dir = folder, .sound = &sound, .no_secrets = TRUE };
  Bench self = { 0 };

  adw_init ();
  self.loop = g_main_loop_new (NULL, FALSE);
  self.waits = g_array_new (FALSE, FALSE, sizeof (gint64));
  self.costs = g_array_new (FALSE, FALSE, sizeof (gint64));
  self.phone = rb_phone_new (&config, NULL);
  self.window = gtk_window_new ();
  self.page = g_object_new (RB_TYPE_CALLS_PAGE, NULL);
  rb_calls_page_set_phone (RB_CALLS_PAGE (self.page), self.phone);
  rb_contacts_load (rb_phone_get_contacts (self.phone));
  gtk_window_set_default_size (GTK_WINDOW (self.window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (self.window), self.page);
  gtk_window_present (GTK_WINDOW (self.window));
  g_timeout_add (500, on_wait, &self);
  g_main_loop_run (self.loop);

  return 0;
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "type") == 0)
    return type (argv[2]);
  if (argc == 5 && strcmp (argv[1], "make") == 0)
    {
      make_calls (argv[2], atoi (argv[3]));
      make_contacts (argv[2], atoi (argv[4]));
      return 0;
    }

  fputs ("usage: bench-calls make FOLDER CALLS CONTACTS | bench-calls type FOLDER\n", stderr);
  return 2;
}
