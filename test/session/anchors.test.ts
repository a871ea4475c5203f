import test from "ava";
import { AnchorTracker } from "../../src/session/anchors.js";
import { echoMachine } from "./guest.js";
import { MS, open, record, steps } from "./run.js";

test("the first input of a burst has an anchor: what the guest said and did before it", (t) => {
	const anchors = new AnchorTracker();
	for (const [i, byte] of [...Buffer.from(`${"x".repeat(100)}>>> `)].entries()) anchors.console(i, byte);
	anchors.pin(200, 4);
	anchors.pin(210, 4);
	anchors.frame(220);
	const input = { kind: "uart", line: 0, byte: 65, baud: 115200 } as const;
	t.deepEqual(anchors.input(300, input), {
		consoleTail: new Uint8Array(Buffer.from(`${"x".repeat(60)}>>> `)),
		sinceTicks: 80,
		frames: 1,
		edges: [{ pin: 4, count: 2 }],
	});
	t.is(anchors.input(400, input), undefined);
	t.like(anchors.input(500, { kind: "adc", microvolts: 1 }), {
		sinceTicks: 100,
		consoleTail: new Uint8Array(),
	});
	anchors.console(600, 33);
	t.deepEqual(anchors.input(400 + 10 * MS + 1, input)?.consoleTail, Uint8Array.of(33));
});

test("anchors are in the trace", (t) => {
	const { bytes } = record(
		echoMachine(),
		steps("  - send: AB\n  - expect: BC\n  - wait: 20ms\n  - send: C\n"),
	);
	const anchors = open(bytes)
		.readAll()
		.chunks.flatMap((chunk) =>
			chunk.events.map(({ anchor }) => anchor && Buffer.from(anchor.consoleTail).toString()),
		);
	t.deepEqual(anchors, ["", undefined, "BC"]);
});
