/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-trace.h"

G_BEGIN_DECLS

/* The calls (flows with an INVITE) of a trace that have some words in them: a GListModel of RbFlow in their order. It
 * looks for them in slices of a few milliseconds on the main loop, and goes on as the trace grows. */
#define RB_TYPE_CALL_LIST (rb_call_list_get_type ())
G_DECLARE_FINAL_TYPE (RbCallList, rb_call_list, RB, CALL_LIST, GObject)

RbCallList *rb_call_list_new (RbTrace *trace);
/* Only calls in whose parties, Call-ID or verdict each word of @text (nullable) occurs. Begins anew. */
void rb_call_list_search (RbCallList *self, const char *text);
gboolean rb_call_list_is_busy (RbCallList *self);
/* Looks through what is left at once: for tests. */
void rb_call_list_finish (RbCallList *self);

G_END_DECLS
