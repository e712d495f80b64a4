/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who calls: the headers of an INVITE, or of a REFER, as the far end wrote them. Whatever they are, what comes out is
 * text, and what would be sent again cannot begin another header. */

#include "rb-sip-transfer.h"

#include "fuzz.h"
#include "rb-sip-address.h"
#include "rb-sip-identity-private.h"

#include <string.h>

static void
check_text (const char *text)
{
  g_assert (text == NULL || g_utf8_validate (text, -1, NULL));
}

static void
check_refer_to (const sip_refer_to_t *refer_to)
{
  su_home_t home[1] = { SU_HOME_INIT (home) };
  g_autofree char *target = NULL;
  g_autofree char *replaces = NULL;
  g_autofree char *again = NULL;
  g_autofree char *same = NULL;
  const sip_refer_to_t *parsed;
  g_autofree char *value = NULL;

  if (!rb_sip_refer_to_parse (refer_to, &target, &replaces))
    {
      su_home_deinit (home);
      return;
    }

  g_assert (rb_sip_address_is_uri (target));
  g_assert (replaces == NULL || strpbrk (replaces, "\r\n") == NULL);
  value = rb_sip_refer_to_format (target, replaces);
  parsed = sip_refer_to_make (home, value);
  if (parsed != NULL && rb_sip_refer_to_parse (parsed, &again, &same))
    g_assert (g_strcmp0 (replaces, same) == 0);
  su_home_deinit (home);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  static const char start[] = "INVITE sip:bob@example.org SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
                              "From: <sip:alice@example.org>;tag=1\r\nTo: <sip:bob@example.org>\r\nCall-ID: 1\r\n"
                              "CSeq: 1 INVITE\r\n";
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (RbSipIdentity) identity = NULL;
  msg_t *message;
  const sip_t *sip;

  rb_sip_sipfrag_parse ((const char *) data, size);
  g_byte_array_append (bytes, (const guint8 *) start, sizeof start - 1);
  g_byte_array_append (bytes, data, (guint) size);
  g_byte_array_append (bytes, (const guint8 *) "\r\n\r\n", 4);
  message = msg_make (sip_default_mclass (), 0, bytes->data, (ssize_t) bytes->len);
  sip = message != NULL ? sip_object (message) : NULL;
  if (sip != NULL && sip->sip_from != NULL)
    {
      identity = rb_sip_identity_new (sip, TRUE);
      check_text (identity->asserted_uri);
      check_text (identity->asserted_name);
      check_text (identity->diverted_by);
      check_text (identity->diversion_reason);
      check_text (identity->referred_by);
      g_assert (identity->auto_answer_delay_s <= 60);
      if (sip->sip_refer_to != NULL)
        check_refer_to (sip->sip_refer_to);
    }
  msg_destroy (message);

  return 0;
}
