// random.h: the only source of randomness.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Fills buffer with bytes that nobody can guess (gnutls_rnd, key quality). Aborts if the system has none.
void random_bytes(void *buffer, size_t len);
uint64_t random_u64(void);
// Uniform in [0, below); below > 0.
uint64_t random_below(uint64_t below);
// n random bytes as lower-case base32 without padding. The caller frees.
char *random_name(size_t n);
// Tests only: makes random_name and random_u64 repeatable (golden files). Never touches key material.
void random_seed_for_tests(uint64_t seed);
