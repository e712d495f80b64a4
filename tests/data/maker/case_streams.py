# SPDX-License-Identifier: GPL-3.0-or-later
"""TCP streams, and what is no SIP."""

import struct

from .calls import DIRECT
from .files import pcap
from .messages import A, B, START, Message
from .packets import ethernet, ip, stream, udp


def write_all(write):
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
    write('tcp-joined.pcap', pcap([(us, ethernet(p)) for us, p in stream(joined)]), truth_joined, 'answered', 'caller')

    # Out of order, and everything twice; no handshake.
    shuffled = stream(split, handshake=False)
    shuffled[1], shuffled[2] = shuffled[2], shuffled[1]
    doubled = [packet for packet in shuffled for _ in range(2)]
    write('tcp-disorder.pcap', pcap([(us, ethernet(p)) for us, p in doubled]), DIRECT, 'answered', 'caller')

    # A web page, a TLS record and an ICMP error that quotes SIP: none of them is a message.
    web = [(START, A, B, b'GET / HTTP/1.1\r\nHost: example.com\r\n\r\n'),
           (START, B, A, b'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi'), (START, A, B, b'\x16\x03\x01\x00\x05hello')]
    quoted = udp(A, B, Message(0, A, B, 'INVITE', '1 INVITE', 'f1', sdp=True).bytes)[:128]
    icmp = struct.pack('!BBHI', 3, 3, 0, 0) + quoted
    write('not-sip.pcap', pcap([(us, ethernet(p)) for us, p in stream(web)] +
                               [(START, ethernet(ip(B, A, 1, icmp))), (START, ethernet(udp(A, ('192.0.2.8', 53), b'dns')))]), [])
