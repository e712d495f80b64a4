#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sound of calls with a real baresip: encrypted by SRTP with keys in the SDP, where both can, where one
insists, and where they cannot agree."""

from harness import Baresip, Kamailio, Ringback, check, run


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


run([
    both_insist_on_encryption,
    both_can_encrypt,
    optional_call_to_a_phone_without_keys_is_plain,
    required_call_to_a_phone_without_keys_fails,
    baresip_insists_on_encryption,
    an_offer_that_does_not_fit_is_refused_with_488,
])
