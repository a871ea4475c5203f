/*
 * IEEE 754 arithmetic in software: round to nearest even, subnormals, infinities, NaNs. Names and prototypes: libgcc.
 * A NaN comes out as it went in; products and quotients give it the sign of the product (observed).
 * A number is taken apart into sign, exponent and a significand with room below for guard and sticky bits.
 */
#include "rom.h"

#define QUIET_F 0x00400000u
#define INF_F 0x7f800000u
#define QUIET_D 0x0008000000000000ull
#define INF_D 0x7ff0000000000000ull
#define SIGN_D 0x8000000000000000ull

u64 __umulsidi3(u32 a, u32 b);

static inline int is_nan_f(u32 v)
{
	return (v << 1) > (INF_F << 1);
}

static inline int is_nan_d(u64 v)
{
	return (v << 1) > (INF_D << 1);
}

/* `n` shifted right, with everything shifted out gathered in the last bit. */
static u32 shift_sticky(u32 n, u32 by)
{
	if (by == 0)
		return n;
	if (by > 31)
		return n != 0;
	return (n >> by) | ((n << (32 - by)) != 0);
}

static u64 shift_sticky_wide(u64 n, u32 by)
{
	if (by == 0)
		return n;
	if (by > 63)
		return n != 0;
	return (n >> by) | ((n << (64 - by)) != 0);
}

/* Significand with its top bit at 30, value `m` x 2^(exponent - 127 - 30); 7 bits below the last kept one. */
static NOINLINE u32 pack_f(u32 sign, s32 exponent, u32 m)
{
	if (m == 0)
		return sign;
	int shift = __builtin_clz(m) - 1;
	if (shift < 0) {
		m = shift_sticky(m, 1);
		exponent++;
	} else {
		m <<= shift;
		exponent -= shift;
	}
	if (exponent <= 0) {
		m = shift_sticky(m, 1 - exponent);
		exponent = 0;
	}
	u32 below = m & 0x7f;
	m >>= 7;
	if (below > 0x40 || (below == 0x40 && (m & 1)))
		m++;
	/* A carry runs into the exponent as it should; the hidden bit is added, not kept. */
	if (exponent > 254)
		return sign | INF_F;
	return sign | (exponent == 0 ? m : ((u32)(exponent - 1) << 23) + m);
}

/* Likewise: top bit at 62, 10 bits below the last kept one. */
static NOINLINE u64 pack_d(u32 sign, s32 exponent, u64 m)
{
	u64 sign_bit = (u64)sign << 32;
	if (m == 0)
		return sign_bit;
	u32 high = m >> 32;
	int shift = (high ? __builtin_clz(high) : 32 + __builtin_clz((u32)m)) - 1;
	if (shift < 0) {
		m = shift_sticky_wide(m, 1);
		exponent++;
	} else {
		m <<= shift;
		exponent -= shift;
	}
	if (exponent <= 0) {
		m = shift_sticky_wide(m, 1 - exponent);
		exponent = 0;
	}
	u32 below = (u32)m & 0x3ff;
	m >>= 10;
	if (below > 0x200 || (below == 0x200 && (m & 1)))
		m++;
	if (exponent > 2046)
		return sign_bit | INF_D;
	return sign_bit | (exponent == 0 ? m : ((u64)(exponent - 1) << 52) + m);
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

u32 __addsf3(u32 a, u32 b)
{
	u32 ea = (a >> 23) & 0xff, eb = (b >> 23) & 0xff;
	/* Infinity or NaN: of two of them a difference is the first one made quiet, a sum the first NaN. */
	if (ea == 0xff) {
		if (eb != 0xff)
			return a;
		if ((a ^ b) >> 31)
			return a | QUIET_F;
		return is_nan_f(a) ? a : b;
	}
	if (eb == 0xff)
		return b;
	struct f32 x = take_f(a), y = take_f(b);
	if (x.exponent < y.exponent || (x.exponent == y.exponent && x.m < y.m)) {
		struct f32 t = x;
		x = y;
		y = t;
	}
	y.m = shift_sticky(y.m, x.exponent - y.exponent);
	if (x.sign == y.sign)
		return pack_f(x.sign, x.exponent, x.m + y.m);
	x.m -= y.m;
	return x.m ? pack_f(x.sign, x.exponent, x.m) : 0;
}

u32 __subsf3(u32 a, u32 b)
{
	return __addsf3(a, b ^ 0x80000000);
}

u32 __mulsf3(u32 a, u32 b)
{
	u32 sign = (a ^ b) & 0x80000000;
	u32 ea = (a >> 23) & 0xff, eb = (b >> 23) & 0xff;
	u32 size_a = a & 0x7fffffff, size_b = b & 0x7fffffff;
	if (ea == 0xff)
		return size_b == 0 ? a | QUIET_F : sign | (is_nan_f(b) ? size_b : size_a);
	if (eb == 0xff)
		return size_a == 0 ? b | QUIET_F : sign | size_b;
	if ((a << 1) == 0 || (b << 1) == 0)
		return sign;
	struct f32 x = take_f(a), y = take_f(b);
	normalise_f(&x);
	normalise_f(&y);
	/* 2^60 to just below 2^62 */
	u64 product = __umulsidi3(x.m, y.m);
	u32 m = (u32)(product >> 30) | (((u32)product & 0x3fffffff) != 0);
	return pack_f(sign, x.exponent + y.exponent - 127, m);
}

u64 __adddf3(u64 a, u64 b)
{
	u32 ea = (u32)(a >> 52) & 0x7ff, eb = (u32)(b >> 52) & 0x7ff;
	/* Infinity or NaN: of two of them a difference is the first one made quiet, a sum the first NaN. */
	if (ea == 0x7ff) {
		if (eb != 0x7ff)
			return a;
		if ((a ^ b) >> 63)
			return a | QUIET_D;
		return is_nan_d(a) ? a : b;
	}
	if (eb == 0x7ff)
		return b;
	struct f64 x = take_d(a), y = take_d(b);
	if (x.exponent < y.exponent || (x.exponent == y.exponent && x.m < y.m)) {
		struct f64 t = x;
		x = y;
		y = t;
	}
	y.m = shift_sticky_wide(y.m, x.exponent - y.exponent);
	if (x.sign == y.sign)
		return pack_d(x.sign, x.exponent, x.m + y.m);
	x.m -= y.m;
	return x.m ? pack_d(x.sign, x.exponent, x.m) : 0;
}

u64 __subdf3(u64 a, u64 b)
{
	return __adddf3(a, b ^ SIGN_D);
}

u64 __muldf3(u64 a, u64 b)
{
	u32 sign = (u32)((a ^ b) >> 32) & 0x80000000;
	u64 sign_bit = (u64)sign << 32;
	u32 ea = (u32)(a >> 52) & 0x7ff, eb = (u32)(b >> 52) & 0x7ff;
	u64 size_a = a & ~SIGN_D, size_b = b & ~SIGN_D;
	if (ea == 0x7ff)
		return size_b == 0 ? a | QUIET_D : sign_bit | (is_nan_d(b) ? size_b : size_a);
	/* Zero times NaN loses the low word. */
	if (eb == 0x7ff)
		return size_a == 0 ? (b & ~0xffffffffull) | QUIET_D : sign_bit | size_b;
	if ((a << 1) == 0 || (b << 1) == 0)
		return (u64)sign << 32;
	struct f64 x = take_d(a), y = take_d(b);
	normalise_d(&x);
	normalise_d(&y);
	u32 xl = x.m, xh = x.m >> 32, yl = y.m, yh = y.m >> 32;
	u64 low = __umulsidi3(xl, yl), high = __umulsidi3(xh, yh);
	u64 one = __umulsidi3(xh, yl), two = __umulsidi3(xl, yh);
	u64 middle = (low >> 32) + (u32)one + (u32)two;
	high += (one >> 32) + (two >> 32) + (middle >> 32);
	/* 2^60 to just below 2^62 of 2^64 */
	u64 m = (high << 2) | ((u32)middle >> 30) | ((((u32)middle << 2) | (u32)low) != 0);
	return pack_d(sign, x.exponent + y.exponent - 1023, m);
}

u64 __divdf3(u64 a, u64 b)
{
	u32 sign = (u32)((a ^ b) >> 32) & 0x80000000;
	u32 ea = (u32)(a >> 52) & 0x7ff, eb = (u32)(b >> 52) & 0x7ff;
	u64 infinite = ((u64)sign << 32) | INF_D;
	if (ea == 0x7ff)
		return ((u64)sign << 32) | (a & ~SIGN_D) | (eb == 0x7ff ? QUIET_D : 0);
	if (eb == 0x7ff)
		return is_nan_d(b) ? b : (u64)sign << 32;
	if ((b << 1) == 0)
		return (a << 1) == 0 ? infinite | QUIET_D : infinite;
	if ((a << 1) == 0)
		return (u64)sign << 32;
	struct f64 x = take_d(a), y = take_d(b);
	normalise_d(&x);
	normalise_d(&y);
	/* 56 bits of quotient, the rest is sticky; both significands are below 2^63 */
	u64 q = 0, n = x.m, d = y.m;
	for (u32 i = 0; i < 57; i++) {
		q <<= 1;
		if (n >= d) {
			n -= d;
			q |= 1;
		}
		n <<= 1;
	}
	q = (q << 6) | (n != 0);
	return pack_d(sign, x.exponent - y.exponent + 1023, q);
}

s32 __fixdfsi(u64 v)
{
	s32 exponent = (s32)(v >> 52 & 0x7ff) - 1023;
	s32 negative = (s32)(v >> 32) < 0;
	if (is_nan_d(v))
		return 0x7fffffff;
	if (exponent < 0)
		return 0;
	if (exponent > 30)
		return negative ? (s32)0x80000000 : 0x7fffffff;
	u32 m = (u32)((v | (1ull << 52)) << 11 >> 32) >> (31 - exponent);
	return negative ? -m : m;
}

u32 __fixunsdfsi(u64 v)
{
	s32 exponent = (s32)(v >> 52 & 0x7ff) - 1023;
	s32 negative = (s32)(v >> 32) < 0;
	if (is_nan_d(v))
		return 0xffffffff;
	if (exponent < 0)
		return 0;
	if (exponent > (negative ? 30 : 31))
		return negative ? 0x80000000 : 0xffffffff;
	u32 m = (u32)((v | (1ull << 52)) << 11 >> 32) >> (31 - exponent);
	return negative ? -m : m;
}

u32 __fixunssfsi(u32 v)
{
	s32 exponent = (s32)((v >> 23) & 0xff) - 127;
	s32 negative = (s32)v < 0;
	if (is_nan_f(v))
		return 0xffffffff;
	if (exponent < 0)
		return 0;
	if (exponent > (negative ? 30 : 31))
		return negative ? 0x80000000 : 0xffffffff;
	u32 m = ((v | 0x800000) << 8) >> (31 - exponent);
	return negative ? -m : m;
}

u32 __truncdfsf2(u64 v)
{
	u32 sign = (u32)(v >> 32) & 0x80000000;
	s32 exponent = (s32)(v >> 52) & 0x7ff;
	if (is_nan_d(v))
		return sign | INF_F | QUIET_F;
	if (exponent == 0x7ff)
		return sign | INF_F;
	struct f64 x = take_d(v);
	u32 m = (u32)(x.m >> 32) | ((u32)x.m != 0);
	return pack_f(sign, x.exponent - 1023 + 127, m);
}

u64 __extendsfdf2(u32 v)
{
	u64 sign = (u64)(v & 0x80000000) << 32;
	if (((v >> 23) & 0xff) == 0xff)
		return sign | INF_D | (is_nan_f(v) ? QUIET_D : 0);
	if ((v << 1) == 0)
		return sign;
	struct f32 x = take_f(v);
	return pack_d(x.sign, x.exponent - 127 + 1023, (u64)x.m << 32);
}

u32 __floatunsisf(u32 v)
{
	/* Two bits of headroom for the packing. */
	return v == 0 ? 0 : pack_f(0, 127 + 30, v);
}

u32 __floatsisf(s32 v)
{
	return v == 0 ? 0 : v < 0 ? pack_f(0x80000000, 127 + 30, -(u32)v) : pack_f(0, 127 + 30, v);
}

u64 __floatunsidf(u32 v)
{
	return v == 0 ? 0 : pack_d(0, 1023 + 62, v);
}

u64 __floatsidf(s32 v)
{
	return v == 0 ? 0 : v < 0 ? pack_d(0x80000000, 1023 + 62, -(u32)v) : pack_d(0, 1023 + 62, v);
}
