/** GDB itself, as Debian has it: found by the tests that need one, which are skipped by name where there is none. */
import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import test, { type ExecutionContext } from "ava";
import { PROGRAM } from "../../../tools/program.js";
import { imageOrSkip } from "../../images.js";
import { tempFolder } from "../../temp.js";

const CLI = PROGRAM;
/** Where tools/gdb/fetch-gdb.sh puts it, unless REPLAY_GDB says where it is. */
const FETCHED = fileURLToPath(new URL("../../../../.gdb/gdb-multiarch", import.meta.url));
const OLDEST = 16;

/** The GDB to test with: of version 16 or newer and with the Xtensa architecture; undefined when there is none. */
export function findGdb(): string | undefined {
	return [process.env.REPLAY_GDB, FETCHED, "gdb-multiarch"].find((path): path is string => {
		if (path === undefined || (path.includes("/") && !existsSync(path))) return false;
		const { stdout, status } = spawnSync(
			path,
			["-nx", "-batch", "-ex", "set architecture xtensa", "-ex", "show version"],
			{
				encoding: "utf8",
			},
		);
		const [, major] = /^GNU gdb .*?(\d+)\.\d+/m.exec(stdout ?? "") ?? [];
		return status === 0 && Number(major) >= OLDEST && /set to "xtensa"/.test(stdout);
	});
}

const gdb = findGdb();

/** Registers a test of GDB itself, and of the firmware image with this hash, if any; skipped by name without one of them. */
export function gdbTest(
	name: string,
	run: (t: ExecutionContext, gdb: string) => Promise<void>,
	image?: string,
): void {
	const noImage = image === undefined ? undefined : imageOrSkip(image);
	const noGdb = gdb === undefined ? "no gdb-multiarch 16; tools/gdb/fetch-gdb.sh .gdb brings one" : undefined;
	if (noGdb && process.env.REPLAY_REQUIRE_GDB === "1") test(name, (t) => t.fail("REPLAY_REQUIRE_GDB=1"));
	else if (noGdb ?? noImage) test.skip(`${name} [skipped: ${noGdb ?? noImage}]`, (t) => t.pass());
	else test.serial(name, (t) => run(t, gdb as string));
}

/** A `replay` that serves GDB. */
export interface Served {
	readonly process: ChildProcess;
	readonly port: number;
	/** What it has said so far, on both streams. */
	said(): string;
	/** Comes back with its exit code when it has ended. */
	readonly ended: Promise<number | null>;
}

/** Starts `replay` with arguments that make it wait for GDB at any port. */
export async function serve(t: ExecutionContext, args: readonly string[]): Promise<Served> {
	const child = spawn(process.execPath, [CLI, ...args, "--gdb", "0", "--offline"], {
		stdio: ["ignore", "pipe", "pipe"],
	});
	t.teardown(() => child.kill());
	let said = "";
	const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
	const port = await new Promise<number>((resolve, reject) => {
		const listen = (data: Buffer): void => {
			said += data.toString();
			const [, found] = /target remote :(\d+)/.exec(said) ?? [];
			if (found !== undefined) resolve(Number(found));
		};
		child.stdout.on("data", listen);
		child.stderr.on("data", listen);
		child.on("exit", () => reject(new Error(`the server ended: ${said}`)));
	});
	return { process: child, port, said: () => said, ended };
}

/** Runs a script of GDB commands at a port; what GDB said. */
export async function runScript(
	t: ExecutionContext,
	gdb: string,
	port: number,
	commands: readonly string[],
): Promise<string> {
	const script = ["set pagination off", "set confirm off", `target remote :${port}`, ...commands];
	const path = join(tempFolder(t), "script.gdb");
	writeFileSync(path, `${script.join("\n")}\n`);
	const { stdout, stderr } = await promisify(execFile)(gdb, ["-nx", "-batch", "-x", path], {
		maxBuffer: 1 << 26,
		timeout: 580_000,
	});
	// What the target says goes to the latter.
	return `${stdout}${stderr}`;
}

/** Serves a trace and runs a script of GDB commands on it; what GDB said. */
export async function runGdb(
	t: ExecutionContext,
	gdb: string,
	trace: string,
	commands: readonly string[],
): Promise<string> {
	const { port } = await serve(t, ["debug", trace, "--once"]);
	return runScript(t, gdb, port, commands);
}
