/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The bands of a ladder: what media was agreed, between whom, and from which message to which. Offers and answers are
 * those of rb-negotiation.h; here they get their lanes, and early media is told from what follows the answer. */

#include "rb-ladder-private.h"

#include <glib/gi18n-lib.h>

#include "rb-flow-private.h"
#include "rb-negotiation.h"
#include "rb-shown-text.h"

/* Offers and answers are read all at once. In a flow with more messages that can change them they are read again only
 * when these have become more by a part of 16, so that the work stays in proportion to the flow. */
#define READ_AT_ONCE 256
#define READ_PARTS 16

#define MAX_NAME 24 /* characters of a codec's name */

typedef struct
{
  RbLadderBandKind kind;
  guint first; /* positions in the trace */
  guint last;  /* %RB_FLOW_NONE: it goes on */
  guint left;
  guint right;
  char *text;
} Band;

struct _RbLadderMedia
{
  RbFlow *flow;
  GArray *bands; /* of Band, ascending */
  guint n_steps; /* of the flow, looked at */
  guint n_relevant;
  guint n_read; /* @n_relevant when @bands were made */
  gboolean has_end;
};

static void
band_clear (gpointer data)
{
  g_free (((Band *) data)->text);
}

RbLadderMedia *
rb_ladder_media_new (RbFlow *flow)
{
  RbLadderMedia *self = g_new0 (RbLadderMedia, 1);

  self->flow = flow;
  self->bands = g_array_new (FALSE, FALSE, sizeof (Band));
  g_array_set_clear_func (self->bands, band_clear);
  return self;
}

void
rb_ladder_media_free (RbLadderMedia *self)
{
  g_array_unref (self->bands);
  g_free (self);
}

static void
note_step (RbLadderMedia *self, const RbFlowFact *fact)
{
  if ((fact->flags & RB_FACT_SDP) || fact->method == RB_METHOD_BYE ||
      (fact->method == RB_METHOD_INVITE && fact->status >= 200))
    self->n_relevant++;
  if (fact->method == RB_METHOD_BYE && !self->has_end)
    {
      self->has_end = TRUE;
      self->n_read = 0;
    }
}

/* clang-format off */
/* By who may send; NULL: the codecs say it all. */
enum { NOBODY, CALLER, CALLEE, BOTH };
enum { EARLY, AT_FIRST, LATER };
static const char *const texts[3][4] = {
  [EARLY] = {
    [NOBODY] = N_("{codecs}, early media: nobody sends yet"),
    [CALLER] = N_("{codecs}, early media: only the caller sends"),
    [CALLEE] = N_("{codecs}, early media: only the callee sends"),
    [BOTH] = N_("{codecs}, early media"),
  },
  [AT_FIRST] = {
    [NOBODY] = N_("{codecs}, nobody sends"),
    [CALLER] = N_("{codecs}, only the caller sends"),
    [CALLEE] = N_("{codecs}, only the callee sends"),
    [BOTH] = NULL,
  },
  [LATER] = {
    [NOBODY] = N_("{codecs}, on hold: nobody sends"),
    [CALLER] = N_("{codecs}, on hold: only the caller sends"),
    [CALLEE] = N_("{codecs}, on hold: only the callee sends"),
    [BOTH] = NULL,
  },
};
/* clang-format on */

/* "PCMU", "opus (SRTP), H264"; NULL when nothing was agreed. */
static char *
format_codecs (const RbNegotiation *negotiation)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < negotiation->lines->len; i++)
    {
      const RbMediaLine *line = &g_array_index (negotiation->lines, RbMediaLine, i);
      g_autofree char *shown = NULL;
      g_autofree char *name = NULL;

      if (line->agreed == NULL)
        continue;
      shown = rb_shown_text_line (line->agreed->encoding);
      name = g_utf8_substring (shown, 0, MIN (g_utf8_strlen (shown, -1), MAX_NAME));
      g_string_append_printf (text, "%s%s%s", text->len > 0 ? ", " : "", name,
                              line->crypto != RB_CRYPTO_NONE ? " (SRTP)" : "");
      if (text->len > 3 * MAX_NAME)
        break;
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

static guint
get_senders (const RbNegotiation *negotiation)
{
  for (guint i = 0; i < negotiation->lines->len; i++)
    {
      const RbMediaLine *line = &g_array_index (negotiation->lines, RbMediaLine, i);
      gboolean caller = negotiation->offer_from_caller ? line->offerer_sends : line->answerer_sends;
      gboolean callee = negotiation->offer_from_caller ? line->answerer_sends : line->offerer_sends;

      if (line->agreed != NULL)
        return (caller ? CALLER : 0) | (callee ? CALLEE : 0);
    }
  return NOBODY;
}

static guint
get_position (RbLadderMedia *self, guint step)
{
  const RbFlowStep *found = rb_flow_get_step (self->flow, step);

  return found != NULL ? found->position : RB_FLOW_NONE;
}

/* The dialog knows the message that whoever answered sent himself, and the one the caller did. */
static void
find_lanes (RbLadderMedia *self, RbLadder *ladder, const RbNegotiation *negotiation, const RbDialog *dialog, Band *band)
{
  guint answered = dialog != NULL && dialog->confirmed != RB_FLOW_NONE ? dialog->confirmed
                   : dialog != NULL                                    ? dialog->created
                                                                       : RB_FLOW_NONE;
  const RbTransaction *begun = dialog != NULL && dialog->transaction != RB_FLOW_NONE
                                   ? rb_flow_get_transaction (self->flow, dialog->transaction)
                                   : NULL;
  const RbFlowFact *fact = rb_flow_get_fact (self->flow, answered);
  guint caller, callee, other;

  if (!rb_ladder_find_lanes (ladder, get_position (self, negotiation->offer), &caller, &callee) &&
      !rb_ladder_find_lanes (ladder, get_position (self, negotiation->answer), &callee, &caller))
    return;
  if (!negotiation->offer_from_caller)
    {
      other = caller;
      caller = callee;
      callee = other;
    }
  if (begun != NULL && fact != NULL && !(fact->flags & RB_FACT_REQUEST))
    {
      const RbTransaction *first = rb_flow_get_transaction (self->flow, 0);
      guint lane;

      if (rb_ladder_find_lanes (ladder, get_position (self, answered), &lane, &other))
        callee = lane;
      if (first->request != RB_FLOW_NONE &&
          rb_flow_get_fact (self->flow, first->request)->from_tag == dialog->caller_tag &&
          rb_ladder_find_lanes (ladder, get_position (self, first->request), &lane, &other))
        caller = lane;
    }
  band->left = MIN (caller, callee);
  band->right = MAX (caller, callee);
}

static char *
format_text (const char *text, const char *codecs)
{
  GString *out = g_string_new (text != NULL ? _ (text) : "{codecs}");

  g_string_replace (out, "{codecs}", codecs, 1);
  return g_string_free (out, FALSE);
}

static void
add_band (RbLadderMedia *self, Band band, guint when, guint senders, const char *codecs, guint first, guint last)
{
  if (first == RB_FLOW_NONE || (last != RB_FLOW_NONE && last <= first))
    return;
  band.first = get_position (self, first);
  band.last = last != RB_FLOW_NONE ? get_position (self, last) : RB_FLOW_NONE;
  band.kind = when == EARLY       ? RB_LADDER_BAND_EARLY
              : senders == BOTH   ? RB_LADDER_BAND_BOTH
              : senders == NOBODY ? RB_LADDER_BAND_SILENT
                                  : RB_LADDER_BAND_ONE_WAY;
  band.text = format_text (texts[when][senders], codecs);
  g_array_append_val (self->bands, band);
}

static void
add_negotiation (RbLadderMedia *self, RbLadder *ladder, const RbNegotiation *negotiation)
{
  g_autofree char *codecs = negotiation->answer != RB_FLOW_NONE ? format_codecs (negotiation) : NULL;
  const RbFlowStep *answer = rb_flow_get_step (self->flow, negotiation->answer);
  const RbDialog *dialog = answer != NULL ? rb_flow_get_dialog (self->flow, answer->dialog) : NULL;
  guint confirmed = dialog != NULL ? dialog->confirmed : 0; /* without one the call had begun before */
  guint end = negotiation->superseded;
  guint senders = get_senders (negotiation);
  Band band = { 0 };

  if (codecs == NULL || answer == NULL)
    return;
  if (dialog != NULL && dialog->ended != RB_FLOW_NONE)
    end = MIN (end, dialog->ended);

  find_lanes (self, ladder, negotiation, dialog, &band);
  if (confirmed <= negotiation->answer)
    {
      add_band (self, band, self->bands->len == 0 ? AT_FIRST : LATER, senders, codecs, negotiation->answer, end);
      return;
    }
  add_band (self, band, EARLY, senders, codecs, negotiation->answer, MIN (confirmed, end));
  if (confirmed < end)
    add_band (self, band, AT_FIRST, senders, codecs, confirmed, end);
}

static int
compare_bands (gconstpointer a, gconstpointer b)
{
  guint first = ((const Band *) a)->first;
  guint second = ((const Band *) b)->first;

  return (first > second) - (first < second);
}

static gboolean
is_to_be_read (RbLadderMedia *self)
{
  return self->n_relevant != self->n_read && (self->n_relevant <= READ_AT_ONCE || self->n_read == 0 ||
                                              self->n_relevant >= self->n_read + self->n_read / READ_PARTS);
}

static void
ensure_bands (RbLadderMedia *self, RbLadder *ladder)
{
  g_autoptr (GPtrArray) negotiations = NULL;

  for (; self->n_steps < rb_flow_get_n_steps (self->flow); self->n_steps++)
    note_step (self, rb_flow_get_fact (self->flow, self->n_steps));
  if (!is_to_be_read (self))
    return;

  self->n_read = self->n_relevant;
  g_array_set_size (self->bands, 0);
  negotiations = rb_flow_list_negotiations (self->flow);
  for (guint i = 0; i < negotiations->len; i++)
    add_negotiation (self, ladder, g_ptr_array_index (negotiations, i));
  g_array_sort (self->bands, compare_bands);
}

/* The last band that begins at or before @position. */
static const Band *
find_before (GArray *bands, guint position)
{
  guint low = 0;
  guint high = bands->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (bands, Band, middle).first <= position)
        low = middle + 1;
      else
        high = middle;
    }
  return low > 0 ? &g_array_index (bands, Band, low - 1) : NULL;
}

gboolean
rb_ladder_media_find (RbLadderMedia *self, RbLadder *ladder, guint position, RbLadderBand *band, guint *first,
                      guint *last)
{
  const Band *found;

  ensure_bands (self, ladder);
  found = find_before (self->bands, position);
  if (found == NULL || (found->last != RB_FLOW_NONE && found->last < position))
    return FALSE;

  *band = (RbLadderBand){ .kind = found->kind, .left = found->left, .right = found->right, .text = found->text };
  if (found > &g_array_index (self->bands, Band, 0) && found[-1].last == position && found->first == position)
    {
      band->follows = TRUE;
      band->before = found[-1].kind;
    }
  *first = found->first;
  *last = found->last;
  return TRUE;
}
