/* A process that draws, for programs with threads. A forked child of such a program finds locks that
   nobody will open again, of memory and of the loader of libraries for two; so the program is started
   anew instead, and draws before its own `main` begins. No other program has to be found for that. */
#define _GNU_SOURCE
#include "shim_internal.h"

#if defined(__GLIBC__) || defined(__APPLE__)
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef __APPLE__
#include <limits.h>
#include <mach-o/dyld.h>
#include <mach-o/loader.h>
#else
#include <sys/syscall.h>
#endif

extern char **environ;

/* What no program is called with by chance. */
static char helper_name[] = "smolgrad-draw", helper_argument[] = "--request-in-file-3";

/* The files of the process, beside its standard streams. */
enum { request_file = 3, result_file, ending_file };

/* Runs before `main` in every program with this library; returns at once unless the program was
   started to draw. */
__attribute__((constructor(101))) static void serve(int argc, char **argv) {
  if (argc != 2 || strcmp(argv[0], helper_name) != 0 || strcmp(argv[1], helper_argument) != 0) return;
#ifdef SYS_close_range
  /* Files that the caller left open to its children. */
  syscall(SYS_close_range, ending_file + 1, ~0U, 0);
#endif
  gvs_request request;
  pid_t parent;
  if (!gvs_receive_request(&request, &parent, request_file)) _exit(EPROTO);
  gvs_enter_child(parent, STDERR_FILENO);
  gvs_deepen_stack();
  gvs_draw_in_child(&request, NULL, result_file, ending_file);
}

#ifdef __APPLE__

/* The path of the program, if this code is part of it; in a library that the program loads late,
   `main` would run a second time. */
static bool find_program(char *path, size_t size) {
  Dl_info library;
  uint32_t room = (uint32_t)size;
  return dladdr((void *)serve, &library) != 0 &&
         ((const struct mach_header *)library.dli_fbase)->filetype == MH_EXECUTE &&
         _NSGetExecutablePath(path, &room) == 0;
}

#else

/* The path of the program, if this code is part of it; in a library that the program loads late,
   `main` would run a second time. The system's own table says from which file this code is. */
static bool find_program(char *path, size_t size) {
  static const char self[] = "/proc/self/exe";
  char program[4096], line[4096 + 128];
  ssize_t length = readlink(self, program, sizeof program - 1);
  FILE *table = fopen("/proc/self/maps", "re");
  bool found = false, ours = false;
  while (length > 0 && table != NULL && !found && fgets(line, sizeof line, table) != NULL) {
    unsigned long first, end;
    int name = 0;
    if (sscanf(line, "%lx-%lx %*s %*s %*s %*s %n", &first, &end, &name) < 2) continue;
    found = first <= (uintptr_t)serve && (uintptr_t)serve < end;
    program[length] = 0;
    line[strcspn(line, "\n")] = 0;
    ours = found && name > 0 && strcmp(line + name, program) == 0;
  }
  if (table != NULL) fclose(table);
  snprintf(path, size, "%s", self);
  return ours;
}

#endif

bool gvs_can_spawn(void) {
  char path[4096];
  return find_program(path, sizeof path);
}

static int spawn(const gvs_child *child, int request, int ending, const char *path, pid_t *pid) {
  char *arguments[] = {helper_name, helper_argument, NULL};
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
#ifdef POSIX_SPAWN_CLOEXEC_DEFAULT
  flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#endif
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, flags);
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", 0, 0);
  posix_spawn_file_actions_adddup2(&files, child->output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&files, child->output, STDERR_FILENO);
  posix_spawn_file_actions_adddup2(&files, request, request_file);
  posix_spawn_file_actions_adddup2(&files, child->result, result_file);
  posix_spawn_file_actions_adddup2(&files, ending, ending_file);
  int code = posix_spawn(pid, path, &files, &attributes, arguments, environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  return code;
}

pid_t gvs_spawn(const gvs_request *request, const gvs_child *child, int ending) {
  char path[4096];
  if (!find_program(path, sizeof path)) return errno = ENOENT, -1;
  int file = gvs_unnamed_file();
  pid_t pid = -1;
  int code = file >= 0 && gvs_send_request(request, file) ? spawn(child, file, ending, path, &pid) : errno;
  if (file >= 0) close(file);
  errno = code;
  return code == 0 ? pid : -1;
}

#else

bool gvs_can_spawn(void) { return false; }

pid_t gvs_spawn(const gvs_request *request, const gvs_child *child, int ending) { return -1; }

#endif
