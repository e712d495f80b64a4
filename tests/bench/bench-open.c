/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-open FILE: opens a capture as the window does, and prints the seconds from the start of the
 * program until the first rows are there, until everything is, and the longest time in between
 * in which a window could not have drawn. */

#include <stdio.h>

#include "rb-capture-open.h"

typedef struct
{
  gint64 start;
  gint64 first;
  gint64 beat;
  gint64 longest; /* between two beats */
  gboolean done;
} Times;

static void
on_items_changed (Times *times)
{
  if (times->first == 0)
    times->first = g_get_monotonic_time ();
}

static gboolean
on_beat (gpointer data)
{
  Times *times = data;
  gint64 now = g_get_monotonic_time ();

  times->longest = MAX (times->longest, now - times->beat);
  times->beat = now;
  return G_SOURCE_CONTINUE;
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  Times *times = data;
  g_autoptr (GError) error = NULL;

  if (!rb_capture_open_finish (result, &error))
    fprintf (stderr, "bench-open: %s\n", error->message);
  times->done = TRUE;
}

int
main (int argc, char **argv)
{
  Times times = { .start = g_get_monotonic_time () };
  g_autoptr (RbTrace) trace = rb_trace_new ();

  if (argc != 2)
    {
      fputs ("usage: bench-open FILE\n", stderr);
      return 2;
    }

  g_signal_connect_swapped (trace, "items-changed", G_CALLBACK (on_items_changed), &times);
  rb_capture_open_async (trace, argv[1], NULL, NULL, NULL, on_opened, &times);
  times.beat = g_get_monotonic_time ();
  g_timeout_add (1, on_beat, &times);
  while (!times.done)
    g_main_context_iteration (NULL, TRUE);

  printf ("%.4f\t%.4f\t%.4f\n", (times.first - times.start) / 1e6, (g_get_monotonic_time () - times.start) / 1e6,
          times.longest / 1e6);
  return rb_trace_get_n_messages (trace) > 0 ? 0 : 1;
}
