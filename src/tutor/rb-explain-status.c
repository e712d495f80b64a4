/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What each registered status code means, in plain words: the table of IANA's sip-parameters, and the classes for
 * codes that are not in it (RFC 3261 8.1.3.2). What a code means in one call is told by the other files. */

#include "rb-explain-private.h"

#include <glib/gi18n-lib.h>

/* clang-format off */
static const struct
{
  guint16 status;
  const char *rfc;
  const char *text;
} statuses[] = {
  { 100, "RFC 3261 21.1.1", N_("100 Trying: the next hop has got the request and works on it. It stops the repetition and says nothing about the callee.") },
  { 180, "RFC 3261 21.1.2", N_("180 Ringing: the callee's phone rings.") },
  { 181, "RFC 3261 21.1.3", N_("181 Call Is Being Forwarded: the call is on its way to another address, such as by call forwarding.") },
  { 182, "RFC 3261 21.1.4", N_("182 Queued: the callee is busy, but the call waits in a queue instead of being refused.") },
  { 183, "RFC 3261 21.1.5", N_("183 Session Progress: there is news of the call, usually sound before the answer, which no other code describes.") },
  { 199, "RFC 6228", N_("199 Early Dialog Terminated: one branch of a forked call has ended, others go on.") },
  { 200, "RFC 3261 21.2.1", N_("200 OK: the request was carried out. What that means depends on its method.") },
  { 202, "RFC 6665 8.3.1", N_("202 Accepted: the request was understood and will be dealt with; whether it succeeds is told later.") },
  { 204, "RFC 5839", N_("204 No Notification: the subscription was renewed, and no NOTIFY follows because nothing has changed.") },
  { 300, "RFC 3261 21.3.1", N_("300 Multiple Choices: there are several addresses to choose from; they are in Contact.") },
  { 301, "RFC 3261 21.3.2", N_("301 Moved Permanently: the callee has another address now, given in Contact; address books should be changed.") },
  { 302, "RFC 3261 21.3.3", N_("302 Moved Temporarily: try the address in Contact this time.") },
  { 305, "RFC 3261 21.3.4", N_("305 Use Proxy: the call must go through the proxy named in Contact.") },
  { 380, "RFC 3261 21.3.5", N_("380 Alternative Service: this call is not possible, but another service is, described in the body.") },
  { 400, "RFC 3261 21.4.1", N_("400 Bad Request: the request is malformed, so that it could not be understood.") },
  { 401, "RFC 3261 21.4.2", N_("401 Unauthorized: the server the request is for wants to know who asks. It is a challenge, not a refusal: WWW-Authenticate holds realm and nonce.") },
  { 402, "RFC 3261 21.4.3", N_("402 Payment Required: reserved for later; some providers send it when an account is empty.") },
  { 403, "RFC 3261 21.4.4", N_("403 Forbidden: the server understood and refuses; credentials will not help.") },
  { 404, "RFC 3261 21.4.5", N_("404 Not Found: this domain knows no such user, or the user has never registered.") },
  { 405, "RFC 3261 21.4.6", N_("405 Method Not Allowed: this address does not take such requests; Allow lists those it takes.") },
  { 406, "RFC 3261 21.4.7", N_("406 Not Acceptable: it could only answer in a form that the Accept header does not allow.") },
  { 407, "RFC 3261 21.4.8", N_("407 Proxy Authentication Required: a proxy wants to know who asks before it passes the request on. It is a challenge, not a refusal: Proxy-Authenticate holds realm and nonce.") },
  { 408, "RFC 3261 21.4.9", N_("408 Request Timeout: no answer came in time.") },
  { 410, "RFC 3261 21.4.10", N_("410 Gone: the user was here once, is not any more, and left no other address.") },
  { 412, "RFC 3903", N_("412 Conditional Request Failed: the publication that was to be changed does not exist any more.") },
  { 413, "RFC 3261 21.4.11", N_("413 Request Entity Too Large: the body is larger than the server accepts.") },
  { 414, "RFC 3261 21.4.12", N_("414 Request-URI Too Long: the address is longer than the server accepts.") },
  { 415, "RFC 3261 21.4.13", N_("415 Unsupported Media Type: the body is of a kind that the server does not know; Accept lists what it takes.") },
  { 416, "RFC 3261 21.4.14", N_("416 Unsupported URI Scheme: the server cannot follow an address of this kind, such as tel: or sips:.") },
  { 417, "RFC 4412", N_("417 Unknown Resource-Priority: the priority that was asked for is not known here.") },
  { 420, "RFC 3261 21.4.15", N_("420 Bad Extension: the request requires an extension that is not known here; Unsupported names it.") },
  { 421, "RFC 3261 21.4.16", N_("421 Extension Required: the server needs an extension that the client did not offer; Require names it.") },
  { 422, "RFC 4028 6", N_("422 Session Interval Too Small: the session timer asked for is shorter than somebody on the way allows; Min-SE says how long it must be.") },
  { 423, "RFC 3261 21.4.17", N_("423 Interval Too Brief: the expiry asked for is too short for the server; Min-Expires says how long it must be.") },
  { 424, "RFC 6442", N_("424 Bad Location Information: the location sent along could not be used.") },
  { 425, "RFC 8876", N_("425 Bad Alert Message: the alert sent along was not accepted.") },
  { 428, "RFC 8224", N_("428 Use Identity Header: the caller's identity has to be signed, and it was not.") },
  { 429, "RFC 3892", N_("429 Provide Referrer Identity: it has to be proved who asked for this transfer.") },
  { 430, "RFC 5626", N_("430 Flow Failed: the connection to the phone has broken; another one may still work.") },
  { 433, "RFC 5079", N_("433 Anonymity Disallowed: the callee takes no calls from callers who hide their identity.") },
  { 436, "RFC 8224", N_("436 Bad Identity Info: the certificate of the signed identity could not be fetched or used.") },
  { 437, "RFC 8224", N_("437 Unsupported Credential: the certificate of the signed identity is not trusted here.") },
  { 438, "RFC 8224", N_("438 Invalid Identity Header: the signature of the caller's identity is wrong.") },
  { 439, "RFC 5626", N_("439 First Hop Lacks Outbound Support: the first proxy cannot keep connections for phones, which the registration needs.") },
  { 440, "RFC 5393", N_("440 Max-Breadth Exceeded: the call was forked to too many phones at once.") },
  { 469, "RFC 6086", N_("469 Bad Info Package: INFO of this kind was not announced, so it is not taken.") },
  { 470, "RFC 5360", N_("470 Consent Needed: the recipient must first agree to get such requests.") },
  { 480, "RFC 3261 21.4.18", N_("480 Temporarily Unavailable: the callee is known, but cannot be reached now: not registered, do not disturb, or nobody answered.") },
  { 481, "RFC 3261 21.4.19", N_("481 Call/Transaction Does Not Exist: whoever got the request knows no call or transaction that it fits.") },
  { 482, "RFC 3261 21.4.20", N_("482 Loop Detected: the request came back to a server that it had passed already.") },
  { 483, "RFC 3261 21.4.21", N_("483 Too Many Hops: Max-Forwards came down to 0 before the request arrived.") },
  { 484, "RFC 3261 21.4.22", N_("484 Address Incomplete: the number is not complete; more digits may help.") },
  { 485, "RFC 3261 21.4.23", N_("485 Ambiguous: the address fits several users.") },
  { 486, "RFC 3261 21.4.24", N_("486 Busy Here: this phone does not take the call now. Other phones of the callee might.") },
  { 487, "RFC 3261 21.4.25", N_("487 Request Terminated: the INVITE was ended by a CANCEL or BYE before anybody answered.") },
  { 488, "RFC 3261 21.4.26", N_("488 Not Acceptable Here: the media offered do not suit this phone, such as no common codec.") },
  { 489, "RFC 6665 8.3.2", N_("489 Bad Event: this event package is not known here; Allow-Events lists those that are.") },
  { 491, "RFC 3261 21.4.27", N_("491 Request Pending: both ends wanted to change the call at the same moment (glare).") },
  { 493, "RFC 3261 21.4.28", N_("493 Undecipherable: the encrypted body could not be read for lack of the key.") },
  { 494, "RFC 3329", N_("494 Security Agreement Required: the way the connection is secured has to be negotiated first.") },
  { 500, "RFC 3261 21.5.1", N_("500 Server Internal Error: something unexpected happened in the server.") },
  { 501, "RFC 3261 21.5.2", N_("501 Not Implemented: the server does not know this method at all.") },
  { 502, "RFC 3261 21.5.3", N_("502 Bad Gateway: the server behind this one gave an answer that made no sense.") },
  { 503, "RFC 3261 21.5.4", N_("503 Service Unavailable: the server is overloaded, being maintained, or cannot reach the next one. Retry-After may say when to try again.") },
  { 504, "RFC 3261 21.5.5", N_("504 Server Time-out: another server that was asked, such as a name server, did not answer in time.") },
  { 505, "RFC 3261 21.5.6", N_("505 Version Not Supported: the server does not speak this version of SIP.") },
  { 513, "RFC 3261 21.5.7", N_("513 Message Too Large: the message is longer than the server can take.") },
  { 555, "RFC 8599", N_("555 Push Notification Service Not Supported: the phone cannot be woken the way it asked for.") },
  { 580, "RFC 3312", N_("580 Precondition Failure: a condition of the call, such as reserved bandwidth, could not be met.") },
  { 600, "RFC 3261 21.6.1", N_("600 Busy Everywhere: the callee does not take the call on any phone.") },
  { 603, "RFC 3261 21.6.2", N_("603 Decline: the callee does not want this call, on any phone.") },
  { 604, "RFC 3261 21.6.3", N_("604 Does Not Exist Anywhere: who should know says that there is no such user.") },
  { 606, "RFC 3261 21.6.4", N_("606 Not Acceptable: the callee would talk, but not with the media offered, on any phone.") },
  { 607, "RFC 8197", N_("607 Unwanted: the callee regards the call as a nuisance; later ones of this caller may be blocked.") },
  { 608, "RFC 8688", N_("608 Rejected: a machine on the way, not the callee, blocked the call, such as a filter for nuisance calls.") },
};

/* Of codes that are not registered. */
static const struct
{
  const char *rfc;
  const char *text;
} classes[] = {
  { "RFC 3261 8.1.3.2", N_("This code is not registered. By its first digit it is provisional, and is treated like 183: the request goes on.") },
  { "RFC 3261 8.1.3.2", N_("This code is not registered. By its first digit it means success, and is treated like 200.") },
  { "RFC 3261 8.1.3.2", N_("This code is not registered. By its first digit it sends the caller to another address, and is treated like 300.") },
  { "RFC 3261 8.1.3.2", N_("This code is not registered. By its first digit the fault is with the request or for this server only, and it is treated like 400.") },
  { "RFC 3261 8.1.3.2", N_("This code is not registered. By its first digit the server failed; another might do better. It is treated like 500.") },
  { "RFC 3261 8.1.3.2", N_("This code is not registered. By its first digit the callee cannot be had on any phone, and it is treated like 600.") },
};
/* clang-format on */

guint
rb_explain_get_n_statuses (void)
{
  return G_N_ELEMENTS (statuses);
}

guint
rb_explain_get_status (guint n)
{
  return statuses[n].status;
}

static gssize
find (guint status)
{
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (statuses[i].status == status)
      return i;
  return -1;
}

const char *
rb_explain_get_status_text (guint status)
{
  gssize found = find (status);

  if (found >= 0)
    return statuses[found].text;
  return classes[CLAMP (status / 100, 1, 6) - 1].text;
}

void
rb_explain_status (RbScene *self, RbExplanation *explanation)
{
  guint status = self->message.index.status;
  gssize found = find (status);
  g_autofree char *id =
      found >= 0 ? g_strdup_printf ("status-%u", status) : g_strdup_printf ("status-class-%u", status / 100);
  const char *rfc = found >= 0 ? statuses[found].rfc : classes[CLAMP (status / 100, 1, 6) - 1].rfc;

  rb_lesson_add (explanation->what, id, rfc, _ (rb_explain_get_status_text (status)));
}
