/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-field.h"
#include "rb-sip-scan.h"

G_BEGIN_DECLS

/* Where new fields go, and the bytes their spans point into. */
typedef struct
{
  GListStore   *list;
  const guint8 *bytes;
} RbFieldList;

RbField    *rb_field_add (RbFieldList list, const char *name, RbSpan span, RbSpan value);
RbFieldList rb_field_open (RbField *self, const guint8 *bytes);

void rb_field_add_header (RbFieldList list, const RbSipHeader *header);
void rb_field_add_uri_parts (RbFieldList list, RbSpan uri);
void rb_field_add_sdp (RbFieldList list, RbSpan body);

G_END_DECLS
