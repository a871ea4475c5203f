/** Random programs over every instruction form, run in both engines beside each other. */
import { buildProgram } from "../../../tools/qemu/differential.js";
import { Random } from "../../../tools/qemu/random.js";
import { Pair } from "./pair.js";

/** Bytes of a program. */
const SIZE = 0x10000;
/** The first round decodes, later ones run translated. */
const ROUNDS = 4;
const SYS_EXIT = 1;
/** Longest slice, cycles. */
const LONGEST = 20_000;

export interface Comparison {
	/** Instructions that each engine has executed. */
	readonly instructions: number;
	/** Stops at which the whole states were compared, one in so many of all. */
	readonly comparisons: number;
	/** What was not the same, and where; undefined when all was. */
	readonly difference?: string;
}

/** Runs the program of a seed, in slices of random length: times, calls and states must be the same. */
export function compareEngines(seed: number): Comparison {
	const program = buildProgram(seed, SIZE);
	const random = new Random(seed);
	const pair = new Pair();
	let comparisons = 0;
	const done = (difference?: string): Comparison => ({
		instructions: pair.interpreted.cpu.instructions,
		comparisons,
		...(difference === undefined ? {} : { difference: `${difference}; pc ${pair.pc}` }),
	});
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
			const [a, b] = pair.slice(1 + random.below(LONGEST));
			if (a !== b) return done(`round ${round}: ${a} cycles interpreted, ${b} translated`);
			const [asked, other] = [pair.interpreted, pair.translated].map(({ cpu }) => cpu.takeSimcall());
			if (asked !== other) return done(`round ${round}: only one engine calls the simulator`);
			ended = asked && pair.interpreted.words.ar[2] === SYS_EXIT;
			if (!ended && !random.oneIn(50)) continue;
			comparisons++;
			const differences = pair.differences();
			if (differences.length > 0) return done(`round ${round}: ${JSON.stringify(differences)}`);
		}
	}
	return done();
}
