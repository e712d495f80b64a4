#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a phone does with calls by its settings, through a real Kamailio: forwarded calls reach their
target, refused ones are told by the right status, strangers do not get in beside the server."""

import math
import os
import re
import struct

from harness import Baresip, Kamailio, Ringback, Sipp, check, receive, request, respond, run


def answer(user, *arguments):
    phone = Ringback("answer", *arguments, user=user)
    phone.event("ready")
    return phone


def every_call_is_forwarded_through_the_server():
    Kamailio()
    bob = answer("bob", "--forward-always", "carol")
    carol = answer("carol", "--count", "1", "--tone", "600")
    alice = Ringback("call", "bob", "--redirects", "follow", "--expect-tone", "600", "--hang-up-after", "2", user="alice")
    check(alice.event("redirected")["status"] == 302, alice.log())
    check(alice.event("calling")["uri"] == "sip:bob@lab.test", alice.log())
    ended = alice.ended()
    check(ended["verdict"] == "answered" and ended["tone_share"] > 0.9, ended)
    check(bob.event("refused")["rule"] == "forward-always", bob.log())
    check(carol.wait() == 0, carol.log())


def an_unanswered_call_is_forwarded_through_the_server():
    Kamailio()
    answer("bob", "--never-answer", "--forward-no-answer", "sip:carol@lab.test", "--forward-after", "1")
    carol = answer("carol", "--count", "1")
    alice = Ringback("call", "bob", "--redirects", "follow", "--hang-up-after", "1", user="alice")
    alice.event("ringing")
    check(alice.event("redirected")["status"] == 302, alice.log())
    check(alice.ended()["verdict"] == "answered", alice.log())
    check(carol.wait() == 0, carol.log())


def a_caller_who_does_not_follow_is_told_where_to():
    Kamailio()
    answer("bob", "--forward-always", "carol")
    alice = Ringback("call", "bob", user="alice")
    check(alice.event("redirect-asked")["target"] == "sip:carol@lab.test", alice.log())
    check(alice.ended()["verdict"] == "redirected", alice.log())


def two_who_forward_to_each_other_end():
    Kamailio()
    bob = answer("bob", "--forward-always", "carol")
    carol = answer("carol", "--forward-always", "bob")
    alice = Ringback("call", "bob", "--redirects", "follow", user="alice")
    check(alice.ended()["verdict"] == "redirected", alice.log())
    check(alice.wait() == 1, alice.log())
    bob.event("refused")
    carol.event("refused")


def refusals_have_their_status():
    Kamailio()
    for arguments, rule, status, verdict in ((["--dnd"], "do-not-disturb", 486, "busy"),
                                             (["--block", "alice"], "blocked", 603, "declined"),
                                             (["--block", "@lab.test"], "blocked", 603, "declined")):
        bob = answer("bob", *arguments)
        alice = Ringback("call", "bob", user="alice")
        ended = alice.ended()
        check(ended["status"] == status and ended["verdict"] == verdict, ended)
        check(bob.event("refused")["rule"] == rule, bob.log())
        bob.end()


def a_stranger_does_not_get_in_beside_the_server():
    Kamailio()
    bob = answer("bob", "--port", "5090", "--bind", "127.0.0.1")
    stranger = Ringback("call", "sip:bob@127.0.0.1:5090", "--bind", "127.0.0.2")
    check(stranger.ended()["status"] == 403, stranger.log())
    check(bob.event("refused")["rule"] == "stranger", bob.log())
    alice = Ringback("call", "bob", "--hang-up-after", "1", user="alice")
    check(alice.ended()["verdict"] == "answered", alice.log())


def a_call_of_baresip_is_answered_by_itself():
    Kamailio()
    answer("bob", "--never-answer", "--auto-answer", "all", "--tone", "600", "--count", "1", "--hang-up-after", "3")
    alice = Baresip("alice", 5070, tone=440)
    alice.command("dial", "bob")
    alice.wait_event("CALL_ESTABLISHED")
    alice.wait_event("CALL_CLOSED")
    alice.end()
    check(alice.heard(600) > 0.9, f"baresip heard 600 Hz with a share of {alice.heard(600)}")


def best_share(agent, hertz, rate=8000):
    """The share of a tone in the clearest quarter of a second that the baresip heard: a busy machine leaves gaps."""
    path = max(os.path.join(agent.path, name) for name in os.listdir(agent.path) if name.endswith("-dec.wav"))
    with open(path, "rb") as file:
        samples = [value[0] for value in struct.iter_unpack("<h", file.read()[44:][:rate * 60])]
    best = 0.0
    for start in range(0, len(samples) - rate // 4, rate // 4):
        window = samples[start:start + rate // 4]
        energy = sum(sample * sample for sample in window)
        sine = sum(sample * math.sin(2 * math.pi * hertz * n / rate) for n, sample in enumerate(window))
        cosine = sum(sample * math.cos(2 * math.pi * hertz * n / rate) for n, sample in enumerate(window))
        if energy > 0:
            best = max(best, 2 * (sine * sine + cosine * cosine) / (len(window) * energy))
    return best


def three_talk_together():
    Kamailio()
    bob = answer("bob", "--count", "1", "--tone", "440", "--expect-tone", "600")
    carol = Baresip("carol", 5072, tone=600, answer="auto")
    alice = Ringback("call", "bob", "--join", "carol", "--hang-up-after", "4", user="alice")
    alice.event("joined")
    check(alice.wait() == 0, alice.log())
    check(bob.ended()["tone_share"] > 0.9, f"bob did not hear carol alone\n{bob.log()}")
    carol.wait_event("CALL_CLOSED")
    carol.end()
    check(best_share(carol, 440) > 0.9, f"carol heard bob with a share of {best_share(carol, 440)}")


def one_call_hides_its_number():
    """Only the server hears who calls (RFC 3325): not the INVITE, the hold after it, or the transfer tells more. The
    account itself hides nothing: the next call says who it is."""
    for hide in (["--hide-caller-id"], []):
        server = Sipp(receive("INVITE"), respond(200, "OK", "sendrecv"), receive("ACK"),
                      receive("INVITE"), respond(200, "OK", "recvonly", version=2), receive("ACK"),
                      receive("REFER"), respond(202, "Accepted"), request("BYE", 1), receive(200))
        alice = Ringback("call", "bob", "--no-register", "--proxy", f"sip:127.0.0.1:{server.port}", "--transfer-to", "carol",
                         *hide, user="alice", proxy=False)
        alice.ended()
        server.succeed()
        sent = re.findall(r"message received \[\d+\] bytes :\n\n(.*?)(?=\n-{10}|\Z)", server.messages(), re.DOTALL)
        check(len(sent) == 6, f"{len(sent)} messages")
        for message in sent:
            named = [line for line in message.splitlines() if "alice" in line and not line.startswith("P-Preferred-Identity")]
            check(bool(hide) == (not named), f"{hide}: {named}\n{message}")
            check(not hide or "\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag" in message, message)
        check(("Privacy: id" in sent[0]) == bool(hide), sent[0])
        check(("P-Preferred-Identity: <sip:alice@lab.test>" in sent[0]) == bool(hide), sent[0])


run([
    every_call_is_forwarded_through_the_server,
    an_unanswered_call_is_forwarded_through_the_server,
    a_caller_who_does_not_follow_is_told_where_to,
    two_who_forward_to_each_other_end,
    refusals_have_their_status,
    a_stranger_does_not_get_in_beside_the_server,
    a_call_of_baresip_is_answered_by_itself,
    three_talk_together,
    one_call_hides_its_number,
])
