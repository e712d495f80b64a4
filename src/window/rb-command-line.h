/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "rb-media-session.h"

G_BEGIN_DECLS

/* What a start of the program was asked for and has to do itself. */
typedef struct
{
  RbSoundKind sound;
  gboolean    background; /* no window at first */
  char       *call;       /* (nullable): address to call once the phone is ready */
  gboolean    hide_number; /* in that call */
  char       *import;     /* (nullable): path of accounts to import */
} RbCommandLine;

void rb_command_line_add_options (GApplication *application);
/**
 * rb_command_line_handle:
 * @options: of handle_local_options
 *
 * Does what is done here and now: prints, or asks the running program over D-Bus.
 *
 * Returns: the code to exit with; -1: go on and start
 */
int  rb_command_line_handle (RbCommandLine *self, GVariantDict *options);
void rb_command_line_clear (RbCommandLine *self);

G_END_DECLS
