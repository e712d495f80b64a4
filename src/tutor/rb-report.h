/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-lesson.h"

G_BEGIN_DECLS

/**
 * RbReportOptions:
 * @title: (nullable): else "Lab report"
 * @authors: (nullable): else a line to fill in by hand
 * @date: (nullable): else the day of the first call
 * @capture: (nullable): name of the capture's file
 * @password: (nullable): to check digests with; never written
 */
typedef struct
{
  const char *title;
  const char *authors;
  const char *date;
  const char *capture;
  const char *password;
} RbReportOptions;

typedef enum
{
  RB_REPORT_HTML,
  RB_REPORT_MARKDOWN,
} RbReportFormat;

/**
 * rb_report_save:
 * @trace: one made by rb_hide_trace() gives a report without private data, and without notes
 * @positions: (nullable) (element-type guint): of messages whose calls it tells of; NULL: of all
 * @path: *.html or *.htm, or *.md, which gets one picture file beside it for each call
 *
 * Writes the lab report: each file as a whole or not at all.
 *
 * Returns: FALSE with a sentence in @error
 */
gboolean rb_report_save (RbTrace *trace, const GArray *positions, const char *path, const RbReportOptions *options,
                         GError **error);
/* The same without any file: of Markdown only the text. (transfer full) (nullable): NULL with a sentence in @error */
char    *rb_report_to_string (RbTrace *trace, const GArray *positions, RbReportFormat format,
                              const RbReportOptions *options, GError **error);

G_END_DECLS
