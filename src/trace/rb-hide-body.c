/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Hides a body by its type: SDP and SIP fragments stay readable, the parts of a multipart body are
 * treated one by one (RFC 2046 5.1), of all else only the length remains. */

#include <string.h>

#include "rb-hide-private.h"
#include "rb-sip-body.h"

static void
put_boundary (RbHide *self, const guint8 *bytes, RbSpan boundary, gboolean last)
{
  rb_hide_put_text (self, "--");
  rb_hide_put_as (self, RB_HIDE_TOKEN, bytes, boundary);
  if (last)
    rb_hide_put_text (self, "--");
}

static void
put_part (RbHide *self, const guint8 *bytes, const RbSipPart *part)
{
  RbSipScan scan = { bytes, rb_span_end (part->whole), part->whole.offset };

  rb_hide_put_entity (self, &scan, part->whole.offset, part->content_type, part->body);
}

static gboolean
put_multipart (RbHide *self, const guint8 *bytes, RbSpan content_type, RbSpan body)
{
  RbSipMultipart walk;
  RbSipPart part;
  gboolean any = FALSE;

  if (!rb_sip_multipart_init (&walk, bytes, content_type, body))
    return FALSE;

  while (rb_sip_multipart_next (&walk, &part))
    {
      if (any)
        rb_hide_put_text (self, "\r\n");
      put_boundary (self, bytes, walk.boundary, FALSE);
      rb_hide_put_text (self, "\r\n");
      put_part (self, bytes, &part);
      any = TRUE;
    }
  if (!any)
    return FALSE;

  rb_hide_put_text (self, "\r\n");
  put_boundary (self, bytes, walk.boundary, TRUE);
  rb_hide_put_text (self, "\r\n");
  return TRUE;
}

void
rb_hide_put_body (RbHide *self, const guint8 *bytes, RbSpan content_type, RbSpan body)
{
  if (body.length == 0)
    return;

  if (rb_sip_media_type_is (content_type, bytes, "application/sdp"))
    {
      rb_hide_put_sdp (self, bytes, body);
      return;
    }

  if (self->depth < RB_SIP_MAX_PARTS_DEPTH)
    {
      gboolean done = FALSE;

      self->depth++;
      if (rb_sip_media_type_is (content_type, bytes, "message/sipfrag") ||
          rb_sip_media_type_is (content_type, bytes, "message/sip"))
        {
          rb_hide_put_message (self, bytes + body.offset, body.length);
          done = TRUE;
        }
      else
        done = put_multipart (self, bytes, content_type, body);
      self->depth--;
      if (done)
        return;
    }

  rb_hide_put_as (self, RB_HIDE_TOKEN, bytes, body);
}
