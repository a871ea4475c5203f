/** The network's models see guest time and their seed alone; sockets of the host are all in one folder. */
import { join } from "node:path";
import test from "ava";
import { CHIP_DIRECTORY, sourcesBelow } from "../../chip/sources.js";

const sources = sourcesBelow(join(CHIP_DIRECTORY, "..", "world", "network"));
const models = sources.filter(({ path }) => !path.startsWith("host/"));

const UNREPEATABLE =
	/(?<![.\w"'])(Date|Promise|setTimeout|setInterval|setImmediate|queueMicrotask|performance|process|crypto)\b(?!["'`])|\bMath\.random\b/;

test("the scan sees the network", (t) => {
	t.true(models.length > 40);
	t.true(sources.length > models.length + 5);
});

test("no clock, no chance, no later moment outside the seed and guest time", (t) => {
	const places = models.flatMap(({ path, code }) =>
		code
			.split("\n")
			.flatMap((line, i) => (UNREPEATABLE.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
	);
	// What opens and closes sockets of the host is asked for here, from outside of guest time.
	t.deepEqual(
		places.filter((place) => !/^network\.ts:.*\bPromise[<.]/.test(place)),
		[],
	);
});

test("only the host's folder imports from Node.js", (t) => {
	const imports = models.flatMap(({ path, code }) =>
		[...code.matchAll(/\bfrom\s+["'](node:[^"']+)["']/g)].map(([, target]) => `${path} imports ${target}`),
	);
	t.deepEqual(imports, []);
});
