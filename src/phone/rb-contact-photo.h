/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define RB_PHOTO_MAX_BYTES (32 * 1024 * 1024) /* of a picture that is looked at */
#define RB_PHOTO_PIXELS 256                   /* a side of what is kept */

/* A small JPEG, or PNG where it is transparent, of any picture. Any thread; at most a few hundred MB for a moment.
 * (transfer full) (nullable): NULL with RB_CONTACTS_ERROR_FORMAT for what is no picture or is larger than one
 * needs be. */
GBytes *rb_contact_photo_new (GBytes *picture, GError **error);

G_END_DECLS
