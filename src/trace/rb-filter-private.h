/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-filter.h"

#include "rb-flow-private.h"

G_BEGIN_DECLS

/* What a key looks at; the planner asks the cheaper one first. */
typedef enum
{
  RB_FILTER_COST_RECORD, /* what the store keeps beside the bytes */
  RB_FILTER_COST_FLOW,
  RB_FILTER_COST_INDEX,
  RB_FILTER_COST_HEADERS,
  RB_FILTER_COST_BYTES,
  RB_FILTER_COST_SDP, /* a full parse of the body */
} RbFilterCost;

#define RB_FILTER_REGEX_COST 8 /* more than any key's own */

typedef enum
{
  RB_FILTER_OP_NONE, /* the key alone */
  RB_FILTER_OP_HAS,  /* : */
  RB_FILTER_OP_IS,   /* = */
  RB_FILTER_OP_REGEX,
  RB_FILTER_OP_LESS,
  RB_FILTER_OP_AT_MOST,
  RB_FILTER_OP_GREATER,
  RB_FILTER_OP_AT_LEAST,
} RbFilterOp;

/* One message under examination: each part is fetched when the first term asks for it. */
typedef struct
{
  RbTrace       *trace;
  guint          position;
  guint          fetched; /* bits of what is below */
  RbMessageInfo  info;
  RbFlow        *flow;
  RbFlowStep     step;
  const RbFlowFact *fact;
  const guint8  *bytes;
  gsize          length;
  RbSipIndex     index;
} RbFilterSubject;

void                 rb_filter_subject_init (RbFilterSubject *self, RbTrace *trace, guint position);
const RbMessageInfo *rb_filter_subject_get_info (RbFilterSubject *self);
RbFlow              *rb_filter_subject_get_flow (RbFilterSubject *self); /* (nullable) */
const RbFlowStep    *rb_filter_subject_get_step (RbFilterSubject *self); /* (nullable) */
const RbFlowFact    *rb_filter_subject_get_fact (RbFilterSubject *self); /* (nullable) */
const guint8        *rb_filter_subject_get_bytes (RbFilterSubject *self, gsize *length);
/* Fetches the bytes, too: spans point into @bytes. */
const RbSipIndex    *rb_filter_subject_get_index (RbFilterSubject *self);

/* What stands behind the operator, ready to compare. */
typedef struct
{
  RbFilterOp op;
  gboolean   folded;  /* @text is in lower case and is searched ignoring case */
  char      *text;
  gsize      length;
  GRegex    *regex;
  guint64    first;   /* number range, both ends included */
  guint64    last;
  guint      choice;
  RbEndpoint network; /* port 0: any */
  guint      bits;    /* of @network that count */
  char      *header;
  char       compact; /* the header's short name, 0 when it has none */
  gboolean   is_clock;
  gint64     time_us; /* since the first message, or since midnight */
  gint64     origin_us; /* first message for which @limit_us was worked out */
  gint64     limit_us;
} RbFilterValue;

typedef struct _RbFilterKey RbFilterKey;
typedef gboolean (*RbFilterMatch) (RbFilterValue *value, RbFilterSubject *subject);

struct _RbFilterKey
{
  RbFilterKeyInfo info;
  RbFilterCost    cost;
  gboolean        of_flow; /* later messages can change it */
  RbFilterMatch   match;
  const char   *(*choice) (guint n);
};

extern const RbFilterKey rb_filter_text_key; /* of a term that is only text */
const RbFilterKey *rb_filter_key_find (const char *name, gsize length);
const char        *rb_filter_key_suggest (const char *name, gsize length); /* (nullable) */

/* @text: without its quotes, @raw: with them as written. @byte: of the value in the expression. */
gboolean rb_filter_value_parse (RbFilterValue *self, const RbFilterKey *key, RbFilterOp op, const char *text,
                                gsize byte, GError **error);
void     rb_filter_value_set_header (RbFilterValue *self, const char *name, gsize length);
void     rb_filter_value_clear (RbFilterValue *self);
gboolean rb_filter_value_has_text (const RbFilterValue *self, const guint8 *bytes, gsize length);
gboolean rb_filter_value_has_number (const RbFilterValue *self, guint64 number);
gboolean rb_filter_value_has_endpoint (const RbFilterValue *self, const RbEndpoint *endpoint);
/* The moment a time stands for in a trace that begins at @origin_us. */
gint64   rb_filter_value_get_time (RbFilterValue *self, gint64 origin_us);

typedef struct _RbFilterNode RbFilterNode;

typedef enum
{
  RB_FILTER_TERM,
  RB_FILTER_ALL, /* of @children; TRUE when there are none */
  RB_FILTER_ANY,
  RB_FILTER_NOT,
} RbFilterNodeKind;

struct _RbFilterNode
{
  RbFilterNodeKind   kind;
  guint              cost;
  GPtrArray         *children; /* (nullable) of RbFilterNode */
  const RbFilterKey *key;
  RbFilterValue      value;
};

RbFilterNode *rb_filter_node_new (RbFilterNodeKind kind);
void          rb_filter_node_free (RbFilterNode *self);
RbFilterNode *rb_filter_parse_nodes (const char *text, GError **error); /* (transfer full) (nullable) */

/* Sets an error that points at @byte of the expression; its column follows from rb_filter_parse(). */
void rb_filter_set_error (GError **error, RbFilterError code, gsize byte, const char *format, ...) G_GNUC_PRINTF (4, 5);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbFilterNode, rb_filter_node_free)

G_END_DECLS
