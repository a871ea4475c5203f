/**
 * Hardware watchdog (0x60000900): two stages; the first raises INT8, the second resets the chip.
 * A stage lasts 0.8 ms * 2^value. Source: observed of every SDK (1.64 s, then 6.55 s).
 */
import { Request } from "../interrupts.js";
import type { Registers } from "../memory/register-map.js";
import { Block, type Soc } from "../soc.js";
import { component, u32, u64 } from "../state/fields.js";
import { NEVER } from "../time.js";

const CTL = 0x00;
const OP = 0x04;
const OP_ND = 0x08;
const FEED = 0x14;

const ENABLE = 1 << 0;
const FEED_KEY = 0x73;
/** 0.8 ms. */
const UNIT_TICKS = 128_000;

export const wdtComponent = component("wdt", {
	ctl: u32(),
	/** Time-out exponents of stage 0 and stage 1. */
	op: u32(),
	opNd: u32(),
	/** 0 until the first time-out, then 1. */
	stage: u32(),
	/** Tick at which the running stage began. */
	since: u64(),
});

export class Wdt extends Block implements Registers {
	readonly #s = this.soc.state.view(wdtComponent);
	readonly #bite: () => void;

	/** `bite` resets the chip. */
	constructor(soc: Soc, bite: () => void) {
		super(soc);
		this.#bite = bite;
	}

	reset(): void {
		const s = this.#s;
		s.ctl = 0;
		s.op = 0;
		s.opNd = 0;
		this.#restart();
	}

	read(offset: number): number {
		switch (offset) {
			case CTL:
				return this.#s.ctl;
			case OP:
				return this.#s.op;
			case OP_ND:
				return this.#s.opNd;
			default:
				return 0;
		}
	}

	write(offset: number, value: number): void {
		const s = this.#s;
		switch (offset) {
			case CTL: {
				const started = (value & ENABLE) !== 0 && (s.ctl & ENABLE) === 0;
				s.ctl = value;
				if (started) this.#restart();
				else this.soc.reschedule(this);
				break;
			}
			case OP:
				s.op = value & 0xf;
				this.soc.reschedule(this);
				break;
			case OP_ND:
				s.opNd = value & 0xf;
				this.soc.reschedule(this);
				break;
			case FEED:
				if ((value & 0xff) === FEED_KEY) this.#feed();
				break;
		}
	}

	override deadline(): number {
		const s = this.#s;
		if (!(s.ctl & ENABLE)) return NEVER;
		return s.since + UNIT_TICKS * (1 << (s.stage === 0 ? s.op : s.opNd));
	}

	override fire(): void {
		const s = this.#s;
		// Feeding does not take the deadline out of the schedule: it may be the one before the last feed.
		if (this.deadline() > this.soc.now()) return;
		if (s.stage === 1) {
			this.#bite();
			return;
		}
		s.since = this.deadline();
		s.stage = 1;
		this.soc.interrupts.pulse(Request.WDT);
		this.soc.reschedule(this);
	}

	override paused(ticks: number): void {
		this.#s.since += ticks;
		this.soc.reschedule(this);
	}

	/** Firmware feeds a million times a second: in the first stage only the time is noted. */
	#feed(): void {
		if (this.#s.stage === 0) this.#s.since = this.soc.now();
		else this.#restart();
	}

	#restart(): void {
		this.#s.stage = 0;
		this.#s.since = this.soc.now();
		this.soc.interrupts.request(Request.WDT, false);
		this.soc.reschedule(this);
	}
}
