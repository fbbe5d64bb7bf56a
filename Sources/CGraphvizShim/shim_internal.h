/* What the files of the shim share. */
#pragma once
#include "CGraphvizShim.h"
#include "graphviz_headers.h"

/* contexts.c. A context is made once and kept; the caller holds the lock of gvs_draw.
   Returns NULL with the name of the library in reply->plugin if a plug-in is missing. */
GVC_t *gvs_context(bool needs_neato_library, bool needs_fonts, gvs_reply *reply);

/* text_layout.c. A plug-in library that measures text with gvs_text_width. */
typedef gvs_boolean (*gvs_text_layout)(textspan_t *span, char **font_path);
gvplugin_library_t *gvs_metrics_library(bool with_glyphs);

/* glyphs.c. Sets the glyphs of a span, with the given width in points. Loading takes the text layout
   of Graphviz's plug-in for Pango and the plug-in's handle. */
bool gvs_load_glyphs(gvs_text_layout set, void *plugin);
bool gvs_set_glyphs(textspan_t *span, double width, char **font_path);

/* arena.c. Resource disciplines that make object ids the same in each run. */
Agdisc_t gvs_disciplines(Agiodisc_t *input);

/* drawing.c. Reads, lays out and renders in this process; `keep` leaves the graph's memory alone
   for a process that ends anyway. */
/* The messages in the reply are valid until the next call. */
void gvs_draw_here(const gvs_request *request, GVC_t *context, bool keep, gvs_reply *reply);

/* isolation.c. The same in a forked child; the lock is needed only while it starts. */
typedef struct {
  int pid;
  int ending; /* the end of a pipe that closes with the child */
  int result; /* the reply, in memory */
  int output; /* what the child printed, in memory */
} gvs_child;
bool gvs_start_child(const gvs_request *request, GVC_t *context, gvs_child *child,
                     gvs_reply *reply);
void gvs_finish_child(gvs_child *child, int timeout_milliseconds, gvs_reply *reply);
