/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-c/json.h>

#include "rb-export-private.h"

G_BEGIN_DECLS

/* Members of an object. Times are seconds or milliseconds, with every digit down to the µs and none
 * beyond; numbers of messages, calls, legs … count from 1; what is not known is null. */
void rb_json_add_string (struct json_object *object, const char *key, const char *value);
void rb_json_add_number (struct json_object *object, const char *key, guint from_zero); /* RB_FLOW_NONE: null */
void rb_json_add_seconds (struct json_object *object, const char *key, gint64 us);
void rb_json_add_ms (struct json_object *object, const char *key, gint64 us); /* negative: null */
void rb_json_add_endpoint (struct json_object *object, const char *key, const RbEndpoint *endpoint);
/* Positions as the messages' numbers. */
void rb_json_add_positions (struct json_object *object, const char *key, GArray *positions);

/* One call with its messages (rb-export-json-call.c). @number: from 0. */
struct json_object *rb_export_json_call (const RbExport *self, RbFlow *flow, guint number);

G_END_DECLS
