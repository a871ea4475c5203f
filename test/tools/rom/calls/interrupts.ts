/** Functions without a name: what the ROM installs for interrupts and tasks. */
import { type Bench, SCRATCH } from "../bench.js";
import type { Comparison } from "../compare.js";
import type { Random } from "../random.js";

const GPIO_INIT = 0x40004c50;
const GPIO_INTR_HANDLER_REGISTER = 0x40004e28;
const ETS_TIMER_INIT = 0x40002e68;
const ETS_WDT_INIT = 0x40003170;
/** _xtos_p_none: returns at once. */
const NOTHING = 0x4000dbf8;

/** Where a level-1 interrupt's handler stands, and the one of priority 31 among the tasks. */
const handlerOf = (interrupt: number): number => 0x3fffc208 + 8 * (14 - interrupt);
const TASK_31 = 0x3fffdca0;

/** Sets up by calling other functions, whose register writes are not looked at. */
const after = (
	name: string,
	at: number,
	setUp: (bench: Bench, random: Random) => readonly number[],
	code: readonly number[],
): Comparison => ({
	name,
	at,
	result: "none",
	code,
	prepare(bench, random) {
		const args = setUp(bench, random);
		if (bench.registers) bench.registers.writes.length = 0;
		return args;
	},
});

const MESSAGE = SCRATCH;
const WDT_MODE = 0x3fffc708;

export const INTERRUPTS: readonly Comparison[] = [
	after(
		"GPIO interrupt",
		handlerOf(4),
		(bench, random) => {
			bench.call(GPIO_INIT, []);
			bench.call(GPIO_INTR_HANDLER_REGISTER, [NOTHING, random.word()]);
			bench.registers?.preset(0x6000031c, random.below(0x10000));
			return [0];
		},
		[handlerOf(4)],
	),
	after(
		"timer interrupt",
		handlerOf(10),
		(bench) => {
			bench.call(ETS_TIMER_INIT, []);
			return [0];
		},
		[handlerOf(10), TASK_31],
	),
	after(
		"timer task",
		TASK_31,
		(bench, random) => {
			bench.call(ETS_TIMER_INIT, []);
			bench.setWord(MESSAGE, random.pick([0, random.below(4)]));
			bench.setWord(MESSAGE + 4, random.word());
			return [MESSAGE];
		},
		[handlerOf(10), TASK_31],
	),
	after(
		"watchdog interrupt",
		handlerOf(8),
		(bench, random) => {
			bench.call(ETS_WDT_INIT, []);
			bench.setWord(WDT_MODE, random.below(5));
			return [0];
		},
		[handlerOf(8)],
	),
];
