/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include <netinet/in.h>
#include <sofia-resolv/sres_cache.h>

G_BEGIN_DECLS

/* The names a stack knows without a nameserver; private to sip/. */

/* Called for each name of a hosts(5) file, in its order; @name is in lower case. */
typedef void (*RbSipHostFunc) (const char *name, GInetAddress *address, gpointer data);

/* Reads @text (of /etc/hosts, any bytes). Addresses that lead nowhere (0.0.0.0, ::) are left
 * out: lists against advertising use them. */
void          rb_sip_names_parse (const char *text, RbSipHostFunc func, gpointer data);
/* The text of /etc/hosts; one that has “localhost” whatever the file says. (transfer full) */
char         *rb_sip_names_read (void);
/* The first address of @name in @text. (transfer full) (nullable) */
GInetAddress *rb_sip_names_find (const char *text, const char *name);
/* A cache for SRESTAG_CACHE with the names of @text. @alone: no nameserver can be asked, so
 * what the file does not say of a name does not exist. @pinned (nullable): a lower-case name
 * that is at @address whatever the file says. Release with sres_cache_unref(). */
sres_cache_t *rb_sip_names_make_cache (const char *text, gboolean alone, const char *pinned, GInetAddress *address);

G_END_DECLS
