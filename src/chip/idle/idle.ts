/** When to look for a loop that waits, and what to do where one begins. */
import type { ClockTree } from "../clock-tree.js";
import type { ChipState } from "../state/chip-state.js";
import { CodeSpace } from "../xtensa/code-cache.js";
import { Word } from "../xtensa/cpu-state.js";
import type { Machine } from "../xtensa/slow-path.js";
import type { Loop } from "./loop.js";
import { Observer } from "./observer.js";
import { plainStep } from "./plain-step.js";
import { Skipper } from "./skipper.js";

/**
 * Cycles of translated code before the first look, which costs a process that has just started more than later ones;
 * between two looks behind a wait, and when nothing was found for long.
 */
const EARLIEST_LOOK = 1 << 20;
const FIRST_LOOK = 1 << 18;
const RAREST_LOOK = 1 << 26;
/** Of so many doubtful loops that are found one is tried. */
const DOUBTS = 8;
/** A look is worth while when this many cycles of the slice are left. */
const WORTH_LOOKING = 1 << 16;
/** Times a loop may be met in vain before nothing more is learnt about it until the next look. */
const PATIENCE = 256;
/**
 * Times in a row, and in all, that a loop is met in vain before one is used to learn what is going on; in all it takes
 * twice as long each time: what comes only now and then is hardly worth a lesson.
 */
const OFTEN = 4;
const SELDOM = 32;
const HARDLY_EVER = 1 << 16;
/** Times in a row that a loop is met in vain before it is given up: met it is interpreted, which is dear. */
const GIVE_UP = 1024;
/**
 * What a lesson costs the host, in cycles of translated code: most of it goes into a new function. No more is learnt
 * than what is skipped pays for, and what is given in advance: when a loop is found, and at most, which is there at first.
 */
const LESSON = 1 << 20;
const GRANT = 8 * LESSON;
const MOST_CREDIT = 64 * LESSON;

/** What the owner does. */
export interface IdleOwner {
	/** Interprets one instruction. */
	step(): void;
	/** A barrier at the start of `loop` has come or gone: translated code must be made anew. */
	rebuild(loop: Loop): void;
	/** Rounds of `loop` are skipped: what is left of them is executed over and over. */
	settled(loop: Loop): void;
}

export class Idle {
	readonly #cpu: Int32Array;
	readonly #machine: Machine;
	readonly #owner: IdleOwner;
	readonly #skipper: Skipper;
	readonly #observer: Observer;
	#loop: Loop | undefined;
	/** Whether the owner knows that the loop is one that waits. */
	#isSettled = false;
	/** Times the loop was met in vain, since the last skip and in all. */
	#vain = 0;
	#met = 0;
	#seldom = SELDOM;
	#skipped = 0;
	#doubts = 0;
	#interval = EARLIEST_LOOK;
	#untilLook = EARLIEST_LOOK;
	/** Cycles that were skipped, less what lessons cost. */
	#credit = MOST_CREDIT;

	constructor(machine: Machine, state: ChipState, clocks: ClockTree, owner: IdleOwner) {
		this.#cpu = machine.cpu;
		this.#machine = machine;
		this.#owner = owner;
		this.#skipper = new Skipper(state, clocks);
		this.#observer = new Observer(machine, { step: () => this.#step(), now: () => this.#skipper.now() });
	}

	/** Rounds that were skipped so far. */
	get skipped(): number {
		return this.#skipped;
	}

	/** Where translated code must stop. */
	get barrier(): number | undefined {
		return this.#loop?.pc;
	}

	/** Says that `cycles` of translated code have run. */
	passed(cycles: number): void {
		this.#untilLook -= cycles;
	}

	/** Between two instructions: does what there is to do; true when the state has changed. */
	take(): boolean {
		const cpu = this.#cpu;
		if (this.#loop && (cpu[Word.PC] | 0) === (this.#loop.pc | 0)) {
			this.#meet(this.#loop);
			return true;
		}
		if (this.#untilLook > 0 || cpu[Word.LEFT] < WORTH_LOOKING || !this.#skipper.isSteady) return false;
		this.#look();
		return true;
	}

	/** Code has changed. */
	forget(): void {
		const { code } = this.#machine.bus;
		if (this.#loop) code.unmark((this.#loop.pc - CodeSpace.BASE) * 2);
		this.#loop = undefined;
	}

	#look(): void {
		const found = this.#observer.find(this.#skipper.cycleTicks);
		this.#interval = Math.min(this.#interval * 2, RAREST_LOOK);
		this.#untilLook = this.#interval;
		if (!found || (found.isDoubtful && ++this.#doubts % DOUBTS !== 0)) return;
		this.#vain = 0;
		this.#credit = Math.max(this.#credit, GRANT);
		if (this.#loop?.pc === found.pc && this.#loop.cycleTicks === found.cycleTicks) return;
		this.#giveUp();
		this.#loop = found;
		this.#isSettled = false;
		this.#seldom = SELDOM;
		this.#owner.rebuild(found);
		this.#machine.bus.code.mark((found.pc - CodeSpace.BASE) * 2);
	}

	#giveUp(): void {
		const loop = this.#loop;
		this.forget();
		if (loop) this.#owner.rebuild(loop);
	}

	/** At the start of the loop: skips rounds, or else executes one instruction, or learns by executing a round. */
	#meet(loop: Loop): void {
		const before = this.#cpu[Word.LEFT];
		const rounds = this.#skipper.skip(loop);
		const cycles = before - this.#cpu[Word.LEFT];
		this.#credit = Math.min(this.#credit + cycles, MOST_CREDIT);
		if (cycles > 0) {
			this.#skipped += rounds;
			this.#vain = 0;
			if (cycles > WORTH_LOOKING) {
				this.#interval = FIRST_LOOK;
				this.#untilLook = FIRST_LOOK;
				if (!this.#isSettled) this.#owner.settled(loop);
				this.#isSettled = true;
			}
			return;
		}
		this.#vain++;
		this.#met++;
		if (this.#vain >= GIVE_UP) this.#giveUp();
		const isWorthIt =
			this.#cpu[Word.LEFT] > WORTH_LOOKING &&
			this.#skipper.isSteady &&
			this.#vain < PATIENCE &&
			this.#credit >= LESSON;
		// What goes on again and again is learnt, and now and then what only comes between.
		if (isWorthIt && (this.#vain % OFTEN === 0 || this.#met >= this.#seldom)) this.#learn(loop);
		else this.#step();
	}

	#learn(loop: Loop): void {
		if (this.#met >= this.#seldom) {
			this.#met = 0;
			this.#seldom = Math.min(2 * this.#seldom, HARDLY_EVER);
		}
		this.#credit -= LESSON;
		if (!this.#observer.learn(loop)) this.#vain = PATIENCE;
	}

	#step(): boolean {
		return plainStep(this.#cpu, () => this.#owner.step());
	}
}
