/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sound devices of PulseAudio or PipeWire as they come and go, by GstDeviceMonitor. Monitors of speakers are left
 * out unless one is the default: nobody talks into them. */

#include "rb-device-list.h"

#include "rb-sound-device.h"

#include <gst/gst.h>

struct _RbDeviceList
{
  GObject parent_instance;

  GstDeviceMonitor *monitor;
  GSource *bus_source;
  gboolean started;
  GPtrArray *devices[2]; /* of RbDevice: outputs, inputs */
  GHashTable *names[2];  /* of those and of monitors */
};

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RbDeviceList, rb_device_list, G_TYPE_OBJECT)

static void
free_device (gpointer data)
{
  RbDevice *device = data;

  g_free (device->name);
  g_free (device->label);
  g_free (device);
}

/* Returns: (transfer full) (nullable): NULL when it is not PulseAudio's. @shown: FALSE for a monitor. */
static RbDevice *
read_device (GstDevice *found, gboolean *shown)
{
  g_autoptr (GstElement) element = gst_device_create_element (found, NULL);
  g_autoptr (GstStructure) properties = gst_device_get_properties (found);
  GstElementFactory *factory = element != NULL ? gst_element_get_factory (gst_object_ref_sink (element)) : NULL;
  gboolean is_default = FALSE;
  RbDevice *device;

  if (factory == NULL || !g_str_has_prefix (GST_OBJECT_NAME (factory), "pulse"))
    return NULL;

  *shown = TRUE;
  if (properties != NULL)
    {
      gst_structure_get_boolean (properties, "is-default", &is_default);
      *shown = is_default || g_strcmp0 (gst_structure_get_string (properties, "device.class"), "monitor") != 0;
    }

  device = g_new0 (RbDevice, 1);
  g_object_get (element, "device", &device->name, NULL);
  device->label = gst_device_get_display_name (found);
  device->is_input = gst_device_has_classes (found, "Audio/Source");
  device->is_default = is_default;

  return device;
}

static void
read_devices (RbDeviceList *self)
{
  GList *found = gst_device_monitor_get_devices (self->monitor);

  g_ptr_array_set_size (self->devices[FALSE], 0);
  g_ptr_array_set_size (self->devices[TRUE], 0);
  g_hash_table_remove_all (self->names[FALSE]);
  g_hash_table_remove_all (self->names[TRUE]);
  for (GList *link = found; link != NULL; link = link->next)
    {
      gboolean shown;
      RbDevice *device = read_device (link->data, &shown);

      if (device == NULL)
        continue;

      g_hash_table_add (self->names[device->is_input != FALSE], g_strdup (device->name));
      if (shown)
        g_ptr_array_add (self->devices[device->is_input != FALSE], device);
      else
        free_device (device);
    }
  g_list_free_full (found, gst_object_unref);
}

static gboolean
on_bus_message (GstBus *bus, GstMessage *message, gpointer data)
{
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_DEVICE_ADDED ||
      GST_MESSAGE_TYPE (message) == GST_MESSAGE_DEVICE_REMOVED ||
      GST_MESSAGE_TYPE (message) == GST_MESSAGE_DEVICE_CHANGED)
    {
      read_devices (data);
      g_signal_emit (data, signals[CHANGED], 0);
    }

  return G_SOURCE_CONTINUE;
}

static void
rb_device_list_dispose (GObject *object)
{
  RbDeviceList *self = RB_DEVICE_LIST (object);

  if (self->bus_source != NULL)
    g_source_destroy (self->bus_source);
  g_clear_pointer (&self->bus_source, g_source_unref);
  if (self->started)
    gst_device_monitor_stop (self->monitor);
  self->started = FALSE;
  g_clear_object (&self->monitor);
  g_clear_pointer (&self->devices[FALSE], g_ptr_array_unref);
  g_clear_pointer (&self->devices[TRUE], g_ptr_array_unref);
  g_clear_pointer (&self->names[FALSE], g_hash_table_unref);
  g_clear_pointer (&self->names[TRUE], g_hash_table_unref);

  G_OBJECT_CLASS (rb_device_list_parent_class)->dispose (object);
}

static void
rb_device_list_class_init (RbDeviceListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rb_device_list_dispose;

  signals[CHANGED] =
      g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rb_device_list_init (RbDeviceList *self)
{
  g_autoptr (GstBus) bus = NULL;

  rb_media_init ();
  self->devices[FALSE] = g_ptr_array_new_with_free_func (free_device);
  self->devices[TRUE] = g_ptr_array_new_with_free_func (free_device);
  self->names[FALSE] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->names[TRUE] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->monitor = gst_device_monitor_new ();
  gst_device_monitor_add_filter (self->monitor, "Audio/Source", NULL);
  gst_device_monitor_add_filter (self->monitor, "Audio/Sink", NULL);
  bus = gst_device_monitor_get_bus (self->monitor);
  self->bus_source = gst_bus_create_watch (bus);
  g_source_set_callback (self->bus_source, G_SOURCE_FUNC (on_bus_message), self, NULL);
  g_source_attach (self->bus_source, g_main_context_get_thread_default ());
  rb_device_list_refresh (self);
}

/* Needs no sound server: without one the list is empty. */
RbDeviceList *
rb_device_list_new (void)
{
  static RbDeviceList *list;

  if (list != NULL)
    return g_object_ref (list);

  g_set_weak_pointer (&list, g_object_new (RB_TYPE_DEVICE_LIST, NULL));

  return list;
}

void
rb_device_list_refresh (RbDeviceList *self)
{
  g_return_if_fail (RB_IS_DEVICE_LIST (self));

  if (self->started)
    gst_device_monitor_stop (self->monitor);
  self->started = gst_device_monitor_start (self->monitor);
  if (self->started)
    read_devices (self);
}

guint
rb_device_list_get_n (RbDeviceList *self, gboolean inputs)
{
  g_return_val_if_fail (RB_IS_DEVICE_LIST (self), 0);

  return self->devices[inputs != FALSE]->len;
}

/* Returns: (transfer none): until the next "changed". */
const RbDevice *
rb_device_list_get (RbDeviceList *self, gboolean inputs, guint n)
{
  g_return_val_if_fail (RB_IS_DEVICE_LIST (self), NULL);
  g_return_val_if_fail (n < self->devices[inputs != FALSE]->len, NULL);

  return self->devices[inputs != FALSE]->pdata[n];
}

gboolean
rb_device_list_has (RbDeviceList *self, gboolean inputs, const char *name)
{
  g_return_val_if_fail (RB_IS_DEVICE_LIST (self), TRUE);

  return g_hash_table_size (self->names[inputs != FALSE]) == 0 ||
         g_hash_table_contains (self->names[inputs != FALSE], name);
}
