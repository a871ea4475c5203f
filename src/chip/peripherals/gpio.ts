/**
 * GPIO 0 to 15 (0x60000300): output, enable, input, edge and level interrupts. GPIO16 belongs to the RTC block,
 * which drives its pad through here.
 * Names: ESP8266 Technical Reference, chapter GPIO; bits 16-18 and 29-31 of IN (straps, boot mode) as the mask
 * ROM reads them.
 */
import { Request } from "../interrupts.js";
import type { Registers } from "../memory/register-map.js";
import { Block, type ResetKind, type Soc } from "../soc.js";
import { component, u32, words } from "../state/fields.js";
import type { Iomux } from "./iomux.js";
import { Drive, PAD_COUNT, type Pads, Stream } from "./pads.js";
import type { SigmaDelta } from "./sigma-delta.js";

const OUT = 0x00;
const OUT_W1TS = 0x04;
const OUT_W1TC = 0x08;
const ENABLE = 0x0c;
const ENABLE_W1TS = 0x10;
const ENABLE_W1TC = 0x14;
const IN = 0x18;
const STATUS = 0x1c;
const STATUS_W1TS = 0x20;
const STATUS_W1TC = 0x24;
const PIN0 = 0x28;
const PIN15 = 0x64;
const SIGMA_DELTA = 0x68;

const PIN_SOURCE_SIGMA_DELTA = 1 << 0;
const PIN_DRIVER_OPEN_DRAIN = 1 << 2;
const PIN_INT_TYPE_SHIFT = 7;
const PIN_WAKEUP_ENABLE = 1 << 10;

const STRAPS_SHIFT = 16;
const BOOT_MODE_SHIFT = 29;

/** By strap bit. */
const STRAP_PADS = [2, 0, 15];
const GPIO15 = 15;
/**
 * Resets at which the straps are latched: those in which the reset pin is low, as it is after a deep sleep. After the others
 * the old ones stand: a chip that was flashed over its serial line and then resets itself is in the boot loader again.
 */
const LATCHING: readonly ResetKind[] = ["power-on", "brown-out", "reset-pin", "deep-sleep-wake"];

/** GPIO 0 to 15, one bit a pin. */
const PINS = 0xffff;
const GPIO16 = 16;
const ALL_PADS = (1 << PAD_COUNT) - 1;

/** Clock, data in and out, and chip select of the flash; and its HOLD. Source: ESP-12 schematics, flash in DIO mode. */
const FLASH_BUS = [6, 7, 8, 11];
const FLASH_HOLD = 9;
const FLASH_PADS = (1 << 6) | (1 << 7) | (1 << 8) | (1 << 11) | (1 << FLASH_HOLD);

/** PINn bits 9:7. */
const enum Trigger {
	Disabled = 0,
	Rising = 1,
	Falling = 2,
	AnyEdge = 3,
	Low = 4,
	High = 5,
}

export const gpioComponent = component("gpio", {
	/** Bits 31:16 are storage. */
	out: u32(),
	enable: u32(),
	status: u32(),
	/** Strapping pins as latched, and as the board and who resets it hold them. */
	straps: u32(),
	strapWiring: u32(),
	out16: u32(),
	enable16: u32(),
	pin: words(16),
});

/** What has to hear of the pads. */
export interface GpioWiring {
	/** `flashConnected` may have changed. */
	flashPadsChanged(): void;
	/** The levels of these pads, one bit a pad, may change now: what is sampled of them was sampled before. */
	beforeChange(pads: number): void;
}

export class Gpio extends Block implements Registers {
	readonly #s = this.soc.state.view(gpioComponent);
	readonly #pads: Pads;
	readonly #iomux: Iomux;
	readonly #sigmaDelta: SigmaDelta;
	readonly #wiring: GpioWiring;

	constructor(soc: Soc, pads: Pads, iomux: Iomux, sigmaDelta: SigmaDelta, wiring: GpioWiring) {
		super(soc);
		this.#wiring = wiring;
		this.#pads = pads;
		this.#iomux = iomux;
		this.#sigmaDelta = sigmaDelta;
		iomux.connect((pads) => this.#padsChanged(pads));
	}

	/** The registers; what the outside drives stays. */
	reset(kind: ResetKind): void {
		const s = this.#s;
		if (LATCHING.includes(kind)) s.straps = this.#heldStraps();
		s.out = 0;
		s.enable = 0;
		s.out16 = 0;
		s.enable16 = 0;
		s.pin.fill(0);
		this.#padsChanged(ALL_PADS);
		s.status = 0;
		this.#updateInterrupt();
	}

	/**
	 * How the board, and who resets the chip, hold the strapping pins: bit 0 GPIO2, bit 1 GPIO0, bit 2 GPIO15. Latched at
	 * the next reset that goes through the reset pin; what drives those pads from outside then has its say too.
	 */
	setStraps(straps: number): void {
		this.#s.strapWiring = straps & 7;
	}

	/** Low wins on GPIO0 and GPIO2, which are held high; GPIO15 is held low by no more than a resistor. */
	#heldStraps(): number {
		let straps = this.#s.strapWiring;
		STRAP_PADS.forEach((pad, bit) => {
			const outside = this.#pads.external(pad);
			if (outside === Drive.Low) straps &= ~(1 << bit);
			else if (outside === Drive.High && pad === GPIO15) straps |= 1 << bit;
		});
		return straps;
	}

	read(offset: number): number {
		const s = this.#s;
		if (offset >= PIN0 && offset <= PIN15) return s.pin[(offset - PIN0) >> 2];
		switch (offset) {
			case OUT:
				return s.out;
			case ENABLE:
				return s.enable;
			case IN:
				return (this.#pads.levels & PINS) | (s.straps << STRAPS_SHIFT) | (s.straps << BOOT_MODE_SHIFT);
			case STATUS:
				return s.status;
			case SIGMA_DELTA:
				return this.#sigmaDelta.control;
			default:
				return 0;
		}
	}

	write(offset: number, value: number): void {
		const s = this.#s;
		if (offset >= PIN0 && offset <= PIN15) {
			const pin = (offset - PIN0) >> 2;
			s.pin[pin] = value;
			this.#padsChanged(1 << pin);
			return;
		}
		switch (offset) {
			case OUT:
				this.#setOut(value);
				break;
			case OUT_W1TS:
				this.#setOut(s.out | (value & PINS));
				break;
			case OUT_W1TC:
				this.#setOut(s.out & ~(value & PINS));
				break;
			case ENABLE:
				this.#setEnable(value);
				break;
			case ENABLE_W1TS:
				this.#setEnable(s.enable | value);
				break;
			case ENABLE_W1TC:
				this.#setEnable(s.enable & ~value);
				break;
			case STATUS:
				this.#setStatus(value);
				break;
			case STATUS_W1TS:
				this.#setStatus(s.status | value);
				break;
			case STATUS_W1TC:
				this.#setStatus(s.status & ~value);
				break;
			case SIGMA_DELTA:
				this.#sigmaDelta.control = value;
				break;
		}
	}

	/** GPIO16's output register and enable, written through the RTC block. */
	setGpio16(out: number, enable: number): void {
		this.#s.out16 = out & 1;
		this.#s.enable16 = enable & 1;
		this.#padsChanged(1 << GPIO16);
	}

	/** The outside drives pad `pin` (0 to 16), or lets go of it. */
	drive(pin: number, level: 0 | 1 | "z"): void {
		this.#pads.setExternal(pin, level);
		this.#padsChanged(1 << pin);
	}

	/** Whether a pin stands on a level that its PINn says wakes the chip. */
	get wakes(): boolean {
		const s = this.#s;
		return s.pin.some((conf, pin) => conf & PIN_WAKEUP_ENABLE && this.#levelTriggers(pin));
	}

	/** Whether the flash still hangs on its pads: as GPIO they leave it, and its HOLD input stops it while low. */
	get flashConnected(): boolean {
		for (let i = 0; i < FLASH_BUS.length; i++) if (this.#iomux.isGpio(FLASH_BUS[i])) return false;
		return this.#ownDrive(FLASH_HOLD) !== Drive.Low;
	}

	#setOut(value: number): void {
		const s = this.#s;
		const changed = s.out ^ value;
		s.out = value;
		this.#padsChanged(changed & PINS);
	}

	#setEnable(value: number): void {
		const s = this.#s;
		const changed = (s.enable ^ value) & PINS;
		s.enable = value & PINS;
		this.#padsChanged(changed);
	}

	/** A level that still stands raises its bit again. */
	#setStatus(value: number): void {
		const s = this.#s;
		s.status = value & PINS;
		for (let pin = 0; pin < GPIO16; pin++) if (this.#levelTriggers(pin)) s.status |= 1 << pin;
		this.#updateInterrupt();
	}

	/** Settles the pads in the mask `pads` and looks for triggers. */
	#padsChanged(pads: number): void {
		this.#wiring.beforeChange(pads);
		for (let pin = 0; pin < GPIO16; pin++) if ((pads >>> pin) & 1) this.#settle(pin);
		if ((pads >>> GPIO16) & 1) this.#pads.settle(GPIO16, this.#ownDrive16(), false);
		this.#updateInterrupt();
		if (pads & FLASH_PADS) this.#wiring.flashPadsChanged();
	}

	#settle(pin: number): void {
		const stream = this.#stream(pin);
		const edge =
			stream === Stream.None
				? this.#pads.settle(pin, this.#ownDrive(pin), this.#iomux.pullUp(pin))
				: this.#pads.follow(pin, stream);
		if ((edge && this.#edgeTriggers(pin)) || this.#levelTriggers(pin)) this.#s.status |= 1 << pin;
	}

	#stream(pin: number): Stream {
		if (this.#iomux.isI2sOutput(pin)) return Stream.I2s;
		const s = this.#s;
		const isModulated = (s.pin[pin] & PIN_SOURCE_SIGMA_DELTA) !== 0 && (s.enable & (1 << pin)) !== 0;
		return isModulated && this.#iomux.isGpio(pin) ? Stream.SigmaDelta : Stream.None;
	}

	#ownDrive16(): Drive {
		const s = this.#s;
		if (!s.enable16) return Drive.None;
		return s.out16 ? Drive.High : Drive.Low;
	}

	#ownDrive(pin: number): Drive {
		const s = this.#s;
		const bit = 1 << pin;
		if (!(s.enable & bit) || !this.#iomux.isGpio(pin)) return Drive.None;
		if (!(s.out & bit)) return Drive.Low;
		return s.pin[pin] & PIN_DRIVER_OPEN_DRAIN ? Drive.None : Drive.High;
	}

	#trigger(pin: number): Trigger {
		return (this.#s.pin[pin] >>> PIN_INT_TYPE_SHIFT) & 7;
	}

	#edgeTriggers(pin: number): boolean {
		const trigger = this.#trigger(pin);
		return (
			trigger === Trigger.AnyEdge || trigger === (this.#pads.level(pin) ? Trigger.Rising : Trigger.Falling)
		);
	}

	#levelTriggers(pin: number): boolean {
		return this.#trigger(pin) === (this.#pads.level(pin) ? Trigger.High : Trigger.Low);
	}

	#updateInterrupt(): void {
		this.soc.interrupts.request(Request.GPIO, this.#s.status !== 0);
	}
}
