/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the headers are for that one network or one program made for itself: P- of the RFCs, and those that nobody
 * registered. */

#include "rb-explain-field-private.h"

#include <glib/gi18n-lib.h>

static const RbFieldLore rows[] = {
  { NULL, "P-Access-Network-Info", RB_WRITER_CLIENT, RB_READER_NETWORK, "RFC 7315 4.4",
    N_ ("How the phone is connected: the radio cell, the Wi-Fi, the DSL line.") },
  { NULL, "P-Answer-State", RB_WRITER_SERVER, RB_READER_CLIENT, "RFC 4964",
    N_ ("For push-to-talk: whether a phone has answered, or a server for it.") },
  { NULL, "P-Asserted-Identity", RB_WRITER_TRUSTED, RB_READER_TRUSTED, "RFC 3325 9.1",
    N_ ("The caller as the network has checked him. Other than From it can be believed, where the network is "
        "trusted.") },
  { NULL, "P-Asserted-Service", RB_WRITER_TRUSTED, RB_READER_TRUSTED, "RFC 6050 4.1",
    N_ ("The service this call belongs to, as the network has checked it.") },
  { NULL, "P-Associated-URI", RB_WRITER_REGISTRAR, RB_READER_CLIENT, "RFC 7315 4.1",
    N_ ("The other addresses that belong to the user who registered.") },
  { NULL, "P-Called-Party-ID", RB_WRITER_NETWORK, RB_READER_SERVER, "RFC 7315 4.2",
    N_ ("Which of his addresses was called; the Request-URI already names the phone.") },
  { NULL, "P-Charge-Info", RB_WRITER_NETWORK, RB_READER_NETWORK, "RFC 8496", N_ ("Who pays for the call.") },
  { NULL, "P-Charging-Function-Addresses", RB_WRITER_NETWORK, RB_READER_NETWORK, "RFC 7315 4.5",
    N_ ("The servers that count what the call costs.") },
  { NULL, "P-Charging-Vector", RB_WRITER_NETWORK, RB_READER_NETWORK, "RFC 7315 4.6",
    N_ ("A number under which all networks on the way bill this call.") },
  { NULL, "P-DCS-Billing-Info", RB_WRITER_NETWORK, RB_READER_NETWORK, "RFC 5503 7",
    N_ ("Billing data of a cable network.") },
  { NULL, "P-DCS-LAES", RB_WRITER_NETWORK, RB_READER_NETWORK, "RFC 5503 8",
    N_ ("For lawful interception in a cable network.") },
  { NULL, "P-DCS-OSPS", RB_WRITER_NETWORK, RB_READER_NETWORK, "RFC 5503 6",
    N_ ("For the operator's desk of a cable network.") },
  { NULL, "P-DCS-Redirect", RB_WRITER_NETWORK, RB_READER_NETWORK, "RFC 5503 8",
    N_ ("Who redirected the call, in a cable network.") },
  { NULL, "P-DCS-Trace-Party-ID", RB_WRITER_CLIENT, RB_READER_NETWORK, "RFC 5503 5",
    N_ ("Asks a cable network to note who made a nuisance call.") },
  { NULL, "P-Early-Media", RB_WRITER_SENDER, RB_READER_HOPS, "RFC 5009",
    N_ ("Which sound before the answer the network allows: tones and announcements.") },
  { NULL, "P-Media-Authorization", RB_WRITER_PROXY, RB_READER_CLIENT, "RFC 3313",
    N_ ("A token with which the phone may reserve bandwidth for the call.") },
  { NULL, "P-Preferred-Identity", RB_WRITER_CLIENT, RB_READER_PROXY, "RFC 3325 9.2",
    N_ ("Which of his addresses the caller wants to be shown as; the proxy checks it and puts P-Asserted-Identity "
        "in its place.") },
  { NULL, "P-Preferred-Service", RB_WRITER_CLIENT, RB_READER_PROXY, "RFC 6050 4.2",
    N_ ("Which service the caller would like; the network decides.") },
  { NULL, "P-Private-Network-Indication", RB_WRITER_NETWORK, RB_READER_NETWORK, "RFC 7316",
    N_ ("The call belongs to a company's own network.") },
  { NULL, "P-Profile-Key", RB_WRITER_NETWORK, RB_READER_NETWORK, "RFC 5002",
    N_ ("Under which key a database knows the service that was called.") },
  { NULL, "P-Refused-URI-List", RB_WRITER_SERVER, RB_READER_CLIENT, "RFC 5318",
    N_ ("Which members of a list a server would not invite.") },
  { NULL, "P-Served-User", RB_WRITER_NETWORK, RB_READER_NETWORK, "RFC 5502",
    N_ ("For which of the two users a server works here.") },
  { NULL, "P-User-Database", RB_WRITER_NETWORK, RB_READER_NETWORK, "RFC 4457",
    N_ ("The database that knows the user.") },
  { NULL, "P-Visited-Network-ID", RB_WRITER_NETWORK, RB_READER_REGISTRAR, "RFC 7315 4.3",
    N_ ("The foreign network a mobile phone is a guest in.") },

  { NULL, "Remote-Party-ID", RB_WRITER_NETWORK, RB_READER_RECEIVER, NULL,
    N_ ("Caller's name and number as the network knows them: an old draft that many PBXs still use. "
        "P-Asserted-Identity took its place.") },
  { NULL, "P-Hint", RB_WRITER_PROGRAM, RB_READER_PEOPLE, NULL,
    N_ ("A note of the proxy's script, for whoever looks for a fault (ser, Kamailio, OpenSIPS).") },
  { NULL, "P-RTP-Stat", RB_WRITER_PROGRAM, RB_READER_PEOPLE, NULL,
    N_ ("Counts of sound packets, at the end of a call.") },
  { NULL, "X-RTP-Stat", RB_WRITER_PROGRAM, RB_READER_PEOPLE, NULL,
    N_ ("Counts of sound packets, at the end of a call (AVM and others).") },
  { NULL, "X-Asterisk-HangupCause", RB_WRITER_PROGRAM, RB_READER_PEOPLE, NULL,
    N_ ("Why Asterisk ended the call, in words.") },
  { NULL, "X-Asterisk-HangupCauseCode", RB_WRITER_PROGRAM, RB_READER_PEOPLE, NULL,
    N_ ("Why Asterisk ended the call, as a Q.850 number.") },
  { NULL, "X-Call-ID", RB_WRITER_PROGRAM, RB_READER_PEOPLE, NULL,
    N_ ("A B2BUA's note of the Call-ID on its other side.") },
  { NULL, "X-CID", RB_WRITER_PROGRAM, RB_READER_PEOPLE, NULL, N_ ("A B2BUA's note of the Call-ID on its other side.") },
  { NULL, "X-FS-Support", RB_WRITER_PROGRAM, RB_READER_PEOPLE, NULL, N_ ("FreeSWITCH says what it can do.") },
  { NULL, "X-Serialnumber", RB_WRITER_PROGRAM, RB_READER_PEOPLE, NULL, N_ ("A phone's serial number.") },
};

const RbFieldLoreTable rb_lore_private_headers = { rows, G_N_ELEMENTS (rows) };
