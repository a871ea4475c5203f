import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { ImageCache } from "../../src/firmware/cache.js";
import { findGuests } from "../../src/firmware/guests.js";
import { findFirmware, firmwareOfHash } from "../../src/firmware/reference.js";
import { GUESTS, guestNames } from "../../tools/guests/build.js";
import { tempFolder } from "../temp.js";

test("a checkout has all guest programs, each by its hash", (t) => {
	const all = findGuests("");
	t.deepEqual(
		all.map(({ path }) => path),
		guestNames()
			.map((name) => join(GUESTS, "bin", `${name}.bin`))
			.sort(),
	);
	for (const { sha256, path } of all) t.deepEqual(findGuests(sha256)[0].path, path);
	t.deepEqual(findGuests("0".repeat(64)), []);
});

test("a guest's firmware is found with an empty cache, by its hash or the beginning of it", (t) => {
	const cache = new ImageCache(tempFolder(t));
	const [{ sha256, path, bytes }] = findGuests("");
	t.deepEqual(firmwareOfHash(sha256, undefined, undefined, cache), { bytes, sha256, path });
	t.is(findFirmware(sha256.slice(0, 12).toUpperCase(), cache).path, path);
	cache.store("firmware", bytes);
	t.is(findFirmware(sha256.slice(0, 12), cache).path, cache.path("firmware", sha256));
});

test("only images are looked at, and no folder is no guest", (t) => {
	const folder = tempFolder(t);
	t.deepEqual(findGuests("", join(folder, "nothing")), []);
	writeFileSync(join(folder, "boot.rom"), "x");
	mkdirSync(join(folder, "odd.bin"));
	t.throws(() => findGuests("", folder), { message: /odd\.bin is not a file/ });
});
