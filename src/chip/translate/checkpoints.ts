/**
 * Where translated code looks at the time it has left.
 *
 * Every way round the graph passes an entry or the head of a loop. Such a place, and some more where ways are long,
 * is a checkpoint: it goes on only when what is left covers the dearest way to the next checkpoints.
 */
import { Op } from "../xtensa/isa.js";
import { Cycles } from "../xtensa/timing.js";
import type { Flowgraph, Placed } from "./flow.js";
import { lastInstruction } from "./graph.js";
import type { GuestInstruction } from "./instruction.js";

/** No checkpoint asks for more cycles than this; with fewer left, the interpreter ends the slice. */
export const LONGEST_WAY = 192;

/** Cycles of an instruction that goes on at the next one, without what an access to a register costs. */
export function cyclesOf({ op }: GuestInstruction): number {
	return op === Op.ISYNC ? Cycles.INSTRUCTION + Cycles.REFETCH : Cycles.INSTRUCTION;
}

/** Cycles of all of a node at the most. */
function dearest({ node }: Placed): number {
	const straight = node.instructions.reduce((sum, instruction) => sum + cyclesOf(instruction), 0);
	return lastInstruction(node) ? straight + Cycles.INSTRUCTION + Cycles.REFETCH : straight;
}

/** The checkpoints, each with the cycles it asks for. */
export function findCheckpoints({ placed, of }: Flowgraph): Map<Placed, number> {
	const needs = new Map<Placed, number>();
	const checkpoints = new Set(placed.filter((one) => one.node.isEntry || one.isLoopHead));
	for (let i = placed.length - 1; i >= 0; i--) {
		const one = placed[i];
		const own = dearest(one);
		let after = 0;
		for (const node of one.node.successors()) {
			const next = of.get(node)!;
			if (next.order <= one.order || checkpoints.has(next)) continue;
			const need = needs.get(next)!;
			if (own + need > LONGEST_WAY) checkpoints.add(next);
			else after = Math.max(after, need);
		}
		needs.set(one, own + after);
	}
	return new Map([...checkpoints].map((one) => [one, needs.get(one)!]));
}
