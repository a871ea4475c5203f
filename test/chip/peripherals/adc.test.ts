import test from "ava";
import { Bench } from "../harness.js";

const SAR_CONTROL = 0x60000d50;
const SAR_SAMPLES = 0x60000d80;

/** The SDK's arithmetic on the eight sample registers: counts of 1024 a volt. */
function sdkReading(b: Bench): number {
	let sum = 0;
	for (let i = 0; i < 8; i++) {
		const raw = ~b.read(SAR_SAMPLES + 4 * i) & 0x7ff;
		const low = (((raw & 0xff) - 21) * 279) >> 8;
		sum += (raw & 0x700) + Math.min(255, Math.max(0, low));
	}
	return (1.09 * sum) / 16;
}

test("the SDK's arithmetic gets 1024 counts a volt out of the samples", (t) => {
	const b = new Bench();
	for (let millivolts = 0; millivolts <= 1000; millivolts += 5) {
		b.chip.input({ kind: "adc", microvolts: 1000 * millivolts });
		const counts = sdkReading(b);
		t.true(Math.abs(counts - 1.024 * millivolts) < 3, `${millivolts} mV: ${counts}`);
	}
});

test("voltages beyond the range read as its ends", (t) => {
	const b = new Bench();
	b.chip.input({ kind: "adc", microvolts: 3_300_000 });
	t.true(sdkReading(b) > 1020);
	b.chip.input({ kind: "adc", microvolts: -5 });
	t.true(sdkReading(b) < 3);
});

test("samples are not perfectly constant: old SDKs divide by their differences", (t) => {
	const b = new Bench();
	b.chip.input({ kind: "adc", microvolts: 500_000 });
	const samples = new Set(Array.from({ length: 64 }, () => b.read(SAR_SAMPLES)));
	t.true(samples.size > 1 && samples.size <= 4);
});

test("the converter is never busy", (t) => {
	const b = new Bench();
	b.write(SAR_CONTROL, (7 << 24) | 2);
	t.is(b.read(SAR_CONTROL), 2);
});

test("a reset of the chip does not change the voltage outside", (t) => {
	const b = new Bench();
	b.chip.input({ kind: "adc", microvolts: 800_000 });
	b.chip.input({ kind: "power", event: "power-on", straps: 3 });
	t.true(Math.abs(sdkReading(b) - 819) < 3);
});
