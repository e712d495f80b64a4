#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the 49 messages of RFC 4475 into tests/data/torture, and torture.tsv, what the RFC says of each.

Usage: make-torture.py [DIRECTORY]

The messages are the RFC's, with its long lines joined. The verdict is

  valid    the message follows the grammar and means something (3.1.1, and some of 3.3 and 3.4)
  refused  it follows the grammar, but whoever gets it answers with the response named, or drops it (3.2, 3.3)
  invalid  it breaks the grammar or contradicts itself (3.1.2)

A response of 0 says that there is none: the message is a response itself, or it is accepted. The reason is the
name that our own check gives the fault that the RFC describes (src/message/rb-message-problem.c).
"""

import os
import sys

messages = []


def text(*lines):
    return '\r\n'.join(lines).encode()


def add(name, section, verdict, response, reason, message):
    messages.append((name, section, verdict, response, reason, message))


# A Short Tortuous INVITE
add('wsinv', '3.1.1.1', 'valid', 0, '',
    text(
        'INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0',
        'TO :',
        ' sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n',
        'from   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>',
        '  ;',
        '  tag = 98asjd8',
        'MaX-fOrWaRdS: 0068',
        'Call-ID: wsinv.ndaksdj@192.0.2.1',
        'Content-Length   : 150',
        'cseq: 0009',
        '  INVITE',
        'Via  : SIP  /   2.0',
        ' /UDP',
        '    192.0.2.2;branch=390skdjuw',
        's :',
        'NewFangledHeader:   newfangled value',
        ' continued newfangled value',
        'UnknownHeaderWithUnusualValue: ;;,,;;,;',
        'Content-Type: application/sdp',
        'Route:',
        ' <sip:services.example.com;lr;unknownwith=value;unknown-no-value>',
        'v:  SIP  / 2.0  / TCP     spindle.example.com   ;',
        '  branch  =   z9hG4bK9ikj8  ,',
        ' SIP  /    2.0   / UDP  192.168.255.111   ; branch=',
        ' z9hG4bK30239',
        'm:"Quoted string \\"\\"" <sip:jdrosen@example.com> ; newparam =',
        '      newvalue ;',
        '  secondparam ; q = 0.33',
        '',
        'v=0',
        'o=mhandley 29739 7272939 IN IP4 192.0.2.3',
        's=-',
        'c=IN IP4 192.0.2.4',
        't=0 0',
        'm=audio 49217 RTP/AVP 0 12',
        'm=video 3227 RTP/AVP 31',
        'a=rtpmap:31 LPC',
        ''))

# Wide Range of Valid Characters
add('intmeth', '3.1.1.2', 'valid', 0, '',
    text(
        "!interesting-Method0123456789_*+`.%indeed'~ sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it"
        "+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com SIP/2.0",
        "Via: SIP/2.0/TCP host1.example.com;branch=z9hG4bK-.!%66*_+`'~",
        'To: "BEL:\\\x07 NUL:\\\x00 DEL:\\\x7f" <sip:1_unusual.URI~(to-be!sure)&isn\'t+it$/crazy?,/;;*@example.com>',
        'From: token1~` token2\'+_ token3*%!.- <sip:mundane@example.com>;fromParam\'\'~+*_!.-%="работающий";tag='
        "_token~1'+`*%!-.",
        'Call-ID: intmeth.word%ZK-!.*_+\'@word`~)(><:\\/"][?}{',
        "CSeq: 139122385 !interesting-Method0123456789_*+`.%indeed'~",
        'Max-Forwards: 255',
        "extensionHeader-!.%*+_`'~:\ufeff大停電",
        'Content-Length: 0',
        '',
        ''))

# Valid Use of the % Escaping Mechanism
add('esc01', '3.1.1.3', 'valid', 0, '',
    text(
        'INVITE sip:sips%3Auser%40example.com@example.net SIP/2.0',
        'To: sip:%75se%72@example.com',
        'From: <sip:I%20have%20spaces@example.net>;tag=938',
        'Max-Forwards: 87',
        'i: esc01.239409asdfakjkn23onasd0-3234',
        'CSeq: 234234 INVITE',
        'Via: SIP/2.0/UDP host5.example.net;branch=z9hG4bKkdjuw',
        'C: application/sdp',
        'Contact:',
        '  <sip:cal%6Cer@host5.example.net;%6C%72;n%61me=v%61lue%25%34%31>',
        'Content-Length: 150',
        '',
        'v=0',
        'o=mhandley 29739 7272939 IN IP4 192.0.2.1',
        's=-',
        'c=IN IP4 192.0.2.1',
        't=0 0',
        'm=audio 49217 RTP/AVP 0 12',
        'm=video 3227 RTP/AVP 31',
        'a=rtpmap:31 LPC',
        ''))

# Escaped Nulls in URIs
add('escnull', '3.1.1.4', 'valid', 0, '',
    text(
        'REGISTER sip:example.com SIP/2.0',
        'To: sip:null-%00-null@example.com',
        'From: sip:null-%00-null@example.com;tag=839923423',
        'Max-Forwards: 70',
        'Call-ID: escnull.39203ndfvkjdasfkq3w4otrq0adsfdfnavd',
        'CSeq: 14398234 REGISTER',
        'Via: SIP/2.0/UDP host5.example.com;branch=z9hG4bKkdjuw',
        'Contact: <sip:%00@host5.example.com>',
        'Contact: <sip:%00%00@host5.example.com>',
        'L:0',
        '',
        ''))

# Use of % When It Is Not an Escape
add('esc02', '3.1.1.5', 'valid', 0, '',
    text(
        'RE%47IST%45R sip:registrar.example.com SIP/2.0',
        'To: "%Z%45" <sip:resource@example.com>',
        'From: "%Z%45" <sip:resource@example.com>;tag=f232jadfj23',
        'Call-ID: esc02.asdfnqwo34rq23i34jrjasdcnl23nrlknsdf',
        'Via: SIP/2.0/TCP host.example.com;branch=z9hG4bK209%fzsnel234',
        'CSeq: 29344 RE%47IST%45R',
        'Max-Forwards: 70',
        'Contact: <sip:alias1@host1.example.com>',
        'C%6Fntact: <sip:alias2@host2.example.com>',
        'Contact: <sip:alias3@host3.example.com>',
        'l: 0',
        '',
        ''))

# Message with No LWS between Display Name and <
add('lwsdisp', '3.1.1.6', 'valid', 0, '',
    text(
        'OPTIONS sip:user@example.com SIP/2.0',
        'To: sip:user@example.com',
        'From: caller<sip:caller@example.com>;tag=323',
        'Max-Forwards: 70',
        'Call-ID: lwsdisp.1234abcd@funky.example.com',
        'CSeq: 60 OPTIONS',
        'Via: SIP/2.0/UDP funky.example.com;branch=z9hG4bKkdjuw',
        'l: 0',
        '',
        ''))

# Long Values in Header Fields
add('longreq', '3.1.1.7', 'valid', 0, '',
    text(
        'INVITE sip:user@example.com SIP/2.0',
        'To: "I have a user name of extremeextremeextremeextremeextremeextremeextremeextremeextremeextreme pr'
        'oportion"<sip:user@example.com:6000;unknownparam1=verylonglonglonglonglonglonglonglonglonglonglonglo'
        'nglonglonglonglonglonglonglonglongvalue;longparamnamenamenamenamenamenamenamenamenamenamenamenamenam'
        'enamenamenamenamenamenamenamenamenamenamenamename=shortvalue;verylonglonglonglonglonglonglonglonglon'
        'glonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglongParameterNameWithNoValue>',
        'F: sip:amazinglylongcallernameamazinglylongcallernameamazinglylongcallernameamazinglylongcallernamea'
        'mazinglylongcallername@example.net;tag=1298298298298298298298298298298298298298298298298298298298298'
        '2982982982982982982982982982982982982982982982982982982982982982982982982982982982982982982424;unkno'
        'wnheaderparamnamenamenamenamenamenamenamenamenamenamenamenamenamenamenamenamenamenamenamename=unknow'
        'headerparamvaluevaluevaluevaluevaluevaluevaluevaluevaluevaluevaluevaluevaluevaluevalue;unknownValuel'
        'essparamnameparamnameparamnameparamnameparamnameparamnameparamnameparamnameparamnameparamname',
        'Call-ID: longreq.onereallyreallyreallyreallyreallyreallyreallyreallyreallyreallyreallyreallyreallyre'
        'allyreallyreallyreallyreallyreallyreallylongcallid',
        'CSeq: 3882340 INVITE',
        'Unknown-LongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLongLong-Name: unkno'
        'wn-longlonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglong-value; unknown-l'
        'onglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglong-parameter-name = unk'
        'nown-longlonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglong-parameter-valu'
        'e',
        'Via: SIP/2.0/TCP sip33.example.com',
        'v: SIP/2.0/TCP sip32.example.com',
        'V: SIP/2.0/TCP sip31.example.com',
        'Via: SIP/2.0/TCP sip30.example.com',
        'ViA: SIP/2.0/TCP sip29.example.com',
        'VIa: SIP/2.0/TCP sip28.example.com',
        'VIA: SIP/2.0/TCP sip27.example.com',
        'via: SIP/2.0/TCP sip26.example.com',
        'viA: SIP/2.0/TCP sip25.example.com',
        'vIa: SIP/2.0/TCP sip24.example.com',
        'vIA: SIP/2.0/TCP sip23.example.com',
        'V :  SIP/2.0/TCP sip22.example.com',
        'v :  SIP/2.0/TCP sip21.example.com',
        'V  : SIP/2.0/TCP sip20.example.com',
        'v  : SIP/2.0/TCP sip19.example.com',
        'Via : SIP/2.0/TCP sip18.example.com',
        'Via  : SIP/2.0/TCP sip17.example.com',
        'Via: SIP/2.0/TCP sip16.example.com',
        'Via: SIP/2.0/TCP sip15.example.com',
        'Via: SIP/2.0/TCP sip14.example.com',
        'Via: SIP/2.0/TCP sip13.example.com',
        'Via: SIP/2.0/TCP sip12.example.com',
        'Via: SIP/2.0/TCP sip11.example.com',
        'Via: SIP/2.0/TCP sip10.example.com',
        'Via: SIP/2.0/TCP sip9.example.com',
        'Via: SIP/2.0/TCP sip8.example.com',
        'Via: SIP/2.0/TCP sip7.example.com',
        'Via: SIP/2.0/TCP sip6.example.com',
        'Via: SIP/2.0/TCP sip5.example.com',
        'Via: SIP/2.0/TCP sip4.example.com',
        'Via: SIP/2.0/TCP sip3.example.com',
        'Via: SIP/2.0/TCP sip2.example.com',
        'Via: SIP/2.0/TCP sip1.example.com',
        'Via: SIP/2.0/TCP host.example.com;received=192.0.2.5;branch=verylonglonglonglonglonglonglonglonglong'
        'longlonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglong'
        'longlonglonglonglonglonglonglonglonglonglonglonglonglonglonglongbranchvalue',
        'Max-Forwards: 70',
        'Contact: <sip:amazinglylongcallernameamazinglylongcallernameamazinglylongcallernameamazinglylongcall'
        'ernameamazinglylongcallername@host5.example.net>',
        'Content-Type: application/sdp',
        'l: 150',
        '',
        'v=0',
        'o=mhandley 29739 7272939 IN IP4 192.0.2.1',
        's=-',
        'c=IN IP4 192.0.2.1',
        't=0 0',
        'm=audio 49217 RTP/AVP 0 12',
        'm=video 3227 RTP/AVP 31',
        'a=rtpmap:31 LPC',
        ''))

# Extra Trailing Octets in a UDP Datagram
add('dblreq', '3.1.1.8', 'valid', 0, '',
    text(
        'REGISTER sip:example.com SIP/2.0',
        'To: sip:j.user@example.com',
        'From: sip:j.user@example.com;tag=43251j3j324',
        'Max-Forwards: 8',
        'I: dblreq.0ha0isndaksdj99sdfafnl3lk233412',
        'Contact: sip:j.user@host.example.com',
        'CSeq: 8 REGISTER',
        'Via: SIP/2.0/UDP 192.0.2.125;branch=z9hG4bKkdjuw23492',
        'Content-Length: 0',
        '',
        '',
        'INVITE sip:joe@example.com SIP/2.0',
        't: sip:joe@example.com',
        'From: sip:caller@example.net;tag=141334',
        'Max-Forwards: 8',
        'Call-ID: dblreq.0ha0isnda977644900765@192.0.2.15',
        'CSeq: 8 INVITE',
        'Via: SIP/2.0/UDP 192.0.2.15;branch=z9hG4bKkdjuw380234',
        'Content-Type: application/sdp',
        'Content-Length: 150',
        '',
        'v=0',
        'o=mhandley 29739 7272939 IN IP4 192.0.2.15',
        's=-',
        'c=IN IP4 192.0.2.15',
        't=0 0',
        'm=audio 49217 RTP/AVP 0 12',
        'm =video 3227 RTP/AVP 31',
        'a=rtpmap:31 LPC',
        '',
        ''))

# Semicolon-Separated Parameters in URI User Part
add('semiuri', '3.1.1.9', 'valid', 0, '',
    text(
        'OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0',
        'To: sip:j_user@example.com',
        'From: sip:caller@example.org;tag=33242',
        'Max-Forwards: 3',
        'Call-ID: semiuri.0ha0isndaksdj',
        'CSeq: 8 OPTIONS',
        'Accept: application/sdp, application/pkcs7-mime,',
        '        multipart/mixed, multipart/signed,',
        '        message/sip, message/sipfrag',
        'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKkdjuw',
        'l: 0',
        '',
        ''))

# Varied and Unknown Transport Types
add('transports', '3.1.1.10', 'valid', 0, '',
    text(
        'OPTIONS sip:user@example.com SIP/2.0',
        'To: sip:user@example.com',
        'From: <sip:caller@example.com>;tag=323',
        'Max-Forwards: 70',
        'Call-ID:  transports.kijh4akdnaqjkwendsasfdj',
        'Accept: application/sdp',
        'CSeq: 60 OPTIONS',
        'Via: SIP/2.0/UDP t1.example.com;branch=z9hG4bKkdjuw',
        'Via: SIP/2.0/SCTP t2.example.com;branch=z9hG4bKklasjdhf',
        'Via: SIP/2.0/TLS t3.example.com;branch=z9hG4bK2980unddj',
        'Via: SIP/2.0/UNKNOWN t4.example.com;branch=z9hG4bKasd0f3en',
        'Via: SIP/2.0/TCP t5.example.com;branch=z9hG4bK0a9idfnee',
        'l: 0',
        '',
        ''))

# Multipart MIME Message
add('mpart01', '3.1.1.11', 'valid', 0, '',
    text(
        'MESSAGE sip:kumiko@example.org SIP/2.0',
        'Via: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bK-d87543-4dade06d0bdb11ee-1--d87543-;rport',
        'Max-Forwards: 70',
        'Route: <sip:127.0.0.1:5080>',
        'Identity: r5mwreLuyDRYBi/0TiPwEsY3rEVsk/G2WxhgTV1PF7hHuLIK0YWVKZhKv9Mj8UeXqkMVbnVq37CD+813gvYjcBUaZn'
        'gQmXc9WNZSDNGCzA+fWl9MEUHWIZo1CeJebdY/XlgKeTa0Olvq0rt70Q5jiSfbqMJmQFteeivUhkMWYUA=',
        'Contact: <sip:fluffy@127.0.0.1:5070>',
        'To: <sip:kumiko@example.org>',
        'From: <sip:fluffy@example.com>;tag=2fb0dcc9',
        'Call-ID: 3d9485ad0c49859b@Zmx1ZmZ5LW1hYy0xNi5sb2NhbA..',
        'CSeq: 1 MESSAGE',
        'Content-Transfer-Encoding: binary',
        'Content-Type: multipart/mixed;boundary=7a9cbec02ceef655',
        'Date: Sat, 15 Oct 2005 04:44:56 GMT',
        'User-Agent: SIPimp.org/0.2.5 (curses)',
        'Content-Length: 553',
        '',
        '--7a9cbec02ceef655',
        'Content-Type: text/plain',
        'Content-Transfer-Encoding: binary',
        '',
        'Hello',
        '--7a9cbec02ceef655',
        'Content-Type: application/octet-stream',
        'Content-Transfer-Encoding: binary',
        '',
        '') + bytes.fromhex(
        '3082015206092a864886f70d010702a08201433082013f0201013109300706052b0e03021a300b06092a864886f70d010701'
        '318201203082011c020101307c3070310b3009060355040613025553311330110603550408130a43616c69666f726e696131'
        '11300f0603550407130853616e204a6f7365310e300c060355040a1305736970697431293027060355040b13205369706974'
        '205465737420436572746966696361746520417574686f7269747902080195007102330113300706052b0e03021a300d0609'
        '2a864886f70d01010105000481808ef466f948f0522dd2e5978e9d95aae9f2fe15a06659716292e8da2aa8d8350a68ceffae'
        '3cbd2bff1675ddd5648e593dd64728f26220f7e941749e330d9a15edabdb93d10c42102e7b7289d29cc0c9ae2efbc7c0cff9'
        '172f3b027e4fc027e1546de4b6aa3abb3e66cccb5dd6c64b8383149cb8e6ff182d944fe57b65bc99d005') + text(
        '',
        '--7a9cbec02ceef655--',
        ''))

# Unusual Reason Phrase
add('unreason', '3.1.1.12', 'valid', 0, '',
    text(
        'SIP/2.0 200 = 2**3 * 5**2 но сто девяносто девять - простое',
        'Via: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923',
        'Call-ID: unreason.1234ksdfak3j2erwedfsASdf',
        'CSeq: 35 INVITE',
        'From: sip:user@example.com;tag=11141343',
        'To: sip:user@example.edu;tag=2229',
        'Content-Length: 154',
        'Content-Type: application/sdp',
        'Contact: <sip:user@host198.example.com>',
        '',
        'v=0',
        'o=mhandley 29739 7272939 IN IP4 192.0.2.198',
        's=-',
        'c=IN IP4 192.0.2.198',
        't=0 0',
        'm=audio 49217 RTP/AVP 0 12',
        'm=video 3227 RTP/AVP 31',
        'a=rtpmap:31 LPC',
        ''))

# Empty Reason Phrase
add('noreason', '3.1.1.13', 'valid', 0, '',
    text(
        'SIP/2.0 100 ',
        'Via: SIP/2.0/UDP 192.0.2.105;branch=z9hG4bK2398ndaoe',
        'Call-ID: noreason.asndj203insdf99223ndf',
        'CSeq: 35 INVITE',
        'From: <sip:user@example.com>;tag=39ansfi3',
        'To: <sip:user@example.edu>;tag=902jndnke3',
        'Content-Length: 0',
        'Contact: <sip:user@host105.example.com>',
        '',
        ''))

# Extraneous Header Field Separators
add('badinv01', '3.1.2.1', 'invalid', 400, 'parameter',
    text(
        'INVITE sip:user@example.com SIP/2.0',
        'To: sip:j.user@example.com',
        'From: sip:caller@example.net;tag=134161461246',
        'Max-Forwards: 7',
        'Call-ID: badinv01.0ha0isndaksdjasdf3234nas',
        'CSeq: 8 INVITE',
        'Via: SIP/2.0/UDP 192.0.2.15;;,;,,',
        'Contact: "Joe" <sip:joe@example.org>;;;;',
        'Content-Length: 152',
        'Content-Type: application/sdp',
        '',
        'v=0',
        'o=mhandley 29739 7272939 IN IP4 192.0.2.15',
        's=-',
        'c=IN IP4 192.0.2.15',
        't=0 0',
        'm=audio 49217 RTP/AVP 0 12',
        'm=video 3227 RTP/AVP 31',
        'a=rtpmap:31 LPC',
        ''))

# Content Length Larger Than Message
add('clerr', '3.1.2.2', 'invalid', 400, 'content-length-larger',
    text(
        'INVITE sip:user@example.com SIP/2.0',
        'Max-Forwards: 80',
        'To: sip:j.user@example.com',
        'From: sip:caller@example.net;tag=93942939o2',
        'Contact: <sip:caller@hungry.example.net>',
        'Call-ID: clerr.0ha0isndaksdjweiafasdk3',
        'CSeq: 8 INVITE',
        'Via: SIP/2.0/UDP host5.example.com;branch=z9hG4bK-39234-23523',
        'Content-Type: application/sdp',
        'Content-Length: 9999',
        '',
        'v=0',
        'o=mhandley 29739 7272939 IN IP4 192.0.2.155',
        's=-',
        'c=IN IP4 192.0.2.155',
        't=0 0',
        'm=audio 49217 RTP/AVP 0 12',
        'm=video 3227 RTP/AVP 31',
        'a=rtpmap:31 LPC',
        ''))

# Negative Content-Length
add('ncl', '3.1.2.3', 'invalid', 400, 'content-length',
    text(
        'INVITE sip:user@example.com SIP/2.0',
        'Max-Forwards: 254',
        'To: sip:j.user@example.com',
        'From: sip:caller@example.net;tag=32394234',
        'Call-ID: ncl.0ha0isndaksdj2193423r542w35',
        'CSeq: 0 INVITE',
        'Via: SIP/2.0/UDP 192.0.2.53;branch=z9hG4bKkdjuw',
        'Contact: <sip:caller@example53.example.net>',
        'Content-Type: application/sdp',
        'Content-Length: -999',
        '',
        'v=0',
        'o=mhandley 29739 7272939 IN IP4 192.0.2.53',
        's=-',
        'c=IN IP4 192.0.2.53',
        't=0 0',
        'm=audio 49217 RTP/AVP 0 12',
        'm=video 3227 RTP/AVP 31',
        'a=rtpmap:31 LPC',
        ''))

# Request Scalar Fields with Overlarge Values
add('scalar02', '3.1.2.4', 'invalid', 400, 'cseq-range',
    text(
        'REGISTER sip:example.com SIP/2.0',
        'Via: SIP/2.0/TCP host129.example.com;branch=z9hG4bK342sdfoi3',
        'To: <sip:user@example.com>',
        'From: <sip:user@example.com>;tag=239232jh3',
        'CSeq: 36893488147419103232 REGISTER',
        'Call-ID: scalar02.23o0pd9vanlq3wnrlnewofjas9ui32',
        'Max-Forwards: 300',
        'Expires: 1000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000'
        '0000000000',
        'Contact: <sip:user@host129.example.com>',
        '  ;expires=280297596632815',
        'Content-Length: 0',
        '',
        ''))

# Response Scalar Fields with Overlarge Values
add('scalarlg', '3.1.2.5', 'invalid', 0, 'cseq-range',
    text(
        'SIP/2.0 503 Service Unavailable',
        'Via: SIP/2.0/TCP host129.example.com;branch=z9hG4bKzzxdiwo34sw;received=192.0.2.129',
        'To: <sip:user@example.com>',
        'From: <sip:other@example.net>;tag=2easdjfejw',
        'CSeq: 9292394834772304023312 OPTIONS',
        'Call-ID: scalarlg.noase0of0234hn2qofoaf0232aewf2394r',
        'Retry-After: 949302838503028349304023988',
        'Warning: 1812 overture "In Progress"',
        'Content-Length: 0',
        '',
        ''))

# Unterminated Quoted String in Display Name
add('quotbal', '3.1.2.6', 'invalid', 400, 'quote-open',
    text(
        'INVITE sip:user@example.com SIP/2.0',
        'To: "Mr. J. User <sip:j.user@example.com>',
        'From: sip:caller@example.net;tag=93334',
        'Max-Forwards: 10',
        'Call-ID: quotbal.aksdj',
        'Contact: <sip:caller@host59.example.net>',
        'CSeq: 8 INVITE',
        'Via: SIP/2.0/UDP 192.0.2.59:5050;branch=z9hG4bKkdjuw39234',
        'Content-Type: application/sdp',
        'Content-Length: 152',
        '',
        'v=0',
        'o=mhandley 29739 7272939 IN IP4 192.0.2.15',
        's=-',
        'c=IN IP4 192.0.2.15',
        't=0 0',
        'm=audio 49217 RTP/AVP 0 12',
        'm=video 3227 RTP/AVP 31',
        'a=rtpmap:31 LPC',
        ''))

# <> Enclosing Request-URI
add('ltgtruri', '3.1.2.7', 'invalid', 400, 'request-uri-brackets',
    text(
        'INVITE <sip:user@example.com> SIP/2.0',
        'To: sip:user@example.com',
        'From: sip:caller@example.net;tag=39291',
        'Max-Forwards: 23',
        'Call-ID: ltgtruri.1@192.0.2.5',
        'CSeq: 1 INVITE',
        'Via: SIP/2.0/UDP 192.0.2.5',
        'Contact: <sip:caller@host5.example.net>',
        'Content-Type: application/sdp',
        'Content-Length: 159',
        '',
        'v=0',
        'o=mhandley 29739 7272939 IN IP4 192.0.2.5',
        's=-',
        'c=IN IP4 192.0.2.5',
        't=3149328700 0',
        'm=audio 49217 RTP/AVP 0 12',
        'm=video 3227 RTP/AVP 31',
        'a=rtpmap:31 LPC',
        ''))

# Malformed SIP Request-URI (embedded LWS)
add('lwsruri', '3.1.2.8', 'invalid', 400, 'request-uri-space',
    text(
        'INVITE sip:user@example.com; lr SIP/2.0',
        'To: sip:user@example.com;tag=3xfe-9921883-z9f',
        'From: sip:caller@example.net;tag=231413434',
        'Max-Forwards: 5',
        'Call-ID: lwsruri.asdfasdoeoi2323-asdfwrn23-asd834rk423',
        'CSeq: 2130706432 INVITE',
        'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKkdjuw2395',
        'Contact: <sip:caller@host1.example.net>',
        'Content-Type: application/sdp',
        'Content-Length: 159',
        '',
        'v=0',
        'o=mhandley 29739 7272939 IN IP4 192.0.2.1',
        's=-',
        'c=IN IP4 192.0.2.1',
        't=3149328700 0',
        'm=audio 49217 RTP/AVP 0 12',
        'm=video 3227 RTP/AVP 31',
        'a=rtpmap:31 LPC',
        ''))

# Multiple SP Separating Request-Line Elements
add('lwsstart', '3.1.2.9', 'invalid', 400, 'start-line-space',
    text(
        'INVITE  sip:user@example.com  SIP/2.0',
        'Max-Forwards: 8',
        'To: sip:user@example.com',
        'From: sip:caller@example.net;tag=8814',
        'Call-ID: lwsstart.dfknq234oi243099adsdfnawe3@example.com',
        'CSeq: 1893884 INVITE',
        'Via: SIP/2.0/UDP host1.example.com;branch=z9hG4bKkdjuw3923',
        'Contact: <sip:caller@host1.example.net>',
        'Content-Type: application/sdp',
        'Content-Length: 150',
        '',
        'v=0',
        'o=mhandley 29739 7272939 IN IP4 192.0.2.1',
        's=-',
        'c=IN IP4 192.0.2.1',
        't=0 0',
        'm=audio 49217 RTP/AVP 0 12',
        'm=video 3227 RTP/AVP 31',
        'a=rtpmap:31 LPC',
        ''))

# SP Characters at End of Request-Line
add('trws', '3.1.2.10', 'invalid', 400, 'start-line-space',
    text(
        'OPTIONS sip:remote-target@example.com SIP/2.0  ',
        'Via: SIP/2.0/TCP host1.examle.com;branch=z9hG4bK299342093',
        'To: <sip:remote-target@example.com>',
        'From: <sip:local-resource@example.com>;tag=329429089',
        'Call-ID: trws.oicu34958239neffasdhr2345r',
        'Accept: application/sdp',
        'CSeq: 238923 OPTIONS',
        'Max-Forwards: 70',
        'Content-Length: 0',
        '',
        ''))

# Escaped Headers in SIP Request-URI
add('escruri', '3.1.2.11', 'invalid', 400, 'request-uri-headers',
    text(
        'INVITE sip:user@example.com?Route=%3Csip:example.com%3E SIP/2.0',
        'To: sip:user@example.com',
        'From: sip:caller@example.net;tag=341518',
        'Max-Forwards: 7',
        'Contact: <sip:caller@host39923.example.net>',
        'Call-ID: escruri.23940-asdfhj-aje3br-234q098w-fawerh2q-h4n5',
        'CSeq: 149209342 INVITE',
        'Via: SIP/2.0/UDP host-of-the-hour.example.com;branch=z9hG4bKkdjuw',
        'Content-Type: application/sdp',
        'Content-Length: 150',
        '',
        'v=0',
        'o=mhandley 29739 7272939 IN IP4 192.0.2.1',
        's=-',
        'c=IN IP4 192.0.2.1',
        't=0 0',
        'm=audio 49217 RTP/AVP 0 12',
        'm=video 3227 RTP/AVP 31',
        'a=rtpmap:31 LPC',
        ''))

# Invalid Time Zone in Date Header Field
add('baddate', '3.1.2.12', 'invalid', 400, 'date',
    text(
        'INVITE sip:user@example.com SIP/2.0',
        'To: sip:user@example.com',
        'From: sip:caller@example.net;tag=2234923',
        'Max-Forwards: 70',
        'Call-ID: baddate.239423mnsadf3j23lj42--sedfnm234',
        'CSeq: 1392934 INVITE',
        'Via: SIP/2.0/UDP host.example.com;branch=z9hG4bKkdjuw',
        'Date: Fri, 01 Jan 2010 16:00:00 EST',
        'Contact: <sip:caller@host5.example.net>',
        'Content-Type: application/sdp',
        'Content-Length: 150',
        '',
        'v=0',
        'o=mhandley 29739 7272939 IN IP4 192.0.2.5',
        's=-',
        'c=IN IP4 192.0.2.5',
        't=0 0',
        'm=audio 49217 RTP/AVP 0 12',
        'm=video 3227 RTP/AVP 31',
        'a=rtpmap:31 LPC',
        ''))

# Failure to Enclose name-addr URI in <>
add('regbadct', '3.1.2.13', 'invalid', 400, 'uri-bare',
    text(
        'REGISTER sip:example.com SIP/2.0',
        'To: sip:user@example.com',
        'From: sip:user@example.com;tag=998332',
        'Max-Forwards: 70',
        'Call-ID: regbadct.k345asrl3fdbv@10.0.0.1',
        'CSeq: 1 REGISTER',
        'Via: SIP/2.0/UDP 135.180.130.133:5060;branch=z9hG4bKkdjuw',
        'Contact: sip:user@example.com?Route=%3Csip:sip.example.com%3E',
        'l: 0',
        '',
        ''))

# Spaces within addr-spec
add('badaspec', '3.1.2.14', 'invalid', 400, 'address-space',
    text(
        'OPTIONS sip:user@example.org SIP/2.0',
        'Via: SIP/2.0/UDP host4.example.com:5060;branch=z9hG4bKkdju43234',
        'Max-Forwards: 70',
        'From: "Bell, Alexander" <sip:a.g.bell@example.com>;tag=433423',
        'To: "Watson, Thomas" < sip:t.watson@example.org >',
        'Call-ID: badaspec.sdf0234n2nds0a099u23h3hnnw009cdkne3',
        'Accept: application/sdp',
        'CSeq: 3923239 OPTIONS',
        'l: 0',
        '',
        ''))

# Non-token Characters in Display Name
add('baddn', '3.1.2.15', 'invalid', 400, 'display-name',
    text(
        'OPTIONS sip:t.watson@example.org SIP/2.0',
        'Via:     SIP/2.0/UDP c.example.com:5060;branch=z9hG4bKkdjuw',
        'Max-Forwards:      70',
        'From:    Bell, Alexander <sip:a.g.bell@example.com>;tag=43',
        'To:      Watson, Thomas <sip:t.watson@example.org>',
        'Call-ID: baddn.31415@c.example.com',
        'Accept: application/sdp',
        'CSeq:    3923239 OPTIONS',
        'l: 0',
        ''))

# Unknown Protocol Version
add('badvers', '3.1.2.16', 'invalid', 505, 'version',
    text(
        'OPTIONS sip:t.watson@example.org SIP/7.0',
        'Via:     SIP/7.0/UDP c.example.com;branch=z9hG4bKkdjuw',
        'Max-Forwards:     70',
        'From:    A. Bell <sip:a.g.bell@example.com>;tag=qweoiqpe',
        'To:      T. Watson <sip:t.watson@example.org>',
        'Call-ID: badvers.31417@c.example.com',
        'CSeq:    1 OPTIONS',
        'l: 0',
        '',
        ''))

# Start Line and CSeq Method Mismatch
add('mismatch01', '3.1.2.17', 'invalid', 400, 'cseq-method',
    text(
        'OPTIONS sip:user@example.com SIP/2.0',
        'To: sip:j.user@example.com',
        'From: sip:caller@example.net;tag=34525',
        'Max-Forwards: 6',
        'Call-ID: mismatch01.dj0234sxdfl3',
        'CSeq: 8 INVITE',
        'Via: SIP/2.0/UDP host.example.com;branch=z9hG4bKkdjuw',
        'l: 0',
        '',
        ''))

# Unknown Method with CSeq Method Mismatch
add('mismatch02', '3.1.2.18', 'invalid', 400, 'cseq-method',
    text(
        'NEWMETHOD sip:user@example.com SIP/2.0',
        'To: sip:j.user@example.com',
        'From: sip:caller@example.net;tag=34525',
        'Max-Forwards: 6',
        'Call-ID: mismatch02.dj0234sxdfl3',
        'CSeq: 8 INVITE',
        'Contact: <sip:caller@host.example.net>',
        'Via: SIP/2.0/UDP host.example.net;branch=z9hG4bKkdjuw',
        'Content-Type: application/sdp',
        'l: 138',
        '',
        'v=0',
        'o=mhandley 29739 7272939 IN IP4 192.0.2.1',
        'c=IN IP4 192.0.2.1',
        'm=audio 49217 RTP/AVP 0 12',
        'm=video 3227 RTP/AVP 31',
        'a=rtpmap:31 LPC',
        ''))

# Overlarge Response Code
add('bigcode', '3.1.2.19', 'invalid', 0, 'status-range',
    text(
        'SIP/2.0 4294967301 better not break the receiver',
        'Via: SIP/2.0/UDP 192.0.2.105;branch=z9hG4bK2398ndaoe',
        'Call-ID: bigcode.asdof3uj203asdnf3429uasdhfas3ehjasdfas9i',
        'CSeq: 353494 INVITE',
        'From: <sip:user@example.com>;tag=39ansfi3',
        'To: <sip:user@example.edu>;tag=902jndnke3',
        'Content-Length: 0',
        'Contact: <sip:user@host105.example.com>',
        '',
        ''))

# Missing Transaction Identifier
add('badbranch', '3.2.1', 'refused', 400, 'branch-empty',
    text(
        'OPTIONS sip:user@example.com SIP/2.0',
        'To: sip:user@example.com',
        'From: sip:caller@example.org;tag=33242',
        'Max-Forwards: 3',
        'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK',
        'Accept: application/sdp',
        'Call-ID: badbranch.sadonfo23i420jv0as0derf3j3n',
        'CSeq: 8 OPTIONS',
        'l: 0',
        '',
        ''))

# Missing Required Header Fields
add('insuf', '3.3.1', 'refused', 400, 'header-missing',
    text(
        'INVITE sip:user@example.com SIP/2.0',
        'CSeq: 193942 INVITE',
        'Via: SIP/2.0/UDP 192.0.2.95;branch=z9hG4bKkdj.insuf',
        'Content-Type: application/sdp',
        'l: 152',
        '',
        'v=0',
        'o=mhandley 29739 7272939 IN IP4 192.0.2.95',
        's=-',
        'c=IN IP4 192.0.2.95',
        't=0 0',
        'm=audio 49217 RTP/AVP 0 12',
        'm=video 3227 RTP/AVP 31',
        'a=rtpmap:31 LPC',
        ''))

# Request-URI with Unknown Scheme
add('unkscm', '3.3.2', 'refused', 416, 'request-uri-scheme',
    text(
        'OPTIONS nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0',
        'To: sip:user@example.com',
        'From: sip:caller@example.net;tag=384',
        'Max-Forwards: 3',
        'Call-ID: unkscm.nasdfasser0q239nwsdfasdkl34',
        'CSeq: 3923423 OPTIONS',
        'Via: SIP/2.0/TCP host9.example.com;branch=z9hG4bKkdjuw39234',
        'Content-Length: 0',
        '',
        ''))

# Request-URI with Known but Atypical Scheme
add('novelsc', '3.3.3', 'refused', 416, 'request-uri-scheme',
    text(
        'OPTIONS soap.beep://192.0.2.103:3002 SIP/2.0',
        'To: sip:user@example.com',
        'From: sip:caller@example.net;tag=384',
        'Max-Forwards: 3',
        'Call-ID: novelsc.asdfasser0q239nwsdfasdkl34',
        'CSeq: 3923423 OPTIONS',
        'Via: SIP/2.0/TCP host9.example.com;branch=z9hG4bKkdjuw39234',
        'Content-Length: 0',
        '',
        ''))

# Unknown URI Schemes in Header Fields
add('unksm2', '3.3.4', 'refused', 400, 'register-scheme',
    text(
        'REGISTER sip:example.com SIP/2.0',
        'To: isbn:2983792873',
        'From: <http://www.example.com>;tag=3234233',
        'Call-ID: unksm2.daksdj@hyphenated-host.example.com',
        'CSeq: 234902 REGISTER',
        'Max-Forwards: 70',
        'Via: SIP/2.0/UDP 192.0.2.21:5060;branch=z9hG4bKkdjuw',
        'Contact: <name:John_Smith>',
        'l: 0',
        '',
        ''))

# Proxy-Require and Require
add('bext01', '3.3.5', 'refused', 420, 'option-unknown',
    text(
        'OPTIONS sip:user@example.com SIP/2.0',
        'To: sip:j_user@example.com',
        'From: sip:caller@example.net;tag=242etr',
        'Max-Forwards: 6',
        'Call-ID: bext01.0ha0isndaksdj',
        'Require: nothingSupportsThis, nothingSupportsThisEither',
        'Proxy-Require: noProxiesSupportThis, norDoAnyProxiesSupportThis',
        'CSeq: 8 OPTIONS',
        'Via: SIP/2.0/TLS fold-and-staple.example.com;branch=z9hG4bKkdjuw',
        'Content-Length: 0',
        '',
        ''))

# Unknown Content-Type
add('invut', '3.3.6', 'refused', 415, 'media-type-unknown',
    text(
        'INVITE sip:user@example.com SIP/2.0',
        'Contact: <sip:caller@host5.example.net>',
        'To: sip:j.user@example.com',
        'From: sip:caller@example.net;tag=8392034',
        'Max-Forwards: 70',
        'Call-ID: invut.0ha0isndaksdjadsfij34n23d',
        'CSeq: 235448 INVITE',
        'Via: SIP/2.0/UDP somehost.example.com;branch=z9hG4bKkdjuw',
        'Content-Type: application/unknownformat',
        'Content-Length: 40',
        '',
        '<audio>',
        ' <pcmu port="443"/>',
        '</audio>',
        ''))

# Unknown Authorization Scheme
add('regaut01', '3.3.7', 'refused', 401, 'auth-scheme',
    text(
        'REGISTER sip:example.com SIP/2.0',
        'To: sip:j.user@example.com',
        'From: sip:j.user@example.com;tag=87321hj23128',
        'Max-Forwards: 8',
        'Call-ID: regaut01.0ha0isndaksdj',
        'CSeq: 9338 REGISTER',
        'Via: SIP/2.0/TCP 192.0.2.253;branch=z9hG4bKkdjuw',
        'Authorization: NoOneKnowsThisScheme opaque-data=here',
        'Content-Length:0',
        '',
        ''))

# Multiple Values in Single Value Required Fields
add('multi01', '3.3.8', 'refused', 400, 'header-repeated',
    text(
        'INVITE sip:user@company.com SIP/2.0',
        'Contact: <sip:caller@host25.example.net>',
        'Via: SIP/2.0/UDP 192.0.2.25;branch=z9hG4bKkdjuw',
        'Max-Forwards: 70',
        'CSeq: 5 INVITE',
        'Call-ID: multi01.98asdh@192.0.2.1',
        'CSeq: 59 INVITE',
        'Call-ID: multi01.98asdh@192.0.2.2',
        'From: sip:caller@example.com;tag=3413415',
        'To: sip:user@example.com',
        'To: sip:other@example.net',
        'From: sip:caller@example.net;tag=2923420123',
        'Content-Type: application/sdp',
        'l: 154',
        'Contact: <sip:caller@host36.example.net>',
        'Max-Forwards: 5',
        '',
        'v=0',
        'o=mhandley 29739 7272939 IN IP4 192.0.2.25',
        's=-',
        'c=IN IP4 192.0.2.25',
        't=0 0',
        'm=audio 49217 RTP/AVP 0 12',
        'm=video 3227 RTP/AVP 31',
        'a=rtpmap:31 LPC',
        '',
        ''))

# Multiple Content-Length Values
add('mcl01', '3.3.9', 'refused', 400, 'header-repeated',
    text(
        'OPTIONS sip:user@example.com SIP/2.0',
        'Via: SIP/2.0/UDP host5.example.net;branch=z9hG4bK293423',
        'To: sip:user@example.com',
        'From: sip:other@example.net;tag=3923942',
        'Call-ID: mcl01.fhn2323orihawfdoa3o4r52o3irsdf',
        'CSeq: 15932 OPTIONS',
        'Content-Length: 13',
        'Max-Forwards: 60',
        'Content-Length: 5',
        'Content-Type: text/plain',
        '',
        "There's no way to know how many octets are supposed to be here.",
        '',
        ''))

# 200 OK Response with Broadcast Via Header Field Value
add('bcast', '3.3.10', 'refused', 0, 'via-broadcast',
    text(
        'SIP/2.0 200 OK',
        'Via: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923',
        'Via: SIP/2.0/UDP 255.255.255.255;branch=z9hG4bK1saber23',
        'Call-ID: bcast.0384840201234ksdfak3j2erwedfsASdf',
        'CSeq: 35 INVITE',
        'From: sip:user@example.com;tag=11141343',
        'To: sip:user@example.edu;tag=2229',
        'Content-Length: 154',
        'Content-Type: application/sdp',
        'Contact: <sip:user@host28.example.com>',
        '',
        'v=0',
        'o=mhandley 29739 7272939 IN IP4 192.0.2.198',
        's=-',
        'c=IN IP4 192.0.2.198',
        't=0 0',
        'm=audio 49217 RTP/AVP 0 12',
        'm=video 3227 RTP/AVP 31',
        'a=rtpmap:31 LPC',
        ''))

# Max-Forwards of Zero
add('zeromf', '3.3.11', 'valid', 483, 'max-forwards-zero',
    text(
        'OPTIONS sip:user@example.com SIP/2.0',
        'To: sip:user@example.com',
        'From: sip:caller@example.net;tag=3ghsd41',
        'Call-ID: zeromf.jfasdlfnm2o2l43r5u0asdfas',
        'CSeq: 39234321 OPTIONS',
        'Via: SIP/2.0/UDP host1.example.com;branch=z9hG4bKkdjuw2349i',
        'Max-Forwards: 0',
        'Content-Length: 0',
        '',
        ''))

# REGISTER with a Contact Header Parameter
add('cparam01', '3.3.12', 'valid', 0, '',
    text(
        'REGISTER sip:example.com SIP/2.0',
        'Via: SIP/2.0/UDP saturn.example.com:5060;branch=z9hG4bKkdjuw',
        'Max-Forwards: 70',
        'From: sip:watson@example.com;tag=DkfVgjkrtMwaerKKpe',
        'To: sip:watson@example.com',
        'Call-ID: cparam01.70710@saturn.example.com',
        'CSeq: 2 REGISTER',
        'Contact: sip:+19725552222@gw1.example.net;unknownparam',
        'l: 0',
        '',
        ''))

# REGISTER with a url-parameter
add('cparam02', '3.3.13', 'valid', 0, '',
    text(
        'REGISTER sip:example.com SIP/2.0',
        'Via: SIP/2.0/UDP saturn.example.com:5060;branch=z9hG4bKkdjuw',
        'Max-Forwards: 70',
        'From: sip:watson@example.com;tag=838293',
        'To: sip:watson@example.com',
        'Call-ID: cparam02.70710@saturn.example.com',
        'CSeq: 3 REGISTER',
        'Contact: <sip:+19725552222@gw1.example.net;unknownparam>',
        'l: 0',
        '',
        ''))

# REGISTER with a URL Escaped Header
add('regescrt', '3.3.14', 'valid', 0, '',
    text(
        'REGISTER sip:example.com SIP/2.0',
        'To: sip:user@example.com',
        'From: sip:user@example.com;tag=8',
        'Max-Forwards: 70',
        'Call-ID: regescrt.k345asrl3fdbv@192.0.2.1',
        'CSeq: 14398234 REGISTER',
        'Via: SIP/2.0/UDP host5.example.com;branch=z9hG4bKkdjuw',
        'M: <sip:user@example.com?Route=%3Csip:sip.example.com%3E>',
        'L:0',
        '',
        ''))

# Unacceptable Accept Offering
add('sdp01', '3.3.15', 'refused', 406, 'accept',
    text(
        'INVITE sip:user@example.com SIP/2.0',
        'To: sip:j_user@example.com',
        'Contact: <sip:caller@host15.example.net>',
        'From: sip:caller@example.net;tag=234',
        'Max-Forwards: 5',
        'Call-ID: sdp01.ndaksdj9342dasdd',
        'Accept: text/nobodyKnowsThis',
        'CSeq: 8 INVITE',
        'Via: SIP/2.0/UDP 192.0.2.15;branch=z9hG4bKkdjuw',
        'Content-Length: 150',
        'Content-Type: application/sdp',
        '',
        'v=0',
        'o=mhandley 29739 7272939 IN IP4 192.0.2.5',
        's=-',
        'c=IN IP4 192.0.2.5',
        't=0 0',
        'm=audio 49217 RTP/AVP 0 12',
        'm=video 3227 RTP/AVP 31',
        'a=rtpmap:31 LPC',
        ''))

# INVITE with RFC 2543 Syntax
add('inv2543', '3.4.1', 'valid', 0, '',
    text(
        'INVITE sip:UserB@example.com SIP/2.0',
        'Via: SIP/2.0/UDP iftgw.example.com',
        'From: <sip:+13035551111@ift.client.example.net;user=phone>',
        'Record-Route: <sip:UserB@example.com;maddr=ss1.example.com>',
        'To: sip:+16505552222@ss1.example.net;user=phone',
        'Call-ID: inv2543.1717@ift.client.example.com',
        'CSeq: 56 INVITE',
        'Content-Type: application/sdp',
        '',
        'v=0',
        'o=mhandley 29739 7272939 IN IP4 192.0.2.5',
        's=-',
        'c=IN IP4 192.0.2.5',
        't=0 0',
        'm=audio 49217 RTP/AVP 0',
        ''))

def main():
    here = os.path.dirname(os.path.abspath(__file__))
    directory = sys.argv[1] if len(sys.argv) > 1 else os.path.join(here, 'torture')
    os.makedirs(directory, exist_ok=True)
    with open(os.path.join(directory, 'torture.tsv'), 'w', encoding='utf-8') as index:
        print('name', 'section', 'verdict', 'response', 'reason', sep='\t', file=index)
        for name, section, verdict, response, reason, message in messages:
            print(name, section, verdict, response, reason or '-', sep='\t', file=index)
            with open(os.path.join(directory, name + '.sip'), 'wb') as file:
                file.write(message)


main()
