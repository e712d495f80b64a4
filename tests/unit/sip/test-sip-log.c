/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tap of last resort reads real messages back from Sofia's real log. */

#include "rb-sip-sofia.h"

#include "rb-sip-log-tap.h"
#include "rb-sip-tap.h"

#include <string.h>

typedef struct
{
  guint sent;
  guint received;
  guint damaged;
} Seen;

static void
on_message (const RbMessageInfo *info, GBytes *bytes, gpointer data)
{
  Seen *seen = data;
  gsize length;
  const guint8 *raw = g_bytes_get_data (bytes, &length);
  RbSipIndex index;

  if (info->kind != RB_MESSAGE_SIP)
    {
      seen->damaged++;
      return;
    }

  rb_sip_index_parse (&index, raw, length);
  g_assert_true (index.valid);
  g_assert_true (rb_span_is (index.method, raw, "OPTIONS"));
  g_assert_cmpint (info->transport, ==, RB_TRANSPORT_UDP);
  if (info->direction == RB_DIRECTION_SENT)
    {
      g_assert_cmpint (info->dst.family, ==, 4);
      seen->sent++;
    }
  else
    {
      g_assert_cmpint (info->src.family, ==, 4);
      seen->received++;
    }
}

static int
on_request (nta_leg_magic_t *magic, nta_leg_t *leg, nta_incoming_t *request, const sip_t *sip)
{
  return 200;
}

static int
on_response (nta_outgoing_magic_t *magic, nta_outgoing_t *request, const sip_t *sip)
{
  *(gboolean *) magic = TRUE;

  return 0;
}

static void
messages_are_read_back_from_the_log (void)
{
  Seen seen = { 0 };
  gboolean answered = FALSE;
  su_root_t *root;
  nta_agent_t *agent;
  nta_leg_t *leg;
  nta_outgoing_t *request;
  g_autofree char *target = NULL;

  su_init ();
  rb_sip_tap_start (NULL);
  rb_sip_tap_set_default (on_message, &seen);
  rb_sip_log_start (TRUE);
  root = su_root_create (NULL);
  agent =
      nta_agent_create (root, URL_STRING_MAKE ("sip:127.0.0.1:*;transport=udp"), NULL, NULL, TPTAG_LOG (1), TAG_END ());
  g_assert_nonnull (agent);
  target = g_strdup_printf ("sip:127.0.0.1:%s", nta_agent_contact (agent)->m_url->url_port);
  leg = nta_leg_tcreate (agent, on_request, NULL, NTATAG_NO_DIALOG (1), TAG_END ());
  request = nta_outgoing_tcreate (leg, on_response, (nta_outgoing_magic_t *) &answered, NULL, SIP_METHOD_OPTIONS,
                                  (url_string_t *) target, SIPTAG_FROM_STR ("<sip:a@127.0.0.1>"),
                                  SIPTAG_TO_STR (target), TAG_END ());
  for (guint i = 0; i < 500 && !answered; i++)
    su_root_step (root, 10);
  g_assert_true (answered);
  rb_sip_tap_drain ();
  g_assert_cmpuint (seen.sent, ==, 2);
  g_assert_cmpuint (seen.received, ==, 2);
  g_assert_cmpuint (seen.damaged, ==, 0);

  nta_outgoing_destroy (request);
  nta_leg_destroy (leg);
  nta_agent_destroy (agent);
  su_root_destroy (root);
  rb_sip_log_start (FALSE);
  rb_sip_tap_stop ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log/messages_are_read_back_from_the_log", messages_are_read_back_from_the_log);

  return g_test_run ();
}
