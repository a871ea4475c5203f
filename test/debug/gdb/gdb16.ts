/** GDB itself, as Debian has it: found by the tests that need one, which are skipped by name where there is none. */
import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { ExecutionContext } from "ava";
import { PACKAGE_ROOT } from "../../../src/package-root.js";
import { tempFolder } from "../../temp.js";

const CLI = fileURLToPath(new URL("dist/program/main.js", PACKAGE_ROOT));
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

/** Serves a trace and runs a script of GDB commands on it; what GDB said. */
export async function runGdb(
	t: ExecutionContext,
	gdb: string,
	trace: string,
	commands: readonly string[],
): Promise<string> {
	const server = spawn(process.execPath, [CLI, "debug", trace, "--gdb", "0", "--once", "--offline"], {
		stdio: ["ignore", "ignore", "pipe"],
	});
	try {
		const port = await portOf(server);
		const script = ["set pagination off", "set confirm off", `target remote :${port}`, ...commands];
		const path = join(tempFolder(t), "script.gdb");
		writeFileSync(path, `${script.join("\n")}\n`);
		const { stdout, stderr } = await promisify(execFile)(gdb, ["-nx", "-batch", "-x", path], {
			maxBuffer: 1 << 26,
			timeout: 580_000,
		});
		// What the target says goes to the latter.
		return `${stdout}${stderr}`;
	} finally {
		server.kill();
	}
}

function portOf(server: ChildProcess): Promise<number> {
	return new Promise((resolve, reject) => {
		let said = "";
		server.stderr?.on("data", (data: Buffer) => {
			said += data.toString();
			const [, port] = /target remote :(\d+)/.exec(said) ?? [];
			if (port !== undefined) resolve(Number(port));
		});
		server.on("exit", () => reject(new Error(`the server ended: ${said}`)));
	});
}
