/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The words that may stay when private data is hidden: those of the registries (IANA
 * sip-parameters, media types, sdp-parameters, RTP payload formats). Everything else is taken for
 * private. */

#include "rb-hide-words.h"

#include <string.h>

#define MAX_WORD 40

static const char *const methods[] = {
  "ACK",     "BYE",   "CANCEL",  "INFO",  "INVITE",   "MESSAGE",   "NOTIFY",
  "OPTIONS", "PRACK", "PUBLISH", "REFER", "REGISTER", "SUBSCRIBE", "UPDATE",
};

/* Parameters with a number for a value. */
static const char numbers[] =
    "apt bitrate cause cbr d-alg duration expires index level-asymmetry-allowed max-red maxaveragebitrate "
    "maxplaybackrate maxptime min-se minptime mode-change-capability mode-set mp nc np octet-align "
    "packetization-mode ptime q rc refresh reg-id retry-after rport sprop-maxcapturerate stereo ttl usedtx "
    "useinbandfec ";

static const char words[] =
    /* tokens of the protocol */
    "* SIP 2.0 UDP TCP TLS WS WSS SCTP TLS-SCTP 1.0 - "
    /* parameters of URIs and headers */
    "action algorithm alias app-subtype auth auth-int auth-param automata avail boundary branch branch_id "
    "charset class cnonce code comp counter cpc description dialog domain duplex early-only eventlist "
    "event-type extensions from-tag gr gruu handling id isfocus isub isub-encoding keep language level limit "
    "lr maddr methods method mobility mode nextnonce nonce npdi rn ob opaque orig party phone-context ext "
    "preference priority privacy prot alg ealg mod spi-c spi-s port-c port-s d-qop d-ver purpose pub-gruu "
    "qop reason received received-realm refresher response response-port role rspauth schemes screen "
    "sec-agree sigcomp-id sip.instance +sip.instance sos stale sub-id tag target temp-gruu temp-gruu-cookie "
    "text to-tag transport type uri user username video audio realm protocol profile-type vendor model "
    "version effective-by hidden integrity-protected "
    /* their values */
    "phone ip dialstring uac uas true false yes no full off on both sigcomp MD5 MD5-sess SHA-256 "
    "SHA-256-sess SHA-512-256 SHA-512-256-sess AKAv1-MD5 Digest Basic Bearer optional required session "
    "render icon alert info card list-management signal early-session recipient-list by-reference "
    "recipient-list-history recording-session active pending terminated deactivated probation rejected "
    "timeout giveup noresource invariant calling called unknown user-busy no-answer unavailable "
    "unconditional time-of-day do-not-disturb deflection follow-me out-of-service away emergency urgent "
    "normal non-urgent header none critical history proxy redirect cancel no-cancel fork no-fork recurse "
    "no-recurse parallel sequential queue no-queue supported gated sendrecv sendonly recvonly inactive Q.850 "
    "ipsec-3gpp ipsec-ike trans hmac-md5-96 hmac-sha-1-96 aes-cbc des-ede3-cbc null "
    /* option tags */
    "100rel 199 answermode from-change geolocation-http geolocation-sip histinfo ice join multiple-refer "
    "norefersub nosub outbound path policy precondition pref record-aware replaces resource-priority "
    "sdp-anat siprec tdialog timer trickle-ice uui explicitsub recipient-list-invite recipient-list-message "
    "recipient-list-subscribe resource-list view-share "
    /* event packages */
    "conference consent-pending-additions message-summary presence reg refer winfo presence.winfo "
    "poc-settings spirits-INDPs ua-profile xcap-diff call-completion certificate check-sync talk hold "
    "dtmf-relay sla line-seize call-info as-feature-event "
    /* media types and codings */
    "application image message multipart sdp sipfrag plain html mixed alternative related signed form-data "
    "xml cpim cpim-pidf+xml pidf+xml pidf-diff+xml rlmi+xml dialog-info+xml conference-info+xml reginfo+xml "
    "resource-lists+xml watcherinfo+xml simple-message-summary im-iscomposing+xml dtmf media_control+xml "
    "vnd.3gpp.sms vnd.etsi.aoc+xml rs-metadata+xml isup qsig csta+xml vq-rtcpxr trickle-ice-sdpfrag http "
    "octet-stream pkcs7-mime pkcs7-signature pgp-encrypted json x-private utf-8 us-ascii iso-8859-1 gzip "
    "deflate compress identity binary 8bit 7bit base64 quoted-printable en de fr es it pt ru ja zh zh-cn "
    "en-us en-gb nl ko "
    /* dates */
    "Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec GMT "
    /* SDP */
    "IN IP4 IP6 RTP AVP SAVP AVPF SAVPF RTP/AVP RTP/SAVP RTP/AVPF RTP/SAVPF UDPTL t38 TCP/RTP/AVP "
    "UDP/TLS/RTP/SAVP UDP/TLS/RTP/SAVPF TCP/TLS/RTP/SAVPF DTLS DTLS/SCTP UDP/DTLS/SCTP TCP/DTLS/SCTP "
    "webrtc-datachannel MSRP TCP/MSRP TCP/TLS/MSRP BFCP TCP/BFCP AS CT RR RS TIAS rtpmap fmtp rtcp rtcp-mux "
    "rtcp-mux-only rtcp-rsize rtcp-fb rtcp-xr crypto fingerprint setup connection actpass passive holdconn "
    "new existing candidate end-of-candidates ice-ufrag ice-pwd ice-lite ice-options ice-mismatch "
    "remote-candidates trickle ice2 typ host srflx prflx relay raddr tcptype so generation network-id "
    "network-cost mid group BUNDLE LS FID FEC SIM ssrc ssrc-group cname msid mslabel label msid-semantic WMS "
    "extmap extmap-allow-mixed content main slides alt speaker silenceSupp framerate framesize imageattr "
    "quality orient lang sdplang tool cat keywds range control key-mgmt zrtp-hash curr des conf qos local "
    "remote e2e mandatory failure send recv confid floorctrl userid floorid accept-types "
    "accept-wrapped-types sctp-port sctpmap max-message-size bundle-only rid simulcast nack pli fir ccm "
    "tmmbr goog-remb transport-cc sha-1 sha-224 sha-384 sha-512 inline AES_CM_128_HMAC_SHA1_80 "
    "AES_CM_128_HMAC_SHA1_32 AES_256_CM_HMAC_SHA1_80 AES_256_CM_HMAC_SHA1_32 AES_192_CM_HMAC_SHA1_80 "
    "AES_192_CM_HMAC_SHA1_32 F8_128_HMAC_SHA1_80 AEAD_AES_128_GCM AEAD_AES_256_GCM UNENCRYPTED_SRTP "
    "UNAUTHENTICATED_SRTP T38FaxVersion T38MaxBitRate T38FaxFillBitRemoval T38FaxTranscodingMMR "
    "T38FaxTranscodingJBIG T38FaxRateManagement transferredTCF localTCF T38FaxMaxBuffer T38FaxMaxDatagram "
    "T38FaxMaxIFP T38FaxUdpEC t38UDPRedundancy t38UDPFEC T38VendorInfo "
    /* codecs and their parameters */
    "PCMU PCMA G722 G7221 G723 G728 G729 G729A G729D G729E G726-16 G726-24 G726-32 G726-40 AAL2-G726-32 GSM "
    "GSM-EFR GSM-HR-08 iLBC speex opus SILK AMR AMR-WB AMR-WB+ EVS EVRC EVRC0 EVRCB L16 L8 L24 DVI4 LPC "
    "QCELP VDVI CN telephone-event tone red ulpfec flexfec-03 rtx clearmode MPA MP4A-LATM mpeg4-generic H261 "
    "H263 H263-1998 H263-2000 H264 H264-SVC H265 VP8 VP9 AV1 MPV MP2T JPEG theora vorbis t140 0-15 0-16 0-11 "
    "annexb annexa sprop-stereo mode-change-period crc robust-sorting interleaving profile-level-id max-fs "
    "max-fr max-mbps max-br profile events cpu QCIF CIF SQCIF CIF4 MaxBR ecn ";

static GHashTable *
make_set (const char *list)
{
  GHashTable *set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) split = g_strsplit (list, " ", -1);

  for (guint i = 0; split[i] != NULL; i++)
    g_hash_table_add (set, g_ascii_strdown (split[i], -1));
  return set;
}

static gboolean
is_in (GHashTable *set, const guint8 *bytes, gsize length)
{
  char word[MAX_WORD + 1];

  if (length == 0 || length > MAX_WORD)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    word[i] = g_ascii_tolower ((char) bytes[i]);
  word[length] = '\0';
  return strlen (word) == length && g_hash_table_contains (set, word);
}

gboolean
rb_hide_word_is_known (const guint8 *bytes, gsize length)
{
  static GHashTable *set;

  if (g_once_init_enter (&set))
    g_once_init_leave (&set, make_set (words));
  return is_in (set, bytes, length) || rb_hide_method_is_known (bytes, length) ||
         rb_hide_param_is_number (bytes, length);
}

gboolean
rb_hide_method_is_known (const guint8 *bytes, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    if (strlen (methods[i]) == length && memcmp (methods[i], bytes, length) == 0)
      return TRUE;
  return FALSE;
}

gboolean
rb_hide_param_is_number (const guint8 *bytes, gsize length)
{
  static GHashTable *set;

  if (g_once_init_enter (&set))
    g_once_init_leave (&set, make_set (numbers));
  return is_in (set, bytes, length);
}
