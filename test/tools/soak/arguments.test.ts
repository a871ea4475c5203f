/** The soak tools say how they are called, and refuse what they do not understand, before they begin. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import test from "ava";

const folder = fileURLToPath(new URL("../../../tools/soak/", import.meta.url));
const call = (tool: string, ...args: string[]) =>
	spawnSync(process.execPath, [`${folder}${tool}.js`, ...args], { encoding: "utf8", timeout: 60_000 });

const USAGES: Readonly<Record<string, string>> = {
	check: "[MINUTES=30] [--seed 1] [--traces FOLDER]",
	memory: "[MINUTES=60]",
};

for (const [tool, usage] of Object.entries(USAGES)) {
	test(`${tool} --help says how it is called`, (t) => {
		const { status, stdout } = call(tool, "--help");
		t.is(status, 0);
		t.is(stdout, `usage: node dist/tools/soak/${tool}.js ${usage}\n`);
	});

	for (const args of [["0"], ["many"], ["1", "2"], ["--fast"]]) {
		test(`${tool} ${args.join(" ")} is refused`, (t) => {
			const { status, stdout, stderr } = call(tool, ...args);
			t.is(status, 2);
			t.is(stdout, "");
			t.true(stderr.includes(`usage: node dist/tools/soak/${tool}.js`), stderr);
		});
	}
}
