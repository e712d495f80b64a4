/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Status codes as sentences: what happened, to what, and what to do (RFC 3261 21 and the
 * IANA registry). One table for calls, one for what differs in a registration. */

#include "rb-sip-reason.h"

#include "rb-sip-address.h"
#include "rb-sip-call.h"
#include "rb-sip-names.h"
#include "rb-sip-status.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What Sofia calls a failed look-up. */
#define NAME_NOT_FOUND "DNS Error"
/* RFC 5737: never reached, but the kernel says whether there is a default route. */
#define ANY_REMOTE_ADDRESS "192.0.2.1"

typedef struct
{
  guint status;
  const char *text; /* %s: the address */
} Reason;

static const Reason call_reasons[] = {
  { 300, N_ ("%s can be reached at several addresses. Ask for the one to call.") },
  { 301, N_ ("%s has moved for good. Ask for the new address.") },
  { 302, N_ ("%s is at another address for now, and that address could not be called.") },
  { 305, N_ ("%s can only be called through another proxy. Ask its provider which one to set in the account.") },
  { 380, N_ ("The call to %s did not succeed, but another service is offered for it.") },
  { 400, N_ ("The server did not understand the call to %s. Check the address.") },
  { 401, N_ ("The server for %s did not accept the user name or password. Check them in the account.") },
  { 402, N_ ("The server wants a payment before it calls %s. Check the balance with your provider.") },
  { 403, N_ ("The server does not allow this account to call %s. Check the account with your provider.") },
  { 404, N_ ("There is no user %s. Check the address.") },
  { 405, N_ ("%s does not take calls.") },
  { 406, N_ ("%s cannot take a call of this kind.") },
  { 407, N_ ("The proxy did not accept the user name or password for the call to %s. Check them in the account.") },
  { 408, N_ ("The network found nobody at %s in time. Try again later.") },
  { 410, N_ ("%s no longer exists.") },
  { 413, N_ ("The call request was too large for %s.") },
  { 414, N_ ("The address %s is too long for the server.") },
  { 415, N_ ("%s does not understand the call's description of its audio.") },
  { 416, N_ ("The server does not understand the kind of address in %s. Use one that begins with “sip:”.") },
  { 420, N_ ("%s does not support something this phone requires.") },
  { 421, N_ ("%s requires something this phone does not support.") },
  { 422, N_ ("%s wants a longer session timer than this phone offers.") },
  { 423, N_ ("The server wants a longer registration interval. Raise it in the account.") },
  { 429, N_ ("The server wants to know who referred the call to %s.") },
  { 433, N_ ("%s does not take anonymous calls. Show your number and call again.") },
  { 480, N_ ("%s cannot be reached now: it is not registered or does not take calls. Try again later.") },
  { 481, N_ ("The other side no longer knows the call with %s.") },
  { 482, N_ ("The call to %s came back to a server it had passed: the servers forward it in a circle.") },
  { 483, N_ ("The call to %s passed too many servers: they probably forward it in a circle.") },
  { 484, N_ ("The address %s is not complete. Dial the whole number.") },
  { 485, N_ ("%s could be more than one user. Use the full address.") },
  { 486, N_ ("%s is busy. Try again later.") },
  { 487, N_ ("The call to %s was cancelled before it was answered.") },
  { 488, N_ ("%s and this phone share no audio codec or kind of encryption. Look at the encryption in the account.") },
  { 491, N_ ("%s was changing the call at the same moment. Try again.") },
  { 493, N_ ("%s could not decrypt the call request.") },
  { 494, N_ ("%s requires a security agreement this phone does not support.") },
  { 500, N_ ("The server had an internal error while it called %s. Try again later.") },
  { 501, N_ ("The server for %s cannot place calls.") },
  { 502, N_ ("A gateway on the way to %s got a bad answer. Try again later.") },
  { 503, N_ ("The service for %s is not available now. Try again later.") },
  { 504, N_ ("A server on the way to %s got no answer in time. Try again later.") },
  { 505, N_ ("The server for %s speaks another version of SIP.") },
  { 513, N_ ("The call request was too large for the server of %s.") },
  { 580, N_ ("%s could not reserve what the call needs.") },
  { 600, N_ ("%s is busy everywhere. Try again later.") },
  { 603, N_ ("%s declined the call.") },
  { 604, N_ ("%s does not exist anywhere. Check the address.") },
  { 606, N_ ("%s and this phone could not agree on the call's audio.") },
  { 607, N_ ("%s does not want this call.") },
  { 608, N_ ("A service rejected the call to %s on behalf of the person called.") },
};

static const Reason registration_reasons[] = {
  { 401, N_ ("%s did not accept the user name or password. Check them in the account.") },
  { 403, N_ ("%s does not let this account register. Check the user name and password.") },
  { 404, N_ ("%s does not know this user. Check the user name and domain.") },
  { 407, N_ ("The proxy for %s did not accept the user name or password. Check them in the account.") },
  { 408, N_ ("%s found no registrar in time. It is tried again.") },
  { 423, N_ ("%s wants a longer registration interval. Raise it in the account.") },
  { 500, N_ ("%s had an internal error. It is tried again.") },
  { 503, N_ ("The service at %s is not available now. It is tried again.") },
};

static const char *
find_text (const Reason *reasons, gsize n, guint status)
{
  for (gsize i = 0; i < n; i++)
    if (reasons[i].status == status)
      return _ (reasons[i].text);

  return NULL;
}

static char *
put_in (const char *text, const char *what)
{
  GString *out = g_string_new (text);

  g_string_replace (out, "%s", what, 1);

  return g_string_free (out, FALSE);
}

static const char *
get_phrase (guint status, const char *phrase)
{
  return phrase != NULL && *phrase != '\0' ? phrase : rb_sip_status_phrase (status);
}

char *
rb_sip_reason_text (guint status, const char *phrase, const char *what)
{
  const char *text = find_text (call_reasons, G_N_ELEMENTS (call_reasons), status);
  g_autofree char *valid = NULL;

  g_return_val_if_fail (what != NULL, NULL);

  if (text != NULL)
    return put_in (text, what);

  valid = g_utf8_make_valid (get_phrase (status, phrase), -1);

  return g_strdup_printf (_ ("The call to %s failed: the answer was “%u %s”."), what, status, valid);
}

char *
rb_sip_reason_registration (guint status, const char *phrase, const char *registrar)
{
  const char *text = find_text (registration_reasons, G_N_ELEMENTS (registration_reasons), status);
  g_autofree char *valid = NULL;

  if (text != NULL)
    return put_in (text, registrar);

  valid = g_utf8_make_valid (get_phrase (status, phrase), -1);

  return g_strdup_printf (_ ("%s refused the registration: the answer was “%u %s”."), registrar, status, valid);
}

/* Whether the kernel knows a way to @server, a number or a name that was found. */
static gboolean
has_route (const char *server)
{
  g_autofree char *host = rb_sip_address_get_host (server);
  g_autofree char *hosts = rb_sip_names_read ();
  g_autoptr (GInetAddress) known = rb_sip_names_find (hosts, host);
  g_autofree char *number = known != NULL ? g_inet_address_to_string (known) : NULL;
  g_autofree char *local = NULL;

  if (number == NULL)
    number = g_strdup (g_hostname_is_ip_address (host) ? host : ANY_REMOTE_ADDRESS);

  return rb_sip_address_find_local (number, &local);
}

char *
rb_sip_reason_no_response (guint status, const char *phrase, const char *what, const char *server, guint limit_s)
{
  g_autofree char *where = rb_sip_address_get_host_and_port (server);

  if (limit_s > 0)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "No answer from %s within %u second. Check the address and the network.",
                     "No answer from %s within %u seconds. Check the address and the network.", limit_s),
        what, limit_s);

  if (status == 408)
    return g_strdup_printf (_ ("No answer from %s. Check the address and the network."), what);

  if (g_strcmp0 (phrase, NAME_NOT_FOUND) == 0)
    return g_strdup_printf (_ ("%s could not be reached: its name was not found, or the network is down. Check both."),
                            where);
  if (!has_route (server))
    return g_strdup_printf (_ ("%s could not be reached: no network leads there. Check the network."), where);

  return g_strdup_printf (_ ("Nothing listens for SIP at %s. Check the address, the port and the transport."), where);
}
