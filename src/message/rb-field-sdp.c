/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The lines of a session description as fields of the detail tree, with the names RFC 8866 5 gives them. */

#include "rb-field-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_PARTS 6

/* The last part's name repeats for what is left of the line. */
static const struct
{
  char type;
  const char *name;
  const char *parts[MAX_PARTS];
} lines[] = {
  { 'v', N_ ("Protocol Version (v=)") },
  { 'o',
    N_ ("Origin (o=)"),
    { N_ ("Username"), N_ ("Session ID"), N_ ("Session Version"), N_ ("Network Type"), N_ ("Address Type"),
      N_ ("Unicast Address") } },
  { 's', N_ ("Session Name (s=)") },
  { 'i', N_ ("Session Information (i=)") },
  { 'u', N_ ("URI (u=)") },
  { 'e', N_ ("Email Address (e=)") },
  { 'p', N_ ("Phone Number (p=)") },
  { 'c', N_ ("Connection Information (c=)"), { N_ ("Network Type"), N_ ("Address Type"), N_ ("Connection Address") } },
  { 'b', N_ ("Bandwidth Information (b=)") },
  { 't', N_ ("Time Active (t=)"), { N_ ("Start Time"), N_ ("Stop Time") } },
  { 'r', N_ ("Repeat Times (r=)") },
  { 'z', N_ ("Time Zone Adjustment (z=)") },
  { 'k', N_ ("Encryption Key (k=)") },
  { 'a', N_ ("Attribute (a=)") },
  { 'm', N_ ("Media Description (m=)"), { N_ ("Media Type"), N_ ("Port"), N_ ("Protocol"), N_ ("Format") } },
};

static gboolean
next_word (RbSpan *rest, const guint8 *bytes, RbSpan *word)
{
  gsize end = (gsize) rest->offset + rest->length;
  gsize start, stop;

  for (start = rest->offset; start < end && bytes[start] == ' ';)
    start++;
  for (stop = start; stop < end && bytes[stop] != ' ';)
    stop++;

  *word = rb_span_between (start, stop);
  *rest = rb_span_between (stop, end);
  return word->length > 0;
}

static void
add_if_present (RbFieldList list, const char *name, RbSpan span)
{
  if (span.length > 0)
    rb_field_add (list, name, span, span);
}

static RbSpan
cut_at (const guint8 *bytes, RbSpan span, char separator, RbSpan *rest)
{
  const guint8 *found = span.length > 0 ? memchr (bytes + span.offset, separator, span.length) : NULL;
  gsize end = rb_span_end (span);
  gsize split = found != NULL ? (gsize) (found - bytes) : end;

  *rest = rb_span_between (MIN (split + 1, end), end);
  return rb_span_between (span.offset, split);
}

/* payload-type encoding-name/clock-rate[/channels] (RFC 8866 6.6) */
static void
add_rtpmap (RbFieldList list, RbSpan value)
{
  RbSpan payload_type, rest;

  next_word (&value, list.bytes, &payload_type);
  add_if_present (list, _ ("Payload Type"), payload_type);
  value = rb_span_trim (value, list.bytes);
  add_if_present (list, _ ("Encoding"), cut_at (list.bytes, value, '/', &rest));
  add_if_present (list, _ ("Clock Rate"), cut_at (list.bytes, rest, '/', &value));
  add_if_present (list, _ ("Channels"), value);
}

/* format parameters (RFC 8866 6.15); the parameters are mostly name=value;name=value. */
static void
add_fmtp (RbFieldList list, RbSpan value)
{
  RbSpan format;

  next_word (&value, list.bytes, &format);
  add_if_present (list, _ ("Format"), format);
  if (value.length > 0 && memchr (list.bytes + value.offset, '=', value.length) != NULL)
    rb_field_add_params (list, value, ';', RB_FIELD_QUOTED);
  else
    add_if_present (list, _ ("Parameters"), rb_span_trim (value, list.bytes));
}

static const struct
{
  const char *name;
  void (*add) (RbFieldList list, RbSpan value);
} attributes[] = {
  { "rtpmap", add_rtpmap },
  { "fmtp", add_fmtp },
};

/* a=name:value becomes one child with that name, so that it can be found by it. */
static void
add_attribute (RbField *line, const guint8 *bytes, RbSpan value)
{
  RbSpan rest;
  RbSpan name = cut_at (bytes, value, ':', &rest);
  g_autofree char *text = NULL;
  RbField *field;

  if (name.length == value.length)
    return;

  text = rb_span_dup_line (name, bytes);
  field = rb_field_add (rb_field_open (line, bytes), text, value, rest);
  for (gsize i = 0; i < G_N_ELEMENTS (attributes); i++)
    if (rb_span_is (name, bytes, attributes[i].name))
      attributes[i].add (rb_field_open (field, bytes), rest);
}

static void
add_parts (RbField *line, const guint8 *bytes, const char *const *parts, RbSpan value, RbFieldCoding coding)
{
  RbSpan word;

  for (gsize i = 0; next_word (&value, bytes, &word);)
    {
      rb_field_add_coded (rb_field_open (line, bytes), _ (parts[i]), word, word, coding);
      if (i + 1 < MAX_PARTS && parts[i + 1] != NULL)
        i++;
    }
}

static void
add_line (RbFieldList list, RbSpan line)
{
  RbSpan value;

  if (line.length < 2 || list.bytes[line.offset + 1] != '=')
    {
      rb_field_add (list, _ ("Unknown line"), line, line);
      return;
    }

  value = (RbSpan){ line.offset + 2, line.length - 2 };
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      RbField *field;

      if (list.bytes[line.offset] != lines[i].type)
        continue;

      field = rb_field_add (list, _ (lines[i].name), line, value);
      if (lines[i].type == 'a')
        add_attribute (field, list.bytes, value);
      else if (lines[i].parts[0] != NULL)
        add_parts (field, list.bytes, lines[i].parts, value, lines[i].type == 't' ? RB_FIELD_NTP : RB_FIELD_PLAIN);
      return;
    }

  rb_field_add (list, _ ("Unknown line"), line, line);
}

/**
 * rb_field_add_sdp:
 * @body: the whole session description; any bytes
 */
void
rb_field_add_sdp (RbFieldList list, RbSpan body)
{
  gsize end = (gsize) body.offset + body.length;

  for (gsize position = body.offset; position < end;)
    {
      const guint8 *feed = memchr (list.bytes + position, '\n', end - position);
      gsize next = feed != NULL ? (gsize) (feed - list.bytes) + 1 : end;
      RbSpan line = rb_span_trim (rb_span_between (position, next), list.bytes);

      if (line.length > 0)
        add_line (list, line);
      position = next;
    }
}
