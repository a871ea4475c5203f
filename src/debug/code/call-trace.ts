/**
 * Who has called: without frame pointers (the call0 convention keeps none), by reading on in each function up to where
 * it returns. On the way it takes its return address from the stack and gives its frame back; every way to a return
 * must do the same, so the first one found will do. Where none is found, what looks like a return address is taken
 * from the stack, and said to be a guess.
 */
import type { Chip } from "../../chip/chip.js";
import { DRAM_BASE, DRAM_SIZE } from "../../chip/memory/memories.js";
import { findInstruction, type Instruction, Op } from "../../chip/xtensa/isa.js";
import { OPERANDS, operandValue, rawOperand } from "../../chip/xtensa/operands.js";
import { pcOf, registersOf } from "./registers.js";

/** Where a call will return to. */
export interface Caller {
	readonly address: number;
	/** The stack pointer there; behind a guess, where the next one is looked for. */
	readonly stack: number;
	/** Whether the stack was searched for it: it may be left over from an earlier call. */
	readonly isGuess: boolean;
}

/** Bytes of a CALL0 and of a CALLX0. */
const CALL_SIZE = 3;
/** Instructions that are read in search of a return. */
const LONGEST_SEARCH = 4000;
/** Bytes of the stack that are looked through for a guess. */
const DEEPEST_GUESS = 4096;
const RETURN_ADDRESS = 0;
const STACK_POINTER = 1;

/** The callers of where the chip stands, the innermost first, at most `most`. */
export function callersOf(chip: Chip, most: number): Caller[] {
	const registers = registersOf(chip);
	const callers: Caller[] = [];
	let pc = pcOf(chip);
	let stack = registers[STACK_POINTER];
	let returnAddress: number | undefined = registers[RETURN_ADDRESS];
	while (callers.length < most) {
		const found = unwind(chip, pc, stack, returnAddress) ?? guess(chip, stack, returnAddress);
		if (!found) return callers;
		callers.push(found);
		({ address: pc, stack } = found);
		returnAddress = undefined;
	}
	return callers;
}

/** What is known on a way through a function. */
interface Way {
	readonly pc: number;
	/** Bytes by which the stack pointer is above that at the start. */
	readonly up: number;
	readonly returnAddress: number | undefined;
	readonly constants: ReadonlyMap<number, number>;
}

/** Reads on from `pc` to a return. */
function unwind(
	chip: Chip,
	pc: number,
	stack: number,
	returnAddress: number | undefined,
): Caller | undefined {
	const seen = new Set<number>();
	const ways: Way[] = [{ pc, up: 0, returnAddress, constants: new Map() }];
	for (let way = ways.shift(); way && seen.size < LONGEST_SEARCH; way = ways.shift()) {
		if (seen.has(way.pc)) continue;
		seen.add(way.pc);
		const word = chip.bus.fetch(way.pc);
		const instruction = word < 0 ? undefined : findInstruction(word);
		if (!instruction) continue;
		if (isReturn(instruction, word)) {
			const address = way.returnAddress;
			if (address === undefined || !returnsTo(chip, address)) continue;
			return { address, stack: (stack + way.up) >>> 0, isGuess: false };
		}
		ways.push(...follow(chip, way, instruction, word, stack));
	}
	return undefined;
}

function isReturn({ op }: Instruction, word: number): boolean {
	return op === Op.JX && rawOperand(OPERANDS.s, word) === RETURN_ADDRESS;
}

/** Where a way goes on behind an instruction. */
function follow(chip: Chip, way: Way, instruction: Instruction, word: number, stack: number): Way[] {
	const { op, operands, length } = instruction;
	const next = { ...way, pc: (way.pc + length) >>> 0 };
	const target = operands.find((name) => OPERANDS[name].kind === "label");
	const to = target && op !== Op.L32R ? operandValue(target, word, way.pc) >>> 0 : undefined;
	if (op === Op.J && to !== undefined) return [{ ...way, pc: to }];
	if (op === Op.CALL0 || op === Op.CALLX0)
		return [{ ...next, returnAddress: undefined, constants: new Map() }];
	if (op >= Op.BEQZ && op <= Op.BBSI && to !== undefined) return [next, { ...way, pc: to }];
	if (op === Op.JX || op === Op.RFE || op === Op.RFI || op === Op.RFDE) return [];
	const written = writtenRegister(instruction, word);
	if (written === undefined) return [next];
	const value = computed(chip, way, instruction, word, stack);
	if (written === STACK_POINTER) {
		return value === undefined ? [] : [{ ...next, up: (value - stack) | 0 }];
	}
	if (written === RETURN_ADDRESS)
		return [{ ...next, returnAddress: value === undefined ? undefined : value >>> 0 }];
	const constants = new Map(way.constants);
	if (value === undefined) constants.delete(written);
	else constants.set(written, value);
	return [{ ...next, constants }];
}

/** The register an instruction writes, for those that matter: all name it first, but stores. */
function writtenRegister({ op, operands }: Instruction, word: number): number | undefined {
	if (op >= Op.S8I && op <= Op.S32I) return undefined;
	const first = operands[0];
	if (first === undefined || OPERANDS[first].kind !== "register" || op === Op.WSR) return undefined;
	return rawOperand(OPERANDS[first], word);
}

/** What an instruction computes, where that is known. */
function computed(
	chip: Chip,
	way: Way,
	{ op, operands }: Instruction,
	word: number,
	stack: number,
): number | undefined {
	const number = (): number => operandValue(operands[operands.length - 1], word, way.pc);
	const register = (at: number): number | undefined => {
		const r = rawOperand(OPERANDS[operands[at]], word);
		if (r === STACK_POINTER) return stack + way.up;
		return r === RETURN_ADDRESS ? way.returnAddress : way.constants.get(r);
	};
	const a = operands.length > 1 && OPERANDS[operands[1]].kind === "register" ? register(1) : undefined;
	switch (op) {
		case Op.MOVI:
			return number();
		case Op.L32R:
			return chip.bus.peek(number() >>> 0, 4);
		case Op.MOV:
			return a;
		case Op.ADDI:
			return a === undefined ? undefined : (a + number()) | 0;
		case Op.L32I:
			return a === undefined ? undefined : chip.bus.peek((a + number()) >>> 0, 4);
		case Op.ADD:
		case Op.SUB: {
			const b = register(2);
			if (a === undefined || b === undefined) return undefined;
			return (op === Op.ADD ? a + b : a - b) | 0;
		}
		default:
			return undefined;
	}
}

/** The first word of the stack, from `stack` on, that lies behind a call instruction. */
function guess(chip: Chip, stack: number, returnAddress: number | undefined): Caller | undefined {
	if (returnAddress !== undefined && returnsTo(chip, returnAddress))
		return { address: returnAddress, stack, isGuess: true };
	const end = Math.min(stack + DEEPEST_GUESS, DRAM_BASE + DRAM_SIZE);
	for (let at = (stack + 3) & ~3; at >>> 0 < end; at += 4) {
		const word = chip.bus.peek(at >>> 0, 4);
		if (word !== undefined && returnsTo(chip, word))
			return { address: word, stack: (at + 4) >>> 0, isGuess: true };
	}
	return undefined;
}

/** Whether a call instruction stands before `address`. */
export function returnsTo(chip: Chip, address: number): boolean {
	const call = chip.bus.fetch(address - CALL_SIZE);
	const op = call < 0 ? undefined : findInstruction(call)?.op;
	return op === Op.CALL0 || op === Op.CALLX0;
}
