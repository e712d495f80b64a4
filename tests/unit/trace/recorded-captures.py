#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every capture in tests/data/recorded against the truth beside it: messages and their addresses,
retransmissions, calls and registrations, and how each call ended.

Usage: recorded-captures.py RINGBACK-CLI LIST-MESSAGES FOLDER
"""

import json
import os
import subprocess
import sys


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def check_messages(program, path, truth):
    """In the order of the file, whatever they belong to."""
    expected = [[m['src'], m['dst'], m['transport'], str(m.get('status') or m['method']), m['cseq'], m['call_id']]
                for m in truth['messages']]
    found = [line.split('\t') for line in run(program, path).splitlines()[1:]]
    yield 'messages', expected, [m[2:] for m in found]
    yield 'times', [m['wall'] for m in truth['messages']], [int(m[1]) / 1e6 for m in found]


def check_calls(found, truth):
    calls = {call['call_id']: call for call in found['calls']}
    yield 'number of flows', len(truth['flows']), len(found['calls'])
    for flow in truth['flows']:
        call_id = flow['call_id']
        call = calls.get(call_id)
        if call is None:
            yield f'a flow {call_id}', True, False
            continue
        yield f'kind of {call_id}', flow['kind'], call['kind']
        yield f'messages of {call_id}', flow['messages'], len(call['messages'])
        for key, value in flow.get('verdict', {'kind': 'none'}).items():
            yield f'verdict of {call_id}: {key}', value, call['verdict'][key]
    again = {m['no']: m['retransmission_of'] is not None for call in found['calls'] for m in call['messages']}
    yield ('retransmissions', [n for n, m in enumerate(truth['messages'], 1) if m['retransmission']],
           sorted(n for n, is_again in again.items() if is_again))


def main():
    cli, program, folder = sys.argv[1:]
    names = sorted(name for name in os.listdir(folder) if name.endswith('.pcap'))
    print(f'1..{len(names) + 1}')
    for number, name in enumerate(names, 1):
        path = os.path.join(folder, name)
        with open(path[:-5] + '.json', encoding='utf-8') as file:
            truth = json.load(file)
        checks = [*check_messages(program, path, truth),
                  *check_calls(json.loads(run(cli, 'inspect', '--json', path)), truth)]
        wrong = [f'{what}: {found}, but in truth {expected}' for what, expected, found in checks if found != expected]
        print('not ok' if wrong else 'ok', number, name, flush=True)
        for line in wrong:
            print('#', line)
            print(f'{name}: {line}', file=sys.stderr)
    print('ok' if len(names) > 50 else 'not ok', len(names) + 1, 'the recorded captures are there')


main()
