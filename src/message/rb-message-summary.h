/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RB_MESSAGE_SUMMARY_TYPE "application/simple-message-summary"

/* What waits in a mailbox (RFC 3842): its voice messages. */
typedef struct
{
  gboolean waiting;
  gboolean counted;    /* the numbers were told; else only "waiting" is known */
  guint    n_new;
  guint    n_old;
  guint    n_new_urgent; /* of @n_new */
} RbMessageSummary;

/**
 * rb_message_summary_parse:
 * @bytes: (array length=length): a body of %RB_MESSAGE_SUMMARY_TYPE, from the network
 * @summary: (out caller-allocates): numbers above 9999 are 9999
 *
 * Returns: FALSE when it does not say whether messages wait
 */
gboolean rb_message_summary_parse (const char *bytes, gsize length, RbMessageSummary *summary);

G_END_DECLS
