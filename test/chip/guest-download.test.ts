/** The mask ROM's serial download mode, as esptool finds it. */
import { Chip } from "../../src/chip/chip.js";
import { STRAPS_UART_DOWNLOAD } from "../../src/chip/config.js";
import { IMAGES, imageTest } from "../images.js";
import { benchConfig, Recorded, SECOND } from "./harness.js";

const FRAME_END = 0xc0;
const SYNC = [FRAME_END, 0, 8, 0x24, 0, 0, 0, 0, 0, 7, 7, 0x12, 0x20, ...Array(32).fill(0x55), FRAME_END];
const SYNC_REPLY = [FRAME_END, 1, 8, 2, 0, 7, 7, 0x12, 0x20, 0, 0, FRAME_END];
const REPLIES = 8;
const UART_CLKDIV = 0x60000014;
const FRAME_BITS = 10;

imageTest(
	IMAGES["v1.14"],
	"the ROM finds the speed of a SYNC and answers the next one eight times",
	(t, { rom }) => {
		for (const baud of [9600, 115_200, 460_800]) {
			const out = new Recorded();
			const chip = new Chip(benchConfig({ rom: rom.bytes, straps: STRAPS_UART_DOWNLOAD }), out);
			chip.run(0.05 * SECOND);
			t.regex(out.text, /boot mode:\(1,1\)/);
			out.uartBytes.length = 0;
			for (let attempt = 0; attempt < 2; attempt++) {
				for (const byte of SYNC) {
					chip.run(chip.tick + Math.ceil((FRAME_BITS * SECOND) / baud));
					chip.input({ kind: "uart", line: 0, byte, baud });
				}
				chip.run(chip.tick + 0.2 * SECOND);
			}
			t.is(chip.peripherals.registers.read(UART_CLKDIV), Math.floor(52_000_000 / baud));
			t.deepEqual(
				out.uartBytes.map(({ byte }) => byte),
				Array(REPLIES).fill(SYNC_REPLY).flat(),
				`${baud}`,
			);
		}
	},
);
