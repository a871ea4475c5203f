/** The cycles of the running slice: some of them can be held back from the code that runs, and its end can come nearer. */
import { Word } from "./cpu-state.js";
import type { Machine } from "./slow-path.js";

/** Cycles that the running slice has taken up to the start of the running instruction; 0 when there is none. */
export function consumedCycles(cpu: Int32Array): number {
	return cpu[Word.BUDGET] - cpu[Word.LEFT];
}

/** Leaves `cycles` of what the slice has left; returns how many are held back, for `giveBack`. */
export function holdBack(machine: Machine, cycles: number): number {
	const { cpu } = machine;
	const held = Math.max(cpu[Word.LEFT] - cycles, 0);
	move(machine, -held);
	return held;
}

/** Gives back what was held back, as far as it still belongs to the slice. */
export function giveBack(machine: Machine, held: number): void {
	move(machine, Math.min(held, machine.heldBack));
}

/** Lets the slice end after `cycles` from its start, or behind the running instruction; never later than it would. */
export function shorten(machine: Machine, cycles: number): void {
	const { cpu } = machine;
	if (cpu[Word.BUDGET] === 0) return;
	const excess = Math.max(cpu[Word.BUDGET] + machine.heldBack - Math.max(cycles, 1), 0);
	const ofHeld = Math.min(excess, machine.heldBack);
	machine.heldBack -= ofHeld;
	cpu[Word.BUDGET] -= excess - ofHeld;
	cpu[Word.LEFT] -= excess - ofHeld;
}

/** Moves cycles from what is held back to what is given. */
function move(machine: Machine, cycles: number): void {
	const { cpu } = machine;
	machine.heldBack -= cycles;
	cpu[Word.BUDGET] += cycles;
	cpu[Word.LEFT] += cycles;
}
