# SPDX-License-Identifier: GPL-3.0-or-later
"""A phone that does what a scenario tells it, message by message, and nothing of its own accord."""

import hashlib
import itertools
import re
import select
import socket
import time

PROXY = ('192.0.2.1', 5060)
PROXY6 = ('2001:db8::1', 5060)
DOMAIN = 'example.com'
REASONS = {100: 'Trying', 180: 'Ringing', 183: 'Session Progress', 200: 'OK', 202: 'Accepted', 302: 'Moved Temporarily',
           481: 'Call/Transaction Does Not Exist', 486: 'Busy Here', 487: 'Request Terminated', 491: 'Request Pending',
           603: 'Decline'}
numbers = itertools.count(1)


def host(address):
    return f'[{address}]' if ':' in address else address


class Message:
    def __init__(self, data, source):
        head, _, self.body = data.partition(b'\r\n\r\n')
        self.start, *lines = head.decode().split('\r\n')
        self.headers = [tuple(part.strip() for part in line.split(':', 1)) for line in lines]
        self.source = source
        self.what = int(self.start.split()[1]) if self.start.startswith('SIP/2.0') else self.start.split()[0]

    def all(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def get(self, name):
        return (self.all(name) or [''])[0]

    def tag(self, name):
        found = re.search(r';tag=([^;>\s]+)', self.get(name))
        return found.group(1) if found else ''

    def contact(self):
        return re.search(r'<([^>]+)>', self.get('Contact')).group(1)


class Phone:
    def __init__(self, user, address, port=5060, transport='UDP', advertised=None, proxy=PROXY):
        self.user, self.address, self.transport, self.proxy = user, (address, port), transport, proxy
        self.sent_by = f'{host(advertised or address)}:{port}'
        family = socket.AF_INET6 if ':' in address else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_STREAM if transport == 'TCP' else socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind((address, port))
        self.rest = b''
        if transport == 'TCP':
            self.socket.connect(proxy)

    def close(self):
        self.socket.close()

    def uri(self):
        return f'sip:{self.user}@{DOMAIN}'

    def contact(self):
        return f'<sip:{self.user}@{self.sent_by}{";transport=tcp" if self.transport == "TCP" else ""}>'

    def via(self):
        return f'SIP/2.0/{self.transport} {self.sent_by};rport;branch=z9hG4bK-{self.user}-{next(numbers)}'

    def send(self, data, to=None):
        if self.transport == 'TCP':
            self.socket.sendall(data)
        else:
            self.socket.sendto(data, to or self.proxy)
        return data

    def read(self, limit):
        if self.transport == 'TCP':
            found = self.frame()
            while not found:
                if not select.select([self.socket], [], [], limit)[0]:
                    return None
                self.rest += self.socket.recv(65536)
                found = self.frame()
            return Message(found, self.proxy)
        if not select.select([self.socket], [], [], limit)[0]:
            return None
        data, source = self.socket.recvfrom(65536)
        return Message(data, source)

    def frame(self):
        head, separator, _ = self.rest.partition(b'\r\n\r\n')
        found = re.search(rb'(?i)\r\ncontent-length\s*:\s*(\d+)', head)
        length = len(head) + 4 + (int(found.group(1)) if found else 0)
        if not separator or len(self.rest) < length:
            return None
        message, self.rest = self.rest[:length], self.rest[length:]
        return message

    def expect(self, *what, limit=8):
        """The next message must be one of these; 100 may come before."""
        end = time.monotonic() + limit
        while True:
            message = self.read(max(0, end - time.monotonic()))
            if message is None:
                raise AssertionError(f'{self.user} waits in vain for {what}')
            if message.what in what:
                return message
            if message.what != 100:
                raise AssertionError(f'{self.user} waits for {what}, but there came {message.start}')

    def respond(self, request, status, tag='', body='', extra=(), to=None):
        """A response to a request, sent where that came from."""
        to_value = request.get('To') + (f';tag={tag}' if tag and ';tag=' not in request.get('To') else '')
        lines = [f'SIP/2.0 {status} {REASONS[status]}', *(f'Via: {v}' for v in request.all('Via')),
                 *(f'Record-Route: {v}' for v in request.all('Record-Route')), f'From: {request.get("From")}',
                 f'To: {to_value}', f'Call-ID: {request.get("Call-ID")}', f'CSeq: {request.get("CSeq")}',
                 f'Contact: {self.contact()}', f'Server: scripted phone of {self.user}', *extra]
        return self.send(complete(lines, body), to or request.source)

    def register(self, expires=300, call_id=None, cseq=1, contact=None):
        """Two requests: without and with credentials. Returns the Call-ID."""
        call_id = call_id or f'register-{self.user}-{next(numbers)}'
        lines = [f'From: <{self.uri()}>;tag=r{self.user}', f'To: <{self.uri()}>', f'Call-ID: {call_id}',
                 'Max-Forwards: 70', f'Contact: {contact or self.contact()}', f'Expires: {expires}',
                 f'User-Agent: scripted phone of {self.user}']
        start = f'REGISTER sip:{DOMAIN} SIP/2.0'
        self.send(complete([start, f'Via: {self.via()}', f'CSeq: {cseq} REGISTER', *lines]))
        challenge = self.expect(401)
        self.send(complete([start, f'Via: {self.via()}', f'CSeq: {cseq + 1} REGISTER', *lines,
                            authorization(self.user, 'REGISTER', f'sip:{DOMAIN}', challenge)]))
        self.expect(200)
        return call_id

    def sdp(self, version=1, direction='sendrecv'):
        address = self.sent_by.rsplit(':', 1)[0].strip('[]')
        net = 'IP6' if ':' in address else 'IP4'
        return (f'v=0\r\no={self.user} 1 {version} IN {net} {address}\r\ns=-\r\nc=IN {net} {address}\r\nt=0 0\r\n'
                f'm=audio 40000 RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\n'
                f'a={direction}\r\n')


def complete(lines, body=''):
    kind = ['Content-Type: message/sipfrag' if body.startswith('SIP/2.0') else
            'Content-Type: application/sdp' if body.startswith('v=0') else 'Content-Type: text/plain'] if body else []
    return '\r\n'.join([*lines, *kind, f'Content-Length: {len(body.encode())}', '', body]).encode()


def authorization(user, method, uri, challenge, password=None):
    """RFC 7616 3.4.1 with MD5 and qop=auth."""
    name = 'WWW-Authenticate' if challenge.what == 401 else 'Proxy-Authenticate'
    value = dict(re.findall(r'(\w+)="([^"]*)"', challenge.get(name)))

    def md5(*parts):
        return hashlib.md5(':'.join(parts).encode()).hexdigest()

    response = md5(md5(user, value['realm'], password or f'{user}-secret'), value['nonce'], '00000001', 'c1', 'auth',
                   md5(method, uri))
    header = 'Authorization' if challenge.what == 401 else 'Proxy-Authorization'
    return (f'{header}: Digest username="{user}", realm="{value["realm"]}", nonce="{value["nonce"]}", uri="{uri}", '
            f'response="{response}", algorithm=MD5, cnonce="c1", qop=auth, nc=00000001')


class Call:
    """One end of a call. The caller's end is made with the address to call, the callee's with the INVITE."""

    def __init__(self, phone, target=None, invite=None, to=None, call_id=None):
        self.phone, self.to = phone, to
        self.tag = f'{phone.user}{next(numbers)}'
        self.cseq = 0
        self.routes = []
        self.sent = {}  # method: (Via, CSeq, bytes) of the last request
        if invite:
            self.id = invite.get('Call-ID')
            self.invite_in = invite
            self.local = invite.get('To') + f';tag={self.tag}'
            self.remote = invite.get('From')
            self.target = invite.contact()
            self.routes = invite.all('Record-Route')
            self.to = invite.source
        else:
            self.id = call_id or f'call-{next(numbers)}@{phone.sent_by}'
            self.local = f'<{phone.uri()}>;tag={self.tag}'
            self.remote = f'<{target}>'
            self.target = target

    def request(self, method, body='', extra=(), max_forwards=70, via=None, cseq=None, routes=None):
        if cseq is None:
            self.cseq += 1
            cseq = self.cseq
        via = via or self.phone.via()
        lines = [f'{method} {self.target} SIP/2.0', f'Via: {via}',
                 *(f'Route: {r}' for r in (self.routes if routes is None else routes)),
                 f'From: {self.local}', f'To: {self.remote}', f'Call-ID: {self.id}', f'CSeq: {cseq} {method}',
                 f'Max-Forwards: {max_forwards}', f'Contact: {self.phone.contact()}',
                 f'User-Agent: scripted phone of {self.phone.user}', *extra]
        data = self.phone.send(complete(lines, body), self.to)
        self.sent[method] = (via, cseq, data)
        return self

    def invite(self, extra=(), **options):
        return self.request('INVITE', self.phone.sdp(), extra, **options)

    def repeat(self, method):
        """The same bytes again."""
        self.phone.send(self.sent[method][2], self.to)

    def expect(self, *what, **options):
        return self.phone.expect(*what, **options)

    def refused(self, what, **options):
        """A final response above 299 to the INVITE, and its ACK in the same transaction (RFC 3261 17.1.1.3)."""
        message = self.expect(what, **options)
        via, cseq, _ = self.sent['INVITE']
        remote, self.remote = self.remote, message.get('To')
        self.request('ACK', via=via, cseq=cseq, routes=[])
        self.remote = remote
        return message

    def answer_challenge(self, password=None, **options):
        challenge = self.refused(407)
        return self.invite(extra=[authorization(self.phone.user, 'INVITE', self.target, challenge, password)], **options)

    def confirm(self, message):
        """The dialog that a 2xx makes, without its ACK."""
        self.remote = message.get('To')
        self.target = message.contact()
        self.routes = message.all('Record-Route')[::-1]

    def answered(self, **options):
        """200 to the INVITE, and its ACK."""
        message = self.expect(200, **options)
        self.confirm(message)
        self.ack()
        return message

    def ack(self):
        return self.request('ACK', cseq=self.sent['INVITE'][1])

    def cancel(self):
        via, cseq, _ = self.sent['INVITE']
        return self.request('CANCEL', via=via, cseq=cseq, routes=[])

    def respond(self, status, body='', extra=(), to=None):
        """To the INVITE, or to another request of the far end."""
        request = to or self.invite_in
        data = self.phone.respond(request, status, '' if status == 100 else self.tag, body, extra)
        self.sent[status] = (None, None, data)
        return self

    def hang_up(self, other):
        """This end sends BYE, the other one answers it."""
        self.request('BYE')
        other.respond(200, to=other.phone.expect('BYE'))
        self.phone.expect(200)
