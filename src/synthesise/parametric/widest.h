// For loops whose lanes do not depend on one another: a copy for each width of vectors, chosen at
// start-up. They give the same numbers, since these files are compiled without fused products.
#pragma once

// clang-tidy and the sanitizers see the plain loop.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define BOYIN_WIDEST __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define BOYIN_WIDEST
#endif
