/**
 * The SPI controller, twice on the chip: SPI0 (0x60000200) with the flash, HSPI (0x60000100) with the outside.
 *
 * A transfer is put together from command, address, MOSI and MISO phases (USR), or, on SPI0, is one of the
 * flash commands the controller knows by a bit of CMD. The flash answers at once, the outside by the end of the
 * transfer; the CMD bit stays set until the transfer's time on the wire is over. The end is noticed when somebody
 * looks; it is an event only when it interrupts. Names: ESP8266 Technical Reference, chapter SPI, and the SDK's
 * spi_register.h.
 */
import { Request } from "../interrupts.js";
import type { Registers } from "../memory/register-map.js";
import { Block, type Soc } from "../soc.js";
import { component, u32, u64, type View, words } from "../state/fields.js";
import { NEVER } from "../time.js";
import { SpiBuffer, W_BYTES, type WireOrder } from "./spi-buffer.js";
import { flashCommand } from "./spi-flash-commands.js";

const CMD = 0x00;
const ADDR = 0x04;
const CTRL = 0x08;
const RD_STATUS = 0x10;
const CLOCK = 0x18;
const USER = 0x1c;
const USER1 = 0x20;
const USER2 = 0x24;
const SLAVE = 0x30;
const W0 = 0x40;
const EXT3 = 0xfc;

const CMD_USR = 1 << 18;

const CTRL_WR_BIT_ORDER = 1 << 26;
const CTRL_RD_BIT_ORDER = 1 << 25;
const CTRL_WRSR_2B = 1 << 22;
/** SPI0: its clock is the APB's, undivided; else divided by bits 11:8 and one. */
const CTRL_FLASH_CLK_EQU_SYSCLK = 1 << 12;
const CTRL_FLASH_CLK_DIV_SHIFT = 8;

const USER_COMMAND = 1 << 31;
const USER_ADDR = 1 << 30;
const USER_DUMMY = 1 << 29;
const USER_MISO = 1 << 28;
const USER_MOSI = 1 << 27;
const USER_MOSI_HIGHPART = 1 << 25;
const USER_MISO_HIGHPART = 1 << 24;
const USER_WR_BYTE_ORDER = 1 << 11;
const USER_RD_BYTE_ORDER = 1 << 10;
const USER_DOUTDIN = 1 << 0;

const CLOCK_EQU_SYSCLK = 1 << 31;

const SLAVE_TRANS_DONE = 1 << 4;
const SLAVE_TRANS_INTEN = 1 << 9;

const WORDS = 64;
const HALF_BUFFER = W_BYTES / 2;
const FLASH_ADDR_BYTES = 3;
const PLAIN: WireOrder = { bigEndian: false, lsbFirst: false };
const NOTHING = new Uint8Array(0);

const fields = {
	regs: words(WORDS),
	/** The CMD bits that stay set until `doneAt`. */
	busy: u32(),
	doneAt: u64(),
};

export const spi0Component = component("spi0", fields);
export const spi1Component = component("spi1", fields);

/** What one transfer on the wire says: what is absent has no bits or bytes. */
export interface SpiTransfer {
	readonly command: number;
	readonly commandBits: number;
	readonly address: number;
	readonly addressBits: number;
	readonly mosi: Uint8Array;
	/** Bytes to shift in, after all else or, in full duplex, together with `mosi`. */
	readonly misoLength: number;
	readonly duplex: boolean;
}

/** The far end of a bus. */
export interface SpiFarEnd {
	/** A transfer begins; answers with `misoLength` bytes when it can do so at once. */
	begin(transfer: SpiTransfer): Uint8Array | undefined;
	/** The transfer is over: the bytes of one that was not answered at once. */
	end?(misoLength: number): Uint8Array;
}

export class Spi extends Block implements Registers {
	readonly #s: View<typeof fields>;
	readonly #buffer: SpiBuffer;
	readonly #request: number;
	readonly #farEnd: SpiFarEnd;
	readonly #isFlash: boolean;

	constructor(soc: Soc, unit: 0 | 1, farEnd: SpiFarEnd) {
		super(soc);
		this.#s = soc.state.view(unit === 0 ? spi0Component : spi1Component);
		this.#buffer = new SpiBuffer(new Uint8Array(soc.state.buffer, this.#s.regs.byteOffset + W0, W_BYTES));
		this.#request = unit === 0 ? Request.SPI0 : Request.SPI1;
		this.#farEnd = farEnd;
		this.#isFlash = unit === 0;
	}

	reset(): void {
		const s = this.#s;
		s.regs.fill(0);
		s.regs[CLOCK >> 2] = CLOCK_EQU_SYSCLK;
		s.busy = 0;
		s.doneAt = 0;
		this.#updateInterrupt();
		this.soc.reschedule(this);
	}

	read(offset: number): number {
		this.#finish();
		if (offset === CMD) return this.#s.busy;
		// EXT3 reads 0: the controller's state machine is idle.
		if (offset === EXT3) return 0;
		return this.#s.regs[offset >> 2];
	}

	write(offset: number, value: number): void {
		this.#finish();
		if (offset === CMD) {
			if (value !== 0) this.#start(value);
			return;
		}
		this.#s.regs[offset >> 2] = value;
		if (offset === SLAVE) {
			this.#updateInterrupt();
			this.soc.reschedule(this);
		}
	}

	/** While it is busy CMD says so. */
	steadyUntil(offset: number): number {
		const { busy, doneAt } = this.#s;
		return offset === CMD && busy !== 0 && this.soc.now() < doneAt ? doneAt : 0;
	}

	override deadline(): number {
		const s = this.#s;
		return s.busy !== 0 && s.regs[SLAVE >> 2] & SLAVE_TRANS_INTEN ? s.doneAt : NEVER;
	}

	override fire(): void {
		this.#finish();
		this.soc.reschedule(this);
	}

	override paused(ticks: number): void {
		if (this.#s.busy !== 0) this.#s.doneAt += ticks;
	}

	#finish(): void {
		const s = this.#s;
		if (s.busy === 0 || this.soc.now() < s.doneAt) return;
		this.#receiveLate();
		s.busy = 0;
		s.regs[SLAVE >> 2] |= SLAVE_TRANS_DONE;
		this.#updateInterrupt();
	}

	#start(cmd: number): void {
		const s = this.#s;
		this.#receiveLate();
		const bits = cmd & CMD_USR ? this.#user() : this.#flash(cmd);
		s.busy = cmd;
		s.doneAt = this.soc.now() + Math.max(1, this.soc.clocks.apbTicks(bits * this.#divider));
		if (this.deadline() !== NEVER) this.soc.reschedule(this);
	}

	/** Runs a flash command of the controller's own; returns the bits on the wire. */
	#flash(cmd: number): number {
		const command = this.#isFlash ? flashCommand(cmd) : undefined;
		if (!command) return 0;
		const { regs } = this.#s;
		const length = regs[ADDR >> 2] >>> 24;
		const mosi = command.sends ? this.#toFlash(command.sends, length) : NOTHING;
		const misoLength = command.receives === "length" ? Math.min(length, W_BYTES) : (command.receives ?? 0);
		const answer = this.#farEnd.begin({
			command: command.opcode,
			commandBits: 8,
			address: regs[ADDR >> 2] & 0xffffff,
			addressBits: 8 * FLASH_ADDR_BYTES,
			mosi,
			misoLength,
			duplex: false,
		});
		if (!answer) return 0;
		if (command.toStatus) regs[RD_STATUS >> 2] = (regs[RD_STATUS >> 2] & ~0xff) | answer[0];
		else this.#buffer.put(answer, 0, PLAIN);
		return 8 * (1 + FLASH_ADDR_BYTES + mosi.length + misoLength);
	}

	#toFlash(what: "out" | "status", length: number): Uint8Array {
		if (what === "out") return this.#buffer.take(0, length, PLAIN);
		const { regs } = this.#s;
		const status = regs[RD_STATUS >> 2];
		return Uint8Array.of(status, status >>> 8).subarray(0, regs[CTRL >> 2] & CTRL_WRSR_2B ? 2 : 1);
	}

	/** Runs a user-defined transfer; returns the bits on the wire. */
	#user(): number {
		const { regs } = this.#s;
		const ctrl = regs[CTRL >> 2];
		const user = regs[USER >> 2];
		const user1 = regs[USER1 >> 2];
		const user2 = regs[USER2 >> 2];
		const commandBits = user & USER_COMMAND ? (user2 >>> 28) + 1 : 0;
		const addressBits = user & USER_ADDR ? (user1 >>> 26) + 1 : 0;
		const dummyBits = user & USER_DUMMY ? (user1 & 0xff) + 1 : 0;
		const mosiBits = user & USER_MOSI ? ((user1 >>> 17) & 0x1ff) + 1 : 0;
		const duplex = (user & USER_DOUTDIN) !== 0;
		const misoBits = this.#misoBits;
		const mosiAt = user & USER_MOSI_HIGHPART ? HALF_BUFFER : 0;
		const answer = this.#farEnd.begin({
			command: user2 & ((1 << commandBits) - 1),
			commandBits,
			address: addressBits > 0 ? regs[ADDR >> 2] >>> (32 - addressBits) : 0,
			addressBits,
			mosi: this.#buffer.take(mosiAt, Math.ceil(mosiBits / 8), {
				bigEndian: (user & USER_WR_BYTE_ORDER) !== 0,
				lsbFirst: (ctrl & CTRL_WR_BIT_ORDER) !== 0,
			}),
			misoLength: Math.ceil(misoBits / 8),
			duplex,
		});
		if (answer) this.#keep(answer);
		return commandBits + addressBits + dummyBits + mosiBits + (duplex ? 0 : misoBits);
	}

	/** Takes what the far end has not answered at once, before the transfer counts as over. */
	#receiveLate(): void {
		if (this.#s.busy & CMD_USR && this.#farEnd.end) {
			this.#keep(this.#farEnd.end(Math.ceil(this.#misoBits / 8)));
		}
	}

	#keep(answer: Uint8Array): void {
		const { regs } = this.#s;
		const user = regs[USER >> 2];
		this.#buffer.put(answer, user & USER_MISO_HIGHPART ? HALF_BUFFER : 0, {
			bigEndian: (user & USER_RD_BYTE_ORDER) !== 0,
			lsbFirst: (regs[CTRL >> 2] & CTRL_RD_BIT_ORDER) !== 0,
		});
	}

	/** Bits that a user-defined transfer shifts in; in full duplex as many as it shifts out. */
	get #misoBits(): number {
		const { regs } = this.#s;
		const user = regs[USER >> 2];
		const user1 = regs[USER1 >> 2];
		if (user & USER_DOUTDIN) return user & USER_MOSI ? ((user1 >>> 17) & 0x1ff) + 1 : 0;
		return user & USER_MISO ? ((user1 >>> 8) & 0x1ff) + 1 : 0;
	}

	/** APB cycles a bit. */
	get #divider(): number {
		const { regs } = this.#s;
		if (this.#isFlash) {
			const ctrl = regs[CTRL >> 2];
			return ctrl & CTRL_FLASH_CLK_EQU_SYSCLK ? 1 : ((ctrl >>> CTRL_FLASH_CLK_DIV_SHIFT) & 0xf) + 1;
		}
		const clock = regs[CLOCK >> 2];
		if (clock & CLOCK_EQU_SYSCLK) return 1;
		return (((clock >>> 18) & 0x1fff) + 1) * (((clock >>> 12) & 0x3f) + 1);
	}

	#updateInterrupt(): void {
		const slave = this.#s.regs[SLAVE >> 2];
		const on = (slave & SLAVE_TRANS_DONE) !== 0 && (slave & SLAVE_TRANS_INTEN) !== 0;
		this.soc.interrupts.request(this.#request, on);
	}
}
