/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-index.h"

G_BEGIN_DECLS

/* The registries of IANA's sip-parameters, and what this program knows besides. */
typedef enum
{
  RB_SIP_METHODS,      /* compared exactly: RFC 3261 7.1 */
  RB_SIP_OPTIONS,      /* option tags, in any case */
  RB_SIP_TRANSPORTS,   /* of Via, in any case */
  RB_SIP_SCHEMES,      /* of URIs that SIP can follow */
  RB_SIP_AUTH_SCHEMES,
} RbSipRegistry;

gboolean rb_sip_is_registered (RbSipRegistry registry, RbSpan name, const guint8 *bytes);

G_END_DECLS
