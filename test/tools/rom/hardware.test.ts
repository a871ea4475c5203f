import test from "ava";
import { type Access, Bench, SCRATCH } from "./bench.js";
import { Random } from "./random.js";
import { dumpRom, entryPoints, hasDump, ownRom } from "./roms.js";

type Case = readonly [name: string, ...args: number[]];

const CHIP = 0x3fffc718;

/** Calls whose register writes, in order and value, must be the mask ROM's. */
const CASES: readonly Case[] = [
	["SPIRead", 0x10, SCRATCH, 40],
	["SPIRead", 0x11, SCRATCH, 41],
	["SPIWrite", 0x2000, SCRATCH, 40],
	["SPIWrite", 0x20f0, SCRATCH, 40],
	["SPIWrite", 0x2000, SCRATCH, 0x120],
	["SPIEraseSector", 3],
	["SPIEraseBlock", 1],
	["SPIEraseArea", 0x1000, 0x3000],
	["SPIEraseArea", 0xf000, 0x13000],
	["SPIEraseArea", 0x10000, 0x20000],
	["SPIEraseArea", 0xf100, 0x1300],
	["SPILock"],
	["SPIUnlock"],
	...[0, 1, 2, 3, 4, 5, 6].map((mode): Case => ["SPIReadModeCnfig", mode]),
	["Enable_QMode", CHIP],
	["SPI_write_enable", CHIP],
	["SPI_write_status", CHIP, 2],
	["spi_flash_attach"],
	["SelectSpiFunction"],
	["Cache_Read_Enable", 0, 0, 0],
	["Cache_Read_Enable", 1, 1, 1],
	["Cache_Read_Enable", 0, 3, 1],
	["Cache_Read_Enable", 2, 1, 0],
	["Cache_Read_Disable"],
	["gpio_output_set", 1, 2, 4, 8],
	["gpio_register_set", 0x28, 0x55],
	["gpio_pin_intr_state_set", 4, 2],
	["gpio_pin_wakeup_enable", 4, 4],
	["gpio_pin_wakeup_disable"],
	["gpio_init"],
	["uart_div_modify", 0, 694],
	["uart_div_modify", 1, 694],
	["Uart_Init", 0],
	["Uart_Init", 1],
	["ets_wdt_disable"],
	["ets_wdt_init"],
	["rtc_get_reset_reason"],
	["rom_i2c_writeReg", 0x67, 4, 3, 0x5a],
	["rom_i2c_writeReg_Mask", 0x67, 4, 3, 6, 2, 0x15],
	["rom_i2c_readReg_Mask", 0x62, 1, 7, 7, 4],
	["rom_chip_v5_disable_cca"],
	["rom_chip_v5_enable_cca"],
	["rom_chip_v5_sense_backoff", 5],
	["rom_chip_v5_rx_init"],
	["rom_chip_v5_tx_init"],
	...[0, 1, 2].map((on): Case => ["rom_en_pwdet", on]),
	["rom_iq_est_enable", 1, 0xfa0],
	["rom_iq_est_disable"],
	["rom_dc_iq_est", 1, 0xfa0, SCRATCH],
	...[0, 1].map((on): Case => ["rom_set_txclk_en", on]),
	...[0, 1].map((on): Case => ["rom_set_rxclk_en", on]),
	["rom_sar_init"],
	...[0, 63, 64, 255].map((scale): Case => ["rom_set_ana_inf_tx_scale", scale]),
	["rom_set_loopback_gain", 3, 5],
	["rom_set_noise_floor", 0x55],
	["rom_start_noisefloor"],
	["rom_start_tx_tone", 1, 0x40, 0x3c, 0, 0, 0],
	["rom_start_tx_tone", 1, 10, 20, 1, 30, 40],
	...[0, 1, 2, 3].map((tone): Case => ["rom_stop_tx_tone", tone]),
	["rom_tx_mac_disable"],
	["rom_tx_mac_enable"],
	...[0, 1].map((on): Case => ["rom_ana_inf_gating_en", on]),
	["rom_pbus_debugmode"],
	["rom_pbus_workmode"],
	["rom_pbus_enter_debugmode", 0x10],
	["rom_pbus_exit_debugmode"],
	["rom_pbus_force_test", 2, 3, 0x55],
	["rom_pbus_rd", 3, 2],
	["rom_pbus_xpd_rx_off", 1],
	["rom_pbus_xpd_rx_on"],
	["rom_pbus_xpd_tx_off"],
	["rom_pbus_xpd_tx_on", 3],
	["rom_pbus_xpd_tx_on__low_gain", 3],
	["rom_phy_reset_req"],
	["rom_restart_cal"],
	["rom_rfpll_reset"],
	["rom_write_rfpll_sdm", SCRATCH],
	["rom_pbus_dco___SA2", 0xfa0, SCRATCH, 10],
	["rom_rfcal_rxiq_set_reg", 0x31, SCRATCH, 0],
	["rom_rfcal_rxiq_set_reg", -7, SCRATCH, 1],
	["rom_rfcal_txiq_set_reg", 0x1f, 1, 0],
	["rom_rfcal_txiq_set_reg", -5, 0, 0],
	["rom_get_power_db", 0x138],
	["rom_txtone_linear_pwr", 2, 10],
];

const SPI_STATUS = 0x60000210;
const SPI_CMD = 0x60000200;
const READ_STATUS = 0x8000000;
const UART_FIFO = 0x60000000;

/** Writes but those of waiting for the flash chip, whose number is a matter of time, and the console's. */
function writes(log: readonly Access[]): string[] {
	return log
		.filter((a) => a.kind === "w" && a.address !== UART_FIFO)
		.filter((a) => !(a.address === SPI_CMD && a.value === READ_STATUS))
		.filter((a) => !(a.address === SPI_STATUS && a.value === 0))
		.map((a) => `${a.address.toString(16)}=${a.value.toString(16)}`);
}

const entries = entryPoints();

function outcome(bench: Bench, [name, ...args]: Case): unknown {
	bench.restore();
	bench.put(SCRATCH, new Random(5).bytes(1024));
	bench.log = [];
	const { stop } = bench.call(entries.get(name) ?? 0, args, 320e6);
	const log = bench.log;
	bench.log = undefined;
	return { stop, writes: writes(log), memory: Buffer.from(bench.bytes(SCRATCH, 1024)).toString("hex") };
}

const comparing = hasDump ? test.serial : test.serial.skip;
const benches = hasDump ? { mask: new Bench(dumpRom()), own: new Bench(ownRom()) } : undefined;

for (const call of CASES) {
	const [name, ...args] = call;
	comparing(`${name}(${args.map((a) => a.toString(16)).join(", ")}) writes what the mask ROM writes`, (t) => {
		t.deepEqual(outcome(benches!.own, call), outcome(benches!.mask, call));
	});
}
