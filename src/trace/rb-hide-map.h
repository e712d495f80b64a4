/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-endpoint.h"

G_BEGIN_DECLS

/* What a replacement looks like. */
typedef enum
{
  RB_HIDE_TOKEN,  /* letters, as many as there were bytes */
  RB_HIDE_NUMBER, /* digits, as many as there were */
  RB_HIDE_USER,
  RB_HIDE_NAME,
  RB_HIDE_HOST,
  RB_HIDE_REALM,
  RB_HIDE_PRODUCT,
  RB_HIDE_PHRASE,
  RB_HIDE_METHOD,
  RB_HIDE_HEADER,
  RB_HIDE_PARAM,
  RB_HIDE_N_KINDS
} RbHideKind;

/* Original → replacement, the same everywhere, different for different originals. A replacement
 * says in which order originals came and how long they were, nothing else. */
typedef struct _RbHideMap RbHideMap;

RbHideMap *rb_hide_map_new (void);
void       rb_hide_map_free (RbHideMap *self);
/* Appends the replacement of these bytes; nothing for none. */
void       rb_hide_map_put (RbHideMap *self, RbHideKind kind, const guint8 *bytes, gsize length, GByteArray *out);
/* Replaces the address, not the port. An unknown and the unspecified address stay. */
void       rb_hide_map_replace_address (RbHideMap *self, RbEndpoint *endpoint);
/* A number for an SDP session version: 1 for the first seen of that session, and as far on as
 * the version is from that. */
guint64    rb_hide_map_renumber (RbHideMap *self, const guint8 *session, gsize length, guint64 version);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbHideMap, rb_hide_map_free)

G_END_DECLS
