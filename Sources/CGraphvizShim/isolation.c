/* Layout can't be interrupted, aborts on some inputs and leaks on others. In a forked child none of
   that reaches the caller. Between fork and the end of the child only this file, Graphviz and the C
   library run: no Swift code, whose locks other threads may have held. */
#define _GNU_SOURCE
#include "shim_internal.h"

#ifdef __linux__
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

bool gvs_can_isolate(void) { return true; }

/* What the child leaves in the memory file: this record, then the messages, then the picture. */
typedef struct {
  gvs_reply reply;
  size_t messages_length;
  bool complete;
} record;

static bool write_all(int file, const void *data, size_t length) {
  while (length > 0) {
    ssize_t written = write(file, data, length);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    data = (const char *)data + written;
    length -= (size_t)written;
  }
  return true;
}

static bool read_at(int file, void *data, size_t length, size_t offset) {
  while (length > 0) {
    ssize_t count = pread(file, data, length, (off_t)offset);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    data = (char *)data + count;
    length -= (size_t)count;
    offset += (size_t)count;
  }
  return true;
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

/* The caller's handlers, a crash reporter's among them, have no business in the child. */
static void reset_process(pid_t parent, int output) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
  int score = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (score >= 0) { /* where memory runs out, end the child and not the caller */
    write_all(score, "1000", 4);
    close(score);
  }
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
}

static void run_child(const gvs_request *request, GVC_t *context, int result) {
  record head = {0};
  gvs_draw_here(request, context, true, &head.reply);
  head.messages_length = strlen(head.reply.messages);
  bool written = lseek(result, sizeof head, SEEK_SET) >= 0 &&
                 write_all(result, head.reply.messages, head.messages_length) &&
                 write_all(result, head.reply.bytes, head.reply.length);
  head.complete = true;
  if (written && lseek(result, 0, SEEK_SET) == 0 && write_all(result, &head, sizeof head)) _exit(0);
  _exit(errno == 0 ? 1 : errno);
}

static long long now_milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Waits until the child has closed its end of the pipe; false if the time is over first. */
static bool wait_for_end(int pipe_end, int timeout) {
  long long end = timeout < 0 ? 0 : now_milliseconds() + timeout;
  while (true) {
    long long left = timeout < 0 ? -1 : end - now_milliseconds();
    if (timeout >= 0 && left < 0) left = 0;
    struct pollfd wanted = {.fd = pipe_end};
    int ready = poll(&wanted, 1, (int)left);
    if (ready > 0) return true;
    if (ready == 0) return false;
    if (errno != EINTR) return true;
  }
}

static void fail(gvs_reply *reply, gvs_outcome outcome, int code) {
  reply->outcome = outcome;
  reply->code = code;
}

/* What the child printed, which is all that is known of one that died. */
static char *read_text(int file) {
  struct stat state;
  size_t length = fstat(file, &state) == 0 ? (size_t)state.st_size : 0;
  if (length > 1 << 14) length = 1 << 14;
  char *text = calloc(length + 1, 1);
  if (text != NULL && !read_at(file, text, length, 0)) text[0] = 0;
  return text;
}

static bool take_record(int result, gvs_reply *reply) {
  record head;
  if (!read_at(result, &head, sizeof head, 0) || !head.complete) return false;
  *reply = head.reply;
  reply->messages = calloc(head.messages_length + 1, 1);
  reply->bytes = malloc(head.reply.length + 1);
  if (reply->messages != NULL && reply->bytes != NULL &&
      read_at(result, reply->messages, head.messages_length, sizeof head) &&
      read_at(result, reply->bytes, reply->length, sizeof head + head.messages_length))
    return true;
  gvs_reply_free(reply);
  fail(reply, GVS_SYSTEM_ERROR, ENOMEM);
  return true;
}

/* Standard input, output and error may be closed, and must not be taken by our files. */
static int above_standard(int file) {
  if (file < 0 || file > STDERR_FILENO) return file;
  int moved = fcntl(file, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  close(file);
  return moved;
}

static void close_files(gvs_child *child) {
  int files[] = {child->ending, child->result, child->output};
  for (int i = 0; i < 3; i++)
    if (files[i] >= 0) close(files[i]);
}

bool gvs_start_child(const gvs_request *request, GVC_t *context, gvs_child *child,
                     gvs_reply *reply) {
  int ends[2] = {-1, -1};
  bool have_pipe = pipe2(ends, O_CLOEXEC) == 0;
  int writing = above_standard(ends[1]);
  child->ending = above_standard(ends[0]);
  child->result = above_standard(memfd_create("picture", MFD_CLOEXEC));
  child->output = above_standard(memfd_create("messages", MFD_CLOEXEC));
  child->pid = -1;
  pid_t parent = getpid();
  if (have_pipe && writing >= 0 && child->ending >= 0 && child->result >= 0 && child->output >= 0)
    child->pid = fork();
  if (child->pid == 0) {
    reset_process(parent, child->output);
    if (request->memory_bytes > 0) limit_memory(request->memory_bytes);
    run_child(request, context, child->result);
  }
  int code = errno;
  if (writing >= 0) close(writing);
  if (child->pid > 0) return true;
  close_files(child);
  fail(reply, GVS_SYSTEM_ERROR, code);
  return false;
}

void gvs_finish_child(gvs_child *child, int timeout_milliseconds, gvs_reply *reply) {
  bool in_time = wait_for_end(child->ending, timeout_milliseconds);
  if (!in_time) kill(child->pid, SIGKILL);
  int status = 0;
  pid_t ended;
  while ((ended = waitpid(child->pid, &status, 0)) < 0 && errno == EINTR) {}
  bool known = ended == child->pid; /* not if the program ignores SIGCHLD */
  if (!in_time)
    fail(reply, GVS_TIMED_OUT, 0);
  else if (!take_record(child->result, reply)) {
    bool killed = known && WIFSIGNALED(status);
    fail(reply, killed ? GVS_KILLED : GVS_EXITED,
         killed ? WTERMSIG(status) : known ? WEXITSTATUS(status) : 0);
  }
  reply->printed = read_text(child->output);
  close_files(child);
}

#else

bool gvs_can_isolate(void) { return false; }

bool gvs_start_child(const gvs_request *request, GVC_t *context, gvs_child *child,
                     gvs_reply *reply) {
  return false;
}

void gvs_finish_child(gvs_child *child, int timeout_milliseconds, gvs_reply *reply) {}

#endif
