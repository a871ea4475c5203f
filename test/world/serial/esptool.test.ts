import test from "ava";
import { flashAndReplay, ownImage } from "./esptool.js";

test("esptool-js writes 600 KB into a chip that came up in download mode, and it boots", async (t) => {
	const { log, console } = await flashAndReplay(t, {
		image: ownImage("memory.bin", 600 * 1024),
		before: "no_reset",
		eraseAll: true,
		until: "# done",
		consoleBaud: 921_600,
	});
	t.regex(log, /^Chip is ESP8266EX$/m);
	t.regex(log, /^Crystal is 26MHz$/m);
	t.regex(log, /^MAC: 5c:cf:7f:00:00:01$/m);
	t.regex(log, /^Stub running\.\.\.$/m);
	t.regex(log, /^Changing baudrate to 921600$/m);
	t.regex(log, /^Chip erase completed successfully in /m);
	t.regex(log, /^Hash of data verified\.$/m);
	t.notRegex(log, /trying again|WARNING|Error/);
	t.regex(console, /^ok 1 /m);
	t.notRegex(console, /^not ok/m);
});
