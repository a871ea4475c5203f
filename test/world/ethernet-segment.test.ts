import test from "ava";
import type { EthernetNode } from "../../src/world/ethernet.js";
import { EthernetSegment } from "../../src/world/ethernet-segment.js";
import { BROADCAST_MAC } from "../../src/world/network/addresses.js";
import { encodeEthernet } from "../../src/world/network/codec/ethernet.js";

class Ear implements EthernetNode {
	readonly heard: [number, number][] = [];
	receive(now: number, frame: Uint8Array): void {
		this.heard.push([now, frame.length]);
	}
	next(): undefined {}
	act(): void {}
}

function frame(destination: number, source: number, length = 46): Uint8Array {
	return encodeEthernet({ destination, source, type: 0x88b5, payload: new Uint8Array(length) });
}

function settle(segment: EthernetSegment): void {
	for (let next = segment.next(); next !== undefined; next = segment.next()) segment.act(next);
}

test("a switch floods until it knows, then sends to one port", (t) => {
	const segment = new EthernetSegment();
	const ears = [new Ear(), new Ear(), new Ear()];
	const ports = ears.map((ear) => segment.plug(ear));
	const counts = () => ears.map(({ heard }) => heard.length);
	ports[0](0, frame(2, 1));
	settle(segment);
	t.deepEqual(counts(), [0, 1, 1], "2 is not known");
	ports[1](0, frame(1, 2));
	settle(segment);
	t.deepEqual(counts(), [1, 1, 1], "1 is");
	ports[2](0, frame(BROADCAST_MAC, 3));
	settle(segment);
	t.deepEqual(counts(), [2, 2, 1]);
	ports[2](0, frame(2, 1));
	ports[0](0, frame(1, 9));
	settle(segment);
	t.deepEqual(counts(), [2, 3, 2], "1 has moved");
});

test("frames take the time of 100 Mbit/s, one after another", (t) => {
	const segment = new EthernetSegment();
	const ear = new Ear();
	const port = segment.plug(new Ear());
	segment.plug(ear);
	port(1000, frame(2, 1, 1500));
	port(1000, frame(2, 1, 1500));
	port(1000, frame(2, 1, 1));
	const full = Math.ceil((1514 + 24) * 8 * 1.6);
	settle(segment);
	t.deepEqual(ear.heard, [
		[1000 + full, 1514],
		[1000 + 2 * full, 1514],
		[1000 + 2 * full + Math.ceil((60 + 24) * 8 * 1.6), 15],
	]);
});

test("what is no frame, and what a full queue cannot take, is lost", (t) => {
	const segment = new EthernetSegment();
	const ear = new Ear();
	const port = segment.plug(new Ear());
	segment.plug(ear);
	port(0, new Uint8Array(13));
	port(0, new Uint8Array(1515));
	t.is(segment.next(), undefined);
	for (let i = 0; i < 600; i++) port(0, frame(2, 1));
	t.is(segment.dropped, 88);
	settle(segment);
	t.is(ear.heard.length, 512);
});

test("a tap sees each frame once", (t) => {
	const seen: number[] = [];
	const segment = new EthernetSegment((tick, { length }) => seen.push(tick, length));
	const port = segment.plug(new Ear());
	segment.plug(new Ear());
	segment.plug(new Ear());
	port(7, frame(BROADCAST_MAC, 1));
	t.deepEqual(seen, [7, 60]);
});

test("ten thousand addresses are not all remembered", (t) => {
	const segment = new EthernetSegment();
	const ears = [new Ear(), new Ear(), new Ear()];
	const ports = ears.map((ear) => segment.plug(ear));
	for (let i = 0; i < 10_000; i++) {
		ports[0](0, frame(BROADCAST_MAC, 0x02_00_00_00_00_00 + i));
		settle(segment);
	}
	const before = ears[2].heard.length;
	ports[1](0, frame(0x02_00_00_00_00_00, 1));
	ports[1](0, frame(0x02_00_00_00_00_00 + 9999, 1));
	settle(segment);
	t.is(ears[2].heard.length, before + 1, "the first is flooded, the last is known");
});
