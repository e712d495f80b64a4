/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands behind a key of a filter: numbers and ranges, addresses and networks, times, words,
 * text and regular expressions, read once by the parser and compared with every message. Each
 * comparison costs at most in proportion to the bytes compared. */

#include "rb-filter-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_REGEX_LENGTH 256u
/* A regular expression sees so much of a header or body, and may go back so often from one place
 * in it, before it counts as not matching. */
#define MAX_REGEX_SUBJECT 8192u
#define REGEX_LIMITS "(*LIMIT_MATCH=20000)(*LIMIT_HEAP=4096)"

#define FOLD_BYTES 4096u

#define DAY_US (24 * G_TIME_SPAN_HOUR)

/* RFC 3261 7.3.3 and IANA's sip-parameters. */
static const struct
{
  const char *name;
  char compact;
} compact_names[] = {
  { "Accept-Contact", 'a' },
  { "Allow-Events", 'u' },
  { "Call-ID", 'i' },
  { "Contact", 'm' },
  { "Content-Encoding", 'e' },
  { "Content-Length", 'l' },
  { "Content-Type", 'c' },
  { "Event", 'o' },
  { "From", 'f' },
  { "Identity", 'y' },
  { "Identity-Info", 'n' },
  { "Refer-To", 'r' },
  { "Referred-By", 'b' },
  { "Reject-Contact", 'j' },
  { "Request-Disposition", 'd' },
  { "Session-Expires", 'x' },
  { "Subject", 's' },
  { "Supported", 'k' },
  { "To", 't' },
  { "Via", 'v' },
};

static const struct
{
  int code;
  const char *text;
} regex_errors[] = {
  { G_REGEX_ERROR_STRAY_BACKSLASH, N_ ("a character behind the backslash") },
  { G_REGEX_ERROR_UNRECOGNIZED_ESCAPE, N_ ("a known escape behind the backslash") },
  { G_REGEX_ERROR_QUANTIFIERS_OUT_OF_ORDER, N_ ("the smaller number first in {…}") },
  { G_REGEX_ERROR_QUANTIFIER_TOO_BIG, N_ ("a smaller number in {…}") },
  { G_REGEX_ERROR_UNTERMINATED_CHARACTER_CLASS, N_ ("a “]” that closes the “[”") },
  { G_REGEX_ERROR_RANGE_OUT_OF_ORDER, N_ ("the smaller character first in [a-z]") },
  { G_REGEX_ERROR_NOTHING_TO_REPEAT, N_ ("something to repeat in front of “*”, “+”, “?” or “{”") },
  { G_REGEX_ERROR_UNMATCHED_PARENTHESIS, N_ ("as many “)” as “(”") },
  { G_REGEX_ERROR_EXPRESSION_TOO_LARGE, N_ ("a smaller regular expression") },
};

static gboolean
read_digits (const char **p, guint64 *number)
{
  const char *start = *p;

  *number = 0;
  for (; g_ascii_isdigit (**p); (*p)++)
    {
      if (*p - start >= 15)
        return FALSE;
      *number = *number * 10 + (guint64) (**p - '0');
    }

  return *p > start;
}

static gboolean
parse_range (RbFilterValue *self, const char *text)
{
  const char *p = text;

  if (!read_digits (&p, &self->first))
    return FALSE;

  self->last = self->first;
  if (*p == '-')
    {
      p++;
      if (!read_digits (&p, &self->last))
        return FALSE;
    }

  return *p == '\0' && self->first <= self->last;
}

static gboolean
parse_status_class (RbFilterValue *self, const char *text)
{
  if (text[0] < '1' || text[0] > '6' || g_ascii_strcasecmp (text + 1, "xx") != 0)
    return FALSE;

  self->first = (guint64) (text[0] - '0') * 100;
  self->last = self->first + 99;
  return TRUE;
}

static gboolean
parse_number (RbFilterValue *self, const RbFilterKey *key, const char *text, gsize byte, GError **error)
{
  gboolean is_status = strcmp (key->info.name, "status") == 0;
  gboolean is_range = parse_range (self, text) || (is_status && parse_status_class (self, text));

  if (self->op == RB_FILTER_OP_HAS || self->op == RB_FILTER_OP_IS)
    {
      if (is_range)
        return TRUE;
      if (is_status)
        rb_filter_set_error (error, RB_FILTER_ERROR_BAD_VALUE, byte,
                             _ ("Expected a status such as 486, 4xx or 180-199 instead of “%s”."), text);
      else
        rb_filter_set_error (error, RB_FILTER_ERROR_BAD_VALUE, byte,
                             _ ("Expected a number such as 12 or a range such as 12-40 instead of “%s”."), text);
      return FALSE;
    }

  if (!is_range || self->first != self->last)
    {
      rb_filter_set_error (error, RB_FILTER_ERROR_BAD_VALUE, byte, _ ("Expected one number instead of “%s”."), text);
      return FALSE;
    }

  switch (self->op)
    {
    case RB_FILTER_OP_LESS:
      /* Nothing is less than 0: an empty range. */
      self->last = self->first > 0 ? self->first - 1 : 0;
      self->first = self->first > 0 ? 0 : 1;
      break;
    case RB_FILTER_OP_AT_MOST:
      self->first = 0;
      break;
    case RB_FILTER_OP_GREATER:
      self->first++;
      self->last = G_MAXUINT64;
      break;
    default:
      self->last = G_MAXUINT64;
    }
  return TRUE;
}

/* "10.0.0.1", "10.0.0.0/8", "10.0.0.1:5060", "2001:db8::/32", "[2001:db8::1]:5060" */
static gboolean
parse_address (RbFilterValue *self, const char *text)
{
  g_autofree char *address = g_strdup (text[0] == '[' ? text + 1 : text);
  char *close = text[0] == '[' ? strchr (address, ']') : NULL;
  char *tail = close != NULL ? close + 1 : strpbrk (address, "/");
  guint64 bits = 128;
  guint64 port = 0;

  if (text[0] == '[' && close == NULL)
    return FALSE;
  if (tail == NULL && strchr (address, ':') == strrchr (address, ':'))
    tail = strchr (address, ':');

  if (tail != NULL && *tail != '\0')
    {
      char mark = *tail;
      const char *p = tail + 1;

      *tail = '\0';
      if (!read_digits (&p, mark == '/' ? &bits : &port) || *p != '\0' || (mark != '/' && mark != ':') ||
          port > G_MAXUINT16)
        return FALSE;
    }
  if (close != NULL)
    *close = '\0';
  if (!rb_endpoint_parse (&self->network, address, (guint16) port))
    return FALSE;

  if (bits == 128 && self->network.family == 4)
    bits = 32;
  self->bits = (guint) MIN (bits, 255);
  return bits <= (self->network.family == 4 ? 32 : 128);
}

/* "hh:mm[:ss[.fff]]" since midnight, or "s[.fff]"; up to six decimals. */
static gboolean
parse_time (RbFilterValue *self, const char *text)
{
  static const guint64 limits[] = { 23, 59, 59 };
  guint64 parts[3] = { 0 };
  guint n_parts = 0;
  const char *p = text;
  gint64 fraction_us = 0;

  do
    {
      if (n_parts == G_N_ELEMENTS (parts) || !read_digits (&p, &parts[n_parts]))
        return FALSE;
      n_parts++;
    }
  while (*p == ':' && p++ != NULL);

  if (*p == '.' && n_parts != 2)
    {
      gint64 unit_us = G_USEC_PER_SEC / 10;

      for (p++; g_ascii_isdigit (*p) && unit_us > 0; p++, unit_us /= 10)
        fraction_us += (*p - '0') * unit_us;
      if (!g_ascii_isdigit (p[-1]))
        return FALSE;
    }
  if (*p != '\0')
    return FALSE;

  self->is_clock = n_parts > 1;
  if (!self->is_clock)
    {
      if (parts[0] > G_MAXUINT32)
        return FALSE;
      self->time_us = (gint64) parts[0] * G_USEC_PER_SEC + fraction_us;
      return TRUE;
    }

  for (guint i = 0; i < n_parts; i++)
    if (parts[i] > limits[i])
      return FALSE;
  self->time_us = (gint64) (parts[0] * 3600 + parts[1] * 60 + parts[2]) * G_USEC_PER_SEC + fraction_us;
  return TRUE;
}

static gboolean
parse_choice (RbFilterValue *self, const RbFilterKey *key, const char *text, gsize byte, GError **error)
{
  g_autoptr (GString) words = g_string_new (NULL);
  const char *word;

  for (self->choice = 0; (word = key->choice (self->choice)) != NULL; self->choice++)
    {
      if (g_ascii_strcasecmp (word, text) == 0)
        return TRUE;
      g_string_append_printf (words, "%s%s", words->len > 0 ? ", " : "", word);
    }

  /* Translators: a key of the filter, what was typed, and a list of the words it takes */
  rb_filter_set_error (error, RB_FILTER_ERROR_BAD_VALUE, byte,
                       _ ("“%1$s” does not take “%2$s”; expected one of: %3$s."), key->info.name, text, words->str);
  return FALSE;
}

/* Where GLib's message says the error is: the number behind the expression it quotes, in every language. */
static gsize
find_regex_offset (const char *message, const char *pattern)
{
  const char *p = strstr (message, pattern);
  guint64 offset;

  if (p == NULL)
    return 0;

  for (p += strlen (pattern); *p != '\0' && !g_ascii_isdigit (*p);)
    p++;
  if (!read_digits (&p, &offset) || offset < strlen (REGEX_LIMITS))
    return 0;

  return MIN (offset, strlen (pattern)) - strlen (REGEX_LIMITS);
}

static gboolean
parse_regex (RbFilterValue *self, const char *text, gsize byte, GError **error)
{
  g_autofree char *pattern = NULL;
  g_autoptr (GError) cause = NULL;
  const char *expected = NULL;

  if (strlen (text) > MAX_REGEX_LENGTH)
    {
      rb_filter_set_error (error, RB_FILTER_ERROR_TOO_LARGE, byte, _ ("A regular expression may have up to %u bytes."),
                           MAX_REGEX_LENGTH);
      return FALSE;
    }
  /* (*UTF) and its like change what the bytes mean, or lift the limits. */
  if (g_str_has_prefix (text, "(*"))
    {
      rb_filter_set_error (error, RB_FILTER_ERROR_BAD_REGEX, byte,
                           _ ("A regular expression cannot begin with “(*” here."));
      return FALSE;
    }

  pattern = g_strconcat (REGEX_LIMITS, text, NULL);
  self->regex = g_regex_new (
      pattern, G_REGEX_RAW | G_REGEX_CASELESS | G_REGEX_MULTILINE | G_REGEX_OPTIMIZE | G_REGEX_NEWLINE_ANYCRLF, 0,
      &cause);
  if (self->regex != NULL)
    return TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (regex_errors); i++)
    if (regex_errors[i].code == cause->code)
      expected = _ (regex_errors[i].text);
  byte += find_regex_offset (cause->message, pattern);
  if (expected != NULL)
    /* Translators: e.g. "expected a “]” that closes the “[”" */
    rb_filter_set_error (error, RB_FILTER_ERROR_BAD_REGEX, byte,
                         _ ("The regular expression is not complete here: expected %s."), expected);
  else
    rb_filter_set_error (error, RB_FILTER_ERROR_BAD_REGEX, byte,
                         _ ("This is not a regular expression (of Perl's kind)."));
  return FALSE;
}

static void
set_text (RbFilterValue *self, const char *text, gboolean folded)
{
  self->folded = folded;
  self->text = folded ? g_ascii_strdown (text, -1) : g_strdup (text);
  self->length = strlen (text);
}

static gboolean
parse_comparison (RbFilterValue *self, const RbFilterKey *key, const char *text, gsize byte, GError **error)
{
  switch (key->info.kind)
    {
    case RB_FILTER_WORD:
      self->op = RB_FILTER_OP_IS;
      set_text (self, text, TRUE);
      return TRUE;

    case RB_FILTER_TEXT:
    case RB_FILTER_HEADER:
      set_text (self, text, self->op == RB_FILTER_OP_HAS);
      return TRUE;

    case RB_FILTER_NUMBER:
      return parse_number (self, key, text, byte, error);

    case RB_FILTER_CHOICE:
      return parse_choice (self, key, text, byte, error);

    case RB_FILTER_ADDRESS:
      if (parse_address (self, text))
        return TRUE;
      rb_filter_set_error (
          error, RB_FILTER_ERROR_BAD_VALUE, byte,
          _ ("Expected an address such as 10.0.0.1, 10.0.0.0/8 or [2001:db8::1]:5060 instead of “%s”."), text);
      return FALSE;

    case RB_FILTER_TIME:
      if (parse_time (self, text))
        return TRUE;
      rb_filter_set_error (error, RB_FILTER_ERROR_BAD_VALUE, byte,
                           _ ("Expected seconds since the first message, such as 1.5, or a time such as 14:05:30 "
                              "instead of “%s”."),
                           text);
      return FALSE;

    case RB_FILTER_FLAG:
    default:
      return TRUE;
    }
}

gboolean
rb_filter_value_parse (RbFilterValue *self, const RbFilterKey *key, RbFilterOp op, const char *text, gsize byte,
                       GError **error)
{
  self->op = op;
  if (op == RB_FILTER_OP_NONE)
    return TRUE;

  return op == RB_FILTER_OP_REGEX ? parse_regex (self, text, byte, error)
                                  : parse_comparison (self, key, text, byte, error);
}

void
rb_filter_value_set_header (RbFilterValue *self, const char *name, gsize length)
{
  self->header = g_strndup (name, length);
  for (gsize i = 0; i < G_N_ELEMENTS (compact_names); i++)
    if (g_ascii_strcasecmp (self->header, compact_names[i].name) == 0 ||
        (length == 1 && g_ascii_tolower (name[0]) == compact_names[i].compact))
      {
        g_free (self->header);
        self->header = g_strdup (compact_names[i].name);
        self->compact = compact_names[i].compact;
        return;
      }
}

void
rb_filter_value_clear (RbFilterValue *self)
{
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->header, g_free);
  g_clear_pointer (&self->regex, g_regex_unref);
}

/* ASCII capitals of eight bytes at once into small letters; other bytes stay. */
static guint64
fold_word (guint64 word)
{
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101);
  guint64 low = word & (ones * 0x7f);
  guint64 from_a = low + ones * (0x80 - 'A');
  guint64 beyond_z = low + ones * (0x7f - 'Z');
  guint64 capitals = (from_a ^ beyond_z) & ~word & (ones * 0x80);

  return word | (capitals >> 2);
}

static void
fold (guint8 *out, const guint8 *bytes, gsize length)
{
  guint64 word;

  for (; length >= sizeof word; length -= sizeof word, bytes += sizeof word, out += sizeof word)
    {
      memcpy (&word, bytes, sizeof word);
      word = fold_word (word);
      memcpy (out, &word, sizeof word);
    }
  for (; length > 0; length--)
    *out++ = (guint8) g_ascii_tolower ((char) *bytes++);
}

/* memmem() is linear; the bytes are folded piece by piece, each with the end of the one before. */
static gboolean
contains_folded (const RbFilterValue *self, const guint8 *bytes, gsize length)
{
  guint8 folded[FOLD_BYTES + RB_FILTER_MAX_LENGTH];
  gsize overlap = self->length > 0 ? self->length - 1 : 0;

  while (length >= self->length)
    {
      gsize piece = MIN (length, FOLD_BYTES + overlap);

      fold (folded, bytes, piece);
      if (memmem (folded, piece, self->text, self->length) != NULL)
        return TRUE;
      if (piece == length)
        return FALSE;
      bytes += FOLD_BYTES;
      length -= FOLD_BYTES;
    }

  return FALSE;
}

gboolean
rb_filter_value_has_text (const RbFilterValue *self, const guint8 *bytes, gsize length)
{
  switch (self->op)
    {
    case RB_FILTER_OP_REGEX:
      return g_regex_match_full (self->regex, (const char *) bytes, (gssize) MIN (length, MAX_REGEX_SUBJECT), 0, 0,
                                 NULL, NULL);
    case RB_FILTER_OP_HAS:
      return contains_folded (self, bytes, length);
    case RB_FILTER_OP_IS:
      return length == self->length &&
             (self->folded ? g_ascii_strncasecmp ((const char *) bytes, self->text, length) == 0
                           : memcmp (bytes, self->text, length) == 0);
    default:
      return length > 0;
    }
}

gboolean
rb_filter_value_has_number (const RbFilterValue *self, guint64 number)
{
  return number >= self->first && number <= self->last;
}

gboolean
rb_filter_value_has_endpoint (const RbFilterValue *self, const RbEndpoint *endpoint)
{
  guint whole = self->bits / 8;
  guint rest = self->bits % 8;

  if (endpoint->family != self->network.family || (self->network.port != 0 && endpoint->port != self->network.port) ||
      memcmp (endpoint->addr, self->network.addr, whole) != 0)
    return FALSE;

  return rest == 0 || ((endpoint->addr[whole] ^ self->network.addr[whole]) >> (8 - rest)) == 0;
}

/* A clock time is one of the first message's day, or of the next when it lies more than twelve
 * hours before that message: a capture that runs over midnight. */
static gint64
resolve_clock (gint64 time_us, gint64 origin_us)
{
  g_autoptr (GDateTime) first = g_date_time_new_from_unix_local (origin_us / G_USEC_PER_SEC);
  gint64 since_midnight_us;
  gint64 limit_us;

  if (first == NULL)
    return time_us;

  since_midnight_us = ((gint64) g_date_time_get_hour (first) * 3600 + g_date_time_get_minute (first) * 60 +
                       g_date_time_get_second (first)) *
                          G_USEC_PER_SEC +
                      origin_us % G_USEC_PER_SEC;
  limit_us = origin_us - since_midnight_us + time_us;
  return limit_us < origin_us - DAY_US / 2 ? limit_us + DAY_US : limit_us;
}

gint64
rb_filter_value_get_time (RbFilterValue *self, gint64 origin_us)
{
  if (!self->is_clock)
    return origin_us + self->time_us;

  if (self->limit_us == 0 || self->origin_us != origin_us)
    {
      self->origin_us = origin_us;
      self->limit_us = resolve_clock (self->time_us, origin_us);
    }
  return self->limit_us;
}
