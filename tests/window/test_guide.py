#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of the user guide (docs/guide*.md) and of the metainfo, made while the window is used as the guide says; and
whether the guide names pictures that are made, and words that are on the screen.

Usage: test_guide.py LANGUAGE [--keep]

--keep puts the pictures into docs/pictures and, in English, into data/screenshots; `./dev pictures` does it for both languages.
"""

import ast
import datetime
import os
import re
import sqlite3
import subprocess
import sys

sys.dont_write_bytecode = True

from desktop import Desktop, keys, wait_for, windows, xdotool  # noqa: E402
from speech import Speech  # noqa: E402
from story import Program, is_clock, tell  # noqa: E402
from test_calls import TABLE  # noqa: E402

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
GUIDES = {'en': 'guide.md', 'zh_CN': 'guide.zh_CN.md'}
SCREENSHOTS = ['call', 'explained', 'history']  # of the metainfo; the first is the README's
LARGEST = 80 * 1024
WIDE = (1180, 840)
TALL = (400, 680)

# People and calls as somebody in an office has them.
PEOPLE = [('Han Meimei', 'starred', ['sip:meimei@example.org', '1002']),
          ('Li Lei', '', ['1001']),
          ('Reception', 'starred', ['0']),
          ('Zoë Smith', '', ['+44 20 7946 0958', 'sip:zoe@example.com']),
          ('张三', '', ['+86 138 0013 8000'])]
# days ago, hour, minute, seconds talked (-1: never), incoming, missed, status, address, name, verdict
CALLS = [(1, 17, 12, 372, 1, 0, 200, 'sip:meimei@example.org', 'Han Meimei', 'answered'),
         (1, 16, 40, -1, 1, 1, 487, 'sip:1001@example.org', 'Li Lei', 'cancelled'),
         (1, 16, 5, -1, 0, 0, 486, 'sip:1001@example.org', 'Li Lei', 'busy'),
         (1, 11, 30, 65, 0, 0, 200, 'sip:+442079460958@example.org', 'Zoë Smith', 'answered'),
         (3, 14, 22, -1, 0, 0, 408, 'sip:zhangsan@example.org', '张三', 'no-answer'),
         (6, 10, 3, 1210, 1, 0, 200, 'sip:zoe@example.com', 'Zoë Smith', 'answered')]


class Guide:
    def __init__(self, place, language, keep):
        self.place = place
        self.say = Speech(language)
        self.keep = keep
        self.names = []
        self.write_calls()
        self.program = Program(place, **self.say.environment())

    def write_calls(self):
        folder = self.place.path('home', '.local', 'share', 'ringback')
        os.makedirs(folder)
        today = datetime.datetime.now().replace(second=0, microsecond=0)
        with sqlite3.connect(os.path.join(folder, 'history.db')) as db:
            db.executescript(TABLE)
            for days, hour, minute, talked, incoming, missed, status, uri, name, verdict in reversed(CALLS):
                start = (today - datetime.timedelta(days)).replace(hour=hour, minute=minute)
                db.execute('INSERT INTO calls (start_us, talk_us, incoming, missed, status, remote_uri, remote_name, verdict)'
                           ' VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
                           (int(start.timestamp() * 1000000), max(talked * 1000000, -1), incoming, missed, status, uri, name,
                            verdict))
        db.close()

    def picture(self, name, window=None):
        """What the window shows, small enough to be kept with the sources."""
        self.names.append(name)
        xdotool('mousemove', 1279, 899)  # beside the windows: no button is lit, no tooltip open
        path = os.path.join(os.environ.get('SCREENSHOTS', self.place.folder), 'guide-%s-%s.png' % (name, self.say.language))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        subprocess.run(['convert', 'ppm:-', '-strip', '-dither', 'None', '-colors', '256', '-define', 'png:compression-level=9',
                        'png8:' + path], input=self.standing_still(window or self.program.window), check=True, timeout=20)
        assert os.path.getsize(path) < LARGEST, '%s has %d bytes' % (path, os.path.getsize(path))
        if self.keep:
            copies = [('docs', 'pictures', self.say.language)] if name != 'history' else []
            if self.say.language == 'en' and name in SCREENSHOTS:
                copies.append(('data', 'screenshots'))
            for folder in copies:
                os.makedirs(os.path.join(ROOT, *folder), exist_ok=True)
                with open(path, 'rb') as made, open(os.path.join(ROOT, *folder, name + '.png'), 'wb') as kept:
                    kept.write(made.read())

    def standing_still(self, window):
        """The window once it has painted what it was told: twice the same. The clock of a call may tick meanwhile."""
        before = None
        for _ in range(8):
            now = subprocess.run(['import', '-window', window, 'ppm:-'], check=True, capture_output=True, timeout=20).stdout
            if now == before:
                break
            before = now
        return now

    def dialog(self, title):
        """The accessible dialog of that title and its window."""
        window = wait_for(lambda: windows(self.say(title), but=self.program.window), what=title)[0]
        xdotool('windowfocus', '--sync', window)
        return self.program.application.find(None, self.say(title), where=lambda node: node.role in ('dialog', 'frame')), window

    def talks(self, user):
        return self.program.find('panel', self.say('Call with %s', user)).find('label', is_clock, seconds=15)

    def call(self, robot):
        keys('ctrl+5')
        self.program.click(self.say('Call %s', self.say(robot)))
        self.talks(robot.lower())

    def ladder(self):
        return self.program.find('list', self.say.like('Ladder of %u message'))


def a_person_begins(guide):
    guide.program.resize(*WIDE)
    guide.program.find('push button', guide.say('Try it now'))
    guide.picture('first-run')


def three_fields_make_an_account(guide):
    guide.program.click(guide.say('Add my account'))
    dialog, window = guide.dialog('New Account')
    for title, text in (('User *', 'alice'), ('Domain *', 'example.org'), ('Password', 'not a secret')):
        dialog.find(None, guide.say(title), where=lambda node: node.role in ('text', 'password text')).set_text(text)
    guide.picture('account', window)
    dialog.find('push button', guide.say('Cancel')).click()
    guide.program.no_dialog()


def a_call_has_a_ladder(guide):
    guide.program.click(guide.say('Try it now'))
    guide.program.find('push button', lambda name: guide.say('Registered at the practice network') in name)
    guide.call('Echo')
    wait_for(lambda: len(list(guide.ladder().children())) == 8, what='INVITE, 407, ACK, INVITE, 100, 180, 200 and ACK')
    guide.picture('call')


def a_message_is_explained(guide):
    guide.program.press_at(next(row for row in guide.ladder().children() if '407' in row.name))
    guide.program.find('heading', guide.say('Who really sent it'))
    guide.picture('explained')


def two_calls_are_joined(guide):
    guide.call('Music')
    guide.program.find('panel', guide.say('Call with %s', 'echo')).find('label', guide.say('On hold'))
    guide.program.resize(*TALL)
    wait_for(lambda: guide.program.find('panel', guide.say('Call with %s', 'music')).box()[2] < TALL[0], what='a narrow window')
    guide.picture('two-calls')
    guide.program.find('panel', guide.say('Call with %s', 'music')).find(None, guide.say('Conference')).click()
    for user in ('echo', 'music'):
        guide.program.find('panel', guide.say('Call with %s', user)).find('label', guide.say('In conference'))
    guide.picture('conference')
    for user in ('echo', 'music'):
        guide.program.find('panel', guide.say('Call with %s', user)).find('push button', guide.say('End the call')).click()
    for user in ('echo', 'music'):
        guide.program.gone('panel', guide.say('Call with %s', user))


def people_are_imported(guide):
    path = guide.place.path('home', 'people.vcf')
    with open(path, 'w') as file:
        for name, category, numbers in PEOPLE:
            file.write('BEGIN:VCARD\nVERSION:4.0\nFN:%s\nCATEGORIES:%s\n%sEND:VCARD\n' % (name, category, ''.join(
                'IMPP:%s\n' % number if number.startswith('sip:') else 'TEL;TYPE=work:%s\n' % number for number in numbers)))
    keys('ctrl+3')
    guide.program.click(guide.say('Import contacts'))
    guide.program.choose_file(guide.say('Import Contacts From'), path, 'Return')
    dialog, window = guide.dialog('Import Contacts')
    wait_for(lambda: len(list(dialog.find('list', guide.say('What will change')).children())) == len(PEOPLE), what='the preview')
    guide.picture('import', window)
    dialog.find('push button', guide.say.catalogue.pgettext('verb', 'Import')).click()
    guide.program.no_dialog()
    guide.program.find('push button', guide.say('Call %s', '张三'))


def preferences_are_looked_at(guide):
    keys('ctrl+comma')
    dialog, window = guide.dialog('Preferences')
    dialog.find('page tab', guide.say('Calls')).click()
    dialog.find('check box', guide.say('Call waiting'))
    guide.picture('preferences', window)
    guide.program.escape()


def people_have_a_page(guide):
    guide.program.gone('label', guide.say('_Undo').replace('_', ''))  # nothing is covered by it any more
    guide.picture('contacts')


def past_calls_are_searched(guide):
    keys('ctrl+2')
    page = guide.program.find('list', guide.say('Past calls'))
    wait_for(lambda: len(list(page.children())) == len(CALLS) + 2, what='all calls')
    wait_for(lambda: next(page.children()).box()[1] >= page.box()[1], what='the newest call is in sight')
    guide.picture('calls')
    entry = guide.program.find(None, guide.say('Search the calls'), where=lambda node: node.accessible.get_editable_text_iface())
    entry.set_text('lei ' + guide.say('Busy').lower())
    wait_for(lambda: len(list(page.children())) == 1, what='one call')
    guide.picture('search')
    entry.set_text('')


def the_messages_of_a_past_call_are_there(guide):
    guide.program.resize(*WIDE)
    guide.program.click(guide.say('More for the call with %s', 'echo'))
    item = guide.say('_Show Messages of the Call').replace('_', '')
    guide.program.find(None, item, where=lambda node: 'menu item' in node.role).click()
    wait_for(lambda: any('BYE' in row.name for row in guide.ladder().children()), what='the ladder of the past call')
    guide.picture('history')
    guide.program.quit()


def read(*path):
    with open(os.path.join(ROOT, *path), encoding='utf-8') as file:
        return file.read()


def guide_shows_what_was_made(guide):
    """And so does the metainfo."""
    named = re.findall(r'!\[([^]]*)\]\(pictures/%s/([^)]*)\.png\)' % guide.say.language, read('docs', GUIDES[guide.say.language]))
    assert all(alternative for alternative, _ in named), named
    assert len(named) == read('docs', GUIDES[guide.say.language]).count('!['), 'a picture of another language'
    made = [name for name in guide.names if name != 'history']  # that one is only for the metainfo
    assert sorted(name for _, name in named) == sorted(made), (named, made)
    for name in made:
        assert os.path.getsize(os.path.join(ROOT, 'docs', 'pictures', guide.say.language, name + '.png')) < LARGEST, name
    metainfo = read('data', 'io.github.ringback.Ringback.metainfo.xml')
    assert re.findall(r'/data/screenshots/([^<]*)\.png</image>', metainfo) == SCREENSHOTS
    for name in SCREENSHOTS:
        assert os.path.exists(os.path.join(ROOT, 'data', 'screenshots', name + '.png')), name


def messages():
    """Of the catalogue in the sources: pairs of a msgid and its translation, also where one word has several."""
    pairs, field = [], None
    for line in read('po', 'zh_CN.po').splitlines():
        found = re.match(r'(?:(msgctxt|msgid|msgid_plural|msgstr)(?:\[\d\])? )?(".*")$', line)
        if found is None:
            continue
        text = ast.literal_eval(found.group(2))
        field = {'msgctxt': None, 'msgid': 0, 'msgid_plural': 0, 'msgstr': 1}.get(found.group(1), field)
        if found.group(1) in ('msgid', 'msgid_plural'):
            pairs.append([text, ''])
        elif found.group(1) == 'msgstr':
            pairs[-1][1] = text
        elif field is not None:
            pairs[-1][field] += text
    return pairs


def label(text):
    """As it is read on the screen: without mnemonic."""
    return re.sub(r'\(_.\)', '', text).replace('_', '').removesuffix('…').removesuffix(' *')


def guide_speaks_the_words_of_the_screen(guide):
    shown = {label(pair[0 if guide.say.language == 'en' else 1]) for pair in messages()}
    said = {label(word) for word in re.findall(r'\*\*(.+?)\*\*', read('docs', GUIDES[guide.say.language]))}
    assert len(said) > 50, said
    missing = sorted(said - shown - {'UDP', 'TCP', 'TLS', 'SDP', 'RFC 4733', 'SIP INFO'})
    assert not missing, missing


if __name__ == '__main__':
    with Desktop(1280, 900) as place:
        tell([a_person_begins,
              three_fields_make_an_account,
              a_call_has_a_ladder,
              a_message_is_explained,
              two_calls_are_joined,
              people_are_imported,
              preferences_are_looked_at,
              people_have_a_page,
              past_calls_are_searched,
              the_messages_of_a_past_call_are_there,
              guide_shows_what_was_made,
              guide_speaks_the_words_of_the_screen], Guide(place, sys.argv[1], '--keep' in sys.argv[2:]))
