# SPDX-License-Identifier: GPL-3.0-or-later
"""A real keyring on the bus of the test's desktop, with one account's password in it."""

import subprocess


def start(place, account_id, password):
    """The password lies in the part of the keyring that is forgotten with it."""
    from gi.repository import Gio, GLib  # only now: it connects to the bus of the desktop that is there

    place.start('gnome-keyring-daemon', '--foreground', '--components=secrets', stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL)
    name, path, service = 'org.freedesktop.secrets', '/org/freedesktop/secrets', 'org.freedesktop.Secret.'
    subprocess.run(['gdbus', 'wait', '--session', '--timeout', '10', name], check=True, timeout=15)
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)

    def call(where, interface, method, parameters):
        return bus.call_sync(name, where, service + interface, method, parameters, None, Gio.DBusCallFlags.NONE, 10000, None)

    session = call(path, 'Service', 'OpenSession', GLib.Variant('(sv)', ('plain', GLib.Variant('s', ''))))[1]
    item = {service + 'Item.Label': GLib.Variant('s', account_id),
            service + 'Item.Attributes': GLib.Variant('a{ss}', {'account-id': account_id, 'xdg:schema': 'io.github.ringback.Account'})}
    call(path + '/collection/session', 'Collection', 'CreateItem',
         GLib.Variant('(a{sv}(oayays)b)', (item, (session, b'', password.encode(), 'text/plain'), True)))
