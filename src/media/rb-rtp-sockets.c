/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pair of UDP sockets of one call: RTP on an even port, RTCP on the next (RFC 3550 11). */

#include "rb-rtp-sockets.h"

#include "rb-media-session.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <unistd.h>

#define FIRST_PORT 16384 /* the range most firewalls open for RTP */
#define N_PAIRS 8192     /* up to 32767 */
#define TRIES 50
#define MAX_DRAIN 4096

static GSocket *
bind_one (GInetAddress *address, guint16 port)
{
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketAddress) where = g_inet_socket_address_new (address, port);

  socket = g_socket_new (g_inet_address_get_family (address), G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  /* No address reuse: another program must not get our packets. */
  if (socket == NULL || !g_socket_bind (socket, where, FALSE, NULL))
    return NULL;

  return g_steal_pointer (&socket);
}

/* @address: local, numeric. Errors: RB_MEDIA_ERROR_PORTS. */
gboolean
rb_rtp_sockets_open (const char *address, GSocket **rtp, GSocket **rtcp, GError **error)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);
  guint pair = g_random_int_range (0, N_PAIRS);

  if (inet == NULL)
    {
      g_set_error (error, RB_MEDIA_ERROR, RB_MEDIA_ERROR_PORTS,
                   _ ("“%s” is not a numeric address of this machine; choose one of its IP addresses for sound."),
                   address);
      return FALSE;
    }

  for (guint i = 0; i < TRIES; i++, pair++)
    {
      guint16 port = (guint16) (FIRST_PORT + 2 * (pair % N_PAIRS));
      g_autoptr (GSocket) first = bind_one (inet, port);
      g_autoptr (GSocket) second = first != NULL ? bind_one (inet, port + 1) : NULL;

      if (second != NULL)
        {
          *rtp = g_steal_pointer (&first);
          *rtcp = g_steal_pointer (&second);
          return TRUE;
        }
    }

  g_set_error (
      error, RB_MEDIA_ERROR, RB_MEDIA_ERROR_PORTS,
      _ ("No pair of UDP ports between %u and %u is free at %s for the sound of a call; check that this machine "
         "has the address, or end other calls."),
      FIRST_PORT, FIRST_PORT + 2 * N_PAIRS - 1, address);
  return FALSE;
}

/* @to takes the place of what is below @socket: whoever has @socket goes on with the new one. */
static gboolean
replace (GSocket *socket, GSocket *to)
{
  return dup3 (g_socket_get_fd (to), g_socket_get_fd (socket), O_CLOEXEC) >= 0;
}

/* The pair at another @address of the same IP version, below the same objects. What was sent to the old one is lost;
 * who waits for it in poll() goes on waiting for the old one. Errors: RB_MEDIA_ERROR_PORTS; all is as before then. */
gboolean
rb_rtp_sockets_move (const char *address, GSocket *rtp, GSocket *rtcp, GError **error)
{
  g_autoptr (GSocket) new_rtp = NULL;
  g_autoptr (GSocket) new_rtcp = NULL;
  int tos = 0;

  if (!rb_rtp_sockets_open (address, &new_rtp, &new_rtcp, error))
    return FALSE;

  if (g_socket_get_family (new_rtp) == g_socket_get_family (rtp))
    {
      int level = g_socket_get_family (rtp) == G_SOCKET_FAMILY_IPV6 ? IPPROTO_IPV6 : IPPROTO_IP;
      int option = level == IPPROTO_IPV6 ? IPV6_TCLASS : IP_TOS;

      if (g_socket_get_option (rtp, level, option, &tos, NULL))
        {
          g_socket_set_option (new_rtp, level, option, tos, NULL);
          g_socket_set_option (new_rtcp, level, option, tos, NULL);
        }
      if (replace (rtp, new_rtp) && replace (rtcp, new_rtcp))
        return TRUE;
    }

  g_set_error (error, RB_MEDIA_ERROR, RB_MEDIA_ERROR_PORTS,
               _ ("The sound of this call cannot be moved to the address %s; call again if you hear nothing."),
               address);
  return FALSE;
}

/* Throws away what came before anybody listened. */
void
rb_rtp_socket_drain (GSocket *socket)
{
  char byte;

  for (guint i = 0; i < MAX_DRAIN && g_socket_receive_with_blocking (socket, &byte, 1, FALSE, NULL, NULL) >= 0; i++)
    continue;
}
