/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The fields of an account, made from the table of rb-account-fields.c. What is well-formed is
 * RbAccount's to say (rb_account_check_field()), what a dial plan does RbDialPlan's. */

#include "rb-account-form.h"

#include "rb-account-fields.h"
#include "rb-dial-plan.h"

#include <glib/gi18n-lib.h>

#define MAX_FIELDS 32

typedef struct
{
  GtkWidget *row;
  GtkWidget *control; /* switch or spin button in @row; else @row */
  GtkWidget *problem; /* row below a text */
  GtkLabel *problem_text;
} Row;

struct _RbAccountForm
{
  AdwBin parent_instance;

  AdwPreferencesGroup *groups[RB_ACCOUNT_N_GROUPS];
  Row rows[MAX_FIELDS];
  GtkLabel *note;
  GtkEditable *trial;
  GtkLabel *trial_result;
  GtkWidget *forget_button;

  RbPhone *phone;
  char *pin;
  gboolean loading;
};

G_DEFINE_FINAL_TYPE (RbAccountForm, rb_account_form, ADW_TYPE_BIN)

enum
{
  ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const struct
{
  const char *title;
  const char *description;
} groups[RB_ACCOUNT_N_GROUPS] = {
  [RB_ACCOUNT_GROUP_ACCOUNT] = { N_ ("Account"),
                                 N_ ("User, domain and password are enough. Your provider tells you them.") },
  [RB_ACCOUNT_GROUP_NETWORK] = { N_ ("Network"), NULL },
  [RB_ACCOUNT_GROUP_PRIVACY] = { N_ ("Privacy"), NULL },
  [RB_ACCOUNT_GROUP_ADVANCED] = { N_ ("Advanced"), NULL },
};

static gsize
find (const char *property)
{
  for (gsize i = 0; i < rb_account_fields_count (); i++)
    if (g_strcmp0 (rb_account_fields_get (i)->property, property) == 0)
      return i;

  return rb_account_fields_count ();
}

static void
name (GtkWidget *widget, const char *label, const char *help)
{
  gtk_widget_set_tooltip_text (widget, help);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/* libadwaita has each of its two labels name an entry row, so that its title is read twice. */
static void
name_entry (GtkWidget *row, const char *label, const char *help)
{
  GtkEditable *text = gtk_editable_get_delegate (GTK_EDITABLE (row));

  name (row, label, help);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  if (text != NULL)
    {
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
      gtk_accessible_update_property (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
    }
}

static void
show_problem (RbAccountForm *self, gsize n, const char *problem)
{
  Row *row = &self->rows[n];

  gtk_label_set_label (row->problem_text, problem != NULL ? problem : "");
  gtk_widget_set_visible (row->problem, problem != NULL);
  if (problem != NULL)
    gtk_widget_add_css_class (row->row, "error");
  else
    gtk_widget_remove_css_class (row->row, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row->row), GTK_ACCESSIBLE_STATE_INVALID,
                               problem != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  problem != NULL ? problem : "", -1);
}

/* @typing: a field that is empty is not wrong yet. */
static gboolean
check (RbAccountForm *self, gsize n, gboolean typing)
{
  const RbAccountField *field = rb_account_fields_get (n);
  g_autoptr (RbAccount) draft = NULL;
  g_autofree char *problem = NULL;
  g_autofree char *text = NULL;

  if (field->kind != RB_ACCOUNT_FIELD_TEXT)
    return TRUE;

  draft = rb_account_new (NULL);
  text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->rows[n].row))));
  g_object_set (draft, field->property, text, NULL);
  problem = typing && text[0] == '\0' ? NULL : rb_account_check_field (draft, field->property);
  show_problem (self, n, problem);

  return problem == NULL;
}

static void
try_number (RbAccountForm *self)
{
  g_autoptr (GSettings) settings = self->phone != NULL ? g_object_ref (rb_phone_get_settings (self->phone)) : NULL;
  g_auto (GStrv) emergency = settings != NULL ? g_settings_get_strv (settings, "emergency-numbers") : NULL;
  g_autoptr (RbDialResult) result = NULL;
  const RbDialSettings dial = {
    .plan = gtk_editable_get_text (GTK_EDITABLE (self->rows[find ("dial-plan")].row)),
    .prefix = gtk_editable_get_text (GTK_EDITABLE (self->rows[find ("dial-prefix")].row)),
    .emergency = (const char *const *) emergency,
  };
  const char *text = gtk_editable_get_text (self->trial);

  result = rb_dial_plan_try (&dial, text);
  gtk_label_set_label (self->trial_result, result->fault != NULL         ? result->fault
                                           : result->explanation != NULL ? result->explanation
                                           : text[0] == '\0' ? _ ("Type a number to see what would be sent.")
                                                             : _ ("It is sent as it is."));
}

static void
on_changed (GtkEditable *row, RbAccountForm *self)
{
  gsize n = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (row), "field"));

  if (self->loading)
    return;
  check (self, n, TRUE);
  if (rb_account_fields_get (n)->group == RB_ACCOUNT_GROUP_ADVANCED)
    try_number (self);
}

static void
on_activated (GtkWidget *row, RbAccountForm *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static void
show_pin (RbAccountForm *self)
{
  gsize n = find ("pinned-certificate");
  AdwActionRow *row = ADW_ACTION_ROW (self->rows[n].row);
  gboolean pinned = self->pin[0] != '\0';
  g_autofree char *fingerprint = rb_sip_certificate_format_fingerprint (self->pin);
  /* Translators: the fingerprint of a certificate */
  g_autofree char *only = g_strdup_printf (_ ("Only the one with the SHA-256 fingerprint %s"), fingerprint);

  adw_action_row_set_subtitle (row, pinned ? only : _ (rb_account_fields_get (n)->help));
  gtk_widget_set_visible (self->forget_button, pinned);
}

static void
on_forget (RbAccountForm *self)
{
  rb_account_form_set_pin (self, "");
}

static GtkWidget *
create_problem_row (Row *row)
{
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *problem = adw_preferences_row_new ();

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "error");
  gtk_widget_set_margin_start (label, 12);
  gtk_widget_set_margin_end (label, 12);
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (problem), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (problem), FALSE);
  gtk_widget_set_focusable (problem, FALSE);
  gtk_widget_set_visible (problem, FALSE);
  row->problem = problem;
  row->problem_text = GTK_LABEL (label);

  return problem;
}

static GtkWidget *
create_choice (const RbAccountField *field)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  for (guint i = 0; i < RB_ACCOUNT_MAX_CHOICES && field->choices[i] != NULL; i++)
    gtk_string_list_append (list, _ (field->choices[i]));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));

  return row;
}

static GtkWidget *
create_number (const RbAccountField *field)
{
  g_autoptr (GTypeClass) class = g_type_class_ref (RB_TYPE_ACCOUNT);
  GParamSpecUInt *range = G_PARAM_SPEC_UINT (g_object_class_find_property (G_OBJECT_CLASS (class), field->property));
  GtkWidget *spin = gtk_spin_button_new_with_range (range->minimum, range->maximum, 5);

  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), TRUE);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);

  return spin;
}

static void
add_control (Row *row, const RbAccountField *field, GtkWidget *control)
{
  row->row = adw_action_row_new ();
  row->control = control;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row->row), _ (field->help));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row->row), control);
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  if (!GTK_IS_BUTTON (control))
    adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row->row), control);
}

static void
create_row (RbAccountForm *self, gsize n)
{
  const RbAccountField *field = rb_account_fields_get (n);
  Row *row = &self->rows[n];

  switch (field->kind)
    {
    case RB_ACCOUNT_FIELD_TEXT:
    case RB_ACCOUNT_FIELD_PASSWORD:
      row->row = field->kind == RB_ACCOUNT_FIELD_TEXT ? adw_entry_row_new () : adw_password_entry_row_new ();
      row->control = row->row;
      g_signal_connect (row->row, "entry-activated", G_CALLBACK (on_activated), self);
      break;
    case RB_ACCOUNT_FIELD_CHOICE:
      row->row = row->control = create_choice (field);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row->row), _ (field->help));
      break;
    case RB_ACCOUNT_FIELD_NUMBER:
      add_control (row, field, create_number (field));
      break;
    case RB_ACCOUNT_FIELD_SWITCH:
      add_control (row, field, gtk_switch_new ());
      break;
    case RB_ACCOUNT_FIELD_CERTIFICATE:
      self->forget_button = gtk_button_new_with_label (_ ("Forget"));
      g_signal_connect_object (self->forget_button, "clicked", G_CALLBACK (on_forget), self, G_CONNECT_SWAPPED);
      add_control (row, field, self->forget_button);
      break;
    default:
      g_assert_not_reached ();
    }

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row->row), _ (field->title));
  if (field->kind == RB_ACCOUNT_FIELD_CERTIFICATE)
    name (row->control, _ ("Forget the trusted certificate"), _ ("Trust authorities again, as usual"));
  else if (ADW_IS_ENTRY_ROW (row->control))
    name_entry (row->control, _ (field->title), _ (field->help));
  else
    name (row->control, _ (field->title), _ (field->help));
  adw_preferences_group_add (self->groups[field->group], row->row);
  if (field->kind == RB_ACCOUNT_FIELD_TEXT)
    {
      adw_preferences_group_add (self->groups[field->group], create_problem_row (row));
      g_object_set_data (G_OBJECT (row->row), "field", GSIZE_TO_POINTER (n));
      g_signal_connect (row->row, "changed", G_CALLBACK (on_changed), self);
    }
}

static GtkLabel *
create_caption (AdwPreferencesGroup *group)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  adw_preferences_group_add (group, label);

  return GTK_LABEL (label);
}

static void
rb_account_form_dispose (GObject *object)
{
  g_clear_object (&RB_ACCOUNT_FORM (object)->phone);

  G_OBJECT_CLASS (rb_account_form_parent_class)->dispose (object);
}

static void
rb_account_form_finalize (GObject *object)
{
  g_free (RB_ACCOUNT_FORM (object)->pin);

  G_OBJECT_CLASS (rb_account_form_parent_class)->finalize (object);
}

static void
rb_account_form_class_init (RbAccountFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rb_account_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = rb_account_form_finalize;

  signals[ACTIVATED] =
      g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rb_account_form_init (RbAccountForm *self)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *trial = adw_entry_row_new ();

  self->pin = g_strdup ("");
  for (guint i = 0; i < RB_ACCOUNT_N_GROUPS; i++)
    {
      self->groups[i] = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
      adw_preferences_group_set_title (self->groups[i], _ (groups[i].title));
      if (groups[i].description != NULL)
        adw_preferences_group_set_description (self->groups[i], _ (groups[i].description));
      adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), self->groups[i]);
    }

  g_assert (rb_account_fields_count () <= MAX_FIELDS);
  for (gsize i = 0; i < rb_account_fields_count (); i++)
    create_row (self, i);

  self->note = create_caption (self->groups[RB_ACCOUNT_GROUP_ACCOUNT]);
  gtk_widget_set_visible (GTK_WIDGET (self->note), FALSE);
  self->trial = GTK_EDITABLE (trial);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (trial), _ ("Try a number"));
  name_entry (trial, _ ("Try a number"),
              _ ("Shows what the prefix and the dial plan would make of it; nothing is dialled"));
  adw_preferences_group_add (self->groups[RB_ACCOUNT_GROUP_ADVANCED], trial);
  self->trial_result = create_caption (self->groups[RB_ACCOUNT_GROUP_ADVANCED]);
  g_signal_connect_object (trial, "changed", G_CALLBACK (try_number), self, G_CONNECT_SWAPPED);
  show_pin (self);
  try_number (self);
  adw_bin_set_child (ADW_BIN (self), page);
}

void
rb_account_form_set_phone (RbAccountForm *self, RbPhone *phone)
{
  g_return_if_fail (RB_IS_ACCOUNT_FORM (self));

  g_set_object (&self->phone, phone);
}

void
rb_account_form_load (RbAccountForm *self, RbAccount *account)
{
  g_return_if_fail (RB_IS_ACCOUNT_FORM (self));

  self->loading = TRUE;
  for (gsize i = 0; i < rb_account_fields_count (); i++)
    {
      const RbAccountField *field = rb_account_fields_get (i);
      GtkWidget *control = self->rows[i].control;
      g_autofree char *text = NULL;
      gboolean flag;
      guint number;
      int choice;

      switch (field->kind)
        {
        case RB_ACCOUNT_FIELD_TEXT:
          g_object_get (account, field->property, &text, NULL);
          gtk_editable_set_text (GTK_EDITABLE (control), text);
          break;
        case RB_ACCOUNT_FIELD_SWITCH:
          g_object_get (account, field->property, &flag, NULL);
          gtk_switch_set_active (GTK_SWITCH (control), flag);
          break;
        case RB_ACCOUNT_FIELD_NUMBER:
          g_object_get (account, field->property, &number, NULL);
          gtk_spin_button_set_value (GTK_SPIN_BUTTON (control), number);
          break;
        case RB_ACCOUNT_FIELD_CHOICE:
          g_object_get (account, field->property, &choice, NULL);
          adw_combo_row_set_selected (ADW_COMBO_ROW (control), (guint) choice);
          break;
        case RB_ACCOUNT_FIELD_CERTIFICATE:
          rb_account_form_set_pin (self, rb_account_get_pinned_certificate (account));
          break;
        case RB_ACCOUNT_FIELD_PASSWORD:
        default:
          break;
        }
    }
  self->loading = FALSE;
  try_number (self);
}

void
rb_account_form_store (RbAccountForm *self, RbAccount *account)
{
  g_return_if_fail (RB_IS_ACCOUNT_FORM (self));

  for (gsize i = 0; i < rb_account_fields_count (); i++)
    {
      const RbAccountField *field = rb_account_fields_get (i);
      GtkWidget *control = self->rows[i].control;
      g_autofree char *text = NULL;

      switch (field->kind)
        {
        case RB_ACCOUNT_FIELD_TEXT:
          text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (control))));
          g_object_set (account, field->property, text, NULL);
          break;
        case RB_ACCOUNT_FIELD_SWITCH:
          g_object_set (account, field->property, gtk_switch_get_active (GTK_SWITCH (control)), NULL);
          break;
        case RB_ACCOUNT_FIELD_NUMBER:
          g_object_set (account, field->property, (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (control)),
                        NULL);
          break;
        case RB_ACCOUNT_FIELD_CHOICE:
          g_object_set (account, field->property, (int) adw_combo_row_get_selected (ADW_COMBO_ROW (control)), NULL);
          break;
        case RB_ACCOUNT_FIELD_CERTIFICATE:
          g_object_set (account, field->property, self->pin, NULL);
          break;
        case RB_ACCOUNT_FIELD_PASSWORD:
        default:
          break;
        }
    }
}

const char *
rb_account_form_get_password (RbAccountForm *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT_FORM (self), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (self->rows[find ("password")].row));
}

void
rb_account_form_set_password_title (RbAccountForm *self, const char *title)
{
  gsize n = find ("password");

  g_return_if_fail (RB_IS_ACCOUNT_FORM (self));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->rows[n].row), title);
  name_entry (self->rows[n].row, title, _ (rb_account_fields_get (n)->help));
}

void
rb_account_form_set_note (RbAccountForm *self, const char *note)
{
  g_return_if_fail (RB_IS_ACCOUNT_FORM (self));

  gtk_label_set_label (self->note, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), note != NULL);
}

void
rb_account_form_focus (RbAccountForm *self, const char *property)
{
  gsize n;

  g_return_if_fail (RB_IS_ACCOUNT_FORM (self));

  n = find (property);
  if (n < rb_account_fields_count ())
    gtk_widget_grab_focus (self->rows[n].control);
}

gboolean
rb_account_form_check (RbAccountForm *self)
{
  const char *wrong = NULL;

  g_return_val_if_fail (RB_IS_ACCOUNT_FORM (self), FALSE);

  for (gsize i = 0; i < rb_account_fields_count (); i++)
    if (!check (self, i, FALSE) && wrong == NULL)
      wrong = rb_account_fields_get (i)->property;
  if (wrong != NULL)
    rb_account_form_focus (self, wrong);

  return wrong == NULL;
}

void
rb_account_form_set_pin (RbAccountForm *self, const char *fingerprint)
{
  g_return_if_fail (RB_IS_ACCOUNT_FORM (self));

  g_free (self->pin);
  self->pin = g_strdup (fingerprint);
  show_pin (self);
}
