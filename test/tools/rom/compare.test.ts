/** The comparison itself: what it takes for equal, and what it sees. */
import test from "ava";
import { Bench } from "./bench.js";
import { COMPARISONS } from "./calls/all.js";
import { Pair } from "./compare.js";
import { entryPoints, ownRom } from "./roms.js";

const entries = entryPoints();

test("a ROM is equal to itself, and every function comes back", (t) => {
	const pair = new Pair(new Bench(ownRom()), new Bench(ownRom()), entries);
	for (const f of COMPARISONS) t.is(pair.compare(f, 0, 3), undefined, f.name);
});

/** movi.n a2, 0; ret.n: a function that does nothing. */
const NOTHING = [0x0c, 0x02, 0x0d, 0xf0];

for (const [name, line] of [
	["ets_get_cpu_frequency", /^result: 50, ours 0$/],
	["ets_update_cpu_frequency", /^3fffc704: [0-9a-f]+, ours 50$/],
	["rom_phy_reset_req", /^writes: 60000710=[0-9a-f]+, ours $/],
	["_xtos_ints_on", /^INTENABLE: [0-9a-f]+, ours 0$/],
	["memset", /^3ffe90[0-9a-f]+: [0-9a-f]+, ours [0-9a-f]+$/],
] as const) {
	test(`${name}, if it did nothing, would be seen`, (t) => {
		const rom = ownRom();
		rom.set(NOTHING, entries.get(name)! - 0x40000000);
		const pair = new Pair(new Bench(ownRom()), new Bench(rom), entries);
		const f = COMPARISONS.find((comparison) => comparison.name === name)!;
		const difference = pair.compare(f, 0, 20);
		t.true(
			difference?.lines.some((text) => line.test(text)),
			difference?.lines.join("; "),
		);
	});
}
