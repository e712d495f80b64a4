/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-scope-model.h"

G_BEGIN_DECLS

/**
 * RbMessageColumn:
 * @title: to be translated
 * @min_chars: least width in characters
 * @nat_chars: width in characters where there is room
 * @xalign: 0 left, 1 right
 * @is_main: tells what the message is: takes the room that is left, and names the row to a screen reader
 * @format: text of the @n-th message of @scope (transfer full)
 */
typedef struct
{
  const char *title;
  guint min_chars;
  guint nat_chars;
  float xalign;
  gboolean is_main;
  char *(*format) (RbScopeModel *scope, guint n, RbMessage *message);
} RbMessageColumn;

extern const RbMessageColumn rb_message_columns[];
extern const guint rb_n_message_columns;

G_END_DECLS
