import test from "ava";
import fc from "fast-check";
import { exportVcd } from "../../../src/export/vcd/export.js";
import { type SerialByte, serialWave } from "../../../src/export/vcd/serial-wave.js";
import { type VcdSignal, vcdText } from "../../../src/export/vcd/writer.js";
import { echoMachine } from "../../session/guest.js";
import { MS, open, record, steps } from "../../session/run.js";

/** A reader of the dumps, written from the standard: values by time, by name. */
function readVcd(text: string) {
	const names = new Map<string, string>();
	const values = new Map<string, [time: number, value: string][]>();
	let time = 0;
	for (const line of text.split("\n")) {
		const [, code, name] = /^\$var (?:wire 1|real 64) (\S+) (\S+) \$end$/.exec(line) ?? [];
		if (code !== undefined) {
			names.set(code, name);
			values.set(name, []);
		} else if (line.startsWith("#")) time = Number(line.slice(1));
		else if (/^[01xz]\S+$/.test(line)) values.get(names.get(line.slice(1))!)!.push([time, line[0]]);
		else if (line.startsWith("r")) {
			const [value, at] = line.slice(1).split(" ");
			values.get(names.get(at)!)!.push([time, value]);
		}
	}
	return { values, end: time };
}

const wire = fc.constantFrom(0, 1, "z", "x") as fc.Arbitrary<0 | 1 | "z" | "x">;
const signal = (name: string): fc.Arbitrary<VcdSignal> =>
	fc.record({
		name: fc.constant(name),
		kind: fc.constant("wire"),
		initial: wire,
		changes: fc
			.array(fc.record({ tick: fc.integer({ min: 0, max: 2 ** 40 }), value: wire }), { maxLength: 20 })
			.map((changes) => changes.sort((a, b) => a.tick - b.tick)),
	});

test("property: what is written is read back: every value at every time", (t) => {
	const many = fc
		.integer({ min: 1, max: 120 })
		.chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => signal(`s${i}`))));
	fc.assert(
		fc.property(many, (signals) => {
			const { values, end } = readVcd(vcdText(signals, "top", 2 ** 41));
			t.is(end, 2 ** 41 * 625);
			for (const { name, initial, changes } of signals) {
				const last = new Map([[-1, initial], ...changes.map(({ tick, value }) => [tick, value] as const)]);
				const wanted = [...last].filter(([tick], i, all) => i === 0 || last.get(tick) !== all[i - 1][1]);
				const said = values.get(name)!.map(([time, value]) => [time / 625, value]);
				t.deepEqual(
					said,
					wanted.map(([tick, value]) => [Math.max(0, tick), String(value)]),
				);
			}
		}),
		{ numRuns: 40 },
	);
});

test("property: a serial wave, sampled in the middle of its bits, is the bytes", (t) => {
	const bauds = fc.constantFrom(9600, 74_880, 115_200, 921_600);
	fc.assert(
		fc.property(bauds, fc.array(fc.tuple(fc.nat({ max: 255 }), fc.nat({ max: 5000 }))), (baud, sent) => {
			const bit = 160_000_000 / baud;
			let tick = 0;
			const bytes: SerialByte[] = sent.map(([byte, gap]) => {
				tick += Math.ceil(10 * bit) + gap;
				return { tick, byte, baud };
			});
			const wave = serialWave(bytes);
			const level = (at: number) => wave.filter((change) => change.tick <= at).pop()?.value ?? 1;
			for (const { tick: end, byte } of bytes) {
				const bits = Array.from({ length: 10 }, (_, i) => level(end - (9.5 - i) * bit));
				t.deepEqual([bits[0], bits[9]], [0, 1]);
				t.is(
					bits.slice(1, 9).reduce<number>((sum, one, i) => sum | (one << i), 0),
					byte,
				);
			}
		}),
		{ numRuns: 50 },
	);
});

test("a trace's pins, lines and voltage", (t) => {
	const { bytes } = record(
		echoMachine(),
		steps("  - send: H\n  - wait: 5ms\n  - pin: { 5: high }\n  - adc: 0.25\n  - wait: 1ms\n"),
		20 * MS,
	);
	const { text, signals } = exportVcd(open(bytes));
	const { values } = readVcd(text);
	t.deepEqual([...values.keys()], ["gpio4", "gpio5_in", "uart0_tx", "uart0_rx", "adc"]);
	t.is(signals, 5);
	t.deepEqual(
		values.get("gpio5_in")!.map(([, value]) => value),
		["z", "1"],
	);
	t.deepEqual(
		values.get("adc")!.map(([, value]) => value),
		["0", "0.25"],
	);
	t.true(values.get("uart0_tx")!.length > 3);
});
