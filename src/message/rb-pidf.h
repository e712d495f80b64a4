/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RB_PIDF_TYPE "application/pidf+xml"

/* What a person does, as far as a phone cares (RFC 4480 3.2). In the order of what it hides: the last one counts. */
typedef enum
{
  RB_ACTIVITY_NONE,
  RB_ACTIVITY_AWAY,
  RB_ACTIVITY_BUSY,
  RB_ACTIVITY_ON_THE_PHONE,
} RbActivity;

/* A presence document (RFC 3863) with the activities of RPID (RFC 4480), of which all tuples together count. */
typedef struct
{
  char      *entity;   /* (nullable) whose presence it is, as written */
  gboolean   has_basic; /* FALSE: nothing is said, as where there is no tuple */
  gboolean   open;     /* reachable somewhere */
  RbActivity activity;
  char      *note;     /* (nullable) the first, one line of valid text without control characters */
} RbPidf;

/**
 * rb_pidf_parse:
 * @bytes: (array length=length): a body of %RB_PIDF_TYPE, from the network
 *
 * Returns: (transfer full) (nullable): NULL when it is no such document, or passes the bounds of rb-event-xml.h
 */
RbPidf *rb_pidf_parse (const char *bytes, gsize length);
void    rb_pidf_free (RbPidf *self);
/* A document to PUBLISH (RFC 3903). Only @entity, which must not be NULL, "open" and "activity" count. (transfer full) */
char   *rb_pidf_format (const RbPidf *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbPidf, rb_pidf_free)

G_END_DECLS
