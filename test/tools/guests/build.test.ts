/** The committed images are what the sources give. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { buildAll, GUESTS, guestNames } from "../../../tools/guests/build.js";
import { compilerTest } from "../compiler.js";

compilerTest("the images are built from their sources, byte for byte", (t) => {
	for (const [file, bytes] of buildAll()) {
		t.deepEqual(new Uint8Array(readFileSync(join(GUESTS, "bin", file))), new Uint8Array(bytes), file);
	}
});

test("every program has its image, and every image its program", (t) => {
	t.deepEqual(
		readdirSync(join(GUESTS, "bin")).sort(),
		[...guestNames().map((name) => `${name}.bin`), "boot-stub.rom"].sort(),
	);
});
