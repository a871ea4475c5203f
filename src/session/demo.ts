/** A demonstration: a short session is recorded and replayed, and both must come to the same state. */
import type { BootRom } from "../firmware/rom.js";
import { loadHash64 } from "../trace/hash64.js";
import { TraceReader } from "../trace/reader.js";
import { FileSource } from "../trace/source.js";
import { parseScenario } from "../world/scenario/parse.js";
import { ScenarioWorld } from "../world/scenario/scenario-world.js";
import type { WorldEnd } from "../world/world.js";
import type { DemoGuest } from "./demo-guest.js";
import { hex, loadDigests } from "./digest.js";
import { makeMachine } from "./machine.js";
import { recordFile } from "./record-file.js";
import { type ReplayResult, replayTrace } from "./replayer.js";

/** Typing, a pin from outside, the chip's random numbers, time: the same at every replay. */
const PYTHON = `
name: demo
steps:
  - expect: ">>> "
    timeout: 60s
  - line: "import sys, os, time; from machine import Pin; sys.platform"
  - expect: "'esp8266'\\n>>> "
  - pin: { 4: high }
  - line: "print('GPIO4 is', Pin(4, Pin.IN)())"
  - expect: "GPIO4 is 1\\n>>> "
  - line: "print('random:', os.urandom(6))"
  - expect: "random: b"
  - expect: ">>> "
  - line: "t = time.ticks_us(); time.sleep_ms(250); print('slept', time.ticks_diff(time.ticks_us(), t), 'us')"
  - expect: "slept 25"
  - expect: ">>> "
end: 100ms
`;

/** What the guest program asks of the outside. */
const PROGRAM = `
name: demo
steps:
  - expect: "# want: uart \\"abc\\"\\n"
    timeout: 2s
  - wait: 2ms
  - send: "abc"
  - expect: "# want: uart \\"k\\"\\n"
  - wait: 2ms
  - send: "k"
  - expect: "# want: uart \\"UUUUUUUU\\"\\n"
  - wait: 2ms
  - send: "UUUUUUUU"
  - expect: "# done\\n"
end: 10ms
`;

export interface DemoOptions {
	readonly guest: DemoGuest;
	readonly rom: BootRom;
	/** Path of the trace to write. */
	readonly trace: string;
	/** For the chip's random numbers. */
	readonly seed: bigint;
	readonly stop?: AbortSignal;
	readonly onConsole?: (byte: number) => void;
	readonly onSlice?: () => void;
}

export interface DemoRecording {
	readonly end: WorldEnd;
	/** Where it ended. */
	readonly tick: number;
	readonly instructions: number;
	/** Hash of the whole state at the end, 16 hex digits. */
	readonly state: string;
}

/** Records the session. Throws as `recordFile` does. */
export async function recordDemo(options: DemoOptions): Promise<DemoRecording> {
	const { guest, rom, seed, stop, onConsole, onSlice } = options;
	const scenario = parseScenario(guest.python ? PYTHON : PROGRAM, "the demo's scenario");
	const { end, trace } = await recordFile({
		machine: makeMachine({ firmware: guest.firmware, rom, seed, notes: { scenario: "demo" } }),
		worlds: [new ScenarioWorld(scenario)],
		trace: options.trace,
		realtime: false,
		...(stop ? { stop } : {}),
		...(onConsole ? { onConsole } : {}),
		...(onSlice ? { onSlice } : {}),
	});
	return { end, tick: trace.tick, instructions: trace.instructions, state: hex(trace.whole) };
}

/** Replays what was recorded. Throws as `replayTrace` does. */
export async function replayDemo(options: DemoOptions): Promise<ReplayResult> {
	const { guest, rom, trace } = options;
	const hash64 = await loadHash64();
	const digests = (await loadDigests())();
	const source = new FileSource(trace);
	try {
		return replayTrace(new TraceReader(source, hash64), { firmware: guest.firmware, rom, hash64, digests });
	} finally {
		source.close();
	}
}
