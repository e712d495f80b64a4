/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-merge.h"

G_BEGIN_DECLS

#define RB_MERGE_NO_PAIR G_MAXUINT

/* Finds out which messages of @other are which of @mine. Returns for each of @other's the position of the same
 * message in @mine, or %RB_MERGE_NO_PAIR, and fills in everything of @report but its text. (transfer full) */
guint *rb_merge_match (RbTrace *mine, RbTrace *other, RbMergeReport *report);

G_END_DECLS
