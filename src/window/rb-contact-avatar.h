/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Shows @photo (nullable) in @avatar, else the initials of @name (nullable). */
void rb_contact_avatar_show (AdwAvatar *avatar, const char *name, GBytes *photo);

G_END_DECLS
