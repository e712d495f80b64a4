/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sdp.h"

G_BEGIN_DECLS

/* In the order we offer them. AES_CM_128_HMAC_SHA1_80 is first because every phone has it and some read one line only. */
typedef enum
{
  RB_SRTP_NONE, /* plain RTP */
  RB_SRTP_AES_CM_128_HMAC_SHA1_80,
  RB_SRTP_AEAD_AES_128_GCM,
  RB_SRTP_AES_CM_128_HMAC_SHA1_32,
  RB_N_SRTP_SUITES,
} RbSrtpSuite;

#define RB_SRTP_MAX_KEY 30

/* A secret: wipe it, never show or log it. */
typedef struct
{
  RbSrtpSuite suite;
  guint8      key[RB_SRTP_MAX_KEY]; /* master key and salt, rb_srtp_suite_get_key_size () bytes */
} RbSrtpKey;

const char *rb_srtp_suite_get_name (RbSrtpSuite suite); /* of RFC 4568 and 7714; NULL for NONE */
gsize       rb_srtp_suite_get_key_size (RbSrtpSuite suite);
/* A new key from the kernel's random numbers (getrandom ()). */
void        rb_srtp_key_generate (RbSrtpKey *self, RbSrtpSuite suite);
gboolean    rb_srtp_key_equal (const RbSrtpKey *a, const RbSrtpKey *b);

/* RFC 4568 9.1, the value of one a=crypto. FALSE when it is malformed or asks for what we do not do: another suite,
 * several keys, a master key identifier, a session parameter that must be understood. */
gboolean rb_sdes_parse (const char *line, guint *tag, RbSrtpKey *out);
char    *rb_sdes_format (guint tag, const RbSrtpKey *key); /* (transfer full) */
/* The first line of @media that we can use. */
gboolean rb_sdes_choose (const RbSdpMedia *media, guint *tag, RbSrtpKey *out);

G_END_DECLS
