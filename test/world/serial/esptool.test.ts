import { join } from "node:path";
import test from "ava";
import { readFirmware } from "../../../src/firmware/reference.js";
import { mulberry32 } from "../../../tools/random.js";
import { flashAndReplay, GUESTS } from "./esptool.js";

/** A guest of ours, and noise behind it that no packer makes smaller. */
function ownImage(guest: string, size: number): Uint8Array {
	const image = new Uint8Array(size);
	const noise = mulberry32(1);
	for (let at = 0; at < size; at++) image[at] = noise();
	image.set(readFirmware(join(GUESTS, guest)).bytes);
	return image;
}

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
