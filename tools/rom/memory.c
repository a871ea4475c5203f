/*
 * Memory functions of the C library. Where a whole word can be moved it is: instruction memory takes nothing else,
 * and firmware copies code and flash data with these.
 */
#include "rom.h"

void *memcpy(void *to, const void *from, size_t n)
{
	u8 *d = to;
	const u8 *s = from;

	for (; n && ((u32)d & 3); n--)
		*d++ = *s++;
	u32 *dw = (u32 *)d;
	u32 lag = ((u32)s & 3) * 8;
	if (lag == 0) {
		const u32 *sw = (const u32 *)s;
		for (; n >= 16; n -= 16) {
			u32 a = sw[0], b = sw[1], c = sw[2], e = sw[3];
			dw[0] = a;
			dw[1] = b;
			dw[2] = c;
			dw[3] = e;
			dw += 4;
			sw += 4;
		}
		for (; n >= 4; n -= 4)
			*dw++ = *sw++;
		s = (const u8 *)sw;
	} else if (n >= 4) {
		/* Whole words out of two source words each; never a word that holds no byte of the source. */
		const u32 *sw = (const u32 *)((u32)s & ~3);
		u32 held = *sw++;
		for (; n >= 4; n -= 4) {
			u32 next = *sw++;
			*dw++ = (held >> lag) | (next << (32 - lag));
			held = next;
		}
		s = (const u8 *)(sw - 1) + lag / 8;
	}
	d = (u8 *)dw;
	while (n--)
		*d++ = *s++;
	return to;
}

/* By words only forwards, from 16 bytes on, when both ends are aligned. */
void *memmove(void *to, const void *from, size_t n)
{
	u8 *d = to;
	const u8 *s = from;

	if ((u32)d - (u32)s < n) {
		while (n--)
			d[n] = s[n];
		return to;
	}
	if (n >= 16 && (((u32)d | (u32)s) & 3) == 0)
		for (; n >= 4; n -= 4) {
			*(u32 *)d = *(const u32 *)s;
			d += 4;
			s += 4;
		}
	while (n--)
		*d++ = *s++;
	return to;
}

void *memset(void *to, int value, size_t n)
{
	u8 *d = to;
	u32 word = (u8)value * 0x01010101u;

	for (; n && ((u32)d & 3); n--)
		*d++ = value;
	u32 *dw = (u32 *)d;
	for (; n >= 16; n -= 16) {
		dw[0] = word;
		dw[1] = word;
		dw[2] = word;
		dw[3] = word;
		dw += 4;
	}
	for (; n >= 4; n -= 4)
		*dw++ = word;
	d = (u8 *)dw;
	while (n--)
		*d++ = value;
	return to;
}

void bzero(void *to, size_t n)
{
	memset(to, 0, n);
}

int memcmp(const void *a, const void *b, size_t n)
{
	const u8 *x = a, *y = b;

	if ((((u32)x | (u32)y) & 3) == 0)
		for (; n >= 4 && *(const u32 *)x == *(const u32 *)y; n -= 4) {
			x += 4;
			y += 4;
		}
	for (; n; n--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

/* Old names of the Xtensa HAL: memcpy with the arguments of bcopy, and memcpy. */
void xthal_bcopy(const void *from, void *to, size_t n)
{
	memcpy(to, from, n);
}
