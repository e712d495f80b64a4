#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts in the window, at a real Kamailio: three fields are enough, a wrong password and its message, Test and its
ladder, a certificate that is trusted by hand, order, removal with undo, import and export. Runs in a network namespace.

Usage: test_accounts.py en|zh_CN"""

import gettext
import json
import os
import subprocess
import sys

sys.path.insert(1, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'peers'))

from desktop import Desktop, keys, wait_for, write, xdotool
from harness import PASSWORDS, Kamailio
from story import Program, screenshot, tell

LANGUAGE = sys.argv.pop(1) if len(sys.argv) > 1 else 'en'
catalogue = gettext.translation('ringback', os.environ.get('RINGBACK_LOCALEDIR'), [LANGUAGE],
                                fallback=LANGUAGE == 'en')
_ = catalogue.gettext
DOMAIN = '127.0.0.1:5060'
TLS_DOMAIN = '127.0.0.1:5061'


def shot(name):
    screenshot('accounts-%s-%s' % (name, LANGUAGE))


def field(dialog, title):
    """The text of an entry row."""
    return dialog.find(None, title, where=lambda node: node.role in ('text', 'password text'))


def button(dialog, name):
    return dialog.find('push button', name)


def plain(name):
    """A msgid's translation without its mnemonic; a button of a question is named twice by GTK 4.8."""
    return _(name).replace('_', '').split('(')[0]


def answer(question, name):
    question.find('push button', lambda found: plain(name) in found.replace('_', '')).click()


def state(program, text):
    """Waits until the account button says it."""
    return program.find('push button', lambda name: text in name and name.startswith(_('Account %s: %s').split('%')[0]))


def open_menu(program):
    program.click(lambda name: name.startswith(_('Account %s: %s').split('%')[0]))


def close_menu(program):
    keys('Escape')
    program.gone('list', _('Accounts'))


def three_fields_are_enough(place):
    program = place.program
    program.click(_('Add my account'))
    dialog = program.dialog(_('New Account'))
    shot('new')
    field(dialog, _('User *')).set_text('alice')
    field(dialog, _('Domain *')).set_text(DOMAIN)
    field(dialog, _('Password')).set_text('wrong')
    place.dialog = dialog


def what_is_wrong_is_said_while_it_is_typed(place):
    dialog = place.dialog
    field(dialog, _('User *')).set_text('al ice')
    dialog.find('label', lambda text: 'al ice' in text)
    shot('problem')
    field(dialog, _('User *')).set_text('alice')
    wait_for(lambda: dialog.look('label', lambda text: 'al ice' in text) is None, what='the message is gone')


def a_test_shows_the_flow_and_what_to_do(place):
    dialog = place.dialog
    button(dialog, _('Test')).click()
    retry = dialog.find('push button', _('Type the Password Again'))
    rows = wait_for(lambda: [row.name for row in dialog.all('list item')] or None, what='a ladder')
    assert any('401' in row for row in rows) and any('403' in row or '401' in row for row in rows), rows
    shot('test-failed')
    retry.click()
    # The pen goes once one is in the field; the old password is selected then.
    wait_for(lambda: field(dialog, _('Password')).look('image') is None, what='the password has the focus')
    write(PASSWORDS['alice'])
    button(dialog, _('Test')).click()
    dialog.find('label', lambda text: 'alice@' + DOMAIN in text)
    assert dialog.look('push button', _('Type the Password Again')) is None
    shot('test-good')


def the_dial_plan_is_tried_as_one_types(place):
    dialog = place.dialog
    field(dialog, _('Dialling prefix')).set_text('9')
    field(dialog, _('Try a number')).set_text('1234')
    dialog.find('label', lambda text: '91234' in text)
    field(dialog, _('Dialling prefix')).set_text('')


def saved_it_registers(place):
    button(place.dialog, _('Save')).click()
    place.program.no_dialog()
    state(place.program, _('Registered'))
    shot('registered')


def a_wrong_password_is_told(place):
    program = place.program
    open_menu(program)
    program.click(_('Edit %s') % ('alice@' + DOMAIN))
    dialog = program.dialog(_('Edit Account'))
    field(dialog, _('Password (empty: leave it as it is)')).set_text('mistaken')
    button(dialog, _('Save')).click()
    program.no_dialog()
    state(program, _('Not registered: %s').split('%')[0])
    open_menu(program)
    program.find('label', lambda text: text.startswith(_('Not registered: %s').split('%')[0]) and len(text) > 20)
    shot('wrong-password')
    program.click(_('Edit %s') % ('alice@' + DOMAIN))
    dialog = program.dialog(_('Edit Account'))
    field(dialog, _('Password (empty: leave it as it is)')).set_text(PASSWORDS['alice'])
    button(dialog, _('Save')).click()
    program.no_dialog()
    state(program, _('Registered'))


def a_certificate_is_trusted_by_hand(place):
    program = place.program
    open_menu(program)
    shot('menu-password')
    program.click(_('Type the password of %s') % ('bob@' + TLS_DOMAIN))
    dialog = program.dialog(_('Edit Account'))
    field(dialog, _('Password (empty: leave it as it is)')).set_text(PASSWORDS['bob'])
    button(dialog, _('Test')).click()
    dialog.find('push button', _('Look at the Certificate…'), seconds=15).click()
    question = program.dialog(_('Trust This Certificate?'))
    question.find('label', lambda text: 'lab.test' in text)
    question.find('label', lambda text: text.count(':') >= 31)
    shot('trust')
    answer(question, '_Trust Only This One')
    dialog.find('label', lambda text: 'bob@' + TLS_DOMAIN in text, seconds=15)
    shot('trusted')
    button(dialog, _('Save')).click()
    program.no_dialog()
    open_menu(program)
    program.find(None, lambda name: name == _('%s: %s') % ('bob@' + TLS_DOMAIN, _('Registered')), seconds=15)
    close_menu(program)


def a_missing_password_is_asked_for(place):
    """After it three accounts are registered at once, over UDP, TCP and TLS."""
    program = place.program
    open_menu(program)
    program.click(_('Type the password of %s') % 'Class <b>A</b>')
    dialog = program.dialog(_('Edit Account'))
    wait_for(lambda: field(dialog, _('Password (empty: leave it as it is)')).look('image') is None,
             what='the password has the focus')
    write(PASSWORDS['carol'])
    keys('Return')
    program.no_dialog()
    open_menu(program)
    wait_for(lambda: all(row.name.endswith(_('Registered')) for row in program.find('list', _('Accounts')).children()),
             what='all three are registered')
    shot('three')
    close_menu(program)


def accounts_are_put_in_order(place):
    program = place.program
    open_menu(program)
    names = lambda: [row.name.split(':')[0] for row in program.find('list', _('Accounts')).children()]
    assert [name[:3] for name in names()] == ['ali', 'Cla', 'bob'], names()
    shot('menu')
    keys('Tab')
    keys('alt+Down')
    wait_for(lambda: [name[:3] for name in names()] == ['Cla', 'ali', 'bob'], what='alice is second')
    keys('alt+Up')
    wait_for(lambda: [name[:3] for name in names()] == ['ali', 'Cla', 'bob'], what='alice is first again')


def one_can_be_switched_off(place):
    program = place.program
    program.click(_('More for %s') % ('alice@' + DOMAIN))
    use = lambda name: name.startswith(plain('_Use This Account'))
    program.find(None, use).click()
    program.gone(None, use)
    wait_for(lambda: any(row.name.startswith('alice@') and row.name.endswith(_('Not registered'))
                         for row in program.find('list', _('Accounts')).children()), what='alice is off')


def a_removed_one_can_be_brought_back(place):
    program = place.program
    program.click(_('More for %s') % ('bob@' + TLS_DOMAIN))
    program.find('menu item', lambda name: name.startswith(plain('_Remove'))).click()
    undo = program.find('push button', lambda name: plain('_Undo') in name.replace('_', ''))
    shot('removed')
    undo.click()
    open_menu(program)
    program.find(None, lambda name: name == _('%s: %s') % ('bob@' + TLS_DOMAIN, _('Registered')), seconds=15)
    close_menu(program)


def an_import_is_shown_before_it_is_done(place):
    program = place.program
    path = place.path('class.json')
    with open(path, 'w') as file:
        json.dump({'accounts': [{'user': 'carol', 'domain': DOMAIN, 'label': 'Class <b>A</b>', 'transport': 'tcp',
                                 'password': 'x'},
                                {'user': 'alice', 'domain': DOMAIN, 'voicemail': '*97'},
                                {'user': 'bob', 'domain': TLS_DOMAIN, 'transport': 'tls'}]}, file)
    subprocess.run([os.environ['RINGBACK'], '--import', path], check=True, timeout=20)
    question = program.dialog(_('Import These Accounts?'))
    question.find(None, lambda name: name.startswith('Class <b>A</b>'))
    question.find('label', lambda text: _('Voicemail number') in text)
    shot('import')
    answer(question, '_Import')
    program.no_dialog()
    open_menu(program)
    program.find(None, lambda name: name.startswith('Class <b>A</b>'))
    close_menu(program)


def a_wrong_file_changes_nothing(place):
    program = place.program
    path = place.path('wrong.json')
    with open(path, 'w') as file:
        file.write('{"accounts": [{"user": "dave", "domain": "x", "transport": "pigeon"}]}')
    subprocess.run([os.environ['RINGBACK'], '--import', path], check=True, timeout=20)
    question = program.dialog(_('Nothing Was Imported'))
    question.find('label', lambda text: 'accounts[0].transport' in text)
    shot('import-wrong')
    program.escape()


def it_fits_a_telephone(place):
    program = place.program
    program.resize(360, 640)
    open_menu(program)
    program.find('push button', _('Import accounts'))
    program.find('push button', _('Export accounts'))
    shot('narrow-menu')
    program.click(_('Edit %s') % ('bob@' + TLS_DOMAIN))
    dialog = program.dialog(_('Edit Account'))
    window = xdotool('search', '--onlyvisible', '--name', _('Edit Account')).split()[-1]
    xdotool('windowsize', '--sync', window, 360, 640)
    button(dialog, _('Test')).click()
    dialog.find('label', lambda text: 'bob@' + TLS_DOMAIN in text, seconds=15)
    shot('narrow-test')
    width = dialog.box()[2]
    assert width <= 360, width
    program.escape()


def nothing_secret_is_on_the_disk(place):
    place.program.quit()
    for folder, _folders, names in os.walk(place.path('home')):
        for name in names:
            with open(os.path.join(folder, name), 'rb') as file:
                bytes_ = file.read()
            for word in (*PASSWORDS.values(), 'mistaken'):
                assert word.encode() not in bytes_, (folder, name)


with Desktop() as place:
    Kamailio()
    environment = {'LANGUAGE': LANGUAGE} if LANGUAGE != 'en' else {}
    place.program = Program(place, **environment)
    tell([three_fields_are_enough, what_is_wrong_is_said_while_it_is_typed, a_test_shows_the_flow_and_what_to_do,
          the_dial_plan_is_tried_as_one_types, saved_it_registers, a_wrong_password_is_told,
          an_import_is_shown_before_it_is_done, a_wrong_file_changes_nothing, a_certificate_is_trusted_by_hand,
          a_missing_password_is_asked_for, accounts_are_put_in_order, one_can_be_switched_off,
          a_removed_one_can_be_brought_back, it_fits_a_telephone, nothing_secret_is_on_the_disk], place)
