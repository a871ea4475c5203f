/** Finds loops that may be waiting, and learns the ways a round can go, by following the interpreter. */
import { type GuestInstruction, readInstruction } from "../translate/instruction.js";
import { Word } from "../xtensa/cpu-state.js";
import { consumedCycles } from "../xtensa/slice.js";
import type { Machine } from "../xtensa/slow-path.js";
import type { Loop, Way } from "./loop.js";
import { Round } from "./round.js";
import { MOST_WAYS } from "./skip-module.js";

/** Instructions of the longest round. */
const LONGEST_ROUND = 6000;

/** What the observer needs of the time. */
export interface Stepper {
	/** Executes one instruction; false when anything but plain execution came of it. */
	step(): boolean;
	/** The tick at which the instruction at PC starts. */
	now(): number;
}

export class Observer {
	readonly #machine: Machine;
	readonly #cpu: Int32Array;
	readonly #stepper: Stepper;

	constructor(machine: Machine, stepper: Stepper) {
		this.#machine = machine;
		this.#cpu = machine.cpu;
		this.#stepper = stepper;
	}

	/** Looks for a loop around PC that comes back with the same registers, but for what it read from the clock. */
	find(cycleTicks: number): Loop | undefined {
		const cpu = this.#cpu;
		const registers = cpu.slice(Word.AR, Word.AR + 16);
		const base = cpu.byteOffset >> 2;
		const pcs: number[] = [];
		const isBack = (round: Round): boolean =>
			registers.every((value, r) => cpu[r] === value || round.written.get(base + r) !== undefined);
		const round = new Round(this.#machine, new Set(), false);
		if (!this.#follow(round, isBack, pcs)) return undefined;
		const [pc, next] = choose(pcs);
		return {
			pc,
			next,
			leaders: this.#leaders(pcs),
			cycleTicks,
			isDoubtful: round.makesProgress,
			ways: [],
			revision: 0,
			cells: new Set(),
			switches: new Set(),
			rigid: new Set(),
		};
	}

	/** At the start of a round: follows it and learns its way; false when the loop is none that waits. */
	learn(loop: Loop): boolean {
		if (loop.ways.length >= MOST_WAYS) return false;
		const { cells, rigid } = loop;
		const way = this.#follow(new Round(this.#machine, cells, true), () => true, []);
		if (!way) {
			// Perhaps for something that was allowed to vary last; without it, more ways will be learnt.
			const last = [...cells].at(-1);
			if (last === undefined) return false;
			cells.delete(last);
			rigid.add(last);
			loop.revision++;
			return true;
		}
		if (loop.ways.some((other) => isSame(way, other))) return true;
		loop.revision++;
		for (const { word } of way.results) cells.add(word);
		for (const other of loop.ways) {
			if (samePath(way, other))
				for (const word of differing(way, other)) if (!rigid.has(word)) cells.add(word);
		}
		// Ways that took for constant what has turned out to vary are learnt anew.
		const known = [...loop.ways, way].filter(
			({ constants }) => !constants.some(({ word }) => cells.has(word)),
		);
		loop.ways.splice(0, loop.ways.length, ...known);
		for (const other of known) {
			addSwitches(loop.switches, way, other);
			addSwitches(loop.switches, other, way);
		}
		return true;
	}

	/** Follows from PC until it is there again and `isBack`. */
	#follow(round: Round, isBack: (round: Round) => boolean, pcs: number[]): Way | undefined {
		const cpu = this.#cpu;
		const start = { tick: this.#stepper.now(), consumed: consumedCycles(cpu), count: cpu[Word.INSTRUCTIONS] };
		const pc = cpu[Word.PC];
		do {
			const instruction = this.#instruction();
			if (!instruction || !round.follow(instruction, this.#stepper.now() - start.tick)) return undefined;
			pcs.push(instruction.pc);
			if (!this.#stepper.step() || pcs.length > LONGEST_ROUND) return undefined;
			round.executed(consumedCycles(cpu) - start.consumed);
		} while (cpu[Word.PC] !== pc || !isBack(round));
		const effects = round.effects();
		return {
			pcs,
			cycles: consumedCycles(cpu) - start.consumed,
			instructions: (cpu[Word.INSTRUCTIONS] - start.count) >>> 0,
			constants: round.constants(),
			conditions: round.conditions,
			...effects,
			stamp: round.stamp,
			course: round.course,
		};
	}

	#leaders(pcs: readonly number[]): number[] {
		const { bus } = this.#machine;
		const isLeader = (pc: number, i: number): boolean => pc !== readInstruction(bus, pcs[i - 1])?.next;
		return [...new Set(pcs.filter((pc, i) => i === 0 || isLeader(pc, i)))];
	}

	#instruction(): GuestInstruction | undefined {
		return readInstruction(this.#machine.bus, this.#cpu[Word.PC]);
	}
}

/** An address that a round passes once, and the one behind it: a loop is looked at whenever its start is passed. */
function choose(pcs: readonly number[]): [pc: number, next: number] {
	const counts = new Map<number, number>();
	for (const pc of pcs) counts.set(pc, (counts.get(pc) ?? 0) + 1);
	const at = Math.max(
		0,
		pcs.findIndex((pc) => counts.get(pc) === 1),
	);
	return [pcs[at], pcs[(at + 1) % pcs.length]];
}

/** Whether two ways are the same in all but when they are met. */
function isSame(one: Way, other: Way): boolean {
	return (
		one.constants.length === other.constants.length &&
		samePath(one, other) &&
		differing(one, other).length === 0
	);
}

/** Whether two ways are of the same instructions. */
function samePath(one: Way, other: Way): boolean {
	return one.pcs.length === other.pcs.length && one.pcs.every((pc, i) => pc === other.pcs[i]);
}

/** Words of which two ways need different values. */
function differing(one: Way, other: Way): number[] {
	const needed = new Map(other.constants.map(({ word, value }) => [word, value]));
	return one.constants.filter(({ word, value }) => needed.get(word) !== value).map(({ word }) => word);
}

/** Adds the words in which `one` leaves something else than `other` needs. */
function addSwitches(switches: Set<number>, one: Way, other: Way): void {
	const needed = new Map(other.constants.map((constant) => [constant.word, constant]));
	for (const { word, mask, value } of one.stores) {
		const need = needed.get(word);
		if (need && ((value ^ need.value) & mask & need.mask) !== 0) switches.add(word);
	}
}
