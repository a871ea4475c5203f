import test from "ava";
import fc from "fast-check";
import { readFat } from "../../../src/session/files/fat.js";
import { findFileSystem } from "../../../src/session/files/find-file-system.js";
import { type FatAction, makeVolume, type VolumeOptions } from "./fat-volume.js";
import { listingOf } from "./listing.js";

const SECTOR = 4096;
/** FAT12 with sectors of 4 KB as MicroPython has it on flash, FAT12 and FAT16 with those of a disk, FAT32. */
const VOLUMES: readonly VolumeOptions[] = [
	{ sector: SECTOR, sectors: 860, cluster: 0 },
	{ sector: 512, sectors: 2880, cluster: 512 },
	{ sector: 512, sectors: 16_384, cluster: 1024 },
	{ sector: 512, sectors: 80_000, cluster: 512 },
];

const name = fc.constantFrom(
	"A.TXT",
	"b.txt",
	"Mixed.Case",
	"no extension",
	"a name of more than thirteen units.json",
	"caf\u00e9.py",
	"x",
	".hidden",
);
const folder = fc.constantFrom("", "/d", "/d/deep", "/a long directory");
const path = fc.tuple(folder, name).map(([parent, last]) => `${parent}/${last}`);
const action: fc.Arbitrary<FatAction> = fc.record({
	kind: fc.constantFrom("write", "write", "append", "append", "remove", "rename", "mkdir"),
	path: fc.oneof(path, folder.filter(Boolean)),
	to: path,
	bytes: fc
		.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 20_000 }))
		.map(([first, length]) => Uint8Array.from({ length }, (_, i) => first + i)),
});

for (const options of VOLUMES) {
	test(`what FatFs has written to ${options.sectors} sectors of ${options.sector} is read as FatFs reads it`, async (t) => {
		await fc.assert(
			fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 60 }), async (actions) => {
				const { image, listing } = await makeVolume(options, actions);
				const found = readFat(image, 0)!;
				t.deepEqual(found.problems, []);
				t.deepEqual(listingOf(found.entries), listingOf(listing));
			}),
			{ numRuns: 12 },
		);
	});
}

test("a volume is found behind a firmware's image, and not in it", async (t) => {
	const { image } = await makeVolume(VOLUMES[0], [
		{ kind: "write", path: "/a", to: "", bytes: Buffer.from("x") },
	]);
	const flash = new Uint8Array(4 * 1024 * 1024).fill(0xff);
	flash.set(image, 150 * SECTOR);
	t.like(findFileSystem(flash, 140 * SECTOR + 7), { kind: "FAT", offset: 150 * SECTOR });
	t.is(findFileSystem(flash, 151 * SECTOR), undefined);
});

test("a damaged volume gives what can be read, and never fails", async (t) => {
	const actions = fc.sample(action, { numRuns: 40, seed: 1 });
	const { image } = await makeVolume(VOLUMES[0], actions);
	// Boot sector, table and the first directories, where damage is met.
	const flip = fc.tuple(fc.integer({ min: 0, max: 12 * SECTOR }), fc.integer({ min: 0, max: 255 }));
	fc.assert(
		fc.property(fc.array(flip, { minLength: 1, maxLength: 200 }), (flips) => {
			const damaged = image.slice();
			for (const [at, byte] of flips) damaged[at] = byte;
			const found = readFat(damaged, 0);
			t.true(found === undefined || found.entries instanceof Map);
		}),
		{ numRuns: 300 },
	);
});

test("directories that lead to each other are listed once", async (t) => {
	const { image } = await makeVolume(VOLUMES[0], [
		{ kind: "mkdir", path: "/d", to: "", bytes: new Uint8Array(0) },
		{ kind: "mkdir", path: "/d/deep", to: "", bytes: new Uint8Array(0) },
	]);
	const deep = Buffer.from(image.buffer).indexOf("DEEP       ");
	const parent = Buffer.from(image.buffer).indexOf("D          ");
	image.copyWithin(deep + 26, parent + 26, parent + 28);
	t.deepEqual(readFat(image, 0)!.problems, ["/d/deep/: the directory leads to itself"]);
});
