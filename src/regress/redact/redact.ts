/**
 * Takes secrets out of a trace. What is typed differs then, and with it all that follows: so the session is run again
 * with other letters, and it is said whether it still does the same.
 */
import type { Firmware } from "../../firmware/reference.js";
import type { BootRom } from "../../firmware/rom.js";
import { describeJudgement } from "../../session/behave/describe.js";
import { judgeScript } from "../../session/behave/judge.js";
import { readScript } from "../../session/behave/script.js";
import { loadDigests } from "../../session/digest.js";
import { machineOf } from "../../session/machine.js";
import { loadHash64 } from "../../trace/hash64.js";
import { openTrace, type TraceReader } from "../../trace/reader.js";
import type { Chunk, Ending, Outputs, RecordedEvent, TraceHeader } from "../../trace/schema.js";
import { MemorySink } from "../../trace/sink.js";
import { AirLog } from "../../world/recorded/air-log.js";
import { runSession } from "../run-session.js";
import { findSecrets } from "./find-secrets.js";
import { keyReplacements, type Replacement } from "./replacements.js";
import { type Counter, Secrets } from "./secrets.js";

export interface Redacted {
	readonly trace: Uint8Array;
	/** Secrets that were found in what goes into a run, and that are still in what comes out of the new one. */
	readonly found: number;
	readonly left: number;
	/** Whether the new run says the same as before, but for the secrets. */
	readonly same: boolean;
	/** Where it does not, in lines, as far as that is known. */
	readonly evidence?: readonly string[];
}

/** What came of the changed run. */
type Outcome = Pick<Redacted, "trace" | "same" | "evidence">;

/** A run as it was, and as it is to be. */
interface Plan {
	readonly header: TraceHeader;
	readonly events: RecordedEvent[];
	readonly firmware: Firmware;
	readonly rom: BootRom;
	readonly stop: AbortSignal | undefined;
}

/**
 * What the trace shows to be secret goes as well as what is `hidden`. Throws TraceError, SessionError, RangeError when
 * there is nothing to hide; RecordedWorldError for a world that cannot be put up again; rejects with the reason of `stop`.
 */
export async function redact(
	reader: TraceReader,
	firmware: Firmware,
	rom: BootRom,
	hidden: readonly string[],
	stop?: AbortSignal,
): Promise<Redacted> {
	const before = readAll(reader);
	const all = [...new Set([...hidden, ...findSecrets(before.events)])];
	if (all.length === 0) throw new RangeError("the trace shows no secrets: say what must go");
	const secrets = new Secrets(all, networkKeys(before.events, new Secrets(all)));
	const found: Counter = { count: 0 };
	const events = secrets.inEvents(before.events, found);
	const plan = { header: secrets.inHeader(reader.header, found), events, firmware, rom, stop };
	const hasFrames = events.some(({ event }) => event.kind === "frame");
	const said = secrets.inBytes(before.streams[0], { count: 0 });
	const outcome = hasFrames ? await amongOthers(plan, before, said) : await alone(plan, before, said);
	const after = readAll(await openTrace(outcome.trace));
	const left: Counter = { count: 0 };
	secrets.inEvents(after.events, left);
	for (const stream of after.streams) secrets.inBytes(stream, left);
	return { ...outcome, found: found.count, left: left.count };
}

/** The keys that networks make of their passphrases, which flash and firmware keep in their place. */
function networkKeys(events: readonly RecordedEvent[], secrets: Secrets): Replacement[] {
	const log = new AirLog();
	for (const { event } of events) {
		if (event.kind === "world" && event.topic.startsWith("air/")) log.add(event.topic, event.data);
	}
	return [...log.accessPoints, ...log.stations].flatMap(({ ssid, passphrase }) => {
		if (passphrase === undefined) return [];
		const hide = (text: string): string => secrets.inText(text, { count: 0 });
		const after = { ssid: hide(ssid), passphrase: hide(passphrase) };
		return after.passphrase === passphrase ? [] : keyReplacements({ ssid, passphrase }, after);
	});
}

/** Runs the session at its own ticks: nothing outside answers to what was changed. */
async function alone(
	{ header, events, firmware, rom, stop }: Plan,
	before: RunContents,
	said: Uint8Array,
): Promise<Outcome> {
	const inputs = events.map(({ tick, event }) => ({ tick, input: event }));
	const { trace } = await runSession(machineOf(header, firmware, rom), { inputs, end: before.end }, stop);
	const after = readAll(await openTrace(trace));
	return { trace, same: Buffer.compare(said, after.streams[0]) === 0 };
}

/** Runs the session with its world put up again: frames depend on what was changed, handshakes above all. */
async function amongOthers(
	{ header, events, firmware, rom, stop }: Plan,
	before: RunContents,
	said: Uint8Array,
): Promise<Outcome> {
	const sink = new MemorySink();
	const judgement = judgeScript(header, readScript({ chunks: () => changed(before, events, said) }), {
		firmware,
		rom,
		hash64: await loadHash64(),
		digests: (await loadDigests())(),
		sink,
		stopped: () => stop?.aborted ?? false,
	});
	stop?.throwIfAborted();
	const same = judgement.verdict === "same";
	return { trace: sink.bytes(), same, ...(same ? {} : { evidence: describeJudgement(judgement) }) };
}

/** The recorded chunks with other events and another console. */
function* changed(
	{ chunks, ending }: RunContents,
	events: readonly RecordedEvent[],
	said: Uint8Array,
): Generator<Chunk, Ending, void> {
	let [event, byte] = [0, 0];
	for (const chunk of chunks) {
		const { outputs } = chunk;
		const console = outputs.uart[0].map((sent) => ({ ...sent, byte: said[byte++] }));
		yield {
			...chunk,
			events: events.slice(event, event + chunk.events.length),
			outputs: { ...outputs, uart: [console, outputs.uart[1]] },
		};
		event += chunk.events.length;
	}
	return ending;
}

interface RunContents {
	readonly chunks: readonly Chunk[];
	readonly ending: Ending;
	readonly events: RecordedEvent[];
	/** What each line said, then frame by frame. */
	readonly streams: Uint8Array[];
	readonly end: number;
}

function readAll(reader: TraceReader): RunContents {
	const { chunks, ending } = reader.readAll();
	const outputs = (from: (outputs: Outputs) => readonly { readonly byte: number }[]) =>
		Uint8Array.from(chunks.flatMap((chunk) => from(chunk.outputs).map(({ byte }) => byte)));
	return {
		chunks,
		ending,
		events: chunks.flatMap((chunk) => chunk.events),
		streams: [
			outputs(({ uart }) => uart[0]),
			outputs(({ uart }) => uart[1]),
			...chunks.flatMap(({ outputs: { frames, spi } }) => [...frames, ...spi].map(({ bytes }) => bytes)),
		],
		end: ending.lastTick,
	};
}
