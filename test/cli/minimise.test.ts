import { existsSync, readFileSync, writeFileSync } from "node:fs";
import test, { type ExecutionContext } from "ava";
import { inputsOf } from "../../src/session/trace-inputs.js";
import { open, record, steps } from "../session/run.js";
import { Desk, machine, posixTest } from "./desk.js";

const SESSION = ["AB", "C", "DE", "F", "GH", "C", "Y", "Z"];
const session = record(
	machine,
	steps(SESSION.map((text) => `  - send: ${text}\n  - wait: 15ms\n`).join("")),
	1000 * 160_000,
).bytes;

function deskWithSession(t: ExecutionContext): Desk {
	const desk = new Desk(t);
	desk.write("session.mpk", session);
	return desk;
}

const typed = (path: string): string =>
	inputsOf(open(readFileSync(path)))
		.inputs.map(({ input }) => (input.kind === "uart" ? String.fromCharCode(input.byte) : "?"))
		.join("");

test("what the console must say decides which inputs stay; the result is a trace", (t) => {
	const desk = deskWithSession(t);
	const { code, out, err } = desk.run("minimise", "session.mpk", "-o", "small.mpk", "--shows", "/E.*Z/s");
	t.is(code, 0, err);
	t.regex(out, /^2 inputs \(3 keys and edges\) in .* of 8 inputs \(11 keys and edges\) in .*; \d+ runs\n/);
	t.regex(out, /"DE"\n.*"Y"\n$/);
	t.is(typed(desk.path("small.mpk")), "DEY");
	t.is(desk.run("small.mpk").code, 0, "it replays");
	t.false(existsSync(desk.path("small.mpk.journal")));
	const keys = desk.run(
		"minimise",
		"session.mpk",
		"-o",
		"keys.mpk",
		"--shows",
		"/E.*Z/s",
		"--keys",
		"--json",
	);
	t.is(typed(desk.path("keys.mpk")), "DY");
	t.like(JSON.parse(keys.out), { holds: true, after: { groups: 2, inputs: 2 }, before: { groups: 8 } });
});

test("what is not in the session cannot be looked for", (t) => {
	const desk = deskWithSession(t);
	const { code, out } = desk.run("minimise", "session.mpk", "-o", "small.mpk", "--shows", "nothing of it");
	t.is(code, 1);
	t.regex(out, /^the failure is not in the session as it is \(8 inputs/);
	t.false(existsSync(desk.path("small.mpk")));
	t.is(desk.run("minimise", "session.mpk", "-o", "small.mpk").code, 2);
	t.regex(
		desk.run("minimise", "session.mpk", "-o", "x", "--shows", "/(/").err,
		/--shows \/\(\/: Invalid regular/,
	);
});

posixTest("a command may be the check", (t) => {
	const desk = deskWithSession(t);
	writeFileSync(desk.path("check.sh"), `exec ${JSON.stringify(process.execPath)} check.mjs "$1"\n`);
	desk.write(
		"check.mjs",
		'import { statSync } from "node:fs"; process.exit(statSync(process.argv[2]).size > 0 ? 0 : 1);\n',
	);
	const { code, out } = desk.run("minimise", "session.mpk", "-o", "small.mpk", "--check", "sh check.sh");
	t.is(code, 0);
	t.regex(out, /^0 inputs/);
});
