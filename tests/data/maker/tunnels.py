# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be around an IP packet: links beyond Ethernet, tunnels."""

import struct

from .packets import checksum, ethernet, ip, udp

OUTER = ('198.51.100.1', 0), ('198.51.100.2', 0)
MACS = b'\2\0\0\0\0\1\2\0\0\0\0\2'


def ethertype(packet):
    return 0x86dd if packet[0] >> 4 == 6 else 0x0800


def ppp(packet):
    return struct.pack('!H', 0x57 if packet[0] >> 4 == 6 else 0x21) + packet


def hdlc(packet):
    return b'\xff\x03' + ppp(packet)


def pppoe(packet):
    return struct.pack('!BBHH', 0x11, 0, 7, len(packet) + 2) + ppp(packet)


def ethernet_pppoe(packet):
    return MACS + b'\x88\x64' + pppoe(packet)


def snap(packet):
    llc = b'\xaa\xaa\x03\0\0\0' + struct.pack('!H', ethertype(packet)) + packet
    return MACS + struct.pack('!H', len(llc)) + llc


def mpls(packet):
    return MACS + b'\x88\x47' + struct.pack('!II', (16 << 12) | 64, (17 << 12) | 0x100 | 64) + packet


def padded(packet):
    """With what fills a short frame up, and a frame check sequence behind it."""
    return ethernet(packet) + b'\xee' * 20


def in_ipv4(protocol):
    return lambda packet: ethernet(ip(*OUTER, protocol, packet))


def gre(packet):
    """With checksum, key and sequence number."""
    header = struct.pack('!HHHHII', 0xb000, ethertype(packet), 0, 0, 0x1234, 5)
    header = header[:4] + struct.pack('!H', checksum(header + packet)) + header[6:]
    return ethernet(ip(*OUTER, 47, header + packet))


def gre_bridged(packet):
    return ethernet(ip(*OUTER, 47, struct.pack('!HH', 0, 0x6558) + ethernet(packet)))


def erspan_1(packet):
    return ethernet(ip(*OUTER, 47, struct.pack('!HH', 0, 0x88be) + ethernet(packet)))


def erspan_2(packet):
    return ethernet(ip(*OUTER, 47, struct.pack('!HHI', 0x1000, 0x88be, 9) + struct.pack('!HHI', 0x1001, 1, 2) + ethernet(packet)))


def erspan_3(packet):
    """With the platform specific subheader."""
    return ethernet(ip(*OUTER, 47, struct.pack('!HHI', 0x1000, 0x22eb, 9) + struct.pack('!HHIHH', 0x2001, 1, 77, 0, 1) +
                       b'\x0c\0\0\0\0\0\0\0' + ethernet(packet)))


def gtpu(packet):
    """With a sequence number and a PDU session container."""
    extensions = b'\0\1\0\x85' + b'\1\0\5\0'
    header = struct.pack('!BBHI', 0x36, 255, len(extensions) + len(packet), 0xabcd)
    return ethernet(udp(('198.51.100.1', 2152), ('198.51.100.2', 2152), header + extensions + packet))


def vxlan(packet):
    return ethernet(udp(('198.51.100.1', 50000), ('198.51.100.2', 4789), b'\x08\0\0\0\0\0\x2a\0' + ethernet(packet)))
