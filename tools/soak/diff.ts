/**
 * Flips one bit of the data RAM at a random tick of a run, again and again: `diffRuns` must name the byte, the bit, and
 * the very instruction after which it had turned over.
 *
 *     node dist/tools/soak/diff.js TRACE [COUNT=100] [SEED=1]
 *
 * A bit that is written over before the next look leaves no trace of itself: such a flip is drawn again, and counted.
 */
import { createChip } from "../../src/chip/create-chip.js";
import { DRAM_BASE, DRAM_SIZE } from "../../src/chip/memory/memories.js";
import { firmwareOfHash } from "../../src/firmware/reference.js";
import { findRom } from "../../src/firmware/rom.js";
import { diffRuns } from "../../src/regress/diff/diff-runs.js";
import { Feed } from "../../src/regress/diff/feed.js";
import { chipConfig, machineOf } from "../../src/session/machine.js";
import { inputsOf } from "../../src/session/trace-inputs.js";
import { loadHash64 } from "../../src/trace/hash64.js";
import { TraceReader } from "../../src/trace/reader.js";
import { FileSource } from "../../src/trace/source.js";
import { seeded } from "../random.js";
import { soakArguments } from "./arguments.js";
import { FlippedChip } from "./diff/flipped-chip.js";

const { positionals, whole } = soakArguments({ usage: "TRACE [COUNT=100] [SEED=1]", places: [1, 3] });
const [trace, count = "100", seed = "1"] = positionals;

/** Guest time before the flip that both runs share, ticks. */
const LEAD = 800_000;
const reader = new TraceReader(new FileSource(trace), await loadHash64());
const { header } = reader;
const firmware = firmwareOfHash(header.firmware.sha256, header.firmware.version, undefined);
const config = chipConfig(machineOf(header, firmware, findRom({ sha256: header.rom.sha256 })));
const { inputs, lastTick } = inputsOf(reader);
const random = seeded(whole(seed));
const below = (limit: number) => Math.floor(random() * limit);
let [named, wrong, healed] = [0, 0, 0];

while (named + wrong < whole(count)) {
	const flip = { tick: 1 + below(lastTick - 1), offset: below(DRAM_SIZE), bit: below(8) };
	const a = new Feed(createChip(config), inputs);
	a.runTo(Math.max(0, flip.tick - LEAD));
	const b = new Feed(new FlippedChip(config, flip), inputs);
	a.save()(b);
	const found = diffRuns(a, b, { until: Math.min(lastTick, flip.tick + LEAD) });
	if (!found) {
		healed++;
		continue;
	}
	// The instruction that ends at or after the flip's tick, by the plain run.
	const plain = new Feed(createChip(config, undefined, "interp"), inputs);
	a.runTo(found.tick);
	a.save()(plain);
	const from = plain.chip.instructions;
	plain.step();
	const [first] = found.differences;
	const right =
		found.kind === "instruction" &&
		found.tick < flip.tick &&
		plain.chip.tick >= flip.tick &&
		found.instructions === from &&
		found.differences.some(
			({ address, a: was, b: is }) => address === DRAM_BASE + flip.offset && (was ^ is) === 1 << flip.bit,
		);
	if (right) named++;
	else wrong++;
	const where = `0x${found.place.instruction.address.toString(16)} ${found.place.instruction.text}`;
	console.log(
		`${right ? "named" : "WRONG"}: ${JSON.stringify(flip)}: after ${where}: ${first?.name} (${found.count} values)`,
	);
}
console.log(`${named + wrong} flips, ${wrong} wrong; ${healed} more were written over before a look`);
process.exitCode = wrong === 0 ? 0 : 1;
