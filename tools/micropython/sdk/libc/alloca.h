#ifndef REPLAY_SDK_ALLOCA_H
#define REPLAY_SDK_ALLOCA_H

#define alloca(size) __builtin_alloca(size)

#endif
