#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages in the real window, in English and in Chinese, with a robot of the practice network that writes back.

Usage: test_messages.py LANGUAGE
"""

import sys

from desktop import Desktop, keys, wait_for, windows, write, xdotool
from speech import Speech
from story import Program, screenshot, tell

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

    def open(self, title):
        window = wait_for(lambda: windows(title, but=self.program.window), what='conversation with ' + title)[0]
        xdotool('windowfocus', '--sync', window)
        self.conversation = self.program.application.find(None, title, where=lambda node: node.role in ('frame', 'dialog'))

    def leave(self):
        keys('Escape')
        self.program.no_dialog()


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
    rows = wait_for(lambda: [row.name for row in program.find('list', say('Conversations')).children()], what='conversations')
    assert len(rows) == 2 and rows[0].startswith('busy') and rows[1].startswith('callback'), rows
    messages.screenshot('list')
    assert program.find('page tab', say('Messages')).look('label', '1') is None, 'what was read is counted'
    assert 'one two' in rows[1], rows


def program_ends(messages):
    messages.program.quit()


if __name__ == '__main__':
    with Desktop() as place:
        tell([value for value in list(globals().values())
              if getattr(value, '__module__', '') == '__main__' and callable(value) and not isinstance(value, type)],
             Messages(place, sys.argv[1]))
