/*
 * IEEE 754 arithmetic in software: round to nearest even, subnormals, infinities, NaNs. Names and prototypes: libgcc.
 * A NaN comes out as it went in; products and quotients give it the sign of the product (observed).
 * A number is taken apart into sign, exponent and a significand with room below for guard and sticky bits.
 */
#ifndef SOFTFLOAT_H
#define SOFTFLOAT_H

#include "rom.h"

#define QUIET_F 0x00400000u
#define INF_F 0x7f800000u
#define QUIET_D 0x0008000000000000ull
#define INF_D 0x7ff0000000000000ull
#define SIGN_D 0x8000000000000000ull

static inline int is_nan_f(u32 v)
{
	return (v << 1) > (INF_F << 1);
}

static inline int is_nan_d(u64 v)
{
	return (v << 1) > (INF_D << 1);
}

/* `n` shifted right, with everything shifted out gathered in the last bit. */
static inline u32 shift_sticky(u32 n, u32 by)
{
	if (by == 0)
		return n;
	if (by > 31)
		return n != 0;
	return (n >> by) | ((n << (32 - by)) != 0);
}

static inline u64 shift_sticky_wide(u64 n, u32 by)
{
	if (by == 0)
		return n;
	if (by > 63)
		return n != 0;
	return (n >> by) | ((n << (64 - by)) != 0);
}

struct f32 {
	u32 sign;
	s32 exponent;
	u32 m;		/* top bit at 30 when normalised */
};

struct f64 {
	u32 sign;
	s32 exponent;
	u64 m;		/* top bit at 62 when normalised */
};

static inline struct f32 take_f(u32 v)
{
	struct f32 f = { v & 0x80000000, (v >> 23) & 0xff, (v & 0x7fffff) << 7 };
	if (f.exponent)
		f.m |= 1u << 30;
	else
		f.exponent = 1;
	return f;
}

static inline struct f64 take_d(u64 v)
{
	struct f64 f = { (u32)(v >> 32) & 0x80000000, (s32)(v >> 52) & 0x7ff, (v & 0xfffffffffffffull) << 10 };
	if (f.exponent)
		f.m |= 1ull << 62;
	else
		f.exponent = 1;
	return f;
}

static inline void normalise_f(struct f32 *f)
{
	int shift = __builtin_clz(f->m) - 1;
	f->m <<= shift;
	f->exponent -= shift;
}

static inline void normalise_d(struct f64 *f)
{
	u32 high = f->m >> 32;
	int shift = (high ? __builtin_clz(high) : 32 + __builtin_clz((u32)f->m)) - 1;
	f->m <<= shift;
	f->exponent -= shift;
}

/* A significand with its top bit at 30, value `m` x 2^(exponent - 127 - 30); 7 bits below the last kept one. */
u32 pack_f(u32 sign, s32 exponent, u32 m);
/* Likewise: top bit at 62, 10 bits below the last kept one. */
u64 pack_d(u32 sign, s32 exponent, u64 m);
u64 __umulsidi3(u32 a, u32 b);

#endif
