/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A session description: read, copied, written, and read again. */

#include "fuzz.h"

#include "rb-sdp.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autofree char *text = g_memdup2 (data, size);
  g_autoptr (RbSdp) sdp = rb_sdp_parse (text != NULL ? text : "", (gssize) size, NULL);
  g_autoptr (RbSdp) copy = sdp != NULL ? rb_sdp_copy (sdp) : NULL;
  g_autofree char *written = copy != NULL ? rb_sdp_format (copy) : NULL;
  g_autoptr (RbSdp) again = written != NULL ? rb_sdp_parse (written, -1, NULL) : NULL;

  if (sdp != NULL)
    {
      g_assert (g_utf8_validate (written, -1, NULL));
      rb_sdp_find_media (sdp, "audio");
      g_assert (again == NULL || again->media->len == sdp->media->len);
    }

  return 0;
}
