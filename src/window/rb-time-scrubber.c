/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The time scrubber under the ladder. Where motion is to be reduced, and in steps, it goes from message to message
 * instead of through the time between them. */

#include "rb-time-scrubber.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "rb-signalling-text.h"

#define FRAME_MS 50
#define STEP_MS 1000

typedef enum
{
  SPEED_REAL,
  SPEED_4,
  SPEED_16,
  SPEED_STEPS,
} Speed;

static const double factors[] = { [SPEED_REAL] = 1, [SPEED_4] = 4, [SPEED_16] = 16 };

struct _RbTimeScrubber
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkButton *play_button;
  GtkScale *scale;
  GtkLabel *label;
  GtkDropDown *speeds;
  GtkAdjustment *adjustment; /* s since the first message */

  RbScopeModel *scope; /* (nullable) */
  gint64 begin_us;
  gint64 end_us;
  gint64 time_us;
  gint64 last_frame_us; /* monotonic */
  guint play_source;
  gboolean is_setting;
};

G_DEFINE_FINAL_TYPE (RbTimeScrubber, rb_time_scrubber, GTK_TYPE_WIDGET)

enum
{
  MOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
update (RbTimeScrubber *self)
{
  gboolean is_playing = self->play_source != 0;
  const char *name = is_playing ? _ ("Pause the replay") : _ ("Play the replay");
  g_autofree char *now = rb_signalling_format_ladder_time (self->time_us - self->begin_us);
  g_autofree char *end = rb_signalling_format_ladder_time (self->end_us - self->begin_us);
  /* Translators: the moment that is shown, and the last one: "+1.972 of +2.014 s" */
  g_autofree char *text = g_strdup_printf (_ ("%1$s of %2$s s"), now, end);

  gtk_button_set_icon_name (self->play_button,
                            is_playing ? "media-playback-pause-symbolic" : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->play_button), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play_button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_label_set_text (self->label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

/* Moves the slider without telling. */
static void
show_time (RbTimeScrubber *self, gint64 wall_us)
{
  self->time_us = CLAMP (wall_us, self->begin_us, self->end_us);
  self->is_setting = TRUE;
  gtk_adjustment_set_value (self->adjustment, (double) (self->time_us - self->begin_us) / G_USEC_PER_SEC);
  self->is_setting = FALSE;
  update (self);
}

static void
move (RbTimeScrubber *self, gint64 wall_us)
{
  show_time (self, wall_us);
  g_signal_emit (self, signals[MOVED], 0, self->time_us);
}

/* The first message after the moment, or the end. */
static gint64
find_next_time (RbTimeScrubber *self)
{
  guint n = rb_scope_model_count_until (self->scope, self->time_us);

  return n < g_list_model_get_n_items (G_LIST_MODEL (self->scope))
             ? self->begin_us + rb_scope_model_get_time (self->scope, n)
             : self->end_us;
}

static gboolean
goes_in_steps (RbTimeScrubber *self)
{
  return gtk_drop_down_get_selected (self->speeds) == SPEED_STEPS;
}

static void schedule (RbTimeScrubber *self);

static void
on_frame (gpointer data)
{
  RbTimeScrubber *self = data;
  gint64 frame_us = g_get_monotonic_time ();
  gint64 time_us;

  self->play_source = 0;
  if (goes_in_steps (self))
    time_us = find_next_time (self);
  else
    time_us = self->time_us +
              (gint64) ((double) (frame_us - self->last_frame_us) * factors[gtk_drop_down_get_selected (self->speeds)]);
  self->last_frame_us = frame_us;
  if (time_us < self->end_us)
    schedule (self);
  move (self, time_us);
}

/* Without animations the time between two messages is waited for, not shown. */
static void
schedule (RbTimeScrubber *self)
{
  guint wait_ms = FRAME_MS;

  if (goes_in_steps (self))
    wait_ms = STEP_MS;
  else if (!adw_get_enable_animations (GTK_WIDGET (self)))
    wait_ms = (guint) MAX (FRAME_MS, (double) (find_next_time (self) - self->time_us) / 1000 /
                                         factors[gtk_drop_down_get_selected (self->speeds)]);
  self->play_source = g_timeout_add_once (wait_ms, on_frame, self);
}

static void
play (RbTimeScrubber *self)
{
  if (self->scope == NULL)
    return;

  if (self->time_us >= self->end_us)
    move (self, self->begin_us);
  self->last_frame_us = g_get_monotonic_time ();
  schedule (self);
  update (self);
}

static void
stop_playing (RbTimeScrubber *self)
{
  if (self->play_source == 0)
    return;

  g_clear_handle_id (&self->play_source, g_source_remove);
  update (self);
}

static void
on_play_clicked (RbTimeScrubber *self)
{
  if (self->play_source != 0)
    stop_playing (self);
  else
    play (self);
}

static gboolean
on_space (GtkWidget *widget, GVariant *args, gpointer data)
{
  on_play_clicked (RB_TIME_SCRUBBER (widget));

  return TRUE;
}

static void
on_slid (RbTimeScrubber *self)
{
  if (self->is_setting)
    return;

  stop_playing (self);
  move (self, self->begin_us + (gint64) (gtk_adjustment_get_value (self->adjustment) * G_USEC_PER_SEC));
}

static void
rb_time_scrubber_unmap (GtkWidget *widget)
{
  stop_playing (RB_TIME_SCRUBBER (widget));
  GTK_WIDGET_CLASS (rb_time_scrubber_parent_class)->unmap (widget);
}

static gboolean
rb_time_scrubber_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (RB_TIME_SCRUBBER (widget)->play_button));
}

static void
rb_time_scrubber_dispose (GObject *object)
{
  RbTimeScrubber *self = RB_TIME_SCRUBBER (object);

  g_clear_handle_id (&self->play_source, g_source_remove);
  g_clear_object (&self->scope);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (rb_time_scrubber_parent_class)->dispose (object);
}

static void
rb_time_scrubber_class_init (RbTimeScrubberClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_time_scrubber_dispose;
  widget_class->unmap = rb_time_scrubber_unmap;
  widget_class->grab_focus = rb_time_scrubber_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_space, 0, on_space, NULL);

  signals[MOVED] = g_signal_new ("moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_INT64);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-time-scrubber.ui");
  gtk_widget_class_bind_template_child (widget_class, RbTimeScrubber, box);
  gtk_widget_class_bind_template_child (widget_class, RbTimeScrubber, play_button);
  gtk_widget_class_bind_template_child (widget_class, RbTimeScrubber, scale);
  gtk_widget_class_bind_template_child (widget_class, RbTimeScrubber, label);
  gtk_widget_class_bind_template_child (widget_class, RbTimeScrubber, speeds);
  gtk_widget_class_bind_template_child (widget_class, RbTimeScrubber, adjustment);
  gtk_widget_class_bind_template_callback (widget_class, on_play_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_slid);
}

static void
rb_time_scrubber_init (RbTimeScrubber *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}

void
rb_time_scrubber_set_scope (RbTimeScrubber *self, RbScopeModel *scope)
{
  guint n;

  g_return_if_fail (RB_IS_TIME_SCRUBBER (self));

  stop_playing (self);
  g_set_object (&self->scope, scope);
  n = scope != NULL ? g_list_model_get_n_items (G_LIST_MODEL (scope)) : 0;
  self->begin_us =
      n > 0 ? rb_trace_get_time (rb_scope_model_get_trace (scope), rb_scope_model_get_position (scope, 0)) : 0;
  self->end_us = n > 0 ? self->begin_us + MAX (rb_scope_model_get_time (scope, n - 1), 0) : 0;
  self->is_setting = TRUE;
  gtk_adjustment_configure (self->adjustment, 0, 0, (double) (self->end_us - self->begin_us) / G_USEC_PER_SEC, 0.1, 1,
                            0);
  self->is_setting = FALSE;
  show_time (self, self->end_us);
}

void
rb_time_scrubber_set_time (RbTimeScrubber *self, gint64 wall_us)
{
  g_return_if_fail (RB_IS_TIME_SCRUBBER (self));

  stop_playing (self);
  show_time (self, wall_us);
}

gint64
rb_time_scrubber_get_time (RbTimeScrubber *self)
{
  g_return_val_if_fail (RB_IS_TIME_SCRUBBER (self), 0);

  return self->time_us;
}
