#ifndef REPLAY_SDK_INTTYPES_H
#define REPLAY_SDK_INTTYPES_H

#include <stdint.h>

#define PRId32 "d"
#define PRIu32 "u"
#define PRIx32 "x"
#define PRIX32 "X"

#endif
