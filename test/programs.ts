/** Tests that talk to programs as people use them: skipped by name where they are not installed. */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { ptyProblem } from "../src/world/serial/host/pty.js";

/** A program, and the command that begins it, or why it cannot be had. */
export interface Program {
	readonly name: "esptool" | "mpremote" | "pyserial" | "pty";
	readonly command: readonly string[];
	readonly missing?: string;
}

/** esptool: REPLAY_ESPTOOL, or what Debian's package `esptool` installs. */
export function esptool(): Program {
	const { REPLAY_ESPTOOL: named } = process.env;
	const found = (named ? [named] : ["esptool", "esptool.py"]).find((name) => works([name, "version"]));
	const missing = found ? {} : { missing: `${named ?? "esptool"} is not installed` };
	return { name: "esptool", command: found ? [found] : [], ...missing };
}

/** A Python that has pyserial. */
export function pyserial(): Program {
	const found = ["python3", "/usr/bin/python3", "python"].find((name) =>
		works([name, "-c", "import serial; assert serial.VERSION >= '3.5'"]),
	);
	const missing = found ? {} : { missing: "pyserial is not installed" };
	return { name: "pyserial", command: found ? [found] : [], ...missing };
}

/** mpremote of the MicroPython checkout that REPLAY_MICROPYTHON names. */
export function mpremote(): Program {
	const python = pyserial();
	const { REPLAY_MICROPYTHON: tree } = process.env;
	const script = join(tree ?? "", "tools/mpremote/mpremote.py");
	const name = "mpremote";
	if (python.missing) return { ...python, name };
	if (!tree) return { name, command: [], missing: "REPLAY_MICROPYTHON names no MicroPython checkout" };
	if (!existsSync(script)) return { name, command: [], missing: `${script} is not there` };
	const command = [...python.command, script];
	const missing = works([...command, "version"])
		? {}
		: { missing: "mpremote lacks Python packages that it needs" };
	return { name, command, ...missing };
}

/** The optional package that opens pseudoterminals, in a program's place. */
export function pseudoterminals(): Program {
	const problem = ptyProblem();
	return { name: "pty", command: [], ...(problem === undefined ? {} : { missing: problem }) };
}

/**
 * Registers a test that runs programs. Where one is not installed the test is skipped and its title says why; with
 * REPLAY_REQUIRE_ESPTOOL=1 and so on it fails instead. `register` is what registers it otherwise.
 */
export function programTest(
	programs: readonly Program[],
	title: string,
	register: (title: string) => void,
): void {
	const absent = programs.find(({ missing }) => missing !== undefined);
	if (!absent) register(title);
	else if (process.env[`REPLAY_REQUIRE_${absent.name.toUpperCase()}`] === "1") {
		test(title, (t) => t.fail(absent.missing));
	} else test.skip(`${title} [skipped: ${absent.missing}]`, (t) => t.pass());
}

function works([command, ...args]: readonly string[]): boolean {
	return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}

/** A program that runs. */
export class Running {
	/** What it has said so far, on both streams. */
	said = "";
	/** Its exit code, when it has ended. */
	readonly ended: Promise<number | null>;
	readonly #child: ChildProcessWithoutNullStreams;

	constructor(program: Program, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
		const [file, ...before] = program.command;
		const child = spawn(file, [...before, ...args], { stdio: "pipe", env: { ...process.env, ...env } });
		for (const stream of [child.stdout, child.stderr]) {
			stream.on("data", (bytes: Buffer) => {
				this.said += bytes.toString("latin1");
			});
		}
		// It may be gone when it is typed to.
		child.stdin.on("error", () => {});
		this.#child = child;
		this.ended = new Promise((resolve, reject) => {
			child.once("error", reject);
			child.once("close", resolve);
		});
	}

	/** Types at its standard input. */
	type(keys: string): void {
		this.#child.stdin.write(keys, "latin1");
	}

	kill(): void {
		this.#child.kill();
	}
}
