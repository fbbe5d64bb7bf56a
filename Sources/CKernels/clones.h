// SG_CLONES compiles a function for several instruction sets and picks one when the program starts.
#pragma once
#if defined(__x86_64__) && defined(__linux__) && defined(__GLIBC__)
#define SG_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define SG_CLONES
#endif

// A function that must become part of the loop that calls it, so that the loop vectorises.
#define SG_INLINE static inline __attribute__((always_inline))
