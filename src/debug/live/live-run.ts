/**
 * A run that is walked in while it is recorded. There is one chip: at the edge the recorder runs it, and hears it; behind
 * the edge a time machine does, from what the recorder has given, and the recorder and its worlds hear nothing.
 */
import type { Chip, RunStop } from "../../chip/chip.js";
import type { ChipInput } from "../../chip/inputs.js";
import type { ChipOutputs } from "../../chip/outputs.js";
import { TIME_UP } from "../../session/live.js";
import type { Companion, Recorder } from "../../session/recorder.js";
import type { TraceInput } from "../../trace/schema.js";
import type { WorldEnd } from "../../world/world.js";
import { History } from "../time/history.js";
import type { LiveEdge, Run } from "../time/time-machine.js";

/** Why a recording ends when somebody writes to the chip. */
export const WRITTEN_TO = "a debugger wrote to the chip";

export class LiveRun implements Companion, LiveEdge, Run {
	readonly events = [];
	readonly history = new History();
	readonly #until: number;
	#recorder: Recorder | undefined;
	#sliceTicks = 0;
	/** Whether what the chip does is new, as what it says when it gets power. */
	#isNews = true;
	#give: (input: TraceInput) => void = () => {};
	#lastTick = 0;
	#end: WorldEnd | undefined;
	#failure: unknown;

	/** `until` is where the run ends, if its worlds do not end it before. */
	constructor(until = Number.POSITIVE_INFINITY) {
		this.#until = until;
	}

	/** Takes the recorder that was made with this as its companion; others must have a turn after `sliceTicks`. */
	begin(recorder: Recorder, sliceTicks: number): void {
		this.#recorder = recorder;
		this.#sliceTicks = sliceTicks;
		this.#isNews = false;
	}

	get recorder(): Recorder {
		if (!this.#recorder) throw new Error("nothing is recorded yet");
		return this.#recorder;
	}

	get sliceTicks(): number {
		return this.#sliceTicks;
	}

	get chip(): Chip {
		return this.recorder.chip;
	}

	get lastTick(): number {
		return this.#lastTick;
	}

	get edge(): LiveEdge {
		return this;
	}

	get isOpen(): boolean {
		return this.#end === undefined;
	}

	run(until: number, give: (input: TraceInput) => void): RunStop {
		return this.#goOn(give, () => this.recorder.run(Math.min(until, this.#until)));
	}

	step(until: number, give: (input: TraceInput) => void): RunStop {
		return this.#goOn(give, () => this.recorder.step(Math.min(until, this.#until)));
	}

	/** Must stand at the edge, as for `close`. */
	stopRecording(): void {
		this.recorder.finish(WRITTEN_TO);
	}

	/** Ends the run, and the recording; says why it has ended. Throws what has kept it from going on. */
	close(end: WorldEnd): WorldEnd {
		if (this.#failure !== undefined) throw this.#failure;
		this.#end ??= end;
		this.recorder.finish(this.#end.reason);
		return this.#end;
	}

	outputs(recorder: ChipOutputs): ChipOutputs {
		const { witness, listener } = this.history;
		const own = (): ChipOutputs => (this.#isNews ? witness : listener);
		return {
			uart: (tick, line, byte, baud) => {
				own().uart(tick, line, byte, baud);
				if (this.#isNews) recorder.uart(tick, line, byte, baud);
			},
			pin: (tick, pin, level) => {
				own().pin(tick, pin, level);
				if (this.#isNews) recorder.pin(tick, pin, level);
			},
			bits: (tick, pin, bits) => this.#isNews && recorder.bits?.(tick, pin, bits),
			frame: (tick, bytes, channel, rate) => {
				own().frame(tick, bytes, channel, rate);
				if (this.#isNews) recorder.frame(tick, bytes, channel, rate);
			},
			spi: (tick, bytes) => this.#isNews && recorder.spi(tick, bytes),
			spiTransfer: (tick, transfer) => this.#isNews && recorder.spiTransfer?.(tick, transfer),
			flash: (tick, offset, length) => this.#isNews && recorder.flash(tick, offset, length),
			power: (tick, event) => this.#isNews && recorder.power(tick, event),
		};
	}

	give(_chip: Chip, input: ChipInput): void {
		this.#give(input);
	}

	#goOn(give: (input: TraceInput) => void, run: () => WorldEnd | undefined): RunStop {
		const { recorder } = this;
		this.#give = give;
		this.#isNews = true;
		try {
			const end = run() ?? (recorder.chip.tick >= this.#until ? { reason: TIME_UP } : undefined);
			this.#lastTick = recorder.chip.tick;
			if (end) this.close(end);
		} catch (error) {
			// Whoever walks is not who records: for him the run ends here.
			this.#failure = error;
			this.#end ??= { reason: "failed" };
		} finally {
			this.#isNews = false;
		}
		return recorder.stop;
	}
}
