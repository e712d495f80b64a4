/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The twelve keys with their letters (ITU-T E.161). The keypad page types with them, the
 * card of a call sends DTMF with them. */

#include "rb-keypad.h"

#include <glib/gi18n-lib.h>

#define N_COLUMNS 3
#define SPACING 6 /* pixels */

static const struct
{
  const char *key;
  const char *letters;
  const char *held; /* (nullable) what holding the key down means */
} keys[] = {
  { "1", "" },     { "2", "ABC" }, { "3", "DEF" },  { "4", "GHI" }, { "5", "JKL" },    { "6", "MNO" },
  { "7", "PQRS" }, { "8", "TUV" }, { "9", "WXYZ" }, { "*", "" },    { "0", "+", "+" }, { "#", "" },
};

struct _RbKeypad
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (RbKeypad, rb_keypad, GTK_TYPE_WIDGET)

enum
{
  KEY,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_key_clicked (GtkButton *button, gpointer data)
{
  RbKeypad *self = RB_KEYPAD (gtk_widget_get_ancestor (GTK_WIDGET (button), RB_TYPE_KEYPAD));

  g_signal_emit (self, signals[KEY], 0, data);
}

static void
on_key_held (GtkGestureLongPress *gesture, double x, double y, gpointer data)
{
  GtkWidget *button = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  /* Claimed: letting go is no click any more. */
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  g_signal_emit (gtk_widget_get_ancestor (button, RB_TYPE_KEYPAD), signals[KEY], 0, data);
}

/* A key of the keyboard while the focus is on ours: digits, * and #. */
static gboolean
on_key_pressed (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, RbKeypad *self)
{
  gunichar typed = gdk_keyval_to_unicode (keyval);

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return GDK_EVENT_PROPAGATE;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (typed == (gunichar) keys[i].key[0])
      {
        g_signal_emit (self, signals[KEY], 0, keys[i].key);
        return GDK_EVENT_STOP;
      }

  return GDK_EVENT_PROPAGATE;
}

static GtkWidget *
create_key (guint n)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *digit = gtk_label_new (keys[n].key);
  GtkWidget *letters = gtk_label_new (keys[n].letters);
  g_autofree char *name = g_strstrip (g_strdup_printf ("%s %s", keys[n].key, keys[n].letters));

  gtk_widget_add_css_class (button, "keypad-key");
  gtk_widget_add_css_class (digit, "title-3");
  gtk_widget_add_css_class (letters, "caption");
  gtk_widget_add_css_class (letters, "dim-label");
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), digit);
  gtk_box_append (GTK_BOX (box), letters);
  gtk_widget_set_visible (letters, keys[n].letters[0] != '\0');
  gtk_button_set_child (GTK_BUTTON (button), box);
  /* Whoever types a number goes on typing after a click. */
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect (button, "clicked", G_CALLBACK (on_key_clicked), (gpointer) keys[n].key);

  if (keys[n].held != NULL)
    {
      GtkGesture *gesture = gtk_gesture_long_press_new ();

      gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (gesture), GTK_PHASE_CAPTURE);
      g_signal_connect (gesture, "pressed", G_CALLBACK (on_key_held), (gpointer) keys[n].held);
      gtk_widget_add_controller (button, GTK_EVENT_CONTROLLER (gesture));
      gtk_widget_set_tooltip_text (button, _ ("Hold for +"));
    }

  return button;
}

static void
rb_keypad_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (rb_keypad_parent_class)->dispose (object);
}

static void
rb_keypad_class_init (RbKeypadClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rb_keypad_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_GRID_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "keypad");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);

  signals[KEY] = g_signal_new ("key", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                               G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
rb_keypad_init (RbKeypad *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGridLayout *layout = GTK_GRID_LAYOUT (gtk_widget_get_layout_manager (widget));
  GtkEventController *controller = gtk_event_controller_key_new ();

  gtk_grid_layout_set_row_homogeneous (layout, TRUE);
  gtk_grid_layout_set_column_homogeneous (layout, TRUE);
  gtk_grid_layout_set_row_spacing (layout, SPACING);
  gtk_grid_layout_set_column_spacing (layout, SPACING);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Keypad"), -1);
  g_signal_connect (controller, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (widget, controller);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      GtkWidget *button = create_key (i);
      GtkGridLayoutChild *cell;

      gtk_widget_set_hexpand (button, TRUE);
      gtk_widget_set_parent (button, widget);
      cell = GTK_GRID_LAYOUT_CHILD (gtk_layout_manager_get_layout_child (GTK_LAYOUT_MANAGER (layout), button));
      gtk_grid_layout_child_set_column (cell, i % N_COLUMNS);
      gtk_grid_layout_child_set_row (cell, i / N_COLUMNS);
    }
}
