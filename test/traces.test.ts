/** The committed traces: each replays to its golden file, bit by bit. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { findRom } from "../src/firmware/rom.js";
import { goldenPath, listTraces, traceName } from "../src/regress/trace-files.js";
import { verifyOne } from "../src/regress/verify-one.js";
import { parseGolden } from "../src/session/golden.js";
import { loadHash64, TraceReader } from "../src/trace/index.js";
import { FileSource } from "../src/trace/source.js";
import { committedTraces } from "../tools/trace-recipes.js";
import { firmwareTest, IMAGES, imageTest } from "./images.js";
import { tempFolder } from "./temp.js";

const hash64 = await loadHash64();
const traces = listTraces();

async function verify(t: ExecutionContext, trace: string, cache?: string): Promise<void> {
	const golden = goldenPath(trace);
	const { outcome, details } = await verifyOne({
		trace,
		golden,
		update: false,
		...(cache === undefined ? {} : { cache }),
	});
	t.deepEqual(details, []);
	t.is(outcome, "passed");
}

for (const trace of traces) {
	const source = new FileSource(trace);
	const { firmware, rom } = new TraceReader(source, hash64).header;
	source.close();
	const title = `${traceName(trace)} replays to its golden file`;
	const run = (t: ExecutionContext) => verify(t, trace);
	if (trace.startsWith(join("traces", "guests"))) {
		test(`${title}, with an empty cache`, (t) => verify(t, trace, tempFolder(t)));
	} else if (rom.sha256 === IMAGES.rom) imageTest(firmware.sha256, title, run);
	else firmwareTest(firmware.sha256, title, run);
	test(`${traceName(trace)} was recorded with a ROM that is here or on every chip`, (t) => {
		t.true([findRom().sha256, IMAGES.rom].includes(rom.sha256));
	});
}

test("every trace has its recipe, and every recipe its trace", (t) => {
	t.deepEqual(
		traces,
		committedTraces()
			.map(({ path }) => path)
			.sort(),
	);
});

for (const name of ["first-boot", "deep-sleep"]) {
	test(`${name}: the console says the same by either ROM`, (t) => {
		const golden = (trace: string) => {
			const path = goldenPath(join("traces", ...trace.split("/")));
			return parseGolden(readFileSync(path, "utf8"), path);
		};
		const own = golden(`${name}.mpk`);
		const mask = golden(`mask-rom/${name}.mpk`);
		t.not(own.rom, mask.rom);
		t.is(own.digests.console, mask.digests.console);
	});
}
