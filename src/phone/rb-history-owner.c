/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who has begun a row of the history and is still there to finish it. An owner is a random number, and holds a lock on
 * the byte of that offset in a lock file (fcntl(2), open file description locks): the kernel takes the lock away when
 * the program ends, however it does. A process id would not do: two sandboxes each have a process 2. */

#include "rb-history-owner.h"

#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

struct _RbHistoryOwner
{
  int file; /* -1: none */
  gint64 id;
};

static struct flock
lock_of (gint64 id)
{
  return (struct flock){ .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = id, .l_len = 1 };
}

/* The kernel's random numbers: GLib's go on alike in a process that was forked. 0 when there are none. */
static gint64
random_id (void)
{
  gint64 id;

  return getrandom (&id, sizeof id, 0) == sizeof id ? (id & (G_MAXINT64 >> 1)) + 1 : 0;
}

RbHistoryOwner *
rb_history_owner_new (const char *path)
{
  RbHistoryOwner *self = g_new0 (RbHistoryOwner, 1);
  struct flock lock;

  self->id = random_id ();
  lock = lock_of (self->id);
  self->file = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (self->file < 0 || self->id == 0 || fcntl (self->file, F_OFD_SETLK, &lock) != 0)
    self->id = 0;

  return self;
}

void
rb_history_owner_free (RbHistoryOwner *self)
{
  if (self == NULL)
    return;

  if (self->file >= 0)
    close (self->file);
  g_free (self);
}

gint64
rb_history_owner_get_id (RbHistoryOwner *self)
{
  return self->id;
}

gboolean
rb_history_owner_is_alive (RbHistoryOwner *self, gint64 id)
{
  struct flock lock;

  if (id <= 0 || self->file < 0)
    return FALSE;
  if (id == self->id)
    return TRUE;

  lock = lock_of (id);
  return fcntl (self->file, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}
