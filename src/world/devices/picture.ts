/** What a display shows: pixels that are off or on, as PNG and as text for a terminal. */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { PNG } from "pngjs";

export interface Picture {
	readonly width: number;
	readonly height: number;
	/** A byte a pixel, row by row: 0 is dark, 255 as bright as can be. */
	readonly pixels: Uint8Array;
}

/** Half of full brightness: what text shows as lit. */
const LIT = 128;
/** Upper and lower pixel of a character cell. */
const BLOCKS = [" ", "▀", "▄", "█"] as const;

/** A greyscale PNG, each pixel `scale` pixels wide and high. */
export function toPng({ width, height, pixels }: Picture, scale = 4): Uint8Array {
	const png = new PNG({ width: width * scale, height: height * scale, colorType: 0, inputColorType: 0 });
	for (let y = 0; y < height * scale; y++) {
		for (let x = 0; x < width * scale; x++) {
			png.data[y * width * scale + x] = pixels[Math.floor(y / scale) * width + Math.floor(x / scale)];
		}
	}
	return new Uint8Array(PNG.sync.write(png, { colorType: 0, inputColorType: 0, inputHasAlpha: false }));
}

/** Writes the PNG of a picture. Throws what the file system throws. */
export function savePicture(path: string, picture: Picture): void {
	writeFileSync(path, toPng(picture));
}

/** Two rows of pixels a line; lines and the picture's dark end are cut short. */
export function toText({ width, height, pixels }: Picture): string {
	const isLit = (x: number, y: number): number => (y < height && pixels[y * width + x] >= LIT ? 1 : 0);
	const lines: string[] = [];
	for (let y = 0; y < height; y += 2) {
		const cells = Array.from({ length: width }, (_, x) => BLOCKS[isLit(x, y) | (isLit(x, y + 1) << 1)]);
		lines.push(cells.join("").trimEnd());
	}
	return lines.join("\n").trimEnd();
}

/** The first 16 digits of the SHA-256 of size and pixels: short enough for a scenario. */
export function pictureHash({ width, height, pixels }: Picture): string {
	return createHash("sha256").update(`${width}x${height}:`).update(pixels).digest("hex").slice(0, 16);
}
