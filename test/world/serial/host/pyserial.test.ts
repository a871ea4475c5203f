/** mpremote and pyserial's miniterm work MicroPython at its prompt, as their users do. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { anyMicroPython, firmwareTest } from "../../../images.js";
import { mpremote, programTest, pseudoterminals, pyserial } from "../../../programs.js";
import { tempFolder } from "../../../temp.js";
import { until, withBoard } from "./board.js";

const remote = mpremote();
const python = pyserial();
/** Gives a program a terminal of its own. */
const IN_TERMINAL = "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)";
const PROMPT = ">>> ";

for (const [line, needed] of [
	["pty", [remote, pseudoterminals()]],
	["rfc2217:0", [remote]],
] as const) {
	const title = `mpremote over ${line}: exec, files both ways, mount, soft reset`;
	programTest(needed, title, (name) =>
		firmwareTest(anyMicroPython(), name, async (t, { firmware }) => {
			const folder = tempFolder(t);
			const here = (name: string): string => join(folder, name);
			const text = Array.from({ length: 300 }, (_, i) => `${i * i} and a \xe4\u20ac line\n`).join("");
			writeFileSync(here("up.txt"), text);
			mkdirSync(here("mounted"));
			writeFileSync(here("mounted/there.py"), "print('from the mount', 6 * 7)\n");
			await withBoard(t, line, firmware, async (board) => {
				await until(() => board.console().includes(PROMPT));
				const mp = (...args: string[]): Promise<string> => board.run(remote, "connect", board.where, ...args);
				t.is(await mp("exec", "x = 6; print(x * 7)"), "42\r\n");
				t.is(await mp("resume", "exec", "print(x)"), "6\r\n");
				await mp("fs", "cp", here("up.txt"), ":copy.txt");
				await mp("fs", "cp", ":copy.txt", here("down.txt"));
				t.is(readFileSync(here("down.txt"), "utf8"), text);
				t.regex(await mp("mount", here("mounted"), "exec", "import there"), /^from the mount 42\r$/m);
				t.is(await mp("soft-reset", "exec", "print('x' in globals())"), "False\r\n");
			});
		}),
	);
}

programTest([python], "pyserial's miniterm: the prompt at the keys, and Ctrl-] leaves", (name) =>
	firmwareTest(anyMicroPython(), name, async (t, { firmware }) => {
		await withBoard(t, "rfc2217:0", firmware, async (board) => {
			await until(() => board.console().includes(PROMPT));
			const { command } = python;
			const miniterm = board.begin(
				python,
				"-c",
				IN_TERMINAL,
				...command,
				"-m",
				"serial.tools.miniterm",
				board.where,
				"115200",
			);
			await until(() => miniterm.said.includes("Quit: Ctrl+]"));
			miniterm.type("\r");
			await until(() => miniterm.said.includes(PROMPT));
			miniterm.type("print('six by seven', 6 * 7)\r");
			await until(() => /six by seven 42\r*\n/.test(miniterm.said));
			miniterm.type("\x1d");
			t.is(await miniterm.ended, 0);
			t.regex(miniterm.said, /--- exit ---/);
		});
	}),
);
