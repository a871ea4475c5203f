/* Noise floor, carrier sense, test tones, the MAC's transmitter, channel numbers. */
#include "phy.h"

#define TONE_0 0x600005b8u
#define TONE_1 0x600005bcu
#define TONE_2 0x600005c4u
#define TONE_ON (1u << 18)

#define MAC_TX 0x3ff20de0u

#define CHANNEL_2GHZ 0x80

void rom_set_txclk_en(u32 on);

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

/* The channel of a frequency; above the 2.4 GHz band only when the caller says that it is of that band. */
s32 rom_mhz2ieee(s32 mhz, u32 flags)
{
	if (mhz == 2484)
		return 14;
	if (mhz < 2484)
		return (s8)((mhz - 2407) / 5);
	return flags & CHANNEL_2GHZ ? (s8)(15 + (mhz - 2512) / 20) : -1;
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
