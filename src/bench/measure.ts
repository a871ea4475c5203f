/** Benchmarks: each subject runs once in every round, so that a noisy machine strikes them all alike. */

/** One line of the table. */
export interface Measurement {
	readonly name: string;
	readonly instructions: number;
	/** Guest seconds. */
	readonly guestSeconds: number;
	/** Host seconds, the median of all rounds. */
	readonly seconds: number;
	/** Processor seconds of the host, helper threads included: the median. */
	readonly cpuSeconds: number;
	/** Million guest instructions a host second, from the median. */
	readonly mips: number;
	/** Bytes of trace written, when the subject records. */
	readonly traceBytes?: number;
	/** Processor seconds over those of the subject it is compared with: the median of each round's ratio. */
	readonly ratio?: number;
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
	run(): Run | Promise<Run>;
}

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
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

function summary({ name, against }: Subject, all: ReadonlyMap<string, readonly TimedRun[]>): Measurement {
	const runs = all.get(name)!;
	const seconds = median(runs.map((run) => run.seconds));
	const { instructions, guestSeconds, traceBytes } = runs[0];
	const base = against === undefined ? undefined : all.get(against);
	return {
		name,
		instructions,
		guestSeconds,
		seconds,
		cpuSeconds: median(runs.map((run) => run.cpuSeconds)),
		mips: instructions / seconds / 1e6,
		...(traceBytes === undefined ? {} : { traceBytes }),
		...(base ? { ratio: median(runs.map((run, round) => run.cpuSeconds / base[round].cpuSeconds)) } : {}),
	};
}

/** The measurements as a table for people. */
export function table(measurements: readonly Measurement[]): string {
	const head = ["subject", "instructions", "guest s", "host s", "cpu s", "MIPS", "trace bytes", "ratio"];
	const rows = measurements.map((m) => [
		m.name,
		m.instructions.toLocaleString("en-US"),
		m.guestSeconds.toFixed(3),
		m.seconds.toFixed(3),
		m.cpuSeconds.toFixed(3),
		m.mips.toFixed(1),
		m.traceBytes === undefined ? "" : m.traceBytes.toLocaleString("en-US"),
		m.ratio === undefined ? "" : m.ratio.toFixed(3),
	]);
	const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
	const line = (cells: readonly string[]): string =>
		cells
			.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
			.join("  ")
			.trimEnd();
	return [line(head), ...rows.map(line)].join("\n");
}
