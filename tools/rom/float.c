/* Arithmetic of binary32. */
#include "softfloat.h"

NOINLINE u32 pack_f(u32 sign, s32 exponent, u32 m)
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
