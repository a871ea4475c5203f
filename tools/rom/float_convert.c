/* Conversions between integers, binary32 and binary64. */
#include "softfloat.h"

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
