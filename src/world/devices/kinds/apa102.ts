/**
 * A strip of APA102 LEDs: a clock and a data line. Thirty-two zeros begin; then each LED takes the first frame that comes,
 * 111 and five bits of brightness, blue, green, red, and passes the others on. Source: APA102C datasheet.
 */
import type { DeviceKind } from "../device.js";

const START_BITS = 32;
const FRAME_BITS = 32;
const MARK = 0b111;
const MAX_PIXELS = 4096;

export const apa102: DeviceKind = {
	name: "apa102",
	pins: ["clock", "data"],
	make(surface, settings) {
		const pixels = new Uint32Array(settings.integer("pixels", 1, MAX_PIXELS) ?? 1);
		const data = surface.pin("data");
		let zeros = 0;
		/** The pixel that takes the next frame; undefined before the start. */
		let at: number | undefined;
		let frame = 0;
		let bits = 0;
		surface.pin("clock").onEdge((level) => {
			if (level === 0) return;
			const bit = data.level;
			if (at === undefined || at >= pixels.length) {
				zeros = bit === 0 ? zeros + 1 : 0;
				if (zeros >= START_BITS) at = 0;
				bits = 0;
				return;
			}
			// Further zeros still belong to the start.
			if (bits === 0 && at === 0 && bit === 0) return;
			frame = ((frame << 1) | bit) >>> 0;
			if (++bits < FRAME_BITS) return;
			bits = 0;
			zeros = 0;
			if (frame >>> 29 === MARK) pixels[at++] = frame;
			else at = undefined;
		});
		return {
			state: () => ({ colours: [...pixels].map(describe) }),
			onPower(event) {
				if (event === "power-on" || event === "brown-out") pixels.fill(0);
			},
		};
	},
};

/** "ff8000@31": red, green, blue in hexadecimal, and the brightness, 0 to 31. */
function describe(frame: number): string {
	const rgb = [frame, frame >>> 8, frame >>> 16].map((byte) => (byte & 0xff).toString(16).padStart(2, "0"));
	return `${rgb.join("")}@${(frame >>> 24) & 0x1f}`;
}
