/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-account-transfer.h"

G_BEGIN_DECLS

/* What an import would do, account by account. Response "import" of the AdwMessageDialog: do it. @transfer: (transfer
 * none): outlives the dialog */
GtkWidget *rb_account_preview_new (GtkWindow *parent, RbAccountTransfer *transfer);

G_END_DECLS
