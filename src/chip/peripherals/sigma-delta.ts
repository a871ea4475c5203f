/**
 * The sigma-delta modulator (GPIO+0x68): an 8-bit accumulator of first order. Each step, of PRESCALE + 1 APB cycles, adds
 * TARGET; the carry is the output, for one step. So TARGET/256 of the time is high, and up to half of that in pulses of
 * one step.
 * Source: gpio_register.h of the vendor's SDK for the fields; the times as NodeMCU's sigma_delta module documents them:
 * t_high = (prescale + 1) / 80 us, t_period = t_high * 256 / target up to 128, and the same of t_low above.
 */
import { Block } from "../soc.js";
import { component, u32, u64 } from "../state/fields.js";
import { type PadStream, type Pads, Stream } from "./pads.js";
import { pinBits, standing } from "./pin-bits.js";

const TARGET = 0xff;
const PRESCALE_SHIFT = 8;
const ENABLE = 1 << 16;
const ONE = 256;

export const sigmaDeltaComponent = component("sigmadelta", {
	control: u32(),
	/** Sum at tick `since`, where a step begins. */
	accumulator: u32(),
	since: u64(),
});

export class SigmaDelta extends Block implements PadStream {
	readonly #s = this.soc.state.view(sigmaDeltaComponent);
	readonly #pads: Pads;

	constructor(soc: Block["soc"], pads: Pads) {
		super(soc);
		this.#pads = pads;
		pads.connect(Stream.SigmaDelta, this);
	}

	reset(): void {
		const s = this.#s;
		s.control = 0;
		s.accumulator = 0;
		s.since = this.soc.now();
	}

	get control(): number {
		return this.#s.control;
	}

	/** The step under way ends as it began; a new clock begins at once. */
	set control(value: number) {
		const s = this.#s;
		const changed = s.control ^ value;
		if (changed === 0) return;
		this.settle();
		s.control = value;
		if (changed & ~TARGET) s.since = this.soc.now();
		if (changed & (ENABLE | (0xff << PRESCALE_SHIFT) | TARGET)) this.#pads.report(Stream.SigmaDelta);
	}

	level(): 0 | 1 {
		if (!this.#runs) return 0;
		return this.#sumAfter(this.#steps) + this.#target >= ONE ? 1 : 0;
	}

	report(pad: number): void {
		const now = this.soc.now();
		if (!this.#runs) {
			this.soc.outputs.bits?.(now, pad, standing(0));
			return;
		}
		this.settle();
		const bits: number[] = [];
		let sum = this.#s.accumulator;
		do {
			sum += this.#target;
			bits.push(sum >= ONE ? 1 : 0);
			sum %= ONE;
		} while (sum !== this.#s.accumulator);
		this.soc.outputs.bits?.(now, pad, pinBits(bits, this.#stepTicks, now - this.#s.since, true));
	}

	/** Moves `since` to the step that is under way. */
	override settle(): void {
		const s = this.#s;
		if (!this.#runs) return;
		const steps = this.#steps;
		s.accumulator = this.#sumAfter(steps);
		s.since += steps * this.#stepTicks;
	}

	override retimed(): void {
		this.#s.since = this.soc.now();
		this.#pads.report(Stream.SigmaDelta);
	}

	override halted(): void {
		this.#pads.hold(Stream.SigmaDelta);
	}

	override paused(ticks: number): void {
		this.#s.since += ticks;
		this.#pads.report(Stream.SigmaDelta);
	}

	/** Whole steps since `since`. */
	get #steps(): number {
		return Math.floor((this.soc.now() - this.#s.since) / this.#stepTicks);
	}

	#sumAfter(steps: number): number {
		return (this.#s.accumulator + (steps % ONE) * this.#target) % ONE;
	}

	get #runs(): boolean {
		return (this.#s.control & ENABLE) !== 0 && this.#target !== 0;
	}

	get #target(): number {
		return this.#s.control & TARGET;
	}

	get #stepTicks(): number {
		return this.soc.clocks.apbTicks(((this.#s.control >>> PRESCALE_SHIFT) & 0xff) + 1);
	}
}
