/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RB_PINYIN_MAX_READINGS 4 /* of one character */

/* The readings of a Chinese character as syllables without tones, "lv" for lǚ; the usual one first.
 * Thread-safe. Returns how many: 0 when @character is none. */
guint rb_pinyin_get_readings (gunichar character, const char *readings[RB_PINYIN_MAX_READINGS]);
/* How the surname that @name begins with is read, when not by the usual readings of its characters: "shan" for
 * 单, "yu", "chi" for 尉迟. Returns how many characters it has, at most 2; 0 when it is read as usual. */
guint rb_pinyin_get_surname (const char *name, const char *readings[2]);

G_END_DECLS
