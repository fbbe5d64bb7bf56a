/* Pages of one size in one PDF: a heading, a line for a name, and below them a figure, which is made smaller
   where it does not fit. Graphviz's PDF has one page, so its renderer draws onto a page of ours. The functions of
   Cairo and Pango are looked up in its plug-in. */
#define _GNU_SOURCE
#include "shim_internal.h"
#include <dlfcn.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* In points. */
enum { margin = 40, heading_height = 46, name_size = 11 };

static struct {
  void *(*create_pdf)(int (*write)(void *, const unsigned char *, unsigned), void *closure, double width,
                      double height);
  void *(*create)(void *surface);
  void (*destroy)(void *context), (*finish)(void *surface), (*destroy_surface)(void *surface);
  void *(*target)(void *context);
  void (*set_page_size)(void *surface, double width, double height);
  void (*save)(void *context), (*restore)(void *context), (*show_page)(void *context);
  void (*translate)(void *context, double x, double y), (*scale)(void *context, double x, double y);
  void (*move_to)(void *context, double x, double y), (*line_to)(void *context, double x, double y);
  void (*set_line_width)(void *context, double width), (*stroke)(void *context);
  void (*set_color)(void *context, double red, double green, double blue);
  void *(*create_layout)(void *context);
  void (*set_text)(void *layout, const char *text, int length);
  void *(*font)(const char *name);
  void (*set_font)(void *layout, void *font), (*free_font)(void *font);
  void (*set_width)(void *layout, int width), (*set_ellipsize)(void *layout, int mode);
  void (*show_layout)(void *context, void *layout), (*unref)(void *object);
  bool are_loaded;
} api;

bool gvs_draws_pages;

void gvs_load_pages(void *plugin) {
  const struct { void *function; const char *name; } entries[] = {
    {&api.create_pdf, "cairo_pdf_surface_create_for_stream"}, {&api.create, "cairo_create"},
    {&api.destroy, "cairo_destroy"}, {&api.finish, "cairo_surface_finish"},
    {&api.destroy_surface, "cairo_surface_destroy"}, {&api.target, "cairo_get_target"},
    {&api.set_page_size, "cairo_pdf_surface_set_size"}, {&api.save, "cairo_save"},
    {&api.restore, "cairo_restore"}, {&api.show_page, "cairo_show_page"},
    {&api.translate, "cairo_translate"}, {&api.scale, "cairo_scale"}, {&api.move_to, "cairo_move_to"},
    {&api.line_to, "cairo_line_to"}, {&api.set_line_width, "cairo_set_line_width"},
    {&api.stroke, "cairo_stroke"}, {&api.set_color, "cairo_set_source_rgb"},
    {&api.create_layout, "pango_cairo_create_layout"}, {&api.set_text, "pango_layout_set_text"},
    {&api.font, "pango_font_description_from_string"},
    {&api.set_font, "pango_layout_set_font_description"},
    {&api.free_font, "pango_font_description_free"}, {&api.set_width, "pango_layout_set_width"},
    {&api.set_ellipsize, "pango_layout_set_ellipsize"},
    {&api.show_layout, "pango_cairo_show_layout"}, {&api.unref, "g_object_unref"},
  };
  api.are_loaded = true;
  for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
    void *function = dlsym(plugin, entries[i].name);
    api.are_loaded = api.are_loaded && function != NULL;
    memcpy(entries[i].function, &function, sizeof function);
  }
}

typedef struct {
  char *data;
  size_t length, room;
} buffer;

static int append(void *closure, const unsigned char *data, unsigned length) {
  buffer *self = closure;
  if (self->length + length > self->room) {
    size_t room = 2 * self->room + length;
    char *grown = realloc(self->data, room);
    if (grown == NULL) return 1; /* CAIRO_STATUS_NO_MEMORY */
    self->data = grown;
    self->room = room;
  }
  memcpy(self->data + self->length, data, length);
  self->length += length;
  return 0;
}

static void write_words(void *page, const char *text, const char *font_name, double x, double y, double width) {
  enum { pango_unit = 1024, at_the_end = 3 };
  void *layout = api.create_layout(page), *font = api.font(font_name);
  api.set_font(layout, font);
  api.set_text(layout, text, -1);
  if (width > 0) {
    api.set_width(layout, (int)(width * pango_unit));
    api.set_ellipsize(layout, at_the_end);
  }
  api.move_to(page, x, y);
  api.show_layout(page, layout);
  api.free_font(font);
  api.unref(layout);
}

/* The attributes `heading` and `nameline` of a graph are ours. */
static void write_heading(void *page, Agraph_t *graph, double width) {
  const char *heading = agget(graph, "heading"), *name = agget(graph, "nameline");
  bool has_name = name != NULL && name[0] != 0;
  double room = width - 2 * margin, name_width = has_name ? room / 2 : 0;
  api.set_color(page, 0, 0, 0);
  if (heading != NULL && heading[0] != 0)
    write_words(page, heading, "Arial Bold 14px", margin, margin, room - name_width - 12);
  if (!has_name) return;
  write_words(page, name, "Arial 11px", width - margin - name_width, margin + 3, 0);
  double start = width - margin - name_width + 7.0 * strlen(name);
  api.set_line_width(page, 0.7);
  api.move_to(page, start, margin + name_size + 6);
  api.line_to(page, width - margin, margin + name_size + 6);
  api.stroke(page);
}

/* By which factor a figure fits a page; it is never enlarged. */
static double fitting(const gvs_reply *size, double width, double height) {
  double room = width - 2 * margin, room_below = height - 2 * margin - heading_height;
  return fmin(1, fmin(room / size->width, room_below / size->height));
}

bool gvs_draw_page(const gvs_request *request, GVC_t *context, Agraph_t *graph, const gvs_reply *size,
                   void *page) {
  const double much_wider = 1.2, much_larger = 1.1;
  double width = request->page_width, height = request->page_height;
  double factor = fitting(size, width, height), turned = fitting(size, height, width);
  if (size->width > much_wider * size->height && turned > much_larger * factor) {
    width = request->page_height;
    height = request->page_width;
    factor = turned;
  }
  api.set_page_size(api.target(page), width, height);
  write_heading(page, graph, width);
  api.save(page);
  api.translate(page, margin, margin + heading_height);
  api.scale(page, factor, factor);
  gvs_draws_pages = true;
  int code = gvRenderContext(context, graph, request->format, page);
  gvs_draws_pages = false;
  api.restore(page);
  api.show_page(page);
  return code == 0;
}

struct gvs_pages {
  buffer buffer;
  void *surface, *page;
};

gvs_pages *gvs_begin_pages(const gvs_request *request) {
  gvs_pages *self = api.are_loaded ? calloc(1, sizeof *self) : NULL;
  if (self == NULL) return NULL;
  self->surface = api.create_pdf(append, &self->buffer, request->page_width, request->page_height);
  self->page = api.create(self->surface);
  return self;
}

void *gvs_current_page(gvs_pages *self) { return self->page; }

char *gvs_end_pages(gvs_pages *self, size_t *length) {
  api.destroy(self->page);
  api.finish(self->surface);
  api.destroy_surface(self->surface);
  char *data = self->buffer.data;
  *length = self->buffer.length;
  free(self);
  if (data != NULL) gvs_complete_pdf_date(data, *length);
  return data;
}
