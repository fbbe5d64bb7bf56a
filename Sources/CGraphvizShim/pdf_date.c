/* Cairo writes the time of day and the time zone into each PDF. A page that begins says another date:
   Graphviz's renderer is wrapped for that. Cairo's functions are looked up in its plug-in. */
#define _GNU_SOURCE
#include "shim_internal.h"
#include <dlfcn.h>
#include <string.h>

/* Of cairo.h and cairo-pdf.h. */
enum { pdf_surface = 1, creation_date = 5 };

static struct {
  gvrender_engine_t *original;
  void *(*target)(void *context);
  int (*type)(void *surface);
  void (*set_metadata)(void *surface, int kind, const char *text);
} cairo;

static void begin_page(GVJ_t *job) {
  cairo.original->begin_page(job);
  void *surface = job->context != NULL ? cairo.target(job->context) : NULL;
  if (surface != NULL && cairo.type(surface) == pdf_surface)
    cairo.set_metadata(surface, creation_date, "1970-01-01T00:00:00");
}

/* The end of a page ends the file, unless others follow. */
static void end_page(GVJ_t *job) {
  if (!gvs_draws_pages) cairo.original->end_page(job);
}

void gvs_fix_pdf_date(gvplugin_library_t *library, void *plugin) {
  static gvrender_engine_t wrapped;
  if (cairo.original != NULL) return; /* by another context */
  cairo.target = dlsym(plugin, "cairo_get_target");
  cairo.type = dlsym(plugin, "cairo_surface_get_type");
  cairo.set_metadata = dlsym(plugin, "cairo_pdf_surface_set_metadata");
  if (!cairo.target || !cairo.type || !cairo.set_metadata) return;
  for (gvplugin_api_t *api = library->apis; api->types != NULL; api++) {
    if (api->api != API_render) continue;
    cairo.original = api->types[0].engine;
    wrapped = *cairo.original;
    wrapped.begin_page = begin_page;
    wrapped.end_page = end_page;
    for (gvplugin_installed_t *type = api->types; type->type != NULL; type++)
      if (type->engine == cairo.original) type->engine = &wrapped;
  }
}

void gvs_complete_pdf_date(char *data, size_t length) {
  static const char key[] = "/CreationDate (", incomplete[] = "19700101000000)";
  static const char complete[] = "D:197001010000)";
  char *found = memmem(data, length, key, strlen(key));
  if (found == NULL) return;
  char *date = found + strlen(key);
  if ((size_t)(data + length - date) > strlen(incomplete) &&
      memcmp(date, incomplete, strlen(incomplete)) == 0)
    memcpy(date, complete, strlen(complete));
}
