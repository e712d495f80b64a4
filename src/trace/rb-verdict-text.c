/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The words of a verdict: one whole sentence for each way a call can end, chosen from a table by kind,
 * by who ended it and by what else is true; and what each message of the evidence is in it. */

#include "rb-verdict-scan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-sip-status.h"

/* What else a sentence needs to be true, beside the traits of RbVerdictTrait. */
enum
{
  ALWAYS = 0,
  SILENT = 1 << 16, /* no 180 */
  WITH_CREDENTIALS = 1 << 17,
  PROVISIONAL = 1 << 18,
  BEHIND_PROXY = 1 << 19, /* only the proxy's side of the call was seen */
  NOT_SENT = 1 << 20,     /* the stack could not send it at all */
};

#define RANG RB_TRAIT_RANG
#define EARLY RB_TRAIT_EARLY_MEDIA
#define FORKED RB_TRAIT_FORKED
#define ELSEWHERE RB_TRAIT_ELSEWHERE
#define LATE RB_TRAIT_BEGAN_LATE
#define CUT RB_TRAIT_CUT_SHORT
#define GLARE RB_TRAIT_GLARE
#define REPLACES RB_TRAIT_REPLACES
#define OVER RB_TRAIT_OVER

#define ANYONE -1
#define NOBODY RB_PARTY_NONE
#define CALLER RB_PARTY_CALLER
#define CALLEE RB_PARTY_CALLEE
#define PROXY RB_PARTY_PROXY
#define STACK RB_PARTY_STACK

/* clang-format off */
/* {ring}, {talk}: durations such as “12 s”; {status}: “486 Busy Here”; {phones}: a number, at least 2.
 * The first that fits is taken. */
static const struct
{
  RbVerdictKind kind;
  int party;
  guint when;
  const char *text;
} sentences[] = {
  { RB_VERDICT_IN_PROGRESS, ANYONE, RANG | CUT, N_("The capture ends while the phone rings, after {ring}.") },
  { RB_VERDICT_IN_PROGRESS, ANYONE, EARLY | CUT, N_("The capture ends while a tone or an announcement plays, after {ring}.") },
  { RB_VERDICT_IN_PROGRESS, ANYONE, PROVISIONAL | CUT, N_("The capture ends while the call is on its way, before any phone rings.") },
  { RB_VERDICT_IN_PROGRESS, ANYONE, CUT, N_("The capture ends before any response to the INVITE.") },
  { RB_VERDICT_IN_PROGRESS, ANYONE, RANG, N_("Ringing for {ring} so far.") },
  { RB_VERDICT_IN_PROGRESS, ANYONE, EARLY, N_("Calling: a tone or an announcement has been playing for {ring}.") },
  { RB_VERDICT_IN_PROGRESS, ANYONE, PROVISIONAL, N_("Calling: the call is on its way, no phone rings yet.") },
  { RB_VERDICT_IN_PROGRESS, ANYONE, ALWAYS, N_("Calling: no response yet.") },
  { RB_VERDICT_ANSWERED, NOBODY, LATE | OVER, N_("Answered: the capture begins in the middle of the call, and one end hung up {talk} later.") },
  { RB_VERDICT_ANSWERED, NOBODY, LATE | CUT, N_("Answered: the capture begins in the middle of the call and ends, {talk} later, before it is over.") },
  { RB_VERDICT_ANSWERED, NOBODY, LATE, N_("Answered: the capture begins in the middle of the call, which is still on after {talk}.") },
  { RB_VERDICT_ANSWERED, CALLER, GLARE, N_("Answered: the caller hung up after {talk}; in between both ends changed the call at the same moment (491).") },
  { RB_VERDICT_ANSWERED, CALLEE, GLARE, N_("Answered: the callee hung up after {talk}; in between both ends changed the call at the same moment (491).") },
  { RB_VERDICT_ANSWERED, CALLER, REPLACES, N_("Answered in place of another call (Replaces): the caller hung up after {talk}.") },
  { RB_VERDICT_ANSWERED, CALLEE, REPLACES, N_("Answered in place of another call (Replaces): the callee hung up after {talk}.") },
  { RB_VERDICT_ANSWERED, CALLER, FORKED, N_("Answered by one phone of {phones}: the caller hung up after {talk}.") },
  { RB_VERDICT_ANSWERED, CALLEE, FORKED, N_("Answered by one phone of {phones}: the callee hung up after {talk}.") },
  { RB_VERDICT_ANSWERED, CALLER, ALWAYS, N_("Answered: the caller hung up after {talk}.") },
  { RB_VERDICT_ANSWERED, CALLEE, ALWAYS, N_("Answered: the callee hung up after {talk}.") },
  { RB_VERDICT_ANSWERED, ANYONE, CUT, N_("Answered: the capture ends after {talk}, before the call does.") },
  { RB_VERDICT_ANSWERED, ANYONE, ALWAYS, N_("Answered: still on after {talk}.") },
  { RB_VERDICT_NO_ANSWER, PROXY, RANG, N_("No answer: the proxy gave up after {ring} of ringing.") },
  { RB_VERDICT_NO_ANSWER, CALLEE, RANG, N_("No answer: the callee's phone gave up after {ring} of ringing.") },
  { RB_VERDICT_NO_ANSWER, STACK, RANG, N_("No answer: the caller's own timer gave up after {ring} of ringing.") },
  { RB_VERDICT_NO_ANSWER, ANYONE, EARLY, N_("No answer: given up after {ring} of a tone or an announcement ({status}).") },
  { RB_VERDICT_NO_ANSWER, CALLEE, SILENT, N_("No answer: the callee's phone gave up without ringing ({status}).") },
  { RB_VERDICT_NO_ANSWER, ANYONE, ALWAYS, N_("No answer: the proxy gave up before any phone rang ({status}).") },
  { RB_VERDICT_REJECTED, ANYONE, ALWAYS, N_("Rejected: the callee refused after {ring} of ringing ({status}).") },
  { RB_VERDICT_BUSY, ANYONE, ALWAYS, N_("Busy: the callee's phone refused without ringing ({status}).") },
  { RB_VERDICT_CANCELLED, ANYONE, ELSEWHERE, N_("Cancelled: another phone answered the call.") },
  { RB_VERDICT_CANCELLED, PROXY, RANG, N_("Cancelled: the proxy gave up after {ring} of ringing.") },
  { RB_VERDICT_CANCELLED, PROXY, ALWAYS, N_("Cancelled: the proxy gave up before it rang.") },
  { RB_VERDICT_CANCELLED, ANYONE, RANG | BEHIND_PROXY, N_("Cancelled: the caller hung up, or the proxy gave up, after {ring} of ringing.") },
  { RB_VERDICT_CANCELLED, ANYONE, BEHIND_PROXY, N_("Cancelled: the caller hung up, or the proxy gave up, before it rang.") },
  { RB_VERDICT_CANCELLED, ANYONE, RANG, N_("Cancelled: the caller hung up after {ring} of ringing.") },
  { RB_VERDICT_CANCELLED, ANYONE, EARLY, N_("Cancelled: the caller hung up after {ring} of a tone or an announcement.") },
  { RB_VERDICT_CANCELLED, ANYONE, LATE, N_("Cancelled: the caller hung up; the capture begins after the INVITE.") },
  { RB_VERDICT_CANCELLED, ANYONE, ALWAYS, N_("Cancelled: the caller hung up before it rang.") },
  { RB_VERDICT_DECLINED, ANYONE, RANG, N_("Declined: the callee wants no call, said after {ring} of ringing ({status}).") },
  { RB_VERDICT_DECLINED, ANYONE, ALWAYS, N_("Declined: the callee wants no call ({status}).") },
  { RB_VERDICT_UNREACHABLE, STACK, NOT_SENT, N_("Unreachable: the INVITE could not be sent ({status}).") },
  { RB_VERDICT_UNREACHABLE, STACK, ALWAYS, N_("Unreachable: nobody answered the INVITE, not even the proxy.") },
  { RB_VERDICT_UNREACHABLE, CALLEE, ALWAYS, N_("Unreachable: the callee's phone is not available ({status}).") },
  { RB_VERDICT_UNREACHABLE, ANYONE, ALWAYS, N_("Unreachable: the proxy found no way to the callee ({status}).") },
  { RB_VERDICT_NOT_FOUND, CALLEE, ALWAYS, N_("Not found: the callee's phone knows no such user or number ({status}).") },
  { RB_VERDICT_NOT_FOUND, ANYONE, ALWAYS, N_("Not found: the proxy knows no such user or number ({status}).") },
  { RB_VERDICT_AUTH_FAILED, ANYONE, WITH_CREDENTIALS, N_("Not allowed: the user name or password was refused ({status}).") },
  { RB_VERDICT_AUTH_FAILED, ANYONE, ALWAYS, N_("Not allowed: a password was asked for and none was sent ({status}).") },
  { RB_VERDICT_NEVER_ACKNOWLEDGED, ANYONE, ALWAYS, N_("Never acknowledged: the callee answered, but no ACK came back.") },
  { RB_VERDICT_RACE, CALLER, ALWAYS, N_("Race: the caller cancelled just as the callee answered, and hung up after {talk}.") },
  { RB_VERDICT_RACE, CALLEE, ALWAYS, N_("Race: the caller cancelled just as the callee answered; the callee hung up after {talk}.") },
  { RB_VERDICT_RACE, ANYONE, ALWAYS, N_("Race: the caller cancelled just as the callee answered; no BYE has followed.") },
  { RB_VERDICT_TRANSFERRED, CALLER, ALWAYS, N_("Transferred: the caller handed the call over after {talk}.") },
  { RB_VERDICT_TRANSFERRED, ANYONE, ALWAYS, N_("Transferred: the callee handed the call over after {talk}.") },
  { RB_VERDICT_REDIRECTED, ANYONE, ALWAYS, N_("Redirected to another address, and not followed ({status}).") },
  { RB_VERDICT_LOOP, ANYONE, ALWAYS, N_("Loop: the call came back to a proxy or passed through too many ({status}).") },
  { RB_VERDICT_GLARE, ANYONE, ALWAYS, N_("Glare: both ends asked at the same moment, and neither tried again ({status}).") },
  { RB_VERDICT_SESSION_EXPIRED, CALLER, ALWAYS, N_("Session timer: the call was not refreshed in time, and the caller ended it after {talk}.") },
  { RB_VERDICT_SESSION_EXPIRED, CALLEE, ALWAYS, N_("Session timer: the call was not refreshed in time, and the callee ended it after {talk}.") },
  { RB_VERDICT_SESSION_EXPIRED, ANYONE, ALWAYS, N_("Session timer: the call was not refreshed in time; no BYE was seen.") },
  { RB_VERDICT_FAILED, CALLEE, ALWAYS, N_("Failed: the callee's phone refused the call ({status}).") },
  { RB_VERDICT_FAILED, PROXY, ALWAYS, N_("Failed: the proxy refused the call ({status}).") },
  { RB_VERDICT_FAILED, ANYONE, ALWAYS, N_("Failed: {status}.") },
};

/* {status}: such as “486 Busy Here”. */
static const char *const roles[] = {
  [RB_EVIDENCE_INVITE] = N_("the INVITE"),
  [RB_EVIDENCE_PROVISIONAL] = N_("the first sign of life, {status}"),
  [RB_EVIDENCE_RINGING] = N_("the {status}: a phone rings"),
  [RB_EVIDENCE_EARLY_MEDIA] = N_("the {status} with SDP: a tone or an announcement"),
  [RB_EVIDENCE_CANCEL] = N_("the CANCEL"),
  [RB_EVIDENCE_FINAL] = N_("the final response, {status}"),
  [RB_EVIDENCE_RELAYED] = N_("the same response one hop further on, {status}"),
  [RB_EVIDENCE_ACK] = N_("the ACK"),
  [RB_EVIDENCE_REFRESH] = N_("the last refresh of the session: {status}"),
  [RB_EVIDENCE_GLARE] = N_("the {status}: both ends had asked at once"),
  [RB_EVIDENCE_REFER] = N_("the REFER"),
  [RB_EVIDENCE_NOTIFY] = N_("the NOTIFY that tells how the transfer went"),
  [RB_EVIDENCE_BYE] = N_("the BYE"),
  [RB_EVIDENCE_ELSEWHERE] = N_("another phone's answer, {status}"),
  [RB_EVIDENCE_REDIRECT] = N_("the redirection, {status}"),
  [RB_EVIDENCE_UPSTREAM_CANCEL] = N_("the caller's own CANCEL"),
  [RB_EVIDENCE_OTHER] = N_("the request"),
};
/* clang-format on */

static void
append_duration (GString *text, gint64 us)
{
  double seconds = MAX (us, 0) / (double) G_USEC_PER_SEC;

  if (seconds >= 600)
    g_string_append_printf (text, _ ("%d min"), (int) (seconds / 60));
  else if (seconds < 10)
    /* Translators: a duration in seconds. */
    g_string_append_printf (text, _ ("%.1f s"), seconds);
  else
    g_string_append_printf (text, _ ("%.0f s"), seconds);
}

static void
append_status (GString *text, guint status)
{
  g_autofree char *label = rb_sip_status_format (status);

  g_string_append (text, label);
}

/* Copies @sentence with its {words} replaced. */
static char *
fill_in (const char *sentence, const RbVerdict *verdict, guint status)
{
  GString *text = g_string_sized_new (96);
  const char *brace;

  for (; (brace = strchr (sentence, '{')) != NULL; sentence = strchr (brace, '}') + 1)
    {
      g_string_append_len (text, sentence, brace - sentence);
      if (g_str_has_prefix (brace, "{ring}"))
        append_duration (text, verdict->ring_us);
      else if (g_str_has_prefix (brace, "{talk}"))
        append_duration (text, verdict->talk_us);
      else if (g_str_has_prefix (brace, "{status}"))
        append_status (text, status);
      else if (g_str_has_prefix (brace, "{phones}"))
        g_string_append_printf (text, "%u", verdict->n_phones);
    }
  g_string_append (text, sentence);
  return g_string_free (text, FALSE);
}

void
rb_verdict_write_sentence (RbVerdict *verdict, gboolean credentials, gboolean provisional, gboolean relayed)
{
  guint facts = verdict->traits;

  if (!(facts & RANG))
    facts |= SILENT;
  if (credentials)
    facts |= WITH_CREDENTIALS;
  if (provisional)
    facts |= PROVISIONAL;
  if (relayed)
    facts |= BEHIND_PROXY;
  if (verdict->status == 503)
    facts |= NOT_SENT;

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (sentences[i].kind == verdict->kind &&
        (sentences[i].party == ANYONE || sentences[i].party == (int) verdict->ended_by) &&
        (sentences[i].when & ~facts) == 0)
      {
        verdict->text = fill_in (_ (sentences[i].text), verdict, verdict->status);
        return;
      }

  g_return_if_reached ();
}

static char *
dup_status (guint status)
{
  GString *text = g_string_new (NULL);

  append_status (text, status);
  return g_string_free (text, FALSE);
}

static char *
format_registration (const RbFlowFact *request, const RbFlowFact *final)
{
  g_autofree char *status = NULL;

  if (final == NULL)
    return g_strdup (_ ("Registration: no response yet."));

  status = dup_status (final->status);
  if (final->status / 100 == 2 && request != NULL && (request->flags & RB_FACT_EXPIRES_ZERO))
    return g_strdup (_ ("Unregistered."));
  if (final->status / 100 == 2)
    return g_strdup_printf (ngettext ("Registered (%u binding).", "Registered (%u bindings).", final->extra),
                            final->extra);
  if (final->status == 401 || final->status == 407)
    return request != NULL && (request->flags & RB_FACT_CREDENTIALS)
               ? g_strdup_printf (_ ("Registration refused: wrong user name or password (%s)."), status)
               : g_strdup (_ ("Registration: the registrar asks for a password."));
  return g_strdup_printf (_ ("Registration refused: %s."), status);
}

void
rb_verdict_write_other (RbVerdict *verdict, const RbFlowFact *request, const RbFlowFact *final, const char *method)
{
  const RbFlowFact *either = request != NULL ? request : final;

  if (either != NULL && either->method == RB_METHOD_REGISTER)
    {
      verdict->text = format_registration (request, final);
    }
  else if (final != NULL)
    {
      g_autofree char *status = dup_status (final->status);

      /* Translators: a method such as OPTIONS, and its response such as “200 OK”. */
      verdict->text = g_strdup_printf (_ ("%s: %s."), method, status);
    }
  else
    {
      /* Translators: a method such as OPTIONS. */
      verdict->text = g_strdup_printf (_ ("%s: no response yet."), method);
    }
}

char *
rb_verdict_dup_evidence_label (const RbVerdict *self, guint n)
{
  if (n >= MIN (self->evidence->len, RB_EVIDENCE_MAX))
    return NULL;

  return fill_in (_ (roles[self->parts[n].role]), self, self->parts[n].status);
}
