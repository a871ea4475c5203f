/**
 * One instruction out of line: everything the interpreter's loop has no case for, and the loads,
 * stores and jumps its cases turned down (registers, instruction memory, faults).
 *
 * On entry LEFT, INSTRUCTIONS stand at the start of the instruction, so a peripheral can tell the
 * exact moment of an access. An instruction that raises an exception is not counted and costs the
 * exception's entry only.
 */
import type { Bus, Width } from "../memory/bus.js";
import { Cause, DebugCause } from "./causes.js";
import { CodeSpace } from "./code-cache.js";
import { Stop, Word } from "./cpu-state.js";
import { decode } from "./decode.js";
import { debugEnabled, Ps, raise, raiseAt, raiseDebug } from "./exceptions.js";
import { Op } from "./isa.js";
import { readSpecial, Special, writeSpecial } from "./special-registers.js";
import { Cycles } from "./timing.js";

/** Hears of loads of registers. */
export interface LoadListener {
	/** The interpreter has loaded `value`. */
	loaded(pc: number, address: number, value: number): void;
	/** Translated code has; true when it should come back behind the load. */
	loadedInline(pc: number, address: number, value: number): boolean;
}

/** What the interpreter works on; `cpu` is the `cpu` component as words. */
export interface Machine {
	readonly cpu: Int32Array;
	readonly bus: Bus;
	/** Only where rounds of loops may be skipped. */
	polls?: LoadListener;
	/** Cycles of the running slice that are not in BUDGET and LEFT now: see slice.ts. */
	heldBack: number;
}

/** The code index of the CPU's PC, or -1 when nothing can be fetched there: the run loop decides. */
export function codeIndex(machine: Machine): number {
	const offset = (machine.cpu[Word.PC] - CodeSpace.BASE) >>> 0;
	return offset < machine.bus.codeLimit ? offset * 2 : -1;
}

/** Counts an instruction of `cycles`. */
function retire(cpu: Int32Array, cycles: number): void {
	cpu[Word.LEFT] -= cycles;
	cpu[Word.INSTRUCTIONS]++;
	if (cpu[Word.INSTRUCTIONS] === 0) cpu[Word.INSTRUCTIONS_HIGH]++;
}

/** Remembers that the load or store at PC reaches beyond data RAM. */
function noteForeign({ cpu, bus }: Machine): void {
	bus.code.foreign[cpu[Word.PC] - CodeSpace.BASE] = 1;
}

function load(machine: Machine, packed: number, address: number, width: Width, signed: boolean): boolean {
	const { cpu, bus } = machine;
	noteForeign(machine);
	const cycles = bus.accessCycles(address);
	if (cycles !== 0 && width === 4 && (address & 3) === 0) {
		// A register: most of what comes here.
		const value = bus.mmio.read(address >>> 0);
		cpu[(packed >>> 8) & 15] = value;
		machine.polls?.loaded(cpu[Word.PC], address, value);
		retire(cpu, Cycles.INSTRUCTION + cycles);
		return true;
	}
	const fault = bus.loadFault(address, width);
	if (fault !== Cause.NONE) {
		raiseAt(cpu, fault, cpu[Word.PC], address);
		return false;
	}
	const value = bus.load(address, width);
	cpu[(packed >>> 8) & 15] = signed ? (value << 16) >> 16 : value;
	retire(cpu, Cycles.INSTRUCTION + cycles);
	return true;
}

function store(machine: Machine, packed: number, address: number, width: Width): boolean {
	const { cpu, bus } = machine;
	noteForeign(machine);
	const cycles = bus.accessCycles(address);
	if (cycles !== 0 && width === 4 && (address & 3) === 0) {
		bus.mmio.write(address >>> 0, cpu[(packed >>> 8) & 15] >>> 0);
		retire(cpu, Cycles.INSTRUCTION + cycles);
		return true;
	}
	const fault = bus.storeFault(address, width);
	if (fault !== Cause.NONE) {
		raiseAt(cpu, fault, cpu[Word.PC], address);
		return false;
	}
	bus.store(address, width, cpu[(packed >>> 8) & 15]);
	retire(cpu, Cycles.INSTRUCTION + cycles);
	return true;
}

/** Goes to `target` as a retired jump. */
function jump(cpu: Int32Array, target: number): void {
	cpu[Word.PC] = target;
	retire(cpu, Cycles.INSTRUCTION + Cycles.REFETCH);
}

/** Writes a special register; LITBASE decides how L32R is decoded. */
function write(machine: Machine, number: number, value: number): void {
	writeSpecial(machine.cpu, number, value);
	if (number === Special.LITBASE) machine.bus.code.dropAll();
}

/** Leaves an exception or interrupt handler of `level`. */
function returnFromLevel(cpu: Int32Array, level: number): void {
	cpu[Word.STOP] |= Stop.INTERRUPTS;
	if (level === 3) cpu[Word.IN_NMI] = 0;
	const target = cpu[Word.EPC1 + level - 1];
	cpu[Word.PS] = cpu[Word.EPS2 + level - 2];
	jump(cpu, target);
}

/** Executes the instruction at PC; true when it falls through to the next one. */
function execute(machine: Machine, packed: number, immediate: number): boolean {
	const { cpu } = machine;
	const pc = cpu[Word.PC];
	const d = (packed >>> 8) & 15;
	const address = (cpu[(packed >>> 12) & 15] + immediate) | 0;
	switch (packed & 0xff) {
		case Op.L8UI:
			return load(machine, packed, address, 1, false);
		case Op.L16UI:
			return load(machine, packed, address, 2, false);
		case Op.L16SI:
			return load(machine, packed, address, 2, true);
		case Op.L32I:
			return load(machine, packed, address, 4, false);
		case Op.L32R_SLOW: {
			const base = cpu[Word.LITBASE];
			return load(machine, packed, base & 1 ? (base & ~1) + immediate : immediate, 4, false);
		}
		case Op.S8I:
			return store(machine, packed, address, 1);
		case Op.S16I:
			return store(machine, packed, address, 2);
		case Op.S32I:
			return store(machine, packed, address, 4);
		case Op.JX:
			jump(cpu, cpu[d]);
			return false;
		case Op.CALLX0: {
			const target = cpu[d];
			cpu[0] = pc + 3;
			jump(cpu, target);
			return false;
		}
		case Op.RSR:
			cpu[d] = readSpecial(cpu, immediate);
			break;
		case Op.WSR:
			write(machine, immediate, cpu[d]);
			break;
		case Op.XSR: {
			const old = readSpecial(cpu, immediate);
			write(machine, immediate, cpu[d]);
			cpu[d] = old;
			break;
		}
		case Op.RSIL:
			cpu[d] = cpu[Word.PS];
			cpu[Word.PS] = (cpu[Word.PS] & ~Ps.INTLEVEL) | immediate;
			cpu[Word.STOP] |= Stop.INTERRUPTS;
			break;
		case Op.WAITI:
			cpu[Word.PS] = (cpu[Word.PS] & ~Ps.INTLEVEL) | immediate;
			cpu[Word.WAITING] = 1;
			cpu[Word.STOP] |= Stop.INTERRUPTS;
			break;
		case Op.RFE:
			cpu[Word.PS] &= ~Ps.EXCM;
			cpu[Word.STOP] |= Stop.INTERRUPTS;
			jump(cpu, cpu[Word.EPC1]);
			return false;
		case Op.RFDE:
			jump(cpu, cpu[Word.DEPC]);
			return false;
		case Op.RFI:
			if (immediate !== 2 && immediate !== 3) {
				raise(cpu, Cause.ILLEGAL_INSTRUCTION, pc);
				return false;
			}
			returnFromLevel(cpu, immediate);
			return false;
		case Op.ISYNC:
			cpu[Word.LEFT] -= Cycles.REFETCH;
			break;
		case Op.READ_ZERO:
			cpu[d] = 0;
			break;
		case Op.SYSCALL:
			raise(cpu, Cause.SYSCALL, pc);
			return false;
		case Op.SIMCALL:
			if (cpu[Word.SEMIHOSTING] === 0) {
				raise(cpu, Cause.ILLEGAL_INSTRUCTION, pc);
				return false;
			}
			cpu[Word.STOP] |= Stop.SIMCALL;
			break;
		case Op.BREAK:
			if (debugEnabled(cpu)) {
				raiseDebug(cpu, immediate === 2 ? DebugCause.BREAK_N : DebugCause.BREAK, pc);
				return false;
			}
			break;
		default:
			raise(cpu, Cause.ILLEGAL_INSTRUCTION, pc);
			return false;
	}
	retire(cpu, Cycles.INSTRUCTION);
	return true;
}

/** Executes the instruction at PC, or first decodes it; PC is in fetchable code space. */
export function slowPath(machine: Machine): void {
	const { cpu, bus } = machine;
	const pc = cpu[Word.PC];
	const index = (pc - CodeSpace.BASE) * 2;
	const packed = bus.code.entries[index];
	if ((packed & 0xff) === Op.NONE) {
		if (!decode(bus, pc >>> 0, (cpu[Word.LITBASE] & 1) !== 0)) raiseAt(cpu, Cause.FETCH_PROHIBITED, pc, pc);
	} else if (execute(machine, packed, bus.code.entries[index + 1])) {
		cpu[Word.PC] = pc + (packed >>> 29);
	}
}
