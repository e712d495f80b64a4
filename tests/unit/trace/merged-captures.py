#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The caller's and the callee's view of each call in tests/data/recorded, merged, against the capture
that saw both ends: the same messages in the same order, and the same ladder when nothing is missing.

Usage: merged-captures.py RINGBACK-CLI FOLDER
"""

import collections
import glob
import json
import os
import subprocess
import sys


def inspect(program, form, *arguments):
    return subprocess.run([program, 'inspect', '--to', form, *arguments], check=True, capture_output=True,
                          text=True).stdout


def list_messages(capture):
    return {call['call_id']: [(m['src'], m['dst'], m['cseq'], m.get('method', m.get('status'))) for m in call['messages']]
            for call in json.loads(capture)['calls']}


def only(messages, wanted):
    left = collections.Counter(wanted)
    for message in messages:
        if left[message] > 0:
            left[message] -= 1
            yield message


def check(program, caller):
    """What differs, in words."""
    full = caller.replace('.caller.pcap', '.pcap')
    views = ('--merge', caller.replace('.caller.pcap', '.callee.pcap'), caller)
    expected = list_messages(inspect(program, 'json', full))
    found = list_messages(inspect(program, 'json', *views))
    for call_id, messages in found.items():
        if messages != list(only(expected[call_id], messages)):
            yield f'order of {call_id}: {messages}'
    if found == expected and inspect(program, 'ladder', *views) != inspect(program, 'ladder', full):
        yield 'ladder'


def main():
    program, folder = sys.argv[1:]
    callers = [path for path in sorted(glob.glob(os.path.join(folder, '*.caller.pcap')))
               if os.path.exists(path.replace('.caller.pcap', '.callee.pcap'))]
    print(f'1..{len(callers)}')
    for number, path in enumerate(callers, 1):
        wrong = list(check(program, path))
        print('not ok' if wrong else 'ok', number, os.path.basename(path))
        for line in wrong:
            print('#', line)
    sys.exit(0 if callers else 1)


if __name__ == '__main__':
    main()
