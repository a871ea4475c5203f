/**
 * GPIO 0 to 15 (0x60000300): output, enable, input, edge and level interrupts. GPIO16 belongs to the RTC block,
 * but its pad is kept here with the others.
 *
 * A pad is wired-AND: whoever pulls it low wins, then a driver that holds it high, then the pull-up in IOMUX,
 * then the board's own weak level. Names: ESP8266 Technical Reference, chapter GPIO; bits 16-18 and 29-31 of IN
 * (straps, boot mode) as the mask ROM reads them.
 */
import { Request } from "../interrupts.js";
import { Block, type ResetKind, type Soc } from "../soc.js";
import { bytes, component, u32, words } from "../state/fields.js";
import type { Iomux } from "./iomux.js";

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

const PIN_OPEN_DRAIN = 1 << 2;
const PINS = 0xffff;
/** Number of pads, GPIO16 included. */
export const PAD_COUNT = 17;
const GPIO16 = 16;

/** PINn bits 9:7. */
const enum Trigger {
	Disabled = 0,
	Rising = 1,
	Falling = 2,
	AnyEdge = 3,
	Low = 4,
	High = 5,
}

/** What drives a pad from outside. */
const enum Drive {
	Low = 0,
	High = 1,
	None = 2,
}

/** Pins a module pulls up or that idle high with a serial adapter: GPIO0, GPIO1 (TX), GPIO2, GPIO3 (RX), GPIO16. */
const WEAK_HIGH = (1 << 0) | (1 << 1) | (1 << 2) | (1 << 3) | (1 << 16);

export const gpioComponent = component("gpio", {
	out: u32(),
	enable: u32(),
	status: u32(),
	sigmaDelta: u32(),
	/** Levels of all pads, one bit a pad, as they stand. */
	levels: u32(),
	straps: u32(),
	out16: u32(),
	enable16: u32(),
	pin: words(16),
	/** `Drive` of each pad. */
	external: bytes(PAD_COUNT),
	/** What each pad was last reported to be driven with: 0, 1, or 2 for not driven. */
	driven: bytes(PAD_COUNT),
});

const LEVEL_NAMES = [0, 1, "z"] as const;

export class Gpio extends Block {
	readonly #s;
	readonly #iomux: Iomux;

	constructor(soc: Soc, iomux: Iomux) {
		super(soc);
		this.#s = soc.state.view(gpioComponent);
		this.#iomux = iomux;
	}

	reset(kind: ResetKind): void {
		const s = this.#s;
		if (kind === "power-on") {
			s.external.fill(Drive.None);
			s.driven.fill(Drive.None);
		}
		s.out = 0;
		s.enable = 0;
		s.status = 0;
		s.sigmaDelta = 0;
		s.out16 = 0;
		s.enable16 = 0;
		s.pin.fill(0);
		this.padsChanged();
	}

	/** Strapping pins: bit 0 GPIO2, bit 1 GPIO0, bit 2 GPIO15, latched at reset. */
	setStraps(straps: number): void {
		this.#s.straps = straps & 7;
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
				return (s.levels & PINS) | (s.straps << 16) | (s.straps << 29);
			case STATUS:
				return s.status;
			case SIGMA_DELTA:
				return s.sigmaDelta;
			default:
				return 0;
		}
	}

	write(offset: number, value: number): void {
		const s = this.#s;
		if (offset >= PIN0 && offset <= PIN15) {
			s.pin[(offset - PIN0) >> 2] = value;
			this.padsChanged();
			return;
		}
		switch (offset) {
			case OUT:
				// Bits 31:16 are BT_SEL, plain storage.
				s.out = value;
				break;
			case OUT_W1TS:
				s.out |= value & PINS;
				break;
			case OUT_W1TC:
				s.out &= ~(value & PINS);
				break;
			case ENABLE:
				s.enable = value & PINS;
				break;
			case ENABLE_W1TS:
				s.enable |= value & PINS;
				break;
			case ENABLE_W1TC:
				s.enable &= ~value;
				break;
			case STATUS:
				s.status = value & PINS;
				break;
			case STATUS_W1TS:
				s.status |= value & PINS;
				break;
			case STATUS_W1TC:
				s.status &= ~value;
				break;
			case SIGMA_DELTA:
				s.sigmaDelta = value;
				break;
		}
		this.padsChanged();
	}

	/** GPIO16's output register and enable, written through the RTC block. */
	setGpio16(out: number, enable: number): void {
		this.#s.out16 = out & 1;
		this.#s.enable16 = enable & 1;
		this.padsChanged();
	}

	/** Level of a pad. */
	level(pin: number): 0 | 1 {
		return ((this.#s.levels >>> pin) & 1) as 0 | 1;
	}

	/** The outside drives a pad, or lets go of it. */
	drive(pin: number, level: 0 | 1 | "z"): void {
		this.#s.external[pin] = level === "z" ? Drive.None : level;
		this.padsChanged();
	}

	/** Settles all pads, reports what the chip drives anew, and looks for interrupts. */
	padsChanged(): void {
		const s = this.#s;
		const before = s.levels;
		let levels = 0;
		for (let pin = 0; pin < PAD_COUNT; pin++) {
			const own = this.#ownDrive(pin);
			if (own !== s.driven[pin]) {
				s.driven[pin] = own;
				this.soc.outputs.pin(this.soc.now(), pin, LEVEL_NAMES[own]);
			}
			if (this.#settle(pin, own)) levels |= 1 << pin;
		}
		s.levels = levels;
		this.#triggers(before, levels);
	}

	#ownDrive(pin: number): Drive {
		const s = this.#s;
		if (pin === GPIO16) return s.enable16 ? s.out16 : Drive.None;
		if (!((s.enable >>> pin) & 1) || !this.#iomux.isGpio(pin)) return Drive.None;
		const out = (s.out >>> pin) & 1;
		return s.pin[pin] & PIN_OPEN_DRAIN && out ? Drive.None : out;
	}

	#settle(pin: number, own: Drive): boolean {
		const external = this.#s.external[pin];
		if (own === Drive.Low || external === Drive.Low) return false;
		if (own === Drive.High || external === Drive.High) return true;
		return (pin !== GPIO16 && this.#iomux.pullUp(pin)) || ((WEAK_HIGH >>> pin) & 1) === 1;
	}

	#triggers(before: number, after: number): void {
		const s = this.#s;
		let fired = 0;
		for (let pin = 0; pin < 16; pin++) {
			const bit = 1 << pin;
			const high = (after & bit) !== 0;
			const edge = ((before ^ after) & bit) !== 0;
			switch ((s.pin[pin] >>> 7) & 7) {
				case Trigger.Rising:
					if (edge && high) fired |= bit;
					break;
				case Trigger.Falling:
					if (edge && !high) fired |= bit;
					break;
				case Trigger.AnyEdge:
					if (edge) fired |= bit;
					break;
				case Trigger.Low:
					if (!high) fired |= bit;
					break;
				case Trigger.High:
					if (high) fired |= bit;
					break;
			}
		}
		s.status |= fired;
		this.soc.interrupts.request(Request.GPIO, s.status !== 0);
	}
}
