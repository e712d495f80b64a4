/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-c/json.h>

#include "rb-lesson.h"

G_BEGIN_DECLS

/* An array of blocks; members that say nothing are left out. (transfer full) */
struct json_object *rb_lesson_to_json (const RbLesson *self);

const char *rb_tone_to_string (RbTone tone); /* "plain" …: for JSON and class names, never translated */

G_END_DECLS
