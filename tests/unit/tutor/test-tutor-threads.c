/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A report is written in a thread while the window goes on explaining: what they say does not depend on each other.
 * Built with -Db_sanitize=thread this finds state that they share. */

#include "everything.h"
#include "files-fixture.h"

#define N_THREADS 4

static const char *const captures[] = { "recorded/transferred-by-refer.pcap", "recorded/early-media-183-prack.pcap",
                                        "recorded/fork-to-two-phones.pcap", "recorded/hold-and-resume.pcap" };

/* Everything there is to say about one capture. (transfer full) */
static char *
hear_all (const char *name)
{
  g_autoptr (RbTrace) trace = fixture_open (name);
  g_autoptr (GString) heard = g_string_new (NULL);
  const Everything everything = { .password = "alice-secret", .max_fields = 100, .heard = heard };

  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    everything_ask_message (&everything, trace, i);
  for (guint i = 0; i < g_list_model_get_n_items (rb_trace_get_flows (trace)); i++)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (rb_trace_get_flows (trace), i);

      everything_ask_flow (&everything, flow);
      everything_compare (&everything, flow, 0, G_MAXUINT);
    }
  everything_report (&everything, trace, NULL);
  return g_string_free (g_steal_pointer (&heard), FALSE);
}

static gpointer
run (gpointer name)
{
  return hear_all (name);
}

static void
say_the_same_in_threads (void)
{
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("tutor", run, (gpointer) captures[i]);
  for (guint i = 0; i < N_THREADS; i++)
    {
      g_autofree char *heard = g_thread_join (threads[i]);
      g_autofree char *alone = hear_all (captures[i]);

      g_assert_cmpstr (heard, ==, alone);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tutor-threads/say-the-same", say_the_same_in_threads);
  return g_test_run ();
}
