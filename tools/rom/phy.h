/* Helpers of the radio's driver. Nothing about these is documented; what they read and write was observed. */
#ifndef PHY_H
#define PHY_H

#include "rom.h"

u8 rom_i2c_readReg(u8 block, u8 host, u8 reg);
void rom_i2c_writeReg(u8 block, u8 host, u8 reg, u8 data);
void rom_i2c_writeReg_Mask(u8 block, u8 host, u8 reg, u8 high, u8 low, u32 data);
void rom_pbus_force_test(u32 unit, u32 reg, u32 value);
u32 rom_pbus_rd(u32 unit, u32 reg);
void rom_tx_mac_disable(void);
void rom_tx_mac_enable(void);
void rom_sar_init(void);
s32 rom_abs_temp(s32 value);
void rom_dc_iq_est(u32 mode, u32 count, s32 *result);
/* Fills the table of functions that firmware takes over and patches. */
void phy_table_reset(void);

#endif
