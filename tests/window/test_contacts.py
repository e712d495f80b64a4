#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""People: import with a preview, search by name, digits and pinyin, call, edit, delete and undo, completion, export. Usage: test_contacts.py LANGUAGE"""

import os
import sys

from desktop import Desktop, keys, wait_for, windows, write, xdotool
from speech import Speech
from story import Program, fits, screenshot, tell

say = Speech(sys.argv[1] if len(sys.argv) > 1 else 'en')

CARDS = '''BEGIN:VCARD
VERSION:4.0
FN:Echo
TEL;TYPE=work:echo
CATEGORIES:starred
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:张三
TEL;TYPE=cell:+86 138 0013 8000
EMAIL:san@example.cn
END:VCARD
BEGIN:VCARD
FN:Zoë Smith
TEL:1001
TEL:1002
END:VCARD
BEGIN:VCARD
FN:乐曲
TEL:music
END:VCARD
BEGIN:VCARD
FN:Recall
TEL:callback
END:VCARD
BEGIN:VCARD
NOTE:nobody
END:VCARD
'''


def rows(program):
    return [row.name for row in program.find('list', say('Contacts')).children()]


def people(program):
    """The rows that are people: headings are a letter or a word."""
    return [row.replace('，', ', ').split(', ')[0] for row in rows(program) if ', ' in row.replace('，', ', ')]


def search(program, text):
    program.find('entry', say('Search contacts')).set_text(text)


def finds(program, text, *names):
    search(program, text)
    wait_for(lambda: people(program) == list(names), what='%r finds %r' % (text, names))


def file_is_previewed(program):
    program.click(say('Try it now'))
    program.find('label', say('Registered at the practice network'))
    keys('ctrl+3')
    path = os.path.join(os.environ['HOME'], 'people.vcf')
    with open(path, 'w') as file:
        file.write(CARDS)
    program.click(say('Import contacts'))
    program.choose_file(say('Import Contacts From'), path, 'alt+o')
    preview = program.dialog(say('Import Contacts'))
    names = wait_for(lambda: [row.name for row in preview.find('list', say('What will change')).children()], what='rows')
    assert len(names) == 5 and names[0].startswith('Echo'), names
    screenshot('contacts-import-' + say.language)
    preview.find('push button', say.catalogue.pgettext('verb', 'Import')).click()
    program.no_dialog()


def list_has_favourites_first(program):
    wait_for(lambda: people(program) == ['Echo', 'Recall', '乐曲', '张三', 'Zoë Smith'], what='five people')
    assert rows(program)[2:7:2] == ['R', 'Y', 'Z'], rows(program)
    screenshot('contacts-' + say.language)


def search_finds_as_one_types(program):
    finds(program, 'zoe', 'Zoë Smith')
    finds(program, 'zs', '张三')
    finds(program, 'zhangs', '张三')
    finds(program, '138 001', '张三')
    finds(program, '三', '张三')
    search(program, 'nobody')
    program.find('label', say('Nobody found'))
    finds(program, '', 'Echo', 'Recall', '乐曲', '张三', 'Zoë Smith')


def contact_is_called(program):
    program.click(say('Call %s', 'Echo'))
    program.find('panel', lambda name: 'echo' in name.lower())
    keys('ctrl+e')
    wait_for(lambda: program.root.look('panel', lambda name: 'echo' in name.lower()) is None, what='the call is over')


def person_is_seen_whole(program):
    program.press_at(next(row for row in program.find('list', say('Contacts')).children() if row.name.startswith('Echo')))
    window = wait_for(lambda: windows('^Echo$'), what='the window of the person')[0]
    xdotool('windowfocus', '--sync', window)
    person = program.application.find(None, 'Echo', where=lambda node: node.role in ('frame', 'dialog'))
    address = next(person.find('list', say('Addresses')).children())
    assert address.name.startswith('echo') and say('Work') in address.name, address.name
    person.find('push button', say('Write to %s', 'echo'))
    calls = [row.name for row in person.find('list', say('Calls')).children()]
    assert len(calls) == 1 and 'echo' in calls[0] and say('Outgoing call') in calls[0], calls
    screenshot('person-' + say.language)
    person.find('push button', say('Call %s', 'echo')).click()
    program.no_dialog()
    program.find('panel', lambda name: 'echo' in name.lower())
    keys('ctrl+e')
    wait_for(lambda: program.root.look('panel', lambda name: 'echo' in name.lower()) is None, what='the call is over')


def contact_is_changed(program):
    program.root.all('push button', say('More for %s', 'Echo'))[-1].click()
    program.find('menu item', say('_Edit').replace('_', '')).click()
    dialog = program.dialog(say('Contact Details'))
    screenshot('contact-' + say.language)
    dialog.find('text', say('Name')).set_text('Echo Robot')
    dialog.find('push button', say('Save')).click()
    program.no_dialog()
    wait_for(lambda: 'Echo Robot' in people(program), what='the new name')


def contact_is_deleted_and_comes_back(program):
    program.root.all('push button', say('More for %s', 'Echo Robot'))[-1].click()
    program.find('menu item', say('_Delete').replace('_', '')).click()
    wait_for(lambda: 'Echo Robot' not in people(program), what='it is gone')
    program.find('label', say('%s was deleted', 'Echo Robot'), seconds=20)  # after the toast of the import
    program.find('push button', lambda name: say('_Undo').replace('_', '') in name.replace('_', '')).click()
    wait_for(lambda: 'Echo Robot' in people(program), what='it is back')


def type_address(program, text):
    keys('ctrl+l', 'ctrl+a')
    write(text)


def offers(program):
    found = program.root.look('list', say('People to call'))
    return list(found.children()) if found else []


def is_offered(program, *texts):
    wait_for(lambda: [row.name.replace('，', ', ') for row in offers(program)] == list(texts), what='%r is offered' % (texts,))


def a_beginning_in_pinyin_is_completed(program):
    type_address(program, 'yueq')
    is_offered(program, '乐曲, music')
    screenshot('completion-' + say.language)
    keys('Down')
    wait_for(lambda: offers(program)[0].has_state('focused'), what='the first one has the focus')
    keys('Return')
    program.find('panel', lambda name: 'music' in name.lower() or '乐曲' in name)
    keys('ctrl+e')
    wait_for(lambda: program.root.look('panel', lambda name: 'music' in name.lower() or '乐曲' in name) is None, what='the call is over')


def a_name_with_two_addresses_asks_which(program):
    type_address(program, 'zoe smith')
    is_offered(program, 'Zoë Smith, 1001', 'Zoë Smith, 1002')
    keys('Return')
    wait_for(lambda: offers(program)[0].has_state('focused'), what='it asks which')
    assert program.root.look('panel', lambda name: '1001' in name or '1002' in name) is None, 'nobody is called unasked'
    keys('Escape', 'ctrl+a', 'BackSpace')


def a_blocked_person_does_not_ring(program):
    keys('ctrl+3')
    program.root.all('push button', say('More for %s', 'Recall'))[-1].click()
    program.find('menu item', say('_Block').replace('_', '')).click()
    program.find('label', say('Calls from %s will be rejected', 'Recall'), seconds=20)
    program.click(say('Call %s', 'Recall'))  # a robot that hangs up and calls back
    keys('ctrl+2')
    calls = program.find('list', say('Past calls'))
    wait_for(lambda: len([row for row in calls.children() if 'Recall' in row.name]) == 2, seconds=30, what='the call back is in the list')
    wait_for(lambda: any(say('Rejected – the number is blocked') in row.name for row in calls.children()), what='it was rejected')
    assert program.root.look('push button', say('Answer')) is None


def people_are_written_out(program):
    keys('ctrl+3')
    path = os.path.join(os.environ['HOME'], 'out.vcf')
    program.root.all('push button', say('More for contacts'))[-1].click()
    program.find('menu item', say('_Export…').replace('_', '')).click()
    program.choose_file(say('Export Contacts'), path, 'alt+s')
    program.find('label', lambda name: path in name)
    with open(path) as file:
        names = [line.strip() for line in file if line.startswith('FN')]
    assert len(names) == 5 and any('Zoë Smith' in name for name in names), names


def everything_fits_a_narrow_window(program):
    program.resize(360, 640)
    wait_for(lambda: program.find('list', say('Contacts')).box()[2] <= 360, what='a narrow list')
    fits(360, program.find('list', say('Contacts')), program.find('entry', say('Search contacts')))
    screenshot('contacts-narrow-' + say.language)


def program_ends_well(program):
    program.quit()


with Desktop(1100, 760) as where:
    tell([file_is_previewed, list_has_favourites_first, search_finds_as_one_types, contact_is_called, person_is_seen_whole, contact_is_changed,
          contact_is_deleted_and_comes_back, a_beginning_in_pinyin_is_completed, a_name_with_two_addresses_asks_which,
          a_blocked_person_does_not_ring, people_are_written_out, everything_fits_a_narrow_window, program_ends_well],
         Program(where, **say.environment()))
