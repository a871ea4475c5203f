/*
 * Helpers of the radio's driver: analog I2C, parameter bus, IQ estimator, tone generator, power detector. Nothing
 * about these is documented; what they read and write was observed register by register.
 */
#include "rom.h"

#define I2C(host) (0x60000d00u + 4 * (host))
#define I2C_WRITE (1u << 24)
#define I2C_BUSY (1u << 25)

#define PBUS 0x60000594u
#define PBUS_DEBUG 1u
#define PBUS_START 2u
#define PBUS_FIELDS 0xfffeu
#define PBUS_STATUS 0x600005a0u
#define PBUS_BUSY (1u << 31)
/* Register 1 of unit 2 and register 2 of unit 3 while the receiver is on. */
#define RX_SUPPLY 0x184
#define RX_ON 6

#define TONE_0 0x600005b8u
#define TONE_1 0x600005bcu
#define TONE_2 0x600005c4u
#define TONE_ON (1u << 18)

#define IQ_ESTIMATOR 0x6000057cu
#define IQ_RESULT_I 0x600005dcu
#define IQ_RESULT_Q 0x600005e0u

#define MAC_TX 0x3ff20de0u
#define MAC_STATUS 0x3ff20c70u
#define MAC_RECEIVING 2u

#define SAR 0x60000d50u
#define SAR_START 2u
#define SAR_SAMPLE(i) (0x60000d80u + 4 * (i))

u8 rom_i2c_readReg(u8 block, u8 host, u8 reg);
void rom_i2c_writeReg(u8 block, u8 host, u8 reg, u8 data);
void rom_i2c_writeReg_Mask(u8 block, u8 host, u8 reg, u8 high, u8 low, u32 data);
void rom_pbus_force_test(u32 unit, u32 reg, u32 value);
void rom_pbus_debugmode(void);
void rom_pbus_workmode(void);
void rom_tx_mac_disable(void);
void rom_tx_mac_enable(void);
u32 rom_pbus_rd(u32 unit, u32 reg);
s32 rom_linear_to_db(u32 value, u32 fraction);

u8 rom_i2c_readReg(u8 block, u8 host, u8 reg)
{
	REG(I2C(host)) = block | (reg << 8);
	while (REG(I2C(host)) & I2C_BUSY)
		;
	return REG(I2C(host)) >> 16;
}

void rom_i2c_writeReg(u8 block, u8 host, u8 reg, u8 data)
{
	REG(I2C(host)) = block | (reg << 8) | (data << 16) | I2C_WRITE;
	while (REG(I2C(host)) & I2C_BUSY)
		;
}

static u32 field(u8 high, u8 low)
{
	return ((2u << (high - low)) - 1) << low;
}

u8 rom_i2c_readReg_Mask(u8 block, u8 host, u8 reg, u8 high, u8 low)
{
	return (rom_i2c_readReg(block, host, reg) & field(high, low)) >> low;
}

/* The data is not cut to the field. */
void rom_i2c_writeReg_Mask(u8 block, u8 host, u8 reg, u8 high, u8 low, u32 data)
{
	u32 old = rom_i2c_readReg(block, host, reg);
	rom_i2c_writeReg(block, host, reg, (old & ~field(high, low)) | (data << low));
}

s32 rom_abs_temp(s32 value)
{
	return value < 0 ? -value : value;
}

void rom_chip_v5_disable_cca(void)
{
	set_bits(0x60009b00, 1u << 28);
}

void rom_chip_v5_enable_cca(void)
{
	clear_bits(0x60009b00, 1u << 28);
}

void rom_chip_v5_sense_backoff(s32 level)
{
	u32 field = (s8)level < 0 ? 0x7f : level;
	REG(0x60009c28) = (REG(0x60009c28) & ~0x1fc00u) | (field << 10);
	REG(0x60009d24) = (REG(0x60009d24) & ~0xfeu) | (field << 1);
}

void rom_phy_reset_req(void)
{
	clear_bits(0x60000710, 0x3c000000);
}

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

void rom_set_txclk_en(u32 on)
{
	rom_i2c_writeReg_Mask(0x77, 0, 0x1c, 6, 6, on);
	rom_i2c_writeReg_Mask(0x7c, 1, 0x15, 0, 0, on);
}

void rom_set_rxclk_en(u32 on)
{
	rom_i2c_writeReg_Mask(0x77, 0, 0x1c, 5, 5, on);
	rom_i2c_writeReg_Mask(0x7c, 1, 0x15, 1, 1, on);
}

/* The channel of a frequency in MHz. */
s32 rom_mhz2ieee(s32 mhz)
{
	if (mhz == 2484)
		return 14;
	return mhz < 2484 ? (s8)((mhz - 2407) / 5) : -1;
}

void rom_set_ana_inf_tx_scale(s32 scale)
{
	rom_i2c_writeReg_Mask(0x77, 0, 9, 7, 0, scale < 64 ? 0 : 0x13f - scale);
}

void rom_set_loopback_gain(u32 tx, u32 rx)
{
	rom_pbus_force_test(2, 1, 0x185);
	rom_pbus_force_test(7, 1, tx);
	rom_pbus_force_test(2, 1, rx);
	rom_pbus_force_test(3, 3, 0x198);
	rom_pbus_force_test(3, 2, 0xffffc020);
}

void rom_set_noise_floor(u32 level)
{
	REG(0x60009b64) = (REG(0x60009b64) & ~0x1ffu) | ((level & 0xff) << 1);
	REG(0x60009b60) = (REG(0x60009b60) & ~0x28000u) | 2;
}

void rom_start_noisefloor(void)
{
	REG(0x60009b64) = (REG(0x60009b64) & ~0xfffu) | 0x1a0;
	set_bits(0x60009b60, 0x28002);
}

s32 rom_get_noisefloor(void)
{
	return (REG(0x60009b64) >> 23) | ~0x1ff;
}

static void tone(u32 reg, u32 on, u32 step, u32 attenuation)
{
	REG(reg) = (REG(reg) & 0xf0000000) | (on << 18) | ((-attenuation & 0xff) << 10) | step;
}

void rom_start_tx_tone(u32 on0, u32 step0, u32 attenuation0, u32 on1, u32 step1, u32 attenuation1)
{
	rom_set_txclk_en(1);
	if (on0)
		tone(TONE_0, on0, step0, attenuation0);
	if (on1)
		tone(TONE_1, on1, step1, attenuation1);
	ets_delay_us(0);
}

/* 1, 2, 3: one tone; anything else: all. */
void rom_stop_tx_tone(u32 which)
{
	if (which != 2 && which != 3)
		clear_bits(TONE_0, TONE_ON);
	if (which != 1 && which != 3)
		clear_bits(TONE_1, TONE_ON);
	if (which != 1 && which != 2)
		clear_bits(TONE_2, TONE_ON);
	rom_set_txclk_en(0);
}

/* What is kept of the register when it is written back: its upper byte moves down a bit. */
static u32 mac_tx(void)
{
	u32 value = REG(MAC_TX);
	return ((value >> 1) & 0x7f800000) | (value & 0xfc);
}

void rom_tx_mac_disable(void)
{
	REG(MAC_TX) = mac_tx() | 3;
	clear_bits(0x3ff20c94, 1);
}

void rom_tx_mac_enable(void)
{
	REG(MAC_TX) = mac_tx();
	set_bits(0x3ff20c94, 1);
}

void rom_ana_inf_gating_en(u32 on)
{
	if (on) {
		rom_i2c_writeReg_Mask(0x77, 0, 0, 7, 0, 0x01);
		rom_i2c_writeReg_Mask(0x77, 0, 1, 7, 0, 0x87);
		rom_i2c_writeReg_Mask(0x77, 0, 2, 3, 0, 0x8);
		rom_i2c_writeReg_Mask(0x77, 0, 4, 7, 0, 0x98);
		rom_i2c_writeReg_Mask(0x77, 0, 3, 7, 0, 0x05);
		rom_i2c_writeReg_Mask(0x77, 0, 2, 7, 4, 0);
		rom_i2c_writeReg_Mask(0x77, 0, 0xf, 3, 3, 0);
		rom_i2c_writeReg_Mask(0x77, 0, 0x18, 0, 0, 0);
		rom_i2c_writeReg_Mask(0x77, 0, 0x1c, 0, 0, 1);
	} else {
		rom_i2c_writeReg_Mask(0x77, 0, 0xf, 3, 3, 1);
		rom_i2c_writeReg_Mask(0x77, 0, 0x18, 0, 0, 1);
		rom_i2c_writeReg_Mask(0x77, 0, 0x1c, 0, 0, 0);
	}
}

void rom_chip_v5_rx_init(void)
{
	rom_i2c_writeReg(0x61, 1, 0x8, 0x11);
	rom_i2c_writeReg(0x61, 1, 0x6, 0x15);
	rom_i2c_writeReg(0x61, 1, 0x7, 0x51);
	rom_i2c_writeReg(0x64, 0, 0x4, 0x79);
	rom_i2c_writeReg(0x64, 0, 0x7, 0x7b);
}

void rom_chip_v5_tx_init(void)
{
	static const u32 values[11] IN_ROM(tx_init) = {
		0x68, 0x0f, 0xa8, 0x06, 0x08, 0xb8, 0x5b, 0x04, 0x00, 0x74, 0x07,
	};
	for (u32 i = 0; i < 11; i++)
		rom_i2c_writeReg(0x6b, 2, i + 1, ROM_WORD(values, i));
}

void rom_restart_cal(void)
{
	rom_i2c_writeReg(0x62, 1, 0, 0x5f);
	rom_i2c_writeReg(0x62, 1, 0, 0x7f);
	rom_i2c_writeReg(0x62, 1, 0, 0x3f);
}

void rom_rfpll_reset(void)
{
	rom_i2c_writeReg(0x62, 1, 0xa, 0xa6);
	rom_i2c_writeReg(0x62, 1, 0xa, 0xa7);
	rom_i2c_writeReg(0x62, 1, 0xa, 0xa5);
	rom_i2c_writeReg(0x63, 0, 1, 0xf3);
	rom_i2c_writeReg(0x62, 1, 0xb, 0xc0);
}

void rom_write_rfpll_sdm(const u8 sdm[3])
{
	rom_i2c_writeReg(0x63, 0, 0, 0x07);
	rom_i2c_writeReg(0x63, 0, 3, sdm[0]);
	rom_i2c_writeReg(0x63, 0, 4, sdm[1]);
	rom_i2c_writeReg(0x63, 0, 5, sdm[2]);
	rom_i2c_writeReg(0x63, 0, 0, 0x17);
}

/* The parameter bus. */

void rom_pbus_force_test(u32 unit, u32 reg, u32 value)
{
	REG(PBUS) = (REG(PBUS) & ~PBUS_FIELDS) | (unit << 2) | (value << 5) | (reg << 14) | PBUS_START;
	while (REG(PBUS_STATUS) & PBUS_BUSY)
		;
	clear_bits(PBUS, PBUS_START);
}

/* What a register was set to: nine bits, three to a word, from 0x600005a4. */
u32 rom_pbus_rd(u32 unit, u32 reg)
{
	static const u32 first[8] IN_ROM(pbus_first) = { 0, 2, 4, 5, 7, 9, 11, 12 };
	u32 n = ROM_WORD(first, unit & 7) + reg - 1;
	if (n == 12)
		n = 14;
	return (REG(0x600005a4 + 4 * (n / 3)) >> (18 - 9 * (n % 3))) & 0x1ff;
}

/* While something is received the transmitter is stopped, and the receiver's supply waited for. */
void rom_pbus_debugmode(void)
{
	if (!(REG(PBUS) & PBUS_DEBUG) && (REG(MAC_STATUS) & MAC_RECEIVING)) {
		rom_tx_mac_disable();
		while ((rom_pbus_rd(2, 1) & RX_SUPPLY) != RX_SUPPLY || (rom_pbus_rd(3, 2) & RX_ON) != RX_ON)
			;
	}
	set_bits(0x60009b08, 1u << 27);
	set_bits(PBUS, PBUS_DEBUG);
}

void rom_pbus_workmode(void)
{
	clear_bits(PBUS, PBUS_DEBUG);
	clear_bits(0x60009b08, 1u << 27);
	rom_tx_mac_enable();
}

void rom_pbus_xpd_rx_off(u32 keep)
{
	rom_pbus_force_test(2, 1, keep);
	rom_pbus_force_test(3, 1, 0);
	rom_pbus_force_test(3, 2, 0);
}

void rom_pbus_xpd_rx_on(void)
{
	rom_pbus_force_test(2, 1, RX_SUPPLY);
	rom_pbus_force_test(3, 2, RX_ON);
}

void rom_pbus_xpd_tx_off(void)
{
	rom_pbus_force_test(6, 1, 0);
	rom_pbus_force_test(1, 1, 0xc);
	rom_pbus_force_test(2, 1, 0);
}

static void tx_on(u32 gain, u32 bits)
{
	rom_pbus_force_test(2, 1, 1);
	rom_pbus_force_test(7, 1, gain);
	rom_pbus_force_test(0, 1, bits);
	rom_pbus_force_test(1, 1, 0x7f);
	rom_pbus_force_test(6, 1, 0x7f);
}

void rom_pbus_xpd_tx_on(u32 bits)
{
	tx_on(0x5f, bits);
}

void rom_pbus_xpd_tx_on__low_gain(u32 bits)
{
	tx_on(0, bits);
}

void rom_pbus_enter_debugmode(u32 bits)
{
	rom_pbus_debugmode();
	rom_pbus_xpd_rx_off(1);
	rom_pbus_xpd_tx_on__low_gain(bits);
}

void rom_pbus_exit_debugmode(void)
{
	rom_pbus_xpd_tx_off();
	rom_pbus_xpd_rx_on();
	rom_pbus_workmode();
}

/* IQ correction registers: sign and magnitude for the receiver, two's complement for the transmitter. */

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

/* The receiver's DC offset. */

#define ROUNDS 12
#define NEAR_ZERO 2
/* Twice a DAC's range, and its middle: half a step is kept from round to round. */
#define FULL 0x400
#define MIDDLE 0x200

/* Moves register `reg` of units 4 and 5 until the estimator sees next to nothing: `gain` / 64 half steps a unit. */
static void cancel(u32 reg, u32 gain, u32 shift, u32 count, u32 settle, u16 dac[2])
{
	s32 at[2] = { MIDDLE, MIDDLE }, offset[2];

	for (u32 i = 0;; i++) {
		for (u32 k = 0; k < 2; k++) {
			dac[k] = (at[k] + 1) >> 1;
			rom_pbus_force_test(4 + k, reg, dac[k]);
		}
		ets_delay_us(settle);
		rom_dc_iq_est(1, count, offset);
		if (i + 1 == ROUNDS || (rom_abs_temp(offset[0]) <= NEAR_ZERO && rom_abs_temp(offset[1]) <= NEAR_ZERO))
			return;
		for (u32 k = 0; k < 2; k++) {
			at[k] -= (s32)(offset[k] * gain) >> (6 + shift);
			at[k] = at[k] < 0 ? 0 : at[k] > FULL ? FULL : at[k];
		}
	}
}

/* First with the coarse DACs (register 1), then with the fine ones; how far is a matter of the receiver's gain. */
void rom_pbus_dco___SA2(u32 count, u16 dac[4], u32 settle)
{
	static const u32 gains[8] IN_ROM(dco_gains) = { 105, 86, 80, 72, 64, 55, 50, 0 };
	u32 front = rom_pbus_rd(3, 1), back = rom_pbus_rd(3, 2);
	u32 coarse = 0, fine = 0;

	for (u32 bit = 2; bit <= 6; bit++)
		coarse += (front >> bit) & 1;
	fine = ((front >> 2) & 1) + ((front >> 2) & 2) + ((front >> 4) & 1);
	rom_pbus_force_test(4, 2, MIDDLE / 2);
	rom_pbus_force_test(5, 2, MIDDLE / 2);
	cancel(1, ROM_WORD(gains, (back >> 3) & 7), coarse, count, settle, dac);
	cancel(2, 160, fine > 2 ? 2 : fine, count, settle, dac + 2);
}
