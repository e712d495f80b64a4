/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which standard flow a real one is to be compared with: by its verdict, and by the proxies that were seen. */

#include "rb-comparison-real.h"

/* By RbVerdictKind; for two proxies only RFC 3665 has flows. */
static const struct
{
  const char *id;
  const char *two_proxies;
} by_verdict[RB_VERDICT_N_KINDS] = {
  [RB_VERDICT_IN_PROGRESS] = { "answered", "rfc3665-3.2" },
  [RB_VERDICT_ANSWERED] = { "answered", "rfc3665-3.2" },
  [RB_VERDICT_NO_ANSWER] = { "no-answer", NULL },
  [RB_VERDICT_REJECTED] = { "rejected", "rfc3665-3.11" },
  [RB_VERDICT_BUSY] = { "busy", "rfc3665-3.9" },
  [RB_VERDICT_CANCELLED] = { "cancelled", "rfc3665-3.8" },
  [RB_VERDICT_DECLINED] = { "rejected", "rfc3665-3.11" },
  [RB_VERDICT_UNREACHABLE] = { "refused", NULL },
  [RB_VERDICT_NOT_FOUND] = { "refused", NULL },
  [RB_VERDICT_AUTH_FAILED] = { "wrong-password", NULL },
  [RB_VERDICT_NEVER_ACKNOWLEDGED] = { "answered", "rfc3665-3.2" },
  [RB_VERDICT_RACE] = { "crossed", NULL },
  [RB_VERDICT_TRANSFERRED] = { "transferred", NULL },
  [RB_VERDICT_REDIRECTED] = { "redirected", NULL },
  [RB_VERDICT_LOOP] = { "refused", NULL },
  [RB_VERDICT_SESSION_EXPIRED] = { "answered", "rfc3665-3.2" },
  [RB_VERDICT_FAILED] = { "refused", NULL },
};

/* REGISTERs that are no answer to a challenge, and what became of the last one. */
static const char *
choose_registration (const RbRealFlow *self)
{
  guint n_cycles = 0;
  guint status = 0;
  gboolean unregisters = FALSE;
  gboolean challenged = FALSE;
  gboolean asks_only = FALSE;

  for (guint i = 0; i < self->messages->len; i++)
    {
      const RbRealMessage *message = rb_real_flow_get_message (self, i);

      if (rb_real_message_is_request (message, "REGISTER"))
        {
          n_cycles += n_cycles == 0 || status / 100 == 2;
          challenged |= message->retry;
          unregisters = message->index.has_expires_zero;
          asks_only = message->index.n_contacts == 0;
          status = 0;
        }
      else if (rb_real_message_is (message, "REGISTER") && message->index.status >= 200)
        {
          status = message->index.status;
        }
    }

  if (status == 401 || status == 403 || status == 407)
    return "rfc3665-2.5";
  if (n_cycles > 1)
    return "registration-life";
  if (unregisters)
    return "rfc3665-2.4";
  if (challenged)
    return "rfc3665-2.1";
  return asks_only ? "rfc3665-2.3" : "rfc3665-2.2";
}

/* An offer to hold: the other side is to send nothing (RFC 3264 8.4; c=0.0.0.0 is that of RFC 2543). */
static gboolean
stops_media (const RbRealMessage *message)
{
  static const char *const signs[] = { "a=sendonly", "a=inactive", "c=IN IP4 0.0.0.0" };
  const char *sdp = (const char *) message->bytes + message->index.sdp.offset;

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_strstr_len (sdp, message->index.sdp.length, signs[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* What the call did besides being answered. */
static const char *
choose_answered (const RbRealFlow *self)
{
  gboolean pracks = FALSE;
  gboolean holds = FALSE;

  for (guint i = 0; i < self->messages->len; i++)
    {
      const RbRealMessage *message = rb_real_flow_get_message (self, i);

      pracks |= rb_real_message_is_request (message, "PRACK");
      holds |= message->in_dialog && rb_real_message_is_request (message, "INVITE") && stops_media (message);
    }
  return holds ? "hold" : pracks ? "early-media" : NULL;
}

/* A 408 that our own stack made when its timer ran out is no response. */
static gboolean
was_responded_to (const RbRealFlow *self)
{
  for (guint i = 0; i < self->messages->len; i++)
    {
      const RbRealMessage *message = rb_real_flow_get_message (self, i);

      if (!message->index.is_request && !message->synthetic)
        return TRUE;
    }
  return FALSE;
}

/* Two proxies were seen from end to end. */
static gboolean
shows_two_proxies (const RbRealFlow *self)
{
  return self->n_levels == 3 && self->lowest_level == 1;
}

static const char *
choose_call (const RbRealFlow *self, const RbVerdict *verdict)
{
  const char *answered = g_strcmp0 (by_verdict[verdict->kind].id, "answered") == 0 ? choose_answered (self) : NULL;
  gboolean beyond_proxy = self->n_levels > 1 || self->lowest_level > 1;

  if (answered != NULL && !(verdict->traits & RB_TRAIT_GLARE))
    return answered;
  if (verdict->kind == RB_VERDICT_UNREACHABLE && !was_responded_to (self))
    return "no-response";
  if (shows_two_proxies (self) && by_verdict[verdict->kind].two_proxies != NULL)
    return by_verdict[verdict->kind].two_proxies;
  if (beyond_proxy && verdict->kind == RB_VERDICT_REDIRECTED)
    return "redirected-by-callee";
  if (beyond_proxy && g_strcmp0 (by_verdict[verdict->kind].id, "refused") == 0)
    return verdict->traits & RB_TRAIT_RANG ? "rejected" : "busy";
  return by_verdict[verdict->kind].id;
}

const RbTextbookFlow *
rb_real_flow_choose_textbook (const RbRealFlow *self)
{
  const RbVerdict *verdict = rb_flow_get_verdict (self->flow);
  const char *id;
  g_autofree char *direct = NULL;

  if (g_strcmp0 (rb_flow_get_method (self->flow), "REGISTER") == 0)
    return rb_textbook_find (choose_registration (self));

  id = choose_call (self, verdict);
  if (id == NULL)
    return NULL;
  if (self->has_proxy || self->lowest_level > 1 || verdict->ended_by == RB_PARTY_PROXY)
    return rb_textbook_find (id);

  if (g_str_equal (id, "answered"))
    return rb_textbook_find ("rfc3665-3.1");
  direct = g_strconcat (id, "-direct", NULL);
  return rb_textbook_find (direct);
}

const RbTextbookFlow *
rb_textbook_choose (RbFlow *flow)
{
  g_autoptr (RbRealFlow) real = rb_real_flow_new (flow);

  return real != NULL ? rb_real_flow_choose_textbook (real) : NULL;
}
