/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "rb-sip-agent.h"

G_BEGIN_DECLS

/* Configuration of one account and its registration state as the network reported it.
 * Configuration properties (read/write, notify; a text is never NULL, "" when not set):
 *  "id" (opaque, construct-only), "label", "user", "domain", "auth-user", "display-name";
 *  "server": registrar host[:port] when it differs from the domain; "proxy": outbound proxy;
 *  "transport": RbTransport as int, RB_TRANSPORT_UNKNOWN is automatic (UDP, and TCP where the far end has only that);
 *  "expires" (s), "keep-alive" (s), "enabled", "register" (FALSE: only calls, no REGISTER);
 *  "voicemail": number or address of the mailbox; "dial-prefix", "dial-plan": see rb-dial-plan.h;
 *  "hide-caller-id" (RFC 3323), "encryption" (RbSipEncryption as int), "ice", "session-timers" (RFC 4028),
 *  "dtmf-mode" (RbSipDtmfMode as int), "publish-presence" (RFC 3903);
 *  "public-address": IP address or host name to write into Contact and SDP, "": as the network shows it;
 *  "rewrite-contact": put the address the registrar saw us at into Contact (RFC 3581);
 *  "pinned-certificate": SHA-256 of the only TLS certificate trusted, 64 lower-case hex digits, "": by authority.
 * Read-only: "registration" (RbRegistrationState as int), "reason" (nullable sentence),
 * "certificate" (RbSipCertificate, nullable): why the registration failed, when it was a TLS certificate,
 * "practice" (boolean, construct-only: lives only while the practice network runs, never saved). */
#define RB_TYPE_ACCOUNT (rb_account_get_type ())
G_DECLARE_FINAL_TYPE (RbAccount, rb_account, RB, ACCOUNT, GObject)

RbAccount          *rb_account_new (const char *id); /* NULL: a new random id */
const char         *rb_account_get_id (RbAccount *self);
const char         *rb_account_get_user (RbAccount *self);
const char         *rb_account_get_domain (RbAccount *self);
const char         *rb_account_get_voicemail (RbAccount *self);
const char         *rb_account_get_dial_prefix (RbAccount *self);
const char         *rb_account_get_dial_plan (RbAccount *self);
const char         *rb_account_get_public_address (RbAccount *self);
const char         *rb_account_get_pinned_certificate (RbAccount *self);
RbTransport         rb_account_get_transport (RbAccount *self);
RbSipEncryption     rb_account_get_encryption (RbAccount *self);
RbSipDtmfMode       rb_account_get_dtmf_mode (RbAccount *self);
gboolean            rb_account_get_hide_caller_id (RbAccount *self);
gboolean            rb_account_get_ice (RbAccount *self);
gboolean            rb_account_get_session_timers (RbAccount *self);
gboolean            rb_account_get_publish_presence (RbAccount *self);
char               *rb_account_dup_label (RbAccount *self); /* label, or user@domain */
RbRegistrationState rb_account_get_registration (RbAccount *self);
const char         *rb_account_get_reason (RbAccount *self);
const RbSipCertificate *rb_account_get_certificate (RbAccount *self); /* (nullable) */
/* Not registered because the keyring did not give the password. */
gboolean            rb_account_get_missing_password (RbAccount *self);
/* "Registered", "Not registered: 403 wrong password …" — a whole sentence. (transfer full) */
char               *rb_account_format_state (RbAccount *self);
/* NULL when the configuration is complete and well-formed, else what is wrong with which field. (transfer full) */
char               *rb_account_check (RbAccount *self);
/* What is wrong with one property of it, for the place where it is typed. (transfer full) (nullable) */
char               *rb_account_check_field (RbAccount *self, const char *property);

G_END_DECLS
