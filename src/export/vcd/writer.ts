/** Value change dumps (IEEE 1364, clause 18) of single wires and of numbers, as GTKWave, PulseView and Surfer read them. */
import { TICKS_PER_US } from "../../chip/time.js";

/** `z`: nobody drives the wire. `x`: not known. */
export type WireValue = 0 | 1 | "z" | "x";

/** What is shown: a wire, or a number with a fraction. */
export interface VcdSignal {
	readonly name: string;
	readonly kind: "wire" | "real";
	/** Its value at the start. */
	readonly initial: WireValue | number;
	/** In ascending order of ticks; of several at one tick the last counts. */
	readonly changes: readonly { readonly tick: number; readonly value: WireValue | number }[];
}

/** A tick in the dump's unit: a tick is 6.25 ns, the unit 10 ps. */
const UNITS_PER_TICK = BigInt(100_000 / TICKS_PER_US);
const FIRST_CODE = 33;
const CODES = 94;

/** The dump's text. `end` is the tick up to which nothing more changes. */
export function vcdText(signals: readonly VcdSignal[], scope: string, end: number): string {
	const lines = ["$timescale 10 ps $end", `$scope module ${scope} $end`];
	for (const [i, { name, kind }] of signals.entries()) {
		lines.push(`$var ${kind === "wire" ? "wire 1" : "real 64"} ${code(i)} ${name} $end`);
	}
	lines.push("$upscope $end", "$enddefinitions $end", "#0", "$dumpvars");
	for (const [i, signal] of signals.entries()) lines.push(change(signal, signal.initial, code(i)));
	lines.push("$end");
	const now = signals.map(({ initial }) => initial);
	let written = 0;
	for (const { tick, values } of moments(signals)) {
		const changed = [...values].filter(([i, value]) => value !== now[i]);
		if (changed.length === 0) continue;
		if (tick > 0) lines.push(time(tick));
		for (const [i, value] of changed) {
			lines.push(change(signals[i], value, code(i)));
			now[i] = value;
		}
		written = tick;
	}
	if (end > written) lines.push(time(end));
	return `${lines.join("\n")}\n`;
}

/** All changes by tick: what each signal that changes has at the end of it. */
function moments(signals: readonly VcdSignal[]): { tick: number; values: Map<number, WireValue | number> }[] {
	const byTick = new Map<number, Map<number, WireValue | number>>();
	for (const [i, { changes }] of signals.entries()) {
		for (const { tick, value } of changes) {
			const values = byTick.get(tick) ?? new Map<number, WireValue | number>();
			byTick.set(tick, values.set(i, value));
		}
	}
	return [...byTick].map(([tick, values]) => ({ tick, values })).sort((a, b) => a.tick - b.tick);
}

const time = (tick: number): string => `#${BigInt(tick) * UNITS_PER_TICK}`;

const change = ({ kind }: VcdSignal, value: WireValue | number, name: string): string =>
	kind === "wire" ? `${value}${name}` : `r${value} ${name}`;

/** Short names: printable characters, the first digit first. */
function code(index: number): string {
	const digit = String.fromCharCode(FIRST_CODE + (index % CODES));
	return index < CODES ? digit : digit + code(Math.floor(index / CODES) - 1);
}
