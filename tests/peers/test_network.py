#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The network changes under a registered phone: another address, another route, a call up meanwhile. Kamailio is in a
network namespace of its own at the other end of a cable (veth); what arrives there tells."""

import json
import os
import signal
import subprocess

from harness import HERE, Baresip, Process, Ringback, check, folder, make_certificates, run

SERVER = "10.9.0.1"
FIRST, SECOND = "10.9.0.2", "10.9.0.3"


def ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


class Far(Process):
    """A command at the other end of the cable."""

    def __init__(self, name, cable, *command):
        super().__init__(name, ["nsenter", f"--net=/proc/{cable.child.pid}/ns/net", *command])


def lay_cable():
    cable = Process("cable", ["unshare", "--net", "sh", "-c", "echo ready; exec sleep 600"])
    cable.wait_for(lambda line: line == "ready", what="the far namespace")
    subprocess.run(["ip", "link", "del", "near"], capture_output=True)
    ip("link", "add", "near", "type", "veth", "peer", "name", "far", "netns", str(cable.child.pid))
    ip("addr", "add", FIRST + "/24", "dev", "near")
    ip("link", "set", "near", "up")
    for words in (["addr", "add", SERVER + "/24", "dev", "far"], ["link", "set", "far", "up"], ["link", "set", "lo", "up"]):
        subprocess.run(["nsenter", f"--net=/proc/{cable.child.pid}/ns/net", "ip", *words], check=True)
    return cable


def start_registrar(cable):
    """Kamailio, and what arrives at it, a line a request."""
    path = folder("kamailio")
    with open(os.path.join(HERE, "kamailio.cfg")) as source, open(path + "/kamailio.cfg", "w") as target:
        target.write(source.read().replace("@DIR@", make_certificates()).replace("127.0.0.1", SERVER))
    seen = Far("tshark", cable, "tshark", "-i", "far", "-l", "-n", "-Y", "sip.Method", "-T", "fields", "-e", "ip.src",
               "-e", "sip.Method", "-e", "sip.contact.host", "-e", "sip.auth")
    seen.wait_for(lambda line: "Capturing on" in line, what="the start of the capture")
    server = Far("kamailio", cable, "kamailio", "-f", path + "/kamailio.cfg", "-DD", "-E", "-M", "8", "-m", "64", "-w",
                 path, "-Y", path, "-P", path + "/pid")
    subprocess.run(["nsenter", f"--net=/proc/{cable.child.pid}/ns/net", "/usr/bin/python3", "-c",
                    "import sys; sys.path.insert(0, sys.argv[1]); import harness, socket, time\n"
                    "for _ in range(750):\n"
                    "    try: socket.create_connection((sys.argv[2], 5060), 1).close(); break\n"
                    "    except OSError: time.sleep(0.02)", HERE, SERVER], check=True, timeout=30)
    return server, seen


def answerer(*options, user="bob"):
    environment_proxy = f"sip:{SERVER}:5060"
    return Ringback("answer", "--proxy", environment_proxy, *options, user=user, proxy=False)


def registered_from(seen, address, limit=15):
    seen.wait_for(lambda line: line.split("\t")[:3] == [address, "REGISTER", address] and "Digest" in line, limit,
                  f"REGISTER with credentials from {address}")


def move():
    ip("addr", "del", FIRST + "/24", "dev", "near")
    ip("addr", "add", SECOND + "/24", "dev", "near")


def another_address_is_registered_at_once():
    cable = lay_cable()
    _, seen = start_registrar(cable)
    bob = answerer()
    bob.event("ready")
    registered_from(seen, FIRST)
    move()
    registered_from(seen, SECOND)


def another_route_is_registered_at_once():
    """Both addresses stay; the kernel now prefers the other for the way to the server."""
    cable = lay_cable()
    _, seen = start_registrar(cable)
    bob = answerer()
    bob.event("ready")
    registered_from(seen, FIRST)
    ip("addr", "add", SECOND + "/24", "dev", "near")
    ip("route", "replace", SERVER + "/32", "dev", "near", "src", SECOND)
    registered_from(seen, SECOND)


def a_cable_that_is_plugged_in_again_is_noticed():
    cable = lay_cable()
    _, seen = start_registrar(cable)
    bob = answerer()
    bob.event("ready")
    registered_from(seen, FIRST)
    ip("addr", "del", FIRST + "/24", "dev", "near")
    ip("link", "set", "near", "down")
    ip("link", "set", "near", "up")
    ip("addr", "add", SECOND + "/24", "dev", "near")
    registered_from(seen, SECOND)


def a_call_goes_on_while_the_new_address_registers():
    cable = lay_cable()
    _, seen = start_registrar(cable)
    bob = answerer("--count", "1")
    bob.event("ready")
    registered_from(seen, FIRST)
    environment = dict(os.environ, TEST_PASSWORD="alice-secret")
    caller = Process("caller", ["nsenter", f"--net=/proc/{cable.child.pid}/ns/net", "env", "TEST_PASSWORD=alice-secret",
                                os.environ["RINGBACK_CLI"], "call", "--json", "--user", "alice", "--domain", "lab.test",
                                "--password-env", "TEST_PASSWORD", "--proxy", f"sip:{SERVER}:5060", "bob",
                                "--hang-up-after", "6"], env=environment)
    bob.event("answered")
    # Both addresses stay, so the call can; new requests leave from the other one.
    ip("addr", "add", SECOND + "/24", "dev", "near")
    ip("route", "replace", SERVER + "/32", "dev", "near", "src", SECOND)
    registered_from(seen, SECOND, 5)
    check("ended" not in "\n".join(line for line in bob.lines if line), "the call did not survive:\n" + bob.log())
    ended = bob.ended()
    check(ended["verdict"] == "answered", ended)
    check(caller.wait() == 0, caller.log())


def caller_at_the_far_end(cable, *options):
    return Process("caller", ["nsenter", f"--net=/proc/{cable.child.pid}/ns/net", "env", "TEST_PASSWORD=alice-secret",
                              os.environ["RINGBACK_CLI"], "call", "--json", "--user", "alice", "--domain", "lab.test",
                              "--password-env", "TEST_PASSWORD", "--proxy", f"sip:{SERVER}:5060", "bob", *options])


def events(process, kind):
    """A child may write to both of its outputs; only its events are JSON."""
    found = [json.loads(line) for line in process.lines if line and line.startswith("{")]
    return [event for event in found if event["event"] == kind]


def received(process):
    return max((event["packets_received"] for event in events(process, "statistics")), default=0)


def hears(process, packets=120):
    """As many packets more as there were when it was asked."""
    wanted = received(process) + packets
    process.wait_for(lambda line: line.startswith("{") and json.loads(line).get("packets_received", 0) > wanted,
                     what=f"{packets} more packets")


def a_call_moves_to_the_new_address(*options):
    """The old one is gone, so nothing but a new offer from the new one (RFC 3261 14) lets them talk on."""
    cable = lay_cable()
    _, seen = start_registrar(cable)
    bob = answerer("--count", "1", "--tone", "700", "--expect-tone", "440", *options)
    bob.event("ready")
    registered_from(seen, FIRST)
    caller = caller_at_the_far_end(cable, "--tone", "440", "--expect-tone", "700", *options)
    bob.event("answered")
    hears(bob, 40)
    move()
    seen.wait_for(lambda line: line.split("\t")[:3] == [SECOND, "INVITE", SECOND], what="an offer from the new address")
    hears(bob)
    hears(caller)
    caller.child.send_signal(signal.SIGINT)  # its BYE comes to the new address
    for side in (bob, caller):
        side.wait_for(lambda line: '"ended"' in line, what="its end")
        ended = events(side, "ended")[0]
        check(ended["verdict"] == "answered" and ended["tone_share"] > 0.9, ended)
    check(bob.wait() == 0, bob.log())
    caller.wait()


def a_call_with_baresip_moves_to_the_new_address():
    cable = lay_cable()
    _, seen = start_registrar(cable)
    bob = Baresip("bob", 5070, tone=700, answer="auto", host=SERVER,
                  inside=("nsenter", f"--net=/proc/{cable.child.pid}/ns/net"))
    alice = Ringback("call", "--proxy", f"sip:{SERVER}:5060", "bob", "--tone", "440", "--expect-tone", "700", user="alice",
                     proxy=False)
    bob.wait_event("CALL_ESTABLISHED")
    hears(alice, 40)
    move()
    seen.wait_for(lambda line: line.split("\t")[:3] == [SECOND, "INVITE", SECOND], what="an offer from the new address")
    hears(alice)
    alice.child.send_signal(signal.SIGINT)  # baresip itself would still send its BYE to the Contact of before
    bob.wait_for(lambda line: "terminated" in line, what="the end of the call")
    ended = alice.ended()
    check(ended["verdict"] == "answered" and ended["tone_share"] > 0.9, ended)
    alice.wait()
    bob.end()


def an_encrypted_call_moves_to_the_new_address():
    a_call_moves_to_the_new_address("--encryption", "required")


def a_call_that_found_its_way_by_ice_moves_to_the_new_address():
    a_call_moves_to_the_new_address("--ice")


run([another_address_is_registered_at_once, another_route_is_registered_at_once,
     a_cable_that_is_plugged_in_again_is_noticed, a_call_goes_on_while_the_new_address_registers, a_call_moves_to_the_new_address,
     a_call_with_baresip_moves_to_the_new_address, an_encrypted_call_moves_to_the_new_address,
     a_call_that_found_its_way_by_ice_moves_to_the_new_address])
