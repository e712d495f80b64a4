/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the flows of data/flows are called: here, where translators find it. rb-textbook.c asks. */

#include "rb-textbook-title.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *id;
  const char *title;
} titles[] = {
  { "answered", N_ ("Answered, then hung up") },
  { "busy", N_ ("The callee is busy") },
  { "cancelled", N_ ("The caller cancels") },
  { "crossed", N_ ("The CANCEL comes too late") },
  { "early-media", N_ ("Early media with PRACK") },
  { "hold", N_ ("Hold and resume") },
  { "no-answer", N_ ("No answer") },
  { "no-response", N_ ("Nothing answers") },
  { "redirected", N_ ("Redirected, and not followed") },
  { "redirected-by-callee", N_ ("Redirected by the callee, and not followed") },
  { "refused", N_ ("Refused before any phone rings") },
  { "registration-life", N_ ("Register, refresh, unregister") },
  { "rejected", N_ ("The callee rejects") },
  { "rfc3665-2.1", N_ ("New registration, with a challenge") },
  { "rfc3665-2.2", N_ ("Update of the list of contacts") },
  { "rfc3665-2.3", N_ ("Request for the list of contacts") },
  { "rfc3665-2.4", N_ ("Unregister") },
  { "rfc3665-2.5", N_ ("Registration with a wrong password") },
  { "rfc3665-3.1", N_ ("Answered, without a proxy") },
  { "rfc3665-3.10", N_ ("The callee's phone does not respond, through two proxies") },
  { "rfc3665-3.11", N_ ("The callee is not available, through two proxies") },
  { "rfc3665-3.2", N_ ("Answered, through two proxies") },
  { "rfc3665-3.3", N_ ("Answered, both proxies ask for a password") },
  { "rfc3665-3.4", N_ ("Answered, the first proxy is out of service") },
  { "rfc3665-3.5", N_ ("Answered, through an application layer gateway") },
  { "rfc3665-3.6", N_ ("Answered after a redirection") },
  { "rfc3665-3.7", N_ ("Answered, then the callee's address changes") },
  { "rfc3665-3.8", N_ ("The caller cancels, through two proxies") },
  { "rfc3665-3.9", N_ ("The callee is busy, through two proxies") },
  { "transferred", N_ ("Transferred by REFER") },
  { "wrong-password", N_ ("Call with a wrong password") },
};

const char *
rb_textbook_title (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_str_equal (titles[i].id, id))
      return _ (titles[i].title);
  return NULL;
}
