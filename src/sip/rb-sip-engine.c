/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RbSipEngine: what the SIP agents of the process share. The Sofia root hangs on the main
 * context and gives each nua_t a thread of its own, so that a slow view never delays SIP;
 * their events arrive in the main context. The self-check sends an OPTIONS to itself on
 * loopback and looks whether the tap saw it. */

#include "rb-sip-sofia.h"

#include "rb-sip-engine-private.h"

#include "rb-sip-agent.h"
#include "rb-sip-auth.h"
#include "rb-sip-log-tap.h"
#include "rb-sip-resolv.h"
#include "rb-sip-tap.h"

#include <glib/gi18n-lib.h>

#include <sofia-sip/su_uniqueid.h>
#include <string.h>

#define SYSTEM_RESOLV_CONF "/etc/resolv.conf"
/* Loopback answers in a millisecond. */
#define SELF_CHECK_LIMIT_MS 1000
#define SELF_CHECK_STEP_MS 10

struct _RbSipEngine
{
  GObject parent_instance;

  su_root_t *root;
  GSource *source;
  char *directory; /* private, for this run */
  char *resolv_conf;
  GNetworkMonitor *monitor;
  gboolean tap_works;
};

G_DEFINE_FINAL_TYPE (RbSipEngine, rb_sip_engine, G_TYPE_OBJECT)

enum
{
  PROP_TAP_WORKS = 1,
  N_PROPS,
};

enum
{
  NETWORK_CHANGED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_QUARK (rb - sip - error, rb_sip_error)

typedef struct
{
  gboolean answered;
} SelfCheck;

/* At exit Sofia deletes the thread key of its random numbers, and key 0, which is GLib's, when
 * there was none: a program that ends early (--help, a second start) would abort. */
__attribute__ ((constructor)) static void
make_the_key_that_sofia_deletes (void)
{
  su_random64 ();
}

static int
on_self_check_request (nta_leg_magic_t *magic, nta_leg_t *leg, nta_incoming_t *request, const sip_t *sip)
{
  return 200;
}

static int
on_self_check_response (nta_outgoing_magic_t *magic, nta_outgoing_t *request, const sip_t *sip)
{
  SelfCheck *check = (SelfCheck *) magic;

  if (nta_outgoing_status (request) >= 200)
    check->answered = TRUE;

  return 0;
}

/* On a root of its own: whether the tap works is known before the first agent is made. */
static gboolean
check_tap (void)
{
  su_root_t *root = su_root_create (NULL);
  nta_agent_t *agent;
  nta_leg_t *leg = NULL;
  nta_outgoing_t *request = NULL;
  const sip_contact_t *contact;
  SelfCheck check = { FALSE };
  guint16 port = 0;
  gboolean works = FALSE;

  agent = nta_agent_create (root, URL_STRING_MAKE ("sip:127.0.0.1:*;transport=udp"), NULL, NULL,
                            TPTAG_DUMP ("/dev/null"), TAG_END ());
  contact = agent != NULL ? nta_agent_contact (agent) : NULL;
  if (contact != NULL && contact->m_url->url_port != NULL)
    {
      g_autofree char *target = NULL;

      port = (guint16) g_ascii_strtoull (contact->m_url->url_port, NULL, 10);
      target = g_strdup_printf ("sip:127.0.0.1:%u", port);
      rb_sip_tap_route (port, NULL, NULL);
      leg = nta_leg_tcreate (agent, on_self_check_request, NULL, NTATAG_NO_DIALOG (1), TAG_END ());
      request = nta_outgoing_tcreate (leg, on_self_check_response, (nta_outgoing_magic_t *) &check, NULL,
                                      SIP_METHOD_OPTIONS, (url_string_t *) target,
                                      SIPTAG_FROM_STR ("<sip:check@127.0.0.1>"), SIPTAG_TO_STR (target), TAG_END ());
      for (guint waited = 0; request != NULL && !check.answered && waited < SELF_CHECK_LIMIT_MS;
           waited += SELF_CHECK_STEP_MS)
        su_root_step (root, SELF_CHECK_STEP_MS);
      /* The request and its answer. */
      works = check.answered && rb_sip_tap_count (port, RB_DIRECTION_SENT) == 2 &&
              rb_sip_tap_count (port, RB_DIRECTION_RECEIVED) == 2;
    }

  g_clear_pointer (&request, nta_outgoing_destroy);
  g_clear_pointer (&leg, nta_leg_destroy);
  g_clear_pointer (&agent, nta_agent_destroy);
  su_root_destroy (root);
  if (port != 0)
    rb_sip_tap_unroute (port);

  return works;
}

static void
write_resolv_conf (RbSipEngine *self)
{
  g_autoptr (GError) error = NULL;

  if (!rb_sip_resolv_write (SYSTEM_RESOLV_CONF, self->resolv_conf, &error))
    g_warning ("The list of nameservers could not be written: %s", error->message);
}

static void
on_network_changed (GNetworkMonitor *monitor, gboolean available, RbSipEngine *self)
{
  write_resolv_conf (self);
  rb_sip_tap_forget_addresses ();
  g_signal_emit (self, signals[NETWORK_CHANGED], 0);
}

static void
rb_sip_engine_dispose (GObject *object)
{
  RbSipEngine *self = RB_SIP_ENGINE (object);

  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);

  /* The source first: destroying the root under it crashes. */
  if (self->source != NULL)
    {
      g_source_destroy (self->source);
      g_clear_pointer (&self->source, g_source_unref);
      rb_sip_tap_stop ();
    }
  g_clear_pointer (&self->root, su_root_destroy);

  if (self->directory != NULL)
    rb_sip_engine_remove_directory (self->directory);
  g_clear_pointer (&self->directory, g_free);
  g_clear_pointer (&self->resolv_conf, g_free);

  G_OBJECT_CLASS (rb_sip_engine_parent_class)->dispose (object);
}

static void
rb_sip_engine_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  RbSipEngine *self = RB_SIP_ENGINE (object);

  switch (id)
    {
    case PROP_TAP_WORKS:
      g_value_set_boolean (value, self->tap_works);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
rb_sip_engine_class_init (RbSipEngineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rb_sip_engine_dispose;
  object_class->get_property = rb_sip_engine_get_property;

  props[PROP_TAP_WORKS] =
      g_param_spec_boolean ("tap-works", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[NETWORK_CHANGED] =
      g_signal_new ("network-changed", RB_TYPE_SIP_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rb_sip_engine_init (RbSipEngine *self)
{
}

RbSipEngine *
rb_sip_engine_new (GError **error)
{
  g_autoptr (RbSipEngine) self = g_object_new (RB_TYPE_SIP_ENGINE, NULL);
  GMainContext *context = g_main_context_default ();

  self->directory = rb_sip_engine_make_directory (error);
  if (self->directory == NULL)
    return NULL;
  self->resolv_conf = g_build_filename (self->directory, "resolv.conf", NULL);
  write_resolv_conf (self);

  su_init ();
  rb_sip_log_start (FALSE);
  rb_sip_auth_install ();
  self->root = su_glib_root_create (NULL);
  if (self->root == NULL)
    {
      g_set_error (error, RB_SIP_ERROR, RB_SIP_ERROR_START,
                   _ ("The SIP stack could not be started: there is too little memory."));
      return NULL;
    }

  /* Before Sofia's source: a message is handed over before the event it causes. */
  rb_sip_tap_start (context);
  self->source = g_source_ref (su_glib_root_gsource (self->root));
  g_source_attach (self->source, context);
  su_root_threading (self->root, 1);

  self->tap_works = check_tap ();
  rb_sip_log_start (!self->tap_works);

  self->monitor = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect (self->monitor, "network-changed", G_CALLBACK (on_network_changed), self);

  return g_steal_pointer (&self);
}

void
rb_sip_engine_set_tap (RbSipEngine *self, RbSipTapFunc func, gpointer data)
{
  g_return_if_fail (RB_IS_SIP_ENGINE (self));

  rb_sip_tap_set_default (func, data);
}

void
rb_sip_engine_route_tap (RbSipEngine *self, guint16 port, RbSipTapFunc func, gpointer data)
{
  g_return_if_fail (RB_IS_SIP_ENGINE (self));

  rb_sip_tap_route (port, func, data);
}

void
rb_sip_engine_unroute_tap (RbSipEngine *self, guint16 port)
{
  g_return_if_fail (RB_IS_SIP_ENGINE (self));

  rb_sip_tap_unroute (port);
}

gboolean
rb_sip_engine_get_tap_works (RbSipEngine *self)
{
  g_return_val_if_fail (RB_IS_SIP_ENGINE (self), FALSE);

  return self->tap_works;
}

gpointer
rb_sip_engine_get_root (RbSipEngine *self)
{
  g_return_val_if_fail (RB_IS_SIP_ENGINE (self), NULL);

  return self->root;
}

const char *
rb_sip_engine_get_resolv_conf (RbSipEngine *self)
{
  g_return_val_if_fail (RB_IS_SIP_ENGINE (self), NULL);

  return self->resolv_conf;
}

gboolean
rb_sip_engine_has_nameserver (RbSipEngine *self)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (self->resolv_conf, &text, NULL, NULL) &&
         (g_str_has_prefix (text, "nameserver") || strstr (text, "\nnameserver") != NULL);
}
