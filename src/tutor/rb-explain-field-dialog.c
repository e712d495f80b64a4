/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fields that name another dialog or message: Replaces, Join, Target-Dialog (is that call in the trace?), Refer-To,
 * RSeq and RAck; and those that tell how a call was sent on. */

#include "rb-explain-field-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What names a dialog: call-id;x-tag=…;y-tag=… */
typedef struct
{
  char *call_id;
  char *tags[2];
} Named;

static void
named_clear (Named *self)
{
  g_free (self->call_id);
  g_free (self->tags[0]);
  g_free (self->tags[1]);
}

static void
read_named (Named *self, const char *value)
{
  g_auto (GStrv) words = g_strsplit (value, ";", 16);

  *self = (Named){ NULL };
  self->call_id = g_strdup (words[0] != NULL ? g_strstrip (words[0]) : "");
  for (guint i = 1, n = 0; words[0] != NULL && words[i] != NULL && n < G_N_ELEMENTS (self->tags); i++)
    {
      const char *equals = strchr (words[i], '=');

      if (equals != NULL && strstr (words[i], "-tag") != NULL)
        self->tags[n++] = g_strstrip (g_strdup (equals + 1));
    }
}

static gboolean
has_tag (const Named *self, RbSpan tag, const guint8 *bytes)
{
  return (self->tags[0] != NULL && rb_span_is (tag, bytes, self->tags[0])) ||
         (self->tags[1] != NULL && rb_span_is (tag, bytes, self->tags[1]));
}

static guint
find_dialog (const RbFieldTopic *topic, const Named *named)
{
  g_autoptr (GPtrArray) flows = rb_trace_find_flows (topic->trace, named->call_id);

  for (guint i = 0; flows != NULL && i < flows->len; i++)
    {
      RbFlow *flow = g_ptr_array_index (flows, i);

      for (guint n = 0; n < rb_flow_get_n_steps (flow); n++)
        {
          guint position = rb_flow_get_step (flow, n)->position;
          const guint8 *bytes;
          gsize length;
          RbSipIndex index;

          if (rb_topic_read (topic->trace, position, &bytes, &length, &index) &&
              has_tag (named, index.from_tag, bytes) && has_tag (named, index.to_tag, bytes))
            return position;
        }
    }
  return RB_FLOW_NONE;
}

static void
say_named (const RbFieldTopic *topic, const char *value, RbLesson *lesson)
{
  Named named;
  guint position;

  read_named (&named, value);
  position = find_dialog (topic, &named);
  if (position != RB_FLOW_NONE)
    {
      g_autofree char *number = rb_lesson_format_number (position);

      rb_lesson_block_cite (rb_lesson_add_printf (lesson, "dialog-found", "RFC 3891 3",
                                                  _ ("The call it names is in this trace: %s belongs to it."), number),
                            position);
    }
  else
    rb_lesson_add (lesson, "dialog-unseen", "RFC 3891 3", _ ("The call it names is not in this trace."));
  named_clear (&named);
}

/* Replaces, Join, Target-Dialog; as a header, or in the URI of a Refer-To. */
void
rb_say_dialog (const RbFieldTopic *topic, RbLesson *lesson)
{
  say_named (topic, topic->decoded, lesson);
}

void
rb_say_refer_to (const RbFieldTopic *topic, RbLesson *lesson)
{
  RbField *uri = rb_topic_find_child (topic->field, _ ("URI"));
  RbField *headers = uri != NULL ? rb_topic_find_child (uri, _ ("URI headers")) : NULL;
  RbField *replaces = headers != NULL ? rb_topic_find_child (headers, "Replaces") : NULL;

  if (replaces == NULL)
    {
      rb_lesson_add (lesson, "refer-blind", "RFC 5589 6",
                     _ ("Without Replaces it is a blind transfer: the target is simply called."));
      return;
    }

  rb_lesson_add (lesson, "refer-attended", "RFC 5589 7",
                 _ ("With Replaces it is an attended transfer: the new call takes the place of one that already exists "
                    "with the target."));
  say_named (topic, rb_field_get_decoded (replaces), lesson);
}

/* RSeq of a response, and the PRACK that acknowledges it; RAck the other way round. */
void
rb_say_reliability (const RbFieldTopic *topic, RbLesson *lesson)
{
  gboolean is_rack = rb_topic_is_owner (topic, "RAck");
  guint64 number = g_ascii_strtoull (topic->value, NULL, 10);

  for (guint i = 0; topic->flow != NULL && i < rb_flow_get_n_steps (topic->flow); i++)
    {
      guint position = rb_flow_get_step (topic->flow, i)->position;
      const guint8 *bytes;
      gsize length;
      RbSipIndex index;
      RbSpan span;
      g_autofree char *other = NULL;
      g_autofree char *text = NULL;

      if ((position < topic->position) != is_rack || position == topic->position ||
          !rb_topic_read (topic->trace, position, &bytes, &length, &index) || index.is_request == is_rack)
        continue;
      span = rb_sip_find_header (bytes, length, is_rack ? "RSeq" : "RAck", NULL);
      other = rb_span_dup_line (span, bytes);
      if (*other == '\0' || g_ascii_strtoull (other, NULL, 10) != number)
        continue;

      text = rb_lesson_format_number (position);
      rb_lesson_block_cite (rb_lesson_add_printf (lesson, is_rack ? "rack-of" : "rseq-acknowledged", "RFC 3262 4",
                                                  is_rack ? _ ("It acknowledges %s, which has this RSeq.")
                                                          : _ ("%s acknowledges it, by its RAck."),
                                                  text),
                            position);
      return;
    }

  rb_lesson_add (lesson, is_rack ? "rack-unseen" : "rseq-open", "RFC 3262 3",
                 is_rack ? _ ("The response with this RSeq is not in the trace.")
                         : _ ("No PRACK in this trace acknowledges it: the response would be sent again."))
      ->tone = RB_TONE_WARNING;
}

/* History-Info and Diversion: over how many addresses the call came. */
void
rb_say_history (const RbFieldTopic *topic, RbLesson *lesson)
{
  GListModel *children = rb_field_get_children (topic->field);
  guint n = 0;

  for (guint i = 0; children != NULL && i < g_list_model_get_n_items (children); i++)
    {
      g_autoptr (RbField) child = g_list_model_get_item (children, i);

      n += rb_topic_is_owner (topic, rb_field_get_name (child));
    }
  if (n > 1 && rb_topic_is_owner (topic, "History-Info"))
    rb_lesson_add_printf (
        lesson, "history-count", "RFC 7044 5",
        ngettext ("It names %u address.",
                  "It names %u addresses: the first is what was dialled, the last where the call is now.", n),
        n);
  else if (n > 1)
    rb_lesson_add_printf (
        lesson, "history-count", "RFC 5806",
        ngettext ("The call was sent on %u time.", "The call was sent on %u times; the latest is the first.", n), n);
}
