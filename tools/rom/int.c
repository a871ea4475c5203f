/* Integer division and 64-bit helpers: what gcc calls on a core that has neither (GCC internals, libgcc). */
#include "rom.h"

union wide {
	u64 all;
	struct {
		u32 low, high;
	};
};

/* Dividing by zero is an illegal instruction, as on the real chip: firmware reports it as exception 0. */
static inline void by_zero(void)
{
	__asm__ volatile("ill");
}

static inline int bits(u32 v)
{
	return v ? 32 - __builtin_clz(v) : 0;
}

static inline int bits_wide(u64 v)
{
	return v >> 32 ? 32 + bits(v >> 32) : bits(v);
}

/* Division of either width: shift and subtract, from the first place where the divisor can go in. */
#define DIVIDE(name, word, length)                              \
	static word name(word n, word d, word *rest)            \
	{                                                       \
		word quotient = 0;                              \
		int shift = length(n) - length(d);              \
		if (d == 0)                                     \
			by_zero();                              \
		if (shift >= 0)                                 \
			for (d <<= shift;; d >>= 1) {           \
				if (n >= d) {                   \
					n -= d;                 \
					quotient |= 1;          \
				}                               \
				if (shift-- == 0)               \
					break;                  \
				quotient <<= 1;                 \
			}                                       \
		*rest = n;                                      \
		return quotient;                                \
	}

DIVIDE(divide, u32, bits)
DIVIDE(divide_all, u64, bits_wide)

static inline u32 size(s32 v)
{
	return v < 0 ? -(u32)v : (u32)v;
}

static inline u64 size_wide(s64 v)
{
	return v < 0 ? -(u64)v : (u64)v;
}

u32 __udivsi3(u32 n, u32 d)
{
	u32 rest;
	return divide(n, d, &rest);
}

u32 __umodsi3(u32 n, u32 d)
{
	u32 rest;
	divide(n, d, &rest);
	return rest;
}

s32 __divsi3(s32 n, s32 d)
{
	u32 rest;
	u32 q = divide(size(n), size(d), &rest);
	return (n ^ d) < 0 ? -q : q;
}

/* 32 x 32 to 64 bits from 16 x 16 products. */
static inline u64 multiply(u32 a, u32 b)
{
	u32 al = a & 0xffff, ah = a >> 16, bl = b & 0xffff, bh = b >> 16;
	u32 low = al * bl, middle = ah * bl, other = al * bh, high = ah * bh;
	union wide r;
	middle += low >> 16;
	other += middle & 0xffff;
	r.low = (other << 16) | (low & 0xffff);
	r.high = high + (middle >> 16) + (other >> 16);
	return r.all;
}

u64 __umulsidi3(u32 a, u32 b)
{
	return multiply(a, b);
}

u64 __muldi3(u64 a, u64 b)
{
	union wide x, y, r;
	x.all = a;
	y.all = b;
	r.all = multiply(x.low, y.low);
	r.high += x.low * y.high + x.high * y.low;
	return r.all;
}

u64 __ashldi3(u64 v, int n)
{
	union wide x, r;
	x.all = v;
	if (n == 0)
		return v;
	if (n >= 32) {
		r.high = x.low << (n - 32);
		r.low = 0;
	} else {
		r.high = (x.high << n) | (x.low >> (32 - n));
		r.low = x.low << n;
	}
	return r.all;
}

u64 __lshrdi3(u64 v, int n)
{
	union wide x, r;
	x.all = v;
	if (n == 0)
		return v;
	if (n >= 32) {
		r.low = x.high >> (n - 32);
		r.high = 0;
	} else {
		r.low = (x.low >> n) | (x.high << (32 - n));
		r.high = x.high >> n;
	}
	return r.all;
}

/* Most 64-bit numbers are small. */
static u64 divide_wide(u64 n, u64 d, u64 *rest)
{
	if ((n | d) >> 32)
		return divide_all(n, d, rest);
	u32 small_rest;
	u64 q = divide(n, d, &small_rest);
	*rest = small_rest;
	return q;
}

u64 __udivdi3(u64 n, u64 d)
{
	u64 rest;
	return divide_wide(n, d, &rest);
}

u64 __umoddi3(u64 n, u64 d)
{
	u64 rest;
	divide_wide(n, d, &rest);
	return rest;
}

s64 __divdi3(s64 n, s64 d)
{
	u64 rest;
	u64 q = divide_wide(size_wide(n), size_wide(d), &rest);
	return (n < 0) != (d < 0) ? -q : q;
}
