/**
 * Replays one trace again and again on a loaded machine, under other time zones, languages, working folders and
 * versions of Node.js: all must end in one hash.
 *
 *     node dist/tools/soak/replays.js TRACE [COUNT=20] [NODE...]
 *
 * NODE are further node executables; npm's package `node` brings them (`npm install node@22 --prefix FOLDER`).
 */
import { spawn, spawnSync } from "node:child_process";
import { availableParallelism, homedir, tmpdir } from "node:os";
import { resolve } from "node:path";
import { PROGRAM } from "../program.js";
import { soakArguments } from "./arguments.js";

const { positionals, whole } = soakArguments({
	usage: "TRACE [COUNT=20] [NODE...]",
	places: [1, Number.POSITIVE_INFINITY],
});
const [trace, count = "20", ...others] = positionals;

const cli = PROGRAM;
const nodes = [process.execPath, ...others.map((path) => resolve(path))];
const zones = ["UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati"];
const languages = ["C", "de_DE.UTF-8", "tr_TR.UTF-8", "ar_EG.UTF-8", "ja_JP.UTF-8"];
const folders = [tmpdir(), homedir(), "/"];

const load = Array.from({ length: availableParallelism() }, () =>
	spawn(process.execPath, ["-e", "for (;;) Math.sqrt(2)"], { stdio: "ignore" }),
);
const results = new Set<string>();
for (let i = 0; i < whole(count); i++) {
	const node = nodes[i % nodes.length];
	const LANG = languages[i % languages.length];
	const { stdout, status } = spawnSync(node, [cli, resolve(trace), "--json"], {
		cwd: folders[i % folders.length],
		env: { ...process.env, TZ: zones[i % zones.length], LANG, LC_ALL: LANG },
		encoding: "utf8",
	});
	const version = spawnSync(node, ["--version"], { encoding: "utf8" }).stdout.trim();
	const hash = status === 0 ? JSON.parse(stdout).state.whole : `exit code ${status}`;
	results.add(hash);
	console.log(`${i}: ${version} ${zones[i % zones.length]} ${LANG}: ${hash}`);
}
for (const child of load) child.kill("SIGKILL");
console.log(`${count} replays, ${results.size} different results`);
process.exitCode = results.size === 1 && ![...results][0].startsWith("exit") ? 0 : 1;
