/**
 * The interpreter's loop: one switch over decoded instructions.
 *
 * Everything hot lives in locals, and nothing rare is in here, so that V8 compiles the loop whole.
 * A case that finished its instruction ends in `continue`; one that leaves the switch by `break`
 * hands the instruction, untouched, to the slow path.
 */
import { Region } from "../memory/memories.js";
import { CodeSpace } from "./code-cache.js";
import { Word } from "./cpu-state.js";
import { Op } from "./isa.js";
import { B4CONST, B4CONSTU } from "./operands.js";
import { giveBack, holdBack } from "./slice.js";
import { codeIndex, type Machine, slowPath } from "./slow-path.js";
import { Cycles } from "./timing.js";

const signedConstants = Int32Array.from(B4CONST);
const unsignedConstants = Uint32Array.from(B4CONSTU);

/** Adds `count` to the 64-bit instruction counter. */
export function countInstructions(cpu: Int32Array, count: number): void {
	const before = cpu[Word.INSTRUCTIONS];
	cpu[Word.INSTRUCTIONS] = before + count;
	if (cpu[Word.INSTRUCTIONS] >>> 0 < before >>> 0) cpu[Word.INSTRUCTIONS_HIGH]++;
}

/**
 * Runs instructions inline from the code index of PC, until LEFT is spent or one needs the slow
 * path; false in the latter case. No call is in the loop: one would make V8 check the arrays again.
 */
function runInline(machine: Machine, start: number, code: Int32Array): boolean {
	const { cpu, bus } = machine;
	const ar = cpu;
	const { foreign } = bus.code;
	const { words, dram8, dram16, dram32, flash32, flashMask } = bus;
	const b4 = signedConstants;
	const b4u = unsignedConstants;
	const windowSize = bus.windowSize | 0;
	const windowOffset = bus.windowOffset | 0;
	const limit = bus.codeLimit | 0;
	const mark = cpu[Word.LEFT];
	let left = mark;
	// Instructions since `mark` are (mark - left) less the cycles beyond one each.
	let extra = 0;
	let i = start | 0;
	let done = true;
	do {
		const w = code[i];
		const imm = code[(i + 1) | 0];
		left = (left - Cycles.INSTRUCTION) | 0;
		switch (w & 0xff) {
			case Op.ADD:
				ar[(w >>> 8) & 15] = ar[(w >>> 12) & 15] + ar[(w >>> 16) & 15];
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.ADDX2:
				ar[(w >>> 8) & 15] = (ar[(w >>> 12) & 15] << 1) + ar[(w >>> 16) & 15];
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.ADDX4:
				ar[(w >>> 8) & 15] = (ar[(w >>> 12) & 15] << 2) + ar[(w >>> 16) & 15];
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.ADDX8:
				ar[(w >>> 8) & 15] = (ar[(w >>> 12) & 15] << 3) + ar[(w >>> 16) & 15];
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.SUB:
				ar[(w >>> 8) & 15] = ar[(w >>> 12) & 15] - ar[(w >>> 16) & 15];
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.SUBX2:
				ar[(w >>> 8) & 15] = (ar[(w >>> 12) & 15] << 1) - ar[(w >>> 16) & 15];
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.SUBX4:
				ar[(w >>> 8) & 15] = (ar[(w >>> 12) & 15] << 2) - ar[(w >>> 16) & 15];
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.SUBX8:
				ar[(w >>> 8) & 15] = (ar[(w >>> 12) & 15] << 3) - ar[(w >>> 16) & 15];
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.AND:
				ar[(w >>> 8) & 15] = ar[(w >>> 12) & 15] & ar[(w >>> 16) & 15];
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.OR:
				ar[(w >>> 8) & 15] = ar[(w >>> 12) & 15] | ar[(w >>> 16) & 15];
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.XOR:
				ar[(w >>> 8) & 15] = ar[(w >>> 12) & 15] ^ ar[(w >>> 16) & 15];
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.NEG:
				ar[(w >>> 8) & 15] = 0 - ar[(w >>> 12) & 15];
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.ABS: {
				const value = ar[(w >>> 12) & 15];
				ar[(w >>> 8) & 15] = value < 0 ? 0 - value : value;
				i = (i + (w >>> 28)) | 0;
				continue;
			}
			case Op.ADDI:
				ar[(w >>> 8) & 15] = ar[(w >>> 12) & 15] + imm;
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.MOVI:
				ar[(w >>> 8) & 15] = imm;
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.MOV:
				ar[(w >>> 8) & 15] = ar[(w >>> 12) & 15];
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.MOVEQZ:
				if (ar[(w >>> 16) & 15] === 0) ar[(w >>> 8) & 15] = ar[(w >>> 12) & 15];
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.MOVNEZ:
				if (ar[(w >>> 16) & 15] !== 0) ar[(w >>> 8) & 15] = ar[(w >>> 12) & 15];
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.MOVLTZ:
				if (ar[(w >>> 16) & 15] < 0) ar[(w >>> 8) & 15] = ar[(w >>> 12) & 15];
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.MOVGEZ:
				if (ar[(w >>> 16) & 15] >= 0) ar[(w >>> 8) & 15] = ar[(w >>> 12) & 15];
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.EXTUI:
				ar[(w >>> 8) & 15] = (ar[(w >>> 12) & 15] >>> (w >>> 20)) & imm;
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.SLLI:
				ar[(w >>> 8) & 15] = ar[(w >>> 12) & 15] << imm;
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.SRLI:
				ar[(w >>> 8) & 15] = ar[(w >>> 12) & 15] >>> imm;
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.SRAI:
				ar[(w >>> 8) & 15] = ar[(w >>> 12) & 15] >> imm;
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.SLL: {
				// SAR holds 32 minus the amount; an amount that is not 0 to 31 leaves nothing.
				const sar = cpu[Word.SAR];
				const value = ar[(w >>> 12) & 15];
				ar[(w >>> 8) & 15] = (sar - 1) >>> 0 < 32 ? value << -sar : 0;
				i = (i + (w >>> 28)) | 0;
				continue;
			}
			case Op.SRL: {
				const sar = cpu[Word.SAR];
				ar[(w >>> 8) & 15] = sar >= 32 ? 0 : ar[(w >>> 12) & 15] >>> sar;
				i = (i + (w >>> 28)) | 0;
				continue;
			}
			case Op.SRA: {
				const sar = cpu[Word.SAR];
				ar[(w >>> 8) & 15] = ar[(w >>> 12) & 15] >> (sar >= 32 ? 31 : sar);
				i = (i + (w >>> 28)) | 0;
				continue;
			}
			case Op.SRC: {
				const sar = cpu[Word.SAR];
				const high = ar[(w >>> 12) & 15];
				const low = ar[(w >>> 16) & 15];
				ar[(w >>> 8) & 15] = sar >= 32 ? high >>> sar : sar === 0 ? low : (low >>> sar) | (high << -sar);
				i = (i + (w >>> 28)) | 0;
				continue;
			}
			case Op.SSR:
				cpu[Word.SAR] = ar[(w >>> 8) & 15] & 31;
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.SSL:
				cpu[Word.SAR] = 32 - (ar[(w >>> 8) & 15] & 31);
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.SSA8L:
				cpu[Word.SAR] = (ar[(w >>> 8) & 15] & 3) << 3;
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.SSA8B:
				cpu[Word.SAR] = 32 - ((ar[(w >>> 8) & 15] & 3) << 3);
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.SSAI:
				cpu[Word.SAR] = imm;
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.NSA: {
				const value = ar[(w >>> 12) & 15];
				ar[(w >>> 8) & 15] = Math.clz32(value ^ (value >> 31)) - 1;
				i = (i + (w >>> 28)) | 0;
				continue;
			}
			case Op.NSAU:
				ar[(w >>> 8) & 15] = Math.clz32(ar[(w >>> 12) & 15]);
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.MUL16U:
				ar[(w >>> 8) & 15] = Math.imul(ar[(w >>> 12) & 15] & 0xffff, ar[(w >>> 16) & 15] & 0xffff);
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.MUL16S:
				ar[(w >>> 8) & 15] = Math.imul((ar[(w >>> 12) & 15] << 16) >> 16, (ar[(w >>> 16) & 15] << 16) >> 16);
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.MULL:
				ar[(w >>> 8) & 15] = Math.imul(ar[(w >>> 12) & 15], ar[(w >>> 16) & 15]);
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.L32R:
				ar[(w >>> 8) & 15] = words[imm];
				i = (i + (w >>> 28)) | 0;
				continue;
			case Op.L8UI: {
				const at = (ar[(w >>> 12) & 15] + imm - Region.DRAM_BASE) >>> 0;
				if (at >= Region.DRAM_SIZE) break;
				ar[(w >>> 8) & 15] = dram8[at];
				i = (i + (w >>> 28)) | 0;
				continue;
			}
			case Op.L16UI: {
				const at = (ar[(w >>> 12) & 15] + imm - Region.DRAM_BASE) | 0;
				const half = ((at >>> 1) | (at << 31)) >>> 0;
				if (half >= Region.DRAM_SIZE / 2) break;
				ar[(w >>> 8) & 15] = dram16[half] & 0xffff;
				i = (i + (w >>> 28)) | 0;
				continue;
			}
			case Op.L16SI: {
				const at = (ar[(w >>> 12) & 15] + imm - Region.DRAM_BASE) | 0;
				const half = ((at >>> 1) | (at << 31)) >>> 0;
				if (half >= Region.DRAM_SIZE / 2) break;
				ar[(w >>> 8) & 15] = dram16[half];
				i = (i + (w >>> 28)) | 0;
				continue;
			}
			case Op.L32I: {
				const address = (ar[(w >>> 12) & 15] + imm) | 0;
				// Rotated, a misaligned offset is as much out of range as a foreign one.
				const at = (address - Region.DRAM_BASE) | 0;
				const word = ((at >>> 2) | (at << 30)) >>> 0;
				if (word < Region.DRAM_SIZE / 4) {
					ar[(w >>> 8) & 15] = dram32[word];
					i = (i + (w >>> 28)) | 0;
					continue;
				}
				const inWindow = (address - Region.FLASH_WINDOW_BASE) >>> 0;
				if (inWindow >= windowSize || (address & 3) !== 0) break;
				foreign[i >>> 1] = 1;
				ar[(w >>> 8) & 15] = flash32[((windowOffset + inWindow) & flashMask) >> 2];
				i = (i + (w >>> 28)) | 0;
				continue;
			}
			case Op.S8I: {
				const at = (ar[(w >>> 12) & 15] + imm - Region.DRAM_BASE) >>> 0;
				if (at >= Region.DRAM_SIZE) break;
				dram8[at] = ar[(w >>> 8) & 15];
				i = (i + (w >>> 28)) | 0;
				continue;
			}
			case Op.S16I: {
				const at = (ar[(w >>> 12) & 15] + imm - Region.DRAM_BASE) | 0;
				const half = ((at >>> 1) | (at << 31)) >>> 0;
				if (half >= Region.DRAM_SIZE / 2) break;
				dram16[half] = ar[(w >>> 8) & 15];
				i = (i + (w >>> 28)) | 0;
				continue;
			}
			case Op.S32I: {
				const at = (ar[(w >>> 12) & 15] + imm - Region.DRAM_BASE) | 0;
				const word = ((at >>> 2) | (at << 30)) >>> 0;
				if (word >= Region.DRAM_SIZE / 4) break;
				dram32[word] = ar[(w >>> 8) & 15];
				i = (i + (w >>> 28)) | 0;
				continue;
			}
			case Op.J:
				left = (left - Cycles.REFETCH) | 0;
				extra = (extra + Cycles.REFETCH) | 0;
				i = imm;
				continue;
			case Op.JX: {
				const target = (ar[(w >>> 8) & 15] - CodeSpace.BASE) >>> 0;
				if (target >= limit) break;
				left = (left - Cycles.REFETCH) | 0;
				extra = (extra + Cycles.REFETCH) | 0;
				i = target << 1;
				continue;
			}
			case Op.CALL0:
				left = (left - Cycles.REFETCH) | 0;
				extra = (extra + Cycles.REFETCH) | 0;
				ar[0] = CodeSpace.BASE + 3 + (i >>> 1);
				i = imm;
				continue;
			case Op.CALLX0: {
				const target = (ar[(w >>> 8) & 15] - CodeSpace.BASE) >>> 0;
				if (target >= limit) break;
				left = (left - Cycles.REFETCH) | 0;
				extra = (extra + Cycles.REFETCH) | 0;
				ar[0] = CodeSpace.BASE + 3 + (i >>> 1);
				i = target << 1;
				continue;
			}
			case Op.BEQZ:
				if (ar[(w >>> 8) & 15] === 0) {
					left = (left - Cycles.REFETCH) | 0;
					extra = (extra + Cycles.REFETCH) | 0;
					i = imm;
				} else i = (i + (w >>> 28)) | 0;
				continue;
			case Op.BNEZ:
				if (ar[(w >>> 8) & 15] !== 0) {
					left = (left - Cycles.REFETCH) | 0;
					extra = (extra + Cycles.REFETCH) | 0;
					i = imm;
				} else i = (i + (w >>> 28)) | 0;
				continue;
			case Op.BLTZ:
				if (ar[(w >>> 8) & 15] < 0) {
					left = (left - Cycles.REFETCH) | 0;
					extra = (extra + Cycles.REFETCH) | 0;
					i = imm;
				} else i = (i + (w >>> 28)) | 0;
				continue;
			case Op.BGEZ:
				if (ar[(w >>> 8) & 15] >= 0) {
					left = (left - Cycles.REFETCH) | 0;
					extra = (extra + Cycles.REFETCH) | 0;
					i = imm;
				} else i = (i + (w >>> 28)) | 0;
				continue;
			case Op.BEQI:
				if (ar[(w >>> 8) & 15] === b4[(w >>> 20) & 15]) {
					left = (left - Cycles.REFETCH) | 0;
					extra = (extra + Cycles.REFETCH) | 0;
					i = imm;
				} else i = (i + (w >>> 28)) | 0;
				continue;
			case Op.BNEI:
				if (ar[(w >>> 8) & 15] !== b4[(w >>> 20) & 15]) {
					left = (left - Cycles.REFETCH) | 0;
					extra = (extra + Cycles.REFETCH) | 0;
					i = imm;
				} else i = (i + (w >>> 28)) | 0;
				continue;
			case Op.BLTI:
				if (ar[(w >>> 8) & 15] < b4[(w >>> 20) & 15]) {
					left = (left - Cycles.REFETCH) | 0;
					extra = (extra + Cycles.REFETCH) | 0;
					i = imm;
				} else i = (i + (w >>> 28)) | 0;
				continue;
			case Op.BGEI:
				if (ar[(w >>> 8) & 15] >= b4[(w >>> 20) & 15]) {
					left = (left - Cycles.REFETCH) | 0;
					extra = (extra + Cycles.REFETCH) | 0;
					i = imm;
				} else i = (i + (w >>> 28)) | 0;
				continue;
			case Op.BLTUI:
				if (ar[(w >>> 8) & 15] >>> 0 < b4u[(w >>> 20) & 15]) {
					left = (left - Cycles.REFETCH) | 0;
					extra = (extra + Cycles.REFETCH) | 0;
					i = imm;
				} else i = (i + (w >>> 28)) | 0;
				continue;
			case Op.BGEUI:
				if (ar[(w >>> 8) & 15] >>> 0 >= b4u[(w >>> 20) & 15]) {
					left = (left - Cycles.REFETCH) | 0;
					extra = (extra + Cycles.REFETCH) | 0;
					i = imm;
				} else i = (i + (w >>> 28)) | 0;
				continue;
			case Op.BEQ:
				if (ar[(w >>> 8) & 15] === ar[(w >>> 12) & 15]) {
					left = (left - Cycles.REFETCH) | 0;
					extra = (extra + Cycles.REFETCH) | 0;
					i = imm;
				} else i = (i + (w >>> 28)) | 0;
				continue;
			case Op.BNE:
				if (ar[(w >>> 8) & 15] !== ar[(w >>> 12) & 15]) {
					left = (left - Cycles.REFETCH) | 0;
					extra = (extra + Cycles.REFETCH) | 0;
					i = imm;
				} else i = (i + (w >>> 28)) | 0;
				continue;
			case Op.BLT:
				if (ar[(w >>> 8) & 15] < ar[(w >>> 12) & 15]) {
					left = (left - Cycles.REFETCH) | 0;
					extra = (extra + Cycles.REFETCH) | 0;
					i = imm;
				} else i = (i + (w >>> 28)) | 0;
				continue;
			case Op.BGE:
				if (ar[(w >>> 8) & 15] >= ar[(w >>> 12) & 15]) {
					left = (left - Cycles.REFETCH) | 0;
					extra = (extra + Cycles.REFETCH) | 0;
					i = imm;
				} else i = (i + (w >>> 28)) | 0;
				continue;
			case Op.BLTU:
				if (ar[(w >>> 8) & 15] >>> 0 < ar[(w >>> 12) & 15] >>> 0) {
					left = (left - Cycles.REFETCH) | 0;
					extra = (extra + Cycles.REFETCH) | 0;
					i = imm;
				} else i = (i + (w >>> 28)) | 0;
				continue;
			case Op.BGEU:
				if (ar[(w >>> 8) & 15] >>> 0 >= ar[(w >>> 12) & 15] >>> 0) {
					left = (left - Cycles.REFETCH) | 0;
					extra = (extra + Cycles.REFETCH) | 0;
					i = imm;
				} else i = (i + (w >>> 28)) | 0;
				continue;
			case Op.BNONE:
				if ((ar[(w >>> 8) & 15] & ar[(w >>> 12) & 15]) === 0) {
					left = (left - Cycles.REFETCH) | 0;
					extra = (extra + Cycles.REFETCH) | 0;
					i = imm;
				} else i = (i + (w >>> 28)) | 0;
				continue;
			case Op.BANY:
				if ((ar[(w >>> 8) & 15] & ar[(w >>> 12) & 15]) !== 0) {
					left = (left - Cycles.REFETCH) | 0;
					extra = (extra + Cycles.REFETCH) | 0;
					i = imm;
				} else i = (i + (w >>> 28)) | 0;
				continue;
			case Op.BALL:
				if ((~ar[(w >>> 8) & 15] & ar[(w >>> 12) & 15]) === 0) {
					left = (left - Cycles.REFETCH) | 0;
					extra = (extra + Cycles.REFETCH) | 0;
					i = imm;
				} else i = (i + (w >>> 28)) | 0;
				continue;
			case Op.BNALL:
				if ((~ar[(w >>> 8) & 15] & ar[(w >>> 12) & 15]) !== 0) {
					left = (left - Cycles.REFETCH) | 0;
					extra = (extra + Cycles.REFETCH) | 0;
					i = imm;
				} else i = (i + (w >>> 28)) | 0;
				continue;
			case Op.BBC:
				if (((ar[(w >>> 8) & 15] >>> ar[(w >>> 12) & 15]) & 1) === 0) {
					left = (left - Cycles.REFETCH) | 0;
					extra = (extra + Cycles.REFETCH) | 0;
					i = imm;
				} else i = (i + (w >>> 28)) | 0;
				continue;
			case Op.BBS:
				if (((ar[(w >>> 8) & 15] >>> ar[(w >>> 12) & 15]) & 1) !== 0) {
					left = (left - Cycles.REFETCH) | 0;
					extra = (extra + Cycles.REFETCH) | 0;
					i = imm;
				} else i = (i + (w >>> 28)) | 0;
				continue;
			case Op.BBCI:
				if (((ar[(w >>> 8) & 15] >>> (w >>> 20)) & 1) === 0) {
					left = (left - Cycles.REFETCH) | 0;
					extra = (extra + Cycles.REFETCH) | 0;
					i = imm;
				} else i = (i + (w >>> 28)) | 0;
				continue;
			case Op.BBSI:
				if (((ar[(w >>> 8) & 15] >>> (w >>> 20)) & 1) !== 0) {
					left = (left - Cycles.REFETCH) | 0;
					extra = (extra + Cycles.REFETCH) | 0;
					i = imm;
				} else i = (i + (w >>> 28)) | 0;
				continue;
			case Op.NOP:
				i = (i + (w >>> 28)) | 0;
				continue;
			default:
		}
		left = (left + Cycles.INSTRUCTION) | 0;
		done = false;
		break;
	} while (left > 0);
	countInstructions(cpu, mark - left - extra);
	cpu[Word.LEFT] = left;
	cpu[Word.PC] = CodeSpace.BASE + (i >>> 1);
	return done;
}

/**
 * Executes from PC while LEFT > 0, until STOP is set, or until PC leaves the memory code can be
 * fetched from. Interrupts and debug registers are the caller's business. `code` is the code cache's
 * entries, or its marked entries, in which a mark ends the run too.
 */
export function interpret(machine: Machine, code: Int32Array = machine.bus.code.entries): void {
	const { cpu } = machine;
	while (cpu[Word.LEFT] > 0 && cpu[Word.STOP] === 0) {
		const index = codeIndex(machine);
		if (index < 0 || runInline(machine, index, code)) return;
		if ((code[(cpu[Word.PC] - CodeSpace.BASE) * 2] & 0xff) === Op.ENTER) return;
		slowPath(machine);
	}
}

/** Executes one instruction of an open slice: at the same distance from the slice's start, as if one cycle were left. */
export function interpretOne(machine: Machine): void {
	const held = holdBack(machine, 1);
	interpret(machine);
	giveBack(machine, held);
}
