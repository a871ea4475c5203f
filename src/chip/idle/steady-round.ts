/**
 * One round of a loop that polls: executed for good, and watched, to find whether it left everything as it found it but
 * for time. Then the next round, which finds the same, does the same.
 *
 * What a round may touch is the CPU's own state, memory, registers that say how long they read the same, the SPI
 * controller of the flash, and the watchdog's feed. Of these all is compared that the round may have changed. What the
 * flash is asked for while it is busy changes nothing in it; it is compared as well.
 */
import type { ClockTree } from "../clock-tree.js";
import { Region } from "../memory/memories.js";
import type { ChipState } from "../state/chip-state.js";
import { NEVER } from "../time.js";
import { first, type GuestInstruction, isReadable, second } from "../translate/instruction.js";
import { accessWidth } from "../xtensa/access-width.js";
import { Word } from "../xtensa/cpu-state.js";
import { Op } from "../xtensa/isa.js";
import { consumedCycles } from "../xtensa/slice.js";
import type { Machine } from "../xtensa/slow-path.js";
import { Special } from "../xtensa/special-registers.js";
import { type Clock, ClockValues } from "./clock-values.js";
import { CLOCK_ADDRESS, FLASH_SPI_BASE, FLASH_SPI_SIZE, STAMP_ADDRESS, STAMP_VALUE } from "./registers.js";

/** CPU words that say what time it is. */
const TIME_WORDS: ReadonlySet<number> = new Set([
	Word.BUDGET,
	Word.LEFT,
	Word.INSTRUCTIONS,
	Word.INSTRUCTIONS_HIGH,
]);

/** A tick kept in the state, as two words. */
class Stamp {
	#before = 0;
	readonly #words: Uint32Array;

	constructor(
		memory: ArrayBuffer,
		readonly offset: number,
	) {
		this.#words = new Uint32Array(memory, offset, 2);
	}

	get value(): number {
		return this.#words[1] * 2 ** 32 + this.#words[0];
	}

	set value(tick: number) {
		this.#words[0] = tick % 2 ** 32;
		this.#words[1] = Math.floor(tick / 2 ** 32);
	}

	keep(): void {
		this.#before = this.value;
	}

	/** How far it has moved since. */
	get moved(): number {
		return this.value - this.#before;
	}
}

/** A component that must be as it was, but for a stamp in it. */
class Watched {
	readonly stamp: Stamp | undefined;
	readonly #words: Int32Array;
	readonly #before: Int32Array;
	/** Index of the stamp's first word; -2 for none. */
	readonly #at: number;

	constructor(state: ChipState, name: string, stamp?: string) {
		const { offset, size } = state.place(name);
		this.#words = new Int32Array(state.buffer, offset, size >> 2);
		this.#before = new Int32Array(size >> 2);
		this.stamp = stamp === undefined ? undefined : new Stamp(state.buffer, state.offsetOf(name, stamp));
		this.#at = this.stamp ? (this.stamp.offset - offset) >> 2 : -2;
	}

	keep(): void {
		this.#before.set(this.#words);
		this.stamp?.keep();
	}

	/** Whether it is as it was, the stamp where it was or `ticks` on. */
	isSame(ticks: number): boolean {
		const { moved } = this.stamp ?? { moved: 0 };
		if (moved !== 0 && moved !== ticks) return false;
		for (let i = 0; i < this.#words.length; i++)
			if (this.#words[i] !== this.#before[i] && i !== this.#at && i !== this.#at + 1) return false;
		return true;
	}
}

/** A load of a register that reads the same until a tick. */
interface SteadyLoad {
	/** Cycles of the slice before it. */
	readonly at: number;
	readonly until: number;
	/** Whether it is of the flash's controller, which the round may have set going anew. */
	readonly isSpi: boolean;
}

export class SteadyRound {
	readonly #machine: Machine;
	readonly #cpu: Int32Array;
	/** The CPU's state as the round found it. */
	readonly #found: Int32Array;
	readonly #spi: Watched;
	readonly #watched: readonly Watched[];
	/** Whether the round touches what is watched; as it was then it was when the round began. */
	#touches = false;
	readonly #stage: Int32Array;
	/** Words of data RAM that were written, and what they held. */
	readonly #written = new Map<number, number>();
	readonly #loads: SteadyLoad[] = [];
	readonly #clock: ClockValues;
	#looksAtClocks = false;
	#isRefused = false;

	constructor(machine: Machine, state: ChipState, clocks: ClockTree) {
		this.#clock = new ClockValues(machine.cpu, state, clocks);
		this.#machine = machine;
		this.#cpu = machine.cpu;
		this.#found = new Int32Array(machine.cpu.length);
		this.#spi = new Watched(state, "spi0", "doneAt");
		this.#watched = [
			this.#spi,
			new Watched(state, "wdt", "since"),
			new Watched(state, "flashchip"),
			new Watched(state, "interrupts"),
		];
		this.#stage = new Int32Array(state.buffer, state.offsetOf("wdt", "stage"), 1);
	}

	/** A round begins at PC; it may look at a clock when `looksAtClocks`. */
	begin(looksAtClocks: boolean): void {
		this.#looksAtClocks = looksAtClocks;
		this.#isRefused = false;
		this.#found.set(this.#cpu);
		this.#touches = false;
		if (this.#written.size > 0) this.#written.clear();
		this.#loads.length = 0;
		if (looksAtClocks) this.#clock.begin();
	}

	/** Whether the round was left because it may not look at a clock. */
	get isRefusedClock(): boolean {
		return this.#isRefused;
	}

	/** Whether the round has touched what holds ticks. */
	get touches(): boolean {
		return this.#touches;
	}

	/** Cycles since the round began, and instructions. */
	get cycles(): number {
		// Not by LEFT: the slice may end earlier than it was to when the round began.
		return consumedCycles(this.#cpu) - consumedCycles(this.#found);
	}

	get instructions(): number {
		return (this.#cpu[Word.INSTRUCTIONS] - this.#found[Word.INSTRUCTIONS]) >>> 0;
	}

	/** Whether the instruction at PC, which is about to be executed, is one that a round may have. */
	allows(instruction: GuestInstruction): boolean {
		const { op, immediate } = instruction;
		if (this.#looksAtClocks && !this.#clock.allows(instruction)) return false;
		if (op >= Op.L8UI && op <= Op.L32I) return this.#allowsLoad(instruction);
		if (op >= Op.S8I && op <= Op.S32I) return this.#allowsStore(instruction);
		switch (op) {
			case Op.RSR:
				if (immediate === Special.CCOUNT) return this.#reads("core", instruction);
				return isReadable(immediate) || immediate === Special.SAR;
			case Op.WSR:
				return immediate === Special.SAR || immediate === Special.PS;
			case Op.RSIL:
			case Op.ISYNC:
				return true;
			default:
				return op <= Op.LAST_INLINE && op !== Op.NONE;
		}
	}

	/**
	 * Behind a round, back at its start: how many more rounds are like it, by the ticks until which registers read the same
	 * and by the time that is left; 0 when something has changed. `cyclesUntil` says in how many cycles of the slice a
	 * tick comes; `ticks` is the round's length.
	 */
	repeats(cyclesUntil: (tick: number) => number, ticks: number): number {
		const { cycles } = this;
		if (!this.#isSame(ticks)) return 0;
		// With none left the slice would have ended.
		let most = Math.floor((this.#cpu[Word.LEFT] - 1) / cycles);
		if (this.#looksAtClocks) most = Math.min(most, this.#clock.most(cycles));
		for (const { at, until, isSpi } of this.#loads) {
			if (until === NEVER || (isSpi && this.#setsSpiGoing)) continue;
			most = Math.min(most, Math.floor((cyclesUntil(until) - 1 - at) / cycles));
		}
		return Math.max(0, most);
	}

	/** Moves what has followed the clock on by `rounds` rounds of `cycles`, which are `ticks`. */
	move(rounds: number, cycles: number, ticks: number): void {
		if (this.#looksAtClocks) this.#clock.move(rounds * cycles);
		if (!this.#touches) return;
		for (const { stamp } of this.#watched) if (stamp && stamp.moved !== 0) stamp.value += rounds * ticks;
	}

	get #setsSpiGoing(): boolean {
		return this.#touches && this.#spi.stamp?.moved !== 0;
	}

	#isSame(ticks: number): boolean {
		const cpu = this.#cpu;
		for (let word = 0; word < cpu.length; word++)
			if (
				cpu[word] !== this.#found[word] &&
				!TIME_WORDS.has(word) &&
				!(this.#looksAtClocks && this.#clock.leaves(word))
			)
				return false;
		for (const [word, before] of this.#written) if (this.#machine.bus.words[word] !== before) return false;
		return !this.#touches || this.#watched.every((watched) => watched.isSame(ticks));
	}

	/** A clock is read: for that, what becomes of registers must have been followed from the round's start. */
	#reads(clock: Clock, instruction: GuestInstruction): boolean {
		if (this.#looksAtClocks) this.#clock.reads(clock, first(instruction));
		else this.#isRefused = true;
		return this.#looksAtClocks;
	}

	#address(instruction: GuestInstruction): number {
		return (this.#cpu[Word.AR + second(instruction)] + instruction.immediate) >>> 0;
	}

	/** What is watched may change from here on. */
	#touch(): true {
		if (!this.#touches) for (const watched of this.#watched) watched.keep();
		this.#touches = true;
		return true;
	}

	#allowsLoad(instruction: GuestInstruction): boolean {
		const address = this.#address(instruction);
		const { bus } = this.#machine;
		if (bus.accessCycles(address) === 0) return true;
		if (instruction.op !== Op.L32I || (address & 3) !== 0) return false;
		if (address === CLOCK_ADDRESS) return this.#reads("system", instruction);
		const isSpi = isFlashSpi(address);
		const until = bus.mmio.steadyUntil?.(address) ?? 0;
		if (until > 0) {
			this.#loads.push({ at: consumedCycles(this.#cpu), until, isSpi });
			return true;
		}
		return isSpi && this.#touch();
	}

	#allowsStore(instruction: GuestInstruction): boolean {
		const address = this.#address(instruction);
		const inRam = (address - Region.DRAM_BASE) >>> 0;
		if (inRam < Region.DRAM_SIZE) {
			const { bus } = this.#machine;
			const word = (bus.dram32.byteOffset + inRam) >> 2;
			if (!this.#written.has(word)) this.#written.set(word, bus.words[word]);
			return (address & (accessWidth(instruction.op) - 1)) === 0;
		}
		if (instruction.op !== Op.S32I || (address & 3) !== 0) return false;
		const isFeed =
			address === STAMP_ADDRESS &&
			this.#stage[0] === 0 &&
			this.#cpu[Word.AR + first(instruction)] === STAMP_VALUE;
		return (isFeed || isFlashSpi(address)) && this.#touch();
	}
}

const isFlashSpi = (address: number): boolean => (address - FLASH_SPI_BASE) >>> 0 < FLASH_SPI_SIZE;
