/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-report.h"

G_BEGIN_DECLS

typedef struct _RbReportWriter RbReportWriter;

/* How a report is written down: rb-report.c says what, in order. */
typedef struct
{
  void (*begin) (RbReportWriter *self, const char *title);
  /* @anchor: (nullable): for links from evidence: "m5" */
  void (*heading) (RbReportWriter *self, guint level, const char *anchor, const char *text);
  /* A line to be filled in by hand when @value is NULL. */
  void (*field) (RbReportWriter *self, const char *name, const char *value);
  void (*statement) (RbReportWriter *self, const RbLessonBlock *block);
  void (*table) (RbReportWriter *self, const RbLessonBlock *block);
  void (*formula) (RbReportWriter *self, const RbLessonBlock *block);
  void (*note) (RbReportWriter *self, const char *text);
  /* @svg: the whole document; @alternative: the same as text */
  gboolean (*picture) (RbReportWriter *self, const char *svg, const char *alternative, GError **error);
  void (*end) (RbReportWriter *self);
} RbReportWriterInfo;

struct _RbReportWriter
{
  const RbReportWriterInfo *info;
  GString                  *out;
  const char               *path; /* of the report. (nullable): nothing is written beside it */
  guint                     n_pictures;
  GHashTable               *anchors; /* positions of the messages that are told of, from 1 */
};

/* Is there a place in the report that a link to the message can lead to? */
static inline gboolean
rb_report_has_anchor (const RbReportWriter *self, guint position)
{
  return g_hash_table_contains (self->anchors, GUINT_TO_POINTER (position + 1));
}

extern const RbReportWriterInfo rb_report_html;
extern const RbReportWriterInfo rb_report_markdown;

/* Writes @text to @path as a whole, or leaves what was there. */
gboolean rb_report_write_file (const char *path, const char *text, GError **error);

G_END_DECLS
