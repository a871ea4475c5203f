import test from "ava";
import fc from "fast-check";
import { parseShard, shardOf } from "../../src/regress/shard.js";

test("a shard is a part of several", (t) => {
	t.deepEqual(parseShard("2/5"), { index: 2, count: 5 });
	for (const text of ["0/5", "6/5", "1/0", "2", "a/b", "1/2/3", "1/9999", "-1/2"])
		t.is(parseShard(text), undefined, text);
});

test("property: each trace is in one shard, and stays in it whatever other traces there are", (t) => {
	const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 30 });
	fc.assert(
		fc.property(names, names, fc.integer({ min: 1, max: 9 }), (some, more, count) => {
			const traces = some.map((name) => `traces/${name}.mpk`);
			const shards = Array.from({ length: count }, (_, i) => shardOf(traces, { index: i + 1, count }));
			t.deepEqual(shards.flat().sort(), [...traces].sort());
			const all = [...traces, ...more.map((name) => `traces/more/${name}.mpk`)];
			for (const [i, shard] of shards.entries()) {
				const larger = shardOf(all, { index: i + 1, count });
				t.deepEqual(
					larger.filter((trace) => traces.includes(trace)),
					shard,
				);
			}
		}),
	);
});

test("many traces are spread evenly", (t) => {
	const traces = Array.from({ length: 1000 }, (_, i) => `traces/t${i}.mpk`);
	for (const index of [1, 2, 3, 4]) {
		const { length } = shardOf(traces, { index, count: 4 });
		t.true(length > 200 && length < 300, `${length}`);
	}
});
