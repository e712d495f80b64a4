/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The settings of an account as the dialog shows them: every field that MicroSIP's has, a row each. */

#include "rb-account-fields.h"

#include <glib/gi18n-lib.h>

static const RbAccountField fields[] = {
  { "user", RB_ACCOUNT_GROUP_ACCOUNT, RB_ACCOUNT_FIELD_TEXT, N_ ("User *"),
    N_ ("The name or number before the @ of your address") },
  { "domain", RB_ACCOUNT_GROUP_ACCOUNT, RB_ACCOUNT_FIELD_TEXT, N_ ("Domain *"),
    N_ ("The part of your address after the @, such as iptel.org") },
  { "password", RB_ACCOUNT_GROUP_ACCOUNT, RB_ACCOUNT_FIELD_PASSWORD, N_ ("Password"),
    N_ ("The password your provider gave you for this account") },
  { "display-name", RB_ACCOUNT_GROUP_ACCOUNT, RB_ACCOUNT_FIELD_TEXT, N_ ("Your name"),
    N_ ("What the person you call sees beside your address") },
  { "label", RB_ACCOUNT_GROUP_ACCOUNT, RB_ACCOUNT_FIELD_TEXT, N_ ("Name of the account"),
    N_ ("How the account is called in this window") },
  { "auth-user", RB_ACCOUNT_GROUP_ACCOUNT, RB_ACCOUNT_FIELD_TEXT, N_ ("Login"),
    N_ ("Only when your provider gave you a login that differs from the user") },
  { "voicemail", RB_ACCOUNT_GROUP_ACCOUNT, RB_ACCOUNT_FIELD_TEXT, N_ ("Voicemail number"),
    N_ ("What to dial to hear your messages, such as *97") },
  { "enabled", RB_ACCOUNT_GROUP_ACCOUNT, RB_ACCOUNT_FIELD_SWITCH, N_ ("Use this account"),
    N_ ("Switched off, it stays in the list and does nothing") },

  { "server", RB_ACCOUNT_GROUP_NETWORK, RB_ACCOUNT_FIELD_TEXT, N_ ("Server"),
    N_ ("Where to register, only when it is not the domain") },
  { "proxy", RB_ACCOUNT_GROUP_NETWORK, RB_ACCOUNT_FIELD_TEXT, N_ ("Proxy"),
    N_ ("Only when your provider names an outbound proxy") },
  { "transport",
    RB_ACCOUNT_GROUP_NETWORK,
    RB_ACCOUNT_FIELD_CHOICE,
    N_ ("Transport"),
    N_ ("How messages travel to the server; TLS encrypts them"),
    { N_ ("Automatic (UDP and TCP)"), "UDP", "TCP", "TLS" } },
  { "public-address", RB_ACCOUNT_GROUP_NETWORK, RB_ACCOUNT_FIELD_TEXT, N_ ("Public address"),
    N_ ("Your address outside your network; empty: it is found out") },
  { "rewrite-contact", RB_ACCOUNT_GROUP_NETWORK, RB_ACCOUNT_FIELD_SWITCH, N_ ("Follow the address the server sees"),
    N_ ("Behind a router the server sees another address than this computer's; calls are then sent there") },
  { "ice", RB_ACCOUNT_GROUP_NETWORK, RB_ACCOUNT_FIELD_SWITCH, N_ ("ICE"),
    N_ ("Lets both ends find a way for the sound through routers") },
  { "expires", RB_ACCOUNT_GROUP_NETWORK, RB_ACCOUNT_FIELD_NUMBER, N_ ("Register refresh"),
    N_ ("Seconds a registration is asked for") },
  { "keep-alive", RB_ACCOUNT_GROUP_NETWORK, RB_ACCOUNT_FIELD_NUMBER, N_ ("Keep-alive"),
    N_ ("Seconds between keep-alives that hold the way through a router open") },

  { "hide-caller-id", RB_ACCOUNT_GROUP_PRIVACY, RB_ACCOUNT_FIELD_SWITCH, N_ ("Hide my number"),
    N_ ("Asks the server not to tell the called person who you are") },
  { "encryption",
    RB_ACCOUNT_GROUP_PRIVACY,
    RB_ACCOUNT_FIELD_CHOICE,
    N_ ("Encryption of the sound"),
    N_ ("Required: a call that cannot be encrypted does not come about"),
    { N_ ("Off"), N_ ("When possible"), N_ ("Required") } },
  { "publish-presence", RB_ACCOUNT_GROUP_PRIVACY, RB_ACCOUNT_FIELD_SWITCH, N_ ("Publish my presence"),
    N_ ("Lets others at your server see whether you are free") },
  { "pinned-certificate", RB_ACCOUNT_GROUP_PRIVACY, RB_ACCOUNT_FIELD_CERTIFICATE, N_ ("Trusted certificate"),
    N_ ("Whatever an authority vouches for, as usual") },

  { "dial-prefix", RB_ACCOUNT_GROUP_ADVANCED, RB_ACCOUNT_FIELD_TEXT, N_ ("Dialling prefix"),
    N_ ("Put before numbers that no rule of the dial plan matches") },
  { "dial-plan", RB_ACCOUNT_GROUP_ADVANCED, RB_ACCOUNT_FIELD_TEXT, N_ ("Dial plan"),
    N_ ("Rules for dialled numbers, separated by |, such as <00:+>x.") },
  { "dtmf-mode",
    RB_ACCOUNT_GROUP_ADVANCED,
    RB_ACCOUNT_FIELD_CHOICE,
    N_ ("Keys during a call"),
    N_ ("How the digits you press are sent"),
    { N_ ("Automatic"), "RFC 4733", "SIP INFO", N_ ("As sound") } },
  { "session-timers", RB_ACCOUNT_GROUP_ADVANCED, RB_ACCOUNT_FIELD_SWITCH, N_ ("Session timers"),
    N_ ("Both ends check now and then that the call still is there") },
  { "register", RB_ACCOUNT_GROUP_ADVANCED, RB_ACCOUNT_FIELD_SWITCH, N_ ("Register at the server"),
    N_ ("Without registration you can call, and nobody can call you") },
};

gsize
rb_account_fields_count (void)
{
  return G_N_ELEMENTS (fields);
}

const RbAccountField *
rb_account_fields_get (gsize n)
{
  return &fields[n];
}
