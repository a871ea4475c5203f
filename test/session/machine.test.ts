import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import fc from "fast-check";
import { ImageCache } from "../../src/firmware/cache.js";
import { ImageError } from "../../src/firmware/errors.js";
import { SessionError } from "../../src/session/errors.js";
import { loadFlash, saveFlash } from "../../src/session/flash-file.js";
import { flashBytes, flashRanges, initialFlash, machineOf, traceHeader } from "../../src/session/machine.js";
import { prepareMachine } from "../../src/session/prepare.js";
import { loadBoard } from "../../src/world/board/load-board.js";
import { parseScenario } from "../../src/world/scenario/parse.js";
import { tempFolder } from "../temp.js";
import { echoMachine, echoRom, tinyImage } from "./guest.js";

const SIZE = 512 * 1024;

test("flash ranges rebuild any flash from its image", (t) => {
	const { firmware } = echoMachine();
	const change = fc.record({
		at: fc.oneof(fc.nat(SIZE - 300), fc.integer({ min: 4096 - 300, max: 3 * 4096 })),
		bytes: fc.uint8Array({ minLength: 1, maxLength: 300 }),
	});
	fc.assert(
		fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
			const flash = flashBytes(echoMachine().flash).slice();
			for (const { at, bytes } of changes) flash.set(bytes, at);
			const header = traceHeader(echoMachine({ flash }));
			t.true(Buffer.from(flashBytes(initialFlash(header, firmware.bytes))).equals(flash));
			const kept = header.flash.reduce((sum, range) => sum + range.bytes.length, 0);
			t.true(kept <= changes.reduce((sum, { bytes }) => sum + bytes.length + 32, 64));
		}),
		{ numRuns: 10 },
	);
	t.deepEqual(flashRanges(Uint8Array.of(1, 2), Uint8Array.of(1, 3, 0xff)), [
		{ offset: 1, bytes: Uint8Array.of(3) },
	]);
});

test("a flash file starts afresh, comes back, and is checked", (t) => {
	const path = join(tempFolder(t), "board.flash");
	const image = tinyImage();
	const fresh = loadFlash(path, image, undefined, SIZE);
	t.is(fresh.length, SIZE);
	fresh[9000] = 7;
	saveFlash(path, fresh);
	t.deepEqual(loadFlash(path, image, SIZE, 0), fresh);
	const code = (size?: number) =>
		t.throws(() => loadFlash(path, image, size, SIZE), { instanceOf: SessionError }).code;
	t.is(code(2 * SIZE), "flash-file");
	writeFileSync(path, "short");
	t.is(code(), "flash-file");
});

test("a board gives the flash its size, and says in the header whether it wakes from deep sleep", (t) => {
	const folder = tempFolder(t);
	const cache = new ImageCache(folder);
	cache.store("firmware", tinyImage());
	cache.store("rom", echoRom().bytes);
	const prepare = (board: string, flashSize?: number) =>
		prepareMachine(
			{ image: "v1.2.3", rom: undefined, board: loadBoard(board), flashSize, scenario: undefined },
			cache,
		);
	const bare = prepare("esp-01");
	t.like(bare, { board: "esp-01", wakeWire: false });
	t.is(bare.flash.length, 1 << 20);
	t.is(prepare("esp-01", 2 << 20).flash.length, 2 << 20);
	const header = traceHeader(bare);
	t.is(header.wakeWire, false);
	t.false(machineOf(header, bare.firmware, bare.rom).wakeWire);
	const wired = prepare("generic");
	t.false("wakeWire" in traceHeader(wired));
	t.true(machineOf(traceHeader(wired), wired.firmware, wired.rom).wakeWire);
});

test("a machine is prepared from what is said, then the scenario, then defaults", (t) => {
	const folder = tempFolder(t);
	const cache = new ImageCache(folder);
	cache.store("firmware", tinyImage());
	cache.store("rom", echoRom().bytes);
	const scenario = parseScenario(
		"name: n\nseed: 5\nmac: 00:00:00:00:00:05\nflash_size: 1M\ncheckpoint_every: 1s\nsteps: []",
		"s",
	);
	const image = "v1.2.3";
	const plain = prepareMachine({ image }, cache);
	t.is(plain.flash.length, 4 * 1024 * 1024);
	t.not(prepareMachine({ image }, cache).seed, plain.seed);
	t.is(prepareMachine({ image, scenario: parseScenario("steps: []", "s") }, cache).seed, 0n);
	t.like(prepareMachine({ image, scenario }, cache), {
		seed: 5n,
		mac: "00:00:00:00:00:05",
		checkpointTicks: 160_000_000,
		notes: { scenario: "n" },
	});
	const flashFile = join(folder, "f");
	const own = prepareMachine(
		{ image, scenario, seed: 6n, mac: "00:00:00:00:00:06", flashSize: SIZE, flashFile, checkpointTicks: 9 },
		cache,
	);
	t.like(own, { seed: 6n, mac: "00:00:00:00:00:06", checkpointTicks: 9 });
	t.is(own.flash.length, SIZE);
	t.false(existsSync(flashFile));
	t.throws(() => prepareMachine({ image: "v9.9" }, cache), { instanceOf: ImageError });
});
