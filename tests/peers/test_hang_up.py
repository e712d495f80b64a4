#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hanging up works in every state, whatever the far end does: it answers late, never or wrongly. The far end is a
bare UDP socket with a script; ringback-cli must tell the end and exit, and the far end must have seen the request
that ends the call in that state."""

import re
import socket
import threading

from harness import Failure, Ringback, check, run

# A far end that says nothing is given up after 5 s; the rest is for a loaded machine.
LIMIT = 20
SDP = ("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP 0\r\n"
       "a=rtpmap:0 PCMU/8000\r\n")


class Request:
    def __init__(self, text, source):
        self.text = text
        self.source = source
        self.method = text.split(" ", 1)[0]
        self.key = (self.method, self.header("CSeq"), self.header("Via"))

    def header(self, name):
        found = re.search(rf"^{name}: *(.*?)\r?$", self.text, re.MULTILINE | re.IGNORECASE)
        return found.group(1) if found else ""


class Peer:
    """Reads requests, leaves out repetitions, answers what its script says."""

    def __init__(self, script):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(LIMIT)
        self.port = self.socket.getsockname()[1]
        self.seen = []
        self.error = None
        self.thread = threading.Thread(target=self._play, args=(script,), daemon=True)
        self.thread.start()

    def _play(self, script):
        try:
            script(self)
        except (OSError, Failure) as error:
            self.error = f"{error}; had {[request.method for request in self.seen]}"

    def expect(self, method):
        while True:
            data, source = self.socket.recvfrom(65536)
            text = data.decode(errors="replace")
            if text.startswith("SIP/2.0") or not text.strip():
                continue
            request = Request(text, source)
            if request.key in [known.key for known in self.seen]:
                continue
            self.seen.append(request)
            if request.method == method:
                return request

    def respond(self, request, status, phrase, sdp=False, extra=""):
        to = request.header("To")
        if "tag=" not in to and status != 100:
            to += ";tag=peer"
        body = SDP.format(port=self.port + 1) if sdp else ""
        kind = "Content-Type: application/sdp\r\n" if sdp else ""
        self.socket.sendto(
            (f"SIP/2.0 {status} {phrase}\r\nVia: {request.header('Via')}\r\nFrom: {request.header('From')}\r\n"
             f"To: {to}\r\nCall-ID: {request.header('Call-ID')}\r\nCSeq: {request.header('CSeq')}\r\n"
             f"Contact: <sip:bob@127.0.0.1:{self.port}>\r\n{extra}{kind}Content-Length: {len(body)}\r\n\r\n"
             f"{body}").encode(), request.source)

    def answer(self, sdp=True):
        """180, 200, ACK. The INVITE, for what comes later."""
        invite = self.expect("INVITE")
        self.respond(invite, 180, "Ringing")
        self.respond(invite, 200, "OK", sdp=sdp)
        self.expect("ACK")
        return invite

    def cancelled(self, first=180, phrase="Ringing"):
        invite = self.expect("INVITE")
        self.respond(invite, first, phrase)
        return invite, self.expect("CANCEL")


def says_nothing_at_all(peer):
    peer.expect("INVITE")


def says_nothing_after_100(peer):
    peer.cancelled(100, "Trying")


def does_not_answer_the_cancel(peer):
    peer.cancelled()


def answers_the_cancel_and_never_the_invite(peer):
    _, cancel = peer.cancelled()
    peer.respond(cancel, 200, "OK")


def does_not_know_what_is_cancelled(peer):
    invite, cancel = peer.cancelled()
    peer.respond(cancel, 481, "Call/Transaction Does Not Exist")
    peer.respond(invite, 486, "Busy Here")
    peer.expect("ACK")


def accepts_after_the_cancel(peer):
    invite, cancel = peer.cancelled()
    peer.respond(invite, 200, "OK", sdp=True)
    peer.respond(cancel, 200, "OK")
    peer.expect("ACK")
    peer.respond(peer.expect("BYE"), 200, "OK")


def accepts_after_the_cancel_and_ignores_the_bye(peer):
    invite, cancel = peer.cancelled()
    peer.respond(cancel, 200, "OK")
    peer.respond(invite, 200, "OK", sdp=True)
    peer.expect("ACK")
    peer.expect("BYE")


def rings_after_its_final_response(peer):
    invite, cancel = peer.cancelled()
    peer.respond(cancel, 200, "OK")
    peer.respond(invite, 487, "Request Terminated")
    peer.respond(invite, 180, "Ringing")
    peer.expect("ACK")
    peer.respond(invite, 183, "Session Progress", sdp=True)


def does_not_know_the_call(peer):
    peer.answer()
    peer.respond(peer.expect("BYE"), 481, "Call/Transaction Does Not Exist")


def ignores_the_bye(peer):
    peer.answer()
    peer.expect("BYE")


def answers_the_bye_with_an_error(peer):
    peer.answer()
    peer.respond(peer.expect("BYE"), 500, "Server Internal Error")


def wants_a_password_for_the_bye(peer):
    peer.answer()
    peer.respond(peer.expect("BYE"), 407, "Proxy Authentication Required",
                 extra='Proxy-Authenticate: Digest realm="x", nonce="y"\r\n')


def answers_the_bye_late(peer):
    peer.answer()
    bye = peer.expect("BYE")
    peer.socket.settimeout(3)
    try:
        while True:
            peer.socket.recvfrom(65536)
    except TimeoutError:
        peer.respond(bye, 200, "OK")


def crosses_our_bye_with_its_own(peer):
    invite = peer.answer()
    bye = peer.expect("BYE")
    contact = re.search(r"<(sip:[^>]*)>", invite.header("Contact")).group(1)
    peer.socket.sendto(
        (f"BYE {contact} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{peer.port};branch=z9hG4bKcross\r\n"
         f"Max-Forwards: 70\r\nFrom: {invite.header('To')};tag=peer\r\nTo: {invite.header('From')}\r\n"
         f"Call-ID: {invite.header('Call-ID')}\r\nCSeq: 7 BYE\r\nContent-Length: 0\r\n\r\n").encode(), bye.source)
    peer.respond(bye, 481, "Call/Transaction Does Not Exist")


def accepts_without_a_description(peer):
    peer.answer(sdp=False)
    bye = peer.expect("BYE")
    if "SIP;cause=" not in bye.header("Reason").replace(" ", ""):
        raise Failure(f"the BYE does not say why: {bye.text}")
    peer.respond(bye, 481, "Call/Transaction Does Not Exist")


def never_answers_the_hold(peer):
    peer.answer()
    peer.expect("INVITE")
    peer.respond(peer.expect("BYE"), 200, "OK")


def never_answers_the_transfer(peer):
    peer.answer()
    peer.respond(peer.expect("INVITE"), 200, "OK", sdp=True)
    peer.expect("ACK")
    peer.expect("REFER")
    peer.respond(peer.expect("BYE"), 200, "OK")


# In which state is hung up, and how the far end behaves then. The last request that it must have seen.
CASES = [
    (["--cancel-after", "0.5"], says_nothing_at_all, "INVITE"),
    (["--cancel-after", "0.5"], says_nothing_after_100, "CANCEL"),
    (["--cancel-after", "0.5"], does_not_answer_the_cancel, "CANCEL"),
    (["--cancel-after", "0.5"], answers_the_cancel_and_never_the_invite, "CANCEL"),
    (["--cancel-after", "0.5"], does_not_know_what_is_cancelled, "ACK"),
    (["--cancel-after", "0.5"], accepts_after_the_cancel, "BYE"),
    (["--cancel-after", "0.5"], accepts_after_the_cancel_and_ignores_the_bye, "BYE"),
    (["--cancel-after", "0.5"], rings_after_its_final_response, "ACK"),
    (["--hang-up-after", "0.5"], does_not_know_the_call, "BYE"),
    (["--hang-up-after", "0.5"], ignores_the_bye, "BYE"),
    (["--hang-up-after", "0.5"], answers_the_bye_with_an_error, "BYE"),
    (["--hang-up-after", "0.5"], wants_a_password_for_the_bye, "BYE"),
    (["--hang-up-after", "0.5"], answers_the_bye_late, "BYE"),
    (["--hang-up-after", "0.5"], crosses_our_bye_with_its_own, "BYE"),
    ([], accepts_without_a_description, "BYE"),
    (["--hold-after", "0", "--hang-up-after", "0.5"], never_answers_the_hold, "BYE"),
    (["--transfer-to", "sip:x@127.0.0.1:9", "--hang-up-after", "0.5"], never_answers_the_transfer, "BYE"),
]


def hanging_up_ends_the_call_whatever_the_far_end_does():
    """All at once: most of the time each waits."""
    calls = []
    for arguments, script, last in CASES:
        peer = Peer(script)
        calls.append((script.__name__, peer, last,
                      Ringback("call", f"sip:bob@127.0.0.1:{peer.port}", "--bind", "127.0.0.1", *arguments)))
    problems = []
    for name, peer, last, phone in calls:
        try:
            ended = phone.ended(LIMIT)
            check(ended["status"] in (200, 486, 487), ended)
            phone.wait(LIMIT)
            peer.thread.join(LIMIT)
            check(peer.error is None, peer.error)
            check(peer.seen[-1].method == last, [request.method for request in peer.seen])
        except Failure as failure:
            problems.append(f"{name}: {failure}")
    check(not problems, "\n".join(problems))


run([hanging_up_ends_the_call_whatever_the_far_end_does])
