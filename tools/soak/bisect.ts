/**
 * Bisections that nobody watches: 32 builds of MicroPython, made from Debian's source package, with five regressions and
 * three builds that do not start. Each regression is found by a trace recorded with the first build: by `replay bisect`,
 * and by `git bisect run` in a repository of the builds.
 *
 *     node dist/tools/soak/bisect.js [FOLDER]
 *
 * Everything is kept in FOLDER: the compiled sources, the images, the traces, the repository.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PROGRAM } from "../program.js";
import { soakArguments } from "./arguments.js";
import { BROKEN, BUILDS, buildOf, PLANTS, scenarioOf } from "./bisect/history.js";
import { imageName, makeImages } from "./bisect/images.js";

const CLI = PROGRAM;
const { positionals } = soakArguments({ usage: "[FOLDER]", places: [0, 1] });
const work = resolve(positionals[0] ?? join(tmpdir(), "esp8266-replay-bisect"));
mkdirSync(work, { recursive: true });

/** Runs this tool; `expected` are the exit codes that are no failure. */
function replay(args: readonly string[], expected: readonly number[]): string {
	const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: "utf8" });
	if (!expected.includes(status ?? -1))
		throw new Error(`replay ${args.join(" ")}: ${status}\n${stdout}${stderr}`);
	return stdout;
}

const images = await makeImages(work);

const traces = PLANTS.map((plant, i) => {
	const scenario = join(work, `plant-${i}.yaml`);
	const trace = join(work, `plant-${i}.mpk`);
	writeFileSync(scenario, scenarioOf(plant));
	if (!existsSync(trace)) replay(["record", images[0], "--scenario", scenario, "-o", trace, "-q"], [0]);
	return trace;
});

/** A repository with a commit a build. */
function makeRepository(): { folder: string; commits: string[]; git: (...args: string[]) => string } {
	const folder = join(work, "repository");
	const git = (...args: string[]): string => {
		const identity = [
			"-c",
			"user.name=soak",
			"-c",
			"user.email=soak@example.org",
			"-c",
			"commit.gpgsign=false",
		];
		return execFileSync("git", ["-C", folder, ...identity, ...args], {
			encoding: "utf8",
			stdio: ["ignore", "pipe", "pipe"],
		});
	};
	if (!existsSync(folder)) {
		mkdirSync(folder);
		git("init", "-q");
		for (const [n, image] of images.entries()) {
			copyFileSync(image, join(folder, "firmware.bin"));
			writeFileSync(join(folder, "subject"), `${n}: ${buildOf(n).subject}\n`);
			git("add", ".");
			git("commit", "-q", "-m", `${n}: ${buildOf(n).subject}`);
		}
	}
	return { folder, git, commits: git("rev-list", "--reverse", "HEAD").trim().split("\n") };
}

const { folder, git, commits } = makeRepository();
const head = commits[BUILDS - 1];
let wrong = 0;
console.log(`${BUILDS} builds; builds ${BROKEN.join(", ")} do not start`);
console.log("| regression | planted in | replay bisect | judged | of them cannot be | s | git bisect run |");
console.log("|---|---|---|---|---|---|---|");
for (const [i, plant] of PLANTS.entries()) {
	const started = performance.now();
	const args = ["bisect", traces[i], "--builds", join(work, "builds"), "--fresh", "--json"];
	const { outcome, first, judgements } = JSON.parse(replay(args, [0, 1, 125]));
	const seconds = (performance.now() - started) / 1000;
	const skipped = judgements.filter(({ verdict }: { verdict: string }) => verdict === "cannot judge").length;
	git("bisect", "start", head, commits[0]);
	const judge = [process.execPath, CLI, "judge", traces[i], "--firmware", join(folder, "firmware.bin"), "-q"];
	git("bisect", "run", ...judge);
	const found = commits.indexOf(git("rev-parse", "refs/bisect/bad").trim());
	git("bisect", "reset");
	const right = outcome === "found" && first.name === imageName(plant.first) && found === plant.first;
	if (!right) wrong++;
	const cells = [
		plant.name,
		plant.first,
		`${outcome} ${first?.name}`,
		judgements.length,
		skipped,
		seconds.toFixed(1),
		found,
	];
	console.log(`| ${cells.join(" | ")} |${right ? "" : " WRONG"}`);
}
console.log(`${PLANTS.length} regressions, ${wrong} not found`);
process.exitCode = wrong === 0 ? 0 : 1;
