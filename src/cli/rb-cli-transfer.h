/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-call.h"

G_BEGIN_DECLS

/* Tells how transfers of @call go (events "transfer" and "transfer-asked"); one that the far end asks for is followed
 * unless @refuse. */
void rb_cli_transfer_watch (RbCall *call, gboolean refuse);

G_END_DECLS
