// 128 bit vectors by the compiler's own extension: NEON on ARM and SSE2 on x86 are every CPU's
// baseline there, so there is nothing to dispatch and nothing to depend on. EDGEWARD_SCALAR, or a
// compiler without the extension, leaves the loops to plain C++, with the same results. So does 32
// bit ARM, whose NEON takes subnormal numbers for 0, and a big-endian machine.
#ifndef EDGEWARD_VECTORS_H
#define EDGEWARD_VECTORS_H

#include <cstdint>
#include <cstring>

#if !defined(EDGEWARD_SCALAR) && !defined(__arm__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ && \
    (defined(__clang__) || (defined(__GNUC__) && __GNUC__ >= 12))
#define EDGEWARD_VECTORS 1
#else
#define EDGEWARD_VECTORS 0
#endif

#if EDGEWARD_VECTORS
#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

namespace edgeward {

typedef float Floats __attribute__((vector_size(16)));
typedef int32_t Ints __attribute__((vector_size(16)));
typedef int16_t Shorts __attribute__((vector_size(16)));
typedef uint8_t Bytes __attribute__((vector_size(16)));

template <typename Vector>
inline Vector load(const void* from) {
  Vector v;
  std::memcpy(&v, from, sizeof v);
  return v;
}

template <typename Vector>
inline void store(void* to, Vector v) {
  std::memcpy(to, &v, sizeof v);
}

// The greater and the lesser of finite numbers. Compilers do not find the instructions themselves.
inline Floats maximum(Floats a, Floats b) {
#if defined(__SSE2__)
  return _mm_max_ps(a, b);
#elif defined(__ARM_NEON)
  return vmaxq_f32(a, b);
#else
  return a > b ? a : b;
#endif
}

inline Floats minimum(Floats a, Floats b) {
#if defined(__SSE2__)
  return _mm_min_ps(a, b);
#elif defined(__ARM_NEON)
  return vminq_f32(a, b);
#else
  return a < b ? a : b;
#endif
}

// The greater of numbers from 0 to 32767.
inline Ints maximum(Ints a, Ints b) {
  const Shorts x = reinterpret_cast<Shorts>(a), y = reinterpret_cast<Shorts>(b);
  return reinterpret_cast<Ints>(x > y ? x : y);
}

inline Ints either(Ints a, Ints b) { return a | b; }

inline bool any(Ints mask) { return (mask[0] | mask[1] | mask[2] | mask[3]) != 0; }

inline Ints to_ints(Floats v) { return __builtin_convertvector(v, Ints); }

// Four numbers from 0 to 255 as bytes, the first one lowest.
inline uint32_t narrow(Ints v) {
#if defined(__SSE2__)
  const __m128i pairs = _mm_packs_epi32(reinterpret_cast<__m128i>(v), reinterpret_cast<__m128i>(v));
  return static_cast<uint32_t>(_mm_cvtsi128_si32(_mm_packus_epi16(pairs, pairs)));
#else
  return static_cast<uint32_t>(v[0] | v[1] << 8 | v[2] << 16 | v[3] << 24);
#endif
}

inline Floats to_floats(Ints v) { return __builtin_convertvector(v, Floats); }

// Row k of the result is column k of the arguments.
inline void transpose(Floats (&m)[4]) {
  const Floats a = __builtin_shufflevector(m[0], m[1], 0, 4, 1, 5);
  const Floats b = __builtin_shufflevector(m[0], m[1], 2, 6, 3, 7);
  const Floats c = __builtin_shufflevector(m[2], m[3], 0, 4, 1, 5);
  const Floats d = __builtin_shufflevector(m[2], m[3], 2, 6, 3, 7);
  m[0] = __builtin_shufflevector(a, c, 0, 1, 4, 5);
  m[1] = __builtin_shufflevector(a, c, 2, 3, 6, 7);
  m[2] = __builtin_shufflevector(b, d, 0, 1, 4, 5);
  m[3] = __builtin_shufflevector(b, d, 2, 3, 6, 7);
}

}  // namespace edgeward
#endif

namespace edgeward {

inline bool either(bool a, bool b) { return a || b; }

}  // namespace edgeward

#endif
