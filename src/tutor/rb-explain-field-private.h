/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-explain-field.h"
#include "rb-sip-scan.h"

G_BEGIN_DECLS

/* What a field of rb_message_list_fields() is, told from its place in the tree. */
typedef enum
{
  RB_LORE_PLACE,         /* start line, body, and what has no name of its own in SIP */
  RB_LORE_HEADER,
  RB_LORE_HEADER_PART,   /* what a header has before its parameters */
  RB_LORE_PARAMETER,     /* of a header */
  RB_LORE_URI_PART,
  RB_LORE_URI_PARAMETER,
  RB_LORE_SDP_LINE,      /* by its letter */
  RB_LORE_SDP_PART,
  RB_LORE_ATTRIBUTE,     /* a=, by the attribute's name */
  RB_LORE_BODY_LINE,     /* of a body of lines: DTMF, message waiting */
  RB_LORE_N_KINDS
} RbLoreKind;

typedef enum
{
  RB_WRITER_SENDER,
  RB_WRITER_CLIENT,
  RB_WRITER_CLIENT_COPIED,
  RB_WRITER_SERVER,
  RB_WRITER_BOTH_ENDS,
  RB_WRITER_HOPS,
  RB_WRITER_NEXT_HOP,
  RB_WRITER_PROXY,
  RB_WRITER_PROXY_COPIED,
  RB_WRITER_REGISTRAR,
  RB_WRITER_CHALLENGER,
  RB_WRITER_CHALLENGED,
  RB_WRITER_TRUSTED,
  RB_WRITER_NETWORK,
  RB_WRITER_SUBSCRIBER,
  RB_WRITER_NOTIFIER,
  RB_WRITER_REFERRER,
  RB_WRITER_REDIRECTOR,
  RB_WRITER_MEDIA,
  RB_WRITER_PROGRAM,
  RB_N_WRITERS
} RbWriter;

typedef enum
{
  RB_READER_RECEIVER,
  RB_READER_SERVER,
  RB_READER_CLIENT,
  RB_READER_ENDS,
  RB_READER_HOPS,
  RB_READER_WAY_BACK,
  RB_READER_WAY_ON,
  RB_READER_PROXY,
  RB_READER_REGISTRAR,
  RB_READER_CHALLENGER,
  RB_READER_CHALLENGED,
  RB_READER_TRUSTED,
  RB_READER_NETWORK,
  RB_READER_SUBSCRIBER,
  RB_READER_NOTIFIER,
  RB_READER_TARGET,
  RB_READER_MEDIA,
  RB_READER_PEOPLE,
  RB_READER_NOBODY,
  RB_N_READERS
} RbReader;

/**
 * RbFieldLore:
 * @owner: (nullable): what it belongs to: header, SDP letter or attribute; NULL for any
 * @what: to be translated with gettext: what it is for
 * @rfc: (nullable): where it is defined; NULL when it is not registered
 *
 * What is always true of a field, whatever its value.
 */
typedef struct
{
  const char *owner;
  const char *name;
  RbWriter    writer;
  RbReader    reader;
  const char *rfc;
  const char *what;
} RbFieldLore;

typedef struct
{
  const RbFieldLore *rows;
  gsize              n;
} RbFieldLoreTable;

/* One table a file. */
extern const RbFieldLoreTable rb_lore_basic_headers; /* RFC 3261 */
extern const RbFieldLoreTable rb_lore_extension_headers;
extern const RbFieldLoreTable rb_lore_private_headers; /* P- of the RFCs, and what nobody registered */
extern const RbFieldLoreTable rb_lore_parameters;
extern const RbFieldLoreTable rb_lore_uri_parameters;
extern const RbFieldLoreTable rb_lore_places; /* these four under names that are translated in the tree */
extern const RbFieldLoreTable rb_lore_header_parts;
extern const RbFieldLoreTable rb_lore_uri_parts;
extern const RbFieldLoreTable rb_lore_sdp_parts;
extern const RbFieldLoreTable rb_lore_body_lines;
extern const RbFieldLoreTable rb_lore_sdp_lines;
extern const RbFieldLoreTable rb_lore_attributes;

/* The rows of one kind, one after the other; NULL behind the last. For tests. */
const RbFieldLore *rb_field_lore_nth (RbLoreKind kind, guint n);
/* @owner: (nullable). The row of the owner before that of any. (nullable) */
const RbFieldLore *rb_field_lore_find (RbLoreKind kind, const char *owner, const char *name);

/* What a word means that values are made of. */
typedef enum
{
  RB_WORD_METHOD,
  RB_WORD_OPTION,      /* option tag */
  RB_WORD_EVENT,
  RB_WORD_TYPE,        /* of a body */
  RB_WORD_DISPOSITION,
  RB_WORD_PRIVACY,
  RB_WORD_STATE,       /* of a subscription */
  RB_WORD_STATE_REASON,
  RB_WORD_TRANSPORT,
  RB_WORD_SCHEME,
  RB_WORD_REQUEST_DISPOSITION,
  RB_WORD_PRIORITY,
  RB_WORD_DIVERSION,
  RB_WORD_PROTOCOL,    /* of an m= line */
  RB_WORD_SETUP,
  RB_N_WORD_GROUPS
} RbWordGroup;

typedef struct
{
  RbWordGroup group;
  const char *word;
  const char *rfc;
  const char *text; /* to be translated with gettext */
} RbWord;

const RbWord *rb_word_find (RbWordGroup group, const char *word); /* in any case. (nullable) */

const char        *rb_writer_get_text (RbWriter writer); /* translated, a sentence */
const char        *rb_reader_get_text (RbReader reader); /* the same */

/**
 * RbFieldTopic:
 * @flow: (nullable)
 * @step: (nullable): of the message in the flow
 * @bytes: of the message; valid while nothing is appended
 * @field: that is meant; the last of the path
 * @owner: name of the header, SDP line or attribute it belongs to; "" for none
 * @value: as it is written
 * @decoded: as it is meant
 *
 * A field in its message, for the functions that say what its value means.
 */
typedef struct
{
  RbTrace          *trace;
  RbFlow           *flow;
  const RbFlowStep *step;
  guint             position;
  const guint8     *bytes;
  gsize             length;
  RbSipIndex        index;
  RbMessageInfo     info;
  RbField          *field;
  RbField          *parent; /* (nullable) */
  RbField          *top;    /* first of the path: the header, line or body */
  RbLoreKind        kind;
  char             *owner;
  char             *name;
  const char       *value;
  const char       *decoded;
} RbFieldTopic;

typedef void (*RbFieldSayFunc) (const RbFieldTopic *topic, RbLesson *lesson);

/* What one kind of field says in this message; rb-explain-field.c has the table of who says what. */
void rb_say_start_line (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_via (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_via_address (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_branch (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_address (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_tag (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_call_id (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_cseq (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_contact (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_route (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_request_uri (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_host (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_hops (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_seconds (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_content_length (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_date (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_timestamp (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_program (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_words (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_reason (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_warning (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_digest (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_dialog (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_refer_to (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_reliability (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_history (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_sdp (const RbFieldTopic *topic, RbLesson *lesson);
void rb_say_attribute (const RbFieldTopic *topic, RbLesson *lesson);

/* What several of them need. */
gboolean rb_topic_is_owner (const RbFieldTopic *topic, const char *owner);
/* Child of that name, in any case. (transfer none) (nullable) */
RbField *rb_topic_find_child (RbField *field, const char *name);
/* The bytes of another message of the trace with its index; FALSE when it is no SIP. */
gboolean rb_topic_read (RbTrace *trace, guint position, const guint8 **bytes, gsize *length, RbSipIndex *index);
char    *rb_topic_format_seconds (guint32 seconds); /* "3 600 s (1 h)": (transfer full) */

G_END_DECLS
