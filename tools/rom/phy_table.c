/*
 * The table of PHY functions: firmware asks for it and replaces the ones it knows better. Order and gaps: what
 * phy_get_romfuncs points at after a boot.
 */
#include "phy.h"

#define FUNCTIONS(F, GAP) \
	F(rom_abs_temp) F(rom_chip_v5_disable_cca) F(rom_chip_v5_enable_cca) \
	F(rom_chip_v5_sense_backoff) F(rom_dc_iq_est) GAP \
	F(rom_en_pwdet) F(rom_get_bb_atten) F(rom_get_corr_power) \
	F(rom_get_fm_sar_dout) F(rom_get_noisefloor) F(rom_get_power_db) \
	F(rom_iq_est_disable) F(rom_iq_est_enable) F(rom_linear_to_db) \
	F(rom_set_txclk_en) F(rom_set_rxclk_en) F(rom_mhz2ieee) \
	F(rom_rxiq_get_mis) F(rom_sar_init) F(rom_set_ana_inf_tx_scale) \
	F(rom_set_loopback_gain) F(rom_set_noise_floor) GAP \
	GAP F(rom_start_noisefloor) F(rom_start_tx_tone) \
	F(rom_stop_tx_tone) F(rom_txtone_linear_pwr) F(rom_tx_mac_disable) \
	F(rom_tx_mac_enable) F(rom_ana_inf_gating_en) F(rom_set_channel_freq) \
	F(rom_chip_50_set_channel) F(rom_chip_v5_rx_init) F(rom_chip_v5_tx_init) \
	F(rom_i2c_readReg) F(rom_i2c_readReg_Mask) F(rom_i2c_writeReg) \
	F(rom_i2c_writeReg_Mask) F(rom_pbus_debugmode) F(rom_pbus_enter_debugmode) \
	F(rom_pbus_exit_debugmode) F(rom_pbus_force_test) F(rom_pbus_rd) \
	F(rom_pbus_set_rxgain) F(rom_pbus_set_txgain) F(rom_pbus_workmode) \
	F(rom_pbus_xpd_rx_off) F(rom_pbus_xpd_rx_on) F(rom_pbus_xpd_tx_off) \
	F(rom_pbus_xpd_tx_on) F(rom_pbus_xpd_tx_on__low_gain) F(rom_phy_reset_req) \
	F(rom_restart_cal) F(rom_rfpll_reset) F(rom_write_rfpll_sdm) \
	F(rom_rfpll_set_freq) F(rom_cal_tos_v50) F(rom_pbus_dco___SA2) \
	F(rom_rfcal_pwrctrl) F(rom_rfcal_rxiq) F(rom_rfcal_rxiq_set_reg) \
	F(rom_rfcal_txcap) F(rom_rfcal_txiq) F(rom_rfcal_txiq_cover) \
	F(rom_rfcal_txiq_set_reg) F(rom_rxiq_cover_mg_mp) F(rom_set_txbb_atten) \
	F(rom_set_txiq_cal) GAP

#define DECLARE(name) extern char entry_##name[];
#define NOTHING 0,
#define ADDRESS(name) (u32)entry_##name,
FUNCTIONS(DECLARE, )

static const u32 functions[] IN_ROM(phy_table) = { FUNCTIONS(ADDRESS, NOTHING) };

#define COUNT (sizeof functions / sizeof functions[0])

extern u32 *phy_romfuncs;
extern u32 phy_table[COUNT];

void phy_table_reset(void)
{
	for (u32 i = 0; i < COUNT; i++)
		phy_table[i] = ROM_WORD(functions, i);
	phy_romfuncs = phy_table;
}

u32 *phy_get_romfuncs(void)
{
	return phy_romfuncs;
}
