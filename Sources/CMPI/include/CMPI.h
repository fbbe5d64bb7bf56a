#ifndef CMPI_H
#define CMPI_H

#include <stdbool.h>
#include <stdint.h>

// Open MPI in the few functions that smolgrad needs, as far as the package's trait MPI is on. MPI's own constants are macros, which Swift
// can't read. Errors of MPI end all processes with its own message.

#ifdef SMOLGRAD_MPI

/// A sum over all processes that is under way.
typedef struct smpi_sum smpi_sum;

/// Joins the processes that mpirun has started, or begins as the only one; a second time it does nothing.
///
/// A process that ends with status 0 waits for the others. One that ends otherwise does not, and mpirun ends the others.
void smpi_begin(void);
/// The number of this process, from 0.
int smpi_rank(void);
/// How many processes there are.
int smpi_size(void);
/// Waits for all processes.
void smpi_barrier(void);
/// Gives all processes the bytes of one.
void smpi_broadcast(void *bytes, int64_t count, int root);
/// Gives all processes the bytes of all, in the order of their numbers; each has the same count.
void smpi_gather(const void *bytes, int count, void *all);
/// Begins to add up numbers of all processes, in place; `isDouble` says whether they are doubles or floats.
smpi_sum *smpi_begin_sum(void *numbers, int count, bool isDouble);
/// Whether a sum is there; moves sums on that are under way. Where it is, the memory of `sum` is released.
bool smpi_finish_sum(smpi_sum *sum);
/// Ends all processes.
void smpi_abort(void);

#endif

#endif
