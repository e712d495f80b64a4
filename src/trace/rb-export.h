/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "rb-trace.h"

G_BEGIN_DECLS

struct json_object; /* of json-c */

typedef enum
{
  RB_EXPORT_SUMMARY,
  RB_EXPORT_LADDER,
  RB_EXPORT_JSON,
  RB_EXPORT_TEXT,
  RB_EXPORT_CSV,
  RB_EXPORT_MERMAID,
  RB_EXPORT_SVG,
  RB_EXPORT_PCAPNG,
  RB_EXPORT_EXPORTED_PDU,
  RB_EXPORT_N_FORMATS
} RbExportFormat;

/**
 * RbExportFormatInfo:
 * @word: of `inspect --to`, never translated
 * @extension: of a file, without the dot
 * @label: for people, to be translated with gettext
 * @binary: not for a terminal
 * @whole_document: a file holds one trace; others may be written one after another
 */
typedef struct
{
  const char *word;
  const char *extension;
  const char *label;
  gboolean    binary;
  gboolean    whole_document;
} RbExportFormatInfo;

/**
 * RbExportOptions:
 * @file: (nullable): name of the capture, told in JSON
 * @positions: (nullable): messages to write, ascending; NULL: all. Formats that tell of calls
 *   then tell of those with such messages, and of those messages only
 * @together: (nullable) (element-type RbFlow): flows that are shown in one ladder (rb_join_list_flows()); formats with
 *   ladders then write only that one
 * @why: (nullable): sentences that say why they belong together
 * @with_media: write kept RTP packets, too (pcapng)
 * @plain_text: no control characters of the messages but line ends and tabs (text on a terminal)
 * @add_to_call: (nullable): adds members to a call of JSON, before it is written
 */
typedef struct
{
  const char  *file;
  const guint *positions;
  guint        n_positions;
  GPtrArray   *together;
  char       **why;
  gboolean     with_media;
  gboolean     plain_text;
  void       (*add_to_call) (RbFlow *flow, struct json_object *call, gpointer data);
  gpointer     data; /* for @add_to_call */
} RbExportOptions;

const RbExportFormatInfo *rb_export_format_get_info (RbExportFormat format);
gboolean                  rb_export_format_parse (const char *word, RbExportFormat *format);

gboolean rb_export_write (RbTrace *trace, RbExportFormat format, const RbExportOptions *options, GOutputStream *out,
                          GCancellable *cancellable, GError **error);

G_END_DECLS
