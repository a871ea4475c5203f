import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { hanging, likeRecorded, otherwise, TRACE } from "../regress/guest-builds.js";
import { Desk, MAIN, posixTest } from "./desk.js";

/** A desk with a folder of builds: the fourth hangs, and from the sixth on they say something else. */
function deskWithBuilds(t: ExecutionContext): Desk {
	const desk = new Desk(t);
	for (let i = 1; i <= 8; i++) {
		desk.write(`builds/${i}.bin`, i === 4 ? hanging(i) : i < 6 ? likeRecorded(i) : otherwise(i));
	}
	return desk;
}

test("the first build that differs is found among those of a folder, and shown", (t) => {
	const desk = deskWithBuilds(t);
	const { code, out, err } = desk.run("bisect", TRACE, "--builds", "builds", "--jobs", "1");
	t.is(code, 0, err);
	t.regex(out, /^8 builds: 1\.bin to 8\.bin\n/);
	t.regex(out, /\ncannot judge 4\.bin \(/);
	t.regex(
		out,
		/\nthe first build that is different: 6\.bin \(sha256 .{16}\); the one before it, 5\.bin .*, is not\n/,
	);
	t.regex(out, / {2}different: .* inputs given/);
	t.regex(out, /- .*TX FIFO reset.*\n.*\+ .*TX FIFO Reset/);
	t.regex(out, /\n5 of 8 builds judged\n$/);
	const again = desk.run("bisect", TRACE, "--builds", "builds", "--jobs", "1", "--json");
	t.is(again.code, 0);
	const result = JSON.parse(again.out);
	t.like(result, { outcome: "found", first: { name: "6.bin" }, before: { name: "5.bin" }, builds: 8 });
	t.true(
		result.judgements.every(({ kept }: { kept: boolean }) => kept),
		"all were kept",
	);
	t.true(existsSync(join(desk.env.ESP8266_REPLAY_CACHE, "results", "judgements")));
});

test("builds as they are given, and a search for the first that is the same", (t) => {
	const desk = deskWithBuilds(t);
	const files = [8, 7, 5, 3].map((i) => `builds/${i}.bin`);
	const { code, out } = desk.run("bisect", TRACE, "--first", "same", "--builds", ...files, "-q");
	t.is(code, 0);
	t.regex(out, /^the first build that is same: builds\/5\.bin /);
	const none = desk.run("bisect", TRACE, "--builds", "builds/1.bin", "builds/2.bin");
	t.is(none.code, 1);
	t.regex(none.out, /none of these builds is different: builds\/2\.bin/);
});

test("mistakes in a bisection", (t) => {
	const desk = new Desk(t);
	desk.write("one/a.bin", likeRecorded(1));
	t.like(desk.run("bisect", TRACE, "--builds", "one"), {
		code: 2,
		err: "replay: --builds: there must be two builds or more; here are 1\n",
	});
	t.is(desk.run("bisect", TRACE, "--builds", "gone.bin").code, 3);
	desk.write("spoilt.mpk", new Uint8Array(readFileSync(TRACE)).fill(0, 3000, 3010));
	desk.write("one/b.bin", likeRecorded(2));
	t.is(desk.run("bisect", "spoilt.mpk", "--builds", "one").code, 4);
	t.is(desk.run("bisect", "gone.mpk", "--builds", "one").code, 2);
	t.regex(
		desk.run("bisect", TRACE, "--builds", "one", "--order", "x").err,
		/--order x: must be one of version, name, date, given/,
	);
});

posixTest("a signal ends a bisection, which goes on with what was judged", async (t) => {
	const desk = deskWithBuilds(t);
	const args = ["bisect", TRACE, "--builds", "builds", "--jobs", "1"];
	const child = spawn(process.execPath, [MAIN, ...args], {
		cwd: desk.folder,
		env: { ...process.env, ...desk.env },
		stdio: ["ignore", "pipe", "pipe"],
	});
	let err = "";
	child.stderr.on("data", (data: Buffer) => {
		err += data.toString();
	});
	child.stdout.on("data", (data: Buffer) => {
		if (data.toString().includes("different    8.bin")) child.kill("SIGINT");
	});
	const code = await new Promise((resolve) => child.once("close", resolve));
	t.is(code, 125);
	t.regex(
		err,
		/^replay: stopped; [23] judgements are kept in .*, and the same command goes on from there\n$/,
	);
	const rest = desk.run(...args);
	t.is(rest.code, 0);
	t.regex(rest.out, /\nsame {9}1\.bin \(judged before\)\ndifferent {4}8\.bin \(judged before\)\n/);
	t.regex(rest.out, /5 of 8 builds judged, [23] of them before\n$/);
});
