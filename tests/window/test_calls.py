#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Calls page with a history of the first version: looking for calls, filtering, calling again, blocking, deleting and
undoing, exporting, and what was missed.

Usage: test_calls.py LANGUAGE
"""

import csv
import datetime
import json
import os
import sqlite3
import sys

from desktop import Desktop, keys, wait_for
from speech import Speech
from story import Program, fits, screenshot, tell

HERE = os.path.dirname(os.path.abspath(__file__))
SCHEMA = os.path.join(HERE, '..', '..', 'data', 'history.schema.json')
NARROW = 360
TABLE = """
CREATE TABLE calls (id INTEGER PRIMARY KEY AUTOINCREMENT, start_us INTEGER NOT NULL, talk_us INTEGER NOT NULL DEFAULT -1,
  incoming INTEGER NOT NULL, missed INTEGER NOT NULL DEFAULT 0, seen INTEGER NOT NULL DEFAULT 0,
  status INTEGER NOT NULL DEFAULT 0, remote_uri TEXT NOT NULL, remote_name TEXT, account_id TEXT,
  verdict TEXT NOT NULL DEFAULT 'in-progress', call_id TEXT, capture_path TEXT);
CREATE INDEX calls_missed ON calls (id) WHERE missed AND NOT seen;
CREATE INDEX calls_open ON calls (id) WHERE verdict = 'in-progress';
PRAGMA user_version = 1;
"""


class Calls:
    """A window with past calls, in one language."""

    def __init__(self, place, language):
        self.place = place
        self.say = Speech(language)
        self.folder = place.path('home', '.local', 'share', 'ringback')
        self.program = None

    def write_history(self):
        os.makedirs(os.path.join(self.folder, 'calls'))
        self.capture = os.path.join(self.folder, 'calls', 'old.pcapng')
        with open(self.capture, 'wb') as file:
            file.write(b'x')
        noon = datetime.datetime.now().replace(hour=12, minute=0, second=0, microsecond=0)

        def at(days):
            return int((noon - datetime.timedelta(days)).timestamp() * 1000000)

        with sqlite3.connect(os.path.join(self.folder, 'history.db')) as db:
            db.executescript(TABLE)
            db.executemany('INSERT INTO calls (start_us, talk_us, incoming, missed, status, remote_uri, remote_name, verdict,'
                           ' call_id, capture_path) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [
                               (at(40), 125000000, 1, 0, 200, 'sip:zoe@example.org', 'Zoë Müller', 'answered', 'c1', self.capture),
                               (at(3), -1, 0, 0, 486, 'sip:+861012345678@example.cn', '+86 10 1234 5678', 'busy', 'c2', None),
                               (at(2), -1, 1, 1, 487, 'sip:xm@example.cn', '王小明', 'cancelled', 'c3', None),
                               (at(1), -1, 1, 0, 603, 'sip:spam@example.com', '=Spam\u202e,"x"', 'declined', 'c4', None),
                               (at(1), 3725000000, 0, 0, 200, 'sip:echo@ringback.test', 'echo', 'answered', 'c5', None),
                           ])
        db.close()

    def start(self):
        self.program = Program(self.place, **self.say.environment())
        self.program.click(self.say('Try it now'))
        self.program.find('page tab', self.say('Calls'))

    def rows(self):
        found = self.program.root.look('list', self.say('Past calls'))
        return [row.name for row in found.children()] if found else []

    def shown(self, n, *parts):
        """Waits until so many rows are shown, from above with these words in them."""
        wait_for(lambda: len(self.rows()) == n and all(part in row for part, row in zip(parts, self.rows())),
                 what='%d rows with %r, not %r' % (n, parts, self.rows()))

    def search(self, text):
        self.entry().set_text(text)

    def entry(self):
        return self.program.find(None, self.say('Search the calls'), where=lambda node: node.accessible.get_editable_text_iface())

    def menu(self, who, what):
        self.program.click(self.say('More for the call with %s', who))
        item = self.program.find(None, plain(self.say(what)), where=lambda node: 'menu item' in node.role)
        self.screenshot('menu')
        item.click()

    def page_menu(self, what):
        self.program.click(self.say('Which calls, and more'))
        self.program.find(None, lambda name: name == plain(self.say(what)),
                          where=lambda node: 'menu item' in node.role).click()

    def screenshot(self, name):
        screenshot('calls-%s-%s' % (name, self.say.language))


def plain(label):
    """A label without its mnemonic, as it is read out."""
    return label.replace('_', '')


def missed_call_of_old_is_counted_until_it_is_looked_at(calls):
    calls.write_history()
    calls.start()
    tab = calls.program.find('page tab', calls.say('Calls'))
    tab.find('label', '1')
    keys('ctrl+2')
    wait_for(lambda: tab.look('label', '1') is None, what='nothing is counted')
    calls.shown(5, 'echo', 'Spam', '王小明', '1234', 'Zoë')


def days_have_headings(calls):
    page = calls.program.find('list', calls.say('Past calls'))
    page.find('heading', calls.say('Yesterday'))
    assert len([node for node in page.all('heading') if node.has_state('visible')]) == 4, [node.name for node in page.all('heading')]
    calls.screenshot('list')


def words_find_calls(calls):
    say = calls.say
    for text, parts in (('zoe', ['Zoë']), ('1234-56', ['1234']), ('小明', ['王小明']), (say('Yesterday').lower(), ['echo', 'Spam']),
                        (say('Busy').lower(), ['1234']), ('busy', ['1234']), ('spam ' + say('Declined').lower(), ['Spam'])):
        calls.search(text)
        calls.shown(len(parts), *parts)
    calls.search('nobody')
    calls.program.find('label', say('No such calls'))
    calls.screenshot('nothing')
    calls.search('')
    calls.shown(5)


def filters_show_some(calls):
    calls.page_menu('_Missed')
    calls.shown(1, '王小明')
    calls.program.find('label', calls.say('Missed calls'))
    calls.page_menu('_Outgoing')
    calls.shown(2, 'echo', '1234')
    calls.screenshot('filter')
    calls.program.click(calls.say('Show all calls'))
    calls.shown(5)


def blocking_is_kept_in_the_settings(calls):
    calls.menu('王小明', '_Block')
    settings = calls.place.path('home', '.config', 'ringback', 'settings.ini')
    wait_for(lambda: os.path.exists(settings) and 'sip:xm@example.cn' in open(settings).read(), what='blocked')
    calls.menu('王小明', 'Un_block')
    wait_for(lambda: 'sip:xm@example.cn' not in open(settings).read(), what='not blocked any more')


def deleted_call_comes_back_with_its_trace(calls):
    calls.menu('Zoë Müller', 'D_elete')
    calls.shown(4)
    assert os.path.exists(calls.capture)
    calls.screenshot('undo')
    calls.program.find('push button', lambda name: plain(calls.say('_Undo')) in plain(name)).click()
    calls.shown(5)
    assert os.path.exists(calls.capture)


def delete_key_takes_the_call_with_the_focus(calls):
    calls.search('spam')
    calls.shown(1, 'Spam')
    calls.program.press_at(calls.entry())
    keys('Tab', 'Tab')  # past the menu of the page
    wait_for(lambda: calls.program.find('push button', lambda name: 'Spam' in name).has_state('focused'),
             what='the focus is in the row')
    keys('Delete')
    calls.program.find('label', calls.say('No such calls'))
    calls.search('')
    calls.shown(4)
    calls.program.find('push button', lambda name: plain(calls.say('_Undo')) == plain(name)).click()
    calls.shown(5)
    calls.program.gone('push button', lambda name: plain(calls.say('_Undo')) == plain(name))


def delete_key_is_for_the_text_where_one_types(calls):
    calls.search('nobody')
    calls.program.press_at(calls.entry())
    keys('Home', 'Delete')
    wait_for(lambda: calls.entry().text() == 'obody', what='the first letter goes')
    calls.search('')
    calls.shown(5)


def several_are_selected_and_deleted(calls):
    calls.page_menu('_Select Calls')
    calls.program.press_at(calls.program.find('check box', lambda name: 'Zoë' in name))
    calls.program.press_at(calls.program.find('check box', lambda name: '王小明' in name))
    calls.program.find('label', calls.say.like('%u calls selected') if calls.say.language == 'en' else lambda name: '2' in name)
    calls.screenshot('select')
    keys('Delete')
    calls.shown(3, 'echo', 'Spam', '1234')
    wait_for(lambda: not os.path.exists(calls.capture), 20, 'the capture goes with the toast')


def what_is_shown_is_exported(calls):
    for name, button in (('calls.csv', 'csv'), ('calls.json', 'json')):
        path = calls.place.path(name)
        calls.page_menu('_Export…')
        calls.program.choose_file(calls.say('Export Calls'), path, 'Return')
        wait_for(lambda: os.path.exists(path) and os.path.getsize(path) > 0, what=name)
    with open(calls.place.path('calls.csv'), newline='') as file:
        table = list(csv.DictReader(file))
    assert [row['verdict'] for row in table] == ['answered', 'declined', 'busy'], table
    assert table[1]['name'].startswith("'=Spam"), table[1]
    with open(calls.place.path('calls.json')) as file, open(SCHEMA) as schema:
        exported = json.load(file)
        check(exported, json.load(schema))
    assert [call['verdict'] for call in exported['calls']] == ['answered', 'declined', 'busy'], exported


def check(exported, schema):
    import jsonschema

    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(exported)


def call_is_placed_again(calls):
    calls.program.click(calls.say('Call %s', 'echo'))
    calls.shown(4, 'echo', 'echo')


def narrow_window_holds_it(calls):
    calls.program.resize(NARROW, 700)
    page = calls.program.find('list', calls.say('Past calls'))
    wait_for(lambda: 0 < page.box()[2] <= NARROW, what='the narrow page')
    fits(NARROW, page)
    calls.screenshot('narrow')


def words_are_in_the_language(calls):
    left = calls.say.left_in_english(calls.program.find('filler', 'RbCallsPage'))
    assert not left, left


def program_ends(calls):
    calls.program.quit()


if __name__ == '__main__':
    with Desktop() as place:
        tell([missed_call_of_old_is_counted_until_it_is_looked_at,
              days_have_headings,
              words_find_calls,
              filters_show_some,
              blocking_is_kept_in_the_settings,
              deleted_call_comes_back_with_its_trace,
              delete_key_takes_the_call_with_the_focus,
              delete_key_is_for_the_text_where_one_types,
              several_are_selected_and_deleted,
              what_is_shown_is_exported,
              call_is_placed_again,
              narrow_window_holds_it,
              words_are_in_the_language,
              program_ends], Calls(place, sys.argv[1]))
