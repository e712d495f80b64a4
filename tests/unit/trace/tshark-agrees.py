#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tshark finds the same SIP messages in the captures of tests/data, apart from what is known.

Usage: tshark-agrees.py CAPTURES-DIRECTORY

So the captures are what they claim to be, and the truth about them is not only ours.
"""

import collections
import concurrent.futures
import json
import subprocess
import sys

FIELDS = ['ip.src', 'ip.dst', 'ipv6.src', 'ipv6.dst', 'udp.srcport', 'tcp.srcport', 'sctp.srcport', 'exported_pdu.src_port',
          'udp.dstport', 'tcp.dstport', 'sctp.dstport', 'exported_pdu.dst_port', 'exported_pdu.ipv4_src',
          'exported_pdu.ipv4_dst', 'exported_pdu.ipv6_src', 'exported_pdu.ipv6_dst', 'sip.CSeq']

# Where tshark reads something else: how many messages it finds, and why that is not the truth.
EXCEPTIONS = {
    'any-port.pcap': (2, 'it does not look for a start line behind junk'),
    'datagrams.pcap': (2, 'it shows one message of a datagram, and none without a blank line at the end'),
    'hep.pcap': (0, 'it does not look for HEP3 on this port'),
    'tcp-joined.pcap': (5, 'it shows one message of a segment where line ends are between two'),
    'tcp-lost.pcap': (3, 'it waits for the lost segment for ever'),
    'websocket-mid-stream.pcap': (0, 'it needs the handshake'),
}
# The other captures are about file formats.
PREFIXES = ('any-', 'datagrams', 'fragments', 'hep', 'link', 'no-total', 'not-sip', 'pdu', 'sctp', 'snap', 'tcp', 'tls', 'tunnel',
            'websocket')


def tshark(path):
    """One (source, destination, CSeq) a message; the innermost of several addresses."""
    out = subprocess.run(['tshark', '-n', '-o', 'tcp.reassemble_out_of_order:TRUE', '-r', path, '-Y', 'sip.CSeq', '-T', 'fields', '-E', 'aggregator=,',
                          *(f'-e{f}' for f in FIELDS)], check=True, capture_output=True, text=True).stdout
    found = []
    for line in out.splitlines():
        row = dict(zip(FIELDS, line.split('\t')))

        def last(*names):
            # Tunnels within each other: the inner header is the last one of its kind.
            values = [row[name].split(',')[-1] for name in names if row[name]]
            return values[0] if values else ''

        # IPv6 in IPv4 has both: what SIP ran over is the inner one, IPv6.
        for cseq in row['sip.CSeq'].split(','):
            found.append((last('exported_pdu.ipv6_src', 'exported_pdu.ipv4_src', 'ipv6.src', 'ip.src'),
                          last('exported_pdu.src_port', 'sctp.srcport', 'tcp.srcport', 'udp.srcport'),
                          last('exported_pdu.ipv6_dst', 'exported_pdu.ipv4_dst', 'ipv6.dst', 'ip.dst'),
                          last('exported_pdu.dst_port', 'sctp.dstport', 'tcp.dstport', 'udp.dstport'), cseq))
    return collections.Counter(found)


def true_messages(messages):
    def split(end):
        return tuple(end.replace('[', '').replace(']', '').rsplit(':', 1))

    return collections.Counter((*split(m['src']), *split(m['dst']), m['cseq']) for m in messages)


def main():
    directory = sys.argv[1]
    with open(f'{directory}/captures.json', encoding='utf-8') as file:
        truth = json.load(file)
    names = sorted(name for name in truth if name.startswith(PREFIXES))

    print(f'1..{len(names)}')
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for i, (name, seen) in enumerate(zip(names, pool.map(lambda n: tshark(f'{directory}/{n}'), names)), 1):
            expected = true_messages(truth[name]['messages'])
            if name in EXCEPTIONS:
                n, why = EXCEPTIONS[name]
                good = sum(seen.values()) == n
                print('ok' if good else 'not ok', i, f'{name}: tshark differs, {why}', '' if good else seen)
            else:
                print('ok' if seen == expected else 'not ok', i, name,
                      '' if seen == expected else f'tshark has {seen - expected} more and {expected - seen} less')


main()
