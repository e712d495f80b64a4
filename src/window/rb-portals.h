/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* xdg-desktop-portal: what a desktop grants to a program, asked by requests that answer with a signal. */

/* Whether we live in a sandbox, or are told to live as if (GTK_USE_PORTAL=1, as GTK reads it). */
gboolean rb_portals_are_needed (void);

/**
 * rb_portals_request_async:
 * @interface: without "org.freedesktop.portal.", for example "Background"
 * @parameters: (nullable): what comes before the options; floating, a tuple
 * @options: floating, a{sv} without handle_token
 *
 * Calls @method and waits for the answer of the person or the desktop. Cancelling it closes what the desktop asks.
 */
void      rb_portals_request_async (GDBusConnection *bus, const char *interface, const char *method,
                                    GVariant *parameters, GVariant *options, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer data);
/* The results, a{sv}; G_IO_ERROR_CANCELLED when it was refused. (transfer full) (nullable) */
GVariant *rb_portals_request_finish (GAsyncResult *result, GError **error);

/* Sets or takes back that the program is started with the session, without a window: by the portal, or by a file in
 * the autostart folder where no sandbox is in the way. */
void      rb_portals_set_autostart_async (GDBusConnection *bus, gboolean autostart, GAsyncReadyCallback callback,
                                          gpointer data);
/* FALSE with a whole sentence. */
gboolean  rb_portals_set_autostart_finish (GAsyncResult *result, GError **error);

G_END_DECLS
