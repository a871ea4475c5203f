/**
 * The SPI controller, twice on the chip: SPI0 (0x60000200) with the flash, HSPI (0x60000100) with the outside.
 *
 * A transfer is put together from command, address, MOSI and MISO phases (USR), or, on SPI0, is one of the
 * flash commands the controller knows by a bit of CMD. The data is exchanged at once; the CMD bit stays set
 * until the transfer's time on the wire is over. Names: ESP8266 Technical Reference, chapter SPI.
 */
import { Request } from "../interrupts.js";
import { Block, type Soc } from "../soc.js";
import { component, u32, u64, type View, words } from "../state/fields.js";
import { NEVER } from "../time.js";

const CMD = 0x00;
const ADDR = 0x04;
const RD_STATUS = 0x10;
const CLOCK = 0x18;
const USER = 0x1c;
const USER1 = 0x20;
const USER2 = 0x24;
const SLAVE = 0x30;
const W0 = 0x40;
const EXT3 = 0xfc;

const CMD_USR = 1 << 18;

const USER_COMMAND = 1 << 31;
const USER_ADDR = 1 << 30;
const USER_DUMMY = 1 << 29;
const USER_MISO = 1 << 28;
const USER_MOSI = 1 << 27;
const USER_MOSI_HIGHPART = 1 << 25;
const USER_MISO_HIGHPART = 1 << 24;
const USER_DUPLEX = 1 << 0;

const CLOCK_EQU_SYSCLK = 1 << 31;

const SLAVE_TRANS_DONE = 1 << 4;
const SLAVE_TRANS_INTEN = 1 << 9;

const WORDS = 64;
const W_BYTES = 64;

const fields = {
	regs: words(WORDS),
	/** The CMD bits that stay set until `doneAt`. */
	busy: u32(),
	doneAt: u64(),
};

export const spi0Component = component("spi0", fields);
export const spi1Component = component("spi1", fields);

/** What one transfer on the wire says: what is absent has length 0. */
export interface SpiTransfer {
	/** Opcode, or -1 when there is no command phase. */
	readonly command: number;
	readonly address: number;
	readonly mosi: Uint8Array;
	/** Bytes to shift in. */
	readonly misoLength: number;
}

/** The far end of the bus; answers with `misoLength` bytes. */
export type SpiDevice = (transfer: SpiTransfer) => Uint8Array;

/** A flash command of SPI0 by its CMD bit: opcode, and what it carries. */
interface FlashCommand {
	readonly opcode: number;
	readonly answer: number;
	readonly data: "none" | "write-length" | "read-length" | "status";
}

const FLASH_COMMANDS: ReadonlyMap<number, FlashCommand> = new Map([
	[31, { opcode: 0x03, answer: 0, data: "read-length" }],
	[30, { opcode: 0x06, answer: 0, data: "none" }],
	[29, { opcode: 0x04, answer: 0, data: "none" }],
	[28, { opcode: 0x9f, answer: 3, data: "none" }],
	[27, { opcode: 0x05, answer: 1, data: "none" }],
	[26, { opcode: 0x01, answer: 0, data: "status" }],
	[25, { opcode: 0x02, answer: 0, data: "write-length" }],
	[24, { opcode: 0x20, answer: 0, data: "none" }],
	[23, { opcode: 0xd8, answer: 0, data: "none" }],
	[22, { opcode: 0xc7, answer: 0, data: "none" }],
	[21, { opcode: 0xb9, answer: 0, data: "none" }],
	[20, { opcode: 0xab, answer: 1, data: "none" }],
]);
const RDSR_BIT = 27;

export class Spi extends Block {
	readonly #s: View<typeof fields>;
	readonly #w: Uint8Array;
	readonly #request: number;
	readonly #device: SpiDevice;
	readonly #hasFlashCommands: boolean;

	constructor(soc: Soc, unit: 0 | 1, device: SpiDevice) {
		super(soc);
		const declared = unit === 0 ? spi0Component : spi1Component;
		this.#s = soc.state.view(declared);
		this.#w = new Uint8Array(soc.state.buffer, this.#s.regs.byteOffset + W0, W_BYTES);
		this.#request = unit === 0 ? Request.SPI0 : Request.SPI1;
		this.#device = device;
		this.#hasFlashCommands = unit === 0;
	}

	reset(): void {
		const s = this.#s;
		s.regs.fill(0);
		s.regs[CLOCK >> 2] = CLOCK_EQU_SYSCLK;
		s.busy = 0;
		s.doneAt = 0;
		this.soc.interrupts.request(this.#request, false);
		this.soc.reschedule(this);
	}

	read(offset: number): number {
		if (offset === CMD) return this.#s.busy;
		// EXT3 reads 0: the controller's state machine is idle.
		if (offset === EXT3) return 0;
		return this.#s.regs[offset >> 2];
	}

	write(offset: number, value: number): void {
		const s = this.#s;
		if (offset === CMD) {
			if (value !== 0) this.#start(value);
			return;
		}
		s.regs[offset >> 2] = value;
		if (offset === SLAVE) this.#updateInterrupt();
	}

	override deadline(): number {
		return this.#s.busy === 0 ? NEVER : this.#s.doneAt;
	}

	override fire(): void {
		const s = this.#s;
		s.busy = 0;
		s.regs[SLAVE >> 2] |= SLAVE_TRANS_DONE;
		this.#updateInterrupt();
		this.soc.reschedule(this);
	}

	#start(command: number): void {
		const s = this.#s;
		const bits = command & CMD_USR ? this.#user() : this.#hasFlashCommands ? this.#flash(command) : 0;
		s.busy = command;
		s.doneAt = this.soc.now() + Math.max(1, this.#wireTicks(bits));
		this.soc.reschedule(this);
	}

	/** Runs a flash command of the controller's own; returns the bits on the wire. */
	#flash(cmd: number): number {
		const bit = 31 - Math.clz32(cmd);
		const command = FLASH_COMMANDS.get(bit);
		if (!command) return 0;
		const { regs } = this.#s;
		const addr = regs[ADDR >> 2];
		const length = addr >>> 24;
		const mosi =
			command.data === "write-length"
				? this.#w.slice(0, Math.min(length, W_BYTES))
				: command.data === "status"
					? Uint8Array.of(regs[RD_STATUS >> 2] & 0xff, (regs[RD_STATUS >> 2] >>> 8) & 0xff)
					: new Uint8Array(0);
		const misoLength = command.data === "read-length" ? Math.min(length, W_BYTES) : command.answer;
		const answer = this.#device({ command: command.opcode, address: addr & 0xffffff, mosi, misoLength });
		if (bit === RDSR_BIT) regs[RD_STATUS >> 2] = (regs[RD_STATUS >> 2] & ~0xff) | answer[0];
		else this.#w.set(answer);
		return 8 * (1 + 3 + mosi.length + misoLength);
	}

	/** Runs a user-defined transfer; returns the bits on the wire. */
	#user(): number {
		const { regs } = this.#s;
		const user = regs[USER >> 2];
		const user1 = regs[USER1 >> 2];
		const user2 = regs[USER2 >> 2];
		const commandBits = user & USER_COMMAND ? (user2 >>> 28) + 1 : 0;
		const addrBits = user & USER_ADDR ? (user1 >>> 26) + 1 : 0;
		const dummyBits = user & USER_DUMMY ? (user1 & 0xff) + 1 : 0;
		const mosiBits = user & USER_MOSI ? ((user1 >>> 17) & 0x1ff) + 1 : 0;
		const duplex = (user & USER_DUPLEX) !== 0;
		const misoBits = duplex ? mosiBits : user & USER_MISO ? ((user1 >>> 8) & 0x1ff) + 1 : 0;
		const mosiAt = user & USER_MOSI_HIGHPART ? W_BYTES / 2 : 0;
		const misoAt = user & USER_MISO_HIGHPART ? W_BYTES / 2 : 0;
		const answer = this.#device({
			command: commandBits > 0 ? user2 & 0xff : -1,
			address: addrBits > 0 ? regs[ADDR >> 2] >>> (32 - addrBits) : 0,
			mosi: this.#w.slice(mosiAt, mosiAt + Math.ceil(mosiBits / 8)),
			misoLength: Math.min(W_BYTES - misoAt, Math.ceil(misoBits / 8)),
		});
		this.#w.set(answer, misoAt);
		return commandBits + addrBits + dummyBits + mosiBits + (duplex ? 0 : misoBits);
	}

	#wireTicks(bits: number): number {
		const clock = this.#s.regs[CLOCK >> 2];
		const { numerator, denominator } = this.soc.clocks.apb;
		const divider =
			clock & CLOCK_EQU_SYSCLK ? 1 : (((clock >>> 18) & 0x1fff) + 1) * (((clock >>> 12) & 0x3f) + 1);
		return Math.ceil((bits * divider * numerator) / denominator);
	}

	#updateInterrupt(): void {
		const slave = this.#s.regs[SLAVE >> 2];
		const on = (slave & SLAVE_TRANS_DONE) !== 0 && (slave & SLAVE_TRANS_INTEN) !== 0;
		this.soc.interrupts.request(this.#request, on);
	}
}
