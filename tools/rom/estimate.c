/* Measuring: the power detector behind the SAR converter, and the IQ estimator. */
#include "phy.h"

#define IQ_ESTIMATOR 0x6000057cu
#define IQ_RESULT_I 0x600005dcu
#define IQ_RESULT_Q 0x600005e0u

#define SAR 0x60000d50u
#define SAR_START 2u
#define SAR_SAMPLE(i) (0x60000d80u + 4 * (i))

s32 rom_linear_to_db(u32 value, u32 fraction);

void rom_sar_init(void)
{
	set_bits(0x60000710, 0x2000000);
	rom_i2c_writeReg_Mask(0x6c, 2, 0, 4, 4, 1);
	rom_i2c_writeReg_Mask(0x6c, 2, 1, 1, 0, 2);
}

void rom_en_pwdet(u8 on)
{
	rom_sar_init();
	clear_bits(0x60000d5c, 1u << 21);
	clear_bits(0x60000d5c, 1u << 23);
	if (on == 0)
		clear_bits(SAR, 1);
	else if (on == 1)
		set_bits(SAR, 1);
}

/* One conversion: eight samples, inverted. */
static void sample(s32 s[8])
{
	clear_bits(SAR, SAR_START);
	set_bits(SAR, SAR_START);
	ets_delay_us(10);
	for (u32 i = 0; i < 8; i++)
		s[i] = ~REG(SAR_SAMPLE(i)) & 0xfff;
}

/* Signal and reference of one conversion. */
static void measure(s32 *signal, s32 *reference)
{
	s32 s[8];
	sample(s);
	*signal = (s16)(2 * (s[1] + s[2] + s[3]) - 3 * (s[6] + s[7]));
	*reference = (s16)(3 * (s[4] + s[5]) - 3 * (s[6] + s[7]));
}

void rom_get_fm_sar_dout(s16 *signal, s16 *reference)
{
	s32 s, r;
	measure(&s, &r);
	*signal = s;
	*reference = r;
}

s32 rom_get_power_db(s32 offset)
{
	s32 signal, reference;
	measure(&signal, &reference);
	return (s16)(offset + rom_linear_to_db(signal, 3) - rom_linear_to_db(reference, 3));
}

s32 rom_txtone_linear_pwr(s32 count, u32 shift)
{
	s32 sum = 0;
	while (count-- > 0) {
		s32 signal, reference;
		measure(&signal, &reference);
		sum += (signal << shift) / (reference ? reference : 1);
	}
	return (s16)sum;
}

/* 16 x 10 x log10 of a number with `fraction` binary places: 48 an octave, below 2 the curve of 1 + x/2. */
s32 rom_linear_to_db(u32 value, u32 fraction)
{
	static const u32 steps[16] IN_ROM(db_steps) = {
		0, 4, 8, 12, 16, 19, 22, 25, 28, 31, 34, 36, 39, 41, 44, 46,
	};
	u32 v = fraction < 3 ? value << (3 - fraction) : (u32)((s32)value >> (fraction - 3));
	s32 octave = 0;
	for (; v >= 32; v >>= 1)
		octave++;
	if (v >= 16)
		octave++;
	return octave * 48 + ROM_WORD(steps, v & 15);
}

void rom_iq_est_enable(u32 mode, u32 count)
{
	set_bits(IQ_ESTIMATOR, 1);
	REG(IQ_ESTIMATOR) = (REG(IQ_ESTIMATOR) & ~0x5fffeu) | ((count << 2) & 0x1fffc) | (mode << 18) | 2;
	while (!(REG(IQ_ESTIMATOR) & 0x80000000))
		;
}

void rom_iq_est_disable(void)
{
	REG(IQ_ESTIMATOR) = (REG(IQ_ESTIMATOR) & ~0x5fffeu) | 0x1000;
	clear_bits(IQ_ESTIMATOR, 1);
}

void rom_dc_iq_est(u32 mode, u32 count, s32 *result)
{
	s32 samples = count + 1;
	rom_iq_est_enable(mode, count);
	result[0] = ((s32)REG(IQ_RESULT_I) >> 6) / samples;
	result[1] = ((s32)REG(IQ_RESULT_Q) >> 6) / samples;
	rom_iq_est_disable();
}
