/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One end of a message's path: address family, address and port as plain data. Used by the tap, the
 * capture reader, flows and ladders. Addresses are written as RFC 5952 and RFC 3986 3.2.2 ask. */

#include "rb-endpoint.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static gsize
address_size (const RbEndpoint *self)
{
  return self->family == 4 ? 4 : self->family == 6 ? 16 : 0;
}

/* An IPv4 peer on a dual-stack socket appears as ::ffff:a.b.c.d (RFC 4291 2.5.5.2); people and
 * captures know it as a.b.c.d. */
static void
set_in6_addr (RbEndpoint *self, const struct in6_addr *address)
{
  if (IN6_IS_ADDR_V4MAPPED (address))
    {
      self->family = 4;
      memcpy (self->addr, address->s6_addr + 12, 4);
    }
  else
    {
      self->family = 6;
      memcpy (self->addr, address->s6_addr, 16);
    }
}

/**
 * rb_endpoint_from_sockaddr:
 * @self: (out): filled completely
 * @address: (nullable): any socket address
 *
 * An address that is neither IPv4 nor IPv6 gives family 0. A v4-mapped IPv6 address gives family 4.
 */
void
rb_endpoint_from_sockaddr (RbEndpoint *self, const struct sockaddr *address)
{
  memset (self, 0, sizeof *self);

  if (address == NULL)
    return;

  if (address->sa_family == AF_INET)
    {
      struct sockaddr_in in;

      memcpy (&in, address, sizeof in);
      self->family = 4;
      self->port = ntohs (in.sin_port);
      memcpy (self->addr, &in.sin_addr, 4);
    }
  else if (address->sa_family == AF_INET6)
    {
      struct sockaddr_in6 in6;

      memcpy (&in6, address, sizeof in6);
      self->port = ntohs (in6.sin6_port);
      set_in6_addr (self, &in6.sin6_addr);
    }
}

/**
 * rb_endpoint_parse:
 * @self: (out): filled completely
 * @address: an IPv4 or IPv6 address; brackets around IPv6 and a zone ("%eth0") are allowed
 * @port: port in host byte order
 *
 * Returns: FALSE when @address is no numeric address; then the family is 0 and the port is kept
 */
gboolean
rb_endpoint_parse (RbEndpoint *self, const char *address, guint16 port)
{
  char text[INET6_ADDRSTRLEN];
  struct in6_addr in6;
  gsize length;

  memset (self, 0, sizeof *self);
  self->port = port;

  if (address == NULL)
    return FALSE;

  if (*address == '[')
    address++;
  length = strcspn (address, "]%");
  if (length >= sizeof text)
    return FALSE;

  memcpy (text, address, length);
  text[length] = '\0';

  if (inet_pton (AF_INET, text, self->addr) == 1)
    {
      self->family = 4;
      return TRUE;
    }

  if (inet_pton (AF_INET6, text, &in6) == 1)
    {
      set_in6_addr (self, &in6);
      return TRUE;
    }

  return FALSE;
}

/**
 * rb_endpoint_equal:
 *
 * Returns: TRUE when family, address and port are the same
 */
gboolean
rb_endpoint_equal (const RbEndpoint *a, const RbEndpoint *b)
{
  return a->family == b->family && a->port == b->port && memcmp (a->addr, b->addr, address_size (a)) == 0;
}

/**
 * rb_endpoint_is_same_host:
 *
 * Returns: TRUE for the same address, whatever the ports; FALSE when either is not known
 */
gboolean
rb_endpoint_is_same_host (const RbEndpoint *a, const RbEndpoint *b)
{
  return a->family != 0 && a->family == b->family && memcmp (a->addr, b->addr, address_size (a)) == 0;
}

/**
 * rb_endpoint_hash:
 *
 * Returns: a hash that agrees with rb_endpoint_equal()
 */
guint
rb_endpoint_hash (const RbEndpoint *self)
{
  guint hash = 5381 + self->family;

  for (gsize i = 0; i < address_size (self); i++)
    hash = hash * 33 + self->addr[i];

  return hash * 65599 + self->port;
}

/**
 * rb_endpoint_is_private:
 *
 * Returns: TRUE for an address that only its own network can reach
 */
gboolean
rb_endpoint_is_private (const RbEndpoint *self)
{
  const guint8 *a = self->addr;

  if (self->family == 4)
    return a[0] == 10 || (a[0] == 172 && (a[1] & 0xf0) == 16) || (a[0] == 192 && a[1] == 168) ||
           (a[0] == 100 && (a[1] & 0xc0) == 64) || (a[0] == 169 && a[1] == 254);
  return self->family == 6 && ((a[0] & 0xfe) == 0xfc || (a[0] == 0xfe && (a[1] & 0xc0) == 0x80));
}

/**
 * rb_endpoint_format_address:
 *
 * Returns: (transfer full): "192.0.2.1", "2001:db8::1", or "?" when the address is not known
 */
char *
rb_endpoint_format_address (const RbEndpoint *self)
{
  char text[INET6_ADDRSTRLEN];

  if (self->family != 4 && self->family != 6)
    return g_strdup ("?");

  inet_ntop (self->family == 4 ? AF_INET : AF_INET6, self->addr, text, sizeof text);

  return g_strdup (text);
}

/**
 * rb_endpoint_format:
 *
 * Returns: (transfer full): "192.0.2.1:5060", "[2001:db8::1]:5060", or "?" when the address is not
 *   known
 */
char *
rb_endpoint_format (const RbEndpoint *self)
{
  g_autofree char *address = rb_endpoint_format_address (self);

  if (self->family == 6)
    return g_strdup_printf ("[%s]:%u", address, self->port);

  if (self->family == 4)
    return g_strdup_printf ("%s:%u", address, self->port);

  return g_steal_pointer (&address);
}
