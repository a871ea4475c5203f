import test from "ava";
import { Agenda } from "../../../src/world/agenda.js";
import { UdpFlow } from "../../../src/world/recorded/udp-flow.js";

const bytes = (text: string) => new TextEncoder().encode(text);

test("the world begins, and answers each datagram with what had followed that one", (t) => {
	const agenda = new Agenda();
	const said: string[] = [];
	const flow = new UdpFlow(
		agenda,
		{
			protocol: "udp",
			chip: { address: 1, port: 2 },
			world: { address: 3, port: 4 },
			opener: "world",
			aborted: false,
			openedAt: 0,
			refused: false,
			tick: 10,
			turns: [
				{ tick: 10, from: "world", bytes: bytes("one") },
				{ tick: 13, from: "world", bytes: bytes("two") },
				{ tick: 20, from: "chip", bytes: bytes("heard") },
				{ tick: 25, from: "world", bytes: bytes("three") },
			],
		},
		(payload) => said.push(`${agenda.now} ${Buffer.from(payload)}`),
	);
	agenda.at(100, () => flow.begin());
	for (const tick of [200, 300]) agenda.at(tick, () => flow.hear(bytes("other")));
	for (let now = agenda.next(); now !== undefined; now = agenda.next()) agenda.run(now);
	t.deepEqual(said, ["100 one", "103 two", "205 three"]);
	t.is(Buffer.from(flow.received).toString(), "otherother");
});
