/** Builds MicroPython for the ESP8266 from Debian's source package, without anything of the chip's vendor. */
import { createHash } from "node:crypto";
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildEnvironment, buildMpyCross, buildPort, buildSdk, compilerVersion } from "./lib/compile.mjs";
import { crossCompiler, fetchSource, sourceDate, sourceFiles, unpackSource } from "./lib/debian.mjs";
import { flashImage } from "./lib/image.mjs";
import { BuildError, isStopped, Missing, progress, stopCommands, which } from "./lib/run.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));

const HELP = `Usage: tools/micropython/build [options]

Builds MicroPython for the ESP8266 from Debian's source package with Debian's cross compiler and the SDK in
tools/micropython/sdk, puts the flash image into the cache's folder firmware/ and prints its sha256.
Needs Linux with Debian's apt, and gcc, make, python3, dpkg-dev. No root: what is missing of the cross compiler is
unpacked in the cache. A build that was made before is not made again. Progress, and what is downloaded, goes to stderr.

  --force         build although the image is there
  --own-compiler  use Debian's compiler unpacked in the cache although one is installed
  --keep          keep the build's folder and say where it is
  --cache FOLDER  the cache; default: what ESP8266_REPLAY_CACHE says, else the user's cache folder
  --offline       download nothing: source and compiler must be there already
  --help          this text

Exit codes: 0 built, 2 usage, 3 something that the build needs is not there, 1 the build failed, 130 stopped.
`;

const NEEDED = {
	"apt-get": "apt",
	"dpkg-source": "dpkg-dev",
	"dpkg-parsechangelog": "dpkg-dev",
	make: "make",
	gcc: "gcc",
	python3: "python3",
};

const EXIT_USAGE = 2;
const EXIT_MISSING = 3;
const EXIT_STOPPED = 130;

function defaultCache() {
	const { ESP8266_REPLAY_CACHE, XDG_CACHE_HOME } = process.env;
	if (ESP8266_REPLAY_CACHE) return ESP8266_REPLAY_CACHE;
	return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "esp8266-replay");
}

function checkMachine() {
	if (process.platform !== "linux") {
		throw new Missing(
			`This build needs Linux with Debian's apt; this is ${process.platform}. ` +
				"Use an image that was built elsewhere: the sha256 names it, wherever it was made.",
		);
	}
	const missing = Object.keys(NEEDED).filter((command) => !which(command));
	if (missing.length === 0) return;
	const packages = [...new Set(missing.map((command) => NEEDED[command]))];
	throw new Missing(`Not installed: ${missing.join(", ")} (Debian packages ${packages.join(", ")}).`);
}

/** Files of a folder and those below it, in a fixed order. */
function filesIn(folder) {
	return readdirSync(folder, { withFileTypes: true })
		.sort((a, b) => (a.name < b.name ? -1 : 1))
		.flatMap((entry) => {
			const path = join(folder, entry.name);
			return entry.isDirectory() ? filesIn(path) : [path];
		});
}

/** Names a build by all that goes into it. */
function buildKey(description, compiler) {
	const hash = createHash("sha256");
	for (const { name, sha256 } of sourceFiles(description)) hash.update(`${name} ${sha256}\n`);
	hash.update(`${compiler}\n`);
	const own = ["board", "lib", "sdk"].flatMap((folder) => filesIn(join(HERE, folder)));
	for (const path of own) hash.update(`${relative(HERE, path)}\0`).update(readFileSync(path));
	return hash.digest("hex");
}

/** Images by the key of their build. */
class Ledger {
	#path;
	#built;

	constructor(path) {
		this.#path = path;
		this.#built = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
	}

	find(key) {
		return this.#built[key];
	}

	add(key, sha256) {
		this.#built[key] = sha256;
		writeFileSync(this.#path, `${JSON.stringify(this.#built, undefined, "\t")}\n`);
	}
}

/** Puts an image into the cache under its name; a reader never sees half of it. */
function store(image, folder) {
	mkdirSync(folder, { recursive: true });
	const sha256 = createHash("sha256").update(image).digest("hex");
	const path = join(folder, `${sha256}.bin`);
	const partial = `${path}.${process.pid}.part`;
	writeFileSync(partial, image);
	renameSync(partial, path);
	return { sha256, path };
}

async function compile(description, work, env) {
	const tree = join(work, "micropython");
	const log = join(work, "log");
	progress("unpacking");
	await unpackSource(description, tree);
	const dated = { ...env, SOURCE_DATE_EPOCH: await sourceDate(tree) };
	const mpyCross = await buildMpyCross(tree, work, dated, log);
	const objects = await buildSdk(work, dated, log);
	const elf = await buildPort(tree, work, { mpyCross, objects, env: dated, log });
	return flashImage(readFileSync(elf));
}

/** Folders of builds whose process is gone: it was killed. */
function removeLeftovers(debian) {
	for (const name of readdirSync(debian)) {
		const pid = Number(/^build-(\d+)-/.exec(name)?.[1]);
		if (pid && !isAlive(pid)) rmSync(join(debian, name), { recursive: true, force: true });
	}
}

function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error.code === "EPERM";
	}
}

/** A failed build's log outlives its folder. */
function keepLog(log, path) {
	if (isStopped() || !existsSync(log)) return;
	copyFileSync(log, path);
	progress(`the whole log: ${path}`);
}

async function build(options) {
	checkMachine();
	const debian = join(options.cache, "debian");
	const firmware = join(options.cache, "firmware");
	mkdirSync(debian, { recursive: true });
	removeLeftovers(debian);
	const work = mkdtempSync(join(debian, `build-${process.pid}-`));
	try {
		const { offline } = options;
		const description = await fetchSource(work, debian, { offline });
		const programs = await crossCompiler(work, debian, { offline, own: options["own-compiler"] });
		const env = buildEnvironment(programs, "0");
		const compiler = await compilerVersion(env);
		progress(compiler);
		const ledger = new Ledger(join(debian, "micropython-builds.json"));
		const key = buildKey(description, compiler);
		const known = ledger.find(key);
		if (known && !options.force && existsSync(join(firmware, `${known}.bin`))) {
			progress("this build was made before");
			return known;
		}
		const { sha256, path } = store(await compile(description, work, env), firmware);
		ledger.add(key, sha256);
		progress(path);
		return sha256;
	} catch (error) {
		keepLog(join(work, "log"), join(debian, "micropython-build.log"));
		throw error;
	} finally {
		if (options.keep) progress(`kept: ${work}`);
		else rmSync(work, { recursive: true, force: true });
	}
}

function readOptions() {
	const { values } = parseArgs({
		options: {
			force: { type: "boolean", default: false },
			"own-compiler": { type: "boolean", default: false },
			keep: { type: "boolean", default: false },
			cache: { type: "string", default: defaultCache() },
			offline: { type: "boolean", default: false },
			help: { type: "boolean", default: false },
		},
	});
	return values;
}

async function main() {
	let options;
	try {
		options = readOptions();
	} catch (error) {
		process.stderr.write(`${error.message}\n\n${HELP}`);
		return EXIT_USAGE;
	}
	if (options.help) {
		process.stdout.write(HELP);
		return 0;
	}
	try {
		process.stdout.write(`${await build(options)}\n`);
		return 0;
	} catch (error) {
		if (isStopped()) return EXIT_STOPPED;
		if (!(error instanceof BuildError)) throw error;
		process.stderr.write(`${error.message}\n`);
		return error instanceof Missing ? EXIT_MISSING : 1;
	}
}

// Commands are ended, and the build's folder is removed as always.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stopCommands);

process.exitCode = await main();
