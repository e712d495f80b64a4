# SPDX-License-Identifier: GPL-3.0-or-later
"""A registrar and a telephone in one socket, as honest or as hostile as a test wants it: it lets
everybody register, and calls and is called with exactly the headers that a test gives it."""

import re
import socket
import threading

from desktop import wait_for

SDP = ('v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n'
       'a=rtpmap:0 PCMU/8000\r\n')


class Message:
    def __init__(self, text):
        head, _, self.body = text.partition('\r\n\r\n')
        self.start, *lines = head.split('\r\n')
        self.headers = [tuple(part.strip() for part in line.partition(':')[::2]) for line in lines]

    def get(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), '')

    def all(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    @property
    def method(self):
        return self.start.split()[0]

    @property
    def status(self):
        return int(self.start.split()[1]) if self.start.startswith('SIP/') else 0


class Peer:
    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(('127.0.0.1', 0))
        self.port = self.socket.getsockname()[1]
        self.contact = None  # of who registered last
        self.refusal = None  # what a registration gets instead of 200
        self.messages = []
        self.calls = 0
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            data, self.far = self.socket.recvfrom(65536)
            if not data.strip():
                continue  # keeps the way through a NAT open
            message = Message(data.decode('utf-8', 'replace'))
            if message.method == 'REGISTER' and self.refusal:
                self.answer(message, self.refusal)
            elif message.method == 'REGISTER':
                self.contact = re.search(r'<([^>]+)>', message.get('Contact')).group(1) if message.get('Contact') != '*' else None
                self.answer(message, '200 OK', 'Contact: ' + message.get('Contact') + '\r\nExpires: 300\r\n')
            elif message.method == 'PUBLISH':
                self.answer(message, '200 OK', 'SIP-ETag: %d\r\nExpires: 600\r\n' % len(self.messages))
            elif message.method in ('OPTIONS', 'MESSAGE', 'BYE', 'CANCEL', 'SUBSCRIBE', 'NOTIFY'):
                self.answer(message, '200 OK')
            elif message.method == 'REFER':
                self.answer(message, '202 Accepted')
            elif message.method == 'INVITE':
                inside = ';tag=' in message.get('To')  # of a call that is on: hold
                self.answer(message, '200 OK' if inside else '180 Ringing', body=SDP if inside else '')
            self.messages.append(message)

    def send(self, text):
        self.socket.sendto(text.encode(), self.far)

    def answer(self, request, status, more='', body=''):
        to = request.get('To')
        lines = ['SIP/2.0 ' + status] + ['Via: ' + via for via in request.all('Via')]
        lines += ['From: ' + request.get('From'), 'To: ' + to + ('' if ';tag=' in to else ';tag=peer'),
                  'Call-ID: ' + request.get('Call-ID'), 'CSeq: ' + request.get('CSeq')]
        if not more and status.startswith(('180', '200')):
            lines.append('Contact: <sip:peer@127.0.0.1:%d>' % self.port)
        self.send('\r\n'.join(lines) + '\r\n' + more + ('Content-Type: application/sdp\r\n' if body else '')
                  + 'Content-Length: %d\r\n\r\n' % len(body) + body)

    def request(self, call, method, more='', body='', number=1, to='', content='application/sdp', of_invite=False):
        """of_invite: in the INVITE's transaction, as the ACK of a refusal is (RFC 3261 17.1.1.3)."""
        branch = call['id'] + ('' if of_invite or method in ('INVITE', 'CANCEL') else method)
        self.send('%s %s SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bK%s\r\nMax-Forwards: 70\r\nFrom: %s\r\n'
                  'To: <sip:alice@127.0.0.1>%s\r\nCall-ID: %s\r\nCSeq: %d %s\r\nContact: <sip:%s@127.0.0.1:%d>\r\n%s%s'
                  'Content-Length: %d\r\n\r\n%s'
                  % (method, self.contact, self.port, branch, call['from'], to, call['id'], number, method, call['user'],
                     self.port, more, 'Content-Type: %s\r\n' % content if body else '', len(body), body))

    def invite(self, name='Bob', user='bob', more=''):
        """Rings the one who registered; the call for the other methods."""
        self.calls += 1
        call = {'id': 'call%d-%d' % (self.calls, self.port), 'user': user,
                'from': '%s <sip:%s@127.0.0.1:%d>;tag=caller%d' % (name, user, self.port, self.calls)}
        self.request(call, 'INVITE', more, SDP)
        self.wait_status(call, 180)
        return call

    def cancel(self, call, more=''):
        self.request(call, 'CANCEL', more)
        self.end(call, 487)

    def end(self, call, status):
        """Waits for the final response and acknowledges it."""
        response = self.wait_status(call, status)
        to = re.search(r';tag=[^;]+', response.get('To')).group(0)
        self.request(call, 'ACK', to=to, of_invite=status >= 300)
        call['to'] = to
        return response

    def hang_up(self, call):
        self.request(call, 'BYE', number=2, to=call['to'])
        wait_for(lambda: [m for m in self.responses(call) if m.get('CSeq').endswith('BYE')], what='answer to the BYE')

    def responses(self, call):
        return [m for m in list(self.messages) if m.status and m.get('Call-ID') == call['id']]

    def wait_status(self, call, status):
        return wait_for(lambda: next((m for m in self.responses(call) if m.status == status
                                      and m.get('CSeq').endswith('INVITE')), None), what='a %d' % status)

    def wait_request(self, method, since=0):
        return wait_for(lambda: next((m for m in self.messages[since:] if m.method == method), None), what='a ' + method)
