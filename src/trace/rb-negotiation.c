/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Offers and answers of a call (RFC 3264). */

#include "rb-negotiation.h"

GPtrArray *
rb_flow_list_negotiations (RbFlow *flow)
{
  return g_ptr_array_new ();
}
