/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-merge.h"

G_BEGIN_DECLS

/**
 * rb_capture_merge_async:
 * @mine: a trace of the caller's thread, which may grow meanwhile: what is there now is merged
 * @other: another one that is complete; it is the thread's from now on, nobody else may touch it
 *
 * rb_trace_merge() beside the main loop: @mine is copied a few milliseconds at a time, the rest happens in a thread.
 */
void rb_capture_merge_async (RbTrace *mine, RbTrace *other, GAsyncReadyCallback callback, gpointer data);
/* @report: (out): to be cleared with rb_merge_report_clear(). (transfer full): what both are together */
RbTrace *rb_capture_merge_finish (GAsyncResult *result, RbMergeReport *report);

G_END_DECLS
