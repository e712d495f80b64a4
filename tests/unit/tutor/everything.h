/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Asks the tutor whatever can be asked of a trace, and asserts what must hold of each answer, whatever the messages:
 * for the fuzz target `explain`, and for the tests of its cost and of its secrets. */

#include "rb-lesson.h"

G_BEGIN_DECLS

/**
 * Everything:
 * @password: (nullable): to check digests with
 * @max_fields: of one message that are explained
 * @heard: (nullable): every text is appended to it
 */
typedef struct
{
  const char *password;
  guint       max_fields;
  GString    *heard;
} Everything;

/* What is asked of one message. In time linear in it and its flow. */
void everything_ask_message (const Everything *self, RbTrace *trace, guint position);
/* What is asked of a call as a whole. In time linear in it. */
void everything_ask_flow (const Everything *self, RbFlow *flow);
/* The comparison of a call with @n standard flows from number @first on, which may be any. */
void everything_compare (const Everything *self, RbFlow *flow, guint first, guint n);
/* The lab report in each format. */
void everything_report (const Everything *self, RbTrace *trace, const GArray *positions);

G_END_DECLS
