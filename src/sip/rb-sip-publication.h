/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-agent.h"

G_BEGIN_DECLS

/* What the account's own address publishes of one event package (RFC 3903): refreshed by its SIP-ETag, and
 * published anew after a 412. Taken back by rb_sip_publication_free(). Main thread only. */
typedef struct _RbSipPublication RbSipPublication;

typedef enum
{
  RB_SIP_PUBLICATION_NONE,      /* nothing was to be published yet */
  RB_SIP_PUBLICATION_SENDING,   /* or waiting for the next try */
  RB_SIP_PUBLICATION_PUBLISHED,
  RB_SIP_PUBLICATION_REFUSED,   /* the server does not do that, or not for us: not tried again */
} RbSipPublicationState;

/* @package: "presence"; @content_type: of the bodies. */
RbSipPublication     *rb_sip_publication_new (RbSipAgent *agent, const char *package, const char *content_type, guint expires);
void                  rb_sip_publication_free (RbSipPublication *self);
/* Publishes @body from now on; the last one counts when they come quicker than the answers. */
void                  rb_sip_publication_set (RbSipPublication *self, const char *body);
RbSipPublicationState rb_sip_publication_get_state (RbSipPublication *self);
guint                 rb_sip_publication_get_status (RbSipPublication *self); /* last final answer, 0 when none */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbSipPublication, rb_sip_publication_free)

G_END_DECLS
