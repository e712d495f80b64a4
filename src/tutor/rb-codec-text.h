/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a codec of SDP is, in a sentence. @encoding: in any case. (transfer none) (nullable): NULL for one nobody here knows */
const char *rb_codec_get_text (const char *encoding);
const char *rb_codec_get_rfc (const char *encoding); /* (nullable) */

G_END_DECLS
