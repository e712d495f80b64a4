#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sound of calls with a real baresip: encrypted by SRTP with keys in the SDP, where both can, where one
insists, and where they cannot agree; and by ways that ICE has found."""

import json
import os
import re
import subprocess

from harness import CLI, Baresip, Kamailio, Ringback, Sipp, check, folder, receive, request, respond, run

KEY = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"


def call_baresip(wish, theirs):
    """ringback-cli calls with its wish; what baresip was told is theirs."""
    Kamailio()
    bob = Baresip("bob", 5070, tone=440, encryption=theirs)
    alice = Ringback("call", "bob", "--tone", "700", "--expect-tone", "440", "--hang-up-after", "3",
                     "--encryption", wish, user="alice")
    return alice, bob


def expect_talk(alice, bob, suite):
    statistics = alice.event("statistics")
    check(statistics.get("encryption") == suite, f"encrypted by {statistics.get('encryption')}, not {suite}")
    ended = alice.ended()
    check(ended["tone_share"] > 0.9, f"ringback heard 440 Hz with a share of {ended['tone_share']}")
    check(alice.wait() == 0, alice.log())
    bob.wait_event("CALL_CLOSED")
    bob.end()
    check(bob.heard(700) > 0.9, f"baresip heard 700 Hz with a share of {bob.heard(700)}")


def both_insist_on_encryption():
    alice, bob = call_baresip("required", "srtp-mand")
    bob.wait_event("CALL_INCOMING")
    bob.command("accept")
    expect_talk(alice, bob, "AES_CM_128_HMAC_SHA1_80")


def both_can_encrypt():
    alice, bob = call_baresip("optional", "srtp")
    bob.wait_event("CALL_INCOMING")
    bob.command("accept")
    expect_talk(alice, bob, "AES_CM_128_HMAC_SHA1_80")


def optional_call_to_a_phone_without_keys_is_plain():
    alice, bob = call_baresip("optional", None)
    bob.wait_event("CALL_INCOMING")
    bob.command("accept")
    expect_talk(alice, bob, None)


def required_call_to_a_phone_without_keys_fails():
    alice, bob = call_baresip("required", None)
    ended = alice.ended()
    check(ended["verdict"] != "answered" or ended["reason"], f"a call without encryption: {ended}")
    check(alice.wait() != 0, "the call counts as good")
    bob.end()


def keys_are_written_nowhere():
    """Neither our key nor the other's, nor the password of ICE, is in capture, events, or debug output; what they are for is."""
    bob = Sipp(receive("INVITE"),
               respond(200, "OK", "sendrecv").replace("RTP/AVP", "RTP/SAVP").replace(
                   "a=sendrecv", f"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}|2^20\n    a=sendrecv"),
               receive("ACK"), receive("BYE"), respond(200, "OK"))
    capture = folder("capture") + "/call.pcapng"
    os.environ["G_MESSAGES_DEBUG"] = "all"
    alice = Ringback("call", f"sip:bob@127.0.0.1:{bob.port}", "--tone", "700", "--hang-up-after", "1",
                     "--encryption", "required", "--ice", "--capture", capture, "--no-register", user="alice", proxy=False)
    del os.environ["G_MESSAGES_DEBUG"]
    alice.ended()
    check(alice.wait() == 0, alice.log())
    bob.succeed()
    secrets = re.findall(r"(?:inline:|ice-pwd:)([^|;\s]+)", bob.messages())
    check(KEY in secrets and len(set(secrets)) >= 3, f"secrets on the wire: {secrets}")
    with open(capture, "rb") as file:
        written = file.read().decode(errors="replace") + "\n".join(line for line in alice.lines if line)
    for secret in secrets:
        check(secret not in written, f"{secret} is written in clear")
    check(written.count("inline:HiddenByRingback") >= 2 and "a=ice-pwd:HiddenByRingback" in written, "nothing is hidden")
    told = subprocess.run([CLI, "inspect", "--sdp", capture], capture_output=True, text=True, timeout=20, check=True).stdout
    check(told.count("SDES: AES_CM_128_HMAC_SHA1_80") >= 2, f"the suite is not told:\n{told}")


def baresip_calls(wish, theirs):
    Kamailio()
    bob = Ringback("answer", "--tone", "700", "--expect-tone", "440", "--count", "1", "--encryption", wish, user="bob")
    bob.event("ready")
    alice = Baresip("alice", 5070, tone=440, encryption=theirs)
    alice.command("dial", "sip:bob@lab.test")
    return alice, bob


def baresip_insists_on_encryption():
    alice, bob = baresip_calls("optional", "srtp-mand")
    alice.wait_event("CALL_ESTABLISHED")
    for _ in range(3):
        statistics = bob.event("statistics")
        bob.lines[:] = [line for line in bob.lines if line is None or '"statistics"' not in line]
    check(statistics.get("encryption") == "AES_CM_128_HMAC_SHA1_80", f"not encrypted: {statistics}")
    alice.command("hangup")
    ended = bob.ended()
    check(ended["tone_share"] > 0.9, f"ringback heard 440 Hz with a share of {ended['tone_share']}")
    check(bob.wait() == 0, bob.log())
    alice.end()
    check(alice.heard(700) > 0.9, f"baresip heard 700 Hz with a share of {alice.heard(700)}")


def an_offer_that_does_not_fit_is_refused_with_488():
    for wish, theirs in (("off", "srtp-mand"), ("required", None)):
        alice, bob = baresip_calls(wish, theirs)
        closed = alice.wait_event("CALL_CLOSED")
        check("488" in closed["param"], f"{wish}, {theirs}: {closed}")
        bob.end()
        alice.end()


def give_an_address():
    """baresip takes no loopback address for a candidate."""
    subprocess.run(["ip", "address", "replace", "192.0.2.50/32", "dev", "lo"], check=True)


def expect_ice(caller, state):
    caller.wait_for(lambda line: '"statistics"' in line and f'"ice":"{state}"' in line.replace(" ", ""),
                    what=f"ICE {state}")


def we_call_by_ice(theirs=None, ours="off"):
    give_an_address()
    Kamailio()
    bob = Baresip("bob", 5070, tone=440, encryption=theirs, ice=True)
    alice = Ringback("call", "bob", "--tone", "700", "--expect-tone", "440", "--hang-up-after", "4", "--ice",
                     "--encryption", ours, user="alice")
    bob.wait_event("CALL_INCOMING")
    bob.command("accept")
    expect_ice(alice, "connected")
    ended = alice.ended()
    check(ended["tone_share"] > 0.9, f"ringback heard 440 Hz with a share of {ended['tone_share']}")
    check(alice.wait() == 0, alice.log())
    bob.wait_event("CALL_CLOSED")
    bob.end()
    check(bob.heard(700) > 0.9, f"baresip heard 700 Hz with a share of {bob.heard(700)}")


def we_call_encrypted_by_ice():
    we_call_by_ice("srtp-mand", "required")


def baresip_calls_by_ice(rtcp_mux=False):
    give_an_address()
    Kamailio()
    bob = Ringback("answer", "--tone", "700", "--expect-tone", "440", "--count", "1", "--ice", user="bob")
    bob.event("ready")
    alice = Baresip("alice", 5070, tone=440, ice=True, rtcp_mux=rtcp_mux)
    alice.command("dial", "sip:bob@lab.test")
    alice.wait_event("CALL_ESTABLISHED")
    expect_ice(bob, "connected")
    # With a port of its own RTCP passes both ways: the round trip is known.
    bob.wait_for(lambda line: '"statistics"' in line and json.loads(line)["packets_received"] > 100 and
                 (rtcp_mux or json.loads(line)["round_trip_ms"] >= 0), what="sound and a round trip")
    alice.command("hangup")
    ended = bob.ended()
    check(ended["tone_share"] > 0.9, f"ringback heard 440 Hz with a share of {ended['tone_share']}")
    check(bob.wait() == 0, bob.log())
    alice.end()
    check(alice.heard(700) > 0.9, f"baresip heard 700 Hz with a share of {alice.heard(700)}")


def baresip_calls_by_ice_on_one_port():
    baresip_calls_by_ice(rtcp_mux=True)


def ice_with_a_phone_that_has_none_is_plain():
    Kamailio()
    bob = Baresip("bob", 5070, tone=440)
    alice = Ringback("call", "bob", "--tone", "700", "--expect-tone", "440", "--hang-up-after", "3", "--ice",
                     user="alice")
    bob.wait_event("CALL_INCOMING")
    bob.command("accept")
    expect_talk(alice, bob, None)


run([
    both_insist_on_encryption,
    both_can_encrypt,
    keys_are_written_nowhere,
    optional_call_to_a_phone_without_keys_is_plain,
    required_call_to_a_phone_without_keys_fails,
    baresip_insists_on_encryption,
    an_offer_that_does_not_fit_is_refused_with_488,
    we_call_by_ice,
    we_call_encrypted_by_ice,
    baresip_calls_by_ice,
    baresip_calls_by_ice_on_one_port,
    ice_with_a_phone_that_has_none_is_plain,
])
