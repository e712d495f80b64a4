# SPDX-License-Identifier: GPL-3.0-or-later
"""What pcapng can say: interfaces, units of time, directions, comments, names, and blocks to pass over."""

import ipaddress
import struct

from .calls import KINDS
from .files import block, interface, option, packet, pcap, section
from .messages import A, P
from .packets import ethernet, frames, tcp, udp

END = struct.pack('<HH', 0, 0)
INBOUND, OUTBOUND = 1, 2


def direction(value):
    return option(2, struct.pack('<I', value)) + END


def interfaces(write, caller):
    """Every message through another interface: link type, unit and offset of time differ."""
    kinds = [
        (1, END, lambda us: us, ethernet),
        (101, option(9, b'\x09') + END, lambda us: us * 1000, bytes),
        (101, option(9, b'\x94') + END, lambda us: -(-us * 2 ** 20 // 1000000), bytes),  # 2^-20 s
        (1, option(14, struct.pack('<q', 1767225600)) + END, lambda us: us - 1767225600_000000, ethernet),
        (1, option(9, b'\x03') + option(13, b'\x04') + END, lambda us: us // 1000, lambda p: ethernet(p) + b'fcs!'),
    ]
    data = section() + b''.join(interface(link, options) for link, options, _, _ in kinds)
    for n, m in enumerate(caller):
        _, _, ticks, wrap = kinds[n % len(kinds)]
        data += packet(ticks(m.us), wrap(udp(m.src, m.dst, m.bytes)), number=n % len(kinds))
    write('interfaces.pcapng', data, caller, 'busy', 'callee')


def directions(write, caller):
    data = section() + interface(1)
    for m in caller:
        data += packet(m.us, ethernet(udp(m.src, m.dst, m.bytes)),
                       direction(OUTBOUND if m.src == A else INBOUND))
    write('directions.pcapng', data, caller, 'busy', 'callee',
          directions=['sent' if m.src == A else 'received' for m in caller])
    modified = b''.join(
        struct.pack('<IIIIIHBB', m.us // 1000000, m.us % 1000000, len(frame), len(frame), 2, 0x800,
                    4 if m.src == A else 0, 0) + frame
        for m in caller for frame in [ethernet(udp(m.src, m.dst, m.bytes))])
    write('modified.pcap', struct.pack('<IHHiIII', 0xa1b2cd34, 2, 4, 0, 0, 262144, 1) + modified, caller, 'busy',
          'callee', directions=['sent' if m.src == A else 'received' for m in caller])


def remarks(write, caller):
    """Comments and names; blocks that hold other things, or that nobody has heard of, are passed over."""
    def comment(text):
        return option(1, text.encode())

    first, second, *rest = frames(caller)
    names = (struct.pack('<HH', 1, 4 + 12) + ipaddress.ip_address(A[0]).packed + b'alice\0alias\0' +
             struct.pack('<HH', 2, 16 + 5) + ipaddress.ip_address('2001:db8::1').packed + b'six6\0' + b'\0' * 3 +
             struct.pack('<HH', 9, 3) + b'???\0' + END)
    data = section(comment('Made for a test.') + option(4, b'maker') + END)
    data += interface(1, option(2, b'eth0') + comment('Behind the router.') + END)
    data += block(4, names)
    data += block(10, struct.pack('<II', 0x544c534b, 8) + b'CLIENT_R')  # secrets
    data += block(0xbad, struct.pack('<I', 32473) + b'custom')
    data += block(0x7fffffff, b'from the future')
    data += packet(*first, comment('Here it begins: „ä“') + comment('and goes on') + END)
    data += packet(*second, comment('was TLS') + END)
    data += packet(first[0], ethernet(udp(A, ('192.0.2.8', 53), b'dns')), comment('a question') + END)
    data += b''.join(packet(us, frame) for us, frame in rest)
    data += packet(first[0], b'', option(4, struct.pack('<Q', 2)) + END)
    data += block(5, struct.pack('<III', 0, 0, 0) + option(5, struct.pack('<Q', 5)) + END)
    truth = [m.truth for m in caller]
    truth[1] = {**truth[1], 'transport': 'TLS'}
    write('remarks.pcapng', data, truth, 'busy', 'callee', names={A[0]: 'alice', '2001:db8::1': 'six6'},
          remarks={0: 'Here it begins: „ä“\nand goes on'},
          notes=['Made for a test.', 'Behind the router.', 'Comment on packet 3: a question', '7 messages'])


def simple(write, caller):
    """Simple packet blocks have no time, and are cut where the interface says."""
    data = section() + interface(1, snap=2000)
    data += b''.join(block(3, struct.pack('<I', len(frame)) + frame) for _, frame in frames(caller))
    write('simple.pcapng', data, [{**m.truth, 'time': 0} for m in caller], 'busy', 'callee')


def check_sequences(write, caller):
    """A frame check sequence behind packets whose length was left to the network card: it is not part of the message."""
    def offloaded(packet_bytes):
        return packet_bytes[:2] + b'\0\0' + packet_bytes[4:]

    seq = {A: 1, P: 1}
    packets = []
    for m in caller:
        packets.append((m.us, ethernet(offloaded(tcp(m.src, m.dst, seq[m.src], 0x18, m.bytes))) + b'fcs!'))
        seq[m.src] += len(m.bytes)
    truth = [{**m.truth, 'transport': 'TCP'} for m in caller]
    write('check-sequences.pcap', pcap(packets, link=0x24000001), truth, 'busy', 'callee')


def write_all(write):
    caller = [m for m in KINDS['busy'][1] if A in (m.src, m.dst)]
    for case in (interfaces, directions, remarks, simple, check_sequences):
        case(write, caller)
