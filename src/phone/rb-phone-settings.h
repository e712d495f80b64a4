/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How the phone behaves, as GSettings of the schema RB_APP_ID (data/…gschema.xml names each key), kept in
 * @config_dir/settings.ini whatever backend the desktop has, written at each change; NULL: for this run only.
 * The schema is the installed one or, run from a build folder, that of the folder.
 * (transfer full) (nullable): RB_PHONE_ERROR_START when there is no schema. */
GSettings *rb_phone_settings_new (const char *config_dir, GError **error);

G_END_DECLS
