/** Random programs over every instruction form end in the same state translated and interpreted. */
import test from "ava";
import { buildProgram } from "../../../tools/qemu/differential.js";
import { Random } from "../../../tools/qemu/random.js";
import { Pair } from "./pair.js";

const SIZE = 0x10000;
const SEEDS = [11, 12, 13, 14];
/** The first round decodes, later ones run translated. */
const ROUNDS = 4;
const SYS_EXIT = 1;

for (const seed of SEEDS) {
	test(`random program ${seed} is the same in both engines at every stop`, (t) => {
		t.timeout(300_000);
		const program = buildProgram(seed, SIZE);
		const random = new Random(seed);
		const pair = new Pair();
		pair.both(({ state, bus, words }) => {
			const memories = ["dram", "iram", "flash"].map((name) => state.bytesOf(name));
			program.segments.forEach(({ data }, i) => {
				memories[i].set(data);
			});
			bus.mapFlash(true, 0);
			words.semihosting = 1;
		});
		for (let round = 0; round < ROUNDS; round++) {
			pair.both(({ words }) => {
				words.pc = program.entry;
			});
			for (let ended = false; !ended; ) {
				pair.run(t, 1 + random.below(20_000));
				const asked = [pair.interpreted, pair.translated].map(({ cpu }) => cpu.takeSimcall());
				t.is(asked[0], asked[1]);
				ended = asked[0] && pair.interpreted.words.ar[2] === SYS_EXIT;
				if (random.oneIn(50) || ended) pair.compare(t, `round ${round}`);
			}
		}
	});
}
