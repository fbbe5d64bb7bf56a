/* Files that a drawing and its process are handed over in: they have no name, and go with their last reader. */
#define _GNU_SOURCE
#include "shim_internal.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/mman.h>
#endif

bool gvs_write_all(int file, const void *data, size_t length) {
  while (length > 0) {
    ssize_t written = write(file, data, length);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    data = (const char *)data + written;
    length -= (size_t)written;
  }
  return true;
}

bool gvs_read_at(int file, void *data, size_t length, size_t offset) {
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

/* Standard input, output and error may be closed and must not be taken by our files, nor the numbers
   that a spawned process finds its files under. */
static int moved_up(int file) {
  if (file < 0 || file > GVS_LAST_FILE) return file;
  int moved = fcntl(file, F_DUPFD_CLOEXEC, GVS_LAST_FILE + 1);
  close(file);
  return moved;
}

int gvs_unnamed_file(void) {
#ifdef __linux__
  return moved_up(memfd_create("smolgrad", MFD_CLOEXEC));
#else
  char path[] = "/tmp/smolgrad-XXXXXX";
  int file = mkstemp(path);
  if (file < 0) return -1;
  unlink(path);
  fcntl(file, F_SETFD, FD_CLOEXEC);
  return moved_up(file);
#endif
}

bool gvs_pipe(int ends[2]) {
#ifdef __linux__
  bool made = pipe2(ends, O_CLOEXEC) == 0;
#else
  bool made = pipe(ends) == 0;
#endif
  for (int i = 0; i < 2; i++) {
    if (!made) ends[i] = -1;
    if (made) fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    ends[i] = moved_up(ends[i]);
  }
  return ends[0] >= 0 && ends[1] >= 0;
}
