/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Everything the tutor can say about a capture. An input that is no capture file is a script of messages, which is
 * easier to change into another one that is still read:
 *
 *   @AB3         a message from A to B, 10^3 µs after the one before; its bytes are the lines that follow
 *   *100 TEXT    the line TEXT 100 times
 *   +100 TEXT    TEXT 100 times behind the line before
 */

#include "fuzz-capture.h"

#include <string.h>

#include "everything.h"

#define MAX_MESSAGES 200
#define MAX_ASKED 8    /* messages; flows half of it */
#define MAX_FIELDS 40  /* of each */
#define MAX_COMPARED 4 /* standard flows: others at another size of the input */
#define MAX_BYTES 65000
#define MAX_LINES 8000    /* bytes of lines that are repeated: test-tutor-proportion.c has longer ones */
#define MAX_SCRIPT 200000 /* bytes of all messages that a script makes */
#define MAX_REPEAT 70000

#define PASSWORD "secret"

static RbEndpoint
get_end (char name)
{
  g_autofree char *address = g_strdup_printf (g_ascii_islower (name) ? "192.0.2.%u" : "10.0.0.%u", (guint8) name);
  RbEndpoint end;

  g_assert (rb_endpoint_parse (&end, address, 5060));
  return end;
}

static void
append_times (GString *message, const char *text, gsize length, guint n, gsize max)
{
  for (guint i = 0; i < n && message->len + length <= MAX_BYTES && i * length <= max; i++)
    g_string_append_len (message, text, (gssize) length);
}

/* @line: with its line end */
static void
append_line (GString *message, const char *line, gsize length)
{
  char *rest;
  guint n;

  if ((line[0] != '*' && line[0] != '+') || length < 2 || !g_ascii_isdigit (line[1]))
    {
      append_times (message, line, length, 1, MAX_BYTES);
      return;
    }

  n = (guint) MIN (g_ascii_strtoull (line + 1, &rest, 10), MAX_REPEAT);
  if (*rest == ' ')
    rest++;
  length = rest < line + length ? (gsize) (line + length - rest) : 0;
  if (line[0] == '+')
    {
      while (message->len > 0 && strchr ("\r\n", message->str[message->len - 1]) != NULL)
        g_string_truncate (message, message->len - 1);
      while (length > 0 && strchr ("\r\n", rest[length - 1]) != NULL)
        length--;
    }
  append_times (message, rest, length, n, line[0] == '+' ? MAX_BYTES : MAX_LINES);
  if (line[0] == '+')
    g_string_append (message, "\r\n");
}

static void
append_message (RbTrace *trace, const char *line, const GString *message, gint64 *now)
{
  RbMessageInfo info = { .kind = RB_MESSAGE_SIP, .transport = RB_TRANSPORT_UDP };
  g_autoptr (GBytes) bytes = g_bytes_new (message->str, message->len);
  gint64 gap = 1;

  if (message->len == 0)
    return;
  for (char i = '0'; i < line[3] && i < '9'; i++)
    gap *= 10;
  *now += gap;
  info.wall_us = *now;
  info.src = get_end (line[1]);
  info.dst = get_end (line[2]);
  info.transport = line[1] == 'T' || line[2] == 'T' ? RB_TRANSPORT_TCP : RB_TRANSPORT_UDP;
  rb_trace_append (trace, &info, bytes);
}

/* @text: NUL-terminated */
static RbTrace *
play_script (const char *text, gsize size)
{
  RbTrace *trace = rb_trace_new ();
  g_autoptr (GString) message = g_string_new (NULL);
  const char *head = NULL;
  const char *end = text + size;
  gint64 now = G_GINT64_CONSTANT (1767225600) * G_USEC_PER_SEC;
  gsize sum = 0;

  for (const char *line = text; line < end && sum < MAX_SCRIPT;)
    {
      const char *feed = memchr (line, '\n', (gsize) (end - line));
      const char *next = feed != NULL ? feed + 1 : end;

      if (line[0] == '@' && next - line >= 4)
        {
          if (head != NULL)
            append_message (trace, head, message, &now);
          sum += message->len;
          g_string_truncate (message, 0);
          head = line;
        }
      else
        append_line (message, line, (gsize) (next - line));
      line = next;
    }
  if (head != NULL)
    append_message (trace, head, message, &now);

  return trace;
}

static RbTrace *
read_input (const guint8 *data, gsize size)
{
  g_autofree char *text = NULL;

  if (size == 0 || data[0] != '@')
    return fuzz_capture_read (data, size);
  text = g_malloc0 (size + 1);
  memcpy (text, data, size);
  return play_script (text, size);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  const Everything everything = { .password = PASSWORD, .max_fields = MAX_FIELDS };
  g_autoptr (RbTrace) trace = read_input (data, size);
  guint n = trace != NULL ? rb_trace_get_n_messages (trace) : 0;
  GListModel *flows;

  if (n == 0 || n > MAX_MESSAGES)
    return 0;

  flows = rb_trace_get_flows (trace);
  for (guint i = 0; i < MIN (n, MAX_ASKED); i++)
    everything_ask_message (&everything, trace, i);
  for (guint i = 0; i < MIN (g_list_model_get_n_items (flows), MAX_ASKED / 2); i++)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (flows, i);

      everything_ask_flow (&everything, flow);
      if (i == 0)
        everything_compare (&everything, flow, (guint) size, MAX_COMPARED);
    }
  if (n <= 2 * MAX_ASKED)
    everything_report (&everything, trace, NULL);

  return 0;
}
