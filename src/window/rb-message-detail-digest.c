/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The digest of a message with credentials, computed again before the student's eyes. The keyring is asked only when
 * the button for that is pressed; a password lives no longer than the computation. */

#include "rb-message-detail-digest.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-digest-account.h"
#include "rb-digest-walk.h"
#include "rb-lesson-view.h"
#include "rb-sip-uri.h"
#include "rb-wrap-layout.h"

#define SPACING 6

struct _RbMessageDetailDigest
{
  GtkWidget parent_instance;

  GtkWidget *open_button;
  GtkWidget *contents; /* once it is open */
  GtkWidget *whose;
  GtkWidget *ways;
  GtkWidget *entry;
  GtkWidget *saved_button;
  GtkWidget *result_box;
  GtkWidget *result_icon;
  GtkWidget *result_label;
  RbLessonView *steps;

  RbPhone *phone; /* (nullable) */
  RbTrace *trace; /* (nullable) */
  guint position;
  guint question; /* number of the last one to the keyring */
};

enum
{
  SIGNAL_MESSAGE_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RbMessageDetailDigest, rb_message_detail_digest, GTK_TYPE_WIDGET)

static void
say (RbMessageDetailDigest *self, const char *icon, const char *style, const char *sentence)
{
  static const char *const styles[] = { "success", "error" };

  for (gsize i = 0; i < G_N_ELEMENTS (styles); i++)
    gtk_widget_remove_css_class (self->result_box, styles[i]);
  if (style != NULL)
    gtk_widget_add_css_class (self->result_box, style);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->result_icon), icon);
  gtk_widget_set_visible (self->result_icon, icon != NULL);
  gtk_label_set_text (GTK_LABEL (self->result_label), sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->result_label), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
  gtk_widget_set_visible (self->result_box, *sentence != '\0');
}

static void
show_steps (RbMessageDetailDigest *self, const char *password)
{
  RbDigestResult result = RB_DIGEST_NOT_CHECKED;

  rb_lesson_view_set_lesson (self->steps, rb_digest_walk (self->trace, self->position, password, &result));
  switch (result)
    {
    case RB_DIGEST_RIGHT:
      say (self, "emblem-ok-symbolic", "success",
           _ ("Right: this password gives exactly the response in the message."));
      break;

    case RB_DIGEST_WRONG:
      say (self, "dialog-error-symbolic", "error",
           _ ("Wrong: this password gives another response. The steps say what may differ."));
      break;

    case RB_DIGEST_NO_CREDENTIALS:
      say (self, "dialog-information-symbolic", NULL, _ ("These credentials cannot be computed."));
      break;

    case RB_DIGEST_NOT_CHECKED:
    default:
      say (self, NULL, NULL, "");
    }
}

static void
on_entered (RbMessageDetailDigest *self)
{
  const char *password = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  if (*password == '\0')
    return;

  show_steps (self, password);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), ""); /* its buffer wipes what it held */
}

typedef struct
{
  RbMessageDetailDigest *widget; /* owned */
  guint number;                  /* of the question */
} Question;

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Question *question = data;
  g_autoptr (RbMessageDetailDigest) self = question->widget;
  g_autoptr (GError) error = NULL;
  g_autofree char *password = rb_secrets_lookup_finish (RB_SECRETS (source), result, &error);

  if (question->number == self->question) /* else another message is shown by now */
    {
      gtk_widget_set_sensitive (self->saved_button, TRUE);
      if (password != NULL)
        show_steps (self, password);
      else if (error != NULL)
        say (self, "dialog-information-symbolic", NULL, error->message);
      else
        say (self, "dialog-information-symbolic", NULL,
             _ ("No password is saved for this account, or the keyring is locked."));
    }
  if (password != NULL)
    explicit_bzero (password, strlen (password));
}

/* (transfer none) (nullable) */
static RbAccount *
find_account (RbMessageDetailDigest *self)
{
  g_autofree char *user = rb_digest_walk_dup_user (self->trace, self->position);
  g_autofree char *realm = rb_digest_walk_dup_realm (self->trace, self->position);
  g_autoptr (RbMessage) message = rb_trace_get_message (self->trace, self->position);
  g_autofree char *uri =
      rb_span_dup (rb_message_get_index (message)->from_uri, g_bytes_get_data (rb_message_get_bytes (message), NULL));
  g_autofree char *domain = rb_sip_uri_get_host (uri);

  return self->phone != NULL ? rb_digest_account_find (rb_phone_get_accounts (self->phone), user, realm, domain) : NULL;
}

static void
on_saved_clicked (RbMessageDetailDigest *self)
{
  RbAccount *account = find_account (self);
  RbSecrets *secrets = self->phone != NULL ? rb_phone_get_secrets (self->phone) : NULL;
  Question *question;

  if (account == NULL || secrets == NULL)
    {
      say (self, "dialog-information-symbolic", NULL,
           _ ("None of your accounts has this user name and domain: type the password."));
      return;
    }

  question = g_new0 (Question, 1);
  question->widget = g_object_ref (self);
  question->number = ++self->question;
  gtk_widget_set_sensitive (self->saved_button, FALSE);
  rb_secrets_lookup_async (secrets, rb_account_get_id (account), on_looked_up, question);
}

static void
update_whose (RbMessageDetailDigest *self)
{
  g_autofree char *user = rb_digest_walk_dup_user (self->trace, self->position);
  g_autofree char *realm = rb_digest_walk_dup_realm (self->trace, self->position);
  g_autofree char *shown_user = rb_lesson_quote (user != NULL ? user : "");
  g_autofree char *shown_realm = rb_lesson_quote (realm != NULL ? realm : "");
  /* Translators: user name and realm of credentials */
  g_autofree char *sentence =
      g_strdup_printf (_ ("Is it computed with the right password? Needed is the one of user %1$s in realm %2$s. It is "
                          "used for this one computation and not kept."),
                       shown_user, shown_realm);

  gtk_label_set_text (GTK_LABEL (self->whose), sentence);
}

static void
on_open (RbMessageDetailDigest *self)
{
  update_whose (self);
  show_steps (self, NULL);
  gtk_widget_set_visible (self->contents, TRUE);
  gtk_widget_grab_focus (self->entry);
  gtk_widget_set_visible (self->open_button, FALSE);
}

static void
on_message_activated (RbMessageDetailDigest *self, guint position)
{
  g_signal_emit (self, signals[SIGNAL_MESSAGE_ACTIVATED], 0, position);
}

static void
rb_message_detail_digest_dispose (GObject *object)
{
  RbMessageDetailDigest *self = RB_MESSAGE_DETAIL_DIGEST (object);

  self->question++;
  g_clear_object (&self->phone);
  g_clear_object (&self->trace);
  gtk_widget_dispose_template (GTK_WIDGET (self), RB_TYPE_MESSAGE_DETAIL_DIGEST);

  G_OBJECT_CLASS (rb_message_detail_digest_parent_class)->dispose (object);
}

static void
rb_message_detail_digest_class_init (RbMessageDetailDigestClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_message_detail_digest_dispose;

  signals[SIGNAL_MESSAGE_ACTIVATED] = g_signal_new ("message-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                                    0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  g_type_ensure (RB_TYPE_LESSON_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ringback/Ringback/rb-message-detail-digest.ui");
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailDigest, open_button);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailDigest, contents);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailDigest, whose);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailDigest, ways);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailDigest, entry);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailDigest, saved_button);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailDigest, result_box);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailDigest, result_icon);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailDigest, result_label);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailDigest, steps);
  gtk_widget_class_bind_template_callback (widget_class, on_open);
  gtk_widget_class_bind_template_callback (widget_class, on_entered);
  gtk_widget_class_bind_template_callback (widget_class, on_saved_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_message_activated);
}

static void
rb_message_detail_digest_init (RbMessageDetailDigest *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->ways, rb_wrap_layout_new (SPACING));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
rb_message_detail_digest_set_message (RbMessageDetailDigest *self, RbTrace *trace, guint position)
{
  g_return_if_fail (RB_IS_MESSAGE_DETAIL_DIGEST (self));

  self->question++;
  g_set_object (&self->trace, trace);
  self->position = position;
  gtk_widget_set_sensitive (self->saved_button, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  say (self, NULL, NULL, "");
  rb_lesson_view_set_lesson (self->steps, NULL);
  gtk_widget_set_visible (self->contents, FALSE);
  gtk_widget_set_visible (self->open_button, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self), trace != NULL && rb_digest_walk_is_for (trace, position));
}

void
rb_message_detail_digest_set_phone (RbMessageDetailDigest *self, RbPhone *phone)
{
  g_return_if_fail (RB_IS_MESSAGE_DETAIL_DIGEST (self));

  g_set_object (&self->phone, phone);
}
