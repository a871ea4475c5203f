/**
 * Behavioural replay: another build of the firmware gets the inputs of a recorded run when it has said and done what the
 * recorded one had, and what the two put out is compared.
 */
import { TICKS_PER_SECOND } from "../../chip/time.js";
import { buildFlash } from "../../firmware/flash-image.js";
import type { Firmware } from "../../firmware/reference.js";
import type { BootRom } from "../../firmware/rom.js";
import type { Hash64 } from "../../trace/hash64.js";
import type { TraceReader } from "../../trace/reader.js";
import type { TraceHeader } from "../../trace/schema.js";
import { MemorySink, type Sink } from "../../trace/sink.js";
import { RecordedWorldError } from "../../world/recorded/errors.js";
import { RecordedSurroundings } from "../../world/recorded/recorded-surroundings.js";
import type { WorldEnd } from "../../world/world.js";
import type { OutputDigests } from "../digest.js";
import { readFileDigests } from "../files/file-digests.js";
import { findFileSystem } from "../files/find-file-system.js";
import type { KnownFiles } from "../files/replayed-files.js";
import { type MachineSpec, makeMachine, maxCheckpointTicksOf } from "../machine.js";
import { Recorder } from "../recorder.js";
import { AnchoredWorld } from "./anchored-world.js";
import { compareTranscripts, type Difference } from "./compare.js";
import { compareConversations } from "./compare-conversations.js";
import { compareFiles } from "./compare-files.js";
import { type RuleSet, Rules } from "./rules.js";
import { readScript, type Script } from "./script.js";

/** Guest time between two calls of `onProgress`. */
const PROGRESS = TICKS_PER_SECOND / 10;

export interface JudgeOptions {
	readonly firmware: Firmware;
	readonly rom: BootRom;
	readonly hash64: Hash64;
	readonly digests: OutputDigests;
	readonly rules?: RuleSet;
	/** The files that the recorded run has left; asked only when the trace does not say enough of them. */
	readonly recordedFiles?: () => KnownFiles | undefined;
	/** Where the new run is recorded; nowhere unless said. */
	readonly sink?: Sink;
	/** Called now and then with the bursts given, of all. */
	readonly onProgress?: (done: number, all: number) => void;
	/** Sees every byte UART0 sends. */
	readonly onConsole?: (byte: number) => void;
	/** Stops the run when it is true; the verdict is then "cannot judge". */
	readonly stopped?: () => boolean;
}

export interface Judgement {
	readonly verdict: "same" | "different" | "cannot judge";
	/** Why it cannot be judged, or why the new run ended early. */
	readonly reason?: string;
	readonly differences: readonly Difference[];
	/** What was not compared, and why. */
	readonly notes: readonly string[];
	/** Bursts of inputs given, and given though the console had said something else. */
	readonly given: number;
	readonly outOfStep: readonly number[];
	readonly script: Script;
	/** Where the new run ended. */
	readonly tick: number;
	readonly instructions: number;
}

/**
 * Runs the build on a trace's inputs. Throws TraceError; RangeError for a trace with too many inputs; RecordedWorldError
 * for a world that cannot be put up again.
 */
export function judge(reader: TraceReader, options: JudgeOptions): Judgement {
	return judgeScript(reader.header, readScript(reader), options);
}

/** The same for a script of the machine with that header. */
export function judgeScript(header: TraceHeader, script: Script, options: JudgeOptions): Judgement {
	const { hash64, digests, sink = new MemorySink(), onConsole, onProgress, stopped } = options;
	if (script.frames > 0 && !script.log.hasAir) {
		throw new RecordedWorldError(
			"the trace has Wi-Fi frames and does not say who sent them: there is no air to put up for another build",
		);
	}
	const rules = new Rules(options.rules);
	const surroundings = script.log.isEmpty ? undefined : new RecordedSurroundings(script.log, header.seed);
	const bench = script.log.devices.putUp(header.seed);
	const world = new AnchoredWorld(script, rules, (deed, now) => {
		if (deed.kind === "set") bench?.set(deed.device, deed.values, now);
		else if (deed.kind === "hand") bench?.movePin(deed.pin, deed.level, now);
		else surroundings?.perform(deed);
	});
	const recorder = new Recorder({
		machine: otherMachine(header, options.firmware, options.rom),
		worlds: [world, ...(bench ? [bench] : []), ...(surroundings?.worlds ?? [])],
		sink,
		hash64,
		digests,
		...(onConsole ? { onConsole } : {}),
	});
	const { chip } = recorder;
	let end: WorldEnd | undefined;
	while (!end && !stopped?.()) {
		onProgress?.(world.done, script.bursts.length);
		end = recorder.run(chip.tick + PROGRESS);
	}
	recorder.finish(end?.reason ?? "stopped");
	const result = {
		given: world.done,
		outOfStep: world.outOfStep,
		script,
		tick: chip.tick,
		instructions: chip.instructions,
		notes: [],
	};
	if (!end) return { ...result, verdict: "cannot judge", reason: "stopped halfway", differences: [] };
	if (end.failure !== undefined && world.done === 0) {
		return {
			...result,
			verdict: "cannot judge",
			reason: `the build does not come to the first input: ${end.failure}`,
			differences: [],
		};
	}
	const differences = compareTranscripts(script, world.transcript, rules);
	if (surroundings) differences.push(...compareConversations(script, surroundings, rules));
	const recorded = {
		listed: readFileDigests(script.digests, hash64),
		replayed: () => options.recordedFiles?.(),
	};
	const files = findFileSystem(chip.state.bytesOf("flash"), options.firmware.bytes.length);
	const compared = compareFiles(script, recorded, files, rules, hash64);
	differences.push(...compared.differences);
	const verdict = differences.length > 0 || end.failure !== undefined ? "different" : "same";
	const notes = compared.note === undefined ? [] : [compared.note];
	return {
		...result,
		verdict,
		differences,
		notes,
		...(end.failure === undefined ? {} : { reason: end.failure }),
	};
}

/** The recorded machine with another firmware on its flash; what the recorded flash held beyond both images stays. */
export function otherMachine(header: TraceHeader, firmware: Firmware, rom: BootRom): MachineSpec {
	const flash = buildFlash(firmware.bytes, header.flashSize);
	const images = Math.max(firmware.bytes.length, header.firmware.size);
	for (const { offset, bytes } of header.flash) {
		const from = Math.max(0, images - offset);
		if (from < bytes.length) flash.set(bytes.subarray(from), offset + from);
	}
	return makeMachine({
		firmware,
		rom,
		flash,
		seed: header.seed,
		mac: header.mac,
		straps: header.straps,
		rtcPeriodFs: header.rtcPeriodFs,
		checkpointTicks: header.checkpointTicks,
		maxCheckpointTicks: maxCheckpointTicksOf(header),
		board: header.board,
		wakeWire: header.wakeWire ?? true,
		notes: header.notes,
	});
}
