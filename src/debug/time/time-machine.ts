/**
 * A run that can be taken to any moment: forwards by executing, backwards by going to a kept moment before and
 * executing from there.
 *
 * A place in the run is the tick of an instruction boundary, with every event up to that tick given. The places that
 * steps stop at are those between two instructions; what passes while the core sleeps or waits is one step.
 */
import type { Chip, RunStop } from "../../chip/chip.js";
import { TICKS_PER_MS } from "../../chip/time.js";
import { Word } from "../../chip/xtensa/cpu-state.js";
import { type Access, Tripwires, touches, type Watch } from "../../chip/xtensa/tripwires.js";
import type { TimedInput } from "../../session/trace-inputs.js";
import type { TraceInput } from "../../trace/schema.js";
import { coreOf, pcOf } from "../code/registers.js";
import type { History } from "./history.js";
import { Snapshots } from "./snapshots.js";
import type { StateStore } from "./state-store.js";

/** What a debugger has written. */
export interface Poke {
	readonly tick: number;
	readonly poke: (chip: Chip) => void;
}

/** What happens to a chip from outside. */
export type RunEvent = TimedInput | Poke;

/** A run to walk in. */
export interface Run {
	/** A chip with power just given; what it puts out goes to the history. */
	readonly chip: Chip;
	/** Its inputs, in order, and what was written, if it was walked in before. */
	readonly events: readonly RunEvent[];
	readonly history: History;
	/** How far the run is known. */
	readonly lastTick: number;
	/** What goes on there, if the run has not ended. */
	readonly edge?: LiveEdge;
}

/** The end of a run that still goes on: only there is anything new. */
export interface LiveEdge {
	/** Whether the run goes on behind its last tick. */
	readonly isOpen: boolean;
	/** Guest time after which others must have a turn, ticks. */
	readonly sliceTicks: number;
	/** As `run` and `step` of the chip; whatever is given to the chip is given by `give`. */
	run(until: number, give: (input: TraceInput) => void): RunStop;
	step(until: number, give: (input: TraceInput) => void): RunStop;
	/** Ends the recording here: what follows will be another run. */
	stopRecording(): void;
}

/** What a run stops at. */
export interface Stops {
	/** Addresses of instructions. */
	readonly breaks: readonly number[];
	readonly watches: readonly Watch[];
	/** Asked before a stop at a break. */
	readonly accept?: (pc: number) => boolean;
}

/** A load or store of watched memory. */
export interface WatchedAccess {
	readonly kind: "watch";
	readonly watch: Watch;
	readonly access: Access;
}

/** Why a run has stopped. */
export type Arrival =
	| { readonly kind: "break" }
	/** Forwards, behind the access; backwards, before it. */
	| WatchedAccess
	/** The same for a change by hardware. */
	| { readonly kind: "change"; readonly watch: Watch }
	| { readonly kind: "tick" }
	/** The run begins or ends here. */
	| { readonly kind: "begin" | "end" };

export interface TimeMachineOptions {
	/** For kept states, bytes. */
	readonly memory?: number;
	/** Where kept states are taken from, and where `save` puts them. */
	readonly store?: StateStore | undefined;
}

const DEFAULT_MEMORY = 192 * 1024 * 1024;
/** Kept moments to begin with, and the least distance between two. */
const MOMENTS = 1500;
const LEAST_SPACING = 100 * TICKS_PER_MS;
/** Distances before a place to which one may step back at which the state is kept for a while. */
const LADDER = [4_000_000, 400_000, 20_000];
/** Ticks that most likely hold the step before a place, and how much farther to look where they do not. */
const LEAD = 400;
const LEAD_GROWTH = 16;
/** Wall time between two yields of a run, about, ms, and the guest time to begin with. */
const YIELD_MS = 20;
const FIRST_PIECE = TICKS_PER_MS;
const LONGEST_PIECE = 1 << 30;
/** Stops of which nothing comes between two looks at the wall clock. */
const MOST_STOPS = 50;
/** Events that are given again on the way from a kept moment, at most, where many were written at one tick. */
const MOST_REPEATED = 200;
/** Wires that may be tripped in vain while the run only goes somewhere. */
const MOST_VAIN_TRIPS = 500;

export class TimeMachine {
	readonly chip: Chip;
	readonly history: History;
	readonly snapshots: Snapshots;
	readonly #run: Run;
	readonly #scratch: Uint8Array;
	readonly #store: StateStore | undefined;
	#events: RunEvent[];
	/** How many of the events were given. */
	#given = 0;
	/** Places of steps in a row, where they were last looked for. */
	#steps: readonly number[] = [];
	/** A step has met a change by hardware. */
	#changed: Stopped | undefined;
	#armed: { readonly key: string; readonly wires: Tripwires } | undefined;

	constructor(run: Run, { memory = DEFAULT_MEMORY, store }: TimeMachineOptions = {}) {
		this.#run = run;
		this.chip = run.chip;
		this.history = run.history;
		this.#events = [...run.events];
		this.snapshots = new Snapshots(Math.max(LEAST_SPACING, Math.ceil(run.lastTick / MOMENTS)), memory);
		this.#scratch = new Uint8Array(this.chip.state.layout.size);
		this.#store = store;
		this.#keep();
		const stored = store?.load();
		if (stored?.size === this.chip.state.layout.size) this.snapshots.adopt(stored);
		this.#give();
	}

	get tick(): number {
		return this.chip.tick;
	}

	/** The run's end, as far as it is known. */
	get lastTick(): number {
		return this.#run.lastTick;
	}

	/** Whether what it does where it goes on is recorded. */
	get isRecording(): boolean {
		return (this.#run.edge?.isOpen ?? false) && !this.isChanged;
	}

	/** Inputs of the run, in order. */
	get inputs(): readonly TimedInput[] {
		return this.#events.filter((event): event is TimedInput => "input" in event);
	}

	/** Whether something was written: from there on this is not the recorded run. */
	get isChanged(): boolean {
		return this.#events.some((event) => "poke" in event);
	}

	/** Whether it stands where the run goes on, and not in what is known of it. */
	get isLive(): boolean {
		const isLast = this.tick >= this.lastTick && this.#given === this.#events.length;
		return isLast && (this.#run.edge?.isOpen ?? false);
	}

	/** Goes to the first place at or after `tick`, or to the end of what is known of the run. */
	seek(tick: number): void {
		finish(this.seeking(tick));
	}

	/** As `seek`; yields the tick reached now and then, when others may have a turn. */
	*seeking(tick: number): Generator<number, void> {
		const target = Math.min(Math.max(0, tick), this.lastTick);
		if (target < this.tick || this.#isFartherThanKept(target)) this.#goBackTo(target);
		let vain = 0;
		yield* this.#pieces(target, ({ changed }) => {
			if (++vain === MOST_VAIN_TRIPS) this.#disarm();
			if (!changed) this.#stepOver();
			return undefined;
		});
	}

	/** Executes one instruction, or takes an interrupt; false at the end of the run. */
	step(): boolean {
		return finish(this.stepping());
	}

	/** As `step`; where the run goes on it yields the tick reached while the core sleeps or waits, which may last for ever. */
	*stepping(): Generator<number, boolean> {
		if (!this.#hasMore()) return false;
		const core = coreOf(this.chip);
		const count = core[Word.INSTRUCTIONS];
		const pc = core[Word.PC];
		for (;;) {
			const { isLive } = this;
			this.#stepOver();
			if (core[Word.INSTRUCTIONS] !== count || core[Word.PC] !== pc || !this.#hasMore()) return true;
			if (isLive) yield this.tick;
		}
	}

	/** Runs on for a while where the run goes on, whatever it comes by. */
	runOn(): void {
		this.seek(this.lastTick);
		this.#disarm();
		if (this.isLive) this.#runPiece(Number.POSITIVE_INFINITY);
	}

	/** Undoes what `step` did last; false at the beginning. */
	stepBack(): boolean {
		const { tick: to } = this;
		const { instructions } = this.chip;
		if (to === 0) return false;
		const known = this.#steps[this.#steps.indexOf(to) - 1];
		if (known !== undefined) {
			this.seek(known);
			return true;
		}
		for (const distance of LADDER) {
			if (to <= distance) continue;
			const kept = this.snapshots.before(to - 1);
			if (kept && kept.tick >= to - 2 * distance) continue;
			this.seek(to - distance);
			if (this.tick < to) this.#keepNear();
		}
		for (let lead = LEAD; ; lead *= LEAD_GROWTH) {
			this.seek(Math.max(0, to - lead));
			if (this.chip.instructions === instructions && lead < to) continue;
			this.#approach(to, instructions);
			const steps = [this.tick];
			while (this.tick < to && this.step()) steps.push(this.tick);
			this.#steps = steps;
			this.seek(steps.filter((tick) => tick < to).at(-1) ?? 0);
			return true;
		}
	}

	/** From somewhere before `to`, goes near to the last place at which fewer than `instructions` were executed. */
	#approach(to: number, instructions: number): void {
		let [low, high] = [this.tick, to];
		while (high - low > LEAD) {
			const middle = low + Math.floor((high - low) / 2);
			this.seek(middle);
			if (this.chip.instructions < instructions) low = this.tick;
			else high = middle;
		}
		this.seek(low);
	}

	/**
	 * Runs on to the next stop. Where it stands is no stop, unless the instruction makes a watched access. Yields the
	 * tick reached now and then; whoever does not go on has stopped it there.
	 */
	*forward(stops: Stops, until = Number.POSITIVE_INFINITY): Generator<number, Arrival> {
		this.#arm(stops);
		if (!this.#hasMore()) return { kind: "end" };
		const first = this.watchedAccess(stops.watches);
		this.#stepOver();
		if (first) return first;
		const arrival = yield* this.#pieces(until, (stop) => this.#arriveForwards(stops, stop));
		if (arrival?.kind === "changed") {
			this.seek(this.#firstChange(arrival));
			return { kind: "change", watch: arrival.watch };
		}
		return arrival ?? { kind: this.tick >= until ? "tick" : "end" };
	}

	/** Runs back to the last stop before where it stands. Yields as `forward`; stopped there, it stands anywhere before. */
	*backward(stops: Stops, until = 0): Generator<number, Arrival> {
		this.#arm(stops);
		let end = this.tick;
		while (end > until) {
			const base = this.snapshots.before(end - 1);
			const from = Math.max(until, base?.tick ?? 0);
			let last: Found | undefined;
			this.#goBackTo(from);
			yield* this.seeking(from);
			this.#arm(stops);
			yield* this.#pieces(end, (stop) => {
				last = this.#foundBackwards(stops, stop) ?? last;
				if (!stop.changed) this.#stepOver();
				return undefined;
			});
			if (last) return this.#goToFound(last);
			end = from;
		}
		yield* this.seeking(until);
		return { kind: until === 0 ? "begin" : "tick" };
	}

	/** Keeps the states for other processes, if they are those of the recorded run. */
	save(): void {
		if (this.isChanged || !this.snapshots.hasNew) return;
		this.#store?.save(this.snapshots.stored(this.chip.state.layout.size));
	}

	/** Changes something here: from now on this is another run, which can be walked in as well. */
	poke(poke: (chip: Chip) => void): void {
		const { tick } = this;
		this.save();
		if (this.isRecording) {
			this.seek(this.lastTick);
			this.#run.edge?.stopRecording();
			this.seek(tick);
		}
		this.snapshots.forgetAfter(tick);
		this.history.forgetAfter(tick);
		this.#steps = [];
		this.#events.splice(this.#given, 0, { tick, poke });
		this.#give();
		// Whoever writes a whole file writes thousands of times in one place.
		const kept = this.snapshots.before(tick);
		if (this.#given - (kept?.given ?? 0) > MOST_REPEATED) this.#keepNear();
	}

	/** Runs to `until` in pieces; `stopped` is told of each stop on the way, and ends it with a result. */
	*#pieces<T>(until: number, stopped: (stop: Stopped) => T | undefined): Generator<number, T | undefined> {
		let piece = FIRST_PIECE;
		let began = performance.now();
		let pieceEnd = this.tick + piece;
		let stops = 0;
		while (this.tick < until) {
			if (!this.#hasMore()) return undefined;
			const { isLive } = this;
			const stop = this.#changed ?? this.#runPiece(Math.min(until, pieceEnd));
			this.#changed = undefined;
			const result = stop && stopped(stop);
			if (result !== undefined) return result;
			if (stop) stops++;
			if (this.tick < pieceEnd && !isLive && stops < MOST_STOPS) continue;
			stops = 0;
			const now = performance.now();
			const took = now - began;
			if (took > YIELD_MS || isLive) {
				yield this.tick;
				began = performance.now();
			}
			if (took < YIELD_MS / 2) piece = Math.min(piece * 2, LONGEST_PIECE);
			else if (took > YIELD_MS * 2) piece = Math.max(FIRST_PIECE, Math.floor(piece / 2));
			pieceEnd = this.tick + piece;
		}
		return undefined;
	}

	/** Runs to `until`, or to what must be looked at before; returns why it stopped, if anything did. */
	#runPiece(until: number): Stopped | undefined {
		const { tick: start } = this;
		if (this.isLive) return this.#goOn("run", Math.min(until, start + (this.#run.edge?.sliceTicks ?? 0)));
		const next = this.#events[this.#given]?.tick ?? Number.POSITIVE_INFINITY;
		const stop = this.chip.run(Math.min(until, next, this.snapshots.due(start), this.lastTick));
		const byChip = stop === "changed" ? this.#armed?.wires.changed(this.chip.bus) : undefined;
		const changed = this.#give() ?? byChip;
		this.#keep();
		return changed || stop === "tripwire" ? { start, end: this.tick, changed } : undefined;
	}

	/** One step over whatever would trip a wire; less than `step` where the core sleeps or waits. */
	#stepOver(): void {
		if (this.isLive) {
			const stop = this.#goOn("step", Number.POSITIVE_INFINITY);
			if (stop?.changed) this.#changed = stop;
			return;
		}
		const next = this.#events[this.#given]?.tick ?? Number.POSITIVE_INFINITY;
		const { tick: start } = this;
		const until = Math.min(next, this.snapshots.due(start), Math.max(this.lastTick, start + 1));
		const byChip =
			this.chip.step(until) === "changed" ? this.#armed?.wires.changed(this.chip.bus) : undefined;
		const changed = this.#give() ?? byChip;
		if (changed) this.#changed = { start, end: this.tick, changed };
		this.#keep();
	}

	/** Takes the run itself on, to `until` or by a step; returns why it stopped, if anything did. */
	#goOn(how: "run" | "step", until: number): Stopped | undefined {
		const { tick: start, history } = this;
		const { edge } = this.#run;
		const wires = this.#armed?.wires;
		let changed: Watch | undefined;
		wires?.look(this.chip.bus);
		const stop = edge?.[how](Math.min(until, this.snapshots.due(start)), (input) => {
			changed ??= wires?.changed(this.chip.bus);
			this.#events.push({ tick: this.tick, input });
			this.#given++;
			this.chip.input(input);
			changed ??= wires?.changed(this.chip.bus);
		});
		if (stop === "changed") changed ??= wires?.changed(this.chip.bus);
		history.reached(this.tick);
		this.#keep();
		return changed || stop === "tripwire" ? { start, end: this.tick, changed } : undefined;
	}

	/** Whether the run goes on behind this place. */
	#hasMore(): boolean {
		return this.tick < this.lastTick || this.isLive;
	}

	/** Gives what is due; returns what is watched and was changed by that. */
	#give(): Watch | undefined {
		let event = this.#events[this.#given];
		if (!event || event.tick > this.tick) {
			this.history.reached(this.tick);
			return undefined;
		}
		const wires = this.#armed?.wires;
		wires?.look(this.chip.bus);
		for (; event && event.tick <= this.tick; event = this.#events[this.#given]) {
			this.#given++;
			if ("input" in event) this.chip.input(event.input);
			else {
				event.poke(this.chip);
				this.chip.settle();
			}
		}
		this.history.reached(this.tick);
		return wires?.changed(this.chip.bus);
	}

	/** Keeps the state for good, where that is due. */
	#keep(): void {
		const store = this.#store;
		const hash = store && (() => this.chip.hash(store.hash64).whole);
		this.snapshots.keep({ tick: this.tick, given: this.#given }, this.#state(), hash);
	}

	#keepNear(): void {
		this.snapshots.keepNear({ tick: this.tick, given: this.#given }, this.#state());
	}

	#state(): Uint8Array {
		return new Uint8Array(this.chip.state.buffer, 0, this.chip.state.layout.size);
	}

	/** Whether a kept moment is so much nearer to `target` than this place that it is worth going there. */
	#isFartherThanKept(target: number): boolean {
		const kept = this.snapshots.before(target);
		return kept !== undefined && kept.tick > this.tick + this.snapshots.spacing / 4;
	}

	/** Goes to the last kept moment at or before `target`. */
	#goBackTo(target: number): void {
		const moment = this.snapshots.before(target);
		if (!moment) throw new Error("the beginning of the run was not kept");
		this.snapshots.load(moment, this.#scratch);
		this.chip.restore({ bytes: this.#scratch });
		const whole = this.snapshots.takeProof(moment);
		if (whole !== undefined && this.#store && this.chip.hash(this.#store.hash64).whole !== whole) {
			this.#store.drop();
			this.snapshots.forgetAdopted();
			this.#goBackTo(target);
			return;
		}
		this.#given = moment.given;
		this.#changed = undefined;
		this.#give();
	}

	#arm({ breaks, watches }: Stops): void {
		const key = JSON.stringify([breaks, watches]);
		if (this.#armed?.key === key) return;
		const wires = new Tripwires(breaks, watches);
		this.chip.arm(wires);
		this.#armed = { key, wires };
	}

	#disarm(): void {
		// It costs a chip all that it has translated.
		if (!this.#armed) return;
		this.chip.arm(undefined);
		this.#armed = undefined;
	}

	/** The access that the instruction here is about to make, and the watch that it touches. */
	watchedAccess(watches: readonly Watch[]): WatchedAccess | undefined {
		const access = watches.length === 0 || this.chip.isIdle ? undefined : this.chip.cpu.nextAccess;
		const watch = access && watches.find((one) => touches(one, access));
		return watch && { kind: "watch", watch, access };
	}

	#arriveForwards(stops: Stops, { changed, start, end }: Stopped): Arrival | Changed | undefined {
		if (changed) return { kind: "changed", watch: changed, start, end };
		const watched = this.watchedAccess(stops.watches);
		if (!watched && (stops.accept?.(pcOf(this.chip)) ?? true)) return { kind: "break" };
		this.#stepOver();
		return watched;
	}

	/** What would stop a way back here. */
	#foundBackwards(stops: Stops, { changed, start, end }: Stopped): Found | undefined {
		if (changed) return { kind: "changed", watch: changed, start, end };
		const watched = this.watchedAccess(stops.watches);
		if (watched) return { kind: "at", tick: end, arrival: watched };
		if (stops.accept?.(pcOf(this.chip)) === false) return undefined;
		return { kind: "at", tick: end, arrival: { kind: "break" } };
	}

	#goToFound(found: Found): Arrival {
		if (found.kind === "at") {
			this.seek(found.tick);
			return found.arrival;
		}
		this.seek(this.#firstChange(found));
		this.stepBack();
		return { kind: "change", watch: found.watch };
	}

	/** The first place behind `start` at which what is watched is not as it was there. */
	#firstChange({ start, end, watch }: Changed): number {
		const read = (): string => JSON.stringify(this.peek(watch.address, watch.length));
		this.seek(start);
		this.#keepNear();
		const before = read();
		let [same, other] = [start, end];
		while (other - same > LEAD) {
			const middle = same + Math.floor((other - same) / 2);
			this.seek(middle);
			if (read() === before) same = middle;
			else other = middle;
		}
		this.seek(same);
		while (read() === before && this.tick < end && this.step());
		return this.tick;
	}

	/** Bytes of memory, without effect on the run; undefined where there is no plain memory. */
	peek(address: number, length: number): (number | undefined)[] {
		return Array.from({ length }, (_, i) => this.chip.bus.peek((address + i) >>> 0, 1));
	}
}

/** A run has stopped on its way from `start`: before what trips a wire, or behind a change by hardware. */
interface Stopped {
	readonly start: number;
	readonly end: number;
	readonly changed: Watch | undefined;
}

/** Hardware has changed watched memory, somewhere between two places. */
interface Changed {
	readonly kind: "changed";
	readonly watch: Watch;
	readonly start: number;
	readonly end: number;
}

type Found = Changed | { readonly kind: "at"; readonly tick: number; readonly arrival: Arrival };

function finish<T>(work: Generator<number, T>): T {
	for (;;) {
		const step = work.next();
		if (step.done) return step.value;
	}
}
