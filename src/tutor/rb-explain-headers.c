/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Headers that say something about this very message which its kind does not: Warning, Reason, Retry-After. */

#include "rb-explain-private.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

#define NOISY RB_OWN_FACT (0)
#define CODED RB_OWN_FACT (1)

/* clang-format off */
static const RbRule rules[] = {
  { "warning-noisy", "RFC 3261 20.43", NOISY, 0, 0, 0,
    N_("Its Warning header ({warning}) is free text of the proxy's own: ser, OpenSER and Kamailio can write into it how they treated the message (“Noisy feedback tells”). It is meant for whoever looks for a fault, changes nothing and is no error. 392 is no registered code.") },
  { "warning-coded", "RFC 3261 20.43", CODED, 0, 0, RB_TONE_WARNING,
    N_("Its Warning header says more exactly what is wrong: {warning}.") },
  { "warning", "RFC 3261 20.43", 0, 0, 0, 0,
    N_("It has a Warning header with text for people: {warning}. Programs do not act on it.") },
};
static const RbRuleTable warning_table = RB_RULES ("warning", rules);

static const RbRule other_rules[] = {
  { "retry-after", "RFC 3261 20.33", 0, 0, 0, 0,
    N_("Retry-After {retry_after} says when it may be worth trying again.") },
  { "reason-header", "RFC 3326 2", 0, 0, 0, 0,
    N_("Its Reason header says why: {reason}.") },
};
static const RbRuleTable other_table = RB_RULES ("headers", other_rules);
/* clang-format on */

const RbRuleTable *const rb_explain_header_tables[] = { &warning_table, &other_table };

void
rb_explain_headers (RbScene *self, RbExplanation *explanation)
{
  RbSpan warning = rb_reading_find (&self->message, "Warning", NULL);

  rb_scene_forget_own_facts (self);
  if (warning.length > 0)
    {
      const char *text = (const char *) self->message.bytes + warning.offset;
      int code = warning.length >= 3 ? atoi ((char[]){ text[0], text[1], text[2], '\0' }) : 0;

      rb_scene_quote (self, "warning", warning);
      if (g_strstr_len (text, warning.length, "Noisy feedback") != NULL || code == 392)
        self->facts |= NOISY;
      else if ((code >= 300 && code <= 307) || code == 330 || code == 331 || code == 370)
        self->facts |= CODED;
    }
  rb_scene_quote (self, "retry_after", rb_reading_find (&self->message, "Retry-After", NULL));
  if (!rb_scene_has (self, "reason"))
    rb_scene_quote (self, "reason", rb_reading_find (&self->message, "Reason", NULL));
  if (rb_scene_has (self, "warning"))
    rb_scene_say_first (self, explanation->why, &warning_table);
  rb_scene_say_all (self, explanation->why, &other_table);
}
