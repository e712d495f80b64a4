/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Security descriptions (RFC 4568): the keys of SRTP as lines of SDP. Pure but for the random numbers; offer/answer
 * calls it. */

#include "rb-sdes.h"

#include <string.h>
#include <sys/random.h>

#define MAX_LINE 512
#define MAX_TAG 999999999 /* RFC 4568 9.1: 1*9DIGIT */

static const struct
{
  const char *name;
  gsize key_size; /* key and salt */
} suites[] = {
  [RB_SRTP_NONE] = { NULL, 0 },
  [RB_SRTP_AES_CM_128_HMAC_SHA1_80] = { "AES_CM_128_HMAC_SHA1_80", 16 + 14 },
  [RB_SRTP_AEAD_AES_128_GCM] = { "AEAD_AES_128_GCM", 16 + 12 }, /* RFC 7714 */
  [RB_SRTP_AES_CM_128_HMAC_SHA1_32] = { "AES_CM_128_HMAC_SHA1_32", 16 + 14 },
};
G_STATIC_ASSERT (G_N_ELEMENTS (suites) == RB_N_SRTP_SUITES);

const char *
rb_srtp_suite_get_name (RbSrtpSuite suite)
{
  return (guint) suite < RB_N_SRTP_SUITES ? suites[suite].name : NULL;
}

gsize
rb_srtp_suite_get_key_size (RbSrtpSuite suite)
{
  return (guint) suite < RB_N_SRTP_SUITES ? suites[suite].key_size : 0;
}

void
rb_srtp_key_generate (RbSrtpKey *self, RbSrtpSuite suite)
{
  *self = (RbSrtpKey){ .suite = suite };
  if (getrandom (self->key, sizeof self->key, 0) != sizeof self->key) /* so few bytes never come in part */
    g_error ("The kernel gives no random numbers: no key can be made.");
}

gboolean
rb_srtp_key_equal (const RbSrtpKey *a, const RbSrtpKey *b)
{
  return a->suite == b->suite && memcmp (a->key, b->key, rb_srtp_suite_get_key_size (a->suite)) == 0;
}

static RbSrtpSuite
find_suite (const char *name)
{
  for (int i = RB_SRTP_NONE + 1; i < RB_N_SRTP_SUITES; i++)
    if (g_ascii_strcasecmp (suites[i].name, name) == 0)
      return i;

  return RB_SRTP_NONE;
}

/* "inline:" key [ "|" lifetime ]: how long a key lives is our affair (nobody talks 2^48 packets), an identifier in
 * each packet ("|1:4") is not what we do. */
static gboolean
parse_key (const char *parameters, RbSrtpKey *out)
{
  g_auto (GStrv) parts = NULL;
  g_autofree guint8 *bytes = NULL;
  gboolean good;
  gsize size;

  if (g_ascii_strncasecmp (parameters, "inline:", 7) != 0 || strchr (parameters, ';') != NULL)
    return FALSE;

  parts = g_strsplit (parameters + 7, "|", 3);
  if (parts[0] == NULL || g_strv_length (parts) > 2 || (parts[1] != NULL && strchr (parts[1], ':') != NULL))
    return FALSE;

  bytes = g_base64_decode (parts[0], &size);
  good = size == suites[out->suite].key_size && strlen (parts[0]) == (size + 2) / 3 * 4;
  if (good)
    memcpy (out->key, bytes, size);
  explicit_bzero (bytes, size);

  return good;
}

/* RFC 4568 6.3: WSH is a hint; one that begins with "-" may be ignored; all others change what is sent. */
static gboolean
can_ignore (const char *parameter)
{
  return *parameter == '\0' || *parameter == '-' || g_ascii_strncasecmp (parameter, "WSH=", 4) == 0;
}

gboolean
rb_sdes_parse (const char *line, guint *tag, RbSrtpKey *out)
{
  g_auto (GStrv) words = NULL;
  guint64 number = 0;

  *out = (RbSrtpKey){ 0 };
  if (strlen (line) > MAX_LINE)
    return FALSE;

  words = g_strsplit_set (line, " \t", -1);
  if (g_strv_length (words) < 3 || !g_ascii_string_to_unsigned (words[0], 10, 0, MAX_TAG, &number, NULL))
    return FALSE;
  for (gsize i = 3; words[i] != NULL; i++)
    if (!can_ignore (words[i]))
      return FALSE;

  *tag = (guint) number;
  out->suite = find_suite (words[1]);

  return out->suite != RB_SRTP_NONE && parse_key (words[2], out);
}

char *
rb_sdes_format (guint tag, const RbSrtpKey *key)
{
  g_autofree char *text = g_base64_encode (key->key, suites[key->suite].key_size);

  return g_strdup_printf ("%u %s inline:%s", tag, suites[key->suite].name, text);
}

gboolean
rb_sdes_choose (const RbSdpMedia *media, guint *tag, RbSrtpKey *out)
{
  for (gsize i = 0; media->crypto_lines != NULL && media->crypto_lines[i] != NULL; i++)
    if (rb_sdes_parse (media->crypto_lines[i], tag, out))
      return TRUE;

  return FALSE;
}
