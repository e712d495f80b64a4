/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-account.h"

G_BEGIN_DECLS

/* For RbPhone: what the network reported. @reason (nullable): a whole sentence. */
void        rb_account_set_registration (RbAccount *self, RbRegistrationState state, const char *reason);
/* The certificate that is @reason; NULL: another reason. Before rb_account_set_registration(). */
void        rb_account_set_certificate (RbAccount *self, const RbSipCertificate *certificate);

void        rb_account_set_missing_password (RbAccount *self, gboolean missing);

/* The configuration as the stack needs it; strings belong to @self. Password, binding and CA are the caller's. */
void        rb_account_fill_config (RbAccount *self, RbSipAgentConfig *config);
gboolean    rb_account_is_enabled (RbAccount *self);
gboolean    rb_account_is_practice (RbAccount *self);
gboolean    rb_account_wants_registration (RbAccount *self);

G_END_DECLS
