/**
 * Who wants to be called when. A cache: every deadline follows from a block's own state, and after a restore all
 * are asked again.
 */
import type { Block } from "./soc.js";
import { NEVER } from "./time.js";

/** Before any deadline. */
const UNKNOWN = -1;

export class Scheduler {
	readonly #blocks: Block[] = [];
	readonly #deadlines: number[] = [];
	/** The earliest of them, or UNKNOWN. */
	#earliest = NEVER;
	#sliceEnd = NEVER;

	/** Takes a block in; returns the slot to name it by. */
	add(block: Block): number {
		this.#deadlines.push(NEVER);
		return this.#blocks.push(block) - 1;
	}

	/** Asks the block in `slot` again; true when its deadline now lies before the end of the running slice. */
	update(slot: number): boolean {
		const deadline = this.#blocks[slot].deadline();
		const before = this.#deadlines[slot];
		this.#deadlines[slot] = deadline;
		if (deadline < this.#earliest) this.#earliest = deadline;
		else if (before === this.#earliest && deadline !== before) this.#earliest = UNKNOWN;
		return deadline < this.#sliceEnd;
	}

	/** Asks all blocks again. */
	updateAll(): void {
		for (let slot = 0; slot < this.#blocks.length; slot++) this.update(slot);
	}

	/** The earliest deadline. */
	next(): number {
		if (this.#earliest === UNKNOWN) {
			let next = NEVER;
			for (let slot = 0; slot < this.#deadlines.length; slot++) next = Math.min(next, this.#deadlines[slot]);
			this.#earliest = next;
		}
		return this.#earliest;
	}

	/** The tick up to which the CPU is being run. */
	beginSlice(end: number): void {
		this.#sliceEnd = end;
	}

	/** Calls every block whose deadline is at or before `tick`, in the order the blocks were added. */
	fireDue(tick: number): void {
		if (this.next() > tick) return;
		for (let slot = 0; slot < this.#blocks.length; slot++) {
			if (this.#deadlines[slot] <= tick) {
				this.#blocks[slot].fire();
				this.update(slot);
			}
		}
	}

	/** All blocks, in the order they were added. */
	get blocks(): readonly Block[] {
		return this.#blocks;
	}
}
