/* One drawing in this process: read the DOT text, lay out, render. Only one may run at a time. */
#define _GNU_SOURCE
#include "shim_internal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Graphviz's messages arrive in pieces and have no end but a line's. */
static struct {
  char text[1 << 14];
  size_t length;
} messages;

static int collect(char *piece) {
  size_t room = sizeof messages.text - 1 - messages.length, length = strlen(piece);
  if (length > room) length = room;
  memcpy(messages.text + messages.length, piece, length);
  messages.length += length;
  messages.text[messages.length] = 0;
  return 0;
}

typedef struct {
  const char *rest;
} reader;

static int read_piece(void *channel, char *buffer, int size) {
  reader *self = channel;
  size_t length = strnlen(self->rest, (size_t)size);
  memcpy(buffer, self->rest, length);
  self->rest += length;
  return (int)length;
}

/* The parser keeps what follows the first graph for the next call, which must not find it. */
static void skip_rest(reader *from, Agdisc_t *disciplines) {
  for (Agraph_t *more; (more = agread(from, disciplines)) != NULL;) agclose(more);
}

/* The drawing's size in points, as gvRender will compute it. */
static void measure_drawing(Agraph_t *graph, gvs_reply *reply) {
  double x = 4, y = 4; /* Graphviz's default margin */
  char *pad = agget(graph, "pad");
  int count = pad ? sscanf(pad, "%lf,%lf", &x, &y) : 0;
  if (count >= 1) x *= 72;
  if (count == 1) y = x;
  if (count >= 2) y *= 72;
  boxf box = GD_bb(graph);
  double width = box.UR.x - box.LL.x + 2 * x, height = box.UR.y - box.LL.y + 2 * y;
  pointf limit = GD_drawing(graph)->size;
  bool turned = GD_drawing(graph)->landscape;
  bool too_large = width > limit.x || height > limit.y;
  bool too_small = GD_drawing(graph)->filled && width < limit.x && height < limit.y;
  if (limit.x > 0 && limit.y > 0 && (too_large || too_small)) {
    double factor = fmin(limit.x / width, limit.y / height);
    width *= factor;
    height *= factor;
  }
  reply->width = turned ? height : width;
  reply->height = turned ? width : height;
}

/* Cairo shrinks a bitmap with a side above 32,767 pixels by itself and says so on stderr only. */
static void choose_dpi(const gvs_request *request, Agraph_t *graph, gvs_reply *reply) {
  const double longest_side = 32767 - 2, points = 72;
  double width = reply->width, height = reply->height;
  double wanted = request->pixel_width > 0 ? points * request->pixel_width / width : request->dpi;
  double possible = fmin(points * longest_side / fmax(width, height),
                         points * sqrt(request->max_pixels / (width * height)));
  reply->dpi = fmin(wanted, possible);
  reply->reduction = reply->dpi / wanted;
  GD_drawing(graph)->dpi = reply->dpi;
}

/* Half an inch is added to the pages of PDF unless the graph says otherwise. This must come after the
   layout, where the attribute would also move the borders of clusters. */
static void remove_page_margin(Agraph_t *graph) {
  char *margin = agget(graph, "margin");
  if (margin == NULL || margin[0] == 0) agsafeset(graph, "margin", "0", "");
}

static gvs_outcome draw_graph(const gvs_request *request, GVC_t *context, Agraph_t *graph,
                              gvs_reply *reply) {
  if (gvLayout(context, graph, request->engine) != 0 || agerrors() >= AGERR)
    return GVS_LAYOUT_FAILED;
  measure_drawing(graph, reply);
  if (request->is_bitmap) choose_dpi(request, graph, reply);
  if (request->is_paged) remove_page_margin(graph);
  /* The length is an `unsigned` in 2.42 and a `size_t` later; zeroed, it serves as both. */
  size_t length = 0;
  char *data = NULL;
  int code = gvRenderData(context, graph, request->format, &data, (void *)&length);
  if (request->is_paged && data != NULL) gvs_complete_pdf_date(data, length);
  reply->bytes = (unsigned char *)data;
  reply->length = length;
  return code == 0 && length > 0 && agerrors() < AGERR ? GVS_DRAWN : GVS_RENDER_FAILED;
}

/* Each graph of a text with form feeds between them, on a page of its own. */
static gvs_outcome draw_pages(const gvs_request *request, GVC_t *context, gvs_reply *reply) {
  Agiodisc_t input = AgIoDisc;
  input.afread = read_piece;
  gvs_pages *pages = gvs_begin_pages(request);
  if (pages == NULL) return GVS_RENDER_FAILED;
  gvs_outcome outcome = GVS_DRAWN;
  char *text = strdup(request->dot), *rest = text;
  for (char *part; outcome == GVS_DRAWN && (part = strsep(&rest, "\f")) != NULL;) {
    Agdisc_t disciplines = gvs_disciplines(&input);
    reader from = {part};
    Agraph_t *graph = agread(&from, &disciplines);
    if (graph == NULL || agerrors() >= AGERR) {
      outcome = GVS_SYNTAX_ERROR;
      break;
    }
    skip_rest(&from, &disciplines);
    if (gvLayout(context, graph, request->engine) != 0 || agerrors() >= AGERR) {
      outcome = GVS_LAYOUT_FAILED;
      break;
    }
    measure_drawing(graph, reply);
    remove_page_margin(graph);
    if (!gvs_draw_page(request, context, graph, reply, gvs_current_page(pages)) || agerrors() >= AGERR)
      outcome = GVS_RENDER_FAILED;
    gvFreeLayout(context, graph);
    agclose(graph);
  }
  free(text);
  reply->bytes = (unsigned char *)gvs_end_pages(pages, &reply->length);
  reply->width = request->page_width;
  reply->height = request->page_height;
  return outcome;
}

void gvs_draw_here(const gvs_request *request, GVC_t *context, bool keep, gvs_reply *reply) {
  messages.length = 0;
  messages.text[0] = 0;
  gvs_forget_missing_glyphs();
  reply->reduction = 1;
  agreseterrors();
  agseterrf(collect);
  Agiodisc_t input = AgIoDisc;
  input.afread = read_piece;
  Agdisc_t disciplines = gvs_disciplines(&input);
  reader from = {request->dot};
#ifdef GVS_IS_2_42
  agreadline(1); /* else lines are counted on from the last drawing */
#endif
  Agraph_t *graph = request->page_width > 0 ? NULL : agread(&from, &disciplines);
  if (request->page_width > 0) {
    reply->outcome = draw_pages(request, context, reply);
  } else if (graph == NULL || agerrors() >= AGERR) {
    reply->outcome = GVS_SYNTAX_ERROR;
  } else {
    skip_rest(&from, &disciplines);
    reply->outcome = draw_graph(request, context, graph, reply);
    if (!keep) gvFreeLayout(context, graph);
  }
  if (graph != NULL && !keep) agclose(graph);
  agseterrf(NULL);
  reply->messages = messages.text;
  reply->unprintable = (char *)gvs_missing_glyphs();
}
