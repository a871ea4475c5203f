/**
 * RTC block (0x60000700): slow counter and alarm, sleep, reset causes, scratch words, GPIO16.
 *
 * The slow clock's period is an input (drift), given in femtoseconds. The counter starts at 0 at power-on, at the
 * reset pin and at a deep-sleep wake; a watchdog or software reset leaves it counting, and all but power-on leave
 * the scratch words. Source: register behaviour that the ROM and every SDK rely on, and the SDK's API reference
 * (system_get_rtc_time) for what a reset does to the counter.
 */
import type { Registers } from "../memory/register-map.js";
import { Block, type ResetKind, type Soc } from "../soc.js";
import { component, u32, u64, words } from "../state/fields.js";
import { NEVER, XTAL_HZ } from "../time.js";
import type { Gpio } from "./gpio.js";
import type { Pads } from "./pads.js";

/** Control; bit 31 resets the digital part. */
const CTRL = 0x00;
const ALARM = 0x04;
/** Bit 20 begins a sleep. */
const SLEEP = 0x08;
/** Bits 3:0: cause of the last reset. */
const RESET_CAUSE = 0x14;
/** Bits 5:0 wake sources enabled (bit 2 pin, bit 3 timer); bits 13:8 the source that woke. */
const WAKE = 0x18;
const COUNTER = 0x1c;
/** Bit 0: the last sleep is over. */
const WAKE_STATUS = 0x28;
/** All ones before a deep sleep, 0 before a light one. */
const SLEEP_POWER = 0x40;
const GPIO16_OUT = 0x68;
const GPIO16_ENABLE = 0x74;
const GPIO16_IN = 0x8c;

const SOFTWARE_RESET = 1 << 31;
const SLEEP_START = 1 << 20;
const WAKE_TIMER = 1 << 3;
const WAKE_PIN = 1 << 2;

const GPIO16 = 16;
const REG_WORDS = 0x40;

/** Femtoseconds: a tick is 6.25 ns. */
const FS_PER_TICK = 6_250_000n;
const FS_PER_SECOND = 1_000_000_000_000_000n;
/** Slow-clock cycles over which a calibration counts the crystal's. */
const CALIBRATION_CYCLES = 256n;

/** What bits 3:0 of RESET_CAUSE say. */
const CAUSE: Record<ResetKind, number> = {
	"power-on": 1,
	"brown-out": 1,
	"reset-pin": 2,
	software: 3,
	watchdog: 4,
	"deep-sleep-wake": 5,
};

const enum Sleep {
	None = 0,
	Light = 1,
	Deep = 2,
}

export const rtcComponent = component("rtc", {
	regs: words(REG_WORDS),
	/** Counter value at tick `base`, and how far into the next cycle `base` lies, fs. */
	count: u32(),
	fractionFs: u64(),
	base: u64(),
	periodFs: u64(),
	/** `Sleep` the chip is in; `base` is then at or after its beginning. */
	sleeping: u32(),
});

/** What the block works outside of itself. */
export interface RtcWiring {
	softwareReset(): void;
	/** Whether GPIO16 leads to the reset pin: an alarm in a deep sleep pulls it low, which alone ends the sleep. */
	readonly wakeWire: boolean;
}

export class Rtc extends Block implements Registers {
	readonly #s = this.soc.state.view(rtcComponent);
	readonly #gpio: Gpio;
	readonly #pads: Pads;
	readonly #wiring: RtcWiring;

	constructor(soc: Soc, gpio: Gpio, pads: Pads, wiring: RtcWiring) {
		super(soc);
		this.#gpio = gpio;
		this.#pads = pads;
		this.#wiring = wiring;
	}

	reset(kind: ResetKind): void {
		const s = this.#s;
		const coldStart = kind === "power-on" || kind === "brown-out";
		if (coldStart) s.regs.fill(0);
		if (coldStart || kind === "reset-pin" || kind === "deep-sleep-wake") {
			s.count = 0;
			s.fractionFs = 0;
			s.base = this.soc.now();
		}
		s.sleeping = Sleep.None;
		s.regs[RESET_CAUSE >> 2] = CAUSE[kind];
		s.regs[WAKE_STATUS >> 2] = 1;
		if (kind !== "deep-sleep-wake") s.regs[WAKE >> 2] &= 0x3f;
		s.regs[CTRL >> 2] &= ~SOFTWARE_RESET;
		s.regs[SLEEP >> 2] &= ~SLEEP_START;
		this.soc.reschedule(this);
	}

	/** The slow clock's period from now on, fs. */
	setPeriod(periodFs: number): void {
		const s = this.#s;
		if (s.periodFs > 0) this.#fold();
		s.periodFs = periodFs;
		this.soc.reschedule(this);
	}

	/** Takes what has been counted over into `count`, so that another period may follow. */
	#fold(): void {
		const s = this.#s;
		const { count, fraction } = this.#elapsed(this.soc.now());
		s.count = (s.count + count) >>> 0;
		s.fractionFs = fraction;
		s.base = this.soc.now();
	}

	/** XTAL cycles that 256 slow-clock cycles take: what the calibration registers measure. */
	get calibration(): number {
		return Number((BigInt(this.#s.periodFs) * CALIBRATION_CYCLES * BigInt(XTAL_HZ)) / FS_PER_SECOND);
	}

	/** Ticks a calibration of 256 slow-clock cycles lasts. */
	get calibrationTicks(): number {
		return Number((BigInt(this.#s.periodFs) * CALIBRATION_CYCLES) / FS_PER_TICK);
	}

	/** Whether the CPU stands still, and how deep. */
	get sleep(): "none" | "light" | "deep" {
		return (["none", "light", "deep"] as const)[this.#s.sleeping];
	}

	read(offset: number): number {
		switch (offset) {
			case COUNTER:
				return this.#counter(this.soc.now());
			case GPIO16_IN:
				return this.#pads.level(GPIO16);
			default:
				return this.#s.regs[offset >> 2];
		}
	}

	write(offset: number, value: number): void {
		const s = this.#s;
		switch (offset) {
			case RESET_CAUSE:
			case COUNTER:
			case WAKE_STATUS:
			case GPIO16_IN:
				return;
			case WAKE:
				s.regs[WAKE >> 2] = (s.regs[WAKE >> 2] & 0x3f00) | (value & 0x3f);
				return;
		}
		s.regs[offset >> 2] = value;
		switch (offset) {
			case CTRL:
				if (value & SOFTWARE_RESET) this.#wiring.softwareReset();
				break;
			case SLEEP:
				if (value & SLEEP_START) this.#beginSleep();
				break;
			case GPIO16_OUT:
			case GPIO16_ENABLE:
				this.#gpio.setGpio16(s.regs[GPIO16_OUT >> 2], s.regs[GPIO16_ENABLE >> 2]);
				break;
		}
	}

	/** While asleep with the timer enabled: the tick at which the counter reaches the alarm. */
	override deadline(): number {
		const s = this.#s;
		if (s.sleeping === Sleep.None || !(s.regs[WAKE >> 2] & WAKE_TIMER)) return NEVER;
		if (s.sleeping === Sleep.Deep && !this.#wiring.wakeWire) return NEVER;
		const cycles = (s.regs[ALARM >> 2] - s.count) >>> 0;
		const fs = BigInt(cycles) * BigInt(s.periodFs) - BigInt(s.fractionFs);
		return s.base + Math.max(0, Number((fs + FS_PER_TICK - 1n) / FS_PER_TICK));
	}

	/** The alarm: the sleep is over. What follows (run on, or reset) is the chip's. */
	override fire(): void {
		this.#wake(WAKE_TIMER);
	}

	/** A pin has changed: ends a light sleep that pins may end, if one stands on its wake level. */
	pinChanged(): void {
		const mayWake = this.#s.sleeping === Sleep.Light && (this.#s.regs[WAKE >> 2] & WAKE_PIN) !== 0;
		if (mayWake && this.#gpio.wakes) this.#wake(WAKE_PIN);
	}

	#beginSleep(): void {
		const s = this.#s;
		s.sleeping = s.regs[SLEEP_POWER >> 2] === 0xffffffff ? Sleep.Deep : Sleep.Light;
		this.#fold();
		s.regs[WAKE_STATUS >> 2] = 0;
		this.soc.reschedule(this);
		this.soc.requestStop();
		this.pinChanged();
	}

	#wake(source: number): void {
		const s = this.#s;
		s.sleeping = Sleep.None;
		s.regs[WAKE_STATUS >> 2] = 1;
		s.regs[WAKE >> 2] = (s.regs[WAKE >> 2] & 0x3f) | (source << 8);
		s.regs[SLEEP >> 2] &= ~SLEEP_START;
		this.soc.reschedule(this);
		this.soc.requestStop();
	}

	#counter(tick: number): number {
		return (this.#s.count + this.#elapsed(tick).count) >>> 0;
	}

	/** Slow-clock cycles from `base` to `tick`, modulo 2^32, and the fraction of a cycle left over, fs. */
	#elapsed(tick: number): { count: number; fraction: number } {
		const { base, fractionFs, periodFs } = this.#s;
		const fs = BigInt(tick - base) * FS_PER_TICK + BigInt(fractionFs);
		const period = BigInt(periodFs);
		return { count: Number((fs / period) & 0xffffffffn), fraction: Number(fs % period) };
	}
}
