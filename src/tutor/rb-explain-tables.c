/* SPDX-License-Identifier: GPL-3.0-or-later */

/* All tables of sentences of rb-explain*.c and rb-sender.c, for tests that go through them. */

#include "rb-explain-private.h"

extern const RbRuleTable *const rb_explain_address_tables[2];
extern const RbRuleTable *const rb_explain_copy_tables[3];
extern const RbRuleTable *const rb_explain_ending_tables[9];
extern const RbRuleTable *const rb_explain_failure_tables[17];
extern const RbRuleTable *const rb_explain_header_tables[2];
extern const RbRuleTable *const rb_explain_invite_tables[5];
extern const RbRuleTable *const rb_explain_provisional_tables[4];
extern const RbRuleTable *const rb_explain_register_tables[7];
extern const RbRuleTable *const rb_explain_request_tables[4];
extern const RbRuleTable *const rb_explain_success_tables[4];
extern const RbRuleTable *const rb_sender_tables[2];

#define ALL(tables)                                                                                                    \
  {                                                                                                                    \
    tables, G_N_ELEMENTS (tables)                                                                                      \
  }

static const struct
{
  const RbRuleTable *const *tables;
  guint n;
} all[] = {
  ALL (rb_explain_invite_tables),      ALL (rb_explain_register_tables),
  ALL (rb_explain_request_tables),     ALL (rb_explain_ending_tables),
  ALL (rb_explain_copy_tables),        ALL (rb_explain_header_tables),
  ALL (rb_explain_provisional_tables), ALL (rb_explain_success_tables),
  ALL (rb_explain_failure_tables),     ALL (rb_sender_tables),
  ALL (rb_explain_address_tables),
};

GPtrArray *
rb_explain_list_tables (void)
{
  GPtrArray *tables = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    for (guint j = 0; j < all[i].n; j++)
      g_ptr_array_add (tables, (gpointer) all[i].tables[j]);
  return tables;
}

const char *
rb_explain_find_text (const char *id)
{
  g_autoptr (GPtrArray) tables = rb_explain_list_tables ();

  for (guint i = 0; i < tables->len; i++)
    {
      const RbRuleTable *table = g_ptr_array_index (tables, i);

      for (guint j = 0; j < table->n; j++)
        if (g_str_equal (table->rules[j].id, id))
          return table->rules[j].text;
    }
  return NULL;
}
