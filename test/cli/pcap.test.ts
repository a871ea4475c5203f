import { readFileSync } from "node:fs";
import test from "ava";
import { blocksOf, conversation, traceOf } from "../export/pcapng/captured.js";
import { Desk } from "./desk.js";

test("pcap writes the frames of a trace, without images", (t) => {
	const desk = new Desk(t, false);
	desk.write("air.mpk", traceOf(conversation({}), "one"));
	const { code, out, err } = desk.run("pcap", "air.mpk", "-o", "air.pcapng");
	t.deepEqual([code, err], [0, ""]);
	t.regex(out, /^air\.pcapng: \d{2,} frames on the air, 8 Ethernet frames\n$/);
	t.is(readFileSync(desk.path("air.pcapng")).readUInt32LE(0), 0x0a0d0d0a);
});

test("--only leaves out the other interface", (t) => {
	const desk = new Desk(t, false);
	desk.write("air.mpk", traceOf(conversation({}), "one"));
	for (const [name, linkType, said] of [
		["air", 127, /: \d{2,} frames on the air, 0 Ethernet frames\n$/],
		["ethernet", 1, /: 0 frames on the air, 8 Ethernet frames\n$/],
	] as const) {
		const { code, out } = desk.run("pcap", "air.mpk", "--only", name, "-o", "only.pcapng");
		t.is(code, 0);
		t.regex(out, said);
		const [, first, second] = blocksOf(readFileSync(desk.path("only.pcapng")));
		t.deepEqual([first.type, first.body.getUint16(0, true), second.type], [1, linkType, 6]);
		t.is(second.body.getUint32(0, true), 0);
	}
	const { code, err } = desk.run("pcap", "air.mpk", "--only", "wire", "-o", "x.pcapng");
	t.deepEqual([code, err], [2, "replay: --only must be air or ethernet\n"]);
});

test("a trace without radio gives an empty capture", (t) => {
	const desk = new Desk(t, false);
	const { code, out } = desk.run("pcap", "hal.mpk", "-o", "hal.pcapng");
	t.deepEqual([code, out], [0, "hal.pcapng: 0 frames on the air, 0 Ethernet frames\n"]);
});

test("pcap's mistakes: no output, no trace, a damaged trace, a place that cannot be written", (t) => {
	const desk = new Desk(t, false);
	t.is(desk.run("pcap", "hal.mpk").code, 2);
	t.is(desk.run("pcap", "none.mpk", "-o", "x.pcapng").code, 2);
	const damaged = readFileSync(desk.path("hal.mpk"));
	damaged[damaged.length >> 1] ^= 0xff;
	desk.write("damaged.mpk", damaged);
	t.is(desk.run("pcap", "damaged.mpk", "-o", "x.pcapng").code, 4);
	t.is(desk.run("pcap", "hal.mpk", "-o", "no/such/folder/x.pcapng").code, 2);
});
