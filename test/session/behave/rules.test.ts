import test from "ava";
import fc from "fast-check";
import { Rules } from "../../../src/session/behave/rules.js";
import { parseRules } from "../../../src/session/behave/rules-file.js";
import { ScenarioError } from "../../../src/world/scenario/errors.js";

const rules = new Rules();

test("what every build says differently is the same after normalising", (t) => {
	for (const [one, other] of [
		[
			"MicroPython v1.14 on 2021-02-02; ESP module with ESP8266\r\n",
			"MicroPython v1.9.2-69-gcc7fece-dirty on 2017-09-08; ESP module with ESP8266\n",
		],
		["<function f at 0x3fff1234>", "<function f at 0x3ffe8410>"],
		[
			"stack: 2112 out of 8192\nGC: total: 37952, used: 1234, free: 36718",
			"stack: 96 out of 8192\nGC: total: 28160, used: 9, free: 28151",
		],
		["chksum 0x2c\nload 0x40100000, len 30720, room 16 \nok", "load 0x40100000, len 99, room 16 \nok"],
		["mode : softAP(5e:cf:7f('a', 1)", "mode : softAP(5e:cf:7f:00:00:01)\n('a', 1)"],
		["#4 ets_task(4020f578, 29, 3fff91e8, 10)\n>>> ", ">>> "],
		["x\r\n\r\n\r\ny", "x\ny"],
	]) {
		t.is(rules.normalise(one).trim(), rules.normalise(other).trim());
	}
});

test("what a program says is compared as it stands", (t) => {
	for (const text of [
		">>> ",
		"42",
		"0x10 0xff",
		"free",
		'Traceback (most recent call last):\n  File "x", line 1',
		"value: 12",
		"3.14",
	]) {
		t.is(rules.normalise(text), text);
	}
});

test("whatever was said, no CR LF and no empty line is left of it, and plain lines stay", (t) => {
	const plain = fc.stringMatching(/^[a-z]{1,8}$/);
	fc.assert(
		fc.property(
			fc.array(fc.oneof(fc.string(), fc.constantFrom("\r\n", "chksum 0x1"))),
			plain,
			(pieces, line) => {
				const said = rules.normalise(`${pieces.join("")}\r\n${line}=1\n`);
				t.false(/\r\n|\n\n/.test(said));
				t.true(`\n${said}`.includes(`\n${line}=1\n`), said);
			},
		),
	);
});

test("a rule file adds to the defaults, or replaces them", (t) => {
	const text =
		'ignore_lines: ["^heap"]\nreplace: { "took [0-9]+ ms": "took <n> ms", "/x+/i": }\npins: ignore\nfiles: ignore\nignore_files: ["^/log"]\n';
	const more = new Rules(parseRules(text, "r.yaml"));
	t.is(more.normalise("heap 12\ntook 33 ms XxX v1.14"), "took <n> ms  <version>");
	t.is(more.pins, "ignore");
	t.is(more.files, "ignore");
	t.deepEqual(
		["/log.txt", "/x/log"].map((path) => more.ignoresFile(path)),
		[true, false],
	);
	const alone = new Rules(parseRules(`defaults: no\n${text}`, "r.yaml"));
	t.is(alone.normalise("took 33 ms v1.14"), "took <n> ms v1.14");
});

test("a rule file with a mistake is refused, with its place", (t) => {
	for (const [text, message] of [
		["ignore: []", /r\.yaml:1:1: rules has no key "ignore"/],
		["ignore_lines: x", /must be a list/],
		['ignore_lines: ["("]', /r\.yaml:1:16: Invalid regular expression/],
		["files: maybe", /files must be contents or ignore/],
		["ignore_files: x", /must be a list/],
		["pins: maybe", /pins must be order or ignore/],
		["replace: [a]", /replace must be a map/],
		["- 1", /rules must be a map/],
	] as const) {
		t.throws(() => parseRules(text, "r.yaml"), { instanceOf: ScenarioError, message });
	}
});
