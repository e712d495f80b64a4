#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The number hidden in one call: chosen beside the Call button, with a verb over D-Bus, or by an account that always does."""

import json
import os
import subprocess

import keyring
import sip_peer
from desktop import Desktop, keys, wait_for, write
from story import Program, screenshot, tell


class Life:
    def __init__(self, place):
        self.peer = sip_peer.Peer()
        config = place.path('home', '.config', 'ringback')
        os.makedirs(config)
        domain = '127.0.0.1:%d' % self.peer.port
        with open(os.path.join(config, 'accounts.json'), 'w') as accounts:
            json.dump({'version': 1, 'accounts': [
                {'id': 'a', 'label': 'Work', 'user': 'alice', 'domain': domain, 'transport': 'udp'},
                {'id': 'b', 'label': 'Secret', 'user': 'anna', 'domain': domain, 'transport': 'udp', 'register': False,
                 'hide_caller_id': True}]}, accounts)
        keyring.start(place, 'a', 'wonder')
        self.program = Program(place)
        wait_for(lambda: self.peer.contact, what='the account is registered')

    def button(self):
        return self.program.find(None, 'Hide my number')

    def is_called(self, user, since):
        """The INVITE; the call is declined once its card was seen."""
        invite = wait_for(lambda: next((m for m in self.peer.messages[since:] if m.method == 'INVITE'), None), what='INVITE')
        assert invite.start.startswith('INVITE sip:%s@' % user), invite.start
        card = self.program.find('panel', 'Call with ' + user)
        told = card.look('label', lambda text: 'Your number is hidden' in text) is not None
        hidden = invite.get('From').startswith('"Anonymous" <sip:anonymous@anonymous.invalid>') and invite.get('Privacy') == 'id'
        assert told == hidden, (told, invite.headers)
        screenshot('dialling-hidden' if hidden else 'dialling-shown')
        self.peer.answer(invite, '486 Busy Here')
        self.program.gone('panel', 'Call with ' + user)
        return hidden

    def dial(self, user):
        since = len(self.peer.messages)
        keys('ctrl+l')
        write(user)
        keys('Return')
        return self.is_called(user, since)


def one_call_is_hidden_and_the_next_is_not(life):
    assert not life.dial('bob')
    life.button().click()
    wait_for(lambda: life.button().has_state('pressed'), what='the button is pressed')
    screenshot('dialling-hide')
    assert life.dial('carol')
    assert not life.button().has_state('pressed')
    assert not life.dial('dave')


def command_hides_a_call(life):
    since = len(life.peer.messages)
    subprocess.run([os.environ['RINGBACK'], '--call-hidden', 'erin'], check=True, timeout=30)
    assert life.is_called('erin', since)
    since = len(life.peer.messages)
    subprocess.run([os.environ['RINGBACK_CLI'], 'remote', 'call-hidden', 'frank'], check=True, timeout=30)
    assert life.is_called('frank', since)


def account_that_always_hides_says_so(life):
    life.program.press_at(life.program.find('combo box', 'Account to call with'))
    keys('Down', 'Down', 'Return')
    wait_for(lambda: life.button().has_state('pressed') and not life.button().has_state('sensitive'),
             what='the button is pressed for good')
    assert life.dial('grace')
    wait_for(lambda: not life.button().has_state('pressed') and life.button().has_state('sensitive'),
             what='the account of before')
    life.program.quit()


if __name__ == '__main__':
    with Desktop() as here:
        tell([one_call_is_hidden_and_the_next_is_not,
              command_hides_a_call,
              account_that_always_hides_says_so], Life(here))
