/**
 * The registers in the packet that GDB expects for an Xtensa core.
 *
 * GDB 16 has the registers of one configurable core built in, and no description from the target changes that
 * (`maint print remote-registers` lists them): 45 words, most of which this core has not got. Beyond these there is no
 * way to give it a register: the rest are shown by a monitor command.
 */
import type { Chip } from "../../chip/chip.js";
import { Word } from "../../chip/xtensa/cpu-state.js";
import { PS_MASK, readSpecial, SAR_MASK, Special } from "../../chip/xtensa/special-registers.js";
import { coreOf } from "../code/registers.js";

/** Registers of the packet. */
export const REGISTER_COUNT = 45;

const PC = 0;
const FIRST_AR = 1;
const SAR = 36;
const LITBASE = 37;
const WINDOWSTART = 39;
const CONFIGID0 = 40;
const CONFIGID1 = 41;
const PS = 42;
/** PS.WOE, CALLINC: there are no register windows, and a debugger must not look for them. */
const WINDOW_BITS = 0x70000;

/** Register `number` of the packet; 0 for one that this core has not got. */
export function readRegister(chip: Chip, number: number): number {
	const core = coreOf(chip);
	if (number >= FIRST_AR && number < FIRST_AR + 16) return core[Word.AR + number - FIRST_AR];
	switch (number) {
		case PC:
			return core[Word.PC];
		case SAR:
			return core[Word.SAR];
		case LITBASE:
			return core[Word.LITBASE];
		case WINDOWSTART:
			return 1;
		case CONFIGID0:
			return readSpecial(new Int32Array(core.buffer, core.byteOffset, core.length), Special.CONFIGID0) >>> 0;
		case CONFIGID1:
			return readSpecial(new Int32Array(core.buffer, core.byteOffset, core.length), Special.CONFIGID1) >>> 0;
		case PS:
			return core[Word.PS] & ~WINDOW_BITS;
		default:
			return 0;
	}
}

/** Sets register `number` of the packet; one that this core has not got stays as it is. */
export function writeRegister(chip: Chip, number: number, value: number): void {
	const core = coreOf(chip);
	if (number >= FIRST_AR && number < FIRST_AR + 16) core[Word.AR + number - FIRST_AR] = value;
	else if (number === PC) core[Word.PC] = value;
	else if (number === SAR) core[Word.SAR] = value & SAR_MASK;
	else if (number === PS) core[Word.PS] = (core[Word.PS] & WINDOW_BITS) | (value & PS_MASK & ~WINDOW_BITS);
}

/** Whether writing `value` there would change anything. */
export function changesRegister(chip: Chip, number: number, value: number): boolean {
	const isKnown = number <= FIRST_AR + 15 || number === SAR || number === PS;
	return isKnown && readRegister(chip, number) !== value >>> 0;
}
