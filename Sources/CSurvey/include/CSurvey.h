// What a figure shows of an array: statistics and the strongest element of each block, in one pass; means of blocks, in another. And how it
// writes a number.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// Elements that were met so far. All but the counts are of the finite ones.
typedef struct {
  long negative_infinity, negative, zero, positive, positive_infinity, nan;
  double mean, deviation;   // of the population
  double minimum, maximum;  // meaningless without a finite element
  double norm;              // the root of the sum of squares
} sg_statistics;

// An array as slices of height x width, of which some become tiles of rows x columns cells: the cell of an element is
// (slice · tiles / slices, row · rows / height, column · columns / width), rounded down.
typedef struct {
  long slices, height, width;
  long tiles, rows, columns;
} sg_grid;

// Adds n elements, which stand one after the other from the position `first` in row-major order, to the statistics and to the cells. Of a cell's
// elements the one of largest magnitude is kept, the first among equals; a NaN goes before all. `is_filled` tells the cells that have one.
// Without cells, there is no grid either: all three are null. Then only the norm and how many elements are zero is looked for.
void sg_survey_f32(const float *a, long first, long n, const sg_grid *grid, sg_statistics *statistics,
                   double *cells, bool *is_filled);
void sg_survey_f64(const double *a, long first, long n, const sg_grid *grid, sg_statistics *statistics,
                   double *cells, bool *is_filled);

// The same for all elements of an array, in row-major order, which need not stand one after the other: along each of at least one dimension
// they lie so many elements apart. None of the sizes is zero.
void sg_survey_strided_f32(const float *a, long dimensions, const long *sizes, const long *strides, const sg_grid *grid,
                           sg_statistics *statistics, double *cells, bool *is_filled);
void sg_survey_strided_f64(const double *a, long dimensions, const long *sizes, const long *strides, const sg_grid *grid,
                           sg_statistics *statistics, double *cells, bool *is_filled);

// Adds n elements, which stand one after the other from the position `first` in row-major order, to the sums of their cells, and counts them.
void sg_add_to_cells_f32(const float *a, long first, long n, const sg_grid *grid, double *sums, long *counts);
void sg_add_to_cells_f64(const double *a, long first, long n, const sg_grid *grid, double *sums, long *counts);

// Elements that have changed: what they are, of which only the norm is looked for, and the sum of the squares of how far they have gone, times
// a scale.
typedef struct {
  sg_statistics value;
  double squares;
} sg_change;

// Adds n elements as they were and as they are.
void sg_measure_change_f32(const float *old, const float *new, long n, double scale, sg_change *change);
void sg_measure_change_f64(const double *old, const double *new, long n, double scale, sg_change *change);

// How a number is written: with so many decimals, so many decimals and an exponent, or so many digits.
typedef enum { SG_FIXED, SG_SCIENTIFIC, SG_GENERAL } sg_notation;

// Writes a number, ending with a NUL.
void sg_write_number(char *text, size_t size, sg_notation notation, int digits, double value);
