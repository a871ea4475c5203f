/** Runs a session with ticks of its own on the recorded machine, and records that. */
import { TICKS_PER_SECOND } from "../chip/time.js";
import { loadDigests } from "../session/digest.js";
import type { MachineSpec } from "../session/machine.js";
import { Recorder } from "../session/recorder.js";
import { loadHash64 } from "../trace/hash64.js";
import { isInput, type TraceEvent } from "../trace/schema.js";
import { MemorySink } from "../trace/sink.js";
import type { World, WorldAction, WorldEnd } from "../world/world.js";

/** What a session gives the chip and the trace, and when it ends. */
export interface Session {
	/** In ascending order of ticks. */
	readonly inputs: readonly { readonly tick: number; readonly input: TraceEvent }[];
	readonly end: number;
}

/** Guest time after which others have a turn: signals, a progress bar. */
const SLICE = 5 * TICKS_PER_SECOND;

export interface SessionRun {
	readonly trace: Uint8Array;
	/** The console's text, with LF for CR LF. */
	readonly console: string;
}

/** Throws SessionError for a guest that calls its host; rejects with the reason of `stop`. */
export async function runSession(
	machine: MachineSpec,
	plan: Session,
	stop?: AbortSignal,
): Promise<SessionRun> {
	const sink = new MemorySink();
	const console: number[] = [];
	const recorder = new Recorder({
		machine,
		worlds: [new SessionWorld(plan)],
		sink,
		hash64: await loadHash64(),
		digests: (await loadDigests())(),
		onConsole: (byte) => console.push(byte),
	});
	for (;;) {
		await new Promise((resolve) => setImmediate(resolve));
		stop?.throwIfAborted();
		const end = recorder.run(recorder.chip.tick + SLICE);
		if (end) {
			recorder.finish(end.reason);
			const text = new TextDecoder().decode(Uint8Array.from(console)).replaceAll("\r\n", "\n");
			return { trace: sink.bytes(), console: text };
		}
	}
}

class SessionWorld implements World {
	readonly #plan: Session;
	#next = 0;
	end: WorldEnd | undefined;

	constructor(plan: Session) {
		this.#plan = plan;
	}

	next(): number | undefined {
		return this.end ? undefined : (this.#plan.inputs[this.#next]?.tick ?? this.#plan.end);
	}

	act(now: number): readonly WorldAction[] {
		const actions: WorldAction[] = [];
		const { inputs, end } = this.#plan;
		for (; this.#next < inputs.length && inputs[this.#next].tick <= now; this.#next++) {
			const { input } = inputs[this.#next];
			actions.push(isInput(input) ? { kind: "input", input } : input);
		}
		if (this.#next === inputs.length && now >= end) this.end = { reason: "session end" };
		return actions;
	}

	onConsole(): void {}
}
