/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The words of the signalling half: times, and sentences about a message. No widgets here, so that each
 * function can be tested. */

#include "rb-signalling-text.h"

#include <glib/gi18n-lib.h>

#define US_PER_MS 1000.0

char *
rb_signalling_format_seconds (gint64 us, guint decimals)
{
  char format[8];
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_return_val_if_fail (decimals <= 6, NULL);

  g_snprintf (format, sizeof format, "%%.%uf", decimals);

  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, format, (double) us / G_USEC_PER_SEC));
}

char *
rb_signalling_format_ladder_time (gint64 us)
{
  g_autofree char *seconds = rb_signalling_format_seconds (us, 3);

  return g_strconcat (us < 0 ? "" : "+", seconds, NULL);
}

char *
rb_signalling_format_step (RbTrace *trace, guint position)
{
  const RbFlowStep *step = rb_trace_get_step (trace, position);
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  RbMessageInfo info;

  if (rb_trace_get_info (trace, position, &info) && info.kind == RB_MESSAGE_SYNTHETIC)
    return g_strdup (_ ("Made by this program, never on the wire"));
  if (step == NULL)
    return NULL;
  if (step->retransmission_of != RB_FLOW_NONE)
    return g_strdup_printf (_ ("Retransmission of No. %u"), step->retransmission_of + 1);
  if (step->response_to == RB_FLOW_NONE)
    return NULL;
  if (step->response_us < 0)
    return g_strdup_printf (_ ("Response to No. %u"), step->response_to + 1);

  g_ascii_formatd (buffer, sizeof buffer, "%.3f", (double) step->response_us / US_PER_MS);

  return g_strdup_printf (_ ("Response to No. %1$u after %2$s ms"), step->response_to + 1, buffer);
}
