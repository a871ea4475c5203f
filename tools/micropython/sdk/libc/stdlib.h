/* malloc and its like are MicroPython's garbage-collected heap: the port defines them. */
#ifndef REPLAY_SDK_STDLIB_H
#define REPLAY_SDK_STDLIB_H

#include <stddef.h>

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *block, size_t size);
void free(void *block);
long long strtoll(const char *text, char **end, int base);
void abort(void) __attribute__((noreturn));
#define abs(n) __builtin_abs(n)

#endif
