/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * rb_mapped_file_new:
 * @fd: a regular file open for reading; it may be closed afterwards
 * @size: of the file, > 0
 *
 * Returns: (transfer full) (nullable): the file's bytes, mapped and read only, for as long as
 *   somebody holds them; NULL with errno set when the file system cannot map
 */
GBytes *rb_mapped_file_new (int fd, gsize size);
/* Whether bytes of @self, made by rb_mapped_file_new(), were found missing when they were read:
 * the file has become shorter, or the disk fails. They read as zero. */
gboolean rb_mapped_file_has_gaps (GBytes *self);

G_END_DECLS
