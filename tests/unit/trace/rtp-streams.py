#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The RTP streams of the captures in tests/data/rtp are what make-rtp-captures.py put there, and
what tshark counts.

Usage: rtp-streams.py READ-RTP-STREAMS TESTS-DATA-DIRECTORY
"""

import filecmp
import json
import os
import re
import subprocess
import sys
import tempfile


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def differences(truth, found, path=''):
    """What the truth says otherwise than what was found; found may say more."""
    for key, value in truth.items():
        if isinstance(value, dict):
            yield from differences(value, found[key], f'{path}{key}.')
        elif key == 'digits':
            if len(value) != len(found[key]):
                yield f'{path}{key}: {value} {found[key]}'
            for i, (a, b) in enumerate(zip(value, found[key])):
                yield from differences(a, b, f'{path}{key}[{i}].')
        elif key == 'rate':
            if found['payloads'][0]['clock_rate'] != value:
                yield f'{path}{key}: {value} {found["payloads"]}'
        elif isinstance(value, float) or isinstance(found[key], float):
            if abs(value - found[key]) > 0.0011:
                yield f'{path}{key}: {value} {found[key]}'
        elif value != found[key]:
            yield f'{path}{key}: {value} {found[key]}'


def tshark_streams(path):
    """tshark's table: SSRC → columns. It wants to be told what RTP is where no SDP says it."""
    out = run('tshark', '-n', '-q', '-o', 'rtp.heuristic_rtp:TRUE', '--enable-heuristic', 'rtp_udp', '-r', path,
              '-z', 'rtp,streams')
    rows = {}
    for line in out.splitlines():
        columns = re.search(r'(0x[0-9a-fA-F]{8})\s+(.*?)\s+(\d+)\s+(-?\d+) \(-?[\d.]+%\)\s+' + r'([\d.]+)\s*' * 6, line)
        if columns:
            ssrc, codec, packets, lost, *times = columns.groups()
            rows[ssrc.lower()] = {'packets': int(packets), 'lost': int(lost), 'max_delta': float(times[2]),
                                  'mean_jitter': float(times[4]), 'max_jitter': float(times[5])}
    return rows


def against_tshark(found, rows):
    for stream in found:
        row = rows.get(stream['ssrc'])
        if row is None:
            yield f'tshark misses {stream["ssrc"]}'
            continue
        if row['packets'] != stream['packets']:
            yield f'{stream["ssrc"]} packets: {row} {stream["packets"]}'
        # RFC 3550 A.3 takes duplicates off the losses, and so does tshark; we count them apart.
        if row['lost'] != stream['lost'] - stream['duplicates']:
            yield f'{stream["ssrc"]} lost: {row} {stream["lost"]}'
        # It begins its jitter anew from the repeated timestamps of key presses, and leaves out
        # their times; duplicates count for it like any packet.
        if stream['digits'] or stream['duplicates']:
            continue
        # Without SDP it knows no clock of a dynamic type.
        if not stream['codec']:
            continue
        if abs(row['max_delta'] - stream['max_delta_ms']) > 0.0011:
            yield f'{stream["ssrc"]} delta: {row} {stream["max_delta_ms"]}'
        if abs(row['max_jitter'] - stream['max_jitter_ms']) > 0.0011:
            yield f'{stream["ssrc"]} max jitter: {row} {stream["max_jitter_ms"]}'
        if abs(row['mean_jitter'] - stream['mean_jitter_ms']) > 0.0011:
            yield f'{stream["ssrc"]} mean jitter: {row} {stream["mean_jitter_ms"]}'


def main():
    reader, data = sys.argv[1:]
    with open(f'{data}/rtp/streams.json', encoding='utf-8') as file:
        truth = json.load(file)
    results = []

    with tempfile.TemporaryDirectory() as directory:
        run(sys.executable, '-B', f'{data}/make-rtp-captures.py', directory)
        names = sorted(os.listdir(directory))
        _, different, missing = filecmp.cmpfiles(directory, f'{data}/rtp', names, shallow=False)
    results.append(('captures are as made', different + missing))

    for name, streams in truth.items():
        found = json.loads(run(reader, f'{data}/rtp/{name}'))
        wrong = [] if len(found) == len(streams) else [f'{len(found)} streams instead of {len(streams)}']
        for a, b in zip(streams, found):
            wrong += [f'{a["ssrc"]} {line}' for line in differences(a, b)]
        results.append((f'{name} is counted right', wrong))
        results.append((f'{name} is counted as by tshark', list(against_tshark(found, tshark_streams(f'{data}/rtp/{name}')))))

    print(f'1..{len(results)}')
    for number, (what, wrong) in enumerate(results, 1):
        print('not ok' if wrong else 'ok', number, what)
        for line in wrong:
            print('#', line, file=sys.stderr)


main()
