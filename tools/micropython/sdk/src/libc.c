/* C library functions that neither the port nor the ROM has. */
#include <string.h>

#include "c_types.h"

char *ICACHE_FLASH_ATTR strrchr(const char *s, int c) {
	const char *last = NULL;
	do {
		if (*s == (char)c) last = s;
	} while (*s++);
	return (char *)last;
}
