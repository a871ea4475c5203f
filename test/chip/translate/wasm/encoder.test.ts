/** The encoder against the engine that reads it: numbers come back as they went in, and modules do what they say. */
import test from "ava";
import fc from "fast-check";
import { ByteWriter } from "../../../../src/chip/translate/wasm/bytes.js";
import { CodeWriter } from "../../../../src/chip/translate/wasm/code.js";
import { encodeModule, type ModuleParts } from "../../../../src/chip/translate/wasm/module.js";
import { ValueType, Wasm } from "../../../../src/chip/translate/wasm/opcodes.js";

/** Runs a function of one module with a page of memory; `i64` results come as bigint. */
function run(code: CodeWriter, results: readonly ValueType[], parts: Partial<ModuleParts> = {}): unknown {
	const bytes = encodeModule({
		memoryPages: 1,
		imports: [],
		functions: [
			{
				signature: { parameters: [], results },
				locals: [{ count: 4, type: ValueType.I32 }],
				body: code.take(),
			},
		],
		exported: 0,
		...parts,
	});
	const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
	const table = new WebAssembly.Table({ element: "anyfunc", initial: 2, maximum: 2 });
	const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
		m: { memory, table, answer: 42 },
	});
	return (exports.run as () => unknown)();
}

test("signed 32-bit constants come back", (t) => {
	const edges = [0, -1, 63, 64, -64, -65, 8191, 8192, 2 ** 31 - 1, -(2 ** 31)];
	for (const value of [...edges, ...fc.sample(fc.integer(), 200)]) {
		const code = new CodeWriter();
		code.i32(value);
		t.is(run(code, [ValueType.I32]), value);
	}
});

test("64-bit constants of two words come back", (t) => {
	const words = fc.tuple(fc.integer(), fc.integer());
	const edges: [number, number][] = [
		[0, 0],
		[-1, -1],
		[0, -1],
		[-1, 0],
		[0, 64],
		[-1, -65],
		[2 ** 31 - 1, -1],
		[-(2 ** 31), 0],
	];
	for (const [high, low] of [...edges, ...fc.sample(words, 200)]) {
		const code = new CodeWriter();
		code.i64(high, low);
		t.is(run(code, [ValueType.I64]), (BigInt(high) << 32n) + BigInt(low >>> 0));
	}
});

test("unsigned numbers have the bytes the specification gives", (t) => {
	const encode = (value: number): number[] => {
		const out = new ByteWriter();
		out.unsigned(value);
		return [...out.take()];
	};
	t.deepEqual(encode(0), [0]);
	t.deepEqual(encode(127), [127]);
	t.deepEqual(encode(128), [0x80, 1]);
	t.deepEqual(encode(624_485), [0xe5, 0x8e, 0x26]);
	t.deepEqual(encode(2 ** 32 - 1), [0xff, 0xff, 0xff, 0xff, 0x0f]);
});

test("branches leave blocks, go round loops, and go by a table", (t) => {
	// Sums 1 to 10 in local 0 by a loop; then the table picks what is added.
	const code = new CodeWriter();
	const done = code.open(Wasm.BLOCK);
	const again = code.open(Wasm.LOOP);
	code.get(1);
	code.i32(1);
	code.op(Wasm.I32_ADD);
	code.tee(1);
	code.i32(10);
	code.op(Wasm.I32_GT_S);
	code.branch(done, Wasm.BR_IF);
	code.get(0);
	code.get(1);
	code.op(Wasm.I32_ADD);
	code.set(0);
	code.branch(again);
	code.end();
	code.end();
	const third = code.open(Wasm.BLOCK);
	const second = code.open(Wasm.BLOCK);
	const first = code.open(Wasm.BLOCK);
	code.i32(1);
	code.branchTable([first, second], third);
	code.end();
	code.i32(1000);
	code.set(0);
	code.end();
	code.get(0);
	code.i32(100);
	code.op(Wasm.I32_ADD);
	code.set(0);
	code.end();
	code.get(0);
	t.is(run(code, [ValueType.I32]), 155);
});

test("memory is written and read at its offset, in every width", (t) => {
	const code = new CodeWriter();
	code.i32(16);
	code.i32(-2);
	code.access(Wasm.I32_STORE, 4);
	code.i32(20);
	code.access(Wasm.I32_LOAD8_U, 0);
	code.i32(20);
	code.access(Wasm.I32_LOAD16_S, 0);
	code.op(Wasm.I32_ADD);
	t.is(run(code, [ValueType.I32]), 0xfe - 2);
});

test("a constant that comes with the instance is a global", (t) => {
	const code = new CodeWriter();
	code.global(0);
	t.is(run(code, [ValueType.I32], { constants: ["answer"] }), 42);
});

test("a module may import a table beside its memory", (t) => {
	const code = new CodeWriter();
	code.i32(7);
	t.is(run(code, [ValueType.I32], { tableSize: 2, types: [{ parameters: [], results: [] }] }), 7);
});
