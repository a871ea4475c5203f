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
import { filesAfter, type KnownFiles } from "../../session/files/replayed-files.js";
import { machineOf } from "../../session/machine.js";
import { loadHash64 } from "../../trace/hash64.js";
import { openTrace, type TraceReader } from "../../trace/reader.js";
import type { Chunk, Ending, Outputs, RecordedEvent, TraceHeader } from "../../trace/schema.js";
import { MemorySink } from "../../trace/sink.js";
import { formatEndpoint } from "../../world/network/addresses.js";
import { AirLog } from "../../world/recorded/air-log.js";
import type { Conversation } from "../../world/recorded/conversation-log.js";
import { WorldLog } from "../../world/recorded/world-log.js";
import { runSession } from "../run-session.js";
import { findPayloads } from "./find-payloads.js";
import { findSecrets } from "./find-secrets.js";
import type { RedactRules } from "./redact-rules.js";
import { keyReplacements, type Replacement, standIn } from "./replacements.js";
import type { Place, Secret, SecretKind } from "./secret.js";
import { Secrets } from "./secrets.js";
import { Tally } from "./tally.js";
import { findUnjudged } from "./unjudged.js";

export interface Redacted {
	readonly trace: Uint8Array;
	/** How often a secret was found in what goes into a run, and is still in what comes out of the new one. */
	readonly found: number;
	readonly left: number;
	/** Secret by secret; never what they are. */
	readonly replaced: readonly ReplacedSecret[];
	/** What may hold secrets, and cannot be judged, in lines. */
	readonly unjudged: readonly string[];
	/** Whether the new run says the same as before, but for the secrets. */
	readonly same: boolean;
	/** Where it does not, in lines, as far as that is known. */
	readonly evidence?: readonly string[];
}

/** A secret, by what is known of it without it. */
export interface ReplacedSecret {
	readonly kind: SecretKind;
	/** What stands in its place, and how often it was found where, and is still there. */
	readonly by: string;
	readonly found: number;
	readonly places: Readonly<Partial<Record<Place, number>>>;
	readonly left: number;
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
 * What the trace shows to be secret goes, and what the rules name. Throws TraceError, SessionError, RangeError when
 * there is nothing to hide; RecordedWorldError for a world that cannot be put up again; rejects with the reason of `stop`.
 */
export async function redact(
	reader: TraceReader,
	firmware: Firmware,
	rom: BootRom,
	rules: RedactRules,
	stop?: AbortSignal,
): Promise<Redacted> {
	const before = readAll(reader);
	const inputs = { header: reader.header, events: before.events, conversations: before.conversations };
	const shown = findSecrets(inputs, rules);
	const payloads = findPayloads(before.conversations, rules.payloads);
	const all = unique([
		...rules.secrets.map((text): Secret => ({ text, kind: "named" })),
		...shown.secrets,
		...payloads.secrets,
	]);
	if (all.length === 0) throw new RangeError("the trace shows no secrets: say what must go");
	const secrets = new Secrets(all, networkKeys(before.events, all));
	const found = new Tally();
	const events = secrets.inEvents(before.events, found);
	const plan = { header: secrets.inHeader(reader.header, found), events, firmware, rom, stop };
	const hasFrames = events.some(({ event }) => event.kind === "frame");
	const said = secrets.inBytes(before.streams[0], new Tally(), "said");
	const outcome = hasFrames
		? await amongOthers(plan, before, said, reader, secrets)
		: await alone(plan, before, said);
	const after = readAll(await openTrace(outcome.trace));
	const left = new Tally();
	secrets.inHeader(plan.header, left);
	secrets.inEvents(after.events, left);
	for (const stream of after.streams) secrets.inBytes(stream, left, "said");
	return {
		...outcome,
		found: found.count,
		left: left.count,
		replaced: all.map((secret, i) => ({
			kind: secret.kind,
			by: standIn(secret, i),
			found: found.of(i),
			places: Object.fromEntries(found.places(i)),
			left: left.of(i),
		})),
		unjudged: [
			...payloads.binary.map(
				({ world }) => `payloads with ${formatEndpoint(world)} that a rule is about: no text, so they stay`,
			),
			...findUnjudged(inputs, secrets, shown.builtIn),
		],
	};
}

/** Each text once, as what it was first taken for. */
function unique(secrets: readonly Secret[]): Secret[] {
	const texts = new Map<string, Secret>();
	for (const secret of secrets) if (!texts.has(secret.text)) texts.set(secret.text, secret);
	return [...texts.values()];
}

/** The keys that networks make of their passphrases, which flash and firmware keep in their place. */
function networkKeys(events: readonly RecordedEvent[], all: readonly Secret[]): Replacement[] {
	const secrets = new Secrets(all);
	const log = new AirLog();
	for (const { event } of events) {
		if (event.kind === "world" && event.topic.startsWith("air/")) log.add(event.topic, event.data);
	}
	return [...log.accessPoints, ...log.stations].flatMap(({ ssid, passphrase }) => {
		if (passphrase === undefined) return [];
		const hide = (text: string): string => secrets.inText(text, new Tally(), "air");
		const after = { ssid: hide(ssid), passphrase: hide(passphrase) };
		const number = all.findIndex(({ text }) => passphrase.includes(text));
		const changes = after.passphrase !== passphrase || after.ssid !== ssid;
		return changes ? keyReplacements(Math.max(0, number), { ssid, passphrase }, after) : [];
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
	reader: TraceReader,
	secrets: Secrets,
): Promise<Outcome> {
	const sink = new MemorySink();
	const [hash64, makeDigests] = await Promise.all([loadHash64(), loadDigests()]);
	const images = { firmware, rom, hash64 };
	const judgement = judgeScript(header, readScript({ chunks: () => changed(before, events, said) }), {
		...images,
		digests: makeDigests(),
		sink,
		recordedFiles: () => hideInFiles(filesAfter(reader, { ...images, digests: makeDigests() }), secrets),
		stopped: () => stop?.aborted ?? false,
	});
	stop?.throwIfAborted();
	const same = judgement.verdict === "same";
	return { trace: sink.bytes(), same, ...(same ? {} : { evidence: describeJudgement(judgement) }) };
}

/** The files of the recorded run as they are to be. */
function hideInFiles(known: KnownFiles | undefined, secrets: Secrets): KnownFiles | undefined {
	if (!known?.found) return known;
	const { found } = known;
	const entries = [...found.entries].map(
		([path, entry]) =>
			[
				secrets.inText(path, new Tally(), "flash"),
				entry === "directory" ? entry : secrets.inBytes(entry, new Tally(), "flash"),
			] as const,
	);
	return { found: { ...found, entries: new Map(entries) } };
}

/** The recorded chunks with other events and another console; the digests of its files are those of the secrets. */
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
	return { ...ending, ...(ending.end ? { end: { ...ending.end, digests: {} } } : {}) };
}

interface RunContents {
	readonly chunks: readonly Chunk[];
	readonly ending: Ending;
	readonly events: RecordedEvent[];
	readonly conversations: readonly Conversation[];
	/** What each line said, then frame by frame. */
	readonly streams: Uint8Array[];
	readonly end: number;
}

function conversationsOf(chunks: readonly Chunk[]): readonly Conversation[] {
	const log = new WorldLog();
	for (const { events } of chunks) {
		for (const { tick, event } of events) if (event.kind === "world") log.add(tick, event.topic, event.data);
	}
	return log.conversations;
}

function readAll(reader: TraceReader): RunContents {
	const { chunks, ending } = reader.readAll();
	const outputs = (from: (outputs: Outputs) => readonly { readonly byte: number }[]) =>
		Uint8Array.from(chunks.flatMap((chunk) => from(chunk.outputs).map(({ byte }) => byte)));
	return {
		chunks,
		ending,
		events: chunks.flatMap((chunk) => chunk.events),
		conversations: conversationsOf(chunks),
		streams: [
			outputs(({ uart }) => uart[0]),
			outputs(({ uart }) => uart[1]),
			...chunks.flatMap(({ outputs: { frames, spi } }) => [...frames, ...spi].map(({ bytes }) => bytes)),
		],
		end: ending.lastTick,
	};
}
