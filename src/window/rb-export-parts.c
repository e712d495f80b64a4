/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the export dialog offers: which messages, and under which name. Without widgets. */

#include "rb-export-parts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Of a file's name, characters: 255 bytes is what file systems take. */
#define MAX_NAME 60

static void
part_free (gpointer data)
{
  RbExportPart *self = data;

  g_clear_pointer (&self->positions, g_array_unref);
  g_free (self->label);
  g_free (self);
}

static GArray *
list_shown (RbScopeModel *shown)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (shown));
  GArray *positions = g_array_sized_new (FALSE, FALSE, sizeof (guint), n);

  for (guint i = 0; i < n; i++)
    {
      guint position = rb_scope_model_get_position (shown, i);

      g_array_append_val (positions, position);
    }
  return positions;
}

static GArray *
list_flow (RbFlow *flow)
{
  guint n = rb_flow_get_n_steps (flow);
  GArray *positions = g_array_sized_new (FALSE, FALSE, sizeof (guint), n);

  for (guint i = 0; i < n; i++)
    g_array_append_val (positions, rb_flow_get_step (flow, i)->position);
  return positions;
}

static gboolean
positions_equal (const GArray *a, const GArray *b)
{
  return a->len == b->len && memcmp (a->data, b->data, a->len * sizeof (guint)) == 0;
}

/* @label: (transfer full); @positions: (transfer full) (nullable) */
static void
add_part (GPtrArray *parts, char *label, GArray *positions)
{
  RbExportPart *part = g_new (RbExportPart, 1);

  part->label = label;
  part->positions = positions;
  g_ptr_array_add (parts, part);
}

static char *
format_flow_label (RbFlow *flow)
{
  guint n = rb_flow_get_n_steps (flow);

  if (g_strcmp0 (rb_flow_get_method (flow), "INVITE") == 0)
    return g_strdup_printf (ngettext ("The selected call (%u message)", "The selected call (%u messages)", n), n);

  /* Translators: an exchange that is no call, such as a registration */
  return g_strdup_printf (ngettext ("The selected exchange (%u message)", "The selected exchange (%u messages)", n), n);
}

GPtrArray *
rb_export_list_parts (RbScopeModel *shown, RbFlow *selected)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (part_free);
  guint n_all = rb_trace_get_n_messages (rb_scope_model_get_trace (shown));
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (shown));
  g_autoptr (GArray) shown_positions = list_shown (shown);
  g_autoptr (GArray) flow_positions = selected != NULL ? list_flow (selected) : NULL;

  if (n_shown > 0 && n_shown < n_all)
    add_part (
        parts,
        g_strdup_printf (ngettext ("What is shown (%u message)", "What is shown (%u messages)", n_shown), n_shown),
        g_array_ref (shown_positions));
  if (selected != NULL && flow_positions->len < n_all && !positions_equal (flow_positions, shown_positions))
    add_part (parts, format_flow_label (selected), g_array_ref (flow_positions));
  add_part (parts, g_strdup_printf (ngettext ("Everything (%u message)", "Everything (%u messages)", n_all), n_all),
            NULL);
  return parts;
}

/* "test.pcapng.gz" → "test" */
static void
cut_extensions (GString *name)
{
  static const char *const extensions[] = { ".gz", ".pcapng", ".pcap", ".cap" };

  for (guint i = 0; i < G_N_ELEMENTS (extensions); i++)
    if (name->len > strlen (extensions[i]) && g_str_has_suffix (name->str, extensions[i]))
      g_string_truncate (name, name->len - strlen (extensions[i]));
}

/* Without what some file system does not take in a name. (transfer full) */
static char *
make_harmless (const char *title)
{
  g_autofree char *valid = g_utf8_make_valid (title, -1);
  g_autoptr (GString) name = g_string_new (NULL);
  guint n = 0;

  for (const char *at = valid; *at != '\0' && n < MAX_NAME; at = g_utf8_next_char (at), n++)
    {
      gunichar c = g_utf8_get_char (at);

      if (!g_unichar_isprint (c) || strchr ("/\\:*?\"<>|", *at) != NULL || (n == 0 && c == '.'))
        g_string_append_c (name, '-');
      else
        g_string_append_unichar (name, c);
    }
  cut_extensions (name);
  return g_strstrip (g_string_free (g_steal_pointer (&name), FALSE));
}

char *
rb_export_propose_name (const char *title, const char *extension, gboolean hide_private, GDateTime *now)
{
  g_autofree char *name = title != NULL && !hide_private ? make_harmless (title) : NULL;
  g_autofree char *when = g_date_time_format (now, "%Y-%m-%d %H-%M");

  if (name != NULL && *name != '\0')
    return g_strdup_printf ("%s.%s", name, extension);

  /* Translators: begin of a file's name, followed by day and time */
  return g_strdup_printf ("%s %s.%s", hide_private ? _ ("Signalling without private data") : _ ("Signalling"), when,
                          extension);
}
