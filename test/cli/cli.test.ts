import { existsSync, mkdirSync, readFileSync } from "node:fs";
import test from "ava";
import { RECORDER } from "../../src/session/version.js";
import { tinyImage } from "../session/guest.js";
import { rewrite } from "../session/rewrite.js";
import { record, steps } from "../session/run.js";
import { Desk, HAL, machine, recorded } from "./desk.js";

test("record, replay, inspect, verify: the way through", (t) => {
	const desk = new Desk(t);
	const made = desk.run(
		"record",
		"v1.2.3",
		"--rom",
		"echo.rom",
		"--scenario",
		"hal.yaml",
		"-o",
		"traces/new.mpk",
		"--flash",
		"f.flash",
	);
	t.is(made.code, 2, "the folder is not there");
	mkdirSync(desk.path("traces"));
	const again = desk.run(
		"record",
		"v1.2.3",
		"--rom",
		"echo.rom",
		"--scenario",
		"hal.yaml",
		"-o",
		"traces/new.mpk",
		"--flash",
		"f.flash",
	);
	t.is(again.code, 0, again.err);
	t.is(again.out, "IBM");
	t.is(readFileSync(desk.path("f.flash")).length, 4 * 1024 * 1024);
	const replayed = desk.run("traces/new.mpk");
	t.is(replayed.code, 0, replayed.err);
	t.regex(replayed.out, /^reproduced up to tick \d+ .*scenario end\n$/s);
	t.is(replayed.err, "");
	t.is(desk.run("verify", "--update").code, 0);
	const verified = desk.run("verify", "--jobs", "2", "--junit", "out/report.xml");
	t.is(verified.code, 0);
	t.regex(verified.out, /^passed {5}new \(.*\n1 passed\n$/s);
	t.regex(readFileSync(desk.path("out/report.xml"), "utf8"), /tests="1" failures="0"/);
	t.like(JSON.parse(desk.run("verify", "--json").out), [{ name: "new", outcome: "passed" }]);
});

test("a recording with a board and a device of one's own; how they stand at the end", (t) => {
	const desk = new Desk(t);
	desk.write(
		"eye.mjs",
		`export default {
	name: "eye",
	pins: ["pin"],
	make: (surface) => {
		let seen = 0;
		surface.pin("pin").onEdge(() => seen++);
		return { state: () => ({ seen: seen > 0 }) };
	},
};
`,
	);
	desk.write(
		"eye.yaml",
		`seed: 1
devices:
  - { name: watcher, kind: eye, pin: D2 }
  - { name: screen, kind: ssd1306-i2c, pins: { scl: D5, sda: D6 } }
steps:
  - send: OAO
  - expect: { watcher: { seen: yes } }
  - save: { screen: screen.png }
`,
	);
	const args = ["record", "v1.2.3", "--rom", "echo.rom", "--scenario", "eye.yaml", "--board", "d1-mini"];
	const { code, err } = desk.run(...args, "--device", "eye.mjs", "--show", "-o", "eye.mpk");
	t.is(code, 0, err);
	t.regex(err, /watcher:\n {2}seen: true\nscreen:\n {2}on: false/);
	t.is(readFileSync(desk.path("screen.png")).subarray(1, 4).toString(), "PNG");
	t.is(desk.run("eye.mpk", "--rom", "echo.rom").code, 0);
	t.regex(desk.run(...args, "-o", "none.mpk").err, /there is no kind of device "eye"; there is apa102/);
	desk.write("none.mjs", "export default 4;\n");
	t.regex(
		desk.run(...args, "--device", "none.mjs", "-o", "none.mpk").err,
		/the default export must be a kind of device/,
	);
	const unknown = desk.run(...args.slice(0, -1), "d2-mini");
	t.is(unknown.code, 2);
	t.regex(unknown.err, /there is no board "d2-mini"/);
});

test("a recording gets the scenario's name, and replaces nothing unasked", (t) => {
	const desk = new Desk(t);
	const { code, err } = desk.run("record", "v1.2.3", "--rom", "echo.rom", "--scenario", "hal.yaml");
	t.is(code, 2);
	t.is(err, "replay: hal.mpk is there already: name the trace with -o FILE\n");
	desk.write("other.yaml", HAL);
	t.is(
		desk.run(
			"record",
			"v1.2.3",
			"--rom",
			"echo.rom",
			"--scenario",
			"other.yaml",
			"-q",
			"--checkpoint-every",
			"1ms",
		).code,
		0,
	);
	t.true(existsSync(desk.path("other.mpk")));
});

test("a scenario that fails is exit code 6, and says why", (t) => {
	const desk = new Desk(t);
	desk.write("bad.yaml", "name: bad\nsteps:\n  - expect: never\n    timeout: 5ms\n");
	const { code, err } = desk.run("record", "v1.2.3", "--rom", "echo.rom", "--scenario", "bad.yaml");
	t.is(code, 6);
	t.regex(err, /replay: scenario "bad": step 1 of 1 \(expect, line 3\) did not see "never"/);
	t.is(desk.run("replay", "bad.mpk").code, 0);
	desk.write("long.yaml", "steps:\n  - wait: 1h\n");
	t.is(desk.run("record", "v1.2.3", "--rom", "echo.rom", "--scenario", "long.yaml", "--for", "20ms").code, 6);
});

test("replay as JSON, early, with the console, and quiet", (t) => {
	const desk = new Desk(t);
	const json = JSON.parse(desk.run("replay", "hal.mpk", "--json").out);
	t.like(json, { outcome: "reproduced", complete: true, inputs: 3, reason: "scenario end" });
	t.regex(json.state.whole, /^[0-9a-f]{16}$/);
	t.regex(desk.run("hal.mpk", "--console").out, /^IBMreproduced/);
	t.regex(desk.run("hal.mpk", "--until", "200us").out, /^reproduced up to tick 3200\d .* 1 inputs\n$/);
	t.deepEqual(desk.run("hal.mpk", "--quiet"), { code: 0, out: "", err: "" });
});

test("a divergence is exit code 1, in words and as JSON", (t) => {
	const desk = new Desk(t);
	desk.write("bent.mpk", rewrite(recorded, { byte: (byte, i) => (i === 2 ? 0 : byte) }));
	const { code, out } = desk.run("bent.mpk");
	t.is(code, 1);
	t.regex(out, /^diverged\noutput uart0 differs .*number 2 of its stream/);
	const json = JSON.parse(desk.run("bent.mpk", "--json").out);
	t.like(json, { outcome: "diverged", divergence: { output: { stream: "uart0", index: 2 } } });
	desk.write("end.mpk", rewrite(recorded, { end: (end) => ({ ...end, whole: 1n }) }));
	t.like(JSON.parse(desk.run("end.mpk", "--json").out).divergence.end, { tick: json.tick });
});

test("a recording that was cut off says so", (t) => {
	const desk = new Desk(t);
	const long = record(machine, steps("  - wait: 3s\n"), 3000 * 160_000).bytes;
	desk.write("cut.mpk", long.slice(0, long.length - 100));
	const { code, out } = desk.run("cut.mpk");
	t.is(code, 4, "what is left replays, but it is not the whole run");
	t.regex(out, /^reproduced up to .*\nthe recording was cut off here/);
	t.like(JSON.parse(desk.run("cut.mpk", "--json").out), { outcome: "unfinished", complete: false });
	t.regex(desk.run("inspect", "cut.mpk").out, /the recording was cut off/);
});

test("inspect needs no images", (t) => {
	const desk = new Desk(t, false);
	const { code, out } = desk.run("inspect", "hal.mpk", "--events");
	t.is(code, 0);
	t.regex(out, /^firmware {5}v1\.2\.3 on 2020-02-02, 512 bytes/);
	t.is(out.match(/ {2}uart0 0x/g)?.length, 3);
	t.regex(out, /note "done"\n$/);
	t.is(desk.run("inspect", "hal.mpk", "--events", "--limit", "2").out.match(/ {2}uart0 0x/g)?.length, 2);
	const json = JSON.parse(desk.run("inspect", "hal.mpk", "--events", "--json").out);
	t.is(json.events.length, 4);
	t.is(json.header.seed, "0000000000000000");
	t.deepEqual(json.summary.events, { uart: 3, note: 1 });
	t.false("events" in JSON.parse(desk.run("inspect", "hal.mpk", "--json").out));
});

const MISTAKES: Record<string, [code: number, message: RegExp, ...args: string[]]> = {
	"no arguments": [2, /^replay: say which trace .*\$ replay <command>/s],
	"an unknown option": [2, /^replay: Unsupported option name \("--what"\)/, "replay", "hal.mpk", "--what"],
	"no such trace": [2, /gone\.mpk cannot be opened: there is no such file/, "gone.mpk"],
	"a folder for a trace": [2, /cache cannot be opened: it is a folder/, "cache"],
	"not a trace": [4, /./, "hal.yaml"],
	"a wrong time": [2, /--until soon: must be a time/, "hal.mpk", "--until", "soon"],
	"a wrong count": [2, /--limit 0: must be a whole number/, "inspect", "hal.mpk", "--limit", "0"],
	"a wrong number of jobs": [2, /--jobs x/, "verify", "--jobs", "x"],
	"nothing to verify": [2, /there are no traces in traces/, "verify"],
	"another firmware": [5, /exact replay refused/, "hal.mpk", "--firmware", "other.bin", "--exact"],
	"a firmware that is not there": [3, /no firmware "no\.bin"/, "hal.mpk", "--firmware", "no.bin"],
	"a ROM that is not there": [3, /no boot ROM at no\.rom/, "hal.mpk", "--rom", "no.rom"],
	"both speeds": [2, /exclude each other/, "record", "v1.2.3", "--fast", "--realtime"],
	"no terminal and no end": [2, /give a --scenario or say --for/, "record", "v1.2.3"],
	"no such image": [3, /no firmware v9\.9/, "record", "v9.9", "--for", "1s"],
	"no such scenario": [
		2,
		/the scenario no\.yaml cannot be read/,
		"record",
		"v1.2.3",
		"--scenario",
		"no.yaml",
	],
	"a wrong scenario": [
		2,
		/wrong\.yaml:1:1: a scenario has no key/,
		"record",
		"v1.2.3",
		"--scenario",
		"wrong.yaml",
	],
	"a wrong seed": [2, /--seed x/, "record", "v1.2.3", "--for", "1s", "--seed", "x"],
	"a wrong MAC": [2, /--mac 1:2/, "record", "v1.2.3", "--for", "1s", "--mac", "1:2"],
	"a wrong flash size": [2, /no flash of size "3M"/, "record", "v1.2.3", "--for", "1s", "--flash-size", "3M"],
	"a wrong flash file": [
		2,
		/hal\.yaml has \d+ bytes, which no flash has/,
		"record",
		"v1.2.3",
		"--for",
		"1s",
		"--flash",
		"hal.yaml",
	],
};

for (const [name, [code, message, ...args]] of Object.entries(MISTAKES)) {
	test(`mistake: ${name}`, (t) => {
		const desk = new Desk(t);
		desk.write("other.bin", tinyImage("v7.7.7 on 2027-07-07"));
		desk.write("wrong.yaml", "step: []");
		const result = desk.run(...args);
		t.is(result.code, code, result.err);
		t.regex(result.err, message);
		t.is(result.out, "");
		t.notRegex(result.err, /^ {4}at /m);
	});
}

test("damage, missing images, other models: each has its exit code", (t) => {
	const desk = new Desk(t, false);
	t.is(desk.run("hal.mpk").code, 3);
	t.is(desk.run("verify", "hal.mpk").code, 3);
	desk.write("spoilt.mpk", recorded.slice().fill(0, 90, 99));
	t.is(desk.run("spoilt.mpk").code, 4);
	t.is(desk.run("verify", "spoilt.mpk").code, 4);
	const full = new Desk(t);
	full.write("old.mpk", rewrite(recorded, { header: (h) => ({ ...h, model: h.model + 1 }) }));
	t.is(full.run("old.mpk").code, 5);
	t.is(full.run("verify", "old.mpk").code, 5);
	full.write("bent.mpk", rewrite(recorded, { byte: () => 0 }));
	t.is(full.run("verify", "bent.mpk").code, 1);
});

test("REPLAY_DEBUG=1 shows where", (t) => {
	const desk = new Desk(t);
	desk.env.REPLAY_DEBUG = "1";
	t.regex(desk.run("gone.mpk").err, /^ {4}at /m);
});

test("help and version", (t) => {
	const desk = new Desk(t);
	t.is(desk.run("--version").out, `${RECORDER.version}\n`);
	for (const command of [
		"record",
		"replay",
		"inspect",
		"verify",
		"bisect",
		"diff",
		"minimise",
		"export",
		"redact",
	]) {
		const { code, out } = desk.run(command, "--help");
		t.is(code, 0);
		t.regex(out, /Exit codes:/);
		t.regex(out, /\$ replay /);
	}
	t.regex(desk.run("--help").out, /replay inspect/);
});
