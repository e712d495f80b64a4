#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench_frames.py BUILD CAPTURE: frame times of the signalling half in a desktop of its own, then what a flood of 1000
messages a second does to the phone, with that half open and closed; for bench.py: "what<TAB>value<TAB>note" lines."""

import os
import re
import select
import socket
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.path.abspath(sys.argv[1])
CAPTURE = os.path.abspath(sys.argv[2])
sys.path[:0] = [HERE, os.path.join(HERE, "..", "window")]

import desktop  # noqa: E402
import measure  # noqa: E402

REQUESTS_PER_S = 500  # each with its response: 1000 messages
FLOOD_S = 10
TURNS = 3


def udp_port(pid):
    """The port on loopback the phone itself is bound to: not the practice network's 5062."""
    inodes = set()
    for name in os.listdir(f"/proc/{pid}/fd"):
        try:
            found = re.fullmatch(r"socket:\[(\d+)\]", os.readlink(f"/proc/{pid}/fd/{name}"))
        except OSError:
            continue
        if found:
            inodes.add(found[1])
    ports = set()
    with open("/proc/net/udp") as table:
        for line in table.readlines()[1:]:
            fields = line.split()
            if fields[9] in inodes:
                ports.add(int(fields[1].split(":")[1], 16))
    return ports


def answers(phone, port):
    """Does an OPTIONS to that port come back from a phone?"""
    phone.sendto(options(0, phone, port), ("127.0.0.1", port))
    return bool(select.select([phone], [], [], 0.3)[0]) and b"SIP/2.0 200" in phone.recv(65536)


def options(number, phone, port):
    own = phone.getsockname()[1]
    return (f"OPTIONS sip:bench@127.0.0.1:{port} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{own};rport;branch=z9hG4bKb{own}n{number}\r\n"
            f"Max-Forwards: 70\r\nFrom: <sip:bench@127.0.0.1>;tag=b{number}\r\nTo: <sip:bench@127.0.0.1:{port}>\r\n"
            f"Call-ID: bench-{own}-{number}\r\nCSeq: {number + 1} OPTIONS\r\nContact: <sip:bench@127.0.0.1:{own}>\r\n"
            "Content-Length: 0\r\n\r\n").encode()


def flood(phone, port, first):
    """Milliseconds from each request to its response."""
    sent, took = {}, []
    start = time.monotonic()
    number = first
    while True:
        now = time.monotonic()
        if now - start >= FLOOD_S + 1:
            return number, took
        if now - start < FLOOD_S and number - first < (now - start) * REQUESTS_PER_S:
            sent[number] = now
            phone.sendto(options(number, phone, port), ("127.0.0.1", port))
            number += 1
        while select.select([phone], [], [], 0.0005)[0]:
            found = re.search(rb"Call-ID: bench-\d+-(\d+)", phone.recv(65536))
            if found and int(found[1]) in sent:
                took.append((time.monotonic() - sent.pop(int(found[1]))) * 1000)


def flooded(where):
    os.environ["RINGBACK"] = BUILD + "/src/window/ringback"
    import story

    program = story.Program(where)
    program.join_practice_network()
    program.find("push button", "Ladder")
    phone = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    phone.bind(("127.0.0.1", 0))
    port = next(port for port in sorted(udp_port(program.process.pid), reverse=True) if answers(phone, port))
    times, shares, number = {"open": [], "closed": []}, {"open": [], "closed": []}, 1
    for turn in range(2 * TURNS):
        half = "open" if turn % 2 == 0 else "closed"
        cpu, start = measure.cpu_seconds(program.process.pid), time.monotonic()
        number, took = flood(phone, port, number)
        shares[half].append((measure.cpu_seconds(program.process.pid) - cpu) / (time.monotonic() - start) * 100)
        times[half] += took
        desktop.keys("F9")
        measure.time_passes(1)
    program.quit()
    for half, took in times.items():
        took.sort()
        print(f"flood of 1000 messages/s, signalling half {half}: answered after\t{statistics.median(took):.2f} ms\t"
              f"99 % within {took[int(len(took) * 0.99)]:.2f} ms, {len(took)} answers; {statistics.median(shares[half]):.0f} % of a core")


def main():
    with desktop.Desktop() as where:
        frames = where.start(BUILD + "/tests/bench/bench-frames", CAPTURE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                             text=True, env=dict(os.environ, GTK_A11Y="none"))
        for line in frames.stdout:
            print(line, end="", flush=True)
        if frames.wait(60) != 0:
            raise RuntimeError("bench-frames did not end well")
        flooded(where)


main()
