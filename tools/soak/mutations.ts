/**
 * Damages a trace in many ways and reads every result: none may crash, hang, or pass for a whole trace.
 *
 *     node dist/tools/soak/mutations.js TRACE DONOR [COUNT=100000] [SEED=1]
 */
import { readFileSync } from "node:fs";
import { loadHash64 } from "../../src/trace/hash64.js";
import { mutate } from "../../test/trace/mutate.js";
import { type Outcome, outcomeOf } from "../../test/trace/outcome.js";
import { seeded } from "../random.js";
import { soakArguments } from "./arguments.js";

/** An outcome in one word. */
function word({ error, ending }: Outcome): string {
	if (error) return error.code;
	return ending?.complete ? "complete" : "unfinished";
}

const { positionals, whole } = soakArguments({
	usage: "TRACE DONOR [COUNT=100000] [SEED=1]",
	places: [2, 4],
});
const [path, donorPath, count = "100000", seed = "1"] = positionals;

const hash64 = await loadHash64();
const original = new Uint8Array(readFileSync(path));
const donor = new Uint8Array(readFileSync(donorPath));
const random = seeded(whole(seed));
const outcomes = new Map<string, number>();
let slowest = 0;
let peak = 0;
for (let i = 0; i < whole(count); i++) {
	const { name, bytes } = mutate(original, random, donor);
	const started = performance.now();
	const outcome = word(outcomeOf(bytes, hash64));
	slowest = Math.max(slowest, performance.now() - started);
	if (i % 1000 === 0) peak = Math.max(peak, process.memoryUsage().rss);
	outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
	if (outcome === "complete") {
		console.error(`mutation ${i} (${name}) of seed ${seed} was accepted`);
		process.exitCode = 1;
	}
}
for (const [outcome, n] of [...outcomes].sort()) console.log(`${outcome}: ${n}`);
console.log(`slowest ${slowest.toFixed(1)} ms, peak memory ${Math.round(peak / 2 ** 20)} MB`);
