#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records the captures in tests/data/recorded and writes the truth about each beside it.

Usage: in-namespace record-captures.py [DIRECTORY] [SCENARIO…]

Scripted phones call each other through Kamailio, and SIPp calls SIPp, while tcpdump records. The truth has two sources,
none of them our own reading: what the scenario did (calls, and how each ended), and
what tshark reads (messages, addresses). A message is a retransmission when the same bytes went the
same way before. Needs root in a network namespace of its own, kamailio, sipp, tcpdump and tshark; what
is recorded differs in times and tags from run to run, so the files are kept in the tree.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

from recorder import truth  # noqa: E402
from recorder.phone import Phone  # noqa: E402
from recorder.scenarios import SCENARIOS  # noqa: E402

ALICE, BOB, SECOND, CAROL = '192.0.2.10', '198.51.100.20', '198.51.100.30', '203.0.113.40'
ADDRESSES = ['192.0.2.1', ALICE, BOB, SECOND, CAROL, '198.51.100.99', '2001:db8::1', '2001:db8::10', '2001:db8::20']
VIEWS = {'caller': [ALICE, '2001:db8::10'], 'callee': [BOB, '2001:db8::20']}


class Lab:
    def __init__(self):
        self.phones = []

    def phone(self, *arguments, **options):
        self.phones.append(Phone(*arguments, **options))
        return self.phones[-1]

    def alice(self, **options):
        return self.phone('alice', ALICE, **options)

    def bob(self, **options):
        return self.phone('bob', BOB, **options)

    def second_bob(self):
        return self.phone('bob', SECOND)

    def carol(self):
        return self.phone('carol', CAROL)


def start(command, ready):
    """A program, once it has said that it is ready."""
    child = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    for line in child.stderr:
        if ready in line:
            return child
    raise SystemExit(f'{command[0]} does not start')


def stop(tcpdump):
    tcpdump.send_signal(signal.SIGINT)
    said = tcpdump.stderr.read()
    tcpdump.wait(10)
    if not re.search(r'^0 packets dropped by kernel', said, re.MULTILINE):
        raise SystemExit(f'tcpdump lost packets: run it again on a quiet machine\n{said}')


def wait_for_listener(kamailio):
    """Kamailio does not say when it listens; it may also end without."""
    limit = time.monotonic() + 15
    while not subprocess.run(['ss', '-Hltn', 'sport = :5060'], capture_output=True).stdout:
        if kamailio.poll() is not None or time.monotonic() > limit:
            raise SystemExit('kamailio does not listen on port 5060')
        time.sleep(0.05)


def record(name, directory):
    with tempfile.TemporaryDirectory() as work:
        os.chmod(work, 0o777)
        kamailio = subprocess.Popen(['kamailio', '-f', f'{HERE}/recorder/kamailio.cfg', '-DD', '-E', '-M', '8', '-m', '64',
                                     '-w', work, '-Y', work, '-P', f'{work}/pid'], stderr=subprocess.DEVNULL)
        wait_for_listener(kamailio)
        path = f'{work}/{name}.pcap'
        tcpdump = start(['tcpdump', '-i', 'lo', '-U', '-n', '--immediate-mode', '-B', '16384', '-w', path,
                         'udp or tcp or icmp or icmp6'], 'listening on')
        lab = Lab()
        try:
            verdicts = SCENARIOS[name](lab)
            time.sleep(0.2)  # what Kamailio still has to say belongs to the capture; nothing tells when it is silent
        finally:
            for phone in lab.phones:
                phone.close()
            time.sleep(0.1)  # tcpdump reads the last packets from its buffer
            stop(tcpdump)
            kamailio.terminate()
            kamailio.wait(10)

        views = {'full': path}
        for view, addresses in VIEWS.items():
            views[view] = f'{work}/{name}.{view}.pcap'
            hosts = ' or '.join(f'host {address}' for address in addresses)
            subprocess.run(['tcpdump', '-r', path, '-w', views[view], hosts], check=True, capture_output=True)

        full = truth.read_messages(path)
        for view, capture in views.items():
            known = truth.tell(capture, view, SCENARIOS[name], verdicts)
            if not known['messages'] or (view != 'full' and len(known['messages']) == len(full)):
                continue  # a view in which there is nothing, or everything
            shutil.copy(capture, os.path.join(directory, os.path.basename(capture)))
            with open(os.path.join(directory, os.path.basename(capture)[:-5] + '.json'), 'w', encoding='utf-8') as file:
                file.write(truth.to_text(known))
        print(f'{name}: {len(full)} messages')


def main():
    arguments = sys.argv[1:]
    directory = arguments.pop(0) if arguments and arguments[0] not in SCENARIOS else f'{HERE}/recorded'
    os.makedirs(directory, exist_ok=True)
    for address in ADDRESSES:
        subprocess.run(['ip', 'address', 'replace', address + ('/128' if ':' in address else '/32'), 'dev', 'lo'], check=True)
    for name in arguments or SCENARIOS:
        record(name, directory)


if __name__ == '__main__':
    main()
