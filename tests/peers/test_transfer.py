#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Transfers through a real Kamailio: ringback-cli asks, is asked and is transferred to, with baresip as the other
phone where it can play the part; and what the recorded calls say of it."""

import json
import subprocess

from harness import CLI, Baresip, Kamailio, Ringback, check, folder, run


def transfer(process, state, limit=20):
    """The event that says so, wherever among the others."""
    def matches(line):
        event = json.loads(line) if line.startswith("{") else {}
        return event if event.get("event") == "transfer" and event["state"] == state else None
    return process.wait_for(matches, limit, f"transfer “{state}”")


def answering(user, *arguments):
    phone = Ringback("answer", *arguments, user=user)
    phone.event("ready")
    return phone


def baresip_is_transferred_blind():
    Kamailio()
    bob = Baresip("bob", 5070, answer="auto")
    carol = answering("carol", "--answer-after", "1", "--hang-up-after", "2", "--count", "1")
    capture = folder("capture") + "/call.pcapng"
    alice = Ringback("call", "bob", "--transfer-to", "carol", "--transfer-after", "0.5", "--capture", capture,
                     user="alice")
    event = transfer(alice, "succeeded")
    check(event["status"] == 200, event)
    check(alice.ended()["verdict"] in ("answered", "transferred"), alice.log())
    check(alice.wait() == 0, alice.log())
    carol.event("answered")
    check(carol.ended()["verdict"] == "answered", carol.log())
    check(carol.wait() == 0, carol.log())
    bob.wait_event("CALL_CLOSED")
    explained = subprocess.run([CLI, "inspect", capture, "--explain"], capture_output=True, text=True, timeout=20)
    check(explained.returncode == 0 and "REFER" in explained.stdout, explained.stdout + explained.stderr)


def baresip_transfers_us():
    Kamailio()
    carol = answering("carol", "--hang-up-after", "2", "--count", "1")
    alice = answering("alice")
    bob = Baresip("bob", 5070)
    bob.command("dial", "sip:alice@lab.test")
    bob.wait_event("CALL_ESTABLISHED")
    bob.command("transfer", "sip:carol@lab.test")
    asked = alice.event("transfer-asked")
    check(asked["target"].startswith("sip:carol@lab.test") and not asked["attended"], asked)
    carol.event("answered")
    check(carol.ended()["verdict"] == "answered", carol.log())
    bob.wait_event("CALL_CLOSED")
    check(carol.wait() == 0, carol.log())


def we_refuse_to_be_transferred():
    Kamailio()
    answering("bob", "--refuse-transfers")
    alice = Ringback("call", "bob", "--transfer-to", "carol", user="alice")
    event = transfer(alice, "failed")
    check(event["status"] == 603 and event["sentence"], event)
    check(alice.wait() == 1, alice.log())


def target_is_not_there():
    Kamailio()
    answering("bob")
    alice = Ringback("call", "bob", "--transfer-to", "carol", user="alice")
    event = transfer(alice, "failed")
    check(event["status"] in (404, 480), event)
    check(alice.wait() == 1, alice.log())


def attended_transfer_joins_two_phones():
    Kamailio()
    bob = answering("bob")
    carol = answering("carol", "--hang-up-after", "4")
    alice = Ringback("call", "bob", "--transfer-to", "carol", "--consult", user="alice")
    check(transfer(alice, "succeeded")["status"] == 200, alice.log())
    check(alice.wait() == 0, alice.log())
    check(bob.event("transfer-asked")["attended"], bob.log())
    # The one call of bob that goes on is with carol, and ends when she hangs up.
    bob.event("calling")
    carol.ended()


run([baresip_is_transferred_blind, baresip_transfers_us, we_refuse_to_be_transferred, target_is_not_there,
     attended_transfer_joins_two_phones])
