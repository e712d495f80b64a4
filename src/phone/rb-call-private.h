/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-call.h"
#include "rb-tone-player.h"

G_BEGIN_DECLS

/* For RbPhone. Private signal "focus" (): this call is about to be the one that talks; the others are to be held. */

/* INVITEs @uri with an offer. @account (nullable): a direct call. (transfer full) (nullable): RB_PHONE_ERROR_CALL. */
RbCall  *rb_call_new_outgoing (RbAccount *account, RbSipAgent *agent, RbSoundDevice *device, const char *uri,
                               GError **error);
/* @options: Replaces, Referred-By, a hidden number. */
RbCall  *rb_call_new_outgoing_with (RbAccount *account, RbSipAgent *agent, RbSoundDevice *device, const char *uri,
                                    const RbSipCallOptions *options, GError **error);
/* Takes an incoming @sip. The caller connects its signals, then calls rb_call_ring(). (transfer full) */
RbCall  *rb_call_new_incoming (RbAccount *account, RbSipCall *sip);
/* Whether the offer @sdp (nullable) can be answered, found out without any socket or pipeline. Any thread.
 * FALSE with @error: RB_SDP_ERROR or RB_MEDIA_ERROR. */
gboolean rb_call_may_ring (const char *sdp, GError **error);
/* FALSE when the offer was refused with 488 without ringing: the call is ENDING then. Otherwise 180 was sent. */
gboolean rb_call_ring (RbCall *self);
/* Opens @device and builds the media of a call ahead of its answer. */
void     rb_call_warm_up (RbCall *self, RbSoundDevice *device);

/* An incoming call with Replaces (rb_sip_call_get_replaced()) is answered in the place of that call among @calls
 * (GListModel of RbCall), which ends. FALSE: it is not among them, or its audio was refused (then this call is ENDING). */
gboolean rb_call_take_over (RbCall *self, GListModel *calls);
void     rb_call_set_dialled (RbCall *self, const char *dialled); /* what the person typed */
/* Who talks with whom beside us; NULL: nobody. Nothing before the call is up. */
void     rb_call_set_conference (RbCall *self, RbMediaConference *conference);
void     rb_call_set_capture_path (RbCall *self, const char *path);
void     rb_call_set_tone_player (RbCall *self, RbTonePlayer *player);
gboolean rb_call_has_early_media (RbCall *self);
gint64   rb_call_get_start_us (RbCall *self);  /* wall clock of the INVITE */
gboolean rb_call_was_answered (RbCall *self);

G_END_DECLS
