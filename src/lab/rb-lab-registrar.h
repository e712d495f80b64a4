/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sofia-sip/sip.h>
#include <sofia-sip/tport.h>

G_BEGIN_DECLS

#define RB_LAB_MIN_EXPIRES 10      /* s; a shorter registration is answered with 423 */
#define RB_LAB_DEFAULT_EXPIRES 300 /* s, when the phone asks for nothing */
#define RB_LAB_MAX_EXPIRES 3600    /* s */
#define RB_LAB_MAX_BINDINGS 10     /* of one user */

/* The way back to a phone: where its REGISTER came from (RFC 5626 in spirit). */
typedef struct
{
  const char *route; /* (nullable) UDP: URI of the source address */
  tport_t    *tport; /* (nullable) TCP: the connection; the registrar takes a reference */
} RbLabFlow;

/* One phone of one user (RFC 3261 10). */
typedef struct
{
  char          *user;
  sip_contact_t *contact; /* as registered, without "expires" */
  char          *call_id;
  guint32        cseq;
  gint64         expires; /* monotonic s; G_MAXINT64: for ever */
  char          *route;
  tport_t       *tport;
  su_home_t     *home; /* of @contact */
} RbLabBinding;

typedef struct _RbLabRegistrar RbLabRegistrar;

RbLabRegistrar *rb_lab_registrar_new (void);
void            rb_lab_registrar_free (RbLabRegistrar *self);

/* A binding that no REGISTER made and none can end: a robot. FALSE when @uri is no URI. */
gboolean        rb_lab_registrar_add_static (RbLabRegistrar *self, const char *user, const char *uri);

/* Carries out a REGISTER of the authenticated @user at monotonic second @now, all of it or
 * nothing (RFC 3261 10.3): 200, 400, 403, 423 or 500. */
guint           rb_lab_registrar_register (RbLabRegistrar *self, const char *user, const sip_t *request,
                                           const RbLabFlow *flow, gint64 now);

/* Contacts for the 200, each with "expires", from @home; NULL when there is none. */
sip_contact_t  *rb_lab_registrar_list (RbLabRegistrar *self, const char *user, su_home_t *home, gint64 now);
/* Of RbLabBinding, borrowed until the next call on @self. (transfer container) */
GPtrArray      *rb_lab_registrar_lookup (RbLabRegistrar *self, const char *user, gint64 now);
/* The phone whose contact is @url, for requests inside a dialog. (transfer none) (nullable) */
RbLabBinding   *rb_lab_registrar_find_contact (RbLabRegistrar *self, const url_t *url, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbLabRegistrar, rb_lab_registrar_free)

G_END_DECLS
