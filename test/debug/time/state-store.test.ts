import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import fc from "fast-check";
import { decodeStates, encodeStates, type StoredStates } from "../../../src/debug/time/state-file.js";
import { StateStore } from "../../../src/debug/time/state-store.js";
import { loadHash64 } from "../../../src/trace/hash64.js";
import { seeded } from "../../../tools/random.js";
import { tempFolder } from "../../temp.js";
import { openRun } from "../runs.js";

const hash64 = await loadHash64();
const RUN = "guests/flash-protect";

const states: fc.Arbitrary<StoredStates> = fc
	.array(
		fc.record({
			tick: fc.maxSafeNat(),
			given: fc.nat(),
			whole: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
			pages: fc.uniqueArray(fc.nat({ max: 3 }), { maxLength: 4 }),
			fill: fc.nat({ max: 255 }),
		}),
		{ maxLength: 6 },
	)
	.map((all) => ({
		size: 3 * 1024 + 100,
		spacing: 16,
		states: all.map(({ pages, fill, ...rest }) => ({
			...rest,
			changes: pages.map((index) => ({ index, bytes: Buffer.alloc(index === 3 ? 100 : 1024, fill) })),
		})),
	}));

test("property: a file says what was put into it", (t) => {
	fc.assert(
		fc.property(states, (all) => {
			t.deepEqual(decodeStates(encodeStates(all, hash64), hash64), all);
		}),
	);
});

test("property: a damaged file is none", (t) => {
	const damage = fc.record({ at: fc.nat(), by: fc.integer({ min: 1, max: 255 }), cut: fc.nat() });
	fc.assert(
		fc.property(states, damage, (all, { at, by, cut }) => {
			const bytes = encodeStates(all, hash64);
			const spoilt = Buffer.from(bytes);
			spoilt[at % spoilt.length] ^= by;
			t.is(decodeStates(spoilt, hash64), undefined);
			t.is(decodeStates(bytes.subarray(0, cut % bytes.length), hash64), undefined);
		}),
	);
});

/** Goes through a run and keeps its states. */
async function keepRun(t: ExecutionContext) {
	const folder = tempFolder(t);
	const store = new StateStore([RUN, "this build"], hash64, { folder });
	const time = await openRun(RUN, undefined, { store });
	time.seek(time.lastTick);
	time.save();
	return { folder, store, time, whole: time.chip.hash(hash64).whole };
}

test("a run that was gone through is not gone through again", async (t) => {
	const { store, time, whole } = await keepRun(t);
	const count = time.snapshots.spread.length;
	t.true(count > 3, `${count}`);
	const again = await openRun(RUN, undefined, { store });
	t.is(again.snapshots.spread.length, count);
	t.is(again.snapshots.spacing, time.snapshots.spacing);
	let executed = 0;
	const { chip } = again;
	const run = chip.run.bind(chip);
	chip.run = (until) => {
		const { tick } = chip;
		const stop = run(until);
		executed += chip.tick - tick;
		return stop;
	};
	again.seek(again.lastTick);
	t.is(chip.hash(hash64).whole, whole);
	t.true(executed <= time.snapshots.spacing * 2, `${executed}`);
	// And nothing is written that is there already.
	t.false(again.snapshots.hasNew);
});

test("a state that is not what its hash says is not used, nor kept", async (t) => {
	const { store, whole } = await keepRun(t);
	const stored = decodeStates(readFileSync(store.path), hash64);
	if (!stored) return t.fail();
	for (const state of stored.states.slice(1)) state.changes[0].bytes[5] ^= 1;
	writeFileSync(store.path, encodeStates(stored, hash64));
	const again = await openRun(RUN, undefined, { store });
	t.true(again.snapshots.spread.length > 1);
	again.seek(again.lastTick);
	t.is(again.chip.hash(hash64).whole, whole);
	again.save();
	const third = await openRun(RUN, undefined, { store });
	third.seek(third.lastTick);
	t.is(third.chip.hash(hash64).whole, whole);
	t.deepEqual(decodeStates(readFileSync(store.path), hash64)?.states.length, stored.states.length);
});

test("states of a run that was written to are not kept", async (t) => {
	const store = new StateStore([RUN], hash64, { folder: tempFolder(t) });
	const time = await openRun(RUN, undefined, { store });
	time.poke((chip) => void chip.bus.poke(0x3ffe9000, 4, 1));
	time.seek(time.lastTick);
	time.save();
	t.is(store.load()?.states.length, 1);
});

test("the farther walk is kept, whoever comes last", async (t) => {
	const { folder, store } = await keepRun(t);
	const before = readFileSync(store.path);
	const other = new StateStore([RUN, "this build"], hash64, { folder });
	other.save({ size: 8, spacing: 1, states: [] });
	t.deepEqual(readFileSync(store.path), before);
	t.is(new StateStore([RUN, "another build"], hash64, { folder }).load(), undefined);
});

test("what was not used for longest goes when there is no more room", (t) => {
	const folder = tempFolder(t);
	const size = 64 * 1024;
	const random = seeded(1);
	const noise = Buffer.from(Array.from({ length: size }, () => random() * 256));
	const filled = (seed: number): StoredStates => ({
		size,
		spacing: 1,
		states: [
			{
				tick: 1,
				given: 0,
				whole: 1n,
				changes: Array.from({ length: 64 }, (_, index) => ({
					index,
					bytes: Buffer.from(noise.subarray(index * 1024, index * 1024 + 1024).map((b) => b ^ seed)),
				})),
			},
		],
	});
	const stores = Array.from(
		{ length: 6 },
		(_, i) => new StateStore([`run ${i}`], hash64, { folder, limit: 200_000 }),
	);
	stores.forEach((store, i) => {
		store.save(filled(i));
		if (i < 5) utimesSync(store.path, i, i);
		// The first is used again and again.
		if (i > 0) stores[0].load();
	});
	const total = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
	t.true(total <= 200_000, `${total}`);
	t.truthy(stores[5].load());
	t.truthy(stores[0].load());
	t.is(stores[1].load(), undefined);
});
