/** A machine small enough to be written by hand: it echoes each byte plus one, and shows it on its pins. */
import { sha256 } from "../../src/firmware/cache.js";
import { buildFlash } from "../../src/firmware/flash-image.js";
import type { Firmware } from "../../src/firmware/reference.js";
import { type BootRom, ROM_SIZE } from "../../src/firmware/rom.js";
import { type MachineSpec, makeMachine } from "../../src/session/machine.js";

const RESET_VECTOR = 0x80;

// biome-ignore format: one instruction a line
const PROGRAM = [
	0x22, 0xa0, 0x06, //       movi  a2, 6
	0x40, 0x22, 0x01, //       slli  a2, a2, 28        0x60000000
	0x62, 0xa0, 0x10, //       movi  a6, 1 << 4
	0x62, 0x62, 0xc3, //       s32i  a6, a2, 0x30c     GPIO4 is an output
	0x32, 0x22, 0x07, // loop: l32i  a3, a2, 0x1c      UART0 status
	0x30, 0x40, 0x74, //       extui a4, a3, 0, 8      bytes in the RX FIFO
	0x16, 0x64, 0xff, //       beqz  a4, loop
	0x52, 0x22, 0x00, //       l32i  a5, a2, 0         take one
	0x52, 0xc5, 0x01, //       addi  a5, a5, 1
	0x52, 0x62, 0xc0, //       s32i  a5, a2, 0x300     bit 4 to GPIO4
	0x52, 0x62, 0x00, //       s32i  a5, a2, 0         send it
	0xc6, 0xf9, 0xff, //       j     loop
];

/** A boot ROM that is the whole program. */
export function echoRom(): BootRom {
	const bytes = new Uint8Array(ROM_SIZE);
	bytes.set(PROGRAM, RESET_VECTOR);
	return { bytes, sha256: sha256(bytes), name: "echo" };
}

/** The smallest image that is one; nothing runs it. */
export function tinyImage(version = "v1.2.3 on 2020-02-02"): Uint8Array {
	const bytes = new Uint8Array(512);
	const view = new DataView(bytes.buffer);
	bytes.set([0xe9, 1, 0, 0]);
	view.setUint32(4, 0x40100000, true);
	view.setUint32(8, 0x40100000, true);
	view.setUint32(12, 16, true);
	bytes[47] = 0xef;
	bytes.set(Buffer.from(version), 100);
	return bytes;
}

/** A firmware made of `bytes`. */
export function firmwareOf(bytes: Uint8Array): Firmware {
	return { bytes, sha256: sha256(bytes), path: "tiny.bin", version: "v1.2.3 on 2020-02-02" };
}

/** The echo machine with 512 KB of flash and a checkpoint every 5 ms. */
export function echoMachine(changes: Partial<MachineSpec> = {}): MachineSpec {
	const firmware = firmwareOf(tinyImage());
	return makeMachine({
		firmware,
		rom: echoRom(),
		flash: buildFlash(firmware.bytes, 512 * 1024),
		checkpointTicks: 800_000,
		...changes,
	});
}
