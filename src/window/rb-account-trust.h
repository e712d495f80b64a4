/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-sip-certificate.h"

G_BEGIN_DECLS

/* Shows a certificate that was refused: who it claims to be, why it is not trusted, and its fingerprint; and asks whether
 * exactly this one is to be trusted from now on. Response "trust" of the AdwMessageDialog: yes; any other: no.
 * @pinned: (nullable): the fingerprint of the one trusted so far. (transfer none) */
GtkWidget  *rb_account_trust_dialog_new (GtkWindow *parent, const RbSipCertificate *certificate, const char *pinned);
const char *rb_account_trust_dialog_get_fingerprint (GtkWidget *dialog);

G_END_DECLS
