#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The far end hands us over: a call that is transferred away from it, one that is redirected, one that was forwarded to
us; each is said on the card, and nothing is called without being asked."""

import json
import os
import re

import keyring
import sip_peer
from desktop import Desktop, keys, wait_for, write
from story import Program, is_clock, screenshot, tell


class Life:
    def __init__(self, place):
        self.peer = sip_peer.Peer()
        config = place.path('home', '.config', 'ringback')
        os.makedirs(config)
        with open(os.path.join(config, 'accounts.json'), 'w') as accounts:
            json.dump({'version': 1, 'accounts': [
                {'id': 'a', 'label': 'Work', 'user': 'alice', 'domain': '127.0.0.1:%d' % self.peer.port, 'transport': 'udp'},
                {'id': 'b', 'label': 'Home', 'user': 'alice', 'domain': '127.0.0.1:%d' % self.peer.port, 'transport': 'udp',
                 'enabled': False}]}, accounts)
        keyring.start(place, 'a', 'wonder')
        self.program = Program(place)
        wait_for(lambda: self.peer.contact, what='the account is registered')

    def uri(self, user):
        return 'sip:%s@127.0.0.1:%d' % (user, self.peer.port)

    def card(self, user):
        return self.program.find('panel', 'Call with ' + user)

    def answered_call(self, user):
        call = self.peer.invite(user.title(), user)
        self.card(user.title()).find('push button', 'Answer').click()
        self.peer.end(call, 200)
        self.card(user.title()).find('label', is_clock)
        return call

    def refer(self, call, target):
        self.peer.request(call, 'REFER', 'Refer-To: <%s>\r\nReferred-By: <%s>\r\n' % (target, self.uri(call['user'])), number=2,
                          to=call['to'])


def forwarded_call_says_by_whom_and_to_which_account(life):
    call = life.peer.invite('Carol', 'carol', 'Diversion: <%s>;reason=user-busy\r\n' % life.uri('secretary'))
    card = life.card('Carol')
    card.find('label', lambda text: 'Forwarded by secretary' in text and 'Calls your account Work' in text)
    screenshot('handed-forwarded')
    life.peer.cancel(call)
    life.program.gone('panel', 'Call with Carol')


def transfer_is_asked_about_and_refused(life):
    call = life.answered_call('bob')
    since = len(life.peer.messages)
    life.refer(call, life.uri('expensive'))
    life.card('Bob').find('label', lambda text: 'asks you to call' in text and 'expensive' in text)
    screenshot('handed-transfer')
    life.card('Bob').find('push button', 'Do Not Call').click()
    wait_for(lambda: any(m.method == 'NOTIFY' and '603' in m.body for m in life.peer.messages[since:]),
             what='a NOTIFY that declines')
    assert not [m for m in life.peer.messages[since:] if m.method == 'INVITE' and 'expensive' in m.start]
    life.card('Bob').find('label', is_clock)
    life.peer.request(call, 'BYE', number=3, to=call['to'])
    life.program.gone('panel', 'Call with Bob')


def transfer_is_followed_when_allowed(life):
    call = life.answered_call('dave')
    since = len(life.peer.messages)
    life.refer(call, life.uri('erin'))
    life.card('Dave').find('push button', 'Call There').click()
    invite = wait_for(lambda: next((m for m in life.peer.messages[since:] if m.method == 'INVITE' and 'erin' in m.start), None),
                      what='INVITE to erin')
    assert 'dave' in invite.get('Referred-By'), invite.headers
    life.peer.answer(invite, '200 OK', body=sip_peer.SDP)
    life.card('erin').find('label', lambda text: 'Transferred by dave' in text)
    wait_for(lambda: any(m.method == 'NOTIFY' and '200' in m.body for m in life.peer.messages[since:]), what='NOTIFY with 200')
    life.peer.request(call, 'BYE', number=3, to=call['to'])
    life.program.gone('panel', 'Call with Dave')
    life.card('erin').find('push button', 'End the call').click()
    life.program.gone('panel', 'Call with erin')


def redirection_is_asked_about(life):
    since = len(life.peer.messages)
    keys('ctrl+l')
    write('frank')
    keys('Return')
    invite = life.peer.wait_request('INVITE', since)
    life.peer.answer(invite, '302 Moved Temporarily', 'Contact: <%s>\r\n' % life.uri('frank-mobile'))
    card = life.card('frank')
    card.find('label', lambda text: 'can be reached at' in text and 'frank-mobile' in text)
    screenshot('handed-redirected')
    since = len(life.peer.messages)
    card.find('push button', 'Call There').click()
    invite = wait_for(lambda: next((m for m in life.peer.messages[since:] if m.method == 'INVITE'), None), what='second INVITE')
    assert re.match(r'INVITE sip:frank-mobile@', invite.start), invite.start
    life.peer.answer(invite, '486 Busy Here')
    life.program.quit()


if __name__ == '__main__':
    with Desktop() as here:
        tell([forwarded_call_says_by_whom_and_to_which_account,
              transfer_is_asked_about_and_refused,
              transfer_is_followed_when_allowed,
              redirection_is_asked_about], Life(here))
