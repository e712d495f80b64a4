#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench.py BUILD [NAME…]: measures speed and size on loopback, beside baresip, tshark and sngrep in
the same run where they can do the same work, and prints one table. Nothing here is a test."""

import os
import re
import select
import socket
import statistics
import subprocess
import sys
import time

BUILD = os.path.abspath(sys.argv[1])
NAMES = sys.argv[2:]
os.environ["RINGBACK_CLI"] = BUILD + "/src/cli/ringback-cli"
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "peers")]
sys.argv[1:] = []

import harness  # noqa: E402  (needs RINGBACK_CLI)
from measure import Run, cpu_seconds, observe, pss_mib, time_passes  # noqa: E402

ROWS = []


def row(what, ours, peer="", note=""):
    ROWS.append((what, ours, peer, note))
    print(f"{what:52} {ours:>22} {peer:>22}  {note}", flush=True)


def spread(values, unit):
    return f"{statistics.median(values):.2f} ({min(values):.2f}..{max(values):.2f}) {unit}"


def ratio(ours, peer):
    return f"ratio {statistics.median(ours) / statistics.median(peer):.2f}"


class Caller:
    """The least SIP caller: one UDP socket, one RTP socket; answers nothing it need not."""

    def __init__(self):
        self.sip = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sip.bind(("127.0.0.1", 0))
        self.rtp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.rtp.bind(("127.0.0.1", 0))
        self.port = self.sip.getsockname()[1]
        self.number = 0

    def request(self, method, target, call, cseq=1, to="", branch=None, sdp=False):
        body = ""
        if sdp:
            body = (f"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                    f"m=audio {self.rtp.getsockname()[1]} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n")
        branch = branch or f"z9hG4bK{call}{method}"
        kind = "Content-Type: application/sdp\r\n" if sdp else ""
        return (f"{method} {target} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{self.port};rport;branch={branch}\r\n"
                f"Max-Forwards: 70\r\nFrom: <sip:bench@127.0.0.1>;tag=b{call}\r\nTo: <{target}>{to}\r\n"
                f"Call-ID: bench-{call}-{self.port}\r\nCSeq: {cseq} {method}\r\n"
                f"Contact: <sip:bench@127.0.0.1:{self.port}>\r\n{kind}Content-Length: {len(body)}\r\n\r\n{body}").encode()

    def wait(self, call, wanted, limit=5):
        end = time.monotonic() + limit
        while True:
            ready, _, _ = select.select([self.sip], [], [], max(0, end - time.monotonic()))
            if not ready:
                raise harness.Failure(f"no {wanted} for call {call}")
            data = self.sip.recv(65536).decode(errors="replace")
            now = time.monotonic()
            if f"bench-{call}-" in data and data.startswith(f"SIP/2.0 {wanted}"):
                return now, data

    def ring(self, target, port):
        """Milliseconds from INVITE to 180; the call is cancelled again."""
        self.number += 1
        call = self.number
        branch = f"z9hG4bK{call}INVITE"
        start = time.monotonic()
        self.sip.sendto(self.request("INVITE", target, call, sdp=True), ("127.0.0.1", port))
        rang, _ = self.wait(call, 180)
        self.sip.sendto(self.request("CANCEL", target, call, branch=branch), ("127.0.0.1", port))
        _, data = self.wait(call, 487)
        tag = re.search(r"(?im)^To:.*?(;tag=\S+)", data)[1]
        self.sip.sendto(self.request("ACK", target, call, to=tag, branch=branch), ("127.0.0.1", port))
        return (rang - start) * 1000

    def first_packet(self, target, port):
        """Milliseconds from the 200 to the first RTP packet; the call is ended again."""
        self.number += 1
        call = self.number
        while select.select([self.rtp], [], [], 0)[0]:
            self.rtp.recv(2048)
        self.sip.sendto(self.request("INVITE", target, call, sdp=True), ("127.0.0.1", port))
        answered, data = self.wait(call, 200, 10)
        tag = re.search(r"(?im)^To:.*?(;tag=\S+)", data)[1]
        contact = re.search(r"(?im)^(?:Contact|m):.*?<(.*?)>", data)[1]
        self.sip.sendto(self.request("ACK", contact, call, to=tag, branch=f"z9hG4bK{call}ACK"), ("127.0.0.1", port))
        if not select.select([self.rtp], [], [], 5)[0]:
            raise harness.Failure("no RTP packet within 5 s of the 200")
        heard = time.monotonic()
        self.sip.sendto(self.request("BYE", contact, call, cseq=2, to=tag), ("127.0.0.1", port))
        self.wait(call, 200)
        return max(0.0, (heard - answered) * 1000)


def direct_ringback(*arguments):
    process = harness.Ringback("answer", "--bind", "127.0.0.1", "--port", "5090", *arguments)
    process.event("ready")
    return process


def bench_ring():
    """INVITE in → 180 out, ms"""
    caller = Caller()
    ringback = direct_ringback("--never-answer")
    baresip = harness.Baresip("bob", 5070, register=False)
    ours, theirs = [], []
    for turn in range(63):
        for times, target, port in ((ours, "sip:alice@127.0.0.1:5090", 5090), (theirs, "sip:bob@127.0.0.1:5070", 5070)):
            time_passes(0.1)  # a phone at rest, its last call cleared away
            took = caller.ring(target, port)
            if turn >= 3:
                times.append(took)
    row("INVITE in → 180 out", spread(ours, "ms"), spread(theirs, "ms"), ratio(ours, theirs))


def bench_first_packet():
    """200 → first RTP packet, ms"""
    caller = Caller()
    ringback = direct_ringback("--answer-after", "0.2", "--tone", "440")
    baresip = harness.Baresip("bob", 5070, register=False, answer="auto")
    ours, theirs = [], []
    for _ in range(8):
        ours.append(caller.first_packet("sip:alice@127.0.0.1:5090", 5090))
        theirs.append(caller.first_packet("sip:bob@127.0.0.1:5070", 5070))
    row("200 → first RTP packet", spread(ours, "ms"), spread(theirs, "ms"), ratio(ours, theirs))


def bench_start():
    """Process start → registered at Kamailio, ms; then PSS, wake-ups and CPU while idle"""
    harness.Kamailio()
    ours, theirs = [], []
    for _ in range(7):
        start = time.monotonic()
        process = harness.Ringback("answer", user="alice")
        process.event("ready")
        ours.append((time.monotonic() - start) * 1000)
        process.end()
        start = time.monotonic()
        process = harness.Baresip("bob", 5070)
        theirs.append((time.monotonic() - start) * 1000)
        process.end()
    row("start → registered", spread(ours, "ms"), spread(theirs, "ms"), "baresip with the bench's control connection")

    ringback = harness.Ringback("answer", user="alice")
    ringback.event("ready")
    baresip = harness.Baresip("bob", 5070)
    time_passes(3)
    ours, theirs = observe(ringback.child.pid, 30), observe(baresip.child.pid, 30)
    row("ringback-cli registered: PSS", f"{pss_mib(ringback.child.pid):.1f} MiB", f"{pss_mib(baresip.child.pid):.1f} MiB")
    row("ringback-cli registered: wake-ups", f"{ours[1]:.2f} /s", f"{theirs[1]:.2f} /s")
    row("ringback-cli registered: CPU", f"{ours[0]:.3f} %", f"{theirs[0]:.3f} %")


def bench_opus():
    """CPU of an Opus call between us and baresip, both ends in one run"""
    harness.Kamailio()
    baresip = harness.Baresip("bob", 5070, codec="opus/48000/2", answer="auto")
    ringback = harness.Ringback("call", "bob", "--tone", "700", user="alice")
    ringback.event("answered")
    time_passes(2)
    start = cpu_seconds(baresip.child.pid), time.monotonic()
    ours = observe(ringback.child.pid, 15)
    theirs = (cpu_seconds(baresip.child.pid) - start[0]) / (time.monotonic() - start[1]) * 100
    row("CPU of an Opus call", f"{ours[0]:.2f} %", f"{theirs:.2f} %", f"ratio {ours[0] / theirs:.2f}")
    row("wake-ups in an Opus call", f"{ours[1]:.0f} /s")


def bench_messages():
    """Messages/s through tap, trace and flow: SIPp floods OPTIONS at ringback-cli"""
    ringback = direct_ringback("--never-answer")
    cpu = cpu_seconds(ringback.child.pid)
    count = 20000
    path = harness.folder("options")
    with open(path + "/options.xml", "w") as file:
        file.write('<?xml version="1.0"?>\n<scenario name="options"><send retrans="500"><![CDATA[\n\n'
                   "OPTIONS sip:alice@[remote_ip]:[remote_port] SIP/2.0\n"
                   "Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]\nMax-Forwards: 70\n"
                   "From: <sip:sipp@[local_ip]>;tag=[call_number]\nTo: <sip:alice@[remote_ip]>\n"
                   "Call-ID: [call_id]\nCSeq: 1 OPTIONS\nContact: <sip:sipp@[local_ip]:[local_port]>\n"
                   'Content-Length: 0\n\n]]></send><recv response="200"/></scenario>\n')
    start = time.monotonic()
    subprocess.run(["sipp", "-sf", path + "/options.xml", "-i", "127.0.0.1", "-p", "5099", "-m", str(count),
                    "-r", "4000", "-l", "2000", "-nostdin", "127.0.0.1:5090"], cwd=path, check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)
    took = time.monotonic() - start
    used = cpu_seconds(ringback.child.pid) - cpu
    row("SIP stack, tap, trace and flow, live", f"{2 * count / took:.0f} messages/s", "",
        f"{used / (2 * count) * 1e6:.1f} µs CPU a message")
    result = subprocess.run([BUILD + "/tests/bench/bench-trace"], capture_output=True, text=True, check=True, timeout=120)
    for line in result.stdout.splitlines():
        what, value, note = line.split("\t")
        row(what, value, "", note)


def inspect_once(count, path):
    """Seconds of the processor that ringback-cli takes for all, after rows beside its peers."""
    cli = [os.environ["RINGBACK_CLI"], "inspect", "--to", "summary", path]
    Run(cli)  # the file comes into the page cache
    ours = [Run(cli) for _ in range(3)]
    peers = {"tshark -T fields": ["tshark", "-r", path, "-Y", "sip", "-T", "fields", "-e", "sip.Call-ID"],
             "tshark -z sip,stat": ["tshark", "-r", path, "-q", "-z", "sip,stat"],
             "sngrep -N": ["sngrep", "-F", "-N", "-q", "-l", str(count), "-I", path]}
    seconds = [run.seconds for run in ours]
    bytes_each = [run.anonymous * 1048576 / count for run in ours]
    cpu = statistics.median(run.cpu for run in ours)
    row(f"inspect {count}: everything", spread(seconds, "s"), "",
        f"processor {cpu:.2f} s, {cpu / count * 1e6:.2f} µs a message; {ours[0].lines} calls")
    for name, argv in peers.items():
        peer = Run(argv)
        row(f"inspect {count}: against {name}", f"{statistics.median(seconds):.2f} s", f"{peer.seconds:.2f} s",
            f"{peer.seconds / statistics.median(seconds):.1f} times as fast, {peer.cpu / cpu:.1f} by processor time; "
            f"it takes {peer.anonymous:.0f} MiB")
    row(f"inspect {count}: memory beside the mapped file", f"{max(run.anonymous for run in ours):.1f} MiB", "",
        f"{max(bytes_each):.0f} B a message; of the file {max(run.mapped for run in ours):.0f} MiB")
    return cpu


def bench_inspect():
    """The inspector on generated captures of ten thousand to a million messages, and its peers"""
    path = harness.folder("inspect") + "/calls.pcap"
    times = {}
    for count in (10000, 100000, 1000000):
        subprocess.run([BUILD + "/tests/bench/bench-capture", str(count), path], check=True, timeout=120)
        times[count] = inspect_once(count, path)
        opened = subprocess.run([BUILD + "/tests/bench/bench-open", path], capture_output=True, text=True, check=True,
                                timeout=300).stdout.split()
        row(f"inspect {count}: opened as the window does", f"{float(opened[0]) * 1000:.1f} ms", "",
            f"until the first rows; all in {float(opened[1]):.2f} s, no turn over {float(opened[2]) * 1000:.0f} ms")
        os.unlink(path)
    row("inspect: a message of 1000000 against one of 100000", f"{times[1000000] / times[100000] / 10:.2f} times", "",
        "of processor time; 1.00 is linear")


def in_a_desktop(script, *arguments):
    """Rows of a script that brings its own desktop."""
    result = subprocess.run(["/usr/bin/python3", os.path.join(HERE, script), BUILD, *arguments],
                            capture_output=True, text=True, timeout=600)
    if result.returncode != 0:
        raise harness.Failure(result.stdout + result.stderr)
    for line in result.stdout.splitlines():
        if "\t" in line:
            what, value, note = line.split("\t")
            row(what, value, "", note)


def bench_window():
    """The window under Xvfb: first frame, PSS and wake-ups registered at the practice network"""
    in_a_desktop("bench_window.py")


def bench_notification():
    """INVITE in → notification of the desktop"""
    in_a_desktop("bench_notification.py")


def bench_memory():
    """The registered window after 1000 calls: what they leave"""
    for kind in "missed", "answered":
        in_a_desktop("bench_memory.py", kind)


def bench_frames():
    """The signalling half under Xvfb: frame times with 100 000 rows and in a live flood (mean, 99 %, longest), and the
    phone in a flood with that half open and closed"""
    path = harness.folder("frames") + "/calls.pcap"
    subprocess.run([BUILD + "/tests/bench/bench-capture", "100000", path], check=True, timeout=120)
    in_a_desktop("bench_frames.py", path)
    os.unlink(path)


def bench_calls():
    """The Calls page with 100 000 calls, the Contacts page with 20 000 and 100 000 people: a key of a search and a frame of
    scrolling, of the main thread and by the clock (median, 99 %, longest); import and matching of people; first frame and
    memory against none"""
    in_a_desktop("bench_calls.py")


BENCHES = {"ring": bench_ring, "first-packet": bench_first_packet, "start": bench_start, "opus": bench_opus,
           "messages": bench_messages, "inspect": bench_inspect, "window": bench_window, "notification": bench_notification,
           "memory": bench_memory, "frames": bench_frames, "calls": bench_calls}


def main():
    unknown = [name for name in NAMES if name not in BENCHES]
    if unknown:
        print(f"bench: there is no {unknown[0]}; there are: {' '.join(BENCHES)}", file=sys.stderr)
        return 2
    print(f"{'':52} {'Ringback':>22} {'baresip or other':>22}")
    for name, bench in BENCHES.items():
        if NAMES and name not in NAMES:
            continue
        try:
            bench()
        finally:
            harness.Process.end_all()
    return 0


sys.exit(main())
