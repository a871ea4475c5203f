/**
 * A recorded run as a script for another build: bursts of inputs, and what the firmware had said and done when each came.
 * All of it follows from the outputs that a trace keeps, so it holds for every trace, whatever has written it.
 */
import { TICKS_PER_SECOND, TICKS_PER_US } from "../../chip/time.js";
import type { TraceReader } from "../../trace/reader.js";
import { type Ending, isInput, type Outputs, type TraceInput, type WorldEvent } from "../../trace/schema.js";
import { type WorldDeed, WorldLog } from "../../world/recorded/world-log.js";
import { type Edge, Transcript } from "./transcript.js";

/** Inputs of one kind that follow each other faster than this are one burst; on a slow line that is two bytes' time. */
const BURST_TICKS = 500 * TICKS_PER_US;
const BURST_BYTES = 2;
/** Start bit, eight data bits, stop bit. */
const BITS_PER_BYTE = 10;
/** Inputs a script may hold. */
const MAX_INPUTS = 4 * 1024 * 1024;

/** What a script gives: an input of the chip's, or something that the world does of its own accord. */
export type ScriptInput = TraceInput | WorldDeed;

const DEEDS: readonly string[] = ["fault", "conversation", "set", "hand"];

/** Whether the world does it, rather than the chip being given it. */
export function isDeed(input: ScriptInput): input is WorldDeed {
	return DEEDS.includes(input.kind);
}

/** Inputs that belong together: a line that was typed, a pulse on a pin. */
export interface Burst {
	/** Of its first input, in the recorded run. */
	readonly tick: number;
	readonly inputs: readonly { readonly after: number; readonly input: ScriptInput }[];
	/** What the console had said since the input before. */
	readonly said: string;
	/** Ticks since the last output or input before it. */
	readonly silence: number;
	/** Ticks since the input before, or since power-on. */
	readonly wait: number;
	/** Edges the chip had driven by then, by pin. */
	readonly edges: ReadonlyMap<number, number>;
}

export interface Script {
	readonly bursts: readonly Burst[];
	/** What the recorded run put out; section 0 is before the first burst. */
	readonly transcript: Transcript;
	/** Ticks from the last input to the end of the run. */
	readonly rest: number;
	/** Whether the recording has its end. */
	readonly complete: boolean;
	/** What the recording's end says of what the run has put out. */
	readonly digests?: Readonly<Record<string, string>> | undefined;
	/** Frames that came in at the antenna: they are no input for another build, whose world makes its own. */
	readonly frames: number;
	/** The world that they came from. */
	readonly log: WorldLog;
}

interface Item {
	readonly tick: number;
	readonly apply: (maker: ScriptMaker) => void;
}

/** Reads a whole trace. Throws TraceError; RangeError when it has more inputs than a script may hold; RecordedWorldError. */
export function readScript(reader: Pick<TraceReader, "chunks">): Script {
	const maker = new ScriptMaker();
	const chunks = reader.chunks();
	for (;;) {
		const step = chunks.next();
		if (step.done) return maker.finish(step.value);
		const { events, outputs } = step.value;
		const inputs: Item[] = events.flatMap(({ tick, event }) =>
			isInput(event)
				? [{ tick, apply: (m: ScriptMaker) => m.input(tick, event) }]
				: event.kind === "world"
					? [{ tick, apply: (m: ScriptMaker) => m.world(tick, event) }]
					: [],
		);
		// What was said at the tick of an input was said before it; a reset is what an input did, and lets go of the pins.
		const resets = new Set(events.flatMap(({ tick, event }) => (event.kind === "power" ? [tick] : [])));
		const pins = outputs.pins.map((edge) => ({ released: resets.has(edge.tick), item: pinItem(edge) }));
		const items = [
			...consoleItems(outputs),
			...pins.flatMap(({ released, item }) => (released ? [] : [item])),
			...inputs,
			...pins.flatMap(({ released, item }) => (released ? [item] : [])),
			...powerItems(outputs),
		].sort((a, b) => a.tick - b.tick);
		for (const { apply } of items) apply(maker);
	}
}

function consoleItems(outputs: Outputs): Item[] {
	return outputs.uart[0].map(({ tick, byte }) => ({
		tick,
		apply: (m: ScriptMaker) => m.console(tick, byte),
	}));
}

function pinItem({ tick, pin, level }: Edge): Item {
	return {
		tick,
		apply: (m: ScriptMaker) => {
			m.edge(pin);
			m.transcript.last.pin(tick, pin, level);
			m.lastMove = tick;
		},
	};
}

function powerItems(outputs: Outputs): Item[] {
	return outputs.power.map(({ tick, event }) => ({
		tick,
		apply: (m: ScriptMaker) => void m.transcript.last.power.push(event),
	}));
}

/** The longest way from one input to the next of its burst. */
export function burstTicks(input: ScriptInput): number {
	if (input.kind !== "uart") return BURST_TICKS;
	return Math.max(BURST_TICKS, (BURST_BYTES * BITS_PER_BYTE * TICKS_PER_SECOND) / input.baud);
}

class ScriptMaker {
	readonly transcript = new Transcript();
	readonly edges = new Map<number, number>();
	/** Tick of the last output or input. */
	lastMove = 0;
	readonly #bursts: Burst[] = [];
	#open: { after: number; input: ScriptInput }[] = [];
	#kind = "";
	#lastInput = 0;
	#said = 0;
	#count = 0;
	#frames = 0;
	readonly #log = new WorldLog();

	console(tick: number, byte: number): void {
		this.transcript.last.console(tick, byte);
		this.lastMove = tick;
	}

	world(tick: number, { topic, data }: WorldEvent): void {
		const deed = this.#log.add(tick, topic, data);
		if (deed) this.input(tick, deed);
	}

	input(tick: number, input: ScriptInput): void {
		if (input.kind === "frame") {
			this.#frames++;
			return;
		}
		if (!isDeed(input) && this.#log.devices.causes(input)) {
			if (input.kind === "pin")
				for (const pin of this.#log.devices.answered(input.pin)) this.edges.delete(pin);
			return;
		}
		if (++this.#count > MAX_INPUTS) throw new RangeError(`the trace has more than ${MAX_INPUTS} inputs`);
		const kind = input.kind === "uart" ? `uart${input.line}` : input.kind;
		if (kind !== this.#kind || tick - this.#lastInput > burstTicks(input)) this.#begin(tick, kind);
		const burst = this.#bursts[this.#bursts.length - 1];
		this.#open.push({ after: tick - burst.tick, input });
		this.#lastInput = tick;
		this.lastMove = tick;
		this.#said = this.transcript.last.length;
	}

	/** How often a device and the firmware move the wires that they talk over is between them. */
	edge(pin: number): void {
		if (!this.#log.devices.isTalkedOver(pin)) this.edges.set(pin, (this.edges.get(pin) ?? 0) + 1);
	}

	finish({ lastTick, complete, end }: Ending): Script {
		return {
			bursts: this.#bursts,
			transcript: this.transcript,
			rest: Math.max(0, lastTick - this.#lastInput),
			complete,
			digests: end?.digests,
			frames: this.#frames,
			log: this.#log,
		};
	}

	#begin(tick: number, kind: string): void {
		this.#kind = kind;
		this.#open = [];
		this.#bursts.push({
			tick,
			inputs: this.#open,
			said: this.transcript.last.text(this.#said),
			silence: Math.max(0, tick - this.lastMove),
			wait: tick - this.#lastInput,
			edges: new Map(this.edges),
		});
		this.transcript.begin(tick);
		this.#said = 0;
	}
}
