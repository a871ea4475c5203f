/**
 * Runs hot code as WebAssembly and the rest in the interpreter, to the same state at every instruction.
 *
 * The interpreter runs in short pieces; where it stands between two of them is a sample. When enough have gathered, the
 * code around the places that were met most becomes a region. Everything here is a cache: dropped when its code
 * changes, and made again when it is hot again.
 */
import type { ClockTree } from "../clock-tree.js";
import { Idle } from "../idle/idle.js";
import type { Loop } from "../idle/loop.js";
import { Polls } from "../idle/polls.js";
import type { ChipState } from "../state/chip-state.js";
import { CodeSpace } from "../xtensa/code-cache.js";
import { Stop, Word } from "../xtensa/cpu-state.js";
import { debugArmed } from "../xtensa/debug-unit.js";
import { interruptPending } from "../xtensa/exceptions.js";
import { Op } from "../xtensa/isa.js";
import { consumedCycles, giveBack, holdBack } from "../xtensa/slice.js";
import { codeIndex, type Machine, slowPath } from "../xtensa/slow-path.js";
import { interpretWired, type Tripwires } from "../xtensa/tripwires.js";
import { LONGEST_WAY } from "./checkpoints.js";
import { INSTRUCTION_LIMIT, type Plan } from "./discover.js";
import { type Drive, driverModule } from "./driver.js";
import { Heat } from "./heat.js";
import { After, Host } from "./host.js";
import { type Interpret, interpreterModule, writeConstants } from "./interpreter/module.js";
import { NOTHING_QUICK, type Quick, quickAccesses } from "./quick.js";
import { type Translation, translate } from "./region.js";
import { type LiveRegion, RegionTable } from "./region-table.js";
import { CodeRange, type Places, REGION_NUMBERS, Scratch } from "./scratch.js";
import { type Circumstances, type Kept, Shelf } from "./shelf.js";

/** Cycles of one call of translated code: the host's compiler can exchange it only between calls. */
const CALL_CYCLES = 1 << 20;
/** A sample follows the code up to a jump, or for so many instructions. */
const SAMPLE_STEPS = 24;
/** Times control may come to a region from others before it is perhaps joined with one. */
const CROSSINGS = 1 << 14;
/** Accesses beyond data RAM for which a region is left before it is made anew. */
const MISSES = 512;

/** Regions after which they are made more readily. */
const HALVING = 16;

/** A place that gathers this share of the samples that are waited for is not kept waiting. */
const CONCENTRATED = 8;

/** When code is translated. */
export interface Tuning {
	/** Cycles of interpretation between two samples; an odd length beats in time with few loops. */
	readonly pieceCycles: number;
	/**
	 * Samples after which the places that were met most are translated: at first, later on, and in the end. While the
	 * host has not yet optimised the translator itself, a region costs it as much as a million instructions in the
	 * interpreter; every HALVING regions halve what is waited for.
	 */
	readonly first: number;
	readonly later: number;
	readonly last: number;
	/** Samples at one place that make it worth while. */
	readonly warm: number;
}

export interface TranslatorOptions {
	readonly tuning?: Tuning | undefined;
	/** What tells the time; without it no waiting is skipped. */
	readonly clocks?: ClockTree | undefined;
	readonly shelf?: Shelf | undefined;
}

const TUNING: Tuning = { pieceCycles: 1009, first: 8192, later: 8192, last: 1024, warm: 32 };

export class Translator {
	readonly #machine: Machine;
	readonly #cpu: Int32Array;
	readonly #tuning: Tuning;
	readonly #memory: WebAssembly.Memory;
	readonly #places: Places;
	readonly #host: Host;
	readonly #quick: Quick;
	readonly #table: RegionTable;
	/** The regions' functions by number, and the function that runs them. */
	readonly #functions = new WebAssembly.Table({
		element: "anyfunc",
		initial: REGION_NUMBERS,
		maximum: REGION_NUMBERS,
	});
	readonly #drive: Drive;
	readonly #interpreter: Interpret;
	readonly #idle: Idle | undefined;
	readonly #polls: Polls | undefined;
	readonly #heat = new Heat();
	readonly #shelf: Shelf;
	#wires: Tripwires | undefined;
	/** Cycles of interpreted code until a sample is taken. */
	#untilSample: number;
	/** All addresses that were hot once. */
	readonly #roots = new Set<number>();

	/** `state` must have SCRATCH_SIZE bytes of scratch; translations on `shelf` are shared with its other users. */
	constructor(
		machine: Machine,
		state: ChipState,
		{ tuning = TUNING, clocks, shelf = new Shelf() }: TranslatorOptions = {},
	) {
		const { bus } = machine;
		this.#machine = machine;
		this.#cpu = machine.cpu;
		this.#tuning = tuning;
		this.#untilSample = tuning.pieceCycles;
		this.#shelf = shelf;
		this.#memory = state.memory;
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
		this.#quick = clocks ? quickAccesses(state) : NOTHING_QUICK;
		this.#table = new RegionTable(bus, state.buffer, state.scratch);
		const driver = new WebAssembly.Instance(
			new WebAssembly.Module(driverModule(this.#places, REGION_NUMBERS)),
			{ m: { memory: this.#memory, table: this.#functions } },
		);
		this.#drive = driver.exports.run as Drive;
		const interpreter = new WebAssembly.Instance(new WebAssembly.Module(interpreterModule(this.#places)), {
			m: { memory: this.#memory, slow: () => slowPath(machine), ...this.#quick },
		});
		this.#interpreter = interpreter.exports.run as Interpret;
		writeConstants(bus.words, state.scratch);
		bus.code.listen((address, length) => {
			if (this.#table.drop(address, length)) this.#host.drop();
			this.#idle?.forget();
			this.#polls?.forget(address, length);
		});
		if (clocks) {
			const step = (): void => this.#interpretFor(1, false);
			this.#idle = new Idle(machine, state, clocks, {
				step,
				rebuild: (loop) => this.#rebuild(loop),
				// One region for the whole round: between two, each of its calls would be a crossing.
				settled: ({ leaders, next }) => this.#make({ roots: [next, ...leaders], isAlone: false }),
			});
			this.#polls = new Polls(machine, state, clocks, { step, barred: (pc) => this.#rebuildAround(pc) });
			machine.polls = this.#polls;
		}
		bus.watchWindow(() => this.#followWindow());
		this.#followWindow();
	}

	/** Rounds of waiting loops that were not executed. */
	get skippedRounds(): number {
		return (this.#idle?.skipped ?? 0) + (this.#polls?.skipped ?? 0);
	}

	/** Makes runs stop before what trips a wire of `wires`: what was translated is translated anew. */
	arm(wires: Tripwires | undefined): void {
		this.#wires = wires;
		this.#host.wires = wires;
		this.#idle?.forget();
		const plans = this.#table.plans();
		this.#table.clear();
		for (let number = 0; number < REGION_NUMBERS; number++) this.#functions.set(number, null);
		if (wires) this.#machine.bus.bytes.set(wires.map, this.#places.scratch + Scratch.WATCHED);
		for (const plan of plans) this.#make(plan);
	}

	/** As `interpret`. */
	run(): void {
		const machine = this.#machine;
		const { cpu } = machine;
		if (cpu[Word.ICOUNTLEVEL] | cpu[Word.IBREAKENABLE] | cpu[Word.DBREAKC0]) {
			this.#interpret(false);
			return;
		}
		while (cpu[Word.LEFT] > 0 && cpu[Word.STOP] === 0) {
			if (cpu[Word.LEFT] < LONGEST_WAY) {
				this.#interpret(false);
				return;
			}
			if (codeIndex(machine) < 0) return;
			if (this.#idle?.take() || this.#polls?.take()) continue;
			const region = this.#table.at(cpu[Word.PC]);
			if (!region) this.#interpretPiece();
			else if (this.#isOpen(region)) this.#enter(region);
			else this.#interpretClosed();
		}
	}

	/** Whether a region can run: not with code in the flash window, while that is closed. */
	#isOpen({ inWindow }: LiveRegion): boolean {
		return !inWindow || this.#machine.bus.windowSize > 0;
	}

	#enter(first: LiveRegion): void {
		const machine = this.#machine;
		const cpu = this.#cpu;
		const host = this.#host;
		const held = holdBack(machine, CALL_CYCLES);
		const before = consumedCycles(cpu);
		host.begin(cpu[Word.LEFT]);
		const last = this.#drive(first.number);
		host.end();
		this.#idle?.passed(consumedCycles(cpu) - before);
		const isSpent = cpu[Word.LEFT] < LONGEST_WAY;
		giveBack(machine, held);
		if (host.after === After.FAULT) slowPath(machine);
		else if (host.after === After.LOADED) cpu[host.register] = host.value;
		if (isSpent || cpu[Word.STOP] !== 0) return;
		const pc = cpu[Word.PC];
		const region = this.#table.numbered(last);
		if (!region) return;
		if (region.guarded.has(pc)) this.#miss(region, pc);
		else {
			const next = this.#table.at(pc);
			if (!next && this.#isReturn(pc)) this.#return();
			else if (!next) this.#warm(pc);
			else if (next !== region && this.#table.isOutOfPatience(next)) this.#join(region, next);
		}
	}

	/** Whether the instruction at `pc` leaves an exception handler, which no region does. */
	#isReturn(pc: number): boolean {
		const { entries } = this.#machine.bus.code;
		return codeIndex(this.#machine) >= 0 && (entries[(pc - CodeSpace.BASE) * 2] & 0xff) === Op.RFE;
	}

	/** The load or store at `pc` is not to data RAM: executes it; often enough, the region is made to do so itself. */
	#miss(region: LiveRegion, pc: number): void {
		if (this.#wires?.trips(this.#machine)) {
			this.#cpu[Word.STOP] |= Stop.TRIPWIRE;
			return;
		}
		this.#machine.bus.code.foreign[pc - CodeSpace.BASE] = 1;
		slowPath(this.#machine);
		if (++region.misses < MISSES) return;
		this.#discard(region);
		this.#renew(region.plan);
	}

	/** Makes one region of two between which control often goes. */
	#join(one: LiveRegion, other: LiveRegion): void {
		this.#table.setPatience(other, other.patience * 4);
		if (one.isForClosed !== other.isForClosed || one.plan.isAlone || other.plan.isAlone) return;
		if (one.instructions + other.instructions > INSTRUCTION_LIMIT) return;
		this.#discard(one);
		this.#discard(other);
		this.#make({ roots: [...new Set([...one.plan.roots, ...other.plan.roots])], isAlone: false });
	}

	/** Removes a region that could be a better one, for all. */
	#discard(region: LiveRegion): void {
		this.#remove(region);
		if (region.kept) this.#shelf.remove(region.kept);
	}

	#remove(region: LiveRegion): void {
		this.#table.remove(region);
		this.#functions.set(region.number, null);
	}

	/** Makes the regions anew that hold the start of a loop, where a barrier has come or gone. */
	#rebuild({ pc, next }: Loop): void {
		for (const region of this.#table.madeFrom(pc)) {
			this.#remove(region);
			this.#make(region.plan);
		}
		this.#makeAlone(next);
	}

	/** Makes the regions anew that hold the load at `pc`, before which translated code must stop now. */
	#rebuildAround(pc: number): void {
		for (const region of this.#table.madeFrom(pc)) {
			const holds = region.guarded.has(pc) || region.sites.some(({ instruction }) => instruction.pc === pc);
			if (!holds) continue;
			this.#discard(region);
			this.#renew(region.plan);
		}
	}

	/** Leaves an exception handler; what it goes back to need not be entered through the run loop. */
	#return(): void {
		const cpu = this.#cpu;
		this.#interpretFor(1, false);
		if (cpu[Word.STOP] === Stop.INTERRUPTS && !interruptPending(cpu) && !debugArmed(cpu)) cpu[Word.STOP] = 0;
	}

	/** Interprets up to translated code, or to the end of the piece, where it takes a sample. */
	#interpretPiece(): void {
		const cpu = this.#cpu;
		const start = cpu[Word.PC];
		const before = consumedCycles(cpu);
		this.#interpretFor(Math.max(this.#untilSample, 1), true);
		this.#untilSample -= consumedCycles(cpu) - before;
		if (cpu[Word.LEFT] <= 0 || cpu[Word.STOP] !== 0) return;
		if (this.#table.at(cpu[Word.PC])) {
			// A gap between regions, too short to be met by samples.
			this.#warm(start);
			return;
		}
		this.#untilSample = this.#tuning.pieceCycles;
		this.#sample();
	}

	/** Takes a sample where the next jump goes to. */
	#sample(): void {
		const cpu = this.#cpu;
		for (let i = 0; i < SAMPLE_STEPS; i++) {
			const before = cpu[Word.PC];
			this.#interpretFor(1, true);
			const pc = cpu[Word.PC];
			if (cpu[Word.LEFT] <= 0 || this.#table.at(pc)) return;
			if (cpu[Word.STOP] !== 0 || (pc - before) >>> 0 > 3) {
				this.#warm(pc);
				return;
			}
		}
	}

	/** Interprets beyond an entry that belongs to a region with code in the flash window, which is closed. */
	#interpretClosed(): void {
		const pc = this.#cpu[Word.PC];
		this.#interpretFor(1, false);
		this.#warm(pc);
	}

	/** As `#interpret`, for so many cycles. */
	#interpretFor(cycles: number, toMarks: boolean): void {
		const held = holdBack(this.#machine, cycles);
		this.#interpret(toMarks);
		giveBack(this.#machine, held);
	}

	/** Interprets to the end of the slice, or up to the entries of translated code. */
	#interpret(toMarks: boolean): void {
		const { code } = this.#machine.bus;
		if (this.#wires) interpretWired(this.#machine, this.#wires, toMarks ? code.marked : code.entries);
		else this.#interpreter(this.#places.scratch + (toMarks ? Scratch.MARKED : Scratch.ENTRIES));
	}

	/** Code at `pc`, which no region is entered at, has been met. */
	#warm(pc: number): void {
		if (pc === this.#idle?.barrier || this.#polls?.bars(pc) || this.#takeFromShelf(pc)) return;
		const enough = this.#enoughSamples();
		// The first region is dear, and what is executed before it hardly comes again.
		const isEager = this.#heat.add(pc) >= enough / CONCENTRATED && this.#roots.size > 0;
		if (!isEager && this.#heat.total < enough) return;
		const hot = this.#heat.take(this.#tuning.warm);
		// What is hot again though it is in a region was hard to get to from the region's entries.
		for (const pc of hot.filter((root) => this.#roots.has(root))) this.#makeAlone(pc);
		const roots = hot.filter((root) => !this.#roots.has(root));
		for (const root of roots) this.#roots.add(root);
		if (roots.length > 0) this.#make({ roots, isAlone: false });
	}

	#enoughSamples(): number {
		const { first, later, last } = this.#tuning;
		if (this.#roots.size === 0) return first;
		return Math.max(later >> Math.floor(this.#shelf.made / HALVING), last);
	}

	#makeAlone(pc: number): void {
		const region = this.#table.at(pc);
		if (!region || !this.#isOpen(region)) this.#make({ roots: [pc], isAlone: true });
	}

	/** Makes a region, or takes one that was made by the same plan from the same code. */
	#make({ roots, isAlone }: Plan): void {
		const plan = { roots: roots.filter((pc) => (pc - CodeRange.BASE) >>> 0 < CodeRange.SIZE), isAlone };
		const kept = this.#wires
			? undefined
			: this.#shelf.planned(plan, this.#machine.bus, this.#circumstances());
		if (kept) this.#install(kept, kept);
		else this.#renew(plan);
	}

	/** Makes a region as what is known by now would have it. */
	#renew(plan: Plan): void {
		const { bus } = this.#machine;
		const circumstances = this.#circumstances();
		const { barrier } = circumstances;
		const translation = translate(bus, this.#places, plan, {
			barrier,
			bars: (pc) => this.#polls?.bars(pc) === true,
			wires: this.#wires,
		});
		if (!translation) return;
		this.#install(translation, this.#wires ? undefined : this.#shelf.add(translation, bus, circumstances));
	}

	/** Looks for a translation that was made before and is entered at `pc`. */
	#takeFromShelf(pc: number): boolean {
		if (this.#wires || (pc - CodeRange.BASE) >>> 0 >= CodeRange.SIZE) return false;
		const kept = this.#shelf.at(pc, this.#machine.bus, this.#circumstances());
		if (!kept) return false;
		for (const root of kept.plan.roots) this.#roots.add(root);
		this.#install(kept, kept);
		return true;
	}

	#circumstances(): Circumstances {
		return {
			places: this.#places,
			isForClosed: this.#machine.bus.windowSize === 0,
			barrier: this.#idle?.barrier,
		};
	}

	/** Makes an instance; with `kept`, of what others may use too. */
	#install(translation: Translation, kept: Kept | undefined): void {
		if (!this.#table.hasRoomFor(translation.entries.length)) {
			this.#table.clear();
			return;
		}
		const { sites, module } = translation;
		const compiled = kept?.compiled ?? new WebAssembly.Module(module);
		const host = this.#host;
		const firstEntry = this.#table.nextEntry;
		const instance = new WebAssembly.Instance(compiled, {
			m: {
				memory: this.#memory,
				firstEntry,
				load: (offset: number, site: number) => host.load(offset, sites[site]),
				store: (offset: number, value: number, site: number) => host.store(offset, value, sites[site]),
				step: (site: number) => host.step(sites[site]),
				...this.#quick,
			},
		});
		const number = this.#table.nextNumber;
		this.#functions.set(number, instance.exports.run);
		this.#table.add({
			...translation,
			kept,
			firstEntry,
			number,
			patience: CROSSINGS,
			misses: 0,
			isForClosed: this.#machine.bus.windowSize === 0,
		});
	}

	#followWindow(): void {
		const { words, windowSize, windowOffset } = this.#machine.bus;
		words[(this.#places.scratch + Scratch.WINDOW_SIZE) >> 2] = windowSize;
		words[(this.#places.scratch + Scratch.WINDOW_OFFSET) >> 2] = windowOffset;
		this.#host.drop();
	}
}
