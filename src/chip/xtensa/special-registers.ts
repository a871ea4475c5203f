/** The core's special registers: numbers, names, where they are kept, what writing them does. */
import { Stop, Word } from "./cpu-state.js";

/** Numbers of the registers that need more than storage. */
export const enum Special {
	SAR = 3,
	LITBASE = 5,
	IBREAKENABLE = 96,
	DBREAKC0 = 160,
	CONFIGID0 = 176,
	CONFIGID1 = 208,
	INTERRUPT = 226,
	INTCLEAR = 227,
	INTENABLE = 228,
	PS = 230,
	VECBASE = 231,
	CCOUNT = 234,
	ICOUNT = 236,
	ICOUNTLEVEL = 237,
	CCOMPARE0 = 240,
}

/** One special register. */
export interface SpecialRegister {
	readonly number: number;
	readonly name: string;
	/** Which of RSR, WSR and XSR exist, by first letter. */
	readonly access: string;
	/** Those that exist in name only: executing them is an illegal instruction. */
	readonly illegal: string;
	/** Its word in the CPU state; -1 when it is not kept there. */
	readonly word: number;
}

type Row = readonly [number: number, name: string, word: number, access?: string, illegal?: string];

const rows: readonly Row[] = [
	[3, "sar", Word.SAR],
	[5, "litbase", Word.LITBASE],
	[89, "mmid", -1, "w", "w"],
	[96, "ibreakenable", Word.IBREAKENABLE],
	[104, "ddr", Word.DDR],
	[128, "ibreaka0", Word.IBREAKA0],
	[144, "dbreaka0", Word.DBREAKA0],
	[160, "dbreakc0", Word.DBREAKC0],
	[176, "176", -1, "rw", "w"],
	[177, "epc1", Word.EPC1],
	[178, "epc2", Word.EPC2],
	[179, "epc3", Word.EPC3],
	[192, "depc", Word.DEPC],
	[194, "eps2", Word.EPS2],
	[195, "eps3", Word.EPS3],
	[208, "208", -1, "r"],
	[209, "excsave1", Word.EXCSAVE1],
	[210, "excsave2", Word.EXCSAVE2],
	[211, "excsave3", Word.EXCSAVE3],
	[226, "interrupt", -1, "r"],
	[226, "intset", -1, "w"],
	[227, "intclear", -1, "w"],
	[228, "intenable", Word.INTENABLE],
	[230, "ps", Word.PS],
	[231, "vecbase", Word.VECBASE],
	[232, "exccause", Word.EXCCAUSE],
	[233, "debugcause", Word.DEBUGCAUSE, "rwx", "wx"],
	[234, "ccount", Word.CCOUNT],
	[235, "prid", -1, "r"],
	[236, "icount", Word.ICOUNT],
	[237, "icountlevel", Word.ICOUNTLEVEL],
	[238, "excvaddr", Word.EXCVADDR],
	[240, "ccompare0", Word.CCOMPARE0],
];

/** Every special register of the core; number 226 is two, one to read and one to write. */
export const SPECIAL_REGISTERS: readonly SpecialRegister[] = rows.map(
	([number, name, word, access = "rwx", illegal = ""]) => ({ number, name, word, access, illegal }),
);

const wordOf = new Int8Array(256).fill(-1);
for (const { number, word } of SPECIAL_REGISTERS) wordOf[number] = word;

/** The word in the CPU's state that keeps special register `number`; -1 for none. */
export const wordOfSpecial = (number: number): number => wordOf[number];

/** Interrupts 8 to 13 latch edges, 7 is set by software, 6 by CCOMPARE0. */
export const SOFTWARE_INTERRUPT = 1 << 7;
export const TIMER_INTERRUPT = 1 << 6;
export const CLEARABLE_INTERRUPTS = 0x3f80;

/** Bits of PS that exist; the rings of an MMU do not. */
export const PS_MASK = 0x00070f3f;
export const SAR_MASK = 63;
const LITBASE_MASK = 0xfffff001;
const VECBASE_MASK = ~0xff;
/** The core's configuration, as its public header gives it. */
const CONFIGID0 = 0xc28cdafa;
const CONFIGID1 = 0x1082b6f6;

/** CCOUNT at the start of the running instruction. */
export function readCcount(cpu: Int32Array): number {
	return (cpu[Word.CCOUNT] + cpu[Word.BUDGET] - cpu[Word.LEFT]) | 0;
}

/** What RSR reads; the register exists. PRID reads 0. */
export function readSpecial(cpu: Int32Array, number: number): number {
	switch (number) {
		case Special.CCOUNT:
			return readCcount(cpu);
		case Special.INTERRUPT:
			return cpu[Word.INT_LATCHED] | cpu[Word.INT_LINES];
		case Special.CONFIGID0:
			return CONFIGID0 | 0;
		case Special.CONFIGID1:
			return CONFIGID1;
		default:
			return wordOf[number] < 0 ? 0 : cpu[wordOf[number]];
	}
}

/** What WSR does; the register exists. */
export function writeSpecial(cpu: Int32Array, number: number, value: number): void {
	switch (number) {
		case Special.SAR:
			cpu[Word.SAR] = value & SAR_MASK;
			break;
		case Special.LITBASE:
			cpu[Word.LITBASE] = value & LITBASE_MASK;
			break;
		case Special.INTERRUPT:
			cpu[Word.INT_LATCHED] |= value & SOFTWARE_INTERRUPT;
			cpu[Word.STOP] |= Stop.INTERRUPTS;
			break;
		case Special.INTCLEAR:
			cpu[Word.INT_LATCHED] &= ~(value & CLEARABLE_INTERRUPTS);
			break;
		case Special.PS:
			cpu[Word.PS] = value & PS_MASK;
			cpu[Word.STOP] |= Stop.INTERRUPTS;
			break;
		case Special.VECBASE:
			cpu[Word.VECBASE] = value & VECBASE_MASK;
			break;
		case Special.CCOUNT:
			cpu[Word.CCOUNT] = value - (cpu[Word.BUDGET] - cpu[Word.LEFT]);
			cpu[Word.STOP] |= Stop.CHIP | Stop.TIMER;
			break;
		case Special.CCOMPARE0:
			cpu[Word.CCOMPARE0] = value;
			cpu[Word.INT_LATCHED] &= ~TIMER_INTERRUPT;
			cpu[Word.STOP] |= Stop.CHIP | Stop.TIMER;
			break;
		case Special.ICOUNTLEVEL:
			cpu[Word.ICOUNTLEVEL] = value & 15;
			cpu[Word.STOP] |= Stop.INTERRUPTS;
			break;
		case Special.IBREAKENABLE:
			cpu[Word.IBREAKENABLE] = value & 1;
			cpu[Word.STOP] |= Stop.INTERRUPTS;
			break;
		case Special.INTENABLE:
		case Special.DBREAKC0:
			cpu[wordOf[number]] = value;
			cpu[Word.STOP] |= Stop.INTERRUPTS;
			break;
		default: {
			const word = wordOf[number];
			if (word >= 0) cpu[word] = value;
		}
	}
}
