import test from "ava";
import fc from "fast-check";
import { PinPattern } from "../../../src/chip/pin-pattern.js";
import { Bench } from "../harness.js";

const GPIO = 0x60000300;
const ENABLE = GPIO + 0x0c;
const IN = GPIO + 0x18;
const SIGMA_DELTA = GPIO + 0x68;
const PIN4 = GPIO + 0x28 + 4 * 4;
const SOURCE = 1;
const RUN = 1 << 16;
/** Ticks of the APB's cycle at 80 MHz. */
const APB = 2;

/** Pin 4 with the modulator as its source. */
function modulated(): Bench {
	const b = Bench.at80MHz();
	b.write(ENABLE, 1 << 4);
	b.write(PIN4, SOURCE);
	return b;
}

/** What pin 4 follows now. */
function pattern(b: Bench): PinPattern {
	const bits = b.out.pinBits.at(-1);
	if (!bits) throw new Error("nothing was said of a pin");
	return new PinPattern(bits.tick, bits);
}

const level = (b: Bench): number => (b.read(IN) >>> 4) & 1;

test("a pin whose source is the modulator is low until it runs, and an output as any other after it", (t) => {
	const b = modulated();
	t.like(b.out.pinBits, [{ pin: 4, count: 1, bytes: Uint8Array.of(0), repeat: false }]);
	b.write(SIGMA_DELTA, RUN | 128);
	t.is(pattern(b).period, 2 * APB);
	b.write(PIN4, 0);
	t.deepEqual(b.out.pinEdges.at(-1), { tick: b.tick, pin: 4, level: 0 });
	b.run(1000);
	t.is(level(b), 0);
});

test("TARGET of 256 steps are high, in pulses of one step up to half, with pauses of one step above", (t) => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 255 }), fc.integer({ min: 0, max: 255 }), (target, prescale) => {
			const b = modulated();
			b.write(SIGMA_DELTA, RUN | (prescale << 8) | target);
			const p = pattern(b);
			const step = (prescale + 1) * APB;
			const { ones, of } = p.high;
			t.is(ones * 256, target * of);
			t.is(p.period, of * step);
			// The times that NodeMCU's documentation gives: each pulse (or pause) is one step.
			t.is(p.edges, 2 * Math.min(ones, of - ones));
			const alike = target <= 128 ? 1 : 0;
			for (let at = p.from, n = 0; n < p.edges; n++) {
				const edge = p.edgeAfter(at);
				const next = edge && p.edgeAfter(edge.tick);
				if (edge?.level === alike) t.is(next!.tick - edge.tick, step);
				at = edge!.tick;
			}
		}),
		{ numRuns: 40 },
	);
});

test("IN reads what the outside is told, whatever was written meanwhile", (t) => {
	fc.assert(
		fc.property(
			fc.array(fc.tuple(fc.nat(255), fc.nat(3), fc.integer({ min: 1, max: 900 })), {
				minLength: 1,
				maxLength: 8,
			}),
			(writes) => {
				const b = modulated();
				for (const [target, prescale, wait] of writes) {
					b.write(SIGMA_DELTA, RUN | (prescale << 8) | target);
					b.run(wait);
					t.is(level(b), pattern(b).levelAt(b.tick));
				}
			},
		),
		{ numRuns: 40 },
	);
});

test("another target takes over within the step, another clock at once", (t) => {
	const b = modulated();
	b.write(SIGMA_DELTA, RUN | (9 << 8) | 64);
	b.run(6);
	b.write(SIGMA_DELTA, RUN | (9 << 8) | 128);
	t.is(b.out.pinBits.at(-1)?.elapsed, 6);
	b.write(SIGMA_DELTA, RUN | (4 << 8) | 128);
	t.is(b.out.pinBits.at(-1)?.elapsed, 0);
});

test("in a light sleep the pin stands still, and goes on after it", (t) => {
	const b = modulated();
	b.write(SIGMA_DELTA, RUN | (255 << 8) | 128);
	b.run(700);
	const before = level(b);
	b.sleepLightly(100);
	const [still, again] = b.out.pinBits.slice(-2);
	t.like(still, { count: 1, bytes: Uint8Array.of(before << 7) });
	t.like(again, { repeat: true });
	t.true(again.tick - still.tick > 100_000);
	t.is(level(b), pattern(b).levelAt(b.tick));
});

test("the outside may pull the pin low; a reset lets go of it", (t) => {
	const b = modulated();
	b.write(SIGMA_DELTA, RUN | 255);
	b.run(40);
	b.chip.input({ kind: "pin", pin: 4, level: 0 });
	for (let i = 0; i < 300; i++) {
		b.run(1);
		t.is(level(b), 0);
	}
	b.chip.input({ kind: "power", event: "reset-pin", straps: 3 });
	t.deepEqual(b.out.pinEdges.at(-1)?.level, "z");
	t.is(b.read(SIGMA_DELTA), 0);
});
