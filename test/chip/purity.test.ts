/** The chip is a pure function: its sources reach nothing outside src/chip, and nothing that is not repeatable. */
import { dirname, join, relative } from "node:path";
import test from "ava";
import { CHIP_DIRECTORY, chipSources } from "./sources.js";

const sources = chipSources();

/** Names through which time, chance, the host or a later moment would come in. */
const UNREPEATABLE = [
	"Date",
	"Promise",
	"async",
	"await",
	"setTimeout",
	"setInterval",
	"setImmediate",
	"queueMicrotask",
	"performance",
	"process",
	"fetch",
	"crypto",
	"globalThis",
	"console",
	"require",
	"eval",
	"Worker",
	"Atomics",
	"SharedArrayBuffer",
	"WeakRef",
	"FinalizationRegistry",
	"Intl",
];

/** Math functions whose last bit an engine may choose, and chance itself. */
const UNREPEATABLE_MATH =
	/\bMath\.(random|sin|cos|tan|asin|acos|atan|atan2|exp|expm1|log|log2|log10|log1p|pow|cbrt|hypot)\b/;

function places(pattern: RegExp): string[] {
	return sources.flatMap(({ path, code }) =>
		code.split("\n").flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
	);
}

test("the scan sees the chip", (t) => {
	t.true(sources.length > 50);
	t.true(sources.some(({ path }) => path === "chip.ts"));
	t.true(places(/\bMath\.floor\b/).length > 0);
});

test("nothing is imported from outside src/chip", (t) => {
	const imports = sources.flatMap(({ path, code }) =>
		[...code.matchAll(/\b(?:from|import)\s*\(?\s*["']([^"']+)["']/g)].map(([, target]) => ({ path, target })),
	);
	t.true(imports.length > 100);
	for (const { path, target } of imports) {
		t.regex(target, /^\.\.?\//, `${path} imports ${target}`);
		const inside = relative(CHIP_DIRECTORY, join(CHIP_DIRECTORY, dirname(path), target));
		t.false(inside.startsWith(".."), `${path} imports ${target}`);
	}
});

for (const name of UNREPEATABLE) {
	test(`no ${name}`, (t) => {
		const methodOfThatName = new RegExp(`: ${name}\\(.*\\{$`);
		const used = places(new RegExp(`(?<![.\\w"'])${name}\\b(?!["'\`])`));
		t.deepEqual(
			used.filter((place) => !methodOfThatName.test(place)),
			[],
		);
	});
}

test("no Math function that engines may compute differently", (t) => {
	t.deepEqual(places(UNREPEATABLE_MATH), []);
});
