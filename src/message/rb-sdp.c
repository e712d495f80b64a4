/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Session descriptions (RFC 8866) as plain structures: what offer and answer (RFC 3264) need, no more.
 * Sofia's parser reads the text; what it found is copied, so nothing of Sofia's leaves this file. */

#include "rb-sdp.h"

#include <glib/gi18n-lib.h>
#include <sofia-sip/sdp.h>
#include <string.h>

/* Sofia's search for payload types is quadratic; the largest descriptions of real peers are near 10 KiB. */
#define MAX_SDP_BYTES (32 * 1024)

/* RFC 8866 9: token-char */
#define TOKEN "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`{|}~"

#define MAX_CRYPTO_LINES 16
#define MAX_CANDIDATES 32

/* RFC 8866 9: payload types are 7 bits */
#define N_PAYLOAD_TYPES 128

G_DEFINE_QUARK (rb - sdp - error - quark, rb_sdp_error)

static const struct
{
  RbSdpDirection direction;
  const char *name;
} directions[] = {
  { RB_SDP_SENDRECV, "sendrecv" },
  { RB_SDP_SENDONLY, "sendonly" },
  { RB_SDP_RECVONLY, "recvonly" },
  { RB_SDP_INACTIVE, "inactive" },
};

static void
rb_sdp_codec_free (RbSdpCodec *codec)
{
  g_free (codec->encoding);
  g_free (codec->fmtp);
  g_free (codec);
}

static void
rb_sdp_media_free (RbSdpMedia *media)
{
  g_free (media->type);
  g_free (media->protocol);
  g_free (media->address);
  g_free (media->crypto);
  g_strfreev (media->crypto_lines);
  g_free (media->ice_ufrag);
  g_free (media->ice_pwd);
  g_strfreev (media->candidates);
  g_free (media->remote_candidates);
  g_ptr_array_unref (media->codecs);
  g_free (media);
}

static gboolean
is_rtp (const char *protocol)
{
  return strstr (protocol, "RTP/") != NULL;
}

static char *
dup_valid (const char *text)
{
  return g_utf8_make_valid (text != NULL ? text : "", -1);
}

static const char *
find_attribute (const sdp_attribute_t *list, const char *name)
{
  const sdp_attribute_t *attribute = sdp_attribute_find (list, name);

  return attribute == NULL ? NULL : attribute->a_value != NULL ? attribute->a_value : "";
}

/* The first number of an attribute's value, 0 when there is none or it is above @max. */
static guint
attribute_number (const sdp_attribute_t *list, const char *name, guint max)
{
  const char *value = find_attribute (list, name);
  guint64 number = value != NULL && g_ascii_isdigit (*value) ? g_ascii_strtoull (value, NULL, 10) : 0;

  return number <= max ? (guint) number : 0;
}

static RbSdpDirection
read_direction (const sdp_attribute_t *list, RbSdpDirection inherited)
{
  for (gsize i = 0; i < G_N_ELEMENTS (directions); i++)
    if (find_attribute (list, directions[i].name) != NULL)
      return directions[i].direction;

  return inherited;
}

static char *
read_address (const sdp_connection_t *connection)
{
  if (connection == NULL || connection->c_nettype != sdp_net_in || connection->c_address == NULL ||
      *connection->c_address == '\0')
    return NULL;

  return dup_valid (connection->c_address);
}

static void
add_codec (RbSdpMedia *media, guint8 payload_type, const char *encoding, guint64 clock_rate, const char *parameters,
           const char *fmtp)
{
  guint64 channels = parameters != NULL ? g_ascii_strtoull (parameters, NULL, 10) : 1;
  g_autofree char *valid_encoding = dup_valid (encoding);
  g_autofree char *valid_fmtp = fmtp != NULL && *fmtp != '\0' ? dup_valid (fmtp) : NULL;

  g_ptr_array_add (media->codecs, rb_sdp_codec_new (payload_type, valid_encoding, MIN (clock_rate, G_MAXUINT),
                                                    CLAMP (channels, 1, G_MAXUINT8), valid_fmtp));
}

/* The value of a=rtpmap or a=fmtp for one payload type, behind the number. */
static const char *
find_mapped (const sdp_attribute_t *list, const char *name, guint payload_type)
{
  for (; list != NULL; list = list->a_next)
    {
      char *rest;

      if (g_ascii_strcasecmp (list->a_name, name) == 0 && list->a_value != NULL && g_ascii_isdigit (*list->a_value) &&
          g_ascii_strtoull (list->a_value, &rest, 10) == payload_type)
        return rest + strspn (rest, " \t");
    }

  return NULL;
}

/* RTP profiles that this Sofia does not know (RTP/AVPF, UDP/TLS/RTP/SAVPF) leave formats and rtpmaps as text. */
static void
add_codec_from_text (RbSdpMedia *media, const sdp_media_t *source, guint8 payload_type)
{
  const char *rtpmap = find_mapped (source->m_attributes, "rtpmap", payload_type);
  const char *fmtp = find_mapped (source->m_attributes, "fmtp", payload_type);
  const sdp_rtpmap_t *known = sdp_rtpmap_well_known[payload_type];
  g_auto (GStrv) parts = rtpmap != NULL ? g_strsplit (rtpmap, "/", 3) : NULL;

  if (parts != NULL && g_strv_length (parts) >= 2)
    add_codec (media, payload_type, parts[0], g_ascii_strtoull (parts[1], NULL, 10), parts[2], fmtp);
  else if (known != NULL)
    add_codec (media, payload_type, known->rm_encoding, known->rm_rate, known->rm_params, fmtp);
  else
    add_codec (media, payload_type, "", 0, NULL, fmtp);
}

static void
read_codecs (RbSdpMedia *media, const sdp_media_t *source)
{
  gboolean seen[N_PAYLOAD_TYPES] = { FALSE };

  for (const sdp_rtpmap_t *map = source->m_rtpmaps; map != NULL; map = map->rm_next)
    {
      if (seen[map->rm_pt])
        continue;
      seen[map->rm_pt] = TRUE;
      add_codec (media, map->rm_pt, map->rm_encoding, map->rm_rate, map->rm_params, map->rm_fmtp);
    }

  for (const sdp_list_t *format = source->m_format; format != NULL; format = format->l_next)
    {
      guint64 payload_type;

      if (!is_rtp (media->protocol))
        add_codec (media, 0, format->l_text, 0, NULL, NULL);
      else if (g_ascii_string_to_unsigned (format->l_text, 10, 0, N_PAYLOAD_TYPES - 1, &payload_type, NULL) &&
               !seen[payload_type])
        {
          seen[payload_type] = TRUE;
          add_codec_from_text (media, source, (guint8) payload_type);
        }
    }
}

/* "1 AES_CM_128_HMAC_SHA1_80 inline:…": the second word. (transfer full) (nullable) */
static char *
read_crypto_suite (const sdp_attribute_t *list)
{
  const char *value = find_attribute (list, "crypto");
  const char *suite = value != NULL ? value + strcspn (value, " \t") : "";
  g_autofree char *word = NULL;

  suite += strspn (suite, " \t");
  word = g_strndup (suite, strcspn (suite, " \t"));
  return value != NULL ? dup_valid (word) : NULL;
}

/* The values of the first @max attributes @name. (transfer full) (nullable) */
static char **
read_lines (const sdp_attribute_t *list, const char *name, guint max)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (; list != NULL && lines->len < max; list = list->a_next)
    if (g_ascii_strcasecmp (list->a_name, name) == 0 && list->a_value != NULL)
      g_ptr_array_add (lines, dup_valid (list->a_value));
  if (lines->len == 0)
    return NULL;

  g_ptr_array_add (lines, NULL);
  return (char **) g_ptr_array_steal (lines, NULL);
}

/* (transfer full) (nullable) */
static char *
read_text (const sdp_attribute_t *list, const char *name)
{
  const char *value = find_attribute (list, name);

  return value != NULL ? dup_valid (value) : NULL;
}

/* RFC 8839 5. */
static void
read_ice (RbSdpMedia *media, const sdp_attribute_t *list)
{
  media->ice = find_attribute (list, "candidate") != NULL;
  media->ice_ufrag = read_text (list, "ice-ufrag");
  media->ice_pwd = read_text (list, "ice-pwd");
  media->candidates = read_lines (list, "candidate", MAX_CANDIDATES);
  media->remote_candidates = read_text (list, "remote-candidates");
  media->ice_mismatch = find_attribute (list, "ice-mismatch") != NULL;
}

/* What the session says for all its media. */
static void
inherit (RbSdpMedia *media, const sdp_attribute_t *session)
{
  media->fingerprint |= find_attribute (session, "fingerprint") != NULL;
  media->ice_lite = find_attribute (session, "ice-lite") != NULL;
  if (media->ice_ufrag == NULL)
    media->ice_ufrag = read_text (session, "ice-ufrag");
  if (media->ice_pwd == NULL)
    media->ice_pwd = read_text (session, "ice-pwd");
}

static RbSdpMedia *
read_media (const sdp_media_t *source, const char *session_address, RbSdpDirection session_direction)
{
  g_autofree char *type = dup_valid (source->m_type_name);
  RbSdpMedia *media = rb_sdp_media_new (type);

  g_free (media->protocol);
  media->protocol = dup_valid (source->m_proto_name);
  media->port = (guint16) source->m_port;
  media->address = read_address (source->m_connections);
  if (media->address == NULL)
    media->address = g_strdup (session_address);
  media->direction = read_direction (source->m_attributes, session_direction);
  media->ptime = attribute_number (source->m_attributes, "ptime", G_MAXUINT16);
  media->rtcp_port = (guint16) attribute_number (source->m_attributes, "rtcp", G_MAXUINT16);
  media->rtcp_mux = find_attribute (source->m_attributes, "rtcp-mux") != NULL;
  media->fingerprint = find_attribute (source->m_attributes, "fingerprint") != NULL;
  read_ice (media, source->m_attributes);
  media->crypto = read_crypto_suite (source->m_attributes);
  media->crypto_lines = read_lines (source->m_attributes, "crypto", MAX_CRYPTO_LINES);
  read_codecs (media, source);

  return media;
}

static RbSdp *
read_session (const sdp_session_t *source, GError **error)
{
  g_autoptr (RbSdp) self = rb_sdp_new ();
  g_autofree char *address = read_address (source->sdp_connection);
  RbSdpDirection direction = read_direction (source->sdp_attributes, RB_SDP_SENDRECV);

  if (source->sdp_origin != NULL)
    {
      g_free (self->user);
      self->user = dup_valid (source->sdp_origin->o_username);
      self->session_id = source->sdp_origin->o_id;
      self->session_version = source->sdp_origin->o_version;
      self->address = read_address (source->sdp_origin->o_address);
    }

  if (source->sdp_subject != NULL)
    {
      g_free (self->name);
      self->name = dup_valid (source->sdp_subject);
    }

  for (const sdp_media_t *media = source->sdp_media; media != NULL; media = media->m_next)
    {
      if (media->m_port > G_MAXUINT16)
        {
          g_set_error (error, RB_SDP_ERROR, RB_SDP_ERROR_MALFORMED,
                       _ ("The session description of the other side has the impossible port %lu"), media->m_port);
          return NULL;
        }
      g_ptr_array_add (self->media, read_media (media, address, direction));
      inherit (g_ptr_array_index (self->media, self->media->len - 1), source->sdp_attributes);
    }

  return g_steal_pointer (&self);
}

static gboolean
consists_of (const char *word, const char *characters)
{
  return *word != '\0' && word[strspn (word, characters)] == '\0';
}

/* media port[/count] protocol format… (RFC 8866 5.14) */
static gboolean
is_media_line (const char *line)
{
  static const char *const characters[] = { TOKEN, "0123456789/", TOKEN "/", TOKEN };
  g_auto (GStrv) words = g_strsplit_set (line, " \t", -1);
  gboolean ends_in_space = FALSE;
  guint n_words = 0;

  for (gsize i = 0; words[i] != NULL; i++)
    {
      ends_in_space = *words[i] == '\0';
      if (ends_in_space)
        continue;
      if (!consists_of (words[i], characters[MIN (n_words, G_N_ELEMENTS (characters) - 1)]))
        return FALSE;
      n_words++;
    }

  return n_words > 3 || (n_words == 3 && !ends_in_space);
}

/* Sofia 1.12.11 allocates without end when a format in an m= line begins with a character that no token may
 * hold, or when there is only white space in place of the formats; such a line must never reach it. Lines are split as Sofia splits them. */
static gboolean
has_only_media_lines_sofia_survives (const char *text)
{
  g_auto (GStrv) lines = g_strsplit_set (text, "\r\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      const char *line = lines[i] + strspn (lines[i], " \t");

      if (line[0] == 'm' && line[1] == '=' && !is_media_line (line + 2))
        return FALSE;
    }

  return TRUE;
}

/**
 * rb_sdp_parse:
 * @text: any bytes; a NUL ends the description
 * @length: bytes of @text, -1 when it is NUL-terminated
 *
 * Lenient where real peers are: o=, s=, t= and c= may be missing. Each payload type counts once. Formats of
 * protocols other than RTP become codecs whose @encoding is the format and whose clock rate is 0; a dynamic
 * payload type without rtpmap has an empty @encoding.
 *
 * Returns: (transfer full) (nullable): NULL with %RB_SDP_ERROR_MALFORMED
 */
RbSdp *
rb_sdp_parse (const char *text, gssize length, GError **error)
{
  gsize size = length < 0 ? strlen (text) : (gsize) length;
  g_autofree char *copy = NULL;
  sdp_parser_t *parser;
  RbSdp *self = NULL;

  if (size == 0 || size > MAX_SDP_BYTES)
    {
      g_set_error (error, RB_SDP_ERROR, RB_SDP_ERROR_MALFORMED,
                   size == 0 ? _ ("The other side sent an empty session description")
                             : _ ("The session description of the other side is larger than 32 KiB"));
      return NULL;
    }

  copy = g_strndup (text, size);
  if (!has_only_media_lines_sofia_survives (copy))
    {
      g_set_error_literal (error, RB_SDP_ERROR, RB_SDP_ERROR_MALFORMED,
                           _ ("The session description of the other side has a malformed m= line"));
      return NULL;
    }

  parser = sdp_parse (NULL, copy, strlen (copy), sdp_f_anynet | sdp_f_insane | sdp_f_mode_manual);
  if (sdp_session (parser) != NULL)
    self = read_session (sdp_session (parser), error);
  else
    {
      g_autofree char *reason = dup_valid (sdp_parsing_error (parser));

      g_set_error (error, RB_SDP_ERROR, RB_SDP_ERROR_MALFORMED,
                   _ ("The session description of the other side cannot be read: %s"), reason);
    }
  sdp_parser_free (parser);

  return self;
}

static const char *
address_type (const char *address)
{
  return strchr (address, ':') != NULL ? "IP6" : "IP4";
}

static const char *
session_connection (const RbSdp *self)
{
  for (guint i = 0; i < self->media->len; i++)
    {
      const RbSdpMedia *media = g_ptr_array_index (self->media, i);

      if (media->address != NULL)
        return media->address;
    }

  return NULL;
}

static void
format_media_line (GString *text, const RbSdpMedia *media)
{
  g_string_append_printf (text, "m=%s %u %s", media->type, media->port, media->protocol);
  for (guint i = 0; i < media->codecs->len; i++)
    {
      const RbSdpCodec *codec = g_ptr_array_index (media->codecs, i);

      if (is_rtp (media->protocol))
        g_string_append_printf (text, " %u", codec->payload_type);
      else
        g_string_append_printf (text, " %s", codec->encoding);
    }

  /* RFC 8866 9 wants at least one format. */
  if (media->codecs->len == 0)
    g_string_append (text, is_rtp (media->protocol) ? " 0" : " *");
  g_string_append (text, "\r\n");
}

static void
format_codec (GString *text, const RbSdpCodec *codec)
{
  if (*codec->encoding != '\0' && codec->clock_rate > 0)
    {
      g_string_append_printf (text, "a=rtpmap:%u %s/%u", codec->payload_type, codec->encoding, codec->clock_rate);
      if (codec->channels > 1)
        g_string_append_printf (text, "/%u", codec->channels);
      g_string_append (text, "\r\n");
    }

  if (codec->fmtp != NULL)
    g_string_append_printf (text, "a=fmtp:%u %s\r\n", codec->payload_type, codec->fmtp);
}

static void
format_ice (GString *text, const RbSdpMedia *media)
{
  if (media->ice_ufrag != NULL && media->ice_pwd != NULL)
    g_string_append_printf (text, "a=ice-ufrag:%s\r\na=ice-pwd:%s\r\n", media->ice_ufrag, media->ice_pwd);
  for (gsize i = 0; media->candidates != NULL && media->candidates[i] != NULL; i++)
    g_string_append_printf (text, "a=candidate:%s\r\n", media->candidates[i]);
  if (media->remote_candidates != NULL)
    g_string_append_printf (text, "a=remote-candidates:%s\r\n", media->remote_candidates);
  if (media->ice_mismatch)
    g_string_append (text, "a=ice-mismatch\r\n");
}

static void
format_media (GString *text, const RbSdpMedia *media, const char *session_address)
{
  format_media_line (text, media);

  /* RFC 3264 6: of a rejected stream nothing but its line matters. */
  if (media->port == 0)
    return;

  if (media->address != NULL && g_strcmp0 (media->address, session_address) != 0)
    g_string_append_printf (text, "c=IN %s %s\r\n", address_type (media->address), media->address);

  if (is_rtp (media->protocol))
    for (guint i = 0; i < media->codecs->len; i++)
      format_codec (text, g_ptr_array_index (media->codecs, i));

  for (gsize i = 0; media->crypto_lines != NULL && media->crypto_lines[i] != NULL; i++)
    g_string_append_printf (text, "a=crypto:%s\r\n", media->crypto_lines[i]);
  if (media->ptime > 0)
    g_string_append_printf (text, "a=ptime:%u\r\n", media->ptime);
  if (media->rtcp_port > 0)
    g_string_append_printf (text, "a=rtcp:%u\r\n", media->rtcp_port);
  if (media->rtcp_mux)
    g_string_append (text, "a=rtcp-mux\r\n");
  format_ice (text, media);
  g_string_append_printf (text, "a=%s\r\n", rb_sdp_direction_to_string (media->direction));
}

/**
 * rb_sdp_format:
 *
 * The first media address becomes the session's c= line, since some peers look nowhere else; media with
 * another one get their own.
 *
 * Returns: (transfer full): the description with CRLF line ends
 */
char *
rb_sdp_format (const RbSdp *self)
{
  GString *text = g_string_new ("v=0\r\n");
  const char *connection = session_connection (self);
  const char *origin = self->address != NULL ? self->address : connection != NULL ? connection : "0.0.0.0";

  g_string_append_printf (text, "o=%s %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " IN %s %s\r\n",
                          *self->user != '\0' ? self->user : "-", self->session_id, self->session_version,
                          address_type (origin), origin);
  g_string_append_printf (text, "s=%s\r\n", *self->name != '\0' ? self->name : "-");
  if (connection != NULL)
    g_string_append_printf (text, "c=IN %s %s\r\n", address_type (connection), connection);
  g_string_append (text, "t=0 0\r\n");

  for (guint i = 0; i < self->media->len; i++)
    format_media (text, g_ptr_array_index (self->media, i), connection);

  return g_string_free (text, FALSE);
}

/**
 * rb_sdp_new:
 *
 * Returns: (transfer full): a description without media, user and name "-"
 */
RbSdp *
rb_sdp_new (void)
{
  RbSdp *self = g_new0 (RbSdp, 1);

  self->user = g_strdup ("-");
  self->name = g_strdup ("-");
  self->media = g_ptr_array_new_with_free_func ((GDestroyNotify) rb_sdp_media_free);

  return self;
}

static RbSdpMedia *
copy_media (const RbSdpMedia *source)
{
  RbSdpMedia *media = rb_sdp_media_new (source->type);
  g_autoptr (GPtrArray) codecs = g_steal_pointer (&media->codecs);

  g_free (media->type);
  g_free (media->protocol);
  *media = *source;
  media->type = g_strdup (source->type);
  media->protocol = g_strdup (source->protocol);
  media->address = g_strdup (source->address);
  media->crypto = g_strdup (source->crypto);
  media->crypto_lines = g_strdupv (source->crypto_lines);
  media->ice_ufrag = g_strdup (source->ice_ufrag);
  media->ice_pwd = g_strdup (source->ice_pwd);
  media->candidates = g_strdupv (source->candidates);
  media->remote_candidates = g_strdup (source->remote_candidates);
  media->codecs = g_steal_pointer (&codecs);
  for (guint i = 0; i < source->codecs->len; i++)
    {
      const RbSdpCodec *codec = g_ptr_array_index (source->codecs, i);

      g_ptr_array_add (media->codecs, rb_sdp_codec_new (codec->payload_type, codec->encoding, codec->clock_rate,
                                                        codec->channels, codec->fmtp));
    }

  return media;
}

RbSdp *
rb_sdp_copy (const RbSdp *self)
{
  RbSdp *copy = g_new0 (RbSdp, 1);

  *copy = *self;
  copy->user = g_strdup (self->user);
  copy->address = g_strdup (self->address);
  copy->name = g_strdup (self->name);
  copy->media = g_ptr_array_new_with_free_func ((GDestroyNotify) rb_sdp_media_free);
  for (guint i = 0; i < self->media->len; i++)
    g_ptr_array_add (copy->media, copy_media (g_ptr_array_index (self->media, i)));

  return copy;
}

void
rb_sdp_free (RbSdp *self)
{
  if (self == NULL)
    return;

  g_free (self->user);
  g_free (self->address);
  g_free (self->name);
  g_ptr_array_unref (self->media);
  g_free (self);
}

/**
 * rb_sdp_media_new:
 * @type: "audio" …
 *
 * Returns: (transfer full): RTP/AVP, port 0, sendrecv, without codecs; to be added to RbSdp.media, which
 *   then owns it
 */
RbSdpMedia *
rb_sdp_media_new (const char *type)
{
  RbSdpMedia *media = g_new0 (RbSdpMedia, 1);

  media->type = g_strdup (type);
  media->protocol = g_strdup ("RTP/AVP");
  media->direction = RB_SDP_SENDRECV;
  media->codecs = g_ptr_array_new_with_free_func ((GDestroyNotify) rb_sdp_codec_free);

  return media;
}

/**
 * rb_sdp_codec_new:
 * @clock_rate: Hz
 * @channels: 1 or more
 * @fmtp: (nullable)
 *
 * Returns: (transfer full): to be added to RbSdpMedia.codecs, which then owns it
 */
RbSdpCodec *
rb_sdp_codec_new (guint8 payload_type, const char *encoding, guint clock_rate, guint channels, const char *fmtp)
{
  RbSdpCodec *codec = g_new0 (RbSdpCodec, 1);

  codec->payload_type = payload_type;
  codec->encoding = g_strdup (encoding);
  codec->clock_rate = clock_rate;
  codec->channels = channels;
  codec->fmtp = g_strdup (fmtp);

  return codec;
}

RbSdpMedia *
rb_sdp_find_media (const RbSdp *self, const char *type)
{
  RbSdpMedia *rejected = NULL;

  for (guint i = 0; i < self->media->len; i++)
    {
      RbSdpMedia *media = g_ptr_array_index (self->media, i);

      if (g_ascii_strcasecmp (media->type, type) != 0)
        continue;
      if (media->port != 0)
        return media;
      if (rejected == NULL)
        rejected = media;
    }

  return rejected;
}

const char *
rb_sdp_direction_to_string (RbSdpDirection direction)
{
  for (gsize i = 0; i < G_N_ELEMENTS (directions); i++)
    if (directions[i].direction == direction)
      return directions[i].name;

  return "sendrecv";
}
