/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Messages as different stacks write them, for the tests of this folder. All are valid SIP. */

#define SAMPLE_SDP                            \
  "v=0\r\n"                                   \
  "o=alice 2890844526 2890844527 IN IP4 192.0.2.101\r\n" \
  "s=-\r\n"                                   \
  "c=IN IP4 192.0.2.101\r\n"                  \
  "t=0 0\r\n"                                 \
  "m=audio 49172 RTP/AVP 96 0 8 101\r\n"      \
  "a=rtpmap:96 opus/48000/2\r\n"              \
  "a=fmtp:96 useinbandfec=1\r\n"              \
  "a=rtpmap:101 telephone-event/8000\r\n"     \
  "a=fmtp:101 0-16\r\n"                       \
  "a=ptime:20\r\n"                            \
  "a=sendrecv\r\n"

#define SAMPLE_INVITE                                                                            \
  "INVITE sip:bob@biloxi.example.com SIP/2.0\r\n"                                                \
  "Via: SIP/2.0/UDP client.atlanta.example.com:5060;branch=z9hG4bK74bf9;rport\r\n"               \
  "Max-Forwards: 70\r\n"                                                                         \
  "From: \"Alice; <sip:fake@example.com>;tag=no\" <sip:alice@atlanta.example.com;transport=udp>;tag=9fxced76sl\r\n" \
  "To: Bob <sip:bob@biloxi.example.com>\r\n"                                                     \
  "Call-ID: 3848276298220188511@atlanta.example.com\r\n"                                         \
  "CSeq: 1 INVITE\r\n"                                                                           \
  "Contact: <sip:alice@client.atlanta.example.com;transport=udp>\r\n"                            \
  "Proxy-Authorization: Digest username=\"alice\", realm=\"atlanta.example.com\", nonce=\"f84f1cec41e6cbe5aea9c8e88d359\", " \
  "uri=\"sip:bob@biloxi.example.com\", response=\"42ce3cef44b22f50c6a6071bc8\", algorithm=MD5\r\n" \
  "User-Agent: Ringback test\r\n"                                                                \
  "Allow: INVITE, ACK, CANCEL, OPTIONS, BYE\r\n"                                                 \
  "Content-Type: application/sdp\r\n"                                                            \
  "Content-Length: 251\r\n"                                                                      \
  "\r\n" SAMPLE_SDP

#define SAMPLE_RINGING                                                                           \
  "SIP/2.0 180 Ringing\r\n"                                                                      \
  "Via: SIP/2.0/UDP proxy.example.com;branch=z9hG4bKtop;received=192.0.2.222, SIP/2.0/UDP client.example.com;branch=z9hG4bKbottom\r\n" \
  "Record-Route: <sip:proxy.example.com;lr>, <sip:edge.example.com;lr>\r\n"                      \
  "From: Alice <sip:alice@atlanta.example.com>;tag=9fxced76sl\r\n"                               \
  "To: sip:bob@biloxi.example.com;tag=314159\r\n"                                                \
  "Call-ID: 3848276298220188511@atlanta.example.com\r\n"                                         \
  "CSeq: 1 INVITE\r\n"                                                                           \
  "Contact: <sip:bob@client.biloxi.example.com>\r\n"                                             \
  "Content-Length: 0\r\n"                                                                        \
  "\r\n"

#define SAMPLE_COMPACT                                                                           \
  "MESSAGE sip:bob@example.org SIP/2.0\r\n"                                                      \
  "v: SIP/2.0/TCP [2001:db8::9:1]:5062;branch=z9hG4bKcompact\r\n"                                \
  "f: <sip:alice@example.org>;tag=c1\r\n"                                                        \
  "t: <sip:bob@example.org>\r\n"                                                                 \
  "i: compact@example.org\r\n"                                                                   \
  "CSeq: 4711 MESSAGE\r\n"                                                                       \
  "m: <sip:alice@[2001:db8::9:1]>\r\n"                                                           \
  "k: timer, 100rel\r\n"                                                                         \
  "c: text/plain;charset=utf-8\r\n"                                                              \
  "l: 5\r\n"                                                                                     \
  "\r\n"                                                                                         \
  "Hello"

#define SAMPLE_FOLDED                                                                            \
  "REGISTER sip:registrar.example.com SIP/2.0\r\n"                                               \
  "VIA : SIP / 2.0 / UDP\r\n"                                                                    \
  "  host.example.com:5060 ;\r\n"                                                                \
  "\tbranch = z9hG4bKfolded\r\n"                                                                 \
  "from: \"A \\\"quoted\\\" name\"\r\n"                                                          \
  " <sip:carol@example.com> ;\r\n"                                                               \
  " tag = folded-tag\r\n"                                                                        \
  "TO: <sip:carol@example.com>\r\n"                                                              \
  "call-id: folded@example.com\r\n"                                                              \
  "cseq:\r\n"                                                                                    \
  " 0009\r\n"                                                                                    \
  " REGISTER\r\n"                                                                                \
  "contact: <sip:carol@192.0.2.7>;expires=3600, <sip:carol@192.0.2.8>;expires=0\r\n"             \
  "expires: 7200\r\n"                                                                            \
  "max-forwards: 70\r\n"                                                                         \
  "content-length: 0\r\n"                                                                        \
  "\r\n"

#define SAMPLE_BYE                                                                               \
  "BYE sip:alice@192.0.2.4:5070;transport=tcp SIP/2.0\r\n"                                       \
  "Via: SIP/2.0/TLS 192.0.2.201:5061;branch=z9hG4bKnashds7\r\n"                                  \
  "Max-Forwards: 70\r\n"                                                                         \
  "Route: <sip:ss1.example.com;lr>\r\n"                                                          \
  "From: Bob <sip:bob@biloxi.example.com>;tag=314159\r\n"                                        \
  "To: Alice <sip:alice@atlanta.example.com>;tag=9fxced76sl\r\n"                                 \
  "Call-ID: 3848276298220188511@atlanta.example.com\r\n"                                         \
  "CSeq: 4294967295 BYE\r\n"                                                                     \
  "Reason: Q.850;cause=16;text=\"Normal; clearing\"\r\n"                                         \
  "Content-Length: 0\r\n"                                                                        \
  "\r\n"

#define SAMPLE_CHALLENGE                                                                         \
  "SIP/2.0 401 Unauthorized\r\n"                                                                 \
  "Via: SIP/2.0/UDP 192.0.2.201:5060;branch=z9hG4bKnashds7;rport=5060;received=192.0.2.201\r\n"  \
  "From: Bob <sip:bob@biloxi.example.com>;tag=ja743ks76zlflH\r\n"                                \
  "To: Bob <sip:bob@biloxi.example.com>;tag=1410948204\r\n"                                      \
  "Call-ID: 1j9FpLxk3uxtm8tn@biloxi.example.com\r\n"                                             \
  "CSeq: 1 REGISTER\r\n"                                                                         \
  "WWW-Authenticate: Digest realm=\"atlanta, example.com\", qop=\"auth\", nonce=\"ea9c8e88df84f1cec4341ae6cbe5a359\", " \
  "opaque=\"\", stale=FALSE, algorithm=SHA-256\r\n"                                              \
  "Server: Practice registrar\r\n"                                                               \
  "Content-Length: 0\r\n"                                                                        \
  "\r\n"

static const char *const sample_messages[] = {
  SAMPLE_INVITE, SAMPLE_RINGING, SAMPLE_COMPACT, SAMPLE_FOLDED, SAMPLE_BYE, SAMPLE_CHALLENGE,
};
