/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-lesson.h"

G_BEGIN_DECLS

/* What there is to learn of a call as a whole: the pages of the window, the options of the command line and the
 * chapters of the lab report. */
typedef enum
{
  RB_TOPIC_VERDICT,
  RB_TOPIC_TEXTBOOK,
  RB_TOPIC_TIMERS,
  RB_TOPIC_NAT,
  RB_TOPIC_SDP,
  RB_TOPIC_DIGEST,
  RB_N_TOPICS
} RbTopic;

/**
 * RbTopicInfo:
 * @word: of the command line and JSON, never translated
 * @title: to be translated with gettext
 */
typedef struct
{
  const char *word;
  const char *title;
  RbLesson *(*explain) (RbFlow *flow);
} RbTopicInfo;

const RbTopicInfo *rb_topic_get_info (RbTopic topic); /* (transfer none) */

G_END_DECLS
