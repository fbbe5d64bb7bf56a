#include "CMPI.h"

#ifdef SMOLGRAD_MPI

#if !__has_include(<mpi.h>) && !__has_include(<mpi/mpi.h>)
#error "the trait MPI needs Open MPI: apt-get install libopenmpi-dev openmpi-bin, or brew install open-mpi (scripts/set-up --mpi does it)"
#else

#if __has_include(<mpi.h>)
#include <mpi.h>
#else
#include <mpi/mpi.h>
#endif

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct smpi_sum {
  MPI_Request request;
};

static void finish(int status) {
  int is_finished = 0;
  MPI_Finalized(&is_finished);
  if (is_finished) return;
  if (status == 0) {
    MPI_Finalize();
  } else if (smpi_size() > 1) {
    // MPI_Finalize waits for the others, which may wait for this one; mpirun ends them.
    fprintf(stderr, "rank %d ended with status %d\n", smpi_rank(), status);
  }
}

#ifdef __linux__
static void end(int status, void *nothing) {
  (void)nothing;
  finish(status);
}
#else
// Here nobody says with which status the process ends. One that the others wait for ends by a signal, and mpirun ends them.
static void end(void) {
  signal(SIGALRM, SIG_DFL);
  alarm(60);
  finish(0);
}
#endif

void smpi_begin(void) {
  int is_begun = 0;
  MPI_Initialized(&is_begun);
  if (is_begun) return;
  int level;
  MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &level);
#ifdef __linux__
  on_exit(end, NULL);
#else
  atexit(end);
#endif
}

int smpi_rank(void) {
  int rank;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

int smpi_size(void) {
  int size;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  return size;
}

void smpi_barrier(void) { MPI_Barrier(MPI_COMM_WORLD); }

void smpi_broadcast(void *bytes, int64_t count, int root) {
  // MPI counts by int.
  const int64_t most = 1 << 30;
  for (int64_t done = 0; done < count; done += most) {
    int64_t part = count - done < most ? count - done : most;
    MPI_Bcast((char *)bytes + done, (int)part, MPI_BYTE, root, MPI_COMM_WORLD);
  }
}

void smpi_gather(const void *bytes, int count, void *all) {
  MPI_Allgather(bytes, count, MPI_BYTE, all, count, MPI_BYTE, MPI_COMM_WORLD);
}

smpi_sum *smpi_begin_sum(void *numbers, int count, bool isDouble) {
  smpi_sum *sum = malloc(sizeof(smpi_sum));
  MPI_Iallreduce(MPI_IN_PLACE, numbers, count, isDouble ? MPI_DOUBLE : MPI_FLOAT, MPI_SUM,
                 MPI_COMM_WORLD, &sum->request);
  return sum;
}

bool smpi_finish_sum(smpi_sum *sum) {
  int is_done = 0;
  MPI_Test(&sum->request, &is_done, MPI_STATUS_IGNORE);
  if (is_done) free(sum);
  return is_done;
}

void smpi_abort(void) { MPI_Abort(MPI_COMM_WORLD, 1); }

#endif

#endif
