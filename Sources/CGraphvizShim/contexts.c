/* Contexts made of exactly the plug-in libraries that a drawing needs. A context from gvContext()
   reads a configuration file, which Debian's libraries alone no longer bring, and measures text
   with Pango, so that the layout would depend on the fonts of the machine. */
#define _GNU_SOURCE
#include "shim_internal.h"
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

/* Loads <folder of libgvc>/graphviz/libgvplugin_NAME and returns its table of plug-ins. */
static void *load_library(const char *name, void **handle) {
  Dl_info libgvc;
  void *function = dlsym(RTLD_DEFAULT, "gvContext");
  if (function == NULL || dladdr(function, &libgvc) == 0 || libgvc.dli_fname == NULL) return NULL;
  const char *slash = strrchr(libgvc.dli_fname, '/');
  int folder = slash ? (int)(slash - libgvc.dli_fname + 1) : 0;
  static const char *const patterns[] = {
    "%.*sgraphviz/libgvplugin_%s.so.%d",
    "%.*sgraphviz/libgvplugin_%s.%d.dylib",
  };
  for (int i = 0; i < 2; i++) {
    char path[4096], symbol[64];
    snprintf(path, sizeof path, patterns[i], folder, libgvc.dli_fname, name, GVPLUGIN_VERSION);
    *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (*handle == NULL) continue;
    snprintf(symbol, sizeof symbol, "gvplugin_%s_LTX_library", name);
    return dlsym(*handle, symbol);
  }
  return NULL;
}

/* The function of a library that measures text and prepares glyphs. */
static gvs_text_layout text_layout_of(gvplugin_library_t *library) {
  for (gvplugin_api_t *api = library->apis; api->types != NULL; api++)
    if (api->api == API_textlayout)
      return ((struct gvtextlayout_engine_s *)api->types[0].engine)->textlayout;
  return NULL;
}

GVC_t *gvs_context(const gvs_request *request, gvs_reply *reply) {
  bool needs_neato_library = request->needs_neato_library, needs_fonts = request->needs_fonts;
  static GVC_t *contexts[4];
  /* Graphviz keeps the pointer to the list. */
  static lt_symlist_t lists[4][6];
  int kind = needs_neato_library + 2 * needs_fonts;
  if (contexts[kind] != NULL) return contexts[kind];

  const char *names[] = {"core", "dot_layout", needs_neato_library ? "neato_layout" : NULL,
                         needs_fonts ? "pango" : NULL};
  lt_symlist_t *next = lists[kind];
  bool has_glyphs = false;
  for (int i = 0; i < 4; i++) {
    if (names[i] == NULL) continue;
    void *handle = NULL;
    gvplugin_library_t *library = load_library(names[i], &handle);
    if (library == NULL && i < 2) return contexts[kind] = gvContext(); /* installed elsewhere */
    if (library == NULL) {
      snprintf(reply->plugin, sizeof reply->plugin, "%s", names[i]);
      return NULL;
    }
    if (i == 3) {
      has_glyphs = gvs_load_glyphs(text_layout_of(library), handle);
      gvs_fix_pdf_date(library, handle);
      gvs_load_pages(handle);
    }
    *next++ = (lt_symlist_t){"gvplugin_LTX_library", library};
  }
  /* Without glyphs there would be no text; Pango's own layout is better than that. */
  if (has_glyphs || !needs_fonts)
    *next++ = (lt_symlist_t){"gvplugin_LTX_library", gvs_metrics_library(has_glyphs)};
  return contexts[kind] = gvContextPlugins(lists[kind], 0);
}
