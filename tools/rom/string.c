/*
 * String functions of the C library; rand and srand. Where a string is aligned whole words are read and looked into, so
 * that aligned strings in flash or instruction RAM need no help; elsewhere these are ordinary byte loads, which firmware
 * may emulate. Which case reads how was observed.
 */
#include "rom.h"

/* Whether a word holds a zero byte. */
#define HAS_ZERO(w) (((w) - 0x01010101u) & ~(w) & 0x80808080u)
#define ALIGNED(a, b) ((((u32)(a) | (u32)(b)) & 3) == 0)

/* Number of bytes before the first zero byte of a word that has one. */
static inline u32 before_zero(u32 w)
{
	return !(w & 0xff) ? 0 : !(w & 0xff00) ? 1 : !(w & 0xff0000) ? 2 : 3;
}

size_t strlen(const char *s)
{
	const char *p = s;

	if ((u32)p & 1) {
		if (*p == 0)
			return 0;
		p++;
	}
	if ((u32)p & 2) {
		u32 w = *(const u32 *)((u32)p & ~3);
		if (!(w & 0xff0000))
			return p - s;
		if (!(w >> 24))
			return p + 1 - s;
		p += 2;
	}
	for (;; p += 4) {
		u32 w = *(const u32 *)p;
		if (HAS_ZERO(w))
			return p + before_zero(w) - s;
	}
}

int strcmp(const char *a, const char *b)
{
	const u8 *x = (const u8 *)a, *y = (const u8 *)b;

	if (*x != *y)
		return *x - *y;
	if (ALIGNED(x, y))
		for (;;) {
			u32 w = *(const u32 *)x;
			if (w != *(const u32 *)y)
				break;
			if (HAS_ZERO(w))
				return 0;
			x += 4;
			y += 4;
		}
	for (; *x == *y; x++, y++)
		if (*x == 0)
			return 0;
	return *x - *y;
}

int strncmp(const char *a, const char *b, size_t n)
{
	const u8 *x = (const u8 *)a, *y = (const u8 *)b;

	if (ALIGNED(x, y))
		for (; n >= 4; n -= 4) {
			u32 w = *(const u32 *)x;
			if (w != *(const u32 *)y)
				break;
			if (HAS_ZERO(w))
				return 0;
			x += 4;
			y += 4;
		}
	for (; n; n--, x++, y++) {
		if (*x != *y)
			return *x - *y;
		if (*x == 0)
			break;
	}
	return 0;
}

char *strcpy(char *to, const char *from)
{
	char *d = to;

	if (ALIGNED(d, from))
		for (;; from += 4, d += 4) {
			u32 w = *(const u32 *)from;
			if (HAS_ZERO(w)) {
				for (; w & 0xff; w >>= 8)
					*d++ = w;
				*d = 0;
				return to;
			}
			*(u32 *)d = w;
		}
	while ((*d++ = *from++))
		;
	return to;
}

char *strncpy(char *to, const char *from, size_t n)
{
	char *d = to;

	if (ALIGNED(d, from))
		for (; n >= 4; from += 4, d += 4, n -= 4) {
			u32 w = *(const u32 *)from;
			if (HAS_ZERO(w)) {
				for (; w & 0xff; w >>= 8, n--)
					*d++ = w;
				memset(d, 0, n);
				return to;
			}
			*(u32 *)d = w;
		}
	while (n) {
		n--;
		if ((*d++ = *from++) == 0)
			break;
	}
	while (n--)
		*d++ = 0;
	return to;
}

char *strstr(const char *text, const char *part)
{
	for (;; text++) {
		const char *t = text, *p = part;
		for (;;) {
			char c = *t++;
			if (*p == 0)
				return (char *)text;
			if (c != *p++)
				break;
		}
		if (*text == 0)
			return 0;
	}
}

void srand(u32 seed)
{
	rand_state = seed;
}

/* Knuth's 64-bit linear congruential generator, as in newlib; the upper half is the number. */
int rand(void)
{
	rand_state = rand_state * 6364136223846793005ull + 1;
	return (u32)(rand_state >> 32) & 0x7fffffff;
}
