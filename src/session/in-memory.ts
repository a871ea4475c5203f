/** Records and replays in memory: for tools, tests and programs that look at a run at once. */
import type { EngineChoice } from "../chip/create-chip.js";
import { NEVER } from "../chip/time.js";
import { type Hash64, loadHash64 } from "../trace/hash64.js";
import { TraceReader } from "../trace/reader.js";
import type { TraceEnd } from "../trace/schema.js";
import { MemorySink } from "../trace/sink.js";
import { MemorySource } from "../trace/source.js";
import type { World, WorldEnd } from "../world/world.js";
import { loadDigests, type OutputDigests } from "./digest.js";
import type { MachineSpec } from "./machine.js";
import { Recorder } from "./recorder.js";
import { type ReplayOptions, type ReplayResult, replayTrace } from "./replayer.js";

export interface InMemoryOptions {
	/** Tick at which the run ends if no world ends it before. */
	readonly until?: number;
	readonly engine?: EngineChoice | undefined;
}

export interface InMemoryRecording {
	/** The trace. */
	readonly bytes: Uint8Array;
	/** What UART0 sent; a character a byte. */
	readonly console: string;
	/** Absent when the time was up first. */
	readonly end: WorldEnd | undefined;
	readonly trace: TraceEnd;
}

export class InMemory {
	readonly hash64: Hash64;
	readonly digests: () => OutputDigests;

	private constructor(hash64: Hash64, digests: () => OutputDigests) {
		this.hash64 = hash64;
		this.digests = digests;
	}

	/** Loads the hash functions. */
	static async load(): Promise<InMemory> {
		return new InMemory(await loadHash64(), await loadDigests());
	}

	/** Runs the machine among its worlds. */
	record(
		machine: MachineSpec,
		worlds: readonly World[],
		{ until = NEVER, engine }: InMemoryOptions = {},
	): InMemoryRecording {
		const sink = new MemorySink();
		const sent: number[] = [];
		const recorder = new Recorder({
			machine,
			worlds,
			sink,
			hash64: this.hash64,
			digests: this.digests(),
			engine,
			onConsole: (byte) => sent.push(byte),
		});
		const end = recorder.run(until);
		const trace = recorder.finish(end?.reason ?? "time is up");
		return { bytes: sink.bytes(), console: Buffer.from(sent).toString("latin1"), end, trace };
	}

	/** Throws TraceError for bytes that are no trace. */
	open(bytes: Uint8Array): TraceReader {
		return new TraceReader(new MemorySource(bytes), this.hash64);
	}

	/** Replays on the machine's images. */
	replay(
		bytes: Uint8Array,
		{ firmware, rom }: Pick<MachineSpec, "firmware" | "rom">,
		options: Partial<ReplayOptions> = {},
	): ReplayResult {
		return replayTrace(this.open(bytes), {
			firmware,
			rom,
			hash64: this.hash64,
			digests: this.digests(),
			...options,
		});
	}
}
