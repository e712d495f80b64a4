/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-frames FILE: shows a capture in the signalling half, scrolls, jumps and walks through it, then a live trace
 * that gets 1000 messages a second, and prints for each how long frames took: "what<TAB>value<TAB>note" lines. Each
 * frame of the frame clock does one step, as fast as a person could at most. */

#include <adwaita.h>
#include <stdio.h>
#include <time.h>

#include "rb-capture-reader.h"
#include "rb-ladder-view.h"
#include "rb-message-list.h"
#include "rb-signalling-pane.h"

#define WIDTH 1100
#define HEIGHT 850
#define FRAMES 300
#define FRAMES_FLOOD 300
#define FRAMES_SETTLING 30
#define FLOOD_INTERVAL_MS 10
#define FLOOD_AT_ONCE 10
#define ROWS_A_FRAME 3.0
#define SEED 4
#define WAIT_MS 100

typedef struct _Bench Bench;

typedef struct
{
  const char *what;
  gboolean list; /* in the list instead of the ladder */
  guint n_frames;
  void (*begin) (Bench *self);
  void (*step) (Bench *self, guint frame);
} Phase;

struct _Bench
{
  RbTrace *trace; /* of the capture */
  RbTrace *live;
  const char *path;
  GtkWidget *window;
  GtkWidget *pane;
  GtkWidget *ladder;
  GtkWidget *list;
  GMainLoop *loop;
  GRand *random;

  guint phase;
  guint frame;     /* of the phase; the first ones are not counted */
  gint64 begun_us; /* processor time of this thread when the frame began */
  gint64 last_us;
  GArray *intervals; /* of gint64: µs between the ends of two frames */
  GArray *paints;    /* of gint64: µs of this thread's processor time a frame took */
};

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

/* The list of rows inside the ladder or the table that is shown. */
static GtkWidget *
get_rows (Bench *self, gboolean list)
{
  return find_widget (list ? self->list : self->ladder, GTK_TYPE_LIST_VIEW);
}

static GtkAdjustment *
get_adjustment (Bench *self, gboolean list)
{
  return gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (get_rows (self, list)));
}

static void
show_view (Bench *self, gboolean list)
{
  GtkWidget *page = list ? self->list : self->ladder;
  GtkWidget *stack = gtk_widget_get_ancestor (page, GTK_TYPE_STACK);

  while (gtk_widget_get_parent (page) != stack)
    page = gtk_widget_get_parent (page);
  gtk_stack_set_visible_child (GTK_STACK (stack), page);
}

static void
scroll_a_bit (Bench *self, guint frame)
{
  gboolean list = gtk_widget_get_mapped (self->list);
  GtkAdjustment *adjustment = get_adjustment (self, list);
  double row = gtk_adjustment_get_upper (adjustment) / rb_trace_get_n_messages (self->trace);

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + ROWS_A_FRAME * row);
}

static void
jump_anywhere (Bench *self, guint frame)
{
  GtkAdjustment *adjustment = get_adjustment (self, gtk_widget_get_mapped (self->list));

  gtk_adjustment_set_value (adjustment, g_rand_double (self->random) * gtk_adjustment_get_upper (adjustment));
}

/* As with the down key held. */
static void
walk_down (Bench *self, guint frame)
{
  GtkWidget *rows = get_rows (self, gtk_widget_get_mapped (self->list));
  guint n = rb_trace_get_n_messages (self->trace) / 2 + frame;

  gtk_widget_activate_action (rows, "list.select-item", "(ubb)", n, FALSE, FALSE);
  gtk_widget_activate_action (rows, "list.scroll-to-item", "u", n);
}

static gboolean
on_flood (gpointer data)
{
  Bench *self = data;

  for (guint i = 0; i < FLOOD_AT_ONCE; i++)
    {
      guint n = rb_trace_get_n_messages (self->live);
      g_autoptr (RbMessage) message = rb_trace_get_message (self->trace, n % rb_trace_get_n_messages (self->trace));

      rb_trace_append (self->live, rb_message_get_info (message), rb_message_get_bytes (message));
    }
  return G_SOURCE_CONTINUE;
}

/* A pane of its own, whose scope is everything, as at the start. */
static void
begin_flood (Bench *self)
{
  self->pane = rb_signalling_pane_new ();
  gtk_window_set_child (GTK_WINDOW (self->window), self->pane);
  self->ladder = find_widget (self->pane, RB_TYPE_LADDER_VIEW);
  self->list = find_widget (self->pane, RB_TYPE_MESSAGE_LIST);
  self->live = rb_trace_new ();
  rb_signalling_pane_set_live (RB_SIGNALLING_PANE (self->pane), self->live);
  g_timeout_add (FLOOD_INTERVAL_MS, on_flood, self);
}

static void
keep_drawing (Bench *self, guint frame)
{
}

static const Phase phases[] = {
  { "ladder, scrolled three rows a frame", FALSE, FRAMES, NULL, scroll_a_bit },
  { "ladder, somewhere else each frame", FALSE, FRAMES, NULL, jump_anywhere },
  { "list, scrolled three rows a frame", TRUE, FRAMES, NULL, scroll_a_bit },
  { "list, somewhere else each frame", TRUE, FRAMES, NULL, jump_anywhere },
  { "ladder, next message each frame, with its detail", FALSE, FRAMES, NULL, walk_down },
  { "list, next message each frame, with its detail", TRUE, FRAMES, NULL, walk_down },
  { "ladder, 1000 messages/s come in", FALSE, FRAMES_FLOOD, begin_flood, keep_drawing },
  { "list, 1000 messages/s come in", TRUE, FRAMES_FLOOD, NULL, keep_drawing },
};

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

static double
get_mean_ms (GArray *times)
{
  double sum = 0;

  for (guint i = 0; i < times->len; i++)
    sum += (double) g_array_index (times, gint64, i);
  return sum / times->len / 1000;
}

static void
report (Bench *self)
{
  g_array_sort (self->intervals, compare_times);
  g_array_sort (self->paints, compare_times);
  printf ("%s\t%.1f, %.1f, %.1f ms\t%.1f frames/s; of the processor %.1f, %.1f, %.1f ms a frame\n",
          phases[self->phase].what, get_mean_ms (self->intervals), get_ms (self->intervals, 0.99),
          get_ms (self->intervals, 1), 1000 / get_mean_ms (self->intervals), get_mean_ms (self->paints),
          get_ms (self->paints, 0.99), get_ms (self->paints, 1));
  fflush (stdout);
  g_array_set_size (self->intervals, 0);
  g_array_set_size (self->paints, 0);
}

static void
begin_phase (Bench *self)
{
  const Phase *phase = &phases[self->phase];

  self->frame = 0;
  if (phase->begin != NULL)
    phase->begin (self);
  show_view (self, phase->list);
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  Bench *self = data;
  const Phase *phase = &phases[self->phase];

  if (self->frame == FRAMES_SETTLING + phase->n_frames)
    {
      report (self);
      self->phase++;
      if (self->phase == G_N_ELEMENTS (phases))
        {
          g_main_loop_quit (self->loop);
          return G_SOURCE_REMOVE;
        }
      begin_phase (self);
      phase = &phases[self->phase];
    }
  if (self->frame >= FRAMES_SETTLING)
    phase->step (self, self->frame);
  gtk_widget_queue_draw (self->ladder);

  return G_SOURCE_CONTINUE;
}

static gint64
get_processor_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
on_before_paint (Bench *self)
{
  self->begun_us = get_processor_us ();
}

static void
on_after_paint (Bench *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 paint = get_processor_us () - self->begun_us;
  gint64 interval = now - self->last_us;

  if (self->frame > FRAMES_SETTLING)
    {
      g_array_append_val (self->paints, paint);
      g_array_append_val (self->intervals, interval);
    }
  self->last_us = now;
  self->frame++;
}

/* Once all of it is there. */
static gboolean
on_wait (gpointer data)
{
  Bench *self = data;
  GtkSelectionModel *model = gtk_list_view_get_model (GTK_LIST_VIEW (get_rows (self, FALSE)));
  GdkFrameClock *clock = gtk_widget_get_frame_clock (self->window);

  if (model == NULL || g_list_model_get_n_items (G_LIST_MODEL (model)) < rb_trace_get_n_messages (self->trace))
    return G_SOURCE_CONTINUE;

  g_signal_connect_swapped (clock, "before-paint", G_CALLBACK (on_before_paint), self);
  g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (on_after_paint), self);
  begin_phase (self);
  gtk_widget_add_tick_callback (self->window, on_tick, self, NULL);

  return G_SOURCE_REMOVE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  Bench self = { .path = argc == 2 ? argv[1] : NULL };

  if (self.path == NULL)
    {
      fputs ("usage: bench-frames FILE\n", stderr);
      return 2;
    }
  self.trace = rb_capture_read (self.path, NULL, &error);
  if (self.trace == NULL)
    {
      fprintf (stderr, "bench-frames: %s\n", error->message);
      return 1;
    }

  adw_init ();
  self.loop = g_main_loop_new (NULL, FALSE);
  self.random = g_rand_new_with_seed (SEED);
  self.intervals = g_array_new (FALSE, FALSE, sizeof (gint64));
  self.paints = g_array_new (FALSE, FALSE, sizeof (gint64));
  self.window = gtk_window_new ();
  self.pane = rb_signalling_pane_new ();
  self.ladder = find_widget (self.pane, RB_TYPE_LADDER_VIEW);
  self.list = find_widget (self.pane, RB_TYPE_MESSAGE_LIST);
  gtk_window_set_default_size (GTK_WINDOW (self.window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (self.window), self.pane);
  gtk_window_present (GTK_WINDOW (self.window));
  rb_signalling_pane_show_capture (RB_SIGNALLING_PANE (self.pane), self.path, "bench");
  g_timeout_add (WAIT_MS, on_wait, &self);
  g_main_loop_run (self.loop);

  return 0;
}
