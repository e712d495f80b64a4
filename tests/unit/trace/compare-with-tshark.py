#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our messages against a fresh tshark's: as many, in the same order, with the same addresses, method or
status, CSeq and Call-ID, for every capture in the folders named.

Usage: compare-with-tshark.py LIST-MESSAGES FOLDER…

Where tshark is known to be wrong, or to mean something else by a message, EXPLAINED says why, and what
is expected instead.
"""

import collections
import concurrent.futures
import difflib
import os
import re
import subprocess
import sys
import xml.etree.ElementTree

# Ports that belong to somebody else in tshark's table: SIP is found by content here.
DECODE_AS = ['udp.port==5072,sip', 'udp.port==4569,sip']

Message = collections.namedtuple('Message', 'src dst what cseq call_id')


class Difference(Exception):
    pass


def endpoint(address, port):
    return f'[{address}]:{port}' if ':' in address else f'{address}:{port}'


def find(proto, name):
    for field in proto.iter('field'):
        if field.get('name') == name:
            return field.get('show') or ''
    return ''


def read_packet(packet):
    """The SIP messages of one packet, as tshark dissected it, each with the addresses around it."""
    src = dst = sport = dport = ''
    for proto in packet.findall('proto'):
        name = proto.get('name')
        if name in ('icmp', 'icmpv6'):
            return  # it quotes a message, which is not sent again by that
        if name in ('ip', 'ipv6'):
            src, dst = find(proto, name + '.src'), find(proto, name + '.dst')
        elif name in ('udp', 'tcp', 'sctp'):
            sport, dport = find(proto, name + '.srcport'), find(proto, name + '.dstport')
        elif name == 'exported_pdu':
            src = find(proto, 'exported_pdu.ipv4_src') or find(proto, 'exported_pdu.ipv6_src') or src
            dst = find(proto, 'exported_pdu.ipv4_dst') or find(proto, 'exported_pdu.ipv6_dst') or dst
            sport, dport = find(proto, 'exported_pdu.src_port') or sport, find(proto, 'exported_pdu.dst_port') or dport
        elif name == 'sip' and (find(proto, 'sip.Request-Line') or find(proto, 'sip.Status-Line')):
            yield Message(endpoint(src, sport), endpoint(dst, dport),
                          find(proto, 'sip.Status-Code') or find(proto, 'sip.Method'), find(proto, 'sip.CSeq'),
                          find(proto, 'sip.Call-ID'))


def ask_tshark(path):
    """tshark's messages, and the names of all protocols in their packets."""
    command = ['tshark', '-n', '-r', path, '-Y', 'sip', '-T', 'pdml', '-o', 'tcp.reassemble_out_of_order:TRUE']
    for port in DECODE_AS:
        command += ['-d', port]
    # A file that is damaged ends the program with an error, after all that could be read.
    out = subprocess.run(command, capture_output=True, check=False).stdout
    found = []
    try:
        parser = xml.etree.ElementTree.XMLPullParser(['end'])
        parser.feed(out)
        for _, element in parser.read_events():
            if element.tag == 'packet':
                found += read_packet(element)
                element.clear()
    except xml.etree.ElementTree.ParseError as error:
        raise Difference(f'tshark wrote something unreadable: {error}') from None
    return found


def ask_us(program, path):
    out = subprocess.run([program, path], capture_output=True, check=True).stdout.decode('utf-8', 'replace')
    found = []
    for line in out.split('\n')[1:-1]:
        kind, _, src, dst, _, what, cseq, call_id = line.split('\t')
        if kind == 'sip':
            found.append(Message(src, dst, what, cseq, call_id))
    return found


# Captures of which we and tshark think differently, by the end of their path: how many messages each has
# that the other has not, and why.
EXPLAINED = {
    'captures/any-port.pcap': (1, 0, 'tshark guesses SIP on a strange port by each packet alone, and not with junk before it'),
    'captures/datagrams.pcap': (2, 0, 'tshark sees one message in a datagram, and none behind empty lines'),
    'captures/fragments-6-overlap.pcap': (0, 1, 'tshark puts overlapping fragments together, which RFC 5722 forbids'),
    'captures/fragments-first.pcap': (1, 0, 'tshark shows nothing of a packet whose other fragments were not captured'),
    'captures/hep.pcap': (3, 0, 'tshark takes HEP for itself only when it is told the port'),
    'captures/tcp-joined.pcap': (1, 0, 'after a message and an empty line (RFC 3261 7.5) tshark sees no second message '
                                 'in the segment'),
    'captures/pdu-stream.pcap': (3, 3, 'tshark takes each exported part of a stream by itself'),
    'captures/tcp-lost.pcap': (2, 0, 'tshark finds no start of a message behind a segment that was not captured'),
    'captures/websocket-mid-stream.pcap': (6, 0, 'tshark needs the HTTP upgrade to know a WebSocket'),
    'rfc4475.pcapng': (5, 0, 'tshark leaves out a message of SIP/7.0, a second message in a datagram, and start lines '
                       'with too many spaces; we show them, with what is wrong'),
}


def compare(ours, theirs):
    """What is only in one of the lists; order counts."""
    matcher = difflib.SequenceMatcher(None, [tuple(normal(m)) for m in ours], [tuple(normal(m)) for m in theirs],
                                      autojunk=False)
    only_ours, only_theirs = [], []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != 'equal':
            only_ours += ours[a:b]
            only_theirs += theirs[c:d]
    return only_ours, only_theirs


def normal(message):
    """Of CSeq only what both can say: the number, where it is one, and the method a response answers."""
    number, _, method = re.sub(r'\s+', ' ', message.cseq).strip().partition(' ')
    number = int(number) if number.isdigit() and int(number) < 2 ** 32 else 0
    return message._replace(cseq=f'{number} {method if message.what.isdigit() and number else ""}',
                            call_id=message.call_id.strip())


def captures(folders):
    for folder in folders:
        for directory, _, names in sorted(os.walk(folder)):
            for name in sorted(names):
                # A view is a part of a capture that is compared as a whole.
                if name.endswith(('.pcap', '.pcapng', '.cap')) and not name.endswith(('.caller.pcap', '.callee.pcap')):
                    yield os.path.join(directory, name)


def check(program, path):
    """The number of messages and the explanation, if there is one."""
    ours, theirs = ask_us(program, path), ask_tshark(path)
    only_ours, only_theirs = compare(ours, theirs)
    *expected, why = next((value for end, value in EXPLAINED.items() if path.endswith(end)), (0, 0, ''))
    if [len(only_ours), len(only_theirs)] != expected:
        raise Difference('\n'.join([f'we have {len(ours)}, tshark has {len(theirs)}',
                                    *(f'only we: {m}' for m in only_ours[:5]),
                                    *(f'only tshark: {m}' for m in only_theirs[:5])]))
    return len(ours), why


def main():
    program, *folders = sys.argv[1:]
    paths = list(captures(folders))
    print(f'1..{len(paths)}')
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        checks = [pool.submit(check, program, path) for path in paths]
        for number, (path, result) in enumerate(zip(paths, checks), 1):
            try:
                count, why = result.result()
                print(f'ok {number} {os.path.basename(path)}: {count}{" # " + why if why else ""}', flush=True)
            except Difference as difference:
                print(f'not ok {number} {path}')
                for line in str(difference).splitlines():
                    print('#', line)
                    print(f'{os.path.basename(path)}: {line}', file=sys.stderr)


main()
