// The strongest element of each cell of a picture.
#pragma once
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "CSurvey.h"
#include "lanes.h"
#include "strongest.h"

// Cells are looked for in several chunks at once, in pieces of at least so many elements.
enum { POOLED = 4 * CHUNK, FOLDED = 128, STRIP = 2 * LANES };

// Finds the first column behind each cell of a row: one division for each cell, where there may be thousands of rows.
static void find_ends(const sg_grid *g, long *ends) {
  for (long bin = 0; bin < g->columns; bin++) ends[bin] = ((bin + 1) * g->width + g->columns - 1) / g->columns;
}

// The least and the largest of the numbers that have the same index in each of `count` pieces of `length` finite elements. Short pieces
// are taken several at once.
#define SG_FOLD(T, t, VECTOR)                                                                                                \
  /* Of STRIP numbers next to each other, in registers. */                                                                   \
  SG_INLINE void fold_strip_##t(const T *a, long lines, long width, T *low, T *high) {                                       \
    VECTOR least[STRIP / LANES], most[STRIP / LANES];                                                                        \
    memcpy(least, a, sizeof least);                                                                                          \
    memcpy(most, a, sizeof most);                                                                                            \
    for (long line = 1; line < lines; line++)                                                                                \
      for (int part = 0; part < STRIP / LANES; part++) {                                                                     \
        VECTOR x;                                                                                                            \
        memcpy(&x, a + line * width + part * LANES, sizeof x);                                                               \
        least[part] = x < least[part] ? x : least[part];                                                                     \
        most[part] = x > most[part] ? x : most[part];                                                                        \
      }                                                                                                                      \
    memcpy(low, least, sizeof least);                                                                                        \
    memcpy(high, most, sizeof most);                                                                                         \
  }                                                                                                                          \
  SG_CLONES static void fold_##t(const T *restrict a, long count, long length, T *restrict low, T *restrict high) {          \
    const long copies = length < FOLDED ? (count < FOLDED / length ? count : FOLDED / length) : 1;                           \
    const long width = length * copies, lines = count / copies;                                                              \
    long done = 0;                                                                                                           \
    for (; done + STRIP <= width; done += STRIP) fold_strip_##t(a + done, lines, width, low + done, high + done);            \
    if (done < width && width >= STRIP) {                                                                                    \
      /* The last strip begins in the one before. */                                                                         \
      done = width;                                                                                                          \
      fold_strip_##t(a + done - STRIP, lines, width, low + done - STRIP, high + done - STRIP);                               \
    }                                                                                                                        \
    for (long i = done; i < width; i++) {                                                                                    \
      low[i] = high[i] = a[i];                                                                                               \
      for (long line = 1; line < lines; line++) {                                                                            \
        const T x = a[line * width + i];                                                                                     \
        low[i] = x < low[i] ? x : low[i];                                                                                    \
        high[i] = x > high[i] ? x : high[i];                                                                                 \
      }                                                                                                                      \
    }                                                                                                                        \
    const T *rest = a + lines * width;                                                                                       \
    for (long i = 0; i < count * length - lines * width; i++) {                                                              \
      low[i] = rest[i] < low[i] ? rest[i] : low[i];                                                                          \
      high[i] = rest[i] > high[i] ? rest[i] : high[i];                                                                       \
    }                                                                                                                        \
    /* The copies join by halves. */                                                                                         \
    for (long left = copies, half; left > 1; left = half) {                                                                  \
      half = (left + 1) / 2;                                                                                                 \
      for (long i = 0, other = (left - half) * length; i < half * length; i++, other++) {                                    \
        low[i] = low[other] < low[i] ? low[other] : low[i];                                                                  \
        high[i] = high[other] > high[i] ? high[other] : high[i];                                                             \
      }                                                                                                                      \
    }                                                                                                                        \
  }                                                                                                                          \
  /* The least and the largest of each column of a few rows. LANES columns are read and written at once, also behind the last. */\
  SG_INLINE void fold_rows_##t(const T *low, const T *high, long rows, long width, T *least, T *most) {                      \
    for (long i = 0; i < width; i += LANES) {                                                                                \
      VECTOR lows, highs, x, y;                                                                                              \
      memcpy(&lows, low + i, sizeof lows);                                                                                   \
      memcpy(&highs, high + i, sizeof highs);                                                                                \
      for (long row = 1; row < rows; row++) {                                                                                \
        memcpy(&x, low + row * width + i, sizeof x);                                                                         \
        memcpy(&y, high + row * width + i, sizeof y);                                                                        \
        lows = x < lows ? x : lows;                                                                                          \
        highs = y > highs ? y : highs;                                                                                       \
      }                                                                                                                      \
      memcpy(least + i, &lows, sizeof lows);                                                                                 \
      memcpy(most + i, &highs, sizeof highs);                                                                                \
    }                                                                                                                        \
  }                                                                                                                          \
  /* The least and the largest of a few columns: of two vectors, which overlap, or several. */                               \
  SG_INLINE void fold_columns_##t(const T *least, const T *most, long count, T *lowest, T *highest) {                        \
    typedef T four __attribute__((ext_vector_type(4)));                                                                      \
    typedef T eight __attribute__((ext_vector_type(8)));                                                                     \
    if (count < 4) {                                                                                                         \
      *lowest = least[0], *highest = most[0];                                                                                \
      for (long i = 1; i < count; i++) {                                                                                     \
        *lowest = least[i] < *lowest ? least[i] : *lowest;                                                                   \
        *highest = most[i] > *highest ? most[i] : *highest;                                                                  \
      }                                                                                                                      \
      return;                                                                                                                \
    }                                                                                                                        \
    four low, high;                                                                                                          \
    if (count < 8) {                                                                                                         \
      four x, y;                                                                                                             \
      memcpy(&low, least, sizeof low);                                                                                       \
      memcpy(&high, most, sizeof high);                                                                                      \
      memcpy(&x, least + count - 4, sizeof x);                                                                               \
      memcpy(&y, most + count - 4, sizeof y);                                                                                \
      low = x < low ? x : low, high = y > high ? y : high;                                                                   \
    } else {                                                                                                                 \
      eight lows, highs, x, y;                                                                                               \
      memcpy(&lows, least, sizeof lows);                                                                                     \
      memcpy(&highs, most, sizeof highs);                                                                                    \
      for (long i = 8; i < count; i += 8) {                                                                                  \
        const long start = i + 8 <= count ? i : count - 8;                                                                   \
        memcpy(&x, least + start, sizeof x);                                                                                 \
        memcpy(&y, most + start, sizeof y);                                                                                  \
        lows = x < lows ? x : lows, highs = y > highs ? y : highs;                                                           \
      }                                                                                                                      \
      low = lows.lo < lows.hi ? lows.lo : lows.hi, high = highs.lo > highs.hi ? highs.lo : highs.hi;                         \
    }                                                                                                                        \
    const T a_low = low.x < low.y ? low.x : low.y, b_low = low.z < low.w ? low.z : low.w;                                    \
    const T a_high = high.x > high.y ? high.x : high.y, b_high = high.z > high.w ? high.z : high.w;                          \
    *lowest = a_low < b_low ? a_low : b_low, *highest = a_high > b_high ? a_high : b_high;                                   \
  }                                                                                                                          \
  /* Adds `count` pieces of so many `rows`, which belong to as many `lines` of cells or fewer. */                            \
  SG_CLONES static void pool_pieces_##t(const T *a, long count, long rows, long lines, const sg_grid *g,                     \
                                        const long *ends, double *cells, bool *is_filled) {                                  \
    /* A piece has no more elements than POOLED: what is looked at together is twice that or less, or few more than a row. */\
    T low[POOLED + LANES], high[POOLED + LANES], least[POOLED + LANES], most[POOLED + LANES];                                \
    T lowest[g->columns], highest[g->columns], strongest[g->columns];                                                        \
    const long width = g->width, length = rows * width;                                                                      \
    fold_##t(a, count, length, low, high);                                                                                   \
    for (long row = 0, line = 0, end; line < lines; row = end, line++) {                                                     \
      end = ((line + 1) * rows + lines - 1) / lines;                                                                         \
      fold_rows_##t(low + row * width, high + row * width, end - row, width, least, most);                                   \
      for (long bin = 0, start = 0; bin < g->columns; start = ends[bin], bin++)                                              \
        fold_columns_##t(least + start, most + start, ends[bin] - start, lowest + bin, highest + bin);                       \
      for (long bin = 0; bin < g->columns; bin++) strongest[bin] = highest[bin] > -lowest[bin] ? highest[bin] : lowest[bin]; \
      for (long bin = 0, start = 0; bin < g->columns; start = ends[bin], bin++) {                                            \
        if (highest[bin] != -lowest[bin]) continue;                                                                          \
        /* Both signs are as strong: the first of them. */                                                                   \
        const T *at = a + row * width;                                                                                       \
        long i = start, below = row;                                                                                         \
        while (at[i] != highest[bin] && at[i] != lowest[bin])                                                                \
          if (++i == ends[bin]) {                                                                                            \
            i = start, at += width;                                                                                          \
            if (++below == end) below = row, at += length - (end - row) * width;                                             \
          }                                                                                                                  \
        strongest[bin] = at[i];                                                                                              \
      }                                                                                                                      \
      for (long bin = 0; bin < g->columns; bin++) {                                                                          \
        /* A NaN is not less than any number. */                                                                             \
        const bool is_kept = is_filled[bin] & !(fabs(cells[bin]) < fabs((double)strongest[bin]));                            \
        cells[bin] = is_kept ? cells[bin] : (double)strongest[bin];                                                          \
        is_filled[bin] = true;                                                                                               \
      }                                                                                                                      \
      cells += g->columns, is_filled += g->columns;                                                                          \
    }                                                                                                                        \
  }
SG_FOLD(float, f32, floats)
SG_FOLD(double, f64, doubles)

// Goes along the rows in pieces that belong to one cell; where all elements are finite, along several rows or slices of the same cells at once.
#define SG_POOL(T, t)                                                                                      \
  static void pool_##t(const T *a, long first, long n, const sg_grid *g, const long *ends, double *cells,  \
                       bool *is_filled, bool is_finite) {                                                  \
    const long area = g->height * g->width;                                                                \
    if (g->tiles * g->rows * g->columns == g->slices * area) {                                             \
      /* Each element has a cell. */                                                                       \
      for (long i = 0; i < n; i++) cells[first + i] = (double)a[i], is_filled[first + i] = true;           \
      return;                                                                                              \
    }                                                                                                      \
    long slice = first / (g->height * g->width), row = first / g->width % g->height;                       \
    long column = first % g->width, bin = column * g->columns / g->width;                                  \
    long tile = slice * g->tiles / g->slices, line = row * g->rows / g->height;                            \
    while (n > 0) {                                                                                        \
      double *const cell = cells + (tile * g->rows + line) * g->columns;                                   \
      bool *const filled = is_filled + (tile * g->rows + line) * g->columns;                               \
      if (is_finite && column == 0) {                                                                      \
        const bool has_slices = row == 0 && area <= POOLED / 2 && n >= 2 * area;                           \
        const long length = has_slices ? area : g->width;                                                  \
        /* The first slice, or row, of the next tile, or line. */                                          \
        const long next = has_slices ? ((tile + 1) * g->slices + g->tiles - 1) / g->tiles                  \
                                     : ((line + 1) * g->height + g->rows - 1) / g->rows;                   \
        const long left = next - (has_slices ? slice : row), whole = n / length;                           \
        const long count = left < whole ? left : whole;                                                    \
        if (count > 1) {                                                                                   \
          const long rows = has_slices ? g->height : 1, lines = has_slices ? g->rows : 1;                  \
          pool_pieces_##t(a, count, rows, lines, g, ends, cell, filled);                                   \
          a += count * length, n -= count * length;                                                        \
          *(has_slices ? &slice : &row) += count;                                                          \
          if (row == g->height) row = 0, slice++;                                                          \
          tile = slice * g->tiles / g->slices, line = row * g->rows / g->height;                           \
          continue;                                                                                        \
        }                                                                                                  \
      }                                                                                                    \
      for (; n > 0 && bin < g->columns; bin++) {                                                           \
        const long length = ends[bin] - column < n ? ends[bin] - column : n;                               \
        const double strongest = length < LANES ? strongest_few_##t(a, length) : strongest_##t(a, length); \
        cell[bin] = filled[bin] ? stronger(cell[bin], strongest) : strongest;                              \
        filled[bin] = true;                                                                                \
        a += length, n -= length, column += length;                                                        \
      }                                                                                                    \
      column = bin = 0;                                                                                    \
      if (++row == g->height) {                                                                            \
        row = line = 0;                                                                                    \
        if ((tile + 1) * g->slices <= ++slice * g->tiles) tile++;                                          \
      } else if ((line + 1) * g->height <= row * g->rows) {                                                \
        line++;                                                                                            \
      }                                                                                                    \
    }                                                                                                      \
  }
SG_POOL(float, f32)
SG_POOL(double, f64)

// How many elements belong to the smallest part of an array that is looked at for cells at once, so that none of them are left over: a
// slice, or the rows of a line of cells, or a row.
static long unit(const sg_grid *g) {
  const long area = g->height * g->width, line = (g->height + g->rows - 1) / g->rows * g->width;
  return area <= POOLED / 2 ? area : line <= 2 * POOLED ? line : g->width;
}

// The last end of such a part that is not behind an element.
static long last_end(const sg_grid *g, long element) {
  const long area = g->height * g->width, slice = element / area;
  if (area <= POOLED / 2) return slice * area;
  const long row = element % area / g->width, line = row * g->rows / g->height;
  const bool has_lines = unit(g) > g->width;
  return slice * area + (has_lines ? (line * g->height + g->rows - 1) / g->rows : row) * g->width;
}
