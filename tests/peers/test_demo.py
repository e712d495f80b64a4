#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`ringback-cli demo` places the five kinds of call, and tshark reads every file it wrote
as the program itself lists it."""

import json
import os
import subprocess

from harness import CLI, check, folder, run

FILES = {"no-answer": "no-answer", "rejected": "rejected", "cancelled": "cancelled", "answered": "answered",
         "busy": "busy"}
OUT = folder("demo")
RESULT = subprocess.run([CLI, "demo", "--json", "--out", OUT], capture_output=True, text=True, timeout=60)


def demo_sees_the_five_verdicts():
    check(RESULT.returncode == 0, RESULT.stdout[-3000:] + RESULT.stderr)
    objects = [json.loads(line) for line in RESULT.stdout.splitlines()]
    verdicts = {item["kind"]: item["verdict"]["kind"] for item in objects if "verdict" in item}
    check(verdicts == FILES, verdicts)


def every_call_was_challenged():
    for name in FILES:
        calls = inspect(name)
        statuses = [message.get("status") for message in calls[0]["messages"]]
        check(407 in statuses, f"{name}: {statuses}")


def inspect(name):
    result = subprocess.run([CLI, "inspect", f"{OUT}/{name}.pcapng", "--json"], capture_output=True, text=True,
                            timeout=20)
    check(result.returncode == 0, result.stderr)
    capture = json.loads(result.stdout)
    check(len(capture["calls"]) == 1, f"{name}: {len(capture['calls'])} calls")
    return capture["calls"]


def tshark_reads_the_same():
    for name in FILES:
        path = f"{OUT}/{name}.pcapng"
        fields = ["ip.src", "udp.srcport", "ip.dst", "udp.dstport", "sip.Method", "sip.Status-Code"]
        arguments = ["tshark", "-r", path, "-Y", "sip", "-T", "fields", "-d", "udp.port==1024-65535,sip"]
        for field in fields:
            arguments += ["-e", field]
        rows = [line.split("\t") for line in subprocess.run(arguments, capture_output=True, text=True, check=True,
                                                            timeout=60).stdout.splitlines()]
        ours = [[*message["src"].rsplit(":", 1), *message["dst"].rsplit(":", 1), message.get("method") or "",
                 str(message.get("status") or "")] for message in inspect(name)[0]["messages"]]
        check(rows == ours, f"{name}:\ntshark {rows}\nours   {ours}")


def the_report_of_people_reads_well():
    result = subprocess.run([CLI, "inspect", f"{OUT}/cancelled.pcapng", "--ladder"], capture_output=True, text=True,
                            timeout=20)
    check(result.returncode == 0, result.stderr)
    for words in ("INVITE", "407 Proxy Authentication Required", "180 Ringing", "CANCEL",
                  "487 Request Terminated", "ACK"):
        check(words in result.stdout, f"no {words} in\n{result.stdout}")


run([demo_sees_the_five_verdicts, every_call_was_challenged, tshark_reads_the_same, the_report_of_people_reads_well])
