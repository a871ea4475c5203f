import test from "ava";
import type { EthernetNode, EthernetPort } from "../../src/world/ethernet.js";
import { EthernetSegment } from "../../src/world/ethernet-segment.js";

class Listener implements EthernetNode {
	readonly heard: string[] = [];
	port: EthernetPort | undefined;
	wakeAt: number | undefined;

	receive(now: number, frame: Uint8Array): void {
		this.heard.push(`${now}:${frame[0]}`);
		if (frame[0] < 3) this.port?.(now, frameOf(frame[0] + 1));
	}
	next(): number | undefined {
		return this.wakeAt;
	}
	act(now: number): void {
		this.heard.push(`act ${now}`);
		this.wakeAt = undefined;
	}
}

const frameOf = (first: number, length = 60): Uint8Array => {
	const frame = new Uint8Array(length);
	frame[0] = first;
	return frame;
};

test("what one sends all others receive, answers after it", (t) => {
	const segment = new EthernetSegment();
	const [a, b, c] = [new Listener(), new Listener(), new Listener()];
	const port = segment.plug(a);
	b.port = segment.plug(b);
	segment.plug(c);
	port(5, frameOf(1));
	t.deepEqual(a.heard, ["5:2"]);
	t.deepEqual(b.heard, ["5:1"]);
	t.deepEqual(c.heard, ["5:1", "5:2"]);
});

test("frames of impossible length are dropped", (t) => {
	const segment = new EthernetSegment();
	const a = new Listener();
	segment.plug(a);
	const port = segment.plug(new Listener());
	for (const length of [13, 14, 1514, 1515]) port(1, frameOf(length & 7, length));
	t.deepEqual(a.heard, ["1:6", "1:2"]);
});

test("nodes act when their time has come", (t) => {
	const segment = new EthernetSegment();
	const [a, b] = [new Listener(), new Listener()];
	segment.plug(a);
	segment.plug(b);
	t.is(segment.next(), undefined);
	a.wakeAt = 10;
	b.wakeAt = 20;
	t.is(segment.next(), 10);
	segment.act(15);
	t.deepEqual([a.heard, b.heard], [["act 15"], []]);
	t.is(segment.next(), 20);
});
