/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialogs of a flow (RFC 3261 12, RFC 6665 4.1): two tags, whatever the hop; what made them,
 * confirmed and ended them. The branches of a fork are dialogs of one INVITE. */

#include "rb-flow-parts.h"

#include "rb-seeded-hash.h"
#include "rb-sip-scan.h"

static guint64
dialog_key (guint32 a, guint32 b)
{
  return rb_flow_key (RB_FLOW_KEY_DIALOG, (guint64) MIN (a, b) << 32 | MAX (a, b));
}

static guint
add_dialog (RbFlow *self, const RbFlowMessage *message, guint64 key)
{
  RbDialog *dialog;

  self->dialogs = rb_flow_grow (self->dialogs, self->n_dialogs, 2, sizeof *self->dialogs);
  dialog = &self->dialogs[self->n_dialogs];
  *dialog = (RbDialog){
    .caller_tag = message->fact.from_tag,
    .callee_tag = message->fact.to_tag,
    .cseq = message->fact.cseq,
    .transaction = RB_FLOW_NONE,
    .created = RB_FLOW_NONE,
    .confirmed = RB_FLOW_NONE,
    .ended = RB_FLOW_NONE,
    .state = RB_DIALOG_CONFIRMED,
  };
  rb_key_map_insert (&self->keys, key, self->n_dialogs);
  return self->n_dialogs++;
}

/* Does it make a dialog, seen from its response? Provisional ones but 100 make an early one. */
static gboolean
makes_dialog (RbFlow *self, const RbFlowMessage *message)
{
  guint status = message->fact.status;

  if (message->index->is_request || status <= 100 || status >= 300)
    return FALSE;
  return message->fact.method == RB_METHOD_INVITE ||
         (self->kind == RB_FLOW_SUBSCRIPTION && rb_span_is (message->index->method, message->bytes, "SUBSCRIBE"));
}

/* A request inside a dialog whose beginning is not in the trace. */
static gboolean
shows_dialog (RbFlow *self, const RbFlowStep *step, const RbFlowMessage *message)
{
  if (!message->index->is_request || message->fact.method == RB_METHOD_REGISTER ||
      message->fact.method == RB_METHOD_CANCEL)
    return FALSE;
  return message->fact.method != RB_METHOD_ACK || self->transactions[step->transaction].kind == RB_TRANSACTION_ACK;
}

static void
end_dialog (RbDialog *dialog, guint step)
{
  if (dialog->state == RB_DIALOG_TERMINATED)
    return;
  dialog->state = RB_DIALOG_TERMINATED;
  dialog->ended = step;
}

/* The notifier's last word on a subscription, which had a dialog of its own (RFC 6665 4.4.1). In a call, whose dialog
 * a REFER's reports share, it is not the end. */
static gboolean
ends_subscription (RbFlow *self, const RbFlowMessage *message)
{
  RbSpan header;
  RbSpan state;
  RbSpan value;

  if (self->kind != RB_FLOW_SUBSCRIPTION || message->fact.method != RB_METHOD_NOTIFY)
    return FALSE;

  header = rb_sip_find_header (message->bytes, message->length, "Subscription-State", NULL);
  return rb_span_next_param (&header, message->bytes, ';', &state, &value) &&
         rb_span_is_nocase (state, message->bytes, "terminated");
}

static void
advance (RbFlow *self, RbDialog *dialog, const RbFlowMessage *message)
{
  guint status = message->fact.status;

  if (message->index->is_request)
    {
      if (message->fact.method == RB_METHOD_BYE || ends_subscription (self, message))
        end_dialog (dialog, self->n_steps);
      return;
    }

  if (dialog->state == RB_DIALOG_EARLY && status / 100 == 2 && makes_dialog (self, message))
    {
      dialog->state = RB_DIALOG_CONFIRMED;
      dialog->confirmed = self->n_steps;
    }
  else if (dialog->state == RB_DIALOG_EARLY && status >= 300 && message->fact.cseq == dialog->cseq &&
           message->fact.method == RB_METHOD_INVITE)
    {
      end_dialog (dialog, self->n_steps);
    }
  else if (status == 481) /* the far end knows no such dialog: RFC 3261 12.2.1.2 */
    {
      end_dialog (dialog, self->n_steps);
    }
}

/* A final non-2xx where the INVITE was seen first ends all its early dialogs (RFC 3261 12.3). It is
 * the first final there, so that each dialog is visited once. */
static void
end_attempt (RbFlow *self, const RbFlowStep *step, const RbFlowMessage *message)
{
  const RbTransaction *transaction = &self->transactions[step->transaction];

  if (!self->attempt.is_set || self->attempt.transaction != step->transaction || message->index->is_request ||
      message->fact.status < 300 || transaction->final != self->n_steps)
    return;

  for (guint i = self->attempt.first_dialog; i < self->n_dialogs; i++)
    if (self->dialogs[i].state == RB_DIALOG_EARLY && self->dialogs[i].cseq == self->attempt.cseq)
      end_dialog (&self->dialogs[i], self->n_steps);
}

/* Number of the dialog that a step, about to be added, belongs to; or RB_FLOW_NONE. */
guint
rb_flow_follow_dialog (RbFlow *self, const RbFlowStep *step, const RbFlowMessage *message)
{
  guint number = RB_FLOW_NONE;

  if (message->fact.from_tag != 0 && message->fact.to_tag != 0)
    {
      guint64 key = dialog_key (message->fact.from_tag, message->fact.to_tag);

      number = rb_key_map_lookup (&self->keys, key);
      if (number != RB_FLOW_NONE)
        {
          advance (self, &self->dialogs[number], message);
        }
      else if (makes_dialog (self, message))
        {
          number = add_dialog (self, message, key);
          self->dialogs[number].created = self->n_steps;
          self->dialogs[number].transaction = step->transaction;
          if (message->fact.status < 200)
            self->dialogs[number].state = RB_DIALOG_EARLY;
          else
            self->dialogs[number].confirmed = self->n_steps;
        }
      else if (shows_dialog (self, step, message))
        {
          number = add_dialog (self, message, key);
          advance (self, &self->dialogs[number], message);
        }
    }
  end_attempt (self, step, message);
  return number;
}

gboolean
rb_flow_has_dialog (RbFlow *self, const char *tag, const char *other_tag)
{
  return rb_key_map_lookup (&self->keys, dialog_key (rb_flow_hash_tag (tag), rb_flow_hash_tag (other_tag))) !=
         RB_FLOW_NONE;
}
