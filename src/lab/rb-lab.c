/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RbLab, the practice network: a registrar and proxy, robots to call, and the users who may
 * register. The window and the command line create it; it puts together rb-lab-proxy.c and
 * rb-lab-robots.c and keeps the proxy's own trace, in which both legs of a call are seen. */

#include "rb-lab.h"

#include "rb-lab-proxy.h"
#include "rb-lab-robots.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define DEFAULT_ADDRESS "127.0.0.1"
#define FIRST_PORT 5062
#define N_PORTS 100 /* how many are tried from there */
#define DEFAULT_RING_TIMEOUT 30
#define STOP_LIMIT_MS 2000
#define USER_MIN 3
#define USER_MAX 32
#define PASSWORD_MIN 4
/* Some 300 MB: a stranger who floods the proxy must not fill the memory. */
#define MAX_MESSAGES 500000

struct _RbLab
{
  GObject parent_instance;

  RbSipEngine *engine;
  char *listen;
  guint16 wanted_port;
  guint ring_timeout;
  RbLabDigest digest;
  GHashTable *users; /* name → password */
  RbTrace *trace;
  RbLabProxy *proxy; /* (nullable) until started and after the stop */
  RbLabRobots *robots;
  guint16 port;
  char *domain;
  GSList *stops; /* of GTask: who waits for the stop; each holds a reference */
  guint stop_limit;
};

G_DEFINE_FINAL_TYPE (RbLab, rb_lab, G_TYPE_OBJECT)
G_DEFINE_QUARK (rb - lab - error - quark, rb_lab_error)

enum
{
  REGISTERED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
free_password (gpointer password)
{
  explicit_bzero (password, strlen (password));
  g_free (password);
}

static void
on_message (const RbMessageInfo *info, GBytes *bytes, gpointer data)
{
  RbLab *self = RB_LAB (data);

  if (rb_trace_get_n_messages (self->trace) < MAX_MESSAGES)
    rb_trace_append (self->trace, info, bytes);
  else if (rb_trace_get_notes (self->trace) == NULL)
    rb_trace_add_note (
        self->trace,
        _ ("The practice network has seen too many messages to remember; those that came later are missing."));
}

static void
on_registered (const char *user, const char *contact, guint expires, gpointer data)
{
  g_signal_emit (data, signals[REGISTERED], 0, user, contact, expires);
}

static gboolean
start_proxy (RbLab *self, guint16 port)
{
  self->proxy = rb_lab_proxy_new (&(RbLabProxyConfig){ .root = rb_sip_engine_get_root (self->engine),
                                                       .resolv_conf = rb_sip_engine_get_resolv_conf (self->engine),
                                                       .listen = self->listen,
                                                       .port = port,
                                                       .ring_timeout = self->ring_timeout,
                                                       .digest = self->digest,
                                                       .users = self->users,
                                                       .on_registered = on_registered,
                                                       .data = self });
  if (self->proxy == NULL)
    return FALSE;

  self->port = port;
  rb_sip_engine_route_tap (self->engine, port, on_message, self);
  return TRUE;
}

static void
free_network (RbLab *self)
{
  g_clear_handle_id (&self->stop_limit, g_source_remove);
  g_clear_pointer (&self->robots, rb_lab_robots_free);
  if (self->proxy == NULL)
    return;

  g_clear_pointer (&self->proxy, rb_lab_proxy_free);
  rb_sip_engine_unroute_tap (self->engine, self->port);
}

static void
rb_lab_dispose (GObject *object)
{
  RbLab *self = RB_LAB (object);

  free_network (self);
  g_clear_object (&self->trace);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (rb_lab_parent_class)->dispose (object);
}

static void
rb_lab_finalize (GObject *object)
{
  RbLab *self = RB_LAB (object);

  g_hash_table_unref (self->users);
  g_free (self->listen);
  g_free (self->domain);

  G_OBJECT_CLASS (rb_lab_parent_class)->finalize (object);
}

static void
rb_lab_class_init (RbLabClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rb_lab_dispose;
  object_class->finalize = rb_lab_finalize;

  signals[REGISTERED] = g_signal_new ("registered", RB_TYPE_LAB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                                      G_TYPE_STRING, G_TYPE_STRING, G_TYPE_UINT);
}

static void
rb_lab_init (RbLab *self)
{
  self->users = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_password);
  self->trace = rb_trace_new ();
}

/**
 * rb_lab_new:
 * @engine: shared with the phone; kept until the lab is disposed
 * @config: copied
 *
 * Returns: (transfer full): a practice network that does nothing until rb_lab_start()
 */
RbLab *
rb_lab_new (RbSipEngine *engine, const RbLabConfig *config)
{
  RbLab *self;

  g_return_val_if_fail (RB_IS_SIP_ENGINE (engine), NULL);

  self = g_object_new (RB_TYPE_LAB, NULL);
  self->engine = g_object_ref (engine);
  self->listen = g_strdup (config->listen != NULL ? config->listen : DEFAULT_ADDRESS);
  self->wanted_port = config->port;
  self->ring_timeout = config->ring_timeout > 0 ? config->ring_timeout : DEFAULT_RING_TIMEOUT;
  self->digest = config->digest;

  return self;
}

/**
 * rb_lab_start:
 *
 * Opens the proxy's sockets and starts the robots.
 *
 * Returns: FALSE with %RB_LAB_ERROR_START when the address or the port cannot be had
 */
gboolean
rb_lab_start (RbLab *self, GError **error)
{
  guint n_ports = self->wanted_port != 0 ? 1 : N_PORTS, n_robots;
  guint first = self->wanted_port != 0 ? self->wanted_port : FIRST_PORT;
  g_autoptr (GInetAddress) address = NULL;
  const RbLabRobot *robots;

  g_return_val_if_fail (RB_IS_LAB (self), FALSE);
  g_return_val_if_fail (self->stops == NULL, FALSE);

  if (self->proxy != NULL)
    return TRUE;

  address = g_inet_address_new_from_string (self->listen);
  if (address == NULL)
    {
      g_set_error (error, RB_LAB_ERROR, RB_LAB_ERROR_START,
                   _ ("“%s” is not an IP address; give a numeric address of this computer to listen on."),
                   self->listen);
      return FALSE;
    }

  for (guint i = 0; i < n_ports && self->proxy == NULL; i++)
    start_proxy (self, (guint16) (first + i));
  if (self->proxy == NULL)
    {
      g_set_error (error, RB_LAB_ERROR, RB_LAB_ERROR_START,
                   _ ("The practice network cannot listen on %s port %u: the port is in use or the address is not of "
                      "this computer; choose another."),
                   self->listen, first);
      return FALSE;
    }

  g_free (self->domain);
  self->domain = g_strdup (rb_lab_proxy_get_domain (self->proxy));
  self->robots =
      rb_lab_robots_new (self->engine, rb_lab_proxy_get_host (self->proxy), self->domain, self->users, error);
  if (self->robots == NULL)
    {
      free_network (self);
      return FALSE;
    }

  robots = rb_lab_get_robots (&n_robots);
  for (guint i = 0; i < n_robots; i++)
    {
      g_autofree char *uri = rb_lab_robots_get_uri (self->robots, i);

      rb_lab_proxy_add_robot (self->proxy, robots[i].user, uri);
    }
  return TRUE;
}

static void
complete_stop (gpointer data)
{
  RbLab *self = data;
  GSList *stops = g_steal_pointer (&self->stops);

  free_network (self);
  for (GSList *l = stops; l != NULL; l = l->next)
    g_task_return_boolean (l->data, TRUE);
  g_slist_free_full (stops, g_object_unref);
}

static gboolean
on_stop_limit (gpointer data)
{
  ((RbLab *) data)->stop_limit = 0;
  complete_stop (data);
  return G_SOURCE_REMOVE;
}

/**
 * rb_lab_stop_async:
 * @callback: (nullable): called when the network is stopped, after 2 s at most
 *
 * Hangs up the robots' calls, shuts the robots down, and then closes the proxy's sockets.
 */
void
rb_lab_stop_async (RbLab *self, GAsyncReadyCallback callback, gpointer data)
{
  gboolean first;
  GTask *task;

  g_return_if_fail (RB_IS_LAB (self));

  first = self->stops == NULL;
  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, rb_lab_stop_async);
  self->stops = g_slist_append (self->stops, task);
  if (!first)
    return;

  if (self->robots == NULL)
    {
      complete_stop (self);
      return;
    }
  /* The robots first: their BYEs go through the proxy. */
  self->stop_limit = g_timeout_add (STOP_LIMIT_MS, on_stop_limit, self);
  rb_lab_robots_stop (self->robots, complete_stop, self);
}

void
rb_lab_stop_finish (RbLab *self, GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));

  g_task_propagate_boolean (G_TASK (result), NULL);
}

const char *
rb_lab_get_domain (RbLab *self)
{
  g_return_val_if_fail (RB_IS_LAB (self), NULL);

  return self->domain;
}

guint16
rb_lab_get_port (RbLab *self)
{
  g_return_val_if_fail (RB_IS_LAB (self), 0);

  return self->port;
}

RbTrace *
rb_lab_get_trace (RbLab *self)
{
  g_return_val_if_fail (RB_IS_LAB (self), NULL);

  return self->trace;
}

char *
rb_lab_check_user (const char *name, const char *password, const char *confirmation)
{
  gsize length = name != NULL ? strlen (name) : 0;
  gboolean number = length > 0 && g_ascii_isdigit (name[0]);
  const char *letters = "abcdefghijklmnopqrstuvwxyz0123456789.-_";

  if (length < USER_MIN || length > USER_MAX)
    return g_strdup_printf (_ ("A user name has %d to %d characters."), USER_MIN, USER_MAX);
  if (number && (name[0] != '8' || strspn (name, "0123456789") != length))
    return g_strdup (_ ("A user name of digits begins with 8 and has digits only."));
  if (!number && (!g_ascii_islower (name[0]) || strspn (name, letters) != length))
    return g_strdup (
        _ ("A user name begins with a lower-case letter and has only lower-case letters, digits, “.”, “-” and “_”."));
  if (password == NULL || g_utf8_strlen (password, -1) < PASSWORD_MIN)
    return g_strdup_printf (_ ("A password has at least %d characters."), PASSWORD_MIN);
  if (confirmation != NULL && strcmp (password, confirmation) != 0)
    return g_strdup (_ ("The two passwords differ; type the same one twice."));

  return NULL;
}

/**
 * rb_lab_add_user:
 *
 * Lets @name register with @password, at once and until the lab is gone.
 *
 * Returns: FALSE with %RB_LAB_ERROR_USER when a rule is broken or the name is taken
 */
gboolean
rb_lab_add_user (RbLab *self, const char *name, const char *password, GError **error)
{
  g_autofree char *wrong = NULL;

  g_return_val_if_fail (RB_IS_LAB (self), FALSE);

  wrong = rb_lab_check_user (name, password, NULL);
  if (wrong != NULL)
    {
      g_set_error_literal (error, RB_LAB_ERROR, RB_LAB_ERROR_USER, wrong);
      return FALSE;
    }
  if (rb_lab_robots_has (name) || g_hash_table_contains (self->users, name))
    {
      g_set_error (error, RB_LAB_ERROR, RB_LAB_ERROR_USER, _ ("The user name “%s” is taken; choose another."), name);
      return FALSE;
    }

  g_hash_table_insert (self->users, g_strdup (name), g_strdup (password));
  return TRUE;
}

void
rb_lab_set_ring_timeout (RbLab *self, guint seconds)
{
  g_return_if_fail (RB_IS_LAB (self));

  self->ring_timeout = seconds > 0 ? seconds : DEFAULT_RING_TIMEOUT;
  if (self->proxy != NULL)
    rb_lab_proxy_set_ring_timeout (self->proxy, self->ring_timeout);
}
