/** Each committed trace, judged on the build that it was recorded with: the same, whatever happened in it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { ImageCache } from "../../../src/firmware/cache.js";
import { firmwareOfHash } from "../../../src/firmware/reference.js";
import { findRom } from "../../../src/firmware/rom.js";
import { listTraces, traceName } from "../../../src/regress/trace-files.js";
import { describeJudgement } from "../../../src/session/behave/describe.js";
import { judge } from "../../../src/session/behave/judge.js";
import { firmwareTest, IMAGES, imageTest } from "../../images.js";
import { hash64, makeDigests, open } from "../run.js";

function judgeOnOwnBuild(t: ExecutionContext, trace: Uint8Array): void {
	const reader = open(trace);
	const { firmware, rom } = reader.header;
	const judgement = judge(reader, {
		firmware: firmwareOfHash(firmware.sha256, undefined, undefined, new ImageCache()),
		rom: findRom({ sha256: rom.sha256 }),
		hash64,
		digests: makeDigests(),
	});
	t.is(judgement.verdict, "same", describeJudgement(judgement).join("\n"));
	t.deepEqual(judgement.outOfStep, []);
}

for (const path of listTraces()) {
	const trace = readFileSync(path);
	const { firmware, rom } = open(trace).header;
	const title = `${traceName(path)} is judged the same on its own build`;
	const run = (t: ExecutionContext) => judgeOnOwnBuild(t, trace);
	if (path.startsWith(join("traces", "guests"))) test(title, run);
	else if (rom.sha256 === IMAGES.rom) imageTest(firmware.sha256, title, run);
	else firmwareTest(firmware.sha256, title, run);
}
