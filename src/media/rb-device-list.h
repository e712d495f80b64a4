/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Sound devices as they come and go (GstDeviceMonitor). */
#define RB_TYPE_DEVICE_LIST (rb_device_list_get_type ())
G_DECLARE_FINAL_TYPE (RbDeviceList, rb_device_list, RB, DEVICE_LIST, GObject)

typedef struct
{
  char    *name;  /* as pulsesrc/pulsesink take it */
  char    *label; /* for people */
  gboolean is_input;
  gboolean is_default;
} RbDevice;

/* Signal "changed" ().
 * The one list of this process: when one of two GstDeviceMonitors stops the other hears no more. (transfer full) */
RbDeviceList   *rb_device_list_new (void);
/* Asks anew: the sound server may be another one. No signal. */
void            rb_device_list_refresh (RbDeviceList *self);
guint           rb_device_list_get_n (RbDeviceList *self, gboolean inputs);
const RbDevice *rb_device_list_get (RbDeviceList *self, gboolean inputs, guint n);

/* Whether there is a device of that name, monitors of speakers included. TRUE while nothing is known of any device. */
gboolean        rb_device_list_has (RbDeviceList *self, gboolean inputs, const char *name);

G_END_DECLS
