/** What is read from a flash is what MicroPython itself finds there: FAT of old releases, littlefs of newer ones. */

import { findFileSystem } from "../../../src/session/files/find-file-system.js";
import { makeMachine } from "../../../src/session/machine.js";
import { firmwareTest, IMAGES } from "../../images.js";
import { MS, record, replay, steps } from "../run.js";
import { guestFilesScenario, toldListing } from "./guest-files.js";
import { listingOf } from "./listing.js";

const FAT_RELEASE = "16a0e8b666bfc0c81ac3af1e7530dc91a4c0d5127dc27775d9172be6736a21a1";
const CASES = [
	{ name: "v1.9.2", sha256: FAT_RELEASE, kind: "FAT", seed: 1, count: 30 },
	{ name: "v1.14", sha256: IMAGES["v1.14"], kind: "littlefs", seed: 2, count: 60 },
	{ name: "v1.26.0", sha256: IMAGES["v1.26.0"], kind: "littlefs", seed: 3, count: 60 },
] as const;

for (const { name, sha256, kind, seed, count } of CASES) {
	firmwareTest(sha256, `files that ${name} has made by chance are read from its flash`, (t, images) => {
		const { bytes, console, end } = record(
			makeMachine(images),
			steps(guestFilesScenario(seed, count)),
			600_000 * MS,
		);
		t.is(end?.failure, undefined);
		const told = toldListing(console);
		t.true(told.length > 5, console.slice(-500));
		let flash = new Uint8Array(0);
		replay(bytes, images, {
			onFlash: (contents) => {
				flash = contents.slice();
			},
		});
		const found = findFileSystem(flash, images.firmware.bytes.length)!;
		t.is(found.kind, kind);
		t.deepEqual(found.problems, []);
		t.deepEqual(listingOf(found.entries), told);
	});
}
