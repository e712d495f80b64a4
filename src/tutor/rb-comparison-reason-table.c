/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The reasons for differences from the textbook, in words. rb-comparison-reason.c finds which one it is,
 * rb-comparison-ask.c offers some of the others beside it. */

#include "rb-comparison-reason-table.h"

#include <glib/gi18n-lib.h>

/* To be read like a page. */
/* clang-format off */
static const RbReason reasons[RB_N_REASONS] = {
  [RB_REASON_CHALLENGE] = {
    .word = "challenge",
    .rfc = "RFC 3261 22.3",
    .shared = TRUE,
    .text = N_ ("Before it passes the request on, the proxy wants to know who sends it. Its 407 carries a challenge "
                "(realm and nonce), ACK ends this first attempt, and the second request carries the answer, computed "
                "from the password. The textbook leaves this check out."),
    .answer = N_ ("The proxy wants to know who is calling before it passes the call on."),
    .wrong = { RB_REASON_FORK, RB_REASON_REDIRECT, RB_REASON_TIMER_A },
  },
  [RB_REASON_CHALLENGE_REGISTRAR] = {
    .word = "challenge",
    .rfc = "RFC 3261 22.2",
    .shared = TRUE,
    .text = N_ ("The server wants to know who sends the request. Its 401 carries a challenge (realm and nonce), and "
                "the second request carries the answer, computed from the password. The textbook leaves this check "
                "out."),
    .answer = N_ ("The server wants to know who sends the request before it accepts it."),
    .wrong = { RB_REASON_REGISTER_REFRESH, RB_REASON_TIMER_E, RB_REASON_REDIRECT },
  },
  [RB_REASON_NO_CHALLENGE] = {
    .word = "no-challenge",
    .rfc = "RFC 3261 22.1",
    .text = N_ ("Nothing had to be asked: the request has credentials already. For them it needs the nonce of a "
                "challenge that came before this capture begins."),
    .answer = N_ ("The request has credentials already, with a nonce from before the capture."),
    .wrong = { RB_REASON_REGISTER_REFRESH, RB_REASON_TIMER_E, RB_NO_REASON_FAULT },
  },
  [RB_REASON_PROXY_TIMER] = {
    .word = "proxy-timer",
    .rfc = "RFC 3261 16.6, 16.8",
    .shared = TRUE,
    .text = N_ ("The callee never sends a 408. While its phone rings, a timer of the proxy runs out (timer C of the "
                "RFC, or a shorter one that the proxy sets itself). The proxy then tells the caller 408, and stops "
                "the callee's phone with CANCEL: the callee answers the CANCEL with 200 and the INVITE with 487."),
    .answer = N_ ("A timer of the proxy ran out: the proxy tells the caller 408 and stops the callee's phone with CANCEL."),
    .wrong = { RB_NO_REASON_REJECTED, RB_NO_REASON_LOST, RB_NO_REASON_NO_PHONE },
  },
  [RB_REASON_PROXY_TIMER_NEAR] = {
    .word = "proxy-timer",
    .rfc = "RFC 3261 16.6, 16.8",
    .shared = TRUE,
    .confidence = RB_CONFIDENCE_LIKELY,
    .text = N_ ("In the textbook this 408 comes from the callee. Here it is likely the proxy's own: a phone that "
                "rings does not send 408, but a timer of the proxy runs out. On the callee's side, which this "
                "capture does not show, the proxy then sends CANCEL, and the callee answers with 200 and 487."),
    .answer = N_ ("A timer of the proxy ran out: the proxy tells the caller 408 and stops the callee's phone with CANCEL."),
    .wrong = { RB_NO_REASON_REJECTED, RB_NO_REASON_CALLEE_TIMER, RB_REASON_OWN_TIMER },
  },
  [RB_REASON_PROXY_TIMER_FAR] = {
    .word = "proxy-timer",
    .rfc = "RFC 3261 16.6, 9.1",
    .shared = TRUE,
    .confidence = RB_CONFIDENCE_GUESS,
    .text = N_ ("The callee never sends a 408: it gets a CANCEL, and answers it with 200 and the INVITE with 487. "
                "That may be because a timer of the proxy ran out or because the caller hung up: this side of the "
                "call cannot know."),
    .answer = N_ ("The call was given up on the other side: by the caller, or by a timer of the proxy."),
    .wrong = { RB_NO_REASON_REJECTED, RB_NO_REASON_LOST, RB_NO_REASON_CALLEE_TIMER },
  },
  [RB_REASON_PROXY_TIMER_TOLD] = {
    .word = "proxy-timer",
    .rfc = "RFC 3326",
    .shared = TRUE,
    .text = N_ ("The callee never sends a 408: it gets a CANCEL, and answers it with 200 and the INVITE with 487. "
                "The Reason header of the CANCEL says 408: nobody answered until a timer of the proxy ran out."),
    .answer = N_ ("A timer of the proxy ran out: the proxy tells the caller 408 and stops the callee's phone with CANCEL."),
    .wrong = { RB_NO_REASON_REJECTED, RB_NO_REASON_LOST, RB_NO_REASON_CALLEE_TIMER },
  },
  [RB_REASON_OWN_TIMER] = {
    .word = "own-timer",
    .rfc = "RFC 3261 8.1.3.1",
    .shared = TRUE,
    .text = N_ ("This response was never on the network. The phone made it itself when its own timer ran out without "
                "a final response."),
    .answer = N_ ("The caller's own phone gave up: it made this response itself."),
    .wrong = { RB_REASON_PROXY_TIMER, RB_NO_REASON_CALLEE_TIMER, RB_NO_REASON_REJECTED },
  },
  [RB_REASON_MIRRORED_CALLER] = {
    .word = "mirrored",
    .rfc = "RFC 3261 15",
    .shared = TRUE,
    .text = N_ ("In the textbook the callee hangs up, here the caller does. Both are normal: either end may send "
                "BYE, and the flow is the same, mirrored."),
    .answer = N_ ("Here the caller hangs up: either end may send BYE."),
    .wrong = { RB_NO_REASON_FAULT, RB_NO_REASON_LOST, RB_REASON_SESSION_REFRESH },
  },
  [RB_REASON_MIRRORED_CALLEE] = {
    .word = "mirrored",
    .rfc = "RFC 3261 15",
    .shared = TRUE,
    .text = N_ ("In the textbook the caller hangs up, here the callee does. Both are normal: either end may send "
                "BYE, and the flow is the same, mirrored."),
    .answer = N_ ("Here the callee hangs up: either end may send BYE."),
    .wrong = { RB_NO_REASON_FAULT, RB_NO_REASON_LOST, RB_REASON_SESSION_REFRESH },
  },
  [RB_REASON_MIRRORED_OTHER] = {
    .word = "mirrored",
    .rfc = "RFC 3261 12.2",
    .shared = TRUE,
    .text = N_ ("The other end than in the textbook sends this. Both are normal: inside a dialog either end may send "
                "requests, and the flow is the same, mirrored."),
    .answer = N_ ("The other end does it here: inside a dialog either end may send requests."),
    .wrong = { RB_NO_REASON_FAULT, RB_NO_REASON_LOST, RB_REASON_FORK },
  },
  [RB_REASON_NO_TRYING] = {
    .word = "trying",
    .rfc = "RFC 3261 17.2.1",
    .text = N_ ("No 100 Trying came. It is only needed when no other response is ready within 200 ms, and it "
                "concerns one hop only. Its absence is no fault."),
    .answer = N_ ("It is not needed when another response comes within 200 ms."),
    .wrong = { RB_NO_REASON_LOST, RB_NO_REASON_FAULT, RB_REASON_CHALLENGE },
  },
  [RB_REASON_NO_TRYING_LATE] = {
    .word = "trying",
    .rfc = "RFC 3261 17.2.1",
    .confidence = RB_CONFIDENCE_LIKELY,
    .text = N_ ("No 100 Trying came, although no other response was there within 200 ms, where it ought to be sent. "
                "Likely the INVITE itself was lost at first and came late; this capture cannot tell."),
    .answer = N_ ("Likely the INVITE itself was lost at first, and came late."),
    .wrong = { RB_REASON_NO_TRYING, RB_NO_REASON_FAULT, RB_REASON_CHALLENGE },
  },
  [RB_REASON_TRYING] = {
    .word = "trying",
    .rfc = "RFC 3261 17.2.1",
    .text = N_ ("100 Trying only tells the previous hop that the INVITE has arrived, so that it does not send it "
                "again. Each hop may send its own, and none is passed on; many flows in books leave it out."),
    .answer = N_ ("Each hop may tell the one before it that the INVITE has arrived."),
    .wrong = { RB_REASON_TIMER_A, RB_REASON_FORK, RB_NO_REASON_FAULT },
  },
  [RB_REASON_NO_RINGING] = {
    .word = "no-ringing",
    .rfc = "RFC 3261 13.3.1.1",
    .shared = TRUE,
    .text = N_ ("No 180 Ringing came: the phone gave its final response without ringing first. 180 is usual, but "
                "nothing requires it."),
    .answer = N_ ("The phone gave its final response without ringing first."),
    .wrong = { RB_NO_REASON_LOST, RB_REASON_FORK, RB_NO_REASON_FAULT },
  },
  [RB_REASON_RINGING] = {
    .word = "ringing",
    .rfc = "RFC 3261 13.3.1.1",
    .shared = TRUE,
    .text = N_ ("A phone rang before the call came to this end. The textbook flow has no ringing."),
    .answer = N_ ("A phone rang before the call came to this end."),
    .wrong = { RB_NO_REASON_FAULT, RB_REASON_TIMER_G, RB_REASON_REINVITE },
  },
  [RB_REASON_EARLY_MEDIA] = {
    .word = "early-media",
    .rfc = "RFC 3261 21.1.5",
    .shared = TRUE,
    .text = N_ ("183 Session Progress says that there is something to hear before the call is answered, such as a "
                "tone or an announcement: early media. It can come before 180 or in its place."),
    .answer = N_ ("There is a tone or an announcement to hear before the call is answered."),
    .wrong = { RB_NO_REASON_RINGING_TWICE, RB_NO_REASON_ANSWERED, RB_NO_REASON_FAULT },
  },
  [RB_REASON_PROVISIONAL] = {
    .word = "provisional",
    .rfc = "RFC 3261 13.3.1.1",
    .text = N_ ("One more provisional response: it reports how far the call has come, and keeps the proxies from "
                "giving up. Any number of them may come before the final response."),
    .answer = N_ ("The phone reports again that the call goes on."),
    .wrong = { RB_REASON_FORK, RB_REASON_TIMER_G, RB_NO_REASON_ANSWERED },
  },
  [RB_REASON_PRACK] = {
    .word = "prack",
    .rfc = "RFC 3262 3",
    .shared = TRUE,
    .text = N_ ("PRACK acknowledges a provisional response that was sent reliably (RSeq, 100rel), and the 200 "
                "answers PRACK. The textbook has only provisional responses that nobody acknowledges."),
    .answer = N_ ("It acknowledges a provisional response that was sent reliably."),
    .wrong = { RB_REASON_CHALLENGE, RB_REASON_TIMER_E, RB_REASON_SESSION_REFRESH },
  },
  [RB_REASON_FORK] = {
    .word = "fork",
    .rfc = "RFC 3261 16.7",
    .shared = TRUE,
    .text = N_ ("The proxy called more than one phone at once (forking). Each has a To tag of its own and answers "
                "for itself, and all but the one that answers first are called off. The textbook has only one phone."),
    .answer = N_ ("The proxy called more than one phone at once."),
    .wrong = { RB_REASON_TIMER_A, RB_REASON_CHALLENGE, RB_REASON_REDIRECT },
  },
  [RB_REASON_REDIRECT] = {
    .word = "redirect",
    .rfc = "RFC 3261 8.1.3.4",
    .shared = TRUE,
    .text = N_ ("The first attempt was answered with another address (3xx), and the caller tried again there with a "
                "new INVITE. The textbook shows only the attempt that went through."),
    .answer = N_ ("The caller was told another address and tried again there."),
    .wrong = { RB_REASON_CHALLENGE, RB_REASON_FORK, RB_REASON_TIMER_A },
  },
  [RB_REASON_EARLIER_ATTEMPT] = {
    .word = "earlier-attempt",
    .rfc = "RFC 3261 8.1.3.5",
    .shared = TRUE,
    .confidence = RB_CONFIDENCE_LIKELY,
    .text = N_ ("This likely belongs to an earlier attempt, which was refused and followed by a new request with "
                "something changed. The textbook shows only one attempt."),
    .answer = N_ ("An earlier attempt was refused, and another one followed."),
    .wrong = { RB_REASON_TIMER_A, RB_REASON_FORK, RB_REASON_CHALLENGE },
  },
  [RB_REASON_ANOTHER_HOP] = {
    .word = "another-hop",
    .rfc = "RFC 3261 16.6",
    .shared = TRUE,
    .text = N_ ("The call took one more hop than in the textbook flow: another server passes each message on."),
    .answer = N_ ("One more server passes each message on."),
    .wrong = { RB_REASON_FORK, RB_REASON_TIMER_A, RB_REASON_REDIRECT },
  },
  [RB_REASON_DIRECT] = {
    .word = "direct",
    .rfc = "RFC 3261 16.6, 12.2.1.1",
    .shared = TRUE,
    .text = N_ ("Inside the dialog the two phones talk to each other directly: no proxy asked with Record-Route to "
                "stay on the path, so that it does not see these messages."),
    .answer = N_ ("No proxy asked with Record-Route to stay on the path."),
    .wrong = { RB_NO_REASON_LOST, RB_REASON_REDIRECT, RB_NO_REASON_FAULT },
  },
  [RB_REASON_CANCEL] = {
    .word = "cancel",
    .rfc = "RFC 3261 9",
    .shared = TRUE,
    .text = N_ ("The INVITE was called off while it had no final response: CANCEL is answered with 200, and the "
                "INVITE itself with 487."),
    .answer = N_ ("The INVITE was called off before it had a final response."),
    .wrong = { RB_NO_REASON_REJECTED, RB_NO_REASON_ANSWERED, RB_NO_REASON_LOST },
  },
  [RB_REASON_SESSION_REFRESH] = {
    .word = "session-refresh",
    .rfc = "RFC 4028",
    .shared = TRUE,
    .text = N_ ("A session timer runs (Session-Expires): from time to time one end sends a request in the dialog to "
                "show that it is still there. The textbook's call is too short for that, or has no session timer."),
    .answer = N_ ("A session timer: one end shows that it is still there."),
    .wrong = { RB_REASON_CHALLENGE, RB_REASON_TIMER_A, RB_REASON_REINVITE },
  },
  [RB_REASON_REINVITE] = {
    .word = "re-invite",
    .rfc = "RFC 3261 14",
    .shared = TRUE,
    .text = N_ ("An INVITE inside the dialog (re-INVITE) changes the session that exists: hold, resume, another "
                "codec or another address. The textbook's call stays as it began."),
    .answer = N_ ("One end changes the session while the call lasts, for example to hold it."),
    .wrong = { RB_REASON_CHALLENGE, RB_REASON_TIMER_A, RB_REASON_FORK },
  },
  [RB_REASON_GLARE] = {
    .word = "glare",
    .rfc = "RFC 3261 14.1",
    .shared = TRUE,
    .text = N_ ("Both ends wanted to change the session at the same time (glare). Each refuses the other's INVITE "
                "with 491, and tries again after a random time. The textbook leaves that out."),
    .answer = N_ ("Both ends wanted to change the session at the same time."),
    .wrong = { RB_REASON_CHALLENGE, RB_NO_REASON_REJECTED, RB_REASON_TIMER_A },
  },
  [RB_REASON_TRANSFER] = {
    .word = "transfer",
    .rfc = "RFC 3515",
    .shared = TRUE,
    .text = N_ ("REFER asks the other phone to call somebody else, and NOTIFY reports what came of it: the call is "
                "being transferred."),
    .answer = N_ ("One end asks the other to call somebody else."),
    .wrong = { RB_REASON_REDIRECT, RB_REASON_FORK, RB_REASON_REINVITE },
  },
  [RB_REASON_REGISTER_REFRESH] = {
    .word = "refresh",
    .rfc = "RFC 3261 10.2.4",
    .shared = TRUE,
    .text = N_ ("A registration holds only for the time the registrar granted. The phone sends REGISTER again before "
                "that, which also keeps the way through a NAT open. The textbook shows only one round."),
    .answer = N_ ("A registration expires, so that the phone repeats it in time."),
    .wrong = { RB_REASON_TIMER_E, RB_REASON_CHALLENGE_REGISTRAR, RB_NO_REASON_FAULT },
  },
  [RB_REASON_OTHER_REQUEST] = {
    .word = "other-request",
    .rfc = "RFC 3261 12.2",
    .text = N_ ("This exchange belongs to the call but does not change its course: the textbook leaves it out."),
    .answer = N_ ("It is an exchange beside the course of the call."),
    .wrong = { RB_REASON_TIMER_E, RB_REASON_CHALLENGE, RB_NO_REASON_FAULT },
  },
  [RB_REASON_BYE] = {
    .word = "bye",
    .rfc = "RFC 3261 15",
    .shared = TRUE,
    .text = N_ ("The call ends with BYE, which the textbook flow does not have."),
    .answer = N_ ("One end hung up."),
    .wrong = { RB_NO_REASON_REJECTED, RB_REASON_SESSION_REFRESH, RB_NO_REASON_LOST },
  },
  [RB_REASON_ORDER_CANCEL] = {
    .word = "order",
    .rfc = "RFC 3261 9.2",
    .text = N_ ("The 200 of the CANCEL and the 487 of the INVITE came in the other order. Both are right: CANCEL and "
                "INVITE are two transactions, and their responses may overtake each other."),
    .answer = N_ ("They belong to two transactions, whose responses may overtake each other."),
    .wrong = { RB_NO_REASON_FAULT, RB_REASON_TIMER_G, RB_REASON_FORK },
  },
  [RB_REASON_ORDER] = {
    .word = "order",
    .rfc = "RFC 3261 17",
    .text = N_ ("This came at another place than in the textbook. Messages of different transactions may overtake "
                "each other, and UDP keeps no order."),
    .answer = N_ ("Messages of different transactions may overtake each other."),
    .wrong = { RB_NO_REASON_FAULT, RB_REASON_CHALLENGE, RB_REASON_FORK },
  },
  [RB_REASON_STATUS] = {
    .word = "other-status",
    .rfc = "RFC 3261 21",
    .shared = TRUE,
    .text = N_ ("Another status code than in the textbook stands in the same place. The flow is the same, the cause "
                "is another."),
    .answer = N_ ("The flow is the same, but its cause is another."),
    .wrong = { RB_NO_REASON_FAULT, RB_REASON_CHALLENGE, RB_REASON_FORK },
  },
  [RB_REASON_NO_ACK] = {
    .word = "no-ack",
    .rfc = "RFC 3261 13.3.1.4",
    .shared = TRUE,
    .confidence = RB_CONFIDENCE_LIKELY,
    .text = N_ ("The ACK never came. The side that waits for it repeats its final response until it gives up after "
                "32 s. Likely the ACK was sent to an address that cannot be reached, or got lost; this capture "
                "cannot tell which."),
    .answer = N_ ("It was likely sent to an address that cannot be reached, or got lost."),
    .wrong = { RB_REASON_NO_TRYING, RB_REASON_DIRECT, RB_REASON_PROXY_TIMER },
  },
  [RB_REASON_BEGAN_LATE] = {
    .word = "cut",
    .shared = TRUE,
    .confidence = RB_CONFIDENCE_LIKELY,
    .text = N_ ("The capture begins in the middle of the call: what came before was likely sent, but not recorded."),
    .answer = N_ ("The capture begins too late to show it."),
    .wrong = { RB_NO_REASON_LOST, RB_NO_REASON_FAULT, RB_REASON_NO_RINGING },
  },
  [RB_REASON_CUT_SHORT] = {
    .word = "cut",
    .shared = TRUE,
    .confidence = RB_CONFIDENCE_LIKELY,
    .text = N_ ("The capture ends before the call does: what follows was likely sent, but not recorded."),
    .answer = N_ ("The capture ends too early to show it."),
    .wrong = { RB_NO_REASON_LOST, RB_NO_REASON_FAULT, RB_REASON_DIRECT },
  },
  [RB_REASON_ONE_WAY] = {
    .word = "one-way",
    .shared = TRUE,
    .confidence = RB_CONFIDENCE_LIKELY,
    .text = N_ ("The trace shows only one direction of this hop. What goes the other way was likely not recorded, or "
                "the other side says nothing at all."),
    .answer = N_ ("Only one direction of the hop was recorded, or the other side is silent."),
    .wrong = { RB_NO_REASON_FAULT, RB_REASON_DIRECT, RB_REASON_CHALLENGE },
  },
  [RB_REASON_NOT_YET] = {
    .word = "not-yet",
    .shared = TRUE,
    .text = N_ ("This has not come yet: what the trace shows is not over."),
    .answer = N_ ("It has not come that far yet."),
    .wrong = { RB_NO_REASON_LOST, RB_NO_REASON_FAULT, RB_REASON_CUT_SHORT },
  },
  [RB_REASON_SKIPPED] = {
    .word = "skipped",
    .shared = TRUE,
    .confidence = RB_CONFIDENCE_GUESS,
    .text = N_ ("This was not found among the messages that were compared. It may be among those in the middle of "
                "this long flow that were left out."),
    .answer = N_ ("It may be among the messages that were not compared."),
    .wrong = { RB_NO_REASON_LOST, RB_NO_REASON_FAULT, RB_REASON_DIRECT },
  },
  [RB_REASON_TIMER_A] = {
    .word = "timer-a",
    .rfc = "RFC 3261 17.1.1.2",
    .text = N_ ("The same INVITE was sent again because no response had come: timer A, which starts with T1 = 0.5 s "
                "and doubles each time, over UDP only. It is a repetition, not a second call."),
    .answer = N_ ("Timer A: no response to the INVITE had come within T1 = 0.5 s."),
    .wrong = { RB_REASON_CHALLENGE, RB_NO_REASON_SECOND_CALL, RB_REASON_FORK },
  },
  [RB_REASON_TIMER_E] = {
    .word = "timer-e",
    .rfc = "RFC 3261 17.1.2.2",
    .text = N_ ("The same request was sent again because no final response had come: timer E, which starts with T1 = "
                "0.5 s and doubles up to 4 s, over UDP only."),
    .answer = N_ ("Timer E: no final response to the request had come in time."),
    .wrong = { RB_REASON_CHALLENGE, RB_NO_REASON_FAULT, RB_REASON_SESSION_REFRESH },
  },
  [RB_REASON_TIMER_G] = {
    .word = "timer-g",
    .rfc = "RFC 3261 17.2.1",
    .text = N_ ("The same final response was sent again because its ACK had not come: timer G, which starts with T1 "
                "= 0.5 s and doubles up to 4 s, over UDP only."),
    .answer = N_ ("Timer G: the ACK of this final response had not come in time."),
    .wrong = { RB_REASON_FORK, RB_NO_REASON_FAULT, RB_REASON_ASKED_AGAIN },
  },
  [RB_REASON_ANSWER_AGAIN] = {
    .word = "2xx",
    .rfc = "RFC 3261 13.3.1.4",
    .text = N_ ("The same 200 was sent again because its ACK had not come. The phone itself repeats it from end to "
                "end, first after T1 = 0.5 s, over TCP as well."),
    .answer = N_ ("The phone repeats its 200 from end to end until the ACK comes."),
    .wrong = { RB_REASON_TIMER_G, RB_REASON_FORK, RB_NO_REASON_FAULT },
  },
  [RB_REASON_RELIABLE] = {
    .word = "reliable",
    .rfc = "RFC 3262 3",
    .text = N_ ("The same provisional response was sent again because its PRACK had not come, first after T1 = 0.5 "
                "s."),
    .answer = N_ ("The PRACK of this provisional response had not come in time."),
    .wrong = { RB_REASON_FORK, RB_REASON_TIMER_G, RB_REASON_PROGRESS },
  },
  [RB_REASON_PROGRESS] = {
    .word = "progress",
    .rfc = "RFC 3261 13.3.1.1",
    .text = N_ ("The same provisional response was sent again on purpose: it says that the call goes on, so that no "
                "proxy on the way gives up."),
    .answer = N_ ("It says that the call goes on, so that no proxy gives up."),
    .wrong = { RB_REASON_FORK, RB_REASON_TIMER_A, RB_NO_REASON_FAULT },
  },
  [RB_REASON_ASKED_AGAIN] = {
    .word = "asked-again",
    .rfc = "RFC 3261 17.2",
    .text = N_ ("The same message was sent again because the other side had repeated what it answers. The message "
                "before was lost, or was still on its way."),
    .answer = N_ ("The other side had repeated what this message answers."),
    .wrong = { RB_REASON_FORK, RB_NO_REASON_FAULT, RB_REASON_PROGRESS },
  },
  [RB_REASON_STREAM] = {
    .word = "stream",
    .rfc = "RFC 3261 17.1.1.2",
    .text = N_ ("The same message came again over a connection (TCP or TLS), where SIP repeats nothing: that is a "
                "fault of the sender, or of the capture."),
    .answer = N_ ("The sender is at fault: over TCP nothing is to be repeated."),
    .wrong = { RB_REASON_TIMER_A, RB_REASON_TIMER_E, RB_REASON_FORK },
  },
  [RB_REASON_REPEATED] = {
    .word = "repeated",
    .rfc = "RFC 3261 17",
    .confidence = RB_CONFIDENCE_GUESS,
    .text = N_ ("The same message came again, but no timer of the RFC fits: why is not to be seen in this trace."),
    .answer = N_ ("No timer of the RFC fits: this trace does not show why."),
    .wrong = { RB_REASON_TIMER_A, RB_REASON_CHALLENGE, RB_REASON_FORK },
  },
  [RB_REASON_EXTRA] = {
    .word = "extra",
    .confidence = RB_CONFIDENCE_GUESS,
    .text = N_ ("The textbook flow has no such message, and this trace does not show why it was sent."),
    .answer = N_ ("This trace does not show why."),
    .wrong = { RB_REASON_CHALLENGE, RB_REASON_FORK, RB_REASON_TIMER_E },
  },
  [RB_REASON_MISSING] = {
    .word = "missing",
    .confidence = RB_CONFIDENCE_GUESS,
    .text = N_ ("This message is not in the trace, though the call went on. It was lost before the capture, or never "
                "sent: the trace cannot tell which."),
    .answer = N_ ("It got lost, or was never sent: this trace cannot tell."),
    .wrong = { RB_REASON_NO_TRYING, RB_REASON_DIRECT, RB_REASON_NOT_YET },
  },
};
/* clang-format on */

static const char *const wrong_answers[RB_N_ANSWERS - RB_N_REASONS] = {
  [RB_NO_REASON_FAULT - RB_N_REASONS] = N_ ("One of the programs is at fault: the RFC forbids that."),
  [RB_NO_REASON_LOST - RB_N_REASONS] = N_ ("It was sent, and got lost on the way."),
  [RB_NO_REASON_REJECTED - RB_N_REASONS] = N_ ("The callee pressed the button to reject the call."),
  [RB_NO_REASON_CALLEE_TIMER - RB_N_REASONS] = N_ ("A timer of the callee's phone ran out, and the phone sent 408."),
  [RB_NO_REASON_NO_PHONE - RB_N_REASONS] = N_ ("The callee's phone is switched off."),
  [RB_NO_REASON_ANSWERED - RB_N_REASONS] = N_ ("The callee has answered the call."),
  [RB_NO_REASON_RINGING_TWICE - RB_N_REASONS] = N_ ("The phone was called a second time."),
  [RB_NO_REASON_SECOND_CALL - RB_N_REASONS] = N_ ("The caller made a second call."),
};

const RbReason *
rb_reason_get (RbReasonId id)
{
  return &reasons[id];
}

const char *
rb_reason_get_answer (RbReasonId id)
{
  return id < RB_N_REASONS ? _ (reasons[id].answer) : _ (wrong_answers[id - RB_N_REASONS]);
}
