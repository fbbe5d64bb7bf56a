// SG_CLONES compiles a function for several instruction sets and picks one when the program starts.
#pragma once
#if defined(__x86_64__) && defined(__linux__) && defined(__GLIBC__)
#define SG_CLONES __attribute__((target_clones("arch=skylake-avx512", "arch=haswell", "default")))
#else
#define SG_CLONES
#endif
