#ifndef REPLAY_SDK_SYS_TYPES_H
#define REPLAY_SDK_SYS_TYPES_H

#include <stddef.h>
#include <stdint.h>

typedef int ssize_t;
typedef long off_t;
typedef uint32_t time_t;

#endif
