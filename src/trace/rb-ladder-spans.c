/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Brackets and ties of a ladder, kept as intervals of rows that do not overlap within their slot. Adding a row costs
 * a look at the last span of each slot, asking for one a binary search in each, however long the ladder is. */

#include "rb-ladder-spans.h"

/* A transaction that nothing came of for so many rows has lost its end, and leaves its slot to another. */
#define STALE_ROWS 64

typedef struct
{
  guint64 key;
  guint first;
  guint last;
  guint lane;
  guint colour : 31;
  guint closed : 1;
} Span;

struct _RbLadderSpans
{
  guint n_slots;
  guint n_used;
  GArray *slots[RB_LADDER_MAX_SPANS]; /* of Span, ascending */
};

RbLadderSpans *
rb_ladder_spans_new (guint n_slots)
{
  RbLadderSpans *self = g_new0 (RbLadderSpans, 1);

  g_assert (n_slots <= RB_LADDER_MAX_SPANS);

  self->n_slots = n_slots;
  for (guint i = 0; i < n_slots; i++)
    self->slots[i] = g_array_new (FALSE, FALSE, sizeof (Span));
  return self;
}

void
rb_ladder_spans_free (RbLadderSpans *self)
{
  for (guint i = 0; i < self->n_slots; i++)
    g_array_unref (self->slots[i]);
  g_free (self);
}

void
rb_ladder_spans_clear (RbLadderSpans *self)
{
  for (guint i = 0; i < self->n_slots; i++)
    g_array_set_size (self->slots[i], 0);
  self->n_used = 0;
}

static Span *
get_last (RbLadderSpans *self, guint slot)
{
  GArray *spans = self->slots[slot];

  return spans->len > 0 ? &g_array_index (spans, Span, spans->len - 1) : NULL;
}

static Span *
find_last (RbLadderSpans *self, guint64 key)
{
  for (guint i = 0; i < self->n_used; i++)
    {
      Span *span = get_last (self, i);

      if (span != NULL && span->key == key)
        return span;
    }
  return NULL;
}

gboolean
rb_ladder_spans_extend (RbLadderSpans *self, guint64 key, guint row)
{
  Span *span = find_last (self, key);

  if (span == NULL)
    return FALSE;
  span->last = row;
  return TRUE;
}

static gboolean
is_free (const Span *last, guint row)
{
  return last == NULL || (last->last < row && (last->closed || row - last->last > STALE_ROWS));
}

void
rb_ladder_spans_begin (RbLadderSpans *self, guint64 key, guint first, guint last, guint lane, guint colour)
{
  Span span = { .key = key, .first = first, .last = last, .lane = lane, .colour = colour & G_MAXINT };

  for (guint i = 0; i < self->n_slots; i++)
    if (is_free (get_last (self, i), first))
      {
        g_array_append_val (self->slots[i], span);
        self->n_used = MAX (self->n_used, i + 1);
        return;
      }
}

void
rb_ladder_spans_close (RbLadderSpans *self, guint64 key)
{
  Span *span = find_last (self, key);

  if (span != NULL)
    span->closed = TRUE;
}

guint
rb_ladder_spans_get_n_used (RbLadderSpans *self)
{
  return self->n_used;
}

/* The last span that begins at or before @row. */
static const Span *
find_before (GArray *spans, guint row)
{
  guint low = 0;
  guint high = spans->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (spans, Span, middle).first <= row)
        low = middle + 1;
      else
        high = middle;
    }
  return low > 0 ? &g_array_index (spans, Span, low - 1) : NULL;
}

guint
rb_ladder_spans_list (RbLadderSpans *self, guint row, guint64 key, RbLadderSpan *spans)
{
  guint n = 0;

  for (guint i = 0; i < self->n_used; i++)
    {
      const Span *span = find_before (self->slots[i], row);

      /* One message alone needs no line to tie it together. */
      if (span == NULL || span->last < row || span->first == span->last)
        continue;
      spans[n++] = (RbLadderSpan){
        .slot = i,
        .lane = span->lane,
        .transaction = span->colour,
        .begins = row == span->first,
        .ends = row == span->last,
        .touches = span->key == key,
      };
    }
  return n;
}
