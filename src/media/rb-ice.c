/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The connectivity checks of ICE (RFC 8445). There is one address of our own, so a pair is an address of
 * the far end, and pairs need not wait for others of the same foundation (6.1.2.6). The stream's RbRtpIce calls it. */

#include "rb-ice.h"

#include "rb-stun.h"

#include <string.h>
#include <sys/random.h>

#define MAX_PAIRS 32                        /* what the SDP may name, and some that checks find out */
#define FIRST_TIMEOUT_US (500 * 1000)       /* RFC 8445 14.3 */
#define NOMINATION_PATIENCE_US (300 * 1000) /* for a better pair, once one works */
#define UFRAG_BYTES 6                       /* 48 bits; RFC 8445 5.3 wants 24 */
#define PWD_BYTES 18                        /* 144 bits of 128 */

typedef enum
{
  PAIR_WAITING,
  PAIR_IN_PROGRESS,
  PAIR_SUCCEEDED,
  PAIR_FAILED,
} PairState;

typedef struct
{
  guint component;
  RbRtpAddress address;
  guint32 priority; /* the far end's */
  PairState state;
  gboolean triggered; /* before those that wait (6.1.4.1) */
  gboolean valid;
  gboolean wanted; /* USE-CANDIDATE: in our check when controlling, in theirs when controlled */
  gboolean nominated;
  RbStunWriter check; /* in progress, as sent */
  guint8 id[RB_STUN_ID];
  gint64 next_us;
  gint64 timeout_us;
} Pair;

struct _RbIce
{
  RbIceSend send;
  gpointer data;
  RbRtpAddress host;
  char *ufrag;
  char *pwd;
  guint64 tie_breaker;
  gboolean has_role;
  gboolean controlling;
  RbIceState state;
  RbIceRemote remote; /* in force */
  char *username;     /* of our checks */
  guint n_components;
  gint64 started_us;
  gint64 first_valid_us;
  Pair pairs[MAX_PAIRS];
  guint n_pairs;
  RbRtpAddress selected[RB_ICE_COMPONENTS];
  gboolean has_selected[RB_ICE_COMPONENTS];
};

static void
make_random (gpointer bytes, gsize size)
{
  if (getrandom (bytes, size, 0) != (gssize) size)
    g_error ("the kernel gives no random numbers");
}

/* Base 64 of whole groups of three bytes is made of ICE's characters (RFC 8839 5.4). */
static char *
make_secret (gsize n_bytes)
{
  guint8 bytes[PWD_BYTES];

  g_assert (n_bytes <= sizeof bytes && n_bytes % 3 == 0);
  make_random (bytes, n_bytes);

  return g_base64_encode (bytes, n_bytes);
}

RbIce *
rb_ice_new (const char *host, RbIceSend send, gpointer data)
{
  RbIce *self = g_new0 (RbIce, 1);

  self->send = send;
  self->data = data;
  rb_rtp_address_parse (&self->host, host, 0);
  make_random (&self->tie_breaker, sizeof self->tie_breaker);
  rb_ice_renew (self);

  return self;
}

void
rb_ice_free (RbIce *self)
{
  g_free (self->ufrag);
  g_free (self->pwd);
  g_free (self->username);
  g_free (self);
}

const char *
rb_ice_get_ufrag (RbIce *self)
{
  return self->ufrag;
}

const char *
rb_ice_get_pwd (RbIce *self)
{
  return self->pwd;
}

RbIceState
rb_ice_get_state (RbIce *self)
{
  return self->state;
}

gboolean
rb_ice_is_controlling (RbIce *self)
{
  return self->controlling;
}

const RbRtpAddress *
rb_ice_get_selected (RbIce *self, guint component)
{
  return self->has_selected[component - 1] ? &self->selected[component - 1] : NULL;
}

static void
clear_checks (RbIce *self)
{
  self->n_pairs = 0;
  self->first_valid_us = 0;
}

void
rb_ice_renew (RbIce *self)
{
  clear_checks (self);
  g_free (self->ufrag);
  g_free (self->pwd);
  self->ufrag = make_secret (UFRAG_BYTES);
  self->pwd = make_secret (PWD_BYTES);
}

void
rb_ice_set_host (RbIce *self, const char *host)
{
  rb_rtp_address_parse (&self->host, host, 0);
  rb_ice_renew (self);
}

void
rb_ice_offer (RbIce *self)
{
  if (!self->has_role)
    self->controlling = TRUE;
}

gboolean
rb_ice_is_restart (RbIce *self, const RbIceRemote *remote)
{
  return self->state != RB_ICE_IDLE &&
         (strcmp (self->remote.ufrag, remote->ufrag) != 0 || strcmp (self->remote.pwd, remote->pwd) != 0);
}

static gboolean
is_loopback (const RbRtpAddress *address)
{
  static const guint8 v6[16] = { [15] = 1 };

  return rb_rtp_address_is_v4 (address) ? address->ip[12] == 127 : memcmp (address->ip, v6, sizeof v6) == 0;
}

/* What the socket can send to; and nobody outside may have us talk to programs of this machine. */
static gboolean
is_reachable (RbIce *self, const RbRtpAddress *address)
{
  return rb_rtp_address_is_v4 (address) == rb_rtp_address_is_v4 (&self->host) &&
         (!is_loopback (address) || is_loopback (&self->host));
}

static Pair *
find_pair (RbIce *self, guint component, const RbRtpAddress *address)
{
  for (guint i = 0; i < self->n_pairs; i++)
    if (self->pairs[i].component == component && rb_rtp_address_equal (&self->pairs[i].address, address))
      return &self->pairs[i];

  return NULL;
}

/* (nullable): none when there are enough. */
static Pair *
add_pair (RbIce *self, guint component, const RbRtpAddress *address, guint32 priority)
{
  Pair *pair;

  if (self->n_pairs == MAX_PAIRS || !is_reachable (self, address))
    return NULL;

  pair = &self->pairs[self->n_pairs++];
  *pair = (Pair){ .component = component, .address = *address, .priority = priority };

  return pair;
}

/* RFC 8445 6.1.2.3 */
static guint64
get_pair_priority (RbIce *self, const Pair *pair)
{
  guint64 ours = rb_ice_host_priority (pair->component);
  guint64 controlling = self->controlling ? ours : pair->priority;
  guint64 controlled = self->controlling ? pair->priority : ours;

  return (MIN (controlling, controlled) << 32) + 2 * MAX (controlling, controlled) + (controlling > controlled);
}

void
rb_ice_start (RbIce *self, const RbIceRemote *remote, guint n_components, gint64 now_us)
{
  gboolean restart = rb_ice_is_restart (self, remote);

  if (self->state != RB_ICE_IDLE && !restart)
    return;

  if (!self->has_role && remote->lite)
    self->controlling = TRUE; /* RFC 8445 6.1.1 */
  self->has_role = TRUE;
  if (restart)
    clear_checks (self);
  self->remote = *remote;
  self->n_components = n_components;
  g_free (self->username);
  self->username = g_strdup_printf ("%s:%s", remote->ufrag, self->ufrag);
  self->started_us = now_us;
  self->state = RB_ICE_CHECKING;

  for (guint i = 0; i < remote->n_candidates; i++)
    {
      const RbIceCandidate *candidate = &remote->candidates[i];
      Pair *known = find_pair (self, candidate->component, &candidate->address); /* by a check that came earlier */

      if (known != NULL)
        known->priority = candidate->priority;
      else if (candidate->component <= n_components)
        add_pair (self, candidate->component, &candidate->address, candidate->priority);
    }
}

void
rb_ice_stop (RbIce *self)
{
  clear_checks (self);
  memset (self->has_selected, 0, sizeof self->has_selected);
  self->state = RB_ICE_IDLE;
}

static void
select_pairs (RbIce *self)
{
  gboolean all = TRUE;

  for (guint component = 1; component <= self->n_components; component++)
    {
      const Pair *best = NULL;

      for (guint i = 0; i < self->n_pairs; i++)
        {
          const Pair *pair = &self->pairs[i];

          if (pair->component == component && pair->nominated &&
              (best == NULL || get_pair_priority (self, pair) > get_pair_priority (self, best)))
            best = pair;
        }

      all &= best != NULL;
      if (best == NULL)
        continue;
      self->selected[component - 1] = best->address;
      self->has_selected[component - 1] = TRUE;
    }

  if (all)
    self->state = RB_ICE_CONNECTED;
}

static void
transmit (RbIce *self, Pair *pair, gint64 now_us)
{
  self->send (pair->component, pair->check.bytes, pair->check.size, &pair->address, self->data);
  pair->next_us = now_us + pair->timeout_us;
  pair->timeout_us *= 2;
}

static void
begin_check (RbIce *self, Pair *pair, gint64 now_us)
{
  make_random (pair->id, sizeof pair->id);
  rb_stun_begin (&pair->check, RB_STUN_REQUEST, pair->id);
  rb_stun_add_username (&pair->check, self->username);
  rb_stun_add_priority (&pair->check, rb_ice_peer_reflexive_priority (pair->component));
  rb_stun_add_role (&pair->check, self->controlling, self->tie_breaker);
  if (self->controlling && pair->wanted)
    rb_stun_add_use_candidate (&pair->check);
  rb_stun_finish (&pair->check, self->remote.pwd);

  pair->triggered = FALSE;
  pair->state = PAIR_IN_PROGRESS;
  pair->timeout_us = FIRST_TIMEOUT_US;
  transmit (self, pair, now_us);
}

/* RFC 8445 8.1.1: the best pair that works, once no better one is in question or patience ends. */
static void
nominate (RbIce *self, guint component, gint64 now_us)
{
  Pair *best = NULL;

  for (guint i = 0; i < self->n_pairs; i++)
    {
      Pair *pair = &self->pairs[i];

      if (pair->component != component)
        continue;
      if (pair->wanted && pair->state != PAIR_FAILED)
        return;
      if (pair->valid && pair->state == PAIR_SUCCEEDED &&
          (best == NULL || get_pair_priority (self, pair) > get_pair_priority (self, best)))
        best = pair;
    }
  if (best == NULL)
    return;

  for (guint i = 0; i < self->n_pairs && now_us - self->first_valid_us < NOMINATION_PATIENCE_US; i++)
    if (self->pairs[i].component == component && self->pairs[i].state <= PAIR_IN_PROGRESS &&
        get_pair_priority (self, &self->pairs[i]) > get_pair_priority (self, best))
      return;

  best->wanted = TRUE;
  best->state = PAIR_WAITING;
  best->triggered = TRUE;
}

/* One message a tick: one that has waited too long for its answer, else the next check. */
void
rb_ice_tick (RbIce *self, gint64 now_us)
{
  Pair *next = NULL;

  if (self->state != RB_ICE_CHECKING)
    return;

  if (now_us - self->started_us >= RB_ICE_LIMIT_US)
    {
      self->state = RB_ICE_FAILED;
      return;
    }

  for (guint component = 1; self->controlling && component <= self->n_components; component++)
    nominate (self, component, now_us);

  for (guint i = 0; i < self->n_pairs; i++)
    {
      Pair *pair = &self->pairs[i];

      if (pair->component > self->n_components)
        continue;
      if (pair->state == PAIR_IN_PROGRESS && pair->next_us <= now_us)
        {
          transmit (self, pair, now_us);
          return;
        }
      if (pair->state == PAIR_WAITING &&
          (next == NULL || pair->triggered > next->triggered ||
           (pair->triggered == next->triggered && get_pair_priority (self, pair) > get_pair_priority (self, next))))
        next = pair;
    }
  if (next != NULL)
    begin_check (self, next, now_us);
}

void
rb_ice_keep_alive (RbIce *self)
{
  for (guint component = 1; self->state == RB_ICE_CONNECTED && component <= self->n_components; component++)
    {
      RbStunWriter indication;
      guint8 id[RB_STUN_ID];

      make_random (id, sizeof id);
      rb_stun_begin (&indication, RB_STUN_INDICATION, id);
      rb_stun_finish (&indication, NULL);
      self->send (component, indication.bytes, indication.size, &self->selected[component - 1], self->data);
    }
}

/* RFC 8445 7.3.1.1: another role makes other priorities, and checks with the old one are worth nothing. */
static void
set_role (RbIce *self, gboolean controlling)
{
  self->controlling = controlling;
  self->has_role = TRUE;
  for (guint i = 0; i < self->n_pairs; i++)
    {
      Pair *pair = &self->pairs[i];

      pair->wanted = FALSE;
      if (pair->state == PAIR_IN_PROGRESS)
        pair->state = PAIR_WAITING;
    }
}

/* Our check of @pair was answered. */
static void
take_success (RbIce *self, Pair *pair, const RbRtpAddress *from, gint64 now_us)
{
  if (!rb_rtp_address_equal (from, &pair->address)) /* RFC 8445 7.2.5.2.1 */
    {
      pair->state = PAIR_FAILED;
      return;
    }

  pair->state = PAIR_SUCCEEDED;
  pair->valid = TRUE;
  if (self->first_valid_us == 0)
    self->first_valid_us = now_us;
  if (pair->wanted)
    {
      pair->nominated = TRUE;
      select_pairs (self);
    }
}

static void
take_response (RbIce *self, guint component, const RbStunMessage *message, const RbRtpAddress *from, gint64 now_us)
{
  for (guint i = 0; i < self->n_pairs; i++)
    {
      Pair *pair = &self->pairs[i];

      if (pair->component != component || pair->state != PAIR_IN_PROGRESS ||
          memcmp (pair->id, message->id, sizeof pair->id) != 0)
        continue;

      if (message->kind == RB_STUN_SUCCESS)
        {
          take_success (self, pair, from, now_us);
        }
      else if (message->error == RB_STUN_ROLE_CONFLICT)
        {
          set_role (self, !self->controlling);
          pair->triggered = TRUE;
        }
      else
        {
          pair->state = PAIR_FAILED;
        }
      return;
    }
}

/* RFC 8445 7.3.1.4: a check that came shows that the pair may work, so it is checked next; with USE-CANDIDATE it is the
 * pair the far end wants. */
static void
trigger (RbIce *self, guint component, const RbStunMessage *request, const RbRtpAddress *from)
{
  Pair *pair = find_pair (self, component, from);

  if (pair == NULL)
    pair = add_pair (self, component, from, request->priority);
  if (pair == NULL)
    return;

  if (!self->controlling && request->use_candidate)
    pair->wanted = TRUE;
  if (pair->state == PAIR_SUCCEEDED)
    {
      if (pair->wanted && !self->controlling && !pair->nominated)
        {
          pair->nominated = TRUE;
          select_pairs (self);
        }
      return;
    }

  pair->triggered = TRUE;
  if (pair->state == PAIR_FAILED)
    pair->state = PAIR_WAITING;
  else if (pair->state == PAIR_IN_PROGRESS)
    pair->next_us = 0; /* the way is open now: say it again at once */
}

/* RFC 8445 7.3.1.1: of two that think they have the same role, who has drawn the higher number is right to control.
 * Returns: FALSE when the far end has to change its role. */
static gboolean
settle_roles (RbIce *self, const RbStunMessage *request)
{
  RbStunRole ours = self->controlling ? RB_STUN_ROLE_CONTROLLING : RB_STUN_ROLE_CONTROLLED;
  gboolean we_control = self->tie_breaker >= request->tie_breaker;

  if (request->role != ours)
    return TRUE;
  if (we_control == self->controlling)
    return FALSE;

  set_role (self, we_control);
  return TRUE;
}

static void
take_request (RbIce *self, guint component, const RbStunMessage *request, const RbRtpAddress *from)
{
  gboolean settled = settle_roles (self, request);
  RbStunWriter reply;

  rb_stun_begin (&reply, settled ? RB_STUN_SUCCESS : RB_STUN_ERROR, request->id);
  if (settled)
    rb_stun_add_mapped_address (&reply, from);
  else
    rb_stun_add_error (&reply, RB_STUN_ROLE_CONFLICT);
  rb_stun_finish (&reply, self->pwd);
  self->send (component, reply.bytes, reply.size, from, self->data);

  if (settled)
    trigger (self, component, request, from);
}

/* The name is ours, a colon, the far end's. */
static gboolean
is_for_us (RbIce *self, const RbStunMessage *request)
{
  gsize length = strlen (self->ufrag);

  return request->username != NULL && request->username_size > length &&
         memcmp (request->username, self->ufrag, length) == 0 && request->username[length] == ':';
}

/* Whoever does not know the password changes nothing and gets no answer: a refusal would help nobody. */
void
rb_ice_receive (RbIce *self, guint component, const guint8 *packet, gsize size, const RbRtpAddress *from, gint64 now_us)
{
  RbStunMessage message;

  if (!rb_stun_parse (&message, packet, size) || !is_reachable (self, from))
    return;

  switch (message.kind)
    {
    case RB_STUN_REQUEST:
      if (is_for_us (self, &message) && rb_stun_verify (&message, packet, self->pwd))
        take_request (self, component, &message, from);
      break;
    case RB_STUN_SUCCESS:
    case RB_STUN_ERROR:
      if (self->state != RB_ICE_IDLE && rb_stun_verify (&message, packet, self->remote.pwd))
        take_response (self, component, &message, from, now_us);
      break;
    case RB_STUN_INDICATION: /* a keep-alive */
    default:
      break;
    }
}
