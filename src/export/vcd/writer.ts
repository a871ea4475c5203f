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

/** A tick, 6.25 ns, in units of 10 ps, in which every tick is exact. */
const UNITS_PER_TICK = BigInt(100_000 / TICKS_PER_US);
/** Steps of time that a dump may have, in units of 10 ps: the finest is exact, others are rounded to the nearest. */
const STEPS = { "10ps": 1n, "1ns": 100n, "10ns": 1000n, "100ns": 10_000n, "1us": 100_000n } as const;

export type VcdStep = keyof typeof STEPS;
export const VCD_STEPS = Object.keys(STEPS) as readonly VcdStep[];
const FIRST_CODE = 33;
const CODES = 94;

/**
 * The dump's text. `end` is the tick up to which nothing more changes. A coarser step merges what changes in one, of which
 * the last counts: for programs that keep a sample for each.
 */
export function vcdText(
	signals: readonly VcdSignal[],
	scope: string,
	end: number,
	step: VcdStep = "10ps",
): string {
	const time = (tick: number): bigint => (BigInt(tick) * UNITS_PER_TICK + STEPS[step] / 2n) / STEPS[step];
	const lines = [`$timescale ${step.replace(/\d+/, "$& ")} $end`, `$scope module ${scope} $end`];
	for (const [i, { name, kind }] of signals.entries()) {
		lines.push(`$var ${kind === "wire" ? "wire 1" : "real 64"} ${code(i)} ${name} $end`);
	}
	lines.push("$upscope $end", "$enddefinitions $end", "#0", "$dumpvars");
	for (const [i, signal] of signals.entries()) lines.push(change(signal, signal.initial, code(i)));
	lines.push("$end");
	const now = signals.map(({ initial }) => initial);
	let written = 0n;
	for (const { at, values } of moments(signals, time)) {
		const changed = [...values].filter(([i, value]) => value !== now[i]);
		if (changed.length === 0) continue;
		if (at > 0n) lines.push(`#${at}`);
		for (const [i, value] of changed) {
			lines.push(change(signals[i], value, code(i)));
			now[i] = value;
		}
		written = at;
	}
	if (time(end) > written) lines.push(`#${time(end)}`);
	return `${lines.join("\n")}\n`;
}

/** All changes by time: what each signal that changes has at the end of it. */
function moments(
	signals: readonly VcdSignal[],
	time: (tick: number) => bigint,
): { at: bigint; values: Map<number, WireValue | number> }[] {
	const byTime = new Map<bigint, Map<number, WireValue | number>>();
	for (const [i, { changes }] of signals.entries()) {
		for (const { tick, value } of changes) {
			const at = time(tick);
			const values = byTime.get(at) ?? new Map<number, WireValue | number>();
			byTime.set(at, values.set(i, value));
		}
	}
	return [...byTime].map(([at, values]) => ({ at, values })).sort((a, b) => Number(a.at - b.at));
}

const change = ({ kind }: VcdSignal, value: WireValue | number, name: string): string =>
	kind === "wire" ? `${value}${name}` : `r${value} ${name}`;

/** Short names: printable characters, the first digit first. */
function code(index: number): string {
	const digit = String.fromCharCode(FIRST_CODE + (index % CODES));
	return index < CODES ? digit : digit + code(Math.floor(index / CODES) - 1);
}
