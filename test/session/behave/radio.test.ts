/** A recording on the air, judged by other releases: the world is put up again around them. */
import { readFileSync } from "node:fs";
import { describeJudgement } from "../../../src/session/behave/describe.js";
import { judge } from "../../../src/session/behave/judge.js";
import { firmwareTest, IMAGES } from "../../images.js";
import { hash64, makeDigests, open } from "../run.js";

firmwareTest(
	[IMAGES["v1.14"], IMAGES["v1.18"]],
	"the heap that v1.14 breaks by closing flooded sockets: itself the same, v1.18 different by that alone",
	(t, { rom, firmware, others }) => {
		const trace = readFileSync("traces/wifi/udp-close.mpk");
		const judged = [firmware, ...others].map((build) =>
			judge(open(trace), { firmware: build, rom, hash64, digests: makeDigests() }),
		);
		t.is(judged[0].verdict, "same", describeJudgement(judged[0]).join("\n"));
		t.is(judged[1].verdict, "different");
		const [first, ...more] = judged[1].differences;
		t.deepEqual(more, [], describeJudgement(judged[1]).join("\n"));
		t.deepEqual(
			first.lines
				?.filter(({ side }) => side !== "both")
				.map(({ side, text }) => [side, / already freed$/.test(text)]),
			[["recorded", true]],
		);
	},
);
