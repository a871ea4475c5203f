/**
 * FRC1 (0x60000600), a 23-bit down counter, and FRC2 (0x60000620), a 32-bit up counter with an alarm.
 * Both run from the APB clock, which stays at 80 MHz when the CPU goes to 160 MHz.
 *
 * CTRL bit 0 chooses how an event reaches the interrupt: 0, every event is an edge; 1, the request stands until
 * it is cleared through INT, and only its rising is an edge.
 * Names: ESP8266 Technical Reference, chapter Timer; interrupt behaviour as firmware uses it.
 */
import { SUBTICKS } from "../clock-tree.js";
import { Request } from "../interrupts.js";
import type { Registers } from "../memory/register-map.js";
import { Block, type Soc } from "../soc.js";
import { component, u32, u64, type View } from "../state/fields.js";
import { NEVER } from "../time.js";

const LOAD = 0x00;
const COUNT = 0x04;
const CTRL = 0x08;
const INT = 0x0c;
const ALARM = 0x10;

const CTRL_LEVEL_INT = 1 << 0;
const CTRL_AUTOLOAD = 1 << 6;
const CTRL_ENABLE = 1 << 7;
const CTRL_INT_STATUS_SHIFT = 8;
/** CTRL bits 3:2: divide by 1, 16, 256; the fourth code counts as the third. */
const PRESCALE = [1, 16, 256, 256] as const;

const FRC1_MASK = 0x7fffff;
const TWO_32 = 0x1_0000_0000;

const fields = {
	load: u32(),
	ctrl: u32(),
	alarm: u32(),
	/** 1 while the interrupt stands; cleared by a write to INT. */
	pending: u32(),
	/** The counter's value at `phase` subticks beyond tick `base`. */
	count: u32(),
	base: u64(),
	phase: u32(),
};

export const frc1Component = component("frc1", fields);
export const frc2Component = component("frc2", fields);

abstract class Frc extends Block implements Registers {
	protected readonly s: View<typeof fields>;
	readonly #source: number;

	constructor(soc: Soc, declared: typeof frc1Component, source: number) {
		super(soc);
		this.s = soc.state.view(declared);
		this.#source = source;
	}

	reset(): void {
		const { s } = this;
		s.load = 0;
		s.ctrl = 0;
		s.alarm = 0;
		s.pending = 0;
		s.count = 0;
		this.#restart();
		this.soc.interrupts.request(this.#source, false);
		this.soc.reschedule(this);
	}

	read(offset: number): number {
		const { s } = this;
		switch (offset) {
			case LOAD:
				return s.load;
			case COUNT:
				return this.#counter();
			case CTRL:
				return s.ctrl | (s.pending << CTRL_INT_STATUS_SHIFT);
			case ALARM:
				return s.alarm;
			default:
				return 0;
		}
	}

	write(offset: number, value: number): void {
		const { s } = this;
		this.settle();
		switch (offset) {
			case LOAD:
				s.load = this.wrap(value);
				s.count = s.load;
				this.#restart();
				break;
			case CTRL:
				s.ctrl = value & 0xff;
				break;
			case INT:
				s.pending = 0;
				this.soc.interrupts.request(this.#source, false);
				break;
			case ALARM:
				s.alarm = value;
				break;
		}
		this.soc.reschedule(this);
	}

	/** Takes what was counted over into `count`; the part of a step that has passed is kept. */
	override settle(): void {
		if (!this.#running) {
			this.#restart();
			return;
		}
		const step = this.#stepSubticks;
		const steps = this.#stepsUntil(this.soc.now(), step);
		if (steps === 0) return;
		this.s.count = this.wrap(this.advanced(steps));
		this.#moveBase(steps * step);
	}

	override paused(ticks: number): void {
		this.s.base += ticks;
		this.soc.reschedule(this);
	}

	override deadline(): number {
		if (!this.#running) return NEVER;
		const { base, phase } = this.s;
		return base + Math.ceil((phase + this.stepsToEvent() * this.#stepSubticks) / SUBTICKS);
	}

	override fire(): void {
		const { s } = this;
		const now = this.soc.now();
		while (this.deadline() <= now) {
			this.#moveBase(this.stepsToEvent() * this.#stepSubticks);
			s.count = this.countAfterEvent();
			s.pending = 1;
			if (s.ctrl & CTRL_LEVEL_INT) this.soc.interrupts.request(this.#source, true);
			else this.soc.interrupts.pulse(this.#source);
		}
	}

	/** A value as wide as the counter. */
	protected abstract wrap(value: number): number;
	/** `count` after `steps` more steps, not wrapped. */
	protected abstract advanced(steps: number): number;
	/** Steps from `count` to the event that interrupts, at least 1. */
	protected abstract stepsToEvent(): number;
	/** What the counter reads at that event. */
	protected abstract countAfterEvent(): number;

	get #running(): boolean {
		return (this.s.ctrl & CTRL_ENABLE) !== 0;
	}

	get #stepSubticks(): number {
		return this.soc.clocks.apbSubticks * PRESCALE[(this.s.ctrl >>> 2) & 3];
	}

	#counter(): number {
		if (!this.#running) return this.s.count;
		return this.wrap(this.advanced(this.#stepsUntil(this.soc.now(), this.#stepSubticks)));
	}

	/** Steps, of `step` subticks, that are over at `tick`. */
	#stepsUntil(tick: number, step: number): number {
		const { base, phase } = this.s;
		return Math.floor(((tick - base) * SUBTICKS - phase) / step);
	}

	#moveBase(subticks: number): void {
		const { s } = this;
		const total = s.phase + subticks;
		s.base += Math.floor(total / SUBTICKS);
		s.phase = total % SUBTICKS;
	}

	/** A step begins now. */
	#restart(): void {
		this.s.base = this.soc.now();
		this.s.phase = 0;
	}
}

export class Frc1 extends Frc {
	constructor(soc: Soc) {
		super(soc, frc1Component, Request.FRC1);
	}

	protected wrap(value: number): number {
		return value & FRC1_MASK;
	}

	protected advanced(steps: number): number {
		return this.s.count - steps;
	}

	/** It interrupts as it reaches 0; from 0 that takes a whole turn. */
	protected stepsToEvent(): number {
		return this.s.count || this.#turn;
	}

	protected countAfterEvent(): number {
		return this.#autoload ? this.s.load : 0;
	}

	get #autoload(): boolean {
		return (this.s.ctrl & CTRL_AUTOLOAD) !== 0;
	}

	get #turn(): number {
		return (this.#autoload && this.s.load) || FRC1_MASK + 1;
	}
}

export class Frc2 extends Frc {
	constructor(soc: Soc) {
		super(soc, frc2Component, Request.FRC2);
	}

	protected wrap(value: number): number {
		return value >>> 0;
	}

	protected advanced(steps: number): number {
		return this.s.count + steps;
	}

	/** It interrupts as it reaches the alarm; a counter that stands on it has already met it. */
	protected stepsToEvent(): number {
		return (this.s.alarm - this.s.count) >>> 0 || TWO_32;
	}

	protected countAfterEvent(): number {
		return this.s.alarm;
	}
}
