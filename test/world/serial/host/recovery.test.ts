/** A board that its boot.py has made unusable is brought back with the tools that people use. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { anyMicroPython, firmwareTest } from "../../../images.js";
import { esptool, mpremote, programTest } from "../../../programs.js";
import { tempFolder } from "../../../temp.js";
import { until, withBoard } from "./board.js";

const flasher = esptool();
const remote = mpremote();
const PROMPT = ">>> ";
/** Nothing stops it: Ctrl-C is an exception, and caught. */
const LOOP = "print('boot.py loops')\nwhile 1:\n try:\n  while 1: pass\n except: print('goes on')\n";
/** Where the file system begins on flash of 2 MB and more, and as much of it as makes it none. */
const FILE_SYSTEM = ["0x100000", "0x2000"];

programTest(
	[flasher, remote],
	"a boot.py that loops: mpremote gives up, esptool erases, the next boot is the first",
	(name) =>
		firmwareTest(anyMicroPython(), name, async (t, { firmware }) => {
			const loop = join(tempFolder(t), "loop.py");
			writeFileSync(loop, LOOP);
			await withBoard(t, "rfc2217:0", firmware, async (board) => {
				await until(() => board.console().includes(PROMPT));
				await board.run(remote, "connect", board.where, "fs", "cp", loop, ":boot.py");
				await board.run(flasher, "--port", board.where, "chip_id");
				await until(() => board.console().includes("boot.py loops"));
				const stuck = board.begin(remote, "connect", board.where, "exec", "print(6 * 7)");
				t.not(await stuck.ended, 0);
				t.regex(stuck.said, /could not enter raw repl/);
				t.regex(board.console(), /boot\.py loops[^>]*goes on/);
				const before = board.console().length;
				await board.run(flasher, "--port", board.where, "erase_region", ...FILE_SYSTEM);
				await until(() => board.console().endsWith(PROMPT) && board.console().length > before);
				t.regex(board.console().slice(before), /Performing initial setup/);
				t.is(await board.run(remote, "connect", board.where, "exec", "print(6 * 7)"), "42\r\n");
			});
		}),
);
