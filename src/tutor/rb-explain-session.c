/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the SDP of a message changes: compared with the one the same end had sent before. For INVITE and UPDATE. */

#include "rb-explain-session.h"

#include "rb-digest.h"
#include "rb-sdp.h"

static RbSdp *
parse (const RbReading *reading)
{
  RbSpan sdp = reading->index.sdp;

  return sdp.length > 0 ? rb_sdp_parse ((const char *) reading->bytes + sdp.offset, sdp.length, NULL) : NULL;
}

static const RbSdpMedia *
first_line (const RbSdp *sdp)
{
  return sdp != NULL ? rb_sdp_find_media (sdp, "audio") : NULL;
}

/* RFC 3264 8.4, and 0.0.0.0 as RFC 2543 had it. */
static gboolean
holds (const RbSdpMedia *media)
{
  return media->direction == RB_SDP_SENDONLY || media->direction == RB_SDP_INACTIVE ||
         g_strcmp0 (media->address, "0.0.0.0") == 0;
}

static char *
dup_codecs (const RbSdpMedia *media)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < media->codecs->len && text->len < 60; i++)
    {
      const RbSdpCodec *codec = g_ptr_array_index (media->codecs, i);

      if (codec->encoding != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", codec->encoding);
    }
  return rb_lesson_quote (text->str);
}

static gboolean
same_codecs (const RbSdpMedia *a, const RbSdpMedia *b)
{
  g_autofree char *left = dup_codecs (a);
  g_autofree char *right = dup_codecs (b);

  return a->codecs->len == b->codecs->len && g_str_equal (left, right);
}

/* An offer that was refused changes nothing (RFC 3264 8). */
static gboolean
was_accepted (const RbScene *self, const RbFlowStep *step)
{
  RbReading final;

  return !rb_scene_read_step (self, rb_flow_get_transaction (self->flow, step->transaction)->final, &final) ||
         final.index.status < 300;
}

/* The last SDP before from the same end of this wire, in the same dialog as far as one is known. */
static gboolean
find_old (const RbScene *self, RbReading *old)
{
  for (guint i = self->number; i > rb_scene_get_first_step (self); i--)
    {
      const RbFlowStep *step = rb_flow_get_step (self->flow, i - 1);

      if (step->leg == self->step.leg && step->retransmission_of == RB_FLOW_NONE &&
          rb_reading_init (old, self->trace, step->position) && old->index.sdp.length > 0 &&
          was_accepted (self, step) && rb_endpoint_equal (&old->info.src, &self->message.info.src))
        return TRUE;
    }
  return FALSE;
}

/* When the session was last confirmed: the 2xx to the INVITE or UPDATE before. */
static void
set_since_refresh (RbScene *self)
{
  RbReading reading;

  for (guint i = self->number; i > rb_scene_get_first_step (self); i--)
    if (rb_flow_get_step (self->flow, i - 1)->leg == self->step.leg && rb_scene_read_step (self, i - 1, &reading) &&
        reading.index.status / 100 == 2 && (rb_reading_is (&reading, "INVITE") || rb_reading_is (&reading, "UPDATE")))
      {
        rb_scene_cite (self, "refreshed", reading.position);
        rb_scene_set_time (self, "since_refresh", self->message.info.wall_us - reading.info.wall_us);
        return;
      }
}

void
rb_explain_compare_session (RbScene *self)
{
  g_autoptr (RbSdp) new_sdp = parse (&self->message);
  g_autoptr (RbSdp) old_sdp = NULL;
  const RbSdpMedia *media = first_line (new_sdp);
  const RbSdpMedia *old_media;
  RbReading old;

  if (!(self->facts & RB_IS_IN_DIALOG))
    return;
  if (self->message.index.session_expires > 0)
    {
      self->facts |= RB_SESSION_TIMER;
      rb_scene_set (self, "session_expires", g_strdup_printf ("%u", self->message.index.session_expires));
      set_since_refresh (self);
    }
  if (media == NULL)
    return;

  rb_scene_set (self, "direction", g_strdup_printf ("a=%s", rb_sdp_direction_to_string (media->direction)));
  if (g_strcmp0 (media->address, "0.0.0.0") == 0)
    rb_scene_set (self, "direction", g_strdup ("c=IN IP4 0.0.0.0"));
  rb_scene_set (self, "codecs", dup_codecs (media));
  self->facts |= holds (media) ? RB_SESSION_HOLD : 0;
  if (!find_old (self, &old))
    return;

  old_sdp = parse (&old);
  old_media = first_line (old_sdp);
  if (old_media == NULL)
    return;
  rb_scene_cite (self, "old_sdp", old.position);
  if (holds (media))
    {
      if (holds (old_media))
        self->facts = (self->facts & ~RB_SESSION_HOLD) | RB_SESSION_SAME;
    }
  else if (holds (old_media))
    {
      self->facts |= RB_SESSION_RESUME;
      rb_scene_set_time (self, "held", self->message.info.wall_us - old.info.wall_us);
    }
  else if (new_sdp->media->len != old_sdp->media->len)
    self->facts |= RB_SESSION_LINES;
  else if (!same_codecs (media, old_media))
    self->facts |= RB_SESSION_CODECS;
  else if (g_strcmp0 (media->address, old_media->address) != 0 || media->port != old_media->port)
    self->facts |= RB_SESSION_MOVED;
  else
    self->facts |= RB_SESSION_SAME;
}

/* (transfer full) (nullable) */
static char *
dup_challenge_param (const RbReading *challenge, const char *name)
{
  RbSpan span =
      rb_reading_find (challenge, challenge->index.status == 407 ? "Proxy-Authenticate" : "WWW-Authenticate", NULL);
  g_autofree char *text = span.length > 0 ? rb_span_dup_line (span, challenge->bytes) : NULL;

  return text != NULL ? rb_digest_get_param (text, name) : NULL;
}

gboolean
rb_explain_is_stale (const RbReading *challenge)
{
  g_autofree char *stale = dup_challenge_param (challenge, "stale");

  return stale != NULL && g_ascii_strcasecmp (stale, "true") == 0;
}

void
rb_scene_quote_realm (RbScene *self)
{
  g_autofree char *realm = dup_challenge_param (&self->message, "realm");

  if (realm != NULL)
    rb_scene_set (self, "realm", rb_lesson_quote (realm));
}
