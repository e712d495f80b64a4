/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Token buckets against MESSAGE bombs: one for each sender and one for all. Pure but for what it remembers. */

#include "rb-message-limit.h"

#define MAX_SENDERS 256
#define SENDER_REFILL_US (3 * G_USEC_PER_SEC)
#define ALL_REFILL_US G_USEC_PER_SEC

typedef struct
{
  gint64 full_us; /* when it is full again */
} Bucket;

struct _RbMessageLimit
{
  Bucket all;
  GHashTable *senders; /* name → Bucket */
};

RbMessageLimit *
rb_message_limit_new (void)
{
  RbMessageLimit *self = g_new0 (RbMessageLimit, 1);

  self->senders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

void
rb_message_limit_free (RbMessageLimit *self)
{
  g_hash_table_unref (self->senders);
  g_free (self);
}

/* µs until one more fits into the bucket; 0: now. */
static gint64
get_wait (const Bucket *bucket, gint64 now_us, gint64 refill_us, guint size)
{
  return MAX (bucket->full_us - now_us - refill_us * ((gint64) size - 1), 0);
}

static void
take (Bucket *bucket, gint64 now_us, gint64 refill_us)
{
  bucket->full_us = MAX (bucket->full_us, now_us) + refill_us;
}

static gboolean
is_full (gpointer key, gpointer bucket, gpointer now_us)
{
  return ((Bucket *) bucket)->full_us <= *(gint64 *) now_us;
}

gboolean
rb_message_limit_take (RbMessageLimit *self, const char *sender, gint64 now_us, guint *wait_s)
{
  Bucket *bucket = g_hash_table_lookup (self->senders, sender);
  gint64 wait = get_wait (&self->all, now_us, ALL_REFILL_US, RB_MESSAGE_LIMIT_ALL);

  if (bucket == NULL)
    {
      if (g_hash_table_size (self->senders) >= MAX_SENDERS)
        g_hash_table_foreach_remove (self->senders, is_full, &now_us);
      if (g_hash_table_size (self->senders) < MAX_SENDERS)
        {
          bucket = g_new0 (Bucket, 1);
          g_hash_table_insert (self->senders, g_strdup (sender), bucket);
        }
    }
  if (bucket != NULL)
    wait = MAX (wait, get_wait (bucket, now_us, SENDER_REFILL_US, RB_MESSAGE_LIMIT_SENDER));
  if (wait > 0)
    {
      *wait_s = (guint) ((wait + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
      return FALSE;
    }

  take (&self->all, now_us, ALL_REFILL_US);
  if (bucket != NULL)
    take (bucket, now_us, SENDER_REFILL_US);

  return TRUE;
}
