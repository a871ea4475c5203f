import test from "ava";
import fc from "fast-check";
import { PinPattern } from "../../../src/chip/pin-pattern.js";
import { Agenda } from "../../../src/world/agenda.js";
import type { WireDrive } from "../../../src/world/devices/terminal.js";
import { Wire } from "../../../src/world/devices/wire.js";

function makeWire(idle: 0 | 1 = 0): { wire: Wire; toChip: WireDrive[]; agenda: Agenda } {
	const toChip: WireDrive[] = [];
	const agenda = new Agenda();
	agenda.advance(7);
	return { wire: new Wire({ gpio: 4, idle, agenda, toChip: (level) => toChip.push(level) }), toChip, agenda };
}

test("low wins, then high, then a resistor, then the board", (t) => {
	const drive = fc.constantFrom<WireDrive>(0, 1, "z");
	fc.assert(
		fc.property(drive, drive, drive, drive, fc.constantFrom<0 | 1>(0, 1), (chip, a, b, pull, idle) => {
			const { wire, toChip } = makeWire(idle);
			const [first, second] = [wire.connect(), wire.connect()];
			second.pull(pull);
			wire.chipDrives(chip);
			first.drive(a);
			second.drive(b);
			const outside = a === 0 || b === 0 ? 0 : a === 1 || b === 1 || pull === 1 ? 1 : "z";
			const level = chip === 0 || outside === 0 ? 0 : chip === 1 || outside === 1 ? 1 : idle;
			t.is(first.level, level);
			t.is(toChip.at(-1) ?? "z", outside);
		}),
	);
});

test("the chip is told of changes only", (t) => {
	const { wire, toChip } = makeWire();
	const [a, b] = [wire.connect(), wire.connect()];
	a.drive(0);
	b.drive(0);
	a.drive("z");
	b.drive("z");
	b.drive("z");
	t.deepEqual(toChip, [0, "z"]);
});

test("a listener that drives in its turn lets everybody hear the edges in their order", (t) => {
	const { wire } = makeWire(1);
	const [a, b] = [wire.connect(), wire.connect()];
	const heard: string[] = [];
	a.onEdge((level, tick) => {
		heard.push(`a${level}@${tick}`);
		if (level === 1) a.drive(0);
	});
	b.onEdge((level) => void heard.push(`b${level}`));
	b.onChip((level) => void heard.push(`chip ${level}`));
	wire.chipDrives(0);
	wire.chipDrives("z");
	t.deepEqual(heard, ["chip 0", "a0@7", "b0", "chip z", "a1@7", "b1", "a0@7", "b0"]);
});

const pattern = fc
	.record({
		bits: fc.array(fc.constantFrom<0 | 1>(0, 1), { minLength: 1, maxLength: 40 }),
		bitTicks: fc.integer({ min: 1, max: 30 }),
		late: fc.nat(29),
		repeat: fc.boolean(),
		ticks: fc.integer({ min: 1, max: 3000 }),
	})
	.map(({ bits, bitTicks, late, repeat, ticks }) => {
		const bytes = new Uint8Array(Math.ceil(bits.length / 8));
		bits.forEach((bit, i) => {
			bytes[i >> 3] |= bit << (7 - (i & 7));
		});
		return { told: { bytes, count: bits.length, bitTicks, elapsed: late % bitTicks, repeat }, ticks };
	});

test("a pattern's edges are told at their ticks, and the level is right at any", (t) => {
	fc.assert(
		fc.property(
			fc.array(pattern, { minLength: 1, maxLength: 5 }),
			fc.integer({ min: 1, max: 50 }),
			(patterns, pace) => {
				const { wire, agenda } = makeWire();
				const heard: [level: number, tick: number][] = [];
				const terminal = wire.connect();
				terminal.onEdge((level, tick) => void heard.push([level, tick]));
				const expected: [level: number, tick: number][] = [];
				let level = 0;
				let from = 7;
				for (const { told, ticks } of patterns) {
					wire.chipFollows(new PinPattern(from, told));
					for (let tick = from; tick < from + ticks; tick++) {
						const index = Math.floor((tick - from + told.elapsed) / told.bitTicks);
						const bit = told.repeat ? index % told.count : Math.min(index, told.count - 1);
						const now = (told.bytes[bit >> 3] >> (7 - (bit & 7))) & 1;
						if (now !== level) expected.push([now, tick]);
						level = now;
					}
					for (let tick = from; tick < from + ticks; tick += pace) agenda.run(tick);
					from += ticks;
					agenda.advance(from);
				}
				wire.chipDrives("z");
				t.deepEqual(heard.slice(0, expected.length), expected);
			},
		),
		{ numRuns: 100 },
	);
});

test("who follows a repeated pattern hears none of its edges, but how many there were", (t) => {
	fc.assert(
		fc.property(pattern, (one) => {
			const { wire, agenda } = makeWire();
			const p = new PinPattern(7, { ...one.told, repeat: true });
			const followed: (PinPattern | undefined)[] = [];
			const terminal = wire.connect();
			terminal.onEdge(
				() => t.fail(),
				(pattern) => void followed.push(pattern),
			);
			const other = makeWire();
			let edges = 0;
			other.wire.connect().onEdge(() => void edges++);
			const first = p.levelAt(7);
			if (first === 1) return;
			wire.chipDrives(0);
			wire.chipFollows(p);
			other.wire.chipFollows(p);
			for (const { agenda: each } of [{ agenda }, other]) each.run(7 + one.ticks);
			t.is(terminal.level, p.levelAt(7 + one.ticks));
			t.is(edges, p.edgesBetween(7, 7 + one.ticks));
			t.is(agenda.next(), undefined, "nothing to do");
			agenda.advance(8 + one.ticks);
			if (p.levelAt(7 + one.ticks) === 1) return;
			wire.chipDrives(0);
			t.deepEqual(followed, [p, undefined]);
		}),
		{ numRuns: 100 },
	);
});
