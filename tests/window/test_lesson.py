#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lesson as a student lives it, in English and in Chinese: calls on the practice network are explained while they run, walked
by keyboard, looked at on every page, replayed, and become a lab report that a browser opens.

Usage: test_lesson.py LANGUAGE
"""

import os
import re
import sys

from desktop import Desktop, keys, wait_for
from speech import Speech
from story import Program, screenshot, tell

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from browser import Page, browse, check_page  # noqa: E402

HEADINGS = ['What it is', 'Why now', 'What comes next', 'Who really sent it']
TOPICS = {  # page of Learn: what it must speak of in an answered call
    'How It Ended': ['200 OK', 'BYE'],
    'Timers and States': ['INVITE'],
    'Offer and Answer': ['opus'],
    'Addresses': ['127.0.0.1'],
    'Digest': ['HA1'],
}
NOTE = 'The nonce of the 407 is in here. 随机数。'
AUTHORS = '李雷, Han Meimei'


class Lesson:
    """One student: a window and its language."""

    def __init__(self, place, language):
        self.place = place
        self.say = Speech(language)
        self.program = Program(place, **self.say.environment())
        self.program.resize(1280, 980)
        # Walking the whole tree takes time, and a call does not wait.
        self.pane = self.program.root.find('filler', 'RbSignallingPane')
        self.parts = {}

    def screenshot(self, name):
        screenshot('lesson-%s-%s' % (name, self.say.language))

    def part(self, name):
        """A part of the signalling half by its type."""
        from accessible import quietly  # only now: see Program

        if name not in self.parts or quietly(lambda: self.parts[name].name) != name:
            self.parts[name] = self.pane.find('filler', name)
        return self.parts[name]

    @property
    def detail(self):
        return self.part('RbMessageDetail')

    def call(self, robot):
        keys('ctrl+5')
        self.program.click(self.say('Call %s', self.say(robot)))

    def ladder(self):
        return self.part('RbLadderView').find('list', self.say.like('Ladder of %u message'))

    def arrows(self):
        """Of the ladder, as they are read out."""
        return [row.name for row in self.ladder().children()]

    def comes(self, words):
        wait_for(lambda: any(is_of(words, arrow) for arrow in self.arrows()), 20, '%s in the ladder' % words)

    def selected(self):
        """The arrow that the ladder says is selected."""
        return self.ladder().description

    def selects(self, words):
        wait_for(lambda: is_of(words, self.selected()), 20, '%s is selected' % words)

    def lesson(self, name):
        """All words of the lesson of that name, in order."""
        from accessible import quietly  # only now: see Program

        view = self.detail.find(None, self.say(name))
        return quietly(lambda: [node.name for node in view.walk() if node.role in ('label', 'heading')])

    def explains(self, *beginnings):
        """The explanation has all its headings, and a sentence like each of these."""
        def said():
            words = self.lesson('Explanation of the message')
            return (all(self.say(heading) in words for heading in HEADINGS)
                    and all(any(self.say.like(beginning)(word) for word in words) for beginning in beginnings))

        wait_for(said, what='explained: %s' % (beginnings,))

    def walk(self, key, words):
        """Presses a key until the selected message has the words."""
        for _ in range(12):
            before = self.selected()
            if is_of(words, before):
                return
            keys(key)
            wait_for(lambda: self.selected() != before, what='%s selects another message' % key)
        raise AssertionError('%s does not lead to %s' % (key, words))

    def tab_into_ladder(self):
        keys('ctrl+f')
        entry = self.pane.find('entry', self.say('Filter'))
        wait_for(lambda: entry.look(None, None, lambda node: node.has_state('focused')), what='the filter has the focus')
        keys('Escape')
        for _ in range(60):
            keys('Tab')
            if wait_for_a_moment(lambda: any(row.has_state('focused') for row in self.ladder().children())):
                return
        raise AssertionError('Tab does not lead into the ladder')

    def ends(self, beginning, *links):
        """The verdict has this sentence, and each of its links leads to its message."""
        bar = self.part('RbVerdictBar')
        bar.find('label', self.say.like(beginning), seconds=20)
        names = [link.name for link in bar.find('panel', self.say('Messages that show it')).all('push button')]
        assert len(names) == len(links), names
        for name, words in zip(names, links):
            bar.find('push button', name).click()
            self.selects(words)

    def page(self, name):
        """A page of the message's detail."""
        self.detail.find('push button', name).click()

    def learn(self, title):
        switch = self.part('RbViewSwitch')
        switch.all('push button', self.say.like('Learn'))[-1].click()
        switch.find('menu item', self.say(title)).click()
        switch.find('push button', self.say('Learn: %s', self.say(title)))

    def menu(self, item):
        self.pane.all('push button', self.say('More for the signalling'))[-1].click()
        self.pane.find('menu item', self.say(item).replace('_', '')).click()

    def speaks_its_language(self, node=None):
        left = self.say.left_in_english(node or self.pane)
        assert not left, left


def is_of(words, arrow):
    """Is an arrow that is read out ("You to Proxy: INVITE …") one of this method or status?"""
    return re.search('[:：] ?' + words, arrow)


def wait_for_a_moment(condition):
    try:
        return wait_for(condition, seconds=0.3)
    except AssertionError:
        return False


def explanation_follows_the_call(lesson):
    lesson.program.click(lesson.say('Try it now'))
    lesson.program.find('label', lesson.say('Registered at the practice network'), seconds=20)
    lesson.call('Never answers')
    lesson.selects('180')
    lesson.explains("180 Ringing: the callee's phone rings.")
    lesson.pane.find('label', lesson.say('Following the newest message'))
    lesson.pane.find('label', lesson.say('In progress: a phone rings, nobody has answered yet.'))
    lesson.screenshot('ringing')
    lesson.learn('Textbook')
    pairs = lesson.part('RbCallPages').find('list', lesson.say('Textbook beside this call'))
    pairs.find('list item', lambda name: lesson.say('Not yet') in name)
    lesson.screenshot('ringing-textbook')
    lesson.part('RbViewSwitch').find('push button', lesson.say('Ladder')).click()


def explanation_stays_with_what_is_selected(lesson):
    lesson.tab_into_ladder()
    lesson.walk('Up', 'INVITE')
    lesson.explains('INVITE with credentials')
    assert lesson.pane.look('label', lesson.say('Following the newest message')) is None
    lesson.pane.find('push button', lesson.say('Follow the newest')).click()
    lesson.selects('180')


def cancelled_call_is_explained(lesson):
    lesson.program.click(lesson.say('End the call'))
    lesson.comes('487')
    lesson.selects('ACK')
    lesson.explains('ACK of a failure')
    lesson.ends('Cancelled: the caller hung up after', 'INVITE', '180', 'CANCEL', '487')
    lesson.explains('487 Request Terminated')
    lesson.speaks_its_language()
    lesson.screenshot('cancelled')


def keys_walk_the_ladder(lesson):
    lesson.tab_into_ladder()
    lesson.walk('Up', '200')
    lesson.explains('200 OK to the CANCEL')
    lesson.walk('Up', 'CANCEL')
    lesson.explains('CANCEL asks')
    lesson.walk('Up', '100')
    lesson.explains('100 Trying')
    # Within the transaction: over what belongs to another one.
    lesson.walk('ctrl+Down', '487')
    lesson.walk('ctrl+Up', 'INVITE')
    lesson.walk('Up', 'ACK')
    lesson.explains('ACK of a failure')
    lesson.walk('ctrl+Up', '407')
    lesson.explains('407 Proxy Authentication Required')
    lesson.speaks_its_language(lesson.detail)
    lesson.screenshot('walked')


def busy_call_is_explained(lesson):
    lesson.call('Busy')
    lesson.comes('486')
    lesson.selects('ACK')
    lesson.explains('ACK of a failure')
    lesson.ends("Busy: the callee's phone refused without ringing", 'INVITE', '486')
    lesson.explains('486 Busy Here')
    lesson.speaks_its_language(lesson.detail)
    lesson.screenshot('busy')


def rejected_call_is_explained(lesson):
    lesson.call('Rejects')
    lesson.comes('486')
    lesson.ends('Rejected: the callee refused after', 'INVITE', '180', '486')
    lesson.explains('486 Busy Here')
    lesson.tab_into_ladder()
    lesson.walk('Up', '180')
    lesson.explains("180 Ringing: the callee's phone rings.")
    lesson.screenshot('rejected')


def answered_call_is_explained(lesson):
    lesson.call('Hangs up')
    lesson.comes('200')
    lesson.selects('ACK')
    lesson.explains('ACK')
    lesson.screenshot('talking')
    lesson.comes('BYE')
    lesson.selects('200')
    lesson.explains('200 OK to the BYE')
    lesson.ends('Answered: the callee hung up after', 'INVITE', '180', '200', 'ACK', 'BYE')
    lesson.explains('The BYE on its next hop')
    lesson.speaks_its_language(lesson.detail)
    lesson.screenshot('answered')


def every_page_of_a_message_is_read(lesson):
    lesson.tab_into_ladder()
    keys('Home', 'Down', 'Down', 'Down')
    lesson.selects('INVITE')
    lesson.explains('INVITE with credentials')
    lesson.page(lesson.say('Headers'))
    headers = lesson.detail.find('list', lesson.say('Headers of the message'))
    field = headers.find('list item', lambda name: name.startswith('CSeq'))
    keys('Return')  # into the page
    wait_for(lambda: field.has_state('selected') or keys('Down'), what='CSeq is selected')
    wait_for(lambda: any(map(lesson.say.like('Counts the requests of one sender in a call'),
                             lesson.lesson('Explanation of the field'))), what='CSeq is explained')
    lesson.screenshot('headers')
    lesson.page('SDP')
    wait_for(lambda: any('opus' in word for word in lesson.lesson('What was agreed')), what='what was agreed')
    lesson.screenshot('sdp')
    lesson.page(lesson.say('Raw'))
    wait_for(lambda: any('Proxy-Authorization: ' in text.text() for text in
                         lesson.detail.all('text', lesson.say('Text of the message'))), what='its text')
    lesson.screenshot('raw')
    lesson.page(lesson.say('Bytes'))
    assert lesson.detail.find('list', lesson.say('Bytes of the message')).look('label', lambda name: '49 4e 56' in name)
    lesson.screenshot('bytes')
    lesson.page(lesson.say('Diff'))
    lesson.detail.find('list', lesson.say('Differences')).find('list item', lesson.say.like('Added: '))
    lesson.speaks_its_language(lesson.detail)
    lesson.screenshot('diff')
    lesson.page(lesson.say('Explained'))


def digest_is_computed(lesson):
    lesson.detail.find('push button', lesson.say('Check the Digest…')).click()
    lesson.detail.find('push button', lesson.say('Use the Saved Password')).click()
    lesson.detail.find('label', lesson.say('Right: this password gives exactly the response in the message.'))
    lesson.speaks_its_language(lesson.detail)
    lesson.screenshot('digest')


def note_is_written(lesson):
    lesson.detail.find('text', lesson.say('Your note')).set_text(NOTE)
    lesson.tab_into_ladder()
    lesson.walk('Up', 'ACK')
    note = lesson.detail.find('text', lesson.say('Your note'))
    wait_for(lambda: note.text() == '', what='this message has no note')
    lesson.walk('Down', 'INVITE')
    wait_for(lambda: note.text() == NOTE, what='the note')


def every_page_of_the_call_is_read(lesson):
    lesson.part('RbVerdictBar').find('push button', lesson.say('Compare with the Textbook')).click()
    pairs = lesson.part('RbCallPages').find('list', lesson.say('Textbook beside this call'))
    lines = wait_for(lambda: [line.name for line in pairs.children()], what='lines')
    assert any('407' in line and lesson.say.like('%1$s %2$s: %3$s')(line) for line in lines), lines
    lesson.speaks_its_language(lesson.part('RbCallPages'))
    lesson.screenshot('textbook')
    for title, words in TOPICS.items():
        lesson.learn(title)
        pages = lesson.part('RbCallPages')
        for word in words:
            wait_for(lambda: pages.look(None, lambda name: word in name), what='%s on the page %s' % (word, title))
        lesson.speaks_its_language(lesson.part('RbCallPages'))
        lesson.screenshot(title.lower().replace(' ', '-'))
    lesson.part('RbViewSwitch').find('push button', lesson.say('Ladder')).click()


def call_is_replayed(lesson):
    keys('ctrl+t')
    lesson.part('RbTimeScrubber').find('slider', lesson.say('Time of the replay'))
    # The slider goes to any moment; what is said follows.
    keys('Tab', 'Home')
    lesson.selects('INVITE')
    lesson.explains('INVITE begins a call')
    lesson.speaks_its_language(lesson.part('RbTimeScrubber'))
    lesson.screenshot('replay')
    keys('shift+Tab', 'space')
    lesson.part('RbTimeScrubber').find('push button', lesson.say('Pause the replay'))
    lesson.selects('200 OK .BYE')
    lesson.explains('200 OK to the BYE')
    lesson.part('RbTimeScrubber').find('push button', lesson.say('Play the replay'))
    keys('ctrl+t')
    wait_for(lambda: lesson.pane.look('slider', lesson.say('Time of the replay')) is None, what='the replay is closed')


def report_is_saved(lesson):
    lesson.menu('Lab _Report…')
    dialog = lesson.program.dialog(lesson.say('Lab Report'))
    lesson.speaks_its_language(dialog)
    dialog.find(None, lesson.say('Names')).set_text(AUTHORS)
    lesson.screenshot('report-dialog')
    dialog.find('push button', lesson.say('Save…')).click()
    lesson.report = lesson.place.path('report.html')
    lesson.program.choose_file('^%s$' % lesson.say('Save the Export'), lesson.report, 'alt+s')
    lesson.program.no_dialog()
    lesson.program.find('label', lesson.say('Saved as “%s”.', lesson.report))


def browser_opens_the_report(lesson):
    text = browse(lesson.report, '--dump-dom')
    page = Page(text)
    check_page(page)
    assert 'svg' in page.tags and 'table' in page.tags, page.tags
    assert '<html lang="%s">' % lesson.say.language.replace('_', '-') in text, text[:200]
    for words in [AUTHORS, NOTE, 'INVITE', '407 Proxy Authentication Required', *map(lesson.say, HEADINGS),
                  *map(lesson.say, TOPICS)]:
        assert words in page.text, words
    browse(lesson.report, '--window-size=1000,1400', '--screenshot=%s/lesson-report-%s.png'
           % (os.environ.get('SCREENSHOTS', lesson.place.folder), lesson.say.language))


def program_ends(lesson):
    lesson.program.quit()


if __name__ == '__main__':
    with Desktop(height=1000) as desktop_of_this_test:
        tell([explanation_follows_the_call, explanation_stays_with_what_is_selected, cancelled_call_is_explained,
              keys_walk_the_ladder, busy_call_is_explained,
              rejected_call_is_explained, answered_call_is_explained, every_page_of_a_message_is_read, digest_is_computed,
              note_is_written, every_page_of_the_call_is_read, call_is_replayed, report_is_saved, browser_opens_the_report,
              program_ends], Lesson(desktop_of_this_test, sys.argv[1]))
