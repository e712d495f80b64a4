/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A filter: an expression of docs/filter.md as a tree of terms, in which what is cheap to look at
 * is asked first. The list, the ladder and ringback-cli inspect use it, through RbFilterModel or
 * message by message. */

#include "rb-filter-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _RbFilter
{
  gatomicrefcount references;
  char *text;
  RbFilterNode *root;
};

typedef struct
{
  gsize byte;
  guint column;
} RbFilterErrorPrivate;

static void
rb_filter_error_private_init (RbFilterErrorPrivate *priv)
{
  priv->byte = 0;
  priv->column = 0;
}

static void
rb_filter_error_private_copy (const RbFilterErrorPrivate *from, RbFilterErrorPrivate *to)
{
  *to = *from;
}

static void
rb_filter_error_private_clear (RbFilterErrorPrivate *priv)
{
}

G_DEFINE_EXTENDED_ERROR (RbFilterError, rb_filter_error)

void
rb_filter_set_error (GError **error, RbFilterError code, gsize byte, const char *format, ...)
{
  va_list arguments;

  if (error == NULL)
    return;

  va_start (arguments, format);
  *error = g_error_new_valist (RB_FILTER_ERROR, (int) code, format, arguments);
  va_end (arguments);
  rb_filter_error_get_private (*error)->byte = byte;
}

gsize
rb_filter_error_get_byte (const GError *error)
{
  g_return_val_if_fail (error != NULL && error->domain == RB_FILTER_ERROR, 0);

  return rb_filter_error_get_private (error)->byte;
}

guint
rb_filter_error_get_column (const GError *error)
{
  g_return_val_if_fail (error != NULL && error->domain == RB_FILTER_ERROR, 0);

  return rb_filter_error_get_private (error)->column;
}

RbFilterNode *
rb_filter_node_new (RbFilterNodeKind kind)
{
  RbFilterNode *self = g_new0 (RbFilterNode, 1);

  self->kind = kind;
  if (kind != RB_FILTER_TERM)
    self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) rb_filter_node_free);
  return self;
}

void
rb_filter_node_free (RbFilterNode *self)
{
  g_clear_pointer (&self->children, g_ptr_array_unref);
  rb_filter_value_clear (&self->value);
  g_free (self);
}

static int
compare_costs (gconstpointer a, gconstpointer b)
{
  const RbFilterNode *first = *(RbFilterNode *const *) a;
  const RbFilterNode *second = *(RbFilterNode *const *) b;

  return (int) first->cost - (int) second->cost;
}

/* Works out what each node costs at most, and puts the cheaper ones first. */
static void
plan (RbFilterNode *self)
{
  if (self->kind == RB_FILTER_TERM)
    {
      self->cost = self->key->cost + (self->value.op == RB_FILTER_OP_REGEX ? RB_FILTER_REGEX_COST : 0);
      return;
    }

  for (guint i = 0; i < self->children->len; i++)
    {
      RbFilterNode *child = g_ptr_array_index (self->children, i);

      plan (child);
      self->cost = MAX (self->cost, child->cost);
    }
  g_ptr_array_sort (self->children, compare_costs);
}

static gboolean
matches (RbFilterNode *self, RbFilterSubject *subject)
{
  gboolean is_any = self->kind == RB_FILTER_ANY;

  if (self->kind == RB_FILTER_TERM)
    return self->key->match (&self->value, subject);

  if (self->kind == RB_FILTER_NOT)
    return !matches (g_ptr_array_index (self->children, 0), subject);

  for (guint i = 0; i < self->children->len; i++)
    if (matches (g_ptr_array_index (self->children, i), subject) == is_any)
      return is_any;

  return !is_any;
}

static gboolean
looks_at_flows (const RbFilterNode *self)
{
  if (self->kind == RB_FILTER_TERM)
    return self->key->of_flow;

  for (guint i = 0; i < self->children->len; i++)
    if (looks_at_flows (g_ptr_array_index (self->children, i)))
      return TRUE;

  return FALSE;
}

/**
 * rb_filter_parse:
 * @text: an expression of docs/filter.md; "" matches everything
 *
 * An error is of the domain %RB_FILTER_ERROR; its message is one sentence that says what was
 * expected, and rb_filter_error_get_byte() says where.
 *
 * Returns: (transfer full) (nullable)
 */
RbFilter *
rb_filter_parse (const char *text, GError **error)
{
  g_autoptr (GError) mistake = NULL;
  RbFilterNode *root = NULL;
  const char *end;
  RbFilter *self;

  if (strlen (text) > RB_FILTER_MAX_LENGTH)
    rb_filter_set_error (&mistake, RB_FILTER_ERROR_TOO_LARGE, 0, _ ("A filter may have up to %u bytes."),
                         RB_FILTER_MAX_LENGTH);
  else if (!g_utf8_validate (text, -1, &end))
    rb_filter_set_error (&mistake, RB_FILTER_ERROR_SYNTAX, (gsize) (end - text), _ ("This is not valid UTF-8."));
  else
    root = rb_filter_parse_nodes (text, &mistake);

  if (root == NULL)
    {
      RbFilterErrorPrivate *priv = rb_filter_error_get_private (mistake);

      priv->column = (guint) g_utf8_strlen (text, (gssize) priv->byte);
      g_propagate_error (error, g_steal_pointer (&mistake));
      return NULL;
    }

  plan (root);
  self = g_new0 (RbFilter, 1);
  g_atomic_ref_count_init (&self->references);
  self->text = g_strdup (text);
  self->root = root;
  return self;
}

RbFilter *
rb_filter_ref (RbFilter *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
rb_filter_unref (RbFilter *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  rb_filter_node_free (self->root);
  g_free (self->text);
  g_free (self);
}

/* The expression as it was given. */
const char *
rb_filter_get_text (const RbFilter *self)
{
  return self->text;
}

/**
 * rb_filter_matches:
 * @position: of a message of @trace
 *
 * Returns: FALSE beyond the end, too
 */
gboolean
rb_filter_matches (const RbFilter *self, RbTrace *trace, guint position)
{
  RbFilterSubject subject;

  if (position >= rb_trace_get_n_messages (trace))
    return FALSE;

  rb_filter_subject_init (&subject, trace, position);
  return matches (self->root, &subject);
}

gboolean
rb_filter_looks_at_flows (const RbFilter *self)
{
  return looks_at_flows (self->root);
}

/**
 * rb_filter_error_format:
 * @text: what rb_filter_parse() was given
 * @error: what it said
 *
 * Returns: (transfer full): three lines: the expression, a caret under the place, the message
 */
char *
rb_filter_error_format (const char *text, const GError *error)
{
  g_autofree char *line = g_utf8_make_valid (text, -1);
  GString *lines = g_string_new (NULL);
  guint column = rb_filter_error_get_column (error);
  guint cells = 0;

  for (const char *p = line; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_iscntrl (c))
        c = ' ';
      if (column > 0)
        {
          cells += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
          column--;
        }
      g_string_append_unichar (lines, c);
    }

  g_string_append_printf (lines, "\n%*s^\n%s", (int) cells, "", error->message);
  return g_string_free (lines, FALSE);
}
