/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What contacts are found and sorted by: beginnings of words, accents, digits, pinyin. */

#include "rb-contact-text.h"
#include "rb-pinyin.h"

#include <string.h>

static gboolean
finds (const char *query, const char *name, const char *address)
{
  g_autoptr (RbContact) contact = rb_contact_new (name);
  g_autoptr (RbContactQuery) parsed = rb_contact_query_new (query);
  g_autofree char *search = NULL;

  if (address != NULL)
    rb_contact_add_address (contact, rb_address_kind_guess (address), NULL, address);
  search = rb_contact_text_make_search (contact);
  g_test_message ("“%s” in “%s”", query, search);

  return rb_contact_query_matches (parsed, search);
}

static void
a_word_is_found_by_its_beginning (void)
{
  g_assert_true (finds ("", "Zoë Smith", NULL));
  g_assert_true (finds ("zoe", "Zoë Smith", NULL));
  g_assert_true (finds ("SMI", "Zoë Smith", NULL));
  g_assert_true (finds ("smith zo", "Zoë Smith", NULL));
  g_assert_true (finds ("Zoë", "ZOE", NULL));
  g_assert_true (finds ("strasse", "Straße", NULL));
  g_assert_true (finds ("김", "김철수", NULL));
  g_assert_false (finds ("mith", "Zoë Smith", NULL));
  g_assert_false (finds ("zoe jones", "Zoë Smith", NULL));
  g_assert_true (finds ("o'br", "O'Brien, Pat", NULL));
}

static void
addresses_are_found_by_user_and_domain (void)
{
  g_assert_true (finds ("alice@ex", "A", "sip:alice@example.org"));
  g_assert_true (finds ("example", "A", "alice@example.org"));
  g_assert_false (finds ("sip", "A", "sip:alice@example.org"));
}

static void
digits_are_found_in_any_grouping (void)
{
  g_assert_true (finds ("138 001", "A", "13800138000"));
  g_assert_true (finds ("1380013", "A", "138-0013-8000"));
  g_assert_true (finds ("8000", "A", "138-0013-8000"));
  g_assert_true (finds ("010-1234", "A", "+861012345678"));
  g_assert_true (finds ("+86 10 12345678", "A", "010 12345678"));
  g_assert_true (finds ("1001", "A", "sip:1001@pbx.example.org"));
  g_assert_true (finds ("ann 8000", "Ann", "138-0013-8000"));
  g_assert_false (finds ("139", "A", "13800138000"));
}

static void
chinese_names_are_found_by_pinyin (void)
{
  g_assert_true (finds ("张", "张三丰", NULL));
  g_assert_true (finds ("三", "张三丰", NULL));
  g_assert_true (finds ("zhangsan", "张三丰", NULL));
  g_assert_true (finds ("Zhang San", "张三丰", NULL));
  g_assert_true (finds ("zhangs", "张三丰", NULL));
  g_assert_true (finds ("zs", "张三丰", NULL));
  g_assert_true (finds ("zsf", "张三丰", NULL));
  g_assert_true (finds ("sanfeng", "张三丰", NULL));
  g_assert_true (finds ("sf", "张三丰", NULL));
  g_assert_false (finds ("sz", "张三丰", NULL));
  g_assert_false (finds ("lisi", "张三丰", NULL));
  g_assert_true (finds ("lv", "吕布", NULL));
  g_assert_true (finds ("lubu", "吕布", NULL));
  g_assert_true (finds ("wang", "Dr. 王小明", NULL));
}

static void
surnames_are_read_their_own_way (void)
{
  static const char *const names[][2] = {
    { "单雄信", "shanxiongxin" }, { "曾国藩", "zengguofan" },  { "解珍", "xiezhen" },      { "仇英", "qiuying" },
    { "区志航", "ouzhihang" },    { "任正非", "renzhengfei" }, { "华罗庚", "hualuogeng" }, { "朴树", "piaoshu" },
    { "查良镛", "zhaliangyong" }, { "尉迟恭", "yuchigong" },   { "万俟卨", "moqi" },       { "盖叫天", "ge" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_true (finds (names[i][1], names[i][0], NULL));
  /* the usual reading finds them as well */
  g_assert_true (finds ("danxiongxin", "单雄信", NULL));
  /* and elsewhere in a name the character is read as usual */
  g_assert_true (finds ("lijie", "李解", NULL));
  g_assert_true (finds ("zhangle", "张乐", NULL));
  g_assert_true (finds ("zhangyue", "张乐", NULL));
}

static void
the_order_is_that_of_letters_and_pinyin (void)
{
  static const char *const names[] = { "Åke", "Bob", "曾国藩", "Zhang", "张三", "Жанна", "007" };
  static const char *const sections[] = { "A", "B", "Z", "Z", "Z", "Ж", "#" };
  g_autofree char *before = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *key = rb_contact_text_make_sort_key (names[i]);

      g_assert_cmpuint (rb_contact_text_get_section (key), ==, g_utf8_get_char (sections[i]));
      if (before != NULL)
        g_assert_cmpstr (before, <, key);
      g_free (before);
      before = g_steal_pointer (&key);
    }
}

/* Names as long as a hostile file makes them cost in proportion. */
static void
a_huge_name_stays_bounded (void)
{
  g_autoptr (GString) name = g_string_new (NULL);
  g_autoptr (RbContact) contact = NULL;
  g_autofree char *search = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append (name, "乐重长行");
  contact = rb_contact_new (name->str);
  search = rb_contact_text_make_search (contact);
  g_assert_cmpuint (strlen (search), <, name->len);
}

static void
readings_are_those_of_unihan (void)
{
  const char *readings[RB_PINYIN_MAX_READINGS];

  g_assert_cmpuint (rb_pinyin_get_readings (g_utf8_get_char ("张"), readings), ==, 1);
  g_assert_cmpstr (readings[0], ==, "zhang");
  g_assert_cmpuint (rb_pinyin_get_readings (g_utf8_get_char ("重"), readings), ==, 2);
  g_assert_cmpstr (readings[0], ==, "zhong");
  g_assert_cmpstr (readings[1], ==, "chong");
  g_assert_cmpuint (rb_pinyin_get_readings ('a', readings), ==, 0);
  g_assert_cmpuint (rb_pinyin_get_readings (0x10ffff, readings), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/contact-text/words", a_word_is_found_by_its_beginning);
  g_test_add_func ("/contact-text/addresses", addresses_are_found_by_user_and_domain);
  g_test_add_func ("/contact-text/digits", digits_are_found_in_any_grouping);
  g_test_add_func ("/contact-text/pinyin", chinese_names_are_found_by_pinyin);
  g_test_add_func ("/contact-text/surnames", surnames_are_read_their_own_way);
  g_test_add_func ("/contact-text/order", the_order_is_that_of_letters_and_pinyin);
  g_test_add_func ("/contact-text/huge", a_huge_name_stays_bounded);
  g_test_add_func ("/contact-text/readings", readings_are_those_of_unihan);

  return g_test_run ();
}
