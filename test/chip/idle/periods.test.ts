/** Rounds done a period at a time leave what rounds done one by one leave. */
import test from "ava";
import fc from "fast-check";
import type { Condition, Loop, Way } from "../../../src/chip/idle/loop.js";
import { CLOCK_UNIT } from "../../../src/chip/idle/registers.js";
import { slopesOf } from "../../../src/chip/idle/shift.js";
import { Skipped } from "../../../src/chip/idle/skip-locals.js";
import { MOST_WAYS, movingWords, type SkipRounds, skipModule } from "../../../src/chip/idle/skip-module.js";
import type { Expression } from "../../../src/chip/idle/values.js";
import { Wasm } from "../../../src/chip/translate/wasm/opcodes.js";
import { Op } from "../../../src/chip/xtensa/isa.js";

const WORDS = 6;
/** Bytes at which the functions leave what they say, behind the words. */
const AT = 4 * WORDS;
const END = AT / 4 + (Skipped.LAST_USE >> 2) + MOST_WAYS;
const CYCLE_TICKS = 2;

/** Rounds are done whole here. */
const COURSE = { cycles: [], writes: [], written: [], stamps: [] };

const COMPARISONS = [
	Wasm.I32_EQ,
	Wasm.I32_NE,
	Wasm.I32_LT_S,
	Wasm.I32_GE_S,
	Wasm.I32_LT_U,
	Wasm.I32_GE_U,
] as const;
const BINARY = [Op.ADD, Op.SUB, Op.ADDX2, Op.ADDX8, Op.AND, Op.XOR, Op.MULL] as const;
const UNARY = [Op.MOV, Op.NEG, Op.ADDI, Op.EXTUI, Op.SLLI, Op.SRLI, Op.SRAI] as const;

interface Start {
	readonly clock: number;
	readonly phase: number;
	readonly left: number;
	readonly words: readonly number[];
}

/** Numbers near which comparisons of the clock turn. */
const edge = (clock: number): fc.Arbitrary<number> =>
	fc.oneof(
		{ weight: 4, arbitrary: fc.integer({ min: -40, max: 40_000 }).map((d) => (clock + d) | 0) },
		fc.integer({ min: -3, max: 100_000 }),
		fc.integer({ min: -40_000, max: 40 }).map((d) => (0x7fffffff + d) | 0),
		fc.integer({ min: -0x80000000, max: 0x7fffffff }),
	);

function expression(clock: number, depth: number): fc.Arbitrary<Expression> {
	const leaf = fc.oneof(
		fc.integer({ min: 0, max: 400 }).map((ticks): Expression => ({ kind: "clock", ticks })),
		fc.integer({ min: 0, max: WORDS - 1 }).map((index): Expression => ({ kind: "cell", index })),
		edge(clock).map((value): Expression => ({ kind: "constant", value })),
	);
	if (depth === 0) return leaf;
	const inner = expression(clock, depth - 1);
	const rest = { immediate: fc.integer({ min: 0, max: 31 }), small: fc.integer({ min: 0, max: 15 }) };
	return fc.oneof(
		leaf,
		fc
			.record({ op: fc.constantFrom<Op[]>(...BINARY, ...UNARY), s: inner, t: inner, ...rest })
			.map((o): Expression => ({ kind: "operation", sar: 0, ...o })),
	);
}

const condition = (clock: number): fc.Arbitrary<Omit<Condition, "outcome">> =>
	fc.record({
		opcode: fc.constantFrom(...COMPARISONS),
		a: expression(clock, 2),
		b: expression(clock, 1),
	});

/**
 * Ways as those of one program are: one by one they ask what those before have found otherwise. Their lengths let the
 * clock's phase come again after ten rounds or fewer, mostly.
 */
const loopAt = (clock: number): fc.Arbitrary<Loop> =>
	fc
		.array(
			fc.record({
				cycles: fc.oneof(
					fc.integer({ min: 1, max: 20 }).map((n) => 8 * n),
					fc.integer({ min: 20, max: 200 }),
				),
				asks: fc.array(condition(clock), { maxLength: 2 }),
				results: fc.uniqueArray(
					fc.record({ word: fc.integer({ min: 0, max: WORDS - 1 }), value: expression(clock, 2) }),
					{ maxLength: 3, selector: ({ word }) => word },
				),
				stamp: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
			}),
			{ minLength: 1, maxLength: 3 },
		)
		.map((parts) => {
			const before: Condition[] = [];
			const ways = parts.map(({ cycles, asks, results, stamp }, i): Way => {
				const conditions = [...before, ...asks.map((ask) => ({ ...ask, outcome: true }))];
				if (i < parts.length - 1 && asks.length > 0) before.push({ ...asks[0], outcome: false });
				const rest = { pcs: [], constants: [], stores: [], instructions: cycles - 3, course: COURSE };
				return { ...rest, cycles, conditions, results, stamp };
			});
			const cells = new Set(Array.from({ length: WORDS }, (_, i) => i));
			const none = new Set<number>();
			const names = { pc: 0, next: 3, leaders: [], cycleTicks: CYCLE_TICKS, isDoubtful: false, revision: 1 };
			return { ...names, ways, cells, switches: none, rigid: none };
		});

const clocks = fc.oneof(
	fc.integer({ min: -0x80000000, max: 0x7fffffff }),
	fc.integer({ min: -3000, max: 10 }),
	fc.integer({ min: 0x7fffffff - 3000, max: 0x7fffffff }),
);

const cases = clocks.chain((clock) =>
	fc.record({
		loop: loopAt(clock),
		start: fc.record({
			clock: fc.constant(clock),
			phase: fc.integer({ min: 0, max: CLOCK_UNIT - 1 }),
			left: fc.integer({ min: 1, max: 400_000 }),
			words: fc.array(edge(clock), { minLength: WORDS, maxLength: WORDS }),
		}),
	}),
);

/** Runs a loop's module; returns what it leaves and, apart from that, the rounds that were not done one by one. */
function run(
	loop: Loop,
	start: Start,
	atOnce: boolean,
): { rounds: number; left: number[]; repeated: number } {
	const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
	const words = new Int32Array(memory.buffer);
	words.set(start.words);
	const slopes = atOnce ? slopesOf(loop) : undefined;
	const module = new WebAssembly.Module(skipModule(loop, movingWords(loop), AT, 1, slopes, []));
	const rounds = (new WebAssembly.Instance(module, { m: { memory } }).exports.run as SkipRounds)(
		start.clock,
		start.phase,
		start.left,
		-1,
	);
	const at = (AT + Skipped.REPEATED) >> 2;
	const repeated = words[at];
	words[at] = 0;
	return { rounds, left: [...words.subarray(0, END)], repeated };
}

test("periods at once and rounds one by one leave the same", (t) => {
	let [periods, rounds] = [0, 0];
	fc.assert(
		fc.property(cases, ({ loop, start }) => {
			const atOnce = run(loop, start, true);
			const single = run(loop, start, false);
			t.is(single.repeated, 0);
			t.is(atOnce.rounds, single.rounds);
			t.deepEqual(atOnce.left, single.left);
			if (atOnce.repeated > 0) periods++;
			rounds += atOnce.repeated;
		}),
		{ numRuns: 1500 },
	);
	t.true(periods > 150, `in ${periods} cases rounds were done at once, ${rounds} in all`);
});

const clockAt = (ticks: number): Expression => ({ kind: "clock", ticks });
const wait = (opcode: Wasm, b: Expression, outcome: boolean): Loop => ({
	pc: 0,
	next: 3,
	leaders: [],
	cycleTicks: CYCLE_TICKS,
	isDoubtful: false,
	revision: 1,
	cells: new Set([0]),
	switches: new Set(),
	rigid: new Set(),
	ways: [
		{
			pcs: [],
			cycles: 30,
			instructions: 25,
			constants: [],
			conditions: [{ opcode, a: clockAt(10), b, outcome }],
			stores: [],
			results: [{ word: 0, value: clockAt(10) }],
			stamp: 4,
			course: COURSE,
		},
	],
});

for (const [name, opcode, outcome, clock, until] of [
	["below a time", Wasm.I32_LT_U, true, 1000, 3000],
	["not at or above a time", Wasm.I32_GE_U, false, 1000, 3000],
	["below a time, signed", Wasm.I32_LT_S, true, -1000, 1000],
	["until the clock wraps", Wasm.I32_GE_U, true, -3000, 100],
	["until the clock turns negative", Wasm.I32_GE_S, true, 0x7fffffff - 2000, 5],
	["unless it is a time", Wasm.I32_EQ, false, -1000, 1000],
] as const) {
	test(`a wait ${name} is done at once, and ends at the same round`, (t) => {
		const loop = wait(opcode, { kind: "constant", value: until }, outcome);
		for (let phase = 0; phase < CLOCK_UNIT; phase += 7) {
			const start = { clock, phase, left: 1 << 20, words: [0, 0, 0, 0, 0, 0] };
			const atOnce = run(loop, start, true);
			const single = run(loop, start, false);
			t.is(atOnce.rounds, single.rounds);
			t.deepEqual(atOnce.left, single.left);
			t.true(atOnce.repeated > single.rounds / 2, `${atOnce.repeated} of ${single.rounds} rounds at once`);
		}
	});
}
