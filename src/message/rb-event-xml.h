/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The XML that event notifications carry (RFC 3863, 4235, 4480), read within bounds; private to message/. */

/* An element as it is met: names are without their namespace's prefix. */
typedef struct
{
  const char *name;
  const char *parent; /* "" for the root */
  const char *grandparent;
  const char *const *attribute_names;  /* for a text: NULL */
  const char *const *attribute_values; /* likewise */
} RbEventElement;

typedef struct
{
  void (*start) (const RbEventElement *element, gpointer data);
  /* (nullable) Text inside @element, without white space around it, never "". It may come in several pieces. */
  void (*text) (const RbEventElement *element, const char *text, gpointer data);
} RbEventXmlFuncs;

/**
 * rb_event_xml_parse:
 * @bytes: (array length=length): anything
 * @root: local name of the root element
 *
 * Returns: FALSE when it is no well-formed UTF-8 XML with that root, or passes the bounds: 64 KB, 4096 elements,
 *   32 deep. @funcs may have been called before that is known. A document type is never read, and so no entity of one.
 */
gboolean    rb_event_xml_parse (const char *bytes, gsize length, const char *root, const RbEventXmlFuncs *funcs, gpointer data);
/* (nullable) */
const char *rb_event_element_get (const RbEventElement *element, const char *attribute);

G_END_DECLS
