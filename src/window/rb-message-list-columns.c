/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The columns of the message list: titles, order and wording are Wireshark's. */

#include "rb-message-list-columns.h"

#include <glib/gi18n-lib.h>

#include "rb-shown-text.h"
#include "rb-signalling-text.h"

#define TIME_DECIMALS 6 /* as Wireshark shows µs time stamps */

static char *
format_number (RbScopeModel *scope, guint n, RbMessage *message)
{
  return g_strdup_printf ("%u", rb_message_get_position (message) + 1);
}

static char *
format_time (RbScopeModel *scope, guint n, RbMessage *message)
{
  return rb_signalling_format_seconds (rb_scope_model_get_time (scope, n), TIME_DECIMALS);
}

static char *
format_delta (RbScopeModel *scope, guint n, RbMessage *message)
{
  return rb_signalling_format_seconds (rb_scope_model_get_delta (scope, n), TIME_DECIMALS);
}

static char *
format_source (RbScopeModel *scope, guint n, RbMessage *message)
{
  return rb_endpoint_format (&rb_message_get_info (message)->src);
}

static char *
format_destination (RbScopeModel *scope, guint n, RbMessage *message)
{
  return rb_endpoint_format (&rb_message_get_info (message)->dst);
}

static char *
format_transport (RbScopeModel *scope, guint n, RbMessage *message)
{
  return g_strdup (rb_transport_to_string (rb_message_get_info (message)->transport));
}

static char *
format_length (RbScopeModel *scope, guint n, RbMessage *message)
{
  return g_strdup_printf ("%" G_GSIZE_FORMAT, g_bytes_get_size (rb_message_get_bytes (message)));
}

static char *
format_info (RbScopeModel *scope, guint n, RbMessage *message)
{
  const RbFlowStep *step = rb_trace_get_step (rb_scope_model_get_trace (scope), rb_message_get_position (message));
  g_autofree char *raw = rb_message_format_info (message);
  g_autofree char *info = rb_shown_text_line (raw);

  if (rb_message_get_info (message)->kind == RB_MESSAGE_SYNTHETIC)
    /* Translators: a line of the message list, e.g. "Status: 408 Request Timeout" */
    return g_strdup_printf (_ ("%s [never on the wire]"), info);
  if (step != NULL && step->retransmission_of != RB_FLOW_NONE)
    /* Translators: a line of the message list, e.g. "Request: INVITE sip:echo@example.org", and a message's number */
    return g_strdup_printf (_ ("%1$s [Retransmission of No. %2$u]"), info, step->retransmission_of + 1);

  return g_steal_pointer (&info);
}

const RbMessageColumn rb_message_columns[] = {
  { N_ ("No."), 4, 5, 1, FALSE, format_number },
  { N_ ("Time"), 10, 10, 1, FALSE, format_time },
  /* Translators: time since the message before */
  { N_ ("Δ"), 9, 10, 1, FALSE, format_delta },
  { N_ ("Source"), 17, 17, 0, FALSE, format_source },
  { N_ ("Destination"), 17, 17, 0, FALSE, format_destination },
  { N_ ("Transport"), 4, 5, 0, FALSE, format_transport },
  { N_ ("Length"), 5, 6, 1, FALSE, format_length },
  { N_ ("Info"), 18, 60, 0, TRUE, format_info },
};

const guint rb_n_message_columns = G_N_ELEMENTS (rb_message_columns);
