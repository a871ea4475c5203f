/** The air sees guest time and its seed alone, and of the house only what a world may see. */
import { dirname, join, relative } from "node:path";
import test from "ava";
import { CHIP_DIRECTORY, sourcesBelow } from "../../chip/sources.js";

const AIR_DIRECTORY = join(CHIP_DIRECTORY, "..", "world", "air");
const sources = sourcesBelow(AIR_DIRECTORY);

const UNREPEATABLE =
	/(?<![.\w"'])(Date|Promise|async|await|setTimeout|setInterval|setImmediate|queueMicrotask|performance|process)\b(?!["'`])|\bMath\.random\b|\brandomBytes\b/;
/** What may be imported from elsewhere: from the chip constants and pure tables, from the trace types. */
const OUTSIDE = [
	"chip/inputs.js",
	"chip/peripherals/wdev-rates.js",
	"chip/time.js",
	"trace/schema.js",
	"world/agenda.js",
	"world/ethernet-segment.js",
	"world/ethernet.js",
	"world/random.js",
	"world/world.js",
];

test("the scan sees the air", (t) => {
	t.true(sources.length > 40);
});

test("no clock, no chance, no later moment outside the seed and guest time", (t) => {
	const places = sources.flatMap(({ path, code }) =>
		code
			.split("\n")
			.flatMap((line, i) => (UNREPEATABLE.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
	);
	t.deepEqual(places, []);
});

test("nothing but the chip's constants, the trace's types and the world's own tools is imported", (t) => {
	const imports = sources.flatMap(({ path, code }) =>
		[...code.matchAll(/\bfrom\s+["']([^"']+)["']/g)].map(([, target]) => ({ path, target })),
	);
	t.true(imports.length > 150);
	const places = imports.flatMap(({ path, target }) => {
		if (target.startsWith("node:")) return target === "node:crypto" ? [] : [`${path} imports ${target}`];
		const inside = relative(AIR_DIRECTORY, join(AIR_DIRECTORY, dirname(path), target)).replaceAll("\\", "/");
		if (!inside.startsWith("..")) return [];
		const outside = relative(join(AIR_DIRECTORY, "..", ".."), join(AIR_DIRECTORY, inside)).replaceAll(
			"\\",
			"/",
		);
		return OUTSIDE.includes(outside) ? [] : [`${path} imports ${outside}`];
	});
	t.deepEqual(places, []);
});
