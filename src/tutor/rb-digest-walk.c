/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The digest, step by step. */

#include "rb-digest-walk.h"

gboolean
rb_digest_walk_is_for (RbTrace *trace, guint position)
{
  return FALSE;
}

char *
rb_digest_walk_dup_user (RbTrace *trace, guint position)
{
  return NULL;
}

char *
rb_digest_walk_dup_realm (RbTrace *trace, guint position)
{
  return NULL;
}

RbLesson *
rb_digest_walk (RbTrace *trace, guint position, const char *password, RbDigestResult *result)
{
  if (result != NULL)
    *result = RB_DIGEST_NO_CREDENTIALS;
  return rb_lesson_new ();
}

RbLesson *
rb_digest_walk_flow (RbFlow *flow, const char *password)
{
  return rb_lesson_new ();
}
