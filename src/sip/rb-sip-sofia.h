/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Sofia-SIP's headers with the context types this library gives its callbacks. Private to
 * sip/: include it before any other Sofia header. */

struct _RbSipAgent;

#define NUA_MAGIC_T struct _RbSipAgent
#define NUA_HMAGIC_T void
#define SU_ROOT_MAGIC_T void

#include <sofia-sip/su.h>
#include <sofia-sip/su_glib.h>
#include <sofia-sip/su_tagarg.h>

#include <sofia-sip/nta.h>
#include <sofia-sip/nta_tag.h>
#include <sofia-sip/nua.h>
#include <sofia-sip/nua_tag.h>
#include <sofia-sip/sip.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>
#include <sofia-sip/sresolv.h>
#include <sofia-sip/tport.h>
#include <sofia-sip/tport_tag.h>
