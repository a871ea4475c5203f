/** Helpers of the radio's driver: what they read, and what they write where. */
import type { Bench } from "../bench.js";
import type { Comparison } from "../compare.js";
import type { Random } from "../random.js";
import { A, C, values } from "./inputs.js";

const byte = (random: Random): number => random.below(256);
const bit = (random: Random): number => random.below(2);
/** Register fields: the high and the low bit. */
const field = (random: Random): [number, number] => {
	const low = random.below(8);
	return [low + random.below(8 - low), low];
};
const i2c = (random: Random): [number, number, number] => [byte(random), random.below(4), byte(random)];

/** A function that gets memory at C to read from or to write to. */
const withMemory = (name: string, args: (random: Random) => readonly number[], slow = 1): Comparison => ({
	name,
	result: "none",
	slow,
	prepare(bench: Bench, random: Random) {
		bench.put(C, random.bytes(32));
		return args(random);
	},
});

const UART_FIFO = 0x60000000;
const PBUS_STATE = 0x600005a4;

/** With the receiver on: leaving it is waited for. */
const receiving = (name: string, args: (random: Random) => readonly number[]): Comparison => ({
	name,
	result: "none",
	prepare(bench, random) {
		bench.registers?.preset(PBUS_STATE + 4, random.word() | (0x184 << 9));
		bench.registers?.preset(PBUS_STATE + 8, random.word() | (6 << 18));
		return args(random);
	},
});

/** With gains the ROM knows, and offsets that are nothing, small, or beyond what can be cancelled. */
const dcOffset: Comparison = {
	name: "rom_pbus_dco___SA2",
	result: "none",
	// The mask ROM says on the console that it has no buffer for its remarks.
	ignore: (address) => address === UART_FIFO,
	slow: 20,
	prepare(bench, random) {
		const offset = () => {
			const limit = random.pick([3, 12, 100, 5000]);
			return (random.below(2 * limit) - limit) * 64;
		};
		bench.registers?.preset(0x600005dc, offset());
		bench.registers?.preset(0x600005e0, offset());
		bench.registers?.preset(PBUS_STATE + 8, (random.below(7) << 21) | random.below(1 << 18));
		return [0, A, random.below(8)];
	},
};

export const RADIO: readonly Comparison[] = [
	values("rom_i2c_readReg", "word", i2c),
	values("rom_i2c_writeReg", "none", (r) => [...i2c(r), byte(r)]),
	values("rom_i2c_readReg_Mask", "word", (r) => [...i2c(r), ...field(r)]),
	values("rom_i2c_writeReg_Mask", "none", (r) => [...i2c(r), ...field(r), byte(r)]),
	values("rom_abs_temp", "word", (r) => [r.integer()]),
	values("rom_chip_v5_disable_cca", "none", () => []),
	values("rom_chip_v5_enable_cca", "none", () => []),
	values("rom_chip_v5_sense_backoff", "none", (r) => [r.integer()]),
	values("rom_chip_v5_rx_init", "none", () => []),
	values("rom_chip_v5_tx_init", "none", () => []),
	withMemory("rom_dc_iq_est", (r) => [r.below(4), r.below(0x4000), C], 10),
	values("rom_en_pwdet", "none", (r) => [r.below(3)]),
	withMemory("rom_get_fm_sar_dout", () => [C, C + 8], 5),
	values("rom_get_noisefloor", "word", () => []),
	{ ...values("rom_get_power_db", "word", (r) => [r.integer()]), slow: 5 },
	values("rom_iq_est_disable", "none", () => []),
	values("rom_iq_est_enable", "none", (r) => [r.below(4), r.below(0x4000)]),
	values("rom_linear_to_db", "word", (r) => [r.integer(), r.below(12)]),
	values("rom_set_txclk_en", "none", (r) => [bit(r)]),
	values("rom_set_rxclk_en", "none", (r) => [bit(r)]),
	values("rom_mhz2ieee", "word", (r) => [
		r.pick([2300 + r.below(300), 2407 + 5 * r.below(16), r.below(7000)]),
		r.pick([0, 0x80, r.word()]),
	]),
	values("rom_sar_init", "none", () => []),
	values("rom_set_ana_inf_tx_scale", "none", (r) => [byte(r)]),
	values("rom_set_loopback_gain", "none", (r) => [r.below(512), r.below(512)]),
	values("rom_set_noise_floor", "none", (r) => [byte(r)]),
	values("rom_start_noisefloor", "none", () => []),
	values("rom_start_tx_tone", "none", (r) => [
		bit(r),
		r.below(1024),
		byte(r),
		bit(r),
		r.below(1024),
		byte(r),
	]),
	values("rom_stop_tx_tone", "none", (r) => [r.below(4)]),
	{ ...values("rom_txtone_linear_pwr", "word", (r) => [r.below(6), r.below(16)]), slow: 10 },
	values("rom_tx_mac_disable", "none", () => []),
	values("rom_tx_mac_enable", "none", () => []),
	values("rom_ana_inf_gating_en", "none", (r) => [bit(r)]),
	receiving("rom_pbus_debugmode", () => []),
	receiving("rom_pbus_enter_debugmode", (r) => [r.below(512)]),
	values("rom_pbus_exit_debugmode", "none", () => []),
	values("rom_pbus_force_test", "none", (r) => [r.below(8), r.below(4), r.below(512)]),
	values("rom_pbus_rd", "word", (r) => [r.below(8), 1 + r.below(2)]),
	values("rom_pbus_workmode", "none", () => []),
	values("rom_pbus_xpd_rx_off", "none", (r) => [r.below(512)]),
	values("rom_pbus_xpd_rx_on", "none", () => []),
	values("rom_pbus_xpd_tx_off", "none", () => []),
	values("rom_pbus_xpd_tx_on", "none", (r) => [r.below(512)]),
	values("rom_pbus_xpd_tx_on__low_gain", "none", (r) => [r.below(512)]),
	values("rom_phy_reset_req", "none", () => []),
	values("rom_restart_cal", "none", () => []),
	values("rom_rfpll_reset", "none", () => []),
	withMemory("rom_write_rfpll_sdm", () => [C]),
	withMemory("rom_rfcal_rxiq_set_reg", (r) => [r.integer(), C, bit(r)]),
	values("rom_rfcal_txiq_set_reg", "word", (r) => [r.integer(), bit(r), r.below(4)]),
	dcOffset,
];
