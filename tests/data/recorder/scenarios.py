# SPDX-License-Identifier: GPL-3.0-or-later
"""What the phones do, and what that makes of each call.

A scenario gets a lab (phones on their addresses) and returns what became of each call it made:
{Call-ID: (kind, who ended it)}, or {view: (kind, who)} where the views differ, None where a view
cannot tell. Registrations and other exchanges need not be named.
"""

import subprocess
import tempfile
import time

from .phone import PROXY6, Call, authorization, host

SCENARIOS = {}
CALLEE_URI = 'sip:bob@example.com'


def scenario(function):
    SCENARIOS[function.__name__.replace('_', '-')] = function
    return function


def ring(lab, alice=None, bob=None, **options):
    """alice calls bob, who is registered, and whose phone rings."""
    alice, bob = alice or lab.alice(), bob or lab.bob()
    bob.register()
    call = Call(alice, CALLEE_URI, **options).invite()
    call.answer_challenge()
    leg = Call(bob, invite=bob.expect('INVITE'))
    leg.respond(100).respond(180)
    call.expect(180)
    return call, leg


def answer(call, leg):
    leg.respond(200, leg.phone.sdp())
    call.answered()
    leg.phone.expect('ACK')


def talk(call, leg, seconds=0.5):
    answer(call, leg)
    time.sleep(seconds)


@scenario
def register_refresh_unregister(lab):
    alice = lab.alice()
    call_id = alice.register()
    alice.register(call_id=call_id, cseq=3)
    alice.register(call_id=call_id, cseq=5, expires=0)
    return {}


@scenario
def answered_bye_by_caller(lab):
    call, leg = ring(lab)
    talk(call, leg)
    call.hang_up(leg)
    return {call.id: ('answered', 'caller')}


@scenario
def answered_bye_by_callee(lab):
    call, leg = ring(lab)
    talk(call, leg)
    leg.hang_up(call)
    return {call.id: ('answered', 'callee')}


@scenario
def rejected_486_after_ringing(lab):
    call, leg = ring(lab)
    leg.respond(486)
    leg.phone.expect('ACK')
    call.refused(486)
    return {call.id: ('rejected', 'callee')}


@scenario
def busy_at_once(lab):
    alice, bob = lab.alice(), lab.bob()
    bob.register()
    call = Call(alice, CALLEE_URI).invite()
    call.answer_challenge()
    Call(bob, invite=bob.expect('INVITE')).respond(486)
    bob.expect('ACK')
    call.refused(486)
    return {call.id: ('busy', 'callee')}


@scenario
def declined_603(lab):
    call, leg = ring(lab)
    leg.respond(603)
    leg.phone.expect('ACK')
    call.refused(603)
    return {call.id: ('declined', 'callee')}


@scenario
def cancelled(lab):
    call, leg = ring(lab)
    call.cancel()
    call.expect(200)
    leg.respond(200, to=leg.phone.expect('CANCEL')).respond(487)
    leg.phone.expect('ACK')
    call.refused(487)
    # The callee sees a CANCEL from the proxy, whose reason it cannot know.
    return {call.id: {'full': ('cancelled', 'caller'), 'caller': ('cancelled', 'caller'), 'callee': ('cancelled', None)}}


@scenario
def cancel_crosses_200(lab):
    """bob has just answered when CANCEL comes: the call is up, and alice has to hang it up (RFC 3261 9.2)."""
    call, leg = ring(lab)
    call.cancel()
    call.expect(200)
    cancel = leg.phone.expect('CANCEL')
    leg.respond(200, leg.phone.sdp())
    leg.respond(200, to=cancel)
    call.answered()
    leg.phone.expect('ACK')
    call.hang_up(leg)
    return {call.id: ('race', 'caller')}


@scenario
def no_answer_408_by_proxy(lab):
    call, leg = ring(lab)
    leg.respond(200, to=leg.phone.expect('CANCEL')).respond(487)
    leg.phone.expect('ACK')
    call.refused(408)
    return {call.id: {'full': ('no-answer', 'proxy'), 'caller': ('no-answer', 'proxy'), 'callee': ('cancelled', None)}}


@scenario
def not_registered_404(lab):
    call = Call(lab.alice(), 'sip:nobody@example.com').invite()
    call.answer_challenge()
    call.refused(404)
    return {call.id: ('not-found', 'proxy')}


@scenario
def offline_480(lab):
    call = Call(lab.alice(), 'sip:carol@example.com').invite()
    call.answer_challenge()
    call.refused(480)
    return {call.id: ('unreachable', 'proxy')}


@scenario
def wrong_password(lab):
    call = Call(lab.alice(), CALLEE_URI).invite()
    call.answer_challenge(password='guessed')
    call.refused(407)
    return {call.id: ('auth-failed', 'proxy')}


@scenario
def too_many_hops_483(lab):
    call = Call(lab.alice(), CALLEE_URI).invite(max_forwards=0)
    call.refused(483)
    return {call.id: ('loop', 'proxy')}


def hold(end, other, direction, answer_direction, version):
    """A re-INVITE with another direction of the sound (RFC 3264 8.4)."""
    end.request('INVITE', end.phone.sdp(version, direction))
    request = other.phone.expect('INVITE')
    other.respond(200, other.phone.sdp(version, answer_direction), to=request)
    end.expect(200)
    end.ack()
    other.phone.expect('ACK')


@scenario
def hold_and_resume(lab):
    call, leg = ring(lab)
    talk(call, leg, 0.2)
    hold(call, leg, 'sendonly', 'recvonly', 2)
    time.sleep(0.2)
    hold(call, leg, 'sendrecv', 'sendrecv', 3)
    call.hang_up(leg)
    return {call.id: ('answered', 'caller')}


@scenario
def glare_491(lab):
    """Both ends ask for hold at the same moment, and are refused; later one of them gets it."""
    call, leg = ring(lab)
    talk(call, leg, 0.2)
    call.request('INVITE', call.phone.sdp(2, 'sendonly'))
    leg.request('INVITE', leg.phone.sdp(2, 'sendonly'))
    to_bob, to_alice = leg.phone.expect('INVITE'), call.phone.expect('INVITE')
    leg.respond(491, to=to_bob)
    call.respond(491, to=to_alice)
    for end in (call, leg):
        # The proxy acknowledges a refusal itself; that and the refusal of the own request come in either order.
        seen = {end.expect('ACK', 491).what, end.expect('ACK', 491).what}
        assert seen == {'ACK', 491}, seen
        via, cseq, _ = end.sent['INVITE']
        end.request('ACK', via=via, cseq=cseq)
    hold(call, leg, 'sendonly', 'recvonly', 3)
    call.hang_up(leg)
    return {call.id: ('answered', 'caller')}


@scenario
def fork_to_two_phones(lab):
    """bob has two phones; the second one answers, and the first one's ringing is cancelled."""
    alice, first, second = lab.alice(), lab.bob(), lab.second_bob()
    first.register()
    second.register()
    call = Call(alice, CALLEE_URI).invite()
    call.answer_challenge()
    legs = [Call(phone, invite=phone.expect('INVITE')) for phone in (first, second)]
    for leg in legs:
        leg.respond(180)
        call.expect(180)
    legs[1].respond(200, second.sdp())
    call.answered()
    second.expect('ACK')
    legs[0].respond(200, to=first.expect('CANCEL')).respond(487)
    first.expect('ACK')
    time.sleep(0.3)
    call.hang_up(legs[1])
    # The view of the callee is that of the phone that did not answer.
    return {call.id: {'full': ('answered', 'caller'), 'caller': ('answered', 'caller'), 'callee': ('cancelled', None)}}


@scenario
def private_contact_behind_nat(lab):
    """Both phones say the private addresses they have behind NAT."""
    alice, bob = lab.alice(advertised='10.0.0.7'), lab.bob(advertised='192.168.1.5')
    call, leg = ring(lab, alice, bob)
    talk(call, leg)
    call.hang_up(leg)
    return {call.id: ('answered', 'caller')}


@scenario
def direct_without_proxy(lab):
    alice, bob = lab.alice(), lab.bob()
    call = Call(alice, f'sip:bob@{bob.sent_by}', to=bob.address).invite()
    leg = Call(bob, invite=bob.expect('INVITE')).respond(100).respond(180)
    call.expect(180)
    talk(call, leg)
    call.hang_up(leg)
    return {call.id: ('answered', 'caller')}


@scenario
def ipv6_port_5072(lab):
    """UDP 5072, which Wireshark takes for AYIYA."""
    alice, bob = lab.phone('alice', '2001:db8::10', proxy=PROXY6), lab.phone('bob', '2001:db8::20', 5072, proxy=PROXY6)
    call, leg = ring(lab, alice, bob)
    talk(call, leg)
    call.hang_up(leg)
    return {call.id: ('answered', 'caller')}


@scenario
def tcp(lab):
    alice, bob = lab.alice(transport='TCP'), lab.bob(transport='TCP')
    call, leg = ring(lab, alice, bob)
    talk(call, leg)
    call.hang_up(leg)
    return {call.id: ('answered', 'caller')}


@scenario
def tcp_to_udp(lab):
    alice = lab.alice(transport='TCP')
    call, leg = ring(lab, alice)
    talk(call, leg)
    leg.hang_up(call)
    return {call.id: ('answered', 'callee')}


@scenario
def loss_of_everything_once(lab):
    """Each message that needs an answer is repeated: by the proxy as its timers have it, by the phones at 0.5 s."""
    alice, bob = lab.alice(), lab.bob()
    bob.register()
    call = Call(alice, CALLEE_URI).invite()
    alice.expect(407)  # lost: the request is sent again, and refused again
    time.sleep(0.5)
    call.repeat('INVITE')
    call.answer_challenge()
    bob.expect('INVITE')  # lost: the proxy sends it again
    leg = Call(bob, invite=bob.expect('INVITE')).respond(180)
    call.expect(180)
    leg.respond(200, bob.sdp())
    message = call.expect(200)  # lost: bob's phone sends it again
    time.sleep(0.5)
    bob.send(leg.sent[200][2], leg.to)
    message = call.expect(200)
    call.confirm(message)
    call.ack()
    bob.expect('ACK')  # lost, too
    time.sleep(0.5)
    bob.send(leg.sent[200][2], leg.to)
    call.expect(200)
    call.repeat('ACK')
    bob.expect('ACK')
    time.sleep(0.2)
    call.request('BYE')
    bob.expect('BYE')
    leg.respond(200, to=bob.expect('BYE'))
    alice.expect(200)
    return {call.id: ('answered', 'caller')}


@scenario
def transferred_by_refer(lab):
    """alice hands bob over to carol, who hangs up in the end (RFC 3515, RFC 5589 7)."""
    call, leg = ring(lab)
    carol = lab.carol()
    carol.register()
    talk(call, leg, 0.2)
    call.request('REFER', extra=['Refer-To: <sip:carol@example.com>', 'Referred-By: <sip:alice@example.com>'])
    leg.respond(202, to=leg.phone.expect('REFER'))
    call.expect(202)

    def notify(status, state):
        leg.request('NOTIFY', f'SIP/2.0 {status}\r\n', extra=['Event: refer', f'Subscription-State: {state}'])
        call.respond(200, to=call.phone.expect('NOTIFY'))
        leg.phone.expect(200)

    notify('100 Trying', 'active;expires=60')
    second = Call(leg.phone, 'sip:carol@example.com').invite(extra=['Referred-By: <sip:alice@example.com>'])
    second.answer_challenge()
    third = Call(carol, invite=carol.expect('INVITE')).respond(180)
    second.expect(180)
    answer(second, third)
    notify('200 OK', 'terminated;reason=noresource')
    call.hang_up(leg)
    third.hang_up(second)
    return {call.id: ('transferred', 'caller'), second.id: ('answered', 'callee')}


def redirected(lab):
    alice, bob, carol = lab.alice(), lab.bob(), lab.carol()
    bob.register()
    call = Call(alice, CALLEE_URI).invite()
    call.answer_challenge()
    leg = Call(bob, invite=bob.expect('INVITE'))
    contact, bob.contact = bob.contact, lambda: f'<sip:carol@{carol.sent_by}>'
    leg.respond(302)
    bob.contact = contact
    bob.expect('ACK')
    return call, carol, call.refused(302)


@scenario
def redirected_302_not_followed(lab):
    call, _, _ = redirected(lab)
    return {call.id: ('redirected', 'callee')}


@scenario
def redirected_302_followed(lab):
    """The same Call-ID again, to where the 302 pointed (RFC 3261 8.1.3.4)."""
    call, carol, message = redirected(lab)
    call.target, call.to = message.contact(), carol.address
    call.invite()
    leg = Call(carol, invite=carol.expect('INVITE')).respond(180)
    call.expect(180)
    talk(call, leg, 0.2)
    leg.hang_up(call)
    return {call.id: {'full': ('answered', 'callee'), 'caller': ('answered', 'callee'), 'callee': ('redirected', 'callee')}}


@scenario
def early_media_183_prack(lab):
    """A tone before the answer, acknowledged reliably (RFC 3262)."""
    alice, bob = lab.alice(), lab.bob()
    bob.register()
    call = Call(alice, CALLEE_URI).invite(extra=['Supported: 100rel'])
    challenge = call.refused(407)
    call.invite(extra=['Supported: 100rel', authorization('alice', 'INVITE', CALLEE_URI, challenge)])
    leg = Call(bob, invite=bob.expect('INVITE'))
    leg.respond(183, bob.sdp(), extra=['Require: 100rel', 'RSeq: 1'])
    call.confirm(call.expect(183))
    invite_cseq = call.cseq
    call.request('PRACK', extra=[f'RAck: 1 {invite_cseq} INVITE'])
    leg.respond(200, to=bob.expect('PRACK'))
    call.expect(200)
    time.sleep(0.2)
    leg.respond(200)
    call.answered()
    bob.expect('ACK')
    call.hang_up(leg)
    return {call.id: ('answered', 'caller')}


@scenario
def message(lab):
    alice, bob = lab.alice(), lab.bob()
    bob.register()
    text = Call(alice, CALLEE_URI).request('MESSAGE', 'Where are you?')
    bob.respond(bob.expect('MESSAGE'), 200, 'bm')
    text.expect(200)
    return {}


@scenario
def subscribe_notify(lab):
    """Is bob there? (RFC 6665)"""
    alice, bob = lab.alice(), lab.bob()
    bob.register()
    watch = Call(alice, CALLEE_URI).request('SUBSCRIBE', extra=['Event: presence', 'Expires: 60'])
    leg = Call(bob, invite=bob.expect('SUBSCRIBE'))
    leg.respond(200, extra=['Expires: 60'])
    watch.confirm(watch.expect(200))
    for state in ('active;expires=60', 'terminated;reason=timeout'):
        leg.request('NOTIFY', extra=['Event: presence', f'Subscription-State: {state}'])
        watch.respond(200, to=alice.expect('NOTIFY'))
        bob.expect(200)
    return {}


@scenario
def options_ping(lab):
    alice, bob = lab.alice(), lab.bob()
    bob.register()
    ping = Call(alice, CALLEE_URI).request('OPTIONS')
    bob.respond(bob.expect('OPTIONS'), 200, 'bo')
    ping.expect(200)
    return {}


@scenario
def two_calls_in_one_registration(lab):
    """Two calls one after the other, and the registrations of both phones, in one capture."""
    alice, bob = lab.alice(), lab.bob()
    alice.register()
    call, leg = ring(lab, alice, bob)
    leg.respond(486)
    bob.expect('ACK')
    call.refused(486)
    again, leg = ring(lab, alice, bob)
    talk(again, leg, 0.2)
    leg.hang_up(again)
    return {call.id: ('rejected', 'callee'), again.id: ('answered', 'callee')}


@scenario
def nobody_there(lab):
    """Nothing listens at the other end, and ICMP says so, quoting the request; the phone tries for 32 s (timer B)."""
    alice = lab.alice()
    call = Call(alice, f'sip:bob@{host("198.51.100.99")}', to=('198.51.100.99', 5060)).invite()
    for seconds in (0.5, 1, 2, 4, 8, 16):
        time.sleep(seconds)
        call.repeat('INVITE')
    time.sleep(1)
    alice.register()
    return {call.id: ('unreachable', None)}


@scenario
def sipp_three_at_once(lab):
    """SIPp's own scenarios of caller and callee: three calls side by side, without a proxy."""
    with tempfile.TemporaryDirectory() as work:
        options = ['-m', '3', '-nostdin', '-trace_err', '-cid_str', 'sipp-%u']
        callee = subprocess.Popen(['sipp', '-sn', 'uas', '-i', '198.51.100.20', '-p', '5060', *options], cwd=work,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.5)
        subprocess.run(['sipp', '-sn', 'uac', '-i', '192.0.2.10', '-p', '5060', '-d', '300', '-l', '3', '-r', '20', *options,
                        '198.51.100.20:5060'], cwd=work, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        assert callee.wait(10) == 0
    return {f'sipp-{n}': ('answered', 'caller') for n in (1, 2, 3)}
