/** Traces as runs that can be compared. */
import { createChip, type EngineChoice } from "../../chip/create-chip.js";
import type { Firmware } from "../../firmware/reference.js";
import type { BootRom } from "../../firmware/rom.js";
import { SessionError } from "../../session/errors.js";
import { chipConfig, machineOf } from "../../session/machine.js";
import { timeline } from "../../session/timeline.js";
import { inputsOf } from "../../session/trace-inputs.js";
import type { TraceReader } from "../../trace/reader.js";
import type { TraceHeader } from "../../trace/schema.js";
import { Feed } from "./feed.js";

/** The run of a trace at its first tick, and how far its inputs are known. Throws SessionError, TraceError. */
export function feedOf(
	reader: TraceReader,
	firmware: Firmware,
	rom: BootRom,
	engine?: EngineChoice,
): { readonly feed: Feed; readonly lastTick: number } {
	const { inputs, lastTick } = inputsOf(reader);
	const chip = createChip(chipConfig(machineOf(reader.header, firmware, rom)), undefined, engine);
	return { feed: new Feed(chip, inputs), lastTick };
}

/** Refuses two traces whose runs are not of one firmware on one ROM. Throws SessionError `not-recorded-build`. */
export function checkComparable(a: TraceHeader, b: TraceHeader): void {
	const refuse = (what: string): never => {
		throw new SessionError("not-recorded-build", what);
	};
	if (a.firmware.sha256 !== b.firmware.sha256) {
		refuse(
			"the traces are of two builds, of which no instruction is the same: compare them with `replay judge`",
		);
	}
	if (a.rom.sha256 !== b.rom.sha256) refuse("the traces were recorded with two boot ROMs");
	if (a.flashSize !== b.flashSize) refuse("the traces were recorded with two sizes of flash");
}

/**
 * A tick at which two recordings are known to have the same state: that of a checkpoint, with the same inputs before it.
 * Nothing before it needs to be compared. 0 when there is none.
 */
export function lastCommonCheckpoint(a: TraceReader, b: TraceReader): number {
	if (JSON.stringify(machineFacts(a.header)) !== JSON.stringify(machineFacts(b.header))) return 0;
	const [one, other] = [marks(a), marks(b)];
	let [x, y] = [one.next(), other.next()];
	let last = 0;
	while (!x.done && !y.done) {
		if (x.value.text === y.value.text) {
			if (x.value.checkpoint) last = x.value.tick;
			[x, y] = [one.next(), other.next()];
		} else if (isExtra(x.value, y.value)) x = one.next();
		else if (isExtra(y.value, x.value)) y = other.next();
		else break;
	}
	return last;
}

/** Whether a recording has a checkpoint where another, whose next mark is `other`, was given nothing and has none. */
function isExtra({ checkpoint, tick }: Mark, other: Mark): boolean {
	return checkpoint && (tick < other.tick || (tick === other.tick && !other.checkpoint));
}

function machineFacts({ seed, straps, mac, rtcPeriodFs, flash }: TraceHeader) {
	return [seed.toString(), straps, mac, rtcPeriodFs, flash.map(({ offset, bytes }) => [offset, ...bytes])];
}

/** A checkpoint or an input of a trace. */
interface Mark {
	readonly tick: number;
	readonly checkpoint: boolean;
	/** The same exactly for what is the same. */
	readonly text: string;
}

function* marks(reader: TraceReader): Generator<Mark> {
	for (const item of timeline(reader)) {
		const { kind } = item;
		if (kind === "checkpoint") {
			const { tick, checkpoint } = item;
			yield { tick, checkpoint: true, text: `${tick} ${checkpoint.whole} ${checkpoint.instructions}` };
		} else if (kind === "event") {
			const { tick, event } = item;
			if (event.kind === "note" || event.kind === "mark" || event.kind === "world") continue;
			const text = JSON.stringify(event, (_, value) => (value instanceof Uint8Array ? [...value] : value));
			yield { tick, checkpoint: false, text: `${tick} ${text}` };
		}
	}
}
