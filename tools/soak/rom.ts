/**
 * Every function of our boot ROM against a dump of the mask ROM: the same results, data RAM, register writes and core
 * state for many random inputs each; a Markdown table. The dump is looked for in the tool's cache.
 *
 *     node dist/tools/soak/rom.js [INPUTS=10000] [NAME...]
 */
import { Bench } from "../../test/tools/rom/bench.js";
import { COMPARISONS } from "../../test/tools/rom/calls/all.js";
import { Pair } from "../../test/tools/rom/compare.js";
import { dumpRom, entryPoints, ownRom } from "../../test/tools/rom/roms.js";
import { soakArguments } from "./arguments.js";

const { positionals, whole } = soakArguments({
	usage: "[INPUTS=10000] [NAME...]",
	places: [0, Number.POSITIVE_INFINITY],
});
const [count = "10000", ...names] = positionals;
const inputs = whole(count);
const pair = new Pair(new Bench(dumpRom()), new Bench(ownRom()), entryPoints());
let different = 0;

console.log("| function | inputs | instructions a call, mask ROM | ours | host s | result |");
console.log("|---|---|---|---|---|---|");
const wanted = COMPARISONS.filter(({ name }) => names.length === 0 || names.includes(name));
for (const f of wanted) {
	const { mask, own } = pair.instructions;
	const started = performance.now();
	const difference = pair.compare(f, 0, inputs);
	const seconds = (performance.now() - started) / 1000;
	const each = (now: number, before: number) => ((now - before) / inputs).toFixed(0);
	console.log(
		`| ${[
			f.name,
			inputs,
			each(pair.instructions.mask, mask),
			each(pair.instructions.own, own),
			seconds.toFixed(1),
			difference ? "DIFFERENT" : "equal",
		].join(" | ")} |`,
	);
	if (!difference) continue;
	different++;
	const { input, args, lines } = difference;
	console.error(`${f.name}, input ${input} (${args.map((a) => (a >>> 0).toString(16)).join(", ")}):`);
	for (const line of lines) console.error(`  ${line}`);
}
console.log(`${wanted.length} functions, ${inputs} inputs each: ${different} different`);
process.exitCode = different === 0 ? 0 : 1;
