/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The standard flows: data/flows, built into the program and read once. The comparison and the lab coach look them
 * up by name, rb-textbook-choose.c by what a real flow came to. */

#include "rb-textbook.h"

#include <glib/gi18n-lib.h>
#include <json-c/json.h>

#include "rb-flows-resource.h"
#include "rb-sip-status.h"
#include "rb-textbook-title.h"

#define FOLDER "/io/github/ringback/Ringback/flows/"

static gboolean
get_flag (struct json_object *step, const char *name)
{
  struct json_object *value;

  return json_object_object_get_ex (step, name, &value) && json_object_get_boolean (value);
}

static guint
get_number (struct json_object *step, const char *name)
{
  struct json_object *value;

  return json_object_object_get_ex (step, name, &value) ? json_object_get_int (value) : 0;
}

static char *
dup_string (struct json_object *object, const char *name)
{
  struct json_object *value;

  return json_object_object_get_ex (object, name, &value) ? g_strdup (json_object_get_string (value)) : NULL;
}

/* As rb_ladder_row_new() words it. */
static char *
format_label (const RbTextbookStep *step)
{
  if (step->status >= 200 && !g_str_equal (step->method, "INVITE") && !g_str_equal (step->method, "REGISTER"))
    return g_strdup_printf ("%u %s (%s)", step->status, rb_sip_status_phrase (step->status), step->method);
  if (step->status != 0)
    return g_strdup_printf ("%u %s", step->status, rb_sip_status_phrase (step->status));
  if (step->expires_zero)
    return g_strdup_printf ("%s (Expires: 0)", step->method);
  return step->credentials ? g_strdup_printf (_ ("%s with credentials"), step->method) : g_strdup (step->method);
}

static void
read_step (struct json_object *object, RbTextbookStep *step)
{
  struct json_object *also;

  *step = (RbTextbookStep){
    .from = get_number (object, "from"),
    .to = get_number (object, "to"),
    .method = dup_string (object, "method"),
    .status = get_number (object, "status"),
    .optional = get_flag (object, "optional"),
    .credentials = get_flag (object, "credentials"),
    .in_dialog = get_flag (object, "in_dialog"),
    .expires_zero = get_flag (object, "expires_zero"),
    .repeat = get_flag (object, "repeat"),
    .any_failure = get_flag (object, "any_failure"),
  };
  step->label = format_label (step);
  if (json_object_object_get_ex (object, "also", &also))
    {
      step->also = g_array_new (FALSE, FALSE, sizeof (guint));
      for (gsize i = 0; i < json_object_array_length (also); i++)
        {
          const guint status = json_object_get_int (json_object_array_get_idx (also, i));

          g_array_append_val (step->also, status);
        }
    }
}

static RbParty
parse_party (const char *word)
{
  return g_str_equal (word, "caller")   ? RB_PARTY_CALLER
         : g_str_equal (word, "callee") ? RB_PARTY_CALLEE
                                        : RB_PARTY_PROXY;
}

static RbTextbookFlow *
flow_new (const char *id, const char *title, const char *source)
{
  RbTextbookFlow *self = g_new0 (RbTextbookFlow, 1);

  self->id = g_strdup (id);
  self->title = g_strdup (title);
  self->source = g_strdup (source);
  self->lanes = g_ptr_array_new ();
  self->steps = g_array_new (FALSE, FALSE, sizeof (RbTextbookStep));
  return self;
}

static RbTextbookFlow *
read_flow (const char *name)
{
  g_autofree char *path = g_strconcat (FOLDER, name, NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (rb_flows_get_resource (), path, 0, NULL);
  struct json_object *root = json_tokener_parse (g_bytes_get_data (bytes, NULL)); /* a resource ends with NUL */
  g_autofree char *id = dup_string (root, "id");
  g_autofree char *source = dup_string (root, "source");
  RbTextbookFlow *self = flow_new (id, rb_textbook_title (id), source);
  struct json_object *array;

  json_object_object_get_ex (root, "lanes", &array);
  for (gsize i = 0; i < json_object_array_length (array); i++)
    g_ptr_array_add (self->lanes,
                     GUINT_TO_POINTER (parse_party (json_object_get_string (json_object_array_get_idx (array, i)))));
  json_object_object_get_ex (root, "steps", &array);
  for (gsize i = 0; i < json_object_array_length (array); i++)
    {
      RbTextbookStep step;

      read_step (json_object_array_get_idx (array, i), &step);
      g_array_append_val (self->steps, step);
    }
  json_object_put (root);
  return self;
}

/* What is left of a flow through one proxy when the caller reaches the callee's phone itself: the caller's side.
 * NULL: it is no such flow. The steps share the other's strings, which live as long as the program. */
static RbTextbookFlow *
make_direct (const RbTextbookFlow *flow)
{
  const RbTextbookStep *first = &g_array_index (flow->steps, RbTextbookStep, 0);
  g_autofree char *id = g_strconcat (flow->id, "-direct", NULL);
  g_autofree char *title = NULL;
  RbTextbookFlow *self;

  if (g_str_has_prefix (flow->id, "rfc") || !g_str_equal (first->method, "INVITE"))
    return NULL;

  /* Translators: %s is the title of a standard flow of messages, such as “No answer”. */
  title = g_strdup_printf (_ ("%s (without a proxy)"), flow->title);
  self = flow_new (id, title, flow->source);
  g_ptr_array_add (self->lanes, GUINT_TO_POINTER (RB_PARTY_CALLER));
  g_ptr_array_add (self->lanes, GUINT_TO_POINTER (RB_PARTY_CALLEE));
  for (guint i = 0; i < flow->steps->len; i++)
    {
      const RbTextbookStep *step = &g_array_index (flow->steps, RbTextbookStep, i);

      if (step->from < 2 && step->to < 2)
        g_array_append_vals (self->steps, step, 1);
    }
  return self;
}

static GPtrArray *
read_flows (void)
{
  g_auto (GStrv) names = NULL;
  GPtrArray *flows = g_ptr_array_new ();
  guint n;

  /* A constructor would do it, but nothing would draw that out of a static library. */
  rb_flows_register_resource ();
  names = g_resource_enumerate_children (rb_flows_get_resource (), FOLDER, 0, NULL);
  for (guint i = 0; names[i] != NULL; i++)
    g_ptr_array_add (flows, read_flow (names[i]));
  n = flows->len;
  for (guint i = 0; i < n; i++)
    {
      RbTextbookFlow *direct = make_direct (g_ptr_array_index (flows, i));

      if (direct != NULL)
        g_ptr_array_add (flows, direct);
    }
  return flows;
}

GPtrArray *
rb_textbook_get_flows (void)
{
  static GPtrArray *flows = NULL;

  if (g_once_init_enter (&flows))
    g_once_init_leave (&flows, read_flows ());
  return flows;
}

const RbTextbookFlow *
rb_textbook_find (const char *id)
{
  GPtrArray *flows = rb_textbook_get_flows ();

  for (guint i = 0; i < flows->len; i++)
    if (g_str_equal (((const RbTextbookFlow *) g_ptr_array_index (flows, i))->id, id))
      return g_ptr_array_index (flows, i);
  return NULL;
}

guint
rb_textbook_flow_get_n_lanes (const RbTextbookFlow *self)
{
  return self->lanes->len;
}

char *
rb_textbook_flow_dup_lane_title (const RbTextbookFlow *self, guint lane)
{
  gboolean registers = g_str_equal (rb_textbook_flow_get_step (self, 0)->method, "REGISTER");
  guint n_proxies = 0;
  guint number = 0;

  for (guint i = 0; i < self->lanes->len; i++)
    if (g_ptr_array_index (self->lanes, i) == GUINT_TO_POINTER (RB_PARTY_PROXY))
      {
        n_proxies++;
        if (i <= lane)
          number++;
      }

  switch (GPOINTER_TO_UINT (g_ptr_array_index (self->lanes, lane)))
    {
    case RB_PARTY_CALLER:
      return g_strdup (registers ? _ ("Phone") : _ ("Caller"));
    case RB_PARTY_CALLEE:
      return g_strdup (_ ("Callee"));
    default:
      if (registers)
        return g_strdup (_ ("Registrar"));
      return n_proxies > 1 ? g_strdup_printf (_ ("Proxy %u"), number) : g_strdup (_ ("Proxy"));
    }
}

guint
rb_textbook_flow_get_n_steps (const RbTextbookFlow *self)
{
  return self->steps->len;
}

const RbTextbookStep *
rb_textbook_flow_get_step (const RbTextbookFlow *self, guint n)
{
  return n < self->steps->len ? &g_array_index (self->steps, RbTextbookStep, n) : NULL;
}

const char *
rb_textbook_flow_get_rfc (const RbTextbookFlow *self)
{
  return g_str_has_prefix (self->source, "RFC ") ? self->source : NULL;
}
