/* SPDX-License-Identifier: GPL-3.0-or-later */

/* XML of event notifications, for rb-pidf.c and rb-dialog-info.c. GMarkup reads it; what comes from the network is
 * bounded here in size, depth and number. */

#include "rb-event-xml.h"

#include <string.h>

#define MAX_BYTES 65536
#define MAX_ELEMENTS 4096
#define MAX_DEPTH 32

typedef struct
{
  const char *root;
  const RbEventXmlFuncs *funcs;
  gpointer data;
  guint n_elements;
  guint depth;
} Reader;

/* "basic" of "pidf:basic". */
static const char *
get_local (const char *name)
{
  const char *colon = strrchr (name, ':');

  return colon != NULL ? colon + 1 : name;
}

static RbEventElement
describe (GMarkupParseContext *context)
{
  const GSList *stack = g_markup_parse_context_get_element_stack (context); /* the innermost first */
  RbEventElement element = { "", "", "", NULL, NULL };

  if (stack != NULL)
    element.name = get_local (stack->data);
  if (stack != NULL && stack->next != NULL)
    element.parent = get_local (stack->next->data);
  if (stack != NULL && stack->next != NULL && stack->next->next != NULL)
    element.grandparent = get_local (stack->next->next->data);

  return element;
}

static void
on_start (GMarkupParseContext *context, const char *name, const char **names, const char **values, gpointer data,
          GError **error)
{
  Reader *reader = data;
  RbEventElement element = describe (context);

  if (++reader->n_elements > MAX_ELEMENTS || ++reader->depth > MAX_DEPTH)
    {
      g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "too much");
      return;
    }
  if (reader->depth == 1 && strcmp (element.name, reader->root) != 0)
    {
      g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_UNKNOWN_ELEMENT, "another root");
      return;
    }

  element.attribute_names = names;
  element.attribute_values = values;
  reader->funcs->start (&element, reader->data);
}

static void
on_end (GMarkupParseContext *context, const char *name, gpointer data, GError **error)
{
  ((Reader *) data)->depth--;
}

static void
on_text (GMarkupParseContext *context, const char *bytes, gsize length, gpointer data, GError **error)
{
  Reader *reader = data;
  RbEventElement element = describe (context);
  g_autofree char *text = NULL;

  if (reader->funcs->text == NULL || reader->depth == 0)
    return;

  text = g_strstrip (g_strndup (bytes, length));
  if (*text != '\0')
    reader->funcs->text (&element, text, reader->data);
}

gboolean
rb_event_xml_parse (const char *bytes, gsize length, const char *root, const RbEventXmlFuncs *funcs, gpointer data)
{
  static const GMarkupParser parser = { .start_element = on_start, .end_element = on_end, .text = on_text };
  Reader reader = { .root = root, .funcs = funcs, .data = data };
  g_autoptr (GMarkupParseContext) context = NULL;

  if (length == 0 || length > MAX_BYTES || memchr (bytes, '\0', length) != NULL)
    return FALSE;

  context = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &reader, NULL);

  return g_markup_parse_context_parse (context, bytes, (gssize) length, NULL) &&
         g_markup_parse_context_end_parse (context, NULL) && reader.n_elements > 0;
}

const char *
rb_event_element_get (const RbEventElement *element, const char *attribute)
{
  for (gsize i = 0; element->attribute_names != NULL && element->attribute_names[i] != NULL; i++)
    if (strcmp (get_local (element->attribute_names[i]), attribute) == 0)
      return element->attribute_values[i];

  return NULL;
}
