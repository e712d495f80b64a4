#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates that are not trusted, in the window: what is said of one that has expired, of one for another name, of one from
nobody known and of one that is not the one that was trusted; nothing is sent until somebody trusts exactly this one.

The computer trusts the authority of the test: its list of authorities is taken over for the program alone.

Usage: test_trust.py en|zh_CN"""

import hashlib
import json
import os
import re
import socket
import ssl
import subprocess
import sys
import threading

import keyring
from desktop import Desktop, keys, wait_for
from sip_peer import Message, Peer
from speech import Speech, pattern
from story import Program, screenshot, tell

BUNDLE = '/etc/ssl/certs/ca-certificates.crt'
HOSTILE = 'Eve\u202e <b>& Co</b>'


class Authority:
    """One that the computer trusts, and one that nobody knows."""

    def __init__(self, folder):
        self.folder = folder
        os.mkdir(folder)
        for name in ('known', 'unknown'):
            self.openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30',
                         '-subj', '/CN=Authority ' + name, '-keyout', name + '.key', '-out', name + '.pem')

    def openssl(self, *arguments):
        subprocess.run(['openssl', *arguments], cwd=self.folder, check=True, capture_output=True, timeout=20)

    def path(self, name):
        return os.path.join(self.folder, name)

    def certify(self, name, subject='sip.example', alternative='IP:127.0.0.1', days=30, by='known'):
        """Makes a certificate and a context that shows it; its SHA-256, as it is written."""
        with open(self.path('extensions'), 'w') as file:
            file.write('subjectAltName=%s\n' % alternative)
        self.openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-utf8', '-subj', '/CN=' + subject.replace('/', '\\/'),
                     '-keyout', name + '.key', '-out', name + '.csr')
        self.openssl('x509', '-req', '-in', name + '.csr', '-CA', by + '.pem', '-CAkey', by + '.key', '-CAcreateserial',
                     '-days', str(days), '-extfile', 'extensions', '-out', name + '.pem')
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path(name + '.pem'), self.path(name + '.key'))
        with open(self.path(name + '.pem')) as file:
            digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(file.read())).hexdigest().upper()
        return context, ':'.join(digest[i:i + 2] for i in range(0, len(digest), 2))


class Registrar(Peer):
    """Takes registrations over TLS, and keeps whatever was sent to it."""

    def __init__(self):
        self.socket = socket.create_server(('127.0.0.1', 0))
        self.port = self.socket.getsockname()[1]
        self.context = None
        self.contact = None
        self.messages = []
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            connection = self.socket.accept()[0]
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            with self.context.wrap_socket(connection, server_side=True) as connection:
                stream = connection.makefile('rwb')
                head = b''
                for line in stream:
                    head += line
                    if not head.strip():
                        head = b''
                    elif line == b'\r\n':  # nothing that we are sent has a body
                        self.take(Message(head.decode()), stream)
                        head = b''
        except OSError:
            pass  # who does not trust us, leaves

    def take(self, message, stream):
        self.messages.append(message)
        contact = message.get('Contact')
        stream.write(('SIP/2.0 200 OK\r\n%sFrom: %s\r\nTo: %s;tag=t\r\nCall-ID: %s\r\nCSeq: %s\r\n%sContent-Length: 0\r\n\r\n' % (
            ''.join('Via: %s\r\n' % via for via in message.all('Via')), message.get('From'), message.get('To'),
            message.get('Call-ID'), message.get('CSeq'),
            'Contact: %s;expires=300\r\n' % contact if contact != '*' else '')).encode())
        stream.flush()


class Story:
    def __init__(self, place, language):
        self.place, self.say = place, Speech(language)
        self.authority = Authority(place.path('authority'))
        self.server = Registrar()
        self.host = '127.0.0.1:%d' % self.server.port
        self.account = 'alice@' + self.host
        self.accounts = place.path('home', '.config', 'ringback', 'accounts.json')
        os.makedirs(os.path.dirname(self.accounts))
        with open(self.accounts, 'w') as file:
            json.dump({'version': 1, 'accounts': [{'id': 'a', 'user': 'alice', 'domain': self.host, 'transport': 'tls'}]}, file)
        keyring.start(place, 'a', 'wonder')
        self.trust_authority()

    def trust_authority(self):
        """The program is started in a mount namespace in which the computer's authorities are the test's."""
        bundle, start = self.authority.path('known.pem'), self.place.path('start')
        with open(start, 'w') as script:
            script.write('#!/bin/sh\nexec unshare --mount sh -c \'mount --bind "$0" %s && exec "$@"\' %s %s "$@"\n'
                         % (BUNDLE, bundle, os.environ['RINGBACK']))
        os.chmod(start, 0o755)
        os.environ['RINGBACK'] = start

    def begin(self, context):
        """A start of the program while the server shows that certificate."""
        self.server.context = context
        self.server.messages.clear()
        self.program = Program(self.place, **self.say.environment())

    def set_pin(self, pin):
        with open(self.accounts) as file:
            config = json.load(file)
        config['accounts'][0]['pinned_certificate'] = pin
        with open(self.accounts, 'w') as file:
            json.dump(config, file)

    def get_pin(self):
        with open(self.accounts) as file:
            return json.load(file)['accounts'][0].get('pinned_certificate')

    def look_at(self, reason, title='Trust This Certificate?'):
        """Opens the question from the list of accounts, which says why it is not registered."""
        program = self.program
        program.click(self.say.like('Account %s: %s'))
        failed = self.say('Not registered: %s', '|').split('|')[0]
        program.find('label', lambda text: text.startswith(failed) and reason(text[len(failed):]), seconds=15)
        program.click(self.say('Look at the certificate of %s', self.account))
        return program.dialog(self.say(title))

    def tells(self, beginning):
        """A predicate for texts: is the sentence that begins so part of it, in this language?"""
        said = [beginning] if self.say.language == 'en' else [said for msgid, said in self.say.translations()
                                                              if msgid.startswith(beginning)]
        return re.compile('|'.join(map(pattern, said)), re.DOTALL).search

    def answer(self, dialog, answer):
        wanted = self.say(answer).replace('_', '')
        dialog.find('push button', lambda name: wanted in name.replace('_', '')).click()
        self.program.no_dialog()
        if self.program.root.look('list', self.say('Accounts')):
            keys('Escape')
            self.program.gone('list', self.say('Accounts'))

    def says(self, dialog, title, value):
        return dialog.find('label', self.say('%1$s: %2$s', self.say(title), value))

    def is_registered(self):
        self.program.find('push button', lambda name: self.account in name and self.say('Registered') in name
                          and self.say('Not registered') not in name, seconds=15)
        assert [message.method for message in self.server.messages][0] == 'REGISTER'

    def judge(self, dialog, name):
        """Every word of it in the language, none of them as a stranger wants it shown."""
        screenshot('trust-%s-%s' % (name, self.say.language))
        assert not self.say.left_in_english(dialog), name
        assert not any('\u202e' in node.name for node in dialog.all('label'))

    def decide(self, name, reason, fingerprint, more=(), title='Trust This Certificate?'):
        """No sends nothing and trusts nobody; yes registers, and is kept."""
        before = self.get_pin()
        for answer in ('_Do Not Trust', '_Trust Only This One'):
            dialog = self.look_at(reason, title)
            dialog.find('label', reason)
            for what, value in (('Shown by', self.host), ('SHA-256 fingerprint', fingerprint), *more):
                self.says(dialog, what, value)
            self.judge(dialog, name)
            assert not self.server.messages, 'sent before anybody trusts it'
            assert self.get_pin() == before
            self.answer(dialog, answer)
        self.is_registered()
        assert self.get_pin() == fingerprint.replace(':', '').lower()
        self.program.quit()


def expired_certificate(story):
    story.context, story.fingerprint = story.authority.certify('expired', days=-1)
    story.begin(story.context)
    story.decide('expired', story.tells('The certificate of %s has expired'), story.fingerprint,
                 [('It claims to be', 'CN=sip.example'), ('Made for', '127.0.0.1'), ('Vouched for by', 'CN=Authority known')])


def what_was_trusted_is_not_asked_again(story):
    story.begin(story.context)
    story.is_registered()
    story.program.quit()


def changed_certificate(story):
    """Even one that is good by itself."""
    context, fingerprint = story.authority.certify('new')
    story.begin(context)
    story.decide('changed', story.tells('%s shows another certificate than the one you trusted'), fingerprint,
                 [('Trusted until now', story.fingerprint)], 'The Certificate Has Changed')


def certificate_for_another_name(story):
    context, fingerprint = story.authority.certify('name', 'other.example', 'DNS:other.example,DNS:third.example')
    story.set_pin('')
    story.begin(context)
    story.decide('name', lambda text: 'other.example' in text and '127.0.0.1' in text, fingerprint,
                 [('Made for', 'other.example, third.example')])


def certificate_from_nobody_known(story):
    context, fingerprint = story.authority.certify('unknown-server', HOSTILE, by='unknown')
    story.set_pin('')
    story.begin(context)
    story.decide('unknown', story.tells('The certificate of %s comes from an authority'), fingerprint,
                 [('Vouched for by', 'CN=Authority unknown')])


def good_certificate_is_no_question(story):
    story.set_pin('')
    story.begin(story.authority.certify('good', '127.0.0.1')[0])
    story.is_registered()
    assert not story.get_pin()
    story.program.quit()


if __name__ == '__main__':
    language = sys.argv[1] if len(sys.argv) > 1 else 'en'
    questions = [expired_certificate, changed_certificate, certificate_for_another_name, certificate_from_nobody_known]
    if language == 'en':  # where there is no question there is nothing to read
        questions[1:1] = [what_was_trusted_is_not_asked_again]
        questions += [good_certificate_is_no_question]
    with Desktop() as place:
        tell(questions, Story(place, language))
