/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-lab.h"
#include "rb-phone.h"

G_BEGIN_DECLS

/* The practice network inside this program and our accounts there. Property "account"
 * (nullable RbAccount, read-only, notify): the practice account calls to robots go out from. */
#define RB_TYPE_PRACTICE (rb_practice_get_type ())
G_DECLARE_FINAL_TYPE (RbPractice, rb_practice, RB, PRACTICE, GObject)

RbPractice *rb_practice_new (RbPhone *phone);
gboolean    rb_practice_join (RbPractice *self, GError **error);
gboolean    rb_practice_sign_up (RbPractice *self, const char *user, const char *password, GError **error);
RbAccount  *rb_practice_get_account (RbPractice *self);
RbTrace    *rb_practice_get_trace (RbPractice *self);
void        rb_practice_stop_async (RbPractice *self, GAsyncReadyCallback callback, gpointer data);
void        rb_practice_stop_finish (RbPractice *self, GAsyncResult *result);

G_END_DECLS
