# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks of every kind: what is around IP, and what is around what is in it."""

import struct

from .calls import KINDS
from .files import pcap
from .messages import A, A6, B, B6, Message
from .packets import cooked, cooked2, ethernet, frames, ip, udp_datagram


def write_all(write):
    ended_by, busy = KINDS['busy']
    write('link-vlan.pcap', pcap(frames(busy, lambda p: ethernet(p, [(0x8100, 7)]))), busy, 'busy', ended_by)
    write('link-qinq.pcap', pcap(frames(busy, lambda p: ethernet(p, [(0x88a8, 7), (0x8100, 9)]))), busy, 'busy', ended_by)
    write('link-raw.pcap', pcap(frames(busy, bytes), 101), busy, 'busy', ended_by)
    write('link-null.pcap', pcap(frames(busy, lambda p: struct.pack('<I', 2) + p), 0), busy, 'busy', ended_by)
    write('link-loop.pcap', pcap(frames(busy, lambda p: struct.pack('!I', 2) + p), 108), busy, 'busy', ended_by)
    write('link-cooked.pcap', pcap(frames(busy, cooked), 113), busy, 'busy', ended_by)
    write('link-cooked2.pcap', pcap(frames(busy, cooked2), 276), busy, 'busy', ended_by)
    write('link-unknown.pcap', pcap(frames(busy), 147), [])

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
