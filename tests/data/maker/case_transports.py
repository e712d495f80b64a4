# SPDX-License-Identifier: GPL-3.0-or-later
"""SIP over WebSocket and SCTP, in Exported PDUs and in HEP3; what datagrams may look like."""

import ipaddress
import struct

from .case_segments import Connection, ws_frame, ws_messages
from .files import pcap
from .messages import A, A6, B, B6, P, START, Message
from .packets import ethernet, frames, ip, udp

MASK = b'\x12\x34\x56\x78'
BROWSER, SERVER = (A[0], 40000), (B[0], 80)


def upgrade():
    return (b'GET / HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
            b'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: sip\r\nSec-WebSocket-Version: 13\r\n\r\n',
            b'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
            b'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: sip\r\n\r\n')


def crc32c(data):
    crc = 0xffffffff
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82f63b78 if crc & 1 else 0)
    return crc ^ 0xffffffff


def sctp(src, dst, *chunks):
    packet = struct.pack('!HHII', src[1], dst[1], 0x11223344, 0) + b''.join(c + b'\0' * (-len(c) % 4) for c in chunks)
    return ethernet(ip(src, dst, 132, packet[:8] + struct.pack('<I', crc32c(packet)) + packet[12:]))


def data_chunk(tsn, data, flags=3, ssn=0):
    return struct.pack('!BBHIHHI', 0, flags, 16 + len(data), tsn, 0, ssn, 0) + data


def pdu(message, port_type, dissector=b'sip', data=None):
    def tag(number, value):
        value += b'\0' * (-len(value) % 4)
        return struct.pack('!HH', number, len(value)) + value

    src, dst = (ipaddress.ip_address(end[0]).packed for end in (message.src, message.dst))
    return (tag(12, dissector) + tag(20 if len(src) == 4 else 22, src) + tag(21 if len(dst) == 4 else 23, dst) +
            tag(24, struct.pack('!I', port_type)) + tag(25, struct.pack('!I', message.src[1])) +
            tag(26, struct.pack('!I', message.dst[1])) + tag(0, b'') + (data or message.bytes))


def hep(message):
    def chunk(number, value):
        return struct.pack('!HHH', 0, number, 6 + len(value)) + value

    src, dst = (ipaddress.ip_address(end[0]).packed for end in (message.src, message.dst))
    chunks = b''.join([
        chunk(1, b'\2'), chunk(2, b'\x11'), chunk(3, src), chunk(4, dst), chunk(7, struct.pack('!H', message.src[1])),
        chunk(8, struct.pack('!H', message.dst[1])), chunk(9, struct.pack('!I', message.us // 1000000)),
        chunk(10, struct.pack('!I', message.us % 1000000)), chunk(11, b'\1'), chunk(12, struct.pack('!I', 7)),
        chunk(15, message.bytes)])
    return ethernet(udp(('198.51.100.1', 40000), ('198.51.100.2', 9060), b'HEP3' + struct.pack('!H', 6 + len(chunks)) + chunks))


def write_web_socket(write):
    messages = ws_messages(BROWSER, SERVER)
    c = Connection(BROWSER, SERVER)
    request, response = upgrade()
    c.send(START, BROWSER, request)
    c.send(START, SERVER, response)
    for i, m in enumerate(messages):
        mask = MASK if m.src == BROWSER else b''
        if i == 2:  # in three fragments with a ping among them
            parts = m.bytes[:70], m.bytes[70:90], m.bytes[90:]
            data = (ws_frame(parts[0], mask, fin=False) + ws_frame(parts[1], mask, 0, False) + ws_frame(b'?', mask, 9) +
                    ws_frame(parts[2], mask, 0))
            c.send(m.us, m.src, data[:300])
            c.send(m.us, m.src, data[300:])
        else:
            c.send(m.us, m.src, ws_frame(m.bytes, mask))
    write('websocket.pcap', pcap(c.packets), messages, 'answered', 'caller')

    c = Connection(BROWSER, SERVER, handshake=False)
    for m in messages:
        c.send(m.us, m.src, ws_frame(m.bytes, MASK if m.src == BROWSER else b'', 2))
    write('websocket-mid-stream.pcap', pcap(c.packets), messages, 'answered', 'caller')

    c = Connection(BROWSER, SERVER)
    c.send(START, BROWSER, request)
    c.send(START, SERVER, response)
    c.send(START, BROWSER, bytes([0xc1]) + ws_frame(b'compressed', MASK)[1:])
    write('websocket-compressed.pcap', pcap(c.packets), [], notes=['1 compressed WebSocket message'])


def write_sctp(write):
    m = [Message(0, A, B, 'INVITE', '1 INVITE', 'f1', sdp=True, transport='SCTP'),
         Message(20, B, A, 180, '1 INVITE', 'f1', 'b', transport='SCTP'),
         Message(30, B, A, 486, '1 INVITE', 'f1', 'b', transport='SCTP'),
         Message(31, A, B, 'ACK', '1 ACK', 'f1', 'b', transport='SCTP')]
    init = struct.pack('!BBHIIHHI', 1, 0, 20, 0x11223344, 65536, 1, 1, 0xfffffffe)
    invite = m[0].bytes
    write('sctp.pcap', pcap([
        (START, sctp(A, B, init)),
        # In three fragments, the last too early; TSNs wrap; one fragment twice.
        (START, sctp(A, B, data_chunk(0xfffffffe, invite[:150], 2))),
        (START, sctp(A, B, data_chunk(0, invite[300:], 1))),
        (START, sctp(A, B, data_chunk(0xffffffff, invite[150:300], 0))),
        (START, sctp(A, B, data_chunk(0xffffffff, invite[150:300], 0))),
        (m[1].us, sctp(B, A, data_chunk(100, m[1].bytes))),
        # Two chunks in a packet, one of them a repeat.
        (m[2].us, sctp(B, A, data_chunk(100, m[1].bytes), data_chunk(101, m[2].bytes, 7))),
        (m[3].us, sctp(A, B, data_chunk(1, m[3].bytes)))]), m, 'rejected', 'callee')


def write_pdus(write):
    v6 = [Message(0, A6, B6, 'INVITE', '1 INVITE', 'v1', sdp=True), Message(30, B6, A6, 486, '1 INVITE', 'v1', 'b'),
          Message(31, A6, B6, 'ACK', '1 ACK', 'v1', 'b')]
    write('pdu.pcap', pcap([(m.us, pdu(m, 3)) for m in v6], 252), v6, 'busy', 'callee')
    s = (B[0], 5061)
    tls = [Message(0, A, s, 'INVITE', '1 INVITE', 'f1', sdp=True, transport='TLS'),
           Message(30, s, A, 486, '1 INVITE', 'f1', 'b', transport='TLS'),
           Message(31, A, s, 'ACK', '1 ACK', 'f1', 'b', transport='TLS')]
    # What was decrypted from TLS comes record by record.
    records = [(m.us, part) for m in tls for part in (m.bytes[:100], m.bytes[100:])]
    packets = [(us, pdu(m, 2, b'sip.tcp', part)) for (us, part), m in zip(records, [m for m in tls for _ in range(2)])]
    write('pdu-stream.pcap', pcap(packets, 252), tls, 'busy', 'callee')
    write('pdu-tls.pcap', pcap([(m.us, pdu(m, 2)) for m in tls], 252), tls, 'busy', 'callee')

    direct = [Message(0, A, B, 'INVITE', '1 INVITE', 'f1', sdp=True), Message(30, B, A, 486, '1 INVITE', 'f1', 'b'),
              Message(31, A, B, 'ACK', '1 ACK', 'f1', 'b')]
    write('hep.pcap', pcap([(m.us + 500000, hep(m)) for m in direct]), direct, 'busy', 'callee')


def write_datagrams(write):
    m = [Message(0, A, B, 'INVITE', '1 INVITE', 'f1', sdp=True), Message(20, B, A, 180, '1 INVITE', 'f1', 'b'),
         Message(30, B, A, 486, '1 INVITE', 'f1', 'b', sdp=True), Message(31, A, B, 'ACK', '1 ACK', 'f1', 'b')]
    # Two in one datagram; line ends in front; CR CR LF; no blank line at the end.
    truth = [dict(x.truth) for x in m]
    truth[1]['time'] = truth[2]['time']
    write('datagrams.pcap', pcap([
        (m[0].us, ethernet(udp(A, B, b'\r\n\r\n' + m[0].bytes.replace(b'\r\nMax', b'\r\r\nMax')))),
        (m[2].us, ethernet(udp(B, A, m[1].bytes + b'\r\n' + m[2].bytes + b'\r\n\0\0'))),
        (m[3].us, ethernet(udp(A, B, m[3].bytes[:-4])))]), truth, 'rejected', 'callee')

    # On SIP's port, and no SIP: discovery by HTTP over UDP, STUN, the zeros that keep a binding.
    other = [b'M-SEARCH * HTTP/1.1\r\nHost: 239.255.255.250:1900\r\nST: upnp:rootdevice\r\n\r\n',
             b'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', b'OPTIONS rtsp://192.0.2.3/ RTSP/1.0\r\nCSeq: 1\r\n\r\n',
             b'\0\1\0\0\x21\x12\xa4\x42' + b'z' * 12, b'\0\0\0\0', b'\r\n']
    write('not-sip-udp.pcap', pcap([(START, ethernet(udp(A, B, data))) for data in other]), [])

    # Any port, and junk before the start line on one that spoke SIP.
    a, b = (A[0], 12345), (P[0], 23456)
    m = [Message(0, a, b, 'INVITE', '1 INVITE', 'f1', sdp=True), Message(30, b, a, 486, '1 INVITE', 'f1', 'b'),
         Message(31, a, b, 'ACK', '1 ACK', 'f1', 'b')]
    packets = frames(m)
    packets[1] = (m[1].us, ethernet(udp(b, a, b'\xff\xfejunk\x01' + m[1].bytes)))
    write('any-port.pcap', pcap(packets), m, 'busy', 'callee')


def write_all(write):
    write_web_socket(write)
    write_sctp(write)
    write_pdus(write)
    write_datagrams(write)
