import test from "ava";
import fc from "fast-check";
import { device, Kit } from "./bench-kit.js";

const DATA = 5;
const CLOCK = 4;

/** Sends bytes with these times, in ns: high and low of a 0, high and low of a 1. */
function pulses(kit: Kit, bytes: readonly number[], [t0h, t0l, t1h, t1l]: readonly number[]): void {
	for (const byte of bytes) {
		for (let bit = 7; bit >= 0; bit--) {
			const one = (byte >>> bit) & 1;
			kit.pin(DATA, 1);
			kit.wait((one ? t1h : t0h) / 1000);
			kit.pin(DATA, 0);
			kit.wait((one ? t1l : t0l) / 1000);
		}
	}
	kit.wait(60);
}

const NOMINAL = [400, 850, 800, 450] as const;
const colour = fc.tuple(
	...([0, 1, 2].map(() => fc.integer({ min: 0, max: 0xff })) as [
		fc.Arbitrary<number>,
		fc.Arbitrary<number>,
		fc.Arbitrary<number>,
	]),
);
const hex = (bytes: readonly number[]) => Buffer.from(bytes).toString("hex");

test("NeoPixel: colours come back from pulses anywhere within the limits", (t) => {
	const jitter = fc.array(fc.integer({ min: -140, max: 140 }), { minLength: 4, maxLength: 4 });
	fc.assert(
		fc.property(fc.array(colour, { minLength: 1, maxLength: 6 }), jitter, (colours, offsets) => {
			const kit = new Kit([device("neopixel", { data: DATA }, { pixels: 6 })]);
			const grb = colours.flatMap(([r, g, b]) => [g, r, b]);
			pulses(
				kit,
				grb,
				NOMINAL.map((ns, i) => ns + offsets[i]),
			);
			const { colours: shown, out_of_limits: out } = kit.state("neopixel");
			t.deepEqual((shown as string[]).slice(0, colours.length), colours.map(hex));
			t.is(out, 0);
		}),
		{ numRuns: 30 },
	);
});

test("NeoPixel: what I2S shifts out in four steps a bit is decoded, as NeoPixelBus encodes it", (t) => {
	const BIT_TICKS = 50;
	fc.assert(
		fc.property(fc.array(colour, { minLength: 1, maxLength: 12 }), (colours) => {
			const kit = new Kit([device("neopixel", { data: 3 }, { pixels: 12 })]);
			const steps = colours
				.flatMap(([r, g, b]) => [g, r, b])
				.flatMap((byte) =>
					Array.from({ length: 8 }, (_, bit) => ((byte << bit) & 0x80 ? [1, 1, 1, 0] : [1, 0, 0, 0])),
				)
				.flat();
			const bytes = new Uint8Array(Math.ceil(steps.length / 512) * 64);
			steps.forEach((step, i) => {
				bytes[i >> 3] |= step << (7 - (i & 7));
			});
			for (let at = 0; at < bytes.length; at += 64) {
				const burst = {
					bytes: bytes.subarray(at, at + 64),
					count: 512,
					bitTicks: BIT_TICKS,
					elapsed: 0,
					repeat: false,
				};
				kit.bits(3, burst);
				kit.wait((512 * BIT_TICKS) / 160);
			}
			kit.bits(3, { bytes: new Uint8Array(4), count: 32, bitTicks: BIT_TICKS, elapsed: 0, repeat: true });
			kit.wait(100);
			const { colours: shown, timing } = kit.state("neopixel");
			t.deepEqual((shown as string[]).slice(0, colours.length), colours.map(hex));
			for (const [pulse, range] of Object.entries(timing as Record<string, number[]>)) {
				const steps = { t0h: 1, t1h: 3, t0l: 3, t1l: 1 }[pulse] as number;
				t.is(range[0], Math.round(steps * 312.5), pulse);
			}
		}),
		{ numRuns: 20 },
	);
});

test("NeoPixel: what is too long or too short is counted; a part of a pixel, or one beyond the strip, shows nothing", (t) => {
	const kit = new Kit([device("neopixel", { data: DATA }, { pixels: 2 })]);
	pulses(kit, [1, 2, 3, 4, 5], NOMINAL);
	t.deepEqual(kit.state("neopixel").colours, ["020103", "000000"]);
	pulses(kit, [9, 9, 9, 8, 8, 8, 7, 7, 7], NOMINAL);
	t.deepEqual(kit.state("neopixel").colours, ["090909", "080808"]);
	t.is(kit.state("neopixel").out_of_limits, 0);
	pulses(kit, [0xff], [400, 850, 1000, 450]);
	t.is(kit.state("neopixel").out_of_limits, 8);
	kit.bench.onPower(kit.tick, "power-on");
	t.deepEqual(kit.state("neopixel").colours, ["000000", "000000"]);
});

test("NeoPixel: strips of 400 kHz, with white, in another order", (t) => {
	const kit = new Kit([device("neopixel", { data: DATA }, { pixels: 1, khz: 400, order: "RGBW" })]);
	pulses(kit, [1, 2, 0x80, 0xff], [500, 2000, 1200, 1300]);
	t.deepEqual(kit.state("neopixel").colours, ["010280ff"]);
});

test("APA102: frames behind a start of zeros", (t) => {
	const frame = fc.tuple(colour, fc.integer({ min: 0, max: 31 }));
	const kit = new Kit([device("apa102", { clock: CLOCK, data: DATA }, { pixels: 4 })]);
	const send = (bytes: readonly number[]): void => {
		for (const byte of bytes) {
			for (let bit = 7; bit >= 0; bit--) {
				kit.pin(DATA, ((byte >>> bit) & 1) as 0 | 1);
				kit.pin(CLOCK, 1);
				kit.pin(CLOCK, 0);
			}
		}
	};
	fc.assert(
		fc.property(
			fc.array(frame, { minLength: 4, maxLength: 4 }),
			fc.integer({ min: 4, max: 7 }),
			(frames, zeros) => {
				send(Array(zeros).fill(0));
				send(frames.flatMap(([[r, g, b], brightness]) => [0xe0 | brightness, b, g, r]));
				send([0xff, 0xff, 0xff, 0xff]);
				t.deepEqual(
					kit.state("apa102").colours,
					frames.map(([rgb, brightness]) => `${hex(rgb)}@${brightness}`),
				);
			},
		),
		{ numRuns: 50 },
	);
});
