/* MicroPython formats its own output; these are its functions. */
#ifndef REPLAY_SDK_STDIO_H
#define REPLAY_SDK_STDIO_H

#include <stdarg.h>
#include <stddef.h>

#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2

int printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
int vprintf(const char *format, va_list args);
int snprintf(char *into, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
