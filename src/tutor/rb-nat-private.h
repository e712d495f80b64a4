/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Inside of rb-nat*.c. */

#include "rb-lesson.h"
#include "rb-trace.h"

G_BEGIN_DECLS

/**
 * RbNatPlace:
 * @text: (nullable): as written: host and port
 * @endpoint: family 0 when the host is a name
 *
 * One place in a message that names an address.
 */
typedef struct
{
  char      *text;
  RbEndpoint endpoint;
} RbNatPlace;

/**
 * RbNatSight:
 * @is_own: made by whoever sent it: no proxy passed it on
 * @received: address and port that the next hop saw (RFC 3581); of a request from its response
 * @has_rport: the sender asked for that
 * @contact_params: (nullable): of the first Contact, behind and inside the angle brackets
 *
 * The addresses in one message.
 */
typedef struct
{
  guint      step;
  guint      position;
  gboolean   is_request;
  gboolean   is_initial; /* a request without To-tag */
  gboolean   is_own;
  gboolean   has_rport;
  gboolean   has_ice;
  guint      leg;
  guint      method; /* RbMethod */
  guint      status;
  guint32    from_tag;
  guint32    to_tag;
  guint      answered; /* position of a 2xx to the request, or %RB_FLOW_NONE */
  char      *label;    /* "INVITE", "200" */
  RbEndpoint src;
  RbEndpoint dst;
  RbNatPlace via;
  RbNatPlace received;
  RbNatPlace contact;
  RbNatPlace media;
  RbNatPlace route; /* first Record-Route */
  RbNatPlace uri;   /* Request-URI */
  char      *to_host;
  char      *contact_params;
} RbNatSight;

/* Of one SIP message, step @step_number of @flow. (transfer full) */
RbNatSight *rb_nat_sight_new (RbFlow *flow, RbTrace *trace, guint step_number);
void rb_nat_sight_free (RbNatSight *self); /* (nullable) */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbNatSight, rb_nat_sight_free)
/* The first message of each sort on each leg, in order; 40 at most. (transfer full) (element-type RbNatSight) */
GPtrArray *rb_nat_list_sights (RbFlow *flow);
/* How the address of whoever sent a request looks from outside: what the next hop saw, else the source. */
const RbEndpoint *rb_nat_sight_get_outer (const RbNatSight *self);
gboolean          rb_nat_is_loopback (const RbEndpoint *self);
/* A private address that is not the one from outside. */
gboolean          rb_nat_sight_hides (const RbNatSight *self, const RbNatPlace *place);

/* What is known of each repair. */
typedef enum
{
  RB_NAT_REPAIR_NOT_NEEDED,
  RB_NAT_REPAIR_NOT_SEEN, /* it would be visible on another leg, if anywhere */
  RB_NAT_REPAIR_MISSING,
  RB_NAT_REPAIR_DONE,
} RbNatRepair;

/* What suffers from a NAT. */
typedef enum
{
  RB_NAT_RESPONSES,
  RB_NAT_REQUESTS,
  RB_NAT_SOUND,
  RB_NAT_MAPPING, /* is forgotten after some time */
  RB_NAT_N_SUFFERERS,
} RbNatSufferer;

/**
 * RbNatXray:
 * @sights: of RbNatSight
 * @told: what was said of which host
 * @found: a NAT, or what looks like one
 * @evidence: a message for each of @repairs, or %RB_FLOW_NONE
 *
 * The lesson while it is made.
 */
typedef struct
{
  RbLesson     *lesson;
  GStringChunk *pool;
  RbFlow       *flow;
  RbTrace      *trace;
  GPtrArray    *sights;
  GHashTable   *told;
  gboolean      found;
  RbNatRepair   repairs[RB_NAT_N_SUFFERERS];
  guint         evidence[RB_NAT_N_SUFFERERS];
} RbNatXray;

/* Tone and message of a statement; returns it. */
RbLessonBlock *rb_nat_cite (RbLessonBlock *block, RbTone tone, guint position);
/* @state, unless more is known already. */
void           rb_nat_set_repair (RbNatXray *self, RbNatSufferer sufferer, RbNatRepair state, guint position);
/* The first time something of that sort is said of that host? */
gboolean       rb_nat_is_new (RbNatXray *self, const char *what, const RbEndpoint *host);
/* Live as long as the pool. */
const char    *rb_nat_format_number (RbNatXray *self, const RbNatSight *sight);
const char    *rb_nat_format_endpoint (RbNatXray *self, const RbEndpoint *endpoint);
gboolean       rb_nat_has_param (const RbNatSight *sight, const char *param); /* ";alias=" */

/* What a phone says of itself in Via, Contact and SDP, and what the proxy makes of it (rb-nat-phone.c). */
void rb_nat_look_at_phone (RbNatXray *self, const RbNatSight *sight);
void rb_nat_look_beyond (RbNatXray *self, const RbNatSight *sight); /* after all phones */
/* Bindings: the registrar's and the phone's own repairs, and what keeps a NAT open (rb-nat-binding.c). */
void rb_nat_look_at_binding (RbNatXray *self, const RbNatSight *sight);
void rb_nat_look_for_habits (RbNatXray *self);

/* The addresses side by side (rb-nat-table.c). */
void rb_nat_add_table (RbLesson *lesson, GPtrArray *sights);

G_END_DECLS
