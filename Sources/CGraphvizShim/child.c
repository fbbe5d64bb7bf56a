/* What a process does that draws for another one, however it was started. */
#define _GNU_SOURCE
#include "shim_internal.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>

static void end_with(pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
}

/* Where memory runs out, end the child and not the caller. */
static void volunteer_to_end(void) {
  int score = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (score < 0) return;
  gvs_write_all(score, "1000", 4);
  close(score);
}

/* Graphviz takes what memory it can get, and the machine comes to a halt long before there is none left. */
static void limit_memory(double bytes) {
  long long data = 0;
  FILE *state = fopen("/proc/self/statm", "re");
  if (state == NULL) return;
  if (fscanf(state, "%*d %*d %*d %*d %*d %lld", &data) == 1) {
    rlim_t limit = (rlim_t)(data * sysconf(_SC_PAGESIZE) + bytes);
    setrlimit(RLIMIT_DATA, &(struct rlimit){limit, limit});
  }
  fclose(state);
}

#else

static void *wait_for_parent(void *parent) {
  while (getppid() == (pid_t)(intptr_t)parent) usleep(100000);
  _exit(1);
}

static void end_with(pid_t parent) {
  pthread_t thread;
  pthread_create(&thread, NULL, wait_for_parent, (void *)(intptr_t)parent);
}

static void volunteer_to_end(void) {}

static void limit_memory(double bytes) {}

#endif

/* Graphviz recurses deeply. The stack of the first thread grows as far as it is allowed to. */
void gvs_deepen_stack(void) {
  struct rlimit stack;
  if (getrlimit(RLIMIT_STACK, &stack) != 0) return;
  rlim_t wanted = gvs_stack_size;
  if (stack.rlim_max != RLIM_INFINITY && stack.rlim_max < wanted) wanted = stack.rlim_max;
  if (stack.rlim_cur != RLIM_INFINITY && stack.rlim_cur >= wanted) return;
  stack.rlim_cur = wanted;
  setrlimit(RLIMIT_STACK, &stack);
}

void gvs_enter_child(pid_t parent, int output) {
  end_with(parent);
  /* The caller's handlers, a crash reporter's among them, have no business here. */
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
  volunteer_to_end();
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
}

void gvs_draw_in_child(const gvs_request *request, GVC_t *context, int result, int ending) {
  gvs_record head = {0};
  if (request->memory_bytes > 0) limit_memory(request->memory_bytes);
  if (context == NULL) context = gvs_context(request, &head.reply);
  if (context == NULL)
    head.reply.outcome = GVS_PLUGIN_MISSING;
  else
    gvs_draw_here(request, context, true, &head.reply);
  const char *texts[] = {head.reply.messages, head.reply.unprintable};
  bool written = lseek(result, sizeof head, SEEK_SET) >= 0;
  for (int i = 0; i < 2; i++) {
    head.lengths[i] = texts[i] != NULL ? strlen(texts[i]) : 0;
    written = written && gvs_write_all(result, texts[i], head.lengths[i]);
  }
  head.complete = true;
  if (!written || !gvs_write_all(result, head.reply.bytes, head.reply.length) ||
      lseek(result, 0, SEEK_SET) != 0 || !gvs_write_all(result, &head, sizeof head))
    _exit(errno == 0 ? 1 : errno);
  /* The parent need not wait until the system has taken all memory back. */
  close(ending);
  _exit(0);
}

/* A text of the record; NULL without memory for it. */
static char *text_at(int result, size_t length, size_t offset) {
  char *text = calloc(length + 1, 1);
  if (text != NULL && gvs_read_at(result, text, length, offset)) return text;
  free(text);
  return NULL;
}

bool gvs_take_record(int result, gvs_reply *reply) {
  gvs_record head;
  if (!gvs_read_at(result, &head, sizeof head, 0) || !head.complete) return false;
  *reply = head.reply;
  size_t offset = sizeof head;
  reply->messages = text_at(result, head.lengths[0], offset);
  reply->unprintable = text_at(result, head.lengths[1], offset += head.lengths[0]);
  reply->bytes = (unsigned char *)text_at(result, reply->length, offset += head.lengths[1]);
  reply->printed = NULL;
  if (reply->messages == NULL || reply->unprintable == NULL || reply->bytes == NULL) {
    gvs_reply_free(reply);
    reply->outcome = GVS_SYSTEM_ERROR;
    reply->code = ENOMEM;
  }
  return true;
}
