/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What addresses say in their message: From and To, the Request-URI beside To, a Contact beside the address the message
 * came from, routes. Each reads the flow at most once. */

#include "rb-explain-field-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Host of a SIP URI as an address; FALSE for a name. */
static gboolean
read_host (const char *uri, RbEndpoint *endpoint, gboolean *has_port)
{
  const char *at = strchr (uri, '@');
  const char *colon = strchr (uri, ':');
  const char *host = at != NULL ? at + 1 : colon != NULL ? colon + 1 : uri;
  gboolean is_ipv6 = host[0] == '[';
  const char *end = is_ipv6 ? strchr (host, ']') : host + strcspn (host, ":;?>");
  g_autofree char *address = NULL;
  guint64 port = 0;

  if (end == NULL)
    return FALSE;

  address = g_strndup (is_ipv6 ? host + 1 : host, (gsize) (end - host) - is_ipv6);
  if (is_ipv6)
    end++;
  *has_port = end[0] == ':';
  if (*has_port)
    port = g_ascii_strtoull (end + 1, NULL, 10);
  return rb_endpoint_parse (endpoint, address, port > 0 && port <= G_MAXUINT16 ? (guint16) port : 5060);
}

void
rb_say_host (const RbFieldTopic *topic, RbLesson *lesson)
{
  g_autofree char *uri = g_strconcat ("sip:", topic->value, NULL);
  RbEndpoint endpoint;
  gboolean has_port;

  if (!read_host (uri, &endpoint, &has_port))
    rb_lesson_add (lesson, "host-name", "RFC 3263 4",
                   _ ("A name: DNS tells which server, transport and port stand for it."));
  else if (rb_endpoint_is_private (&endpoint))
    rb_lesson_add (lesson, "host-private", "RFC 1918 3", _ ("A private address: only its own network can reach it."));
}

/* From and To. */
void
rb_say_address (const RbFieldTopic *topic, RbLesson *lesson)
{
  gboolean is_to = rb_topic_is_owner (topic, "To");
  g_autofree char *request_uri = rb_span_dup_line (topic->index.request_uri, topic->bytes);
  g_autofree char *to = rb_span_dup_line (topic->index.to_uri, topic->bytes);

  if (!is_to && strstr (topic->value, "anonymous.invalid") != NULL)
    rb_lesson_add (lesson, "from-anonymous", "RFC 3323 4.1.1.3",
                   _ ("The caller does not want to be known: this address stands for nobody."));
  if (is_to && rb_span_is (topic->index.method, topic->bytes, "REGISTER"))
    rb_lesson_add (lesson, "to-register", "RFC 3261 10.2",
                   _ ("In a REGISTER it names the address of record: whose calls shall come to this phone."));
  else if (is_to && topic->index.is_request && topic->index.to_tag.length == 0 && !g_str_has_prefix (request_uri, to))
    {
      g_autofree char *target = rb_lesson_quote (request_uri);

      rb_lesson_add_printf (lesson, "to-kept", "RFC 3261 16.6",
                            _ ("The Request-URI is %s by now: a proxy has replaced that, and left To alone."), target);
    }
  rb_say_tag (topic, lesson);
}

/* The message before this one that named @uri as its Contact. */
static guint
find_contact (const RbFieldTopic *topic, const char *uri)
{
  for (guint i = 0; topic->flow != NULL && i < rb_flow_get_n_steps (topic->flow); i++)
    {
      guint position = rb_flow_get_step (topic->flow, i)->position;
      const guint8 *bytes;
      gsize length;
      RbSipIndex index;
      g_autofree char *contact = NULL;

      if (position >= topic->position)
        break;
      if (!rb_topic_read (topic->trace, position, &bytes, &length, &index))
        continue;
      contact = rb_span_dup_line (index.contact, bytes);
      if (*contact != '\0' && strstr (contact, uri) != NULL)
        return position;
    }
  return RB_FLOW_NONE;
}

/* The same request on the hop before, where it still had another Request-URI. */
static guint
find_rewritten (const RbFieldTopic *topic, char **before)
{
  for (guint i = 0; topic->flow != NULL && i < rb_flow_get_n_steps (topic->flow); i++)
    {
      guint position = rb_flow_get_step (topic->flow, i)->position;
      const guint8 *bytes;
      gsize length;
      RbSipIndex index;

      if (position >= topic->position)
        break;
      if (rb_topic_read (topic->trace, position, &bytes, &length, &index) && index.is_request &&
          index.cseq == topic->index.cseq && index.n_vias < topic->index.n_vias &&
          rb_span_equal (index.from_tag, bytes, topic->index.from_tag, topic->bytes) &&
          rb_span_equal (index.method, bytes, topic->index.method, topic->bytes) &&
          !rb_span_equal (index.request_uri, bytes, topic->index.request_uri, topic->bytes))
        {
          *before = rb_span_dup_line (index.request_uri, bytes);
          return position;
        }
    }
  return RB_FLOW_NONE;
}

static void
say_outside_dialog (const RbFieldTopic *topic, const char *uri, RbLesson *lesson)
{
  g_autofree char *to = rb_span_dup_line (topic->index.to_uri, topic->bytes);
  g_autofree char *quoted = rb_lesson_quote (to);
  g_autofree char *before = NULL;
  g_autofree char *number = NULL;
  g_autofree char *old = NULL;
  guint position;
  RbLessonBlock *block;

  if (rb_span_is (topic->index.method, topic->bytes, "REGISTER"))
    {
      rb_lesson_add (lesson, "ruri-registrar", "RFC 3261 10.2",
                     _ ("In a REGISTER it names the domain of the registrar; the user stands in To."));
      return;
    }
  if (g_str_equal (uri, to))
    {
      rb_lesson_add (lesson, "ruri-same", "RFC 3261 8.1.1.1",
                     _ ("It is still the address in To, the one that was dialled: no proxy has replaced it yet."));
      return;
    }

  position = find_rewritten (topic, &before);
  if (position == RB_FLOW_NONE)
    {
      rb_lesson_add_printf (lesson, "ruri-rewritten", "RFC 3261 16.5",
                            _ ("To still says %s: likely a proxy, who knows where that user has registered, has put "
                               "the phone's Contact here."),
                            quoted)
          ->confidence = RB_CONFIDENCE_LIKELY;
      return;
    }

  number = rb_lesson_format_number (position);
  old = rb_lesson_quote (before);
  block = rb_lesson_add_printf (lesson, "ruri-rewritten", "RFC 3261 16.5",
                                _ ("On the hop before, in %1$s, it was %2$s. The proxy has put in the Contact under "
                                   "which that user is registered; To stays."),
                                number, old);
  rb_lesson_block_cite (block, position);
}

void
rb_say_request_uri (const RbFieldTopic *topic, RbLesson *lesson)
{
  g_autofree char *uri = rb_span_dup_line (topic->index.request_uri, topic->bytes);
  RbEndpoint endpoint;
  gboolean has_port;

  if (*uri == '\0')
    return;

  if (topic->index.to_tag.length > 0)
    {
      guint position = find_contact (topic, uri);

      if (position != RB_FLOW_NONE)
        {
          g_autofree char *number = rb_lesson_format_number (position);

          rb_lesson_block_cite (
              rb_lesson_add_printf (
                  lesson, "ruri-contact", "RFC 3261 12.2.1.1",
                  _ ("It is the Contact that the other end gave in %s: within a dialog, requests go straight there."),
                  number),
              position);
        }
      else if (!rb_span_is (topic->index.method, topic->bytes, "ACK"))
        rb_lesson_add (lesson, "ruri-contact", "RFC 3261 12.2.1.1",
                       _ ("Within a dialog it is the Contact of the other end, likely so here; the trace does not show "
                          "the message that gave it."))
            ->confidence = RB_CONFIDENCE_LIKELY;
    }
  else
    say_outside_dialog (topic, uri, lesson);

  if (read_host (uri, &endpoint, &has_port) && rb_endpoint_is_private (&endpoint) && topic->info.dst.family != 0 &&
      !rb_endpoint_is_same_host (&endpoint, &topic->info.dst))
    {
      g_autofree char *dst = rb_endpoint_format (&topic->info.dst);

      rb_lesson_add_printf (
          lesson, "host-private", "RFC 1918 3",
          _ ("Its host is a private address; the message goes to %s instead: to a proxy, or to the NAT's address "
             "that its sender knows."),
          dst)
          ->tone = RB_TONE_WARNING;
    }
}

/* A response whose top Via says that its receiver was seen at @endpoint: there the phone learned it. */
static guint
find_learned (const RbFieldTopic *topic, const RbEndpoint *endpoint)
{
  g_autofree char *host = rb_endpoint_format_address (endpoint);
  g_autofree char *received = g_strdup_printf ("received=%s", host);
  g_autofree char *port = g_strdup_printf ("rport=%u", endpoint->port);

  for (guint i = 0; topic->flow != NULL && i < rb_flow_get_n_steps (topic->flow); i++)
    {
      guint position = rb_flow_get_step (topic->flow, i)->position;
      const guint8 *bytes;
      gsize length;
      RbSipIndex index;
      g_autofree char *via = NULL;

      if (position >= topic->position)
        break;
      if (!rb_topic_read (topic->trace, position, &bytes, &length, &index) || index.is_request)
        continue;
      via = rb_span_dup_line (index.via, bytes);
      if (strstr (via, received) != NULL && strstr (via, port) != NULL)
        return position;
    }
  return RB_FLOW_NONE;
}

static void
say_reachable (const RbFieldTopic *topic, const char *uri, RbLesson *lesson)
{
  g_autofree char *src = rb_endpoint_format (&topic->info.src);
  g_autofree char *host = NULL;
  RbEndpoint endpoint;
  gboolean has_port = FALSE;
  guint learned;

  if (!read_host (uri, &endpoint, &has_port))
    return;

  host = rb_endpoint_format (&endpoint);
  if (rb_endpoint_is_private (&endpoint) && topic->info.src.family != 0 && topic->index.n_vias <= 1 &&
      topic->index.is_request && !rb_endpoint_is_same_host (&endpoint, &topic->info.src))
    rb_lesson_add_printf (lesson, "contact-private", "RFC 3261 8.1.1.8",
                          _ ("%1$s is a private address, but the message came from %2$s: behind its NAT the phone "
                             "cannot be reached at this "
                             "Contact. A proxy has to put in the address it saw."),
                          host, src)
        ->tone = RB_TONE_WARNING;
  else if (rb_endpoint_is_private (&endpoint))
    rb_lesson_add_printf (lesson, "contact-local", "RFC 3261 8.1.1.8",
                          _ ("%s is a private address: it works within that network, not from outside."), host);
  else if (has_port && endpoint.port != 5060 && endpoint.port != 5061)
    {
      learned = find_learned (topic, &endpoint);
      if (learned != RB_FLOW_NONE)
        {
          g_autofree char *number = rb_lesson_format_number (learned);

          rb_lesson_block_cite (
              rb_lesson_add_printf (lesson, "contact-learned", "RFC 3581 4",
                                    _ ("The phone learned %1$s from %2$s, whose Via says as what it was seen: its own "
                                       "address as the NAT shows it."),
                                    host, number),
              learned);
        }
    }
}

static void
say_contact_use (const RbFieldTopic *topic, RbLesson *lesson)
{
  const RbSipIndex *index = &topic->index;

  if (rb_span_is (index->method, topic->bytes, "REGISTER") && index->is_request)
    rb_lesson_add (lesson, "contact-register", "RFC 3261 10.2.1",
                   _ ("The registrar shall store it: calls to the address in To will go here."));
  else if (rb_span_is (index->method, topic->bytes, "REGISTER") && index->status / 100 == 2)
    rb_lesson_add_printf (
        lesson, "contact-bindings", "RFC 3261 10.3",
        ngettext ("The registrar lists what it has stored for this user: %u address.",
                  "The registrar lists all that it has stored for this user: %u addresses, perhaps of several phones.",
                  index->n_contacts),
        index->n_contacts);
  else if (index->status / 100 == 3)
    rb_lesson_add (lesson, "contact-redirect", "RFC 3261 8.1.3.4", _ ("The caller is to try this address instead."));
  else if (rb_span_is (index->method, topic->bytes, "INVITE") && index->is_request)
    rb_lesson_add (lesson, "contact-target", "RFC 3261 12.1.1",
                   _ ("A BYE or re-INVITE of the called side will go to this address."));
  else if (rb_span_is (index->method, topic->bytes, "INVITE") && index->status > 100 && index->status < 300)
    rb_lesson_add (lesson, "contact-target", "RFC 3261 12.1.2",
                   _ ("The ACK and the later requests of the caller will go to this address."));
}

void
rb_say_contact (const RbFieldTopic *topic, RbLesson *lesson)
{
  RbField *uri = rb_topic_find_child (topic->field, _ ("URI"));
  const char *text = uri != NULL ? rb_field_get_value (uri) : "";

  if (g_str_equal (topic->value, "*"))
    {
      rb_lesson_add (lesson, "contact-all", "RFC 3261 10.2.2",
                     _ ("\"*\" with Expires 0: remove every address of this user, those of other phones, too."));
      return;
    }

  say_contact_use (topic, lesson);
  say_reachable (topic, text, lesson);
  if (uri != NULL && rb_topic_find_child (uri, "ob") != NULL)
    rb_lesson_add (lesson, "contact-outbound", "RFC 5626 4.3",
                   _ ("\"ob\": requests to this Contact shall come back through the proxy, over the connection the "
                      "phone has opened. So its NAT lets "
                      "them in."));
  if (uri != NULL && rb_topic_find_child (uri, "gr") != NULL)
    rb_lesson_add (lesson, "contact-gruu", "RFC 5627 3.1",
                   _ ("\"gr\": it is a GRUU and leads to this one phone from everywhere."));
}

/* A later request with a Route: there the list is used. */
static guint
find_routed (const RbFieldTopic *topic)
{
  for (guint i = 0; topic->flow != NULL && topic->step != NULL && i < rb_flow_get_n_steps (topic->flow); i++)
    {
      const RbFlowStep *step = rb_flow_get_step (topic->flow, i);
      const guint8 *bytes;
      gsize length;
      RbSipIndex index;

      if (step->position > topic->position && step->leg == topic->step->leg &&
          rb_topic_read (topic->trace, step->position, &bytes, &length, &index) && index.is_request &&
          index.to_tag.length > 0 && rb_sip_find_header (bytes, length, "Route", NULL).length > 0)
        return step->position;
    }
  return RB_FLOW_NONE;
}

static void
count_routes (RbField *header, guint *n, guint *loose)
{
  GListModel *children = rb_field_get_children (header);
  RbField *uri = rb_topic_find_child (header, _ ("URI"));

  *n = *loose = 0;
  if (uri != NULL)
    {
      *n = 1;
      *loose = rb_topic_find_child (uri, "lr") != NULL;
      return;
    }

  for (guint i = 0; children != NULL && i < g_list_model_get_n_items (children); i++)
    {
      g_autoptr (RbField) child = g_list_model_get_item (children, i);

      uri = rb_topic_find_child (child, _ ("URI"));
      *n += 1;
      *loose += uri != NULL && rb_topic_find_child (uri, "lr") != NULL;
    }
}

/* Record-Route, Route, Path, Service-Route: a header, or one proxy of it. */
void
rb_say_route (const RbFieldTopic *topic, RbLesson *lesson)
{
  guint n, loose;

  count_routes (topic->field, &n, &loose);
  if (n > 1)
    rb_lesson_add_printf (lesson, "route-count", "RFC 3261 20.34",
                          ngettext ("It names %u proxy.", "It names %u proxies, the next one first.", n), n);
  if (n > 0 && loose == n)
    rb_lesson_add (lesson, "route-loose", "RFC 3261 16.12",
                   n == 1 ? _ ("\"lr\": that proxy follows RFC 3261 and leaves the Request-URI alone.")
                          : _ ("All have \"lr\": they follow RFC 3261 and leave the Request-URI alone."));
  else if (n > 0)
    rb_lesson_add (lesson, "route-strict", "RFC 3261 12.2.1.1",
                   _ ("One has no \"lr\": a strict router of RFC 2543, which wants its own address as Request-URI."))
        ->tone = RB_TONE_WARNING;

  if (rb_topic_is_owner (topic, "Record-Route"))
    {
      guint routed = find_routed (topic);

      if (routed != RB_FLOW_NONE)
        {
          g_autofree char *number = rb_lesson_format_number (routed);

          rb_lesson_block_cite (
              rb_lesson_add_printf (
                  lesson, "route-used", "RFC 3261 12.2.1.1",
                  _ ("The next requests of this dialog go through it; %s already does, by its Route."), number),
              routed);
        }
      else
        rb_lesson_add (lesson, "route-next", "RFC 3261 12.1.2",
                       _ ("The next requests of this dialog will go through it: their Route is made from this list."));
    }
  else if (rb_topic_is_owner (topic, "Route") && topic->index.to_tag.length == 0)
    rb_lesson_add (lesson, "route-preset", "RFC 3261 8.1.2",
                   _ ("There is no dialog yet: the phone has this way from its settings, or from a Service-Route."));
}
