#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Passwords and a real keyring: of an account whose removal was cut short by a kill nothing is left, and a keyring that is locked
is told from one that has nothing: a password can be typed for the session, and all goes on when it is unlocked."""

import json
import os

from desktop import Desktop, wait_for
from keyring import Keyring
from sip_peer import Peer
from story import Program, screenshot, tell

TYPED = 'typed meanwhile'
LOCKED = 'The keyring that has the password is locked.'
KEPT = 'The keyring is locked. The password is kept until Ringback is closed, and stored as soon as you unlock the keyring.'
USERS = {'a': 'alice', 'b': 'bob', 'c': 'carol'}


class Story:
    def __init__(self, place):
        self.place = place
        self.peer = Peer()
        self.keyring = Keyring(place)
        self.path = place.path('home', '.config', 'ringback', 'accounts.json')
        os.makedirs(os.path.dirname(self.path))
        with open(self.path, 'w') as file:
            json.dump({'version': 1, 'accounts': [{'id': key, 'user': user, 'domain': '127.0.0.1:%d' % self.peer.port}
                                                  for key, user in USERS.items()]}, file)
        for key, user in USERS.items():
            self.keyring.store(key, 'of ' + user)

    def label(self, user):
        return '%s@127.0.0.1:%d' % (user, self.peer.port)

    def start(self):
        self.peer.messages.clear()
        self.program = Program(self.place)
        self.open_list()

    def open_list(self):
        if self.program.root.look('list', 'Accounts') is None:
            self.program.click(lambda name: name.startswith('Account '))
        return self.program.find('list', 'Accounts')

    def is_registered(self, user):
        self.open_list().find(None, '%s: Registered' % self.label(user), seconds=15)

    def remove(self, user):
        self.open_list()
        self.program.click('More for ' + self.label(user))
        self.program.find('menu item', 'Remove').click()
        self.program.find('push button', 'Undo')

    def removed(self):
        """The accounts that are noted as removed, and not finished with."""
        with open(self.path) as file:
            return json.load(file).get('removed', [])


def killed_while_a_removal_can_be_undone(story):
    story.start()
    for user in USERS.values():
        story.is_registered(user)
    story.remove('bob')
    assert story.removed() == ['b'] and story.keyring.has('b')
    story.program.process.kill()
    story.program.process.wait(10)


def next_start_finishes_it(story):
    story.start()
    wait_for(lambda: not story.keyring.has('b'), what='the password is gone')
    wait_for(lambda: not story.removed(), what='nothing is noted any more')
    for user in ('alice', 'carol'):
        story.is_registered(user)
    story.program.quit()


def locked_keyring_is_told(story):
    story.keyring.lock()
    story.start()
    for user in ('alice', 'carol'):
        story.program.find('push button', 'Type the password of ' + story.label(user))
    assert len(story.program.root.all('label', lambda text: LOCKED in text)) >= 2
    screenshot('keyring-locked')
    assert not story.peer.messages, 'nobody registers without a password'


def password_is_typed_for_the_session(story):
    story.program.click('Type the password of ' + story.label('alice'))
    dialog = story.program.dialog('Edit Account')
    dialog.find('label', KEPT)
    screenshot('keyring-locked-dialog')
    dialog.find(None, 'Password (empty: leave it as it is)', where=lambda node: 'text' in node.role).set_text(TYPED)
    dialog.find('push button', 'Save').click()
    story.program.no_dialog()
    story.program.find('label', KEPT)
    story.is_registered('alice')


def what_a_locked_keyring_keeps_stays_noted(story):
    story.remove('carol')
    story.program.click('GtkImage')  # as libadwaita 1.2 names what closes a toast; no undo any more
    story.program.gone('push button', 'Undo')
    assert story.removed() == ['c'] and story.keyring.has('c')


def all_goes_on_when_it_is_unlocked(story):
    story.keyring.unlock()
    wait_for(lambda: story.keyring.password('a') == TYPED, what='what was typed is stored')
    wait_for(lambda: not story.keyring.has('c'), what='what was removed is gone')
    wait_for(lambda: not story.removed(), what='nothing is noted any more')
    story.is_registered('alice')
    story.program.quit()


def account_registers_by_itself_when_it_is_unlocked(story):
    story.keyring.lock()
    story.start()
    story.program.find('push button', 'Type the password of ' + story.label('alice'))
    story.keyring.unlock()
    story.is_registered('alice')
    story.program.quit()


def no_password_is_in_a_file(story):
    for folder, _folders, names in os.walk(story.place.path('home')):
        for name in names:
            with open(os.path.join(folder, name), 'rb') as file:
                content = file.read()
            for word in (TYPED, *('of ' + user for user in USERS.values())):
                assert word.encode() not in content, (folder, name)


if __name__ == '__main__':
    with Desktop() as place:
        tell([killed_while_a_removal_can_be_undone,
              next_start_finishes_it,
              locked_keyring_is_told,
              password_is_typed_for_the_session,
              what_a_locked_keyring_keeps_stays_noted,
              all_goes_on_when_it_is_unlocked,
              account_registers_by_itself_when_it_is_unlocked,
              no_password_is_in_a_file], Story(place))
