/** The README's tour, walked: its commands say what is shown there. */
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import test, { type ExecutionContext } from "ava";
import { ImageCache } from "../../src/firmware/cache.js";
import { Desk } from "../cli/desk.js";
import { firmwareTest, IMAGES } from "../images.js";

const README = readFileSync("README.md", "utf8");

interface Shown {
	/** The words of the command line behind `replay`. */
	readonly command: readonly string[];
	/** Lines of its output, between which others may be left out. */
	readonly lines: readonly string[];
}

/** The commands of the tour, and what is shown of their output. */
function tour(): Shown[] {
	const [, text] = /\n## A tour in 60 seconds\n([\s\S]*?)\n## /.exec(README)!;
	return text.split("    $ npx replay ").flatMap((part, i) => {
		if (i === 0) return [];
		const [command, ...lines] = part.split("\n");
		const end = lines.findIndex((line) => line !== "" && !line.startsWith("    "));
		const shown = lines.slice(0, end < 0 ? lines.length : end);
		return [
			{
				command: command.split(" "),
				lines: shown.map((line) => line.trim()).filter((line) => line !== "" && line !== "..."),
			},
		];
	});
}

/** Whether `output` has all lines, in this order; a line that ends in "..." may go on. */
function checkShown(t: ExecutionContext, output: string, lines: readonly string[]): void {
	const said = output.split(/\r?\n/).map((line) => line.trim());
	let from = 0;
	for (const line of lines) {
		const begin = line.endsWith("...") ? line.slice(0, -3) : undefined;
		const at = said.findIndex(
			(own, i) => i >= from && (begin === undefined ? own === line : own.startsWith(begin)),
		);
		t.true(at >= 0, `the README shows ${JSON.stringify(line)}, but it was:\n${output}`);
		from = at + 1;
	}
}

test("the tour has commands, and shows what they say", (t) => {
	t.deepEqual(
		tour().map(({ command }) => command[0]),
		["record", "boot.mpk", "inspect"],
	);
	t.true(tour().every(({ lines }) => lines.length > 1));
});

firmwareTest(IMAGES["v1.23.0"], "each command says what the README shows", (t, { firmware }) => {
	const desk = new Desk(t);
	new ImageCache(desk.path("cache")).store("firmware", firmware.bytes);
	mkdirSync(desk.path("traces"));
	copyFileSync("traces/first-boot.yaml", desk.path("traces/first-boot.yaml"));
	for (const { command, lines } of tour()) {
		const { code, out, err } = desk.run(...command);
		t.is(code, 0, err);
		checkShown(t, `${out}\n${err}`, lines);
	}
});
