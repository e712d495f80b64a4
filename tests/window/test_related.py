#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls that belong together: a transfer, a call that is taken over, a conference. Each is told above the ladder as it
happens, and shown in one ladder, in which every arrow says which call it is of."""

import json
import os
import re
import sys

import keyring
import sip_peer
from desktop import Desktop, keys, wait_for
from speech import Speech
from story import Program, fits, is_clock, screenshot, tell


class Life:
    def __init__(self, place, say):
        self.peer = sip_peer.Peer()
        config = place.path('home', '.config', 'ringback')
        os.makedirs(config)
        with open(os.path.join(config, 'accounts.json'), 'w') as accounts:
            json.dump({'version': 1, 'accounts': [
                {'id': 'a', 'label': 'Work', 'user': 'alice', 'domain': '127.0.0.1:%d' % self.peer.port,
                 'transport': 'udp'}]}, accounts)
        keyring.start(place, 'a', 'wonder')
        self.program = Program(place, **say.environment())
        wait_for(lambda: self.peer.contact, what='the account is registered')


def rows(life, say):
    """The arrows in the ladder as they are read out."""
    found = life.program.root.look('list', say.like('Ladder of %u'))
    return [row.name for row in found.children()] if found else []


def choose_scope(life, say, name):
    life.program.root.all('push button', say.like('Scope: '))[-1].click()
    life.program.find('menu item', say(name)).click()
    life.program.find('push button', say('Scope: %s', say(name)))


def answered_call(life, say, user, button='Answer'):
    call = life.peer.invite(user.title(), user)
    life.program.find('panel', say('Call with %s', user.title())).find('push button', say(button)).click()
    life.peer.end(call, 200)
    life.program.find('panel', say('Call with %s', user.title())).find('label', is_clock)
    return call


def hang_up(life, say, call):
    life.peer.request(call, 'BYE', number=9, to=call['to'])
    life.program.gone('panel', say('Call with %s', call['user'].title()))


def a_single_call_has_no_others(life, say):
    if not life.program.root.look('push button', say.like('Scope: ')):
        keys('F9')
    life.program.find('push button', say('Scope: %s', say('Everything')))
    call = answered_call(life, say, 'ann')
    wait_for(lambda: rows(life, say), what='a ladder')
    assert not life.program.root.look('push button', say('Show Together'))
    hang_up(life, say, call)


def a_transfer_offers_its_other_call(life, say):
    life.call = answered_call(life, say, 'dave')
    since = len(life.peer.messages)
    life.peer.request(life.call, 'REFER', 'Refer-To: <sip:erin@127.0.0.1:%d>\r\nReferred-By: <sip:dave@127.0.0.1:%d>\r\n'
                      % (life.peer.port, life.peer.port), number=2, to=life.call['to'])
    life.program.find('panel', say('Call with %s', 'Dave')).find('push button', say('Call There')).click()
    invite = wait_for(lambda: next((m for m in life.peer.messages[since:] if m.method == 'INVITE' and 'erin' in m.start), None),
                      what='INVITE to erin')
    life.peer.answer(invite, '200 OK', body=sip_peer.SDP)
    life.program.find('label', '① dave → alice   ② alice → erin')
    life.program.find('label', say('A REFER in call {first} asked for call {second}.').replace('{first}', '1')
                      .replace('{second}', '2'))
    screenshot('related-offered-' + say.language)


def both_are_one_ladder(life, say):
    life.program.find('push button', say('Show Together')).click()
    life.program.find('push button', say('Scope: %s', say('This call and what belongs to it')))
    first = say('Call %1$u, %2$s.', 1, 'dave → alice')
    second = say('Call %1$u, %2$s.', 2, 'alice → erin')
    wait_for(lambda: any('INVITE (SDP)' in row and first in row for row in rows(life, say)), what='the first INVITE')
    wait_for(lambda: any('INVITE (SDP)' in row and second in row for row in rows(life, say)), what='the second INVITE')
    assert all(first in row or second in row for row in rows(life, say)), rows(life, say)
    life.program.gone('push button', say('Show Together'))
    screenshot('related-together-' + say.language)


def it_fits_a_narrow_window(life, say):
    choose_scope(life, say, 'This call')
    life.program.resize(360, 720)
    wait_for(lambda: life.program.root.box()[2] <= 400, what='the window is narrow')
    keys('F9')
    bar = life.program.find('panel', say('Calls that belong together'))
    bar.find('push button', say('Show Together'))
    wait_for(lambda: bar.box()[0] >= 0 and bar.box()[0] + bar.box()[2] <= life.program.root.box()[2], what='the bar fits')
    fits(life.program.root.box()[2], bar)
    screenshot('related-narrow-' + say.language)
    bar.find('push button', say('Show Together')).click()
    life.program.resize(1170, 760)
    life.program.find('push button', say('Scope: %s', say('This call and what belongs to it')))


def the_message_that_shows_it_is_a_link(life, say):
    bar = life.program.find('panel', say('Calls that belong together'))
    bar.find('push button', say.like('No. %u')).click()
    wait_for(lambda: 'REFER' in life.program.find('list', say.like('Ladder of %u')).description, what='the REFER is selected')


def what_is_new_appears_in_the_same_ladder(life, say):
    def count():
        return int(re.search(r'\d+', life.program.find('list', say.like('Ladder of %u')).name).group())

    n = count()
    life.program.find('panel', say('Call with %s', 'erin')).find('push button', say('End the call')).click()
    life.program.gone('panel', say('Call with %s', 'erin'))
    wait_for(lambda: count() == n + 2, what='the BYE of the second call and its answer')
    choose_scope(life, say, 'This call')
    life.program.find('push button', say('Show Together'))
    assert not any(say('Call %1$u, %2$s.', 1, 'dave → alice') in row for row in rows(life, say))


def a_call_that_takes_anothers_place_says_so(life, say):
    call = answered_call(life, say, 'fay')
    answer = life.peer.wait_status(call, 200)
    tags = [re.search(';tag=([^;]+)', answer.get(name)).group(1) for name in ('To', 'From')]
    taking = {'id': 'taking-' + call['id'], 'user': 'gus', 'from': 'Gus <sip:gus@127.0.0.1:%d>;tag=taker' % life.peer.port}
    life.peer.request(taking, 'INVITE', 'Replaces: %s;to-tag=%s;from-tag=%s\r\n' % (call['id'], *tags), sip_peer.SDP)
    life.peer.end(taking, 200)
    life.program.find('label', '① fay → alice   ② gus → alice')
    life.program.find('label', say('The INVITE of call {second} takes the place of call {first} (Replaces).')
                      .replace('{first}', '1').replace('{second}', '2'))
    hang_up(life, say, taking)


def a_conference_is_told_by_the_phone(life, say):
    first = answered_call(life, say, 'hal')
    second = answered_call(life, say, 'ida', 'Hold and answer')
    life.program.find('panel', say('Call with %s', 'Ida')).find('push button', say('Conference')).click()
    life.program.find('label', '① hal → alice   ② ida → alice')
    life.program.find('label', say('This phone joined calls {first} and {second} in a conference. No message tells it: the '
                                   'phone mixes their sound itself.').replace('{first}', '1').replace('{second}', '2'))
    life.program.find('push button', say('Show Together')).click()
    wait_for(lambda: any(say('Call %1$u, %2$s.', 2, 'ida → alice') in row for row in rows(life, say)), what='the second call')
    screenshot('related-conference-' + say.language)
    for call in (first, second):
        hang_up(life, say, call)
    life.program.quit()


if __name__ == '__main__':
    with Desktop() as here:
        speech = Speech(sys.argv[1] if len(sys.argv) > 1 and sys.argv[1] else 'en')
        tell([a_single_call_has_no_others,
              a_transfer_offers_its_other_call,
              both_are_one_ladder,
              it_fits_a_narrow_window,
              the_message_that_shows_it_is_a_link,
              what_is_new_appears_in_the_same_ladder,
              a_call_that_takes_anothers_place_says_so,
              a_conference_is_told_by_the_phone], Life(here, speech), speech)
