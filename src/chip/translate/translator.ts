/**
 * Runs hot code as WebAssembly and the rest in the interpreter, to the same state at every instruction.
 *
 * The interpreter runs in short pieces; where it stands between two of them is a sample. When some place has been met
 * often enough, the code around all such places becomes a region. Everything here is a cache: dropped when its code
 * changes, and made again when it is hot again.
 */
import type { ChipState } from "../state/chip-state.js";
import { Word } from "../xtensa/cpu-state.js";
import { interpret } from "../xtensa/interpreter.js";
import { codeIndex, type Machine, slowPath } from "../xtensa/slow-path.js";
import { LONGEST_WAY } from "./checkpoints.js";
import { Heat } from "./heat.js";
import { REGION_LIMIT, type Root } from "./discover.js";
import { After, Host } from "./host.js";
import { translate } from "./region.js";
import { type LiveRegion, RegionTable } from "./region-table.js";
import { CodeRange, type Places, Scratch } from "./scratch.js";

/** Cycles of each of a region's first calls: the host's compiler can exchange its code only between calls. */
const FIRST_CALL_CYCLES = 1 << 18;
const FIRST_CALLS = 128;
/** Cycles of one piece of interpretation; an odd length beats in time with few loops. */
const PIECE_CYCLES = 251;
/** A sample follows the code up to a jump, or for so many instructions. */
const SAMPLE_STEPS = 24;
/** Samples at one place that make a region, and at another that make it part of one. */
const HOT = 12;
const WARM = 3;
/** Times control goes from one region to others before they may be joined. */
const CROSSINGS = 1 << 13;
/** Accesses beyond data RAM for which a region is left before it is made anew. */
const MISSES = 64;

export class Translator {
	readonly #machine: Machine;
	readonly #cpu: Int32Array;
	readonly #state: ChipState;
	readonly #places: Places;
	readonly #host: Host;
	readonly #table: RegionTable;
	readonly #heat = new Heat();
	/** All addresses that were hot once. */
	readonly #roots = new Set<number>();
	/** Addresses of loads and stores that have reached beyond data RAM. */
	readonly #foreign = new Set<number>();

	constructor(machine: Machine, state: ChipState) {
		const { bus } = machine;
		this.#machine = machine;
		this.#cpu = machine.cpu;
		this.#state = state;
		this.#places = {
			cpu: state.place("cpu").offset,
			dram: state.place("dram").offset,
			rom: state.place("rom").offset,
			flash: state.place("flash").offset,
			flashMask: bus.flashMask,
			scratch: state.scratch,
			pages: state.pages,
		};
		this.#host = new Host(machine, state.scratch);
		const table = new Uint16Array(state.buffer, state.scratch + Scratch.TABLE, CodeRange.SIZE);
		this.#table = new RegionTable(bus, table);
		bus.code.keepMarks((address, length) => {
			if (this.#table.drop(address, length)) this.#host.drop();
		});
		bus.watchWindow(() => this.#followWindow());
		this.#followWindow();
	}

	#followWindow(): void {
		const { words, windowSize, windowOffset } = this.#machine.bus;
		words[(this.#places.scratch + Scratch.WINDOW_SIZE) >> 2] = windowSize;
		words[(this.#places.scratch + Scratch.WINDOW_OFFSET) >> 2] = windowOffset;
		this.#host.drop();
	}

	/** As `interpret`. */
	run(): void {
		const machine = this.#machine;
		const cpu = this.#cpu;
		if (cpu[Word.ICOUNTLEVEL] | cpu[Word.IBREAKENABLE] | cpu[Word.DBREAKC0]) {
			interpret(machine);
			return;
		}
		while (cpu[Word.LEFT] > 0 && cpu[Word.STOP] === 0) {
			if (cpu[Word.LEFT] < LONGEST_WAY) {
				interpret(machine);
				return;
			}
			const region = this.#table.at(cpu[Word.PC]);
			if (codeIndex(machine) < 0) return;
			if (!region) this.#interpretPiece();
			else if (region.inWindow && machine.bus.windowSize === 0) this.#interpretFor(PIECE_CYCLES, machine.bus.code.entries);
			else this.#enter(region);
		}
	}

	#enter(region: LiveRegion): void {
		const machine = this.#machine;
		const cpu = this.#cpu;
		const host = this.#host;
		const later = region.calls < FIRST_CALLS ? Math.max(cpu[Word.LEFT] - FIRST_CALL_CYCLES, 0) : 0;
		region.calls++;
		cpu[Word.BUDGET] -= later;
		host.begin(cpu[Word.LEFT] - later);
		region.run();
		host.end();
		const isSpent = cpu[Word.LEFT] < LONGEST_WAY;
		cpu[Word.BUDGET] += later;
		cpu[Word.LEFT] += later;
		if (host.after === After.FAULT) slowPath(machine);
		else if (host.after === After.LOADED) cpu[host.register] = host.value;
		if (isSpent || cpu[Word.STOP] !== 0) return;
		const pc = cpu[Word.PC];
		const next = this.#table.at(pc);
		if (region.guarded.has(pc)) this.#miss(region, pc);
		else if (!next) this.#warm(pc);
		else if (next !== region && ++region.crossings >= region.patience) this.#join(region, next);
	}

	/** The load or store at `pc` is not to data RAM: executes it; often enough, the region is made to do so itself. */
	#miss(region: LiveRegion, pc: number): void {
		this.#foreign.add(pc);
		slowPath(this.#machine);
		if (++region.misses < MISSES) return;
		this.#table.remove(region);
		this.#make(region.roots);
	}

	/** Makes one region of two between which control often goes. */
	#join(one: LiveRegion, other: LiveRegion): void {
		one.crossings = 0;
		one.patience *= 4;
		if (one.instructions + other.instructions > REGION_LIMIT) return;
		this.#table.remove(one);
		this.#table.remove(other);
		const roots = new Map([...one.roots, ...other.roots].map((root) => [root.pc, root]));
		this.#make([...roots.values()]);
	}

	/** Interprets up to translated code, or for the length of a piece, and takes a sample. */
	#interpretPiece(): void {
		const cpu = this.#cpu;
		const { marked } = this.#machine.bus.code;
		this.#interpretFor(PIECE_CYCLES, marked);
		if (cpu[Word.LEFT] <= 0 || cpu[Word.STOP] !== 0 || this.#table.at(cpu[Word.PC])) return;
		for (let i = 0; i < SAMPLE_STEPS; i++) {
			const before = cpu[Word.PC];
			this.#interpretFor(1, marked);
			const pc = cpu[Word.PC];
			if (cpu[Word.LEFT] <= 0 || cpu[Word.STOP] !== 0 || this.#table.at(pc)) return;
			if ((pc - before) >>> 0 > 3) {
				this.#warm(pc);
				return;
			}
		}
	}

	#interpretFor(cycles: number, code: Int32Array): void {
		const cpu = this.#cpu;
		const later = Math.max(cpu[Word.LEFT] - cycles, 0);
		cpu[Word.BUDGET] -= later;
		cpu[Word.LEFT] -= later;
		interpret(this.#machine, code);
		cpu[Word.BUDGET] += later;
		cpu[Word.LEFT] += later;
	}

	#warm(pc: number): void {
		this.#heat.add(pc);
		if (this.#heat.hottest < HOT) return;
		// What is hot again though it is in a region was hard to get to from the region's entries.
		const roots = this.#heat.take(WARM).map((pc) => ({ pc, isEntry: this.#roots.has(pc) }));
		for (const { pc } of roots) this.#roots.add(pc);
		this.#make(roots);
	}

	#make(roots: readonly Root[]): void {
		const { bus } = this.#machine;
		const inRange = roots.filter(({ pc }) => (pc - CodeRange.BASE) >>> 0 < CodeRange.SIZE);
		const absoluteLiterals = (this.#cpu[Word.LITBASE] & 1) !== 0;
		const translation = translate(bus, this.#places, absoluteLiterals, inRange, this.#table.nextEntry, (pc) => this.#foreign.has(pc));
		if (!translation) return;
		const { sites, module } = translation;
		const host = this.#host;
		const instance = new WebAssembly.Instance(new WebAssembly.Module(module), {
			m: {
				memory: this.#state.memory,
				load: (offset: number, site: number) => host.load(offset, sites[site]),
				store: (offset: number, value: number, site: number) => host.store(offset, value, sites[site]),
				step: (site: number) => host.step(sites[site]),
			},
		});
		const run = instance.exports.run as () => void;
		this.#table.add({ ...translation, run, crossings: 0, patience: CROSSINGS, misses: 0, calls: 0 });
	}
}
