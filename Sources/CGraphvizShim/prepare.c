/* Starting a process and loading Graphviz's libraries takes a part of the time of a small drawing. For a
   program that knows that it will draw, and has something else to do first, it is done meanwhile: the
   process draws a small graph, after which all is in place, and waits for the first request. */
#define _GNU_SOURCE
#include "shim_internal.h"

#ifdef __linux__
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

/* The waiting process and its parent, the file for the request, and what says that it is there. */
static struct {
  gvs_child child;
  pid_t parent;
  int request, signal;
} waiting = {.child.pid = -1};
/* A process that has drawn and gives its memory back meanwhile: the next drawing collects it, or the end of the program. */
static pid_t ending_process = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* What most figures are made of. */
static const char first_graph[] =
  "digraph first { a [shape=plain, label=<<TABLE><TR><TD>a</TD></TR></TABLE>>]; a -> b [label=ab]; }";

static _Noreturn void serve(pid_t parent, int ending) {
  gvs_enter_child(parent, waiting.child.output);
  gvs_deepen_stack();
  gvs_request request = {.dot = first_graph, .engine = "dot", .format = "svg"};
  gvs_reply reply = {0};
  GVC_t *context = gvs_context(&request, &reply);
  if (context != NULL) {
    gvs_draw_here(&request, context, false, &reply);
    free(reply.bytes);
  }
  /* What was said of it is not about the graph that comes. */
  if (ftruncate(STDOUT_FILENO, 0) == 0) lseek(STDOUT_FILENO, 0, SEEK_SET);
  uint64_t count;
  while (read(waiting.signal, &count, sizeof count) < 0)
    if (errno != EINTR) _exit(errno);
  if (!gvs_receive_request(&request, &parent, waiting.request)) _exit(EPROTO);
  gvs_draw_in_child(&request, context, waiting.child.result, ending);
}

static void close_request(void) {
  if (waiting.request >= 0) close(waiting.request);
  if (waiting.signal >= 0) close(waiting.signal);
}

/* Starts the process; the number of a process that could not be started is negative. */
static void start(void) {
  int ends[2];
  bool have_pipe = gvs_pipe(ends);
  waiting.child = (gvs_child){.pid = -1, .ending = ends[0], .result = gvs_unnamed_file(), .output = gvs_unnamed_file()};
  waiting.request = gvs_unnamed_file();
  waiting.signal = eventfd(0, EFD_CLOEXEC);
  bool have_files = have_pipe && waiting.child.result >= 0 && waiting.child.output >= 0 && waiting.request >= 0;
  if (have_files && waiting.signal >= 0) {
    waiting.parent = getpid();
    pid_t pid = fork();
    if (pid == 0) serve(waiting.parent, ends[1]);
    waiting.child.pid = pid;
  }
  if (ends[1] >= 0) close(ends[1]);
  if (waiting.child.pid > 0) return;
  gvs_close_files(&waiting.child);
  close_request();
}

/* Whether the process is still there; otherwise its number may be another one's by now. A process that the program has
   forked is not the one to ask. */
static bool is_waiting(void) {
  if (waiting.child.pid <= 0 || waiting.parent != getpid()) return false;
  if (waitpid(waiting.child.pid, NULL, WNOHANG) == 0) return true;
  gvs_close_files(&waiting.child);
  close_request();
  waiting.child.pid = -1;
  return false;
}

/* Ends a process that nobody needs, and leaves nothing of it to whoever is left to collect it. */
static void discard(const gvs_child *child) {
  kill(child->pid, SIGKILL);
  waitpid(child->pid, NULL, 0);
  gvs_close_files(child);
}

/* Keeps the number of a process that ends, or -1, and collects the one before. */
static void keep_ending(pid_t process) {
  pthread_mutex_lock(&lock);
  pid_t before = ending_process;
  ending_process = process;
  pthread_mutex_unlock(&lock);
  if (before > 0) gvs_collect(before);
}

static void leave_no_process(void) {
  pthread_mutex_lock(&lock);
  if (is_waiting()) {
    discard(&waiting.child);
    close_request();
  }
  waiting.child.pid = -1;
  pthread_mutex_unlock(&lock);
  keep_ending(-1);
}

void gvs_prepare(void) {
  static bool has_begun;
  pthread_mutex_lock(&lock);
  /* A forked child of a program with other threads might wait for a lock for ever. */
  if (!has_begun && gvs_is_alone()) {
    atexit(leave_no_process);
    start();
  }
  has_begun = true;
  pthread_mutex_unlock(&lock);
}

static bool hand_over(const gvs_request *request) {
  uint64_t one = 1;
  return gvs_send_request(request, waiting.request) && write(waiting.signal, &one, sizeof one) == sizeof one;
}

bool gvs_draw_prepared(const gvs_request *request, gvs_meanwhile meanwhile, gvs_reply *reply) {
  keep_ending(-1);
  if (!request->isolated || request->needs_fonts || request->needs_neato_library) return false;
  pthread_mutex_lock(&lock);
  bool is_there = is_waiting(), is_handed_over = is_there && hand_over(request);
  gvs_child child = waiting.child;
  waiting.child.pid = -1;
  if (is_there) close_request();
  pthread_mutex_unlock(&lock);
  if (is_handed_over) {
    meanwhile.run(meanwhile.context);
    if (gvs_take_reply(&child, request->timeout_milliseconds, reply)) keep_ending(child.pid);
    reply->isolated = true;
    if (reply->messages == NULL) reply->messages = calloc(1, 1);
  } else if (is_there) {
    discard(&child);
  }
  return is_handed_over;
}

#else

/* The process that draws is started anew, and would find nothing of it. */
void gvs_prepare(void) {}

bool gvs_draw_prepared(const gvs_request *request, gvs_meanwhile meanwhile, gvs_reply *reply) { return false; }

#endif
