/** Every function of our ROM does what the mask ROM's does; `tools/soak/rom` tries each with more inputs. */
import test from "ava";
import { Bench } from "./bench.js";
import { COMPARISONS } from "./calls/all.js";
import { Pair } from "./compare.js";
import { dumpRom, entryPoints, hasDump, ownRom } from "./roms.js";

/** Random inputs for each function, a share of them for slow ones. */
const INPUTS = 500;

const comparing = hasDump ? test.serial : test.serial.skip;
const pair = hasDump ? new Pair(new Bench(dumpRom()), new Bench(ownRom()), entryPoints()) : undefined;

for (const f of COMPARISONS) {
	const inputs = Math.ceil(INPUTS / (f.slow ?? 1));
	comparing(`${f.name} does what the mask ROM's does, ${inputs} inputs`, (t) => {
		t.is(pair?.compare(f, 0, inputs), undefined);
	});
}
