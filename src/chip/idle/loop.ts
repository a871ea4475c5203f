/** A loop that waits: the ways that a round of it can go, what each way needs to find, and what it does. */
import type { Wasm } from "../translate/wasm/opcodes.js";
import type { Expression } from "./values.js";

/** Bits of a word of the buffer, which is named by its index, and what they are. */
export interface Constant {
	readonly word: number;
	readonly mask: number;
	/** The word's value under the mask. */
	readonly value: number;
}

/** A comparison that was made on the way, and how it came out. */
export interface Condition {
	readonly opcode: Wasm;
	readonly a: Expression;
	readonly b: Expression;
	readonly outcome: boolean;
}

/** What an instruction writes to a word: bits of a value that is the same in every round, or all of one that varies. */
export interface Write {
	readonly word: number;
	readonly mask: number;
	readonly value: number;
	readonly varying: Expression | undefined;
}

/** A round, instruction by instruction: where it would be if it ended early. */
export interface Course {
	/** Cycles from the start to behind each instruction. */
	readonly cycles: readonly number[];
	/** All writes in their order, and how many there are behind each instruction. */
	readonly writes: readonly Write[];
	readonly written: readonly number[];
	/** Each stamp: the number of its instruction, and ticks from the start. */
	readonly stamps: readonly { readonly instruction: number; readonly ticks: number }[];
}

/**
 * One way a round can go. It goes this way, and does what is said here, whenever the constants are what they are here
 * and the conditions come out so: it reads nothing else.
 */
export interface Way {
	/** Addresses of the instructions. */
	readonly pcs: readonly number[];
	readonly cycles: number;
	readonly instructions: number;
	readonly constants: readonly Constant[];
	readonly conditions: readonly Condition[];
	/** What is in these words behind the round. */
	readonly stores: readonly Constant[];
	/** What is in these words behind the round, by what varied. */
	readonly results: readonly { readonly word: number; readonly value: Expression }[];
	/** Ticks from the round's start to its last stamp, if there is one. */
	readonly stamp: number | undefined;
	readonly course: Course;
}

/** A loop, and the ways that are known so far. */
export interface Loop {
	/** Address at which a round begins. */
	readonly pc: number;
	/** Of the instruction behind it. */
	readonly next: number;
	/** Addresses that the round that was seen first came to by a jump. */
	readonly leaders: readonly number[];
	/** Ticks a cycle, by which the ways are timed. */
	readonly cycleTicks: number;
	/** Whether the round that was seen first counted something, or got on with its work: mostly it does the latter. */
	readonly isDoubtful: boolean;
	readonly ways: Way[];
	/** Changes whenever something is learnt. */
	revision: number;
	/** Words that vary from round to round. */
	readonly cells: Set<number>;
	/** Words that could not be allowed to vary: an address depends on them, or worse. */
	readonly rigid: Set<number>;
	/** Words in which one way leaves something else than another needs to find. */
	readonly switches: Set<number>;
}
