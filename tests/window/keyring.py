# SPDX-License-Identifier: GPL-3.0-or-later
"""A real keyring on the bus of the test's desktop, with passwords of accounts in it."""

import subprocess

NAME, PATH, SERVICE = 'org.freedesktop.secrets', '/org/freedesktop/secrets', 'org.freedesktop.Secret.'
MASTER = b'of the keyring'


def start(place, account_id, password):
    """The password lies in the part of the keyring that is forgotten with it."""
    Keyring(place, PATH + '/collection/session').store(account_id, password)


class Keyring:
    def __init__(self, place, collection=None):
        """collection: instead of the one that is kept in the home and can be locked"""
        from gi.repository import Gio, GLib  # only now: it connects to the bus of the desktop that is there

        self.variant = GLib.Variant
        daemon = place.start('gnome-keyring-daemon', '--foreground', '--components=secrets', *([] if collection else ['--unlock']),
                             stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        daemon.stdin.write(MASTER)
        daemon.stdin.close()
        subprocess.run(['gdbus', 'wait', '--session', '--timeout', '10', NAME], check=True, timeout=15)
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.session = self.call('OpenSession', '(sv)', 'plain', GLib.Variant('s', ''))[1]
        self.collection = collection or self.call('ReadAlias', '(s)', 'default')[0]

    def call(self, method, signature, *arguments, path=PATH, interface=SERVICE + 'Service'):
        return self.bus.call_sync(NAME, path, interface, method, self.variant(signature, arguments), None, 0, 10000, None).unpack()

    def attributes(self, account_id):
        return {'account-id': account_id, 'xdg:schema': 'io.github.ringback.Account'}

    def store(self, account_id, password):
        item = {SERVICE + 'Item.Label': self.variant('s', account_id),
                SERVICE + 'Item.Attributes': self.variant('a{ss}', self.attributes(account_id))}
        self.call('CreateItem', '(a{sv}(oayays)b)', item, (self.session, b'', password.encode(), 'text/plain'), True,
                  path=self.collection, interface=SERVICE + 'Collection')

    def has(self, account_id):
        return any(self.call('SearchItems', '(a{ss})', self.attributes(account_id)))

    def password(self, account_id):
        """Of an account, once the keyring is not locked."""
        items = self.call('SearchItems', '(a{ss})', self.attributes(account_id))[0]
        secrets = self.call('GetSecrets', '(aoo)', items, self.session)[0]
        return bytes(secrets[items[0]][2]).decode() if items else None

    def lock(self):
        self.call('Lock', '(ao)', [self.collection])

    def unlock(self):
        """As its owner does it, where somebody can be asked."""
        self.call('UnlockWithMasterPassword', '(o(oayays))', self.collection, (self.session, b'', MASTER, 'text/plain'),
                  interface='org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface')
