/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A filter, and after a NUL byte a message it is matched with. */

#include "fuzz.h"

#include <string.h>

#include "rb-filter.h"

static void
look_at_error (const char *text, const GError *error)
{
  g_autofree char *lines = rb_filter_error_format (text, error);

  g_assert (rb_filter_error_get_byte (error) <= strlen (text));
  g_assert (rb_filter_error_get_column (error) <= rb_filter_error_get_byte (error));
  g_assert (g_utf8_validate (lines, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  const guint8 *nul = size > 0 ? memchr (data, '\0', size) : NULL;
  gsize length = nul != NULL ? (gsize) (nul - data) : size;
  g_autofree char *text = g_strndup ((const char *) data, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (RbFilter) filter = rb_filter_parse (text, &error);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (RbTrace) trace = NULL;
  RbMessageInfo info = { .wall_us = 1, .transport = RB_TRANSPORT_UDP, .kind = RB_MESSAGE_SIP };

  if (filter == NULL)
    {
      look_at_error (text, error);
      return 0;
    }

  trace = rb_trace_new ();
  bytes = nul != NULL ? g_bytes_new (nul + 1, size - length - 1) : g_bytes_new (NULL, 0);
  rb_endpoint_parse (&info.src, "192.0.2.1", 5060);
  rb_endpoint_parse (&info.dst, "2001:db8::1", 5060);
  rb_trace_append (trace, &info, bytes);
  rb_trace_append (trace, &info, bytes);
  rb_filter_matches (filter, trace, 0);
  rb_filter_matches (filter, trace, 1);

  return 0;
}
