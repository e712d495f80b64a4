/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  RB_SETTING_WIDTH,  /* of the window, pixels */
  RB_SETTING_HEIGHT,
  RB_SETTING_MAXIMIZED,
  RB_SETTING_PHONE_WIDTH,   /* of the phone half, pixels */
  RB_SETTING_SIGNALLING,    /* is the right half open? */
  RB_SETTING_INPUT_VOLUME,  /* per cent */
  RB_SETTING_OUTPUT_VOLUME,
  RB_SETTING_SEND_HEP,      /* is signalling sent to a server? */
  RB_SETTING_TOLD_BACKGROUND, /* has a notification told that closing the window does not end the program? */
  RB_N_NUMBER_SETTINGS,
} RbNumberSetting;

typedef enum
{
  RB_SETTING_INPUT_DEVICE,  /* as RbDevice names it; unset: the desktop's default */
  RB_SETTING_OUTPUT_DEVICE,
  RB_SETTING_RING_DEVICE,   /* unset: where calls are heard */
  RB_SETTING_HEP_SERVER,    /* HOST[:PORT] */
  RB_N_TEXT_SETTINGS,
} RbTextSetting;

typedef struct _RbSettings RbSettings;

RbSettings *rb_settings_load (const char *path);
void        rb_settings_free (RbSettings *self);

int         rb_settings_get_number (RbSettings *self, RbNumberSetting setting);
void        rb_settings_set_number (RbSettings *self, RbNumberSetting setting, int value);
const char *rb_settings_get_text (RbSettings *self, RbTextSetting setting);
void        rb_settings_set_text (RbSettings *self, RbTextSetting setting, const char *value);
gboolean    rb_settings_save (RbSettings *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbSettings, rb_settings_free)

G_END_DECLS
