#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages in the real window, in English and in Chinese, with a robot of the practice network that writes back.

Usage: test_messages.py LANGUAGE
"""

import os
import sys

from desktop import Desktop, keys, wait_for, windows, write, xdotool
from speech import Speech
from story import Program, fits, screenshot, tell

LONG = 'a-robot-whose-name-is-very-long@a-department-of-a-large-company.example.org'
CARD = '''BEGIN:VCARD
VERSION:4.0
FN:Robot
TEL;TYPE=work:callback
TEL;TYPE=home:busy
IMPP:sip:%s
END:VCARD
''' % LONG
HELLO = 'Hello & <b>welcome</b> https://example.org/'


class Messages:
    def __init__(self, place, language):
        self.place = place
        self.say = Speech(language)
        self.program = Program(place, **self.say.environment())
        self.conversation = None

    def screenshot(self, name):
        screenshot('messages-%s-%s' % (name, self.say.language))

    def bubbles(self):
        """The messages as they are read out."""
        return [row.name for row in self.conversation.find('list', self.say('Messages')).children()]

    def conversations(self):
        """The rows of the page as they are read out."""
        return [row.name for row in self.program.find('list', self.say('Conversations')).children()]

    def undo(self, sentence):
        """The button beside the sentence: the toast before it may still be on its way out."""
        node = self.program.find('label', sentence, seconds=20)
        name = self.say('_Undo').replace('_', '')
        while (button := node.look('push button', lambda label: name in label.replace('_', ''))) is None:
            node = type(node)(node.accessible.get_parent())
        button.click()

    def open(self, title):
        window = wait_for(lambda: windows(title, but=self.program.window), what='conversation with ' + title)[0]
        xdotool('windowfocus', '--sync', window)
        self.window = window
        self.conversation = self.program.application.find(None, title, where=lambda node: node.role in ('frame', 'dialog'))

    def leave(self):
        self.program.escape()


def page_is_empty_at_first(messages):
    messages.program.click(messages.say('Try it now'))
    xdotool('mousemove', 1270, 890)  # beside the window: a tooltip is a window, too
    messages.program.find('push button', messages.say('Call %s', messages.say('Echo')))
    keys('ctrl+4')
    messages.program.find('label', messages.say('No Messages'))
    messages.screenshot('empty')


def address_opens_a_conversation(messages):
    program, say = messages.program, messages.say
    entry = program.find('text', say('Whom to write to'))
    entry.set_text('callback')
    program.click(say('Write a message'))
    messages.open('callback')
    assert messages.bubbles() == []


def message_is_delivered_and_answered(messages):
    say = messages.say
    write(HELLO)
    keys('Return')
    wait_for(lambda: any(say('Delivered') in row and HELLO in row for row in messages.bubbles()), 20, what='delivered')
    wait_for(lambda: len(messages.bubbles()) == 2 and messages.bubbles()[1].startswith('callback')
             and HELLO in messages.bubbles()[1], 20, what='the same comes back')
    messages.screenshot('conversation')


def several_lines_are_one_message(messages):
    write('one')
    keys('shift+Return')
    write('two')
    messages.conversation.find('push button', messages.say('Send')).click()
    wait_for(lambda: len(messages.bubbles()) == 4, 20, what='both are there')


def failed_message_tells_why_and_can_be_sent_again(messages):
    program, say = messages.program, messages.say
    messages.leave()
    keys('ctrl+4')
    program.find('text', say('Whom to write to')).set_text('busy')
    program.click(say('Write a message'))
    messages.open('busy')
    write('Are you there?')
    keys('Return')
    again = messages.conversation.find('push button', say('Send this message again'), seconds=20)
    assert len(messages.bubbles()) == 1
    messages.screenshot('failed')
    again.click()
    messages.conversation.find('push button', say('Send this message again'), seconds=20)
    assert len(messages.bubbles()) == 1
    messages.leave()


def conversations_are_listed_by_the_last_message(messages):
    program, say = messages.program, messages.say
    keys('ctrl+4')
    rows = wait_for(messages.conversations, what='conversations')
    assert len(rows) == 2 and rows[0].startswith('busy') and rows[1].startswith('callback'), rows
    messages.screenshot('list')
    assert program.find('page tab', say('Messages')).look('label', '1') is None, 'what was read is counted'
    assert 'one two' in rows[1], rows


def contact_with_both_addresses_brings_them_together(messages):
    program, say = messages.program, messages.say
    path = os.path.join(os.environ['HOME'], 'robot.vcf')
    with open(path, 'w') as file:
        file.write(CARD)
    keys('ctrl+3')
    program.click(say('Import contacts'))
    program.choose_file(say('Import Contacts From'), path, 'alt+o')
    preview = program.dialog(say('Import Contacts'))
    wait_for(lambda: preview.find('list', say('What will change')).children(), what='the preview')
    preview.find('push button', say.catalogue.pgettext('verb', 'Import') if say.language != 'en' else 'Import').click()
    program.no_dialog()
    keys('ctrl+4')
    rows = wait_for(lambda: len(messages.conversations()) == 1 and messages.conversations(), what='one conversation')
    assert rows[0].startswith('Robot'), rows
    messages.screenshot('person-in-list')


def messages_of_a_person_say_by_which_address(messages):
    program = messages.program
    program.press_at(next(program.find('list', messages.say('Conversations')).children()))
    messages.open('Robot')
    shown = wait_for(lambda: len(messages.bubbles()) == 5 and messages.bubbles(), what='all messages')
    assert 'callback@' in shown[0] and HELLO in shown[0] and shown[1].startswith('Robot'), shown
    assert '@' not in ''.join(shown[1:4]), 'no address where it is the one before'
    assert 'busy@' in shown[4] and 'Are you there?' in shown[4], shown


def address_to_send_to_can_be_chosen(messages):
    say = messages.say
    choice = messages.conversation.find('combo box', say('Send to'))
    choice.find('label', lambda name: 'callback@' in name and say('Work') in name)  # where he was last heard from
    messages.screenshot('person')
    write('encore')
    keys('Return')
    wait_for(lambda: sum('encore' in row for row in messages.bubbles()) == 2, 20, what='answered')
    assert 'callback@' in messages.bubbles()[5] and len(messages.bubbles()) == 7, messages.bubbles()
    x, y, width, height = choice.box()
    xdotool('mousemove', '--window', messages.window, x + width // 2, y + height // 2, 'click', 1)
    keys('Down', 'Return')
    choice.find('label', lambda name: 'busy@' in name and say('Home') in name)
    keys('Tab')
    write('other')
    keys('Return')
    wait_for(lambda: len(messages.bubbles()) == 8 and 'busy@' in messages.bubbles()[7], what='to the other address')
    messages.screenshot('chosen')


def long_address_leaves_the_window_narrow(messages):
    choice = messages.conversation.find('combo box', messages.say('Send to'))
    x, y, width, height = choice.box()
    xdotool('mousemove', '--window', messages.window, x + width // 2, y + height // 2, 'click', 1)
    keys('Down', 'Down', 'Return')
    choice.find('label', lambda name: LONG in name)
    xdotool('windowsize', '--sync', messages.window, 360, 500)
    wait_for(lambda: messages.conversation.find('list', messages.say('Messages')).box()[2] <= 360, what='narrow')
    fits(360, messages.conversation.find('list', messages.say('Messages')), choice)
    messages.screenshot('narrow')


def all_messages_of_a_person_are_deleted_and_come_back(messages):
    program, say = messages.program, messages.say
    messages.conversation.find('push button', say('Delete this conversation')).click()
    program.no_dialog()
    program.find('label', say('No Messages'))
    messages.undo(say('The messages with %s were deleted', 'Robot'))
    wait_for(lambda: len(messages.conversations()) == 1 and 'other' in messages.conversations()[0], what='it is back')


def name_is_written_to(messages):
    program, say = messages.program, messages.say
    program.find('text', say('Whom to write to')).set_text('Robot')
    program.click(say('Write a message'))
    program.find('list', say('People to call'))
    keys('Return')
    messages.open('Robot')
    assert len(messages.bubbles()) == 8
    messages.leave()


def without_the_contact_they_are_strangers_again(messages):
    program, say = messages.program, messages.say
    keys('ctrl+3')
    program.root.all('push button', say('More for %s', 'Robot'))[-1].click()
    program.find('menu item', say('_Delete').replace('_', '')).click()
    keys('ctrl+4')
    rows = wait_for(lambda: len(messages.conversations()) == 2 and messages.conversations(), what='two strangers')
    assert rows[0].startswith('busy') and rows[1].startswith('callback'), rows
    messages.undo(say('%s was deleted', 'Robot'))
    wait_for(lambda: len(messages.conversations()) == 1 and messages.conversations()[0].startswith('Robot'), what='one again')


def program_ends(messages):
    messages.program.quit()


if __name__ == '__main__':
    with Desktop() as place:
        tell([value for value in list(globals().values())
              if getattr(value, '__module__', '') == '__main__' and callable(value) and not isinstance(value, type)],
             Messages(place, sys.argv[1]))
