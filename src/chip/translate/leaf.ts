/** Small functions that call nothing and only return: they can stand at the place of their call. */
import { Op } from "../xtensa/isa.js";
import type { CodeReader } from "./code-reader.js";
import { Flow, first, flowOf, targetOf } from "./instruction.js";
import { registerUse } from "./registers.js";

const LEAF_LIMIT = 40;
const RETURN_REGISTER = 0;

/** A function of straight code and forward branches whose every way ends in a return. */
export interface Leaf {
	readonly entry: number;
	/** Addresses at which its nodes begin. */
	readonly leaders: ReadonlySet<number>;
}

export class LeafFinder {
	readonly #found = new Map<number, Leaf | undefined>();
	readonly #reader: CodeReader;

	constructor(reader: CodeReader) {
		this.#reader = reader;
	}

	/** The leaf function at `entry`, if there is one. */
	find(entry: number): Leaf | undefined {
		if (!this.#found.has(entry)) this.#found.set(entry, this.#explore(entry));
		return this.#found.get(entry);
	}

	#explore(entry: number): Leaf | undefined {
		const leaders = new Set<number>();
		const todo = [entry];
		let instructions = 0;
		for (let pc = todo.pop(); pc !== undefined; pc = todo.pop()) {
			if (leaders.has(pc)) continue;
			leaders.add(pc);
			const run = this.#reader.run(pc);
			instructions += run.length;
			if (run.length === 0 || instructions > LEAF_LIMIT) return undefined;
			for (const instruction of run) {
				if (registerUse(instruction).writes & (1 << RETURN_REGISTER)) return undefined;
			}
			const last = run[run.length - 1];
			switch (flowOf(last)) {
				case Flow.BRANCH:
					if (targetOf(last) <= last.pc) return undefined;
					todo.push(last.next, targetOf(last));
					break;
				case Flow.JUMP:
					if (last.op !== Op.J || targetOf(last) < entry) return undefined;
					todo.push(targetOf(last));
					break;
				case Flow.INDIRECT:
					if (last.op !== Op.JX || first(last) !== RETURN_REGISTER) return undefined;
					break;
				case Flow.NEXT:
				case Flow.STEP:
					todo.push(last.next);
					break;
				default:
					return undefined;
			}
		}
		return { entry, leaders };
	}
}
