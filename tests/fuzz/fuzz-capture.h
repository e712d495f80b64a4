/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fuzz.h"
#include "rb-trace.h"

/* (nullable) (transfer full): the trace of a capture in memory */
RbTrace *fuzz_capture_read (const guint8 *data, gsize size);
/* Asks for everything that lists, ladders and verdicts ask for. */
void fuzz_trace_look (RbTrace *trace);
