/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two habits of Sofia's client that a person on the phone would not understand. It sends the requests of a dialog one
 * after the other, INVITE and CANCEL apart: behind a REFER, INFO or NOTIFY that nobody answers a BYE would wait 32 s,
 * while the far end talks on; RFC 3261 15.1.1 knows no such order. And it repeats an INVITE that was refused with
 * 500 or 503 and Retry-After, up to an hour later, with nothing but a 100 to tell it. The functions below take the
 * place of the library's as those of rb-sip-tap-hooks.c do; where that does not work the habits stay. */

#include "rb-sip-client-hooks.h"

#include <dlfcn.h>

struct nua_client_request;
struct nua_client_methods;

int nua_client_create (nua_handle_t *handle, int event, const struct nua_client_methods *methods, const tagi_t *tags);
int nua_client_request_queue (struct nua_client_request *request);

int nua_base_client_check_restart (struct nua_client_request *request, int status, const char *phrase,
                                   const sip_t *sip);

typedef __typeof__ (&nua_client_create) CreateFunc;
typedef __typeof__ (&nua_client_request_queue) QueueFunc;
typedef __typeof__ (&nua_base_client_check_restart) CheckFunc;

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

int
nua_base_client_check_restart (struct nua_client_request *request, int status, const char *phrase, const sip_t *sip)
{
  static CheckFunc next;

  if (g_atomic_pointer_get (&next) == NULL)
    g_atomic_pointer_set (&next, (CheckFunc) dlsym (RTLD_NEXT, "nua_base_client_check_restart"));

  if (sip->sip_retry_after != NULL && sip->sip_cseq->cs_method == sip_method_invite)
    return 0; /* when to try again is for the caller to decide */

  return next (request, status, phrase, sip);
}

void
rb_sip_send_bye (nua_handle_t *handle, const char *reason)
{
  nua_bye (handle, TAG_IF (reason != NULL, SIPTAG_REASON_STR (reason)), TAG_END ());
}
