/** Frames from an enemy, on real firmware: the emulator goes on whatever the guest does, and the run replays. */
import { describeDivergence } from "../../src/session/divergence.js";
import { InMemory } from "../../src/session/in-memory.js";
import { firmwareTest, IMAGES } from "../images.js";
import { besiege } from "./hostile-antenna.js";

const COUNT = 3000;

firmwareTest(IMAGES["v1.23.0"], `${COUNT} hostile frames of every kind`, async (t, images) => {
	const session = await InMemory.load();
	const { bytes, counts, end, alive } = besiege(session, images.firmware, COUNT);
	t.deepEqual(end, { reason: "the enemy is done" });
	for (const [kind, count] of Object.entries(counts)) t.true(count > COUNT / 20, kind);
	t.true(alive > 2);
	const { reproduced, divergence } = session.replay(bytes, images);
	t.true(reproduced, describeDivergence(divergence ?? {}).join("\n"));
});
