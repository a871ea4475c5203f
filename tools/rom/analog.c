/* The analog blocks, over their internal I2C: single registers, fields of them, and the settings of whole blocks. */
#include "phy.h"

#define I2C(host) (0x60000d00u + 4 * (host))
#define I2C_WRITE (1u << 24)
#define I2C_BUSY (1u << 25)

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

void rom_set_ana_inf_tx_scale(s32 scale)
{
	rom_i2c_writeReg_Mask(0x77, 0, 9, 7, 0, scale < 64 ? 0 : 0x13f - scale);
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
