/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-wire.h"

G_BEGIN_DECLS

#define RB_ETHERTYPE_IPV4 0x0800
#define RB_ETHERTYPE_TEB 0x6558 /* transparent Ethernet bridging, RFC 7637 3.2 */

typedef enum
{
  RB_LINK_IP,      /* the part begins with an IPv4 or IPv6 header now */
  RB_LINK_OTHER,   /* something else is in the frame */
  RB_LINK_UNKNOWN, /* nobody here knows the link type */
} RbLinkResult;

RbLinkResult rb_link_find_ip (guint link_type, RbWirePart *frame);
/* The same for what an Ethernet frame, an EtherType or a PPP header announces. */
gboolean     rb_link_find_ip_in_ethernet (RbWirePart *frame);
gboolean     rb_link_find_ip_by_ethertype (guint ethertype, RbWirePart *part);
gboolean     rb_link_find_ip_in_ppp (RbWirePart *part);

G_END_DECLS
