/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _RbFilePlayer RbFilePlayer;

typedef void (*RbFilePlayerFailed) (const char *sentence, gpointer data);

RbFilePlayer *rb_file_player_new (const char *path, gboolean loop, GMainContext *context, RbFilePlayerFailed failed,
                                  gpointer data);
void          rb_file_player_rewind (RbFilePlayer *self);
gboolean      rb_file_player_read (RbFilePlayer *self, gint16 *samples, gsize n);
void          rb_file_player_free (RbFilePlayer *self);

G_END_DECLS
