/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-opened-capture.h"
#include "rb-signalling-scopes.h"

G_BEGIN_DECLS

/* The traces the signalling half can read from, and what each scope takes of them. No signals. */
typedef struct _RbSignallingSources RbSignallingSources;

RbSignallingSources *rb_signalling_sources_new (void);
void rb_signalling_sources_free (RbSignallingSources *self);

/* @source: live or practice network. @trace: (nullable). FALSE: nothing changed. */
gboolean rb_signalling_sources_set_trace (RbSignallingSources *self, RbSignallingSource source, RbTrace *trace);
void rb_signalling_sources_set_call (RbSignallingSources *self, const char *call_id);
/* @capture: (transfer full): the one before is given up. */
void rb_signalling_sources_set_capture (RbSignallingSources *self, RbOpenedCapture *capture);
RbOpenedCapture *rb_signalling_sources_get_capture (RbSignallingSources *self); /* (nullable) */

/* @trace: (transfer none): what two captures are together. */
void rb_signalling_sources_set_merged (RbSignallingSources *self, RbTrace *trace, const char *title);
void rb_signalling_sources_set_picked (RbSignallingSources *self, RbFlow *flow);

/* Whose call %RB_SIGNALLING_RELATED is about; NULL: the one that the live scopes follow. */
void rb_signalling_sources_set_related (RbSignallingSources *self, RbFlow *flow);
/* The call it is about. (transfer none) (nullable): it has not come yet */
RbFlow *rb_signalling_sources_get_related (RbSignallingSources *self);

/* Our own trace, where the scope reads from another one that our phone is part of. (transfer none) (nullable) */
RbTrace *rb_signalling_sources_get_own (RbSignallingSources *self, RbSignallingScope scope);
gboolean rb_signalling_sources_is_live (RbSignallingSources *self, RbSignallingScope scope);
gboolean rb_signalling_sources_is_reading (RbSignallingSources *self, RbSignallingScope scope);
const char *rb_signalling_sources_get_error (RbSignallingSources *self, RbSignallingScope scope); /* (nullable) */
/* Translated; NULL: the scope has nothing to show and is not offered. */
const char *rb_signalling_sources_get_label (RbSignallingSources *self, RbSignallingScope scope);
/* Would a new model of the scope show one call? */
gboolean rb_signalling_sources_is_one_call (RbSignallingSources *self, RbSignallingScope scope);
/* (transfer full) (nullable): while there is no trace or call yet. */
RbScopeModel *rb_signalling_sources_new_model (RbSignallingSources *self, RbSignallingScope scope);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbSignallingSources, rb_signalling_sources_free)

G_END_DECLS
