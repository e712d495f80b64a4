/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A computer without a network: nothing but loopback, in a network namespace of this test's
 * own. The nameservers of the system cannot be reached; calls by name must fail at once, with
 * a reason, and the stack must not spin. */

#include "rb-test-agents.h"

#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* Of a second; a spinning resolver takes all of it. */
#define CPU_LIMIT_US (G_USEC_PER_SEC / 2)

static void
on_message (const RbMessageInfo *info, GBytes *bytes, gpointer data)
{
  guint *synthetic = data;
  gsize length;
  const guint8 *raw = g_bytes_get_data (bytes, &length);
  RbSipIndex index;

  g_assert_cmpint (info->kind, ==, RB_MESSAGE_SYNTHETIC); /* nothing could be sent */
  rb_sip_index_parse (&index, raw, length);
  g_assert_true (index.valid);
  g_assert_cmpuint (index.status, ==, 503);
  g_assert_true (rb_span_is (index.to_uri, raw, "sip:x@host.example"));
  ++*synthetic;
}

static gint64
get_cpu_us (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return (gint64) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC + usage.ru_utime.tv_usec +
         usage.ru_stime.tv_usec;
}

static gboolean
on_second (gpointer data)
{
  *(gboolean *) data = TRUE;

  return G_SOURCE_REMOVE;
}

static void
call_by_name_fails_at_once_without_a_network (void)
{
  g_autoptr (GError) error = NULL;
  RbSipEngine *engine = rb_sip_engine_new (&error);
  RbSipAgentConfig config = { .user = "alice" };
  RbSipAgent *agent;
  RbTestLeg leg = { 0 };
  RbTestEvent *event;
  gboolean over = FALSE;
  guint synthetic = 0;
  gint64 cpu;

  g_assert_no_error (error);
  rb_sip_engine_set_tap (engine, on_message, &synthetic);
  agent = rb_sip_agent_new (engine, &config, &error);
  g_assert_no_error (error);
  rb_test_leg_init (&leg, rb_sip_call_new_outgoing (agent, "sip:x@host.example", RB_TEST_SDP, &error));
  g_assert_no_error (error);
  event = rb_test_leg_expect_final (&leg, RB_SIP_CALL_FAILED);
  g_test_message ("%u %s", event->status, event->reason);
  g_assert_true (event->synthetic);
  g_assert_nonnull (strstr (event->reason, "could not be reached"));
  g_assert_nonnull (strstr (event->reason, "host.example"));

  rb_test_wait (synthetic == 1);

  cpu = get_cpu_us ();
  g_timeout_add_seconds (1, on_second, &over);
  rb_test_wait (over);
  g_assert_cmpint (get_cpu_us () - cpu, <, CPU_LIMIT_US);

  rb_test_leg_clear (&leg);
  rb_test_agent_shut_down (&agent);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (engine);
}

static void
turn_loopback_on (void)
{
  struct ifreq request = { 0 };
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  g_strlcpy (request.ifr_name, "lo", sizeof request.ifr_name);
  request.ifr_flags = IFF_UP;
  g_assert_cmpint (ioctl (fd, SIOCSIFFLAGS, &request), ==, 0);
  close (fd);
}

int
main (int argc, char **argv)
{
  /* Before GLib has threads. An ordinary user needs a user namespace for it. */
  gboolean alone = unshare (CLONE_NEWNET) == 0 || unshare (CLONE_NEWUSER | CLONE_NEWNET) == 0;

  g_test_init (&argc, &argv, NULL);
  if (!alone)
    {
      g_print ("1..0 # SKIP the kernel allows no network namespace\n");
      return 0;
    }
  turn_loopback_on ();
  g_test_add_func ("/nameserver/call_by_name_fails_at_once_without_a_network",
                   call_by_name_fails_at_once_without_a_network);

  return g_test_run ();
}
