#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Presence, busy lamps, mailboxes and messages of text through a real Kamailio with its presence
server, and what strangers send past it."""

import os
import shutil
import socket

from harness import HERE, Process, Ringback, check, folder, run, wait_for_tcp

TABLES = "/usr/share/kamailio/dbtext/kamailio"
PIDF = "application/pidf+xml"
DIALOG_INFO = "application/dialog-info+xml"
SUMMARY = "application/simple-message-summary"


class PresenceServer(Process):
    def __init__(self):
        path = folder("presence")
        os.mkdir(path + "/db")
        for table in ("version", "presentity", "active_watchers", "watchers", "xcap", "pua"):
            shutil.copy(os.path.join(TABLES, table), path + "/db")
        with open(os.path.join(HERE, "presence.cfg")) as source, open(path + "/kamailio.cfg", "w") as target:
            target.write(source.read().replace("@DIR@", path))
        super().__init__("kamailio", ["kamailio", "-f", path + "/kamailio.cfg", "-DD", "-E", "-M", "8", "-m", "64",
                                      "-w", path, "-Y", path, "-P", path + "/pid"])
        wait_for_tcp(5060)


class Peer:
    """A UDP socket that sends one request and waits for its answer."""

    number = 0

    def __init__(self, address="127.0.0.1"):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((address, 0))
        self.socket.settimeout(10)
        self.where = "%s:%d" % self.socket.getsockname()

    def request(self, method, uri, to, port, headers="", body="", sender="sip:pbx@lab.test"):
        """The status of the answer, and the whole answer."""
        Peer.number += 1
        text = (f"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {self.where};branch=z9hG4bKpeer{Peer.number}\r\n"
                f"Max-Forwards: 70\r\nFrom: <{sender}>;tag=peer\r\nTo: <{to}>\r\nCall-ID: peer{Peer.number}\r\n"
                f"CSeq: 1 {method}\r\nContact: <sip:pbx@{self.where}>\r\n{headers}"
                f"Content-Length: {len(body.encode())}\r\n\r\n{body}")
        self.socket.sendto(text.encode(), ("127.0.0.1", port))
        while True:
            answer = self.socket.recv(65535).decode(errors="replace")
            status = int(answer.split()[1]) if answer.startswith("SIP/2.0 ") else 0
            if status >= 200 and f"peer{Peer.number}\r\n" in answer:
                return status, answer

    def publish(self, package, kind, user, body):
        uri = f"sip:{user}@lab.test"
        status, answer = self.request("PUBLISH", uri, uri, 5060,
                                      f"Event: {package}\r\nExpires: 600\r\nContent-Type: {kind}\r\n", body)
        check(status == 200, answer)


def presence(process, state, limit=20):
    """Waits until the person is told to be in that state."""
    process.wait_for(lambda line: '"event":"presence"' in line and f'"state":"{state}"' in line, limit,
                     f"presence “{state}”")


def dialog_info(version, state):
    dialog = f'<dialog id="1" direction="recipient"><state>{state}</state></dialog>' if state else ""
    return (f'<?xml version="1.0"?><dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="{version}" '
            f'state="full" entity="sip:bob@lab.test">{dialog}</dialog-info>')


def person_publishes_and_is_watched():
    PresenceServer()
    alice = Ringback("watch", "sip:bob@lab.test", user="alice")
    alice.event("ready")
    bob = Ringback("watch", "--publish", user="bob")
    bob.event("ready")
    presence(alice, "available")
    bob.child.terminate()
    check(bob.wait() == 0, bob.log())
    # What was published is taken back: nothing is known of bob any more.
    seen = []

    def is_gone(line):
        if '"event":"presence"' in line:
            seen.append(line)
        return len(seen) > 1 and any(f'"state":"{word}"' in seen[-1] for word in ("offline", "unknown"))

    alice.wait_for(is_gone, 20, "the end of bob's presence")
    alice.child.terminate()
    check(alice.wait() == 0, alice.log())


def busy_lamp_follows_the_phone():
    PresenceServer()
    alice = Ringback("watch", "sip:bob@lab.test", user="alice")
    alice.event("ready")
    pbx = Peer()
    pbx.publish("dialog", DIALOG_INFO, "bob", dialog_info(1, "early"))
    presence(alice, "ringing")
    pbx.publish("dialog", DIALOG_INFO, "bob", dialog_info(2, "confirmed"))
    presence(alice, "on-the-phone")


def mailbox_is_told():
    PresenceServer()
    alice = Ringback("watch", "--voicemail", "*97", user="alice")
    alice.event("ready")
    Peer().publish("message-summary", SUMMARY, "alice",
                   "Messages-Waiting: yes\r\nMessage-Account: sip:alice@lab.test\r\nVoice-Message: 2/8 (0/2)\r\n")
    event = alice.event("voicemail")
    check(event["waiting"] and event["new"] == 2 and event["old"] == 8, event)


def mailbox_is_told_unasked_by_the_server_only():
    PresenceServer()
    alice = Ringback("watch", "--bind", "127.0.0.1", "--port", "5090", user="alice")
    alice.event("ready")
    headers = f"Event: message-summary\r\nSubscription-State: active\r\nContent-Type: {SUMMARY}\r\n"
    body = "Messages-Waiting: yes\r\nVoice-Message: 1/0\r\n"
    status, answer = Peer("127.0.0.2").request("NOTIFY", "sip:alice@127.0.0.1:5090", "sip:alice@lab.test", 5090,
                                               headers, body)
    check(status == 481, answer)
    status, answer = Peer().request("NOTIFY", "sip:alice@127.0.0.1:5090", "sip:alice@lab.test", 5090,
                                    headers.replace("message-summary", "presence", 1), body)
    check(status == 481, answer)
    status, answer = Peer().request("NOTIFY", "sip:alice@127.0.0.1:5090", "sip:alice@lab.test", 5090, headers, body)
    check(status == 200, answer)
    event = alice.event("voicemail")
    check(event["waiting"] and event["new"] == 1, event)


def message_goes_both_ways():
    PresenceServer()
    bob = Ringback("watch", user="bob")
    bob.event("ready")
    text = "Hello Bob, 你好\nsecond line"
    alice = Ringback("message", "bob", text, user="alice")
    check(alice.event("message")["state"] == "delivered", alice.log())
    check(alice.wait() == 0, alice.log())
    event = bob.event("message-received")
    check(event["text"] == text and event["uri"] == "sip:alice@lab.test", event)
    bob.child.terminate()
    check(bob.wait() == 0, bob.log())


def message_tells_what_became_of_it():
    PresenceServer()
    alice = Ringback("message", "carol", "Are you there?", user="alice")
    check(alice.event("message")["state"] == "accepted", alice.log())
    check(alice.wait() == 0, alice.log())
    alice = Ringback("message", "nobody", "Are you there?", user="alice")
    event = alice.event("message")
    check(event["state"] == "failed" and "nobody@lab.test" in event["reason"], event)
    check(alice.wait() == 1, alice.log())


def strangers_and_odd_messages_are_refused():
    PresenceServer()
    alice = Ringback("watch", "--bind", "127.0.0.1", "--port", "5090", user="alice")
    alice.event("ready")
    stranger, server = Peer("127.0.0.2"), Peer()

    def send(peer, kind, body):
        return peer.request("MESSAGE", "sip:alice@127.0.0.1:5090", "sip:alice@lab.test", 5090,
                            f"Content-Type: {kind}\r\n", body, "sip:mallory@lab.test")[0]

    check(send(stranger, "text/plain", "Buy this") == 403, "a stranger was heard")
    check(send(server, "text/html", "<b>Hello</b>") == 415, "HTML was taken")
    check(send(server, "text/plain;charset=iso-2022-cn-ext", "Hello") == 415, "another character set was taken")
    check(send(server, "text/plain", "x" * 20000) == 413, "20 KB were taken")
    check(send(server, "text/plain", "<b>plain</b> \u202eevil") == 200, "a message was refused")
    event = alice.event("message-received")
    check(event["text"].startswith("<b>plain</b> ") and "\u202e" not in event["text"], event)


def message_bomb_is_stopped():
    PresenceServer()
    alice = Ringback("watch", "--bind", "127.0.0.1", "--port", "5090", user="alice")
    alice.event("ready")
    bomber = Peer()
    answers = [bomber.request("MESSAGE", "sip:alice@127.0.0.1:5090", "sip:alice@lab.test", 5090,
                              "Content-Type: text/plain\r\n", f"bomb {number}", "sip:bob@lab.test")
               for number in range(60)]
    taken = sum(status == 200 for status, _ in answers)
    check(20 <= taken < 50, f"{taken} of 60 messages were taken")
    check(all(status in (200, 480) for status, _ in answers), {status for status, _ in answers})
    check("Retry-After:" in answers[-1][1], answers[-1][1])
    carol = bomber.request("MESSAGE", "sip:alice@127.0.0.1:5090", "sip:alice@lab.test", 5090,
                           "Content-Type: text/plain\r\n", "And I?", "sip:carol@lab.test")
    check(carol[0] == 200, carol[1])


if __name__ == "__main__":
    run([person_publishes_and_is_watched, busy_lamp_follows_the_phone, mailbox_is_told,
         mailbox_is_told_unasked_by_the_server_only, message_goes_both_ways, message_tells_what_became_of_it,
         strangers_and_odd_messages_are_refused, message_bomb_is_stopped])
