/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-topic.h"

#include <json-c/json.h>

G_BEGIN_DECLS

/**
 * RbCliLessons:
 * @explain: each message, and the verdict
 * @topics: further chapters
 * @password: (nullable): for the digest
 *
 * What `inspect` is to teach.
 */
typedef struct
{
  gboolean    explain;
  gboolean    topics[RB_N_TOPICS];
  const char *password;
} RbCliLessons;

gboolean rb_cli_lessons_are_wanted (const RbCliLessons *self);
/* The call's heading and each chapter, @width columns wide. (transfer full) */
char    *rb_cli_lessons_to_text (const RbCliLessons *self, RbFlow *flow, guint number, guint width);
/* Members "lessons" and "messages[].explanation" of a call (RbExportOptions.add_to_call). @self: RbCliLessons */
void     rb_cli_lessons_add_to_json (RbFlow *flow, struct json_object *call, gpointer self);

/* Texts in @language ("zh_CN") from now on; FALSE after saying that there is no such translation. */
gboolean rb_cli_set_language (const char *language);

G_END_DECLS
