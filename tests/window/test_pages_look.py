#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page of the signalling half with a recorded call: light, dark, in high contrast, in Chinese, with text twice as
large and 360 pixels wide. Nothing reaches out of the window; the pictures are for people to look at."""

import os

from desktop import Desktop, keys, wait_for
from speech import Speech
from story import Program, fits, screenshot, tell

RECORDED = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'data', 'recorded')
CALL = 'answered-bye-by-caller.caller'
PASSWORD = 'alice-secret'
WIDTH, HEIGHT = 1280, 980
NARROW = 360
DETAIL_PAGES = {  # what is on it, once it is there
    'Headers': 'Headers of the message', 'SDP': 'What was agreed', 'Raw': 'Text of the message', 'Bytes': 'Bytes of the message',
    'Diff': 'Differences',
}
TOPICS = {  # page of Learn: the widget that shows it, and words that are on it
    'How It Ended': ('RbLessonView', 'BYE'),
    'Textbook': ('RbTextbookPage', 'INVITE'),
    'Timers and States': ('RbMachinesPage', 'INVITE'),
    'Offer and Answer': ('RbLessonView', 'PCMU'),
    'Addresses': ('RbLessonView', 'Record-Route'),
    'Digest': ('RbLessonView', 'HA1'),
}


class Look:
    """The window in one of its looks, with a capture."""

    def __init__(self, place, name, capture=CALL, language='en', width=WIDTH, height=HEIGHT, **environment):
        self.name, self.width = name, width
        self.say = Speech(language)
        self.program = Program(place, os.path.abspath(os.path.join(RECORDED, capture + '.pcap')),
                               **self.say.environment(), **environment)
        self.program.resize(width, height)
        if width == NARROW:  # one half at a time
            self.program.gone('filler', 'RbSignallingPane')
            keys('F9')
        self.pane = self.program.root.find('filler', 'RbSignallingPane')
        self.pane.find('list', self.say.like('Ladder of %u message'))
        self.bar = self.pane.find('filler', 'RbVerdictBar')
        wait_for(lambda: self.bar.look('push button'), what='the verdict')

    def shoot(self, page, *parts):
        """A picture of the page, once these parts of it are shown; all in the window."""
        wait_for(lambda: all(part.box()[2] > 0 for part in parts), what='the page ' + page)
        fits(self.width, *(self.pane.find(None, name) for name in ('RbScopeSwitch', 'RbViewSwitch')), self.bar, *parts)
        screenshot('look-%s-%s' % (self.name, page.lower().replace(' ', '-')))

    def explains(self):
        return self.pane.find(None, self.say('Explanation of the message'))

    def select_invite(self):
        """The first link of the verdict: the INVITE that was answered."""
        self.bar.find('push button', lambda name: 'INVITE' in name).click()
        wait_for(lambda: self.explains().look('label', lambda name: 'INVITE' in name), what='the explanation')

    def detail_page(self, name):
        self.pane.find('filler', 'RbMessageDetail').find('push button', name).click()

    def learn(self, title):
        self.pane.all('push button', self.say.like('Learn'))[-1].click()
        self.program.find('menu item', self.say(title)).click()
        self.pane.find('push button', self.say('Learn: %s', self.say(title)))

    def shoot_message(self):
        self.select_invite()
        self.shoot('explained', self.explains())
        for page, content in DETAIL_PAGES.items():
            self.detail_page(page if page == 'SDP' else self.say(page))
            shown = self.pane.find(None, self.say(content))
            wait_for(lambda: shown.box()[2] > 0, what='the page ' + page)
            if page == 'Headers':
                field = self.pane.find('list', self.say('Headers of the message')).find(
                    'list item', lambda name: name.startswith('CSeq'))
                self.program.press_at(field)
            self.shoot(page)
        self.detail_page(self.say('Explained'))
        self.program.click(self.say('Check the Digest…'))
        self.program.find('password text', self.say('Password')).set_text(PASSWORD)
        self.program.click(self.say('Compute'))
        self.pane.find('label', self.say('Right: this password gives exactly the response in the message.'))
        self.shoot('digest-checked', self.explains())
        self.program.click(self.say('Close the message'))

    def shoot_pages(self):
        for title, (widget, words) in TOPICS.items():
            self.learn(title)
            page = self.pane.find('filler', 'RbCallPages').find('filler', widget)
            if widget == 'RbMachinesPage':  # its figure may be wider, and scrolls
                page = page.find('filler', 'RbLessonView')
            page.find(None, lambda name: words in name, where=lambda node: node.box()[2] > 0)
            self.shoot('page-' + title, page)
        self.program.click(self.say('Ladder'))

    def shoot_everything(self):
        self.shoot('ladder')
        self.shoot_message()
        self.shoot_pages()
        keys('ctrl+t')
        self.shoot('replay', self.pane.find('filler', 'RbTimeScrubber'))
        left = self.say.left_in_english(self.pane)
        assert not left, left
        self.program.quit()


def light(place):
    Look(place, 'light').shoot_everything()


def dark(place):
    Look(place, 'dark', ADW_DEBUG_COLOR_SCHEME='prefer-dark').shoot_everything()


def high_contrast(place):
    look = Look(place, 'contrast', ADW_DEBUG_HIGH_CONTRAST='1')
    look.select_invite()
    look.shoot('explained', look.explains())
    look.shoot_pages()
    look.program.quit()


def chinese(place):
    Look(place, 'zh_CN', language='zh_CN').shoot_everything()


def narrow(place):
    Look(place, 'narrow', width=NARROW, height=800).shoot_everything()


def text_twice_as_large(place):
    settings = place.path('home', '.Xdefaults')
    with open(settings, 'w') as file:
        file.write('Xft.dpi: 192\n')
    Look(place, 'large').shoot_everything()
    os.remove(settings)


def other_calls(place):
    for capture in ('no-answer-408-by-proxy.caller', 'cancelled.callee', 'fork-to-two-phones', 'private-contact-behind-nat',
                    'hold-and-resume'):
        look = Look(place, capture, capture)
        look.shoot('ladder')
        look.select_invite()
        look.shoot('explained', look.explains())
        look.learn('Textbook')
        look.shoot('page-textbook')
        if capture == 'private-contact-behind-nat':
            look.learn('Addresses')
            look.shoot('page-addresses')
        look.program.quit()


if __name__ == '__main__':
    with Desktop(height=1000) as desktop_of_this_test:
        tell([light, dark, high_contrast, chinese, narrow, text_twice_as_large, other_calls], desktop_of_this_test)
