/* The SDK's heap: what is left of DRAM behind the program's data. */
#ifndef REPLAY_SDK_MEM_H
#define REPLAY_SDK_MEM_H

#include "c_types.h"

void *os_malloc(size_t size);
void *os_zalloc(size_t size);
void os_free(void *block);

#endif
