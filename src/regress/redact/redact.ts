/**
 * Takes secrets out of a trace. What is typed differs then, and with it all that follows: so the session is run again
 * with other letters, and it is said whether it still does the same.
 */
import type { Firmware } from "../../firmware/reference.js";
import type { BootRom } from "../../firmware/rom.js";
import { machineOf } from "../../session/machine.js";
import { openTrace, type TraceReader } from "../../trace/reader.js";
import type { Outputs, RecordedEvent } from "../../trace/schema.js";
import { runSession } from "../run-session.js";
import { type Counter, Secrets } from "./secrets.js";

export interface Redacted {
	readonly trace: Uint8Array;
	/** Secrets that were found in what goes into a run, and that are still in what comes out of the new one. */
	readonly found: number;
	readonly left: number;
	/** Whether the console says the same as before, but for the secrets. */
	readonly sameConsole: boolean;
}

/** Throws TraceError, SessionError; rejects with the reason of `stop`. */
export async function redact(
	reader: TraceReader,
	firmware: Firmware,
	rom: BootRom,
	hidden: readonly string[],
	stop?: AbortSignal,
): Promise<Redacted> {
	const secrets = new Secrets(hidden);
	const found: Counter = { count: 0 };
	const before = readAll(reader);
	const inputs = secrets.inEvents(before.events, found).map(({ tick, event }) => ({ tick, input: event }));
	const machine = machineOf(secrets.inHeader(reader.header, found), firmware, rom);
	const { trace } = await runSession(machine, { inputs, end: before.end }, stop);
	const after = readAll(await openTrace(trace));
	const left: Counter = { count: 0 };
	secrets.inEvents(after.events, left);
	for (const stream of after.streams) secrets.inBytes(stream, left);
	const said = secrets.inBytes(before.streams[0], { count: 0 });
	return {
		trace,
		found: found.count,
		left: left.count,
		sameConsole: Buffer.compare(said, after.streams[0]) === 0,
	};
}

/** All events of a trace, and all that came out: what each line said, then frame by frame. */
function readAll(reader: TraceReader): { events: RecordedEvent[]; streams: Uint8Array[]; end: number } {
	const { chunks, ending } = reader.readAll();
	const outputs = (from: (outputs: Outputs) => readonly { readonly byte: number }[]) =>
		Uint8Array.from(chunks.flatMap((chunk) => from(chunk.outputs).map(({ byte }) => byte)));
	return {
		events: chunks.flatMap((chunk) => chunk.events),
		streams: [
			outputs(({ uart }) => uart[0]),
			outputs(({ uart }) => uart[1]),
			...chunks.flatMap(({ outputs: { frames, spi } }) => [...frames, ...spi].map(({ bytes }) => bytes)),
		],
		end: ending.lastTick,
	};
}
