import test from "ava";
import { Agenda } from "../../../src/world/agenda.js";
import type { Conversation, Turn } from "../../../src/world/recorded/conversation-log.js";
import { UdpPlace } from "../../../src/world/recorded/udp-place.js";

const bytes = (text: string) => new TextEncoder().encode(text);
const PLACE = {
	protocol: "udp",
	chip: { address: 1, port: 2 },
	world: { address: 3, port: 4 },
	opener: "chip",
	aborted: false,
	openedAt: 0,
	refused: false,
	tick: 0,
} as const;

function conversation(...turns: readonly [tick: number, from: Turn["from"], text: string][]): Conversation {
	return { ...PLACE, turns: turns.map(([tick, from, text]) => ({ tick, from, bytes: bytes(text) })) };
}

/** What is answered to datagrams that come at ticks, with the tick and the one that was asked. */
function answers(
	conversations: readonly Conversation[],
	asked: readonly (readonly [number, string])[],
): string[] {
	const agenda = new Agenda();
	const place = new UdpPlace(agenda, conversations);
	const heard: string[] = [];
	for (const [tick, text] of asked) {
		agenda.at(tick, () =>
			place.hear(bytes(text), (reply) => heard.push(`${agenda.now} ${text}: ${Buffer.from(reply)}`)),
		);
	}
	for (let now = agenda.next(); now !== undefined; now = agenda.next()) agenda.run(now);
	return heard;
}

test("each datagram has the answers that followed the recorded one, as long after it", (t) => {
	const one = conversation([10, "chip", "a"], [15, "world", "A"], [17, "world", "AA"], [30, "chip", "b"]);
	t.deepEqual(
		answers(
			[one],
			[
				[100, "a"],
				[200, "b"],
				[300, "c"],
			],
		),
		["105 a: A", "107 a: AA"],
	);
});

test("ports do not matter, the same bytes do, else the order", (t) => {
	const two = [
		conversation([10, "chip", "a"], [11, "world", "A"]),
		conversation([20, "chip", "b"], [22, "world", "B"]),
	];
	t.deepEqual(
		answers(two, [
			[100, "b"],
			[200, "a"],
		]),
		["102 b: B", "201 a: A"],
	);
	t.deepEqual(
		answers(two, [
			[100, "x"],
			[200, "y"],
		]),
		["101 x: A", "202 y: B"],
	);
});
