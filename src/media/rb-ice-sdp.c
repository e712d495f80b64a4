/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ICE in session descriptions (RFC 8839): our candidates as lines, the far end's lines as candidates. Pure; the offer
 * and answer call it, RbIce does the checks. */

#include "rb-ice-sdp.h"

#include <string.h>

#define ICE_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
#define MAX_FOUNDATION 32
#define MIN_UFRAG 4
#define MIN_PWD 22
#define N_WORDS 8 /* of a candidate, up to its type */

/* RFC 8445 5.1.2.2 */
#define HOST_PREFERENCE 126
#define PEER_REFLEXIVE_PREFERENCE 110
#define SERVER_REFLEXIVE_PREFERENCE 100

/* RFC 8445 5.1.2.1, with one address of our own there is but one local preference. */
static guint32
get_priority (guint32 type_preference, guint component)
{
  return type_preference << 24 | 65535u << 8 | (256 - component);
}

guint32
rb_ice_host_priority (guint component)
{
  return get_priority (HOST_PREFERENCE, component);
}

guint32
rb_ice_peer_reflexive_priority (guint component)
{
  return get_priority (PEER_REFLEXIVE_PREFERENCE, component);
}

void
rb_ice_describe (RbSdpMedia *media, const RbIceLocal *local, guint n_components)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();

  for (guint component = 1; component <= n_components; component++)
    {
      guint port = local->rtp_port + component - 1;
      g_autofree char *host = g_strdup_printf ("1 %u UDP %u %s %u typ host", component,
                                               rb_ice_host_priority (component), local->host, port);
      g_autofree char *mapped = NULL;

      g_strv_builder_add (lines, host);
      if (local->public_address == NULL || strcmp (local->public_address, local->host) == 0)
        continue;

      mapped = g_strdup_printf ("2 %u UDP %u %s %u typ srflx raddr %s rport %u", component,
                                get_priority (SERVER_REFLEXIVE_PREFERENCE, component), local->public_address, port,
                                local->host, port);
      g_strv_builder_add (lines, mapped);
    }

  g_free (media->ice_ufrag);
  media->ice_ufrag = g_strdup (local->ufrag);
  g_free (media->ice_pwd);
  media->ice_pwd = g_strdup (local->pwd);
  g_strfreev (media->candidates);
  media->candidates = g_strv_builder_end (lines);
  g_free (media->remote_candidates);
  media->remote_candidates = g_strdup (local->remote_candidates);
}

static gboolean
is_of_ice_characters (const char *text, gsize min, gsize max)
{
  gsize length = text != NULL ? strlen (text) : 0;

  return length >= min && length <= max && text[strspn (text, ICE_CHARACTERS)] == '\0';
}

/* A machine of its own: link-local IPv6 would need a zone, which candidates do not carry. */
static gboolean
read_address (RbRtpAddress *out, const char *ip, const char *port)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (ip);
  guint64 number;

  if (inet == NULL || g_inet_address_get_is_any (inet) || g_inet_address_get_is_multicast (inet) ||
      strcmp (ip, "255.255.255.255") == 0 ||
      (g_inet_address_get_family (inet) == G_SOCKET_FAMILY_IPV6 && g_inet_address_get_is_link_local (inet)))
    return FALSE;

  return g_ascii_string_to_unsigned (port, 10, 1, G_MAXUINT16, &number, NULL) &&
         rb_rtp_address_parse (out, ip, (guint16) number);
}

/* foundation component transport priority address port "typ" type … (RFC 8839 5.1) */
static gboolean
read_candidate (RbIceCandidate *out, const char *line)
{
  static const char *const types[] = { "host", "srflx", "prflx", "relay", NULL };
  g_auto (GStrv) words = g_strsplit (line, " ", N_WORDS + 1);
  guint64 component, priority;

  if (g_strv_length (words) < N_WORDS || !is_of_ice_characters (words[0], 1, MAX_FOUNDATION) ||
      !g_ascii_string_to_unsigned (words[1], 10, 1, RB_ICE_COMPONENTS, &component, NULL) ||
      g_ascii_strcasecmp (words[2], "UDP") != 0 ||
      !g_ascii_string_to_unsigned (words[3], 10, 1, G_MAXINT32, &priority, NULL) ||
      !read_address (&out->address, words[4], words[5]) || strcmp (words[6], "typ") != 0 ||
      !g_strv_contains (types, words[7]))
    return FALSE;

  out->component = (guint) component;
  out->priority = (guint32) priority;

  return TRUE;
}

static gboolean
has_candidate (const RbIceRemote *self, guint component, const RbRtpAddress *address)
{
  for (guint i = 0; i < self->n_candidates; i++)
    if (self->candidates[i].component == component && rb_rtp_address_equal (&self->candidates[i].address, address))
      return TRUE;

  return FALSE;
}

/* RFC 8839 4.2.5: where sound goes without ICE must be one of the candidates; the old way to hold (0.0.0.0) says
 * nothing.
 */
static gboolean
is_default_among (const RbIceRemote *self, const RbSdpMedia *media)
{
  g_autoptr (GInetAddress) inet = media->address != NULL ? g_inet_address_new_from_string (media->address) : NULL;
  RbRtpAddress address;

  if (inet != NULL && g_inet_address_get_is_any (inet))
    return TRUE;

  return inet != NULL && rb_rtp_address_parse (&address, media->address, media->port) &&
         has_candidate (self, 1, &address);
}

void
rb_ice_read (const RbSdpMedia *media, RbIceRemote *out)
{
  *out = (RbIceRemote){ .lite = media->ice_lite };
  if (media->candidates == NULL || media->ice_mismatch ||
      !is_of_ice_characters (media->ice_ufrag, MIN_UFRAG, RB_ICE_MAX_SECRET) ||
      !is_of_ice_characters (media->ice_pwd, MIN_PWD, RB_ICE_MAX_SECRET))
    return;

  for (gsize i = 0; media->candidates[i] != NULL && out->n_candidates < RB_ICE_MAX_CANDIDATES; i++)
    {
      RbIceCandidate candidate;

      if (read_candidate (&candidate, media->candidates[i]) &&
          !has_candidate (out, candidate.component, &candidate.address))
        out->candidates[out->n_candidates++] = candidate;
    }

  out->mismatch = !is_default_among (out, media);
  out->agreed = !out->mismatch;
  g_strlcpy (out->ufrag, media->ice_ufrag, sizeof out->ufrag);
  g_strlcpy (out->pwd, media->ice_pwd, sizeof out->pwd);
}
