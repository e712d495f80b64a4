/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One SIP message: index, framing, the tree of fields, everything said about it, what is wrong with it,
 * and Sofia's own parser on the same bytes. */

#include "fuzz.h"

#include <sofia-sip/msg.h>
#include <sofia-sip/msg_addr.h>
#include <sofia-sip/sip.h>
#include <sofia-sip/sip_header.h>

#include "rb-field.h"
#include "rb-message-check.h"
#include "rb-sdp-secrets.h"
#include "rb-sip-uri.h"

/* A tree deeper than any message needs would be a fault. */
#define MAX_DEPTH 16

static void
walk (GListModel *fields, gsize size, guint depth)
{
  g_assert (depth < MAX_DEPTH);
  for (guint i = 0; i < g_list_model_get_n_items (fields); i++)
    {
      g_autoptr (RbField) field = g_list_model_get_item (fields, i);
      RbSpan span = rb_field_get_span (field);

      g_assert ((gsize) span.offset + span.length <= size);
      g_assert (g_utf8_validate (rb_field_get_name (field), -1, NULL));
      g_assert (g_utf8_validate (rb_field_get_value (field), -1, NULL));
      if (rb_field_get_children (field) != NULL)
        walk (rb_field_get_children (field), size, depth + 1);
    }
}

static void
read_uri (RbSpan span, const guint8 *bytes)
{
  g_autofree char *uri = rb_span_dup_line (span, bytes);
  g_autofree char *user = rb_sip_uri_get_user (uri);
  g_autofree char *host = rb_sip_uri_get_host (uri);
  g_autofree char *shown = rb_sip_uri_format_short (uri);
  g_autofree char *input = rb_sip_uri_from_input (uri, "example.com", NULL);

  g_assert (g_utf8_validate (user, -1, NULL) && g_utf8_validate (host, -1, NULL));
  g_assert (g_utf8_validate (shown, -1, NULL) && (input == NULL || g_utf8_validate (input, -1, NULL)));
}

static void
check (const guint8 *data, gsize size)
{
  g_autoptr (GPtrArray) problems = rb_message_check (data, size);
  const RbMessageProblem *worst;

  rb_message_check_get_verdict (problems, &worst);
  for (guint i = 0; i < problems->len; i++)
    {
      const RbMessageProblem *problem = g_ptr_array_index (problems, i);

      g_assert ((gsize) problem->span.offset + problem->span.length <= size);
      g_assert (g_utf8_validate (problem->sentence, -1, NULL));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size); /* without data when empty */
  const RbMessageInfo info = { .kind = RB_MESSAGE_SIP, .transport = RB_TRANSPORT_UDP };
  g_autoptr (RbMessage) message = rb_message_new (&info, bytes, 0);
  const RbSipIndex *index = rb_message_get_index (message);
  g_autoptr (GListModel) fields = rb_message_list_fields (message);
  g_autofree char *text = rb_message_format_info (message);
  g_autofree char *label = rb_message_format_label (message);
  g_autofree char *masked = rb_message_format_masked (bytes);
  g_autoptr (GBytes) hidden = rb_sdp_hide_secrets (bytes);
  gssize framed = rb_sip_frame_length (data, size);
  msg_t *msg;

  g_assert (framed <= (gssize) size);
  g_assert (g_utf8_validate (text, -1, NULL) && g_utf8_validate (label, -1, NULL) &&
            g_utf8_validate (masked, -1, NULL));
  g_assert (g_bytes_get_size (hidden) == size);
  walk (fields, size, 0);
  read_uri (index->from_uri, data);
  read_uri (index->request_uri, data);
  check (data, size);

  msg = msg_make (sip_default_mclass (), 0, data, (ssize_t) size);
  if (msg != NULL)
    msg_destroy (msg);

  return 0;
}
