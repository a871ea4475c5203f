/**
 * What comes from Debian: MicroPython's source package and, where it is not installed, the cross compiler. All through
 * apt's own programs with a state folder of ours, so neither root nor a change to the machine is needed. The mirror is
 * the one the machine already uses.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { BuildError, Missing, progress, run, which } from "./run.mjs";

/** The release whose MicroPython this builds, and the version it has. */
const RELEASE = "trixie";
const UPSTREAM_VERSION = "1.25.0";
const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";
/** The release whose compiler the known image is from, and the version it has; another one gives another image. */
const COMPILER_RELEASE = "bookworm";
const COMPILER_VERSION = "12.2.0";
const COMPILER_PACKAGES = ["gcc-xtensa-lx106", "binutils-xtensa-lx106"];
const COMPILER = "xtensa-lx106-elf-gcc";

/** apt with lists and cache of its own; with `sources`, from these lines instead of the machine's. */
class Apt {
	#options;

	constructor(folder, sources) {
		mkdirSync(join(folder, "lists/partial"), { recursive: true });
		mkdirSync(join(folder, "archives/partial"), { recursive: true });
		const options = {
			"Dir::State::Lists": join(folder, "lists"),
			"Dir::Cache::Archives": join(folder, "archives"),
			"Dir::Cache::pkgcache": "",
			"Dir::Cache::srcpkgcache": "",
			// Downloads land in the user's folders, which apt's own user cannot enter.
			"APT::Sandbox::User": "",
			"Acquire::Languages": "none",
		};
		if (sources) {
			mkdirSync(join(folder, "parts"), { recursive: true });
			writeFileSync(join(folder, "sources.list"), `${sources.join("\n")}\n`);
			options["Dir::Etc::SourceList"] = join(folder, "sources.list");
			options["Dir::Etc::SourceParts"] = join(folder, "parts");
		}
		this.#options = Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
	}

	/** Says what is downloaded: the index files too, since they are most of it. */
	get(args, cwd) {
		const onLine = (line) => {
			const [, what, size] = /^Get:\d+ (.*) \[(.*)\]$/.exec(line) ?? [];
			if (what) progress(`  ${what} (${size})`);
		};
		return run("apt-get", [...this.#options, ...args], { cwd, onLine });
	}
}

/** The Debian mirrors that the machine's sources name, best first: base address and release. */
async function mirrors(apt) {
	const format = "$(REPO_URI) $(RELEASE) $(ORIGIN)";
	const ask = (query) =>
		query(["indextargets", "--format", format, "Created-By: Packages", "Component: main"]);
	let listed = await ask((args) => run("apt-get", args));
	if (!listed.trim()) {
		// Fresh containers come without lists.
		await apt.get(["update"]);
		listed = await ask((args) => apt.get(args));
	}
	return listed
		.split("\n")
		.map((line) => line.split(" "))
		.filter(([, release, origin]) => origin === "Debian" && !/-(security|updates|backports)$/.test(release))
		.map(([uri, release]) => ({ uri, release }));
}

/** A description file's upstream version as numbers, or undefined for other files. */
function versionOf(name) {
	const [, version] = /^micropython_([\d.]+).*\.dsc$/.exec(name) ?? [];
	return version?.split(".").map(Number);
}

/** The description file of a stored source package that this can build: the version it is made for, else a newer one. */
function storedSource(folder) {
	const wanted = UPSTREAM_VERSION.split(".").map(Number);
	const age = (name) =>
		versionOf(name)
			.map((n, i) => n - (wanted[i] ?? 0))
			.find((n) => n !== 0) ?? 0;
	const usable = readdirSync(folder).filter((name) => versionOf(name) && age(name) >= 0);
	return usable.sort((a, b) => age(a) - age(b))[0];
}

/** apt with nothing but one release of a mirror; `type` is deb or deb-src. */
async function aptOf(type, release, mirror, work) {
	const signed = existsSync(KEYRING) ? ` [signed-by=${KEYRING}]` : "";
	const apt = new Apt(join(work, `${type}-${release}`), [`${type}${signed} ${mirror} ${release} main`]);
	await apt.get(["update"]);
	return apt;
}

/** Asks the mirror for `wanted`, and where it has not got that, for the release that this machine runs. */
async function fromRelease(type, wanted, work, get) {
	const [mirror] = await mirrors(new Apt(join(work, "apt-own")));
	if (!mirror) throw new Missing("This machine's apt sources name no Debian mirror.");
	try {
		await get(await aptOf(type, wanted, mirror.uri, work));
	} catch (error) {
		if (!(error instanceof BuildError)) throw error;
		progress(error.message.split("\n").at(-1));
		if (mirror.release === wanted) throw new Missing(`Debian ${wanted} cannot be reached.`);
		progress(
			`Debian ${wanted} cannot be had, so ${mirror.release}, which this machine runs, is asked instead`,
		);
		await get(await aptOf(type, mirror.release, mirror.uri, work));
	}
}

/** Downloads the source package where it is not stored yet; gives the description file's path. */
export async function fetchSource(work, folder, { offline = false } = {}) {
	mkdirSync(folder, { recursive: true });
	const stored = storedSource(folder);
	if (stored) return join(folder, stored);
	if (offline) throw new Missing("MicroPython's source package is not in the cache.");
	progress(`source package micropython from Debian ${RELEASE}`);
	const args = ["source", "--download-only", "--only-source", "micropython"];
	await fromRelease("deb-src", RELEASE, work, (apt) => apt.get(args, folder));
	const fetched = storedSource(folder);
	if (!fetched) {
		const have = readdirSync(folder).filter(versionOf);
		throw new BuildError(`this needs MicroPython ${UPSTREAM_VERSION} or newer; apt gave ${have.join(", ")}`);
	}
	if (!fetched.startsWith(`micropython_${UPSTREAM_VERSION}`)) {
		progress(`${fetched} is newer than the version this was tried with, ${UPSTREAM_VERSION}`);
	}
	return join(folder, fetched);
}

/** Unpacks a source package, Debian's patches applied, into a folder that must not exist. */
export async function unpackSource(description, into) {
	await run("dpkg-source", ["--no-check", "-x", description, into]);
}

/** Seconds since 1970 of the package's last change: the build's date. */
export async function sourceDate(tree) {
	const text = await run("dpkg-parsechangelog", [
		"-l",
		join(tree, "debian/changelog"),
		"--show-field",
		"Timestamp",
	]);
	return text.trim();
}

/** Whether a compiler is the one that the known image is from. */
async function isKnownCompiler(path) {
	return (await run(path, ["-dumpfullversion"])).trim() === COMPILER_VERSION;
}

/** Where the compiler lies once its packages are unpacked in `folder`. */
const unpackedCompiler = (folder) => join(folder, "compiler/usr/bin");

/**
 * The folder with the cross compiler's programs: where the right version is installed, or Debian's packages unpacked in
 * the cache.
 */
export async function crossCompiler(work, folder, { own = false, offline = false } = {}) {
	const installed = own ? undefined : which(COMPILER);
	if (installed && (await isKnownCompiler(installed))) return dirname(installed);
	const programs = unpackedCompiler(folder);
	if (existsSync(join(programs, COMPILER))) return programs;
	if (offline) throw new Missing("The cross compiler is neither installed nor in the cache.");
	progress(`cross compiler from Debian ${COMPILER_RELEASE}`);
	const packages = join(work, "packages");
	mkdirSync(packages, { recursive: true });
	await fromRelease("deb", COMPILER_RELEASE, work, (apt) =>
		apt.get(["download", ...COMPILER_PACKAGES], packages),
	);
	const root = join(work, "compiler");
	for (const name of readdirSync(packages)) await run("dpkg", ["-x", join(packages, name), root]);
	rmSync(join(folder, "compiler"), { recursive: true, force: true });
	renameSync(root, join(folder, "compiler"));
	return programs;
}

/** Whether the package's source files match the sums in its description. */
export function sourceFiles(description) {
	const text = readFileSync(description, "utf8");
	const section = /^Checksums-Sha256:\n((?: .*\n)+)/m.exec(text)?.[1] ?? "";
	return section
		.trimEnd()
		.split("\n")
		.map((line) => line.trim().split(" "))
		.map(([sha256, , name]) => ({ name, sha256 }));
}
