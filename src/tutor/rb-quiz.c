/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A quiz from any trace, marked by the engine: the window's coach asks for the questions and shows them. Each comes
 * from what the trace proves, with the lesson that says why. */

#include "rb-quiz-private.h"

#include <glib/gi18n-lib.h>

#define ITEMS_MAX 400
#define QUESTIONS_MAX 10
#define CHOICES_MIN 3
#define CHOICES_MAX 4
#define ORDER_LENGTH 5

struct _RbQuiz
{
  GPtrArray *questions; /* of RbQuizQuestion */
};

static const struct
{
  void (*ask) (RbQuizMaker *maker);
  guint times; /* that it is tried, each about another message */
} kinds[RB_QUIZ_N_KINDS] = {
  [RB_QUIZ_NEXT] = { rb_quiz_ask_next, 2 },
  [RB_QUIZ_ANSWERS] = { rb_quiz_ask_answers, 2 },
  [RB_QUIZ_ORDER] = { rb_quiz_ask_order, 1 },
  [RB_QUIZ_DIALOGS] = { rb_quiz_ask_dialogs, 1 },
  [RB_QUIZ_TRANSACTIONS] = { rb_quiz_ask_transactions, 1 },
  [RB_QUIZ_SENDER] = { rb_quiz_ask_sender, 1 },
  [RB_QUIZ_AGAIN] = { rb_quiz_ask_again, 2 },
  [RB_QUIZ_END] = { rb_quiz_ask_end, 1 },
  [RB_QUIZ_CHALLENGE] = { rb_quiz_ask_challenge, 1 },
};

static void
clear_choice (gpointer data)
{
  g_free (((RbQuizChoice *) data)->text);
}

static void
question_free (gpointer data)
{
  RbQuizQuestion *self = data;

  g_free (self->text);
  g_array_unref (self->choices);
  g_array_unref (self->answer);
  rb_lesson_free (self->why);
  g_free (self);
}

static void
clear_item (gpointer data)
{
  g_free (((RbQuizItem *) data)->label);
}

RbQuizQuestion *
rb_quiz_question_new (RbQuizKind kind, char *text, guint position)
{
  RbQuizQuestion *self = g_new0 (RbQuizQuestion, 1);

  self->kind = kind;
  self->text = text;
  self->position = position;
  self->until = RB_FLOW_NONE;
  self->is_order = kind == RB_QUIZ_ORDER;
  self->choices = g_array_new (FALSE, FALSE, sizeof (RbQuizChoice));
  g_array_set_clear_func (self->choices, clear_choice);
  self->answer = g_array_new (FALSE, FALSE, sizeof (guint));
  self->why = rb_lesson_new ();
  return self;
}

gboolean
rb_quiz_question_is_full (const RbQuizQuestion *self)
{
  return self->choices->len >= (self->is_order ? ORDER_LENGTH : CHOICES_MAX);
}

gboolean
rb_quiz_question_add (RbQuizQuestion *self, const char *text, guint position)
{
  const RbQuizChoice choice = { g_strdup (text), position };

  for (guint i = 0; i <= self->choices->len; i++)
    if (rb_quiz_question_is_full (self) ||
        (i < self->choices->len && g_str_equal (g_array_index (self->choices, RbQuizChoice, i).text, text)))
      {
        g_free (choice.text);
        return FALSE;
      }
  g_array_append_val (self->choices, choice);
  return TRUE;
}

guint
rb_quiz_maker_draw (const RbQuizMaker *self, GArray *numbers)
{
  guint n = (guint) g_rand_int_range (self->random, 0, (gint32) numbers->len);
  guint number = g_array_index (numbers, guint, n);

  g_array_remove_index (numbers, n);
  return number;
}

/* Mixes the choices; the answer follows them. */
static void
shuffle (const RbQuizMaker *self, RbQuizQuestion *question)
{
  g_autoptr (GArray) left = g_array_new (FALSE, FALSE, sizeof (guint)); /* numbers of choices as they were added */
  GArray *mixed = g_array_new (FALSE, FALSE, sizeof (RbQuizChoice));
  guint places[ORDER_LENGTH] = { 0 };
  guint n = question->choices->len;

  for (guint i = 0; i < n; i++)
    g_array_append_val (left, i);
  for (guint i = 0; i < n; i++)
    {
      guint number = rb_quiz_maker_draw (self, left);

      places[number] = i;
      g_array_append_val (mixed, g_array_index (question->choices, RbQuizChoice, number));
    }
  g_array_set_clear_func (mixed, clear_choice);
  g_array_set_clear_func (question->choices, NULL); /* the texts have moved */
  g_array_unref (question->choices);
  question->choices = mixed;
  g_array_append_vals (question->answer, places, question->is_order ? n : 1);
}

void
rb_quiz_maker_ask (RbQuizMaker *self, RbQuizQuestion *question)
{
  gboolean is_known = question->choices->len < (question->is_order ? ORDER_LENGTH : CHOICES_MIN);

  for (guint i = 0; i < self->questions->len && !is_known; i++)
    {
      const RbQuizQuestion *other = g_ptr_array_index (self->questions, i);

      is_known = g_str_equal (other->text, question->text);
    }
  if (is_known)
    {
      question_free (question);
      return;
    }
  shuffle (self, question);
  g_ptr_array_add (self->questions, question);
}

char *
rb_quiz_item_format (const RbQuizItem *self)
{
  g_autofree char *number = rb_lesson_format_number (self->message.position);

  /* Translators: the number of a message, and what it is: “No. 5: ACK from … to …” */
  return g_strdup_printf (_ ("%1$s: %2$s"), number, self->label);
}

static void
add_items (RbQuizMaker *self)
{
  guint n = MIN (rb_flow_get_n_steps (self->flow), ITEMS_MAX);

  for (guint i = 0; i < n; i++)
    {
      RbQuizItem item = { .step = *rb_flow_get_step (self->flow, i) };
      g_autofree char *title = NULL;
      g_autofree char *src = NULL;
      g_autofree char *dst = NULL;

      if (!rb_reading_init (&item.message, self->trace, item.step.position))
        continue;
      item.cause = rb_machines_get_cause (self->trace, item.message.position);
      title = rb_machine_message_format (&item.message);
      src = rb_endpoint_format (&item.message.info.src);
      dst = rb_endpoint_format (&item.message.info.dst);
      item.label = g_strdup_printf (_ ("%1$s from %2$s to %3$s"), title, src, dst);
      g_array_append_val (self->items, item);
    }
}

RbQuiz *
rb_quiz_new (RbFlow *flow, guint32 seed)
{
  RbQuiz *self = g_new0 (RbQuiz, 1);
  RbQuizMaker maker = { .trace = rb_flow_get_trace (flow), .flow = flow };
  g_autoptr (GArray) left = g_array_new (FALSE, FALSE, sizeof (guint));

  self->questions = g_ptr_array_new_with_free_func (question_free);
  if (maker.trace == NULL)
    return self;

  maker.random = g_rand_new_with_seed (seed);
  maker.items = g_array_new (FALSE, FALSE, sizeof (RbQuizItem));
  g_array_set_clear_func (maker.items, clear_item);
  maker.questions = g_ptr_array_new ();
  add_items (&maker);
  for (guint kind = 0; kind < RB_QUIZ_N_KINDS; kind++)
    for (guint i = 0; i < kinds[kind].times; i++)
      kinds[kind].ask (&maker);

  for (guint i = 0; i < maker.questions->len; i++)
    g_array_append_val (left, i);
  while (left->len > 0)
    {
      RbQuizQuestion *question = g_ptr_array_index (maker.questions, rb_quiz_maker_draw (&maker, left));

      if (self->questions->len < QUESTIONS_MAX)
        g_ptr_array_add (self->questions, question);
      else
        question_free (question);
    }
  g_ptr_array_unref (maker.questions);
  g_array_unref (maker.items);
  g_rand_free (maker.random);
  return self;
}

void
rb_quiz_free (RbQuiz *self)
{
  g_ptr_array_unref (self->questions);
  g_free (self);
}

guint
rb_quiz_get_n (const RbQuiz *self)
{
  return self->questions->len;
}

const RbQuizQuestion *
rb_quiz_get (const RbQuiz *self, guint n)
{
  return n < self->questions->len ? g_ptr_array_index (self->questions, n) : NULL;
}
