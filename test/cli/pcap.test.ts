import { readFileSync } from "node:fs";
import test from "ava";
import { conversation, traceOf } from "../export/pcapng/captured.js";
import { Desk } from "./desk.js";

test("pcap writes the frames of a trace, without images", (t) => {
	const desk = new Desk(t, false);
	desk.write("air.mpk", traceOf(conversation({}), "one"));
	const { code, out, err } = desk.run("pcap", "air.mpk", "-o", "air.pcapng");
	t.deepEqual([code, err], [0, ""]);
	t.regex(out, /^air\.pcapng: \d{2,} frames on the air, 8 Ethernet frames\n$/);
	t.is(readFileSync(desk.path("air.pcapng")).readUInt32LE(0), 0x0a0d0d0a);
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
