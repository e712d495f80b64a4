/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The practice network's location service: which phones a user is registered from
 * (RFC 3261 10.3). A request is checked whole before anything of it is carried out; each
 * binding remembers the way its REGISTER came, so that a phone behind a NAT or on TCP is
 * found again. The proxy asks it for the targets of a request. */

#include "rb-lab-registrar.h"

#include <sofia-sip/msg_header.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_protos.h>
#include <sofia-sip/sip_util.h>
#include <string.h>

struct _RbLabRegistrar
{
  GPtrArray *bindings; /* of RbLabBinding */
};

static void
binding_free (gpointer data)
{
  RbLabBinding *self = data;

  g_free (self->user);
  g_free (self->call_id);
  g_free (self->route);
  tport_unref (self->tport);
  su_home_unref (self->home);
  g_free (self);
}

static RbLabBinding *
binding_new (const char *user, const sip_contact_t *contact)
{
  RbLabBinding *self = g_new0 (RbLabBinding, 1);
  sip_contact_t one = *contact;

  one.m_next = NULL;
  self->user = g_strdup (user);
  self->home = su_home_new (sizeof *self->home);
  self->contact = sip_contact_dup (self->home, &one);
  msg_header_remove_param (self->contact->m_common, "expires");

  return self;
}

static void
drop_expired (RbLabRegistrar *self, gint64 now)
{
  for (guint i = self->bindings->len; i-- > 0;)
    if (((RbLabBinding *) self->bindings->pdata[i])->expires <= now)
      g_ptr_array_remove_index (self->bindings, i);
}

static gboolean
is_static (const RbLabBinding *binding)
{
  return binding->expires == G_MAXINT64;
}

static RbLabBinding *
find_binding (RbLabRegistrar *self, const char *user, const url_t *url)
{
  for (guint i = 0; i < self->bindings->len; i++)
    {
      RbLabBinding *binding = self->bindings->pdata[i];

      if (strcmp (binding->user, user) == 0 && url_cmp_all (binding->contact->m_url, url) == 0)
        return binding;
    }
  return NULL;
}

/* A REGISTER that was overtaken by a later one of the same phone must not undo it (10.3 step 7). */
static gboolean
is_out_of_order (const RbLabBinding *binding, const sip_t *request)
{
  return strcmp (binding->call_id, request->sip_call_id->i_id) == 0 && request->sip_cseq->cs_seq <= binding->cseq;
}

/* Seconds the phone asks for with @contact (10.2.1.1). */
static gint64
requested_expires (const sip_t *request, const sip_contact_t *contact)
{
  gint64 seconds = RB_LAB_DEFAULT_EXPIRES;

  if (contact->m_expires != NULL)
    {
      guint64 value;

      /* "If the value is malformed it is to be taken as 3600" (10.3, step 7). */
      seconds =
          g_ascii_string_to_unsigned (contact->m_expires, 10, 0, G_MAXUINT32, &value, NULL) ? (gint64) value : 3600;
    }
  else if (request->sip_expires != NULL)
    {
      seconds = request->sip_expires->ex_delta;
    }

  return MIN (seconds, RB_LAB_MAX_EXPIRES);
}

static guint
check_wildcard (RbLabRegistrar *self, const char *user, const sip_t *request)
{
  if (request->sip_contact->m_next != NULL || request->sip_expires == NULL || request->sip_expires->ex_delta != 0)
    return 400;

  for (guint i = 0; i < self->bindings->len; i++)
    {
      RbLabBinding *binding = self->bindings->pdata[i];

      if (strcmp (binding->user, user) == 0 && !is_static (binding) && is_out_of_order (binding, request))
        return 500;
    }
  return 200;
}

static guint
check_contacts (RbLabRegistrar *self, const char *user, const sip_t *request)
{
  guint n = 0;

  for (guint i = 0; i < self->bindings->len; i++)
    n += strcmp (((RbLabBinding *) self->bindings->pdata[i])->user, user) == 0;

  for (const sip_contact_t *contact = request->sip_contact; contact != NULL; contact = contact->m_next)
    {
      RbLabBinding *binding;
      gint64 seconds = requested_expires (request, contact);

      if (contact->m_url->url_type == url_any || contact->m_url->url_host == NULL)
        return 400;
      if (contact->m_url->url_type != url_sip && contact->m_url->url_type != url_sips)
        return 400;
      if (seconds > 0 && seconds < RB_LAB_MIN_EXPIRES)
        return 423;

      binding = find_binding (self, user, contact->m_url);
      if (binding != NULL && (is_static (binding) || is_out_of_order (binding, request)))
        return 500;
      if (binding == NULL && seconds > 0 && ++n > RB_LAB_MAX_BINDINGS)
        return 403;
    }
  return 200;
}

static void
remove_all (RbLabRegistrar *self, const char *user)
{
  for (guint i = self->bindings->len; i-- > 0;)
    {
      RbLabBinding *binding = self->bindings->pdata[i];

      if (strcmp (binding->user, user) == 0 && !is_static (binding))
        g_ptr_array_remove_index (self->bindings, i);
    }
}

RbLabRegistrar *
rb_lab_registrar_new (void)
{
  RbLabRegistrar *self = g_new0 (RbLabRegistrar, 1);

  self->bindings = g_ptr_array_new_with_free_func (binding_free);
  return self;
}

void
rb_lab_registrar_free (RbLabRegistrar *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->bindings);
  g_free (self);
}

gboolean
rb_lab_registrar_add_static (RbLabRegistrar *self, const char *user, const char *uri)
{
  su_home_t home[1] = { SU_HOME_INIT (home) };
  sip_contact_t *contact = sip_contact_make (home, uri);
  RbLabBinding *binding;

  if (contact == NULL)
    {
      su_home_deinit (home);
      return FALSE;
    }

  binding = binding_new (user, contact);
  binding->call_id = g_strdup ("");
  binding->expires = G_MAXINT64;
  g_ptr_array_add (self->bindings, binding);
  su_home_deinit (home);
  return TRUE;
}

guint
rb_lab_registrar_register (RbLabRegistrar *self, const char *user, const sip_t *request, const RbLabFlow *flow,
                           gint64 now)
{
  guint status;

  drop_expired (self, now);

  if (request->sip_contact == NULL)
    return 200; /* a question: "where am I registered?" */

  if (request->sip_contact->m_url->url_type == url_any)
    {
      status = check_wildcard (self, user, request);
      if (status == 200)
        remove_all (self, user);
      return status;
    }

  status = check_contacts (self, user, request);
  if (status != 200)
    return status;

  for (const sip_contact_t *contact = request->sip_contact; contact != NULL; contact = contact->m_next)
    {
      gint64 seconds = requested_expires (request, contact);
      RbLabBinding *binding = find_binding (self, user, contact->m_url);

      if (binding != NULL)
        g_ptr_array_remove (self->bindings, binding);
      if (seconds == 0)
        continue;

      binding = binding_new (user, contact);
      binding->call_id = g_strdup (request->sip_call_id->i_id);
      binding->cseq = request->sip_cseq->cs_seq;
      binding->expires = now + seconds;
      binding->route = g_strdup (flow->route);
      binding->tport = tport_ref (flow->tport);
      g_ptr_array_add (self->bindings, binding);
    }
  return 200;
}

sip_contact_t *
rb_lab_registrar_list (RbLabRegistrar *self, const char *user, su_home_t *home, gint64 now)
{
  g_autoptr (GPtrArray) bindings = rb_lab_registrar_lookup (self, user, now);
  sip_contact_t *list = NULL, **end = &list;

  for (guint i = 0; i < bindings->len; i++)
    {
      RbLabBinding *binding = bindings->pdata[i];

      if (is_static (binding) || (*end = sip_contact_dup (home, binding->contact)) == NULL)
        continue;
      msg_header_replace_param (home, (*end)->m_common,
                                su_sprintf (home, "expires=%lu", (unsigned long) (binding->expires - now)));
      end = &(*end)->m_next;
    }
  return list;
}

GPtrArray *
rb_lab_registrar_lookup (RbLabRegistrar *self, const char *user, gint64 now)
{
  GPtrArray *found = g_ptr_array_new ();

  drop_expired (self, now);
  for (guint i = 0; i < self->bindings->len; i++)
    if (strcmp (((RbLabBinding *) self->bindings->pdata[i])->user, user) == 0)
      g_ptr_array_add (found, self->bindings->pdata[i]);
  return found;
}

RbLabBinding *
rb_lab_registrar_find_contact (RbLabRegistrar *self, const url_t *url, gint64 now)
{
  drop_expired (self, now);
  for (guint i = 0; i < self->bindings->len; i++)
    {
      RbLabBinding *binding = self->bindings->pdata[i];

      /* url_cmp: user, host and port; the parameters of a dialog's Contact may differ. */
      if (url_cmp (binding->contact->m_url, url) == 0)
        return binding;
    }
  return NULL;
}
