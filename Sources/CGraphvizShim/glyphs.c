/* Glyphs for PNG and PDF. The layout knows widths from a table, but Pango sets text in whatever font
   is installed; so glyphs are set a little smaller or larger, and closer or wider, until the text is
   as wide as the layout believes. One half of the difference each keeps neighboring lines alike.

   Graphviz's plug-in has loaded Pango; its functions are looked up there, so that programs that draw
   SVG only need no Pango. */
#include "shim_internal.h"
#include <dlfcn.h>
#include <math.h>

typedef struct attributes attributes; /* PangoAttrList */

static struct {
  gvs_text_layout set;
  void *(*context)(void *layout);
  void (*round_positions)(void *context, int round);
  void (*size)(void *layout, int *width, int *height);
  attributes *(*get_attributes)(void *layout);
  void (*set_attributes)(void *layout, attributes *list);
  attributes *(*new_list)(void);
  attributes *(*copy_list)(attributes *list);
  void (*change)(attributes *list, void *attribute);
  void (*release_list)(attributes *list);
  void *(*letter_spacing)(int units);
} pango;

bool gvs_load_glyphs(gvs_text_layout set, void *plugin) {
  gvs_load_missing_glyphs(plugin);
  pango.set = set;
  pango.context = dlsym(plugin, "pango_layout_get_context");
  pango.round_positions = dlsym(plugin, "pango_context_set_round_glyph_positions");
  pango.size = dlsym(plugin, "pango_layout_get_size");
  pango.get_attributes = dlsym(plugin, "pango_layout_get_attributes");
  pango.set_attributes = dlsym(plugin, "pango_layout_set_attributes");
  pango.new_list = dlsym(plugin, "pango_attr_list_new");
  pango.copy_list = dlsym(plugin, "pango_attr_list_copy");
  pango.change = dlsym(plugin, "pango_attr_list_change");
  pango.release_list = dlsym(plugin, "pango_attr_list_unref");
  pango.letter_spacing = dlsym(plugin, "pango_attr_letter_spacing_new");
  return pango.set && pango.context && pango.round_positions && pango.size &&
         pango.get_attributes && pango.set_attributes && pango.new_list && pango.copy_list &&
         pango.change && pango.release_list && pango.letter_spacing;
}

/* Sets the span in `size` instead of the size that its font asks for. */
static bool set_in_size(textspan_t *span, double size, char **font_path) {
  textfont_t *asked = span->font, used = *asked;
  used.size = size;
  span->font = &used;
  bool done = pango.set(span, font_path) && span->layout != NULL;
  span->font = asked;
  /* Else each glyph begins at a whole pixel, and the width does not follow the size. */
  if (done) pango.round_positions(pango.context(span->layout), 0);
  return done;
}

/* The width in points; Pango counts 1024ths of a pixel, of which Graphviz puts 96 in an inch. */
static double width_of(void *layout) {
  int width = 0, height = 0;
  pango.size(layout, &width, &height);
  return width * 72.0 / (96 * 1024);
}

static void space_letters(void *layout, int units) {
  attributes *present = pango.get_attributes(layout);
  attributes *list = present ? pango.copy_list(present) : pango.new_list();
  pango.change(list, pango.letter_spacing(units));
  pango.set_attributes(layout, list);
  pango.release_list(list);
}

/* Two steps: the first finds how much a unit of space widens the text. */
static void space_letters_to_fit(void *layout, double width) {
  const int trial = 1024;
  double before = width_of(layout);
  space_letters(layout, trial);
  double widening = (width_of(layout) - before) / trial;
  space_letters(layout, widening > 0 ? (int)lround((width - before) / widening) : 0);
}

/* Letters of cursive scripts are joined and can't be moved apart: Arabic, Syriac, N'Ko. */
static bool is_cursive(const char *text) {
  for (const unsigned char *byte = (const unsigned char *)text; *byte; byte++)
    if (*byte >= 0xD8 && *byte <= 0xDF) return true;
  return false;
}

bool gvs_set_glyphs(textspan_t *span, double width, char **font_path) {
  double size = span->font->size;
  if (!set_in_size(span, size, font_path)) return false;
  gvs_note_missing_glyphs(span->layout);
  double found = width_of(span->layout);
  if (!(found > 0 && width > 0) || fabs(width / found - 1) < 0.005) return true;
  double fit = width / found;
  double by_spacing = is_cursive(span->str) ? 1 : fmax(0.9, fmin(1.1, sqrt(fit)));
  /* Steps, because each size is a font of its own for Pango and Cairo. */
  double by_size = fmax(0.2, floor(fmin(1.1, fit / by_spacing) * 50) / 50);
  if (span->free_layout != NULL) span->free_layout(span->layout);
  if (!set_in_size(span, size * by_size, font_path)) return false;
  if (!is_cursive(span->str)) space_letters_to_fit(span->layout, width);
  return true;
}
