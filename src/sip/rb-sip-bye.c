/* SPDX-License-Identifier: GPL-3.0-or-later */

/* BYE that does not queue. Sofia sends the requests of a dialog one after the other, INVITE and CANCEL apart: behind
 * a REFER, INFO or NOTIFY that nobody answers a BYE would wait 32 s, while the far end talks on. RFC 3261 15.1.1 knows
 * no such order. The two functions below take the place of the library's as those of rb-sip-tap-hooks.c do; where that
 * does not work BYE waits. */

#include "rb-sip-bye.h"

#include <dlfcn.h>

struct nua_client_request;
struct nua_client_methods;

int nua_client_create (nua_handle_t *handle, int event, const struct nua_client_methods *methods, const tagi_t *tags);
int nua_client_request_queue (struct nua_client_request *request);

typedef __typeof__ (&nua_client_create) CreateFunc;
typedef __typeof__ (&nua_client_request_queue) QueueFunc;

/* The request that this thread is about to queue is a BYE. */
static _Thread_local gboolean is_bye;

int
nua_client_create (nua_handle_t *handle, int event, const struct nua_client_methods *methods, const tagi_t *tags)
{
  static CreateFunc next;
  int result;

  if (g_atomic_pointer_get (&next) == NULL)
    g_atomic_pointer_set (&next, (CreateFunc) dlsym (RTLD_NEXT, "nua_client_create"));

  is_bye = event == nua_r_bye;
  result = next (handle, event, methods, tags);
  is_bye = FALSE;

  return result;
}

int
nua_client_request_queue (struct nua_client_request *request)
{
  static QueueFunc next;
  gboolean now = is_bye;
  int must_wait;

  if (g_atomic_pointer_get (&next) == NULL)
    g_atomic_pointer_set (&next, (QueueFunc) dlsym (RTLD_NEXT, "nua_client_request_queue"));

  is_bye = FALSE;
  must_wait = next (request);

  return now ? 0 : must_wait;
}

void
rb_sip_bye_send (nua_handle_t *handle, const char *reason)
{
  nua_bye (handle, TAG_IF (reason != NULL, SIPTAG_REASON_STR (reason)), TAG_END ());
}
