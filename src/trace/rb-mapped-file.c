/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A file mapped into memory that stays readable when somebody cuts the file: reading a page that
 * is gone raises SIGBUS, and the handler here puts pages of zeros in its place, in our own
 * mappings only. Any other SIGBUS goes to the handler that was there before. The capture source
 * uses it; messages keep referring to the bytes for as long as their trace lives. */

#include "rb-mapped-file.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* A node is filled, emptied and filled again, but never freed: the handler may be walking the
 * list in any thread. Addresses in an empty node are 0. */
typedef struct _Mapping Mapping;
struct _Mapping
{
  Mapping *next;
  atomic_uintptr_t start;
  atomic_uintptr_t end;
  atomic_bool gaps;
};

static Mapping *_Atomic mappings;
static struct sigaction previous;
static uintptr_t page_size;

static Mapping *
find_mapping (uintptr_t address)
{
  for (Mapping *mapping = atomic_load (&mappings); mapping != NULL; mapping = mapping->next)
    if (address >= atomic_load (&mapping->start) && address < atomic_load (&mapping->end))
      return mapping;
  return NULL;
}

/* Only async-signal-safe calls; mmap() is a plain system call. */
static void
on_sigbus (int signal_number, siginfo_t *info, void *context)
{
  uintptr_t page = (uintptr_t) info->si_addr & ~(page_size - 1);
  Mapping *mapping = find_mapping ((uintptr_t) info->si_addr);

  if (mapping != NULL)
    {
      atomic_store (&mapping->gaps, TRUE);
      if (mmap ((void *) page, atomic_load (&mapping->end) - page, PROT_READ, MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS,
                -1, 0) != MAP_FAILED)
        return;
    }

  if (previous.sa_flags & SA_SIGINFO)
    previous.sa_sigaction (signal_number, info, context);
  else if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN)
    previous.sa_handler (signal_number);
  else
    sigaction (signal_number, &previous, NULL); /* the instruction is tried again and ends the program */
}

static void
catch_sigbus (void)
{
  static gsize caught;

  if (g_once_init_enter (&caught))
    {
      struct sigaction action = { .sa_sigaction = on_sigbus, .sa_flags = SA_SIGINFO | SA_NODEFER };

      page_size = sysconf (_SC_PAGESIZE);
      sigemptyset (&action.sa_mask);
      sigaction (SIGBUS, NULL, &previous);
      sigaction (SIGBUS, &action, NULL);
      g_once_init_leave (&caught, 1);
    }
}

static Mapping *
add_mapping (uintptr_t start, gsize size)
{
  static GMutex mutex;
  Mapping *mapping;

  g_mutex_lock (&mutex);
  for (mapping = atomic_load (&mappings); mapping != NULL; mapping = mapping->next)
    if (atomic_load (&mapping->start) == 0)
      break;
  if (mapping == NULL)
    {
      mapping = g_new0 (Mapping, 1);
      mapping->next = atomic_load (&mappings);
      atomic_store (&mappings, mapping);
    }
  atomic_store (&mapping->gaps, FALSE);
  atomic_store (&mapping->end, start + size);
  atomic_store (&mapping->start, start);
  g_mutex_unlock (&mutex);
  return mapping;
}

static void
mapping_remove (gpointer data)
{
  Mapping *mapping = data;
  uintptr_t start = atomic_load (&mapping->start);
  uintptr_t end = atomic_load (&mapping->end);

  atomic_store (&mapping->end, 0);
  munmap ((void *) start, end - start);
  atomic_store (&mapping->start, 0);
}

GBytes *
rb_mapped_file_new (int fd, gsize size)
{
  void *start;

  g_return_val_if_fail (size > 0, NULL);

  catch_sigbus ();
  start = mmap (NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (start == MAP_FAILED)
    return NULL;

  madvise (start, size, MADV_SEQUENTIAL);
  return g_bytes_new_with_free_func (start, size, mapping_remove, add_mapping ((uintptr_t) start, size));
}

gboolean
rb_mapped_file_has_gaps (GBytes *self)
{
  Mapping *mapping = find_mapping ((uintptr_t) g_bytes_get_data (self, NULL));

  return mapping != NULL && atomic_load (&mapping->gaps);
}
