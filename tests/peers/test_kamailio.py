#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""ringback-cli and baresip through a real Kamailio: registration with digest, calls both
ways over UDP, TCP and TLS with a tone measured at each end, and the five kinds of call."""

import json
import os
import subprocess
import time

from harness import CLI, Baresip, Kamailio, Ringback, Process, check, folder, run


def inspect(path):
    """Calls of a capture as ringback-cli reads them."""
    result = subprocess.run([CLI, "inspect", path, "--json"], capture_output=True, text=True, timeout=20)
    check(result.returncode == 0, f"inspect {path}: {result.stderr}")
    return json.loads(result.stdout)


def tshark_fields(path, *fields):
    arguments = ["tshark", "-r", path, "-d", "udp.port==1024-65535,sip", "-Y", "sip", "-T", "fields"]
    for field in fields:
        arguments += ["-e", field]
    return [line.split("\t") for line in subprocess.run(arguments, capture_output=True, text=True, timeout=60,
                                                        check=True).stdout.splitlines()]


def invite_calls(capture):
    return [call for call in capture["calls"] if call["kind"] == "INVITE"]


def ringback_calls_baresip(transport, codec):
    Kamailio()
    bob = Baresip("bob", 5070, transport, tone=440, codec=codec)
    capture = folder("capture") + "/call.pcapng"
    alice = Ringback("call", "bob", "--tone", "700", "--expect-tone", "440", "--hang-up-after", "3",
                     "--capture", capture, user="alice", transport=transport)
    bob.wait_event("CALL_INCOMING")
    bob.command("accept")
    ended = alice.ended()
    check(ended["verdict"] == "answered", f"verdict {ended}")
    check(ended["tone_share"] > 0.9, f"ringback heard 440 Hz with a share of {ended['tone_share']}")
    check(alice.wait() == 0, alice.log())
    bob.wait_event("CALL_CLOSED")
    bob.end()
    check(bob.heard(700) > 0.9, f"baresip heard 700 Hz with a share of {bob.heard(700)}")

    calls = invite_calls(inspect(capture))
    check(len(calls) == 1, f"{len(calls)} calls in the capture")
    check(calls[0]["verdict"]["kind"] == "answered" and calls[0]["verdict"]["ended_by"] == "caller",
          calls[0]["verdict"])
    statuses = [message.get("status") for message in calls[0]["messages"]]
    check(407 in statuses and 200 in statuses, f"statuses {statuses}")
    rows = tshark_fields(capture, "sip.Method", "sip.Status-Code")
    check(len(rows) == len(calls[0]["messages"]), f"tshark has {len(rows)}, we {len(calls[0]['messages'])}")


def baresip_calls_ringback(transport, codec):
    Kamailio()
    capture = folder("capture") + "/call.pcapng"
    bob = Ringback("answer", "--tone", "700", "--expect-tone", "440", "--count", "1", "--capture", capture,
                   user="bob", transport=transport)
    bob.event("ready")
    alice = Baresip("alice", 5070, transport, tone=440, codec=codec)
    alice.command("dial", "sip:bob@lab.test")
    alice.wait_event("CALL_ESTABLISHED")
    bob.event("answered")
    # One second of statistics, three times: the talk lasts long enough to be measured.
    for _ in range(3):
        bob.event("statistics")
        bob.lines[:] = [line for line in bob.lines if line is None or '"statistics"' not in line]
    alice.command("hangup")
    ended = bob.ended()
    check(ended["verdict"] == "answered", f"verdict {ended}")
    check(ended["tone_share"] > 0.9, f"ringback heard 440 Hz with a share of {ended['tone_share']}")
    check(bob.wait() == 0, bob.log())
    alice.end()
    check(alice.heard(700) > 0.9, f"baresip heard 700 Hz with a share of {alice.heard(700)}")
    calls = invite_calls(inspect(capture))
    check(calls and calls[0]["verdict"]["kind"] == "answered", calls)


def ringback_calls_baresip_over_udp():
    ringback_calls_baresip("udp", "PCMU/8000/1")


def ringback_calls_baresip_over_tcp():
    ringback_calls_baresip("tcp", "PCMA/8000/1")


def ringback_calls_baresip_over_tls():
    ringback_calls_baresip("tls", "opus/48000/2")


def calls_over_tls_through_a_proxy_given_by_its_address():
    """RFC 5922 7.1: the certificate is for the domain of the account, whatever leads to it."""
    Kamailio()
    bob = Ringback("answer", "--count", "1", user="bob", transport="tls", tls_server="127.0.0.1:5061")
    bob.event("ready")
    alice = Ringback("call", "bob", "--hang-up-after", "1", user="alice", transport="tls", tls_server="127.0.0.1:5061")
    ended = alice.ended()
    check(ended["verdict"] == "answered", f"{ended}\n{alice.log()}")
    check(alice.wait() == 0, alice.log())
    check(bob.ended()["verdict"] == "answered", bob.log())


def baresip_calls_ringback_over_udp():
    baresip_calls_ringback("udp", "opus/48000/2")


def baresip_calls_ringback_over_tcp():
    baresip_calls_ringback("tcp", "PCMU/8000/1")


def baresip_calls_ringback_over_tls():
    baresip_calls_ringback("tls", "PCMA/8000/1")


def outcome(act, *arguments, verdict, baresip=None, exit_status=1, defines=()):
    """Alice (ringback-cli) calls Bob (baresip) through Kamailio; act(bob) is what Bob does."""
    Kamailio(*defines)
    bob = Baresip("bob", 5070, **(baresip or {}))
    capture = folder("capture") + "/call.pcapng"
    alice = Ringback("call", "bob", "--capture", capture, *arguments, user="alice")
    bob.wait_event("CALL_INCOMING")
    act(bob)
    ended = alice.ended()
    check(ended["verdict"] == verdict, f"verdict {ended}")
    check(alice.wait() == exit_status, f"exit status {alice.child.returncode}\n{alice.log()}")
    calls = invite_calls(inspect(capture))
    check(len(calls) == 1 and calls[0]["verdict"]["kind"] == verdict, f"the capture says {calls}")
    return calls[0]


def nobody_answers_and_the_proxy_gives_up():
    call = outcome(lambda bob: None, verdict="no-answer")
    check(call["verdict"]["status"] == 408, call["verdict"])


def callee_rejects():
    call = outcome(lambda bob: bob.command("hangup"), verdict="rejected")
    check(call["verdict"]["status"] == 486 and call["verdict"]["ended_by"] == "callee", call["verdict"])


def caller_cancels():
    call = outcome(lambda bob: bob.wait_event("CALL_CLOSED"), "--cancel-after", "1.5", verdict="cancelled",
                   exit_status=0)
    check(call["verdict"]["ended_by"] == "caller", call["verdict"])


def callee_hangs_up():
    def accept_then_hang_up(bob):
        bob.command("accept")
        bob.wait_event("CALL_ESTABLISHED")
        bob.wait_event("CALL_RTCP")
        bob.command("hangup")
    call = outcome(accept_then_hang_up, verdict="answered", exit_status=0)
    check(call["verdict"]["ended_by"] == "callee", call["verdict"])


def callee_is_busy():
    Kamailio()
    bob = Baresip("bob", 5070, calls=1)
    carol = Ringback("call", "bob", user="carol")
    bob.wait_event("CALL_INCOMING")
    bob.command("accept")
    carol.event("answered")
    capture = folder("capture") + "/call.pcapng"
    alice = Ringback("call", "bob", "--capture", capture, user="alice")
    ended = alice.ended()
    check(ended["verdict"] == "busy" and ended["status"] == 486, ended)
    calls = invite_calls(inspect(capture))
    check(calls[0]["verdict"]["kind"] == "busy", calls[0]["verdict"])


def unknown_user_is_not_found():
    Kamailio()
    alice = Ringback("call", "nobody", user="alice")
    ended = alice.ended()
    check(ended["verdict"] == "not-found" and ended["status"] == 404, ended)
    check(alice.wait() == 1, alice.log())


def wrong_password_is_said():
    Kamailio()
    alice = Ringback("answer", user="alice", password="not-the-secret")
    check(alice.wait() == 1, alice.log())
    check("password" in alice.log().lower(), alice.log())
    check("not-the-secret" not in alice.log(), "the password was printed")


def registers_and_calls_with_sha256():
    Kamailio("WITH_SHA256")
    capture = folder("capture") + "/call.pcapng"
    bob = Ringback("answer", "--count", "1", "--reject", "486", user="bob")
    bob.event("ready")
    alice = Ringback("call", "bob", "--capture", capture, user="alice")
    ended = alice.ended()
    check(ended["status"] == 486, ended)
    rows = tshark_fields(capture, "sip.Method", "sip.auth.algorithm")
    check(any(row[0] == "INVITE" and row[-1] == "SHA-256" for row in rows), rows)


def untrusted_certificate_is_said():
    Kamailio()
    environment = dict(os.environ, TEST_PASSWORD="alice-secret")
    alice = Process("ringback-cli answer", [CLI, "answer", "--json", "--user", "alice", "--domain", "lab.test",
                                            "--proxy", "sip:127.0.0.1:5061;transport=tls", "--transport", "tls",
                                            "--password-env", "TEST_PASSWORD"], env=environment)
    check(alice.wait() == 1, alice.log())
    check("certificate" in alice.log().lower(), alice.log())


def certificate_of_an_address_is_said():
    Kamailio()
    started = time.monotonic()
    alice = Ringback("answer", user="alice", transport="tls", domain="127.0.0.1", tls_server="127.0.0.1:5061")
    check(alice.wait() == 1, alice.log())
    check(time.monotonic() - started < 10, "it took longer than ten seconds")
    check("lab.test" in alice.log() and "not for an address" in alice.log(), alice.log())


def closed_port_is_said(transport, *arguments):
    alice = Ringback("call", "bob", *arguments, user="alice", transport=transport)
    check(alice.wait() == 1, alice.log())
    check("nothing listens" in alice.log().lower(), alice.log())


def nothing_listens_on_udp():
    closed_port_is_said("udp", "--no-register")


def nothing_listens_on_tcp():
    closed_port_is_said("tcp", "--no-register")


def nothing_listens_on_tls():
    closed_port_is_said("tls", "--no-register")


run([
    ringback_calls_baresip_over_udp,
    ringback_calls_baresip_over_tcp,
    ringback_calls_baresip_over_tls,
    baresip_calls_ringback_over_udp,
    baresip_calls_ringback_over_tcp,
    baresip_calls_ringback_over_tls,
    calls_over_tls_through_a_proxy_given_by_its_address,
    nobody_answers_and_the_proxy_gives_up,
    callee_rejects,
    caller_cancels,
    callee_hangs_up,
    callee_is_busy,
    unknown_user_is_not_found,
    wrong_password_is_said,
    registers_and_calls_with_sha256,
    untrusted_certificate_is_said,
    certificate_of_an_address_is_said,
    nothing_listens_on_udp,
    nothing_listens_on_tcp,
    nothing_listens_on_tls,
])
