/** Espressif's esptool, as Debian has it, flashes a board over RFC 2217. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { readFirmware } from "../../../../src/firmware/reference.js";
import { esptool, programTest } from "../../../programs.js";
import { tempFolder } from "../../../temp.js";
import { GUESTS, ownImage } from "../esptool.js";
import { until, withBoard } from "./board.js";

const tool = esptool();

programTest([tool], "esptool: flash_id, read_mac, erase, write 600 KB at 460800 baud, verify, run", (title) =>
	test.serial(title, async (t) => {
		const image = join(tempFolder(t), "image.bin");
		writeFileSync(image, ownImage("memory.bin", 600 * 1024));
		await withBoard(t, "rfc2217:0", readFirmware(join(GUESTS, "uart.bin")), async (board) => {
			const esptool = (...args: string[]): Promise<string> =>
				board.run(tool, "--port", board.where, "--baud", "460800", ...args);
			const about = await esptool("flash_id");
			t.regex(about, /^Chip is ESP8266EX$/m);
			t.regex(about, /^Changed\.$/m);
			t.regex(about, /^Detected flash size: 4MB$/m);
			t.regex(await esptool("read_mac"), /^MAC: 5c:cf:7f:00:00:01$/m);
			t.regex(await esptool("erase_flash"), /^Chip erase completed successfully in /m);
			const written = await esptool("write_flash", "--flash_size", "4MB", "0", image);
			t.regex(written, /^Wrote 614400 bytes /m);
			t.regex(written, /^Hash of data verified\.$/m);
			const verified = await esptool("verify_flash", "--flash_size", "4MB", "0", image);
			t.regex(verified, /^-- verify OK \(digest matched\)$/m);
			const before = board.console().length;
			await esptool("run");
			await until(() => board.console().includes("# done", before));
			t.regex(board.console().slice(before), /^ok 1 /m);
			t.notRegex(board.console().slice(before), /^not ok/m);
		});
	}),
);
