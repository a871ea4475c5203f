/* Calibration: the IQ correction registers, and the search for the receiver's DC offset. */
#include "phy.h"

static s32 clamp(s32 value, s32 limit)
{
	return value > limit ? limit : value < -limit ? -limit : value;
}

/* The size of a value that is sent without its sign; a negative one is taken for eight bits. */
static s32 size_of(s32 value, s32 limit)
{
	s32 size = value < 0 ? (s8)-value : value;
	return size > limit ? limit : size;
}

/* mode 0: two's complement; else a sign bit of its own, and with 2 the result has no sign either. */
s32 rom_rfcal_txiq_set_reg(s32 value, u32 phase, u32 mode)
{
	s32 limit = phase ? 15 : 31;
	u32 negative = value < 0;
	s32 field = mode ? size_of(value, limit) : clamp(value, limit);

	if (mode && phase)
		rom_i2c_writeReg_Mask(0x77, 0, 0x10, 0, 0, negative);
	else if (mode)
		rom_i2c_writeReg_Mask(0x77, 0, 0xf, 6, 6, negative);
	if (phase)
		rom_i2c_writeReg_Mask(0x77, 0, 0x10, 7, 3, field & 0x1f);
	else
		rom_i2c_writeReg_Mask(0x77, 0, 0x11, 5, 0, field & 0x3f);
	return mode != 0 && mode != 2 && negative ? (s8)-field : field;
}

void rom_rfcal_rxiq_set_reg(s32 value, u8 *negative, u32 gain)
{
	s32 size = size_of(value, gain ? 15 : 31);

	*negative = value < 0;
	if (gain) {
		rom_i2c_writeReg_Mask(0x77, 0, 0x18, 5, 5, *negative);
		rom_i2c_writeReg_Mask(0x77, 0, 0x19, 4, 0, size & 0x1f);
	} else {
		rom_i2c_writeReg_Mask(0x77, 0, 0x18, 3, 3, *negative);
		rom_i2c_writeReg_Mask(0x77, 0, 0x19, 7, 5, (size >> 3) & 7);
		rom_i2c_writeReg_Mask(0x77, 0, 0x1a, 2, 0, size & 7);
	}
}

#define ROUNDS 12
/* Twice a DAC's range, and its middle: half a step is kept from round to round. */
#define FULL 0x400
#define MIDDLE 0x200

struct stage {
	u32 reg;	/* of units 4 and 5 */
	u32 gain, shift;	/* half steps a unit of offset: gain / 2^(6 + shift) */
	s32 nothing;	/* what is small enough */
};

/* Moves the two DACs of a stage until the estimator sees nothing. */
static void cancel(const struct stage *s, u32 count, u32 settle, u16 dac[2])
{
	s32 at[2] = { MIDDLE, MIDDLE }, offset[2];

	for (u32 i = 0;; i++) {
		for (u32 k = 0; k < 2; k++) {
			dac[k] = (at[k] + 1) >> 1;
			rom_pbus_force_test(4 + k, s->reg, dac[k]);
		}
		ets_delay_us(settle);
		rom_dc_iq_est(1, count, offset);
		if (i + 1 == ROUNDS || (rom_abs_temp(offset[0]) <= s->nothing && rom_abs_temp(offset[1]) <= s->nothing))
			return;
		for (u32 k = 0; k < 2; k++) {
			at[k] -= (s32)(offset[k] * s->gain) >> (6 + s->shift);
			at[k] = at[k] < 0 ? 0 : at[k] > FULL ? FULL : at[k];
		}
	}
}

/* First with the coarse DACs (register 1), then with the fine ones; how far and how well is a matter of the gain. */
void rom_pbus_dco___SA2(u32 count, u16 dac[4], u32 settle)
{
	static const u32 gains[8] IN_ROM(dco_gains) = { 105, 86, 80, 72, 64, 55, 50, 0 };
	u32 front = rom_pbus_rd(3, 1), back = rom_pbus_rd(3, 2);
	u32 lower = 0;
	struct stage coarse, fine;

	for (u32 bit = 2; bit <= 6; bit++)
		lower += (front >> bit) & 1;
	coarse.reg = 1;
	coarse.gain = ROM_WORD(gains, (back >> 3) & 7);
	coarse.shift = lower;
	coarse.nothing = lower < 3 ? 2 : lower < 4 ? 5 : 10;
	fine.reg = 2;
	fine.gain = 160;
	fine.shift = ((front >> 2) & 1) + ((front >> 2) & 2) + ((front >> 4) & 1);
	if (fine.shift > 2)
		fine.shift = 2;
	fine.nothing = lower < 4 ? 2 : 5;
	rom_pbus_force_test(4, 2, MIDDLE / 2);
	rom_pbus_force_test(5, 2, MIDDLE / 2);
	cancel(&coarse, count, settle, dac);
	cancel(&fine, count, settle, dac + 2);
}
