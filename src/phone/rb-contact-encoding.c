/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The encoding of a file of people. Telephones and old programs write what their region used; only the bytes tell.
 * Called by the readers of vCard and CSV. */

#include "rb-contact-encoding.h"

#include <string.h>

#define SAMPLE_BYTES (1024 * 1024) /* enough to tell by */

/* Chinese text in GB18030 has its characters in pairs of high bytes (the range of GB 2312); Latin letters with accents
 * stand alone between ASCII. */
static gboolean
looks_like_gb18030 (const guint8 *bytes, gsize length)
{
  gsize pairs = 0;
  gsize others = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (bytes[i] < 0x80)
        continue;
      if (bytes[i] >= 0xa1 && bytes[i] <= 0xf7 && i + 1 < length && bytes[i + 1] >= 0xa1 && bytes[i + 1] <= 0xfe)
        {
          pairs++;
          i++;
        }
      else
        {
          others++;
          /* a rarer character: second byte 0x40 … 0xfe, or four bytes */
          if (i + 1 < length && bytes[i + 1] >= 0x80)
            i++;
        }
    }

  return pairs > others * 4;
}

static gboolean
has_zeros_at (const char *bytes, gsize length, gsize parity)
{
  gsize zeros = 0;
  gsize n = MIN (length, 4096);

  for (gsize i = parity; i < n; i += 2)
    zeros += bytes[i] == '\0';

  return n >= 4 && zeros * 2 > n / 2;
}

const char *
rb_contact_encoding_guess (const char *bytes, gsize length, gboolean *guessed)
{
  gsize sample = MIN (length, SAMPLE_BYTES);

  *guessed = FALSE;
  if (length >= 2 && memcmp (bytes, "\xff\xfe", 2) == 0)
    return "UTF-16LE";
  if (length >= 2 && memcmp (bytes, "\xfe\xff", 2) == 0)
    return "UTF-16BE";
  if (g_utf8_validate_len (bytes, length, NULL))
    return "UTF-8";

  *guessed = TRUE;
  if (has_zeros_at (bytes, length, 1))
    return "UTF-16LE";
  if (has_zeros_at (bytes, length, 0))
    return "UTF-16BE";

  return looks_like_gb18030 ((const guint8 *) bytes, sample) ? "GB18030" : "WINDOWS-1252";
}

char *
rb_contact_encoding_convert (const char *bytes, gsize length, const char *encoding)
{
  g_autoptr (GString) text = NULL;
  GIConv converter;

  if (length >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0)
    {
      bytes += 3;
      length -= 3;
    }
  if (g_ascii_strcasecmp (encoding, "UTF-8") == 0)
    return g_utf8_make_valid (bytes, length);
  if (length >= 2 && g_str_has_prefix (encoding, "UTF-16") &&
      (memcmp (bytes, "\xff\xfe", 2) == 0 || memcmp (bytes, "\xfe\xff", 2) == 0))
    {
      bytes += 2;
      length -= 2;
    }

  converter = g_iconv_open ("UTF-8", encoding);
  if (converter == (GIConv) -1)
    return g_utf8_make_valid (bytes, length);

  text = g_string_sized_new (length + 1);
  while (length > 0)
    {
      char buffer[4096];
      char *in = (char *) bytes;
      char *out = buffer;
      gsize in_left = length;
      gsize out_left = sizeof buffer;
      gsize result = g_iconv (converter, &in, &in_left, &out, &out_left);

      g_string_append_len (text, buffer, (gssize) (sizeof buffer - out_left));
      /* A byte that is none of that encoding, and what is cut off at the end. */
      if (result == (gsize) -1 && out_left == sizeof buffer && in_left == length)
        {
          gsize skip = MIN (g_str_has_prefix (encoding, "UTF-16") ? 2 : 1, length);

          g_string_append (text, "\xef\xbf\xbd");
          in_left = length - skip;
        }
      bytes += length - in_left;
      length = in_left;
    }
  g_iconv_close (converter);

  return g_utf8_make_valid (text->str, (gssize) text->len);
}
