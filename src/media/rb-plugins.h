/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Whether every element a call needs is installed; FALSE: RB_MEDIA_ERROR_PLUGIN naming the Debian package. */
gboolean    rb_plugins_check (GError **error);
/* The same for one element. */
gboolean    rb_plugins_check_element (const char *factory, GError **error);
/* (transfer floating): @factory was checked before. */
GstElement *rb_make_element (const char *factory);
/* Whatever comes behind @ghost says to one buffer, the next is welcome: an error would end the flow for good. */
void        rb_make_forgiving (GstPad *ghost);
/* Also removed with the element. */
void        rb_add_probe (GstElement *element, const char *pad, GstPadProbeType type, GstPadProbeCallback callback,
                          gpointer data);

G_END_DECLS
