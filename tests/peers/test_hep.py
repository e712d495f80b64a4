#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""HEP3 between Ringback, sngrep and Kamailio: what one of them saw, the other shows."""

import json
import os
import signal
import socket
import subprocess
import threading
import time

from harness import (CLI, HERE, Failure, Process, Ringback, Sipp, check, folder, pause, receive, request, respond, run,
                     wait_for_udp)

CAPTURES = os.path.join(HERE, "..", "data", "captures")
LISTEN, SERVER = 9060, ("127.0.0.1", 9060)


class Listener(Process):
    """ringback-cli inspect --listen-hep --json."""

    def __init__(self):
        super().__init__("listener", [CLI, "inspect", "--listen-hep", f"127.0.0.1:{LISTEN}", "--json"])
        self.wait_for(lambda line: '"listening"' in line, what="listening")

    def objects(self):
        return [json.loads(line) for line in self.lines if line and line.startswith("{")]

    def messages(self, n, limit=20):
        """The first n messages, once there are so many."""
        self.wait_for(lambda line: line.startswith("{") and json.loads(line).get("no") == n
                      and "event" in json.loads(line), limit, f"message {n}")
        return [o for o in self.objects() if o.get("event") == "message"]

    def interrupt(self):
        """Ends it as Ctrl+C does; the summary."""
        self.child.send_signal(signal.SIGINT)
        check(self.wait() == 0, self.log())
        return self.objects()[-1]


def sngrep_sends():
    listener = Listener()
    with open(f"{CAPTURES}/captures.json", encoding="utf-8") as file:
        truth = json.load(file)["answered-proxy.pcap"]
    sngrep = Process("sngrep", ["sngrep", "-N", "-q", "-H", f"udp:127.0.0.1:{LISTEN}",
                                "-I", f"{CAPTURES}/answered-proxy.pcap"])
    seen = listener.messages(len(truth["messages"]))
    for expected, message in zip(truth["messages"], seen):
        check((message["src"], message["dst"], message["transport"]) ==
              (expected["src"], expected["dst"], "UDP"), f"{expected} {message}")
        check(message["wall_us"] == 1767225600_000000 + round(expected["time"] * 1e6), f"{expected} {message}")
        check(message["label"].startswith(str(expected.get("status") or expected["method"])), f"{expected} {message}")
    summary = listener.interrupt()
    check([call["verdict"]["kind"] for call in summary["calls"]] == ["answered"], summary)
    sngrep.end()


KAMAILIO = """
debug=1
log_stderror=yes
children=1
disable_tcp=yes
auto_aliases=no
disable_core_dump=yes
listen=udp:127.0.0.1:5060
loadmodule "sl.so"
loadmodule "pv.so"
loadmodule "tm.so"
loadmodule "siptrace.so"
modparam("siptrace", "duplicate_uri", "sip:127.0.0.1:%d")
modparam("siptrace", "hep_mode_on", 1)
modparam("siptrace", "hep_version", 3)
modparam("siptrace", "hep_capture_id", 7)
modparam("siptrace", "trace_to_database", 0)
modparam("siptrace", "trace_on", 1)
modparam("siptrace", "trace_mode", 1)
request_route {
    sl_send_reply("200", "OK");
}
""" % LISTEN


def kamailio_sends():
    listener = Listener()
    path = folder("kamailio-hep")
    with open(f"{path}/kamailio.cfg", "w", encoding="utf-8") as file:
        file.write(KAMAILIO)
    Process("kamailio", ["kamailio", "-DD", "-E", "-f", f"{path}/kamailio.cfg", "-P", f"{path}/pid", "-Y", path],
            cwd=path)
    wait_for_udp(5060)
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    client.bind(("127.0.0.1", 5099))
    client.settimeout(10)
    client.sendto(b"OPTIONS sip:lab.test SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5099;branch=z9hG4bKhep\r\n"
                  b"From: <sip:a@lab.test>;tag=a\r\nTo: <sip:lab.test>\r\nCall-ID: hep@lab.test\r\nCSeq: 1 OPTIONS\r\n"
                  b"Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n", ("127.0.0.1", 5060))
    check(client.recv(4096).startswith(b"SIP/2.0 200"), "Kamailio did not answer")
    first, second = listener.messages(2)
    check((first["label"], first["src"], first["dst"]) == ("OPTIONS", "127.0.0.1:5099", "127.0.0.1:5060"), first)
    check((second["label"].split()[0], second["src"], second["dst"]) == ("200", "127.0.0.1:5060", "127.0.0.1:5099"),
          second)
    check(first["call_id"] == second["call_id"] == "hep@lab.test", second)
    check(listener.interrupt()["messages"] == 2, listener.log())


def place_call(port):
    """A call to SIPp that hangs up, sent to the port by HEP and written to a file."""
    path = folder("call") + "/call.pcapng"
    sipp = Sipp(receive("INVITE"), respond(180, "Ringing"), pause(200), respond(200, "OK", "sendrecv", retransmit=True),
                receive("ACK"), pause(200), request("BYE", 1), receive(200))
    alice = Ringback("call", f"sip:bob@127.0.0.1:{sipp.port}", "--capture", path, "--hep", f"127.0.0.1:{port}")
    check(alice.ended()["verdict"] == "answered", alice.log())
    check(alice.wait() == 0, alice.log())
    sipp.succeed()
    written = json.loads(subprocess.run([CLI, "inspect", "--json", path], capture_output=True, text=True, check=True,
                                        timeout=20).stdout)
    return [m for call in written["calls"] for m in call["messages"]]


def ringback_sends_to_ringback():
    listener = Listener()
    written = place_call(LISTEN)
    check(len(written) >= 6, written)
    seen = listener.messages(len(written))
    for expected, message in zip(written, seen):
        check((message["src"], message["dst"]) == (expected["src"], expected["dst"]), f"{expected} {message}")
        check(abs(message["wall_us"] / 1e6 - expected["wall"]) < 1e-3, f"{expected} {message}")
    summary = listener.interrupt()
    check(summary["calls"][0]["verdict"]["kind"] == "answered", summary)
    check(summary["messages"] == len(written), summary)


def rows(path):
    """What tshark reads in a file that may still grow."""
    result = subprocess.run(["tshark", "-n", "-r", path, "-d", "udp.port==1024-65535,sip", "-Y", "sip", "-T", "fields",
                             "-e", "ip.src", "-e", "udp.srcport", "-e", "ip.dst", "-e", "udp.dstport", "-e", "sip.CSeq",
                             "-e", "sip.Status-Code"], capture_output=True, text=True, timeout=30)
    return [line.split("\t") for line in result.stdout.splitlines()]


def ringback_sends_to_sngrep():
    path = folder("sngrep") + "/saved.pcap"
    sngrep = Process("sngrep", ["sngrep", "-N", "-q", "-L", f"udp:127.0.0.1:{LISTEN}", "-O", path])
    wait_for_udp(LISTEN)
    written = place_call(LISTEN)
    end = time.monotonic() + 20
    while not (os.path.exists(path) and len(rows(path)) == len(written)):
        if time.monotonic() > end:
            raise Failure(f"sngrep saved {rows(path)}\ninstead of {written}")
        threading.Event().wait(0.1)
    sngrep.end()
    ours = [[*m["src"].rsplit(":", 1), *m["dst"].rsplit(":", 1), m["cseq"], str(m.get("status") or "")] for m in written]
    check(rows(path) == ours, f"sngrep {rows(path)}\nours   {ours}")


def junk_is_counted_and_no_more():
    listener = Listener()
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for junk in (b"", b"HEP3", b"HEP3\0\6", b"HEP3\xff\xff" + bytes(100), bytes(1400)):
        client.sendto(junk, SERVER)
    with open(f"{CAPTURES}/answered-proxy.pcap", "rb") as file:
        invite = file.read()
    invite = invite[invite.index(b"INVITE"):][:400]
    chunks = b"\0\0\0\x0b\0\7\1" + b"\0\0\0\x0f" + (6 + len(invite)).to_bytes(2, "big") + invite
    client.sendto(b"HEP3" + (6 + len(chunks)).to_bytes(2, "big") + chunks, SERVER)
    message = listener.messages(1)[0]
    check((message["src"], message["transport"]) == ("?", "?"), message)
    check(listener.interrupt()["messages"] == 1, listener.log())
    check(any(line and "5 datagrams were not HEP3" in line for line in listener.lines), listener.log())


run([sngrep_sends, kamailio_sends, ringback_sends_to_ringback, ringback_sends_to_sngrep, junk_is_counted_and_no_more])
