/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A light look at SDP (RFC 8866) for the table of RTP streams, which asks it of every message
 * of a capture that holds RTP: where is RTP awaited, and what do the payload types mean? Names
 * are not resolved: a c= that is no address is passed over. */

#include "rb-rtp-sdp.h"

#include <stdlib.h>
#include <string.h>

#include "rb-rtp-source-private.h"

#define MAX_TYPE 127

typedef struct
{
  const char *text; /* not terminated */
  gsize length;
} Line;

/* The line at *@position, without its end; FALSE at the end of the bytes. */
static gboolean
next_line (const guint8 *bytes, gsize length, gsize *position, Line *line)
{
  const guint8 *start = bytes + *position;
  const guint8 *end;

  if (*position >= length)
    return FALSE;

  end = memchr (start, '\n', length - *position);
  line->text = (const char *) start;
  line->length = end != NULL ? (gsize) (end - start) : length - *position;
  *position += line->length + (end != NULL);
  if (line->length > 0 && line->text[line->length - 1] == '\r')
    line->length--;
  return TRUE;
}

static gboolean
has_prefix (const Line *line, const char *prefix)
{
  gsize length = strlen (prefix);

  return line->length >= length && memcmp (line->text, prefix, length) == 0;
}

/* The next word of @line, cut to fit into @word; FALSE when there is none. */
static gboolean
take_word (Line *line, char *word, gsize size)
{
  gsize n = 0;

  while (line->length > 0 && *line->text == ' ')
    line->text++, line->length--;
  for (; line->length > 0 && *line->text != ' '; line->text++, line->length--)
    if (n < size - 1)
      word[n++] = *line->text;
  word[n] = '\0';
  return n > 0;
}

/* "c=IN IP4 192.0.2.1/127" */
static void
read_connection (Line line, RbEndpoint *end)
{
  char word[64];

  line.text += 2;
  line.length -= 2;
  if (take_word (&line, word, sizeof word) && take_word (&line, word, sizeof word) &&
      take_word (&line, word, sizeof word))
    {
      word[strcspn (word, "/")] = '\0';
      rb_endpoint_parse (end, word, 0);
    }
}

gboolean
rb_rtp_sdp_init (RbRtpSdp *self, const guint8 *bytes, gsize length)
{
  gsize position;
  Line line;
  const guint8 *start = length > 0 ? memmem (bytes, length, "\nv=0", 4) : NULL;

  if (start == NULL)
    return FALSE;

  *self = (RbRtpSdp){ .bytes = bytes, .length = length, .position = (gsize) (start - bytes) + 1 };
  for (position = self->position; next_line (bytes, length, &position, &line); self->position = position)
    {
      if (has_prefix (&line, "m="))
        return TRUE;
      if (has_prefix (&line, "c="))
        read_connection (line, &self->session);
    }
  return FALSE;
}

/* The next media that can be awaited at an address; FALSE when there are no more. */
gboolean
rb_rtp_sdp_next (RbRtpSdp *self, RbRtpSdpMedia *media)
{
  Line line;

  while (next_line (self->bytes, self->length, &self->position, &line))
    {
      char word[32];
      long port;
      gsize next = self->position;

      media->end = self->session;
      media->section.offset = (guint32) ((const guint8 *) line.text - self->bytes);
      /* The position stays at the next "m=". */
      for (Line more; next_line (self->bytes, self->length, &next, &more) && !has_prefix (&more, "m=");
           self->position = next)
        if (has_prefix (&more, "c="))
          read_connection (more, &media->end);
      media->section.length = (guint32) self->position - media->section.offset;

      take_word (&line, word, sizeof word); /* "m=audio" */
      if (!take_word (&line, word, sizeof word))
        continue;
      port = strtol (word, NULL, 10);
      take_word (&line, word, sizeof word);
      if (media->end.family == 0 || port <= 0 || port > G_MAXUINT16)
        continue;

      media->end.port = (guint16) port;
      media->secure = strstr (word, "SAVP") != NULL || strstr (word, "TLS") != NULL;
      return TRUE;
    }
  return FALSE;
}

/* "a=rtpmap:101 telephone-event/8000" */
static void
read_rtpmap (Line line, GArray *payloads, gint8 *place)
{
  RbRtpPayload *payload;
  char word[64];
  char *rate;
  long type;

  line.text += strlen ("a=rtpmap:");
  line.length -= strlen ("a=rtpmap:");
  if (!take_word (&line, word, sizeof word))
    return;

  type = strtol (word, NULL, 10);
  if (type < 0 || type > MAX_TYPE || place[type] < 0 || !take_word (&line, word, sizeof word))
    return;

  payload = &g_array_index (payloads, RbRtpPayload, place[type]);
  rate = strchr (word, '/');
  if (rate != NULL)
    *rate++ = '\0';
  g_strlcpy (payload->encoding, word, sizeof payload->encoding);
  payload->clock_rate = rate != NULL ? (guint) CLAMP (strtol (rate, NULL, 10), 0, 1000000) : 0;
}

GArray *
rb_rtp_sdp_list_payloads (const guint8 *bytes, RbSpan section)
{
  GArray *payloads = g_array_new (FALSE, FALSE, sizeof (RbRtpPayload));
  const guint8 *start = bytes + section.offset;
  gsize position = 0;
  gint8 place[MAX_TYPE + 1]; /* in the array, by payload type */
  Line line;
  char word[16];

  memset (place, -1, sizeof place);
  if (next_line (start, section.length, &position, &line))
    for (guint i = 0; take_word (&line, word, sizeof word); i++)
      {
        RbRtpPayload payload = { .from_sdp = TRUE };
        long type = g_ascii_isdigit (*word) ? strtol (word, NULL, 10) : -1;

        if (i < 3 || type < 0 || type > MAX_TYPE || place[type] >= 0) /* m=audio, port, protocol */
          continue;
        payload.type = (guint8) type;
        rb_rtp_payload_set_static (&payload);
        place[type] = (gint8) payloads->len;
        g_array_append_val (payloads, payload);
      }

  while (next_line (start, section.length, &position, &line))
    if (has_prefix (&line, "a=rtpmap:"))
      read_rtpmap (line, payloads, place);
  return payloads;
}
