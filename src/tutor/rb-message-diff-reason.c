/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Why a line of a message differs from that of another: a table of what proxies, phones and retries change. The first
 * row that fits is told; a line that no row fits speaks for itself. */

#include "rb-message-diff-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef enum
{
  ADDED = 1 << RB_DIFF_ADDED,
  REMOVED = 1 << RB_DIFF_REMOVED,
  CHANGED = 1 << RB_DIFF_CHANGED,
} Kinds;

typedef enum
{
  ANY_HOP,
  SAME_HOP,
  OTHER_HOP,
} Hop;

typedef enum
{
  ANY_MESSAGE,
  REQUEST,
  RESPONSE,
} Messages;

typedef gboolean (*Fits) (const RbDiffLine *line, const RbDiffPair *pair);

static gboolean
contains (const char *text, const char *part)
{
  return text != NULL && g_strstr_len (text, -1, part) != NULL;
}

/* The value of ";name=" or "name=" in a header's line, up to the next separator. (transfer full) (nullable) */
static char *
dup_param (const char *text, const char *name)
{
  g_autofree char *lower = text != NULL ? g_ascii_strdown (text, -1) : NULL;
  const char *found = lower;
  gsize length = strlen (name);

  while (found != NULL && (found = strstr (found, name)) != NULL)
    {
      const char *value = text + (found - lower) + length;

      if (found > lower && strchr ("; ,\t", found[-1]) != NULL && *value == '=')
        return g_strndup (value + 1, strcspn (value + 1, ";,> \t"));
      found += length;
    }

  return NULL;
}

static gboolean
differs_in (const RbDiffLine *line, const char *name)
{
  g_autofree char *before = dup_param (line->before, name);
  g_autofree char *after = dup_param (line->after, name);

  return after != NULL && g_strcmp0 (before, after) != 0;
}

static gboolean
lacks_before (const RbDiffLine *line, const char *name)
{
  g_autofree char *before = dup_param (line->before, name);
  g_autofree char *after = dup_param (line->after, name);

  return after != NULL && (before == NULL || (*before == '\0' && *after != '\0'));
}

static gboolean
has_other_method (const RbDiffLine *line, const RbDiffPair *pair)
{
  return !rb_span_equal (pair->before_index->method, g_bytes_get_data (rb_message_get_bytes (pair->before), NULL),
                         pair->after_index->method, g_bytes_get_data (rb_message_get_bytes (pair->after), NULL));
}

static gboolean
has_other_status (const RbDiffLine *line, const RbDiffPair *pair)
{
  return pair->before_index->status != pair->after_index->status;
}

static gboolean
is_within_dialog (const RbDiffLine *line, const RbDiffPair *pair)
{
  return pair->after_index->to_tag.length > 0;
}

static gboolean
has_other_branch (const RbDiffLine *line, const RbDiffPair *pair)
{
  return differs_in (line, "branch");
}

static gboolean
has_received (const RbDiffLine *line, const RbDiffPair *pair)
{
  return lacks_before (line, "received") || lacks_before (line, "rport");
}

static gboolean
has_new_tag (const RbDiffLine *line, const RbDiffPair *pair)
{
  return lacks_before (line, "tag");
}

static gboolean
has_other_tag (const RbDiffLine *line, const RbDiffPair *pair)
{
  return differs_in (line, "tag");
}

static gboolean
has_other_nonce (const RbDiffLine *line, const RbDiffPair *pair)
{
  return differs_in (line, "nonce");
}

static guint64
get_number (const char *text)
{
  return text != NULL ? g_ascii_strtoull (text + strcspn (text, "0123456789"), NULL, 10) : 0;
}

static gboolean
is_one_less (const RbDiffLine *line, const RbDiffPair *pair)
{
  return get_number (line->before) == get_number (line->after) + 1;
}

static gboolean
is_more (const RbDiffLine *line, const RbDiffPair *pair)
{
  return get_number (line->after) > get_number (line->before);
}

static gboolean
is_more_with_credentials (const RbDiffLine *line, const RbDiffPair *pair)
{
  return is_more (line, pair) && pair->after_index->has_authorization && !pair->before_index->has_authorization;
}

static gboolean
is_zero (const RbDiffLine *line, const RbDiffPair *pair)
{
  return pair->after_index->has_expires_zero && get_number (line->after) == 0;
}

static gboolean
is_other_version (const RbDiffLine *line, const RbDiffPair *pair)
{
  return line->before != NULL && line->after != NULL && g_str_has_prefix (line->before, "o=") &&
         g_str_has_prefix (line->after, "o=");
}

/* The n-th word of a line, from 0. (transfer full) (nullable) */
static char *
dup_word (const char *text, guint n)
{
  g_auto (GStrv) words = g_strsplit (text, " ", (int) n + 2);

  return g_strv_length (words) > n ? g_strdup (words[n]) : NULL;
}

static gboolean
has_other_word (const RbDiffLine *line, guint n)
{
  g_autofree char *before = dup_word (line->before, n);
  g_autofree char *after = dup_word (line->after, n);

  return g_strcmp0 (before, after) != 0;
}

static gboolean
is_port_zero (const RbDiffLine *line, const RbDiffPair *pair)
{
  g_autofree char *port = dup_word (line->after, 1);

  return g_strcmp0 (port, "0") == 0;
}

static gboolean
is_other_port (const RbDiffLine *line, const RbDiffPair *pair)
{
  return has_other_word (line, 1);
}

static gboolean
is_hold (const RbDiffLine *line, const RbDiffPair *pair)
{
  return g_strcmp0 (line->after, "a=sendonly") == 0 || g_strcmp0 (line->after, "a=inactive") == 0;
}

static gboolean
is_resume (const RbDiffLine *line, const RbDiffPair *pair)
{
  return line->kind == RB_DIFF_CHANGED && g_strcmp0 (line->after, "a=sendrecv") == 0;
}

static gboolean
is_no_longer_hold (const RbDiffLine *line, const RbDiffPair *pair)
{
  return contains (line->before, "a=sendonly") || contains (line->before, "a=inactive");
}

static gboolean
is_only_hearing (const RbDiffLine *line, const RbDiffPair *pair)
{
  return g_strcmp0 (line->after, "a=recvonly") == 0;
}

/* @name: of a header; of a line of a body how it begins; NULL: any header, "" the start line */
typedef struct
{
  const char *name;
  RbDiffPart part;
  Kinds kinds;
  Hop hop;
  Messages messages;
  Fits fits;
  const char *id;
  const char *rfc;
  const char *text;
} Reason;

static const Reason reasons[] = {
  { "", RB_DIFF_START_LINE, CHANGED, ANY_HOP, REQUEST, has_other_method, "diff-method", "RFC 3261 7.1",
    N_ ("It is a request of another method.") },
  { "", RB_DIFF_START_LINE, CHANGED, OTHER_HOP, REQUEST, NULL, "diff-request-uri-retargeted", "RFC 3261 16.5",
    N_ ("The proxy put another Request-URI here: it looked up where the called user can be reached.") },
  { "", RB_DIFF_START_LINE, CHANGED, SAME_HOP, REQUEST, is_within_dialog, "diff-request-uri-dialog",
    "RFC 3261 12.2.1.1", N_ ("Within a dialog the Request-URI is the Contact of the other side.") },
  { "", RB_DIFF_START_LINE, CHANGED, SAME_HOP, REQUEST, NULL, "diff-request-uri", "RFC 3261 8.1.1.1",
    N_ ("The request is addressed to another URI.") },
  { "", RB_DIFF_START_LINE, CHANGED, ANY_HOP, RESPONSE, has_other_status, "diff-status", "RFC 3261 7.2",
    N_ ("It is a response with another status.") },
  { "", RB_DIFF_START_LINE, CHANGED, ANY_HOP, RESPONSE, NULL, "diff-reason-phrase", "RFC 3261 7.2",
    N_ ("Only the reason phrase differs: it is for people, programs go by the number.") },

  { "Via", RB_DIFF_HEADER, ADDED, OTHER_HOP, REQUEST, NULL, "diff-via-added", "RFC 3261 16.6",
    N_ ("The proxy put its own Via on top, so that the response comes back through it.") },
  { "Via", RB_DIFF_HEADER, REMOVED, OTHER_HOP, RESPONSE, NULL, "diff-via-removed", "RFC 3261 16.7",
    N_ ("The proxy took its own Via off before it passed the response on.") },
  { "Via", RB_DIFF_HEADER, CHANGED, SAME_HOP, REQUEST, has_other_branch, "diff-branch", "RFC 3261 8.1.1.7",
    N_ ("A new branch: this is a transaction of its own, not a copy of the other request.") },
  { "Via", RB_DIFF_HEADER, CHANGED, SAME_HOP, RESPONSE, has_other_branch, "diff-branch-response", "RFC 3261 17.1.3",
    N_ ("Another branch: it answers another transaction.") },
  { "Via", RB_DIFF_HEADER, CHANGED, ANY_HOP, ANY_MESSAGE, has_received, "diff-received", "RFC 3261 18.2.1",
    N_ ("Whoever received the request wrote down where it really came from (received, rport), so that responses get "
        "back through a NAT.") },
  { "Max-Forwards", RB_DIFF_HEADER, CHANGED, ANY_HOP, REQUEST, is_one_less, "diff-max-forwards", "RFC 3261 16.6",
    N_ ("One less: every proxy counts it down, so that a request in a loop ends.") },
  { "Record-Route", RB_DIFF_HEADER, ADDED, OTHER_HOP, REQUEST, NULL, "diff-record-route", "RFC 3261 16.6",
    N_ ("The proxy wants to stay in the path: later requests of this dialog come through it, too.") },
  { "Route", RB_DIFF_HEADER, REMOVED, OTHER_HOP, REQUEST, NULL, "diff-route-removed", "RFC 3261 16.4",
    N_ ("The proxy took off the Route that led to itself.") },
  { "Route", RB_DIFF_HEADER, ADDED, SAME_HOP, REQUEST, is_within_dialog, "diff-route-set", "RFC 3261 12.2.1.1",
    N_ ("Within a dialog requests follow the proxies that had put themselves into Record-Route.") },
  { "Contact", RB_DIFF_HEADER, CHANGED, OTHER_HOP, ANY_MESSAGE, NULL, "diff-contact-rewritten", NULL,
    N_ ("Rewritten on the way: likely for a phone behind NAT, whose own address could not be reached from outside. "
        "The RFCs do not let a proxy do so.") },
  { "Contact", RB_DIFF_HEADER, CHANGED, SAME_HOP, ANY_MESSAGE, NULL, "diff-contact", "RFC 3261 8.1.1.8",
    N_ ("Later requests to this side are to go to another address, or are told something else about it.") },
  { "From", RB_DIFF_HEADER, CHANGED, ANY_HOP, ANY_MESSAGE, has_other_tag, "diff-from-tag", "RFC 3261 19.3",
    N_ ("Another From tag: this does not belong to the same dialog.") },
  { "To", RB_DIFF_HEADER, CHANGED, ANY_HOP, REQUEST, has_new_tag, "diff-to-tag-request", "RFC 3261 12.2.1.1",
    N_ ("With a To tag the request is sent within a dialog.") },
  { "To", RB_DIFF_HEADER, CHANGED, ANY_HOP, RESPONSE, has_new_tag, "diff-to-tag-response", "RFC 3261 8.2.6.2",
    N_ ("Whoever answers adds a To tag: its half of the name of a dialog.") },
  { "To", RB_DIFF_HEADER, CHANGED, ANY_HOP, ANY_MESSAGE, has_other_tag, "diff-to-tag", "RFC 3261 19.3",
    N_ ("Another To tag: it comes from, or belongs to, another dialog.") },
  { "Call-ID", RB_DIFF_HEADER, CHANGED, ANY_HOP, ANY_MESSAGE, NULL, "diff-call-id", "RFC 3261 8.1.1.4",
    N_ ("Another Call-ID: for the two ends these are different calls.") },
  { "CSeq", RB_DIFF_HEADER, CHANGED, ANY_HOP, ANY_MESSAGE, has_other_method, "diff-cseq-method", "RFC 3261 20.16",
    N_ ("CSeq names the method of the request.") },
  { "CSeq", RB_DIFF_HEADER, CHANGED, ANY_HOP, REQUEST, is_more_with_credentials, "diff-cseq-credentials",
    "RFC 3261 22.2", N_ ("The number goes up: with credentials it is a new request.") },
  { "CSeq", RB_DIFF_HEADER, CHANGED, ANY_HOP, REQUEST, is_more, "diff-cseq", "RFC 3261 12.2.1.1",
    N_ ("The number goes up with each new request of this side.") },
  { "CSeq", RB_DIFF_HEADER, CHANGED, ANY_HOP, RESPONSE, NULL, "diff-cseq-response", "RFC 3261 8.2.6.2",
    N_ ("It answers another request, and CSeq says which.") },
  { "Authorization", RB_DIFF_HEADER, ADDED, ANY_HOP, REQUEST, NULL, "diff-authorization", "RFC 3261 22.2",
    N_ ("The answer to the challenge of a 401: computed from the password and the nonce.") },
  { "Proxy-Authorization", RB_DIFF_HEADER, ADDED, ANY_HOP, REQUEST, NULL, "diff-proxy-authorization", "RFC 3261 22.3",
    N_ ("The answer to the challenge of a 407: computed from the password and the nonce.") },
  { "Authorization", RB_DIFF_HEADER, CHANGED, SAME_HOP, REQUEST, has_other_nonce, "diff-credentials-nonce",
    "RFC 3261 22.4", N_ ("Computed anew, from another nonce.") },
  { "Proxy-Authorization", RB_DIFF_HEADER, CHANGED, SAME_HOP, REQUEST, has_other_nonce, "diff-credentials-nonce",
    "RFC 3261 22.4", N_ ("Computed anew, from another nonce.") },
  { "Authorization", RB_DIFF_HEADER, CHANGED, SAME_HOP, REQUEST, NULL, "diff-credentials", "RFC 7616 3.4",
    N_ ("Computed anew from the same nonce: its count, the client's nonce, the method or the URI differ.") },
  { "Proxy-Authorization", RB_DIFF_HEADER, CHANGED, SAME_HOP, REQUEST, NULL, "diff-credentials", "RFC 7616 3.4",
    N_ ("Computed anew from the same nonce: its count, the client's nonce, the method or the URI differ.") },
  { "Proxy-Authorization", RB_DIFF_HEADER, REMOVED, OTHER_HOP, REQUEST, NULL, "diff-credentials-consumed",
    "RFC 3261 22.3", N_ ("The credentials were for this proxy: it checked them and does not pass them on.") },
  { "WWW-Authenticate", RB_DIFF_HEADER, CHANGED, SAME_HOP, RESPONSE, has_other_nonce, "diff-nonce", "RFC 7616 3.3",
    N_ ("A new nonce: credentials computed from the other one count no more.") },
  { "Proxy-Authenticate", RB_DIFF_HEADER, CHANGED, SAME_HOP, RESPONSE, has_other_nonce, "diff-nonce", "RFC 7616 3.3",
    N_ ("A new nonce: credentials computed from the other one count no more.") },
  { "Content-Length", RB_DIFF_HEADER, CHANGED, ANY_HOP, ANY_MESSAGE, NULL, "diff-content-length", "RFC 3261 20.14",
    N_ ("It follows the length of the body.") },
  { "Content-Type", RB_DIFF_HEADER, ADDED, ANY_HOP, ANY_MESSAGE, NULL, "diff-body-added", "RFC 3261 20.15",
    N_ ("There is a body now, and this says of what kind.") },
  { "Expires", RB_DIFF_HEADER, ADDED | CHANGED, ANY_HOP, REQUEST, is_zero, "diff-expires-zero", "RFC 3261 10.2.2",
    N_ ("Zero seconds: what was registered or subscribed is taken back.") },
  { "Expires", RB_DIFF_HEADER, CHANGED, ANY_HOP, ANY_MESSAGE, NULL, "diff-expires", "RFC 3261 20.19",
    N_ ("Another lifetime is asked for or granted.") },
  { "Session-Expires", RB_DIFF_HEADER, ADDED | CHANGED, ANY_HOP, ANY_MESSAGE, NULL, "diff-session-expires",
    "RFC 4028 4", N_ ("The session timer: so often a refresh must come, and who is to send it.") },
  { "Min-SE", RB_DIFF_HEADER, ADDED | CHANGED, ANY_HOP, ANY_MESSAGE, NULL, "diff-min-se", "RFC 4028 5",
    N_ ("The shortest session timer that somebody on the way accepts.") },
  { "RSeq", RB_DIFF_HEADER, ADDED, ANY_HOP, RESPONSE, NULL, "diff-rseq-added", "RFC 3262 3",
    N_ ("With RSeq the provisional response is reliable: the caller confirms it with PRACK.") },
  { "RSeq", RB_DIFF_HEADER, CHANGED, ANY_HOP, RESPONSE, NULL, "diff-rseq", "RFC 3262 3",
    N_ ("Each reliable provisional response has the next number.") },
  { "RAck", RB_DIFF_HEADER, CHANGED, ANY_HOP, REQUEST, NULL, "diff-rack", "RFC 3262 7.2",
    N_ ("This PRACK confirms another response.") },
  { "User-Agent", RB_DIFF_HEADER, CHANGED, ANY_HOP, ANY_MESSAGE, NULL, "diff-user-agent", "RFC 3261 20.41",
    N_ ("Another program wrote this message, or it changed its name.") },
  { "Server", RB_DIFF_HEADER, CHANGED, ANY_HOP, ANY_MESSAGE, NULL, "diff-server", "RFC 3261 20.35",
    N_ ("Another program made this response.") },
  { "P-Asserted-Identity", RB_DIFF_HEADER, ADDED, OTHER_HOP, ANY_MESSAGE, NULL, "diff-asserted-identity", "RFC 3325 5",
    N_ ("The proxy vouches for who this is.") },
  { NULL, RB_DIFF_HEADER, ADDED, OTHER_HOP, ANY_MESSAGE, NULL, "diff-header-added-on-the-way", NULL,
    N_ ("Added on the way.") },
  { NULL, RB_DIFF_HEADER, REMOVED, OTHER_HOP, ANY_MESSAGE, NULL, "diff-header-removed-on-the-way", NULL,
    N_ ("Taken off on the way.") },

  { "o=", RB_DIFF_BODY, CHANGED, ANY_HOP, ANY_MESSAGE, is_other_version, "diff-sdp-origin", "RFC 3264 8",
    N_ ("When a side changes its session description it raises the version here by one; another number before it "
        "is another session.") },
  { "c=", RB_DIFF_BODY, CHANGED, OTHER_HOP, ANY_MESSAGE, NULL, "diff-sdp-address-rewritten", NULL,
    N_ ("Rewritten on the way: likely so that media goes through a relay, because of NAT.") },
  { "c=", RB_DIFF_BODY, CHANGED, SAME_HOP, ANY_MESSAGE, NULL, "diff-sdp-address", "RFC 8866 5.7",
    N_ ("Media is wanted at another address.") },
  { "m=", RB_DIFF_BODY, CHANGED, ANY_HOP, ANY_MESSAGE, is_port_zero, "diff-sdp-port-zero", "RFC 3264 6",
    N_ ("Port 0: this media is refused, or ended.") },
  { "m=", RB_DIFF_BODY, CHANGED, OTHER_HOP, ANY_MESSAGE, is_other_port, "diff-sdp-port-rewritten", NULL,
    N_ ("Rewritten on the way: likely so that media goes through a relay, because of NAT.") },
  { "m=", RB_DIFF_BODY, CHANGED, SAME_HOP, ANY_MESSAGE, is_other_port, "diff-sdp-port", "RFC 8866 5.14",
    N_ ("Media is wanted at another port.") },
  { "m=", RB_DIFF_BODY, CHANGED, ANY_HOP, ANY_MESSAGE, NULL, "diff-sdp-codecs", "RFC 3264 5.1",
    N_ ("Other codecs, or in another order: the first one is preferred.") },
  { "m=", RB_DIFF_BODY, ADDED, ANY_HOP, ANY_MESSAGE, NULL, "diff-sdp-media", "RFC 3264 8.1", N_ ("One more medium.") },
  { "a=", RB_DIFF_BODY, ADDED | CHANGED, ANY_HOP, ANY_MESSAGE, is_hold, "diff-sdp-hold", "RFC 3264 8.4",
    N_ ("This side no longer wants to hear: that is how a call is put on hold.") },
  { "a=", RB_DIFF_BODY, ADDED | CHANGED, ANY_HOP, ANY_MESSAGE, is_only_hearing, "diff-sdp-recvonly", "RFC 3264 6.1",
    N_ ("This side only receives: usually because the other one put the call on hold.") },
  { "a=", RB_DIFF_BODY, CHANGED, ANY_HOP, ANY_MESSAGE, is_resume, "diff-sdp-resume", "RFC 3264 8.4",
    N_ ("Media flows both ways again.") },
  { "a=", RB_DIFF_BODY, REMOVED, ANY_HOP, ANY_MESSAGE, is_no_longer_hold, "diff-sdp-resume", "RFC 3264 8.4",
    N_ ("Media flows both ways again.") },
  { "a=crypto:", RB_DIFF_BODY, CHANGED, ANY_HOP, ANY_MESSAGE, NULL, "diff-sdp-keys", "RFC 4568 7.1",
    N_ ("Media is encrypted with another key.") },
};

static gboolean
has_name (const RbDiffLine *line, const Reason *reason)
{
  const char *text = line->after != NULL ? line->after : line->before;

  if (reason->part != line->part)
    return FALSE;
  if (reason->name == NULL || *reason->name == '\0')
    return TRUE;

  return line->part == RB_DIFF_HEADER ? g_ascii_strcasecmp (line->name, reason->name) == 0
                                      : g_str_has_prefix (text, reason->name);
}

void
rb_diff_explain (RbDiffLine *line, const RbDiffPair *pair)
{
  Hop hop = pair->is_other_hop ? OTHER_HOP : SAME_HOP;
  Messages messages = pair->after_index->is_request ? REQUEST : RESPONSE;

  if (line->part == RB_DIFF_BODY && !pair->before_index->has_sdp)
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      const Reason *reason = &reasons[i];

      if (!has_name (line, reason) || (reason->kinds & 1 << line->kind) == 0 ||
          (reason->hop != ANY_HOP && reason->hop != hop) ||
          (reason->messages != ANY_MESSAGE && reason->messages != messages) ||
          (reason->fits != NULL && !reason->fits (line, pair)))
        continue;

      line->id = reason->id;
      line->text = _ (reason->text);
      line->rfc = reason->rfc;
      return;
    }
}
