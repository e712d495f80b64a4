#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the seeds of the fuzz targets into tests/fuzz/corpus/TARGET.

Usage: make-corpus.py [DIRECTORY]

Everything comes from tests/data and docs/filter.md, or is below. Files named found-… are inputs that once
were findings: they are left alone.
"""

import hashlib
import pathlib
import re
import struct
import sys
import zlib

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE.parent / 'data'
LARGEST = 8192

SDP = b'''v=0
o=alice 2890844526 2890844527 IN IP4 192.0.2.101
s=-
i=a session
u=http://example.com/
e=alice@example.com
p=+1 617 555-6011
c=IN IP4 192.0.2.101/127/3
b=AS:128
t=2873397496 2873404696
r=7d 1h 0 25h
z=2882844526 -1h 2898848070 0
k=clear:secret
a=group:BUNDLE a
m=audio 49172 RTP/SAVP 96 0 8 101
i=sound
c=IN IP6 2001:db8::1
a=rtpmap:96 opus/48000/2
a=fmtp:96 useinbandfec=1
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-16
a=ptime:20
a=sendonly
a=rtcp:53020 IN IP4 192.0.2.9
a=rtcp-mux
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:4
m=video 0 RTP/AVP 31
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
'''.replace(b'\n', b'\r\n')

MESSAGES = [b'''INVITE sip:bob@example.com;transport=tcp?subject=x SIP/2.0
v: SIP/2.0/UDP [2001:db8::1]:5060;branch=z9hG4bK74bf9;rport;received=192.0.2.1,
 SIP/2.0/TCP proxy.example.com ;branch=z9hG4bKx
Max-Forwards: 70
f: "Alice \\"A\\" <" <sip:alice%40x@example.com;transport=udp>;tag=9fxced76sl
t: Bob <sip:bob@example.com>
i: 3848276298220188511@example.com
CSeq: 1 INVITE
m: <sip:alice@192.0.2.1;ob>;expires=60;q=0.5, *
Route: <sip:p1.example.com;lr>, <sip:p2.example.com;lr>
Proxy-Authorization: Digest username="alice", realm="example.com", nonce="f84f1c", uri="sip:bob@example.com",
 response="42ce3cef44b22f50c6a6071bc8", algorithm=MD5, qop=auth, nc=00000001, cnonce="x"
Session-Expires: 1800;refresher=uac
Reason: SIP;cause=200;text="Call completed elsewhere"
Subject:
 folded
	twice
Warning: 307 isi.edu "Session parameter 'foo' not understood"
Date: Thu, 21 Feb 2002 13:02:03 GMT
k: 100rel, timer
c: multipart/mixed;boundary="b 1"
MIME-Version: 1.0
l: 178

--b 1
Content-Type: application/sdp

v=0
o=- 1 1 IN IP4 192.0.2.1
s=-
t=0 0
--b 1
Content-Type: message/sipfrag

SIP/2.0 100 Trying
--b 1--
''', b'''SIP/2.0 407 Proxy Authentication Required
Via: SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bK56sdasks
From: <sip:alice@example.com>;tag=1
To: <tel:+1-201-555-0123;phone-context=+1>;tag=2
Call-ID: a@b
CSeq: 4294967296 INVITE
Proxy-Authenticate: Digest realm="r", nonce="n", opaque="", stale=TRUE, algorithm=SHA-256, qop="auth,auth-int"
Retry-After: 5 (in a meeting);duration=3600
Content-Length: 0

''', b'''NOTIFY sip:a@b SIP/2.0
Via: SIP/2.0/SCTP h;branch=z9hG4bKn
From: a <sip:a@b>;tag=1
To: b <sip:b@b>;tag=2
Call-ID: n
CSeq: 2 NOTIFY
Event: refer;id=93809824
Subscription-State: terminated;reason=noresource
Content-Type: message/sipfrag;version=2.0
Content-Length: 19

SIP/2.0 603 Declined''', b'''GET /chat HTTP/1.1
Host: example.com
Upgrade: websocket
Connection: Upgrade
Sec-WebSocket-Protocol: sip

''', b'\n\n', b'SIP/2.0 200\n', b'']

FILTERS = ['method:INVITE status:4xx from:alice header:Via~10\\.0 leg:2 -repeat "free text" since:1.5',
           '(status:180-199 or status>=400) -(keepalive or not damaged)', 'from:"Alice \\"B\\"" to~"^<sip:(\\\\w+)@"',
           'src:10.0.0.0/8 dst:[2001:db8::1]:5060 port:5060', 'since:14:05:30.250 until:15:00', 'stauts:1', '((((', '"',
           'body~(a+)+$', 'header:X-Note:(today) sdp codec:opus', 'ü "中文" OR NOT x']

ACCOUNTS = ['{"version":1,"default":"a","accounts":[{"id":"a","label":"Ä","user":"alice","domain":"example.com",'
            '"auth_user":"al","display_name":"Alice \\u00fc","proxy":"sip:p:5061","transport":"tls","expires":300,'
            '"keep_alive":true,"enabled":false,"register":true,"future":{"x":[1,2.5e3,null]}},{"id":"a"},7]}',
            '{"version":2}', '{"accounts":{}}', '[' * 64, '{"version":1,"accounts":[{"expires":-1,"transport":"x","user":5}]}']


# Scripts for fuzz-explain.c. {B}: what is named below; @AP1: from A to P, 10 µs after the one before.
CALL = b'''@AP1
INVITE sip:bob@{B} SIP/2.0
Via: SIP/2.0/UDP 10.0.0.65;branch=z9hG4bK1;rport
Max-Forwards: 70
From: "{B}" <sip:alice@{B}>;tag={B}a
To: "{B}" <sip:bob@{B}>
Call-ID: c{B}
CSeq: 1 INVITE
Contact: <sip:alice@10.0.0.65;x={B}>
User-Agent: {B}
Subject: {B}
Content-Type: application/sdp

v=0
o=- 1 1 IN IP4 {B}
s={B}
c=IN IP4 10.0.0.65
t=0 0
m=audio 4000 RTP/SAVP 0 101
a=rtpmap:101 telephone-event/8000
a=rtpmap:0 {B}/8000
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{B}
a={B}
@PA3
SIP/2.0 100 {B}
Via: SIP/2.0/UDP 10.0.0.65;branch=z9hG4bK1;rport=5060;received={B}
From: "{B}" <sip:alice@{B}>;tag={B}a
To: <sip:bob@{B}>
Call-ID: c{B}
CSeq: 1 INVITE

@PA4
SIP/2.0 407 {B}
Via: SIP/2.0/UDP 10.0.0.65;branch=z9hG4bK1;rport=5060;received={B}
From: "{B}" <sip:alice@{B}>;tag={B}a
To: <sip:bob@{B}>;tag=p{B}
Call-ID: c{B}
CSeq: 1 INVITE
Proxy-Authenticate: Digest realm="{B}", nonce="{B}", opaque="{B}", qop="auth,{B}", algorithm={B}, stale={B}
Server: {B}
Warning: 399 {B} "{B}"

@AP2
ACK sip:bob@{B} SIP/2.0
Via: SIP/2.0/UDP 10.0.0.65;branch=z9hG4bK1;rport
From: "{B}" <sip:alice@{B}>;tag={B}a
To: <sip:bob@{B}>;tag=p{B}
Call-ID: c{B}
CSeq: 1 ACK

@AP3
INVITE sip:bob@{B} SIP/2.0
Via: SIP/2.0/UDP 10.0.0.65;branch=z9hG4bK2;rport
From: "{B}" <sip:alice@{B}>;tag={B}a
To: <sip:bob@{B}>
Call-ID: c{B}
CSeq: 2 INVITE
Contact: <sip:alice@10.0.0.65>
Proxy-Authorization: Digest username="{B}", realm="{B}", nonce="{B}", uri="{B}", response="{B}", cnonce="{B}", nc=1, qop=auth
Session-Expires: {B};refresher={B}
Content-Type: application/sdp

v=0
o=- 1 1 IN IP4 10.0.0.65
s=-
c=IN IP4 10.0.0.65
t=0 0
m=audio 4000 RTP/AVP 0
@PA5
SIP/2.0 183 {B}
Via: SIP/2.0/UDP 10.0.0.65;branch=z9hG4bK2
From: "{B}" <sip:alice@{B}>;tag={B}a
To: <sip:bob@{B}>;tag=b{B}
Call-ID: c{B}
CSeq: 2 INVITE
Require: 100rel, {B}
RSeq: {B}
Record-Route: <sip:{B};lr>
Contact: <sip:bob@{B}>

@PA6
SIP/2.0 486 {B}
Via: SIP/2.0/UDP 10.0.0.65;branch=z9hG4bK2
From: "{B}" <sip:alice@{B}>;tag={B}a
To: <sip:bob@{B}>;tag=b{B}
Call-ID: c{B}
CSeq: 2 INVITE
Reason: {B};cause={B};text="{B}"
Retry-After: {B} ({B})

'''

RECORDED = ['early-media-183-prack', 'fork-to-two-phones', 'hold-and-resume', 'no-answer-408-by-proxy', 'private-contact-behind-nat',
            'redirected-302-followed', 'subscribe-notify', 'transferred-by-refer', 'two-calls-in-one-registration']
HOSTILE = [b'b', b'<script>alert(1)</script>', b'&lt;&#x3c;&', b'"onclick="x', b'\xe2\x80\xae\xe2\x81\xa7x', b'%s%n{from}{realm}',
           b'\xff\xfe\x01\x7f', b'[x](javascript:y)`*_|#', b'"', b'\\', b'4294967295', b'-1', b'', b',;<>@[']

# A line of a message that is there as often as it fits.
MANY = [b'Via: SIP/2.0/UDP h;branch=z9hG4bK2;received=1.2.3.4\r\n', b'Record-Route: <sip:h;lr>\r\n', b'm=audio 4000 RTP/AVP 0 8 96\r\n',
        b'a=rtpmap:96 x/8000\r\n', b'm=audio 0 RTP/AVP 0\r\n', b'Contact: <sip:a@b>;expires=1\r\n', b'a:b\r\n', b'Supported: a,b,c\r\n',
        b'Proxy-Authorization: Digest username="a", realm="b", nonce="c", response="d"\r\n', b'Warning: 399 x "y"\r\n', b'To: <sip:a@b>;tag=1\r\n']


DIAL_PLANS = [('(2xxx|#xx|0xxxxxxxxxx.|[2-9]xxxxxxxxx)', '(010) 1234-5678'), ('<9,:>xxxxxxx | 1[2-9]xx S0 | x.L5', 'tel:1955'),
              ('/^(\\d+)+$/\\1/|x.!', '1' * 64), ('xxx|[2-', '123'), ('<0:<1:2>>', '0'), ('x.x.x.x.#|<00:+>x.', '0049 30 1234'), ('x.!', '112')]

TRANSFERS = [
    '{"format": "ringback-accounts", "version": 1, "accounts": [{"user": "alice", "domain": "Example.org", "proxy": "p.example:5070", '
    '"transport": "auto", "expires": 600, "encryption": "required", "dtmf_mode": "info", "dial_plan": "0x.|[2-9]xxxxxx|/^0(\\\\d+)$/+86\\\\1/", '
    '"pinned_certificate": "' + 'ab' * 32 + '", "ice": true}, {"user": "bob", "domain": "example.org"}]}',
    '{"accounts": [{"user": "bob", "domain": "example.org", "password": "x", "colour": [1, {}]}]}',
    '{"accounts": [{"user": "bob", "domain": "example.org", "transport": "sctp"}]}',
]


# Bodies of NOTIFY: RFC 3863, 4480, 4235, 3842.
EVENTS = [
    b"""<?xml version="1.0" encoding="UTF-8"?>
<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model"
 xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" entity="sip:bob@lab.test">
<tuple id="a"><status><basic>open</basic></status><note>Lab &amp; desk</note></tuple>
<dm:person id="p"><rpid:activities><rpid:on-the-phone/></rpid:activities></dm:person></presence>""",
    b"""<?xml version="1.0"?>
<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="1" state="partial" entity="sip:bob@lab.test">
<dialog id="as7d900as8" call-id="a84b4c76e66710" direction="recipient"><state event="rejected">early</state></dialog>
</dialog-info>""",
    b"Messages-Waiting: yes\r\nMessage-Account: sip:bob@lab.test\r\nVoice-Message: 2/8 (0/2)\r\n",
]


def script(list_):
    """The messages over UDP and IPv4 of a capture, at the pace of a person."""
    ends, lines = {}, []
    for _, frame in list_:
        match = re.search(rb'(?:[A-Z]+ sips?:|SIP/2\.0 \d{3}).*', frame, re.S)
        if match and match.start() >= 28:
            ip = frame[match.start() - 28:match.start() - 8]
            source, destination = (ends.setdefault(address, chr(65 + len(ends))) for address in (ip[12:16], ip[16:20]))
            lines.append(f'@{source}{destination}5\r\n'.encode() + match.group(0))
    return b''.join(lines)


def explain_inputs(torture):
    yield from (crlf(CALL.replace(b'{B}', text)) for text in HOSTILE)
    wide = crlf(CALL.replace(b'"{B}" <', b'"\n+60000 x\n+1 " <').replace(b'{B}', b'b'))
    yield wide
    yield wide.replace(b'+60000 x', b'+20000 \xe2\x80\xae')
    head, _, rest = crlf(CALL.replace(b'{B}', b'b')).partition(b'a=b\r\n')
    for line in MANY:
        place = head + b'*3000 ' + line if line[1:2] == b'=' else head.replace(b'Subject:', b'*3000 ' + line + b'Subject:')
        yield place + b'a=b\r\n' + rest
    # Forks and copies.
    first, answer, *_ = re.split(rb'(?=@)', crlf(CALL.replace(b'{B}', b'b')))[1:]
    yield first + b''.join(answer.replace(b'100 b', b'180 x').replace(b'5060;', b'%d;' % i).replace(b'sip:bob@b>', b'sip:bob@b>;tag=%d' % i)
                           for i in range(20))
    yield first * 20
    for i in range(0, len(torture), 5):
        yield b''.join(b'@AP5\r\n' + message + b'\r\n' for message in torture[i:i + 5])


def crlf(text):
    return re.sub(rb'(?<!\r)\n', b'\r\n', text)


def packets(path):
    """(link type, bytes) of a pcap file, as far as it can be read."""
    data = path.read_bytes()
    order = '<' if data[:1] in (b'\xd4', b'\x4d') else '>'
    link = struct.unpack_from(order + 'I', data, 20)[0] & 0xffff
    at = 24
    while at + 16 <= len(data):
        length = struct.unpack_from(order + 'I', data, at + 8)[0]
        yield link, data[at + 16:at + 16 + length]
        at += 16 + length


def segment(control, seq, data):
    return struct.pack('>BHH', control, seq, len(data)) + data


def hep(*chunks):
    """A HEP3 datagram of (type, bytes)."""
    body = b''.join(struct.pack('>HHH', 0, kind, 6 + len(data)) + data for kind, data in chunks)
    return b'HEP3' + struct.pack('>H', 6 + len(body)) + body


def hep_inputs(message):
    head = [(1, b'\x02'), (2, b'\x11'), (3, bytes((192, 0, 2, 1))), (4, bytes((192, 0, 2, 2))), (7, b'\x13\xc4'),
            (8, b'\x13\xc4'), (9, struct.pack('>I', 1767225600)), (10, struct.pack('>I', 5000)), (11, b'\x01'),
            (12, struct.pack('>I', 2001))]
    ip6 = [(1, b'\x0a'), (2, b'\x06'), (5, bytes(15) + b'\x01'), (6, bytes(15) + b'\x02')] + head[4:]
    yield hep(*head, (15, message))
    yield hep(*head, (14, b'secret'), (17, b'call-1'), (16, zlib.compress(message)))
    yield hep(*ip6, (15, message))
    yield hep(*head[:-2], (11, b'\x05'), (15, b'{"type":200}'))
    yield hep(*head, (16, b'x\x9cnot compressed'))
    yield hep(*head)
    yield hep(*head, (15, message))[:-20]


# Headers of an INVITE or REFER by which callers are told apart, and bodies of reports.
IDENTITIES = [
    'P-Asserted-Identity: "Real, Name" <sip:+49@example.org;user=phone>, <tel:+49123>\r\nPrivacy: id;critical',
    'Diversion: <sip:b@example.org>;reason=no-answer, "F, irst" <sip:a@example.org>;reason="User-Busy";counter=2',
    'History-Info: <sip:a@example.org?Reason=SIP%3Bcause%3D302>;index=1, <sip:bob@example.org>;index=1.1;mp=1',
    'Call-Info: <http://example.org/i.png>;purpose=icon, <sip:x@y>;answer-after=5\r\nAnswer-Mode: Auto',
    'Alert-Info: <http://www.notused.com>;info="alert-autoanswer";delay=2\r\nAlert-Info: Ring Answer',
    'Referred-By: "Boss" <sip:boss@example.org?X=1>;cid="2@x"\r\n'
    'Refer-To: <sip:c@example.org;transport=tcp?Replaces=1%40x%3Bto-tag%3D2%3Bfrom-tag%3D3&Require=replaces>',
    'Refer-To: <sip:c@example.org;method=BYE?Replaces=%0D%0AX:%20y>',
    'SIP/2.0 180 Ringing\r\nTo: x', 'SIP/2.0 0200 OK',
]


# Links to call, honest and not.
LINKS = [
    'sip:alice@example.org', 'sips:alice@example.org;transport=tcp;maddr=192.0.2.1', 'sip:a@b?Replaces=1%3Bto-tag%3D2&Subject=x',
    'sip:alice:secret@[2001:db8::1]:5070;method=BYE', 'tel:+1-201-555-0123;ext=4;phone-context=example.com', 'tel:110,,4#',
    'tel:%2B12;postd=pp22', 'callto://alice@example.org?chat', 'callto:+86 10 1234', 'sip:a@b\r\nContact: <sip:x@y>',
    'tel:1%0d%0a2', 'tel:%E2%80%AE123', 'sip:\u202ealice@example.org', 'sip:@', 'tel:', 'http://example.org',
]


def write(directory, target, inputs):
    folder = directory / target
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob('seed-*'):
        old.unlink()
    for data in inputs:
        if len(data) <= LARGEST:
            (folder / ('seed-' + hashlib.sha256(data).hexdigest()[:12])).write_bytes(data)


def offers():
    """What phones offer: each profile, with and without keys, rejected and doubled lines."""
    head = 'v=0\r\no=- 1 1 IN IP4 192.0.2.2\r\ns=-\r\nc=IN IP4 192.0.2.2\r\nt=0 0\r\n'
    codecs = 'a=rtpmap:96 opus/48000/2\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\n'
    key = 'WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz'
    keys = ['', f'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{key}\r\n',
            f'a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:{key}|2^31|1:1\r\na=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:{key}|2^20 WSH=64\r\n',
            'a=crypto:2 AEAD_AES_128_GCM inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\r\n',
            'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:\r\n']
    lines = [f'm=audio {port} {profile} 8 96 0 101\r\n{codecs}{line}a=sendonly\r\n'
             for profile in ('RTP/AVP', 'RTP/SAVP', 'RTP/SAVPF') for line in keys for port in (0, 4002)]
    name = 'a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\n'
    own = 'a=candidate:1 1 UDP 2130706431 192.0.2.2 4002 typ host\r\n'
    ice = [name + own,
           name + own + 'a=candidate:2 2 udp 1694498815 198.51.100.7 9 typ srflx raddr 192.0.2.2 rport 4003\r\na=rtcp-mux\r\n',
           name + own + 'a=candidate:3 1 TCP 5 2001:db8::1 9 typ relay tcptype active\r\n' * 30,
           name + 'a=candidate:1 1 UDP 5 192.0.2.3 4002 typ prflx\r\na=ice-lite\r\n',
           name + own + 'a=remote-candidates:1 192.0.2.1 4000\r\na=ice-mismatch\r\n']
    lines += [f'm=audio 4002 RTP/AVP 8\r\n{line}' for line in ice]
    return [(head + line).encode() for line in lines] + [(head + a + b).encode() for a, b in zip(lines, lines[7:])]


def checks():
    """Checks of ICE and their answers: attributes as the target wraps them, and whole messages."""
    def attribute(kind, value):
        return struct.pack('>HH', kind, len(value)) + value + bytes(-len(value) % 4)

    lists = [attribute(0x24, struct.pack('>I', 1845501695)), attribute(0x25, b''), attribute(0x802a, bytes(range(8))),
             attribute(0x8029, b'\xff' * 8), attribute(9, b'\0\0\4\x57Role Conflict'), attribute(0x8022, b'odd'),
             attribute(0x20, bytes(8)), attribute(0x26, b'')]
    lists.append(b''.join(lists[:3]))
    # The first byte chooses the kind, so each list follows an attribute that may be ignored.
    inputs = [bytes([0x80 + kind, 0x30, 0, 0]) + list_ for kind in range(4) for list_ in lists]

    def message(kind, attributes):
        text = struct.pack('>HHI', kind, len(attributes) + 8, 0x2112a442) + bytes(12) + attributes
        return text + attribute(0x8028, struct.pack('>I', zlib.crc32(text) ^ 0x5354554e))

    return inputs + [message(kind, list_) for kind in (1, 0x11, 0x101, 0x111, 3) for list_ in lists[:2]]


def wavs():
    """Headers of WAV files: each format, extensible, with other chunks, cut off."""
    def chunk(name, data):
        return name + struct.pack('<I', len(data)) + data

    def wav(format_, channels, rate, bits, extra=b'', before=b''):
        block = channels * bits // 8
        body = before + chunk(b'fmt ', struct.pack('<HHIIHH', format_, channels, rate, rate * block, block, bits) + extra)
        return b'RIFF' + struct.pack('<I', 200) + b'WAVE' + body + chunk(b'data', b'\1\2' * 40)

    files = [wav(1, 1, 8000, 16), wav(1, 2, 48000, 24), wav(3, 1, 44100, 32), wav(6, 1, 8000, 8), wav(7, 1, 8000, 8),
             wav(0xfffe, 2, 48000, 16, struct.pack('<HHIH', 22, 16, 3, 1) + bytes(14)),
             wav(1, 1, 16000, 16, before=chunk(b'LIST', b'INFO' + bytes(21)))]
    return files + [file[:len(file) // 2] for file in files] + [files[0].replace(b'data', b'dat?')]


def main():
    directory = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / 'corpus'
    captures = sorted(DATA.glob('*/*.pcap'))
    frames = [(path, list(packets(path))) for path in captures]
    found = {match.group(0) for _, list_ in frames for _, frame in list_
             for match in [re.search(rb'(?:[A-Z]+ sips?:|SIP/2\.0 \d{3}).*', frame, re.S)] if match}
    torture = [path.read_bytes() for path in sorted(DATA.glob('torture/*.sip'))]
    samples = [crlf(text) for text in MESSAGES]
    # One of each start line is enough.
    messages = list({re.sub(rb'\d+', b'', m.split(b'\r\n')[0]): m for m in sorted(found)}.values()) + samples + torture

    write(directory, 'message', messages)
    write(directory, 'explain', [*explain_inputs(torture), *(script(list_) for path, list_ in frames if path.name.removesuffix('.caller.pcap') in RECORDED)])
    write(directory, 'event', EVENTS)
    write(directory, 'identity', [text.encode() for text in IDENTITIES])
    write(directory, 'sdp', [SDP, SDP.replace(b'\r\n', b'\n')] + [m.partition(b'\r\n\r\n')[2] for m in messages if b'v=0' in m])
    write(directory, 'offer', offers())
    write(directory, 'stun', checks())
    write(directory, 'wav', wavs())
    write(directory, 'pcap', [path.read_bytes() for path in captures])
    write(directory, 'pcapng', [path.read_bytes() for path in sorted(DATA.glob('*/*.pcapng'))])
    write(directory, 'hep', hep_inputs(samples[1]))
    write(directory, 'packet', [b''.join(struct.pack('>HH', link, len(frame)) + frame for link, frame in list_[:4])
                                for _, list_ in frames])
    whole = samples[0] + b'\r\n\r\n' + samples[1]
    third = len(whole) // 3
    parts = [(0, whole[:third]), (third, whole[third:2 * third]), (2 * third, whole[2 * third:])]
    write(directory, 'tcp', [segment(4, 0, b'') + b''.join(segment(0, 1 + at, part) for at, part in order) + segment(8, 1 + len(whole), b'')
                             for order in (parts, parts[::-1], parts[1:] + parts[:1], parts + parts, parts[:2], parts[1:])] +
          [segment(0, 0, samples[3]) + segment(1, 0, b'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: sip\r\n\r\n') +
           segment(0, len(samples[3]), b'\x81\xfe' + struct.pack('>H', len(samples[1])) + b'\0\0\0\0' + samples[1]),
           b''.join(segment(i % 4, 10 * i, b'\r\n\r\n' + samples[2]) for i in range(5))])
    examples = re.findall(r'^\| `[^|]*\| [^|]* \| `([^`]*)`', (HERE.parent.parent / 'docs/filter.md').read_text(encoding='utf-8'), re.M)
    write(directory, 'filter', [text.encode() + b'\0' + samples[0] for text in FILTERS + examples])
    rules = re.findall(r'^\| `([^`]+)` \| ([^|]+) \|', (HERE.parent.parent / 'docs/dial-plan.md').read_text(encoding='utf-8'), re.M)
    write(directory, 'dial-plan', [(rule + '\0' + typed).encode() for rule, typed in rules + DIAL_PLANS])
    write(directory, 'dial-link', [text.encode() for text in LINKS])
    write(directory, 'json', [text.encode() for text in ACCOUNTS])
    write(directory, 'accounts', [text.encode() for text in ACCOUNTS + TRANSFERS])


main()
