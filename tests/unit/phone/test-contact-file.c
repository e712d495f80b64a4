/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files of people: versions, encodings, folds, photos, columns; and that what is written reads back the same. */

#include "rb-contact-file.h"

#include "rb-contact-photo.h"
#include "rb-contacts.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

static RbContactFile *
parse_bytes (const char *bytes, gsize length)
{
  g_autoptr (GBytes) all = g_bytes_new (bytes, length);
  g_autoptr (GError) error = NULL;
  RbContactFile *file = rb_contact_file_parse (all, &error);

  g_assert_no_error (error);

  return file;
}

static RbContactFile *
parse (const char *text)
{
  return parse_bytes (text, strlen (text));
}

static RbContactFile *
parse_in (const char *text, const char *encoding, const char *mark)
{
  gsize length;
  g_autofree char *converted = g_convert (text, -1, encoding, "UTF-8", NULL, &length, NULL);
  g_autoptr (GString) all = g_string_new (mark);

  g_assert_nonnull (converted);
  g_string_append_len (all, converted, (gssize) length);

  return parse_bytes (all->str, all->len);
}

static RbContact *
get (RbContactFile *file, guint index)
{
  g_assert_cmpuint (index, <, file->contacts->len);

  return g_ptr_array_index (file->contacts, index);
}

/* "mobile number +86…, work sip alice@…" */
static char *
addresses (RbContact *contact)
{
  static const char *const kinds[] = { "number", "sip", "mail" };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < rb_contact_get_n_addresses (contact); i++)
    {
      const RbContactAddress *address = rb_contact_get_address (contact, i);

      g_string_append_printf (text, "%s%s %s %s", i > 0 ? ", " : "", address->label, kinds[address->kind],
                              address->value);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_contact (RbContact *contact, const char *name, const char *expected)
{
  g_autofree char *found = addresses (contact);

  g_assert_cmpstr (rb_contact_get_own_name (contact), ==, name);
  g_assert_cmpstr (found, ==, expected);
}

static void
a_card_of_each_version_is_read (void)
{
  g_autoptr (RbContactFile) file = parse (
      "BEGIN:VCARD\r\nVERSION:2.1\r\nN:Smith;Zo=C3=AB;;Dr.;\r\n"
      "FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Zo=C3=AB =\r\nSmith\r\n"
      "TEL;CELL;VOICE:+44 20 7946 0000\r\nTEL;WORK;FAX:1234567\r\nEMAIL;INTERNET:zoe@example.org\r\nEND:VCARD\r\n"
      "begin:vcard\r\nversion:3.0\r\nfn:Bob\\, the\r\n  builder\r\nitem1.TEL:1001\r\nitem1.X-ABLabel:Workshop\r\n"
      "item2.TEL;TYPE=home,voice:1002\r\nitem2.X-ABLabel:_$!<Mobile>!$_\r\n"
      "NOTE:one\\ntwo\\;three\r\nUID:bob-1\r\nCATEGORIES:friends,starred\r\nend:vcard\r\n"
      "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:张三\r\nTEL;VALUE=uri;TYPE=\"work,voice\":tel:+86-10-1234-5678;ext=5\r\n"
      "TEL;VALUE=uri;TYPE=home:sip:san@example.cn\r\nIMPP:sip:zhang@example.cn\r\nIMPP:xmpp:z@example.cn\r\nEND:"
      "VCARD\r\n");

  g_assert_cmpstr (file->format, ==, "vCard");
  g_assert_cmpstr (file->encoding, ==, "UTF-8");
  g_assert_cmpuint (file->n_problems, ==, 0);
  g_assert_cmpuint (file->contacts->len, ==, 3);
  assert_contact (get (file, 0), "Zoë Smith",
                  "mobile number +44 20 7946 0000, fax number 1234567, other mail zoe@example.org");
  assert_contact (get (file, 1), "Bob, the builder", "Workshop number 1001, mobile number 1002");
  g_assert_cmpstr (rb_contact_get_notes (get (file, 1)), ==, "one\ntwo;three");
  g_assert_cmpstr (rb_contact_get_uid (get (file, 1)), ==, "bob-1");
  g_assert_true (rb_contact_is_favourite (get (file, 1)));
  assert_contact (get (file, 2), "张三",
                  "work number +86-10-1234-5678, home sip san@example.cn, other sip zhang@example.cn");
  g_assert_cmpuint (g_array_index (file->lines, guint, 1), ==, 10);
}

static void
a_name_is_taken_from_what_there_is (void)
{
  g_autoptr (RbContactFile) file = parse (
      "BEGIN:VCARD\nN:Smith;John;Q.;Dr.;Jr.\nTEL:1\nEND:VCARD\nBEGIN:VCARD\nN:张;三;;;\nTEL:2\nEND:VCARD\n"
      "BEGIN:VCARD\nORG:ACME;Sales\nTEL:3\nEND:VCARD\nBEGIN:VCARD\nTEL:4\nEND:VCARD\nBEGIN:VCARD\nNOTE:x\nEND:VCARD\n");

  g_assert_cmpuint (file->contacts->len, ==, 4);
  g_assert_cmpstr (rb_contact_get_name (get (file, 0)), ==, "Dr. John Q. Smith Jr.");
  g_assert_cmpstr (rb_contact_get_name (get (file, 1)), ==, "张三");
  g_assert_cmpstr (rb_contact_get_name (get (file, 2)), ==, "ACME");
  g_assert_cmpstr (rb_contact_get_name (get (file, 3)), ==, "4");
  g_assert_cmpuint (file->n_problems, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (file->problems, 0), "16"));
}

static void
damage_names_its_line_and_loses_nothing_else (void)
{
  g_autoptr (RbContactFile) file =
      parse ("BEGIN:VCARD\nFN:Ann\nthis is no property\nTEL:1\nBEGIN:VCARD\nFN:Ben\nTEL:2\nEND:VCARD\n"
             "END:VCARD\nBEGIN:VCARD\nFN:Agent\nAGENT:\nBEGIN:VCARD\nFN:Inner\nEND:VCARD\nTEL:3\nEND:VCARD\n"
             "BEGIN:VCARD\nFN:Cut");

  g_assert_cmpuint (file->contacts->len, ==, 3);
  assert_contact (get (file, 0), "Ann", "other number 1");
  assert_contact (get (file, 1), "Ben", "other number 2");
  assert_contact (get (file, 2), "Agent", "other number 3");
  g_assert_cmpuint (file->n_problems, ==, 3);
  g_assert_nonnull (strstr (g_ptr_array_index (file->problems, 0), "3"));
  g_assert_nonnull (strstr (g_ptr_array_index (file->problems, 1), "1"));
  g_assert_nonnull (strstr (g_ptr_array_index (file->problems, 2), "18"));
}

static void
any_encoding_is_read_and_a_guess_is_told (void)
{
  static const struct
  {
    const char *encoding;
    const char *mark;
    const char *found;
    gboolean guessed;
    const char *name;
  } cases[] = {
    { "UTF-8", "", "UTF-8", FALSE, "张三 Zoë" },
    { "UTF-8", "\xef\xbb\xbf", "UTF-8", FALSE, "张三 Zoë" },
    { "UTF-16LE", "\xff\xfe", "UTF-16LE", FALSE, "张三 Zoë" },
    { "UTF-16BE", "\xfe\xff", "UTF-16BE", FALSE, "张三 Zoë" },
    { "UTF-16LE", "", "UTF-16LE", TRUE, "张三 Zoë" },
    { "GB18030", "", "GB18030", TRUE, "张三李四" },
    { "ISO-8859-1", "", "WINDOWS-1252", TRUE, "Zoë Müller Ångström" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *card = g_strdup_printf ("BEGIN:VCARD\r\nFN:%s\r\nTEL:1001\r\nEND:VCARD\r\n", cases[i].name);
      g_autofree char *table = g_strdup_printf ("Name;Number\r\n%s;1001\r\n", cases[i].name);
      g_autoptr (RbContactFile) from_card = parse_in (card, cases[i].encoding, cases[i].mark);
      g_autoptr (RbContactFile) from_table = parse_in (table, cases[i].encoding, cases[i].mark);

      g_test_message ("%s", cases[i].encoding);
      assert_contact (get (from_card, 0), cases[i].name, "other number 1001");
      assert_contact (get (from_table, 0), cases[i].name, "main number 1001");
      g_assert_cmpstr (from_card->encoding, ==, cases[i].found);
      g_assert_cmpstr (from_table->encoding, ==, cases[i].found);
      g_assert_cmpint (from_card->guessed, ==, cases[i].guessed);
      g_assert_cmpint (from_table->guessed, ==, cases[i].guessed);
    }
}

/* RFC 2426 2.6 folds bytes, not characters. */
static void
a_fold_inside_of_a_character_is_undone (void)
{
  g_autoptr (RbContactFile) file = parse ("BEGIN:VCARD\r\nFN:\xe5\xbc\r\n \xa0\xe4\xb8\x89\r\nTEL:1\r\nEND:VCARD\r\n");

  g_assert_cmpstr (file->encoding, ==, "UTF-8");
  g_assert_cmpstr (rb_contact_get_name (get (file, 0)), ==, "张三");
}

static char *
make_picture (int width, int height, gsize *length)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  char *bytes;

  gdk_pixbuf_fill (pixbuf, 0x3584e4ff);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &bytes, length, "png", NULL, NULL));

  return bytes;
}

static void
photos_are_made_small (void)
{
  gsize length;
  g_autofree char *picture = make_picture (2000, 1000, &length);
  g_autofree char *base64 = g_base64_encode ((guchar *) picture, length);
  g_autoptr (GString) card = g_string_new ("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann\r\nPHOTO;ENCODING=b;TYPE=PNG:");
  g_autoptr (RbContactFile) file = NULL;
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  GBytes *photo;

  for (const char *p = base64; *p != '\0'; p += MIN (70, strlen (p)))
    g_string_append_printf (card, "%.*s\r\n ", (int) MIN (70, strlen (p)), p);
  g_string_append (card, "\r\nEND:VCARD\r\n");
  file = parse (card->str);
  g_assert_cmpuint (file->n_problems, ==, 0);
  photo = rb_contact_get_photo (get (file, 0));
  g_assert_nonnull (photo);
  g_assert_true (gdk_pixbuf_loader_write_bytes (loader, photo, NULL));
  g_assert_true (gdk_pixbuf_loader_close (loader, NULL));
  g_assert_cmpint (gdk_pixbuf_get_width (gdk_pixbuf_loader_get_pixbuf (loader)), ==, RB_PHOTO_PIXELS);
  g_assert_cmpint (gdk_pixbuf_get_height (gdk_pixbuf_loader_get_pixbuf (loader)), ==, RB_PHOTO_PIXELS / 2);
}

static void
a_small_photo_stays_as_it_is (void)
{
  gsize length;
  g_autofree char *picture = make_picture (64, 64, &length);
  g_autoptr (GBytes) bytes = g_bytes_new (picture, length);
  g_autoptr (GBytes) photo = rb_contact_photo_new (bytes, NULL);

  g_assert_true (g_bytes_equal (bytes, photo));
}

/* A few bytes that claim to be a picture of 60000 × 60000. */
static void
a_photo_that_would_fill_the_memory_is_refused (void)
{
  static const guint8 header[] = { 0x89, 'P',  'N',  'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0,
                                   0,    0xea, 0x60, 0,   0,    0xea, 0x60, 8,    2, 0, 0, 0,  0,   0,   0,   0 };
  g_autoptr (GBytes) bytes = g_bytes_new_static (header, sizeof header);
  g_autoptr (GBytes) junk = g_bytes_new_static ("no picture", 10);
  g_autoptr (GError) error = NULL;

  g_assert_null (rb_contact_photo_new (bytes, &error));
  g_assert_error (error, RB_CONTACTS_ERROR, RB_CONTACTS_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_null (rb_contact_photo_new (junk, &error));
  g_assert_error (error, RB_CONTACTS_ERROR, RB_CONTACTS_ERROR_FORMAT);
}

static void
columns_of_others_are_known (void)
{
  g_autoptr (RbContactFile) microsip =
      parse ("Name,Number,First Name,Last Name,Phone Number,Mobile Number,E-mail Address,Address,City,State,Postal "
             "Code,Comment,Id,Info,Presence,Starred\r\n"
             "Zoë,1001,,,,13800138000,zoe@example.org,,,,,\"said \"\"hi\"\",\r\nthen "
             "left\",,,1,1\r\n\r\n,alice@example.org,,,,,,,,,,,,,,\r\n");
  g_autoptr (RbContactFile) google = parse (
      "First Name,Middle Name,Last Name,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - "
      "Value,Phone 2 - Label,Phone 2 - Value\n"
      "John,Q.,Smith,n,* myContacts ::: * starred,* Work,j@example.org,Mobile,1001 ::: 1002,Workshop,1003\n");
  g_autoptr (RbContactFile) older =
      parse ("Name,Given Name,Family Name,IM 1 - Type,IM 1 - Service,IM 1 - Value,Phone 1 - Type,Phone 1 - Value\n"
             "John Smith,John,Smith,Home,SIP,john@example.org,Home,1001\nJane,,,Home,Jabber,j@x,,\n");
  g_autoptr (RbContactFile) chinese = parse ("sep=;\n姓名;手机;备注\n张三;13800138000;同事\n");

  g_assert_cmpstr (microsip->format, ==, "CSV");
  g_assert_cmpuint (microsip->contacts->len, ==, 2);
  assert_contact (get (microsip, 0), "Zoë", "main number 1001, mobile number 13800138000, other mail zoe@example.org");
  g_assert_cmpstr (rb_contact_get_notes (get (microsip, 0)), ==, "said \"hi\",\r\nthen left");
  g_assert_true (rb_contact_is_favourite (get (microsip, 0)));
  assert_contact (get (microsip, 1), "", "main sip alice@example.org");
  g_assert_cmpuint (g_array_index (microsip->lines, guint, 1), ==, 5);
  assert_contact (get (google, 0), "John Q. Smith",
                  "work mail j@example.org, mobile number 1001, mobile number 1002, Workshop number 1003");
  g_assert_true (rb_contact_is_favourite (get (google, 0)));
  assert_contact (get (older, 0), "John Smith", "home sip john@example.org, home number 1001");
  assert_contact (get (older, 1), "Jane", "");
  assert_contact (get (chinese, 0), "张三", "mobile number 13800138000");
  g_assert_cmpuint (g_array_index (chinese->lines, guint, 0), ==, 3);
}

static void
what_is_no_file_of_people_is_refused (void)
{
  static const char *const texts[] = { "", "\n", "hello", "a,b,c\n1,2,3\n", "{\"json\": 1}", "\x89PNG\r\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (texts[i], strlen (texts[i]));
      g_autoptr (GError) error = NULL;

      g_assert_null (rb_contact_file_parse (bytes, &error));
      g_assert_error (error, RB_CONTACTS_ERROR, RB_CONTACTS_ERROR_FORMAT);
    }
}

static void
an_open_quotation_mark_names_its_line (void)
{
  g_autoptr (RbContactFile) file = parse ("Name,Number\nAnn,1\n\"Ben,2\nCem,3\n");

  g_assert_cmpuint (file->contacts->len, ==, 1);
  g_assert_cmpuint (file->n_problems, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (file->problems, 0), "3"));
}

static GPtrArray *
make_contacts (void)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);
  RbContact *ann = rb_contact_new ("Ann, “the” Cook; Ångström with a name that is long enough to be folded 张三丰");
  RbContact *san = rb_contact_new ("张三");
  gsize length;
  g_autofree char *picture = make_picture (32, 32, &length);
  g_autoptr (GBytes) photo = g_bytes_new (picture, length);

  rb_contact_set_favourite (ann, TRUE);
  rb_contact_set_notes (ann, "one, \"two\"\nthree; back\\slash");
  rb_contact_set_photo (ann, photo);
  rb_contact_set_uid (ann, "urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1");
  rb_contact_add_address (ann, RB_ADDRESS_NUMBER, "mobile", "+86 138-0013-8000");
  rb_contact_add_address (ann, RB_ADDRESS_NUMBER, "Workshop; left", "1001");
  rb_contact_add_address (ann, RB_ADDRESS_NUMBER, "main", "1002");
  rb_contact_add_address (ann, RB_ADDRESS_SIP, "work", "ann@example.org");
  rb_contact_add_address (ann, RB_ADDRESS_SIP, "other", "sips:ann@example.org;transport=tls");
  rb_contact_add_address (ann, RB_ADDRESS_MAIL, "home", "ann@example.org");
  rb_contact_add_address (san, RB_ADDRESS_NUMBER, "home", "010 12345678");
  g_ptr_array_add (all, ann);
  g_ptr_array_add (all, san);

  return all;
}

static void
cards_written_read_back_the_same (void)
{
  g_autoptr (GPtrArray) contacts = make_contacts ();

  for (RbContactFormat format = RB_CONTACT_FORMAT_VCARD_4; format <= RB_CONTACT_FORMAT_VCARD_3; format++)
    {
      g_autoptr (GBytes) bytes = rb_contact_file_write (contacts, format);
      g_autoptr (RbContactFile) file = rb_contact_file_parse (bytes, NULL);
      g_auto (GStrv) lines = g_strsplit (g_bytes_get_data (bytes, NULL), "\r\n", -1);

      for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++)
        g_assert_cmpuint (strlen (lines[i]), <=, 75);
      g_assert_cmpuint (file->n_problems, ==, 0);
      g_assert_cmpuint (file->contacts->len, ==, 2);
      g_assert_true (rb_contact_equal (get (file, 0), g_ptr_array_index (contacts, 0)));
      g_assert_true (rb_contact_equal (get (file, 1), g_ptr_array_index (contacts, 1)));
    }
}

static void
tables_written_read_back_what_they_hold (void)
{
  g_autoptr (GPtrArray) contacts = make_contacts ();
  g_autoptr (GBytes) google = rb_contact_file_write (contacts, RB_CONTACT_FORMAT_CSV_GOOGLE);
  g_autoptr (GBytes) microsip = rb_contact_file_write (contacts, RB_CONTACT_FORMAT_CSV_MICROSIP);
  g_autoptr (RbContactFile) from_google = rb_contact_file_parse (google, NULL);
  g_autoptr (RbContactFile) from_microsip = rb_contact_file_parse (microsip, NULL);
  RbContact *ann = g_ptr_array_index (contacts, 0);

  assert_contact (
      get (from_google, 0), rb_contact_get_name (ann),
      "home mail ann@example.org, mobile number +86 138-0013-8000, Workshop; left number 1001, main number 1002, "
      "work sip ann@example.org, other sip sips:ann@example.org;transport=tls");
  g_assert_cmpstr (rb_contact_get_notes (get (from_google, 0)), ==, rb_contact_get_notes (ann));
  g_assert_true (rb_contact_is_favourite (get (from_google, 0)));
  assert_contact (get (from_google, 1), "张三", "home number 010 12345678");
  assert_contact (get (from_microsip, 0), rb_contact_get_name (ann),
                  "main number +86 138-0013-8000, work sip ann@example.org, other mail ann@example.org");
  assert_contact (get (from_microsip, 1), "张三", "main number 010 12345678");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/contact-file/versions", a_card_of_each_version_is_read);
  g_test_add_func ("/contact-file/names", a_name_is_taken_from_what_there_is);
  g_test_add_func ("/contact-file/damage", damage_names_its_line_and_loses_nothing_else);
  g_test_add_func ("/contact-file/encodings", any_encoding_is_read_and_a_guess_is_told);
  g_test_add_func ("/contact-file/fold", a_fold_inside_of_a_character_is_undone);
  g_test_add_func ("/contact-file/photo", photos_are_made_small);
  g_test_add_func ("/contact-file/small-photo", a_small_photo_stays_as_it_is);
  g_test_add_func ("/contact-file/huge-photo", a_photo_that_would_fill_the_memory_is_refused);
  g_test_add_func ("/contact-file/columns", columns_of_others_are_known);
  g_test_add_func ("/contact-file/refused", what_is_no_file_of_people_is_refused);
  g_test_add_func ("/contact-file/quotes", an_open_quotation_mark_names_its_line);
  g_test_add_func ("/contact-file/cards-back", cards_written_read_back_the_same);
  g_test_add_func ("/contact-file/tables-back", tables_written_read_back_what_they_hold);

  return g_test_run ();
}
