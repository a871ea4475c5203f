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

/* Shift and subtract from the first place where the divisor can go in. */
static inline u32 divide(u32 n, u32 d, u32 *rest)
{
	u32 quotient = 0;
	if (d > n) {
		*rest = n;
		return 0;
	}
	if (d == 0)
		by_zero();
	int shift = __builtin_clz(d) - __builtin_clz(n);
	d <<= shift;
	for (;;) {
		if (n >= d) {
			n -= d;
			quotient |= 1;
		}
		if (shift-- == 0)
			break;
		d >>= 1;
		quotient <<= 1;
	}
	*rest = n;
	return quotient;
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
	u32 q = divide(n < 0 ? -(u32)n : (u32)n, d < 0 ? -(u32)d : (u32)d, &rest);
	return (n ^ d) < 0 ? -q : q;
}

s32 __modsi3(s32 n, s32 d)
{
	u32 rest;
	divide(n < 0 ? -(u32)n : (u32)n, d < 0 ? -(u32)d : (u32)d, &rest);
	return n < 0 ? -rest : rest;
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

s64 __ashrdi3(s64 v, int n)
{
	union wide x, r;
	x.all = v;
	if (n == 0)
		return v;
	if (n >= 32) {
		r.low = (s32)x.high >> (n - 32);
		r.high = (s32)x.high >> 31;
	} else {
		r.low = (x.low >> n) | (x.high << (32 - n));
		r.high = (s32)x.high >> n;
	}
	return r.all;
}

static inline int bits(union wide v)
{
	return v.high ? 64 - __builtin_clz(v.high) : v.low ? 32 - __builtin_clz(v.low) : 0;
}

static u64 divide_wide(u64 numerator, u64 divisor, u64 *rest)
{
	union wide n, d, q;
	n.all = numerator;
	d.all = divisor;
	q.all = 0;
	if ((n.high | d.high) == 0) {
		u32 r;
		q.low = divide(n.low, d.low, &r);
		*rest = r;
		return q.all;
	}
	if (d.all == 0)
		by_zero();
	int shift = bits(n) - bits(d);
	if (shift >= 0) {
		d.all = __ashldi3(d.all, shift);
		for (;;) {
			if (n.high > d.high || (n.high == d.high && n.low >= d.low)) {
				n.high -= d.high + (n.low < d.low);
				n.low -= d.low;
				q.low |= 1;
			}
			if (shift-- == 0)
				break;
			d.low = (d.low >> 1) | (d.high << 31);
			d.high >>= 1;
			q.high = (q.high << 1) | (q.low >> 31);
			q.low <<= 1;
		}
	}
	*rest = n.all;
	return q.all;
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
	u64 q = divide_wide(n < 0 ? -(u64)n : (u64)n, d < 0 ? -(u64)d : (u64)d, &rest);
	return (n < 0) != (d < 0) ? -q : q;
}
