/* The characters that no installed font can draw; Pango sets boxes with their numbers instead. */
#include "shim_internal.h"
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

static struct {
  int (*count_unknown)(void *layout);
  const char *(*text)(void *layout);
  void (*set_text)(void *layout, const char *text, int length);
  void *(*copy)(void *layout);
  void (*release)(void *object);
} pango;

static char found[512];

void gvs_load_missing_glyphs(void *plugin) {
  pango.count_unknown = dlsym(plugin, "pango_layout_get_unknown_glyphs_count");
  pango.text = dlsym(plugin, "pango_layout_get_text");
  pango.set_text = dlsym(plugin, "pango_layout_set_text");
  pango.copy = dlsym(plugin, "pango_layout_copy");
  pango.release = dlsym(plugin, "g_object_unref");
}

void gvs_forget_missing_glyphs(void) { found[0] = 0; }

const char *gvs_missing_glyphs(void) { return found; }

static size_t length_of(const char *character) {
  size_t length = 1;
  while ((character[length] & 0xC0) == 0x80) length++;
  return length;
}

/* Whether the font lacks a character, set alone. */
static bool is_missing(void *layout, const char *character, size_t length) {
  pango.set_text(layout, character, (int)length);
  return pango.count_unknown(layout) > 0;
}

void gvs_note_missing_glyphs(void *layout) {
  if (!pango.count_unknown || !pango.text || !pango.set_text || !pango.copy || !pango.release ||
      pango.count_unknown(layout) == 0)
    return;
  void *trial = pango.copy(layout);
  for (const char *at = pango.text(layout); *at;) {
    size_t length = length_of(at), used = strlen(found);
    char character[8] = {0};
    if (length < sizeof character && used + length < sizeof found) {
      memcpy(character, at, length);
      if (strstr(found, character) == NULL && is_missing(trial, at, length))
        memcpy(found + used, character, length + 1);
    }
    at += length;
  }
  pango.release(trial);
}
