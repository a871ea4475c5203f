/** Command lines of the soak tools: `--help` says how a tool is called, and so does each mistake. */
import { basename } from "node:path";
import { type ParseArgsConfig, parseArgs } from "node:util";

type Options = NonNullable<ParseArgsConfig["options"]>;

export interface Syntax<O extends Options> {
	/** What follows the tool's name: "TRACE [COUNT=100] [--seed 1]". */
	readonly usage: string;
	readonly options?: O;
	/** How many arguments without a name there must be at least, and may be at most; none unless said. */
	readonly places?: readonly [least: number, most: number];
}

export interface Arguments<O extends Options> {
	readonly values: ReturnType<typeof parseArgs<{ options: O; allowPositionals: true }>>["values"];
	readonly positionals: readonly string[];
	/** A whole number of at least `smallest` (0 unless said) that `text` must be. */
	readonly whole: (text: string, smallest?: number) => number;
}

/** Reads this process's command line; ends the process after `--help` (0) and after a mistake (2). */
export function soakArguments<const O extends Options = Record<never, never>>({
	usage,
	options,
	places: [least, most] = [0, 0],
}: Syntax<O>): Arguments<O> {
	const line = `usage: node dist/tools/soak/${basename(process.argv[1])} ${usage}`.trimEnd();
	const args = process.argv.slice(2);
	// Whatever else is said; behind "--" it is no option of ours.
	const own = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
	if (own.includes("--help") || own.includes("-h")) {
		console.log(line);
		process.exit(0);
	}
	const refuse = (message: string): never => {
		console.error(`${message}\n${line}`);
		process.exit(2);
	};
	const read = () => {
		try {
			return parseArgs({ options: options ?? ({} as O), allowPositionals: true as const });
		} catch (error) {
			return refuse((error as Error).message.split(". ")[0]);
		}
	};
	const { values, positionals } = read();
	if (positionals.length < least) refuse("something is missing");
	if (positionals.length > most) refuse(`"${positionals[most]}" is too much`);
	const whole = (text: string, smallest = 0): number =>
		/^\d{1,15}$/.test(text) && Number(text) >= smallest
			? Number(text)
			: refuse(`"${text}" must be a whole number from ${smallest}`);
	return { values, positionals, whole };
}
