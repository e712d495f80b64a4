/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Photos of people, made small before they are kept: a vCard may bring one of 10 MB, and a picture of a few KB may
 * claim to have a million pixels a side. Called by the import and the contact dialog. */

#include "rb-contact-photo.h"

#include "rb-contacts.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>

#define MAX_PIXELS (64 * 1000 * 1000) /* more than a camera makes */
#define FEED_BYTES (64 * 1024)
#define JPEG_QUALITY "85"

#define SMALL_BYTES (64 * 1024)

typedef struct
{
  gboolean too_large;
  gboolean small;
} Look;

/* A size of 0 stops the loader before it allocates. */
static void
on_size_prepared (GdkPixbufLoader *loader, int width, int height, Look *look)
{
  int longer = MAX (width, height);

  look->too_large = (gint64) width * height > MAX_PIXELS;
  look->small = longer <= RB_PHOTO_PIXELS;
  if (look->too_large)
    gdk_pixbuf_loader_set_size (loader, 0, 0);
  else if (longer > RB_PHOTO_PIXELS)
    gdk_pixbuf_loader_set_size (loader, MAX (1, (int) ((gint64) width * RB_PHOTO_PIXELS / longer)),
                                MAX (1, (int) ((gint64) height * RB_PHOTO_PIXELS / longer)));
}

static gboolean
feed (GdkPixbufLoader *loader, GBytes *picture, const Look *look, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (picture, &length);

  for (gsize at = 0; at < length && !look->too_large; at += FEED_BYTES)
    if (!gdk_pixbuf_loader_write (loader, data + at, MIN (FEED_BYTES, length - at), error))
      return FALSE;

  return TRUE;
}

static gboolean
is_kept_as (GdkPixbufLoader *loader)
{
  g_autofree char *name = gdk_pixbuf_format_get_name (gdk_pixbuf_loader_get_format (loader));

  return g_str_equal (name, "jpeg") || g_str_equal (name, "png");
}

GBytes *
rb_contact_photo_new (GBytes *picture, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  g_autoptr (GError) problem = NULL;
  Look look = { .too_large = g_bytes_get_size (picture) > RB_PHOTO_MAX_BYTES };
  gboolean well;
  GdkPixbuf *pixbuf;
  char *bytes = NULL;
  gsize length;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (on_size_prepared), &look);
  well = !look.too_large && feed (loader, picture, &look, &problem);
  well = gdk_pixbuf_loader_close (loader, problem == NULL ? &problem : NULL) && well && !look.too_large;
  pixbuf = well ? gdk_pixbuf_loader_get_pixbuf (loader) : NULL;
  /* What is kept already stays the same when it comes back. */
  if (pixbuf != NULL && look.small && g_bytes_get_size (picture) <= SMALL_BYTES && is_kept_as (loader))
    return g_bytes_ref (picture);
  if (pixbuf != NULL)
    {
      g_autoptr (GdkPixbuf) upright = gdk_pixbuf_apply_embedded_orientation (pixbuf);

      if (gdk_pixbuf_get_has_alpha (upright))
        well = gdk_pixbuf_save_to_buffer (upright, &bytes, &length, "png", &problem, NULL);
      else
        well = gdk_pixbuf_save_to_buffer (upright, &bytes, &length, "jpeg", &problem, "quality", JPEG_QUALITY, NULL);
    }
  if (well && bytes != NULL)
    return g_bytes_new_take (bytes, length);

  if (look.too_large)
    g_set_error_literal (error, RB_CONTACTS_ERROR, RB_CONTACTS_ERROR_FORMAT,
                         _ ("The photo is too large. Make it smaller, then try again."));
  else if (problem != NULL)
    g_set_error (error, RB_CONTACTS_ERROR, RB_CONTACTS_ERROR_FORMAT, _ ("The photo cannot be read: %s"),
                 problem->message);
  else
    g_set_error_literal (error, RB_CONTACTS_ERROR, RB_CONTACTS_ERROR_FORMAT, _ ("The photo is no picture."));

  return NULL;
}
