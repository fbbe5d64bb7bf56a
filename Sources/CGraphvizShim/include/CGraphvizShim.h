/* The whole of Graphviz that Swift sees: one call that draws, and the widths of text.
   No Graphviz type appears here, because Swift can't import several of them and others differ
   between Graphviz 2.42 and the later major versions. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef struct {
  const char *dot;           /* NUL-terminated DOT text in UTF-8 */
  const char *engine;        /* Graphviz's name of the layout engine */
  const char *format;        /* Graphviz's name of the output format, "svg" */
  bool needs_neato_library;  /* the engine lives in the plug-in library of neato */
  bool needs_fonts;          /* the format draws glyphs, so Pango and Cairo are needed */
  bool is_paged;             /* the format has pages: one of the drawing's size is wanted */
  double page_width, page_height; /* of a PDF of several pages, in points: the text holds a graph for each, with form
                                     feeds between them; or 0 */
  bool is_bitmap;            /* the format has pixels: the next three fields count */
  double dpi;                /* pixels an inch, if pixel_width is 0 */
  double pixel_width;        /* wanted width in pixels, or 0 */
  double max_pixels;         /* the most pixels in all; the picture is reduced to fit */
  bool isolated;             /* draw in a process of its own where the system allows it */
  double memory_bytes;       /* the most memory that it may take besides what it starts with, or 0 */
  int timeout_milliseconds;  /* end that process after this time; negative for never */
} gvs_request;

typedef enum {
  GVS_DRAWN,
  GVS_SYNTAX_ERROR,      /* the DOT text can't be read */
  GVS_LAYOUT_FAILED,     /* the engine reported an error */
  GVS_RENDER_FAILED,     /* the format reported an error, or produced nothing */
  GVS_PLUGIN_MISSING,    /* `plugin` names the library that was not found */
  GVS_TIMED_OUT,
  GVS_KILLED,            /* the child died by signal `code` */
  GVS_EXITED,            /* the child left with exit status `code` */
  GVS_SYSTEM_ERROR       /* a system call failed with errno `code` */
} gvs_outcome;

typedef struct {
  gvs_outcome outcome;
  int code;
  bool isolated;         /* whether it was drawn in a process of its own */
  char plugin[32];
  unsigned char *bytes;  /* the picture; `length` bytes */
  size_t length;
  char *messages;        /* what Graphviz said, lines of UTF-8; never NULL */
  char *printed;         /* what the process printed besides, or NULL */
  char *unprintable;     /* each character once that no font has, UTF-8; or NULL */
  double width, height;  /* the size of the drawing in points, with its margin */
  double dpi;            /* of a bitmap, as drawn */
  double reduction;      /* 1, or the factor by which a bitmap had to be reduced */
} gvs_reply;

/* What the caller has to do meanwhile. */
typedef struct {
  void (*run)(void *context);
  void *context;
} gvs_meanwhile;

/* Draws one graph. May be called from any thread; gvs_reply_free releases the reply. `meanwhile` runs once, on the
   caller's thread: while the process draws that has been prepared, and otherwise before the drawing. */
gvs_reply gvs_draw(const gvs_request *request, gvs_meanwhile meanwhile);
void gvs_reply_free(gvs_reply *reply);

/* Starts a process that loads what drawings without fonts need, and waits for one. */
void gvs_prepare(void);

/* Whether a request with `isolated` is drawn in a process of its own, by this program, now. */
bool gvs_can_isolate(void);

typedef enum { GVS_SANS_SERIF, GVS_MONOSPACE } gvs_family;

/* The width of one line of UTF-8 text, in the unit of `size`. */
double gvs_text_width(const char *text, size_t length, double size, bool bold, gvs_family family);

/* The height of a line and the distance from its top to its baseline, in the unit of `size`. */
double gvs_line_height(double size);
double gvs_baseline(double size);
