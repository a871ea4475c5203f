import test from "ava";
import { CODE, createMachine, DATA, execute, load, steps } from "./machine.js";

/** A line, the registers before it, and one register after it. */
type Example = readonly [line: string, before: Record<number, number>, register: number, after: number];

/** One test a class of instructions. */
function examples(title: string, list: readonly Example[]): void {
	test(title, (t) => {
		for (const [line, before, register, after] of list) {
			t.is(execute([line], before).words.ar[register] | 0, after | 0, line);
		}
	});
}

examples("addition and subtraction wrap at 32 bits", [
	["add a1, a2, a3", { 2: 0x7fffffff, 3: 1 }, 1, 0x80000000],
	["add.n a1, a2, a3", { 2: 5, 3: 6 }, 1, 11],
	["addx2 a1, a2, a3", { 2: 0x40000001, 3: 5 }, 1, 0x80000007],
	["addx4 a1, a2, a3", { 2: 3, 3: 5 }, 1, 17],
	["addx8 a1, a2, a3", { 2: 3, 3: 5 }, 1, 29],
	["sub a1, a2, a3", { 2: 0, 3: 1 }, 1, -1],
	["subx2 a1, a2, a3", { 2: 3, 3: 5 }, 1, 1],
	["subx4 a1, a2, a3", { 2: 3, 3: 5 }, 1, 7],
	["subx8 a1, a2, a3", { 2: 3, 3: 5 }, 1, 19],
	["addi a1, a2, -128", { 2: 5 }, 1, -123],
	["addi.n a1, a2, -1", { 2: 0 }, 1, -1],
	["addi.n a1, a2, 15", { 2: 1 }, 1, 16],
	["addmi a1, a2, -32768", { 2: 0 }, 1, -32768],
	["neg a1, a2", { 2: 5 }, 1, -5],
	["abs a1, a2", { 2: 0x80000000 }, 1, 0x80000000],
	["abs a1, a2", { 2: -7 }, 1, 7],
]);

examples("logic", [
	["and a1, a2, a3", { 2: 0xff00ff00, 3: 0x0ff00ff0 }, 1, 0x0f000f00],
	["or a1, a2, a3", { 2: 0xf0, 3: 0x0f }, 1, 0xff],
	["xor a1, a2, a3", { 2: 0xff, 3: 0x0f }, 1, 0xf0],
]);

examples("moves", [
	["movi a1, -2048", {}, 1, -2048],
	["movi a1, 2047", {}, 1, 2047],
	["movi.n a1, 95", {}, 1, 95],
	["movi.n a1, -32", {}, 1, -32],
	["mov.n a1, a2", { 2: 9 }, 1, 9],
	["moveqz a1, a2, a3", { 1: 1, 2: 2, 3: 0 }, 1, 2],
	["moveqz a1, a2, a3", { 1: 1, 2: 2, 3: 5 }, 1, 1],
	["movnez a1, a2, a3", { 1: 1, 2: 2, 3: 5 }, 1, 2],
	["movltz a1, a2, a3", { 1: 1, 2: 2, 3: -5 }, 1, 2],
	["movgez a1, a2, a3", { 1: 1, 2: 2, 3: 0 }, 1, 2],
]);

examples("shifts by a constant, fields, and leading bits", [
	["slli a1, a2, 31", { 2: 3 }, 1, 0x80000000],
	["slli a1, a2, 1", { 2: 3 }, 1, 6],
	["srli a1, a2, 15", { 2: 0x80000000 }, 1, 0x10000],
	["srai a1, a2, 31", { 2: 0x80000000 }, 1, -1],
	["extui a1, a2, 4, 8", { 2: 0x12345678 }, 1, 0x67],
	["extui a1, a2, 28, 16", { 2: 0xf2345678 }, 1, 0xf],
	["nsa a1, a2", { 2: -1 }, 1, 31],
	["nsa a1, a2", { 2: 1 }, 1, 30],
	["nsau a1, a2", { 2: 0 }, 1, 32],
	["nsau a1, a2", { 2: 0x10000 }, 1, 15],
]);

examples("multiplication", [
	["mul16u a1, a2, a3", { 2: 0x1ffff, 3: 0xffff }, 1, 0xfffe0001],
	["mul16s a1, a2, a3", { 2: 0x1ffff, 3: 3 }, 1, -3],
	["mull a1, a2, a3", { 2: 0x10001, 3: 0x10001 }, 1, 0x20001],
]);

test("shifts through SAR, at its edges too", (t) => {
	const shift = (set: string, line: string, before: Record<number, number>) =>
		execute([set, line], before).words.ar[1] | 0;
	t.is(shift("ssl a4", "sll a1, a2", { 2: 1, 4: 31 }), 0x80000000 | 0);
	t.is(shift("ssl a4", "sll a1, a2", { 2: 7, 4: 32 }), 7);
	t.is(shift("ssr a4", "srl a1, a2", { 2: -1, 4: 28 }), 15);
	t.is(shift("ssr a4", "sra a1, a2", { 2: -16, 4: 2 }), -4);
	t.is(shift("ssai 31", "src a1, a2, a3", { 2: 1, 3: 0x80000000 }), 3);
	t.is(shift("ssa8l a4", "srl a1, a2", { 2: 0x11223344, 4: 3 }), 0x11);
	t.is(shift("ssa8b a4", "sll a1, a2", { 2: 0x11223344, 4: 1 }), 0x22334400);
	t.is(shift("wsr.sar a4", "sll a1, a2", { 2: 7, 4: 0 }), 0);
	t.is(shift("wsr.sar a4", "srl a1, a2", { 2: 7, 4: 32 }), 0);
	t.is(shift("wsr.sar a4", "sra a1, a2", { 2: -7, 4: 63 }), -1);
	t.is(shift("wsr.sar a4", "src a1, a2, a3", { 2: 0x100, 3: 5, 4: 36 }), 0x10);
	t.is(shift("wsr.sar a4", "src a1, a2, a3", { 2: 0x100, 3: 5, 4: 0 }), 5);
});

test("loads and stores of every width", (t) => {
	const machine = createMachine();
	load(machine, [
		"s32i a2, a1, 0",
		"l8ui a3, a1, 3",
		"l16ui a4, a1, 2",
		"l16si a5, a1, 2",
		"s8i a6, a1, 4",
		"s16i a6, a1, 6",
		"l32i a7, a1, 4",
		"s32i.n a6, a1, 60",
		"l32i.n a8, a1, 60",
	]);
	const { ar } = machine.words;
	ar[1] = DATA;
	ar[2] = 0x89abcdef;
	ar[6] = 0x11223344;
	steps(machine, 9);
	t.deepEqual([...ar.subarray(3, 9)], [0x89, 0x89ab, 0xffff89ab, 0x11223344, 0x33440044, 0x11223344]);
});

test("L32R reads before the instruction, aligned, in the memory it runs from", (t) => {
	const machine = createMachine();
	machine.bus.poke(CODE, 4, 0xcafe0001);
	load(machine, ["nop.n", `l32r a1, ${CODE}`], CODE + 4);
	machine.words.pc = CODE + 4;
	steps(machine, 2);
	t.is(machine.words.ar[1], 0xcafe0001);
});

test("jumps and calls", (t) => {
	const after = (line: string, registers: Record<number, number> = {}) => {
		const { words } = execute([line], registers);
		return [words.pc, words.ar[0]];
	};
	t.deepEqual(after(`j ${CODE + 0x100}`), [CODE + 0x100, 0]);
	t.deepEqual(after("jx a5", { 5: CODE + 7 }), [CODE + 7, 0]);
	t.deepEqual(after(`call0 ${CODE + 0x40}`), [CODE + 0x40, CODE + 3]);
	t.deepEqual(after("callx0 a0", { 0: CODE + 0x40 }), [CODE + 0x40, CODE + 3]);
	t.deepEqual(after("ret", { 0: CODE + 0x40 }), [CODE + 0x40, CODE + 0x40]);
	t.deepEqual(after("ret.n", { 0: CODE + 0x40 }), [CODE + 0x40, CODE + 0x40]);
});

test("each conditional branch, taken and not", (t) => {
	const taken = (line: string, a: number, b = 0) =>
		execute([`${line}${CODE + 0x20}`], { 1: a, 2: b }).words.pc === CODE + 0x20;
	const both = (line: string, yes: [number, number?], no: [number, number?]) => {
		t.true(taken(line, ...yes), `${line} with ${yes}`);
		t.false(taken(line, ...no), `${line} with ${no}`);
	};
	both("beqz a1, ", [0], [1]);
	both("bnez a1, ", [1], [0]);
	both("beqz.n a1, ", [0], [1]);
	both("bnez.n a1, ", [1], [0]);
	both("bltz a1, ", [-1], [0]);
	both("bgez a1, ", [0], [-1]);
	both("beqi a1, -1, ", [-1], [1]);
	both("bnei a1, 256, ", [255], [256]);
	both("blti a1, 16, ", [-5], [16]);
	both("bgei a1, 10, ", [10], [-10]);
	both("bltui a1, 65536, ", [65535], [-1]);
	both("bgeui a1, 32768, ", [-1], [32767]);
	both("beq a1, a2, ", [5, 5], [5, 6]);
	both("bne a1, a2, ", [5, 6], [5, 5]);
	both("blt a1, a2, ", [-1, 1], [1, -1]);
	both("bge a1, a2, ", [1, -1], [-1, 1]);
	both("bltu a1, a2, ", [1, -1], [-1, 1]);
	both("bgeu a1, a2, ", [-1, 1], [1, -1]);
	both("bnone a1, a2, ", [5, 2], [5, 4]);
	both("bany a1, a2, ", [5, 4], [5, 2]);
	both("ball a1, a2, ", [7, 5], [3, 5]);
	both("bnall a1, a2, ", [3, 5], [7, 5]);
	both("bbc a1, a2, ", [5, 33], [5, 34]);
	both("bbs a1, a2, ", [5, 34], [5, 33]);
	both("bbci a1, 31, ", [1], [-1]);
	both("bbsi a1, 31, ", [-1], [1]);
});

test("the instruction count carries into its high word", (t) => {
	const machine = createMachine();
	load(machine, ["nop.n", "isync", "nop.n"]);
	machine.words.instructions = 0xffffffff;
	steps(machine, 3);
	t.is(machine.cpu.instructions, 0x1_0000_0002);
});
