import test from "ava";
import { Bench, SECOND } from "../harness.js";

const WDT = 0x60000900;
const CTL = WDT + 0x00;
const OP = WDT + 0x04;
const OP_ND = WDT + 0x08;
const FEED = WDT + 0x14;
const FEED_KEY = 0x73;
const ENABLE = 1;

const EDGE_GATES = 0x3ff00004;
const WDT_LATCH = 1 << 8;

/** As the SDK sets it up: stages of 1.6384 s and 6.5536 s. */
function bench(): Bench {
	const b = Bench.at80MHz();
	b.write(EDGE_GATES, 1);
	b.write(OP, 0xb);
	b.write(OP_ND, 0xd);
	b.write(CTL, ENABLE);
	return b;
}

const resets = (b: Bench): number => b.out.powerEvents.filter((e) => e.event === "watchdog-reset").length;

test("stage 0 interrupts after 1.6384 s, stage 1 resets 6.5536 s later with cause 4", (t) => {
	const b = bench();
	const start = b.tick;
	b.run(1.6384 * SECOND - 2);
	t.is(b.cpu.intLatched & WDT_LATCH, 0);
	b.run(2);
	t.is(b.cpu.intLatched & WDT_LATCH, WDT_LATCH);
	b.run(6.5536 * SECOND - 2);
	t.is(resets(b), 0);
	b.run(2);
	t.is(resets(b), 1);
	t.is(b.out.powerEvents.at(-1)!.tick - start, 8.192 * SECOND);
	t.is(b.read(0x60000714), 4);
	t.is(b.read(CTL), 0, "a reset switches it off");
	b.run(20 * SECOND);
	t.is(resets(b), 1);
});

test("feeding keeps it in stage 0, however long", (t) => {
	const b = bench();
	for (let i = 0; i < 20; i++) {
		b.run(1.6 * SECOND);
		b.write(FEED, FEED_KEY);
	}
	t.is(b.cpu.intLatched & WDT_LATCH, 0);
	b.run(1.6384 * SECOND - 2);
	t.is(b.cpu.intLatched & WDT_LATCH, 0);
	b.run(2);
	t.is(b.cpu.intLatched & WDT_LATCH, WDT_LATCH);
});

test("feeding in stage 1 goes back to stage 0", (t) => {
	const b = bench();
	b.run(5 * SECOND);
	b.write(FEED, FEED_KEY);
	b.cpu.intLatched = 0;
	b.run(1.6384 * SECOND);
	t.is(b.cpu.intLatched & WDT_LATCH, WDT_LATCH, "the request was withdrawn, so this is a new edge");
	b.run(6 * SECOND);
	t.is(resets(b), 0);
});

test("any other key feeds nothing", (t) => {
	const b = bench();
	b.run(1 * SECOND);
	b.write(FEED, 0x72);
	b.run(0.6384 * SECOND);
	t.is(b.cpu.intLatched & WDT_LATCH, WDT_LATCH);
});

test("switched off it does nothing; switched on it begins anew", (t) => {
	const b = bench();
	b.run(1.5 * SECOND);
	b.write(CTL, 0);
	b.run(60 * SECOND);
	t.is(b.cpu.intLatched & WDT_LATCH, 0);
	b.write(CTL, ENABLE);
	b.run(1.5 * SECOND);
	b.write(CTL, ENABLE | 0x38);
	t.is(b.read(CTL), 0x39);
	b.run(0.1384 * SECOND);
	t.is(b.cpu.intLatched & WDT_LATCH, WDT_LATCH, "other bits of CTL do not restart it");
});

test("a stage lasts 0.8 ms times a power of two", (t) => {
	for (const exponent of [0, 1, 15]) {
		const b = bench();
		b.write(CTL, 0);
		b.write(OP, exponent);
		t.is(b.read(OP), exponent);
		b.write(CTL, ENABLE);
		b.run(128_000 * 2 ** exponent - 2);
		t.is(b.cpu.intLatched & WDT_LATCH, 0);
		b.run(2);
		t.is(b.cpu.intLatched & WDT_LATCH, WDT_LATCH);
	}
});

test("a shorter time-out takes effect while it runs", (t) => {
	const b = bench();
	b.write(OP, 2);
	b.run(128_000 * 4);
	t.is(b.cpu.intLatched & WDT_LATCH, WDT_LATCH);
	b.write(OP_ND, 1);
	t.is(b.read(OP_ND), 1);
	b.run(128_000 * 2);
	t.is(resets(b), 1);
});

test("light sleep stops it", (t) => {
	const b = bench();
	b.run(SECOND);
	b.sleepLightly(1_000_000);
	t.is(resets(b), 0);
	t.is(b.cpu.intLatched & WDT_LATCH, 0);
	b.run(0.7 * SECOND);
	t.is(b.cpu.intLatched & WDT_LATCH, WDT_LATCH);
});

test("unnamed registers read 0", (t) => {
	t.is(bench().read(WDT + 0x20), 0);
});
