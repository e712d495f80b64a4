#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the captures in tests/data/captures and captures.json, the truth about them.

Usage: make-captures.py [DIRECTORY]

Every file is made from scratch: addresses are those of RFC 5737 and RFC 3849, names those of
RFC 2606. The five kinds of call follow the flows every student draws: challenged with 407, seen
by the caller (-caller) or on both sides of the proxy (-proxy).
"""

import ipaddress
import json
import os
import struct
import sys

START = 1767225600_000000  # 2026-01-01 00:00:00 UTC, µs
A, P, B = ('192.0.2.1', 5060), ('192.0.2.2', 5060), ('192.0.2.3', 5060)
A6, B6 = ('2001:db8::1', 5060), ('2001:db8::3', 5060)
SDP = ('v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n'
       'm=audio 4000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n')
REASONS = {100: 'Trying', 180: 'Ringing', 200: 'OK', 407: 'Proxy Authentication Required', 408: 'Request Timeout',
           486: 'Busy Here', 487: 'Request Terminated'}


class Message:
    """One SIP message: when (ms), from where to where, its text."""

    def __init__(self, ms, src, dst, what, cseq, branch, to_tag='', vias=(), auth=False, sdp=False, from_tag='a',
                 transport='UDP', call_id='call@192.0.2.1'):
        method = cseq.split()[1]
        self.us, self.src, self.dst = START + ms * 1000, src, dst
        via = [f'Via: SIP/2.0/{transport} 192.0.2.9:5060;branch=z9hG4bK{b}' for b in (branch, *vias)]
        start = f'SIP/2.0 {what} {REASONS[what]}' if isinstance(what, int) else f'{method} sip:bob@example.com SIP/2.0'
        lines = [start, *via, f'From: <sip:alice@example.com>;tag={from_tag}',
                 'To: <sip:bob@example.com>' + (f';tag={to_tag}' if to_tag else ''), f'Call-ID: {call_id}',
                 f'CSeq: {cseq}', 'Max-Forwards: 70']
        if auth:
            lines.append('Proxy-Authorization: Digest username="alice", realm="example.com", nonce="n", '
                         'uri="sip:example.com", response="00000000000000000000000000000000"')
        if sdp:
            lines.append('Content-Type: application/sdp')
        body = SDP if sdp else ''
        self.bytes = '\r\n'.join([*lines, f'Content-Length: {len(body)}', '', body]).encode()
        self.truth = {'time': ms / 1000, 'src': endpoint(src), 'dst': endpoint(dst), 'transport': transport,
                      'cseq': cseq, ('status' if isinstance(what, int) else 'method'): what}


def endpoint(end):
    return f'[{end[0]}]:{end[1]}' if ':' in end[0] else f'{end[0]}:{end[1]}'


def checksum(data):
    data += b'\0' * (len(data) % 2)
    total = sum(struct.unpack(f'!{len(data) // 2}H', data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def addresses(src, dst):
    return ipaddress.ip_address(src[0]).packed, ipaddress.ip_address(dst[0]).packed


def ip(src, dst, protocol, payload, ident=1, offset=0, more=False):
    s, d = addresses(src, dst)
    if len(s) == 16:
        return struct.pack('!IHBB16s16s', 6 << 28, len(payload), protocol, 64, s, d) + payload
    header = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 20 + len(payload), ident, (offset // 8) | (0x2000 if more else 0), 64,
                         protocol, 0, s, d)
    return header[:10] + struct.pack('!H', checksum(header)) + header[12:] + payload


def pseudo(src, dst, protocol, length):
    s, d = addresses(src, dst)
    return s + d + (struct.pack('!IHBB', length, 0, 0, protocol) if len(s) == 16
                    else struct.pack('!BBH', 0, protocol, length))


def udp_datagram(src, dst, payload):
    header = struct.pack('!HHHH', src[1], dst[1], 8 + len(payload), 0)
    total = checksum(pseudo(src, dst, 17, 8 + len(payload)) + header + payload) or 0xffff
    return header[:6] + struct.pack('!H', total) + payload


def udp(src, dst, payload):
    return ip(src, dst, 17, udp_datagram(src, dst, payload))


def tcp(src, dst, seq, flags, payload=b'', ack=1):
    header = struct.pack('!HHIIBBHHH', src[1], dst[1], seq, ack, 5 << 4, flags, 65535, 0, 0)
    total = checksum(pseudo(src, dst, 6, 20 + len(payload)) + header + payload)
    return ip(src, dst, 6, header[:16] + struct.pack('!H', total) + header[18:] + payload)


def ethernet(packet, tags=()):
    ethertype = 0x86dd if packet[0] >> 4 == 6 else 0x0800
    return b'\2\0\0\0\0\1\2\0\0\0\0\2' + b''.join(struct.pack('!HH', t, v) for t, v in tags) + \
        struct.pack('!H', ethertype) + packet


def cooked(packet):
    return struct.pack('!HHH8sH', 0, 1, 6, b'\2\0\0\0\0\1\0\0', 0x86dd if packet[0] >> 4 == 6 else 0x0800) + packet


def cooked2(packet):
    return struct.pack('!HHIHBB8s', 0x86dd if packet[0] >> 4 == 6 else 0x0800, 0, 1, 1, 0, 6, b'\2\0\0\0\0\1\0\0') + packet


def pcap(packets, link=1, order='<', nanoseconds=False):
    """packets: (µs, bytes)."""
    out = struct.pack(order + 'IHHiIII', 0xa1b23c4d if nanoseconds else 0xa1b2c3d4, 2, 4, 0, 0, 262144, link)
    for us, data in packets:
        fraction = us % 1000000 * (1000 if nanoseconds else 1)
        out += struct.pack(order + 'IIII', us // 1000000, fraction, len(data), len(data)) + data
    return out


def pcapng(packets, link=1, order='<', resolution=6):
    def block(kind, body):
        return struct.pack(order + 'II', kind, len(body) + 12) + body + struct.pack(order + 'I', len(body) + 12)

    out = block(0x0a0d0d0a, struct.pack(order + 'IHHq', 0x1a2b3c4d, 1, 0, -1))
    out += block(1, struct.pack(order + 'HHI', link, 0, 0) + struct.pack(order + 'HHB3x', 9, 1, resolution) +
                 struct.pack(order + 'HH', 0, 0))
    for us, data in packets:
        ticks = us * 10 ** (resolution - 6)
        out += block(6, struct.pack(order + 'IIIII', 0, ticks >> 32, ticks & 0xffffffff, len(data), len(data)) +
                     data + b'\0' * (-len(data) % 4))
    return out


CHALLENGE = [
    Message(0, A, P, 'INVITE', '1 INVITE', 'a1', sdp=True),
    Message(10, P, A, 100, '1 INVITE', 'a1'),
    Message(12, P, A, 407, '1 INVITE', 'a1', 'p'),
    Message(13, A, P, 'ACK', '1 ACK', 'a1', 'p'),
    Message(14, A, P, 'INVITE', '2 INVITE', 'a2', auth=True, sdp=True),
    Message(20, P, A, 100, '2 INVITE', 'a2'),
    Message(30, P, B, 'INVITE', '2 INVITE', 'p2', vias=('a2',), auth=True, sdp=True),
    Message(35, B, P, 100, '2 INVITE', 'p2', vias=('a2',)),
]
RINGING = CHALLENGE + [
    Message(100, B, P, 180, '2 INVITE', 'p2', 'b', vias=('a2',)),
    Message(110, P, A, 180, '2 INVITE', 'a2', 'b'),
]


def refused(ms):
    return [
        Message(ms, B, P, 486, '2 INVITE', 'p2', 'b', vias=('a2',)),
        Message(ms + 5, P, B, 'ACK', '2 ACK', 'p2', 'b'),
        Message(ms + 10, P, A, 486, '2 INVITE', 'a2', 'b'),
        Message(ms + 15, A, P, 'ACK', '2 ACK', 'a2', 'b'),
    ]


def cancelled_by_proxy(ms):
    return [
        Message(ms, P, B, 'CANCEL', '2 CANCEL', 'p2'),
        Message(ms + 5, B, P, 200, '2 CANCEL', 'p2', 'b'),
        Message(ms + 6, B, P, 487, '2 INVITE', 'p2', 'b', vias=('a2',)),
        Message(ms + 10, P, B, 'ACK', '2 ACK', 'p2', 'b'),
    ]


KINDS = {
    'no-answer': ('proxy', RINGING + cancelled_by_proxy(30100) + [
        Message(30120, P, A, 408, '2 INVITE', 'a2', 'p'),
        Message(30125, A, P, 'ACK', '2 ACK', 'a2', 'p'),
    ]),
    'rejected': ('callee', RINGING + refused(2000)),
    'busy': ('callee', CHALLENGE + refused(60)),
    'cancelled': ('caller', RINGING + [
        Message(3900, A, P, 'CANCEL', '2 CANCEL', 'a2'),
        Message(3905, P, A, 200, '2 CANCEL', 'a2', 'p'),
    ] + cancelled_by_proxy(3910) + [
        Message(3930, P, A, 487, '2 INVITE', 'a2', 'b'),
        Message(3935, A, P, 'ACK', '2 ACK', 'a2', 'b'),
    ]),
    'answered': ('caller', RINGING + [
        Message(2000, B, P, 200, '2 INVITE', 'p2', 'b', vias=('a2',), sdp=True),
        Message(2010, P, A, 200, '2 INVITE', 'a2', 'b', sdp=True),
        Message(2015, A, P, 'ACK', '2 ACK', 'a3', 'b'),
        Message(2020, P, B, 'ACK', '2 ACK', 'p3', 'b', vias=('a3',)),
        Message(7015, A, P, 'BYE', '3 BYE', 'a4', 'b'),
        Message(7020, P, B, 'BYE', '3 BYE', 'p4', 'b', vias=('a4',)),
        Message(7025, B, P, 200, '3 BYE', 'p4', 'b', vias=('a4',)),
        Message(7030, P, A, 200, '3 BYE', 'a4', 'b'),
    ]),
}
# Straight from phone to phone, over TCP: what the stream files are about.
DIRECT = [
    Message(0, A, B, 'INVITE', '1 INVITE', 't1', sdp=True, transport='TCP'),
    Message(20, B, A, 180, '1 INVITE', 't1', 'b', transport='TCP'),
    Message(40, B, A, 200, '1 INVITE', 't1', 'b', sdp=True, transport='TCP'),
    Message(60, A, B, 'ACK', '1 ACK', 't2', 'b', transport='TCP'),
    Message(80, A, B, 'BYE', '2 BYE', 't3', 'b', transport='TCP'),
    Message(100, B, A, 200, '2 BYE', 't3', 'b', transport='TCP'),
]


def stream(pieces, handshake=True):
    """(µs, src, dst, bytes) → TCP packets with running sequence numbers that wrap."""
    seq = {A: 0xfffffff0, B: 5000}
    packets = []
    if handshake:
        packets = [(START, tcp(A, B, seq[A], 2)), (START, tcp(B, A, seq[B], 0x12, ack=seq[A] + 1)),
                   (START, tcp(A, B, (seq[A] + 1) & 0xffffffff, 0x10))]
    seq = {A: (seq[A] + 1) & 0xffffffff, B: seq[B] + 1}
    for us, src, dst, data in pieces:
        packets.append((us, tcp(src, dst, seq[src], 0x18, data)))
        seq[src] = (seq[src] + len(data)) & 0xffffffff
    return packets


def frames(messages, wrap=ethernet):
    return [(m.us, wrap(udp(m.src, m.dst, m.bytes))) for m in messages]


def main():
    directory = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), 'captures')
    os.makedirs(directory, exist_ok=True)
    truth = {}

    def write(name, data, messages, kind=None, ended_by='', damaged=False):
        with open(os.path.join(directory, name), 'wb') as file:
            file.write(data)
        truth[name] = {'messages': [m.truth for m in messages], 'damaged': damaged}
        if kind:
            truth[name]['verdict'] = {'kind': kind, 'ended_by': ended_by}

    for kind, (ended_by, messages) in KINDS.items():
        caller = [m for m in messages if A in (m.src, m.dst)]
        write(f'{kind}-caller.pcap', pcap(frames(caller)), caller, kind, ended_by)
        write(f'{kind}-proxy.pcap', pcap(frames(messages)), messages, kind, ended_by)

    ended_by, busy = KINDS['busy']
    write('link-vlan.pcap', pcap(frames(busy, lambda p: ethernet(p, [(0x8100, 7)]))), busy, 'busy', ended_by)
    write('link-qinq.pcap', pcap(frames(busy, lambda p: ethernet(p, [(0x88a8, 7), (0x8100, 9)]))), busy, 'busy', ended_by)
    write('link-raw.pcap', pcap(frames(busy, bytes), 101), busy, 'busy', ended_by)
    write('link-null.pcap', pcap(frames(busy, lambda p: struct.pack('<I', 2) + p), 0), busy, 'busy', ended_by)
    write('link-loop.pcap', pcap(frames(busy, lambda p: struct.pack('!I', 2) + p), 108), busy, 'busy', ended_by)
    write('link-cooked.pcap', pcap(frames(busy, cooked), 113), busy, 'busy', ended_by)
    write('link-cooked2.pcap', pcap(frames(busy, cooked2), 276), busy, 'busy', ended_by)
    write('link-unknown.pcap', pcap(frames(busy), 147), [])
    write('order-big.pcap', pcap(frames(busy), order='>'), busy, 'busy', ended_by)
    write('nanoseconds.pcap', pcap(frames(busy), nanoseconds=True), busy, 'busy', ended_by)
    write('nanoseconds-big.pcap', pcap(frames(busy), order='>', nanoseconds=True), busy, 'busy', ended_by)
    write('little.pcapng', pcapng(frames(busy)), busy, 'busy', ended_by)
    write('big.pcapng', pcapng(frames(busy), order='>', resolution=9), busy, 'busy', ended_by)
    write('two-sections.pcapng', pcapng(frames(busy[:4])) + pcapng(frames(busy[4:], bytes), 101, '>'), busy, 'busy', ended_by)

    v6 = [Message(0, A6, B6, 'INVITE', '1 INVITE', 'v1', sdp=True), Message(30, B6, A6, 486, '1 INVITE', 'v1', 'b'),
          Message(31, A6, B6, 'ACK', '1 ACK', 'v1', 'b')]
    write('ipv6.pcap', pcap(frames(v6)), v6, 'busy', 'callee')

    # A large INVITE in two IPv4 fragments, the second first; then as IP in IP.
    direct = [Message(0, A, B, 'INVITE', '1 INVITE', 'f1', sdp=True), Message(30, B, A, 486, '1 INVITE', 'f1', 'b'),
              Message(31, A, B, 'ACK', '1 ACK', 'f1', 'b')]
    datagram = udp_datagram(A, B, direct[0].bytes)
    write('fragments.pcap', pcap([
        (direct[0].us, ethernet(ip(A, B, 17, datagram[200:], 77, 200))),
        (direct[0].us, ethernet(ip(A, B, 17, datagram[:200], 77, 0, True))),
        *frames(direct[1:])]), direct, 'busy', 'callee')
    write('tunnel.pcap', pcap(frames(direct, lambda p: ethernet(ip(('198.51.100.1', 0), ('198.51.100.2', 0), 4, p)))),
          direct, 'busy', 'callee')

    pieces = [(m.us, m.src, m.dst, m.bytes) for m in DIRECT]
    write('tcp.pcap', pcap([(us, ethernet(p)) for us, p in stream(pieces)]), DIRECT, 'answered', 'caller')

    # Each message in three segments, cut in the start line, the headers and the body.
    split = [(us, src, dst, part) for us, src, dst, data in pieces
             for part in (data[:5], data[5:200], data[200:])]
    write('tcp-split.pcap', pcap([(us, ethernet(p)) for us, p in stream(split)]), DIRECT, 'answered', 'caller')

    # Both responses in one segment, ACK and BYE in another, with CRLFs between.
    joined = [pieces[0], (DIRECT[2].us, B, A, DIRECT[1].bytes + b'\r\n' + DIRECT[2].bytes),
              (DIRECT[4].us, A, B, DIRECT[3].bytes + DIRECT[4].bytes), pieces[5]]
    truth_joined = [dict(m.truth) for m in DIRECT]
    truth_joined[1]['time'] = truth_joined[2]['time']
    truth_joined[3]['time'] = truth_joined[4]['time']
    write('tcp-joined.pcap', pcap([(us, ethernet(p)) for us, p in stream(joined)]), DIRECT, 'answered', 'caller')
    truth['tcp-joined.pcap']['messages'] = truth_joined

    # Out of order, and everything twice; no handshake.
    shuffled = stream(split, handshake=False)
    shuffled[1], shuffled[2] = shuffled[2], shuffled[1]
    doubled = [packet for packet in shuffled for _ in range(2)]
    write('tcp-disorder.pcap', pcap([(us, ethernet(p)) for us, p in doubled]), DIRECT, 'answered', 'caller')

    # A web page, a TLS record and an ICMP error that quotes SIP: none of them is a message.
    web = [(START, A, B, b'GET / HTTP/1.1\r\nHost: example.com\r\n\r\n'),
           (START, B, A, b'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi'), (START, A, B, b'\x16\x03\x01\x00\x05hello')]
    quoted = udp(A, B, direct[0].bytes)[:128]
    icmp = struct.pack('!BBHI', 3, 3, 0, 0) + quoted
    write('not-sip.pcap', pcap([(us, ethernet(p)) for us, p in stream(web)] +
                               [(START, ethernet(ip(B, A, 1, icmp))), (START, ethernet(udp(A, ('192.0.2.8', 53), b'dns')))]), [])

    whole = pcap(frames(busy))
    write('truncated.pcap', whole[:-100], busy[:-1], damaged=True)
    whole = pcapng(frames(busy))
    write('truncated.pcapng', whole[:-100], busy[:-1], damaged=True)
    first_block = struct.unpack('<I', whole[4:8])[0]
    write('impossible-length.pcapng', whole[:first_block] + struct.pack('<II', 6, 0xfffffff0) + whole[first_block + 8:], [],
          damaged=True)

    with open(os.path.join(directory, 'captures.json'), 'w', encoding='utf-8') as file:
        json.dump(truth, file, indent=1, sort_keys=True)
        file.write('\n')


if __name__ == '__main__':
    main()
