/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RB_DIALOG_INFO_TYPE "application/dialog-info+xml"

/* RFC 4235 3.7.1. */
typedef enum
{
  RB_WATCHED_CALL_TRYING,
  RB_WATCHED_CALL_PROCEEDING,
  RB_WATCHED_CALL_EARLY,
  RB_WATCHED_CALL_CONFIRMED,
  RB_WATCHED_CALL_TERMINATED,
} RbWatchedCallState;

typedef struct
{
  char         *id;
  RbWatchedCallState state;
  gboolean      initiator; /* the watched phone placed the call */
} RbWatchedCall;

/* What a busy lamp shows. */
typedef enum
{
  RB_LAMP_UNKNOWN,
  RB_LAMP_IDLE,
  RB_LAMP_RINGING, /* a call has not been answered there yet */
  RB_LAMP_BUSY,    /* in a call, or placing one */
} RbLamp;

/* The calls of a phone that is watched (RFC 4235). */
typedef struct
{
  gboolean   full; /* else only what has changed since the version before */
  guint      version;
  char      *entity;  /* (nullable) whose calls, as written */
  GPtrArray *dialogs; /* of RbWatchedCall, 64 at most */
} RbDialogInfo;

/**
 * rb_dialog_info_parse:
 * @bytes: (array length=length): a body of %RB_DIALOG_INFO_TYPE, from the network
 *
 * Returns: (transfer full) (nullable): NULL when it is no such document, or passes the bounds of rb-event-xml.h
 */
RbDialogInfo *rb_dialog_info_parse (const char *bytes, gsize length);
void          rb_dialog_info_free (RbDialogInfo *self);
/* Brings what is @known (in) (out) (nullable) up to date with @news, which is taken (RFC 4235 4.3). FALSE: @news begins where a
 * version is missing; the whole state has to be asked for, and @known is as before. Older news change nothing. */
gboolean      rb_dialog_info_update (RbDialogInfo **known, RbDialogInfo *news);
RbLamp        rb_dialog_info_get_lamp (const RbDialogInfo *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbDialogInfo, rb_dialog_info_free)

G_END_DECLS
