/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finds what is known of a field in the tables, and words who writes and who reads it. */

#include "rb-explain-field-private.h"

#include <glib/gi18n-lib.h>

/* A kind may have several tables. */
static const struct
{
  const RbFieldLoreTable *tables[3];
  gboolean is_translated;
} kinds[RB_LORE_N_KINDS] = {
  [RB_LORE_PLACE] = { { &rb_lore_places }, TRUE },
  [RB_LORE_HEADER] = { { &rb_lore_basic_headers, &rb_lore_extension_headers, &rb_lore_private_headers } },
  [RB_LORE_HEADER_PART] = { { &rb_lore_header_parts }, TRUE },
  [RB_LORE_PARAMETER] = { { &rb_lore_parameters } },
  [RB_LORE_URI_PART] = { { &rb_lore_uri_parts }, TRUE },
  [RB_LORE_URI_PARAMETER] = { { &rb_lore_uri_parameters } },
  [RB_LORE_SDP_LINE] = { { &rb_lore_sdp_lines } },
  [RB_LORE_SDP_PART] = { { &rb_lore_sdp_parts }, TRUE },
  [RB_LORE_ATTRIBUTE] = { { &rb_lore_attributes } },
  [RB_LORE_BODY_LINE] = { { &rb_lore_body_lines } },
};

/* Headers with the parameters of another. */
static const struct
{
  const char *header;
  const char *like;
} likes[] = {
  { "Proxy-Authorization", "Authorization" },
  { "Proxy-Authenticate", "WWW-Authenticate" },
  { "Accept-Contact", "Contact" },
  { "Reject-Contact", "Accept-Contact" },
  { "Accept-Encoding", "Accept" },
  { "Accept-Language", "Accept" },
  { "Security-Server", "Security-Client" },
  { "Security-Verify", "Security-Client" },
};

static const char *const writers[RB_N_WRITERS] = {
  [RB_WRITER_SENDER] = N_ ("Whoever makes the message writes it."),
  [RB_WRITER_CLIENT] = N_ ("Whoever makes the request writes it."),
  [RB_WRITER_CLIENT_COPIED] = N_ ("Whoever makes the request writes it; the responses carry a copy."),
  [RB_WRITER_SERVER] = N_ ("Whoever answers the request writes it."),
  [RB_WRITER_BOTH_ENDS] = N_ ("The end that asks begins it, the end that answers completes it."),
  [RB_WRITER_HOPS] = N_ ("Every hop that sends the request writes its own on top; the responses carry copies."),
  [RB_WRITER_NEXT_HOP] = N_ ("The next hop writes it when the request arrives, from what it sees."),
  [RB_WRITER_PROXY] = N_ ("A proxy on the way writes it."),
  [RB_WRITER_PROXY_COPIED] = N_ ("A proxy writes it into the request; the response carries a copy."),
  [RB_WRITER_REGISTRAR] = N_ ("The registrar, or another server, writes it into its response."),
  [RB_WRITER_CHALLENGER] = N_ ("The server or proxy that wants to know who is asking writes it."),
  [RB_WRITER_CHALLENGED] = N_ ("Whoever was challenged writes it, into the same request sent again."),
  [RB_WRITER_TRUSTED] = N_ ("A proxy that has checked the user writes it."),
  [RB_WRITER_NETWORK] = N_ ("A server of the operator's network writes it."),
  [RB_WRITER_SUBSCRIBER] = N_ ("Whoever subscribes writes it; the NOTIFYs repeat it."),
  [RB_WRITER_NOTIFIER] = N_ ("Whoever reports the state writes it, into each NOTIFY."),
  [RB_WRITER_REFERRER] = N_ ("Whoever asks for the transfer writes it."),
  [RB_WRITER_REDIRECTOR] = N_ ("The server that sends the call on to somebody else writes it."),
  [RB_WRITER_MEDIA] = N_ ("Each end writes it about itself, in its offer or answer."),
  [RB_WRITER_PROGRAM] = N_ ("Some program writes it; no standard tells which."),
};

static const char *const readers[RB_N_READERS] = {
  [RB_READER_RECEIVER] = N_ ("Whoever the message is for reads it."),
  [RB_READER_SERVER] = N_ ("Whoever answers the request reads it."),
  [RB_READER_CLIENT] = N_ ("Whoever made the request reads it."),
  [RB_READER_ENDS] = N_ ("Both ends read it; proxies pass it on as it is."),
  [RB_READER_HOPS] = N_ ("Everybody on the way reads it."),
  [RB_READER_WAY_BACK] = N_ ("Every hop of the response reads it, to find the way back."),
  [RB_READER_WAY_ON] = N_ ("Every hop of the request reads it, to find the next one."),
  [RB_READER_PROXY] = N_ ("Proxies read it."),
  [RB_READER_REGISTRAR] = N_ ("The registrar reads it."),
  [RB_READER_CHALLENGER] = N_ ("Whoever had sent the challenge reads it, and computes the same hash."),
  [RB_READER_CHALLENGED] = N_ ("Whoever had sent the request reads it, and sends it again with an answer."),
  [RB_READER_TRUSTED] = N_ ("Servers of networks that trust each other read it."),
  [RB_READER_NETWORK] = N_ ("Servers of the operator's network read it."),
  [RB_READER_SUBSCRIBER] = N_ ("Whoever subscribed reads it."),
  [RB_READER_NOTIFIER] = N_ ("Whoever reports the state reads it."),
  [RB_READER_TARGET] = N_ ("The one to whom the call is transferred reads it."),
  [RB_READER_MEDIA] = N_ ("The other end reads it, to know what to send and where."),
  [RB_READER_PEOPLE] = N_ ("People read it; programs should not go by it."),
  [RB_READER_NOBODY] = N_ ("Nobody has to read it."),
};

static gboolean
is_owner (const char *row, const char *owner)
{
  return g_strcmp0 (row, owner) == 0 || (row != NULL && owner != NULL && g_ascii_strcasecmp (row, owner) == 0);
}

/* Names of the grammar stand in the tree as they are, those of ours translated. */
static gboolean
is_name (const RbFieldLore *row, const char *name, gboolean is_translated)
{
  if (is_translated)
    return g_str_equal (row->name, name) || g_str_equal (_ (row->name), name);
  return g_ascii_strcasecmp (row->name, name) == 0;
}

static const RbFieldLore *
find_of (RbLoreKind kind, const char *owner, const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds[kind].tables) && kinds[kind].tables[i] != NULL; i++)
    for (gsize j = 0; j < kinds[kind].tables[i]->n; j++)
      {
        const RbFieldLore *row = &kinds[kind].tables[i]->rows[j];

        if (is_owner (row->owner, owner) && is_name (row, name, kinds[kind].is_translated))
          return row;
      }
  return NULL;
}

const RbFieldLore *
rb_field_lore_find (RbLoreKind kind, const char *owner, const char *name)
{
  for (const char *like = owner; like != NULL;)
    {
      const RbFieldLore *row = find_of (kind, like, name);
      const char *next = NULL;

      if (row != NULL)
        return row;
      for (gsize i = 0; i < G_N_ELEMENTS (likes); i++)
        if (g_ascii_strcasecmp (likes[i].header, like) == 0 && g_ascii_strcasecmp (likes[i].like, owner) != 0)
          next = likes[i].like;
      like = next;
    }

  return find_of (kind, NULL, name);
}

const RbFieldLore *
rb_field_lore_nth (RbLoreKind kind, guint n)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds[kind].tables) && kinds[kind].tables[i] != NULL; i++)
    {
      if (n < kinds[kind].tables[i]->n)
        return &kinds[kind].tables[i]->rows[n];
      n -= (guint) kinds[kind].tables[i]->n;
    }
  return NULL;
}

const char *
rb_writer_get_text (RbWriter writer)
{
  return _ (writers[writer]);
}

const char *
rb_reader_get_text (RbReader reader)
{
  return _ (readers[reader]);
}
