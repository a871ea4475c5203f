import { readFileSync } from "node:fs";
import test from "ava";
import { rewrite } from "../session/rewrite.js";
import { record, steps } from "../session/run.js";
import { Desk, machine, recorded } from "./desk.js";

test("two traces: the input by which they differ, or that they are the same", (t) => {
	const desk = new Desk(t);
	desk.write("other.mpk", record(machine, steps("  - send: HBL\n  - expect: ICM\n  - wait: 20ms\n")).bytes);
	const { code, out, err } = desk.run("diff", "hal.mpk", "other.mpk");
	t.is(code, 1, err);
	t.regex(out, /^the runs differ by an input\n/);
	t.regex(out, / {2}hal\.mpk: uart0 0x41 'A' .*\n {2}other\.mpk: uart0 0x42 'B' /);
	const json = JSON.parse(desk.run("diff", "hal.mpk", "other.mpk", "--json").out);
	t.like(json, { same: false, difference: { kind: "input", given: { a: { input: { byte: 0x41 } } } } });
	const same = desk.run("diff", "hal.mpk", "hal.mpk");
	t.is(same.code, 0);
	t.regex(same.out, /^the same up to tick \d+/);
	t.is(desk.run("diff", "hal.mpk").code, 0, "the engines do the same");
});

test("what cannot be compared is refused", (t) => {
	const desk = new Desk(t);
	const firmware = { sha256: "0".repeat(64), size: 512 };
	desk.write("other.mpk", rewrite(recorded, { header: (header) => ({ ...header, firmware }) }));
	const { code, err } = desk.run("diff", "hal.mpk", "other.mpk");
	t.is(code, 5);
	t.regex(err, /of two builds/);
	t.is(desk.run("diff", "hal.mpk", "gone.mpk").code, 2);
});

test("a replay that is not as recorded shows where it is then", (t) => {
	const desk = new Desk(t);
	desk.write("bent.mpk", rewrite(recorded, { byte: (byte, i) => (i === 2 ? 0 : byte) }));
	const { code, out } = desk.run("bent.mpk");
	t.is(code, 1);
	t.regex(out, /\nboth engines do the same, so the recorded run was another one; the replay at tick \d+/);
	t.regex(out, /\n {2}> 0x4000/);
	t.regex(out, /\nthe inputs before it:\n.*uart0 0x48 'H'/);
	t.regex(out, /\nas a page, with the trace in it: replay report bent\.mpk -o PAGE\.html --replay\n$/);
	t.is(desk.run("report", "bent.mpk", "-o", "bent.html", "--replay").code, 0);
	const page = readFileSync(desk.path("bent.html"), "utf8");
	t.regex(page, /<h2>Replay: diverged<\/h2>\n<p class="power">not as recorded by \d/);
	t.regex(page, /\n {2}&gt; 0x4000[\s\S]*\nthe inputs before it:\n.*uart0 0x48 &#39;H&#39;/);
	t.is(desk.run("report", "hal.mpk", "-o", "hal.html", "--replay").code, 0);
	t.regex(
		readFileSync(desk.path("hal.html"), "utf8"),
		/<h2>Replay: as recorded<\/h2>\n<pre>reproduced up to/,
	);
	t.regex(JSON.parse(desk.run("bent.mpk", "--json").out).place[0], /^both engines do the same/);
	t.is(desk.run("bent.mpk", "--symbols", "hal.mpk").code, 1, "a file without names is no mistake");
});
