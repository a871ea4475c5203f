/**
 * Compiles: mpy-cross for this machine, our SDK and the port for the ESP8266. The source tree is left as it is; all
 * that is made goes beside it. Nothing that differs between machines may reach the image: no paths, no dates.
 */
import { mkdirSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { progress, run } from "./run.mjs";

const HERE = dirname(dirname(fileURLToPath(import.meta.url)));
const SDK = join(HERE, "sdk");
const BOARD = join(HERE, "board");
/** Shows in the build's name, so it is not taken from a path. */
const BOARD_NAME = "REPLAY";
const CROSS = "xtensa-lx106-elf-";

/** As the port's Makefile compiles, so that code and constants in flash are read by words. */
const SDK_FLAGS = [
	...["-c", "-Os", "-g", "-std=gnu99", "-ffreestanding", "-ffunction-sections", "-fdata-sections"],
	...["-mlongcalls", "-mtext-section-literals", "-mforce-l32"],
	...["-Wall", "-Wextra", "-Werror", "-Wno-array-bounds"],
];

/** Tells of every so many compiled files. */
const PROGRESS_EVERY = 60;

/** Environment of every compiler and script: fixed language, time zone and date, and our compiler in front. */
export function buildEnvironment(programs, date) {
	return {
		PATH: `${programs}:${process.env.PATH}`,
		HOME: process.env.HOME,
		LC_ALL: "C",
		TZ: "UTC",
		SOURCE_DATE_EPOCH: date,
		PYTHONHASHSEED: "0",
		PYTHONDONTWRITEBYTECODE: "1",
	};
}

export async function compilerVersion(env) {
	const [first] = (await run(`${CROSS}gcc`, ["--version"], { env })).split("\n");
	const [binutils] = (await run(`${CROSS}ld`, ["--version"], { env })).split("\n");
	return `${first}; ${binutils}`;
}

function make(args, options) {
	let compiled = 0;
	const onLine = (line) => {
		if (/^(CC|MPY) /.test(line) && ++compiled % PROGRESS_EVERY === 0) progress(`  ${compiled} files`);
	};
	const jobs = Math.max(2, availableParallelism());
	return run("nice", ["-n", "10", "make", `-j${jobs}`, ...args], { ...options, onLine });
}

/** mpy-cross, which turns the port's Python modules into bytecode; compiling it fast counts for more than its own speed. */
export async function buildMpyCross(tree, work, env, log) {
	progress("mpy-cross");
	const build = join(work, "mpy-cross");
	const args = ["-C", join(tree, "mpy-cross"), `BUILD=${build}`, "COPT=-O0", join(build, "mpy-cross")];
	await make(args, { env, log });
	return join(build, "mpy-cross");
}

/** Our SDK's objects, in a fixed order. */
export async function buildSdk(work, env, log) {
	progress("SDK");
	const build = join(work, "sdk");
	mkdirSync(build);
	const sources = readdirSync(join(SDK, "src"))
		.filter((name) => [".c", ".S"].includes(extname(name)))
		.sort();
	const include = ["-isystem", join(SDK, "libc"), `-I${join(SDK, "include")}`, `-I${join(SDK, "src")}`];
	const objects = [];
	for (const source of sources) {
		const object = join(build, `${basename(source, extname(source))}.o`);
		const prefix = `-ffile-prefix-map=${HERE}=micropython`;
		const args = [...SDK_FLAGS, prefix, ...include, join(SDK, "src", source), "-o", object];
		await run(`${CROSS}gcc`, args, { env, log });
		objects.push(object);
	}
	return objects;
}

/** The port, linked with the SDK; gives the ELF file's path. */
export async function buildPort(tree, work, { mpyCross, objects, env, log }) {
	progress("ports/esp8266");
	const build = join(work, "port");
	const libgcc = (await run(`${CROSS}gcc`, ["-print-libgcc-file-name"], { env })).trim();
	const maps = [`${work}=build`, `${HERE}=micropython`].map((map) => `-ffile-prefix-map=${map}`);
	const elf = join(build, "firmware.elf");
	const variables = {
		BOARD: BOARD_NAME,
		BOARD_DIR: BOARD,
		BUILD: build,
		ESP_SDK: SDK,
		LIBS: [...objects, libgcc].join(" "),
		CFLAGS_EXTRA: maps.join(" "),
		MICROPY_PY_SSL: "0",
		MICROPY_SSL_AXTLS: "0",
		MICROPY_MPYCROSS: mpyCross,
		MICROPY_MPYCROSS_DEPENDENCY: "",
		// No image from esptool: flashImage() makes it.
		ESPTOOL: "false",
	};
	const assignments = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
	await make(["-C", join(tree, "ports/esp8266"), ...assignments, elf], { env, log });
	return elf;
}
