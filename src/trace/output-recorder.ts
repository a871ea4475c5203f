/** Takes the chip's outputs as they come and turns them into a chunk's entries. */
import { isBeacon } from "./beacon.js";
import { bytes as checkBytes, int } from "./check.js";
import { Malformed } from "./errors.js";
import { INTEGER_BYTES, MAX_BITS, MAX_FLASH, MAX_FRAME_BYTES, MAX_SPI_BYTES, MAX_U32 } from "./limits.js";
import { pinCode } from "./ops.js";
import { BitsStream, PinStream, RecordStream, UartStream } from "./output-streams.js";
import { type BitsOutput, type PinLevel, POWER_OUTPUTS, type PowerOutputName } from "./schema.js";
import { MAX_PIN } from "./validate-event.js";

/** Small outputs between two looks at how much memory is held. */
const LOOK_EVERY = 1024;

/** A frame's record: delta, channel, rate, length. */
const FRAME_INTEGERS = 4;
/** What deflate leaves of a beacon, which is like the one before: this share of its memory counts. */
const BEACON_SHARE = 1 / 16;

/** What the chip calls; every method throws Malformed for values the format does not allow. */
export interface OutputSink {
	uart(tick: number, line: 0 | 1, byte: number, baud: number): void;
	pin(tick: number, pin: number, level: PinLevel): void;
	bits(tick: number, pin: number, bits: Omit<BitsOutput, "tick" | "pin">): void;
	frame(tick: number, bytes: Uint8Array, channel: number, rate: number): void;
	spi(tick: number, bytes: Uint8Array): void;
	flash(tick: number, offset: number, length: number): void;
	power(tick: number, event: PowerOutputName): void;
}

export class OutputRecorder implements OutputSink {
	readonly #uart = [new UartStream(), new UartStream()] as const;
	readonly #pins = new PinStream();
	readonly #bits = new BitsStream();
	readonly #frames = new RecordStream();
	readonly #spi = new RecordStream();
	readonly #flash = new RecordStream();
	readonly #power = new RecordStream();
	readonly #look: () => void;
	#count = 0;
	/** Memory that beacons hold, bytes. */
	#beacons = 0;

	/** `look` is called now and then, and after each output with bytes of its own that is no beacon. */
	constructor(look: () => void) {
		this.#look = look;
	}

	/** Outputs since the last `take`. */
	get count(): number {
		return this.#count;
	}

	/** Estimate of the memory held, bytes; of beacons only a share. */
	get size(): number {
		const [a, b] = this.#uart;
		return (
			a.size +
			b.size +
			this.#pins.size +
			this.#bits.size +
			this.#frames.size +
			this.#spi.size +
			this.#flash.size +
			this.#power.size -
			Math.floor(this.#beacons * (1 - BEACON_SHARE))
		);
	}

	uart(tick: number, line: 0 | 1, byte: number, baud: number): void {
		if ((byte & 0xff) !== byte || baud >>> 0 !== baud || baud === 0) {
			throw new Malformed(`UART output of ${byte} at ${baud} baud must be a byte at an integer rate`);
		}
		this.#uart[line].add(tick, byte, baud);
		this.#added();
	}

	pin(tick: number, pin: number, level: PinLevel): void {
		if (pin >>> 0 !== pin || pin > MAX_PIN) throw new Malformed(`there is no pin ${pin}`);
		this.#pins.add(tick, pinCode(pin, level));
		this.#added();
	}

	bits(tick: number, pin: number, bits: Omit<BitsOutput, "tick" | "pin">): void {
		const { bytes, count, bitTicks, elapsed } = bits;
		int(pin, 0, MAX_PIN, "a pin");
		int(count, 1, MAX_BITS, "a number of bits");
		int(bitTicks, 1, MAX_U32, "a bit's ticks");
		int(elapsed, 0, bitTicks - 1, "the ticks that are over");
		checkBytes(bytes, Math.ceil(count / 8), Math.ceil(count / 8), "a pin's bits");
		this.#bits.add(tick, pin, bits);
		this.#added();
	}

	frame(tick: number, bytes: Uint8Array, channel: number, rate: number): void {
		checkBytes(bytes, 0, MAX_FRAME_BYTES, "a radio frame");
		int(channel, 0, 14, "a channel");
		int(rate, 0, 255, "a rate");
		this.#frames.add(tick, channel, rate, bytes.length);
		this.#frames.bytes.append(bytes);
		if (isBeacon(bytes)) {
			this.#beacons += bytes.length + FRAME_INTEGERS * INTEGER_BYTES;
			this.#added();
			return;
		}
		this.#count++;
		this.#look();
	}

	spi(tick: number, bytes: Uint8Array): void {
		checkBytes(bytes, 0, MAX_SPI_BYTES, "SPI data");
		this.#spi.add(tick, bytes.length);
		this.#spi.bytes.append(bytes);
		this.#count++;
		this.#look();
	}

	flash(tick: number, offset: number, length: number): void {
		int(offset, 0, MAX_FLASH - 1, "a flash offset");
		int(length, 1, MAX_FLASH - offset, "a flash length");
		this.#flash.add(tick, offset, length);
		this.#added();
	}

	power(tick: number, event: PowerOutputName): void {
		this.#power.add(tick, int(POWER_OUTPUTS.indexOf(event), 0, MAX_U32, "the number of a power event"));
		this.#added();
	}

	/** The chunk's entries for what came since the last call, as views valid until the next output. */
	take(): Record<string, unknown> {
		const taken: Record<string, unknown> = {};
		const [uart0, uart1] = this.#uart;
		if (uart0.length > 0) taken.uart0 = uart0.take();
		if (uart1.length > 0) taken.uart1 = uart1.take();
		if (this.#pins.length > 0) taken.pins = this.#pins.take();
		if (this.#bits.length > 0) taken.bits = this.#bits.take();
		if (this.#frames.length > 0) taken.frames = this.#frames.takeWithBytes();
		if (this.#spi.length > 0) taken.spi = this.#spi.takeWithBytes();
		if (this.#flash.length > 0) taken.flash = this.#flash.take();
		if (this.#power.length > 0) taken.power = this.#power.take();
		this.#count = 0;
		this.#beacons = 0;
		return taken;
	}

	#added(): void {
		if (++this.#count % LOOK_EVERY === 0) this.#look();
	}
}
