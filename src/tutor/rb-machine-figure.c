/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Figures 5 to 8 of RFC 3261, as RFC 6026 changed them: states, where to draw them, and the arrows between them. The
 * machines run by these tables, and the window draws them. */

#include "rb-machine-private.h"

#include <glib/gi18n-lib.h>

#define ON(timer) (1U << RB_RUNNING_##timer)

static const RbFigureState invite_client_states[] = {
  { RB_STATE_CALLING, 0, 0 },  { RB_STATE_PROCEEDING, 1, 1 }, { RB_STATE_COMPLETED, 2, 1 },
  { RB_STATE_ACCEPTED, 1, 2 }, { RB_STATE_TERMINATED, 0, 4 },
};

static const RbFigureArrow invite_client_arrows[] = {
  { RB_STATE_NONE, RB_STATE_CALLING, RB_MACHINE_REQUEST, -1, ON (A) | ON (B) | ON (C), 0,
    N_ ("The phone or proxy wants to call: the INVITE is sent.") },
  { RB_STATE_CALLING, RB_STATE_CALLING, RB_MACHINE_TIMER, RB_RUNNING_A, ON (A), 0,
    N_ ("Timer A fires: the INVITE is sent again.") },
  { RB_STATE_CALLING, RB_STATE_TERMINATED, RB_MACHINE_TIMER, RB_RUNNING_B, 0, ON (A) | ON (B) | ON (C),
    N_ ("Timer B fires: nobody answered, the call has failed.") },
  { RB_STATE_CALLING, RB_STATE_TERMINATED, RB_MACHINE_TRANSPORT_ERROR, -1, 0, ON (A) | ON (B) | ON (C),
    N_ ("The INVITE cannot be sent: the call has failed.") },
  { RB_STATE_CALLING, RB_STATE_PROCEEDING, RB_MACHINE_PROVISIONAL, -1, 0, ON (A) | ON (B),
    N_ ("A 1xx arrives: no more copies of the INVITE are needed.") },
  { RB_STATE_CALLING, RB_STATE_ACCEPTED, RB_MACHINE_SUCCESS, -1, ON (M), ON (A) | ON (B) | ON (C),
    N_ ("A 2xx arrives: the call is answered. The phone, not this machine, sends the ACK.") },
  { RB_STATE_CALLING, RB_STATE_COMPLETED, RB_MACHINE_FAILURE, -1, ON (D), ON (A) | ON (B) | ON (C),
    N_ ("A final response from 300 to 699 arrives: the machine sends the ACK.") },
  { RB_STATE_PROCEEDING, RB_STATE_PROCEEDING, RB_MACHINE_PROVISIONAL, -1, 0, 0,
    N_ ("Another 1xx arrives and is passed on to the phone or proxy.") },
  { RB_STATE_PROCEEDING, RB_STATE_ACCEPTED, RB_MACHINE_SUCCESS, -1, ON (M), ON (C),
    N_ ("A 2xx arrives: the call is answered. The phone, not this machine, sends the ACK.") },
  { RB_STATE_PROCEEDING, RB_STATE_COMPLETED, RB_MACHINE_FAILURE, -1, ON (D), ON (C),
    N_ ("A final response from 300 to 699 arrives: the machine sends the ACK.") },
  { RB_STATE_COMPLETED, RB_STATE_COMPLETED, RB_MACHINE_FAILURE, -1, 0, 0,
    N_ ("The final response arrives again: the ACK is sent again.") },
  { RB_STATE_COMPLETED, RB_STATE_TERMINATED, RB_MACHINE_TIMER, RB_RUNNING_D, 0, 0,
    N_ ("Timer D fires: no more copies of the final response are expected.") },
  { RB_STATE_COMPLETED, RB_STATE_TERMINATED, RB_MACHINE_TRANSPORT_ERROR, -1, 0, ON (D),
    N_ ("The ACK cannot be sent.") },
  { RB_STATE_ACCEPTED, RB_STATE_ACCEPTED, RB_MACHINE_SUCCESS, -1, 0, 0,
    N_ ("A 2xx arrives again, or one of another phone: the phone sends an ACK for it.") },
  { RB_STATE_ACCEPTED, RB_STATE_TERMINATED, RB_MACHINE_TIMER, RB_RUNNING_M, 0, 0,
    N_ ("Timer M fires: no more 2xx are expected.") },
};

static const RbFigureState non_invite_client_states[] = {
  { RB_STATE_TRYING, 0, 0 },
  { RB_STATE_PROCEEDING, 1, 2 },
  { RB_STATE_COMPLETED, 2, 2 },
  { RB_STATE_TERMINATED, 0, 4 },
};

static const RbFigureArrow non_invite_client_arrows[] = {
  { RB_STATE_NONE, RB_STATE_TRYING, RB_MACHINE_REQUEST, -1, ON (E) | ON (F), 0,
    N_ ("The phone or proxy has something to ask: the request is sent.") },
  { RB_STATE_TRYING, RB_STATE_TRYING, RB_MACHINE_TIMER, RB_RUNNING_E, ON (E), 0,
    N_ ("Timer E fires: the request is sent again.") },
  { RB_STATE_TRYING, RB_STATE_TERMINATED, RB_MACHINE_TIMER, RB_RUNNING_F, 0, ON (E) | ON (F),
    N_ ("Timer F fires: nobody answered, the request has failed.") },
  { RB_STATE_TRYING, RB_STATE_TERMINATED, RB_MACHINE_TRANSPORT_ERROR, -1, 0, ON (E) | ON (F),
    N_ ("The request cannot be sent: it has failed.") },
  { RB_STATE_TRYING, RB_STATE_PROCEEDING, RB_MACHINE_PROVISIONAL, -1, 0, 0,
    N_ ("A 1xx arrives: the other side works on it.") },
  { RB_STATE_TRYING, RB_STATE_COMPLETED, RB_MACHINE_FINAL, -1, ON (K), ON (E) | ON (F),
    N_ ("The final response arrives.") },
  { RB_STATE_PROCEEDING, RB_STATE_PROCEEDING, RB_MACHINE_TIMER, RB_RUNNING_E, ON (E), 0,
    N_ ("Timer E fires: the request is sent again, from now on every T2.") },
  { RB_STATE_PROCEEDING, RB_STATE_PROCEEDING, RB_MACHINE_PROVISIONAL, -1, 0, 0,
    N_ ("Another 1xx arrives and is passed on to the phone or proxy.") },
  { RB_STATE_PROCEEDING, RB_STATE_TERMINATED, RB_MACHINE_TIMER, RB_RUNNING_F, 0, ON (E) | ON (F),
    N_ ("Timer F fires: no final response came, the request has failed.") },
  { RB_STATE_PROCEEDING, RB_STATE_TERMINATED, RB_MACHINE_TRANSPORT_ERROR, -1, 0, ON (E) | ON (F),
    N_ ("The request cannot be sent: it has failed.") },
  { RB_STATE_PROCEEDING, RB_STATE_COMPLETED, RB_MACHINE_FINAL, -1, ON (K), ON (E) | ON (F),
    N_ ("The final response arrives.") },
  { RB_STATE_COMPLETED, RB_STATE_TERMINATED, RB_MACHINE_TIMER, RB_RUNNING_K, 0, 0,
    N_ ("Timer K fires: no more copies of the response are expected.") },
};

static const RbFigureState invite_server_states[] = {
  { RB_STATE_PROCEEDING, 1, 0 }, { RB_STATE_ACCEPTED, 0, 1 },   { RB_STATE_COMPLETED, 2, 1 },
  { RB_STATE_CONFIRMED, 2, 2 },  { RB_STATE_TERMINATED, 0, 3 },
};

static const RbFigureArrow invite_server_arrows[] = {
  { RB_STATE_NONE, RB_STATE_PROCEEDING, RB_MACHINE_REQUEST, -1, 0, 0,
    N_ ("The INVITE arrives: 100 Trying is sent unless something better comes within 200 ms.") },
  { RB_STATE_PROCEEDING, RB_STATE_PROCEEDING, RB_MACHINE_REQUEST, -1, 0, 0,
    N_ ("The INVITE arrives again: the last provisional response is sent again.") },
  { RB_STATE_PROCEEDING, RB_STATE_PROCEEDING, RB_MACHINE_PROVISIONAL, -1, 0, 0,
    N_ ("The phone or proxy tells how far it is: a 1xx is sent.") },
  { RB_STATE_PROCEEDING, RB_STATE_PROCEEDING, RB_MACHINE_TRANSPORT_ERROR, -1, 0, 0,
    N_ ("A response cannot be sent: the phone or proxy is told.") },
  { RB_STATE_PROCEEDING, RB_STATE_ACCEPTED, RB_MACHINE_SUCCESS, -1, ON (L), 0,
    N_ ("The call is answered: the 2xx is sent. The phone, not this machine, repeats it until the ACK comes.") },
  { RB_STATE_PROCEEDING, RB_STATE_COMPLETED, RB_MACHINE_FAILURE, -1, ON (G) | ON (H), 0,
    N_ ("A final response from 300 to 699 is sent.") },
  { RB_STATE_COMPLETED, RB_STATE_COMPLETED, RB_MACHINE_REQUEST, -1, 0, 0,
    N_ ("The INVITE arrives again: the final response is sent again.") },
  { RB_STATE_COMPLETED, RB_STATE_COMPLETED, RB_MACHINE_TIMER, RB_RUNNING_G, ON (G), 0,
    N_ ("Timer G fires: the final response is sent again.") },
  { RB_STATE_COMPLETED, RB_STATE_COMPLETED, RB_MACHINE_TRANSPORT_ERROR, -1, 0, 0,
    N_ ("A response cannot be sent: the phone or proxy is told.") },
  { RB_STATE_COMPLETED, RB_STATE_CONFIRMED, RB_MACHINE_ACK, -1, ON (I), ON (G) | ON (H),
    N_ ("The ACK arrives: the final response need not be repeated any more.") },
  { RB_STATE_COMPLETED, RB_STATE_TERMINATED, RB_MACHINE_TIMER, RB_RUNNING_H, 0, ON (G) | ON (H),
    N_ ("Timer H fires: the ACK never came.") },
  { RB_STATE_CONFIRMED, RB_STATE_CONFIRMED, RB_MACHINE_ACK, -1, 0, 0, N_ ("The ACK arrives again and is absorbed.") },
  { RB_STATE_CONFIRMED, RB_STATE_TERMINATED, RB_MACHINE_TIMER, RB_RUNNING_I, 0, 0,
    N_ ("Timer I fires: no more copies of the ACK are expected.") },
  { RB_STATE_ACCEPTED, RB_STATE_ACCEPTED, RB_MACHINE_REQUEST, -1, 0, 0,
    N_ ("The INVITE arrives again and is absorbed.") },
  { RB_STATE_ACCEPTED, RB_STATE_ACCEPTED, RB_MACHINE_SUCCESS, -1, 0, 0,
    N_ ("The phone sends its 2xx again, or a proxy that of another phone.") },
  { RB_STATE_ACCEPTED, RB_STATE_ACCEPTED, RB_MACHINE_ACK, -1, 0, 0,
    N_ ("An ACK arrives and is passed on to the phone.") },
  { RB_STATE_ACCEPTED, RB_STATE_ACCEPTED, RB_MACHINE_TRANSPORT_ERROR, -1, 0, 0,
    N_ ("A response cannot be sent: the phone or proxy is told.") },
  { RB_STATE_ACCEPTED, RB_STATE_TERMINATED, RB_MACHINE_TIMER, RB_RUNNING_L, 0, 0,
    N_ ("Timer L fires: no more copies of the INVITE are expected.") },
};

static const RbFigureState non_invite_server_states[] = {
  { RB_STATE_TRYING, 0, 0 },
  { RB_STATE_PROCEEDING, 2, 0 },
  { RB_STATE_COMPLETED, 1, 1 },
  { RB_STATE_TERMINATED, 1, 2 },
};

static const RbFigureArrow non_invite_server_arrows[] = {
  { RB_STATE_NONE, RB_STATE_TRYING, RB_MACHINE_REQUEST, -1, 0, 0,
    N_ ("The request arrives and is passed on to the phone or proxy.") },
  { RB_STATE_TRYING, RB_STATE_TRYING, RB_MACHINE_REQUEST, -1, 0, 0, N_ ("The request arrives again and is absorbed.") },
  { RB_STATE_TRYING, RB_STATE_PROCEEDING, RB_MACHINE_PROVISIONAL, -1, 0, 0,
    N_ ("The phone or proxy tells how far it is: a 1xx is sent.") },
  { RB_STATE_TRYING, RB_STATE_COMPLETED, RB_MACHINE_FINAL, -1, ON (J), 0, N_ ("The final response is sent.") },
  { RB_STATE_PROCEEDING, RB_STATE_PROCEEDING, RB_MACHINE_REQUEST, -1, 0, 0,
    N_ ("The request arrives again: the last provisional response is sent again.") },
  { RB_STATE_PROCEEDING, RB_STATE_PROCEEDING, RB_MACHINE_PROVISIONAL, -1, 0, 0,
    N_ ("The phone or proxy tells how far it is: a 1xx is sent.") },
  { RB_STATE_PROCEEDING, RB_STATE_PROCEEDING, RB_MACHINE_TRANSPORT_ERROR, -1, 0, 0,
    N_ ("A response cannot be sent: the phone or proxy is told.") },
  { RB_STATE_PROCEEDING, RB_STATE_COMPLETED, RB_MACHINE_FINAL, -1, ON (J), 0, N_ ("The final response is sent.") },
  { RB_STATE_COMPLETED, RB_STATE_COMPLETED, RB_MACHINE_REQUEST, -1, 0, 0,
    N_ ("The request arrives again: the final response is sent again.") },
  { RB_STATE_COMPLETED, RB_STATE_COMPLETED, RB_MACHINE_TRANSPORT_ERROR, -1, 0, 0,
    N_ ("A response cannot be sent: the phone or proxy is told.") },
  { RB_STATE_COMPLETED, RB_STATE_TERMINATED, RB_MACHINE_TIMER, RB_RUNNING_J, 0, 0,
    N_ ("Timer J fires: no more copies of the request are expected.") },
};

#define FIGURE(rfc, n_columns, n_rows, name)                                                                           \
  {                                                                                                                    \
    rfc, n_columns, n_rows, name##_states, G_N_ELEMENTS (name##_states), name##_arrows, G_N_ELEMENTS (name##_arrows)   \
  }

static const RbMachineFigure figures[RB_MACHINE_N_KINDS] = {
  [RB_MACHINE_INVITE_CLIENT] = FIGURE ("RFC 3261 17.1.1.2, RFC 6026 8.4", 3, 5, invite_client),
  [RB_MACHINE_NON_INVITE_CLIENT] = FIGURE ("RFC 3261 17.1.2.2", 3, 5, non_invite_client),
  [RB_MACHINE_INVITE_SERVER] = FIGURE ("RFC 3261 17.2.1, RFC 6026 8.6", 3, 4, invite_server),
  [RB_MACHINE_NON_INVITE_SERVER] = FIGURE ("RFC 3261 17.2.2", 3, 3, non_invite_server),
};

static const char *const titles[RB_MACHINE_N_KINDS] = {
  [RB_MACHINE_INVITE_CLIENT] = N_ ("INVITE client transaction"),
  [RB_MACHINE_NON_INVITE_CLIENT] = N_ ("Non-INVITE client transaction"),
  [RB_MACHINE_INVITE_SERVER] = N_ ("INVITE server transaction"),
  [RB_MACHINE_NON_INVITE_SERVER] = N_ ("Non-INVITE server transaction"),
};

static const char *const state_names[] = {
  [RB_STATE_CALLING] = "Calling",       [RB_STATE_TRYING] = "Trying",
  [RB_STATE_PROCEEDING] = "Proceeding", [RB_STATE_COMPLETED] = "Completed",
  [RB_STATE_CONFIRMED] = "Confirmed",   [RB_STATE_ACCEPTED] = "Accepted",
  [RB_STATE_TERMINATED] = "Terminated", [RB_STATE_NONE] = "",
};

static const char *const state_texts[RB_MACHINE_N_KINDS][RB_STATE_NONE] = {
  [RB_MACHINE_INVITE_CLIENT] = {
      [RB_STATE_CALLING] = N_ ("The INVITE is sent, nothing has come back yet."),
      [RB_STATE_PROCEEDING] = N_ ("Somebody works on the INVITE; the final response may take as long as people do."),
      [RB_STATE_COMPLETED] = N_ ("The final response is there and acknowledged; waits whether it comes again."),
      [RB_STATE_ACCEPTED] = N_ ("Answered; waits whether a 2xx comes again, or from another phone."),
      [RB_STATE_TERMINATED] = N_ ("Over: the machine is gone."),
  },
  [RB_MACHINE_NON_INVITE_CLIENT] = {
      [RB_STATE_TRYING] = N_ ("The request is sent, nothing has come back yet."),
      [RB_STATE_PROCEEDING] = N_ ("The other side works on the request."),
      [RB_STATE_COMPLETED] = N_ ("The final response is there; waits whether it comes again."),
      [RB_STATE_TERMINATED] = N_ ("Over: the machine is gone."),
  },
  [RB_MACHINE_INVITE_SERVER] = {
      [RB_STATE_PROCEEDING] = N_ ("The INVITE is there, the final response is not decided yet."),
      [RB_STATE_COMPLETED] = N_ ("The final response is sent; it is repeated until its ACK comes."),
      [RB_STATE_CONFIRMED] = N_ ("The ACK is there; waits whether it comes again."),
      [RB_STATE_ACCEPTED] = N_ ("Answered; copies of the INVITE are absorbed."),
      [RB_STATE_TERMINATED] = N_ ("Over: the machine is gone."),
  },
  [RB_MACHINE_NON_INVITE_SERVER] = {
      [RB_STATE_TRYING] = N_ ("The request is there, nothing is sent back yet."),
      [RB_STATE_PROCEEDING] = N_ ("A 1xx is sent, the final response is not decided yet."),
      [RB_STATE_COMPLETED] = N_ ("The final response is sent; it is sent again whenever the request comes again."),
      [RB_STATE_TERMINATED] = N_ ("Over: the machine is gone."),
  },
};

const RbMachineFigure *
rb_machine_kind_get_figure (RbMachineKind kind)
{
  return &figures[kind];
}

const char *
rb_machine_kind_get_title (RbMachineKind kind)
{
  return _ (titles[kind]);
}

gboolean
rb_machine_kind_is_server (RbMachineKind kind)
{
  return kind == RB_MACHINE_INVITE_SERVER || kind == RB_MACHINE_NON_INVITE_SERVER;
}

const char *
rb_machine_state_get_name (RbMachineState state)
{
  return state_names[state];
}

const char *
rb_machine_state_get_text (RbMachineState state, RbMachineKind kind)
{
  return state < RB_STATE_NONE && state_texts[kind][state] != NULL ? _ (state_texts[kind][state]) : "";
}

int
rb_machine_figure_find (const RbMachineFigure *self, RbMachineState from, RbMachineEvent event, int timer)
{
  for (guint i = 0; i < self->n_arrows; i++)
    if (self->arrows[i].from == from && self->arrows[i].event == event && self->arrows[i].timer == timer)
      return (int) i;
  return -1;
}
