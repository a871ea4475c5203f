/** Reads straight code of the guest, up to where something else must have its turn. */
import type { Bus } from "../memory/bus.js";
import type { Tripwires } from "../xtensa/tripwires.js";
import { Flow, flowOf, type GuestInstruction, readInstruction } from "./instruction.js";

/** Instructions of one run. */
const LONGEST_RUN = 48;

/** Where control must leave a region. */
export interface Stops {
	/** Before the instruction at this address: there a loop is looked at. */
	readonly barrier?: number | undefined;
	/** Before instructions for which this is true: there a register is polled. */
	readonly bars?: ((pc: number) => boolean) | undefined;
	/** Before what trips a wire. */
	readonly wires?: Tripwires | undefined;
}

/** Straight code from an address: instructions up to one that passes control on, or to the limit. */
export class CodeReader {
	/** Whether the barrier was met. */
	hasMetBarrier = false;
	readonly #instructions = new Map<number, GuestInstruction | undefined>();

	constructor(
		readonly bus: Bus,
		readonly stops: Stops,
	) {}

	at(pc: number): GuestInstruction | undefined {
		if (!this.#instructions.has(pc)) {
			this.#instructions.set(pc, this.#isBarred(pc) ? undefined : readInstruction(this.bus, pc));
		}
		return this.#instructions.get(pc);
	}

	#isBarred(pc: number): boolean {
		const { barrier, bars, wires } = this.stops;
		if (pc === barrier) this.hasMetBarrier = true;
		return pc === barrier || bars?.(pc) === true || wires?.bars(this.bus, pc) === true;
	}

	/** What is executed from `pc` in a row; the last one may be a branch, jump or stop, or miss. */
	run(pc: number): GuestInstruction[] {
		const run: GuestInstruction[] = [];
		for (let at = pc; run.length < LONGEST_RUN; ) {
			const instruction = this.at(at);
			if (!instruction) break;
			run.push(instruction);
			if (flowOf(instruction) > Flow.STEP) break;
			at = instruction.next;
		}
		return run;
	}
}
