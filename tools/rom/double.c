/* Arithmetic of binary64. */
#include "softfloat.h"

NOINLINE u64 pack_d(u32 sign, s32 exponent, u64 m)
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
