/** The view in a real terminal: tmux types the keys and takes the screens. */
import { spawnSync } from "node:child_process";
import test from "ava";
import { clip, paint } from "../../../src/debug/view/screen.js";
import { PROGRAM } from "../../../tools/program.js";
import { tracePath } from "../runs.js";

const CLI = PROGRAM;
const hasTmux = spawnSync("tmux", ["-V"]).status === 0;
const SESSION = `replay-view-${process.pid}`;

const tmux = (...args: string[]): string =>
	spawnSync("tmux", ["-L", SESSION, ...args], { encoding: "utf8" }).stdout;
const screen = (): string => tmux("capture-pane", "-p");

/** Waits until the screen shows it; the screen. */
async function shows(what: RegExp): Promise<string> {
	for (let i = 0; i < 600; i++) {
		const now = screen();
		if (what.test(now)) return now;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error(`the screen never showed ${what}:\n${screen()}`);
}

const name = "every panel and every key does what the screen says, in 80 columns and 24 rows";
const viewTest = hasTmux ? test : test.skip;
viewTest(hasTmux ? name : `${name} [skipped: no tmux]`, async (t) => {
	const command = `${process.execPath} ${CLI} debug ${tracePath("guests/uart")} --offline`;
	tmux("new-session", "-d", "-x", "80", "-y", "24", command);
	t.teardown(() => tmux("kill-server"));
	const press = (...keys: string[]): string => tmux("send-keys", ...keys);
	const first = await shows(/\[1 code\]/);
	t.true(first.split("\n").every((line) => line.length <= 80));
	t.regex(first, /> 40000080 j 0x400000a4 <_ResetHandler> +_Reset/);
	t.regex(first, /q quit/);
	press("s");
	await shows(/> 400000a4/);
	press("S");
	await shows(/> 40000080/);
	press("b");
	await shows(/stop at: a address/);
	press("a");
	await shows(/address or name: _/);
	press("uart_div_modify", "Enter");
	await shows(/stops: 0x400039d8 <uart_div_modify>/);
	press("c");
	await shows(/> 400039d8/);
	press("4");
	await shows(/#0 +0x400039d8 <uart_div_modify>/);
	press("x");
	await shows(/no stops/);
	press("r");
	await shows(/the run begins here/);
	press("1");
	await shows(/> 40000080/);
	press("8");
	await shows(/uart0 0x/);
	press("n");
	await shows(/given .*uart0 0x/);
	press("p");
	await shows(/no input came before this/);
	press("g");
	await shows(/go to \(2\.5s/);
	press("80ms", "Enter");
	await shows(/ 80 ms of 90 ms/);
	for (const [key, what] of [
		["2", /\[2 console\]/],
		["3", /vecbase +0x/],
		["5", /GPIO16 .*outside/],
		["6", /\[cpu\]/],
		["9", /wdev\.txPhase/],
	] as const) {
		press(key);
		await shows(what);
	}
	press("6", "+");
	await shows(/\[clock\]/);
	press("-");
	await shows(/\[cpu\]/);
	press("m");
	await shows(/memory at address or name/);
	press("3fffde10", "Enter");
	await shows(/^3fffde10 /m);
	press("b");
	await shows(/stop at: a address/);
	press("m");
	await shows(/word at address or name/);
	press("3fffde10", "Enter");
	await shows(/stops: memory 0x3fffde10/);
	press("r");
	await shows(/stopped at a store to 0x3fffde10|the run begins here/);
	for (const [key, what] of [
		["i", /an input is given/],
		["f", /a frame is sent/],
		["e", /exceptions/],
	] as const) {
		press("b");
		await shows(/stop at: a address/);
		press(key);
		await shows(what);
	}
	press("b");
	await shows(/stop at: a address/);
	press("p");
	await shows(/pin \(0 to 16/);
	press("4", "Enter");
	await shows(/GPIO4 changes/);
	press("b");
	await shows(/stop at: a address/);
	press("t");
	await shows(/console text: _/);
	press("ok", "Enter");
	await shows(/console says "ok"/);
	press("1");
	await shows(/\[1 code\]/);
	press("l");
	await shows(/stops: memory 0x3fffde10; an input/);
	press("q");
	for (let i = 0; i < 100 && screen() !== ""; i++) await new Promise((resolve) => setTimeout(resolve, 100));
	t.is(screen(), "");
});

test("a line fills its columns, and no byte of a guest's can break the screen", (t) => {
	t.is(clip("abc", 5), "abc  ");
	t.is(clip("a\x1b[2Jb\r\n", 7), "a.[2Jb.");
	t.is(clip("a\u4e00b", 4), "a.b ");
	const painted = paint([{ text: "one", style: "title" }], 4, 2);
	t.true(painted.includes("one "));
	t.false(painted.includes("\n"));
});
