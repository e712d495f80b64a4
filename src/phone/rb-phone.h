/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-call.h"
#include "rb-chat-list.h"
#include "rb-contacts.h"
#include "rb-dial-plan.h"
#include "rb-history.h"
#include "rb-message-store.h"
#include "rb-presence.h"
#include "rb-secrets.h"
#include "rb-sip-engine.h"
#include "rb-trace.h"
#include "rb-voicemail.h"

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
  RB_PHONE_ERROR_MESSAGE,
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
 *  "incoming-call" (RbCall *)                           after call-added; rb_phone_describe_incoming() tells of rules
 *  "call-refused" (RbCall *, const char *reason, const char *sentence)  a rule of the settings rejected or forwarded an
 *                                                       incoming call without ringing; it is not in the list. @reason:
 *                                                       rb_incoming_reason_to_string()
 *  "redirect-asked" (RbCall *, const char *target)      the called party names another address, and the settings want
 *                                                       to be asked: rb_phone_follow_redirect(), or
 *                                                       rb_phone_dismiss_call(). The ended call stays in the list for
 *                                                       a minute
 *  "conference-changed" ()                              somebody joined or left: rb_phone_is_in_conference()
 *  "message-received" (RbChatMessage *)                 a new text from a person, kept and unread
 *  "notice" (const char *sentence)                      something a person should know once
 *  "registration-failed" (RbAccount *, const char *sentence)  once an outage, whatever is tried meanwhile
 *  "registration-restored" (RbAccount *)                after it; not when the account was changed or switched off */
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
/* rb_phone_save_account() brings it back, with its password, until rb_phone_forget_removed_account() or the end of the
 * phone. */
gboolean       rb_phone_remove_account (RbPhone *self, RbAccount *account, GError **error);
/* Deletes the password of an account that was removed, at the next start if the keyring cannot be asked now; nothing when it
 * was brought back. */
void           rb_phone_forget_removed_account (RbPhone *self, RbAccount *account);
gboolean       rb_phone_move_account (RbPhone *self, RbAccount *account, guint position, GError **error);
/* The account that a call to @target (nullable: not typed yet) goes out from unless another is chosen: the default one, or
 * one at the domain that @target names. (transfer none) (nullable): a direct call */
RbAccount     *rb_phone_get_account_for (RbPhone *self, const char *target);
/* The machine slept: registers again at once, over new connections. */
void           rb_phone_wake (RbPhone *self);
/* Further trusted certificates for TLS, PEM file (tests, private CAs); before accounts are added. */
void           rb_phone_set_ca_file (RbPhone *self, const char *path);
/* Local address (nullable: any) and port (0: any) of accounts added after this; several accounts cannot share a port. */
void           rb_phone_set_bind (RbPhone *self, const char *address, guint16 port);
/* Takes direct calls (no account, any user) at the address and port of rb_phone_set_bind(). The port, 0 on error. */
guint16        rb_phone_listen (RbPhone *self, GError **error);
void           rb_phone_set_capture_path (RbPhone *self, const char *path); /* next call's pcapng goes here instead */

/* @account (nullable): that of rb_phone_get_account_for(). @target as typed: a number goes through the account's dial plan,
 * an emergency number does not and is stopped by nothing (an account that works is taken where the wanted one does not).
 * Calls that are up are held. (transfer none) (nullable): RB_PHONE_ERROR_CALL */
RbCall        *rb_phone_call (RbPhone *self, RbAccount *account, const char *target, GError **error);
/* The same, but who is called does not learn who calls, whatever the account's setting (RFC 3323); an emergency call does
 * not hide. */
RbCall        *rb_phone_call_hidden (RbPhone *self, RbAccount *account, const char *target, GError **error);
/* What rb_phone_call() would send, while a person types. (transfer full) */
RbDialResult  *rb_phone_try_target (RbPhone *self, RbAccount *account, const char *target);
RbCall        *rb_phone_redial (RbPhone *self, GError **error); /* as rb_phone_call() */
const char    *rb_phone_get_redial_target (RbPhone *self);      /* (nullable): URI; nobody was called yet */
/* Calls who is in that row of the history, from the account it was on. As rb_phone_call(). */
RbCall        *rb_phone_call_back (RbPhone *self, RbHistoryItem *item, GError **error);
/* Calls the address that a 3xx named (rb_call_get_redirect_target()); the new call takes the place of @call in the list. As
 * rb_phone_call(). */
RbCall        *rb_phone_follow_redirect (RbPhone *self, RbCall *call, GError **error);
/* Takes a call that is over out of the list before its time; nothing when it is not over. */
void           rb_phone_dismiss_call (RbPhone *self, RbCall *call);
RbCall        *rb_phone_get_current_call (RbPhone *self); /* (nullable) active, else ringing */
RbCall        *rb_phone_get_call_in (RbPhone *self, RbCallState state); /* (nullable): the newest one */
/* A sentence while @call rings, when it will be answered or forwarded by itself. (transfer full) (nullable) */
char          *rb_phone_describe_incoming (RbPhone *self, RbCall *call);

/* Holds the call that talks and resumes one that is on hold: the next, when there are several. FALSE: none is. */
gboolean       rb_phone_swap (RbPhone *self);
/* Lets two calls hear each other, too, and those that do already. Both must have been answered; those on hold are resumed.
 * FALSE with RB_PHONE_ERROR_CALL. */
gboolean       rb_phone_merge (RbPhone *self, RbCall *a, RbCall *b, GError **error);
/* Takes @call out of the conference and puts it on hold; the others go on. */
void           rb_phone_split (RbPhone *self, RbCall *call);
gboolean       rb_phone_is_in_conference (RbPhone *self, RbCall *call);

RbMessageStore *rb_phone_get_messages (RbPhone *self);  /* with data_dir "" they go with the program */
RbChatList     *rb_phone_get_chats (RbPhone *self);     /* the same by person, from when it is first asked for */
/* The addresses that a message to the person of @chat can go to: rb_chat_list_addresses(). */
GPtrArray      *rb_phone_list_chat_addresses (RbPhone *self, RbChat *chat);
/* The account of the last message from or to the address of @uri, where it still exists. (transfer none) (nullable) */
RbAccount      *rb_phone_get_chat_account (RbPhone *self, RbChat *chat, const char *uri);
RbPresence     *rb_phone_get_presence (RbPhone *self);  /* what others do */
/* The address of @contact whose presence is that of the person; a favourite's is watched by itself, while the list of
 * contacts is loaded. (transfer full) (nullable) */
char           *rb_phone_dup_presence_uri (RbPhone *self, RbContact *contact);
RbVoicemail    *rb_phone_get_voicemail (RbPhone *self);
/**
 * rb_phone_send_message:
 * @account: (nullable): that of rb_phone_get_account_for()
 * @uri: whom to, as typed
 * @text: plain, UTF-8, RB_SIP_MESSAGE_MAX_BYTES at most
 *
 * Keeps the message and sends it (RFC 3428), one after the other to each person; its "state" tells what became of it.
 *
 * Returns: (transfer full) (nullable): NULL with %RB_PHONE_ERROR_MESSAGE: nothing was kept
 */
RbChatMessage  *rb_phone_send_message (RbPhone *self, RbAccount *account, const char *uri, const char *text, GError **error);
/* Sends a message of the store once more that was not delivered, or is not known to be. */
gboolean        rb_phone_resend_message (RbPhone *self, RbChatMessage *message, GError **error);

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
