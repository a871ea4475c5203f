/** What goes into a run, made for tests of what is found in it. */
import type { RunInputs } from "../../../src/regress/redact/find-secrets.js";
import type { Plain, RecordedEvent } from "../../../src/trace/schema.js";
import { WorldLog } from "../../../src/world/recorded/world-log.js";
import { echoMachine } from "../../session/guest.js";
import { MS, open, record } from "../../session/run.js";

const { header } = open(record(echoMachine(), undefined, MS).bytes);

export const typed = (text: string, from = 0): RecordedEvent[] =>
	[...Buffer.from(text, "latin1")].map((byte, i) => ({
		tick: from + i,
		event: { kind: "uart", line: 0, byte, baud: 115_200 },
	}));

export const world = (topic: string, data: Plain, tick = 0): RecordedEvent => ({
	tick,
	event: { kind: "world", topic, data },
});

/** A conversation that the chip began: turns of the chip and the world, the chip's first. */
export function conversation(
	id: number,
	protocol: "tcp" | "udp",
	place: string,
	...turns: readonly (string | Uint8Array)[]
): RecordedEvent[] {
	return [
		world("net/open", { id, protocol, chip: "10.0.2.15:4000", world: place, opener: "chip" }),
		...turns.map((said, i) =>
			world("net/data", { id, from: i % 2 === 0 ? "chip" : "world", bytes: Buffer.from(said as string) }),
		),
	];
}

export function inputsOf(
	events: readonly RecordedEvent[],
	more: Partial<RunInputs["header"]> = {},
): RunInputs {
	const log = new WorldLog();
	for (const { tick, event } of events) if (event.kind === "world") log.add(tick, event.topic, event.data);
	return { header: { ...header, ...more }, events, conversations: log.conversations };
}
