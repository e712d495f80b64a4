/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lanes in order of appearance, but the first call's caller left, whoever registered before. All ports of this
 * phone are one lane, "You"; a remote party's ephemeral TCP ports belong to the port it
 * names in Via. Titles follow from what each lane was seen to do. */

#include "rb-ladder-lanes.h"

#include <glib/gi18n-lib.h>

#include "rb-flow-private.h"
#include "rb-path.h"

/* More cannot be drawn; the last lane stands for all others, and says how many. */
#define MAX_LANES 32

typedef enum
{
  SENT_INVITE = 1 << 0,
  GOT_INVITE = 1 << 1,
  GOT_REGISTER = 1 << 2,
  SENT_REGISTER = 1 << 3,
  GOT_REQUEST = 1 << 4,
  IS_PROXY = 1 << 5,
  IS_LOCAL = 1 << 6,
  IS_SECOND_ROLE = 1 << 7, /* the answering side of a call to oneself */
  IS_REST = 1 << 8,
  GOT_FIRST = 1 << 9, /* it got an INVITE before it sent one */
  TRANSFERS = 1 << 10,
} LaneFacts;

typedef struct
{
  RbLadderLane lane;
  guint facts;
} Lane;

/* One end of one message. */
typedef struct
{
  const RbEndpoint *endpoint;
  const RbEndpoint *via_endpoint;
  gboolean local;
  gboolean second_role;
} End;

struct _RbLadderLanes
{
  RbLadderScope scope;
  GArray *lanes;              /* of Lane */
  GHashTable *by_endpoint[2]; /* per role: RbEndpoint → lane + 1 */
  guint local[2];             /* per role: lane + 1, 0 for none */
  guint lanes_at[MAX_LANES];  /* place → lane */
  guint places[MAX_LANES];    /* lane → place */
  gboolean order_known;       /* a call began, or we were there from the beginning: places stay */
  gboolean first_leg_known;
  gboolean first_leg_is_local;
  guint n_others; /* endpoints that share the last lane */
  GArray *own;    /* (nullable) of RbEndpoint */
};

static void
lane_clear (gpointer data)
{
  Lane *self = data;

  g_free (self->lane.title);
  g_free (self->lane.subtitle);
}

RbLadderLanes *
rb_ladder_lanes_new (RbLadderScope scope)
{
  RbLadderLanes *self = g_new0 (RbLadderLanes, 1);

  self->scope = scope;
  self->lanes = g_array_new (FALSE, FALSE, sizeof (Lane));
  g_array_set_clear_func (self->lanes, lane_clear);
  for (guint i = 0; i < G_N_ELEMENTS (self->by_endpoint); i++)
    self->by_endpoint[i] =
        g_hash_table_new_full ((GHashFunc) rb_endpoint_hash, (GEqualFunc) rb_endpoint_equal, g_free, NULL);
  return self;
}

void
rb_ladder_lanes_free (RbLadderLanes *self)
{
  g_array_unref (self->lanes);
  for (guint i = 0; i < G_N_ELEMENTS (self->by_endpoint); i++)
    g_hash_table_unref (self->by_endpoint[i]);
  g_clear_pointer (&self->own, g_array_unref);
  g_free (self);
}

void
rb_ladder_lanes_clear (RbLadderLanes *self)
{
  g_array_set_size (self->lanes, 0);
  for (guint i = 0; i < G_N_ELEMENTS (self->by_endpoint); i++)
    {
      g_hash_table_remove_all (self->by_endpoint[i]);
      self->local[i] = 0;
    }
  self->first_leg_known = FALSE;
  self->order_known = FALSE;
  self->n_others = 0;
}

/* One more endpoint has no lane of its own. */
static void
add_other (RbLadderLanes *self)
{
  Lane *rest = &g_array_index (self->lanes, Lane, MAX_LANES - 1);

  self->n_others++;
  g_free (rest->lane.subtitle);
  rest->lane.subtitle = g_strdup_printf (ngettext ("%u address", "%u addresses", self->n_others), self->n_others);
}

static guint
add_lane (RbLadderLanes *self, const End *end)
{
  Lane lane = { .lane.endpoint = *end->via_endpoint };
  gboolean rest = self->lanes->len >= MAX_LANES - 1;

  lane.facts = (end->local ? IS_LOCAL : 0) | (end->second_role ? IS_SECOND_ROLE : 0);
  if (rest)
    lane.facts = IS_REST;
  else
    lane.lane.subtitle = rb_endpoint_format (end->via_endpoint);
  if (self->lanes->len < MAX_LANES)
    {
      self->places[self->lanes->len] = self->lanes_at[self->lanes->len] = self->lanes->len;
      g_array_append_val (self->lanes, lane);
    }
  if (rest)
    add_other (self);
  return self->lanes->len - 1;
}

static void
remember (GHashTable *table, const RbEndpoint *endpoint, guint lane)
{
  if (!g_hash_table_contains (table, endpoint))
    g_hash_table_insert (table, g_memdup2 (endpoint, sizeof *endpoint), GUINT_TO_POINTER (lane + 1));
}

static guint
ensure_lane (RbLadderLanes *self, const End *end)
{
  GHashTable *table = self->by_endpoint[end->second_role];
  guint lane;

  if (end->local)
    {
      if (self->local[end->second_role] == 0)
        self->local[end->second_role] = add_lane (self, end) + 1;
      lane = self->local[end->second_role] - 1;
      remember (table, end->endpoint, lane); /* the other end of a merged trace knows it by that */
      return lane;
    }

  lane = GPOINTER_TO_UINT (g_hash_table_lookup (table, end->endpoint));
  if (lane == 0)
    lane = GPOINTER_TO_UINT (g_hash_table_lookup (table, end->via_endpoint));
  lane = lane > 0 ? lane - 1 : add_lane (self, end);
  remember (table, end->endpoint, lane);
  remember (table, end->via_endpoint, lane);
  return lane;
}

/* Which end plays the answering side of a call to oneself on this leg. */
static void
find_roles (RbLadderLanes *self, RbTrace *trace, guint position, RbDirection direction, End *src, End *dst)
{
  RbFlow *flow = rb_trace_get_flow_of (trace, position);
  const RbFlowStep *step = rb_trace_get_step (trace, position);
  const RbFlowFact *fact;
  gboolean src_is_initiator;
  gboolean leg_is_local;

  if (step == NULL)
    return;

  fact = rb_flow_get_fact (flow, rb_trace_get_step_number (trace, position));
  src_is_initiator = (fact->flags & RB_FACT_FROM_INITIATOR) != 0;
  if (rb_flow_is_twin_leg (flow, step->leg))
    *(src_is_initiator ? &dst->second_role : &src->second_role) = TRUE;
  if (direction == RB_DIRECTION_UNKNOWN || self->scope == RB_LADDER_MANY_CALLS)
    return;

  leg_is_local = src_is_initiator == (direction == RB_DIRECTION_SENT);
  if (!self->first_leg_known)
    {
      self->first_leg_known = TRUE;
      self->first_leg_is_local = leg_is_local;
    }
  if (self->first_leg_is_local && !leg_is_local)
    *(src->local ? &src->second_role : &dst->second_role) = TRUE;
}

/* Each hop adds its Via (RFC 3261 16.6): a request with two was sent by a proxy, a response
 * with two goes to one; a response that ends at its caller and has a Record-Route comes from one. */
static void
find_proxy (const RbSipIndex *index, Lane *from, Lane *to)
{
  if ((from->facts & IS_PROXY) || (to->facts & IS_PROXY))
    return;

  if (!index->is_request && index->status == 407)
    from->facts |= IS_PROXY;
  else if (index->n_vias > 1)
    *(index->is_request ? &from->facts : &to->facts) |= IS_PROXY;
  else if (!index->is_request && index->has_record_route)
    from->facts |= IS_PROXY;
}

static void
note_facts (RbLadderLanes *self, const RbSipIndex *index, const guint8 *bytes, guint from, guint to)
{
  Lane *sender = &g_array_index (self->lanes, Lane, from);
  Lane *receiver = &g_array_index (self->lanes, Lane, to);

  find_proxy (index, sender, receiver);
  if (!index->is_request)
    return;

  receiver->facts |= GOT_REQUEST;
  if (rb_span_is (index->method, bytes, "INVITE") && index->to_tag.length == 0)
    {
      sender->facts |= SENT_INVITE;
      receiver->facts |= GOT_INVITE | (receiver->facts & SENT_INVITE ? 0 : GOT_FIRST);
    }
  else if (rb_span_is (index->method, bytes, "REGISTER"))
    {
      sender->facts |= SENT_REGISTER;
      receiver->facts |= GOT_REGISTER;
    }
  else if (rb_span_is (index->method, bytes, "REFER"))
    {
      sender->facts |= TRANSFERS;
      receiver->facts |= TRANSFERS;
    }
}

/* The lane, by number, of one of our own endpoints in that role. */
static gboolean
is_own (RbLadderLanes *self, guint lane, guint role)
{
  for (guint i = 0; i < self->own->len; i++)
    {
      gpointer found = g_hash_table_lookup (self->by_endpoint[role], &g_array_index (self->own, RbEndpoint, i));

      if (found != NULL && (lane == RB_FLOW_NONE || GPOINTER_TO_UINT (found) == lane + 1))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_you (RbLadderLanes *self, guint lane, guint facts)
{
  return self->own != NULL ? is_own (self, lane, 0) || is_own (self, lane, 1) : (facts & IS_LOCAL) != 0;
}

static gboolean
has_two_roles (RbLadderLanes *self)
{
  if (self->own != NULL)
    return is_own (self, RB_FLOW_NONE, 0) && is_own (self, RB_FLOW_NONE, 1);
  return self->local[0] != 0 && self->local[1] != 0;
}

static const char *
get_title (RbLadderLanes *self, guint lane, guint facts)
{
  gboolean both = (facts & SENT_INVITE) && (facts & GOT_INVITE);

  if (facts & IS_REST)
    return _ ("Others");
  if ((facts & IS_PROXY) || (both && self->scope == RB_LADDER_ONE_FLOW))
    return _ ("Proxy");
  if (is_you (self, lane, facts) && has_two_roles (self))
    return facts & IS_SECOND_ROLE ? _ ("You (callee)") : _ ("You (caller)");
  if (is_you (self, lane, facts))
    return _ ("You");
  if (facts & GOT_REGISTER)
    return _ ("Registrar");
  if (both && self->scope == RB_LADDER_ONE_CALL)
    return !(facts & TRANSFERS) ? "B2BUA" : facts & GOT_FIRST ? _ ("Callee") : _ ("Caller");
  if (both || ((facts & SENT_REGISTER) && !(facts & (SENT_INVITE | GOT_INVITE))))
    return _ ("Phone");
  if (facts & GOT_INVITE)
    return _ ("Callee");
  if (facts & SENT_INVITE)
    return _ ("Caller");
  return facts & GOT_REQUEST ? _ ("Server") : _ ("Client");
}

static void
move_to (RbLadderLanes *self, guint lane, guint place)
{
  for (guint i = self->places[lane]; i > place; i--)
    self->lanes_at[i] = self->lanes_at[i - 1];
  self->lanes_at[place] = lane;
  for (guint i = 0; i < self->lanes->len; i++)
    self->places[self->lanes_at[i]] = i;
}

/* Phones register before they call: with the first call its caller comes left and the proxy beside it. Our own end
 * stays where it is. */
static gboolean
order_lanes (RbLadderLanes *self, const RbSipIndex *index, const guint8 *bytes, guint from, guint to)
{
  gboolean moves;

  if (self->order_known || !index->is_request || !rb_span_is (index->method, bytes, "INVITE"))
    return FALSE;

  self->order_known = TRUE;
  moves = from != to && (self->places[from] != 0 || self->places[to] != 1);
  if (moves)
    {
      move_to (self, from, 0);
      move_to (self, to, 1);
    }
  return moves;
}

gboolean
rb_ladder_lanes_add (RbLadderLanes *self, RbTrace *trace, guint position, guint *from, guint *to)
{
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (trace, position, &length);
  RbMessageInfo info;
  RbSipIndex index;
  RbPath path;
  End src = { .endpoint = &path.src, .via_endpoint = &path.via_src, .local = FALSE };
  End dst = { .endpoint = &path.dst, .via_endpoint = &path.via_dst, .local = FALSE };

  if (!rb_trace_get_info (trace, position, &info))
    return FALSE;
  src.local = info.direction == RB_DIRECTION_SENT;
  dst.local = info.direction == RB_DIRECTION_RECEIVED;

  rb_sip_index_parse (&index, bytes, length);
  if (index.valid)
    rb_path_init (&path, &info, &index, bytes);
  else
    {
      path.src = path.via_src = info.src;
      path.dst = path.via_dst = info.dst;
    }

  if (self->lanes->len == 0)
    self->order_known = src.local || dst.local;
  find_roles (self, trace, position, info.direction, &src, &dst);
  *from = ensure_lane (self, &src);
  *to = ensure_lane (self, &dst);
  if (!index.valid)
    return FALSE;

  note_facts (self, &index, bytes, *from, *to);
  return order_lanes (self, &index, bytes, *from, *to);
}

guint
rb_ladder_lanes_get_place (RbLadderLanes *self, guint lane)
{
  return lane < self->lanes->len ? self->places[lane] : lane;
}

void
rb_ladder_lanes_add_own (RbLadderLanes *self, const RbEndpoint *endpoint)
{
  if (self->own == NULL)
    self->own = g_array_new (FALSE, FALSE, sizeof (RbEndpoint));
  for (guint i = 0; i < self->own->len; i++)
    if (rb_endpoint_equal (&g_array_index (self->own, RbEndpoint, i), endpoint))
      return;
  g_array_append_vals (self->own, endpoint, 1);
}

guint
rb_ladder_lanes_get_n (RbLadderLanes *self)
{
  return self->lanes->len;
}

const RbLadderLane *
rb_ladder_lanes_get (RbLadderLanes *self, guint place)
{
  Lane *lane;
  const char *title;
  guint n;

  if (place >= self->lanes->len)
    return NULL;

  n = self->lanes_at[place];
  lane = &g_array_index (self->lanes, Lane, n);
  title = get_title (self, n, lane->facts);
  if (g_strcmp0 (lane->lane.title, title) != 0)
    {
      g_free (lane->lane.title);
      lane->lane.title = g_strdup (title);
    }
  return &lane->lane;
}
