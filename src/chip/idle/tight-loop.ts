/** Loops of nothing but a load and a branch, which need not be followed to be understood. */
import type { Bus } from "../memory/bus.js";
import { first, readInstruction, second, targetOf } from "../translate/instruction.js";
import { Op } from "../xtensa/isa.js";
import { Cycles } from "../xtensa/timing.js";

/** The most instructions of a round. */
const LONGEST = 8;

export interface TightLoop {
	/** The load's base register and offset. */
	readonly base: number;
	readonly offset: number;
	/** Instructions of a round, and cycles but for those that the access takes. */
	readonly instructions: number;
	readonly cycles: number;
}

/**
 * The loop around the load of a word at `pc`, which goes back from a branch: a round of it does nothing but load the
 * register, and goes the same way as long as that reads the same.
 */
export function tightLoop(bus: Bus, pc: number): TightLoop | undefined {
	const load = readInstruction(bus, pc);
	if (load?.op !== Op.L32I || first(load) === second(load)) return undefined;
	let at = load.next;
	let hasBranched = false;
	for (let instructions = 2; instructions <= LONGEST; instructions++) {
		const instruction = readInstruction(bus, at);
		if (!instruction) return undefined;
		if (instruction.op === Op.NOP) at = instruction.next;
		else if (hasBranched || instruction.op < Op.BEQZ || instruction.op > Op.BBSI) return undefined;
		else {
			hasBranched = true;
			at = targetOf(instruction);
		}
		if (at === pc) {
			const cycles = instructions * Cycles.INSTRUCTION + Cycles.REFETCH;
			return { base: second(load), offset: load.immediate, instructions, cycles };
		}
	}
	return undefined;
}
