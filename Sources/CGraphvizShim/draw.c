/* The entry: one lock, and a thread whose stack is deep enough for Graphviz's recursion. */
#include "shim_internal.h"
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* 512 KB, usual for secondary threads, end at 5,000 nodes in a row. Pages are used as needed. */
const size_t gvs_stack_size = 64 << 20;

/* Graphviz is not thread-safe, not even where separate graphs are built. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* The strings are on the heap: in a forked child the stacks of all other threads, the caller's too,
   are given to new threads, and Pango starts some. */
typedef struct {
  gvs_request request;
  gvs_isolation isolation;
  gvs_reply reply;
} job;

/* In this process, or in one that is forked from it. Returns whether such a process has started. */
static bool draw_or_fork(job *self, gvs_child *child) {
  gvs_reply *reply = &self->reply;
  GVC_t *context = gvs_context(&self->request, reply);
  if (context == NULL)
    reply->outcome = GVS_PLUGIN_MISSING;
  else if (self->isolation == GVS_FORKED)
    return gvs_start_child(&self->request, GVS_FORKED, context, child, reply);
  else {
    gvs_draw_here(&self->request, context, false, reply);
    reply->messages = strdup(reply->messages);
    reply->unprintable = strdup(reply->unprintable);
  }
  return false;
}

/* Whether the system, a sandbox for one, does not let us start a process at all. */
static bool is_forbidden(const gvs_reply *reply) {
  int code = reply->code;
  return reply->outcome == GVS_SYSTEM_ERROR &&
         (code == EACCES || code == EPERM || code == ENOENT || code == ENOSYS);
}

static void *run(void *argument) {
  job *self = argument;
  gvs_child child;
  bool started = false;
  if (self->isolation == GVS_SPAWNED) {
    started = gvs_start_child(&self->request, GVS_SPAWNED, NULL, &child, &self->reply);
    if (!started && is_forbidden(&self->reply)) {
      self->isolation = GVS_HERE;
      self->reply = (gvs_reply){0};
    }
  }
  if (self->isolation != GVS_SPAWNED) {
    pthread_mutex_lock(&lock);
    started = draw_or_fork(self, &child);
    pthread_mutex_unlock(&lock);
  }
  if (started) gvs_finish_child(&child, self->request.timeout_milliseconds, &self->reply);
  self->reply.isolated = self->isolation != GVS_HERE;
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
  pthread_attr_setstacksize(&attributes, gvs_stack_size);
  pthread_sigmask(SIG_SETMASK, &blocked, &before);
  int code = pthread_create(&thread, &attributes, run, self);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  if (code == 0) pthread_join(thread, NULL);
  return code;
}

gvs_reply gvs_draw(const gvs_request *request, gvs_meanwhile meanwhile) {
  gvs_reply prepared = {0};
  if (gvs_draw_prepared(request, meanwhile, &prepared)) return prepared;
  meanwhile.run(meanwhile.context);
  job self = {.request = *request, .isolation = gvs_isolation_of(request)};
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
  free(reply->unprintable);
  reply->bytes = NULL;
  reply->messages = reply->printed = reply->unprintable = NULL;
}
