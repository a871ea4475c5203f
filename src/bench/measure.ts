/** Benchmarks: each subject runs once in every round, so that a noisy machine strikes them all alike. */

import type { Costs } from "./costs.js";
import { median } from "./median.js";

/** One line of the table. */
export interface Measurement {
	readonly name: string;
	readonly instructions: number;
	/** Guest seconds. */
	readonly guestSeconds: number;
	/** Host seconds, the median of all rounds. */
	readonly seconds: number;
	/** Processor seconds of the host, helper threads included: the median, and those of each round. */
	readonly cpuSeconds: number;
	readonly rounds: readonly number[];
	/** Million guest instructions a host second, from the median. */
	readonly mips: number;
	/** Bytes of trace written, when the subject records. */
	readonly traceBytes?: number;
	/** Processor seconds over those of the subject it is compared with: the median of each round's ratio. */
	readonly ratio?: number;
	/** By how many per cent recording adds to the processor seconds of the bare run: the median of the rounds. */
	readonly recordingPercent?: number;
}

/** What one run of a subject gives. */
export interface Run {
	readonly instructions: number;
	readonly guestSeconds: number;
	readonly seconds: number;
	/** Processor seconds, when not this process's own. */
	readonly cpuSeconds?: number;
	readonly traceBytes?: number;
}

type TimedRun = Run & { readonly cpuSeconds: number };

/** Something to time. */
export interface Subject {
	readonly name: string;
	/** Name of the subject to give a ratio against. */
	readonly against?: string;
	/** Name of the subject that does the same without being recorded. */
	readonly bare?: string;
	run(): Run | Promise<Run>;
	/** One more run, for what recording costs by the piece. */
	costs?(): Promise<Costs>;
}

/** Runs every subject `rounds` times, interleaved; `progress` hears of each run. */
export async function measure(
	subjects: readonly Subject[],
	rounds: number,
	progress: (name: string, round: number) => void = () => {},
): Promise<Measurement[]> {
	const runs = new Map<string, TimedRun[]>(subjects.map(({ name }) => [name, []]));
	for (let round = 1; round <= rounds; round++) {
		for (const subject of subjects) {
			progress(subject.name, round);
			const before = process.cpuUsage();
			const run = await subject.run();
			const { user, system } = process.cpuUsage(before);
			runs.get(subject.name)!.push({ cpuSeconds: (user + system) / 1e6, ...run });
		}
	}
	return subjects.map((subject) => summary(subject, runs));
}

/** Processor seconds over those of another subject, round by round: the median. */
export function ratioOf(rounds: readonly number[], base: readonly number[]): number {
	return median(rounds.map((seconds, round) => seconds / base[round]));
}

function summary(
	{ name, against, bare }: Subject,
	all: ReadonlyMap<string, readonly TimedRun[]>,
): Measurement {
	const runs = all.get(name)!;
	const seconds = median(runs.map((run) => run.seconds));
	const { instructions, guestSeconds, traceBytes } = runs[0];
	const roundsOf = (subject: string): number[] => all.get(subject)!.map(({ cpuSeconds }) => cpuSeconds);
	const rounds = roundsOf(name);
	return {
		name,
		instructions,
		guestSeconds,
		seconds,
		cpuSeconds: median(rounds),
		rounds,
		mips: instructions / seconds / 1e6,
		...(traceBytes === undefined ? {} : { traceBytes }),
		...(against === undefined ? {} : { ratio: ratioOf(rounds, roundsOf(against)) }),
		...(bare === undefined ? {} : { recordingPercent: 100 * (ratioOf(rounds, roundsOf(bare)) - 1) }),
	};
}

/** The measurements as a table for people. */
export function table(measurements: readonly Measurement[]): string {
	const head = [
		"subject",
		"instructions",
		"guest s",
		"host s",
		"cpu s",
		"MIPS",
		"trace bytes",
		"ratio",
		"recording adds",
	];
	const rows = measurements.map((m) => [
		m.name,
		m.instructions.toLocaleString("en-US"),
		m.guestSeconds.toFixed(3),
		m.seconds.toFixed(3),
		m.cpuSeconds.toFixed(3),
		m.mips.toFixed(1),
		m.traceBytes === undefined ? "" : m.traceBytes.toLocaleString("en-US"),
		m.ratio === undefined ? "" : m.ratio.toFixed(3),
		m.recordingPercent === undefined ? "" : `${m.recordingPercent.toFixed(1)} %`,
	]);
	const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
	const line = (cells: readonly string[]): string =>
		cells
			.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
			.join("  ")
			.trimEnd();
	return [line(head), ...rows.map(line)].join("\n");
}
