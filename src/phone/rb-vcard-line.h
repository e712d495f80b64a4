/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One property of a vCard, taken apart (RFC 6350 3.3). The strings are part of the line it was read from. */
typedef struct
{
  char      *group; /* (nullable) */
  char      *name;
  GPtrArray *types;    /* of char *: values of TYPE, and parameters without a name (2.1), as written */
  char      *encoding; /* (nullable) */
  char      *charset;  /* (nullable) */
  char      *value_type; /* (nullable) VALUE= */
  char      *value;    /* still escaped or encoded */
} RbVcardLine;

/* Takes @text apart in place. FALSE when it is no property. */
gboolean rb_vcard_line_parse (char *text, RbVcardLine *line);
void     rb_vcard_line_clear (RbVcardLine *line);
gboolean rb_vcard_line_has_type (const RbVcardLine *line, const char *type);
/* The value as text: quoted-printable decoded, escapes still there. (transfer full) */
char    *rb_vcard_line_dup_text (const RbVcardLine *line);
/* Undoes \n \, \; \\ (RFC 6350 3.4). In place. */
void     rb_vcard_unescape (char *text);
/* Splits at @separator where it is not escaped, and unescapes each. (transfer full) */
GStrv    rb_vcard_split (const char *text, char separator);

G_END_DECLS
