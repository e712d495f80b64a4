/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-trace.h"

G_BEGIN_DECLS

#define RB_CAPTURE_ERROR (rb_capture_error_quark ())
GQuark rb_capture_error_quark (void);

typedef enum
{
  RB_CAPTURE_ERROR_NOT_A_CAPTURE, /* neither pcap nor pcapng */
  RB_CAPTURE_ERROR_DAMAGED,       /* everything up to the damage was read */
} RbCaptureError;

/* Reads every SIP message of a pcap or pcapng file, gzip'd or not; "-" is standard input. On
 * %RB_CAPTURE_ERROR_DAMAGED the messages before the damage are in the returned trace and the
 * trace's notes say where it stopped; other errors return NULL. */
RbTrace *rb_capture_read (const char *path, GCancellable *cancellable, GError **error); /* (transfer full) (nullable) */

G_END_DECLS
