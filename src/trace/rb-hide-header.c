/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Hides one header: which ones there are, and what each is made of. A header that is not in the
 * table keeps neither its name nor its value. */

#include <string.h>

#include "rb-hide-private.h"
#include "rb-hide-words.h"

/* Of a word like 200, and of a number that has to stay. */
#define SHORT_NUMBER 3
#define LONG_NUMBER 10

typedef void (*PutFunc) (RbHide *self, const guint8 *bytes, RbSpan value);

/* Each element of a comma-separated list by @put. */
static void
put_list (RbHide *self, const guint8 *bytes, RbSpan value, PutFunc put)
{
  RbSpan rest = value;
  gsize at = value.offset;
  RbSpan element;

  while (rb_span_next_element (&rest, bytes, &element))
    {
      rb_hide_put_gap (self, bytes, at, element.offset, ",");
      put (self, bytes, element);
      at = rb_span_end (element);
    }
  rb_hide_put_gap (self, bytes, at, rb_span_end (value), ",");
}

static void
put_addresses (RbHide *self, const guint8 *bytes, RbSpan value)
{
  put_list (self, bytes, value, rb_hide_put_address);
}

static gsize
find_mark (const guint8 *bytes, gsize from, gsize to, char mark)
{
  const guint8 *found = from < to ? memchr (bytes + from, mark, to - from) : NULL;

  return found != NULL ? (gsize) (found - bytes) : to;
}

/* sent-protocol LWS sent-by *(";" param) (RFC 3261 20.42) */
static void
put_via_element (RbHide *self, const guint8 *bytes, RbSpan span)
{
  gsize end = find_mark (bytes, span.offset, rb_span_end (span), ';');
  gsize at = find_mark (bytes, span.offset, end, '/');

  at = at < end ? find_mark (bytes, at + 1, end, '/') : end;
  if (at == end)
    rb_hide_put_tokens (self, bytes, rb_span_between (span.offset, end), 0);
  else
    {
      for (at++; at < end && rb_char_is (bytes[at], RB_CHAR_SPACE);)
        at++;
      while (at < end && !rb_char_is (bytes[at], RB_CHAR_SPACE))
        at++;
      rb_hide_put_tokens (self, bytes, rb_span_between (span.offset, at), 0);
      rb_hide_put_host_port (self, bytes, rb_span_between (at, end));
    }
  rb_hide_put_params (self, bytes, rb_span_between (end, rb_span_end (span)), ';');
}

static void
put_via (RbHide *self, const guint8 *bytes, RbSpan value)
{
  put_list (self, bytes, value, put_via_element);
}

static void
put_call_ids (RbHide *self, const guint8 *bytes, RbSpan value)
{
  put_list (self, bytes, value, rb_hide_put_call_id);
}

/* word *(";" param) */
static void
put_word_element (RbHide *self, const guint8 *bytes, RbSpan span)
{
  gsize end = find_mark (bytes, span.offset, rb_span_end (span), ';');

  rb_hide_put_tokens (self, bytes, rb_span_between (span.offset, end), SHORT_NUMBER);
  rb_hide_put_params (self, bytes, rb_span_between (end, rb_span_end (span)), ';');
}

static void
put_words (RbHide *self, const guint8 *bytes, RbSpan value)
{
  put_list (self, bytes, value, put_word_element);
}

/* Numbers, with a comment between them at most (Retry-After, RFC 3261 20.33). */
static void
put_numbers (RbHide *self, const guint8 *bytes, RbSpan value)
{
  gsize end = rb_span_end (value);
  gsize comment = find_mark (bytes, value.offset, end, '(');
  gsize stop = end;

  rb_hide_put_tokens (self, bytes, rb_span_between (value.offset, comment), LONG_NUMBER);
  if (comment == end)
    return;

  while (stop > comment + 1 && bytes[stop - 1] != ')')
    stop--;
  if (stop == comment + 1)
    stop = end;
  rb_hide_put_tokens (self, bytes, rb_span_between (comment, stop), 0);
  rb_hide_put_tokens (self, bytes, rb_span_between (stop, end), LONG_NUMBER);
}

/* 1*DIGIT LWS Method; a method nobody knows is hidden as in the start line. */
static void
put_cseq (RbHide *self, const guint8 *bytes, RbSpan value)
{
  gsize at = value.offset;
  RbSpan method;

  while (at < rb_span_end (value) && g_ascii_isdigit (bytes[at]))
    at++;
  rb_hide_put_tokens (self, bytes, rb_span_between (value.offset, at), LONG_NUMBER);
  method = rb_span_trim (rb_span_between (at, rb_span_end (value)), bytes);
  rb_hide_put_gap (self, bytes, at, method.offset, "");
  if (rb_hide_method_is_known (bytes + method.offset, method.length))
    rb_hide_put_copy (self, bytes, method);
  else
    rb_hide_put_as (self, RB_HIDE_METHOD, bytes, method);
  rb_hide_put_gap (self, bytes, rb_span_end (method), rb_span_end (value), "");
}

/* auth-scheme LWS name=value, name=value … (RFC 3261 20.7, 20.44); without a scheme in
 * Authentication-Info. */
static void
put_credentials (RbHide *self, const guint8 *bytes, RbSpan value)
{
  gsize at = value.offset;
  RbSpan first = value;
  gsize equals;

  while (at < rb_span_end (value) && !rb_char_is (bytes[at], RB_CHAR_SPACE))
    at++;
  first = rb_span_between (value.offset, at);
  equals = find_mark (bytes, value.offset, rb_span_end (value), '=');
  if (equals < at)
    {
      rb_hide_put_params (self, bytes, value, ',');
      return;
    }

  rb_hide_put_tokens (self, bytes, first, 0);
  if (equals == rb_span_end (value) || rb_span_is_nocase (first, bytes, "Basic"))
    {
      RbSpan rest = rb_span_trim (rb_span_between (at, rb_span_end (value)), bytes);

      rb_hide_put_gap (self, bytes, at, rest.offset, "");
      rb_hide_put_as (self, RB_HIDE_TOKEN, bytes, rest);
    }
  else
    rb_hide_put_params (self, bytes, rb_span_between (at, rb_span_end (value)), ',');
}

static void
put_product (RbHide *self, const guint8 *bytes, RbSpan value)
{
  rb_hide_put_as (self, RB_HIDE_PRODUCT, bytes, value);
}

static void
put_opaque (RbHide *self, const guint8 *bytes, RbSpan value)
{
  rb_hide_put_as (self, RB_HIDE_TOKEN, bytes, value);
}

/* In the order of their names; the IANA registry of header fields and what is widely used beside
 * it. Content-Length belongs to rb-hide-message.c. */
static const struct
{
  const char *name;
  const char *compact;
  PutFunc put;
} headers[] = {
  { "Accept", NULL, put_words },
  { "Accept-Contact", "a", put_words },
  { "Accept-Encoding", NULL, put_words },
  { "Accept-Language", NULL, put_words },
  { "Accept-Resource-Priority", NULL, put_words },
  { "Alert-Info", NULL, put_addresses },
  { "Allow", NULL, put_words },
  { "Allow-Events", "u", put_words },
  { "Answer-Mode", NULL, put_words },
  { "Authentication-Info", NULL, put_credentials },
  { "Authorization", NULL, put_credentials },
  { "CSeq", NULL, put_cseq },
  { "Call-ID", "i", rb_hide_put_call_id },
  { "Call-Info", NULL, put_addresses },
  { "Contact", "m", put_addresses },
  { "Content-Disposition", NULL, put_words },
  { "Content-Encoding", "e", put_words },
  { "Content-ID", NULL, put_opaque },
  { "Content-Language", NULL, put_words },
  { "Content-Transfer-Encoding", NULL, put_words },
  { "Content-Type", "c", put_words },
  { "Date", NULL, put_numbers },
  { "Diversion", NULL, put_addresses },
  { "Error-Info", NULL, put_addresses },
  { "Event", "o", put_words },
  { "Expires", NULL, put_numbers },
  { "Feature-Caps", NULL, put_words },
  { "Flow-Timer", NULL, put_numbers },
  { "From", "f", put_addresses },
  { "Geolocation", NULL, put_addresses },
  { "Geolocation-Routing", NULL, put_words },
  { "History-Info", NULL, put_addresses },
  { "Identity", "y", put_opaque },
  { "Identity-Info", "n", put_addresses },
  { "In-Reply-To", NULL, put_call_ids },
  { "Info-Package", NULL, put_words },
  { "Join", NULL, rb_hide_put_replaces },
  { "MIME-Version", NULL, put_words },
  { "Max-Breadth", NULL, put_numbers },
  { "Max-Forwards", NULL, put_numbers },
  { "Min-Expires", NULL, put_numbers },
  { "Min-SE", NULL, put_numbers },
  { "Organization", NULL, put_opaque },
  { "P-Access-Network-Info", NULL, put_opaque },
  { "P-Asserted-Identity", NULL, put_addresses },
  { "P-Asserted-Service", NULL, put_opaque },
  { "P-Associated-URI", NULL, put_addresses },
  { "P-Called-Party-ID", NULL, put_addresses },
  { "P-Charging-Function-Addresses", NULL, put_opaque },
  { "P-Charging-Vector", NULL, put_opaque },
  { "P-Early-Media", NULL, put_words },
  { "P-Preferred-Identity", NULL, put_addresses },
  { "P-Profile-Key", NULL, put_addresses },
  { "P-Served-User", NULL, put_addresses },
  { "P-Visited-Network-ID", NULL, put_opaque },
  { "Path", NULL, put_addresses },
  { "Priority", NULL, put_words },
  { "Privacy", NULL, put_words },
  { "Proxy-Authenticate", NULL, put_credentials },
  { "Proxy-Authentication-Info", NULL, put_credentials },
  { "Proxy-Authorization", NULL, put_credentials },
  { "Proxy-Require", NULL, put_words },
  { "RAck", NULL, put_numbers },
  { "RSeq", NULL, put_numbers },
  { "Reason", NULL, put_words },
  { "Record-Route", NULL, put_addresses },
  { "Recv-Info", NULL, put_words },
  { "Refer-Sub", NULL, put_words },
  { "Refer-To", "r", put_addresses },
  { "Referred-By", "b", put_addresses },
  { "Reject-Contact", "j", put_words },
  { "Remote-Party-ID", NULL, put_addresses },
  { "Replaces", NULL, rb_hide_put_replaces },
  { "Reply-To", NULL, put_addresses },
  { "Request-Disposition", "d", put_words },
  { "Require", NULL, put_words },
  { "Resource-Priority", NULL, put_words },
  { "Retry-After", NULL, put_numbers },
  { "Route", NULL, put_addresses },
  { "SIP-ETag", NULL, put_opaque },
  { "SIP-If-Match", NULL, put_opaque },
  { "Security-Client", NULL, put_words },
  { "Security-Server", NULL, put_words },
  { "Security-Verify", NULL, put_words },
  { "Server", NULL, put_product },
  { "Service-Route", NULL, put_addresses },
  { "Session-Expires", "x", put_numbers },
  { "Session-ID", NULL, put_opaque },
  { "Subject", "s", put_opaque },
  { "Subscription-State", NULL, put_words },
  { "Supported", "k", put_words },
  { "Suppress-If-Match", NULL, put_opaque },
  { "Target-Dialog", NULL, rb_hide_put_replaces },
  { "Timestamp", NULL, put_numbers },
  { "To", "t", put_addresses },
  { "Unsupported", NULL, put_words },
  { "User-Agent", NULL, put_product },
  { "User-to-User", NULL, put_opaque },
  { "Via", "v", put_via },
  { "WWW-Authenticate", NULL, put_credentials },
  { "Warning", NULL, put_words },
  { "X-CID", NULL, rb_hide_put_call_id },
  { "X-Call-ID", NULL, rb_hide_put_call_id },
};

/* The first letters differ nearly always: that is looked at first. */
static gboolean
name_is (const guint8 *bytes, RbSpan name, const char *wanted)
{
  return wanted != NULL && name.length > 0 && ((bytes[name.offset] ^ wanted[0]) & 0x5f) == 0 &&
         rb_span_is_nocase (name, bytes, wanted);
}

static PutFunc
find_put (const guint8 *bytes, RbSpan name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    if (name_is (bytes, name, headers[i].name) || name_is (bytes, name, headers[i].compact))
      return headers[i].put;
  return NULL;
}

gboolean
rb_hide_header_is_known (const guint8 *bytes, RbSpan name)
{
  return find_put (bytes, name) != NULL;
}

void
rb_hide_put_header (RbHide *self, const guint8 *bytes, const RbSipHeader *header)
{
  PutFunc put = find_put (bytes, header->name);

  if (put != NULL)
    rb_hide_put_copy (self, bytes, header->name);
  else
    rb_hide_put_as (self, RB_HIDE_HEADER, bytes, header->name);
  if (header->name.length > 0 || header->value.offset > header->line.offset)
    rb_hide_put_gap (self, bytes, rb_span_end (header->name), header->value.offset, ":");
  (put != NULL ? put : put_opaque) (self, bytes, header->value);
  rb_hide_put_gap (self, bytes, MAX (rb_span_end (header->value), rb_span_end (header->name)),
                   rb_span_end (header->line), ":");
}
