import test from "ava";
import { loadHash64 } from "../../src/trace/index.js";
import { outcomeOf } from "./outcome.js";
import { writeSample } from "./sample.js";

test("reading a trace out of a Buffer leaves the Buffer as it was", async (t) => {
	const hash64 = await loadHash64();
	const original = writeSample(hash64);
	const buffer = Buffer.from(original);
	t.true(outcomeOf(buffer, hash64).ending?.complete);
	t.deepEqual(new Uint8Array(buffer), new Uint8Array(original));
});
