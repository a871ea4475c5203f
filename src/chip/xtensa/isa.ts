/**
 * The LX106 instruction set as one table, in the order of the ISA manual's opcode chart.
 *
 * Decoder, disassembler and tests derive from it. A word is matched as
 * `(word & mask) === match`; 16-bit (density) instructions occupy the low half of the word.
 */
import type { OperandName } from "./operands.js";
import { SPECIAL_REGISTERS } from "./special-registers.js";

/**
 * What an instruction does, as the interpreter's switch sees it; density forms share the number of
 * their long form. Up to `LAST_INLINE` the interpreter's loop has a case for it, the rest run out
 * of line.
 */
export const enum Op {
	/** Not decoded yet. */
	NONE,
	ADD,
	ADDX2,
	ADDX4,
	ADDX8,
	SUB,
	SUBX2,
	SUBX4,
	SUBX8,
	AND,
	OR,
	XOR,
	NEG,
	ABS,
	ADDI,
	MOVI,
	MOV,
	MOVEQZ,
	MOVNEZ,
	MOVLTZ,
	MOVGEZ,
	EXTUI,
	SLLI,
	SRLI,
	SRAI,
	SLL,
	SRL,
	SRA,
	SRC,
	SSR,
	SSL,
	SSA8L,
	SSA8B,
	SSAI,
	NSA,
	NSAU,
	MUL16U,
	MUL16S,
	MULL,
	L32R,
	L8UI,
	L16UI,
	L16SI,
	L32I,
	S8I,
	S16I,
	S32I,
	J,
	JX,
	CALL0,
	CALLX0,
	BEQZ,
	BNEZ,
	BLTZ,
	BGEZ,
	BEQI,
	BNEI,
	BLTI,
	BGEI,
	BLTUI,
	BGEUI,
	BEQ,
	BNE,
	BLT,
	BGE,
	BLTU,
	BGEU,
	BNONE,
	BANY,
	BALL,
	BNALL,
	BBC,
	BBS,
	BBCI,
	BBSI,
	NOP,
	LAST_INLINE = NOP,
	/** L32R whose literal is not plain memory, or relative to LITBASE. */
	L32R_SLOW,
	RSR,
	WSR,
	XSR,
	RSIL,
	WAITI,
	RFE,
	RFDE,
	RFI,
	ISYNC,
	SYSCALL,
	SIMCALL,
	BREAK,
	/** Reads and probes of the TLBs: the region attributes are not modelled. */
	READ_ZERO,
	ILL,
	/** No instruction: a mark in front of one that has been translated. */
	ENTER,
	COUNT,
}

/** One row of the chart. */
export interface Instruction {
	readonly name: string;
	readonly op: Op;
	/** Bytes: 2 or 3. */
	readonly length: 2 | 3;
	readonly match: number;
	readonly mask: number;
	/** Operands in assembly order. */
	readonly operands: readonly OperandName[];
}

type Row = readonly [name: string, op: Op, match: number, mask: number, operands?: string];

/** One row for each special register that `mnemonic` can name. */
function specialRows(mnemonic: string, op: Op, match: number): Row[] {
	const letter = mnemonic[0];
	return SPECIAL_REGISTERS.filter(({ access }) => access.includes(letter)).map(
		({ name, number, illegal }): Row => [
			`${mnemonic}.${name}`,
			illegal.includes(letter) ? Op.ILL : op,
			match | (number << 8),
			0xffff0f,
			"t",
		],
	);
}

const rows: readonly Row[] = [
	// op0 = 0, op1 = 0: ST0
	["ill", Op.ILL, 0x000000, 0xffffff],
	["ret", Op.JX, 0x000080, 0xfff0ff],
	["jx", Op.JX, 0x0000a0, 0xfff0ff, "s"],
	["callx0", Op.CALLX0, 0x0000c0, 0xfff0ff, "s"],
	["isync", Op.ISYNC, 0x002000, 0xffffff],
	["rsync", Op.NOP, 0x002010, 0xffffff],
	["esync", Op.NOP, 0x002020, 0xffffff],
	["dsync", Op.NOP, 0x002030, 0xffffff],
	["excw", Op.NOP, 0x002080, 0xffffff],
	["memw", Op.NOP, 0x0020c0, 0xffffff],
	["extw", Op.NOP, 0x0020d0, 0xffffff],
	["nop", Op.NOP, 0x0020f0, 0xffffff],
	["rfe", Op.RFE, 0x003000, 0xffffff],
	["rfde", Op.RFDE, 0x003200, 0xffffff],
	["rfi", Op.RFI, 0x003010, 0xfff0ff, "imms"],
	["break", Op.BREAK, 0x004000, 0xfff00f, "imms immt"],
	["syscall", Op.SYSCALL, 0x005000, 0xffffff],
	["simcall", Op.SIMCALL, 0x005100, 0xffffff],
	["rsil", Op.RSIL, 0x006000, 0xfff00f, "t imms"],
	["waiti", Op.WAITI, 0x007000, 0xfff0ff, "imms"],
	["and", Op.AND, 0x100000, 0xff000f, "r s t"],
	["or", Op.OR, 0x200000, 0xff000f, "r s t"],
	["xor", Op.XOR, 0x300000, 0xff000f, "r s t"],
	// ST1
	["ssr", Op.SSR, 0x400000, 0xfff0ff, "s"],
	["ssl", Op.SSL, 0x401000, 0xfff0ff, "s"],
	["ssa8l", Op.SSA8L, 0x402000, 0xfff0ff, "s"],
	["ssa8b", Op.SSA8B, 0x403000, 0xfff0ff, "s"],
	["ssai", Op.SSAI, 0x404000, 0xfff0ef, "ssaiAmount"],
	// No external register is known: both do nothing.
	["rer", Op.NOP, 0x406000, 0xfff00f],
	["wer", Op.NOP, 0x407000, 0xfff00f],
	["nsa", Op.NSA, 0x40e000, 0xfff00f, "t s"],
	["nsau", Op.NSAU, 0x40f000, 0xfff00f, "t s"],
	// TLB
	["ritlb0", Op.READ_ZERO, 0x503000, 0xfff00f, "t s"],
	["iitlb", Op.NOP, 0x504000, 0xfff0ff, "s"],
	["pitlb", Op.READ_ZERO, 0x505000, 0xfff00f, "t s"],
	["witlb", Op.NOP, 0x506000, 0xfff00f, "t s"],
	["ritlb1", Op.READ_ZERO, 0x507000, 0xfff00f, "t s"],
	["rdtlb0", Op.READ_ZERO, 0x50b000, 0xfff00f, "t s"],
	["idtlb", Op.NOP, 0x50c000, 0xfff0ff, "s"],
	["pdtlb", Op.READ_ZERO, 0x50d000, 0xfff00f, "t s"],
	["wdtlb", Op.NOP, 0x50e000, 0xfff00f, "t s"],
	["rdtlb1", Op.READ_ZERO, 0x50f000, 0xfff00f, "t s"],
	["neg", Op.NEG, 0x600000, 0xff0f0f, "r t"],
	["abs", Op.ABS, 0x600100, 0xff0f0f, "r t"],
	["add", Op.ADD, 0x800000, 0xff000f, "r s t"],
	["addx2", Op.ADDX2, 0x900000, 0xff000f, "r s t"],
	["addx4", Op.ADDX4, 0xa00000, 0xff000f, "r s t"],
	["addx8", Op.ADDX8, 0xb00000, 0xff000f, "r s t"],
	["sub", Op.SUB, 0xc00000, 0xff000f, "r s t"],
	["subx2", Op.SUBX2, 0xd00000, 0xff000f, "r s t"],
	["subx4", Op.SUBX4, 0xe00000, 0xff000f, "r s t"],
	["subx8", Op.SUBX8, 0xf00000, 0xff000f, "r s t"],
	// op1 = 1: RST1
	["slli", Op.SLLI, 0x010000, 0xef000f, "r s slliAmount"],
	["srai", Op.SRAI, 0x210000, 0xef000f, "r t sraiAmount"],
	["srli", Op.SRLI, 0x410000, 0xff000f, "r t srliAmount"],
	...specialRows("xsr", Op.XSR, 0x610000),
	["src", Op.SRC, 0x810000, 0xff000f, "r s t"],
	["srl", Op.SRL, 0x910000, 0xff0f0f, "r t"],
	["sll", Op.SLL, 0xa10000, 0xff00ff, "r s"],
	["sra", Op.SRA, 0xb10000, 0xff0f0f, "r t"],
	["mul16u", Op.MUL16U, 0xc10000, 0xff000f, "r s t"],
	["mul16s", Op.MUL16S, 0xd10000, 0xff000f, "r s t"],
	["rfdo", Op.ILL, 0xf1e000, 0xfff0ff, "imms"],
	["rfdd", Op.ILL, 0xf1e010, 0xfff0ff],
	// op1 = 2: RST2
	["mull", Op.MULL, 0x820000, 0xff000f, "r s t"],
	// op1 = 3: RST3
	...specialRows("rsr", Op.RSR, 0x030000),
	...specialRows("wsr", Op.WSR, 0x130000),
	["moveqz", Op.MOVEQZ, 0x830000, 0xff000f, "r s t"],
	["movnez", Op.MOVNEZ, 0x930000, 0xff000f, "r s t"],
	["movltz", Op.MOVLTZ, 0xa30000, 0xff000f, "r s t"],
	["movgez", Op.MOVGEZ, 0xb30000, 0xff000f, "r s t"],
	// op1 = 4, 5
	["extui", Op.EXTUI, 0x040000, 0x0e000f, "r t extuiShift extuiWidth"],
	// op0 = 1
	["l32r", Op.L32R, 0x000001, 0x00000f, "t literal16"],
	// op0 = 2: LSAI
	["l8ui", Op.L8UI, 0x000002, 0x00f00f, "t s uimm8"],
	["l16ui", Op.L16UI, 0x001002, 0x00f00f, "t s uimm8x2"],
	["l32i", Op.L32I, 0x002002, 0x00f00f, "t s uimm8x4"],
	["s8i", Op.S8I, 0x004002, 0x00f00f, "t s uimm8"],
	["s16i", Op.S16I, 0x005002, 0x00f00f, "t s uimm8x2"],
	["s32i", Op.S32I, 0x006002, 0x00f00f, "t s uimm8x4"],
	["l16si", Op.L16SI, 0x009002, 0x00f00f, "t s uimm8x2"],
	["movi", Op.MOVI, 0x00a002, 0x00f00f, "t simm12"],
	["addi", Op.ADDI, 0x00c002, 0x00f00f, "t s simm8"],
	["addmi", Op.ADDI, 0x00d002, 0x00f00f, "t s simm8x256"],
	// op0 = 5: CALLN
	["call0", Op.CALL0, 0x000005, 0x00003f, "call18"],
	// op0 = 6: SI
	["j", Op.J, 0x000006, 0x00003f, "label18"],
	["beqz", Op.BEQZ, 0x000016, 0x0000ff, "s label12"],
	["bnez", Op.BNEZ, 0x000056, 0x0000ff, "s label12"],
	["bltz", Op.BLTZ, 0x000096, 0x0000ff, "s label12"],
	["bgez", Op.BGEZ, 0x0000d6, 0x0000ff, "s label12"],
	["beqi", Op.BEQI, 0x000026, 0x0000ff, "s b4const label8"],
	["bnei", Op.BNEI, 0x000066, 0x0000ff, "s b4const label8"],
	["blti", Op.BLTI, 0x0000a6, 0x0000ff, "s b4const label8"],
	["bgei", Op.BGEI, 0x0000e6, 0x0000ff, "s b4const label8"],
	["bltui", Op.BLTUI, 0x0000b6, 0x0000ff, "s b4constu label8"],
	["bgeui", Op.BGEUI, 0x0000f6, 0x0000ff, "s b4constu label8"],
	// op0 = 7: B
	["bnone", Op.BNONE, 0x000007, 0x00f00f, "s t label8"],
	["beq", Op.BEQ, 0x001007, 0x00f00f, "s t label8"],
	["blt", Op.BLT, 0x002007, 0x00f00f, "s t label8"],
	["bltu", Op.BLTU, 0x003007, 0x00f00f, "s t label8"],
	["ball", Op.BALL, 0x004007, 0x00f00f, "s t label8"],
	["bbc", Op.BBC, 0x005007, 0x00f00f, "s t label8"],
	["bbci", Op.BBCI, 0x006007, 0x00e00f, "s bit label8"],
	["bany", Op.BANY, 0x008007, 0x00f00f, "s t label8"],
	["bne", Op.BNE, 0x009007, 0x00f00f, "s t label8"],
	["bge", Op.BGE, 0x00a007, 0x00f00f, "s t label8"],
	["bgeu", Op.BGEU, 0x00b007, 0x00f00f, "s t label8"],
	["bnall", Op.BNALL, 0x00c007, 0x00f00f, "s t label8"],
	["bbs", Op.BBS, 0x00d007, 0x00f00f, "s t label8"],
	["bbsi", Op.BBSI, 0x00e007, 0x00e00f, "s bit label8"],
	// Density
	["l32i.n", Op.L32I, 0x0008, 0x000f, "t s uimm4x4"],
	["s32i.n", Op.S32I, 0x0009, 0x000f, "t s uimm4x4"],
	["add.n", Op.ADD, 0x000a, 0x000f, "r s t"],
	["addi.n", Op.ADDI, 0x000b, 0x000f, "r s ai4"],
	["movi.n", Op.MOVI, 0x000c, 0x008f, "s simm7"],
	["beqz.n", Op.BEQZ, 0x008c, 0x00cf, "s label6"],
	["bnez.n", Op.BNEZ, 0x00cc, 0x00cf, "s label6"],
	["mov.n", Op.MOV, 0x000d, 0xf00f, "t s"],
	["ret.n", Op.JX, 0xf00d, 0xf0ff],
	["break.n", Op.BREAK, 0xf02d, 0xf0ff, "imms"],
	["nop.n", Op.NOP, 0xf03d, 0xffff],
	["ill.n", Op.ILL, 0xf06d, 0xffff],
];

/** Bytes of the instruction that starts with this word: density opcodes are 8 to 13. */
export function instructionLength(word: number): 2 | 3 {
	return (word & 15) >= 8 ? 2 : 3;
}

/** Every instruction of the core. */
export const INSTRUCTIONS: readonly Instruction[] = rows.map(([name, op, match, mask, operands]) => ({
	name,
	op,
	length: instructionLength(match),
	match,
	mask,
	operands: (operands?.split(" ") ?? []) as OperandName[],
}));

/** The bits that tell most of the instructions of an op0 apart: op2 and op1 of QRST, those of SI's branches, else r. */
const KEYS: readonly (readonly [shift: number, mask: number])[] = Array.from({ length: 16 }, (_, op0) =>
	op0 === 0 ? [16, 0xff] : [op0 === 6 ? 4 : 12, 15],
);
/** Instructions by op0 and these bits, as they are asked for. */
const byKey: (readonly Instruction[] | undefined)[] = new Array(16 << 8);

/** Those that a word with this op0 and key may be. */
function candidates(op0: number, key: number): readonly Instruction[] {
	const [shift, keyMask] = KEYS[op0];
	const mask = 15 | (keyMask << shift);
	const bits = op0 | (key << shift);
	return INSTRUCTIONS.filter((i) => ((i.match ^ bits) & i.mask & mask) === 0);
}

/** The instruction in the low 24 (or 16) bits of `word`, or undefined when the core has none such. */
export function findInstruction(word: number): Instruction | undefined {
	const op0 = word & 15;
	const key = (word >>> KEYS[op0][0]) & KEYS[op0][1];
	byKey[(op0 << 8) | key] ??= candidates(op0, key);
	const found = byKey[(op0 << 8) | key]!;
	for (let i = 0; i < found.length; i++) if ((word & found[i].mask) === found[i].match) return found[i];
	return undefined;
}
