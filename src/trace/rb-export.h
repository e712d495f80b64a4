/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-c/json.h>

#include "rb-trace.h"

G_BEGIN_DECLS

/* The JSON of `ringback-cli inspect --json`. Free with json_object_put(). */
struct json_object *rb_trace_to_json (RbTrace *trace, const char *file);
/* One line a call: time, from, to, verdict, messages. (transfer full) */
char *rb_trace_to_summary (RbTrace *trace);

G_END_DECLS
