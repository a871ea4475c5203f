import test from "ava";
import { Bench, SCRATCH } from "./bench.js";
import { PURE_FUNCTIONS, type PureFunction } from "./pure-functions.js";
import { Random } from "./random.js";
import { dumpRom, entryPoints, hasDump, ownRom } from "./roms.js";

/** Inputs a function is tried with; slow ones get a share. More: REPLAY_ROM_INPUTS. */
const INPUTS = Number(process.env.REPLAY_ROM_INPUTS ?? 1000);

const entries = entryPoints();
const comparing = hasDump ? test.serial : test.serial.skip;
const benches = hasDump ? { mask: new Bench(dumpRom()), own: new Bench(ownRom()) } : undefined;

/** What calling `f` with input `i` comes to, in words. */
function outcome(bench: Bench, f: PureFunction, i: number): string {
	bench.restore();
	const random = new Random(7919 * i + 17);
	for (let k = 0; k < 8; k++) random.word();
	const args = f.prepare(bench, random);
	const { stop, low, high } = bench.call(entries.get(f.name) ?? 0, args, 1e8);
	const result = {
		none: "",
		word: low.toString(16),
		wide: `${low.toString(16)} ${high.toString(16)}`,
		sign: `${Math.sign(low | 0)}`,
	}[f.result];
	return `(${args.map((a) => a.toString(16))}) ${stop} ${result} ${Buffer.from(bench.bytes(SCRATCH, f.memory)).toString("hex")}`;
}

for (const f of PURE_FUNCTIONS) {
	comparing(`${f.name} does what the mask ROM's does`, (t) => {
		const count = Math.ceil(INPUTS / (f.slow ?? 1));
		for (let i = 0; i < count; i++) {
			const expected = outcome(benches!.mask, f, i);
			const got = outcome(benches!.own, f, i);
			if (got !== expected) t.is(got, expected, `input ${i}`);
		}
		t.pass();
	});
}
