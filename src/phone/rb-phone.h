/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-call.h"
#include "rb-contacts.h"
#include "rb-history.h"
#include "rb-secrets.h"
#include "rb-sip-engine.h"
#include "rb-trace.h"

G_BEGIN_DECLS

/* Errors of phone/ that a person caused or can mend; whole translated sentences. */
#define RB_PHONE_ERROR (rb_phone_error_quark ())
GQuark rb_phone_error_quark (void);
typedef enum
{
  RB_PHONE_ERROR_START,
  RB_PHONE_ERROR_ACCOUNT,
  RB_PHONE_ERROR_CALL,
  RB_PHONE_ERROR_STORE,
} RbPhoneError;

typedef struct
{
  const char          *config_dir; /* accounts.json; NULL: $XDG_CONFIG_HOME/ringback; "": nothing is kept (ringback-cli) */
  const char          *data_dir;   /* history.db, calls/…pcapng; NULL: $XDG_DATA_HOME/ringback; "" : nothing is kept (ringback-cli) */
  const RbSoundConfig *sound;      /* NULL: PULSE with defaults */
  gboolean             no_secrets; /* never talk to a secret service (ringback-cli) */
} RbPhoneConfig;

/* The façade the front ends create: accounts, calls, history, trace. Main thread only.
 * Signals:
 *  "call-added" (RbCall *), "call-removed" (RbCall *)   (ended calls leave the model after 3 s)
 *  "incoming-call" (RbCall *)                           after call-added
 *  "notice" (const char *sentence)                      something a person should know once */
#define RB_TYPE_PHONE (rb_phone_get_type ())
G_DECLARE_FINAL_TYPE (RbPhone, rb_phone, RB, PHONE, GObject)

RbPhone       *rb_phone_new (const RbPhoneConfig *config, GError **error);
RbSipEngine   *rb_phone_get_engine (RbPhone *self);
RbTrace       *rb_phone_get_trace (RbPhone *self);
RbHistory     *rb_phone_get_history (RbPhone *self); /* (nullable) with data_dir "" */
RbSecrets     *rb_phone_get_secrets (RbPhone *self); /* (nullable) with no_secrets */
RbSoundDevice *rb_phone_get_sound_device (RbPhone *self);
GSettings     *rb_phone_get_settings (RbPhone *self); /* how it behaves: see rb-phone-settings.h */
RbContacts    *rb_phone_get_contacts (RbPhone *self); /* (nullable) with data_dir "" */
/* Who @uri is, as a message of @account (nullable) had it. (transfer full) (nullable) */
RbContact     *rb_phone_find_contact (RbPhone *self, RbAccount *account, const char *uri);
/* The name to show for @uri: the contact's, else @name (nullable: none) or the user part. (transfer full) */
char          *rb_phone_dup_name (RbPhone *self, RbAccount *account, const char *uri, const char *name);
GListModel    *rb_phone_get_accounts (RbPhone *self); /* of RbAccount (transfer none) */
GListModel    *rb_phone_get_calls (RbPhone *self);    /* of RbCall, newest first (transfer none) */
RbAccount     *rb_phone_get_default_account (RbPhone *self); /* (nullable) property "default-account" */
void           rb_phone_set_default_account (RbPhone *self, RbAccount *account);

/* Adds or updates and saves (atomic; a practice account is not saved), stores the password when not NULL, registers. */
gboolean       rb_phone_save_account (RbPhone *self, RbAccount *account, const char *password, GError **error);
gboolean       rb_phone_remove_account (RbPhone *self, RbAccount *account, GError **error);
/* Further trusted certificates for TLS, PEM file (tests, private CAs); before accounts are added. */
void           rb_phone_set_ca_file (RbPhone *self, const char *path);
/* Local address (nullable: any) and port (0: any) of accounts added after this; several accounts cannot share a port. */
void           rb_phone_set_bind (RbPhone *self, const char *address, guint16 port);
/* Takes direct calls (no account, any user) at the address and port of rb_phone_set_bind(). The port, 0 on error. */
guint16        rb_phone_listen (RbPhone *self, GError **error);
void           rb_phone_set_capture_path (RbPhone *self, const char *path); /* next call's pcapng goes here instead */

/* @account (nullable): the default one, else a direct call. @target as typed. (transfer none) (nullable) */
RbCall        *rb_phone_call (RbPhone *self, RbAccount *account, const char *target, GError **error);
RbCall        *rb_phone_get_current_call (RbPhone *self); /* (nullable) active, else ringing */

/**
 * rb_phone_keep_note:
 * @trace: that of the phone, or one that was read from a capture
 * @position: of the message whose note has changed
 * @path: (nullable): of that capture
 *
 * Writes the notes of a call of this phone into its capture; "notice" tells when that fails, and the capture is then as
 * before.
 *
 * Returns: FALSE when it is not a call of this phone's: nothing is written
 */
gboolean       rb_phone_keep_note (RbPhone *self, RbTrace *trace, guint position, const char *path);

/* Un-registers, hangs up, closes; at most 2 s, then @callback. */
void           rb_phone_shut_down_async (RbPhone *self, GAsyncReadyCallback callback, gpointer data);
void           rb_phone_shut_down_finish (RbPhone *self, GAsyncResult *result);

G_END_DECLS
