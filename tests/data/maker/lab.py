# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab that the program grew out of: phones behind NATs, and ser at their provider between them.

Who makes what, and with which headers, is as MicroSIP and ser do it: the phone learns its public
address from rport, ser's own responses carry Server and a Warning with what it saw, and a relay
takes the sound on.
"""

import collections
import hashlib

from .messages import REASONS, START, endpoint

Phone = collections.namedtuple('Phone', 'user password inside outside sound')

# Each phone is captured on the computer it runs on: there it has its inside address.
CALLER = Phone('8001001', 'learn-by-doing', ('10.179.151.48', 52029), ('203.0.113.1', 6371), ('10.179.151.48', 4010))
CALLEE = Phone('john.doe01', 'hear-the-tone', ('10.20.30.40', 61234), ('203.0.113.77', 1044), ('10.20.30.40', 4020))
PROXY = ('198.51.100.5', 5060)
RELAY_TO_CALLER, RELAY_TO_CALLEE = ('198.51.100.6', 35000), ('198.51.100.6', 35002)
DOMAIN = 'example.org'
SER = 'ser (3.3.0-pre1 (i386/linux))'
PHRASES = {**REASONS, 100: 'trying -- your call is important to us', 401: 'Unauthorized',
           478: 'Unresolvable destination (478/TM)', 487: 'Request Terminated'}
NONCE = 'Tq6XvU6ulpFkzVRdnDf1tKbJ0c3WlQ8S'
ALLOW = 'PRACK, INVITE, ACK, BYE, CANCEL, UPDATE, INFO, SUBSCRIBE, NOTIFY, REFER, MESSAGE, OPTIONS'


class Message:
    """One message: when (s after the capture began), from where to where, its lines."""

    def __init__(self, at, src, dst, start, lines, body=''):
        self.us, self.src, self.dst = START + round(at * 1e6), src, dst
        if body:
            lines = [*lines, 'Content-Type: application/sdp']
        self.bytes = '\r\n'.join([start, *lines, f'Content-Length: {len(body)}', '', body]).encode()
        first, second = start.split()[:2]
        what = {'status': int(second)} if first == 'SIP/2.0' else {'method': first}
        self.truth = {'time': at, 'src': endpoint(src), 'dst': endpoint(dst), 'transport': 'UDP', **what,
                      'cseq': next(line for line in lines if line.startswith('CSeq: '))[6:]}


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def token(*parts):
    """What looks random, and is the same every time."""
    return md5('/'.join(map(str, parts)))


def digest(phone, method, uri):
    """RFC 3261 22.4: no algorithm and no qop in the challenge, so MD5 as in RFC 2069."""
    ha1 = md5(f'{phone.user}:{DOMAIN}:{phone.password}')
    response = md5(f'{ha1}:{NONCE}:{md5(f"{method}:{uri}")}')
    return f'Digest username="{phone.user}", realm="{DOMAIN}", nonce="{NONCE}", uri="{uri}", response="{response}"'


def sdp(address):
    return '\r\n'.join(['v=0', f'o=- 3560000000 3560000000 IN IP4 {address[0]}', 's=pjmedia', f'c=IN IP4 {address[0]}',
                        't=0 0', f'm=audio {address[1]} RTP/AVP 8 0 101', 'a=rtpmap:8 PCMA/8000', 'a=rtpmap:0 PCMU/8000',
                        'a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-16', 'a=sendrecv', ''])


def contact(phone, public=True):
    host, port = phone.outside if public else phone.inside
    return f'sip:{phone.user}@{host}:{port};ob'


def via(phone, branch, seen):
    """Of a phone: as it wrote it, or with what the proxy saw it come from."""
    learned = f'rport={phone.outside[1]};received={phone.outside[0]}' if seen else 'rport'
    return f'Via: SIP/2.0/UDP {endpoint(phone.inside)};{learned};branch=z9hG4bKPj{branch}'


def noise(phone, uri):
    """What ser adds to whatever it answers itself."""
    return [f'Server: {SER}',
            f'Warning: 392 {endpoint(PROXY)} "Noisy feedback tells:  pid=21387 req_src_ip={phone.outside[0]} '
            f'req_src_port={phone.outside[1]} in_uri={uri} out_uri={uri} via_cnt==1"']


class Registration:
    """REGISTER of one phone, and what the registrar says."""

    def __init__(self, phone, sequence=41001):
        self.phone, self.sequence = phone, sequence
        self.uri = f'sip:{DOMAIN}'

    def lines(self, seen):
        own = f'sip:{self.phone.user}@{DOMAIN}'
        return [via(self.phone, token('register', self.phone.user, self.sequence), seen),
                f'From: <{own}>;tag={token("register", self.phone.user)}',
                f'To: <{own}>' + (f';tag={token("registrar", self.sequence)[:8]}' if seen else ''),
                f'Call-ID: {token("registration", self.phone.user)}', f'CSeq: {self.sequence} REGISTER']

    def ask(self, at, credentials=True, public=True):
        self.sequence += 1
        lines = [*self.lines(False), 'Max-Forwards: 70', 'User-Agent: MicroSIP/3.20.7',
                 f'Contact: <{contact(self.phone, public)}>', 'Expires: 300', f'Allow: {ALLOW}']
        if credentials:
            lines.append('Authorization: ' + digest(self.phone, 'REGISTER', self.uri))
        return Message(at, self.phone.inside, PROXY, f'REGISTER {self.uri} SIP/2.0', lines)

    def answer(self, at, status=200):
        more = [f'WWW-Authenticate: Digest realm="{DOMAIN}", nonce="{NONCE}"'] if status == 401 else \
            [f'Contact: <{contact(self.phone)}>;expires=60']
        return Message(at, PROXY, self.phone.inside, f'SIP/2.0 {status} {PHRASES[status]}',
                       [*self.lines(True), *more, *noise(self.phone, self.uri)])


class Call:
    """One call. The caller's computer sees ask() and answer(), the callee's deliver() and reply()."""

    def __init__(self, name, caller=CALLER, callee=CALLEE, domain=DOMAIN):
        self.name, self.caller, self.callee = name, caller, callee
        self.uri = f'sip:{callee.user}@{domain}'
        self.target = contact(callee)
        self.route = f'<sip:{PROXY[0]};lr=on;ftag={self.tag("caller")}>'

    def tag(self, whose):
        return token(self.name, whose)[:16]

    def branch(self, hop, cseq, method, answered):
        """CANCEL and the ACK of a failure have that of their INVITE; all else has its own."""
        of_invite = method == 'CANCEL' or method == 'ACK' and not answered
        return token(self.name, hop, cseq, 'INVITE' if of_invite else method)

    def lines(self, vias, method, cseq, to_tag=None):
        return [*vias, f'From: <sip:{self.caller.user}@{DOMAIN}>;tag={self.tag("caller")}',
                f'To: <{self.uri}>' + (f';tag={self.tag(to_tag)}' if to_tag else ''),
                f'Call-ID: {token(self.name)}', f'CSeq: {cseq} {method}']

    def relay_via(self, cseq, method, answered=False):
        return f'Via: SIP/2.0/UDP {PROXY[0]};branch=z9hG4bK{self.branch("proxy", cseq, method, answered)[:4]}.' \
               f'{self.branch("proxy", cseq, method, answered)[4:12]}.0'

    def caller_via(self, cseq, method, answered=False, seen=True):
        return via(self.caller, self.branch('caller', cseq, method, answered), seen)

    def ask(self, at, method, cseq, to_tag=None, credentials=False, answered=False):
        """A request of the caller. @to_tag: whose, once there is one; @answered: within the call."""
        uri = self.target if answered else self.uri
        lines = [*self.lines([self.caller_via(cseq, method, answered, False)], method, cseq, to_tag), 'Max-Forwards: 70']
        if answered:
            lines.append(f'Route: {self.route}')
        if credentials:
            lines.append('Proxy-Authorization: ' + digest(self.caller, method, uri))
        if method == 'INVITE':
            lines += [f'Contact: <{contact(self.caller)}>', f'Allow: {ALLOW}', 'Supported: replaces, 100rel, norefersub',
                      'User-Agent: MicroSIP/3.20.7']
        return Message(at, self.caller.inside, PROXY, f'{method} {uri} SIP/2.0', lines,
                       sdp(self.caller.sound) if method == 'INVITE' else '')

    def answer(self, at, status, cseq, method='INVITE', by='proxy', answered=False):
        """What the proxy sends to the caller, made by itself or by the callee."""
        lines = self.lines([self.caller_via(cseq, method, answered)], method, cseq, None if status == 100 else by)
        if by == 'proxy':
            if status == 407:
                lines.append(f'Proxy-Authenticate: Digest realm="{DOMAIN}", nonce="{NONCE}"')
            lines += noise(self.caller, self.uri)
        else:
            lines += self.callee_lines(status, method)
        return Message(at, PROXY, self.caller.inside, f'SIP/2.0 {status} {PHRASES[status]}', lines,
                       sdp(RELAY_TO_CALLER) if (status, method) == (200, 'INVITE') else '')

    def callee_lines(self, status, method):
        established = method == 'INVITE' and status in (180, 200)
        return [f'Record-Route: {self.route}', f'Contact: <{self.target}>', f'Allow: {ALLOW}'] if established else []

    def deliver(self, at, method, cseq, to_tag=None, answered=False):
        """What the proxy sends to the callee: passed on, or (CANCEL, ACK of a failure) made by itself."""
        own = method == 'CANCEL' or method == 'ACK' and not answered
        vias = [self.relay_via(cseq, method, answered)] + ([] if own else [self.caller_via(cseq, method, answered)])
        lines = [*self.lines(vias, method, cseq, to_tag), f'Max-Forwards: {70 if own else 69}']
        if own:
            lines.append(f'User-Agent: {SER}')
        elif method == 'INVITE':
            lines += [f'Record-Route: {self.route}', f'Contact: <{contact(self.caller)}>', f'Allow: {ALLOW}',
                      'Supported: replaces, 100rel, norefersub', 'User-Agent: MicroSIP/3.20.7']
        return Message(at, PROXY, self.callee.inside, f'{method} {self.target} SIP/2.0', lines,
                       sdp(RELAY_TO_CALLEE) if method == 'INVITE' else '')

    def reply(self, at, status, cseq, method='INVITE', answered=False):
        """What the callee's phone answers."""
        vias = [self.relay_via(cseq, method, answered) + f';received={PROXY[0]}']
        if method != 'CANCEL':
            vias.append(self.caller_via(cseq, method, answered))
        lines = self.lines(vias, method, cseq, None if status == 100 else 'callee')
        return Message(at, self.callee.inside, PROXY, f'SIP/2.0 {status} {"Trying" if status == 100 else PHRASES[status]}',
                       [*lines, *self.callee_lines(status, method)],
                       sdp(self.callee.sound) if (status, method) == (200, 'INVITE') else '')

    def challenged(self, *at):
        """INVITE, 100, 407, ACK, INVITE with credentials, 100: how every call of the report begins."""
        return [self.ask(at[0], 'INVITE', 17433), self.answer(at[1], 100, 17433), self.answer(at[2], 407, 17433),
                self.ask(at[3], 'ACK', 17433, 'proxy'), self.ask(at[4], 'INVITE', 17434, credentials=True),
                *([self.answer(at[5], 100, 17434)] if len(at) > 5 else [])]


def registered(phone, *at):
    """A phone that was registered before the capture began, and refreshes at these times."""
    registration = Registration(phone)
    return [message for second in at for message in (registration.ask(second), registration.answer(second + 0.196))]
