/** A chip on the bench: blank flash, a ROM that sleeps at once, registers within reach, outputs written down. */
import { Chip } from "../../src/chip/chip.js";
import { type ChipConfig, DEFAULT_RTC_PERIOD_FS, STRAPS_FLASH_BOOT } from "../../src/chip/config.js";
import type { ChipOutputs, PinBits, PowerEvent, SpiTransferOutput } from "../../src/chip/outputs.js";
import { TICKS_PER_SECOND, TICKS_PER_US } from "../../src/chip/time.js";
import { cpuComponent } from "../../src/chip/xtensa/cpu-state.js";

export const FLASH_SIZE = 512 * 1024;
export const MAC = Uint8Array.of(0x5c, 0xcf, 0x7f, 0x12, 0x34, 0x56);
export const US = TICKS_PER_US;
export const SECOND = TICKS_PER_SECOND;

const ROM_SIZE = 0x10000;
const RESET_VECTOR = 0x80;
/** WAITI 0, with no interrupt enabled: the clock runs, nothing executes. */
const WAIT_FOR_EVER = [0x00, 0x70, 0x00];

/** A ROM with `code` at the reset vector and, by offset, at other places. */
export function romWith(
	code: readonly number[],
	more: Readonly<Record<number, readonly number[]>> = {},
): Uint8Array {
	const rom = new Uint8Array(ROM_SIZE);
	rom.set(code, RESET_VECTOR);
	for (const [offset, bytes] of Object.entries(more)) rom.set(bytes, Number(offset));
	return rom;
}

/** A configuration for the bench; parts of it may be given. */
export function benchConfig(given: Partial<ChipConfig> = {}): ChipConfig {
	return {
		flash: new Uint8Array(FLASH_SIZE).fill(0xff),
		rom: romWith(WAIT_FOR_EVER),
		mac: MAC,
		seed: [1, 2],
		straps: STRAPS_FLASH_BOOT,
		rtcPeriodFs: DEFAULT_RTC_PERIOD_FS,
		...given,
	};
}

/** Everything the chip has put out, with its tick. */
export class Recorded implements ChipOutputs {
	readonly uartBytes: { tick: number; line: 0 | 1; byte: number; baud: number }[] = [];
	readonly pinEdges: { tick: number; pin: number; level: 0 | 1 | "z" }[] = [];
	readonly pinBits: ({ tick: number; pin: number } & PinBits)[] = [];
	readonly frames: { tick: number; bytes: Uint8Array; channel: number; rate: number }[] = [];
	readonly spiBytes: { tick: number; bytes: Uint8Array }[] = [];
	readonly spiTransfers: SpiTransferOutput[] = [];
	readonly flashChanges: { tick: number; offset: number; length: number }[] = [];
	readonly powerEvents: { tick: number; event: PowerEvent }[] = [];

	uart(tick: number, line: 0 | 1, byte: number, baud: number): void {
		this.uartBytes.push({ tick, line, byte, baud });
	}
	pin(tick: number, pin: number, level: 0 | 1 | "z"): void {
		this.pinEdges.push({ tick, pin, level });
	}
	bits(tick: number, pin: number, bits: PinBits): void {
		this.pinBits.push({ tick, pin, ...bits });
	}
	frame(tick: number, bytes: Uint8Array, channel: number, rate: number): void {
		this.frames.push({ tick, bytes, channel, rate });
	}
	spi(tick: number, bytes: Uint8Array): void {
		this.spiBytes.push({ tick, bytes });
	}
	spiTransfer(_tick: number, transfer: SpiTransferOutput): void {
		this.spiTransfers.push(transfer);
	}
	flash(tick: number, offset: number, length: number): void {
		this.flashChanges.push({ tick, offset, length });
	}
	power(tick: number, event: PowerEvent): void {
		this.powerEvents.push({ tick, event });
	}

	/** The text sent on UART0. */
	get text(): string {
		return String.fromCharCode(...this.uartBytes.filter((b) => b.line === 0).map((b) => b.byte));
	}
}

const RTC = 0x60000700;
const ALARM = 0x04;
const SLEEP = 0x08;
const WAKE = 0x18;
const COUNTER = 0x1c;
const SLEEP_START = 1 << 20;
const WAKE_TIMER = 1 << 3;
const I2C_HOST4 = 0x60000d10;

export class Bench {
	readonly out = new Recorded();
	readonly chip: Chip;
	readonly cpu;

	constructor(given: Partial<ChipConfig> = {}) {
		this.chip = new Chip(benchConfig(given), this.out);
		this.cpu = this.chip.state.view(cpuComponent);
	}

	/** A chip whose PLL has been set up: APB and CPU at 80 MHz. */
	static at80MHz(given: Partial<ChipConfig> = {}): Bench {
		const bench = new Bench(given);
		bench.setUpPll();
		return bench;
	}

	get tick(): number {
		return this.chip.tick;
	}

	/** What firmware writes to the PLL for a 26 MHz crystal. */
	setUpPll(): void {
		this.write(I2C_HOST4, 0x01880167);
		this.write(I2C_HOST4, 0x01910267);
		this.run(1);
	}

	read(address: number): number {
		return this.chip.peripherals.registers.read(address) >>> 0;
	}

	write(address: number, value: number): void {
		this.chip.peripherals.registers.write(address, value >>> 0);
	}

	/** Runs `ticks` on. */
	run(ticks: number): void {
		this.chip.run(this.tick + ticks);
	}

	/** Begins a sleep as the RTC block is set up for: deep when SLEEP_POWER is all ones. */
	enterSleep(): void {
		this.write(RTC + SLEEP, SLEEP_START);
		this.run(1);
	}

	/** Sleeps lightly for `cycles` of the RTC's clock; comes back just awake. */
	sleepLightly(cycles: number): void {
		this.write(RTC + WAKE, WAKE_TIMER);
		this.write(RTC + ALARM, this.read(RTC + COUNTER) + cycles);
		this.enterSleep();
		while (this.chip.peripherals.rtc.sleep !== "none") this.run(US);
	}

	/** Sends bytes to a UART at its own speed, one frame apart. */
	send(bytes: readonly number[], line: 0 | 1 = 0): void {
		const uart = this.chip.peripherals.uarts[line];
		for (const byte of bytes) {
			this.run(uart.frameTicks);
			this.chip.input({ kind: "uart", line, byte, baud: uart.baud });
		}
	}
}
