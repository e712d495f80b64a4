/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-lab.h"

G_BEGIN_DECLS

/* The practice network's registrar and proxy: one NTA agent on UDP and TCP. */
typedef struct _RbLabProxy RbLabProxy;

/* A phone registered (@expires > 0) or gave its registration up (0). */
typedef void (*RbLabRegisteredFunc) (const char *user, const char *contact, guint expires, gpointer data);

typedef struct
{
  gpointer            root;         /* su_root_t */
  const char         *resolv_conf;  /* (nullable) */
  const char         *listen;       /* numeric IP address; 0.0.0.0 or ::: all */
  guint16             port;
  guint               ring_timeout; /* s */
  RbLabDigest         digest;
  GHashTable         *users;        /* name → password; borrowed, may grow */
  RbLabRegisteredFunc on_registered;
  gpointer            data;
} RbLabProxyConfig;

/* NULL: the port cannot be had. */
RbLabProxy *rb_lab_proxy_new (const RbLabProxyConfig *config);
void        rb_lab_proxy_free (RbLabProxy *self);
/* Numeric, without brackets: where phones on this machine reach it. */
const char *rb_lab_proxy_get_host (RbLabProxy *self);
const char *rb_lab_proxy_get_domain (RbLabProxy *self); /* "127.0.0.1:5062" */
void        rb_lab_proxy_set_ring_timeout (RbLabProxy *self, guint seconds);
/* Calls to @user go to @uri. */
gboolean    rb_lab_proxy_add_robot (RbLabProxy *self, const char *user, const char *uri);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbLabProxy, rb_lab_proxy_free)

G_END_DECLS
