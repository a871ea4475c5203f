/**
 * PHY, baseband and analog registers (0x60000400-5FF, A00-EFF without SPI/I2S blocks, 9800-9FFF): read-back storage, but
 * for the few bits that vendor code polls, the masters of the internal analog I2C bus, and the SAR ADC.
 * Source: which polls real boots, calibrations and scans hang on; the analog bus as the ROM's rom_i2c_* use it.
 */
import type { Registers } from "../memory/register-map.js";
import { Block, type Soc } from "../soc.js";
import { bytes, component, words } from "../state/fields.js";
import type { Adc } from "./adc.js";

/** Offsets are from 0x60000000. */
const PHY_BASE = 0x400;
const PHY_END = 0xf00;
const BASEBAND_BASE = 0x9800;
const BASEBAND_END = 0xa000;

/** IQ estimator: bit 31 done. */
const IQ_ESTIMATOR = 0x57c;
const IQ_DONE = 1 << 31;
/** Periodic calibration: bit 0 debug mode; readback words from READBACK on. */
const CALIBRATION_MODE = 0x594;
const CALIBRATION_STATUS = 0x5a0;
const READBACK_FIRST = 0x5a4;
const READBACK_LAST = 0x5bc;
const READBACK_IDLE = 0x07ffffff;
const CALIBRATION_DONE = 1 << 30;
/** Analog I2C masters, one a host, 4 bytes apart. */
const I2C_FIRST = 0xd00;
const I2C_LAST = 0xd10;
const SAR_CONTROL = 0xd50;
const SAR_BUSY = 7 << 24;
const SAR_FIRST = 0xd80;
const SAR_LAST = 0xd9c;
/** Bit 1 runs the noise floor measurement and clears itself. */
const NOISE_FLOOR = 0x9b60;
const NOISE_FLOOR_RUN = 1 << 1;

const I2C_WRITE = 1 << 24;
const I2C_BUSY = 1 << 25;
const I2C_HOSTS = 5;
const I2C_BLOCKS = 16;
const I2C_REGS = 16;
const I2C_BLOCK_BASE = 0x60;

const PLL_HOST = 4;
const PLL_BLOCK = 0x67;
/** RF PLL: block 0x62 host 1 register 7 bit 7 reads as locked. */
const RF_PLL = { host: 1, block: 0x62, reg: 7, locked: 0x80 } as const;
/** RF PLL's divider: steps of 2^-16 in three registers from here on, most significant first, on top of `whole`. */
const SDM = { host: 0, block: 0x63, reg: 3, whole: 32 } as const;

export const analogComponent = component("analog", {
	phy: words((PHY_END - PHY_BASE) >> 2),
	baseband: words((BASEBAND_END - BASEBAND_BASE) >> 2),
	/** Registers of the analog blocks 0x60 to 0x6F, by host, block, register. */
	i2c: bytes(I2C_HOSTS * I2C_BLOCKS * I2C_REGS),
});

export class Analog extends Block implements Registers {
	readonly #s = this.soc.state.view(analogComponent);
	readonly #adc: Adc;

	constructor(soc: Soc, adc: Adc) {
		super(soc);
		this.#adc = adc;
	}

	reset(): void {
		this.#s.phy.fill(0);
		this.#s.baseband.fill(0);
		this.#s.i2c.fill(0);
		this.soc.requestStop();
	}

	/** Whether the PLL is set up for a 26 MHz crystal. */
	get pll26(): boolean {
		return (
			this.#s.i2c[i2cIndex(PLL_HOST, PLL_BLOCK, 1)] === 0x88 &&
			this.#s.i2c[i2cIndex(PLL_HOST, PLL_BLOCK, 2)] === 0x91
		);
	}

	/** The 2.4 GHz channel that the RF PLL is tuned to, 1 to 14; 0 when it is none. */
	get channel(): number {
		const word = (reg: number): number => this.#s.i2c[i2cIndex(SDM.host, SDM.block, reg)];
		const steps = (word(SDM.reg) << 16) | (word(SDM.reg + 1) << 8) | word(SDM.reg + 2);
		// 19.5 MHz is three quarters of the crystal's 26 MHz.
		const tenthsOfMhz = Math.round(195 * (steps / 65536 + SDM.whole));
		if (Math.abs(tenthsOfMhz - 24840) < 10) return 14;
		const channel = Math.round((tenthsOfMhz - 24070) / 50);
		return channel >= 1 && channel <= 13 ? channel : 0;
	}

	read(offset: number): number {
		if (offset >= BASEBAND_BASE) return this.#s.baseband[(offset - BASEBAND_BASE) >> 2];
		const stored = this.#s.phy[(offset - PHY_BASE) >> 2];
		if (offset >= SAR_FIRST && offset <= SAR_LAST) return this.#adc.sample();
		if (offset >= READBACK_FIRST && offset <= READBACK_LAST) {
			return this.#calibrationDebug ? stored : READBACK_IDLE;
		}
		switch (offset) {
			case IQ_ESTIMATOR:
				return stored | IQ_DONE;
			case CALIBRATION_STATUS:
				return this.#calibrationDebug ? stored | CALIBRATION_DONE : stored;
			case SAR_CONTROL:
				return stored & ~SAR_BUSY;
			default:
				return stored;
		}
	}

	write(offset: number, value: number): void {
		if (offset >= BASEBAND_BASE) {
			const stored = offset === NOISE_FLOOR ? value & ~NOISE_FLOOR_RUN : value;
			this.#s.baseband[(offset - BASEBAND_BASE) >> 2] = stored;
			return;
		}
		const isI2c = offset >= I2C_FIRST && offset <= I2C_LAST;
		this.#s.phy[(offset - PHY_BASE) >> 2] = isI2c ? this.#i2c((offset - I2C_FIRST) >> 2, value) : value;
	}

	get #calibrationDebug(): boolean {
		return (this.#s.phy[(CALIBRATION_MODE - PHY_BASE) >> 2] & 1) !== 0;
	}

	/** One transfer on the analog bus: block, register, data; returns what the master's register reads then. */
	#i2c(host: number, value: number): number {
		const block = value & 0xff;
		const reg = (value >>> 8) & 0xff;
		const at = i2cIndex(host, block, reg);
		if (value & I2C_WRITE) {
			this.#s.i2c[at] = (value >>> 16) & 0xff;
			if (host === PLL_HOST && block === PLL_BLOCK) this.soc.requestStop();
			return value & ~I2C_BUSY;
		}
		let data = this.#s.i2c[at];
		if (host === RF_PLL.host && block === RF_PLL.block && reg === RF_PLL.reg) data |= RF_PLL.locked;
		return (value & 0xffff) | (data << 16);
	}
}

function i2cIndex(host: number, block: number, reg: number): number {
	return (
		(host * I2C_BLOCKS + ((block - I2C_BLOCK_BASE) & (I2C_BLOCKS - 1))) * I2C_REGS + (reg & (I2C_REGS - 1))
	);
}
