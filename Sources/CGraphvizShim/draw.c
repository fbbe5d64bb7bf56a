/* The door: one lock, and a thread whose stack is deep enough for Graphviz's recursion. */
#include "shim_internal.h"
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* 512 KB, usual for secondary threads, end at 5,000 nodes in a row. Pages are used as needed. */
static const size_t stack_size = 64 << 20;

/* Graphviz is not thread-safe, not even where separate graphs are built. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* The strings are on the heap: in a forked child the stacks of all other threads, the caller's too,
   are given to new threads, and Pango starts some. */
typedef struct {
  gvs_request request;
  gvs_reply reply;
} job;

static void *run(void *argument) {
  job *self = argument;
  const gvs_request request = self->request;
  gvs_reply *reply = &self->reply;
  pthread_mutex_lock(&lock);
  GVC_t *context = gvs_context(request.needs_neato_library, request.needs_fonts, reply);
  gvs_child child;
  bool started = false;
  if (context == NULL) {
    reply->outcome = GVS_PLUGIN_MISSING;
  } else if (request.isolated && gvs_can_isolate()) {
    started = gvs_start_child(&request, context, &child, reply);
  } else {
    gvs_draw_here(&request, context, false, reply);
    reply->messages = strdup(reply->messages);
  }
  pthread_mutex_unlock(&lock);
  if (started) gvs_finish_child(&child, request.timeout_milliseconds, reply);
  return NULL;
}

/* Runs the job on a thread that starts with signals blocked: no handler of the program may run in a
   child. Returns an error number. */
static int run_on_deep_stack(job *self) {
  const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP};
  sigset_t blocked, before;
  sigfillset(&blocked);
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) sigdelset(&blocked, faults[i]);
  pthread_attr_t attributes;
  pthread_t thread;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_size);
  pthread_sigmask(SIG_SETMASK, &blocked, &before);
  int code = pthread_create(&thread, &attributes, run, self);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  if (code == 0) pthread_join(thread, NULL);
  return code;
}

gvs_reply gvs_draw(const gvs_request *request) {
  job self = {.request = *request};
  char *copies[] = {strdup(request->dot), strdup(request->engine), strdup(request->format)};
  self.request.dot = copies[0];
  self.request.engine = copies[1];
  self.request.format = copies[2];
  int code = copies[0] && copies[1] && copies[2] ? run_on_deep_stack(&self) : ENOMEM;
  if (code != 0) {
    self.reply.outcome = GVS_SYSTEM_ERROR;
    self.reply.code = code;
  }
  for (int i = 0; i < 3; i++) free(copies[i]);
  if (self.reply.messages == NULL) self.reply.messages = calloc(1, 1);
  return self.reply;
}

void gvs_reply_free(gvs_reply *reply) {
  free(reply->bytes);
  free(reply->messages);
  free(reply->printed);
  reply->bytes = NULL;
  reply->messages = reply->printed = NULL;
}
