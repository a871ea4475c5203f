import test from "ava";
import { findInstruction, INSTRUCTIONS } from "../../../src/chip/xtensa/isa.js";
import { EXCLUDED } from "../../../tools/qemu/cases.js";
import {
	buildProgram,
	firstDifference,
	type Program,
	QEMU,
	runHere,
	runInQemu,
} from "../../../tools/qemu/differential.js";
import { testWith } from "./tools.js";

/** Each seed is a program of about 200,000 instructions under test. */
const SEEDS = [1, 2, 3, 4, 5, 6];
const built = new Map<number, Program>();

function programOf(seed: number): Program {
	const program = built.get(seed) ?? buildProgram(seed);
	built.set(seed, program);
	return program;
}

test("six seeds make a million instructions and leave out no form but the excluded ones", (t) => {
	const programs = SEEDS.map(programOf);
	t.true(programs.reduce((sum, { instructions }) => sum + instructions, 0) >= 1_000_000);
	const seen = new Set<string>();
	const [, , flash] = programs[0].segments;
	const view = new DataView(flash.data.buffer);
	for (const { start, end } of programs[0].cases) {
		for (let pc = start; pc < end; ) {
			const instruction = findInstruction(view.getUint32(pc - flash.address, true) & 0xffffff);
			if (!instruction) break;
			seen.add(instruction.name);
			pc += instruction.length;
		}
	}
	const missing = INSTRUCTIONS.map(({ name }) => name).filter(
		(name) => !seen.has(name) && !EXCLUDED.has(name),
	);
	t.deepEqual(missing, []);
});

for (const seed of SEEDS) {
	testWith(QEMU, "REPLAY_REQUIRE_QEMU", `random program ${seed} ends alike in QEMU and here`, (t) => {
		t.timeout(180_000);
		const program = programOf(seed);
		t.is(firstDifference(program, runHere(program), runInQemu(program)), undefined);
	});
}
