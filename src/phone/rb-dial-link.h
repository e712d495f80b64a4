/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a sip:, sips:, tel: or callto: link asks for. A link comes from a stranger: it may say whom to call, and nothing
 * else. */
typedef struct
{
  char *target;   /* for rb_phone_call(): a URI, or a number that an account's domain completes */
  char *left_out; /* (nullable): what else the link holds, as written: header fields, parameters … */
  char *keys;     /* (nullable): keys it would have pressed after the answer, with their pauses */
} RbDialLink;

/**
 * rb_dial_link_parse:
 * @link: as another program handed it over; anything
 *
 * Of a SIP URI (RFC 3261 19.1) user, host, port and the parameters transport and user are taken; of a telephone URI
 * (RFC 3966) the number. The schemes may be followed by “//”, as web pages write them.
 *
 * Returns: (transfer full) (nullable): NULL with a whole sentence in RB_SIP_URI_ERROR when nobody can be called by it
 */
RbDialLink *rb_dial_link_parse (const char *link, GError **error);
void        rb_dial_link_free (RbDialLink *self);
/* Is it a link of one of the four schemes, whatever follows? */
gboolean    rb_dial_link_is_one (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbDialLink, rb_dial_link_free)

G_END_DECLS
