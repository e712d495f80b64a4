#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""ringback-cli against SIPp: the answers a scripted far end can give, each checked by the
event ringback-cli prints and by what SIPp received."""

import re

from harness import Ringback, Sipp, check, digest_is_right, pause, receive, request, respond, run


def call(sipp, *arguments, user=None):
    return Ringback("call", f"sip:bob@127.0.0.1:{sipp.port}", *arguments, *(["--no-register"] if user else []),
                    user=user, proxy=False)


def refused(status, phrase, verdict, ring=True):
    steps = [receive("INVITE")]
    if ring:
        steps += [respond(180, "Ringing"), pause(300)]
    steps += [respond(status, phrase, retransmit=True), receive("ACK")]
    sipp = Sipp(*steps)
    alice = call(sipp)
    ended = alice.ended()
    check(ended["verdict"] == verdict and ended["status"] == status, ended)
    check(ended.get("reason"), f"no reason a person understands: {ended}")
    check(alice.wait() == 1, alice.log())
    sipp.succeed()


def rejected_with_486():
    refused(486, "Busy Here", "rejected")


def busy_at_once_with_486():
    refused(486, "Busy Here", "busy", ring=False)


def declined_with_603():
    refused(603, "Decline", "declined")


def unavailable_with_503():
    refused(503, "Service Unavailable", "unreachable", ring=False)


def not_acceptable_with_488():
    refused(488, "Not Acceptable Here", "failed", ring=False)


def follows_a_302():
    target = Sipp(receive("INVITE"), respond(180, "Ringing"), respond(200, "OK", sdp="sendrecv", retransmit=True),
                  receive("ACK"), receive("BYE"), respond(200, "OK"), port=5084)
    first = Sipp(receive("INVITE"),
                 respond(302, "Moved Temporarily", retransmit=True)
                 .replace("Contact: <sip:[local_ip]:[local_port]", "Contact: <sip:bob@127.0.0.1:5084"),
                 receive("ACK"))
    alice = call(first, "--hang-up-after", "1", "--redirects", "follow")
    check(alice.event("redirected")["status"] == 302, alice.log())
    ended = alice.ended()
    check(ended["verdict"] == "answered", ended)
    check(alice.wait() == 0, alice.log())
    first.succeed()
    target.succeed()


def tells_of_a_302_and_does_not_follow():
    first = Sipp(receive("INVITE"),
                 respond(302, "Moved Temporarily", retransmit=True)
                 .replace("Contact: <sip:[local_ip]:[local_port]", "Contact: <sip:bob@127.0.0.1:5084"),
                 receive("ACK"))
    alice = call(first)
    check(alice.event("redirect-asked")["target"].startswith("sip:bob@127.0.0.1:5084"), alice.log())
    ended = alice.ended()
    check(ended["verdict"] == "redirected" and ended["status"] == 302, ended)
    check(alice.wait() == 1, alice.log())
    first.succeed()


def hears_early_media_of_a_183():
    sipp = Sipp(receive("INVITE"), respond(183, "Session Progress", sdp="sendrecv"), pause(3000),
                respond(200, "OK", sdp="sendrecv", retransmit=True), receive("ACK"),
                receive("BYE"), respond(200, "OK"))
    alice = call(sipp, "--tone", "700", "--expect-tone", "700", "--hang-up-after", "2")
    ringing = alice.event("ringing")
    check(ringing["status"] == 183, ringing)
    ended = alice.ended()
    check(ended["verdict"] == "answered", ended)
    check(ended["tone_share"] > 0.9, f"the echo of 700 Hz came back with a share of {ended['tone_share']}")
    check(alice.wait() == 0, alice.log())
    sipp.succeed()


def challenge(status, challenges, algorithm):
    """A challenge, and the digest that came back computed once more here."""
    name, phrase, answer = {
        401: ("WWW-Authenticate", "Unauthorized", "Authorization"),
        407: ("Proxy-Authenticate", "Proxy Authentication Required", "Proxy-Authorization"),
    }[status]
    extra = "".join(f'{name}: Digest realm="lab.test", nonce="47ebe028cda119c35d48", {one}\n    '
                    for one in challenges)
    sipp = Sipp(receive("INVITE"), respond(status, phrase, extra=extra, retransmit=True), receive("ACK"),
                receive("INVITE"), respond(180, "Ringing"), respond(200, "OK", sdp="sendrecv", retransmit=True),
                receive("ACK"), receive("BYE"), respond(200, "OK"))
    alice = call(sipp, "--hang-up-after", "1", user="alice")
    ended = alice.ended()
    check(ended["verdict"] == "answered", ended)
    check(alice.wait() == 0, alice.log())
    sipp.succeed()
    headers = re.findall(rf"^{answer}: *(.*?)\r?$", sipp.messages(), re.MULTILINE | re.IGNORECASE)
    check(headers, "no credentials were sent:\n" + sipp.messages()[-3000:])
    found = [header for header in headers if f"algorithm={algorithm}" in header.replace('"', "")
             or (algorithm == "MD5" and "algorithm" not in header)]
    check(found, f"no {algorithm} credentials in {headers}")
    check(digest_is_right(found[0], "INVITE", "alice-secret"), f"wrong response: {found[0]}")


def answers_401_with_md5():
    challenge(401, ['algorithm=MD5, qop="auth"'], "MD5")


def answers_407_with_md5_without_qop():
    challenge(407, ["algorithm=MD5"], "MD5")


def answers_407_without_an_algorithm():
    challenge(407, ['qop="auth"'], "MD5")


def answers_401_with_sha256():
    challenge(401, ['algorithm=SHA-256, qop="auth"'], "SHA-256")


def answers_407_with_sha256():
    challenge(407, ['algorithm=SHA-256, qop="auth"'], "SHA-256")


def prefers_sha256_offered_before_md5():
    challenge(401, ['algorithm=SHA-256, qop="auth"', 'algorithm=MD5, qop="auth"'], "SHA-256")


def prefers_sha256_offered_after_md5():
    challenge(401, ['algorithm=MD5, qop="auth"', 'algorithm=SHA-256, qop="auth"'], "SHA-256")


def far_end_hangs_up():
    sipp = Sipp(receive("INVITE"), respond(180, "Ringing"), respond(200, "OK", sdp="sendrecv", retransmit=True),
                receive("ACK"), pause(1500), request("BYE", 100), receive(200))
    alice = call(sipp)
    ended = alice.ended()
    check(ended["verdict"] == "answered" and ended["ended_by"] == "callee", ended)
    check(alice.wait() == 0, alice.log())
    sipp.succeed()


def far_end_holds_and_resumes():
    sipp = Sipp(receive("INVITE"), respond(200, "OK", sdp="sendrecv", retransmit=True), receive("ACK"), pause(700),
                request("INVITE", 100, sdp="sendonly", version=2), receive(100, optional=True), receive(200),
                request("ACK", 100), pause(700),
                request("INVITE", 101, sdp="sendrecv", version=3), receive(100, optional=True), receive(200),
                request("ACK", 101), pause(700), request("BYE", 102), receive(200))
    alice = call(sipp)
    alice.event("held-by-remote")
    alice.event("resumed-by-remote")
    ended = alice.ended()
    check(ended["verdict"] == "answered", ended)
    check(alice.wait() == 0, alice.log())
    sipp.succeed()
    answers = re.findall(r"^a=(sendrecv|sendonly|recvonly|inactive)\r?$", sipp.messages(), re.MULTILINE)
    check("recvonly" in answers, f"our answer to sendonly was not recvonly: {answers}")


def holds_and_resumes():
    sipp = Sipp(receive("INVITE"), respond(200, "OK", sdp="sendrecv", retransmit=True), receive("ACK"),
                receive("INVITE"), respond(200, "OK", sdp="recvonly", version=2, retransmit=True).replace(
                    ";tag=[call_number]u", ""), receive("ACK"),
                receive("BYE"), respond(200, "OK").replace(";tag=[call_number]u", ""))
    alice = call(sipp, "--hold-after", "1", "--hang-up-after", "2")
    ended = alice.ended()
    check(ended["verdict"] == "answered", ended)
    check(alice.wait() == 0, alice.log())
    sipp.succeed()
    check(re.search(r"^a=sendonly\r?$", sipp.messages(), re.MULTILINE), "hold did not offer sendonly")


run([
    rejected_with_486,
    busy_at_once_with_486,
    declined_with_603,
    unavailable_with_503,
    not_acceptable_with_488,
    follows_a_302,
    tells_of_a_302_and_does_not_follow,
    hears_early_media_of_a_183,
    answers_401_with_md5,
    answers_407_with_md5_without_qop,
    answers_407_without_an_algorithm,
    answers_401_with_sha256,
    answers_407_with_sha256,
    prefers_sha256_offered_before_md5,
    prefers_sha256_offered_after_md5,
    far_end_hangs_up,
    far_end_holds_and_resumes,
    holds_and_resumes,
])
