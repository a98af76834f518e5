// Android's C library (Bionic) where it differs from glibc on arm64, as a library of glibc's.
//
// A function that glibc has too gets Bionic's version LIBC. Libraries for Android ask for that one,
// so glibc's loader gives them these functions, and its own to everything else.
//
// Numbers and sizes: https://android.googlesource.com/platform/bionic, libc/include.

#pragma once

#define BIONIC(name) __attribute__((symver(#name "@LIBC")))
