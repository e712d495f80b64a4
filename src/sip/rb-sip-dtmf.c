/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DTMF digits carried by INFO requests: bodies of the types application/dtmf-relay
 * ("Signal=5", "Duration=160") and application/dtmf (the digit alone), as gateways send them. */

#include "rb-sip-dtmf.h"

#include <string.h>

static char
check_digit (char c)
{
  c = g_ascii_toupper (c);

  return c != '\0' && strchr ("0123456789*#ABCD", c) != NULL ? c : 0;
}

char
rb_sip_dtmf_parse (const char *content_type, const char *body)
{
  if (content_type == NULL || body == NULL)
    return 0;

  if (g_ascii_strcasecmp (content_type, "application/dtmf") == 0)
    {
      while (g_ascii_isspace (*body))
        body++;
      return check_digit (*body);
    }

  if (g_ascii_strcasecmp (content_type, "application/dtmf-relay") != 0)
    return 0;

  while (body != NULL)
    {
      while (g_ascii_isspace (*body))
        body++;
      if (g_ascii_strncasecmp (body, "Signal", 6) == 0)
        {
          body += 6;
          while (*body == ' ' || *body == '\t' || *body == '=')
            body++;
          return check_digit (*body);
        }
      body = strchr (body, '\n');
      if (body != NULL)
        body++;
    }

  return 0;
}

char *
rb_sip_dtmf_format (char digit, guint duration_ms)
{
  return g_strdup_printf ("Signal=%c\r\nDuration=%u\r\n", digit, duration_ms);
}
