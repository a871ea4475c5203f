import test from "ava";
import fc from "fast-check";
import {
	CALIBRATION,
	rawHumidity,
	rawPressure,
	rawTemperature,
} from "../../../src/world/devices/kinds/bme280-calibration.js";
import { device, Kit } from "./bench-kit.js";

/** The data sheet's other formulas, in integers (4.2.3), with what the registers say of the calibration. */
function compensate(rawT: number, rawP: number, rawH: number) {
	const registers = new Uint8Array(256);
	for (const [at, byte] of CALIBRATION) registers[at] = byte;
	const view = new DataView(registers.buffer);
	const u = (at: number) => view.getUint16(at, true);
	const s = (at: number) => view.getInt16(at, true);
	const [t1, t2, t3] = [u(0x88), s(0x8a), s(0x8c)];
	const p = [u(0x8e), ...[0x90, 0x92, 0x94, 0x96, 0x98, 0x9a, 0x9c, 0x9e].map(s)].map(BigInt);
	const [h1, h2, h3, h6] = [registers[0xa1], s(0xe1), registers[0xe3], view.getInt8(0xe7)];
	const h4 = (view.getInt8(0xe4) << 4) | (registers[0xe5] & 15);
	const h5 = (view.getInt8(0xe6) << 4) | (registers[0xe5] >>> 4);
	const linear = (((rawT >> 3) - (t1 << 1)) * t2) >> 11;
	const square = ((((((rawT >> 4) - t1) * ((rawT >> 4) - t1)) >> 12) * t3) | 0) >> 14;
	const fine = linear + square;
	let a = BigInt(fine) - 128000n;
	let b = a * a * p[5] + ((a * p[4]) << 17n) + (p[3] << 35n);
	a = ((a * a * p[2]) >> 8n) + ((a * p[1]) << 12n);
	a = (((1n << 47n) + a) * p[0]) >> 33n;
	let q = 1048576n - BigInt(rawP);
	q = (((q << 31n) - b) * 3125n) / a;
	a = (p[8] * (q >> 13n) * (q >> 13n)) >> 25n;
	b = (p[7] * q) >> 19n;
	q = ((q + a + b) >> 8n) + (p[6] << 4n);
	let h = fine - 76800;
	h =
		(((rawH << 14) - (h4 << 20) - h5 * h + 16384) >> 15) *
		(((((((h * h6) >> 10) * (((h * h3) >> 11) + 32768)) >> 10) + 2097152) * h2 + 8192) >> 14);
	h -= ((((h >> 15) * (h >> 15)) >> 7) * h1) >> 4;
	return {
		temperature: ((fine * 5 + 128) >> 8) / 100,
		pressure: Number(q) / 256,
		humidity: Math.min(419430400, Math.max(0, h)) / 4096 / 1024,
	};
}

test("BME280: the data sheet's integer formulas give back what was set", (t) => {
	const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
	fc.assert(
		fc.property(number(-20, 60), number(60_000, 108_000), number(5, 90), (celsius, pascals, percent) => {
			const rawT = rawTemperature(celsius);
			const found = compensate(rawT, rawPressure(pascals, rawT), rawHumidity(percent, rawT));
			t.true(Math.abs(found.temperature - celsius) < 0.02, `${found.temperature} for ${celsius}`);
			t.true(Math.abs(found.pressure - pascals) < 12, `${found.pressure} for ${pascals}`);
			t.true(Math.abs(found.humidity - percent) < 0.2, `${found.humidity} for ${percent}`);
		}),
	);
});

/** Reads a DHT as its data sheet says; undefined when it does not answer. */
function readDht(kit: Kit, startMs: number): number[] | undefined {
	kit.pin(4, 0);
	kit.wait(startMs * 1000);
	kit.pin(4, "z");
	const wait = (level: 0 | 1): number => {
		let us = 0;
		for (; kit.level(4) !== level; us++) {
			if (us > 200) return Number.NaN;
			kit.wait(1);
		}
		return us;
	};
	if (Number.isNaN(wait(0))) return undefined;
	wait(1);
	wait(0);
	return Array.from({ length: 5 }, () =>
		Array.from({ length: 8 }, () => {
			wait(1);
			return wait(0) > 45 ? 1 : 0;
		}).reduce<number>((byte, bit) => (byte << 1) | bit, 0),
	);
}

test("DHT22: tenths, with the temperature's sign, and their sum", (t) => {
	const tenths = (min: number, max: number) => fc.integer({ min, max });
	const kit = new Kit([device("dht22", { data: 4 })]);
	fc.assert(
		fc.property(tenths(-400, 800), tenths(0, 1000), (temperature, humidity) => {
			kit.set("dht22", { temperature: temperature / 10, humidity: humidity / 10 });
			const [a, b, c, d, sum] = readDht(kit, 1) ?? [];
			t.is((a << 8) | b, humidity);
			t.is((((c & 0x7f) << 8) | d) * (c & 0x80 ? -1 : 1) || 0, temperature);
			t.is(sum, (a + b + c + d) & 0xff);
			kit.wait(1000);
		}),
		{ numRuns: 20 },
	);
});

test("DHT11: whole numbers; it wants a longer start, and garbles when told to", (t) => {
	const kit = new Kit([device("dht11", { data: 4 }, { temperature: 23, humidity: 41 })]);
	t.is(readDht(kit, 1), undefined);
	kit.wait(1000);
	t.deepEqual(readDht(kit, 18), [41, 0, 23, 0, 64]);
	kit.wait(1000);
	kit.set("dht11", { corrupt: 1 });
	const [a, , c, , sum] = readDht(kit, 18) ?? [];
	t.not(a + c, sum);
	kit.wait(1000);
	t.deepEqual(readDht(kit, 18), [41, 0, 23, 0, 64], "one reading only");
});

test("a waveform is samples at the ADC", (t) => {
	const kit = new Kit([
		device("waveform", {}, { shape: "triangle", hz: 10, low: 0.2, high: 0.6, every_ms: 10 }),
	]);
	kit.wait(100_000);
	const volts = kit.inputs.map(({ input }) => (input.kind === "adc" ? input.microvolts / 1e6 : Number.NaN));
	t.deepEqual(volts, [0.2, 0.28, 0.36, 0.44, 0.52, 0.6, 0.52, 0.44, 0.36, 0.28, 0.2]);
	kit.set("waveform", { volts: 0.5 });
	kit.wait(100_000);
	t.deepEqual(kit.inputs.at(-1)?.input, { kind: "adc", microvolts: 500_000 });
	t.is(kit.inputs.length, volts.length + 1);
	t.deepEqual(kit.state("waveform"), { shape: "constant", volts: 0.5 });
});
