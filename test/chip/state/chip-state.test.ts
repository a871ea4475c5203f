import test from "ava";
import fc from "fast-check";
import xxhash from "xxhash-wasm";
import { ChipState, type StateHash } from "../../../src/chip/state/chip-state.js";
import { diffSnapshots } from "../../../src/chip/state/diff.js";
import { bytes, component, i32, u32, u64, words } from "../../../src/chip/state/fields.js";

const { h64Raw } = await xxhash();
const hash64 = (data: Uint8Array, seed: bigint): bigint => h64Raw(data, seed);

const MEMORY = 5 * 4096 + 100;
const registers = component("registers", { a: u32(), b: i32(), c: u64(), fifo: bytes(7), w: words(4) });
const memory = component("memory", { data: bytes(MEMORY) }, { paged: true });
const rom = component("rom", { data: bytes(256) }, { constant: true });

const newState = (): ChipState => new ChipState([registers, memory, rom]);

/** Writes into the paged memory as a component must: and says so. */
function poke(state: ChipState, at: number, value: number): void {
	state.bytesOf("memory")[at] = value;
	state.touch(state.place("memory"), at, 1);
}

const plain = ({ whole, components }: StateHash): unknown => [whole, ...components];

test("restoring a snapshot gives the same contents, hashes and snapshot", (t) => {
	fc.assert(
		fc.property(
			fc.nat(0xffffffff),
			fc.integer(),
			fc.maxSafeNat(),
			fc.array(fc.tuple(fc.nat(MEMORY - 1), fc.nat(255)), { maxLength: 20 }),
			(a, b, c, pokes) => {
				const one = newState();
				Object.assign(one.view(registers), { a, b, c });
				for (const [at, value] of pokes) poke(one, at, value);
				const snapshot = one.snapshot();
				const two = newState();
				two.hash(hash64);
				two.restore(snapshot);
				t.deepEqual(two.snapshot(), snapshot);
				t.deepEqual(plain(two.hash(hash64)), plain(one.hash(hash64)));
				t.deepEqual(diffSnapshots(one.layout, snapshot, two.snapshot()), []);
			},
		),
		{ numRuns: 50 },
	);
});

test("a snapshot is a copy", (t) => {
	const state = newState();
	const snapshot = state.snapshot();
	state.view(registers).a = 5;
	poke(state, 0, 1);
	state.restore(snapshot);
	t.is(state.view(registers).a, 0);
	t.is(state.bytesOf("memory")[0], 0);
});

test("pages that were touched are hashed again: the hash is that of a state never hashed before", (t) => {
	fc.assert(
		fc.property(
			fc.array(fc.tuple(fc.nat(MEMORY - 1), fc.nat(255), fc.boolean()), { maxLength: 40 }),
			(steps) => {
				const state = newState();
				for (const [at, value, hash] of steps) {
					poke(state, at, value);
					if (hash) state.hash(hash64);
				}
				const fresh = newState();
				fresh.bytesOf("memory").set(state.bytesOf("memory"));
				t.deepEqual(plain(state.hash(hash64)), plain(fresh.hash(hash64)));
			},
		),
		{ numRuns: 50 },
	);
});

test("a touch over a page's border reaches both pages, an empty one none", (t) => {
	const state = newState();
	const before = state.hash(hash64).whole;
	state.bytesOf("memory").fill(1, 4090, 4100);
	state.touch(state.place("memory"), 4090, 0);
	t.is(state.hash(hash64).whole, before, "nobody said that it changed");
	state.touch(state.place("memory"), 4090, 10);
	const fresh = newState();
	fresh.bytesOf("memory").fill(1, 4090, 4100);
	t.is(state.hash(hash64).whole, fresh.hash(hash64).whole);
});

test("each component has a hash of its own, and constants none", (t) => {
	const state = newState();
	const before = state.hash(hash64);
	state.view(registers).a = 1;
	state.bytesOf("rom")[0] = 1;
	const after = state.hash(hash64);
	t.deepEqual([...after.components.keys()], ["registers", "memory"]);
	t.not(after.components.get("registers"), before.components.get("registers"));
	t.is(after.components.get("memory"), before.components.get("memory"));
	t.not(after.whole, before.whole);
	t.true(
		state
			.snapshot()
			.bytes.subarray(state.place("rom").offset)
			.every((byte) => byte === 0),
	);
});

test("a restore leaves constants alone and tells its listeners", (t) => {
	const state = newState();
	const snapshot = state.snapshot();
	state.bytesOf("rom")[3] = 9;
	let told = 0;
	state.onRestore(() => told++);
	state.restore(snapshot);
	t.is(state.bytesOf("rom")[3], 9);
	t.is(told, 1);
});

test("a diff names component, field, first element and how many", (t) => {
	const state = newState();
	const before = state.snapshot();
	const view = state.view(registers);
	view.b = -5;
	view.c = 2 ** 40 + 1;
	view.fifo.set([1, 2], 3);
	view.w[2] = 0xffffffff;
	poke(state, 4097, 7);
	t.deepEqual(diffSnapshots(state.layout, before, state.snapshot()), [
		{ component: "registers", field: "b", index: 0, count: 1, a: 0, b: -5 },
		{ component: "registers", field: "c", index: 0, count: 1, a: 0, b: 2 ** 40 + 1 },
		{ component: "registers", field: "fifo", index: 3, count: 2, a: 0, b: 1 },
		{ component: "registers", field: "w", index: 2, count: 1, a: 0, b: 0xffffffff },
		{ component: "memory", field: "data", index: 4097, count: 1, a: 0, b: 7 },
	]);
});

test("a diff finds every byte that differs, whichever it is", (t) => {
	const { layout } = newState();
	const fields = layout.components
		.filter((c) => !c.constant)
		.flatMap((c) => c.fields.map((f) => ({ ...f, of: c.name })));
	fc.assert(
		fc.property(fc.nat(fields.length - 1), fc.nat(), (index, byte) => {
			const field = fields[index];
			const a = newState().snapshot();
			const b = newState().snapshot();
			const width = field.kind === "bytes" ? field.length : field.size;
			b.bytes[field.offset + (byte % width)] = 1;
			const found = diffSnapshots(layout, a, b);
			t.is(found.length, 1);
			t.like(found[0], { component: field.of, field: field.name, count: 1 });
		}),
	);
});

test("a snapshot of another layout is refused", (t) => {
	t.throws(() => newState().restore({ bytes: new Uint8Array(3) }), {
		instanceOf: RangeError,
		message: /3 bytes/,
	});
});

test("names that do not exist are refused by name", (t) => {
	const state = newState();
	t.throws(() => state.place("nothing"), { instanceOf: RangeError, message: /nothing/ });
	t.throws(() => state.offsetOf("registers", "zzz"), { instanceOf: RangeError, message: /zzz/ });
	t.is(state.offsetOf("registers", "b"), 4);
	t.is(state.buffer, state.memory.buffer);
});
