/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Does a standard define the word, so that it tells nothing of anybody? Case does not matter. */
gboolean rb_hide_word_is_known (const guint8 *bytes, gsize length);
/* Is it a method (case matters)? */
gboolean rb_hide_method_is_known (const guint8 *bytes, gsize length);
/* Is it the name of a parameter whose value is a plain number? */
gboolean rb_hide_param_is_number (const guint8 *bytes, gsize length);

G_END_DECLS
