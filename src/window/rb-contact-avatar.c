/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The picture of a person in a row and in the contact dialog. */

#include "rb-contact-avatar.h"

void
rb_contact_avatar_show (AdwAvatar *avatar, const char *name, GBytes *photo)
{
  g_autoptr (GdkTexture) texture = photo != NULL ? gdk_texture_new_from_bytes (photo, NULL) : NULL;
  gboolean letters = name != NULL && g_unichar_isalpha (g_utf8_get_char (name));

  adw_avatar_set_text (avatar, name);
  adw_avatar_set_show_initials (avatar, letters);
  adw_avatar_set_custom_image (avatar, GDK_PAINTABLE (texture));
}
