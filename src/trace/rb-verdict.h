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
  RB_VERDICT_FAILED,
} RbVerdictKind;

typedef enum
{
  RB_PARTY_NONE,
  RB_PARTY_CALLER,
  RB_PARTY_CALLEE,
  RB_PARTY_PROXY,
  RB_PARTY_STACK, /* our own, by a timer */
} RbParty;

typedef struct
{
  RbVerdictKind kind;
  RbParty       ended_by;
  guint         status;   /* final status of the INVITE, 0 when none */
  char         *text;     /* one translated sentence */
  GArray       *evidence; /* of guint: positions in the trace */
  gint64        ring_us;  /* first 180 → final response or CANCEL; -1 when it never rang */
  gint64        talk_us;  /* 200 → BYE; -1 when never answered, up to the last message while it lasts */
} RbVerdict;

RbVerdict  *rb_verdict_copy (const RbVerdict *self);
void        rb_verdict_free (RbVerdict *self);
const char *rb_verdict_kind_to_string (RbVerdictKind kind); /* "no-answer" …: the words of the JSON output, never translated */
const char *rb_verdict_kind_get_label (RbVerdictKind kind); /* translated: "No answer" */
const char *rb_party_to_string (RbParty party);             /* "caller" …, "" for none */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbVerdict, rb_verdict_free)

G_END_DECLS
