import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { ImageCache } from "../../src/firmware/cache.js";
import { buildFromDebian } from "../../src/firmware/debian-build.js";
import { ImageError } from "../../src/firmware/errors.js";
import { DEBIAN_BUILD, namesDebianBuild } from "../../src/firmware/releases.js";
import { resolveFirmware, resolveHash } from "../../src/firmware/resolve.js";
import { posixTest } from "../cli/desk.js";
import { tinyImage } from "../session/guest.js";
import { tempFolder } from "../temp.js";

const IMAGE = tinyImage(DEBIAN_BUILD.version);

/** A cache, and a build that does what the lines of the program say; `cache` is its folder there. */
function bench(t: ExecutionContext, program: string): { cache: ImageCache; script: string } {
	const folder = tempFolder(t);
	const script = join(folder, "build.mjs");
	writeFileSync(script, `const cache = process.argv[3];\n${program}\n`);
	return { cache: new ImageCache(join(folder, "cache")), script };
}

/** Stores the image as the real build does. */
const STORE = `
import { mkdirSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
const image = Buffer.from(${JSON.stringify(Buffer.from(IMAGE).toString("base64"))}, "base64");
const hash = createHash("sha256").update(image).digest("hex");
mkdirSync(cache + "/firmware", { recursive: true });
writeFileSync(cache + "/firmware/" + hash + ".bin", image);
process.stderr.write("   0.1 s  compiling\\n");
process.stdout.write(hash + "\\n");
`;

const unavailable = (message: RegExp) => ({ instanceOf: ImageError, code: "unavailable", message });

test("a build's steps are told, and its image is found by the name that was asked for", async (t) => {
	const { cache, script } = bench(t, STORE);
	const lines: string[] = [];
	const options = { cache, script, onBuild: (line: string) => lines.push(line) };
	const firmware = await resolveFirmware(DEBIAN_BUILD.name, options);
	t.deepEqual(firmware.bytes, IMAGE);
	t.is(firmware.version, DEBIAN_BUILD.version);
	t.is(lines.length, 2);
	t.regex(lines[0], /^building MicroPython .* minutes.*Ctrl-C/);
	t.is(lines[1], "   0.1 s  compiling");
	await resolveFirmware(DEBIAN_BUILD.name, { cache, script: "nothing.mjs" });
	t.pass("what is in the cache is not built again");
});

test("who needs one image does not get another", async (t) => {
	const { cache, script } = bench(t, STORE);
	await t.throwsAsync(
		resolveHash(DEBIAN_BUILD.sha256, undefined, undefined, { cache, script }),
		unavailable(/^the build gave sha256 [0-9a-f]{64}, but 9ddf.* is needed/),
	);
});

test("a build that lacks something says what; one that fails, why", async (t) => {
	const missing = bench(t, 'console.error("Not installed: make."); process.exit(3);');
	const lines: string[] = [];
	const options = { ...missing, onBuild: (line: string) => lines.push(line) };
	await t.throwsAsync(buildFromDebian(options), unavailable(/could not be built .*: Not installed: make\.$/));
	t.deepEqual(lines, [], "nothing was begun");
	const failed = bench(t, 'console.error("cc ended with code 1\\nbad.c: no"); process.exit(1);');
	await t.throwsAsync(buildFromDebian(failed), unavailable(/it failed:\ncc ended with code 1\nbad\.c: no$/));
	const { cache } = failed;
	await t.throwsAsync(
		buildFromDebian({ cache, script: "nothing.mjs" }),
		unavailable(/not part of this installation/),
	);
});

test("--offline reaches the build", async (t) => {
	const { cache, script } = bench(t, "console.error(process.argv.slice(4).join()); process.exit(3);");
	await t.throwsAsync(buildFromDebian({ cache, script, offline: true }), unavailable(/: --offline$/));
});

posixTest("a stop ends the build, which may clean up", async (t) => {
	const { cache, script } = bench(
		t,
		`import { mkdirSync, rmSync } from "node:fs";
		mkdirSync(cache + "/work", { recursive: true });
		process.on("SIGTERM", () => { rmSync(cache + "/work", { recursive: true }); process.exit(130); });
		process.stderr.write("   0.1 s  waiting\\n");
		setInterval(() => {}, 1000);`,
	);
	const stop = new AbortController();
	const build = buildFromDebian({
		cache,
		script,
		stop: stop.signal,
		onBuild: (line) => line.endsWith("waiting") && stop.abort(),
	});
	await t.throwsAsync(build, { instanceOf: ImageError, code: "stopped" });
	t.deepEqual(readdirSync(cache.folder), []);
	await t.throwsAsync(buildFromDebian({ cache, script, stop: stop.signal }), { code: "stopped" });
	t.false(existsSync(join(cache.folder, "work")));
});

test("the names it goes by", (t) => {
	const { name, version, sha256 } = DEBIAN_BUILD;
	for (const text of [name, version, sha256, sha256.slice(0, 8).toUpperCase()])
		t.true(namesDebianBuild(text), text);
	for (const text of ["", "v1.25.0", sha256.slice(0, 7), "00000000", `${sha256}0`])
		t.false(namesDebianBuild(text), text);
});
