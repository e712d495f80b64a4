/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ladders as one Mermaid sequence diagram: `ringback-cli inspect --to mermaid`. Each place a
 * ladder has a lane for is a participant; each call begins with a note that says how it ended. */

#include <string.h>

#include "rb-export-private.h"

/* One place: the lanes of all calls that have this address. */
typedef struct
{
  guint number;
  char *title; /* NULL when it plays more than one part */
} Participant;

static void
participant_free (gpointer data)
{
  Participant *self = data;

  g_free (self->title);
  g_free (self);
}

/* Text a diagram cannot mistake for anything else: all but letters, digits and harmless marks
 * becomes an entity code (“#35;”), as Mermaid wants it. */
static void
append_text (GString *out, const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (g_unichar_iscntrl (c) || !g_unichar_isdefined (c))
        g_string_append_c (out, ' ');
      else if (g_unichar_isalnum (c) || (c < 0x80 && strchr (" .,-_/()@", c) != NULL))
        g_string_append_unichar (out, c);
      else
        g_string_append_printf (out, "#%u;", c);
    }
}

static const char *
get_arrow (const RbLadderRow *row)
{
  if (row->style == RB_LADDER_DAMAGED)
    return "-x";
  if (row->retransmission)
    return row->style == RB_LADDER_RESPONSE ? "--)" : "-)";
  return row->style == RB_LADDER_REQUEST ? "->>" : "-->>";
}

static Participant *
find_participant (GHashTable *participants, RbLadder *ladder, guint lane)
{
  return g_hash_table_lookup (participants, rb_ladder_get_lane (ladder, lane)->subtitle);
}

/* Notes which places there are; @order gets their addresses. */
static void
add_participants (GHashTable *participants, GPtrArray *order, RbLadder *ladder)
{
  for (guint i = 0; i < rb_ladder_get_n_lanes (ladder); i++)
    {
      const RbLadderLane *lane = rb_ladder_get_lane (ladder, i);
      Participant *participant = find_participant (participants, ladder, i);

      if (participant == NULL)
        {
          participant = g_new0 (Participant, 1);
          participant->number = order->len + 1;
          participant->title = g_strdup (lane->title);
          g_ptr_array_add (order, g_strdup (lane->subtitle));
          g_hash_table_insert (participants, g_ptr_array_index (order, order->len - 1), participant);
        }
      else if (g_strcmp0 (participant->title, lane->title) != 0)
        g_clear_pointer (&participant->title, g_free);
    }
}

static void
append_participants (GString *out, GHashTable *participants, GPtrArray *order)
{
  for (guint i = 0; i < order->len; i++)
    {
      const char *address = g_ptr_array_index (order, i);
      const Participant *participant = g_hash_table_lookup (participants, address);

      g_string_append_printf (out, "  participant p%u as ", participant->number);
      if (participant->title != NULL)
        {
          append_text (out, participant->title);
          g_string_append_c (out, ' ');
        }
      append_text (out, address);
      g_string_append_c (out, '\n');
    }
}

static void
append_note (RbExport *self, GHashTable *participants, RbLadder *ladder, const char *text)
{
  guint last = rb_ladder_get_n_lanes (ladder) - 1;

  g_string_append_printf (self->buffer, "  Note over p%u", find_participant (participants, ladder, 0)->number);
  if (last > 0)
    g_string_append_printf (self->buffer, ",p%u", find_participant (participants, ladder, last)->number);
  g_string_append (self->buffer, ": ");
  append_text (self->buffer, text);
  g_string_append_c (self->buffer, '\n');
}

static void
append_ladder (RbExport *self, GHashTable *participants, RbLadder *ladder)
{
  for (guint i = 1; i <= rb_ladder_get_n_calls (ladder); i++)
    {
      g_autofree char *heading = rb_export_format_heading (ladder, i);
      g_autofree char *note =
          g_strdup_printf ("%s  %s", heading, rb_flow_get_verdict (rb_ladder_get_call (ladder, i))->text);

      append_note (self, participants, ladder, note);
    }
  for (guint i = 0; self->options->why != NULL && self->options->why[i] != NULL; i++)
    append_note (self, participants, ladder, self->options->why[i]);

  for (guint i = 0; i < rb_ladder_get_n_rows (ladder); i++)
    {
      const RbLadderRow *row = rb_ladder_get_row (ladder, i);
      char time[G_ASCII_DTOSTR_BUF_SIZE];

      g_ascii_formatd (time, sizeof time, "%.3f", row->time_us / (double) G_USEC_PER_SEC);
      g_string_append_printf (self->buffer, "  p%u%sp%u: ", find_participant (participants, ladder, row->from)->number,
                              get_arrow (row), find_participant (participants, ladder, row->to)->number);
      append_text (self->buffer, row->label);
      g_string_append_printf (self->buffer, " (%s s", time);
      if (row->note != NULL)
        {
          g_string_append (self->buffer, ", ");
          append_text (self->buffer, row->note);
        }
      g_string_append (self->buffer, ")\n");
    }
}

gboolean
rb_export_mermaid (RbExport *self, GError **error)
{
  g_autoptr (GPtrArray) order = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) participants = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, participant_free);
  RbFlow *next;
  guint n;

  for (n = 0; (next = rb_export_next_ladder (self, &n)) != NULL;)
    {
      g_autoptr (RbFlow) flow = next;
      g_autoptr (RbLadder) ladder = rb_export_make_ladder (self, flow);

      add_participants (participants, order, ladder);
    }

  g_string_append (self->buffer, "sequenceDiagram\n");
  append_participants (self->buffer, participants, order);
  for (n = 0; (next = rb_export_next_ladder (self, &n)) != NULL;)
    {
      g_autoptr (RbFlow) flow = next;
      g_autoptr (RbLadder) ladder = rb_export_make_ladder (self, flow);

      append_ladder (self, participants, ladder);
      if (!rb_export_flush (self, error))
        return FALSE;
    }

  return TRUE;
}
