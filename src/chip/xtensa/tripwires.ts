/**
 * Places before which a run stops, for a debugger: instructions, and loads and stores that touch watched memory.
 *
 * No part of the state, and without effect on it. Both engines ask here only while a chip is armed.
 */
import type { Bus, Width } from "../memory/bus.js";
import { DRAM_BASE, DRAM_SIZE } from "../memory/memories.js";
import { accessWidth } from "./access-width.js";
import { Stop, Word } from "./cpu-state.js";
import { decode } from "./decode.js";
import { interpret, interpretOne } from "./interpreter.js";
import { findInstruction, Op } from "./isa.js";
import { operandValue } from "./operands.js";
import { codeIndex, type Machine } from "./slow-path.js";

/** Memory or registers of which loads, stores, or both stop the run. */
export interface Watch {
	/** Unsigned. */
	readonly address: number;
	/** Bytes. */
	readonly length: number;
	readonly reads: boolean;
	readonly writes: boolean;
}

/** A load or store that is about to be executed. */
export interface Access {
	/** Unsigned. */
	readonly address: number;
	readonly width: Width;
	readonly isStore: boolean;
}

/** Bits of the map of data RAM. */
export const enum Watched {
	READS = 1,
	WRITES = 2,
}

export class Tripwires {
	/** Addresses of instructions, unsigned. */
	readonly breaks: ReadonlySet<number>;
	readonly watches: readonly Watch[];
	/** Which words of data RAM are watched, by `Watched` bits. */
	readonly map = new Uint8Array(DRAM_SIZE >> 2);
	/** Whether any word of data RAM is watched for loads, and for stores. */
	readonly readsRam: boolean;
	readonly writesRam: boolean;
	/** Whether anything at all is watched for loads, and for stores. */
	readonly #reads: boolean;
	readonly #writes: boolean;
	/** The watched bytes when they were last looked at: what changes but by a store was changed by hardware. */
	readonly #seen: Uint8Array;

	constructor(breaks: Iterable<number>, watches: readonly Watch[] = []) {
		this.breaks = new Set([...breaks].map((pc) => pc >>> 0));
		this.watches = watches;
		this.#reads = watches.some(({ reads }) => reads);
		this.#writes = watches.some(({ writes }) => writes);
		for (const watch of watches) this.#mark(watch);
		this.readsRam = this.map.some((bits) => (bits & Watched.READS) !== 0);
		this.writesRam = this.map.some((bits) => (bits & Watched.WRITES) !== 0);
		this.#seen = new Uint8Array(watches.reduce((sum, { length }) => sum + length, 0));
	}

	/** Whether an instruction may trip a wire: all others need not be looked at. */
	concerns(pc: number, op: Op): boolean {
		if (op >= Op.L8UI && op <= Op.L32I) return this.#reads || this.breaks.has(pc);
		if (op >= Op.S8I && op <= Op.S32I) return this.#writes || this.breaks.has(pc);
		return ((op === Op.L32R || op === Op.L32R_SLOW) && this.#reads) || this.breaks.has(pc);
	}

	/** Whether the instruction at PC, which is about to be executed, trips a wire. */
	trips(machine: Machine): boolean {
		if (this.breaks.has(machine.cpu[Word.PC] >>> 0)) return true;
		if (this.watches.length === 0) return false;
		const access = accessAt(machine);
		return access !== undefined && this.touches(access.address, access.width, access.isStore);
	}

	/** Whether a load or store is watched. */
	touches(address: number, width: Width, isStore: boolean): boolean {
		const access = { address: address >>> 0, width, isStore };
		for (const watch of this.watches) if (touches(watch, access)) return true;
		return false;
	}

	/** Whether translated code must stop before `pc`: at a break, or at an L32R that loads a watched word. */
	bars(bus: Bus, pc: number): boolean {
		if (this.breaks.has(pc >>> 0)) return true;
		if (!this.#reads) return false;
		const address = literalOf(bus, pc);
		return address !== undefined && this.touches(address, 4, false);
	}

	/** Takes the watched bytes as they are. */
	look(bus: Bus): void {
		this.#eachByte(bus, (i, value) => {
			this.#seen[i] = value;
			return false;
		});
	}

	/** Whether a byte that is watched for stores has another value than at the last look. */
	hasChanged(bus: Bus): boolean {
		return this.#writes && this.changed(bus) !== undefined;
	}

	/** The first watch of which that is true. */
	changed(bus: Bus): Watch | undefined {
		return this.#eachByte(bus, (i, value) => this.#seen[i] !== value);
	}

	#eachByte(bus: Bus, found: (i: number, value: number) => boolean): Watch | undefined {
		let i = 0;
		for (const watch of this.watches) {
			if (!watch.writes) continue;
			const inRam = watch.address - DRAM_BASE;
			const isRam = inRam >= 0 && inRam + watch.length <= DRAM_SIZE;
			for (let at = 0; at < watch.length; at++, i++) {
				const value = isRam ? bus.dram8[inRam + at] : bus.peek((watch.address + at) >>> 0, 1);
				if (found(i, value ?? 0)) return watch;
			}
		}
		return undefined;
	}

	#mark({ address, length, reads, writes }: Watch): void {
		const from = Math.max(0, address - DRAM_BASE);
		const to = Math.min(DRAM_SIZE, address - DRAM_BASE + length);
		if (from >= to) return;
		for (let at = from & ~3; at < to; at += 4)
			this.map[at >> 2] |= (reads ? Watched.READS : 0) | (writes ? Watched.WRITES : 0);
	}
}

/** Whether a load or store is one that is watched. */
export function touches({ address, length, reads, writes }: Watch, access: Access): boolean {
	if (!(access.isStore ? writes : reads)) return false;
	return access.address < address + length && access.address + access.width > address;
}

/** The load or store that the instruction at PC is, if it is one. */
export function accessAt(machine: Machine): Access | undefined {
	const { cpu, bus } = machine;
	const index = codeIndex(machine);
	if (index < 0) return undefined;
	const pc = cpu[Word.PC];
	const { entries } = bus.code;
	const isAbsolute = (cpu[Word.LITBASE] & 1) !== 0;
	if ((entries[index] & 0xff) === Op.NONE && !decode(bus, pc >>> 0, isAbsolute)) return undefined;
	const packed = entries[index];
	const op: Op = packed & 0xff;
	if (op === Op.L32R) return { address: literalOf(bus, pc) ?? 0, width: 4, isStore: false };
	if (op === Op.L32R_SLOW) {
		const base = isAbsolute ? cpu[Word.LITBASE] & ~1 : 0;
		return { address: (base + entries[index + 1]) >>> 0, width: 4, isStore: false };
	}
	const width = accessWidth(op);
	if (width === 0) return undefined;
	const address = (cpu[(packed >>> 12) & 15] + entries[index + 1]) >>> 0;
	return { address, width, isStore: op >= Op.S8I && op <= Op.S32I };
}

function literalOf(bus: Bus, pc: number): number | undefined {
	const word = bus.fetch(pc);
	if (word < 0 || findInstruction(word)?.op !== Op.L32R) return undefined;
	return operandValue("literal16", word, pc) >>> 0;
}

/**
 * As `interpret`, but before an instruction that trips a wire STOP is set. The code cache must have been told which
 * instructions may.
 */
export function interpretWired(
	machine: Machine,
	wires: Tripwires,
	code: Int32Array = machine.bus.code.entries,
): void {
	const { cpu, bus } = machine;
	while (cpu[Word.LEFT] > 0 && cpu[Word.STOP] === 0) {
		interpret(machine, bus.code.wired);
		if (cpu[Word.LEFT] <= 0 || cpu[Word.STOP] !== 0) return;
		const index = codeIndex(machine);
		if (index < 0 || (code[index] & 0xff) === Op.ENTER) return;
		if (wires.trips(machine)) cpu[Word.STOP] |= Stop.TRIPWIRE;
		else interpretOne(machine);
	}
}
