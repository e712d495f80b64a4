/* SPDX-License-Identifier: GPL-3.0-or-later */

/* STUN messages (RFC 8489) as far as the checks of ICE need them. libnice has them too, but cannot be in one process
 * with Sofia: both export stun_message_length, and one of them then runs the other's. RbIce calls it. */

#include "rb-stun.h"

#include <string.h>

#define HEADER 20
#define COOKIE 0x2112a442u
#define FINGERPRINT_XOR 0x5354554eu /* RFC 8489 14.7 */
#define SHA1_BYTES 20
#define FIRST_OPTIONAL 0x8000 /* from here on attributes may be ignored */

enum
{
  USERNAME = 0x0006,
  MESSAGE_INTEGRITY = 0x0008,
  ERROR_CODE = 0x0009,
  XOR_MAPPED_ADDRESS = 0x0020,
  PRIORITY = 0x0024,
  USE_CANDIDATE = 0x0025,
  FINGERPRINT = 0x8028,
  ICE_CONTROLLED = 0x8029,
  ICE_CONTROLLING = 0x802a,
};

static guint16
read_16 (const guint8 *bytes)
{
  return (guint16) (bytes[0] << 8 | bytes[1]);
}

static guint32
read_32 (const guint8 *bytes)
{
  return (guint32) read_16 (bytes) << 16 | read_16 (bytes + 2);
}

static void
write_16 (guint8 *bytes, guint16 value)
{
  bytes[0] = (guint8) (value >> 8);
  bytes[1] = (guint8) value;
}

static void
write_32 (guint8 *bytes, guint32 value)
{
  write_16 (bytes, (guint16) (value >> 16));
  write_16 (bytes + 2, (guint16) value);
}

/* The CRC of ITU-T V.42, as in RFC 8489 14.7. */
static guint32
get_fingerprint (const guint8 *bytes, gsize size)
{
  guint32 crc = G_MAXUINT32;

  for (gsize i = 0; i < size; i++)
    {
      crc ^= bytes[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }

  return ~crc ^ FINGERPRINT_XOR;
}

/* RFC 8489 14.5: over what stands before the attribute, the length being as if the message ended with it. */
static void
get_integrity (const guint8 *packet, gsize size, const char *password, guint8 out[SHA1_BYTES])
{
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA1, (const guchar *) password, strlen (password));
  gsize out_size = SHA1_BYTES;
  guint8 length[2];

  write_16 (length, (guint16) (size + 4 + SHA1_BYTES - HEADER));
  g_hmac_update (hmac, packet, 2);
  g_hmac_update (hmac, length, sizeof length);
  g_hmac_update (hmac, packet + 4, (gssize) size - 4);
  g_hmac_get_digest (hmac, out, &out_size);
}

gboolean
rb_stun_is_stun (const guint8 *packet, gsize size)
{
  return size >= HEADER && packet[0] < 4 && read_32 (packet + 4) == COOKIE;
}

/* FALSE: must be understood and is not, or is of a wrong size. */
static gboolean
read_attribute (RbStunMessage *self, guint type, const guint8 *value, gsize size)
{
  switch (type)
    {
    case USERNAME:
      self->username = value;
      self->username_size = size;
      return TRUE;
    case MESSAGE_INTEGRITY:
      self->integrity = value;
      return size == SHA1_BYTES;
    case ERROR_CODE:
      if (size < 4)
        return FALSE;
      self->error = (value[2] & 7) * 100 + value[3];
      return TRUE;
    case PRIORITY:
      if (size != 4)
        return FALSE;
      self->priority = read_32 (value);
      return TRUE;
    case USE_CANDIDATE:
      self->use_candidate = TRUE;
      return TRUE;
    case ICE_CONTROLLED:
    case ICE_CONTROLLING:
      if (size != 8)
        return FALSE;
      self->role = type == ICE_CONTROLLING ? RB_STUN_ROLE_CONTROLLING : RB_STUN_ROLE_CONTROLLED;
      self->tie_breaker = (guint64) read_32 (value) << 32 | read_32 (value + 4);
      return TRUE;
    case XOR_MAPPED_ADDRESS: /* our own, which nothing depends on here */
      return TRUE;
    default:
      return type >= FIRST_OPTIONAL;
    }
}

gboolean
rb_stun_parse (RbStunMessage *out, const guint8 *packet, gsize size)
{
  gsize offset = HEADER;

  if (!rb_stun_is_stun (packet, size) || read_16 (packet + 2) != size - HEADER || size % 4 != 0)
    return FALSE;

  *out = (RbStunMessage){ .kind = read_16 (packet), .id = packet + 8 };
  if (out->kind != RB_STUN_REQUEST && out->kind != RB_STUN_INDICATION && out->kind != RB_STUN_SUCCESS &&
      out->kind != RB_STUN_ERROR)
    return FALSE;

  while (offset + 4 <= size)
    {
      guint type = read_16 (packet + offset);
      gsize length = read_16 (packet + offset + 2);
      const guint8 *value = packet + offset + 4;

      if (offset + 4 + length > size)
        return FALSE;
      if (type == FINGERPRINT) /* the last one */
        return length == 4 && offset + 8 == size && read_32 (value) == get_fingerprint (packet, offset);
      /* What comes behind the proof is not proved. */
      if (out->integrity == NULL && !read_attribute (out, type, value, length))
        return FALSE;
      offset += 4 + (length + 3) / 4 * 4;
    }

  return FALSE;
}

gboolean
rb_stun_verify (const RbStunMessage *self, const guint8 *packet, const char *password)
{
  guint8 expected[SHA1_BYTES], different = 0;

  if (self->integrity == NULL)
    return FALSE;

  get_integrity (packet, (gsize) (self->integrity - 4 - packet), password, expected);
  for (guint i = 0; i < SHA1_BYTES; i++)
    different |= expected[i] ^ self->integrity[i]; /* in the same time whatever it is */

  return different == 0;
}

void
rb_stun_begin (RbStunWriter *self, RbStunKind kind, const guint8 *id)
{
  self->size = HEADER;
  write_16 (self->bytes, kind);
  write_16 (self->bytes + 2, 0);
  write_32 (self->bytes + 4, COOKIE);
  memcpy (self->bytes + 8, id, RB_STUN_ID);
}

/* Returns: the place of the value, padded with zeros. */
static guint8 *
add (RbStunWriter *self, guint16 type, gsize size)
{
  gsize padded = (size + 3) / 4 * 4;
  guint8 *place = self->bytes + self->size;

  g_assert (self->size + 4 + padded <= sizeof self->bytes);
  write_16 (place, type);
  write_16 (place + 2, (guint16) size);
  memset (place + 4, 0, padded);
  self->size += 4 + padded;
  write_16 (self->bytes + 2, (guint16) (self->size - HEADER));

  return place + 4;
}

void
rb_stun_add_username (RbStunWriter *self, const char *username)
{
  memcpy (add (self, USERNAME, strlen (username)), username, strlen (username));
}

void
rb_stun_add_priority (RbStunWriter *self, guint32 priority)
{
  write_32 (add (self, PRIORITY, 4), priority);
}

void
rb_stun_add_role (RbStunWriter *self, gboolean controlling, guint64 tie_breaker)
{
  guint8 *value = add (self, controlling ? ICE_CONTROLLING : ICE_CONTROLLED, 8);

  write_32 (value, (guint32) (tie_breaker >> 32));
  write_32 (value + 4, (guint32) tie_breaker);
}

void
rb_stun_add_use_candidate (RbStunWriter *self)
{
  add (self, USE_CANDIDATE, 0);
}

/* RFC 8489 14.2: the address, crossed with the cookie and the transaction's number. */
void
rb_stun_add_mapped_address (RbStunWriter *self, const RbRtpAddress *address)
{
  gboolean v4 = rb_rtp_address_is_v4 (address);
  gsize size = v4 ? 4 : 16;
  guint8 *value = add (self, XOR_MAPPED_ADDRESS, 4 + size);

  value[1] = v4 ? 1 : 2;
  write_16 (value + 2, (guint16) (address->port ^ (COOKIE >> 16)));
  for (gsize i = 0; i < size; i++)
    value[4 + i] = address->ip[16 - size + i] ^ self->bytes[4 + i];
}

void
rb_stun_add_error (RbStunWriter *self, guint code)
{
  guint8 *value = add (self, ERROR_CODE, 4);

  value[2] = (guint8) (code / 100);
  value[3] = (guint8) (code % 100);
}

void
rb_stun_finish (RbStunWriter *self, const char *password)
{
  gsize size = self->size;

  if (password != NULL)
    get_integrity (self->bytes, size, password, add (self, MESSAGE_INTEGRITY, SHA1_BYTES));
  size = self->size;
  add (self, FINGERPRINT, 4);
  write_32 (self->bytes + size + 4, get_fingerprint (self->bytes, size));
}
