/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-phone.h"
#include "rb-pidf.h"

G_BEGIN_DECLS

/* Publishes the person's own presence (RFC 3903) over the accounts that are told to: on the phone during a call, busy while
 * nothing shall disturb, away while the screen is locked (setting “publish-away”), else available. Of RbPhone. */
typedef struct _RbPresencePublisher RbPresencePublisher;

RbPresencePublisher *rb_presence_publisher_new (RbPhone *phone);
void                 rb_presence_publisher_free (RbPresencePublisher *self);
/* @account is registered with @agent: it may publish; and no longer. */
void                 rb_presence_publisher_add_line (RbPresencePublisher *self, RbAccount *account, RbSipAgent *agent);
void                 rb_presence_publisher_remove_line (RbPresencePublisher *self, RbAccount *account);

G_END_DECLS
