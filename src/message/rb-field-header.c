/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Headers as fields of the detail tree: a table says which of a few shapes each header has (RFC 3261 20
 * and 25.1, and the extensions' RFCs); a header that is not in it is shown as one value. */

#include "rb-field-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef enum
{
  SHAPE_TEXT,
  SHAPE_TOKENS,       /* token, token */
  SHAPE_PARAMETERS,   /* value;name=value */
  SHAPE_ADDRESSES,    /* "Name" <uri>;name=value */
  SHAPE_VIA,          /* SIP/2.0/UDP host:port;name=value */
  SHAPE_CSEQ,         /* number method */
  SHAPE_CREDENTIALS,  /* Digest name=value, name=value */
  SHAPE_COMMA_PARAMS, /* name=value, name=value */
  SHAPE_DATE,
} Shape;

static const struct
{
  const char *name;
  char compact;
  Shape shape;
} headers[] = {
  { "Accept", 0, SHAPE_PARAMETERS },
  { "Accept-Contact", 'a', SHAPE_PARAMETERS },
  { "Accept-Encoding", 0, SHAPE_PARAMETERS },
  { "Accept-Language", 0, SHAPE_PARAMETERS },
  { "Alert-Info", 0, SHAPE_ADDRESSES },
  { "Allow", 0, SHAPE_TOKENS },
  { "Allow-Events", 'u', SHAPE_TOKENS },
  { "Answer-Mode", 0, SHAPE_PARAMETERS },
  { "Authentication-Info", 0, SHAPE_COMMA_PARAMS },
  { "Authorization", 0, SHAPE_CREDENTIALS },
  { "Call-ID", 'i', SHAPE_TEXT },
  { "Call-Info", 0, SHAPE_ADDRESSES },
  { "Contact", 'm', SHAPE_ADDRESSES },
  { "Content-Disposition", 0, SHAPE_PARAMETERS },
  { "Content-Encoding", 'e', SHAPE_TOKENS },
  { "Content-Language", 0, SHAPE_TOKENS },
  { "Content-Length", 'l', SHAPE_TEXT },
  { "Content-Type", 'c', SHAPE_PARAMETERS },
  { "CSeq", 0, SHAPE_CSEQ },
  { "Date", 0, SHAPE_DATE },
  { "Diversion", 0, SHAPE_ADDRESSES },
  { "Error-Info", 0, SHAPE_ADDRESSES },
  { "Event", 'o', SHAPE_PARAMETERS },
  { "Expires", 0, SHAPE_TEXT },
  { "From", 'f', SHAPE_ADDRESSES },
  { "Geolocation", 0, SHAPE_ADDRESSES },
  { "History-Info", 0, SHAPE_ADDRESSES },
  { "Identity", 'y', SHAPE_PARAMETERS },
  { "Identity-Info", 'n', SHAPE_ADDRESSES },
  { "In-Reply-To", 0, SHAPE_TOKENS },
  { "Max-Forwards", 0, SHAPE_TEXT },
  { "MIME-Version", 0, SHAPE_TEXT },
  { "Min-Expires", 0, SHAPE_TEXT },
  { "Min-SE", 0, SHAPE_PARAMETERS },
  { "Organization", 0, SHAPE_TEXT },
  { "P-Access-Network-Info", 0, SHAPE_PARAMETERS },
  { "P-Asserted-Identity", 0, SHAPE_ADDRESSES },
  { "P-Associated-URI", 0, SHAPE_ADDRESSES },
  { "P-Called-Party-ID", 0, SHAPE_ADDRESSES },
  { "P-Charging-Vector", 0, SHAPE_PARAMETERS },
  { "P-Preferred-Identity", 0, SHAPE_ADDRESSES },
  { "P-Visited-Network-ID", 0, SHAPE_PARAMETERS },
  { "Path", 0, SHAPE_ADDRESSES },
  { "Priority", 0, SHAPE_TEXT },
  { "Privacy", 0, SHAPE_PARAMETERS },
  { "Proxy-Authenticate", 0, SHAPE_CREDENTIALS },
  { "Proxy-Authorization", 0, SHAPE_CREDENTIALS },
  { "Proxy-Require", 0, SHAPE_TOKENS },
  { "RAck", 0, SHAPE_TEXT },
  { "Reason", 0, SHAPE_PARAMETERS },
  { "Record-Route", 0, SHAPE_ADDRESSES },
  { "Refer-To", 'r', SHAPE_ADDRESSES },
  { "Referred-By", 'b', SHAPE_ADDRESSES },
  { "Reject-Contact", 'j', SHAPE_PARAMETERS },
  { "Remote-Party-ID", 0, SHAPE_ADDRESSES },
  { "Replaces", 0, SHAPE_PARAMETERS },
  { "Reply-To", 0, SHAPE_ADDRESSES },
  { "Request-Disposition", 'd', SHAPE_TOKENS },
  { "Require", 0, SHAPE_TOKENS },
  { "Retry-After", 0, SHAPE_PARAMETERS },
  { "Route", 0, SHAPE_ADDRESSES },
  { "RSeq", 0, SHAPE_TEXT },
  { "Security-Client", 0, SHAPE_PARAMETERS },
  { "Security-Server", 0, SHAPE_PARAMETERS },
  { "Security-Verify", 0, SHAPE_PARAMETERS },
  { "Server", 0, SHAPE_TEXT },
  { "Service-Route", 0, SHAPE_ADDRESSES },
  { "Session-Expires", 'x', SHAPE_PARAMETERS },
  { "Session-ID", 0, SHAPE_PARAMETERS },
  { "SIP-ETag", 0, SHAPE_TEXT },
  { "SIP-If-Match", 0, SHAPE_TEXT },
  { "Subject", 's', SHAPE_TEXT },
  { "Subscription-State", 0, SHAPE_PARAMETERS },
  { "Supported", 'k', SHAPE_TOKENS },
  { "Target-Dialog", 0, SHAPE_PARAMETERS },
  { "Timestamp", 0, SHAPE_TEXT },
  { "To", 't', SHAPE_ADDRESSES },
  { "Unsupported", 0, SHAPE_TOKENS },
  { "User-Agent", 0, SHAPE_TEXT },
  { "User-to-User", 0, SHAPE_PARAMETERS },
  { "Via", 'v', SHAPE_VIA },
  { "Warning", 0, SHAPE_TOKENS },
  { "WWW-Authenticate", 0, SHAPE_CREDENTIALS },
};

/* Cuts @span at the first of @separators; @rest gets what follows that one byte. */
static RbSpan
cut (RbSpan span, const guint8 *bytes, const char *separators, RbSpan *rest)
{
  guint32 end = rb_span_end (span);
  guint32 position = span.offset;

  while (position < end && (bytes[position] == '\0' || strchr (separators, bytes[position]) == NULL))
    position++;

  *rest = rb_span_between (MIN (position + 1, end), end);
  return rb_span_between (span.offset, position);
}

static void
add_if_present (RbFieldList list, const char *name, RbSpan span)
{
  if (span.length > 0)
    rb_field_add (list, name, span, span);
}

/**
 * rb_field_add_params:
 * @coding: of the values; in a URI, of the names too
 */
void
rb_field_add_params (RbFieldList list, RbSpan params, char separator, RbFieldCoding coding)
{
  RbSpan name, value;

  while (rb_span_next_param (&params, list.bytes, separator, &name, &value))
    {
      g_autofree char *decoded = coding == RB_FIELD_ESCAPED ? rb_field_decode (name, list.bytes, coding) : NULL;
      g_autofree char *written = decoded == NULL ? rb_span_dup_line (name, list.bytes) : NULL;

      rb_field_add_coded (list, decoded != NULL ? decoded : written,
                          value.length > 0 ? rb_span_between (name.offset, rb_span_end (value)) : name, value, coding);
    }
}

static void
add_escaped (RbFieldList list, const char *name, RbSpan span)
{
  if (span.length > 0)
    rb_field_add_coded (list, name, span, span, RB_FIELD_ESCAPED);
}

static void
add_host_port (RbFieldList list, RbSpan host_port)
{
  guint32 end = rb_span_end (host_port);
  guint32 start = host_port.offset;
  RbSpan host, port;

  /* The colons of an IPv6 reference are not the port's. */
  if (host_port.length > 0 && list.bytes[start] == '[')
    {
      const guint8 *close = memchr (list.bytes + start, ']', host_port.length);

      if (close != NULL)
        start = (guint32) (close - list.bytes);
    }

  host = cut (rb_span_between (start, end), list.bytes, ":", &port);
  host = rb_span_between (host_port.offset, rb_span_end (host));
  add_if_present (list, _ ("Host"), rb_span_trim (host, list.bytes));
  add_if_present (list, _ ("Port"), rb_span_trim (port, list.bytes));
}

/**
 * rb_field_add_uri_parts:
 *
 * RFC 3261 19.1.1 for sip: and sips:; any other scheme is shown as scheme, rest and parameters.
 */
void
rb_field_add_uri_parts (RbFieldList list, RbSpan uri)
{
  const guint8 *bytes = list.bytes;
  const guint8 *at;
  RbSpan scheme, rest, params, uri_headers;

  if (uri.length == 0 || memchr (bytes + uri.offset, ':', uri.length) == NULL)
    return;

  scheme = cut (uri, bytes, ":", &rest);
  add_if_present (list, _ ("Scheme"), scheme);

  if (!rb_span_is_nocase (scheme, bytes, "sip") && !rb_span_is_nocase (scheme, bytes, "sips"))
    {
      add_if_present (list, rb_span_is_nocase (scheme, bytes, "tel") ? _ ("Number") : _ ("Address"),
                      cut (rest, bytes, ";", &params));
      rb_field_add_params (list, params, ';', RB_FIELD_ESCAPED);
      return;
    }

  at = rest.length > 0 ? memchr (bytes + rest.offset, '@', rest.length) : NULL;
  if (at != NULL)
    {
      RbSpan password;
      RbSpan user = cut (rb_span_between (rest.offset, (guint32) (at - bytes)), bytes, ":", &password);

      add_escaped (list, _ ("User"), user);
      add_escaped (list, _ ("Password"), password);
      rest = rb_span_between ((guint32) (at - bytes) + 1, rb_span_end (rest));
    }

  rest = cut (rest, bytes, "?", &uri_headers);
  add_host_port (list, cut (rest, bytes, ";", &params));
  rb_field_add_params (list, params, ';', RB_FIELD_ESCAPED);
  if (uri_headers.length > 0)
    rb_field_add_params (rb_field_open (rb_field_add (list, _ ("URI headers"), uri_headers, uri_headers), bytes),
                         uri_headers, '&', RB_FIELD_ESCAPED);
}

static void
add_address (RbFieldList list, RbSpan element)
{
  RbSpan display, uri, params;

  rb_span_split_address (element, list.bytes, &display, &uri, &params);
  if (display.length > 0)
    rb_field_add_coded (list, _ ("Display name"), display, display, RB_FIELD_QUOTED);
  if (uri.length > 0)
    rb_field_add_uri_parts (rb_field_open (rb_field_add (list, _ ("URI"), uri, uri), list.bytes), uri);
  rb_field_add_params (list, params, ';', RB_FIELD_QUOTED);
}

/* protocol-name SLASH protocol-version SLASH transport */
static void
add_protocol (RbFieldList list, RbSpan protocol)
{
  static const char *const names[] = { "protocol-name", "protocol-version", "transport" };
  RbFieldList parts;
  RbSpan rest = protocol;

  if (protocol.length == 0)
    return;

  parts = rb_field_open (rb_field_add (list, "sent-protocol", protocol, protocol), list.bytes);
  for (gsize i = 0; i < G_N_ELEMENTS (names) && rest.length > 0; i++)
    {
      RbSpan part = rb_span_trim (cut (rest, list.bytes, "/", &rest), list.bytes);

      add_if_present (parts, names[i], part);
    }
}

/* RFC 3261 20.42: sent-protocol and sent-by are the grammar's words. */
static void
add_via (RbFieldList list, RbSpan element)
{
  RbSpan params;
  RbSpan sent = rb_span_trim (cut (element, list.bytes, ";", &params), list.bytes);
  guint32 split = rb_span_end (sent);

  /* The protocol may have spaces around its slashes; the last word is sent-by. */
  while (split > sent.offset && !g_ascii_isspace (list.bytes[split - 1]))
    split--;

  if (split > sent.offset)
    {
      RbSpan sent_by = rb_span_between (split, rb_span_end (sent));

      add_protocol (list, rb_span_trim (rb_span_between (sent.offset, split), list.bytes));
      add_host_port (rb_field_open (rb_field_add (list, "sent-by", sent_by, sent_by), list.bytes), sent_by);
    }

  rb_field_add_params (list, params, ';', RB_FIELD_QUOTED);
}

static void
add_value_with_params (RbFieldList list, RbSpan element)
{
  RbSpan params;
  RbSpan value = rb_span_trim (cut (element, list.bytes, ";", &params), list.bytes);

  if (params.length == 0)
    return;

  add_if_present (list, _ ("Value"), value);
  rb_field_add_params (list, params, ';', RB_FIELD_QUOTED);
}

static void
add_cseq (RbFieldList list, RbSpan value)
{
  RbSpan method;
  RbSpan number = cut (value, list.bytes, " \t\r\n", &method);

  add_if_present (list, _ ("Sequence number"), number);
  add_if_present (list, _ ("Method"), rb_span_trim (method, list.bytes));
}

static void
add_credentials (RbFieldList list, RbSpan value)
{
  RbSpan params;
  RbSpan scheme = cut (value, list.bytes, " \t\r\n", &params);

  add_if_present (list, _ ("Scheme"), scheme);
  rb_field_add_params (list, params, ',', RB_FIELD_QUOTED);
}

static void
add_element (RbFieldList list, Shape shape, RbSpan element)
{
  switch (shape)
    {
    case SHAPE_ADDRESSES:
      add_address (list, element);
      break;
    case SHAPE_VIA:
      add_via (list, element);
      break;
    case SHAPE_PARAMETERS:
      add_value_with_params (list, element);
      break;
    default:
      break;
    }
}

/* One element stands for the header itself; more of them are one child each. */
static void
add_list (RbField *header, const guint8 *bytes, Shape shape, RbSpan value)
{
  RbFieldList list;
  RbSpan rest = value;
  RbSpan element, second;

  if (!rb_span_next_element (&rest, bytes, &element))
    return;

  if (!rb_span_next_element (&rest, bytes, &second))
    {
      if (shape != SHAPE_TOKENS)
        add_element (rb_field_open (header, bytes), shape, element);
      return;
    }

  list = rb_field_open (header, bytes);
  while (rb_span_next_element (&value, bytes, &element))
    {
      RbField *field = rb_field_add (list, rb_field_get_name (header), element, element);

      if (shape != SHAPE_TOKENS)
        add_element (rb_field_open (field, bytes), shape, element);
    }
}

static int
find_header (RbSpan name, const guint8 *bytes)
{
  char letter = name.length == 1 ? g_ascii_tolower (bytes[name.offset]) : '\0';

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    if (rb_span_is_nocase (name, bytes, headers[i].name) || (letter != '\0' && letter == headers[i].compact))
      return (int) i;

  return -1;
}

/**
 * rb_field_add_header:
 *
 * A known header gets its registered name, also when it was written in compact form or in another case.
 */
void
rb_field_add_header (RbFieldList list, const RbSipHeader *header)
{
  int known = find_header (header->name, list.bytes);
  RbField *field;

  if (known < 0)
    {
      g_autofree char *written = rb_span_dup_line (header->name, list.bytes);

      rb_field_add (list, *written != '\0' ? written : _ ("Unknown line"), header->line, header->value);
      return;
    }

  field = rb_field_add_coded (list, headers[known].name, header->line, header->value,
                              headers[known].shape == SHAPE_DATE ? RB_FIELD_DATE : RB_FIELD_PLAIN);

  switch (headers[known].shape)
    {
    case SHAPE_TEXT:
    case SHAPE_DATE:
      break;
    case SHAPE_CSEQ:
      add_cseq (rb_field_open (field, list.bytes), header->value);
      break;
    case SHAPE_CREDENTIALS:
      add_credentials (rb_field_open (field, list.bytes), header->value);
      break;
    case SHAPE_COMMA_PARAMS:
      rb_field_add_params (rb_field_open (field, list.bytes), header->value, ',', RB_FIELD_QUOTED);
      break;
    default:
      add_list (field, list.bytes, headers[known].shape, header->value);
    }
}
