/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the fuzz targets share. Each fuzz-NAME.c is one target: with libFuzzer's main it is the program
 * that `./dev fuzz NAME` runs, with that of fuzz-replay.c a test that runs the files of
 * corpus/NAME. */

#include <glib.h>

/* libFuzzer's names. */
int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);
int LLVMFuzzerInitialize (int *argc, char ***argv);

/* Takes numbers and runs of bytes off the front of an input; what is missing is 0. */
typedef struct
{
  const guint8 *data;
  gsize size;
} FuzzInput;

guint fuzz_take_number (FuzzInput *input, gsize n_bytes); /* big endian */
const guint8 *fuzz_take_bytes (FuzzInput *input, gsize wanted, gsize *length);

/* A file that is nowhere but in memory. */
typedef struct
{
  int fd;
  char path[32];
} FuzzFile;

void fuzz_file_open (FuzzFile *self, const guint8 *data, gsize size);
void fuzz_file_close (FuzzFile *self);
