/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The words of the signalling half: times, sentences about a message, and the bytes of a message as
 * text that cannot harm the view. No widgets here, so that each function can be tested. */

#include "rb-signalling-text.h"

#include <glib/gi18n-lib.h>

#define US_PER_MS 1000.0
#define MAX_LINE 1024 /* bytes of a text shown in one line: more than fits any window */

char *
rb_signalling_format_seconds (gint64 us, guint decimals)
{
  char format[8];
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_return_val_if_fail (decimals <= 6, NULL);

  g_snprintf (format, sizeof format, "%%.%uf", decimals);

  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, format, (double) us / G_USEC_PER_SEC));
}

char *
rb_signalling_format_ladder_time (gint64 us)
{
  g_autofree char *seconds = rb_signalling_format_seconds (us, 3);

  return g_strconcat (us < 0 ? "" : "+", seconds, NULL);
}

char *
rb_signalling_format_row (RbLadder *ladder, const RbLadderRow *row)
{
  g_autofree char *time = rb_signalling_format_ladder_time (row->time_us);
  const char *from = rb_ladder_get_lane (ladder, row->from)->title;
  const char *to = rb_ladder_get_lane (ladder, row->to)->title;
  g_autofree char *label = rb_signalling_text_line (row->label);

  if (row->synthetic)
    /* Translators: time, who, to whom, message: "+32.001 s, Proxy to You: 408 Request Timeout; …" */
    return g_strdup_printf (_ ("%1$s s, %2$s to %3$s: %4$s; made by this program, never on the wire"), time, from, to,
                            label);
  if (row->note != NULL)
    /* Translators: time, who, to whom, message, remark: "+0.168 s, Proxy to You: 180 Ringing (after 166 ms)" */
    return g_strdup_printf (_ ("%1$s s, %2$s to %3$s: %4$s (%5$s)"), time, from, to, label, row->note);

  /* Translators: time, who, to whom, message: "+0.168 s, Proxy to You: 180 Ringing" */
  return g_strdup_printf (_ ("%1$s s, %2$s to %3$s: %4$s"), time, from, to, label);
}

char *
rb_signalling_format_step (RbTrace *trace, guint position)
{
  const RbFlowStep *step = rb_trace_get_step (trace, position);
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  RbMessageInfo info;

  if (rb_trace_get_info (trace, position, &info) && info.kind == RB_MESSAGE_SYNTHETIC)
    return g_strdup (_ ("Made by this program, never on the wire"));
  if (step == NULL)
    return NULL;
  if (step->retransmission_of != RB_FLOW_NONE)
    return g_strdup_printf (_ ("Retransmission of No. %u"), step->retransmission_of + 1);
  if (step->response_to == RB_FLOW_NONE)
    return NULL;
  if (step->response_us < 0)
    return g_strdup_printf (_ ("Response to No. %u"), step->response_to + 1);

  g_ascii_formatd (buffer, sizeof buffer, "%.3f", (double) step->response_us / US_PER_MS);

  return g_strdup_printf (_ ("Response to No. %1$u after %2$s ms"), step->response_to + 1, buffer);
}

static gboolean
would_disturb_lines (gunichar c)
{
  return c == 0x85 || c == 0x2028 || c == 0x2029      /* line breaks */
         || c == 0x061c || c == 0x200e || c == 0x200f /* bidirectional marks */
         || (c >= 0x202a && c <= 0x202e)              /* embeddings and overrides */
         || (c >= 0x2066 && c <= 0x2069);             /* isolates */
}

/* The character that stands for the bytes at @offset, 0 for none; returns how many bytes it takes. */
static gsize
next_character (const guint8 *bytes, gsize length, gsize offset, gunichar *out)
{
  guint8 byte = bytes[offset];
  gunichar c;

  *out = byte;
  if (byte == '\r' && offset + 1 < length && bytes[offset + 1] == '\n')
    *out = 0;
  else if (byte == 0x7f)
    *out = 0x2421;
  else if (byte < ' ' && byte != '\n' && byte != '\t')
    *out = 0x2400 + byte;
  if (byte < 0x80)
    return 1;

  c = g_utf8_get_char_validated ((const char *) bytes + offset, (gssize) MIN (length - offset, 6));
  if (c == (gunichar) -1 || c == (gunichar) -2)
    {
      *out = 0xfffd;
      return 1;
    }

  *out = would_disturb_lines (c) || (c >= 0x80 && c < 0xa0) ? 0xfffd : c;

  return (gsize) g_unichar_to_utf8 (c, NULL);
}

char *
rb_signalling_text_from_bytes (const guint8 *bytes, gsize length)
{
  GString *text = g_string_sized_new (length + 1);
  gunichar c;

  for (gsize i = 0; i < length;)
    {
      i += next_character (bytes, length, i, &c);
      if (c != 0)
        g_string_append_unichar (text, c);
    }

  return g_string_free (text, FALSE);
}

char *
rb_signalling_text_line (const char *text)
{
  gsize length = strlen (text);
  GString *line = g_string_new (NULL);
  gunichar c;

  for (gsize i = 0; i < length;)
    {
      if (line->len >= MAX_LINE)
        {
          g_string_append (line, "…");
          break;
        }
      i += next_character ((const guint8 *) text, length, i, &c);
      if (c == '\n' || c == '\t')
        c += 0x2400;
      if (c != 0)
        g_string_append_unichar (line, c);
    }

  return g_string_free (line, FALSE);
}

guint
rb_signalling_text_find (const guint8 *bytes, gsize length, gsize offset)
{
  guint n = 0;
  gunichar c;

  for (gsize i = 0; i < MIN (offset, length);)
    {
      i += next_character (bytes, length, i, &c);
      if (c != 0)
        n++;
    }

  return n;
}
