/** How fast this emulator is beside QEMU, in words: how many times the speed of each way in which QEMU runs a guest. */
import { type Measurement, ratioOf } from "./measure.js";

/** A guest's runs: `own` and `qemu` are names of subjects, and begin with the guest's, which a comma ends. */
export interface Comparison {
	readonly own: readonly string[];
	readonly qemu: readonly string[];
}

/** A line for each run of ours, and, of several guests, one with the geometric means for each way to run. */
export function speeds(measurements: readonly Measurement[], comparisons: readonly Comparison[]): string[] {
	const rounds = new Map(measurements.map((one) => [one.name, one.rounds]));
	const gathered = new Map<string, Map<string, number[]>>();
	const lines = comparisons.flatMap(({ own, qemu }) =>
		own.map((name) => {
			const means = gathered.get(wayOf(name)) ?? new Map<string, number[]>();
			gathered.set(wayOf(name), means);
			const factors = qemu.map((other) => {
				const factor = ratioOf(rounds.get(other)!, rounds.get(name)!);
				means.set(wayOf(other), [...(means.get(wayOf(other)) ?? []), factor]);
				return [wayOf(other), factor] as const;
			});
			return sentence(name, factors);
		}),
	);
	if (comparisons.length < 2) return lines;
	const means = [...gathered].map(([way, others]) =>
		sentence(
			`geometric mean, ${way}`,
			[...others].map(([other, factors]) => [other, geometricMean(factors)] as const),
		),
	);
	return [...lines, ...means];
}

/** What of a subject's name is not the guest's. */
const wayOf = (name: string): string => name.slice(name.indexOf(", ") + 2);

function sentence(name: string, factors: readonly (readonly [string, number])[]): string {
	return `${name}: ${factors.map(([way, factor]) => `${factor.toFixed(2)} times the speed of ${way}`).join(", ")}`;
}

function geometricMean(values: readonly number[]): number {
	return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
