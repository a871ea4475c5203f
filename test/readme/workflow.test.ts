/** The GitHub Actions workflow that the README shows, without its engine: its shape, and its very commands, run. */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { parse } from "yaml";
import { MAIN, posixTest } from "../cli/desk.js";
import { tempFolder } from "../temp.js";

interface Step {
	readonly uses?: string;
	readonly run?: string;
	readonly with?: Readonly<Record<string, unknown>>;
	readonly if?: string;
}

interface Job {
	readonly "runs-on": string;
	readonly strategy: {
		readonly "fail-fast": boolean;
		readonly matrix: { readonly shard: readonly number[] };
	};
	readonly steps: readonly Step[];
}

const TRACES = ["adc", "clocks", "frc1", "gpio", "rtc", "uart", "waiti"];

function workflow(): { readonly on: readonly string[]; readonly jobs: Readonly<Record<string, Job>> } {
	const [, text] = /```yaml\n(name: traces\n[\s\S]+?)```/.exec(readFileSync("README.md", "utf8"))!;
	return parse(text);
}

test("the workflow has the shape of one", (t) => {
	const { on, jobs } = workflow();
	t.deepEqual(on, ["push", "pull_request"]);
	for (const job of Object.values(jobs)) {
		t.regex(job["runs-on"], /^[a-z]+-latest$/);
		for (const step of job.steps) {
			t.is([step.uses, step.run].filter((what) => what !== undefined).length, 1);
			if (step.uses !== undefined) t.regex(step.uses, /^actions\/[a-z-]+@v\d+$/);
			for (const [, name] of JSON.stringify(step).matchAll(/\$\{\{ *([\w.-]+)/g)) {
				t.true(["matrix.shard", "hashFiles"].includes(name), name);
			}
		}
	}
});

posixTest("its commands verify every trace, each in one shard", (t) => {
	const folder = tempFolder(t);
	for (const name of ["traces", "golden", join("node_modules", ".bin")]) {
		mkdirSync(join(folder, name), { recursive: true });
	}
	symlinkSync(MAIN, join(folder, "node_modules", ".bin", "replay"));
	for (const name of TRACES) {
		copyFileSync(join("traces", "guests", `${name}.mpk`), join(folder, "traces", `${name}.mpk`));
		copyFileSync(join("golden", "guests", `${name}.json`), join(folder, "golden", `${name}.json`));
	}
	const { strategy, steps } = workflow().jobs.verify;
	const commands = steps.flatMap(({ run }) => run ?? []);
	t.is(commands[0], "npm ci", "what installs this package is no part of the test");
	const verified: string[] = [];
	for (const shard of strategy.matrix.shard) {
		for (const command of commands.slice(1)) {
			const { status, stdout, stderr } = spawnSync(
				"bash",
				["-e", "-c", command.replace(/\$\{\{ matrix\.shard \}\}/g, `${shard}`)],
				{
					cwd: folder,
					env: { ...process.env, ESP8266_REPLAY_CACHE: join(folder, "cache") },
					encoding: "utf8",
				},
			);
			t.is(status, 0, stdout + stderr);
		}
		const report = readFileSync(join(folder, "report.xml"), "utf8");
		verified.push(...[...report.matchAll(/<testcase (?:[^>]* )?name="([^"]+)"/g)].map(([, name]) => name));
	}
	t.deepEqual(verified.sort(), TRACES);
});
