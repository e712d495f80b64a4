/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Names that are registered for SIP (IANA sip-parameters), so that a list can say "unknown request" and a check
 * can say which extension nobody knows. */

#include "rb-sip-registry.h"

#include "rb-sip-scan.h"

static const char *const methods[] = {
  "ACK",     "BYE",   "CANCEL",  "INFO",  "INVITE",   "MESSAGE",   "NOTIFY",
  "OPTIONS", "PRACK", "PUBLISH", "REFER", "REGISTER", "SUBSCRIBE", "UPDATE",
};

static const char *const options[] = {
  "100rel",
  "199",
  "answermode",
  "early-session",
  "eventlist",
  "explicitsub",
  "from-change",
  "geolocation-http",
  "geolocation-sip",
  "gin",
  "gruu",
  "histinfo",
  "ice",
  "join",
  "multiple-refer",
  "norefersub",
  "nosub",
  "outbound",
  "path",
  "policy",
  "precondition",
  "pref",
  "privacy",
  "recipient-list-invite",
  "recipient-list-message",
  "recipient-list-subscribe",
  "record-aware",
  "replaces",
  "resource-priority",
  "sdp-anat",
  "sec-agree",
  "siprec",
  "tdialog",
  "timer",
  "trickle-ice",
  "uui",
};

static const char *const transports[] = { "UDP", "TCP", "TLS", "SCTP", "TLS-SCTP", "WS", "WSS" };
static const char *const schemes[] = { "sip", "sips", "tel" };
static const char *const auth_schemes[] = { "Digest", "Basic", "Bearer", "Negotiate", "NTLM", "Kerberos", "TLS-DSK" };

static const struct
{
  const char *const *names;
  gsize length;
} registries[] = {
  [RB_SIP_METHODS] = { methods, G_N_ELEMENTS (methods) },
  [RB_SIP_OPTIONS] = { options, G_N_ELEMENTS (options) },
  [RB_SIP_TRANSPORTS] = { transports, G_N_ELEMENTS (transports) },
  [RB_SIP_SCHEMES] = { schemes, G_N_ELEMENTS (schemes) },
  [RB_SIP_AUTH_SCHEMES] = { auth_schemes, G_N_ELEMENTS (auth_schemes) },
};

/**
 * rb_sip_is_registered:
 *
 * Returns: TRUE when @name is in @registry
 */
gboolean
rb_sip_is_registered (RbSipRegistry registry, RbSpan name, const guint8 *bytes)
{
  for (gsize i = 0; i < registries[registry].length; i++)
    {
      const char *known = registries[registry].names[i];

      if (registry == RB_SIP_METHODS ? rb_span_is (name, bytes, known) : rb_span_is_nocase (name, bytes, known))
        return TRUE;
    }

  return FALSE;
}
