/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The words of vCard, Google, Apple and people for kinds of addresses, as one table. Called by the readers and writers
 * of files. */

#include "rb-contact-types.h"

static const struct
{
  const char *label;
  const char *vcard; /* NULL: none */
  const char *google;
  const char *words[6];
} types[] = {
  { "mobile", "cell", "Mobile", { "CELL", "MOBILE", "IPHONE", "手机", "移动电话" } },
  { "work", "work", "Work", { "WORK", "BUSINESS", "OFFICE", "单位", "工作", "办公" } },
  { "home", "home", "Home", { "HOME", "住宅", "家庭", "家" } },
  { "fax", "fax", "Work Fax", { "FAX", "WORK FAX", "HOME FAX", "传真" } },
  { "pager", "pager", "Pager", { "PAGER", "寻呼" } },
  { "main", NULL, "Main", { "MAIN", "总机" } },
  { "other", "", "Other", { "OTHER", "其他" } },
};

const char *
rb_contact_type_to_label (const char *type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (types[i].words) && types[i].words[j] != NULL; j++)
      if (g_ascii_strcasecmp (type, types[i].words[j]) == 0)
        return types[i].label;

  return NULL;
}

const char *
rb_contact_label_to_vcard (const char *label)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (label, types[i].label))
      return types[i].vcard;

  return NULL;
}

const char *
rb_contact_label_to_google (const char *label)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (label, types[i].label))
      return types[i].google;

  return label;
}

gboolean
rb_contact_is_starred (const char *categories)
{
  g_auto (GStrv) words = g_strsplit_set (categories, ",:;*", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (g_ascii_strcasecmp (g_strstrip (words[i]), "starred") == 0 || g_ascii_strcasecmp (words[i], "favorites") == 0)
      return TRUE;

  return FALSE;
}
