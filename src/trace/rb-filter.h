/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-trace.h"

G_BEGIN_DECLS

/* Longest expression, bytes; deepest nesting of parentheses and negations. */
#define RB_FILTER_MAX_LENGTH 4096u
#define RB_FILTER_MAX_DEPTH 64u

#define RB_FILTER_ERROR (rb_filter_error_quark ())
GQuark rb_filter_error_quark (void);

typedef enum
{
  RB_FILTER_ERROR_SYNTAX,      /* a term is missing, a quote or parenthesis is not closed … */
  RB_FILTER_ERROR_UNKNOWN_KEY,
  RB_FILTER_ERROR_BAD_VALUE,
  RB_FILTER_ERROR_BAD_REGEX,
  RB_FILTER_ERROR_TOO_LARGE,
} RbFilterError;

/* Where the trouble is, from 0: in bytes, and in characters (for a caret under it). */
gsize rb_filter_error_get_byte (const GError *error);
guint rb_filter_error_get_column (const GError *error);

/* What a key takes behind its operator. */
typedef enum
{
  RB_FILTER_FLAG,   /* nothing: the word alone is the term */
  RB_FILTER_WORD,   /* : = equal ignoring case, ~ regular expression */
  RB_FILTER_TEXT,   /* : contained ignoring case, = equal, ~ regular expression */
  RB_FILTER_HEADER, /* key:NAME, and then as RB_FILTER_TEXT or nothing */
  RB_FILTER_NUMBER, /* : = N, N-M (status also 4xx); > >= < <= N */
  RB_FILTER_ADDRESS, /* : = address, network/bits, address:port */
  RB_FILTER_CHOICE, /* : = one of a list of words */
  RB_FILTER_TIME,   /* : = seconds since the first message, or hh:mm[:ss[.fff]] */
} RbFilterValueKind;

/**
 * RbFilterKeyInfo:
 * @alone: the key may also stand without operator and value: "there is one"
 * @example: one term, never translated
 * @description: to be translated with gettext
 */
typedef struct
{
  const char       *name;
  RbFilterValueKind kind;
  gboolean          alone;
  const char       *example;
  const char       *description;
} RbFilterKeyInfo;

/* Every key there is, in the order of docs/filter.md. For completion and documentation. */
guint                  rb_filter_get_n_keys (void);
const RbFilterKeyInfo *rb_filter_get_key (guint n);
/* The @n-th word a key of kind %RB_FILTER_CHOICE takes; NULL beyond the last. */
const char            *rb_filter_get_choice (guint key, guint n);

/* An expression of docs/filter.md, ready to be matched. Immutable but for what it remembers of
 * the trace last matched: use one in one thread at a time. */
typedef struct _RbFilter RbFilter;

RbFilter   *rb_filter_parse (const char *text, GError **error); /* (transfer full) (nullable) */
RbFilter   *rb_filter_ref (RbFilter *self);
void        rb_filter_unref (RbFilter *self);
const char *rb_filter_get_text (const RbFilter *self);
gboolean    rb_filter_matches (const RbFilter *self, RbTrace *trace, guint position);
/* TRUE when a later message of the same flow can change the answer for an earlier one. */
gboolean    rb_filter_looks_at_flows (const RbFilter *self);
/* The expression, a caret under the column, and the message, as lines for a terminal. (transfer full) */
char       *rb_filter_error_format (const char *text, const GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbFilter, rb_filter_unref)

G_END_DECLS
