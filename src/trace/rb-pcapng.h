/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Numbers of the pcapng format (draft-ietf-opsawg-pcapng) that reader and writer share, and
 * the comments by which the writer keeps what the packet itself cannot say. */

#define RB_PCAPNG_BYTE_ORDER_MAGIC 0x1A2B3C4Du
#define RB_LINKTYPE_RAW 101
#define RB_LINKTYPE_EXPORTED_PDU 252

typedef enum
{
  RB_PCAPNG_SECTION = 0x0A0D0D0A,
  RB_PCAPNG_INTERFACE = 1,
  RB_PCAPNG_OLD_PACKET = 2,
  RB_PCAPNG_SIMPLE_PACKET = 3,
  RB_PCAPNG_NAMES = 4,
  RB_PCAPNG_STATISTICS = 5,
  RB_PCAPNG_PACKET = 6,
} RbPcapngBlock;

typedef enum
{
  RB_PCAPNG_OPT_END = 0,
  RB_PCAPNG_OPT_COMMENT = 1,
  RB_PCAPNG_SHB_USERAPPL = 4,
  RB_PCAPNG_IF_NAME = 2,
  RB_PCAPNG_IF_TSRESOL = 9,
  RB_PCAPNG_IF_FCSLEN = 13,
  RB_PCAPNG_IF_TSOFFSET = 14,
  RB_PCAPNG_EPB_FLAGS = 2,
  RB_PCAPNG_EPB_DROPCOUNT = 4,
  RB_PCAPNG_ISB_IFDROP = 5,
} RbPcapngOption;

/* Records of a names block: an address and the names it has, each with a zero byte behind it. */
typedef enum
{
  RB_PCAPNG_NAME_END = 0,
  RB_PCAPNG_NAME_IPV4 = 1,
  RB_PCAPNG_NAME_IPV6 = 2,
} RbPcapngName;

/* Direction in the lowest two bits of epb_flags. */
#define RB_PCAPNG_INBOUND 1u
#define RB_PCAPNG_OUTBOUND 2u
/* Bytes of frame check sequence in bits 5 to 8, 0 when not said. */
#define RB_PCAPNG_FLAGS_FCS(flags) (((flags) >> 5) & 15u)

#define RB_PCAPNG_WAS "was " /* and the transport: clear text of "TLS", "WSS" … written as TCP */
#define RB_PCAPNG_SYNTHETIC "synthetic: never on the wire"
#define RB_PCAPNG_KEEP_ALIVE "keep-alive"
#define RB_PCAPNG_NOT_SIP "not a SIP message"
#define RB_PCAPNG_ONE_MESSAGE "one SIP message" /* although its bytes alone would be read otherwise */
#define RB_PCAPNG_GOES_ON "goes on in the next packet"
#define RB_PCAPNG_VERDICT "verdict: " /* how the call ended, on its first message: made anew by each writer */
#define RB_PCAPNG_NOTE_MARK '\n' /* in front of a note that reads like one of these */

G_END_DECLS
