/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>
#include <string.h>

#include "rb-media-session.h"
#include "rb-sample-ring.h"
#include "rb-sound-device-private.h"

/* Two phones in one process, for the tests of calls. */

#define CALLER_HZ 440
#define CALLEE_HZ 1000
#define LIMIT_S 10

typedef struct
{
  RbSoundDevice    *device;
  RbMediaSession   *session;
  RbMediaStatistics statistics;
  GString          *digits;
  gboolean          first_packet;
  gboolean          silent;
} End;

typedef struct
{
  End caller;
  End callee;
} Pair;

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Runs the main context until @condition; it is looked at every 10 ms. */
#define WAIT_FOR_S(condition, seconds) \
  do \
    { \
      gint64 limit = g_get_monotonic_time () + (seconds) * G_TIME_SPAN_SECOND; \
      guint tick = g_timeout_add (10, on_tick, NULL); \
\
      while (!(condition)) \
        { \
          if (g_get_monotonic_time () > limit) \
            g_error ("%s:%d: waited in vain for: %s", __FILE__, __LINE__, #condition); \
          g_main_context_iteration (NULL, TRUE); \
        } \
      g_source_remove (tick); \
    } \
  while (0)
#define WAIT_FOR(condition) WAIT_FOR_S (condition, LIMIT_S)

static inline void
on_statistics (RbMediaSession *session, const RbMediaStatistics *statistics, End *end)
{
  end->statistics = *statistics;
}

static inline void
on_dtmf (RbMediaSession *session, char digit, End *end)
{
  g_string_append_c (end->digits, digit);
}

static inline void
set_flag (RbMediaSession *session, gboolean *flag)
{
  *flag = TRUE;
}

static inline void
end_init (End *end, const RbSoundConfig *config, const char *address)
{
  g_autoptr (GError) error = NULL;

  *end = (End) { .statistics = { .round_trip_ms = -1 } };
  end->digits = g_string_new (NULL);
  end->device = rb_sound_device_new (config);
  end->session = rb_media_session_new (end->device, address, &error);
  g_assert_no_error (error);
  g_signal_connect (end->session, "statistics", G_CALLBACK (on_statistics), end);
  g_signal_connect (end->session, "dtmf", G_CALLBACK (on_dtmf), end);
  g_signal_connect (end->session, "first-packet", G_CALLBACK (set_flag), &end->first_packet);
  g_signal_connect (end->session, "silent", G_CALLBACK (set_flag), &end->silent);
}

static inline gboolean
is_alone (gpointer object)
{
  return g_atomic_int_get (&((GObject *) object)->ref_count) == 1;
}

static inline void
end_clear (End *end)
{
  g_assert_finalize_object (end->session);
  WAIT_FOR (is_alone (end->device)); /* the goodbye has left */
  g_assert_finalize_object (end->device);
  g_string_free (end->digits, TRUE);
}

static inline void
pair_init (Pair *pair, const char *address)
{
  end_init (&pair->caller, &(RbSoundConfig) { .kind = RB_SOUND_TONE, .tone_hz = CALLER_HZ }, address);
  end_init (&pair->callee, &(RbSoundConfig) { .kind = RB_SOUND_TONE, .tone_hz = CALLEE_HZ }, address);
}

static inline void
pair_clear (Pair *pair)
{
  end_clear (&pair->caller);
  end_clear (&pair->callee);
}

/* One round of offer and answer. */
static inline void
pair_answer (Pair *pair)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *offer = rb_media_session_create_offer (pair->caller.session), *answer = NULL;

  answer = rb_media_session_create_answer (pair->callee.session, offer, &error);
  g_assert_no_error (error);
  rb_media_session_accept_answer (pair->caller.session, answer, &error);
  g_assert_no_error (error);
}

static inline void
pair_start (Pair *pair)
{
  rb_media_session_start (pair->caller.session);
  rb_media_session_start (pair->callee.session);
}

/* Macros, so that a wait in vain names its own line. */
#define end_expect_tone(end, hz) WAIT_FOR (rb_sound_device_measure_tone ((end)->device, hz, 300) > 0.9)
#define end_expect_silence(end) WAIT_FOR (rb_sound_device_get_output_level ((end)->device) < 0.01)

static inline void
pair_expect_sound (Pair *pair)
{
  end_expect_tone (&pair->caller, CALLEE_HZ);
  end_expect_tone (&pair->callee, CALLER_HZ);
}

static inline void
remember_error (RbSoundDevice *device, const char *sentence, char **place)
{
  g_free (*place);
  *place = g_strdup (sentence);
}

static inline guint
count_entries (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

static inline gboolean
port_is_free (guint16 port)
{
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", port);

  return g_socket_bind (socket, address, FALSE, NULL);
}
