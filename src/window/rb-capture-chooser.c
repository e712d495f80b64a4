/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The file chooser for captures: what they are usually called, and every file, because any name will
 * do: the contents decide. */

#include "rb-capture-chooser.h"

#include <glib/gi18n-lib.h>

/* What Wireshark, tcpdump, Windows and this program give them, gzip'd or not. */
static const char *const suffixes[] = { "pcap", "pcapng", "cap", "dmp", "ntar", "pcap.gz", "pcapng.gz", "cap.gz" };

static void
add_filter (GtkFileChooser *chooser, GtkFileFilter *filter, const char *name)
{
  gtk_file_filter_set_name (filter, name);
  gtk_file_chooser_add_filter (chooser, filter);
}

GtkFileChooserNative *
rb_capture_chooser_new (GtkWindow *parent)
{
  GtkFileChooserNative *self =
      gtk_file_chooser_native_new (_ ("Open Capture"), parent, GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), NULL);
  g_autoptr (GtkFileFilter) captures = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    gtk_file_filter_add_suffix (captures, suffixes[i]);
  gtk_file_filter_add_pattern (all, "*");
  add_filter (GTK_FILE_CHOOSER (self), captures, _ ("Captures (pcap, pcapng)"));
  add_filter (GTK_FILE_CHOOSER (self), all, _ ("All files"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self), TRUE);
  return self;
}

char *
rb_capture_chooser_dup_path (GtkFileChooser *self, int response)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (self) : NULL;

  return file != NULL ? g_file_get_path (file) : NULL;
}
