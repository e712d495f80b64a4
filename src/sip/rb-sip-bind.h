/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-config.h"

G_BEGIN_DECLS

/* Which of our own addresses an account uses; @hosts: the text of /etc/hosts. */

/* The address to bind to: the one asked for; the one that the server is reached from (by its number in the URI or in
 * /etc/hosts, or by the default route), so that Via, Contact and the source address are what works; for direct calls
 * any. Sofia binds “any” to each interface by itself and sends from the first. (transfer full) */
char *rb_sip_bind_choose (const RbSipAgentConfig *config, const char *hosts);
/* What a change of the network is noticed by. (transfer full) (nullable) */
char *rb_sip_bind_find_own (const RbSipAgentConfig *config, const char *hosts);
/* As it belongs into a description for @target_uri, when bound to @bind_address. @target_uri: NULL: anybody.
 * (transfer full) */
char *rb_sip_bind_find_towards (const char *bind_address, const char *target_uri);

G_END_DECLS
