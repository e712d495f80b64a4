/* SPDX-License-Identifier: GPL-3.0-or-later */

/* make-history FILE: a history of three calls, as a phone writes it, for test_history.py. */

#include "rb-history.h"

static void
add (RbHistory *history, int days_ago, const char *uri, const char *name, gboolean incoming, const RbHistoryEnd *end)
{
  const RbHistoryBegin row = {
    .start_us = g_get_real_time () - days_ago * G_TIME_SPAN_DAY,
    .incoming = incoming,
    .remote_uri = uri,
    .remote_name = name,
    .call_id = uri,
  };

  rb_history_finish (history, rb_history_begin (history, &row, NULL), end, NULL);
}

int
main (int argc, char **argv)
{
  g_autoptr (RbHistory) history = rb_history_open (argv[1], NULL, NULL);

  add (history, 40, "sip:zoe@example.org", "Zo\303\253 M\303\274ller", TRUE,
       &(RbHistoryEnd){ .verdict = "answered", .status = 200, .talk_us = 125000000, .ring_us = 2000000 });
  add (history, 2, "sip:xm@example.cn", "\347\216\213\345\260\217\346\230\216", TRUE,
       &(RbHistoryEnd){ .verdict = "cancelled", .status = 487, .talk_us = -1, .ring_us = 5000000, .missed = TRUE });
  add (history, 1, "sip:spam@example.com", "=Spam\nSpam", TRUE,
       &(RbHistoryEnd){ .verdict = "declined", .status = 603, .talk_us = -1, .ring_us = -1, .handling = "blocked" });

  return 0;
}
