/** What a redaction has done, in words that give nothing away. */
import type { Redacted, ReplacedSecret } from "./redact.js";

/** Characters of what stands in a secret's place that are shown. */
const MAX_SHOWN = 40;

export function describeRedaction(
	{ found, left, replaced, unjudged }: Omit<Redacted, "trace">,
	output: string,
): string[] {
	const first =
		left > 0
			? `a secret is still there, ${left} times, in what the firmware put together by itself: nothing is written`
			: `${output}: ${found} secrets are gone`;
	return [
		first,
		...replaced.map(describeSecret),
		...(unjudged.length === 0 ? [] : ["not judged:", ...unjudged.map((line) => `  ${line}`)]),
	];
}

function describeSecret({ kind, by, places, left }: ReplacedSecret): string {
	const where = Object.entries(places).map(([place, count]) => `${place} ${count}`);
	const shown = JSON.stringify(by.length > MAX_SHOWN ? `${by.slice(0, MAX_SHOWN)}...` : by);
	const rest = left > 0 ? `; still there ${left} times` : "";
	return `  ${kind}, now ${shown}: ${where.join(", ") || "nowhere in what goes in"}${rest}`;
}
