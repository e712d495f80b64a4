/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pinyin of Chinese characters, for searching and sorting names. The readings are those of Unicode's Unihan
 * database (pinyin.txt, made by make-pinyin.py), read once into two tables; surnames with a reading of
 * their own are here. */

#include "rb-pinyin.h"

#include "rb-pinyin-resource.h"

#include <string.h>

#define FIRST 0x3400
#define LAST 0x9fff
#define MAX_SYLLABLES 512

static char *syllables[MAX_SYLLABLES];                                /* [0] is not used */
static guint16 readings_of[LAST - FIRST + 1][RB_PINYIN_MAX_READINGS]; /* indexes of syllables, 0: none */

/* 百家姓 and what is in use today: characters that are read in another way as a surname. */
static const struct
{
  const char *name;
  const char *readings[2];
} surnames[] = {
  { "万俟", { "mo", "qi" } }, { "尉迟", { "yu", "chi" } }, { "澹台", { "tan", "tai" } }, { "单于", { "chan", "yu" } },
  { "单", { "shan" } },       { "單", { "shan" } },        { "曾", { "zeng" } },         { "解", { "xie" } },
  { "仇", { "qiu" } },        { "区", { "ou" } },          { "區", { "ou" } },           { "朴", { "piao" } },
  { "查", { "zha" } },        { "翟", { "zhai" } },        { "盖", { "ge" } },           { "蓋", { "ge" } },
  { "乐", { "yue" } },        { "樂", { "yue" } },         { "缪", { "miao" } },         { "繆", { "miao" } },
  { "种", { "chong" } },      { "秘", { "bi" } },          { "折", { "she" } },          { "员", { "yun" } },
  { "召", { "shao" } },       { "覃", { "qin" } },         { "繁", { "po" } },           { "祭", { "zhai" } },
  { "洗", { "xian" } },       { "隗", { "wei" } },         { "都", { "du" } },
};

static void
add_reading (gunichar character, guint16 syllable)
{
  guint16 *of;

  if (character < FIRST || character > LAST)
    return;

  of = readings_of[character - FIRST];
  for (guint i = 0; i < RB_PINYIN_MAX_READINGS; i++)
    if (of[i] == 0)
      {
        of[i] = syllable;
        return;
      }
}

static guint16
find_syllable (const char *name, gsize length)
{
  guint16 i;

  for (i = 1; i < MAX_SYLLABLES - 1 && syllables[i] != NULL; i++)
    if (strncmp (syllables[i], name, length) == 0 && syllables[i][length] == '\0')
      return i;
  if (syllables[i] == NULL)
    syllables[i] = g_strndup (name, length);

  return i;
}

/* A line: the syllable, a space, the characters. */
static void
load (void)
{
  GBytes *bytes = g_resource_lookup_data (rb_pinyin_get_resource (), "/io/github/ringback/Ringback/pinyin.txt",
                                          G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  const char *p = g_bytes_get_data (bytes, NULL);

  while (p != NULL && *p != '\0')
    {
      const char *end = strchrnul (p, '\n');
      const char *space = memchr (p, ' ', end - p);

      if (*p != '#' && space != NULL)
        {
          guint16 syllable = find_syllable (p, space - p);

          for (const char *c = space + 1; c < end; c = g_utf8_next_char (c))
            add_reading (g_utf8_get_char (c), syllable);
        }
      p = *end != '\0' ? end + 1 : end;
    }

  g_bytes_unref (bytes);
}

static void
ensure_loaded (void)
{
  static gsize loaded;

  if (g_once_init_enter (&loaded))
    {
      load ();
      g_once_init_leave (&loaded, 1);
    }
}

guint
rb_pinyin_get_readings (gunichar character, const char *readings[RB_PINYIN_MAX_READINGS])
{
  guint n = 0;

  if (character < FIRST || character > LAST)
    return 0;

  ensure_loaded ();
  while (n < RB_PINYIN_MAX_READINGS && readings_of[character - FIRST][n] != 0)
    {
      readings[n] = syllables[readings_of[character - FIRST][n]];
      n++;
    }

  return n;
}

guint
rb_pinyin_get_surname (const char *name, const char *readings[2])
{
  for (gsize i = 0; i < G_N_ELEMENTS (surnames); i++)
    if (g_str_has_prefix (name, surnames[i].name))
      {
        readings[0] = surnames[i].readings[0];
        readings[1] = surnames[i].readings[1];
        return readings[1] != NULL ? 2 : 1;
      }

  return 0;
}
