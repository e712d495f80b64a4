/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a header, parameter or SDP line is for, who writes and reads it, and what its value means in this message. The
 * place of a field in the tree tells what it is; what is always true of it stands in the tables of
 * rb-explain-field-{headers,extensions,private-headers,parameters,uris,parts,sdp}.c; what its value means is said by
 * the functions of the table below, from the bytes and the trace. The detail of a message shows it. */

#include "rb-explain-field-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Where in the tree a field stands: what its children are. */
typedef enum
{
  IN_MESSAGE,
  IN_START_LINE,
  IN_HEADER,
  IN_URI,
  IN_URI_HEADERS,
  IN_SESSION,
  IN_SESSION_LINE,
  IN_ATTRIBUTE_LINE,
  IN_ATTRIBUTE,
  IN_BODY_LINES,
} Context;

static const struct
{
  RbLoreKind kind;
  const char *owner; /* (nullable): any */
  const char *name;  /* (nullable): any */
  RbFieldSayFunc say;
} says[] = {
  { RB_LORE_PLACE, NULL, NULL, rb_say_start_line },
  { RB_LORE_HEADER, NULL, "Via", rb_say_via },
  { RB_LORE_HEADER_PART, "Via", "sent-by", rb_say_via_address },
  { RB_LORE_HEADER_PART, "Via", "Host", rb_say_via_address },
  { RB_LORE_HEADER_PART, "Via", "Port", rb_say_via_address },
  { RB_LORE_PARAMETER, "Via", "received", rb_say_via_address },
  { RB_LORE_PARAMETER, "Via", "rport", rb_say_via_address },
  { RB_LORE_PARAMETER, "Via", "branch", rb_say_branch },
  { RB_LORE_HEADER, NULL, "Call-ID", rb_say_call_id },
  { RB_LORE_HEADER, NULL, "CSeq", rb_say_cseq },
  { RB_LORE_HEADER_PART, "CSeq", "Sequence number", rb_say_cseq },
  { RB_LORE_HEADER, NULL, "From", rb_say_address },
  { RB_LORE_HEADER, NULL, "To", rb_say_address },
  { RB_LORE_PARAMETER, "From", "tag", rb_say_tag },
  { RB_LORE_PARAMETER, "To", "tag", rb_say_tag },
  { RB_LORE_HEADER, NULL, "Contact", rb_say_contact },
  { RB_LORE_PARAMETER, "Contact", "expires", rb_say_seconds },
  { RB_LORE_HEADER, NULL, "Record-Route", rb_say_route },
  { RB_LORE_HEADER, NULL, "Route", rb_say_route },
  { RB_LORE_HEADER, NULL, "Path", rb_say_route },
  { RB_LORE_HEADER, NULL, "Service-Route", rb_say_route },
  { RB_LORE_URI_PART, NULL, "Host", rb_say_host },
  { RB_LORE_HEADER, NULL, "Max-Forwards", rb_say_hops },
  { RB_LORE_HEADER, NULL, "Expires", rb_say_seconds },
  { RB_LORE_HEADER, NULL, "Min-Expires", rb_say_seconds },
  { RB_LORE_HEADER, NULL, "Session-Expires", rb_say_seconds },
  { RB_LORE_HEADER, NULL, "Min-SE", rb_say_seconds },
  { RB_LORE_HEADER, NULL, "Retry-After", rb_say_seconds },
  { RB_LORE_HEADER, NULL, "Flow-Timer", rb_say_seconds },
  { RB_LORE_PARAMETER, "Subscription-State", "expires", rb_say_seconds },
  { RB_LORE_PARAMETER, "Subscription-State", "retry-after", rb_say_seconds },
  { RB_LORE_HEADER, NULL, "Content-Length", rb_say_content_length },
  { RB_LORE_HEADER, NULL, "Date", rb_say_date },
  { RB_LORE_HEADER, NULL, "Timestamp", rb_say_timestamp },
  { RB_LORE_HEADER, NULL, "Server", rb_say_program },
  { RB_LORE_HEADER, NULL, "User-Agent", rb_say_program },
  { RB_LORE_HEADER, NULL, "Reason", rb_say_reason },
  { RB_LORE_PARAMETER, "Reason", "cause", rb_say_reason },
  { RB_LORE_HEADER, NULL, "Warning", rb_say_warning },
  { RB_LORE_HEADER, NULL, "Authorization", rb_say_digest },
  { RB_LORE_HEADER, NULL, "Proxy-Authorization", rb_say_digest },
  { RB_LORE_HEADER, NULL, "WWW-Authenticate", rb_say_digest },
  { RB_LORE_HEADER, NULL, "Proxy-Authenticate", rb_say_digest },
  { RB_LORE_PARAMETER, "Authorization", NULL, rb_say_digest },
  { RB_LORE_PARAMETER, "Proxy-Authorization", NULL, rb_say_digest },
  { RB_LORE_PARAMETER, "WWW-Authenticate", NULL, rb_say_digest },
  { RB_LORE_PARAMETER, "Proxy-Authenticate", NULL, rb_say_digest },
  { RB_LORE_HEADER, NULL, "Replaces", rb_say_dialog },
  { RB_LORE_HEADER, NULL, "Join", rb_say_dialog },
  { RB_LORE_HEADER, NULL, "Target-Dialog", rb_say_dialog },
  { RB_LORE_HEADER, NULL, "Refer-To", rb_say_refer_to },
  { RB_LORE_HEADER, NULL, "RSeq", rb_say_reliability },
  { RB_LORE_HEADER, NULL, "RAck", rb_say_reliability },
  { RB_LORE_HEADER, NULL, "History-Info", rb_say_history },
  { RB_LORE_HEADER, NULL, "Diversion", rb_say_history },
  { RB_LORE_SDP_LINE, NULL, NULL, rb_say_sdp },
  { RB_LORE_SDP_PART, NULL, NULL, rb_say_sdp },
  { RB_LORE_ATTRIBUTE, NULL, NULL, rb_say_attribute },
  { RB_LORE_HEADER, NULL, NULL, rb_say_words },
  { RB_LORE_HEADER_PART, NULL, NULL, rb_say_words },
  { RB_LORE_PARAMETER, NULL, NULL, rb_say_words },
  { RB_LORE_URI_PART, NULL, NULL, rb_say_words },
  { RB_LORE_URI_PARAMETER, NULL, NULL, rb_say_words },
};

gboolean
rb_topic_is_owner (const RbFieldTopic *topic, const char *owner)
{
  return g_ascii_strcasecmp (topic->owner, owner) == 0;
}

RbField *
rb_topic_find_child (RbField *field, const char *name)
{
  GListModel *children = rb_field_get_children (field);

  for (guint i = 0; children != NULL && i < g_list_model_get_n_items (children); i++)
    {
      g_autoptr (RbField) child = g_list_model_get_item (children, i);

      if (g_ascii_strcasecmp (rb_field_get_name (child), name) == 0)
        return child;
    }
  return NULL;
}

gboolean
rb_topic_read (RbTrace *trace, guint position, const guint8 **bytes, gsize *length, RbSipIndex *index)
{
  RbMessageInfo info;

  if (position == RB_FLOW_NONE || !rb_trace_get_info (trace, position, &info))
    return FALSE;

  *bytes = rb_trace_peek_bytes (trace, position, length);
  rb_sip_index_parse (index, *bytes, *length);
  return index->valid;
}

char *
rb_topic_format_seconds (guint32 seconds)
{
  if (seconds < 120)
    return g_strdup_printf (ngettext ("%u second", "%u seconds", seconds), seconds);
  if (seconds % 3600 == 0 && seconds < 48 * 3600)
    return g_strdup_printf (ngettext ("%u hour", "%u hours", seconds / 3600), seconds / 3600);
  if (seconds >= 48 * 3600)
    return g_strdup_printf (ngettext ("about %u day", "about %u days", seconds / 86400), seconds / 86400);
  if (seconds % 60 == 0 && seconds < 2 * 3600)
    return g_strdup_printf (ngettext ("%u minute", "%u minutes", seconds / 60), seconds / 60);
  if (seconds < 2 * 3600)
    return g_strdup_printf (ngettext ("about %u minute", "about %u minutes", seconds / 60), seconds / 60);
  return g_strdup_printf (ngettext ("about %u hour", "about %u hours", seconds / 3600), seconds / 3600);
}

/* Does the field's text begin with its name, and @mark behind it? */
static gboolean
is_written_with (const RbFieldTopic *topic, RbField *field, char mark)
{
  RbSpan span = rb_field_get_span (field);
  gsize length = strlen (rb_field_get_name (field));
  gsize end = MIN (rb_span_end (span), topic->length);
  gsize at = span.offset + length;

  if (at > end ||
      g_ascii_strncasecmp ((const char *) topic->bytes + span.offset, rb_field_get_name (field), length) != 0)
    return FALSE;
  while (at < end && rb_char_is (topic->bytes[at], RB_CHAR_SPACE))
    at++;
  return at < end && topic->bytes[at] == mark;
}

static gboolean
is_parameter (const RbFieldTopic *topic, RbField *field)
{
  gsize at = rb_field_get_span (field).offset;

  while (at > 0 && at <= topic->length && rb_char_is (topic->bytes[at - 1], RB_CHAR_SPACE))
    at--;
  return (at > 0 && at <= topic->length && topic->bytes[at - 1] == ';') || is_written_with (topic, field, '=');
}

static void
set (RbFieldTopic *topic, RbLoreKind kind, const char *name)
{
  topic->kind = kind;
  g_free (topic->name);
  topic->name = g_strdup (name);
}

static void
set_owner (RbFieldTopic *topic, const char *owner)
{
  char *copy = g_strdup (owner);

  g_free (topic->owner);
  topic->owner = copy;
}

static Context
enter_message (RbFieldTopic *topic, RbField *field, const char *name)
{
  const RbFieldLore *place = rb_field_lore_find (RB_LORE_PLACE, NULL, name);
  const char *type = rb_field_get_value (field);

  if (place == NULL || is_written_with (topic, field, ':'))
    {
      set (topic, RB_LORE_HEADER, name);
      set_owner (topic, name);
      return IN_HEADER;
    }

  set (topic, RB_LORE_PLACE, place->name);
  if (g_str_has_suffix (place->name, "-Line"))
    return IN_START_LINE;
  if (g_str_equal (place->name, "Session description"))
    return IN_SESSION;
  if (g_str_equal (place->name, "Body") && g_ascii_strncasecmp (type, "multipart/", strlen ("multipart/")) != 0 &&
      g_ascii_strncasecmp (type, "message/sip", strlen ("message/sip")) != 0)
    return IN_BODY_LINES;
  return IN_MESSAGE;
}

static Context
enter_header (RbFieldTopic *topic, RbField *field, const char *name)
{
  const RbFieldLore *part = rb_field_lore_find (RB_LORE_HEADER_PART, topic->owner, name);

  if (is_parameter (topic, field))
    part = NULL;
  else if (rb_topic_is_owner (topic, name))
    {
      set (topic, RB_LORE_HEADER, name);
      return IN_HEADER;
    }

  set (topic, part != NULL ? RB_LORE_HEADER_PART : RB_LORE_PARAMETER, part != NULL ? part->name : name);
  return part != NULL && g_str_equal (part->name, "URI") ? IN_URI : IN_HEADER;
}

static Context
enter_uri (RbFieldTopic *topic, RbField *field, const char *name)
{
  const RbFieldLore *part = is_parameter (topic, field) ? NULL : rb_field_lore_find (RB_LORE_URI_PART, NULL, name);

  set (topic, part != NULL ? RB_LORE_URI_PART : RB_LORE_URI_PARAMETER, part != NULL ? part->name : name);
  return part != NULL && g_str_equal (part->name, "URI headers") ? IN_URI_HEADERS : IN_URI;
}

static Context
enter_session (RbFieldTopic *topic, RbField *field)
{
  RbSpan span = rb_field_get_span (field);
  const char *value = rb_field_get_value (field);
  g_autofree char *name = NULL;

  if (span.length < 2 || topic->bytes[span.offset + 1] != '=' || !g_ascii_islower (topic->bytes[span.offset]))
    {
      set (topic, RB_LORE_PLACE, "Unknown line");
      return IN_BODY_LINES;
    }

  if (topic->bytes[span.offset] == 'a')
    {
      name = g_strndup (value, strcspn (value, ":"));
      set (topic, RB_LORE_ATTRIBUTE, name);
      set_owner (topic, name);
      return IN_ATTRIBUTE_LINE;
    }

  name = g_strndup ((const char *) topic->bytes + span.offset, 1);
  set (topic, RB_LORE_SDP_LINE, name);
  set_owner (topic, name);
  return IN_SESSION_LINE;
}

/* Names of ours as they are in the tables; others as they are written. */
static Context
enter_part (RbFieldTopic *topic, RbLoreKind kind, const char *owner, const char *name, Context context)
{
  const RbFieldLore *row = rb_field_lore_find (kind, owner, name);

  set (topic, kind, row != NULL ? row->name : name);
  return context;
}

static Context
enter (RbFieldTopic *topic, Context context, RbField *field)
{
  const char *name = rb_field_get_name (field);

  switch (context)
    {
    case IN_START_LINE:
      enter_part (topic, RB_LORE_PLACE, NULL, name, IN_URI);
      return IN_URI;
    case IN_HEADER:
      return enter_header (topic, field, name);
    case IN_URI:
      return enter_uri (topic, field, name);
    case IN_URI_HEADERS:
      set (topic, RB_LORE_HEADER, name);
      set_owner (topic, name);
      return IN_URI_HEADERS;
    case IN_SESSION:
      return enter_session (topic, field);
    case IN_ATTRIBUTE_LINE:
      return IN_ATTRIBUTE;
    case IN_SESSION_LINE:
    case IN_ATTRIBUTE:
      return enter_part (topic, RB_LORE_SDP_PART, topic->owner, name, context);
    case IN_BODY_LINES:
      if (rb_field_lore_find (RB_LORE_BODY_LINE, NULL, name) == NULL && g_str_equal (name, _ ("Text")))
        return enter_part (topic, RB_LORE_PLACE, NULL, name, context);
      return enter_part (topic, RB_LORE_BODY_LINE, NULL, name, context);
    default:
      return enter_message (topic, field, name);
    }
}

static void
topic_init (RbFieldTopic *topic, RbTrace *trace, guint position, RbField *const *path, guint n)
{
  Context context = IN_MESSAGE;

  *topic = (RbFieldTopic){
    .trace = trace,
    .position = position,
    .flow = rb_trace_get_flow_of (trace, position),
    .step = rb_trace_get_step (trace, position),
    .field = path[n - 1],
    .parent = n > 1 ? path[n - 2] : NULL,
    .top = path[0],
    .value = rb_field_get_value (path[n - 1]),
    .decoded = rb_field_get_decoded (path[n - 1]),
    .owner = g_strdup (""),
    .name = g_strdup (""),
  };
  rb_trace_get_info (trace, position, &topic->info);
  topic->bytes = rb_trace_peek_bytes (trace, position, &topic->length);
  rb_sip_index_parse (&topic->index, topic->bytes, topic->length);
  for (guint i = 0; i < n; i++)
    {
      topic->parent = i > 0 ? path[i - 1] : NULL;
      context = enter (topic, context, path[i]);
    }
}

/* What the RFCs say of fields nobody knows. */
static const struct
{
  const char *rfc;
  const char *text;
} unregistered[RB_LORE_N_KINDS] = {
  [RB_LORE_HEADER] = { "RFC 3261 8.2.2", N_ ("%s is not registered for SIP. Whoever does not know it ignores it.") },
  [RB_LORE_PARAMETER] = { "RFC 3261 8.2.2", N_ ("%s is not a registered parameter of this header. Whoever does not "
                                                "know it ignores it.") },
  [RB_LORE_URI_PARAMETER] = { "RFC 3261 19.1.1",
                              N_ ("%s is not a registered parameter of URIs. Whoever does not know it ignores it.") },
  [RB_LORE_ATTRIBUTE] = { "RFC 8866 5.13",
                          N_ ("%s is not a registered attribute of SDP. Whoever does not know it ignores it.") },
  [RB_LORE_BODY_LINE] = { "RFC 3261 7.4", N_ ("%s is not a word of any standard.") },
};

/* @is_known: to be such a one; else the tables may only be too short. */
static void
add_unregistered (const RbFieldTopic *topic, gboolean is_known, RbLesson *lesson)
{
  g_autofree char *name = rb_lesson_quote (topic->name);
  const char *rfc = unregistered[topic->kind].rfc;

  if (is_known && rfc != NULL)
    {
      g_autoptr (GString) text = g_string_new (_ (unregistered[topic->kind].text));

      g_string_replace (text, "%s", name, 1);
      rb_lesson_add (lesson, "unregistered", rfc, text->str);
    }
  else
    rb_lesson_add_printf (lesson, "unregistered", rfc,
                          _ ("This program knows no registered %s: likely it is its maker's own word. Whoever does not "
                             "know it ignores it."),
                          name)
        ->confidence = RB_CONFIDENCE_LIKELY;
}

/* RFC 3840 9: a "+" begins a feature that is not of the basic set. */
static gboolean
is_feature (const RbFieldTopic *topic)
{
  return topic->kind == RB_LORE_PARAMETER && topic->name[0] == '+';
}

/* Any setting of a codec. */
static gboolean
is_setting (const RbFieldTopic *topic)
{
  return topic->kind == RB_LORE_SDP_PART && rb_topic_is_owner (topic, "fmtp");
}

static void
add_lore (const RbFieldTopic *topic, RbLesson *lesson)
{
  const RbFieldLore *lore = rb_field_lore_find (topic->kind, topic->owner, topic->name);

  if (lore == NULL && is_setting (topic))
    lore = rb_field_lore_find (RB_LORE_SDP_PART, "fmtp", _ ("Parameters"));
  if (lore != NULL)
    {
      rb_lesson_add (lesson, "what", lore->rfc, _ (lore->what));
      rb_lesson_add (lesson, "writer", lore->rfc, rb_writer_get_text (lore->writer));
      rb_lesson_add (lesson, "reader", lore->rfc, rb_reader_get_text (lore->reader));
    }
  else if (is_feature (topic))
    {
      rb_lesson_add (lesson, "what", "RFC 3840 9", _ ("A feature the phone says it has, or the caller asks for."));
      rb_lesson_add (lesson, "writer", "RFC 3840 9", rb_writer_get_text (RB_WRITER_SENDER));
      rb_lesson_add (lesson, "reader", "RFC 3840 9", rb_reader_get_text (RB_READER_PROXY));
      return;
    }
  if (lore == NULL || lore->rfc == NULL)
    add_unregistered (topic, lore != NULL, lesson);
}

/* A message inside this one has another story, which the trace does not tell. */
static gboolean
is_of_another_message (const RbFieldTopic *topic)
{
  return topic->index.body.length > 0 && rb_field_get_span (topic->field).offset >= topic->index.body.offset &&
         topic->kind != RB_LORE_SDP_LINE && topic->kind != RB_LORE_SDP_PART && topic->kind != RB_LORE_ATTRIBUTE;
}

static void
add_values (const RbFieldTopic *topic, RbLesson *lesson)
{
  if (is_of_another_message (topic))
    {
      rb_say_words (topic, lesson);
      return;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (says); i++)
    if (says[i].kind == topic->kind && (says[i].owner == NULL || rb_topic_is_owner (topic, says[i].owner)) &&
        (says[i].name == NULL || g_ascii_strcasecmp (says[i].name, topic->name) == 0))
      {
        says[i].say (topic, lesson);
        return;
      }
}

RbLesson *
rb_explain_field (RbTrace *trace, guint position, RbField *const *path, guint n)
{
  RbLesson *lesson = rb_lesson_new ();
  RbLesson *values = rb_lesson_new ();
  RbFieldTopic topic;

  g_return_val_if_fail (n > 0 && position < rb_trace_get_n_messages (trace), lesson);

  topic_init (&topic, trace, position, path, n);
  add_lore (&topic, lesson);
  add_values (&topic, values);
  if (rb_lesson_get_n_blocks (values) > 0)
    rb_lesson_add_heading (lesson, "value", _ ("In this message"));
  rb_lesson_append (lesson, values);
  g_free (topic.owner);
  g_free (topic.name);
  return lesson;
}
