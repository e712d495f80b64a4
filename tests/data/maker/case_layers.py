# SPDX-License-Identifier: GPL-3.0-or-later
"""SIP under every link and in every tunnel that is known, and in fragments."""

import struct

from .files import pcap
from .messages import A, A6, B, B6, Message
from .packets import ethernet, frames, ip, udp, udp_datagram
from .tunnels import (erspan_1, erspan_2, erspan_3, ethernet_pppoe, gre, gre_bridged, gtpu, hdlc, in_ipv4, mpls, padded,
                      ppp, pppoe, snap, vxlan)

V4 = [Message(0, A, B, 'INVITE', '1 INVITE', 'f1', sdp=True), Message(30, B, A, 486, '1 INVITE', 'f1', 'b'),
      Message(31, A, B, 'ACK', '1 ACK', 'f1', 'b')]
V6 = [Message(0, A6, B6, 'INVITE', '1 INVITE', 'v1', sdp=True), Message(30, B6, A6, 486, '1 INVITE', 'v1', 'b'),
      Message(31, A6, B6, 'ACK', '1 ACK', 'v1', 'b')]

AROUND = {
    'link-ppp': (9, ppp), 'link-hdlc': (50, hdlc), 'link-pppoe': (51, pppoe), 'link-cisco-hdlc': (
        104, lambda p: b'\x0f\0\x08\0' + p if p[0] >> 4 == 4 else b'\x0f\0\x86\xdd' + p),
    'link-ethernet-pppoe': (1, ethernet_pppoe), 'link-snap': (1, snap), 'link-mpls': (1, mpls), 'link-padded': (1, padded),
    'link-null-big': (0, lambda p: struct.pack('!I', 30 if p[0] >> 4 == 6 else 2) + p),
    'tunnel-gre': (1, gre), 'tunnel-gre-bridged': (1, gre_bridged),
    'tunnel-erspan-1': (1, erspan_1), 'tunnel-erspan-2': (1, erspan_2), 'tunnel-erspan-3': (1, erspan_3),
    'tunnel-gtpu': (1, gtpu), 'tunnel-vxlan': (1, vxlan),
}


def without_first(messages):
    """The truth when the first one cannot be read: times count from the second."""
    start = messages[1].truth['time']
    return [dict(m.truth, time=round(m.truth['time'] - start, 6)) for m in messages[1:]]


def fragment_v6(message, offset, data, more, ident=7):
    header = struct.pack('!BBHI', 17, 0, offset | more, ident)
    return ethernet(ip(message.src, message.dst, 44, header + data))


def fragments_v6(message, size):
    datagram = udp_datagram(message.src, message.dst, message.bytes)
    return [(message.us, fragment_v6(message, at, datagram[at:at + size], at + size < len(datagram)))
            for at in range(0, len(datagram), size)]


def fragments_v4(message, size, ident=9):
    datagram = udp_datagram(message.src, message.dst, message.bytes)
    return [(message.us, ethernet(ip(message.src, message.dst, 17, datagram[at:at + size], ident, at, at + size < len(datagram))))
            for at in range(0, len(datagram), size)]


def write_all(write):
    for name, (link, wrap) in AROUND.items():
        messages = V6 if name in ('link-snap', 'link-null-big', 'tunnel-gre-bridged', 'link-pppoe') else V4
        write(f'{name}.pcap', pcap(frames(messages, wrap), link), messages, 'busy', 'callee')
    write('link-raw4.pcap', pcap(frames(V4, bytes), 228), V4, 'busy', 'callee')
    write('link-raw6.pcap', pcap(frames(V6, bytes), 229), V6, 'busy', 'callee')
    write('tunnel-6in4.pcap', pcap(frames(V6, in_ipv4(41))), V6, 'busy', 'callee')

    # Tunnels within tunnels.
    write('tunnel-nested.pcap', pcap(frames(V4, lambda p: gtpu(gre(vxlan(p)[14:])[14:]))), V4, 'busy', 'callee')

    # The last first, one of them twice.
    pieces = fragments_v6(V6[0], 104)
    write('fragments-6.pcap', pcap([*reversed(pieces), pieces[1], *frames(V6[1:])]), V6, 'busy', 'callee')

    # Overlapping fragments: the packet is given up in IPv6 (RFC 5722), and put together in IPv4.
    pieces = fragments_v6(V6[0], 104)
    overlap = fragment_v6(V6[0], 96, b'x' * 104, True)
    write('fragments-6-overlap.pcap', pcap([(V6[0].us, overlap), *pieces, *frames(V6[1:])]), without_first(V6))
    pieces = fragments_v4(V4[0], 104)
    datagram = udp_datagram(A, B, V4[0].bytes)
    overlap = ethernet(ip(A, B, 17, datagram[96:312], 9, 96, True))
    write('fragments-overlap.pcap', pcap([pieces[0], (V4[0].us, overlap), *pieces[1:], *frames(V4[1:])]), V4, 'busy', 'callee')

    # A capture filter on the port lets only first fragments through: shown when no more come.
    pieces = fragments_v4(V4[0], 304)
    write('fragments-first.pcap', pcap([pieces[0], *frames(V4[1:])]), V4, notes=['as far as it was captured'])

    # Frames cut by a snap length.
    cut = [(us, data[:400]) for us, data in frames(V4)]
    assert len(frames(V4)[0][1]) > 400
    write('snap.pcap', pcap(cut), V4, 'busy', 'callee', notes=['1 message is shown as far as it was captured'])

    # Segmentation offload: no total length in the IP header.
    packets = []
    for message in V4:
        packet = udp(message.src, message.dst, message.bytes)
        packets.append((message.us, ethernet(packet[:2] + b'\0\0' + packet[4:])))
    write('no-total-length.pcap', pcap(packets), V4, 'busy', 'callee')
