/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-capture N FILE: writes a pcap of N SIP messages of about 600 bytes, UDP over Ethernet,
 * ten a call and 64 calls interleaved, for the bench of the inspector. Most calls are challenged,
 * ring, are answered and hung up; others are refused, cancelled or repeat their INVITE. The same
 * N gives the same file. */

#include <errno.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEPS_PER_CALL 10
#define CALLS_AT_ONCE 64
#define ETHERNET_SIZE 14
#define IP_SIZE 20
#define UDP_SIZE 8
#define HEADERS_SIZE (ETHERNET_SIZE + IP_SIZE + UDP_SIZE)
#define START_SECONDS 1767225600u /* 2026-01-01 00:00:00 UTC */
#define PACKET_US 250             /* between two packets of the file */

/* To and From change places in a request of the callee. */
typedef enum
{
  SDP = 1 << 0,
  TAG = 1 << 1, /* To-tag of the callee */
  PROXY_TAG = 1 << 2,
  AUTH = 1 << 3,
  CHALLENGE = 1 << 4,
  BY_CALLEE = 1 << 5,
} StepFlags;

/* @branch: numbers of one call's transactions */
typedef struct
{
  gboolean up; /* from the caller to the proxy */
  const char *what;
  guint cseq;
  const char *method;
  guint branch;
  StepFlags flags;
} Step;

#define CHALLENGED                                                                                                     \
  { TRUE, "INVITE", 1, "INVITE", 1, SDP },                                                                             \
      { FALSE, "407 Proxy Authentication Required", 1, "INVITE", 1, PROXY_TAG | CHALLENGE },                           \
      { TRUE, "ACK", 1, "ACK", 1, PROXY_TAG }, { TRUE, "INVITE", 2, "INVITE", 2, SDP | AUTH },                         \
  {                                                                                                                    \
    FALSE, "100 Trying", 2, "INVITE", 2, 0                                                                             \
  }
#define REFUSED(status)                                                                                                \
  { FALSE, status, 2, "INVITE", 2, TAG }, { TRUE, "ACK", 2, "ACK", 2, TAG }
#define ANSWERED                                                                                                       \
  { FALSE, "200 OK", 2, "INVITE", 2, TAG | SDP }, { TRUE, "ACK", 2, "ACK", 3, TAG }

/* clang-format off */
static const Step calls[][STEPS_PER_CALL] = {
  { CHALLENGED, { FALSE, "180 Ringing", 2, "INVITE", 2, TAG }, ANSWERED,
    { TRUE, "BYE", 3, "BYE", 4, TAG }, { FALSE, "200 OK", 3, "BYE", 4, TAG } },
  { CHALLENGED, { FALSE, "180 Ringing", 2, "INVITE", 2, TAG }, ANSWERED,
    { FALSE, "BYE", 1, "BYE", 5, TAG | BY_CALLEE }, { TRUE, "200 OK", 1, "BYE", 5, TAG | BY_CALLEE } },
  { CHALLENGED, { FALSE, "180 Ringing", 2, "INVITE", 2, TAG }, { TRUE, "CANCEL", 2, "CANCEL", 2, 0 },
    { FALSE, "200 OK", 2, "CANCEL", 2, PROXY_TAG }, REFUSED ("487 Request Terminated") },
  { CHALLENGED, { FALSE, "183 Session Progress", 2, "INVITE", 2, TAG | SDP }, { FALSE, "180 Ringing", 2, "INVITE", 2, TAG },
    REFUSED ("486 Busy Here"), { TRUE, "ACK", 2, "ACK", 2, TAG } },
  { { TRUE, "INVITE", 1, "INVITE", 1, SDP }, CHALLENGED, { FALSE, "180 Ringing", 2, "INVITE", 2, TAG },
    { FALSE, "180 Ringing", 2, "INVITE", 2, TAG }, REFUSED ("603 Decline") },
};
/* clang-format on */

/* Seven answered calls in ten, and one each of the others. */
static const guint mix[] = { 0, 1, 0, 2, 0, 1, 3, 0, 1, 4 };

static void
put16 (guint8 *at, guint value)
{
  at[0] = value >> 8;
  at[1] = value;
}

static guint
checksum (const guint8 *bytes, gsize length)
{
  guint32 sum = 0;

  for (gsize i = 0; i + 1 < length; i += 2)
    sum += (guint32) bytes[i] << 8 | bytes[i + 1];
  while (sum >> 16)
    sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

static gsize
format_message (char *out, gsize size, const Step *step, guint call)
{
  char caller[96], callee[64], tag[32] = "", credentials[256] = "", host[16], sdp[256] = "";
  guint user = call % 5000;
  guint32 id = call * 2654435761u;
  gboolean response = g_ascii_isdigit (step->what[0]);
  gboolean by_callee = step->flags & BY_CALLEE;
  gsize length;

  snprintf (host, sizeof host, "10.%u.%u.%u", 1 + user / 65536, user / 256, user % 256);
  snprintf (caller, sizeof caller, "\"Caller %u\" <sip:+4930%06u@example.com>;tag=a%08x", user, user, id);
  snprintf (callee, sizeof callee, "<sip:+4989%06u@example.com;user=phone>", call % 7000);
  if (step->flags & (TAG | PROXY_TAG))
    snprintf (tag, sizeof tag, ";tag=%c%08x", step->flags & TAG ? 'b' : 'p', id);
  if (step->flags & AUTH)
    snprintf (credentials, sizeof credentials,
              "Proxy-Authorization: Digest username=\"+4930%06u\", realm=\"example.com\", nonce=\"%08x\", "
              "uri=\"sip:example.com\", response=\"%032x\"\r\n",
              user, call, call);
  if (step->flags & CHALLENGE)
    snprintf (credentials, sizeof credentials,
              "Proxy-Authenticate: Digest realm=\"example.com\", nonce=\"%08x\", algorithm=MD5\r\n", call);

  if (step->flags & SDP) /* a port of its own for each call: tshark takes quadratic time over equal ones */
    snprintf (sdp, sizeof sdp,
              "v=0\r\no=- %u 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\nm=audio %u RTP/AVP 0 8 101\r\n"
              "a=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n",
              call, host, response ? "10.0.0.2" : host, 16384 + call * 2 % 32768);

  length = response ? snprintf (out, size, "SIP/2.0 %s\r\n", step->what)
                    : snprintf (out, size, "%s sip:+4989%06u@10.0.0.1:5060;transport=udp SIP/2.0\r\n", step->what,
                                call % 7000);
  length += snprintf (out + length, size - length,
                      "Via: SIP/2.0/UDP %s:5060;branch=z9hG4bK-524287-%u-%08x;rport\r\nMax-Forwards: 70\r\n"
                      "From: %s%s\r\nTo: %s%s\r\nCall-ID: %08x-%u@%s\r\nCSeq: %u %s\r\n",
                      host, step->branch, id, by_callee ? callee : caller, by_callee ? tag : "",
                      by_callee ? caller : callee, by_callee ? "" : tag, id, call, host, step->cseq, step->method);
  length += snprintf (
      out + length, size - length,
      "%s%sContact: <sip:+4930%06u@%s:5060>\r\n%s: Example SIP %s 4.2.1\r\n"
      "Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, INFO, UPDATE\r\nSupported: replaces, timer\r\n",
      credentials, response ? "Server-Load: 3\r\n" : "", user, host, response ? "Server" : "User-Agent",
      response ? "Proxy" : "Phone");
  length += step->flags & SDP
                ? snprintf (out + length, size - length,
                            "Content-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s", strlen (sdp), sdp)
                : snprintf (out + length, size - length, "Content-Length: 0\r\n\r\n");
  return length;
}

static gboolean
write_packet (FILE *file, const Step *step, guint call, guint64 number)
{
  guint8 packet[HEADERS_SIZE + 2048] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x08, 0x00, 0x45 };
  guint user = call % 5000;
  const guint8 caller[] = { 10, 1 + user / 65536, user / 256, user % 256 };
  static const guint8 proxy[] = { 10, 0, 0, 1 };
  guint8 *ip = packet + ETHERNET_SIZE;
  guint8 *udp = ip + IP_SIZE;
  guint64 us = number * PACKET_US;
  gsize length = format_message ((char *) packet + HEADERS_SIZE, sizeof packet - HEADERS_SIZE, step, call);
  const guint32 header[] = { START_SECONDS + us / G_USEC_PER_SEC, us % G_USEC_PER_SEC, HEADERS_SIZE + length,
                             HEADERS_SIZE + length };

  put16 (ip + 2, IP_SIZE + UDP_SIZE + length);
  put16 (ip + 4, number & 0xffff);
  ip[8] = 64;
  ip[9] = 17;
  memcpy (ip + 12, step->up ? caller : proxy, 4);
  memcpy (ip + 16, step->up ? proxy : caller, 4);
  put16 (ip + 10, checksum (ip, IP_SIZE));
  put16 (udp, 5060);
  put16 (udp + 2, 5060);
  put16 (udp + 4, UDP_SIZE + length); /* checksum 0: none (RFC 768) */
  return fwrite (header, sizeof header, 1, file) == 1 && fwrite (packet, HEADERS_SIZE + length, 1, file) == 1;
}

int
main (int argc, char **argv)
{
  static const guint32 header[] = { 0xa1b2c3d4, 4 << 16 | 2, 0, 0, 65535, 1 };
  guint64 count = argc == 3 ? g_ascii_strtoull (argv[1], NULL, 10) : 0;
  gboolean written;
  FILE *file;

  if (count == 0)
    {
      fputs ("usage: bench-capture N FILE\n", stderr);
      return 2;
    }

  file = fopen (argv[2], "wb");
  written = file != NULL && fwrite (header, sizeof header, 1, file) == 1;
  for (guint64 i = 0; written && i < count; i++)
    {
      guint64 batch = i / (CALLS_AT_ONCE * STEPS_PER_CALL);
      guint call = batch * CALLS_AT_ONCE + i % CALLS_AT_ONCE;
      guint step = i / CALLS_AT_ONCE % STEPS_PER_CALL;

      written = write_packet (file, &calls[mix[call % G_N_ELEMENTS (mix)]][step], call, i);
    }
  if (file != NULL && fclose (file) != 0)
    written = FALSE;
  if (!written)
    fprintf (stderr, "bench-capture: %s: %s\n", argv[2], g_strerror (errno));
  return written ? 0 : 1;
}
