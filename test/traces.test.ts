/** The committed traces: each replays to its golden file, bit by bit. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { goldenPath, verifyOne } from "../src/regress/verify-one.js";
import { loadHash64, TraceReader } from "../src/trace/index.js";
import { FileSource } from "../src/trace/source.js";
import { imageTest } from "./images.js";

const FOLDER = "traces";
const hash64 = await loadHash64();

for (const file of readdirSync(FOLDER).filter((name) => name.endsWith(".mpk"))) {
	const trace = join(FOLDER, file);
	const source = new FileSource(trace);
	const { header } = new TraceReader(source, hash64);
	source.close();
	imageTest(header.firmware.sha256, `${trace} replays to its golden file`, async (t) => {
		const { outcome, details } = await verifyOne({ trace, golden: goldenPath(trace), update: false });
		t.deepEqual(details, []);
		t.is(outcome, "passed");
	});
}
