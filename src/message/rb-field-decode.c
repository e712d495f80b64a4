/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is meant by a value that has to be written in another way: quoted strings, escapes of URIs, dates. */

#include "rb-field-private.h"

#include <stdio.h>
#include <string.h>

/* From 1900, where NTP begins, to 1970. */
#define NTP_TO_UNIX G_GINT64_CONSTANT (2208988800)

static char *
take_text (GByteArray *array)
{
  char *text = rb_span_dup_line ((RbSpan){ 0, array->len }, array->data);

  g_byte_array_unref (array);
  return text;
}

/* RFC 3261 25.1 quoted-string; NULL for what is none. */
static char *
decode_quoted (RbSpan value, const guint8 *bytes)
{
  GByteArray *array;

  if (value.length < 2 || bytes[value.offset] != '"' || bytes[rb_span_end (value) - 1] != '"')
    return NULL;

  array = g_byte_array_sized_new (value.length);
  for (gsize i = value.offset + 1; i < rb_span_end (value) - 1; i++)
    {
      if (bytes[i] == '\\' && i + 2 < rb_span_end (value))
        i++;
      g_byte_array_append (array, bytes + i, 1);
    }

  return take_text (array);
}

static char *
decode_escaped (RbSpan value, const guint8 *bytes)
{
  GByteArray *array;
  gsize end = rb_span_end (value);

  if (value.length == 0 || memchr (bytes + value.offset, '%', value.length) == NULL)
    return NULL;

  array = g_byte_array_sized_new (value.length);
  for (gsize i = value.offset; i < end; i++)
    {
      guint8 c = bytes[i];

      if (c == '%' && i + 2 < end && g_ascii_isxdigit (bytes[i + 1]) && g_ascii_isxdigit (bytes[i + 2]))
        {
          c = (guint8) (g_ascii_xdigit_value (bytes[i + 1]) << 4 | g_ascii_xdigit_value (bytes[i + 2]));
          i += 2;
        }
      g_byte_array_append (array, &c, 1);
    }

  return take_text (array);
}

static char *
format_unix (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

/* "Sat, 13 Nov 2010 23:29:00 GMT" (RFC 3261 20.17) */
static char *
decode_date (RbSpan value, const guint8 *bytes)
{
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  g_autofree char *text = rb_span_dup_line (value, bytes);
  g_autoptr (GDateTime) time = NULL;
  char month[4] = "";
  int day, year, hour, minute, second, used = 0;
  const char *found;

  if (sscanf (text, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n", &day, month, &year, &hour, &minute, &second,
              &used) != 6 ||
      used == 0 || strlen (month) != 3 || (found = strstr (months, month)) == NULL || (found - months) % 3 != 0)
    return NULL;

  time = g_date_time_new_utc (year, (int) (found - months) / 3 + 1, day, hour, minute, second);
  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

/* 0 stands for no limit (RFC 8866 5.9). */
static char *
decode_ntp (RbSpan value, const guint8 *bytes)
{
  guint32 seconds;

  return rb_span_to_uint32 (value, bytes, &seconds) && seconds != 0 ? format_unix (seconds - NTP_TO_UNIX) : NULL;
}

/**
 * rb_field_decode:
 *
 * Returns: (transfer full) (nullable): valid UTF-8 without control characters; NULL when there is nothing to
 *   decode, or the value is not what @coding says
 */
char *
rb_field_decode (RbSpan value, const guint8 *bytes, RbFieldCoding coding)
{
  switch (coding)
    {
    case RB_FIELD_QUOTED:
      return decode_quoted (value, bytes);
    case RB_FIELD_ESCAPED:
      return decode_escaped (value, bytes);
    case RB_FIELD_DATE:
      return decode_date (value, bytes);
    case RB_FIELD_NTP:
      return decode_ntp (value, bytes);
    default:
      return NULL;
    }
}
