import { readFileSync } from "node:fs";
import test from "ava";
import { Desk } from "./desk.js";

test("each form into its file, or to stdout", (t) => {
	const desk = new Desk(t, false);
	const forms = ["--vcd", "a.vcd", "--console", "a.txt", "--scenario", "a.yaml", "--pcapng", "a.pcapng"];
	const { code, out, err } = desk.run("export", "hal.mpk", ...forms);
	t.is(code, 0, err);
	t.regex(
		out,
		/^a\.vcd: 3 signals\na\.txt: 3 bytes\na\.yaml: \d steps\na\.pcapng: 0 frames on the air, 0 Ethernet/,
	);
	t.is(readFileSync(desk.path("a.txt"), "utf8"), "IBM");
	t.regex(readFileSync(desk.path("a.vcd"), "utf8"), /^\$timescale 10 ps \$end\n/);
	t.is(desk.run("export", "hal.mpk", "--console", "-").out, "IBM");
	const json = JSON.parse(desk.run("export", "hal.mpk", "--vcd", "b.vcd", "--json").out);
	t.deepEqual(json.written, [{ form: "vcd", file: "b.vcd", what: "3 signals" }]);
	t.like(desk.run("export", "hal.mpk"), { code: 2 });
});

test("a report is one page", (t) => {
	const desk = new Desk(t, false);
	const { code, out } = desk.run("report", "hal.mpk", "-o", "hal.html");
	t.is(code, 0);
	t.regex(out, /^hal\.html: \d+ bytes\n$/);
	t.regex(readFileSync(desk.path("hal.html"), "utf8"), /<title>hal\.mpk<\/title>/);
	t.is(desk.run("report", "hal.yaml", "-o", "x.html").code, 4);
});
