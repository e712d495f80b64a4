/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the parts of a message are that have no registered name: its first line, its body, what an address or a header
 * consists of. The names are those of rb_message_list_fields(), which are translated there. */

#include "rb-explain-field-private.h"

#include <glib/gi18n-lib.h>

static const RbFieldLore place_rows[] = {
  { NULL, "Request-Line", RB_WRITER_CLIENT, RB_READER_HOPS, "RFC 3261 7.1",
    N_ ("First line of a request: what is asked, of whom, in which version of SIP.") },
  { NULL, "Status-Line", RB_WRITER_SERVER, RB_READER_WAY_BACK, "RFC 3261 7.2",
    N_ ("First line of a response: how it went, as a number and in words.") },
  { NULL, "Method", RB_WRITER_CLIENT, RB_READER_HOPS, "RFC 3261 7.1", N_ ("What is asked for.") },
  { NULL, "Request-URI", RB_WRITER_CLIENT, RB_READER_WAY_ON, "RFC 3261 8.1.1.1",
    N_ ("Where the request goes now. Proxies change it on the way, To stays as it was.") },
  { NULL, "SIP-Version", RB_WRITER_SENDER, RB_READER_HOPS, "RFC 3261 7.1", N_ ("Always SIP/2.0.") },
  { NULL, "Status-Code", RB_WRITER_SERVER, RB_READER_WAY_BACK, "RFC 3261 7.2",
    N_ ("How it went, for programs: 1xx still on, 2xx done, 3xx elsewhere, 4xx not this way, 5xx server's fault, 6xx "
        "nowhere.") },
  { NULL, "Reason-Phrase", RB_WRITER_SERVER, RB_READER_PEOPLE, "RFC 3261 7.2",
    N_ ("The status in words. Programs go by the number.") },
  { NULL, N_ ("Body"), RB_WRITER_SENDER, RB_READER_ENDS, "RFC 3261 7.4",
    N_ ("What the message carries. Its kind is told by Content-Type.") },
  { NULL, N_ ("Session description"), RB_WRITER_MEDIA, RB_READER_MEDIA, "RFC 3261 13.2.1",
    N_ ("SDP: which media its sender wants to receive, where, and in which codecs.") },
  { NULL, N_ ("Part"), RB_WRITER_SENDER, RB_READER_ENDS, "RFC 2046 5.1",
    N_ ("One of several bodies in this message, with headers of its own.") },
  { NULL, N_ ("Text"), RB_WRITER_SENDER, RB_READER_PEOPLE, "RFC 3261 7.4", N_ ("A line of the body.") },
  { NULL, N_ ("Keep-alive"), RB_WRITER_SENDER, RB_READER_HOPS, "RFC 5626 3.5.1",
    N_ ("Line ends without a message: they keep the way through NAT and firewall open.") },
  { NULL, N_ ("Not SIP"), RB_WRITER_PROGRAM, RB_READER_NOBODY, "RFC 3261 7", N_ ("Bytes that are no SIP message.") },
  { NULL, N_ ("Behind the message"), RB_WRITER_PROGRAM, RB_READER_NOBODY, "RFC 3261 18.3",
    N_ ("Bytes after the end that Content-Length gives. Over UDP they are thrown away.") },
  { NULL, N_ ("Unknown line"), RB_WRITER_PROGRAM, RB_READER_NOBODY, "RFC 3261 7.3",
    N_ ("A line that does not follow the grammar.") },
};

static const RbFieldLore header_rows[] = {
  { "CSeq", N_ ("Sequence number"), RB_WRITER_CLIENT_COPIED, RB_READER_ENDS, "RFC 3261 8.1.1.5",
    N_ ("Goes up by one with each new request of the same sender in a dialog; ACK and CANCEL repeat the INVITE's.") },
  { "CSeq", N_ ("Method"), RB_WRITER_CLIENT_COPIED, RB_READER_ENDS, "RFC 3261 8.1.1.5",
    N_ ("The method of the request; in a response it tells what is answered.") },
  { "Via", "sent-protocol", RB_WRITER_HOPS, RB_READER_WAY_BACK, "RFC 3261 18.1.1",
    N_ ("SIP's version and the transport the request was sent over on this hop.") },
  { "Via", "protocol-name", RB_WRITER_HOPS, RB_READER_WAY_BACK, "RFC 3261 20.42", N_ ("Always SIP.") },
  { "Via", "protocol-version", RB_WRITER_HOPS, RB_READER_WAY_BACK, "RFC 3261 20.42", N_ ("Always 2.0.") },
  { "Via", "transport", RB_WRITER_HOPS, RB_READER_WAY_BACK, "RFC 3261 18.1.1",
    N_ ("The transport of this hop; the response comes back over the same.") },
  { "Via", "sent-by", RB_WRITER_HOPS, RB_READER_WAY_BACK, "RFC 3261 18.1.1",
    N_ ("Where the sender of this hop says it waits for the response.") },
  { "Via", N_ ("Host"), RB_WRITER_HOPS, RB_READER_WAY_BACK, "RFC 3261 18.1.1",
    N_ ("The address the sender believes to have. Behind a NAT it is wrong outside; received puts it right.") },
  { "Via", N_ ("Port"), RB_WRITER_HOPS, RB_READER_WAY_BACK, "RFC 3261 18.1.1",
    N_ ("The port the sender waits at. Without it: 5060, for TLS 5061.") },
  { NULL, N_ ("Display name"), RB_WRITER_SENDER, RB_READER_PEOPLE, "RFC 3261 20.10",
    N_ ("A name for people, as its writer likes. Nothing proves it.") },
  { NULL, N_ ("URI"), RB_WRITER_SENDER, RB_READER_RECEIVER, "RFC 3261 19.1", N_ ("The address itself.") },
  { NULL, N_ ("Scheme"), RB_WRITER_SENDER, RB_READER_RECEIVER, "RFC 3261 22.4",
    N_ ("The kind of proof: nearly always Digest, a hash over the password.") },
  { NULL, N_ ("Value"), RB_WRITER_SENDER, RB_READER_RECEIVER, "RFC 3261 7.3.1",
    N_ ("What the header says, without its parameters.") },
};

static const RbFieldLore uri_rows[] = {
  { NULL, N_ ("Scheme"), RB_WRITER_SENDER, RB_READER_HOPS, "RFC 3261 19.1.1",
    N_ ("The kind of address: sip, sips (TLS on every hop), tel (a number).") },
  { NULL, N_ ("User"), RB_WRITER_SENDER, RB_READER_HOPS, "RFC 3261 19.1.1",
    N_ ("Who, at that host: a name or a number. Small and capital letters differ.") },
  { NULL, N_ ("Password"), RB_WRITER_SENDER, RB_READER_HOPS, "RFC 3261 19.1.1",
    N_ ("A password in the open. It should never be used.") },
  { NULL, N_ ("Host"), RB_WRITER_SENDER, RB_READER_HOPS, "RFC 3261 19.1.1",
    N_ ("Domain or address where the user is found.") },
  { NULL, N_ ("Port"), RB_WRITER_SENDER, RB_READER_HOPS, "RFC 3261 19.1.1",
    N_ ("The port there. Without it DNS is asked, and last 5060 (sips: 5061) is taken.") },
  { NULL, N_ ("Number"), RB_WRITER_SENDER, RB_READER_HOPS, "RFC 3966 5.1", N_ ("A telephone number.") },
  { NULL, N_ ("Address"), RB_WRITER_SENDER, RB_READER_HOPS, "RFC 3986 3",
    N_ ("What the address says behind its scheme.") },
  { NULL, N_ ("URI headers"), RB_WRITER_SENDER, RB_READER_RECEIVER, "RFC 3261 19.1.1",
    N_ ("Headers that the request made from this address shall have.") },
};

static const RbFieldLore body_rows[] = {
  { NULL, "Signal", RB_WRITER_SENDER, RB_READER_RECEIVER, NULL,
    N_ ("The key that was pressed (DTMF in an INFO: application/dtmf-relay, never standardized).") },
  { NULL, "Duration", RB_WRITER_SENDER, RB_READER_RECEIVER, NULL, N_ ("For how many milliseconds it was pressed.") },
  { NULL, "Messages-Waiting", RB_WRITER_NOTIFIER, RB_READER_SUBSCRIBER, "RFC 3842",
    N_ ("Whether there are messages in the mailbox.") },
  { NULL, "Message-Account", RB_WRITER_NOTIFIER, RB_READER_SUBSCRIBER, "RFC 3842", N_ ("Which mailbox.") },
  { NULL, "Voice-Message", RB_WRITER_NOTIFIER, RB_READER_SUBSCRIBER, "RFC 3842",
    N_ ("How many are new / old, and among them (urgent new / old).") },
};

const RbFieldLoreTable rb_lore_places = { place_rows, G_N_ELEMENTS (place_rows) };
const RbFieldLoreTable rb_lore_header_parts = { header_rows, G_N_ELEMENTS (header_rows) };
const RbFieldLoreTable rb_lore_uri_parts = { uri_rows, G_N_ELEMENTS (uri_rows) };
const RbFieldLoreTable rb_lore_body_lines = { body_rows, G_N_ELEMENTS (body_rows) };
