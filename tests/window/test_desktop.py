#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program on a desktop: notifications and their buttons, the command line, D-Bus, links, other
programs' music, commands at events, and life without a window."""

import json
import os
import re
import subprocess
import sys

import keyring
import sip_peer
import portal
from desktop import BUS_CONFIG, Desktop, keys, wait_for, windows, xdotool
from story import Program, is_clock, screenshot, tell

APP = 'io.github.ringback.Ringback'
PATH = '/io/github/ringback/Ringback'
SESSIONS = '/org/freedesktop/portal/desktop/session/'
LOGIND = 'org.freedesktop.login1'
HOSTILE = '"<b>Eve</b> & <a href=\'http://evil.example\'>\u202egnp.exe</a>' + 'x' * 30000 + '"'


def ringback(*arguments):
    return subprocess.run([os.environ['RINGBACK'], *arguments], capture_output=True, text=True, timeout=30)


def cli(*arguments):
    return subprocess.run([os.environ['RINGBACK_CLI'], 'remote', *arguments], capture_output=True, text=True, timeout=30)


def mock(name, path, method, *arguments):
    """Calls a method of a mocked service's control interface."""
    return subprocess.run(['gdbus', 'call', '--session', '--dest', name, '--object-path', path, '--method',
                           'org.freedesktop.DBus.Mock.' + method, *arguments], check=True, capture_output=True, text=True,
                          timeout=10).stdout


class Life:
    """The story's program, peer and desktop."""

    def __init__(self, place):
        self.place = place
        self.peer = sip_peer.Peer()
        self.seen = 0
        config = place.path('home', '.config', 'ringback')
        os.makedirs(config)
        self.heard = place.path('heard')
        os.mkdir(self.heard)
        hook = place.path('hook')
        with open(hook, 'w') as script:
            script.write('#!/bin/sh\ncd %s && { env -0; printf "ARGUMENT=%%s" "$1"; } >$$.part && mv $$.part $$\n' % self.heard)
        os.chmod(hook, 0o755)
        events = ('incoming', 'answered', 'ended', 'missed', 'registered', 'registration-failed')
        with open(os.path.join(config, 'settings.ini'), 'w') as settings:
            settings.write('[io/github/ringback/Ringback]\npublish-away=true\nhooks={%s}\n' % ', '.join(
                "'%s': '%s \"$HOME; id\"'" % (event, hook) for event in events))
        with open(os.path.join(config, 'accounts.json'), 'w') as accounts:
            json.dump({'version': 1, 'accounts': [{'id': 'a', 'user': 'alice', 'domain': '127.0.0.1:%d' % self.peer.port,
                                                   'transport': 'udp', 'enabled': True, 'register': True,
                                                   'publish_presence': True}]}, accounts)
        keyring.start(place, 'a', 'wonder')
        self.start_system_bus()
        self.portal = portal.Portal(place, 'GlobalShortcuts', {'CreateSession': 'a{sv}', 'BindShortcuts': 'oa(sa{sv})sa{sv}'}, 1)
        self.players = {name: self.start_player(name, state) for name, state in (('loud', 'Playing'), ('quiet', 'Paused'))}
        self.session_manager = self.start_mock(
            'org.gnome.SessionManager', '/org/gnome/SessionManager', 'org.gnome.SessionManager',
            [('RegisterClient', 'ss', 'o', 'ret = "/client"'), ('Inhibit', 'susu', 'u', 'ret = 7'),
             ('Uninhibit', 'u', '', ''), ('UnregisterClient', 'o', '', '')])

    def start_system_bus(self):
        """One with nothing on it but logind."""
        with open(self.place.path('system.conf'), 'w') as config:
            config.write(BUS_CONFIG.format(folder=self.place.path('run')))
        bus = self.place.start('dbus-daemon', '--nofork', '--print-address', '--config-file', self.place.path('system.conf'),
                               stdout=subprocess.PIPE, text=True)
        os.environ['DBUS_SYSTEM_BUS_ADDRESS'] = bus.stdout.readline().strip()
        self.place.start(sys.executable, '-m', 'dbusmock', '--template', 'logind', stdout=subprocess.DEVNULL)
        portal.gdbus('wait', '--system', '--timeout', '10', LOGIND)

    def logind(self, method, *arguments):
        return portal.gdbus('call', '--system', '--dest', LOGIND, '--object-path', '/org/freedesktop/login1', '--method', method,
                            *arguments)

    def wake_up(self):
        """As after a night: everything registers anew, at once."""
        self.logind('org.freedesktop.DBus.Mock.EmitSignal', LOGIND + '.Manager', 'PrepareForSleep', 'b', '[<false>]')

    def stored(self, line):
        def look():
            with open(self.place.path('home', '.config', 'ringback', 'settings.ini')) as settings:
                return line in settings.read().splitlines()
        wait_for(look, what='stored: ' + line)

    def start_mock(self, name, path, interface, methods, properties=None):
        process = self.place.start(sys.executable, '-m', 'dbusmock', '--session', '--logfile', self.place.path(name + '.log'), name,
                                   path, interface)
        subprocess.run(['gdbus', 'wait', '--session', '--timeout', '10', name], check=True, timeout=15)
        for key, value in (properties or {}).items():
            mock(name, path, 'AddProperty', interface, key, "<'%s'>" % value)
        for method, takes, gives, code in methods:
            mock(name, path, 'AddMethod', interface, method, takes, gives, code)
        return process

    def start_player(self, name, state):
        full = 'org.mpris.MediaPlayer2.' + name
        change = 'self.UpdateProperties("org.mpris.MediaPlayer2.Player", {"PlaybackStatus": "%s"})'
        self.start_mock(full, '/org/mpris/MediaPlayer2', 'org.mpris.MediaPlayer2.Player',
                        [('Pause', '', '', change % 'Paused'), ('Play', '', '', change % 'Playing')], {'PlaybackStatus': state})
        return self.place.path(full + '.log')

    def asked_of(self, log):
        """Pause and Play that a player was asked for, in turn."""
        with open(log) as lines:
            return [word for line in lines for word in line.split()[1:2] if word in ('Pause', 'Play')]

    def calls_of(self, name, method):
        with open(self.place.path(name + '.log')) as lines:
            return [line for line in lines if line.split()[1:2] == [method]]

    def windows(self):
        found = subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', '^Ringback$'], capture_output=True, text=True,
                               timeout=10)
        return found.stdout.split()

    def start(self, *options):
        self.program = Program(self.place, *options)
        wait_for(lambda: self.peer.contact, what='registered')

    def told(self):
        """The calls of the notification service: a text of several lines makes a call of several lines."""
        entries = []
        for line in list(self.place.notifications):
            if re.match(r'\d+\.\d+ ', line):
                entries.append(line)
            elif entries:
                entries[-1] += line
        return entries

    def notified(self, text):
        """The next notification with this text: its number and the line of the log."""
        def look():
            lines = [line for line in self.told() if line.split()[1:2] == ['Notify']]
            for number, line in enumerate(lines[self.seen:], self.seen + 1):
                if text in line:
                    self.seen = number
                    return number, line
        return wait_for(look, what='a notification with ' + text)

    def press(self, number, action, line):
        """A button of a notification, as the desktop tells that it was pressed."""
        key = re.search(r'"(%s[^"]*)"' % re.escape(action), line).group(1)
        identifier = self.identifiers()[number - 1]
        mock('org.freedesktop.Notifications', '/org/freedesktop/Notifications', 'EmitSignal', 'org.freedesktop.Notifications',
             'ActionInvoked', 'us', '[<uint32 %d>, <%s>]' % (identifier, json.dumps(key)))

    def identifiers(self):
        """The identifiers the service gave: it reuses that of a notification that is replaced."""
        given, fresh = [], 0
        for line in self.told():
            if line.split()[1:2] == ['Notify']:
                replaced = int(re.search(r'Notify "[^"]*" (\d+)', line).group(1))
                if not replaced:
                    fresh += 1
                given.append(replaced or fresh)
        return given

    def closed(self, number):
        identifier = self.identifiers()[number - 1]
        wait_for(lambda: any(line.split()[1:3] == ['CloseNotification', str(identifier)] for line in self.told()),
                 what='the notification is withdrawn')

    def events(self):
        """What the commands at events found in their environment."""
        found = []
        for name in os.listdir(self.heard):
            if name.isdigit():
                with open(os.path.join(self.heard, name)) as file:
                    found.append(dict(line.split('=', 1) for line in file.read().split('\0') if '=' in line))
        return found

    def event(self, name, **values):
        return wait_for(lambda: next((event for event in self.events() if event.get('RINGBACK_EVENT') == name
                                      and all(event.get('RINGBACK_' + key) == value for key, value in values.items())), None),
                        what='the command of ' + name)


def account_registers(life):
    life.start()
    assert life.event('registered')['RINGBACK_ACCOUNT'].startswith('alice@127.0.0.1')


def hostile_caller_cannot_dress_up(life):
    call = life.peer.invite(HOSTILE, 'eve')
    number, line = life.notified('is calling')
    assert '<' not in line and '&' not in line and '\u202e' not in line and len(line) < 2000, line
    assert 'eve@127.0.0.1' in line and 'to alice@127.0.0.1' in line, line
    for button in ('Answer', 'Decline', 'Reply with Message'):
        assert '"%s"' % button in line, line
    screenshot('desktop-hostile-caller')
    life.press(number, 'app.decline-call', line)
    life.peer.end(call, 486)
    life.closed(number)


def commands_get_hostile_values_as_values(life):
    event = life.event('incoming')
    assert '\n' not in event['RINGBACK_NAME'] and len(event['RINGBACK_NAME']) == 256, event
    assert event['RINGBACK_NAME'].startswith('<b>Eve</b> & <a'), event
    assert event['RINGBACK_NUMBER'] == 'eve' and event['RINGBACK_DIRECTION'] == 'incoming', event
    assert event['ARGUMENT'] == '$HOME; id', event
    assert life.event('ended')['RINGBACK_STATUS'] == '486'


def answer_button_answers(life):
    call = life.peer.invite()
    number, line = life.notified('Bob is calling')
    life.press(number, 'app.answer-call', line)
    life.peer.end(call, 200)
    life.closed(number)
    life.program.state(is_clock)
    life.event('answered', NUMBER='bob')
    life.call = call


def music_pauses_and_the_computer_stays_awake_during_a_call(life):
    wait_for(lambda: life.asked_of(life.players['loud'])[-1:] == ['Pause'], what='the music pauses')
    wait_for(lambda: life.calls_of('org.gnome.SessionManager', 'Inhibit'), what='no sleep')
    life.peer.hang_up(life.call)
    wait_for(lambda: life.asked_of(life.players['loud'])[-1:] == ['Play'], what='the music plays on')
    assert not life.asked_of(life.players['quiet'])
    wait_for(lambda: len(life.calls_of('org.gnome.SessionManager', 'Uninhibit'))
             == len(life.calls_of('org.gnome.SessionManager', 'Inhibit')), what='sleep is allowed')


def refused_keys_are_not_asked_for_again(life):
    """Nothing is asked of the portal before the person wants keys."""
    assert not life.portal.calls('CreateSession')
    keys('ctrl+comma')
    life.preferences = wait_for(lambda: windows('Preferences', but=life.program.window), what='preferences')[0]
    xdotool('windowfocus', '--sync', life.preferences)
    life.choose = life.program.application.find('frame', 'Preferences').find('push button', 'Keys that work everywhere')
    life.choose.click()
    grant_session(life, 1, 'one')
    request = life.portal.asked('BindShortcuts', 1)
    for word in (SESSIONS + 'one', "'answer'", "'end'", "'mute'", 'preferred_trigger', 'Answer the call'):
        assert word in request, (word, request)
    life.portal.answer(request, 1, '@a{sv} {}')
    life.portal.asked('Close', 1)


def grant_session(life, times, name):
    life.portal.mock(portal.PATH, 'AddObject', SESSIONS + name, portal.SESSION, '@a{sv} {}', '[("Close", "", "", "")]')
    life.portal.answer(life.portal.asked('CreateSession', times), 0, "{'session_handle': <'%s'>}" % (SESSIONS + name))


def keys_of_the_whole_desktop_are_chosen(life):
    life.choose.click()
    grant_session(life, 2, 'two')
    life.portal.answer(life.portal.asked('BindShortcuts', 2), 0,
                       "{'shortcuts': <[('answer', {'trigger_description': <'Ctrl+<Super>A'>}), ('mute', {})]>}")
    life.program.application.find('frame', 'Preferences').find('label', 'Answer the call: Ctrl+<Super>A')
    life.stored('global-shortcuts=true')
    screenshot('desktop-keys')
    life.program.escape()


def press_key(life, name, session='two'):
    life.portal.emit('Activated', 'osta{sv}', "objectpath '%s'" % (SESSIONS + session), "'%s'" % name, 'uint64 1', '@a{sv} {}')


def keys_answer_mute_and_end(life):
    call = life.peer.invite('"Laura"', 'laura')
    press_key(life, 'end', 'one')  # of a session that is over, and no key of ours
    press_key(life, 'unheard-of')
    press_key(life, 'answer')
    life.peer.end(call, 200)
    press_key(life, 'mute')
    wait_for(lambda: [one for one in json.loads(cli('status', '--json').stdout)['calls'] if one['muted']], what='muted')
    since = len(life.peer.messages)
    press_key(life, 'end')
    life.peer.wait_request('BYE', since)
    life.program.gone('panel', 'Call with laura')


def registration_that_fails_is_told_once(life):
    life.peer.refusal = '503 Service Unavailable'
    for attempt in range(2):
        since = len(life.peer.messages)
        life.wake_up()
        life.peer.wait_request('REGISTER', since)
        wait_for(lambda: json.loads(cli('status', '--json').stdout)['accounts'][0]['registration'] == 'failed', what='failed')
        if not attempt:
            number, line = life.notified('alice@127.0.0.1:%d cannot be called' % life.peer.port)
            assert 'is not available now' in line, line
    assert life.event('registration-failed')['RINGBACK_REASON']
    life.peer.refusal = None
    life.wake_up()
    life.closed(number)
    assert sum('cannot be called' in line for line in life.told() if line.split()[1:2] == ['Notify']) == 1


def locked_screen_is_published_as_away(life):
    name, path = 'org.gnome.ScreenSaver', '/org/gnome/ScreenSaver'
    life.start_mock(name, path, name, [('GetActive', '', 'b', 'ret = False')])
    for locked in ('true', 'false'):
        since = len(life.peer.messages)
        mock(name, path, 'EmitSignal', name, 'ActiveChanged', 'b', '[<%s>]' % locked)
        publish = life.peer.wait_request('PUBLISH', since)
        assert '<basic>open</basic>' in publish.body and ('<rpid:away/>' in publish.body) == (locked == 'true'), publish.body


def message_is_told_and_opens_its_conversation(life):
    sender = {'id': 'message-%d' % life.peer.port, 'user': 'mona', 'from': '"Mona" <sip:mona@127.0.0.1:%d>;tag=m' % life.peer.port}
    life.peer.request(sender, 'MESSAGE', '', 'Lunch & <i>tea</i>?', content='text/plain')
    number, line = life.notified('Message from Mona')
    assert 'Lunch' in line and '<i>' not in line and '&' not in line, line
    life.press(number, 'default', line)
    window = wait_for(lambda: windows('mona', but=life.program.window) or windows('Mona', but=life.program.window), what='conversation')[0]
    xdotool('windowfocus', '--sync', window)
    life.program.application.find(None, lambda name: 'Lunch & <i>tea</i>?' in name)
    life.program.escape()


def message_that_is_read_is_told_no_more(life):
    sender = {'id': 'dinner-%d' % life.peer.port, 'user': 'mona', 'from': '"Mona" <sip:mona@127.0.0.1:%d>;tag=d' % life.peer.port}
    life.peer.request(sender, 'MESSAGE', '', 'Dinner?', content='text/plain')
    number, line = life.notified('Message from Mona')
    assert 'Dinner?' in line, line
    xdotool('windowfocus', '--sync', life.program.window)
    keys('ctrl+4')
    life.program.press_at(next(life.program.find('list', 'Conversations').children()))
    window = wait_for(lambda: windows('Mona', but=life.program.window), what='conversation')[0]
    xdotool('windowfocus', '--sync', window)
    life.closed(number)
    life.program.escape()


def missed_call_is_called_back(life):
    call = life.peer.invite('"Carol"', 'carol')
    life.notified('Carol is calling')
    life.peer.cancel(call)
    number, line = life.notified('Missed call from Carol')
    life.event('missed', NUMBER='carol')
    since = len(life.peer.messages)
    life.press(number, 'app.call-back', line)
    invite = life.peer.wait_request('INVITE', since)
    assert 'carol@' in invite.start, invite.start
    assert ringback('--hang-up').returncode == 0
    life.peer.wait_request('CANCEL', since)
    life.peer.answer(invite, '487 Request Terminated')
    life.program.gone('panel', 'Call with carol')


def call_answered_elsewhere_is_not_missed(life):
    call = life.peer.invite('"Dave"', 'dave')
    life.notified('Dave is calling')
    life.peer.cancel(call, 'Reason: SIP;cause=200;text="Call completed elsewhere"\r\n')
    _, line = life.notified('Dave was answered elsewhere')
    assert 'Call Back' not in line, line


def caller_is_declined_with_a_message(life):
    call = life.peer.invite('"Frank"', 'frank')
    number, line = life.notified('Frank is calling')
    since = len(life.peer.messages)
    life.press(number, 'app.reply-call', line)
    dialog = life.program.dialog('Decline with a message?')
    screenshot('desktop-reply')
    dialog.find('push button', 'I will call you back.').click()
    life.peer.end(call, 486)
    message = life.peer.wait_request('MESSAGE', since)
    assert message.body == 'I will call you back.' and 'frank@' in message.start, (message.start, message.body)
    life.program.no_dialog()


def command_line_asks_the_running_program(life):
    status = json.loads(ringback('--status', '--json').stdout)
    assert status['running'] and status['accounts'][0]['registration'] == 'registered', status
    assert 'password' not in json.dumps(status).lower()
    assert json.loads(cli('status', '--json').stdout) == status
    assert 'alice@127.0.0.1' in ringback('--status').stdout
    for arguments, code, words in ((('--answer',), 1, 'There is no call.'), (('--dnd', 'perhaps'), 2, 'perhaps'),
                                   (('--json',), 2, '--status'), (('--answer', '--hang-up'), 2, 'Only one')):
        result = ringback(*arguments)
        assert result.returncode == code and words in result.stderr, (arguments, result)
    result = cli('transfer')
    assert result.returncode == 2 and 'transfer' in result.stderr, result


def command_line_calls_and_hangs_up(life):
    since = len(life.peer.messages)
    assert ringback('--call', 'grace').returncode == 0
    invite = life.peer.wait_request('INVITE', since)
    assert 'sip:grace@127.0.0.1' in invite.start, invite.start
    life.peer.answer(invite, '200 OK', body=sip_peer.SDP)
    wait_for(lambda: json.loads(cli('status', '--json').stdout)['calls'][0]['state'] == 'active', what='the call is on')
    for verb, key in (('mute', 'muted'), ('hold', 'held')):
        assert cli(verb).returncode == 0
        wait_for(lambda key=key: json.loads(cli('status', '--json').stdout)['calls'][0][key], what=key)
    assert ringback('--hang-up').returncode == 0
    life.peer.wait_request('BYE', since)
    life.program.gone('panel', 'Call with grace')


def command_line_transfers(life):
    call = life.peer.invite('"Nora"', 'nora')
    assert ringback('--answer').returncode == 0
    life.peer.end(call, 200)
    life.program.state(is_clock)
    since = len(life.peer.messages)
    result = cli('transfer', 'olga')
    assert result.returncode == 0, result
    refer = life.peer.wait_request('REFER', since)
    assert 'sip:olga@127.0.0.1' in refer.get('Refer-To'), refer.get('Refer-To')
    life.peer.request(call, 'NOTIFY', 'Event: refer\r\nSubscription-State: terminated;reason=noresource\r\n', 'SIP/2.0 200 OK\r\n',
                      number=2, to=call['to'], content='message/sipfrag;version=2.0')
    life.peer.wait_request('BYE', since)
    life.program.gone('panel', 'Call with nora')


def import_is_shown_and_all_or_nothing(life):
    path = life.place.path('class.json')
    accounts = life.place.path('home', '.config', 'ringback', 'accounts.json')
    alice = {'user': 'alice', 'domain': '127.0.0.1:%d' % life.peer.port}
    paula = {'user': 'paula', 'domain': 'example.invalid', 'register': False}
    refused, asked = 'Nothing Was Imported', 'Import These Accounts?'
    for content, title, said, useful in (({'accounts': [paula, dict(paula, user='', extra=1)]}, refused, 'accounts[1]', None),
                                         ({'accounts': [paula, paula]}, refused, 'accounts[1] is the account of accounts[0] again.', None),
                                         ('not JSON', refused, '', None),
                                         ({'accounts': [alice]}, asked, 'Already there', False),
                                         ({'accounts': [alice, paula]}, asked, 'paula@example.invalid', True)):
        with open(path, 'w') as file:
            file.write(content if isinstance(content, str) else json.dumps(content))
        assert ringback('--import', path).returncode == 0
        dialog = life.program.dialog(title)
        dialog.find(None, lambda name, said=said: said in name)
        button = dialog.look('push button', lambda name: 'Import' in name)
        assert (button and button.has_state('sensitive')) == useful, (content, button)
        screenshot('desktop-import')
        life.program.escape()
        with open(accounts) as file:
            assert 'paula' not in file.read()


def do_not_disturb_is_switched_by_command(life):
    assert ringback('--dnd', 'on').returncode == 0
    assert 'Do not disturb is on' in ringback('--status').stdout
    life.peer.calls += 1
    call = {'id': 'busy-%d' % life.peer.port, 'user': 'bob', 'from': '<sip:bob@127.0.0.1:%d>;tag=busy' % life.peer.port}
    life.peer.request(call, 'INVITE', '', sip_peer.SDP)
    wait_for(lambda: any(response.status in (480, 486) for response in life.peer.responses(call)), what='busy')
    assert cli('dnd', 'off').returncode == 0


def interface_is_described_on_the_bus(life):
    text = subprocess.run(['gdbus', 'introspect', '--session', '--dest', APP, '--object-path', PATH], check=True,
                          capture_output=True, text=True, timeout=10).stdout
    for word in ('Call(in  s target', 'Transfer(', 'SetDoNotDisturb(', 'CallAdded(', 'readonly aa{sv} Accounts'):
        assert word in text, (word, text)


def link_is_asked_about_and_stripped(life):
    since = len(life.peer.messages)
    subprocess.run(['gapplication', 'launch', APP, 'sip:heidi@127.0.0.1:%d;maddr=192.0.2.1?Replaces=x%%3Bto-tag%%3Dy' % life.peer.port],
                   check=True, timeout=10)
    dialog = life.program.dialog('Call this address?')
    dialog.find('label', 'sip:heidi@127.0.0.1:%d' % life.peer.port)
    dialog.find('label', lambda text: ';maddr=192.0.2.1 ?Replaces=x%3Bto-tag%3Dy' in text)
    dialog.find('label', lambda text: 'alice@127.0.0.1' in text)
    screenshot('desktop-link')
    keys('Return')  # a key that happens to be pressed calls nobody
    life.program.no_dialog()
    assert not any(m.method == 'INVITE' for m in life.peer.messages[since:])
    assert ringback('tel:+1-201-555-0123,,9#').returncode == 0
    dialog = life.program.dialog('Call this address?')
    dialog.find('label', lambda text: ',,9#' in text)
    dialog.find('push button', lambda name: 'Call' in name).click()
    invite = life.peer.wait_request('INVITE', since)
    assert 'sip:+12015550123@127.0.0.1' in invite.start and '?' not in invite.start, invite.start
    ringback('--hang-up')
    life.peer.wait_request('CANCEL', since)
    life.peer.answer(invite, '487 Request Terminated')


def closed_window_leaves_the_phone_reachable(life):
    wait_for(lambda: not json.loads(cli('status', '--json').stdout)['calls'], what='no call is left')
    keys('ctrl+w')
    _, line = life.notified('Ringback stays reachable')
    assert '"Quit"' in line, line
    wait_for(lambda: not life.windows(), what='no window')
    call = life.peer.invite('"Ivan"', 'ivan')
    number, line = life.notified('Ivan is calling')
    life.press(number, 'app.answer-call', line)
    life.peer.end(call, 200)
    wait_for(life.windows, what='the window is back')
    life.peer.hang_up(call)


def it_quits_when_told(life):
    assert ringback('--quit').returncode == 0
    assert life.program.process.wait(10) == 0
    assert not life.program.complaints(), life.program.complaints()
    life.portal.asked('Close', 2)  # the keys are given back
    result = ringback('--status', '--json')
    assert result.returncode == 1 and json.loads(result.stdout) == {'running': False}, result
    assert 'not running' in result.stderr


def the_bus_starts_it_without_a_window(life):
    with open(life.place.path('services', APP + '.service'), 'w') as service:
        service.write('[D-BUS Service]\nName=%s\nExec=%s --gapplication-service --sound none\n' % (APP, os.environ['RINGBACK']))
    subprocess.run(['gdbus', 'call', '--session', '--dest', 'org.freedesktop.DBus', '--object-path', '/org/freedesktop/DBus',
                    '--method', 'org.freedesktop.DBus.ReloadConfig'], check=True, capture_output=True, timeout=10)
    life.peer.contact = None
    subprocess.run(['gdbus', 'call', '--session', '--dest', APP, '--object-path', PATH, '--method',
                    APP + '1.SetDoNotDisturb', 'false'], check=True, capture_output=True, timeout=30)
    wait_for(lambda: life.peer.contact, what='registered')
    assert not life.windows()
    life.portal.asked('CreateSession', 3)  # somebody wanted keys once
    life.portal.end()
    call = life.peer.invite('"Judy"', 'judy')
    life.notified('Judy is calling')
    assert cli('hang-up').returncode == 0
    life.peer.end(call, 486)
    subprocess.run(['gapplication', 'launch', APP], check=True, timeout=10)
    wait_for(life.windows, what='the window')
    assert cli('quit').returncode == 0
    wait_for(lambda: cli('status').returncode == 1, what='it has ended')


def it_starts_with_the_session_and_without_a_window(life):
    life.peer.contact = None
    process = life.place.start(os.environ['RINGBACK'], '--background', '--sound', 'none')
    wait_for(lambda: life.peer.contact, what='registered')
    assert not life.windows()
    assert ringback('--background').returncode == 0  # runs already: nothing to do, nothing to show
    assert not life.windows()
    assert cli('quit').returncode == 0
    assert process.wait(10) == 0


def calling_starts_it_and_keeps_the_computer_awake_without_a_session_manager(life):
    life.session_manager.terminate()
    life.session_manager.wait(10)
    since = len(life.peer.messages)
    process = life.place.start(os.environ['RINGBACK'], '--sound', 'none', '--call', 'karl')
    invite = life.peer.wait_request('INVITE', since)
    assert 'sip:karl@127.0.0.1' in invite.start, invite.start
    wait_for(lambda: "'sleep:idle', 'Ringback'" in life.logind(LOGIND + '.Manager.ListInhibitors'), what='no sleep')
    assert cli('hang-up').returncode == 0
    life.peer.wait_request('CANCEL', since)
    life.peer.answer(invite, '487 Request Terminated')
    wait_for(lambda: 'Ringback' not in life.logind(LOGIND + '.Manager.ListInhibitors'), what='sleep is allowed')
    assert cli('quit').returncode == 0
    assert process.wait(10) == 0


if __name__ == '__main__':
    with Desktop() as here:
        tell([account_registers, hostile_caller_cannot_dress_up, commands_get_hostile_values_as_values, answer_button_answers,
              music_pauses_and_the_computer_stays_awake_during_a_call, refused_keys_are_not_asked_for_again,
              keys_of_the_whole_desktop_are_chosen, keys_answer_mute_and_end, registration_that_fails_is_told_once,
              locked_screen_is_published_as_away, message_is_told_and_opens_its_conversation,
              message_that_is_read_is_told_no_more, missed_call_is_called_back,
              call_answered_elsewhere_is_not_missed, caller_is_declined_with_a_message, command_line_asks_the_running_program,
              command_line_calls_and_hangs_up, command_line_transfers, import_is_shown_and_all_or_nothing,
              do_not_disturb_is_switched_by_command, interface_is_described_on_the_bus, link_is_asked_about_and_stripped,
              closed_window_leaves_the_phone_reachable, it_quits_when_told, the_bus_starts_it_without_a_window,
              it_starts_with_the_session_and_without_a_window,
              calling_starts_it_and_keeps_the_computer_awake_without_a_session_manager], Life(here))
