/** Bodies of any length that are the same everywhere, for downloads whose hash is checked. */
import { SeededRandom } from "../../random.js";

/** The first `length` bytes of a fixed sequence without pattern; a longer body begins with every shorter one. */
export function generatedBytes(length: number): Uint8Array {
	return new SeededRandom(0n, "generated body").bytes(length);
}
