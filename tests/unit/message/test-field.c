/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "rb-field.h"

#include "sample-messages.h"

#include <string.h>

typedef struct
{
  RbMessage *message;
  GListModel *root;
  const char *text;
} Tree;

static void
tree_open (Tree *tree, const char *text, RbMessageKind kind)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  RbMessageInfo info = { .kind = kind };

  tree->text = text;
  tree->message = rb_message_new (&info, bytes, 0);
  tree->root = rb_message_list_fields (tree->message);
}

static void
tree_close (Tree *tree)
{
  g_assert_finalize_object (tree->root);
  g_assert_finalize_object (tree->message);
}

/* The field at "Name/Name/Name"; "Name#1" is the second of that name. */
static RbField *
find (GListModel *list, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, "/", 2);
  char *hash = strrchr (names[0], '#');
  guint skip = 0;

  if (hash != NULL)
    {
      skip = (guint) g_ascii_strtoull (hash + 1, NULL, 10);
      *hash = '\0';
    }

  for (guint i = 0; list != NULL && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (RbField) field = g_list_model_get_item (list, i);

      if (strcmp (rb_field_get_name (field), names[0]) == 0 && skip-- == 0)
        return names[1] != NULL ? find (rb_field_get_children (field), names[1]) : field;
    }

  return NULL;
}

static void
assert_field (Tree *tree, const char *path, const char *value, const char *marked)
{
  RbField *field = find (tree->root, path);
  g_autofree char *bytes = NULL;

  if (field == NULL)
    g_error ("There is no field %s", path);
  g_assert_cmpstr (rb_field_get_value (field), ==, value);
  bytes = g_strndup (tree->text + rb_field_get_span (field).offset, rb_field_get_span (field).length);
  g_assert_cmpstr (bytes, ==, marked);
}

static void
a_request_line_has_its_three_parts (void)
{
  Tree tree;

  tree_open (&tree, SAMPLE_BYE, RB_MESSAGE_SIP);
  assert_field (&tree, "Request-Line", "BYE sip:alice@192.0.2.4:5070;transport=tcp SIP/2.0",
                "BYE sip:alice@192.0.2.4:5070;transport=tcp SIP/2.0");
  assert_field (&tree, "Request-Line/Method", "BYE", "BYE");
  assert_field (&tree, "Request-Line/Request-URI/User", "alice", "alice");
  assert_field (&tree, "Request-Line/Request-URI/Host", "192.0.2.4", "192.0.2.4");
  assert_field (&tree, "Request-Line/Request-URI/Port", "5070", "5070");
  assert_field (&tree, "Request-Line/Request-URI/transport", "tcp", "transport=tcp");
  assert_field (&tree, "Request-Line/SIP-Version", "SIP/2.0", "SIP/2.0");
  tree_close (&tree);
}

static void
a_status_line_has_its_three_parts (void)
{
  Tree tree;

  tree_open (&tree, SAMPLE_RINGING, RB_MESSAGE_SIP);
  assert_field (&tree, "Status-Line/Status-Code", "180", "180");
  assert_field (&tree, "Status-Line/Reason-Phrase", "Ringing", "Ringing");
  tree_close (&tree);
}

static void
addresses_are_taken_apart (void)
{
  Tree tree;

  tree_open (&tree, SAMPLE_INVITE, RB_MESSAGE_SIP);
  assert_field (&tree, "From/Display name", "\"Alice; <sip:fake@example.com>;tag=no\"",
                "\"Alice; <sip:fake@example.com>;tag=no\"");
  assert_field (&tree, "From/URI", "sip:alice@atlanta.example.com;transport=udp",
                "sip:alice@atlanta.example.com;transport=udp");
  assert_field (&tree, "From/URI/User", "alice", "alice");
  assert_field (&tree, "From/tag", "9fxced76sl", "tag=9fxced76sl");
  assert_field (&tree, "To/Display name", "Bob", "Bob");
  g_assert_null (find (tree.root, "To/tag"));
  assert_field (&tree, "CSeq/Sequence number", "1", "1");
  assert_field (&tree, "CSeq/Method", "INVITE", "INVITE");
  assert_field (&tree, "Call-ID", "3848276298220188511@atlanta.example.com",
                "Call-ID: 3848276298220188511@atlanta.example.com");
  g_assert_null (rb_field_get_children (find (tree.root, "Call-ID")));
  tree_close (&tree);
}

static void
elements_of_a_list_are_children (void)
{
  Tree tree;

  tree_open (&tree, SAMPLE_RINGING, RB_MESSAGE_SIP);
  assert_field (&tree, "Via/Via/sent-protocol", "SIP/2.0/UDP", "SIP/2.0/UDP");
  assert_field (&tree, "Via/Via/branch", "z9hG4bKtop", "branch=z9hG4bKtop");
  assert_field (&tree, "Via/Via#1/sent-by", "client.example.com", "client.example.com");
  assert_field (&tree, "Record-Route/Record-Route#1/URI/lr", "", "lr");
  tree_close (&tree);

  tree_open (&tree, SAMPLE_INVITE, RB_MESSAGE_SIP);
  assert_field (&tree, "Allow/Allow#4", "BYE", "BYE");
  assert_field (&tree, "Via/sent-by/Port", "5060", "5060");
  assert_field (&tree, "Via/rport", "", "rport");
  tree_close (&tree);
}

static void
digest_parameters_are_children (void)
{
  Tree tree;

  tree_open (&tree, SAMPLE_CHALLENGE, RB_MESSAGE_SIP);
  assert_field (&tree, "WWW-Authenticate/Scheme", "Digest", "Digest");
  assert_field (&tree, "WWW-Authenticate/realm", "\"atlanta, example.com\"", "realm=\"atlanta, example.com\"");
  assert_field (&tree, "WWW-Authenticate/algorithm", "SHA-256", "algorithm=SHA-256");
  tree_close (&tree);
}

static void
compact_names_are_written_out (void)
{
  Tree tree;

  tree_open (&tree, SAMPLE_COMPACT, RB_MESSAGE_SIP);
  assert_field (&tree, "Via/sent-by/Host", "[2001:db8::9:1]", "[2001:db8::9:1]");
  assert_field (&tree, "Via/sent-by/Port", "5062", "5062");
  assert_field (&tree, "Call-ID", "compact@example.org", "i: compact@example.org");
  assert_field (&tree, "Supported/Supported", "timer", "timer");
  assert_field (&tree, "Content-Type/charset", "utf-8", "charset=utf-8");
  assert_field (&tree, "Content-Length", "5", "l: 5");
  assert_field (&tree, "Contact/URI/Host", "[2001:db8::9:1]", "[2001:db8::9:1]");
  assert_field (&tree, "Body", "text/plain;charset=utf-8", "Hello");
  tree_close (&tree);
}

static void
folded_values_are_shown_on_one_line (void)
{
  Tree tree;

  tree_open (&tree, SAMPLE_FOLDED, RB_MESSAGE_SIP);
  assert_field (&tree, "CSeq", "0009 REGISTER", "cseq:\r\n 0009\r\n REGISTER");
  assert_field (&tree, "Via/sent-protocol", "SIP / 2.0 / UDP", "SIP / 2.0 / UDP");
  assert_field (&tree, "Via/branch", "z9hG4bKfolded", "branch = z9hG4bKfolded");
  assert_field (&tree, "From/Display name", "\"A \\\"quoted\\\" name\"", "\"A \\\"quoted\\\" name\"");
  assert_field (&tree, "Contact/Contact#1/expires", "0", "expires=0");
  tree_close (&tree);
}

static void
session_lines_have_their_names (void)
{
  Tree tree;

  tree_open (&tree, SAMPLE_INVITE, RB_MESSAGE_SIP);
  assert_field (&tree, "Session description", "application/sdp", SAMPLE_SDP);
  assert_field (&tree, "Session description/Protocol Version (v=)", "0", "v=0");
  assert_field (&tree, "Session description/Origin (o=)/Session Version", "2890844527", "2890844527");
  assert_field (&tree, "Session description/Connection Information (c=)/Connection Address", "192.0.2.101",
                "192.0.2.101");
  assert_field (&tree, "Session description/Media Description (m=)/Port", "49172", "49172");
  assert_field (&tree, "Session description/Media Description (m=)/Format#3", "101", "101");
  assert_field (&tree, "Session description/Attribute (a=)#0/rtpmap", "96 opus/48000/2", "rtpmap:96 opus/48000/2");
  assert_field (&tree, "Session description/Attribute (a=)#5", "sendrecv", "a=sendrecv");
  tree_close (&tree);
}

static void
other_schemes_keep_their_rest (void)
{
  Tree tree;

  tree_open (&tree, "OPTIONS tel:+1-555;phone-context=x SIP/2.0\r\nX-Unknown: a;b\r\njunk line\r\n\r\n",
             RB_MESSAGE_SIP);
  assert_field (&tree, "Request-Line/Request-URI/Number", "+1-555", "+1-555");
  assert_field (&tree, "Request-Line/Request-URI/phone-context", "x", "phone-context=x");
  assert_field (&tree, "X-Unknown", "a;b", "X-Unknown: a;b");
  assert_field (&tree, "Unknown line", "junk line", "junk line");
  tree_close (&tree);
}

static void
bytes_that_are_no_sip_are_one_field (void)
{
  Tree tree;

  tree_open (&tree, "\r\n\r\n", RB_MESSAGE_KEEP_ALIVE);
  assert_field (&tree, "Keep-alive", "4 bytes", "\r\n\r\n");
  tree_close (&tree);

  tree_open (&tree, "hello", RB_MESSAGE_DAMAGED);
  assert_field (&tree, "Not SIP", "5 bytes", "hello");
  g_assert_cmpuint (g_list_model_get_n_items (tree.root), ==, 1);
  tree_close (&tree);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/field/a-request-line-has-its-three-parts", a_request_line_has_its_three_parts);
  g_test_add_func ("/field/a-status-line-has-its-three-parts", a_status_line_has_its_three_parts);
  g_test_add_func ("/field/addresses-are-taken-apart", addresses_are_taken_apart);
  g_test_add_func ("/field/elements-of-a-list-are-children", elements_of_a_list_are_children);
  g_test_add_func ("/field/digest-parameters-are-children", digest_parameters_are_children);
  g_test_add_func ("/field/compact-names-are-written-out", compact_names_are_written_out);
  g_test_add_func ("/field/folded-values-are-shown-on-one-line", folded_values_are_shown_on_one_line);
  g_test_add_func ("/field/session-lines-have-their-names", session_lines_have_their_names);
  g_test_add_func ("/field/other-schemes-keep-their-rest", other_schemes_keep_their_rest);
  g_test_add_func ("/field/bytes-that-are-no-sip-are-one-field", bytes_that_are_no_sip_are_one_field);

  return g_test_run ();
}
