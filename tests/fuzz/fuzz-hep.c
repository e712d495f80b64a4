/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A HEP3 datagram: what is in it, and whether what we send says the same. */

#include "fuzz.h"

#include <string.h>

#include "rb-hep.h"

static void
send_on (const RbHep *hep, GBytes *payload)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (payload, &length);
  g_autoptr (GBytes) sent = length > 0 ? rb_hep_format (&hep->info, bytes, length) : NULL;
  gsize sent_length;
  const guint8 *sent_bytes;
  RbHep again;

  if (sent == NULL)
    return;

  sent_bytes = g_bytes_get_data (sent, &sent_length);
  g_assert (rb_hep_parse (&again, sent_bytes, sent_length));
  g_assert (again.payload_length == length && memcmp (again.payload, bytes, length) == 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GBytes) payload = NULL;
  RbHep hep;

  if (!rb_hep_parse (&hep, data, size))
    return 0;

  g_assert (hep.payload == NULL || (hep.payload >= data && hep.payload + hep.payload_length <= data + size));
  g_assert (hep.correlation == NULL ||
            (hep.correlation >= data && hep.correlation + hep.correlation_length <= data + size));
  payload = rb_hep_get_payload (&hep);
  if (payload != NULL)
    send_on (&hep, payload);

  return 0;
}
