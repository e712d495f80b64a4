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

/* Signal "changed" (). */
RbDeviceList   *rb_device_list_new (void);
guint           rb_device_list_get_n (RbDeviceList *self, gboolean inputs);
const RbDevice *rb_device_list_get (RbDeviceList *self, gboolean inputs, guint n);

G_END_DECLS
