/** Formatted output, numbers and addresses in text, random numbers, what is installed for the console. */
import type { Bench } from "../bench.js";
import type { Comparison } from "../compare.js";
import type { Random } from "../random.js";
import { A, AREA, B, C, D, fill, near, onMemory, values } from "./inputs.js";

const HEX_DIGITS = "0123456789abcdefABCDEF";
const PUTC1 = 0x3fffdd48;
const RAND_STATE = 0x3fffc3a0;
const FORMAT = A;
const STRINGS = B;

/** Text around conversions; a line end is two characters on the console. */
const BETWEEN = ["", "a", " = ", "\n", "\r", "x: "];
const KINDS = ["d", "D", "u", "U", "x", "X", "p", "c", "s"];

/** Puts a format at A and strings at B; the arguments that go with it. */
function format(bench: Bench, random: Random): number[] {
	const args: number[] = [];
	let text = "";
	for (let n = random.below(5); n > 0; n--) {
		const kind = random.pick(KINDS);
		const width = random.pick(["", "", String(random.below(12)), `0${1 + random.below(11)}`]);
		text += `${random.pick(BETWEEN)}%${random.pick(["", "", "-"])}${width}${kind}`;
		args.push(kind === "s" ? string(bench, random, args.length) : random.integer());
	}
	bench.putText(FORMAT, text + random.pick(BETWEEN));
	return args;
}

function string(bench: Bench, random: Random, n: number): number {
	if (random.below(8) === 0) return 0;
	const at = STRINGS + 24 * n;
	bench.putText(at, "microcontroller".slice(0, random.below(16)));
	return at;
}

const printing = (name: string): Comparison => ({
	name,
	result: "word",
	prepare: (bench, random) => [FORMAT, ...format(bench, random)],
});

/** The way to print with a va_list: registers that were saved at C, and where the stack goes on. */
const vprintf: Comparison = {
	name: "ets_vprintf",
	result: "word",
	prepare(bench, random) {
		const args = format(bench, random);
		args.forEach((arg, i) => {
			bench.setWord(C + 4 * i, arg);
		});
		const ETS_WRITE_CHAR = 0x40001da0;
		return [ETS_WRITE_CHAR, FORMAT, 0, C, 0];
	},
};

const digit = (random: Random): number =>
	random.below(4) === 0 ? random.below(256) : HEX_DIGITS.charCodeAt(random.below(HEX_DIGITS.length));

export const TEXT: readonly Comparison[] = [
	printing("ets_printf"),
	printing("ets_uart_printf"),
	vprintf,
	values("ets_write_char", "none", (r) => [r.below(256)]),
	values("ets_putc", "none", (r) => [r.below(256)]),
	values("uart_tx_one_char", "word", (r) => [r.below(256)]),
	values("ets_getc", "word", (r) => [near(r, A)]),
	values("uart_rx_one_char_block", "word", () => []),
	values("ets_install_putc1", "none", (r) => [r.word()]),
	values("ets_install_putc2", "none", (r) => [r.word()]),
	{ ...values("ets_install_uart_printf", "none", () => []), code: [PUTC1] },
	values("ets_install_external_printf", "none", (r) => [r.word(), r.word(), r.word()]),
	values("ets_char2xdigit", "word", (r) => [digit(r)]),
	{
		name: "ets_str2macaddr",
		result: "word",
		prepare(bench, random) {
			fill(bench, random);
			const wrong = random.below(3) === 0;
			bench.put(
				B,
				Uint8Array.from({ length: 18 }, (_, i) =>
					i % 3 === 2 ? 0x3a : wrong ? digit(random) : HEX_DIGITS.charCodeAt(random.below(HEX_DIGITS.length)),
				),
			);
			return [near(random, D), B];
		},
	},
	onMemory("srand", "none", (r) => [r.word()]),
	{
		name: "rand",
		result: "word",
		prepare(bench, random) {
			bench.put(A, random.bytes(AREA));
			bench.setWord(RAND_STATE, random.word());
			bench.setWord(RAND_STATE + 4, random.word());
			return [];
		},
	},
];
