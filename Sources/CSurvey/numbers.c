// A number as text, in the C library's words: Swift can't call its functions with any number of arguments directly, and a list of them takes
// longer to make than the text.
#include "CSurvey.h"
#include <stdio.h>

void sg_write_number(char *text, size_t size, sg_notation notation, int digits, double value) {
  switch (notation) {
  case SG_FIXED: snprintf(text, size, "%.*f", digits, value); break;
  case SG_SCIENTIFIC: snprintf(text, size, "%.*e", digits, value); break;
  case SG_GENERAL: snprintf(text, size, "%.*g", digits, value); break;
  }
}
