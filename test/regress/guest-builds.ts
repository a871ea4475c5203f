/** Builds of a guest program that answers on its UART: as it is, with another text, and one that does nothing. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseImage } from "../../src/firmware/image.js";

const root = new URL("../../../", import.meta.url);

/** A committed trace of the program, which any build of it can be judged by. */
export const TRACE = fileURLToPath(new URL("traces/guests/uart.mpk", root));
export const IMAGE: Uint8Array = new Uint8Array(readFileSync(new URL("tools/guests/bin/uart.bin", root)));

/** A build that behaves as the recorded one, and is another file. */
export function likeRecorded(mark: number): Uint8Array {
	return Uint8Array.of(...IMAGE, mark);
}

/** A build that says something else on the way. */
export function otherwise(mark: number): Uint8Array {
	const image = likeRecorded(mark);
	const at = Buffer.from(image).indexOf("TX FIFO reset");
	image[at + 8] ^= 0x20;
	return withChecksum(image, 0x20);
}

/** A build that hangs at its first instruction. */
export function hanging(mark: number): Uint8Array {
	const image = likeRecorded(mark);
	const { entry, segments } = parseImage(image, "guest");
	const segment = segments.find(({ address, length }) => entry >= address && entry < address + length)!;
	const at = segment.offset + entry - segment.address;
	const jumpToItself = [0x06, 0xff, 0xff];
	const change = jumpToItself.reduce((sum, byte, i) => sum ^ byte ^ image[at + i], 0);
	image.set(jumpToItself, at);
	return withChecksum(image, change);
}

/** The checksum of an image whose bytes have changed by `change` in all. */
function withChecksum(image: Uint8Array, change: number): Uint8Array {
	const { segments } = parseImage(IMAGE, "guest");
	const { offset, length } = segments[segments.length - 1];
	image[(offset + length) | 15] ^= change;
	return image;
}
