/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Moves a stack that has calls to another address. A dialog cannot leave its nua_t, and Sofia gives a nua_t its
 * addresses once, when it is made; but it knows how to open its sockets anew when it is told that the network has
 * changed, which no Unix it runs on tells it. The functions below take the place of the library's as those of
 * rb-sip-tap-hooks.c do, in the thread of the stack: the one that would watch the network calls back at once, the one
 * that opens sockets is given the new address, and the one that closes the old sockets leaves them open until the stack
 * ends: registrations and responses still refer to them, and what the far end sends before it has heard of the move
 * comes there. Where this does not work nothing happens, and a call goes on only where its old address does. */

#include "rb-sip-move.h"

#include <dlfcn.h>

typedef void (*NetworkChanged) (gpointer magic, su_root_t *root);

gpointer su_root_add_network_changed (su_home_t *home, su_root_t *root, NetworkChanged func, gpointer magic);
int nua_stack_init_transport (nua_t *nua, const tagi_t *tags);
void tport_destroy (tport_t *tport);

static GMutex mutex;
static GHashTable *wanted; /* nua_t → URL it is to move to */

/* Of the stack whose thread this is. */
static _Thread_local const char *moving_to;
static _Thread_local GSList *left; /* of tport_t: sockets of the addresses before */

gpointer
su_root_add_network_changed (su_home_t *home, su_root_t *root, NetworkChanged func, gpointer magic)
{
  g_autofree char *url = NULL;
  gpointer nua = NULL;

  g_mutex_lock (&mutex);
  if (wanted != NULL && g_hash_table_steal_extended (wanted, magic, &nua, (gpointer *) &url))
    moving_to = url;
  g_mutex_unlock (&mutex);

  if (moving_to != NULL)
    func (magic, root);
  moving_to = NULL;

  return NULL; /* nothing watches */
}

int
nua_stack_init_transport (nua_t *nua, const tagi_t *tags)
{
  static __typeof__ (&nua_stack_init_transport) next;
  const tagi_t moved[] = { { NUTAG_URL (moving_to) }, { TAG_END () } };

  if (g_atomic_pointer_get (&next) == NULL)
    g_atomic_pointer_set (&next, dlsym (RTLD_NEXT, "nua_stack_init_transport"));

  return next (nua, moving_to != NULL ? moved : tags);
}

void
tport_destroy (tport_t *tport)
{
  static __typeof__ (&tport_destroy) next;

  if (g_atomic_pointer_get (&next) == NULL)
    g_atomic_pointer_set (&next, dlsym (RTLD_NEXT, "tport_destroy"));

  if (moving_to != NULL)
    {
      left = g_slist_prepend (left, tport);
      return;
    }

  next (tport);
  while (left != NULL)
    {
      tport = left->data;
      left = g_slist_delete_link (left, left);
      next (tport);
    }
}

void
rb_sip_move (nua_t *nua, const char *url)
{
  g_mutex_lock (&mutex);
  if (wanted == NULL)
    wanted = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_hash_table_replace (wanted, nua, g_strdup (url));
  g_mutex_unlock (&mutex);

  nua_set_params (nua, NUTAG_DETECT_NETWORK_UPDATES (NUA_NW_DETECT_TRY_FULL), TAG_END ());
}
