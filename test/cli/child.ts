/** The program itself, beside this process: for tests that serve what it asks for. */
import { spawn } from "node:child_process";
import { type Desk, MAIN } from "./desk.js";

export interface Ended {
	readonly code: number | null;
	readonly out: string;
	readonly err: string;
}

/** Runs the program at a desk. */
export function runBeside(desk: Desk, env: Record<string, string>, ...args: string[]): Promise<Ended> {
	const child = spawn(process.execPath, [MAIN, ...args], {
		cwd: desk.folder,
		env: {
			...process.env,
			...desk.env,
			NO_PROXY: "",
			no_proxy: "",
			HTTPS_PROXY: "",
			https_proxy: "",
			...env,
		},
		stdio: ["ignore", "pipe", "pipe"],
	});
	let [out, err] = ["", ""];
	child.stdout.on("data", (data: Buffer) => {
		out += data.toString();
	});
	child.stderr.on("data", (data: Buffer) => {
		err += data.toString();
	});
	return new Promise((resolve) => child.once("close", (code) => resolve({ code, out, err })));
}
