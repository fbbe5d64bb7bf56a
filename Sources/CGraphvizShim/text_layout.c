/* Graphviz asks a plug-in how large a text is. Ours answers from the tables of text_widths.c, so a
   layout is the same on every machine, and the same for all formats. */
#define _GNU_SOURCE
#include "shim_internal.h"
#include <math.h>
#include <string.h>
#include <strings.h>

/* Returns the width; the span's own is rounded up, because Graphviz 2.42 cuts the sizes of table cells
   to whole points, and the text would be wider than its cell. */
static double measure(textspan_t *span) {
  const textfont_t *font = span->font;
  const char *name = font->name ? font->name : "";
  bool monospace = strncasecmp(name, "cour", 4) == 0 || strcasestr(name, "mono") != NULL;
  bool bold = (font->flags & HTML_BF) != 0 || strcasestr(name, "bold") != NULL;
  double width = gvs_text_width(span->str, strlen(span->str), font->size, bold,
                                monospace ? GVS_MONOSPACE : GVS_SANS_SERIF);
  span->size.x = ceil(width);
  span->size.y = gvs_line_height(font->size);
  /* Graphviz puts the baseline one em below the top, less this distance. */
  span->yoffset_centerline = font->size - gvs_baseline(font->size);
  return width;
}

static gvs_boolean measure_only(textspan_t *span, char **font_path) {
  measure(span);
  span->yoffset_layout = 0;
  span->layout = NULL;
  span->free_layout = NULL;
  return 1;
}

static gvs_boolean measure_and_set(textspan_t *span, char **font_path) {
  textspan_t measured = *span;
  double width = measure(&measured);
  if (!gvs_set_glyphs(span, width, font_path)) return measure_only(span, font_path);
  span->size = measured.size;
  span->yoffset_centerline = measured.yoffset_centerline;
  return 1;
}

/* A high quality makes Graphviz prefer these to Pango's. */
static struct gvtextlayout_engine_s measuring = {measure_only}, setting = {measure_and_set};
static gvplugin_installed_t measuring_types[] = {{0, "textlayout", 1000, &measuring, NULL}, {0}};
static gvplugin_installed_t setting_types[] = {{0, "textlayout", 1000, &setting, NULL}, {0}};
static gvplugin_api_t measuring_apis[] = {{API_textlayout, measuring_types}, {0}};
static gvplugin_api_t setting_apis[] = {{API_textlayout, setting_types}, {0}};
static gvplugin_library_t metrics = {"metrics", measuring_apis};
static gvplugin_library_t metrics_with_glyphs = {"metrics", setting_apis};

gvplugin_library_t *gvs_metrics_library(bool with_glyphs) {
  return with_glyphs ? &metrics_with_glyphs : &metrics;
}
