/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-export.h"
#include "rb-scope-model.h"

G_BEGIN_DECLS

/**
 * RbExportPart:
 * @label: for people, translated
 * @positions: (nullable): of guint, ascending; NULL: all messages of the trace
 *
 * What may be exported.
 */
typedef struct
{
  char   *label;
  GArray *positions;
} RbExportPart;

/**
 * rb_export_list_parts:
 * @shown: what the signalling half shows
 * @selected: (nullable): the call of the selected message
 *
 * What is shown, the selected call and everything, without those that would be the same again.
 *
 * Returns: (transfer full) (element-type RbExportPart): the one somebody most likely means first
 */
GPtrArray *rb_export_list_parts (RbScopeModel *shown, RbFlow *selected);

/**
 * rb_export_propose_name:
 * @title: (nullable): name of the capture or past call; NULL: live messages
 * @now: when the file is made
 *
 * A name for the file that any file system takes, with @extension. @title may tell who
 * called and is left out where @hide_private.
 *
 * Returns: (transfer full)
 */
char *rb_export_propose_name (const char *title, const char *extension, gboolean hide_private, GDateTime *now);

G_END_DECLS
