#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page of the phone half and its dialogs, in a day of somebody with a server: dark, in high contrast 360 pixels wide, and
in Chinese with text twice as large. Nothing reaches out of the window; the pictures are for people to look at.

Usage: test_phone_look.py [LOOK…], of LOOKS"""

import json
import os
import shutil
import sys

import keyring
from desktop import Desktop, keys, wait_for, windows, write, xdotool
from sip_peer import Peer
from speech import Speech
from story import Program, fits, is_clock, screenshot, tell

WIDTH, HEIGHT = 980, 800
NARROW = 360
LONG = 'Dr. Maria-Magdalena Wolfeschlegelsteinhausenbergerdorff'
CARDS = '''BEGIN:VCARD
VERSION:4.0
FN:%s
TEL;TYPE=work:+49 30 1234 5678
IMPP:sip:maria-magdalena@department-of-telephony.example.org
EMAIL:maria@example.org
CATEGORIES:starred
NOTE:Only in the morning
END:VCARD
BEGIN:VCARD
FN:Bob
TEL:bob
END:VCARD
BEGIN:VCARD
FN:张三
TEL;TYPE=cell:+86 138 0013 8000
END:VCARD
BEGIN:VCARD
NOTE:nobody
END:VCARD
''' % LONG
MAILBOX = 'Messages-Waiting: yes\r\nVoice-Message: 12/3\r\n'


def plain(label):
    """A label without its mnemonic, as it is read out."""
    return label.replace('_', '')


class Look:
    """The window in one of its looks, and whom it is registered with. It begins with nothing but an account."""

    def __init__(self, place, name, language='en', width=WIDTH, **environment):
        self.place, self.name, self.width = place, name, width
        self.say = Speech(language)
        self.peer = Peer()
        config, data = (place.path('home', *folders, 'ringback') for folders in (('.config',), ('.local', 'share')))
        for folder in (config, data):
            shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(config)
        with open(os.path.join(config, 'accounts.json'), 'w') as accounts:
            json.dump({'version': 1, 'accounts': [
                {'id': 'a', 'user': 'alice', 'domain': '127.0.0.1:%d' % self.peer.port, 'label': 'Department of Telephony',
                 'voicemail': '*97'}]}, accounts)
        self.program = Program(place, **self.say.environment(), **environment)
        self.program.resize(width, HEIGHT)
        self.program.find('push button', lambda text: self.say('Registered') in text)

    def shoot(self, name, *parts):
        """A picture, once these parts of it are shown; all in the window, and nothing in English elsewhere."""
        xdotool('mousemove', 999, 819)  # beside the window: no button is lit, no tooltip open
        wait_for(lambda: all(0 < part.box()[2] <= self.width for part in parts), what='the page %s in its width' % name)
        for part in parts:
            if part.role not in ('dialog', 'frame'):  # their borders reach out
                fits(self.width, part)
        screenshot('phone-%s-%s' % (self.name, name))
        for part in parts:
            left = self.say.left_in_english(part)
            assert not left, left

    def page(self, number, widget):
        keys('ctrl+%d' % number)
        return self.program.find('filler', widget)

    def dialog(self, title):
        """The dialog of that title, as wide as the telephone if that is where it is."""
        dialog = self.program.dialog(title)
        if self.width == NARROW:
            xdotool('windowsize', '--sync', windows(title, but=self.program.window)[0], NARROW, 640)
        return dialog

    def leave(self):
        self.program.escape()

    def menu(self, button, item):
        self.program.click(self.say(*button))
        self.program.find(None, plain(self.say(item)), where=lambda node: 'menu item' in node.role).click()

    def card(self, user):
        return self.program.find('panel', self.say('Call with %s', user))

    def press(self, user, button):
        self.card(user).find(None, self.say(button)).click()

    # The day

    def nothing_is_there_yet(self):
        self.shoot('empty-calls', self.page(2, 'RbCallsPage'))
        self.shoot('empty-contacts', self.page(3, 'RbContactsPage'))
        self.shoot('empty-messages', self.page(4, 'RbConversationsPage'))

    def voicemail_waits(self):
        subscribe = self.peer.wait_request('SUBSCRIBE')
        call = {'id': subscribe.get('Call-ID'), 'user': 'alice', 'from': subscribe.get('To') + ';tag=peer'}
        self.peer.request(call, 'NOTIFY', 'Event: message-summary\r\nSubscription-State: active;expires=300\r\n', MAILBOX,
                          to=';tag=' + subscribe.get('From').split(';tag=')[1], content='application/simple-message-summary')
        page = self.page(1, 'RbKeypadPage')
        page.find('push button', lambda text: '12' in text)
        self.shoot('voicemail', page)

    def people_come(self):
        path = self.place.path('home', 'people.vcf')
        with open(path, 'w') as file:
            file.write(CARDS)
        page = self.page(3, 'RbContactsPage')
        self.program.click(self.say('Import contacts'))
        self.program.choose_file(self.say('Import Contacts From'), path, 'alt+o')
        preview = self.dialog(self.say('Import Contacts'))
        wait_for(lambda: len(list(preview.find('list', self.say('What will change')).children())) == 3, what='the preview')
        self.shoot('import', preview)
        preview.find('push button', self.say.catalogue.pgettext('verb', 'Import')).click()
        self.program.no_dialog()
        page.find(None, self.say('Call %s', LONG))
        self.shoot('contacts', page)
        self.menu(('More for %s', LONG), '_Edit')
        self.shoot('contact', self.dialog(self.say('Contact Details')))
        self.leave()

    def somebody_writes(self):
        for number, text in enumerate(('Are you there?', 'The meeting is at ten, in the room beside the library: '
                                       'https://example.org/a/rather/long/address/that/cannot/be/broken/anywhere')):
            self.peer.request({'id': 'message%d' % number, 'user': 'bob', 'from': 'Bob <sip:bob@127.0.0.1:%d>;tag=m' % self.peer.port},
                              'MESSAGE', body=text, content='text/plain')
        page = self.page(4, 'RbConversationsPage')
        wait_for(lambda: any('library' in row.name for row in page.find('list', self.say('Conversations')).children()),
                 what='the conversation')
        self.shoot('messages', page)
        self.program.press_at(next(page.find('list', self.say('Conversations')).children()))
        wait_for(lambda: windows('Bob', but=self.program.window), what='the conversation')
        conversation = self.program.application.find(None, 'Bob', where=lambda node: node.role in ('frame', 'dialog'))
        window = windows('Bob', but=self.program.window)[0]
        xdotool('windowfocus', '--sync', window)
        if self.width == NARROW:
            xdotool('windowsize', '--sync', window, NARROW, 640)
        write('I come a little later.')
        keys('Return')
        bubbles = conversation.find('list', self.say('Messages'))
        wait_for(lambda: any(self.say('Delivered') in row.name for row in bubbles.children()), what='delivered')
        self.shoot('conversation', conversation)
        self.leave()

    def several_call(self):
        peer = self.peer
        keys('ctrl+1')
        missed = peer.invite(LONG, 'maria-magdalena')
        self.shoot('incoming', self.card(LONG))
        peer.cancel(missed)
        first = peer.invite()
        self.card('Bob').find('push button', self.say('Answer')).click()
        peer.end(first, 200)
        self.card('Bob').find('label', is_clock)
        second = peer.invite('"Zoë Müller"', 'zoe', 'Diversion: <sip:reception@example.org>;reason=no-answer\r\n')
        waiting = self.card('Zoë Müller')
        self.shoot('waiting', self.card('Bob'), waiting)
        waiting.find('push button', self.say('Hold and answer')).click()
        peer.end(second, 200)
        waiting.find('label', is_clock)
        self.shoot('two', self.card('Bob'), waiting)
        waiting.find(None, self.say('Transfer')).click()
        self.program.find(None, self.say('Number or address to transfer to'))
        self.shoot('transfer', self.card('Bob'))
        keys('Escape')
        self.press('Zoë Müller', 'Conference')
        for user in ('Bob', 'Zoë Müller'):
            self.card(user).find('label', lambda text: self.say('In conference') in text)
        self.shoot('conference', self.card('Bob'), waiting)
        for call in (first, second):
            peer.hang_up(call)

    def calls_are_looked_at(self):
        page = self.page(2, 'RbCallsPage')
        wait_for(lambda: len(list(page.find('list', self.say('Past calls')).children())) == 3, what='three calls')
        self.shoot('calls', page)
        self.program.click(self.say('More for the call with %s', 'Bob'))
        item = plain(self.say('Copy A_ddress'))
        self.program.find('menu item', item)
        self.shoot('call-menu', page)
        keys('Escape')
        self.program.gone('menu item', item)
        entry = self.program.find(None, self.say('Search the calls'), where=lambda node: node.accessible.get_editable_text_iface())
        entry.set_text('nobody')
        self.program.find('label', self.say('No such calls'))
        self.shoot('no-such-calls', page)
        entry.set_text('')

    def account_is_changed(self):
        self.program.click(lambda text: self.say('Registered') in text)
        self.program.click(self.say('Edit %s', 'Department of Telephony'))
        dialog = self.dialog(self.say('Edit Account'))
        self.shoot('account', dialog)
        dialog.find('push button', self.say('Test')).click()
        dialog.find('label', lambda text: '127.0.0.1' in text and 'alice' in text)
        self.shoot('account-test', dialog)
        self.leave()

    def live(self):
        self.nothing_is_there_yet()
        self.voicemail_waits()
        self.people_come()
        self.somebody_writes()
        self.several_call()
        self.calls_are_looked_at()
        self.account_is_changed()
        self.program.quit()


LOOKS = {
    'light': {},
    'dark': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'},
    'contrast': {'ADW_DEBUG_HIGH_CONTRAST': '1'},
    'narrow': {'width': NARROW},
    'contrast-narrow': {'ADW_DEBUG_HIGH_CONTRAST': '1', 'width': NARROW},
    'zh_CN': {'language': 'zh_CN'},
    'large': {'dpi': 192},
    'zh_CN-large': {'language': 'zh_CN', 'dpi': 192},
}


def day(name):
    def live(place):
        options = dict(LOOKS[name])
        with open(place.path('home', '.Xdefaults'), 'w') as file:
            file.write('Xft.dpi: %d\n' % options.pop('dpi', 96))
        Look(place, name, **options).live()
    live.__name__ = name
    return live


if __name__ == '__main__':
    with Desktop(1000, 820) as desktop_of_this_test:
        keyring.start(desktop_of_this_test, 'a', 'wonder')
        names = [name for name in sys.argv[1:] if name] or ['dark', 'contrast-narrow', 'zh_CN-large']
        tell([day(name) for name in names], desktop_of_this_test)
