/**
 * FRC1 (0x60000600), a 23-bit down counter, and FRC2 (0x60000620), a 32-bit up counter with an alarm.
 * Both run from the APB clock, which stays at 80 MHz when the CPU goes to 160 MHz.
 * Names: ESP8266 Technical Reference, chapter Timer; interrupt behaviour as firmware uses it.
 */
import { Request } from "../interrupts.js";
import { Block, type Soc } from "../soc.js";
import { component, u32, u64, type View } from "../state/fields.js";
import { NEVER } from "../time.js";

const LOAD = 0x00;
const COUNT = 0x04;
const CTRL = 0x08;
const INT = 0x0c;
const ALARM = 0x10;

const CTRL_LEVEL = 1 << 0;
const CTRL_AUTOLOAD = 1 << 6;
const CTRL_ENABLE = 1 << 7;
/** CTRL bits 3:2: divide by 1, 16, 256; the fourth code counts as the third. */
const PRESCALE = [1, 16, 256, 256] as const;

const FRC1_MASK = 0x7fffff;

const fields = {
	load: u32(),
	ctrl: u32(),
	alarm: u32(),
	/** 1 while the interrupt stands; cleared by a write to INT. */
	pending: u32(),
	/** Counter value at tick `base`. */
	count: u32(),
	base: u64(),
};

export const frc1Component = component("frc1", fields);
export const frc2Component = component("frc2", fields);

abstract class Frc extends Block {
	protected readonly s: View<typeof fields>;

	constructor(
		soc: Soc,
		declared: typeof frc1Component,
		private readonly source: number,
	) {
		super(soc);
		this.s = soc.state.view(declared);
	}

	reset(): void {
		const { s } = this;
		s.load = 0;
		s.ctrl = 0;
		s.alarm = 0;
		s.pending = 0;
		s.count = 0;
		s.base = this.soc.now();
		this.soc.interrupts.request(this.source, false);
		this.soc.interrupts.setLevelTriggered(this.source, false);
		this.soc.reschedule(this);
	}

	read(offset: number): number {
		const { s } = this;
		switch (offset) {
			case LOAD:
				return s.load;
			case COUNT:
				return this.counter();
			case CTRL:
				return s.ctrl | (s.pending << 8);
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
				this.load(value);
				break;
			case CTRL:
				s.ctrl = value & 0xff;
				this.soc.interrupts.setLevelTriggered(this.source, (value & CTRL_LEVEL) !== 0);
				break;
			case INT:
				s.pending = 0;
				this.soc.interrupts.request(this.source, false);
				break;
			case ALARM:
				s.alarm = value;
				break;
		}
		this.soc.reschedule(this);
	}

	/** Folds what was counted since `base` into `count`; the prescaler's phase is kept. */
	override settle(): void {
		const { s } = this;
		if (s.ctrl & CTRL_ENABLE) {
			const steps = this.steps(this.soc.now());
			s.count = this.counter();
			s.base += this.ticksFor(steps);
		} else {
			s.base = this.soc.now();
		}
	}

	override paused(ticks: number): void {
		this.s.base += ticks;
		this.soc.reschedule(this);
	}

	protected abstract load(value: number): void;
	protected abstract counter(): number;

	protected get running(): boolean {
		return (this.s.ctrl & CTRL_ENABLE) !== 0;
	}

	/** Counter steps between `base` and `tick`. */
	protected steps(tick: number): number {
		const { numerator, denominator } = this.soc.clocks.apb;
		return Math.floor(((tick - this.s.base) * denominator) / (numerator * this.prescale));
	}

	/** Ticks that `steps` counter steps take, rounded up to the tick at which the last one is visible. */
	protected ticksFor(steps: number): number {
		const { numerator, denominator } = this.soc.clocks.apb;
		return Math.ceil((steps * numerator * this.prescale) / denominator);
	}

	protected interrupt(): void {
		this.s.pending = 1;
		this.soc.interrupts.pulse(this.source);
	}

	private get prescale(): number {
		return PRESCALE[(this.s.ctrl >>> 2) & 3];
	}
}

export class Frc1 extends Frc {
	constructor(soc: Soc) {
		super(soc, frc1Component, Request.FRC1);
	}

	protected load(value: number): void {
		this.s.load = value & FRC1_MASK;
		this.s.count = this.s.load;
		this.s.base = this.soc.now();
	}

	protected counter(): number {
		if (!this.running) return this.s.count;
		return (this.s.count - this.steps(this.soc.now())) & FRC1_MASK;
	}

	/** The counter has run through 0: `count + 1` steps after `base`, or with auto-load at 0. */
	override deadline(): number {
		if (!this.running) return NEVER;
		return this.s.base + this.ticksFor(this.period(this.s.count));
	}

	override fire(): void {
		const { s } = this;
		const now = this.soc.now();
		while (this.deadline() <= now) {
			s.base = this.deadline();
			s.count = s.ctrl & CTRL_AUTOLOAD ? s.load : FRC1_MASK;
			this.interrupt();
		}
		this.soc.reschedule(this);
	}

	private period(count: number): number {
		return Math.max(1, count);
	}
}

export class Frc2 extends Frc {
	constructor(soc: Soc) {
		super(soc, frc2Component, Request.FRC2);
	}

	protected load(value: number): void {
		this.s.load = value >>> 0;
		this.s.count = value >>> 0;
		this.s.base = this.soc.now();
	}

	protected counter(): number {
		if (!this.running) return this.s.count;
		return (this.s.count + this.steps(this.soc.now())) >>> 0;
	}

	override deadline(): number {
		if (!this.running) return NEVER;
		// A counter that stands on its alarm has already met it.
		const steps = (this.s.alarm - this.s.count) >>> 0 || 0x1_0000_0000;
		return this.s.base + this.ticksFor(steps);
	}

	override fire(): void {
		const { s } = this;
		const now = this.soc.now();
		while (this.deadline() <= now) {
			const at = this.deadline();
			s.count = s.alarm;
			s.base = at;
			this.interrupt();
		}
		this.soc.reschedule(this);
	}
}
