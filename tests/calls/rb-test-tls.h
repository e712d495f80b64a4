/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-sofia.h"

#include <gio/gio.h>

/* A TLS server with a certificate made for the test, that registers everybody and answers
 * every call. */
typedef struct
{
  char  *directory; /* ca.pem, agent.pem */
  nua_t *nua;
  guint16 port;
  gboolean silent; /* answers no REGISTER, and an INVITE with 100 only */
  gboolean shut_down;
  guint    n_requests; /* that reached it, whatever they were */
} RbTestTls;

/* @name: a DNS name or IP address for the certificate; @days: validity, negative: expired. */
void  rb_test_tls_set_up (RbTestTls *self, su_root_t *root, const char *name, int days);
void  rb_test_tls_tear_down (RbTestTls *self);
char *rb_test_tls_get_ca (RbTestTls *self); /* path (transfer full) */
