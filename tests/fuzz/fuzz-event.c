/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The body of a NOTIFY: read as presence, as the calls of a phone and as a mailbox. */

#include "fuzz.h"

#include "rb-dialog-info.h"
#include "rb-message-summary.h"
#include "rb-pidf.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  const char *bytes = size > 0 ? (const char *) data : "";
  g_autoptr (RbPidf) pidf = rb_pidf_parse (bytes, size);
  g_autoptr (RbDialogInfo) known = NULL;
  RbDialogInfo *info = rb_dialog_info_parse (bytes, size);
  RbMessageSummary summary;

  if (pidf != NULL && pidf->entity != NULL)
    {
      g_autofree char *text = rb_pidf_format (pidf);
      g_autoptr (RbPidf) again = rb_pidf_parse (text, strlen (text));

      g_assert (again == NULL || again->open == pidf->open);
    }
  if (pidf != NULL && pidf->note != NULL)
    g_assert (g_utf8_validate (pidf->note, -1, NULL));

  if (info != NULL && rb_dialog_info_update (&known, info))
    g_assert (known->dialogs->len <= 64 && rb_dialog_info_get_lamp (known) != RB_LAMP_UNKNOWN);

  if (rb_message_summary_parse (bytes, size, &summary))
    g_assert (summary.n_new_urgent <= summary.n_new && summary.n_new <= 9999);

  return 0;
}
