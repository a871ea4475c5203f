/**
 * Shows V8 every path of the interpreter's loop before the loop gets hot.
 *
 * V8 compiles the loop for the cases it has seen, and throws the compiled code away when another
 * one turns up. A guest meets its instructions one after another, which would cost a dozen
 * compilations of the largest function there is; having run each once on a machine of no
 * consequence leaves one.
 */
import { Bus } from "../memory/bus.js";
import { dramComponent, flashComponent, iramComponent, Region, romComponent } from "../memory/memories.js";
import { ChipState } from "../state/chip-state.js";
import { cpuComponent, Word } from "./cpu-state.js";
import { interpret } from "./interpreter.js";
import { INSTRUCTIONS, Op } from "./isa.js";
import type { Machine } from "./slow-path.js";

const FLASH_SIZE = 0x80000;
/** r = 1, s = 2, t = 3, and small immediates, where an instruction leaves these bits free. */
const OPERAND_BITS = 0x001230;
/** L32R of the word before the instruction. */
const NEAREST_LITERAL = 0xffff00;
const PC = Region.IRAM_BASE + 0x100;
const DATA = Region.DRAM_BASE + 0x100;
/** Values of a2, a3 and SAR that between them go every way through every case. */
const INPUTS: readonly (readonly [s: number, t: number, sar: number])[] = [
	[0, 0, 0],
	[1, -1, 16],
	[-1, 1, 32],
	[DATA, 1 << 31, 40],
	[DATA + 1, 5, 33],
	[Region.FLASH_WINDOW_BASE, Region.FLASH_WINDOW_BASE, 1],
	[Region.IRAM_BASE + 64, -5, 63],
	[0x7fffffff, 0x7ffffffe, 31],
];

let warm = false;

/** Does it, once in the life of the process. */
export function warmUp(): void {
	if (warm) return;
	warm = true;
	const components = [cpuComponent, dramComponent, iramComponent, romComponent, flashComponent(FLASH_SIZE)];
	const state = new ChipState(components);
	const bus = new Bus(state, { read: () => 0, write: () => {} });
	bus.mapFlash(true, 0);
	const cpu = new Int32Array(state.buffer, state.place("cpu").offset, Word.COUNT);
	const machine: Machine = { cpu, bus, heldBack: 0 };
	// V8 begins to take notes only after some calls.
	for (let round = 0; round < 2; round++) visitAll(machine);
}

/** Runs every inline instruction with every input. */
function visitAll(machine: Machine): void {
	const { cpu, bus } = machine;
	for (const { op, match, mask } of INSTRUCTIONS) {
		if (op > Op.LAST_INLINE) continue;
		const operands = op === Op.L32R ? NEAREST_LITERAL : OPERAND_BITS;
		bus.store(PC, 4, match | (operands & ~mask));
		for (const [s, t, sar] of INPUTS) {
			cpu.fill(0);
			cpu[2] = s;
			cpu[3] = t;
			cpu[Word.SAR] = sar;
			cpu[Word.PC] = PC;
			cpu[Word.LEFT] = 1;
			interpret(machine);
		}
	}
}
