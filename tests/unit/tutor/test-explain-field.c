/* SPDX-License-Identifier: GPL-3.0-or-later */

/* That every field a phone meets is known, and what is said of its value in a message. */

#include "rb-explain-field-private.h"

#include "field-path.h"

static const char *const headers[] = {
  "Accept",
  "Accept-Contact",
  "Accept-Encoding",
  "Accept-Language",
  "Accept-Resource-Priority",
  "Alert-Info",
  "Allow",
  "Allow-Events",
  "Answer-Mode",
  "Authentication-Info",
  "Authorization",
  "Call-ID",
  "Call-Info",
  "Contact",
  "Content-Disposition",
  "Content-Encoding",
  "Content-ID",
  "Content-Language",
  "Content-Length",
  "Content-Type",
  "CSeq",
  "Date",
  "Diversion",
  "Error-Info",
  "Event",
  "Expires",
  "Feature-Caps",
  "Flow-Timer",
  "From",
  "Geolocation",
  "Geolocation-Error",
  "Geolocation-Routing",
  "History-Info",
  "Identity",
  "Identity-Info",
  "Info-Package",
  "In-Reply-To",
  "Join",
  "Max-Breadth",
  "Max-Forwards",
  "MIME-Version",
  "Min-Expires",
  "Min-SE",
  "Organization",
  "P-Access-Network-Info",
  "P-Answer-State",
  "P-Asserted-Identity",
  "P-Asserted-Service",
  "P-Associated-URI",
  "P-Called-Party-ID",
  "P-Charge-Info",
  "P-Charging-Function-Addresses",
  "P-Charging-Vector",
  "P-DCS-Billing-Info",
  "P-DCS-LAES",
  "P-DCS-OSPS",
  "P-DCS-Redirect",
  "P-DCS-Trace-Party-ID",
  "P-Early-Media",
  "P-Media-Authorization",
  "P-Preferred-Identity",
  "P-Preferred-Service",
  "P-Private-Network-Indication",
  "P-Profile-Key",
  "P-Refused-URI-List",
  "P-Served-User",
  "P-User-Database",
  "P-Visited-Network-ID",
  "Path",
  "Permission-Missing",
  "Policy-Contact",
  "Policy-ID",
  "Priority",
  "Priv-Answer-Mode",
  "Privacy",
  "Proxy-Authenticate",
  "Proxy-Authorization",
  "Proxy-Require",
  "RAck",
  "Reason",
  "Record-Route",
  "Recv-Info",
  "Refer-Events-At",
  "Refer-Sub",
  "Refer-To",
  "Referred-By",
  "Reject-Contact",
  "Replaces",
  "Reply-To",
  "Request-Disposition",
  "Require",
  "Resource-Priority",
  "Retry-After",
  "Route",
  "RSeq",
  "Security-Client",
  "Security-Server",
  "Security-Verify",
  "Server",
  "Service-Route",
  "Session-Expires",
  "Session-ID",
  "SIP-ETag",
  "SIP-If-Match",
  "Subject",
  "Subscription-State",
  "Supported",
  "Suppress-If-Match",
  "Target-Dialog",
  "Timestamp",
  "To",
  "Trigger-Consent",
  "Unsupported",
  "User-Agent",
  "User-to-User",
  "Via",
  "Warning",
  "WWW-Authenticate",
};

static RbTrace *
trace_of (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  RbMessageInfo info = { .kind = RB_MESSAGE_SIP, .wall_us = FIXTURE_START_US, .transport = RB_TRANSPORT_UDP };
  RbTrace *trace = rb_trace_new ();

  info.src = fixture_endpoint ("A");
  info.dst = fixture_endpoint ("P");
  rb_trace_append (trace, &info, bytes);
  return trace;
}

static void
assert_known (RbLesson *lesson, const char *name)
{
  const char *const ids[] = { "what", "writer", "reader" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      const RbLessonBlock *block = rb_lesson_find (lesson, ids[i]);

      if (block == NULL || block->text[0] == '\0' || block->rfc == NULL)
        g_error ("%s: no \"%s\", or no RFC", name, ids[i]);
    }
  g_assert_null (rb_lesson_find (lesson, "unregistered"));
}

static void
every_header_is_known (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autofree char *text = g_strdup_printf ("OPTIONS sip:a SIP/2.0\r\n%s: x\r\n\r\n", headers[i]);
      g_autoptr (RbTrace) trace = trace_of (text);
      g_autoptr (RbLesson) lesson = explain_path (trace, 0, headers[i]);

      assert_known (lesson, headers[i]);
    }
}

static void
a_nat_is_seen_in_via (void)
{
  g_autoptr (RbTrace) trace = open_capture ("recorded", "private-contact-behind-nat.caller.pcap");
  g_autoptr (RbLesson) request = explain_path (trace, 0, "Via");
  g_autoptr (RbLesson) response = explain_path (trace, 1, "Via/received");

  g_assert_nonnull (rb_lesson_find (request, "via-wire"));
  g_assert_cmpuint (g_array_index (rb_lesson_find (request, "via-asks")->positions, guint, 0), ==, 1);
  g_assert_cmpstr (rb_lesson_find (response, "via-nat")->text, ==,
                   "The next hop saw the request come from 192.0.2.10:5060; the phone had written “10.0.0.7:5060”, a "
                   "private address. There is a NAT between them, and the response goes to 192.0.2.10:5060.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/explain-field/every-header-is-known", every_header_is_known);
  g_test_add_func ("/explain-field/a-nat-is-seen-in-via", a_nat_is_seen_in_via);
  return g_test_run ();
}
