/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  RB_VERDICT_NONE, /* not a call */
  RB_VERDICT_IN_PROGRESS,
  RB_VERDICT_ANSWERED,
  RB_VERDICT_NO_ANSWER,
  RB_VERDICT_REJECTED,  /* final 4xx (486, 480 …) from the callee after it rang */
  RB_VERDICT_BUSY,      /* 486/600 without ringing */
  RB_VERDICT_CANCELLED,
  RB_VERDICT_DECLINED,  /* 603 */
  RB_VERDICT_UNREACHABLE,
  RB_VERDICT_NOT_FOUND,
  RB_VERDICT_AUTH_FAILED,
  RB_VERDICT_NEVER_ACKNOWLEDGED, /* 200 without ACK */
  RB_VERDICT_RACE,               /* CANCEL and 200 crossed: answered and cancelled at once (RFC 3261 9.1) */
  RB_VERDICT_TRANSFERRED,        /* REFER accepted and carried out (RFC 3515, RFC 5589) */
  RB_VERDICT_REDIRECTED,         /* 3xx that the caller did not follow */
  RB_VERDICT_LOOP,               /* 482, 483 */
  RB_VERDICT_GLARE,              /* 491 was the last word (RFC 3261 14.1) */
  RB_VERDICT_SESSION_EXPIRED,    /* answered, ended by the session timer (RFC 4028) */
  RB_VERDICT_FAILED,
  RB_VERDICT_N_KINDS
} RbVerdictKind;

typedef enum
{
  RB_PARTY_NONE,
  RB_PARTY_CALLER,
  RB_PARTY_CALLEE,
  RB_PARTY_PROXY,
  RB_PARTY_STACK, /* our own, by a timer */
} RbParty;

/* How sure @kind and @ended_by are. */
typedef enum
{
  RB_CONFIDENCE_CERTAIN, /* the messages prove it */
  RB_CONFIDENCE_LIKELY,  /* nothing else is usual */
  RB_CONFIDENCE_GUESS,   /* this side of the call cannot know */
} RbConfidence;

/* What else is true of a call; flags. */
typedef enum
{
  RB_TRAIT_RANG = 1 << 0,         /* a 180 came */
  RB_TRAIT_EARLY_MEDIA = 1 << 1,  /* a 183 with SDP came, and no 180: a tone or an announcement */
  RB_TRAIT_FORKED = 1 << 2,       /* more than one phone was called */
  RB_TRAIT_ELSEWHERE = 1 << 3,    /* another phone answered */
  RB_TRAIT_REDIRECTED = 1 << 4,   /* a 3xx was followed */
  RB_TRAIT_BEGAN_LATE = 1 << 5,   /* the capture begins in the middle of the call */
  RB_TRAIT_CUT_SHORT = 1 << 6,    /* the capture ends before the call does */
  RB_TRAIT_GLARE = 1 << 7,        /* both ends had changed the call at once: 491 */
  RB_TRAIT_REPLACES = 1 << 8,     /* took over another call (RFC 3891) */
  RB_TRAIT_OVER = 1 << 9,         /* nothing more can come of it, whether or not it is known who ended it */
} RbVerdictTrait;

typedef enum
{
  RB_EVIDENCE_INVITE,
  RB_EVIDENCE_PROVISIONAL,
  RB_EVIDENCE_RINGING,
  RB_EVIDENCE_EARLY_MEDIA,
  RB_EVIDENCE_CANCEL,
  RB_EVIDENCE_FINAL,
  RB_EVIDENCE_RELAYED, /* the same final response, as it came from further on */
  RB_EVIDENCE_ACK,
  RB_EVIDENCE_REFRESH,
  RB_EVIDENCE_GLARE,
  RB_EVIDENCE_REFER,
  RB_EVIDENCE_NOTIFY,
  RB_EVIDENCE_BYE,
  RB_EVIDENCE_ELSEWHERE,
  RB_EVIDENCE_REDIRECT,
  RB_EVIDENCE_UPSTREAM_CANCEL,
  RB_EVIDENCE_OTHER,
} RbEvidenceRole;

#define RB_EVIDENCE_MAX 12

typedef struct
{
  guint16 role;   /* RbEvidenceRole */
  guint16 status; /* of a response, else 0 */
} RbEvidencePart;

typedef struct
{
  RbVerdictKind kind;
  RbParty       ended_by;
  RbConfidence  confidence;
  guint         traits;   /* of RbVerdictTrait */
  guint         status;   /* final status of the INVITE, 0 when none */
  guint         n_phones; /* that were called, as far as was seen */
  char         *text;     /* one translated sentence */
  GArray       *evidence; /* of guint: positions in the trace */
  gint64        ring_us;  /* first 180 (or, without one, 183 with SDP) → final response or CANCEL; -1 when neither came */
  gint64        talk_us;  /* 200 → BYE; -1 when never answered, up to the last message while it lasts */
  RbEvidencePart parts[RB_EVIDENCE_MAX]; /* parallel to the first of @evidence: what each proves */
} RbVerdict;

RbVerdict  *rb_verdict_copy (const RbVerdict *self);
void        rb_verdict_free (RbVerdict *self);
/* What message @n of the evidence is in this call, translated: "the CANCEL", "the 487". (transfer full) (nullable) */
char       *rb_verdict_dup_evidence_label (const RbVerdict *self, guint n);
/* Has the call come to its end? */
gboolean    rb_verdict_is_final (const RbVerdict *self);

const char *rb_verdict_kind_to_string (RbVerdictKind kind); /* "no-answer" …: the words of the JSON output, never translated */
const char *rb_verdict_kind_get_label (RbVerdictKind kind); /* translated: "No answer" */
const char *rb_party_to_string (RbParty party);             /* "caller" …, "" for none */
const char *rb_confidence_to_string (RbConfidence confidence); /* "certain", "likely", "guess" */
const char *rb_verdict_trait_to_string (RbVerdictTrait trait); /* one flag: "forked" …; NULL for none such */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbVerdict, rb_verdict_free)

G_END_DECLS
