/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Preloaded into the window by bench_memory.py: what malloc has given out and not got back. At SIGRTMIN a line with the
 * bytes goes into the file that HEAP_FILE names. */

#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static void *
answer (void *data)
{
  const sigset_t *asked = data;
  int number;

  while (sigwait (asked, &number) == 0)
    {
      struct mallinfo2 info = mallinfo2 ();
      FILE *file = fopen (getenv ("HEAP_FILE"), "a");

      if (file == NULL)
        continue;
      fprintf (file, "%zu\n", info.uordblks + info.hblkhd);
      fclose (file);
    }

  return NULL;
}

/* Before there is any other thread: the signal is blocked in all of them, and waits for ours. */
__attribute__ ((constructor)) static void
begin (void)
{
  static sigset_t asked;
  pthread_t thread;

  if (getenv ("HEAP_FILE") == NULL)
    return;

  sigemptyset (&asked);
  sigaddset (&asked, SIGRTMIN);
  pthread_sigmask (SIG_BLOCK, &asked, NULL);
  pthread_create (&thread, NULL, answer, &asked);
}
