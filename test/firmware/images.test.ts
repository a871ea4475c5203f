import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import fc from "fast-check";
import { cacheFolder, ImageCache, sha256 } from "../../src/firmware/cache.js";
import { ImageError } from "../../src/firmware/errors.js";
import { readBounded, writeAtomically } from "../../src/firmware/files.js";
import { buildFlash, parseFlashSize, patchFlashSize, writeImage } from "../../src/firmware/flash-image.js";
import { findVersion, parseImage } from "../../src/firmware/image.js";
import { findFirmware, firmwareOfHash } from "../../src/firmware/reference.js";
import { DEBIAN_BUILD } from "../../src/firmware/releases.js";
import { findRom, ROM_SIZE } from "../../src/firmware/rom.js";
import { IMAGES, imageTest } from "../images.js";
import { tinyImage } from "../session/guest.js";
import { tempFolder } from "../temp.js";

const unavailable = { instanceOf: ImageError, message: /./ };

test("the cache folder follows the environment and the platform", (t) => {
	t.is(cacheFolder({ ESP8266_REPLAY_CACHE: "/c", XDG_CACHE_HOME: "/x" }, "linux"), "/c");
	t.is(cacheFolder({ XDG_CACHE_HOME: "/x" }, "linux"), join("/x", "esp8266-replay"));
	t.is(cacheFolder({ LOCALAPPDATA: "/l" }, "win32"), join("/l", "esp8266-replay"));
	t.true(cacheFolder({ LOCALAPPDATA: "/l" }, "linux").endsWith(join(".cache", "esp8266-replay")));
});

test("what is stored is found again, by its hash", (t) => {
	const cache = new ImageCache(tempFolder(t));
	t.deepEqual(cache.list("firmware"), []);
	const hash = cache.store("firmware", Uint8Array.of(1, 2, 3));
	t.deepEqual(cache.list("firmware"), [hash]);
	t.deepEqual(cache.read("firmware", hash), Uint8Array.of(1, 2, 3));
	t.is(cache.read("rom", hash), undefined);
});

test("a spoilt image in the cache is an error", (t) => {
	const cache = new ImageCache(tempFolder(t));
	const hash = cache.store("rom", Uint8Array.of(1));
	writeFileSync(cache.path("rom", hash), "other");
	t.throws(() => cache.read("rom", hash), { instanceOf: ImageError, message: /delete it/ });
});

test("files are read within bounds and written whole", (t) => {
	const path = join(tempFolder(t), "deep", "er", "file");
	t.is(readBounded(path, 4, "it"), undefined);
	writeAtomically(path, "12345");
	t.throws(() => readBounded(path, 4, "it"), { instanceOf: ImageError, message: /has 5 bytes; at most 4/ });
	t.throws(() => readBounded(join(path, ".."), 4, "it"), { instanceOf: ImageError, message: /not a file/ });
	t.is(readFileSync(path, "utf8"), "12345");
	t.throws(() => writeAtomically(join(path, ".."), "x"));
});

test("an image's header", (t) => {
	t.deepEqual(parseImage(tinyImage(), "tiny"), {
		entry: 0x40100000,
		segments: [{ address: 0x40100000, offset: 16, length: 16 }],
		version: "v1.2.3 on 2020-02-02",
	});
	t.false("version" in parseImage(tinyImage(""), "tiny"));
	t.is(
		findVersion(Buffer.from("MicroPython v1.8.7-797-ge5e49be on 2017-06-18; x")),
		"v1.8.7-797-ge5e49be on 2017-06-18",
	);
});

const BROKEN: Record<string, [(image: Uint8Array) => Uint8Array, RegExp]> = {
	"too small": [(image) => image.slice(0, 255), /has 255 bytes, too few/],
	"too large": [() => new Uint8Array(16 * 1024 * 1024 + 1), /more than any/],
	"not an image": [(image) => image.fill(0x7f, 0, 1), /begins with 0x7f/],
	"no segments": [(image) => image.fill(0, 1, 2), /names 0 segments/],
	"too many segments": [(image) => image.fill(200, 1, 2), /names 200 segments/],
	"a segment past the end": [(image) => image.fill(0xff, 12, 16), /ends inside segment 0/],
	"a segment header past the end": [
		(image) => image.fill(2, 1, 2).fill(0xec, 12, 13).fill(1, 13, 14),
		/ends before segment 1/,
	],
	"a flipped bit": [(image) => image.fill(4, 20, 21), /checksum is wrong/],
};

for (const [name, [spoil, message]] of Object.entries(BROKEN)) {
	test(`an image that is ${name}`, (t) => {
		t.throws(() => parseImage(spoil(tinyImage()), "f.bin"), { instanceOf: ImageError, message });
	});
}

test("whatever the bytes, an image or an ImageError", (t) => {
	const bytes = fc.uint8Array({ minLength: 240, maxLength: 600 });
	fc.assert(
		fc.property(bytes, fc.nat(20), (data, segments) => {
			data.set([0xe9, segments]);
			try {
				t.is(parseImage(data, "x").segments.length, segments);
			} catch (error) {
				t.true(error instanceof ImageError, String(error));
			}
		}),
	);
});

test("a flash is the image and erased bytes, its header patched to its size", (t) => {
	const image = tinyImage();
	const codes = ["512K", "1M", "2M", "4MB", "8m", "16M"].map((size) => {
		const flash = buildFlash(image, parseFlashSize(size));
		t.true(flash.subarray(image.length).every((byte) => byte === 0xff));
		return flash[3] >> 4;
	});
	t.deepEqual(codes, [0, 2, 3, 4, 8, 9]);
	t.is(image[3], 0);
	t.is(patchFlashSize(Uint8Array.of(0xe9, 0, 0, 0x0f), 0x400000)[3], 0x4f);
	t.is(patchFlashSize(Buffer.from([1, 0, 0, 0x0f]), 0x400000)[3], 0x0f);
});

test("writing an image erases its sectors only, and not when it is there", (t) => {
	const flash = buildFlash(tinyImage(), 512 * 1024);
	flash[2000] = 1;
	flash[5000] = 2;
	writeImage(flash, tinyImage());
	t.deepEqual([flash[2000], flash[5000]], [1, 2]);
	writeImage(flash, tinyImage("v2.0.0 on 2025-01-01"));
	t.deepEqual([flash[2000], flash[5000]], [0xff, 2]);
});

test("sizes that do not exist and images that do not fit", (t) => {
	for (const text of ["3M", "4", "4G", "", "0K"]) t.throws(() => parseFlashSize(text), unavailable);
	t.throws(() => buildFlash(tinyImage(), 1000), {
		instanceOf: ImageError,
		message: /no flash of 1000 bytes/,
	});
	t.throws(() => buildFlash(new Uint8Array(600_000), 512 * 1024), {
		instanceOf: ImageError,
		message: /does not fit/,
	});
});

test("a firmware is found by path, hash, beginning of a hash, and version", (t) => {
	const folder = tempFolder(t);
	const cache = new ImageCache(folder);
	const image = tinyImage();
	const hash = cache.store("firmware", image);
	const path = join(folder, "f.bin");
	writeFileSync(path, image);
	for (const reference of [
		path,
		hash,
		hash.toUpperCase(),
		hash.slice(0, 8),
		"v1.2.3",
		"v1.2.3 on 2020-02-02",
	]) {
		const found = findFirmware(reference, cache);
		t.is(found.sha256, hash);
		t.is(found.version, "v1.2.3 on 2020-02-02");
	}
	t.is(firmwareOfHash(hash, undefined, path, cache).path, path);
});

test("a firmware that is not there, or not the only one", (t) => {
	const cache = new ImageCache(tempFolder(t));
	const code = (reference: string) =>
		t.throws(() => findFirmware(reference, cache), { instanceOf: ImageError }).code;
	cache.store("firmware", tinyImage());
	cache.store("firmware", tinyImage("v1.2.3 on 2021-02-02"));
	t.deepEqual(["", "nothing.bin", "00000000", "v9.9", "v1.2.3"].map(code), Array(5).fill("unavailable"));
	t.throws(() => findFirmware("v1.2.3", cache), { message: /fits 2 images/ });
	t.throws(() => firmwareOfHash("ab".repeat(32), "v1", undefined, cache), {
		message: /firmware v1 with sha256 abab.*replay firmware add FILE$/,
	});
	t.throws(() => firmwareOfHash(IMAGES["v1.18"], "v1.18", undefined, cache), {
		message: /get it with: replay firmware get v1\.18$/,
	});
	t.throws(() => firmwareOfHash(DEBIAN_BUILD.sha256, undefined, undefined, cache), {
		message: /build it with: replay firmware get v1\.25\.0\+ds-1/,
	});
	t.throws(() => firmwareOfHash("ab".repeat(32), "v1.25.0+ds-1 on 2025-05-04", undefined, cache), {
		message: /but not as tools\/micropython\/build of this version does/,
	});
});

test("a boot ROM is the built-in one, a file, or in the cache", (t) => {
	const folder = tempFolder(t);
	const cache = new ImageCache(folder);
	const code = (request: object) => t.throws(() => findRom(request, cache), { instanceOf: ImageError }).code;
	const own = findRom({}, cache);
	t.is(own.name, "esp8266-replay boot ROM");
	t.is(own.bytes.length, ROM_SIZE);
	t.deepEqual(findRom({ sha256: own.sha256 }, cache), own);
	t.is(code({ path: join(folder, "no") }), "unavailable");
	const bytes = new Uint8Array(ROM_SIZE).fill(5);
	const hash = cache.store("rom", bytes);
	t.like(findRom({ sha256: hash }, cache), { sha256: hash, name: "unknown ROM" });
	t.throws(() => findRom({ sha256: IMAGES.rom }, cache), {
		message: /the chip's own.*firmware add --rom FILE/,
	});
	t.throws(() => findRom({ sha256: sha256(Uint8Array.of(1)) }, cache), {
		message: /another version of this tool/,
	});
	const path = cache.path("rom", hash);
	t.is(findRom({ path, sha256: hash }, cache).sha256, hash);
	t.is(code({ path, sha256: sha256(Uint8Array.of()) }), "unavailable");
	t.is(code({ sha256: sha256(Uint8Array.of()) }), "unavailable");
	writeFileSync(join(folder, "short"), "x");
	t.is(code({ path: join(folder, "short") }), "invalid");
	writeFileSync(join(folder, "long"), new Uint8Array(ROM_SIZE + 1));
	t.is(code({ path: join(folder, "long") }), "invalid");
});

for (const [name, hash] of Object.entries(IMAGES).filter(([name]) => name.startsWith("v"))) {
	imageTest(hash, `the official image ${name} parses, and says its version`, (t, { firmware, rom }) => {
		t.is(parseImage(firmware.bytes, name).segments.length, 3);
		t.true(firmware.version?.startsWith(`${name.replace("-512k", "")} on `));
		t.is(parseImage(patchFlashSize(firmware.bytes, 0x400000), name).version, firmware.version);
		t.is(rom.name, "ESP8266 mask ROM");
	});
}
