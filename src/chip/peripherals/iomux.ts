/**
 * IOMUX (0x60000800): what each pad is connected to, and its pull-up. Plain storage to the rest of the chip,
 * which asks only whether a pad is a GPIO or I2S's, and whether its pull-up is on.
 * Offsets and function numbers: ESP8266 pin list (eagle_soc.h names the same registers PERIPHS_IO_MUX_*).
 */
import type { Registers } from "../memory/register-map.js";
import { Block } from "../soc.js";
import { component, words } from "../state/fields.js";

const CONF_WORDS = 0x40;
const FUNCTION_LOW_SHIFT = 4;
const FUNCTION_HIGH_SHIFT = 6;
const PULL_UP = 1 << 7;

/** Register offset of GPIO 0 to 15, and the function number that makes the pad a GPIO. */
const PADS: readonly { readonly offset: number; readonly gpioFunction: number }[] = [
	{ offset: 0x34, gpioFunction: 0 },
	{ offset: 0x18, gpioFunction: 3 },
	{ offset: 0x38, gpioFunction: 0 },
	{ offset: 0x14, gpioFunction: 3 },
	{ offset: 0x3c, gpioFunction: 0 },
	{ offset: 0x40, gpioFunction: 0 },
	{ offset: 0x1c, gpioFunction: 3 },
	{ offset: 0x20, gpioFunction: 3 },
	{ offset: 0x24, gpioFunction: 3 },
	{ offset: 0x28, gpioFunction: 3 },
	{ offset: 0x2c, gpioFunction: 3 },
	{ offset: 0x30, gpioFunction: 3 },
	{ offset: 0x04, gpioFunction: 3 },
	{ offset: 0x08, gpioFunction: 3 },
	{ offset: 0x0c, gpioFunction: 3 },
	{ offset: 0x10, gpioFunction: 3 },
];

/** The pads I2SO_WS, I2SO_DATA, I2SI_BCK, I2SI_WS and I2SO_BCK: GPIO2, 3, 13, 14, 15. */
const I2S_OUTPUTS = (1 << 2) | (1 << 3) | (1 << 13) | (1 << 14) | (1 << 15);
const I2S_FUNCTION = 1;

export const iomuxComponent = component("iomux", { conf: words(CONF_WORDS) });

export class Iomux extends Block implements Registers {
	readonly #s = this.soc.state.view(iomuxComponent);
	/** Wired once, while the chip is built. */
	#padsChanged: (pads: number) => void = () => {};

	/** Connects the block that settles the pads; it is told which have changed, one bit a pad. */
	connect(padsChanged: (pads: number) => void): void {
		this.#padsChanged = padsChanged;
	}

	reset(): void {
		this.#s.conf.fill(0);
	}

	read(offset: number): number {
		return this.#s.conf[offset >> 2];
	}

	write(offset: number, value: number): void {
		this.#s.conf[offset >> 2] = value;
		const pad = PADS.findIndex((p) => p.offset === offset);
		if (pad >= 0) this.#padsChanged(1 << pad);
	}

	/** Whether pad `pin` (0 to 15) is switched to its GPIO function. */
	isGpio(pin: number): boolean {
		return this.#function(pin) === PADS[pin].gpioFunction;
	}

	/** Whether pad `pin` (0 to 15) is one of I2S's outputs, and switched to it. */
	isI2sOutput(pin: number): boolean {
		return ((I2S_OUTPUTS >>> pin) & 1) === 1 && this.#function(pin) === I2S_FUNCTION;
	}

	#function(pin: number): number {
		const value = this.#s.conf[PADS[pin].offset >> 2];
		return ((value >>> FUNCTION_LOW_SHIFT) & 3) | ((value >>> FUNCTION_HIGH_SHIFT) & 4);
	}

	/** Whether pad `pin` (0 to 15) has its pull-up on. */
	pullUp(pin: number): boolean {
		return (this.#s.conf[PADS[pin].offset >> 2] & PULL_UP) !== 0;
	}
}
