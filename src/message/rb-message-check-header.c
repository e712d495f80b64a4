/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rules for single headers (RFC 3261 20 and its extensions), as a table: which may stand only once, which
 * must not be missing, and what their values must look like. */

#include "rb-message-check-private.h"
#include "rb-sip-registry.h"

#include <string.h>

#define MAX_CSEQ_SENT G_GUINT64_CONSTANT (0x7fffffff) /* RFC 3261 8.1.1.5 */
#define MAX_MAX_FORWARDS 255                          /* RFC 3261 20.22 */

typedef void (*CheckValue) (CheckContext *self, RbSpan value, const char *name);

typedef enum
{
  RULE_ONCE = 1 << 0,
  RULE_NEEDED = 1 << 1,
  RULE_LIST = 1 << 2,   /* the check gets the elements of the list */
  RULE_QUOTED = 1 << 3, /* holds quoted strings */
} Rules;

static gboolean
is_request (const CheckContext *self, const char *method)
{
  return self->start.is_request && rb_span_is (self->start.method, self->bytes, method);
}

static RbSpan
leading_digits (RbSpan value, const guint8 *bytes)
{
  RbSpan digits = { value.offset, 0 };

  while (digits.length < value.length && g_ascii_isdigit (bytes[digits.offset + digits.length]))
    digits.length++;

  return digits;
}

static void
check_contact (CheckContext *self, RbSpan value, const char *name)
{
  if (!rb_span_is (value, self->bytes, "*"))
    rb_check_address (self, value, name);
}

static void
check_to (CheckContext *self, RbSpan value, const char *name)
{
  RbSpan scheme = rb_check_get_scheme (self->index->to_uri, self->bytes);

  rb_check_address (self, value, name);
  if (is_request (self, "REGISTER") && scheme.length > 0 && !rb_sip_is_registered (RB_SIP_SCHEMES, scheme, self->bytes))
    rb_check_report (self, PROBLEM_REGISTER_SCHEME, scheme, name);
}

static void
check_via (CheckContext *self, RbSpan value, const char *name)
{
  rb_check_via (self, value);
}

/* callid = word [ "@" word ] */
static void
check_call_id (CheckContext *self, RbSpan value, const char *name)
{
  guint n_at = 0;

  for (guint32 i = 0; i < value.length; i++)
    {
      guint8 c = self->bytes[value.offset + i];

      if (c == '@' && i > 0 && i + 1 < value.length)
        n_at++;
      else if (!rb_char_is (c, RB_CHAR_TOKEN) && (c == '\0' || strchr ("()<>:\\\"/[]?{}", c) == NULL))
        n_at = 2;
    }

  if (value.length == 0 || n_at > 1)
    rb_check_report (self, PROBLEM_CALL_ID, value, NULL);
}

static void
check_cseq (CheckContext *self, RbSpan value, const char *name)
{
  const guint8 *bytes = self->bytes;
  RbSpan digits = leading_digits (value, bytes);
  RbSpan rest = rb_span_between (rb_span_end (digits), rb_span_end (value));
  RbSpan method = rb_span_trim (rest, bytes);
  guint32 number;

  if (digits.length == 0 || !rb_span_is_token (method, bytes) || method.offset == rest.offset)
    {
      rb_check_report (self, PROBLEM_CSEQ, value, NULL);
      return;
    }

  if (!rb_span_to_uint32 (digits, bytes, &number))
    rb_check_report (self, PROBLEM_CSEQ_RANGE, digits, NULL);
  else if (number > MAX_CSEQ_SENT)
    rb_check_report (self, PROBLEM_CSEQ_LARGE, digits, NULL);

  if (self->start.is_request && !rb_span_equal (method, bytes, self->start.method, bytes))
    rb_check_report (self, PROBLEM_CSEQ_METHOD, method, NULL);
}

static void
check_max_forwards (CheckContext *self, RbSpan value, const char *name)
{
  guint32 number;

  if (!rb_span_to_uint32 (value, self->bytes, &number) || number > MAX_MAX_FORWARDS)
    rb_check_report (self, PROBLEM_MAX_FORWARDS_RANGE, value, NULL);
  else if (number == 0 && self->start.is_request)
    rb_check_report (self, PROBLEM_MAX_FORWARDS_ZERO, value, NULL);
}

static void
check_content_length (CheckContext *self, RbSpan value, const char *name)
{
  guint32 number;

  if (!rb_span_to_uint32 (value, self->bytes, &number))
    rb_check_report (self, PROBLEM_LENGTH, value, NULL);
  else if (number > self->body_length)
    rb_check_report (self, PROBLEM_LENGTH_LARGER, value, NULL);
  else if (number < self->body_length)
    rb_check_report (self, PROBLEM_LENGTH_SMALLER,
                     rb_span_between (self->length - self->body_length + number, self->length), NULL);
}

/* delta-seconds or another number, perhaps with parameters or a comment behind it */
static void
check_number (CheckContext *self, RbSpan value, const char *name)
{
  RbSpan digits = leading_digits (value, self->bytes);
  RbSpan rest = rb_span_trim (rb_span_between (rb_span_end (digits), rb_span_end (value)), self->bytes);
  guint32 number;

  if (digits.length == 0 || (rest.length > 0 && strchr (";(", self->bytes[rest.offset]) == NULL))
    rb_check_report (self, PROBLEM_NUMBER, value, name);
  else if (!rb_span_to_uint32 (digits, self->bytes, &number))
    rb_check_report (self, PROBLEM_NUMBER_RANGE, digits, name);
}

static void
check_date (CheckContext *self, RbSpan value, const char *name)
{
  rb_check_date (self, value);
}

/* m-type SLASH m-subtype *(SEMI m-parameter) */
static gboolean
split_media_type (RbSpan value, const guint8 *bytes, RbSpan *type)
{
  RbSpan rest, major, minor;
  const guint8 *slash;

  if (!rb_span_next_param (&value, bytes, ';', type, &rest) || rest.length > 0)
    return FALSE;

  slash = memchr (bytes + type->offset, '/', type->length);
  if (slash == NULL)
    return FALSE;

  major = rb_span_trim (rb_span_between (type->offset, slash - bytes), bytes);
  minor = rb_span_trim (rb_span_between ((gsize) (slash - bytes) + 1, rb_span_end (*type)), bytes);
  return rb_span_is_token (major, bytes) && rb_span_is_token (minor, bytes);
}

static gboolean
is_family (RbSpan type, const guint8 *bytes, const char *family)
{
  return type.length > strlen (family) && rb_span_is_nocase ((RbSpan){ type.offset, strlen (family) }, bytes, family);
}

/* What a user agent can be expected to take with an INVITE (RFC 3261 13.2.1; ISUP and QSIG: RFC 3204). */
static gboolean
may_come_with_invite (RbSpan type, const guint8 *bytes)
{
  static const char *const types[] = { "application/sdp", "application/isup", "application/qsig",
                                       "message/sipfrag", "message/sip",      "text/plain" };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (rb_span_is_nocase (type, bytes, types[i]))
      return TRUE;

  return is_family (type, bytes, "multipart/");
}

static void
check_content_type (CheckContext *self, RbSpan value, const char *name)
{
  RbSpan type;

  if (!split_media_type (value, self->bytes, &type))
    rb_check_report (self, PROBLEM_MEDIA_TYPE, value, name);
  else if (is_request (self, "INVITE") && self->index->body.length > 0 && !self->body_is_optional &&
           !may_come_with_invite (type, self->bytes))
    rb_check_report (self, PROBLEM_MEDIA_TYPE_UNKNOWN, type, NULL);
}

static void
check_accept (CheckContext *self, RbSpan value, const char *name)
{
  static const char *const good[] = { "application/sdp", "application/*", "*/*", "multipart/mixed" };
  RbSpan type;

  if (!split_media_type (value, self->bytes, &type))
    {
      rb_check_report (self, PROBLEM_MEDIA_TYPE, value, name);
      return;
    }

  self->has_accept = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    self->accepts_sdp = self->accepts_sdp || rb_span_is_nocase (type, self->bytes, good[i]);
}

static void
check_required_option (CheckContext *self, RbSpan value, const char *name)
{
  if (self->start.is_request && !rb_sip_is_registered (RB_SIP_OPTIONS, value, self->bytes))
    rb_check_report_named (self, PROBLEM_OPTION_UNKNOWN, value);
}

static void
check_credentials (CheckContext *self, RbSpan value, const char *name)
{
  RbSpan scheme = { value.offset, 0 };

  while (scheme.length < value.length && !rb_char_is (self->bytes[scheme.offset + scheme.length], RB_CHAR_SPACE))
    scheme.length++;

  if (!rb_sip_is_registered (RB_SIP_AUTH_SCHEMES, scheme, self->bytes))
    rb_check_report (self, PROBLEM_AUTH_SCHEME, scheme, name);
}

/* warn-code SP warn-agent SP warn-text */
static void
check_warning (CheckContext *self, RbSpan value, const char *name)
{
  RbSpan digits = leading_digits (value, self->bytes);
  const guint8 *quote = memchr (self->bytes + value.offset, '"', value.length);

  if (digits.length != 3 || value.length < 4 || self->bytes[rb_span_end (digits)] != ' ' || quote == NULL)
    rb_check_report (self, PROBLEM_WARNING_CODE, value, NULL);
}

static const struct
{
  const char *name;
  const char *compact;
  Rules rules;
  CheckValue check;
} headers[] = {
  { "Via", "v", RULE_NEEDED | RULE_LIST | RULE_QUOTED, check_via },
  { "From", "f", RULE_NEEDED | RULE_ONCE | RULE_QUOTED, rb_check_address },
  { "To", "t", RULE_NEEDED | RULE_ONCE | RULE_QUOTED, check_to },
  { "Call-ID", "i", RULE_NEEDED | RULE_ONCE, check_call_id },
  { "CSeq", NULL, RULE_NEEDED | RULE_ONCE, check_cseq },
  { "Max-Forwards", NULL, RULE_ONCE, check_max_forwards },
  { "Contact", "m", RULE_LIST | RULE_QUOTED, check_contact },
  { "Content-Length", "l", RULE_ONCE, check_content_length },
  { "Content-Type", "c", RULE_ONCE | RULE_QUOTED, check_content_type },
  { "Route", NULL, RULE_LIST | RULE_QUOTED, rb_check_address },
  { "Record-Route", NULL, RULE_LIST | RULE_QUOTED, rb_check_address },
  { "Path", NULL, RULE_LIST | RULE_QUOTED, rb_check_address },
  { "Service-Route", NULL, RULE_LIST | RULE_QUOTED, rb_check_address },
  { "P-Asserted-Identity", NULL, RULE_LIST | RULE_QUOTED, rb_check_address },
  { "P-Preferred-Identity", NULL, RULE_LIST | RULE_QUOTED, rb_check_address },
  { "Diversion", NULL, RULE_LIST | RULE_QUOTED, rb_check_address },
  { "History-Info", NULL, RULE_LIST | RULE_QUOTED, rb_check_address },
  { "Remote-Party-ID", NULL, RULE_LIST | RULE_QUOTED, rb_check_address },
  { "Reply-To", NULL, RULE_ONCE | RULE_QUOTED, rb_check_address },
  { "Refer-To", "r", RULE_ONCE | RULE_QUOTED, rb_check_address },
  { "Referred-By", "b", RULE_ONCE | RULE_QUOTED, rb_check_address },
  { "Expires", NULL, RULE_ONCE, check_number },
  { "Min-Expires", NULL, RULE_ONCE, check_number },
  { "Session-Expires", "x", RULE_ONCE, check_number },
  { "Min-SE", NULL, RULE_ONCE, check_number },
  { "Retry-After", NULL, RULE_ONCE, check_number },
  { "RSeq", NULL, RULE_ONCE, check_number },
  { "Date", NULL, RULE_ONCE, check_date },
  { "Warning", NULL, RULE_LIST | RULE_QUOTED, check_warning },
  { "Accept", NULL, RULE_LIST | RULE_QUOTED, check_accept },
  { "Require", NULL, RULE_LIST, check_required_option },
  { "Proxy-Require", NULL, RULE_LIST, check_required_option },
  { "Authorization", NULL, RULE_QUOTED, check_credentials },
  { "Proxy-Authorization", NULL, RULE_QUOTED, check_credentials },
  { "Subject", "s", RULE_ONCE, NULL },
  { "User-Agent", NULL, RULE_ONCE, NULL },
  { "Server", NULL, RULE_ONCE, NULL },
  { "Organization", NULL, RULE_ONCE, NULL },
  { "Event", "o", RULE_ONCE | RULE_QUOTED, NULL },
  { "Subscription-State", NULL, RULE_ONCE | RULE_QUOTED, NULL },
  { "Replaces", NULL, RULE_ONCE | RULE_QUOTED, NULL },
  { "Content-Disposition", NULL, RULE_ONCE | RULE_QUOTED, NULL },
  { "MIME-Version", NULL, RULE_ONCE, NULL },
};

G_STATIC_ASSERT (G_N_ELEMENTS (headers) <= RB_CHECK_MAX_HEADERS);

/* Control characters stand in quoted pairs only; what is no ASCII is UTF-8 (RFC 3261 7 and 25.1). */
static void
check_characters (CheckContext *self, RbSpan value, const char *name)
{
  const guint8 *bytes = self->bytes;
  gsize end = rb_span_end (value);

  for (gsize i = value.offset; i < end; i++)
    {
      if (bytes[i] == '\\')
        i++;
      else if (bytes[i] >= 0x80)
        {
          gunichar c = g_utf8_get_char_validated ((const char *) bytes + i, end - i);

          if (c == (gunichar) -1 || c == (gunichar) -2)
            {
              rb_check_report (self, PROBLEM_TEXT_ENCODING, (RbSpan){ (guint32) i, 1 }, name);
              return;
            }
          i += g_unichar_to_utf8 (c, NULL) - 1;
        }
      else if (g_ascii_iscntrl (bytes[i]) && !rb_char_is (bytes[i], RB_CHAR_SPACE))
        {
          rb_check_report (self, PROBLEM_CHARACTER, (RbSpan){ (guint32) i, 1 }, name);
          return;
        }
    }
}

/* The elements of a list; empty ones were allowed by RFC 2543 only. */
static void
check_elements (CheckContext *self, gsize row, RbSpan value)
{
  gsize end = rb_span_end (value);

  for (gsize start = value.offset; start <= end;)
    {
      gsize stop = rb_scan_find_outside (self->bytes, start, end, ',');
      RbSpan element = rb_span_trim (rb_span_between (start, stop), self->bytes);

      if (element.length > 0)
        headers[row].check (self, element, headers[row].name);
      else
        {
          rb_check_report (self, PROBLEM_ELEMENT_EMPTY, value, headers[row].name);
          return;
        }
      start = stop + 1;
    }
}

static void
check_known (CheckContext *self, gsize row, RbSpan line, RbSpan value)
{
  if (self->seen[row]++ > 0 && (headers[row].rules & RULE_ONCE) != 0)
    {
      rb_check_report (self, PROBLEM_HEADER_REPEATED, line, headers[row].name);
      return;
    }

  check_characters (self, value, headers[row].name);
  if ((headers[row].rules & RULE_QUOTED) != 0 && !rb_check_quotes (self, value))
    return;
  if (headers[row].check == NULL)
    return;
  if ((headers[row].rules & RULE_LIST) != 0)
    check_elements (self, row, value);
  else
    headers[row].check (self, value, headers[row].name);
}

/**
 * rb_check_header:
 *
 * One header, whatever it is; of those that are not in the table only the characters are looked at.
 */
void
rb_check_header (CheckContext *self, const RbSipHeader *header)
{
  g_autofree char *name = NULL;

  if (!rb_span_is_token (header->name, self->bytes))
    {
      rb_check_report (self, PROBLEM_HEADER_NAME, header->line, NULL);
      return;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    if (rb_span_is_nocase (header->name, self->bytes, headers[i].name) ||
        (headers[i].compact != NULL && rb_span_is_nocase (header->name, self->bytes, headers[i].compact)))
      {
        check_known (self, i, header->line, header->value);
        return;
      }

  name = rb_span_dup_line (header->name, self->bytes);
  check_characters (self, header->value, name);
}

/**
 * rb_check_missing_headers:
 *
 * RFC 3261 8.1.1 and 20, table 2, once all headers were seen.
 */
void
rb_check_missing_headers (CheckContext *self)
{
  const RbSpan nowhere = { 0, 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    if ((headers[i].rules & RULE_NEEDED) != 0 && self->seen[i] == 0)
      rb_check_report (self, PROBLEM_HEADER_MISSING, nowhere, headers[i].name);

  if (self->index->from.length > 0 && self->index->from_tag.length == 0)
    rb_check_report (self, PROBLEM_TAG_MISSING, self->index->from, NULL);
  if (self->start.is_request && self->index->max_forwards == G_MAXUINT16)
    rb_check_report (self, PROBLEM_MAX_FORWARDS_MISSING, nowhere, NULL);
  if (is_request (self, "INVITE") && self->index->n_contacts == 0)
    rb_check_report (self, PROBLEM_CONTACT_MISSING, nowhere, NULL);
  if (self->index->body.length > 0 && self->index->content_type.length == 0)
    rb_check_report (self, PROBLEM_CONTENT_TYPE_MISSING, self->index->body, NULL);
  if (is_request (self, "INVITE") && self->has_accept && !self->accepts_sdp)
    rb_check_report (self, PROBLEM_ACCEPT, nowhere, NULL);
}
