# SPDX-License-Identifier: GPL-3.0-or-later
"""What `ringback-cli inspect` writes as pcapng and as Exported PDU is read by tshark and by sngrep with
the same messages: every capture of tests/data, hidden and not."""

import glob
import json
import os
import subprocess

from harness import CLI, HERE, WORK, check, run

DATA = os.path.join(HERE, "..", "data")
PATHS = sorted(path for folder in ("captures", "recorded") for path in glob.glob(f"{DATA}/{folder}/*.pcap*")
               if ".caller." not in path and ".callee." not in path)


def inspect(paths, *options):
    """stdout; a damaged capture is told on stderr and by the exit code, and read up to the damage."""
    result = subprocess.run([CLI, "inspect", *paths, *options], capture_output=True, text=True, timeout=120)
    check(result.returncode in (0, 1), f"{options}: {result.returncode}: {result.stderr}")
    return result.stdout


def list_messages(paths, *options):
    """For each file (Call-ID, CSeq, method or status) of its SIP messages, in order; and the ports of streams."""
    for line in inspect(paths, "--to", "json", *options).splitlines():
        messages = sorted(((message["no"], call["call_id"], message) for call in json.loads(line)["calls"]
                           for message in call["messages"]), key=lambda found: found[0])
        ports = {message[end].rsplit(":", 1)[1] for _, _, message in messages for end in ("src", "dst")
                 if message["transport"] != "UDP" and message[end] != "?"}
        yield [(call_id, message["cseq"], message.get("method") or str(message["status"]))
               for _, call_id, message in messages], ports


def list_by_tshark(path, ports):
    fields = ["sip.Call-ID", "sip.CSeq", "sip.Method", "sip.Status-Code"]
    decode = [option for port in ports for option in ("-d", f"tcp.port=={port},sip")]
    out = subprocess.run(["tshark", "-n", "-r", path, *decode, "-Y", "sip.CSeq", "-T", "fields", "-E", "occurrence=f",
                          *[option for field in fields for option in ("-e", field)]],
                         capture_output=True, text=True, timeout=120, check=True).stdout
    rows = [line.split("\t") for line in out.splitlines()]
    return [(row[0], row[1], row[3] or row[2]) for row in rows]


def export(paths, form, *options):
    written = f"{WORK}/written.pcapng"
    inspect(paths, "--to", form, "--out", written, *options)
    return written


def check_equal(paths, found, expected):
    check(found == expected, f"{paths[:2]}: read {len(found)}, wrote {len(expected)}: "
                             f"{[pair for pair in zip(found, expected) if pair[0] != pair[1]][:3]}")
    return len(found)


def check_tshark(form, *options):
    """Files without streams are written one behind the other; streams that use the same ports would be one to tshark."""
    listed = list(zip(PATHS, list_messages(PATHS, *options)))
    alone = [(path, messages, ports) for path, (messages, ports) in listed if ports and form == "pcapng"]
    together = [(path, messages) for path, (messages, ports) in listed if not ports or form != "pcapng"]
    compared = 0
    for path, messages, ports in alone:
        compared += check_equal([path], list_by_tshark(export([path], form, *options), ports), messages)
    paths = [path for path, _ in together]
    compared += check_equal(paths, list_by_tshark(export(paths, form, *options), []),
                            [message for _, messages in together for message in messages])
    check(compared > 500, f"only {compared} messages were compared")


def tshark_reads_pcapng():
    check_tshark("pcapng")


def tshark_reads_exported_pdus():
    check_tshark("exported-pdu")


def tshark_reads_what_is_hidden():
    check_tshark("exported-pdu", "--hide-private")


def without_late_dialogs(messages):
    """sngrep keeps no dialog that it did not see begin with a request."""
    first = {}
    for call_id, _, what in messages:
        first.setdefault(call_id, what)
    return [message for message in messages if not first[message[0]].isdigit()]


def sngrep_reads_pcapng():
    compared = 0
    saved = f"{WORK}/sngrep.pcap"
    for path, (messages, _) in zip(PATHS, list_messages(PATHS)):
        if os.path.exists(saved):
            os.unlink(saved)
        subprocess.run(["sngrep", "-N", "-q", "-I", export([path], "pcapng"), "-O", saved], capture_output=True,
                       timeout=60, check=True, env={**os.environ, "TERM": "xterm"}, stdin=subprocess.DEVNULL)
        (found, _), = list_messages([saved])
        compared += check_equal([path], sorted(found), sorted(without_late_dialogs(messages)))
    check(compared > 500, f"only {compared} messages were compared")


run([tshark_reads_pcapng, tshark_reads_exported_pdus, tshark_reads_what_is_hidden, sngrep_reads_pcapng])
