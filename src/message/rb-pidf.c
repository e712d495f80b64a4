/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Presence documents: PIDF (RFC 3863) and the activities of RPID (RFC 4480). RbPresence reads what NOTIFY brings and
 * writes what PUBLISH sends. */

#include "rb-pidf.h"

#include "rb-event-xml.h"
#include "rb-shown-text.h"

#include <string.h>

#define MAX_NOTE_BYTES 256

static const struct
{
  const char *name;
  RbActivity activity;
} activities[] = {
  { "on-the-phone", RB_ACTIVITY_ON_THE_PHONE },
  { "appointment", RB_ACTIVITY_BUSY },
  { "breakfast", RB_ACTIVITY_AWAY },
  { "busy", RB_ACTIVITY_BUSY },
  { "dinner", RB_ACTIVITY_AWAY },
  { "dnd", RB_ACTIVITY_BUSY }, /* not in RFC 4480, but sent */
  { "away", RB_ACTIVITY_AWAY },
  { "holiday", RB_ACTIVITY_AWAY },
  { "in-transit", RB_ACTIVITY_AWAY },
  { "lunch", RB_ACTIVITY_AWAY },
  { "meal", RB_ACTIVITY_AWAY },
  { "meeting", RB_ACTIVITY_BUSY },
  { "performance", RB_ACTIVITY_BUSY },
  { "permanent-absence", RB_ACTIVITY_AWAY },
  { "presentation", RB_ACTIVITY_BUSY },
  { "sleeping", RB_ACTIVITY_AWAY },
  { "steering", RB_ACTIVITY_BUSY },
  { "travel", RB_ACTIVITY_AWAY },
  { "vacation", RB_ACTIVITY_AWAY },
  { "worship", RB_ACTIVITY_BUSY },
};

static void
add_activity (RbPidf *self, const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (activities); i++)
    if (strcmp (activities[i].name, name) == 0)
      self->activity = MAX (self->activity, activities[i].activity);
}

static void
on_start (const RbEventElement *element, gpointer data)
{
  RbPidf *self = data;

  if (element->parent[0] == '\0')
    self->entity = g_strdup (rb_event_element_get (element, "entity"));
  else if (strcmp (element->parent, "activities") == 0)
    add_activity (self, element->name);
}

static void
on_text (const RbEventElement *element, const char *text, gpointer data)
{
  RbPidf *self = data;

  if (strcmp (element->name, "basic") == 0 && strcmp (element->parent, "status") == 0)
    {
      self->has_basic = TRUE;
      self->open = self->open || g_ascii_strcasecmp (text, "open") == 0;
    }
  else if (strcmp (element->name, "activity") == 0)
    {
      add_activity (self, text); /* drafts before RFC 4480 */
    }
  else if (strcmp (element->name, "note") == 0 && self->note == NULL)
    {
      g_autofree char *cut = g_utf8_make_valid (text, (gssize) MIN (strlen (text), MAX_NOTE_BYTES));

      self->note = rb_shown_text_line (cut);
    }
}

RbPidf *
rb_pidf_parse (const char *bytes, gsize length)
{
  static const RbEventXmlFuncs funcs = { on_start, on_text };
  g_autoptr (RbPidf) self = g_new0 (RbPidf, 1);

  if (!rb_event_xml_parse (bytes, length, "presence", &funcs, self))
    return NULL;

  return g_steal_pointer (&self);
}

void
rb_pidf_free (RbPidf *self)
{
  g_free (self->entity);
  g_free (self->note);
  g_free (self);
}

char *
rb_pidf_format (const RbPidf *self)
{
  static const char *const names[] = {
    [RB_ACTIVITY_NONE] = NULL,
    [RB_ACTIVITY_AWAY] = "away",
    [RB_ACTIVITY_BUSY] = "busy",
    [RB_ACTIVITY_ON_THE_PHONE] = "on-the-phone",
  };
  const char *activity = names[self->activity];
  g_autofree char *entity = g_markup_escape_text (self->entity, -1);
  GString *out = g_string_new (NULL);

  g_string_append_printf (out,
                          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                          "<presence xmlns=\"urn:ietf:params:xml:ns:pidf\""
                          " xmlns:dm=\"urn:ietf:params:xml:ns:pidf:data-model\""
                          " xmlns:rpid=\"urn:ietf:params:xml:ns:pidf:rpid\" entity=\"%s\">\n"
                          "  <tuple id=\"phone\"><status><basic>%s</basic></status></tuple>\n",
                          entity, self->open ? "open" : "closed");
  if (activity != NULL)
    g_string_append_printf (
        out, "  <dm:person id=\"person\"><rpid:activities><rpid:%s/></rpid:activities></dm:person>\n", activity);
  g_string_append (out, "</presence>\n");

  return g_string_free (out, FALSE);
}
