/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The grammar of the filter language (docs/filter.md), by recursive descent:
 *
 *   any  = all *( "or" all )
 *   all  = 1*( unary )
 *   unary = ( "-" / "not" ) unary / "(" any ")" / term
 *   term = key / key operator value / "header:" name [ operator value ] / text
 *
 * Called by rb_filter_parse(); the first mistake ends it with an error that points at its byte. */

#include "rb-filter-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  const char *text;
  const char *p;
  guint depth;
} Parser;

/* In an order in which no operator hides a longer one. */
static const struct
{
  const char *text;
  RbFilterOp op;
} operators[] = {
  { ">=", RB_FILTER_OP_AT_LEAST }, { "<=", RB_FILTER_OP_AT_MOST }, { ">", RB_FILTER_OP_GREATER },
  { "<", RB_FILTER_OP_LESS },      { ":", RB_FILTER_OP_HAS },      { "=", RB_FILTER_OP_IS },
  { "~", RB_FILTER_OP_REGEX },
};

#define BIT(op) (1u << (op))

#define EQUAL (BIT (RB_FILTER_OP_HAS) | BIT (RB_FILTER_OP_IS))

static const struct
{
  guint ops;
  const char *names;
} kinds[] = {
  [RB_FILTER_FLAG] = { 0, "" },
  [RB_FILTER_WORD] = { EQUAL | BIT (RB_FILTER_OP_REGEX), ": = ~" },
  [RB_FILTER_TEXT] = { EQUAL | BIT (RB_FILTER_OP_REGEX), ": = ~" },
  [RB_FILTER_HEADER] = { EQUAL | BIT (RB_FILTER_OP_REGEX), ": = ~" },
  [RB_FILTER_NUMBER] = { ~BIT (RB_FILTER_OP_REGEX), ": = > >= < <=" },
  [RB_FILTER_ADDRESS] = { EQUAL, ": =" },
  [RB_FILTER_CHOICE] = { EQUAL, ": =" },
  [RB_FILTER_TIME] = { EQUAL, ": =" },
};

static RbFilterNode *parse_any (Parser *self, GError **error);

static gsize
offset_of (Parser *self, const char *p)
{
  return (gsize) (p - self->text);
}

static gboolean
is_space_at (const char *p)
{
  return *p != '\0' && g_unichar_isspace (g_utf8_get_char (p));
}

/* A word, a value or a keyword cannot go on here. */
static gboolean
is_end_at (const char *p)
{
  return *p == '\0' || *p == '(' || *p == ')' || is_space_at (p);
}

static void
skip_space (Parser *self)
{
  while (is_space_at (self->p))
    self->p = g_utf8_next_char (self->p);
}

static gboolean
is_keyword (Parser *self, const char *word)
{
  gsize length = strlen (word);

  return g_ascii_strncasecmp (self->p, word, length) == 0 && is_end_at (self->p + length);
}

static gboolean
read_operator (Parser *self, RbFilterOp *op)
{
  for (gsize i = 0; i < G_N_ELEMENTS (operators); i++)
    if (g_str_has_prefix (self->p, operators[i].text))
      {
        self->p += strlen (operators[i].text);
        *op = operators[i].op;
        return TRUE;
      }

  return FALSE;
}

/* Behind a backslash a quote is a quote; so is a backslash, except in a regular expression, which
 * reads them itself. (transfer full) (nullable) */
static char *
read_quoted (Parser *self, gboolean is_regex, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *start = self->p;

  for (self->p++; *self->p != '\0' && *self->p != '"'; self->p++)
    {
      if (*self->p == '\\' && (self->p[1] == '"' || self->p[1] == '\\'))
        {
          if (is_regex && self->p[1] == '\\')
            g_string_append_c (text, '\\');
          self->p++;
        }
      g_string_append_c (text, *self->p);
    }

  if (*self->p == '\0')
    {
      rb_filter_set_error (error, RB_FILTER_ERROR_SYNTAX, offset_of (self, start),
                           _ ("This quote is not closed: expected another “\"”."));
      return NULL;
    }

  self->p++;
  if (!is_end_at (self->p))
    {
      rb_filter_set_error (error, RB_FILTER_ERROR_SYNTAX, offset_of (self, self->p),
                           _ ("Expected a space behind the closing quote."));
      return NULL;
    }

  return g_strdup (text->str);
}

/* Up to white space or a parenthesis that closes one before the value. */
static char *
read_bare_value (Parser *self)
{
  const char *start = self->p;
  guint open = 0;

  for (; *self->p != '\0' && !is_space_at (self->p); self->p = g_utf8_next_char (self->p))
    {
      if (*self->p == ')' && open == 0)
        break;
      if (*self->p == '(')
        open++;
      else if (*self->p == ')')
        open--;
      else if (*self->p == '\\' && self->p[1] != '\0' && !is_space_at (self->p + 1))
        self->p++;
    }

  return g_strndup (start, (gsize) (self->p - start));
}

static gboolean
read_value (Parser *self, RbFilterNode *node, RbFilterOp op, const char *term, GError **error)
{
  g_autofree char *text = NULL;
  gsize byte = offset_of (self, self->p);

  if (*self->p == '"')
    {
      byte++;
      text = read_quoted (self, op == RB_FILTER_OP_REGEX, error);
    }
  else if (*self->p == ')' || *self->p == '\0' || is_space_at (self->p))
    {
      g_autofree char *before = g_strndup (term, (gsize) (self->p - term));

      rb_filter_set_error (error, RB_FILTER_ERROR_BAD_VALUE, byte, _ ("Expected a value behind “%s”."), before);
    }
  else
    text = read_bare_value (self);

  return text != NULL && rb_filter_value_parse (&node->value, node->key, op, text, byte, error);
}

/* @what: the key, or the key with the header's name; @p: where the operator stands or should. */
static void
set_bad_operator (Parser *self, const char *what, gsize length, const char *p, const char *names, GError **error)
{
  g_autofree char *name = g_strndup (what, length);

  if (*names == '\0')
    rb_filter_set_error (error, RB_FILTER_ERROR_SYNTAX, offset_of (self, p), _ ("“%s” stands alone, without a value."),
                         name);
  else
    /* Translators: a key of the filter, and a list of operators */
    rb_filter_set_error (error, RB_FILTER_ERROR_SYNTAX, offset_of (self, p),
                         _ ("Behind “%1$s” expected one of these: %2$s"), name, names);
}

/* NAME of "header:NAME"; then an operator with a value may follow. */
static gboolean
read_header (Parser *self, RbFilterNode *node, const char *term, GError **error)
{
  const char *name = self->p;
  const char *end;
  RbFilterOp op;

  while (g_ascii_isalnum (*self->p) || (*self->p != '\0' && strchr ("-_.", *self->p) != NULL))
    self->p++;
  end = self->p;
  if (end == name)
    {
      rb_filter_set_error (error, RB_FILTER_ERROR_BAD_VALUE, offset_of (self, name),
                           _ ("Expected the name of a header, such as header:Via."));
      return FALSE;
    }

  rb_filter_value_set_header (&node->value, name, (gsize) (end - name));
  if (is_end_at (end))
    return rb_filter_value_parse (&node->value, node->key, RB_FILTER_OP_NONE, "", 0, error);

  if (!read_operator (self, &op) || (kinds[RB_FILTER_HEADER].ops & BIT (op)) == 0)
    {
      set_bad_operator (self, term, (gsize) (end - term), end, kinds[RB_FILTER_HEADER].names, error);
      return FALSE;
    }

  return read_value (self, node, op, term, error);
}

static void
set_unknown_key (Parser *self, const char *start, gsize length, GError **error)
{
  const char *suggestion = rb_filter_key_suggest (start, length);
  g_autofree char *name = g_strndup (start, length);

  if (suggestion != NULL)
    rb_filter_set_error (error, RB_FILTER_ERROR_UNKNOWN_KEY, offset_of (self, start),
                         _ ("There is no key “%1$s”; did you mean “%2$s”?"), name, suggestion);
  else
    rb_filter_set_error (error, RB_FILTER_ERROR_UNKNOWN_KEY, offset_of (self, start),
                         _ ("There is no key “%s”. To search for such text, put it in quotes."), name);
}

static gboolean
read_keyed (Parser *self, RbFilterNode *node, const char *term, gsize length, RbFilterOp op, GError **error)
{
  gboolean is_header;

  node->key = rb_filter_key_find (term, length);
  if (node->key == NULL)
    {
      set_unknown_key (self, term, length, error);
      return FALSE;
    }

  is_header = node->key->info.kind == RB_FILTER_HEADER;
  if (is_header ? op != RB_FILTER_OP_HAS : (kinds[node->key->info.kind].ops & BIT (op)) == 0)
    {
      set_bad_operator (self, term, length, term + length, is_header ? ":" : kinds[node->key->info.kind].names, error);
      return FALSE;
    }

  return is_header ? read_header (self, node, term, error) : read_value (self, node, op, term, error);
}

static RbFilterNode *
parse_term (Parser *self, GError **error)
{
  g_autoptr (RbFilterNode) node = rb_filter_node_new (RB_FILTER_TERM);
  g_autofree char *text = NULL;
  const char *term = self->p;
  gsize length = 0;
  RbFilterOp op;

  node->key = &rb_filter_text_key;
  if (*term == '"')
    {
      text = read_quoted (self, FALSE, error);
      if (text == NULL || !rb_filter_value_parse (&node->value, node->key, RB_FILTER_OP_HAS, text, 0, error))
        return NULL;
      return g_steal_pointer (&node);
    }

  if (g_ascii_isalpha (*term))
    while (g_ascii_isalnum (term[length]) || term[length] == '-')
      length++;
  self->p += length;
  if (length > 0 && read_operator (self, &op))
    return read_keyed (self, node, term, length, op, error) ? g_steal_pointer (&node) : NULL;

  if (length > 0 && is_end_at (self->p))
    {
      const RbFilterKey *key = rb_filter_key_find (term, length);

      if (key != NULL && key->info.alone)
        {
          node->key = key;
          return g_steal_pointer (&node);
        }
    }

  while (!is_end_at (self->p))
    self->p = g_utf8_next_char (self->p);
  text = g_strndup (term, (gsize) (self->p - term));
  if (!rb_filter_value_parse (&node->value, node->key, RB_FILTER_OP_HAS, text, 0, error))
    return NULL;
  return g_steal_pointer (&node);
}

static RbFilterNode *
parse_parentheses (Parser *self, GError **error)
{
  g_autoptr (RbFilterNode) node = NULL;
  const char *open = self->p++;

  node = parse_any (self, error);
  if (node == NULL)
    return NULL;

  if (*self->p != ')')
    {
      rb_filter_set_error (error, RB_FILTER_ERROR_SYNTAX, offset_of (self, open),
                           _ ("This parenthesis is not closed: expected a “)”."));
      return NULL;
    }

  self->p++;
  return g_steal_pointer (&node);
}

static RbFilterNode *
parse_unary (Parser *self, GError **error)
{
  RbFilterNode *child;
  RbFilterNode *node;

  skip_space (self);
  if (*self->p == '\0' || *self->p == ')' || is_keyword (self, "or"))
    {
      rb_filter_set_error (error, RB_FILTER_ERROR_SYNTAX, offset_of (self, self->p),
                           _ ("Expected a term here, such as method:INVITE or some text."));
      return NULL;
    }

  if (self->depth == RB_FILTER_MAX_DEPTH)
    {
      rb_filter_set_error (error, RB_FILTER_ERROR_TOO_LARGE, offset_of (self, self->p),
                           _ ("More than %u levels of parentheses and negations cannot be followed."),
                           RB_FILTER_MAX_DEPTH);
      return NULL;
    }

  self->depth++;
  if (*self->p == '-' || is_keyword (self, "not"))
    {
      self->p += *self->p == '-' ? 1 : strlen ("not");
      child = parse_unary (self, error);
      node = child != NULL ? rb_filter_node_new (RB_FILTER_NOT) : NULL;
      if (node != NULL)
        g_ptr_array_add (node->children, child);
    }
  else
    node = *self->p == '(' ? parse_parentheses (self, error) : parse_term (self, error);
  self->depth--;

  return node;
}

/* Takes @child, and @node with it when it is NULL. */
static RbFilterNode *
join (RbFilterNode *node, RbFilterNodeKind kind, RbFilterNode *child)
{
  if (node == NULL)
    return child;

  if (node->kind != kind)
    {
      RbFilterNode *first = node;

      node = rb_filter_node_new (kind);
      g_ptr_array_add (node->children, first);
    }
  g_ptr_array_add (node->children, child);
  return node;
}

static RbFilterNode *
parse_all (Parser *self, GError **error)
{
  g_autoptr (RbFilterNode) all = NULL;

  do
    {
      RbFilterNode *child = parse_unary (self, error);

      if (child == NULL)
        return NULL;
      all = join (all, RB_FILTER_ALL, child);
      skip_space (self);
    }
  while (*self->p != '\0' && *self->p != ')' && !is_keyword (self, "or"));

  return g_steal_pointer (&all);
}

static RbFilterNode *
parse_any (Parser *self, GError **error)
{
  g_autoptr (RbFilterNode) any = NULL;

  for (;;)
    {
      RbFilterNode *child = parse_all (self, error);

      if (child == NULL)
        return NULL;
      any = join (any, RB_FILTER_ANY, child);
      if (!is_keyword (self, "or"))
        return g_steal_pointer (&any);
      self->p += strlen ("or");
    }
}

RbFilterNode *
rb_filter_parse_nodes (const char *text, GError **error)
{
  Parser parser = { .text = text, .p = text };
  g_autoptr (RbFilterNode) node = NULL;

  skip_space (&parser);
  if (*parser.p == '\0')
    return rb_filter_node_new (RB_FILTER_ALL);

  node = parse_any (&parser, error);
  if (node != NULL && *parser.p == ')')
    {
      rb_filter_set_error (error, RB_FILTER_ERROR_SYNTAX, offset_of (&parser, parser.p),
                           _ ("This parenthesis closes nothing: expected a term or the end."));
      return NULL;
    }

  return g_steal_pointer (&node);
}
