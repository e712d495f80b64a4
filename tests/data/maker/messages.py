# SPDX-License-Identifier: GPL-3.0-or-later
"""SIP messages with the truth about each."""

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
