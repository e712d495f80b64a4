/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sizes of the font, from which the signalling half derives its geometry: it then grows with the
 * text size a person chose. */

#include "rb-signalling-font.h"

static PangoFontMetrics *
get_metrics (GtkWidget *widget, const char *family)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  g_autoptr (PangoFontDescription) font = pango_font_description_copy (pango_context_get_font_description (context));

  if (family != NULL)
    pango_font_description_set_family (font, family);

  return pango_context_get_metrics (context, font, NULL);
}

double
rb_signalling_font_get_char_width (GtkWidget *widget, const char *family)
{
  PangoFontMetrics *metrics = get_metrics (widget, family);
  double width = (double) pango_font_metrics_get_approximate_char_width (metrics) / PANGO_SCALE;

  pango_font_metrics_unref (metrics);

  return width;
}

int
rb_signalling_font_get_line_height (GtkWidget *widget)
{
  PangoFontMetrics *metrics = get_metrics (widget, NULL);
  int height = PANGO_PIXELS_CEIL (pango_font_metrics_get_ascent (metrics) + pango_font_metrics_get_descent (metrics));

  pango_font_metrics_unref (metrics);

  return height;
}

gboolean
rb_signalling_font_fits (GtkWidget *widget, const char *text)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);

  return width <= gtk_widget_get_width (widget);
}
