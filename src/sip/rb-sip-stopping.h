/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-sofia.h"

#include <glib.h>

G_BEGIN_DECLS

/* Stacks on their way out; private to sip/. */

/* @nua is gone when this is called, from the main context: only its address means something. */
typedef void (*RbSipStoppedFunc) (nua_t *nua, gpointer data);

/* Shuts @nua down and adds it to @list, which the caller keeps until @func was called. */
void rb_sip_stopping_start (GList **list, nua_t *nua, RbSipStoppedFunc func, gpointer data);
/* To be called with each nua_r_shutdown. */
void rb_sip_stopping_progress (GList *list, nua_t *nua, int status);

G_END_DECLS
