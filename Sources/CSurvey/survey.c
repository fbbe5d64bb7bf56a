#include "CSurvey.h"

#include <math.h>
#include <string.h>

// Contractions to fused operations would make the last digit depend on the machine.
#pragma STDC FP_CONTRACT OFF

#include "cells.h"
#include "measure.h"

// How many cells are added up beside each other.
enum { BESIDE = 8 };

// Adds whole rows of one line of cells to the sums. The elements of a cell are added one after the other, those of several cells beside
// each other.
#define SG_ADD(T, t)                                                                                                 \
  static void add_row_##t(const T *a, const long *ends, long columns, double *sums) {                                \
    long start = 0, bin = 0;                                                                                         \
    for (; bin + BESIDE <= columns; start = ends[bin + BESIDE - 1], bin += BESIDE) {                                 \
      double sum[BESIDE];                                                                                            \
      const T *at[BESIDE];                                                                                           \
      long common = ends[bin] - start;                                                                               \
      for (int i = 0; i < BESIDE; i++) {                                                                             \
        sum[i] = sums[bin + i], at[i] = a + (i > 0 ? ends[bin + i - 1] : start);                                     \
        const long length = a + ends[bin + i] - at[i];                                                               \
        common = length < common ? length : common;                                                                  \
      }                                                                                                              \
      for (long j = 0; j < common; j++)                                                                              \
        for (int i = 0; i < BESIDE; i++) sum[i] += (double)at[i][j];                                                 \
      for (int i = 0; i < BESIDE; i++) {                                                                             \
        for (const T *next = at[i] + common; next < a + ends[bin + i]; next++) sum[i] += (double)*next;              \
        sums[bin + i] = sum[i];                                                                                      \
      }                                                                                                              \
    }                                                                                                                \
    for (; bin < columns; start = ends[bin++])                                                                       \
      for (long i = start; i < ends[bin]; i++) sums[bin] += (double)a[i];                                            \
  }                                                                                                                  \
  /* Adds each element to the sum of its cell. */                                                                    \
  void sg_add_to_cells_##t(const T *a, long first, long n, const sg_grid *g, double *sums, long *counts) {           \
    long ends[g->columns + 1];                                                                                       \
    find_ends(g, ends);                                                                                              \
    long slice = first / (g->height * g->width), row = first / g->width % g->height, column = first % g->width;      \
    for (; n > 0; slice += row == 0) {                                                                               \
      const long line = (slice * g->tiles / g->slices * g->rows + row * g->rows / g->height) * g->columns;           \
      if (column == 0 && n >= g->width) {                                                                            \
        add_row_##t(a, ends, g->columns, sums + line);                                                               \
        for (long bin = 0; bin < g->columns; bin++) counts[line + bin] += ends[bin] - (bin > 0 ? ends[bin - 1] : 0); \
        a += g->width, n -= g->width;                                                                                \
      } else {                                                                                                       \
        for (; n > 0 && column < g->width; column++, n--) {                                                          \
          const long cell = line + column * g->columns / g->width;                                                   \
          sums[cell] += (double)*a++;                                                                                \
          counts[cell]++;                                                                                            \
        }                                                                                                            \
      }                                                                                                              \
      column = 0;                                                                                                    \
      row = (row + 1) % g->height;                                                                                   \
    }                                                                                                                \
  }
SG_ADD(float, f32)
SG_ADD(double, f64)

#define SG_SURVEY(T, t)                                                                                    \
  void sg_survey_##t(const T *a, long first, long n, const sg_grid *grid, sg_statistics *statistics,       \
                     double *cells, bool *is_filled) {                                                     \
    long ends[cells ? grid->columns + 1 : 1];                                                              \
    if (cells) find_ends(grid, ends);                                                                      \
    const long least = !cells ? 0 : unit(grid) > POOLED ? unit(grid) : POOLED;                             \
    /* Behind the last chunk with an element that is not finite, and behind what has its cells. */         \
    long finite = 0, pooled = 0;                                                                           \
    for (long done = 0; done < n; done += CHUNK) {                                                         \
      const long length = n - done < CHUNK ? n - done : CHUNK, end = done + length;                        \
      if (!(cells ? measure_##t : measure_size_##t)(a + done, length, statistics)) {                       \
        sift_##t(a + done, length, statistics);                                                            \
        finite = end;                                                                                      \
      }                                                                                                    \
      if (!cells || (end < n && end - pooled < least)) continue;                                           \
      long next = end < n ? last_end(grid, first + end) - first : n;                                       \
      if (next <= pooled) next = end;                                                                      \
      pool_##t(a + pooled, first + pooled, next - pooled, grid, ends, cells, is_filled, finite <= pooled); \
      pooled = next;                                                                                       \
    }                                                                                                      \
  }
SG_SURVEY(float, f32)
SG_SURVEY(double, f64)

// Elements that lie apart are copied before they are looked at, a few chunks at once.
enum { COPIED = 8 * CHUNK };

#define SG_SURVEY_STRIDED(T, t)                                                                                        \
  void sg_survey_strided_##t(const T *a, long dimensions, const long *sizes, const long *strides, const sg_grid *grid, \
                             sg_statistics *statistics, double *cells, bool *is_filled) {                              \
    T copy[COPIED];                                                                                                    \
    long index[dimensions], done = 0, count = 0;                                                                       \
    memset(index, 0, sizeof index);                                                                                    \
    const long length = sizes[dimensions - 1], step = strides[dimensions - 1];                                         \
    for (long axis = 0; axis >= 0;) {                                                                                  \
      for (long i = 0, n; i < length; i += n) {                                                                        \
        n = length - i < COPIED - count ? length - i : COPIED - count;                                                 \
        if (step == 1)                                                                                                 \
          memcpy(copy + count, a + i, (size_t)n * sizeof(T));                                                          \
        else                                                                                                           \
          for (long j = 0; j < n; j++) copy[count + j] = a[(i + j) * step];                                            \
        if ((count += n) < COPIED) continue;                                                                           \
        sg_survey_##t(copy, done, count, grid, statistics, cells, is_filled);                                          \
        done += count, count = 0;                                                                                      \
      }                                                                                                                \
      /* The next row: the last index that has not come to its end goes on, and those behind it begin anew. */         \
      for (axis = dimensions - 2; axis >= 0; axis--) {                                                                 \
        a += strides[axis];                                                                                            \
        if (++index[axis] < sizes[axis]) break;                                                                        \
        a -= index[axis] * strides[axis];                                                                              \
        index[axis] = 0;                                                                                               \
      }                                                                                                                \
    }                                                                                                                  \
    if (count > 0) sg_survey_##t(copy, done, count, grid, statistics, cells, is_filled);                               \
  }
SG_SURVEY_STRIDED(float, f32)
SG_SURVEY_STRIDED(double, f64)

#define SG_MEASURE_CHANGE(T, t, VECTOR)                                                                               \
  SG_CLONES void sg_measure_change_##t(const T *old, const T *new, long n, double scale, sg_change *change) {         \
    /* Squares of numbers in single precision are within the range of double precision without it. */                 \
    const double first = sizeof(T) == sizeof(double) ? scale : 1, last = sizeof(T) == sizeof(double) ? 1 : scale;     \
    for (long done = 0; done < n; done += CHUNK) {                                                                    \
      const T *before = old + done, *after = new + done;                                                              \
      const long length = n - done < CHUNK ? n - done : CHUNK;                                                        \
      doubles squares = 0, distances = 0;                                                                             \
      long i = 0;                                                                                                     \
      for (; i + LANES <= length; i += LANES) {                                                                       \
        VECTOR x, y;                                                                                                  \
        memcpy(&x, before + i, sizeof x);                                                                             \
        memcpy(&y, after + i, sizeof y);                                                                              \
        /* What will change next, of an array that is too large for the caches. */                                    \
        __builtin_prefetch(after + i + CHUNK, 1);                                                                     \
        const doubles wide = __builtin_convertvector(y, doubles);                                                     \
        const doubles distance = __builtin_convertvector(y - x, doubles) * first;                                     \
        squares += wide * wide;                                                                                       \
        distances += distance * distance;                                                                             \
      }                                                                                                               \
      double all_squares = sum_doubles(&squares), all_distances = sum_doubles(&distances);                            \
      for (; i < length; i++) {                                                                                       \
        const double wide = (double)after[i], distance = (double)(after[i] - before[i]) * first;                      \
        all_squares += wide * wide, all_distances += distance * distance;                                             \
      }                                                                                                               \
      change->squares += all_distances * last * last;                                                                 \
      if (all_squares > LEAST_SQUARES && all_squares < MOST_SQUARES)                                                  \
        join(&change->value, length, (sg_sizes){.norm = sqrt(all_squares)}, false), change->value.positive += length; \
      else                                                                                                            \
        sg_survey_##t(after, 0, length, NULL, &change->value, NULL, NULL);                                            \
    }                                                                                                                 \
  }
SG_MEASURE_CHANGE(float, f32, floats)
SG_MEASURE_CHANGE(double, f64, doubles)
