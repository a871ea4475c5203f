/** Where the time of a run goes, from the samples of V8's profiler. */
import { type Profiler, Session } from "node:inspector";
import { SourceFiles } from "./source-files.js";

export type Part =
	| "translated code"
	| "interpreter"
	| "waiting loops"
	| "registers and peripherals"
	| "translating"
	| "hashing and recording"
	| "world"
	| "garbage collection"
	| "other";

/** Shares of the time, largest first. */
export type Shares = readonly (readonly [Part, number])[];

/** By path, the first that fits; code of WebAssembly goes by the function that called it. */
const PLACES: readonly (readonly [RegExp, Part])[] = [
	[/xxhash|\/trace\/|\/session\/|chip\/state\//, "hashing and recording"],
	[/chip\/idle\//, "waiting loops"],
	[/translate\/(host|driver|quick)\.[jt]s/, "registers and peripherals"],
	[/translate\/translator\.[jt]s/, "interpreter"],
	[/chip\/translate\//, "translating"],
	[/chip\/xtensa\//, "interpreter"],
	[
		/chip\/(peripherals|memory)\/|chip\/(chip|scheduler|soc|interrupts|clock-tree)\.[jt]s/,
		"registers and peripherals",
	],
	[/\/world\//, "world"],
];

/** Constructors of WebAssembly: the host compiles. */
const COMPILING = new Set(["Module", "Instance"]);

function partOf(
	{ functionName, url, lineNumber, columnNumber }: Profiler.ProfileNode["callFrame"],
	parent: Part | undefined,
	files: SourceFiles,
): Part {
	if (functionName === "(garbage collector)") return "garbage collection";
	if (COMPILING.has(functionName) && url === "") return "translating";
	if (url.startsWith("wasm:")) return parent === "interpreter" ? "translated code" : (parent ?? "other");
	const file = files.of(url, lineNumber, columnNumber);
	return PLACES.find(([place]) => place.test(file))?.[1] ?? parent ?? "other";
}

/** The shares in a profile. */
export function sharesOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Shares {
	const byId = new Map(nodes.map((node) => [node.id, node]));
	const parts = new Map<number, Part>();
	const files = new SourceFiles();
	const visit = (id: number, parent: Part | undefined): void => {
		const node = byId.get(id)!;
		const part = partOf(node.callFrame, parent, files);
		parts.set(id, part);
		for (const child of node.children ?? []) visit(child, part);
	};
	visit(nodes[0].id, undefined);
	const times = new Map<Part, number>();
	let whole = 0;
	samples.forEach((id, i) => {
		const part = parts.get(id)!;
		times.set(part, (times.get(part) ?? 0) + timeDeltas[i]);
		whole += timeDeltas[i];
	});
	return [...times].map(([part, time]) => [part, time / whole] as const).sort((a, b) => b[1] - a[1]);
}

/** Runs `run` under the profiler. */
export async function profile(run: () => unknown): Promise<Shares> {
	const session = new Session();
	session.connect();
	try {
		session.post("Profiler.enable");
		session.post("Profiler.start");
		await run();
		let found: Profiler.Profile | undefined;
		session.post("Profiler.stop", (error, { profile }) => {
			if (error) throw error;
			found = profile;
		});
		return sharesOf(found!);
	} finally {
		session.disconnect();
	}
}
