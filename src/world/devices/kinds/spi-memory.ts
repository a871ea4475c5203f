/** An EEPROM of the 25 kind on a SPI bus. Source: Microchip's 25LC and 25AA datasheets. */
import { TICKS_PER_MS } from "../../../chip/time.js";
import type { DeviceKind } from "../device.js";
import { describeMemory, memoryOf } from "../memory-cells.js";
import type { SpiTarget } from "../spi-bus.js";

const WRITE_STATUS = 0x01;
const WRITE = 0x02;
const READ = 0x03;
const WRITE_DISABLE = 0x04;
const READ_STATUS = 0x05;
const WRITE_ENABLE = 0x06;
const JEDEC_ID = 0x9f;

const BUSY = 1 << 0;
const WRITE_ENABLED = 1 << 1;
const DEFAULT_SIZE = 8192;
const SHORT_SIZE = 1 << 16;
const WRITE_MS = 5;
const IDENTITY = [0x29, 0xcc, 0x00] as const;

export const spiMemory: DeviceKind = {
	name: "spi-memory",
	pins: ["sck", "mosi", "miso", "cs"],
	make(surface, settings) {
		const cells = memoryOf(settings, DEFAULT_SIZE);
		const addressBytes = cells.length > SHORT_SIZE ? 3 : 2;
		const page = settings.integer("page", 1, cells.length) ?? 32;
		const writing = surface.agenda.timer(() => {});
		let enabled = false;
		let command: number | undefined;
		/** Bytes since the command. */
		let count = 0;
		let at = 0;
		let written = false;
		const mode = settings.integer("mode", 0, 3) as 0 | 1 | 2 | 3 | undefined;
		const target: SpiTarget = {
			select() {
				command = undefined;
				count = 0;
				at = 0;
				written = false;
			},
			answer() {
				if (command === READ_STATUS) return (writing.isSet ? BUSY : 0) | (enabled ? WRITE_ENABLED : 0);
				if (command === JEDEC_ID) return IDENTITY[count] ?? 0xff;
				return command === READ && count >= addressBytes ? cells[at] : 0xff;
			},
			take(byte) {
				if (command === undefined) {
					// While it writes its cells it hears nothing but the question whether it does.
					command = writing.isSet && byte !== READ_STATUS ? 0 : byte;
					if (command === WRITE_ENABLE) enabled = true;
					if (command === WRITE_DISABLE) enabled = false;
					return;
				}
				const position = count++;
				if (command !== READ && command !== WRITE) return;
				if (position < addressBytes) {
					at = ((at << 8) | byte) % cells.length;
				} else if (command === READ) {
					at = (at + 1) % cells.length;
				} else if (enabled) {
					cells[at] = byte;
					written = true;
					at = at - (at % page) + ((at + 1) % page);
				}
			},
			deselect() {
				if (command === WRITE_STATUS || written) enabled = false;
				if (written) writing.after(WRITE_MS * TICKS_PER_MS);
				command = undefined;
			},
		};
		surface.spi(target, mode);
		return { state: () => describeMemory(cells) };
	},
};
