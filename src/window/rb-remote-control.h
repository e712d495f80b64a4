/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-phone.h"

G_BEGIN_DECLS

/* The phone on the session bus: the interface that data/io.github.ringback.Ringback.xml describes. Method calls that
 * come before the phone is ready wait for it. Signals:
 *  "wanted" ()                  somebody wants the phone: start it if it does not run
 *  "import" (const char *path)  accounts are to be imported from that file
 *  "quit" ()                    somebody wants the program to end */
#define RB_TYPE_REMOTE_CONTROL (rb_remote_control_get_type ())
G_DECLARE_FINAL_TYPE (RbRemoteControl, rb_remote_control, RB, REMOTE_CONTROL, GObject)

/* Exports it at @path. (transfer full) (nullable) */
RbRemoteControl *rb_remote_control_new (GDBusConnection *bus, const char *path, GError **error);
/* The phone that is shown; method calls wait further. */
void             rb_remote_control_set_phone (RbRemoteControl *self, RbPhone *phone);
/* The phone can call now. */
void             rb_remote_control_set_ready (RbRemoteControl *self);

G_END_DECLS
