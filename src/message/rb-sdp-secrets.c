/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Takes the secrets of a session out of a message as it is recorded: whoever has the key of a=crypto and the packets
 * can hear the call, years later too. The tap calls it before anything else sees the message, so that no trace, file,
 * export, clipboard or HEP server can hold one. A stand-in keeps length, alphabet and padding: Content-Length stays
 * right, and what reads the description finds nothing damaged. */

#include "rb-sdp-secrets.h"

#include <string.h>
#include <sys/random.h>

/* Lines with a secret: it begins after @skip words and, if @colon, after the ':' of its word; several may follow. */
static const struct
{
  const char *start;
  guint skip;
  gboolean colon;
} secrets[] = {
  { "a=crypto:", 2, TRUE }, /* 1 AES_CM_128_HMAC_SHA1_80 inline:KEY|2^20|1:4;inline:KEY|2^20|2:4 WSH=64 */
  { "a=key-mgmt:", 1, FALSE }, { "a=ice-pwd:", 0, FALSE }, { "k=clear:", 0, FALSE },
  { "k=base64:", 0, FALSE },   { "k=uri:", 0, FALSE },
};

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

static const char *
skip_word (const char *at, const char *end)
{
  while (at < end && is_blank (*at))
    at++;
  while (at < end && !is_blank (*at))
    at++;

  return at;
}

/* What nobody outside this process can compute: a secret that is easily guessed could be tried otherwise. */
static const guint8 *
get_process_key (gsize *size)
{
  static guint8 key[32];
  static gsize made;

  if (g_once_init_enter (&made))
    {
      if (getrandom (key, sizeof key, 0) != sizeof key) /* so few bytes never come in part */
        g_error ("The kernel gives no random numbers: secrets cannot be hidden.");
      g_once_init_leave (&made, 1);
    }
  *size = sizeof key;

  return key;
}

/* The mark and what tells this secret from others, over and over; '=' at the end stays: it is the padding of base64. */
static void
put_stand_in (char *secret, gsize length)
{
  gsize key_size;
  const guint8 *key = get_process_key (&key_size);
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, key, key_size);
  guint8 digest[32];
  gsize digest_size = sizeof digest;
  g_autofree char *encoded = NULL;
  g_autofree char *stand_in = NULL;
  gsize stand_in_length;

  while (length > 0 && secret[length - 1] == '=')
    length--;
  g_hmac_update (hmac, (const guint8 *) secret, (gssize) length);
  g_hmac_get_digest (hmac, digest, &digest_size);
  encoded = g_base64_encode (digest, 30); /* without padding */
  stand_in = g_strconcat (RB_SDP_SECRET_MARK, encoded, NULL);
  stand_in_length = strlen (stand_in);
  for (gsize i = 0; i < length; i++)
    secret[i] = stand_in[i % stand_in_length];
}

/* "inline:KEY|2^20|1:4;inline:KEY": of each element what follows ':', up to '|'. */
static void
hide_key_params (char *at, char *end)
{
  char *word_end = (char *) skip_word (at, end);

  while (at < word_end)
    {
      char *next = memchr (at, ';', (gsize) (word_end - at));
      char *element_end = next != NULL ? next : word_end;
      char *colon = memchr (at, ':', (gsize) (element_end - at));
      char *key = colon != NULL ? colon + 1 : at;
      char *bar = memchr (key, '|', (gsize) (element_end - key));

      if (colon != NULL && colon + 1 == word_end) /* "inline: KEY": wrong, but some read it */
        {
          while (key < end && is_blank (*key))
            key++;
          element_end = word_end = (char *) skip_word (key, end);
          bar = memchr (key, '|', (gsize) (element_end - key));
        }
      put_stand_in (key, (gsize) ((bar != NULL ? bar : element_end) - key));
      at = element_end + 1;
    }
}

/* Hides in @line what @start .. says; @at: behind the start. */
static void
hide_in_line (char *at, char *end, guint skip, gboolean colon)
{
  for (guint i = 0; i < skip; i++)
    at = (char *) skip_word (at, end);
  while (at < end && is_blank (*at))
    at++;
  while (end > at && is_blank (end[-1]))
    end--;
  if (colon)
    hide_key_params (at, end);
  else
    put_stand_in (at, (gsize) (end - at));
}

static gssize
find_kind (const char *line, gsize length)
{
  if (length < 2 || line[1] != '=')
    return -1;
  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    if (length > strlen (secrets[i].start) &&
        g_ascii_strncasecmp (line, secrets[i].start, strlen (secrets[i].start)) == 0)
      return (gssize) i;

  return -1;
}

GBytes *
rb_sdp_hide_secrets (GBytes *message)
{
  gsize length;
  const char *bytes = g_bytes_get_data (message, &length);
  g_autofree char *copy = NULL;

  for (gsize at = 0; at < length;)
    {
      gsize end = at;
      gssize kind;

      while (end < length && bytes[end] != '\n' && bytes[end] != '\r')
        end++;
      kind = find_kind (bytes + at, end - at);
      if (kind >= 0)
        {
          if (copy == NULL)
            copy = g_memdup2 (bytes, length);
          hide_in_line (copy + at + strlen (secrets[kind].start), copy + end, secrets[kind].skip, secrets[kind].colon);
        }
      at = end + 1;
    }

  return copy != NULL ? g_bytes_new_take (g_steal_pointer (&copy), length) : g_bytes_ref (message);
}

gboolean
rb_sdp_secret_is_hidden (const char *text)
{
  return strstr (text, RB_SDP_SECRET_MARK) != NULL;
}
