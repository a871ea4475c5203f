/*
 * The table of PHY functions: firmware asks for it and replaces the ones it knows better. Order and gaps: what
 * phy_get_romfuncs points at after a boot.
 */
#include "rom.h"
#include "phy.h"

extern char entry_rom_abs_temp[];
extern char entry_rom_chip_v5_disable_cca[];
extern char entry_rom_chip_v5_enable_cca[];
extern char entry_rom_chip_v5_sense_backoff[];
extern char entry_rom_dc_iq_est[];
extern char entry_rom_en_pwdet[];
extern char entry_rom_get_bb_atten[];
extern char entry_rom_get_corr_power[];
extern char entry_rom_get_fm_sar_dout[];
extern char entry_rom_get_noisefloor[];
extern char entry_rom_get_power_db[];
extern char entry_rom_iq_est_disable[];
extern char entry_rom_iq_est_enable[];
extern char entry_rom_linear_to_db[];
extern char entry_rom_set_txclk_en[];
extern char entry_rom_set_rxclk_en[];
extern char entry_rom_mhz2ieee[];
extern char entry_rom_rxiq_get_mis[];
extern char entry_rom_sar_init[];
extern char entry_rom_set_ana_inf_tx_scale[];
extern char entry_rom_set_loopback_gain[];
extern char entry_rom_set_noise_floor[];
extern char entry_rom_start_noisefloor[];
extern char entry_rom_start_tx_tone[];
extern char entry_rom_stop_tx_tone[];
extern char entry_rom_txtone_linear_pwr[];
extern char entry_rom_tx_mac_disable[];
extern char entry_rom_tx_mac_enable[];
extern char entry_rom_ana_inf_gating_en[];
extern char entry_rom_set_channel_freq[];
extern char entry_rom_chip_50_set_channel[];
extern char entry_rom_chip_v5_rx_init[];
extern char entry_rom_chip_v5_tx_init[];
extern char entry_rom_i2c_readReg[];
extern char entry_rom_i2c_readReg_Mask[];
extern char entry_rom_i2c_writeReg[];
extern char entry_rom_i2c_writeReg_Mask[];
extern char entry_rom_pbus_debugmode[];
extern char entry_rom_pbus_enter_debugmode[];
extern char entry_rom_pbus_exit_debugmode[];
extern char entry_rom_pbus_force_test[];
extern char entry_rom_pbus_rd[];
extern char entry_rom_pbus_set_rxgain[];
extern char entry_rom_pbus_set_txgain[];
extern char entry_rom_pbus_workmode[];
extern char entry_rom_pbus_xpd_rx_off[];
extern char entry_rom_pbus_xpd_rx_on[];
extern char entry_rom_pbus_xpd_tx_off[];
extern char entry_rom_pbus_xpd_tx_on[];
extern char entry_rom_pbus_xpd_tx_on__low_gain[];
extern char entry_rom_phy_reset_req[];
extern char entry_rom_restart_cal[];
extern char entry_rom_rfpll_reset[];
extern char entry_rom_write_rfpll_sdm[];
extern char entry_rom_rfpll_set_freq[];
extern char entry_rom_cal_tos_v50[];
extern char entry_rom_pbus_dco___SA2[];
extern char entry_rom_rfcal_pwrctrl[];
extern char entry_rom_rfcal_rxiq[];
extern char entry_rom_rfcal_rxiq_set_reg[];
extern char entry_rom_rfcal_txcap[];
extern char entry_rom_rfcal_txiq[];
extern char entry_rom_rfcal_txiq_cover[];
extern char entry_rom_rfcal_txiq_set_reg[];
extern char entry_rom_rxiq_cover_mg_mp[];
extern char entry_rom_set_txbb_atten[];
extern char entry_rom_set_txiq_cal[];

extern u32 *phy_romfuncs;
extern u32 phy_table[71];

static const u32 functions[71] IN_ROM(phy_table) = {
	(u32)entry_rom_abs_temp,
	(u32)entry_rom_chip_v5_disable_cca,
	(u32)entry_rom_chip_v5_enable_cca,
	(u32)entry_rom_chip_v5_sense_backoff,
	(u32)entry_rom_dc_iq_est,
	0,
	(u32)entry_rom_en_pwdet,
	(u32)entry_rom_get_bb_atten,
	(u32)entry_rom_get_corr_power,
	(u32)entry_rom_get_fm_sar_dout,
	(u32)entry_rom_get_noisefloor,
	(u32)entry_rom_get_power_db,
	(u32)entry_rom_iq_est_disable,
	(u32)entry_rom_iq_est_enable,
	(u32)entry_rom_linear_to_db,
	(u32)entry_rom_set_txclk_en,
	(u32)entry_rom_set_rxclk_en,
	(u32)entry_rom_mhz2ieee,
	(u32)entry_rom_rxiq_get_mis,
	(u32)entry_rom_sar_init,
	(u32)entry_rom_set_ana_inf_tx_scale,
	(u32)entry_rom_set_loopback_gain,
	(u32)entry_rom_set_noise_floor,
	0,
	0,
	(u32)entry_rom_start_noisefloor,
	(u32)entry_rom_start_tx_tone,
	(u32)entry_rom_stop_tx_tone,
	(u32)entry_rom_txtone_linear_pwr,
	(u32)entry_rom_tx_mac_disable,
	(u32)entry_rom_tx_mac_enable,
	(u32)entry_rom_ana_inf_gating_en,
	(u32)entry_rom_set_channel_freq,
	(u32)entry_rom_chip_50_set_channel,
	(u32)entry_rom_chip_v5_rx_init,
	(u32)entry_rom_chip_v5_tx_init,
	(u32)entry_rom_i2c_readReg,
	(u32)entry_rom_i2c_readReg_Mask,
	(u32)entry_rom_i2c_writeReg,
	(u32)entry_rom_i2c_writeReg_Mask,
	(u32)entry_rom_pbus_debugmode,
	(u32)entry_rom_pbus_enter_debugmode,
	(u32)entry_rom_pbus_exit_debugmode,
	(u32)entry_rom_pbus_force_test,
	(u32)entry_rom_pbus_rd,
	(u32)entry_rom_pbus_set_rxgain,
	(u32)entry_rom_pbus_set_txgain,
	(u32)entry_rom_pbus_workmode,
	(u32)entry_rom_pbus_xpd_rx_off,
	(u32)entry_rom_pbus_xpd_rx_on,
	(u32)entry_rom_pbus_xpd_tx_off,
	(u32)entry_rom_pbus_xpd_tx_on,
	(u32)entry_rom_pbus_xpd_tx_on__low_gain,
	(u32)entry_rom_phy_reset_req,
	(u32)entry_rom_restart_cal,
	(u32)entry_rom_rfpll_reset,
	(u32)entry_rom_write_rfpll_sdm,
	(u32)entry_rom_rfpll_set_freq,
	(u32)entry_rom_cal_tos_v50,
	(u32)entry_rom_pbus_dco___SA2,
	(u32)entry_rom_rfcal_pwrctrl,
	(u32)entry_rom_rfcal_rxiq,
	(u32)entry_rom_rfcal_rxiq_set_reg,
	(u32)entry_rom_rfcal_txcap,
	(u32)entry_rom_rfcal_txiq,
	(u32)entry_rom_rfcal_txiq_cover,
	(u32)entry_rom_rfcal_txiq_set_reg,
	(u32)entry_rom_rxiq_cover_mg_mp,
	(u32)entry_rom_set_txbb_atten,
	(u32)entry_rom_set_txiq_cal,
	0,
};

void phy_table_reset(void)
{
	for (u32 i = 0; i < sizeof functions / sizeof functions[0]; i++)
		phy_table[i] = ROM_WORD(functions, i);
	phy_romfuncs = phy_table;
}

u32 *phy_get_romfuncs(void)
{
	return phy_romfuncs;
}
