/* Layout can't be interrupted, aborts on some inputs and leaks on others. In a process of its own none
   of that reaches the caller. */
#define _GNU_SOURCE
#include "shim_internal.h"
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void pause_for(long nanoseconds) {
  nanosleep(&(struct timespec){0, nanoseconds}, NULL);
}

/* The status with which a process has ended; 0 where the program ignores SIGCHLD. */
int gvs_collect(pid_t process) {
  int status = 0;
  pid_t ended;
  while ((ended = waitpid(process, &status, 0)) < 0 && errno == EINTR) {}
  return ended == process ? status : 0;
}

/* Whether the caller's is the only thread: then nobody can hold a lock, nor start another thread
   meanwhile, and a forked child finds everything as it was. */
bool gvs_is_alone(void) {
#ifdef __linux__
  /* A thread that has ended, the one of our last drawing too, is listed a moment longer. */
  for (int attempt = 0; attempt < 3; attempt++) {
    if (attempt > 0) pause_for(100000);
    DIR *threads = opendir("/proc/self/task");
    if (threads == NULL) return false;
    int count = 0;
    for (struct dirent *entry; count < 2 && (entry = readdir(threads)) != NULL;)
      count += entry->d_name[0] != '.';
    closedir(threads);
    if (count == 1) return true;
  }
#endif
  return false;
}

bool gvs_can_isolate(void) { return gvs_is_alone() || gvs_can_spawn(); }

gvs_isolation gvs_isolation_of(const gvs_request *request) {
  if (!request->isolated) return GVS_HERE;
  if (gvs_is_alone()) return GVS_FORKED;
  return gvs_can_spawn() ? GVS_SPAWNED : GVS_HERE;
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
  if (text != NULL && !gvs_read_at(file, text, length, 0)) text[0] = 0;
  return text;
}

void gvs_close_files(const gvs_child *child) {
  int files[] = {child->ending, child->result, child->output};
  for (int i = 0; i < 3; i++)
    if (files[i] >= 0) close(files[i]);
}

/* Starts the process. In a forked child, only the shim, Graphviz and the C library run from here on. */
static pid_t start(const gvs_request *request, gvs_isolation isolation, GVC_t *context,
                   const gvs_child *child, int ending) {
  if (isolation == GVS_SPAWNED) return gvs_spawn(request, child, ending);
  pid_t parent = getpid(), pid = fork();
  if (pid != 0) return pid;
  gvs_enter_child(parent, child->output);
  gvs_draw_in_child(request, context, child->result, ending);
}

bool gvs_start_child(const gvs_request *request, gvs_isolation isolation, GVC_t *context, gvs_child *child,
                     gvs_reply *reply) {
  int ends[2];
  bool have_pipe = gvs_pipe(ends);
  child->ending = ends[0];
  child->result = gvs_unnamed_file();
  child->output = gvs_unnamed_file();
  child->pid = -1;
  if (have_pipe && child->result >= 0 && child->output >= 0)
    child->pid = start(request, isolation, context, child, ends[1]);
  int code = errno;
  if (ends[1] >= 0) close(ends[1]);
  if (child->pid > 0) return true;
  gvs_close_files(child);
  fail(reply, GVS_SYSTEM_ERROR, code);
  return false;
}

bool gvs_take_reply(const gvs_child *child, int timeout_milliseconds, gvs_reply *reply) {
  bool in_time = wait_for_end(child->ending, timeout_milliseconds);
  bool has_drawn = in_time && gvs_take_record(child->result, reply);
  if (!in_time) {
    kill(child->pid, SIGKILL);
    gvs_collect(child->pid);
    fail(reply, GVS_TIMED_OUT, 0);
  } else if (!has_drawn) {
    int status = gvs_collect(child->pid);
    bool killed = WIFSIGNALED(status);
    fail(reply, killed ? GVS_KILLED : GVS_EXITED, killed ? WTERMSIG(status) : WEXITSTATUS(status));
  }
  reply->printed = read_text(child->output);
  gvs_close_files(child);
  return has_drawn;
}

void gvs_finish_child(const gvs_child *child, int timeout_milliseconds, gvs_reply *reply) {
  if (gvs_take_reply(child, timeout_milliseconds, reply)) gvs_collect(child->pid);
}
