/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Packets that come to ICE before and after it knows the far end. Each is tried as it is, and with the length, the
 * fingerprint and the proof that make it pass: what is behind those gates is the far end's, who may be hostile, too. */

#include "fuzz.h"

#include "rb-ice.h"
#include "rb-stun.h"

#include <string.h>

static void
on_send (guint component, const guint8 *packet, gsize size, const RbRtpAddress *to, gpointer data)
{
  guint *n_sent = data;
  RbStunMessage message;

  g_assert (rb_stun_parse (&message, packet, size));
  (*n_sent)++;
}

/* The attributes of @data behind the name that is asked for, then the proof. */
static void
wrap (RbStunWriter *out, RbIce *ice, const guint8 *data, size_t size, const char *password)
{
  static const RbStunKind kinds[] = { RB_STUN_REQUEST, RB_STUN_INDICATION, RB_STUN_SUCCESS, RB_STUN_ERROR };
  g_autofree char *username = g_strdup_printf ("%s:abcd", rb_ice_get_ufrag (ice));
  guint8 id[RB_STUN_ID] = { 0 };
  gsize n = MIN (size / 4 * 4, 256);

  rb_stun_begin (out, kinds[size > 0 ? data[0] % 4 : 0], id);
  rb_stun_add_username (out, username);
  if (n > 0)
    memcpy (out->bytes + out->size, data, n);
  out->size += n;
  rb_stun_finish (out, password);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  RbIceRemote remote = { .agreed = TRUE, .ufrag = "abcd", .pwd = "abcdefghijklmnopqrstuv" };
  guint n_sent = 0;
  RbIce *ice = rb_ice_new ("192.0.2.1", on_send, &n_sent);
  RbRtpAddress from;
  RbStunWriter wrapped;

  rb_rtp_address_parse (&from, "192.0.2.2", 4000);
  for (guint round = 0; round < 2; round++)
    {
      rb_ice_receive (ice, 1, data, size, &from, 0);
      wrap (&wrapped, ice, data, size, rb_ice_get_pwd (ice));
      rb_ice_receive (ice, 1, wrapped.bytes, wrapped.size, &from, 0);
      wrap (&wrapped, ice, data, size, remote.pwd);
      rb_ice_receive (ice, 2, wrapped.bytes, wrapped.size, &from, 0);
      rb_ice_start (ice, &remote, RB_ICE_COMPONENTS, 0);
      rb_ice_tick (ice, 0);
    }
  g_assert (n_sent <= 8);
  rb_ice_free (ice);

  return 0;
}
