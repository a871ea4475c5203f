/** What the ROM keeps in data RAM: tasks, timers, handlers, buffers, descriptors, masks. */
import type { Bench } from "../bench.js";
import type { Comparison } from "../compare.js";
import type { Random } from "../random.js";
import { A, AREA, B, C, D, values } from "./inputs.js";

const TASKS = 0x3fffdab0;
const TIMER_LIST = 0x3fffddb0;
const TIMER_COUNT = 0x60000624;
const UART_DEVICE = 0x3fffde10;
const TIMER_BYTES = 20;
const IDLE = 0xffffffff;
/** A function that returns at once: _xtos_p_none. */
const NOTHING = 0x4000dbf8;

/** A code address of the guest's. */
const code = (random: Random): number => 0x40100000 + 4 * random.below(0x1000);

/** Five timers at A, some of them in the list, sorted, and one that is idle; the count stands anywhere. */
function timers(bench: Bench, random: Random): void {
	const now = random.word();
	bench.registers?.preset(TIMER_COUNT, now);
	const expiries = Array.from({ length: 5 }, () => (now + random.below(0x10000) - 0x4000) >>> 0);
	expiries.sort((a, b) => ((a - now) | 0) - ((b - now) | 0));
	const listed = expiries.map(() => random.below(3) > 0);
	let place = TIMER_LIST;
	expiries.forEach((expire, i) => {
		const at = A + TIMER_BYTES * i;
		[IDLE, expire, random.pick([0, random.below(0x1000)]), NOTHING, random.word()].forEach((word, k) => {
			bench.setWord(at + 4 * k, word);
		});
		if (!listed[i]) return;
		bench.setWord(place, at);
		place = at;
	});
	bench.setWord(place, 0);
	[IDLE, random.word(), random.word(), random.word(), random.word()].forEach((word, k) => {
		bench.setWord(idleTimer + 4 * k, word);
	});
}

const idleTimer = A + TIMER_BYTES * 5;
const timer = (random: Random): number => A + TIMER_BYTES * random.below(5);

const onTimers = (name: string, args: (random: Random) => readonly number[]): Comparison => ({
	name,
	result: "none",
	prepare(bench, random) {
		timers(bench, random);
		return args(random);
	},
});

/** A task of priority 1 to 31 whose queue at A has some messages. */
function task(bench: Bench, random: Random): number {
	const priority = 1 + random.below(31);
	const length = 1 + random.below(8);
	const count = random.below(length + 1);
	const get = random.below(length);
	const put = (get + count) % length;
	bench.put(A, random.bytes(AREA));
	const words = [code(random), A, length | (put << 8) | (get << 16) | (count << 24), 2 ** (priority - 1)];
	words.forEach((word, i) => {
		bench.setWord(TASKS + 16 + 16 * (priority - 1) + 4 * i, word);
	});
	return priority;
}

/** The console's receive buffer, with something in it or not. */
function received(bench: Bench, random: Random): void {
	const place = () => A + random.below(256);
	bench.put(A, random.bytes(AREA));
	[random.integer(), A, place(), place()].forEach((word, i) => {
		bench.setWord(UART_DEVICE + 24 + 4 * i, word);
	});
	if (random.below(4) === 0) bench.setWord(UART_DEVICE + 36, bench.word(UART_DEVICE + 32));
}

const onReceived = (
	name: string,
	result: Comparison["result"],
	args: () => readonly number[],
): Comparison => ({
	name,
	result,
	prepare(bench, random) {
		received(bench, random);
		bench.registers?.receive(random.below(5));
		return args();
	},
});

/** A chain of descriptors of eight bytes each at A. */
function chain(bench: Bench, random: Random): number {
	const count = 1 + random.below(12);
	for (let i = 0; i < count; i++) {
		const at = A + 12 * i;
		bench.setWord(at, random.word());
		bench.setWord(at + 4, B + 8 * i);
		bench.setWord(at + 8, i + 1 < count ? at + 12 : 0);
	}
	return count;
}

/** Causes whose first handler has no name: the ROM's own words for a crash. */
const exceptionCause = (random: Random): number => random.pick([1, 4, 5, 6, 7, 12, 20, 31, 63, 64, 100]);

const atAnyLevel = (name: string): Comparison => ({
	name,
	result: "word",
	prepare(bench, random) {
		bench.ps = random.below(64);
		return [random.integer()];
	},
});

const mask = (random: Random): number => (random.word() & random.word()) >>> 0;

export const STRUCTURES: readonly Comparison[] = [
	onTimers("ets_timer_setfn", (r) => [timer(r), code(r), r.word()]),
	onTimers("timer_insert", (r) => [r.word(), idleTimer]),
	onTimers("ets_timer_arm", (r) => [
		idleTimer,
		r.pick([r.below(100), r.below(40_000), r.integer()]),
		r.below(2),
	]),
	onTimers("ets_timer_disarm", (r) => [timer(r)]),
	onTimers("ets_timer_done", () => [idleTimer]),
	onTimers("ets_timer_handler_isr", () => []),
	// The alarm's interrupt and its task.
	{ ...values("_ets_timer_init", "none", () => []), code: [0x3fffc228, 0x3fffdca0] },
	values("_ets_set_idle_cb", "none", (r) => [code(r), r.word()]),
	values("_ets_task", "none", (r) => [code(r), 1 + r.below(31), r.word(), r.below(256)]),
	{
		name: "_ets_post",
		result: "word",
		prepare: (bench, random) => [task(bench, random), random.word(), random.word()],
	},
	values("ets_set_user_start", "none", (r) => [r.word()]),
	values("ets_update_cpu_frequency", "none", (r) => [r.below(256)]),
	values("ets_get_cpu_frequency", "word", () => []),
	values("phy_get_romfuncs", "word", () => []),
	values("_xtos_set_exception_handler", "code", (r) => [exceptionCause(r), r.pick([0, code(r)])]),
	values("_xtos_set_interrupt_handler", "code", (r) => [r.below(20), r.pick([0, code(r)])]),
	values("_xtos_set_interrupt_handler_arg", "code", (r) => [r.below(20), r.pick([0, code(r)]), r.word()]),
	values("ets_isr_attach", "none", (r) => [r.below(15), code(r), r.word()]),
	values("_xtos_ints_on", "word", (r) => [mask(r)]),
	values("_xtos_ints_off", "word", (r) => [mask(r)]),
	values("ets_isr_unmask", "none", (r) => [mask(r)]),
	values("ets_isr_mask", "none", (r) => [mask(r)]),
	values("_xtos_set_vpri", "word", (r) => [mask(r)]),
	atAnyLevel("_xtos_set_intlevel"),
	atAnyLevel("_xtos_set_min_intlevel"),
	values("_xtos_restore_intlevel", "none", (r) => [r.below(16) | 0x20]),
	values("_xtos_p_none", "none", () => []),
	values("ets_intr_lock", "none", () => []),
	values("ets_intr_unlock", "none", () => []),
	values("xthal_get_ccompare", "word", (r) => [r.below(3)]),
	values("xthal_set_ccompare", "none", (r) => [r.below(3), r.word()]),
	values("xthal_get_interrupt", "word", () => []),
	values("xthal_set_intclear", "none", (r) => [mask(r)]),
	values("xthal_window_spill", "none", () => []),
	values("xthal_window_spill_nw", "none", () => []),
	onReceived("uart_rx_one_char", "word", () => [C]),
	onReceived("uart_rx_readbuff", "word", () => [UART_DEVICE + 24, C]),
	onReceived("uart_rx_intr_handler", "none", () => [UART_DEVICE + 24]),
	values("uart_buff_switch", "none", (r) => [r.below(2)]),
	values("GetUartDevice", "word", () => []),
	values("uartAttach", "none", () => []),
	values("SPIParamCfg", "word", (r) => [r.word(), r.word(), r.word(), r.word(), r.word(), r.word()]),
	values("gpio_intr_handler_register", "none", (r) => [code(r), r.word()]),
	{
		name: "lldesc_build_chain",
		result: "word",
		prepare(bench, random) {
			bench.put(A, random.bytes(AREA));
			const block = 4 + random.below(60);
			const count = 1 + random.below(10);
			return [A, 12 * count, B, block * count + random.below(block), block, random.below(2), D, D + 4];
		},
	},
	{
		name: "lldesc_num2link",
		result: "word",
		prepare: (bench, random) => [A, 1 + random.below(chain(bench, random))],
	},
	{
		name: "lldesc_set_owner",
		result: "word",
		prepare: (bench, random) => [A, 1 + random.below(chain(bench, random)), random.below(256)],
	},
];
