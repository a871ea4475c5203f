/** An EEPROM of the 24C kind on an I2C bus. Source: the AT24C32 and AT24C02 datasheets. */
import { TICKS_PER_MS } from "../../../chip/time.js";
import { i2cAddress } from "../bus/i2c-target.js";
import type { DeviceKind } from "../device.js";
import { describeMemory, memoryOf } from "../memory-cells.js";

const DEFAULT_ADDRESS = 0x50;
const DEFAULT_SIZE = 4096;
/** Larger memories are addressed by two bytes. */
const ONE_BYTE_SIZE = 256;
const WRITE_MS = 5;

export const i2cMemory: DeviceKind = {
	name: "i2c-memory",
	pins: ["scl", "sda"],
	make(surface, settings) {
		const cells = memoryOf(settings, DEFAULT_SIZE);
		const addressBytes = cells.length > ONE_BYTE_SIZE ? 2 : 1;
		const page = settings.integer("page", 1, cells.length) ?? (addressBytes === 2 ? 32 : 8);
		const writing = surface.agenda.timer(() => {});
		let at = 0;
		/** Address bytes still to come, and whether data has. */
		let wanted = 0;
		let written = false;
		surface.i2c(i2cAddress(settings, DEFAULT_ADDRESS), {
			// While it writes its cells it does not answer.
			begin(reads) {
				if (writing.isSet) return false;
				wanted = reads ? 0 : addressBytes;
				written = false;
				return true;
			},
			write(byte) {
				if (wanted > 0) {
					at = ((wanted-- === addressBytes ? 0 : at << 8) | byte) % cells.length;
					return true;
				}
				cells[at] = byte;
				written = true;
				// A page wraps in itself.
				at = at - (at % page) + ((at + 1) % page);
				return true;
			},
			read() {
				const byte = cells[at];
				at = (at + 1) % cells.length;
				return byte;
			},
			end() {
				if (written) writing.after(WRITE_MS * TICKS_PER_MS);
				written = false;
			},
		});
		return { state: () => describeMemory(cells) };
	},
};
