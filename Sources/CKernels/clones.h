// SG_CLONES compiles a function for several instruction sets and picks one when the program starts; not with ThreadSanitizer, whose
// runtime would be called for that before it has started.
#pragma once
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define SG_NO_CLONES
#endif
#endif
#if defined(__x86_64__) && defined(__linux__) && defined(__GLIBC__) && !defined(SG_NO_CLONES)
#define SG_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define SG_CLONES
#endif

// A function that must become part of the loop that calls it, so that the loop vectorizes.
#define SG_INLINE static inline __attribute__((always_inline))
