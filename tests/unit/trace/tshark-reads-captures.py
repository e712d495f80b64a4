#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tshark and tcpdump read what the writer writes: same count, addresses, ports and methods.

Usage: tshark-reads-captures.py WRITE-SAMPLE-CAPTURE
"""

import json
import subprocess
import sys
import tempfile

FIELDS = ['ip.src', 'ip.dst', 'ipv6.src', 'ipv6.dst', 'udp.srcport', 'udp.dstport', 'tcp.srcport', 'tcp.dstport',
          'sip.Method', 'sip.CSeq']


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def tshark(path, display_filter, fields):
    out = run('tshark', '-n', '-r', path, '-Y', display_filter, '-T', 'fields', *(f'-e{f}' for f in fields))
    return [dict(zip(fields, line.split('\t'))) for line in out.splitlines()]


def main():
    with tempfile.TemporaryDirectory() as directory:
        path = f'{directory}/sample.pcapng'
        own = json.loads(run(sys.argv[1], path))
        expected = sorted((m for call in own['calls'] for m in call['messages']), key=lambda m: m['no'])
        seen = tshark(path, 'sip', FIELDS)
        bad = tshark(path, 'ip.checksum.status == "Bad" || udp.checksum.status == "Bad" || tcp.checksum.status == "Bad" '
                     '|| tcp.analysis.flags || _ws.malformed', ['frame.number', '_ws.col.Info'])
        with_checks = run('tshark', '-n', '-r', path, '-o', 'ip.check_checksum:TRUE', '-o', 'udp.check_checksum:TRUE', '-o',
                          'tcp.check_checksum:TRUE', '-Y', 'ip.checksum.status == 0 || udp.checksum.status == 0 || '
                          'tcp.checksum.status == 0')
        packets = run('tcpdump', '-n', '-r', path).splitlines()

    print('1..4')
    print('ok' if len(seen) == len(expected) == own['messages'] else 'not ok', f'1 tshark sees {len(expected)} messages')
    same = all(
        f"{s['ip.src'] or s['ipv6.src']} {s['udp.srcport'] or s['tcp.srcport']}" ==
        ' '.join(m['src'].replace('[', '').replace(']', '').rsplit(':', 1)) and
        f"{s['ip.dst'] or s['ipv6.dst']} {s['udp.dstport'] or s['tcp.dstport']}" ==
        ' '.join(m['dst'].replace('[', '').replace(']', '').rsplit(':', 1)) and
        s['sip.Method'] == m['method'] and s['sip.CSeq'] == m['cseq'] for s, m in zip(seen, expected))
    print('ok' if same else 'not ok', '2 with the same addresses, ports and methods')
    print('ok' if not bad and not with_checks else 'not ok', f'3 and finds every checksum and sequence number right {bad}')
    print('ok' if len(packets) >= len(expected) else 'not ok', '4 tcpdump reads the file, too')


main()
