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

/* How a value is written, which rb_field_get_decoded() undoes. */
typedef enum
{
  RB_FIELD_PLAIN,
  RB_FIELD_QUOTED,  /* perhaps a quoted string with quoted pairs: RFC 3261 25.1 */
  RB_FIELD_ESCAPED, /* %HH: RFC 3261 19.1.2 */
  RB_FIELD_DATE,    /* rfc1123-date */
  RB_FIELD_NTP,     /* seconds since 1900: RFC 8866 5.9 */
} RbFieldCoding;

RbField    *rb_field_add (RbFieldList list, const char *name, RbSpan span, RbSpan value);
RbField    *rb_field_add_coded (RbFieldList list, const char *name, RbSpan span, RbSpan value, RbFieldCoding coding);
RbFieldList rb_field_open (RbField *self, const guint8 *bytes);
char       *rb_field_decode (RbSpan value, const guint8 *bytes, RbFieldCoding coding);

RbSpan rb_field_add_head (RbFieldList list, RbSpan head);
void   rb_field_add_header (RbFieldList list, const RbSipHeader *header);
void   rb_field_add_uri_parts (RbFieldList list, RbSpan uri);
void   rb_field_add_params (RbFieldList list, RbSpan params, char separator, RbFieldCoding coding);
void   rb_field_add_sdp (RbFieldList list, RbSpan body);
void   rb_field_add_body (RbFieldList list, RbSpan content_type, RbSpan body);

G_END_DECLS
