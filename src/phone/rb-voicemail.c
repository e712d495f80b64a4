/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RbVoicemail: which mailboxes have new messages (RFC 3842), an entry for each account that is registered. */

#include "rb-voicemail-private.h"

#include "rb-sip-subscription.h"

#define PACKAGE "message-summary"
#define EXPIRES_S 3600 /* RFC 3842 3.4 */

typedef struct
{
  RbVoicemail *owner;
  RbAccount *account;
  RbSipAgent *agent;
  RbSipSubscription *subscription; /* (nullable): the account has no number */
  gboolean known;
  RbMessageSummary summary;
} Mailbox;

struct _RbVoicemail
{
  GObject parent_instance;

  GPtrArray *mailboxes; /* of Mailbox */
};

G_DEFINE_FINAL_TYPE (RbVoicemail, rb_voicemail, G_TYPE_OBJECT)

static guint changed_signal;

static gboolean
take (Mailbox *mailbox, const char *type, const char *body, gsize length)
{
  RbMessageSummary summary;

  if (type == NULL || g_ascii_strcasecmp (type, RB_MESSAGE_SUMMARY_TYPE) != 0 ||
      !rb_message_summary_parse (body, length, &summary))
    return FALSE;

  mailbox->known = TRUE;
  mailbox->summary = summary;
  g_signal_emit (mailbox->owner, changed_signal, 0);

  return TRUE;
}

static void
on_notified (RbSipSubscription *subscription, const char *type, GBytes *body, Mailbox *mailbox)
{
  if (body != NULL)
    take (mailbox, type, g_bytes_get_data (body, NULL), g_bytes_get_size (body));
}

static void
unsubscribe (Mailbox *mailbox)
{
  if (mailbox->subscription != NULL)
    g_signal_handlers_disconnect_by_data (mailbox->subscription, mailbox);
  g_clear_object (&mailbox->subscription);
}

static void
on_number_changed (RbAccount *account, GParamSpec *pspec, Mailbox *mailbox)
{
  gboolean wanted = *rb_account_get_voicemail (account) != '\0';

  if (wanted && mailbox->subscription == NULL)
    {
      mailbox->subscription = rb_sip_subscription_new (mailbox->agent, rb_sip_agent_get_aor (mailbox->agent), PACKAGE,
                                                       RB_MESSAGE_SUMMARY_TYPE, EXPIRES_S);
      g_signal_connect (mailbox->subscription, "notified", G_CALLBACK (on_notified), mailbox);
    }
  else if (!wanted)
    {
      unsubscribe (mailbox);
    }
  g_signal_emit (mailbox->owner, changed_signal, 0);
}

static void
mailbox_free (Mailbox *mailbox)
{
  unsubscribe (mailbox);
  g_signal_handlers_disconnect_by_data (mailbox->account, mailbox);
  g_object_unref (mailbox->account);
  g_object_unref (mailbox->agent);
  g_free (mailbox);
}

static void
rb_voicemail_finalize (GObject *object)
{
  g_ptr_array_unref (RB_VOICEMAIL (object)->mailboxes);

  G_OBJECT_CLASS (rb_voicemail_parent_class)->finalize (object);
}

static void
rb_voicemail_class_init (RbVoicemailClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rb_voicemail_finalize;

  changed_signal = g_signal_new ("changed", RB_TYPE_VOICEMAIL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rb_voicemail_init (RbVoicemail *self)
{
  self->mailboxes = g_ptr_array_new_with_free_func ((GDestroyNotify) mailbox_free);
}

RbVoicemail *
rb_voicemail_new (void)
{
  return g_object_new (RB_TYPE_VOICEMAIL, NULL);
}

static Mailbox *
find_mailbox (RbVoicemail *self, RbAccount *account)
{
  for (guint i = 0; i < self->mailboxes->len; i++)
    {
      Mailbox *mailbox = g_ptr_array_index (self->mailboxes, i);

      if (mailbox->account == account)
        return mailbox;
    }

  return NULL;
}

void
rb_voicemail_add_line (RbVoicemail *self, RbAccount *account, RbSipAgent *agent)
{
  Mailbox *mailbox = find_mailbox (self, account);

  if (mailbox != NULL && mailbox->agent == agent)
    return;

  rb_voicemail_remove_line (self, account);
  mailbox = g_new0 (Mailbox, 1);
  mailbox->owner = self;
  mailbox->account = g_object_ref (account);
  mailbox->agent = g_object_ref (agent);
  g_ptr_array_add (self->mailboxes, mailbox);
  g_signal_connect (account, "notify::voicemail", G_CALLBACK (on_number_changed), mailbox);
  on_number_changed (account, NULL, mailbox);
}

void
rb_voicemail_remove_line (RbVoicemail *self, RbAccount *account)
{
  if (g_ptr_array_remove (self->mailboxes, find_mailbox (self, account)))
    g_signal_emit (self, changed_signal, 0);
}

gboolean
rb_voicemail_take_notify (RbVoicemail *self, RbAccount *account, const char *type, const char *body, gsize length)
{
  Mailbox *mailbox = find_mailbox (self, account);

  return mailbox != NULL && take (mailbox, type, body, length);
}

gboolean
rb_voicemail_get_summary (RbVoicemail *self, RbAccount *account, RbMessageSummary *summary)
{
  Mailbox *mailbox;

  g_return_val_if_fail (RB_IS_VOICEMAIL (self), FALSE);

  mailbox = find_mailbox (self, account);
  if (mailbox == NULL || !mailbox->known)
    return FALSE;
  *summary = mailbox->summary;

  return TRUE;
}

gboolean
rb_voicemail_is_waiting (RbVoicemail *self, guint *n_new)
{
  gboolean waiting = FALSE;
  guint n = 0;

  g_return_val_if_fail (RB_IS_VOICEMAIL (self), FALSE);

  for (guint i = 0; i < self->mailboxes->len; i++)
    {
      Mailbox *mailbox = g_ptr_array_index (self->mailboxes, i);

      if (!mailbox->known || !mailbox->summary.waiting)
        continue;
      waiting = TRUE;
      n += mailbox->summary.n_new;
    }
  if (n_new != NULL)
    *n_new = n;

  return waiting;
}

RbAccount *
rb_voicemail_choose (RbVoicemail *self)
{
  RbAccount *chosen = NULL;

  g_return_val_if_fail (RB_IS_VOICEMAIL (self), NULL);

  for (guint i = 0; i < self->mailboxes->len; i++)
    {
      Mailbox *mailbox = g_ptr_array_index (self->mailboxes, i);

      if (*rb_account_get_voicemail (mailbox->account) == '\0')
        continue;
      if (mailbox->known && mailbox->summary.waiting)
        return mailbox->account;
      if (chosen == NULL)
        chosen = mailbox->account;
    }

  return chosen;
}
