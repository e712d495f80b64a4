/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who a call is with and how it came, as the INVITE told: the properties of RbCall for policy and cards. */

#include "rb-call-actions.h"

static const RbSipIdentity *
get_identity (RbCall *self)
{
  static const RbSipIdentity none = { .through_server = TRUE };
  const RbSipIdentity *identity = rb_sip_call_get_identity (self->sip);

  return identity != NULL ? identity : &none;
}

const char *
rb_call_get_asserted_uri (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), NULL);

  return get_identity (self)->asserted_uri;
}

const char *
rb_call_get_asserted_name (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), NULL);

  return get_identity (self)->asserted_name;
}

gboolean
rb_call_is_anonymous (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), FALSE);

  return get_identity (self)->hidden && get_identity (self)->asserted_uri == NULL;
}

gboolean
rb_call_hides_number (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), FALSE);

  return rb_sip_call_is_hidden (self->sip);
}

const char *
rb_call_get_diverted_by (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), NULL);

  return get_identity (self)->diverted_by;
}

const char *const *
rb_call_get_diverters (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), NULL);

  return (const char *const *) get_identity (self)->diverters;
}

const char *
rb_call_get_diversion_reason (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), NULL);

  return get_identity (self)->diversion_reason;
}

const char *
rb_call_get_referred_by (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), NULL);

  return self->incoming ? get_identity (self)->referred_by : self->referred_by;
}

const char *
rb_call_get_dialled (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), NULL);

  return self->dialled;
}

void
rb_call_set_dialled (RbCall *self, const char *dialled)
{
  g_return_if_fail (RB_IS_CALL (self));

  g_free (self->dialled);
  self->dialled = g_strdup (dialled);
}

gboolean
rb_call_came_through_server (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), FALSE);

  return get_identity (self)->through_server;
}

gboolean
rb_call_get_auto_answer (RbCall *self, guint *delay_s)
{
  g_return_val_if_fail (RB_IS_CALL (self), FALSE);

  if (delay_s != NULL)
    *delay_s = get_identity (self)->auto_answer_delay_s;

  return get_identity (self)->auto_answer;
}
