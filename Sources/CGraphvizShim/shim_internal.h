/* What the files of the shim share. */
#pragma once
#include "CGraphvizShim.h"
#include "graphviz_headers.h"
#include <sys/types.h>

/* contexts.c. A context is made once and kept; the caller holds the lock of gvs_draw.
   Returns NULL with the name of the library in reply->plugin if a plug-in is missing. */
GVC_t *gvs_context(const gvs_request *request, gvs_reply *reply);

/* text_layout.c. A plug-in library that measures text with gvs_text_width. */
typedef gvs_boolean (*gvs_text_layout)(textspan_t *span, char **font_path);
gvplugin_library_t *gvs_metrics_library(bool with_glyphs);

/* glyphs.c. Sets the glyphs of a span, with the given width in points. Loading takes the text layout
   of Graphviz's plug-in for Pango and the plug-in's handle. */
bool gvs_load_glyphs(gvs_text_layout set, void *plugin);
bool gvs_set_glyphs(textspan_t *span, double width, char **font_path);

/* missing_glyphs.c. Collects the characters that no font has, from one call of `forget` to the next. */
void gvs_load_missing_glyphs(void *plugin);
void gvs_forget_missing_glyphs(void);
void gvs_note_missing_glyphs(void *layout);
const char *gvs_missing_glyphs(void);

/* pdf_date.c. Fixing takes Graphviz's plug-in for Cairo, and its handle. Cairo 1.16 forgets how a given
   date begins, which is put right in the finished PDF. */
void gvs_fix_pdf_date(gvplugin_library_t *library, void *plugin);
void gvs_complete_pdf_date(char *data, size_t length);

/* pages.c. A PDF of several pages of the size that the request says. Loading takes Graphviz's plug-in for Pango. While
   `gvs_draws_pages` the renderer of pdf_date.c leaves the page open. */
typedef struct gvs_pages gvs_pages;
extern bool gvs_draws_pages;
void gvs_load_pages(void *plugin);
gvs_pages *gvs_begin_pages(const gvs_request *request);
void *gvs_current_page(gvs_pages *pages);
bool gvs_draw_page(const gvs_request *request, GVC_t *context, Agraph_t *graph, const gvs_reply *size,
                   void *page);
char *gvs_end_pages(gvs_pages *pages, size_t *length);

/* arena.c. Resource disciplines that make object ids the same in each run. */
Agdisc_t gvs_disciplines(Agiodisc_t *input);

/* drawing.c. Reads, lays out and renders in this process; `keep` leaves the graph's memory alone
   for a process that ends anyway. The texts in the reply are valid until the next call. */
void gvs_draw_here(const gvs_request *request, GVC_t *context, bool keep, gvs_reply *reply);

/* draw.c. How deep a stack Graphviz needs for its recursion. */
extern const size_t gvs_stack_size;

/* isolation.c. The process that a request is drawn in; the only one that needs a context, and the lock until it has
   started, is the forked child. */
typedef enum { GVS_HERE, GVS_FORKED, GVS_SPAWNED } gvs_isolation;
gvs_isolation gvs_isolation_of(const gvs_request *request);
bool gvs_is_alone(void);

typedef struct {
  pid_t pid;
  int ending; /* the end of a pipe that closes with the child */
  int result; /* the reply, in an unnamed file */
  int output; /* what the child printed, in an unnamed file */
} gvs_child;
bool gvs_start_child(const gvs_request *request, gvs_isolation isolation, GVC_t *context, gvs_child *child,
                     gvs_reply *reply);
void gvs_finish_child(const gvs_child *child, int timeout_milliseconds, gvs_reply *reply);
/* The same, but a process that has drawn still ends when it returns true, and is to be collected. */
bool gvs_take_reply(const gvs_child *child, int timeout_milliseconds, gvs_reply *reply);
int gvs_collect(pid_t process);
void gvs_close_files(const gvs_child *child);

/* prepare.c. Draws in the process that waits for a request, if there is one and it can. */
bool gvs_draw_prepared(const gvs_request *request, gvs_meanwhile meanwhile, gvs_reply *reply);

/* request.c. */
bool gvs_send_request(const gvs_request *request, int file);
bool gvs_receive_request(gvs_request *request, pid_t *parent, int file);

/* spawn.c. Starts this program anew, to draw and end before its `main`. Returns -1 and sets errno if it
   can't be started. */
bool gvs_can_spawn(void);
pid_t gvs_spawn(const gvs_request *request, const gvs_child *child, int ending);

/* child.c. What the child does first, and then; without a context it makes one. The child leaves a record
   in the result file, then its texts, then the picture, and closes its end of the pipe; taking it is false if
   there is none. */
typedef struct {
  gvs_reply reply;
  size_t lengths[2]; /* of messages and unprintable characters */
  bool complete;
} gvs_record;
void gvs_enter_child(pid_t parent, int output);
void gvs_deepen_stack(void);
_Noreturn void gvs_draw_in_child(const gvs_request *request, GVC_t *context, int result, int ending);
bool gvs_take_record(int result, gvs_reply *reply);

/* files.c. The last number of a file that a spawned process finds at its start; files without a name and
   ends of pipes have higher ones, and are -1 where there are none. */
enum { GVS_LAST_FILE = 5 };
bool gvs_write_all(int file, const void *data, size_t length);
bool gvs_read_at(int file, void *data, size_t length, size_t offset);
int gvs_unnamed_file(void);
bool gvs_pipe(int ends[2]);
