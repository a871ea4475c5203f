/** GPIO, the UARTs' settings, the watchdog, the reset's cause. */
import type { Comparison } from "../compare.js";
import type { Random } from "../random.js";
import { values } from "./inputs.js";

/** The entry of the GPIO interrupt and its argument in the table of interrupts; the handler that stands in at first. */
const GPIO_CODE = [0x3fffc258, 0x3fffdfd4];
const RX_STATE = 0x3fffde48;
const GPIO_PENDING = 0x3fffdfd0;
const GPIO_TYPES = 0x3fffdfe0;
const WDT_MODE = 0x3fffc708;

/** The watchdog's timer and interrupt. */
const WDT_CODE = [0x3fffddec, 0x3fffc238];

const word = (random: Random): number => random.word();

/** The interrupt types that the ROM remembers, one a pin, and the pins that are not acknowledged. */
const onTypes = (
	name: string,
	result: Comparison["result"],
	args: (random: Random) => readonly number[],
): Comparison => ({
	name,
	result,
	prepare(bench, random) {
		bench.put(
			GPIO_TYPES,
			Uint8Array.from({ length: 16 }, () => random.below(8)),
		);
		bench.setWord(GPIO_PENDING, random.below(0x10000));
		return args(random);
	},
});

const onWatchdog = (
	name: string,
	result: Comparison["result"],
	args: (random: Random) => readonly number[],
): Comparison => ({
	name,
	result,
	prepare(bench, random) {
		for (let i = 0; i < 3; i++)
			bench.setWord(WDT_MODE + 4 * i, random.pick([0, 0xffffffff, random.below(6), 3 * random.below(5)]));
		return args(random);
	},
});

export const PINS: readonly Comparison[] = [
	values("gpio_output_set", "none", (r) => [word(r), word(r), word(r), word(r)]),
	values("gpio_input_get", "word", () => []),
	onTypes("gpio_register_set", "none", (r) => [r.below(16), word(r)]),
	onTypes("gpio_register_get", "word", (r) => [r.below(16)]),
	values("gpio_pin_intr_state_set", "none", (r) => [r.below(16), r.below(8)]),
	values("gpio_pin_wakeup_enable", "none", (r) => [r.below(16), r.pick([4, 5])]),
	values("gpio_pin_wakeup_disable", "none", () => []),
	onTypes("gpio_intr_ack", "none", (r) => [word(r)]),
	onTypes("gpio_intr_test", "none", (r) => [word(r), word(r)]),
	onTypes("gpio_intr_pending", "word", () => []),
	{ ...values("gpio_init", "none", () => []), code: GPIO_CODE },
	values("uart_div_modify", "none", (r) => [r.below(2), r.below(1 << 20)]),
	values("Uart_Init", "none", (r) => [r.below(2)]),
	{
		name: "uart_baudrate_detect",
		result: "word",
		prepare(bench, random) {
			const uart = random.below(2);
			const noWait = random.below(2);
			bench.setWord(RX_STATE, random.below(3));
			bench.registers?.preset(0x60000030 + 0xf00 * uart, random.word() | (noWait ? 0 : 32));
			return [uart, noWait];
		},
	},
	onWatchdog("ets_wdt_get_mode", "word", () => []),
	{ ...onWatchdog("ets_wdt_enable", "none", (r) => [r.below(6), r.below(16), r.below(16)]), code: WDT_CODE },
	onWatchdog("ets_wdt_disable", "word", () => []),
	{ ...onWatchdog("ets_wdt_restore", "none", (r) => [r.pick([0xffffffff, r.below(5)])]), code: WDT_CODE },
	{ ...onWatchdog("ets_wdt_init", "none", () => []), code: WDT_CODE },
	values("rtc_get_reset_reason", "word", () => []),
];
