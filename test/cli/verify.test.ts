import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import test, { type ExecutionContext } from "ava";
import { hanging, likeRecorded, otherwise, TRACE } from "../regress/guest-builds.js";
import { Desk } from "./desk.js";

/** A desk with one trace of a guest program in traces/. */
function deskWithTrace(t: ExecutionContext): Desk {
	const desk = new Desk(t);
	mkdirSync(desk.path("traces"));
	copyFileSync(TRACE, desk.path("traces/uart.mpk"));
	return desk;
}

test("what has passed is not replayed again, until something changes", (t) => {
	const desk = deskWithTrace(t);
	t.is(desk.run("verify", "--update").code, 0);
	t.regex(desk.run("verify", "--fresh").out, /^passed {5}uart \(\d+\.\d s\)\n/);
	t.regex(desk.run("verify").out, /^passed {5}uart \(as before\)\n1 passed\n$/);
	t.regex(desk.run("verify", "--fresh").out, /^passed {5}uart \(\d+\.\d s\)\n/);
	t.regex(desk.run("verify", "traces/").out, /^passed {5}uart \(as before\)\n1 passed\n$/);
	mkdirSync(desk.path("empty"));
	const empty = desk.run("verify", "empty");
	t.is(empty.code, 2);
	t.regex(empty.err, /there are no traces in empty/);
	const golden = readFileSync(desk.path("golden/uart.json"), "utf8");
	writeFileSync(desk.path("golden/uart.json"), golden.replace(/"console": "./, '"console": "_'));
	const { code, out } = desk.run("verify", "--tap");
	t.is(code, 1);
	t.regex(out, /^TAP version 14\n1\.\.1\nnot ok 1 - uart\n {2}---\n {2}outcome: failed\n/);
	desk.env.GITHUB_ACTIONS = "true";
	t.regex(desk.run("verify").err, /^::error file=traces\/uart\.mpk,title=uart%3A failed::digests\.console/m);
});

test("another build is verified by what it does", (t) => {
	const desk = deskWithTrace(t);
	desk.write("same.bin", likeRecorded(1));
	desk.write("other.bin", otherwise(2));
	desk.write("dead.bin", hanging(3));
	const same = desk.run("verify", "--firmware", "same.bin", "--junit", "report.xml");
	t.is(same.code, 0, same.err);
	t.regex(same.out, /^passed {5}uart /);
	t.regex(readFileSync(desk.path("report.xml"), "utf8"), /tests="1" failures="0"/);
	t.regex(desk.run("verify", "--firmware", "same.bin").out, /^passed {5}uart \(as before\)/);
	const other = desk.run("verify", "--firmware", "other.bin");
	t.is(other.code, 1);
	t.regex(other.out, /TX FIFO Reset/);
	const dead = desk.run("verify", "--firmware", "dead.bin", "--json");
	t.is(dead.code, 3);
	t.like(JSON.parse(dead.out), [{ outcome: "skipped" }]);
	t.is(desk.run("verify", "--firmware", "same.bin", "--update").code, 2);
});

test("a shard that has no trace passes; a wrong one is a mistake", (t) => {
	const desk = deskWithTrace(t);
	desk.run("verify", "--update");
	const codes = [1, 2, 3].map((i) => desk.run("verify", "--shard", `${i}/3`));
	t.deepEqual(
		codes.map(({ code }) => code),
		[0, 0, 0],
	);
	t.is(codes.filter(({ out }) => out.includes("1 passed")).length, 1);
	t.regex(desk.run("verify", "--shard", "4/3").err, /--shard 4\/3: must be a part of several/);
});
