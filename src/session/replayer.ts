/**
 * Exact replay: feeds a chip the recorded inputs by tick and compares all it does with what was recorded.
 * No world, no clock, no terminal: the trace, the firmware and the ROM are all it takes.
 */
import type { Chip } from "../chip/chip.js";
import { createChip, type EngineChoice } from "../chip/create-chip.js";
import type { ChipOutputs } from "../chip/outputs.js";
import type { Firmware } from "../firmware/reference.js";
import type { BootRom } from "../firmware/rom.js";
import type { Hash64 } from "../trace/hash64.js";
import type { TraceReader } from "../trace/reader.js";
import { type Checkpoint, type Ending, isInput, type TraceEvent } from "../trace/schema.js";
import { type Digests, hex, type OutputDigests } from "./digest.js";
import type { CheckpointMismatch, Divergence, EndMismatch } from "./divergence.js";
import { FieldTable } from "./fields.js";
import { chipConfig, machineOf } from "./machine.js";
import { OutputComparer } from "./output-comparer.js";
import { timeline } from "./timeline.js";

export interface ReplayOptions {
	readonly firmware: Firmware;
	readonly rom: BootRom;
	readonly hash64: Hash64;
	readonly digests: OutputDigests;
	/** Stops at this tick instead of the trace's end. */
	readonly until?: number;
	/** Called now and then with the tick reached. */
	readonly onProgress?: (tick: number) => void;
	/** Sees every byte UART0 sends. */
	readonly onConsole?: (byte: number) => void;
	/** Sees every checkpoint as replayed: where it stands, and what it hashes to. */
	readonly onCheckpoint?: (tick: number, whole: bigint) => void;
	/** Sees every event of the trace before it takes effect. */
	readonly onEvent?: (tick: number, event: TraceEvent) => void;
	/** Sees the flash chip's contents where the replay stops. */
	readonly onFlash?: (flash: Uint8Array) => void;
	readonly engine?: EngineChoice | undefined;
}

export interface ReplayResult {
	/** Whether everything compared was as recorded. */
	readonly reproduced: boolean;
	readonly divergence?: Divergence;
	/** Where the replay stopped. */
	readonly tick: number;
	readonly instructions: number;
	/** Whole and by component, where the replay stopped. */
	readonly state: { readonly whole: bigint; readonly components: ReadonlyMap<string, bigint> };
	/** Of everything the replay put out. */
	readonly digests: Digests;
	/** Checkpoints compared and inputs given. */
	readonly checkpoints: number;
	readonly inputs: number;
	/** How the trace ends; undefined when the replay stopped before. */
	readonly ending?: Ending;
}

/** Guest time between two calls of `onProgress`, ticks. */
const PROGRESS_TICKS = 16_000_000;

/**
 * Replays a trace to its end, to `until`, or to the first checkpoint that differs. A trace without an end
 * is replayed up to its last whole chunk. Throws SessionError `not-recorded-build`, and TraceError.
 */
export function replayTrace(reader: TraceReader, options: ReplayOptions): ReplayResult {
	return new Replay(reader, options).run();
}

class Replay {
	readonly #reader: TraceReader;
	readonly #options: ReplayOptions;
	readonly #chip: Chip;
	readonly #outputs = new OutputComparer();
	#checkpoints = 0;
	#inputs = 0;
	#lastGoodTick: number | undefined;

	constructor(reader: TraceReader, options: ReplayOptions) {
		this.#reader = reader;
		this.#options = options;
		const machine = machineOf(reader.header, options.firmware, options.rom);
		this.#chip = createChip(chipConfig(machine), this.#observe(), options.engine);
	}

	run(): ReplayResult {
		const { until = Number.POSITIVE_INFINITY } = this.#options;
		const items = timeline(this.#reader);
		for (;;) {
			const step = items.next();
			if (step.done) return this.#atEnd(step.value);
			const item = step.value;
			if (item.kind === "outputs") {
				this.#outputs.expect(item.outputs);
				continue;
			}
			if (item.tick > until) return this.#stopAt(until);
			this.#runTo(item.tick);
			if (item.kind === "event") this.#feed(item.event);
			else if (item.kind === "checkpoint") {
				const checkpoint = this.#check(item.checkpoint);
				const output = this.#outputs.mismatch;
				if (checkpoint || output) return this.#diverged({ checkpoint, output });
				this.#lastGoodTick = item.checkpoint.tick;
			}
		}
	}

	#runTo(tick: number): void {
		const { onProgress } = this.#options;
		if (onProgress) {
			for (let at = this.#chip.tick + PROGRESS_TICKS; at < tick; at += PROGRESS_TICKS) {
				this.#chip.run(at);
				onProgress(at);
			}
		}
		this.#chip.run(tick);
		onProgress?.(tick);
	}

	#feed(event: TraceEvent): void {
		this.#options.onEvent?.(this.#chip.tick, event);
		if (!isInput(event)) return;
		this.#inputs++;
		this.#chip.input(event);
	}

	#check(expected: Checkpoint): CheckpointMismatch | undefined {
		const chip = this.#chip;
		const { whole, hashes } = chip.hash(this.#options.hash64);
		this.#checkpoints++;
		this.#options.onCheckpoint?.(chip.tick, whole);
		const { tick, instructions } = chip;
		if (whole === expected.whole && tick === expected.tick && instructions === expected.instructions) {
			return undefined;
		}
		const { components, fields } = this.#reader.header.state;
		const own = new FieldTable(chip.state.layout);
		return {
			tick: expected.tick,
			actualTick: tick,
			expectedInstructions: expected.instructions,
			actualInstructions: instructions,
			expectedWhole: expected.whole,
			actualWhole: whole,
			components: components.filter((_, i) => hashes[i] !== expected.hashes[i]),
			fields: own.compare(fields, expected.fields, own.read(chip.state.buffer)),
		};
	}

	#atEnd(ending: Ending): ReplayResult {
		this.#outputs.finish(!ending.complete);
		const result = this.#result();
		const end = ending.end && compareEnd(ending.end, result);
		const output = this.#outputs.mismatch;
		if (end || output) return this.#diverged({ end, output }, result);
		return { ...result, ending };
	}

	#stopAt(until: number): ReplayResult {
		this.#runTo(until);
		const output = this.#outputs.mismatch;
		return output ? this.#diverged({ output }) : this.#result();
	}

	#diverged(found: Found, result = this.#result()): ReplayResult {
		const { checkpoint, output, end } = found;
		return {
			...result,
			reproduced: false,
			divergence: {
				...(this.#lastGoodTick === undefined ? {} : { lastGoodTick: this.#lastGoodTick }),
				...(checkpoint ? { checkpoint } : {}),
				...(output ? { output } : {}),
				...(end ? { end } : {}),
			},
		};
	}

	#result(): ReplayResult {
		const chip = this.#chip;
		const flash = chip.state.bytesOf("flash");
		this.#options.onFlash?.(flash);
		const { whole, components } = chip.hash(this.#options.hash64);
		return {
			reproduced: true,
			tick: chip.tick,
			instructions: chip.instructions,
			state: { whole, components },
			digests: this.#options.digests.finish(flash),
			checkpoints: this.#checkpoints,
			inputs: this.#inputs,
		};
	}

	#observe(): ChipOutputs {
		const outputs = this.#outputs;
		const { digests, onConsole } = this.#options;
		return {
			uart(tick, line, byte, baud) {
				outputs.uart(tick, line, byte, baud);
				if (line !== 0) return;
				digests.console(byte);
				onConsole?.(byte);
			},
			pin(tick, pin, level) {
				outputs.pin(tick, pin, level);
				digests.pin(tick, pin, level);
			},
			bits(tick, pin, bits) {
				outputs.bits(tick, pin, bits);
				digests.bits(tick, pin, bits);
			},
			frame: (tick, bytes, channel, rate) => outputs.frame(tick, bytes, channel, rate),
			spi: (tick, bytes) => outputs.spi(tick, bytes),
			flash: (tick, offset, length) => outputs.flash(tick, offset, length),
			power: (tick, event) => outputs.power(tick, event),
		};
	}
}

/** Parts of a divergence, as far as they were found. */
interface Found {
	readonly checkpoint?: CheckpointMismatch | undefined;
	readonly output?: Divergence["output"] | undefined;
	readonly end?: EndMismatch | undefined;
}

function compareEnd(end: NonNullable<Ending["end"]>, result: ReplayResult): EndMismatch | undefined {
	const differences: string[] = [];
	const compare = (what: string, expected: number | string, actual: number | string) => {
		if (expected !== actual) differences.push(`${what}: recorded ${expected}, replayed ${actual}`);
	};
	compare("tick", end.tick, result.tick);
	compare("instructions", end.instructions, result.instructions);
	compare("state hash", hex(end.whole), hex(result.state.whole));
	for (const [name, digest] of Object.entries(result.digests)) {
		const expected = end.digests?.[name];
		if (expected !== undefined) compare(`${name} digest`, expected, digest);
	}
	return differences.length > 0 ? { tick: end.tick, differences } : undefined;
}
