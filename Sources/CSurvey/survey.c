#include "CSurvey.h"

#include <math.h>
#include <string.h>

#include "clones.h"

// Contractions to fused operations would make the last digit depend on the machine.
#pragma STDC FP_CONTRACT OFF

// Elements are looked at in chunks that stay in the cache: first for the statistics, then for the cells.
enum { CHUNK = 2048, LANES = 16 };
// Cells are looked for in several chunks at once, in pieces of at least so many elements.
enum { POOLED = 4 * CHUNK, FOLDED = 128, STRIP = 2 * LANES };

typedef float floats __attribute__((ext_vector_type(LANES)));
typedef double doubles __attribute__((ext_vector_type(LANES)));
typedef int ints __attribute__((ext_vector_type(LANES)));
typedef long long longs __attribute__((ext_vector_type(LANES)));

// Joins a chunk of `n` finite elements to those met before, without squares and sums that could overflow.
static void join(sg_statistics *s, long n, double mean, double deviation, double minimum, double maximum) {
  const long before = s->negative + s->zero + s->positive;
  if (before == 0) {
    s->mean = mean, s->deviation = deviation, s->minimum = minimum, s->maximum = maximum;
    return;
  }
  const double share = (double)n / (double)(before + n), rest = 1 - share;
  const double half = mean / 2 - s->mean / 2;
  s->mean += half * share;
  s->mean += half * share;
  s->deviation = hypot(hypot(s->deviation * sqrt(rest), deviation * sqrt(share)), half * (2 * sqrt(rest * share)));
  if (minimum < s->minimum) s->minimum = minimum;
  if (maximum > s->maximum) s->maximum = maximum;
}

// Statistics of at most CHUNK finite numbers whose squares overflow or vanish: scaled by the largest magnitude.
static void measure_scaled(const double *a, long n, double scale, double *mean, double *deviation) {
  double sum = 0, squares = 0;
  for (long i = 0; i < n; i++) sum += a[i] / scale;
  const double center = sum / (double)n;
  for (long i = 0; i < n; i++) {
    const double distance = a[i] / scale - center;
    squares += distance * distance;
  }
  *mean = center * scale;
  *deviation = scale * sqrt(squares / (double)n);
}

static inline double median(double a, double b, double c) { return fmax(fmin(a, b), fmin(fmax(a, b), c)); }

// Sums are taken of the distances from one of the elements, so that equal ones have no deviation at all; from a middling one, since
// distances from an outlier lose their digits. Without bounds, all that is not zero counts as positive.
#define SG_MEASURE(T, t, VECTOR, COUNTS)                                                                  \
  static bool are_finite_##t(const T *a, long n) {                                                        \
    for (long i = 0; i < n; i++)                                                                          \
      if (!isfinite(a[i])) return false;                                                                  \
    return true;                                                                                          \
  }                                                                                                       \
  SG_INLINE bool measure_any_##t(const T *a, long n, sg_statistics *s, bool has_bounds) {                 \
    const double pivot = median((double)a[0], (double)a[n / 2], (double)a[n - 1]);                        \
    doubles sum = 0, squares = 0;                                                                         \
    VECTOR low = a[0], high = a[0];                                                                       \
    COUNTS negative = 0, zero = 0;                                                                        \
    long i = 0;                                                                                           \
    for (; i + LANES <= n; i += LANES) {                                                                  \
      VECTOR x;                                                                                           \
      memcpy(&x, a + i, sizeof x);                                                                        \
      /* The chunk behind this one, of an array that is too large for the caches. */                      \
      __builtin_prefetch(a + i + CHUNK);                                                                  \
      const doubles distance = __builtin_convertvector(x, doubles) - pivot;                               \
      sum += distance;                                                                                    \
      squares += distance * distance;                                                                     \
      zero -= x == 0;                                                                                     \
      if (!has_bounds) continue;                                                                          \
      low = x < low ? x : low;                                                                            \
      high = x > high ? x : high;                                                                         \
      negative -= x < 0;                                                                                  \
    }                                                                                                     \
    double all = 0, all_squares = 0, minimum = pivot, maximum = pivot;                                    \
    long below = 0, at = 0;                                                                               \
    for (int lane = 0; lane < LANES; lane++) {                                                            \
      all += sum[lane], all_squares += squares[lane];                                                     \
      if (low[lane] < minimum) minimum = (double)low[lane];                                               \
      if (high[lane] > maximum) maximum = (double)high[lane];                                             \
      below += (long)negative[lane], at += (long)zero[lane];                                              \
    }                                                                                                     \
    for (; i < n; i++) {                                                                                  \
      const double x = (double)a[i], distance = x - pivot;                                                \
      all += distance, all_squares += distance * distance;                                                \
      if (x < minimum) minimum = x;                                                                       \
      if (x > maximum) maximum = x;                                                                       \
      below += x < 0, at += x == 0;                                                                       \
    }                                                                                                     \
    /* Squares of large numbers overflow too. */                                                          \
    if (!isfinite(all_squares) && !are_finite_##t(a, n)) return false;                                    \
    const double offset = all / (double)n, variance = all_squares / (double)n - offset * offset;          \
    double mean = pivot + offset, deviation = variance > 0 ? sqrt(variance) : 0;                          \
    const double scale = fmax(-minimum, maximum);                                                         \
    if (sizeof(T) == sizeof(double) && (scale > 1e150 || (scale < 1e-140 && scale > 0)))                  \
      measure_scaled((const double *)(const void *)a, n, scale, &mean, &deviation);                       \
    join(s, n, mean, deviation, minimum, maximum);                                                        \
    s->negative += below, s->zero += at, s->positive += n - below - at;                                   \
    return true;                                                                                          \
  }                                                                                                       \
  SG_CLONES static bool measure_##t(const T *a, long n, sg_statistics *s) { return measure_any_##t(a, n, s, true); } \
  /* Numbers in single precision are never so large or so small that their squares are lost. */           \
  SG_CLONES static bool measure_size_##t(const T *a, long n, sg_statistics *s) {                          \
    return measure_any_##t(a, n, s, sizeof(T) == sizeof(double));                                         \
  }
SG_MEASURE(float, f32, floats, ints)
SG_MEASURE(double, f64, doubles, longs)

// Measures the finite elements of a chunk in which some are not.
#define SG_SIFT(T, t)                                                    \
  static void sift_##t(const T *a, long n, sg_statistics *s) {           \
    double finite[CHUNK];                                                \
    long count = 0;                                                      \
    for (long i = 0; i < n; i++) {                                       \
      const double x = (double)a[i];                                     \
      if (isnan(x))                                                      \
        s->nan++;                                                        \
      else if (isinf(x))                                                 \
        *(x > 0 ? &s->positive_infinity : &s->negative_infinity) += 1;   \
      else                                                               \
        finite[count++] = x;                                             \
    }                                                                    \
    if (count > 0) measure_f64(finite, count, s);                        \
  }
SG_SIFT(float, f32)
SG_SIFT(double, f64)

static inline double stronger(double a, double b) {
  if (isnan(b)) return b;
  return isnan(a) || fabs(a) >= fabs(b) ? a : b;
}

// The least of a vector's lanes by halves, and whether a lane of a mask is set. By pointer: how a
// wide vector is passed as an argument depends on the instruction set.
#define SG_LANES(T, t, VECTOR, INTEGER, COUNTS)                              \
  SG_INLINE T least_##t(const VECTOR *x) {                                   \
    const T __attribute__((ext_vector_type(8))) a = x->lo < x->hi ? x->lo : x->hi; \
    const T __attribute__((ext_vector_type(4))) b = a.lo < a.hi ? a.lo : a.hi;     \
    const T c = b.x < b.y ? b.x : b.y, d = b.z < b.w ? b.z : b.w;            \
    return c < d ? c : d;                                                    \
  }                                                                          \
  SG_INLINE bool any_##COUNTS(const COUNTS *x) {                             \
    const INTEGER __attribute__((ext_vector_type(8))) a = x->lo | x->hi;     \
    const INTEGER __attribute__((ext_vector_type(4))) b = a.lo | a.hi;       \
    return (b.x | b.y | b.z | b.w) != 0;                                     \
  }
SG_LANES(float, f32, floats, int, ints)
SG_LANES(double, f64, doubles, long long, longs)

// The element of a run that stands for all of them.
#define SG_STRONGEST(T, t, VECTOR, COUNTS)                                               \
  SG_CLONES static double strongest_##t(const T *a, long n) {                            \
    long i = 0;                                                                          \
    double best = (double)a[0];                                                          \
    if (n >= LANES) {                                                                    \
      VECTOR low = a[0], high = a[0];                                                    \
      COUNTS unordered = 0;                                                              \
      for (; i + LANES <= n; i += LANES) {                                               \
        VECTOR x;                                                                        \
        memcpy(&x, a + i, sizeof x);                                                     \
        low = x < low ? x : low;                                                         \
        high = x > high ? x : high;                                                      \
        unordered |= x != x;                                                             \
      }                                                                                  \
      if (any_##COUNTS(&unordered)) return NAN;                                          \
      high = -high;                                                                      \
      const double minimum = (double)least_##t(&low), maximum = -(double)least_##t(&high); \
      best = maximum > -minimum ? maximum : minimum;                                     \
      if (maximum == -minimum) {                                                         \
        /* Both signs are as strong: the first of them, which is never far in practice. */ \
        long index = 0;                                                                  \
        while (fabs((double)a[index]) != maximum) index++;                               \
        best = (double)a[index];                                                         \
      }                                                                                  \
    }                                                                                    \
    for (; i < n; i++) best = stronger(best, (double)a[i]);                              \
    return best;                                                                         \
  }
SG_STRONGEST(float, f32, floats, ints)
SG_STRONGEST(double, f64, doubles, longs)

// The same for fewer than LANES elements, as most cells of a picture have in a row: two vectors, which overlap, hold all of them.
#define SG_STRONGEST_FEW(T, t, INTEGER)                                           \
  SG_INLINE double strongest_few_##t(const T *a, long n) {                        \
    typedef T four __attribute__((ext_vector_type(4)));                           \
    typedef T eight __attribute__((ext_vector_type(8)));                          \
    typedef INTEGER mask __attribute__((ext_vector_type(4)));                     \
    double best = (double)a[0];                                                   \
    if (n < 4) {                                                                  \
      for (long i = 1; i < n; i++) best = stronger(best, (double)a[i]);           \
      return best;                                                                \
    }                                                                             \
    four low, high;                                                               \
    mask unordered;                                                               \
    if (n < 8) {                                                                  \
      four x, y;                                                                  \
      memcpy(&x, a, sizeof x);                                                    \
      memcpy(&y, a + n - 4, sizeof y);                                            \
      low = x < y ? x : y, high = x > y ? x : y, unordered = (x != x) | (y != y); \
    } else {                                                                      \
      eight x, y;                                                                 \
      memcpy(&x, a, sizeof x);                                                    \
      memcpy(&y, a + n - 8, sizeof y);                                            \
      const eight below = x < y ? x : y, above = x > y ? x : y;                   \
      low = below.lo < below.hi ? below.lo : below.hi;                            \
      high = above.lo > above.hi ? above.lo : above.hi;                           \
      unordered = (x.lo != x.lo) | (x.hi != x.hi) | (y.lo != y.lo) | (y.hi != y.hi); \
    }                                                                             \
    if ((unordered.x | unordered.y | unordered.z | unordered.w) != 0) return NAN; \
    const T a_low = low.x < low.y ? low.x : low.y, b_low = low.z < low.w ? low.z : low.w;     \
    const T a_high = high.x > high.y ? high.x : high.y, b_high = high.z > high.w ? high.z : high.w; \
    const double minimum = a_low < b_low ? a_low : b_low, maximum = a_high > b_high ? a_high : b_high; \
    if (maximum != -minimum) return maximum > -minimum ? maximum : minimum;       \
    long index = 0;                                                               \
    while (fabs((double)a[index]) != maximum) index++;                            \
    return (double)a[index];                                                      \
  }
SG_STRONGEST_FEW(float, f32, int)
SG_STRONGEST_FEW(double, f64, long)

// Finds the first column behind each cell of a row: one division for each cell, where there may be thousands of rows.
static void find_ends(const sg_grid *g, long *ends) {
  for (long bin = 0; bin < g->columns; bin++) ends[bin] = ((bin + 1) * g->width + g->columns - 1) / g->columns;
}

// The least and the largest of the numbers that have the same index in each of `count` pieces of `length` finite elements. Short pieces
// are taken several at once.
#define SG_FOLD(T, t, VECTOR)                                                                             \
  /* Of STRIP numbers next to each other, in registers. */                                                \
  SG_INLINE void fold_strip_##t(const T *a, long lines, long width, T *low, T *high) {                    \
    VECTOR least[STRIP / LANES], most[STRIP / LANES];                                                     \
    memcpy(least, a, sizeof least);                                                                       \
    memcpy(most, a, sizeof most);                                                                         \
    for (long line = 1; line < lines; line++)                                                             \
      for (int part = 0; part < STRIP / LANES; part++) {                                                  \
        VECTOR x;                                                                                         \
        memcpy(&x, a + line * width + part * LANES, sizeof x);                                            \
        least[part] = x < least[part] ? x : least[part];                                                  \
        most[part] = x > most[part] ? x : most[part];                                                     \
      }                                                                                                   \
    memcpy(low, least, sizeof least);                                                                     \
    memcpy(high, most, sizeof most);                                                                      \
  }                                                                                                       \
  SG_CLONES static void fold_##t(const T *a, long count, long length, T *low, T *high) {                  \
    const long copies = length < FOLDED ? (count < FOLDED / length ? count : FOLDED / length) : 1;        \
    const long width = length * copies, lines = count / copies;                                           \
    long done = 0;                                                                                        \
    for (; done + STRIP <= width; done += STRIP) fold_strip_##t(a + done, lines, width, low + done, high + done);\
    for (long i = done; i < width; i++) {                                                                 \
      low[i] = high[i] = a[i];                                                                            \
      for (long line = 1; line < lines; line++) {                                                         \
        const T x = a[line * width + i];                                                                  \
        low[i] = x < low[i] ? x : low[i];                                                                 \
        high[i] = x > high[i] ? x : high[i];                                                              \
      }                                                                                                   \
    }                                                                                                     \
    for (long i = lines * width; i < count * length; i++) {                                               \
      const long index = i - lines * width;                                                               \
      low[index] = a[i] < low[index] ? a[i] : low[index];                                                 \
      high[index] = a[i] > high[index] ? a[i] : high[index];                                              \
    }                                                                                                     \
    for (long copy = length; copy < width; copy += length)                                                \
      for (long i = 0; i < length; i++) {                                                                 \
        low[i] = low[copy + i] < low[i] ? low[copy + i] : low[i];                                         \
        high[i] = high[copy + i] > high[i] ? high[copy + i] : high[i];                                    \
      }                                                                                                   \
  }                                                                                                       \
  /* Adds `count` pieces of so many `rows`, which belong to as many `lines` of cells or fewer. */         \
  SG_CLONES static void pool_pieces_##t(const T *a, long count, long rows, long lines, const sg_grid *g,  \
                                        const long *ends, double *cells, bool *is_filled) {               \
    T low[POOLED], high[POOLED];                                                                          \
    const long width = g->width, length = rows * width;                                                   \
    fold_##t(a, count, length, low, high);                                                                \
    for (long row = 0, line = 0, end; line < lines; row = end, line++) {                                  \
      T *const lowest = low + row * width, *const highest = high + row * width;                           \
      end = ((line + 1) * rows + lines - 1) / lines;                                                      \
      for (long other = 1; other < end - row; other++)                                                    \
        for (long i = 0; i < width; i++) {                                                                \
          const T least = lowest[other * width + i], most = highest[other * width + i];                   \
          lowest[i] = least < lowest[i] ? least : lowest[i];                                              \
          highest[i] = most > highest[i] ? most : highest[i];                                             \
        }                                                                                                 \
      for (long bin = 0, start = 0; bin < g->columns; start = ends[bin], bin++) {                         \
        T least = lowest[start], most = highest[start];                                                   \
        long next = start + 1;                                                                            \
        if (ends[bin] - start >= LANES) {                                                                 \
          VECTOR lows, highs;                                                                             \
          memcpy(&lows, lowest + start, sizeof lows);                                                     \
          memcpy(&highs, highest + start, sizeof highs);                                                  \
          for (next = start + LANES; next + LANES <= ends[bin]; next += LANES) {                          \
            VECTOR x, y;                                                                                  \
            memcpy(&x, lowest + next, sizeof x);                                                          \
            memcpy(&y, highest + next, sizeof y);                                                         \
            lows = x < lows ? x : lows;                                                                   \
            highs = y > highs ? y : highs;                                                                \
          }                                                                                               \
          highs = -highs;                                                                                 \
          least = least_##t(&lows), most = -least_##t(&highs);                                            \
        }                                                                                                 \
        for (long i = next; i < ends[bin]; i++) {                                                         \
          if (lowest[i] < least) least = lowest[i];                                                       \
          if (highest[i] > most) most = highest[i];                                                       \
        }                                                                                                 \
        double strongest = most > -least ? (double)most : (double)least;                                  \
        if (most == -least) {                                                                             \
          /* Both signs are as strong: the first of them. */                                              \
          const T *at = a + row * width;                                                                  \
          long i = start, below = row;                                                                    \
          while (fabs((double)at[i]) != (double)most)                                                     \
            if (++i == ends[bin]) {                                                                       \
              i = start, at += width;                                                                     \
              if (++below == end) below = row, at += length - (end - row) * width;                        \
            }                                                                                             \
          strongest = (double)at[i];                                                                      \
        }                                                                                                 \
        cells[bin] = is_filled[bin] ? stronger(cells[bin], strongest) : strongest;                        \
        is_filled[bin] = true;                                                                            \
      }                                                                                                   \
      cells += g->columns, is_filled += g->columns;                                                       \
    }                                                                                                     \
  }
SG_FOLD(float, f32, floats)
SG_FOLD(double, f64, doubles)

// Goes along the rows in pieces that belong to one cell; where all elements are finite, along several rows or slices of the same cells at once.
#define SG_POOL(T, t)                                                                                      \
  static void pool_##t(const T *a, long first, long n, const sg_grid *g, const long *ends, double *cells,  \
                       bool *is_filled, bool is_finite) {                                                  \
    const long area = g->height * g->width;                                                                \
    if (g->tiles * g->rows * g->columns == g->slices * area) {                                         \
      /* Each element has a cell. */                                                                   \
      for (long i = 0; i < n; i++) cells[first + i] = (double)a[i], is_filled[first + i] = true;       \
      return;                                                                                          \
    }                                                                                                  \
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

// Adds each element to the sum of its cell.
#define SG_ADD(T, t)                                                                                          \
  void sg_add_to_cells_##t(const T *a, long first, long n, const sg_grid *g, double *sums, long *counts) {    \
    long slice = first / (g->height * g->width), row = first / g->width % g->height, column = first % g->width; \
    for (; n > 0; slice += row == 0) {                                                                        \
      const long line = (slice * g->tiles / g->slices * g->rows + row * g->rows / g->height) * g->columns;    \
      for (; n > 0 && column < g->width; column++, n--) {                                                     \
        const long cell = line + column * g->columns / g->width;                                              \
        sums[cell] += (double)*a++;                                                                           \
        counts[cell]++;                                                                                       \
      }                                                                                                       \
      column = 0;                                                                                             \
      row = (row + 1) % g->height;                                                                            \
    }                                                                                                         \
  }
SG_ADD(float, f32)
SG_ADD(double, f64)

#define SG_SURVEY(T, t)                                                                              \
  void sg_survey_##t(const T *a, long first, long n, const sg_grid *grid, sg_statistics *statistics, \
                     double *cells, bool *is_filled) {                                               \
    long ends[cells ? grid->columns + 1 : 1];                                                        \
    if (cells) find_ends(grid, ends);                                                                \
    bool is_finite = true;                                                                           \
    long pooled = 0;                                                                                 \
    for (long done = 0; done < n; done += CHUNK) {                                                   \
      const long length = n - done < CHUNK ? n - done : CHUNK, end = done + length;                  \
      if (!(cells ? measure_##t : measure_size_##t)(a + done, length, statistics)) {                 \
        sift_##t(a + done, length, statistics);                                                      \
        is_finite = false;                                                                           \
      }                                                                                              \
      if (!cells || (end < n && end - pooled < POOLED)) continue;                                    \
      pool_##t(a + pooled, first + pooled, end - pooled, grid, ends, cells, is_filled, is_finite);   \
      pooled = end, is_finite = true;                                                                \
    }                                                                                                \
  }
SG_SURVEY(float, f32)
SG_SURVEY(double, f64)

#define SG_REPLACE(T, t, VECTOR)                                                                      \
  SG_CLONES double sg_replace_##t(T *restrict old, const T *restrict by, double scale, long n) {      \
    doubles squares = 0;                                                                              \
    long i = 0;                                                                                       \
    for (; i + LANES <= n; i += LANES) {                                                              \
      __builtin_prefetch(old + i + CHUNK, 1);                                                         \
      VECTOR before, after;                                                                           \
      memcpy(&before, old + i, sizeof before);                                                        \
      memcpy(&after, by + i, sizeof after);                                                           \
      memcpy(old + i, &after, sizeof after);                                                          \
      const doubles change = __builtin_convertvector(after - before, doubles) * scale;                \
      squares += change * change;                                                                     \
    }                                                                                                 \
    double all = 0;                                                                                   \
    for (int lane = 0; lane < LANES; lane++) all += squares[lane];                                    \
    for (; i < n; i++) {                                                                              \
      const double change = (double)(by[i] - old[i]) * scale;                                         \
      old[i] = by[i];                                                                                 \
      all += change * change;                                                                         \
    }                                                                                                 \
    return all;                                                                                       \
  }
SG_REPLACE(float, f32, floats)
SG_REPLACE(double, f64, doubles)
