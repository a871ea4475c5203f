/** The core's registers as a debugger sees them. */
import type { Chip } from "../../chip/chip.js";
import { Word } from "../../chip/xtensa/cpu-state.js";

/** The words of the core's state, by `Word`. */
export const coreOf = (chip: Chip): Uint32Array =>
	new Uint32Array(chip.state.buffer, chip.state.place("cpu").offset, Word.COUNT);

/** Address of the instruction that comes next. */
export const pcOf = (chip: Chip): number => coreOf(chip)[Word.PC];

/** a0 to a15. */
export const registersOf = (chip: Chip): Uint32Array => coreOf(chip).subarray(Word.AR, Word.AR + 16);
